//! Checks the order of ARCHITECTURE.md: a room imports only from rooms above it, and no files depend on each
//! other in a cycle. Both follow from the paths that each file names, in `use` lines (grouped ones too) and
//! in code. Paths that a macro assembles from its arguments and methods called on a value are not seen.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// The rooms from top to bottom; each may import from the ones before it. `steps` and `process` call them.
const ROOMS: [&str; 13] = [
    "messages",
    "text",
    "ooxml",
    "forms",
    "model",
    "read",
    "normalize",
    "check",
    "correct",
    "write",
    "report",
    "batch",
    "cli",
];
/// The five steps, which meet only in `pipeline.rs` and `process.rs`.
const STEPS: [&str; 5] = ["read", "normalize", "check", "correct", "write"];

#[test]
fn a_room_imports_only_from_rooms_above_it() {
    let house = House::read(&sources());
    let mut wrong = BTreeSet::new();
    for (module, file) in &house.files {
        let Some(room) = module.first().filter(|first| ROOMS.contains(&first.as_str())) else { continue };
        for path in file.paths.iter().chain(&file.paths_of_tests) {
            let Some(other) = absolute(module, path).and_then(|path| path.into_iter().next()) else {
                continue;
            };
            if !ROOMS.contains(&other.as_str()) || other == *room {
                continue;
            }
            let place = |name: &str| ROOMS.iter().position(|r| *r == name);
            let neighbours = STEPS.contains(&room.as_str()) && STEPS.contains(&other.as_str());
            if place(&other) > place(room) || neighbours {
                wrong.insert(format!("{}: {room} names {other}: {}", file.name, path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", Vec::from_iter(wrong).join("\n"));
}

#[test]
fn no_files_need_each_other_in_a_circle() {
    let cycles = House::read(&sources()).cycles();
    assert!(cycles.is_empty(), "{} cycles:\n{}", cycles.len(), Vec::from_iter(cycles).join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (library, room) in [("calamine", "read"), ("rust_xlsxwriter", "write")] {
        for (name, text) in sources() {
            let names = text.lines().any(|line| line.split("//").next().unwrap_or("").contains(library));
            if names && module_of(&name).first().is_none_or(|first| first != room) {
                wrong.push(format!("{name} names {library}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn grouped_and_nested_imports_are_understood() {
    let house =
        planted(&[("text/a.rs", "use crate::{model::{Cell, own as o}, read}; fn f() { o::g(x::Y) }")]);
    let paths: Vec<String> =
        house.files[&module_of("text/a.rs")].paths.iter().map(|p| p.join("::")).collect();
    assert_eq!(paths, ["crate::model::Cell", "crate::model::own", "crate::read", "o::g", "x::Y"]);
}

#[test]
fn cycles_are_found_through_re_exports_and_paths_in_code() {
    let shared = "mod a; mod b; pub use a::A; pub use b::{self, B};";
    let chain = |a: &str, b: &str| {
        let cycles =
            planted(&[("lib.rs", ""), ("text/mod.rs", shared), ("text/a.rs", a), ("text/b.rs", b)]).cycles();
        Vec::from_iter(cycles).join(", ")
    };
    let circle = "text/a.rs -> text/b.rs -> text/a.rs";
    assert_eq!(chain("use super::{B};", "use crate::text::{A};"), circle);
    assert_eq!(chain("use super::C;", ""), "text/mod.rs -> text/a.rs -> text/mod.rs");
    assert_eq!(chain("fn a() { vec![super::B] }", "fn b(a: super::a::A) {}"), circle);
    assert_eq!(chain("use super::b; fn a() { b::run() }", "use super::A;"), circle);
    assert_eq!(chain("use super::B;", "#[cfg(test)] mod tests { use crate::text::A; } // super::A"), "");
}

/// The source files, by module.
struct House {
    files: BTreeMap<Module, File>,
}

/// A module as its names from the root of the crate: `["text", "number"]`. The root is empty.
type Module = Vec<String>;

/// The names that one file uses and defines.
#[derive(Default)]
struct File {
    /// The file below src/, such as `text/number.rs`.
    name: String,
    /// The paths in `use` lines and in code, as written.
    paths: Vec<Vec<String>>,
    /// The paths in the file's own tests, which may look at the room from outside.
    paths_of_tests: Vec<Vec<String>>,
    /// The names of the file's own functions, types and constants.
    items: BTreeSet<String>,
    /// The names that `use` lines import or re-export, each with its path.
    imports: BTreeMap<String, Vec<String>>,
}

impl House {
    fn read(sources: &[(String, String)]) -> Self {
        let file = |(name, text): &(String, String)| {
            let tokens: TokenStream = text.parse().unwrap_or_else(|e| panic!("{name} is Rust: {e}"));
            let mut file = File { name: name.clone(), items: items(tokens.clone()), ..File::default() };
            file.note(tokens, false);
            (module_of(name), file)
        };
        Self { files: sources.iter().map(file).collect() }
    }

    /// Returns every cycle as a chain of files that starts with the first file in order, such as
    /// `a.rs -> b.rs -> a.rs`. Of the cycles through one edge, only the shortest is listed.
    fn cycles(&self) -> BTreeSet<String> {
        let edges: BTreeMap<&Module, BTreeSet<&Module>> =
            self.files.iter().map(|(module, file)| (module, self.needs(module, file))).collect();
        let mut cycles = BTreeSet::new();
        for (from, to) in edges.iter().flat_map(|(from, all)| all.iter().map(move |to| (*from, *to))) {
            let Some(mut chain) = shortest(&edges, to, from) else { continue };
            chain.pop();
            let first = chain.iter().enumerate().min_by_key(|(_, module)| **module).map_or(0, |(at, _)| at);
            chain.rotate_left(first);
            chain.extend(chain.first().copied());
            let names: Vec<&str> = chain.into_iter().map(|module| self.files[module].name.as_str()).collect();
            cycles.insert(names.join(" -> "));
        }
        cycles
    }

    /// Returns the other files whose items a file names.
    fn needs<'a>(&'a self, module: &Module, file: &File) -> BTreeSet<&'a Module> {
        let defined = file.paths.iter().filter_map(|path| self.defines(module, path, 0));
        defined.filter(|other| *other != module).collect()
    }

    /// Returns the module whose file defines the item that a path names; `None` for other crates, and for a
    /// path to a module itself.
    fn defines<'a>(&'a self, from: &Module, path: &[String], depth: usize) -> Option<&'a Module> {
        assert!(depth < 20, "{path:?} leads back to itself");
        let (mut module, rest) = match absolute(from, path) {
            Some(path) => (Module::new(), path),
            None => (from.clone(), path.to_vec()),
        };
        let relative = rest == path;
        for (at, name) in rest.iter().enumerate() {
            let file = self.files.get(&module)?;
            let child = [module.as_slice(), std::slice::from_ref(name)].concat();
            let is_last = at + 1 == rest.len();
            if is_last && file.items.contains(name) {
                break;
            }
            let imported = file.imports.get(name).filter(|import| import.as_slice() != [name.as_str()]);
            // A module and an item in it may share a name, as in `use rows::{self, rows}`. If the path
            // continues, the module is meant.
            match imported.filter(|_| is_last || !self.files.contains_key(&child)) {
                Some(import) => {
                    let path = [import.as_slice(), &rest[at + 1..]].concat();
                    return self.defines(&module, &path, depth + 1);
                }
                None if self.files.contains_key(&child) => module = child,
                // A name that is neither imported nor a child module belongs to another crate or to this
                // file.
                None if relative && at == 0 => return None,
                None => break,
            }
            if is_last {
                return None;
            }
        }
        self.files.get_key_value(&module).map(|(module, _)| module)
    }
}

impl File {
    /// Records the paths in a part of the file.
    fn note(&mut self, tokens: TokenStream, in_tests: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        // Whether the current item is preceded by `#[cfg(test)]`.
        let mut tests_ahead = false;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let rest = &tokens[at + 1..];
            at += 1;
            match token {
                TokenTree::Ident(word) if word == "use" => {
                    let end = rest.iter().position(|t| is(t, ';')).unwrap_or(0);
                    self.import(&rest[..end], &[], in_tests || tests_ahead);
                    at += end;
                }
                TokenTree::Ident(word) => {
                    let mut path = vec![word.to_string()];
                    while let [colon, other, TokenTree::Ident(word), ..] = &tokens[at..]
                        && is(colon, ':')
                        && is(other, ':')
                    {
                        path.push(word.to_string());
                        at += 3;
                    }
                    if path.len() > 1 {
                        self.keep(path, in_tests || tests_ahead);
                    }
                }
                TokenTree::Punct(end) if end.as_char() == ';' => tests_ahead = false,
                TokenTree::Group(group) => match at.checked_sub(2).map(|before| tokens[before].to_string()) {
                    // Skip `pub(in crate::check)`: the file does not depend on the module that it names.
                    Some(before) if before == "pub" => {}
                    Some(before) if before == "#" && is_of_tests(group) => tests_ahead = true,
                    _ => {
                        self.note(group.stream(), in_tests || tests_ahead);
                        tests_ahead &= group.delimiter() != Delimiter::Brace;
                    }
                },
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Records the paths of an import tree such as `a::{b, c::d as e}`, below the path `before`.
    fn import(&mut self, tree: &[TokenTree], before: &[String], in_tests: bool) {
        let (mut path, mut name) = (before.to_vec(), None);
        for (at, token) in tree.iter().enumerate() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    name = tree.get(at + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                    branches.split(|t| is(t, ',')).for_each(|branch| self.import(branch, &path, in_tests));
                    return;
                }
                TokenTree::Punct(star) if star.as_char() == '*' => {
                    // Only tests, and preludes of other crates, may be imported with `*`.
                    let whole = in_tests || !["crate", "self", "super"].contains(&path[0].as_str());
                    assert!(whole, "{}: {} is imported whole", self.name, path.join("::"));
                    return;
                }
                _ => {}
            }
        }
        // A trailing comma in a group leaves an empty tree.
        let Some(last) = path.last().filter(|_| !tree.is_empty()) else { return };
        if !in_tests {
            self.imports.insert(name.unwrap_or_else(|| last.clone()), path.clone());
        }
        self.keep(path, in_tests);
    }

    fn keep(&mut self, path: Vec<String>, in_tests: bool) {
        if in_tests { self.paths_of_tests.push(path) } else { self.paths.push(path) }
    }
}

/// Resolves a path that begins with `crate`, `self` or `super` to the root of the crate; `None` for others.
fn absolute(from: &Module, path: &[String]) -> Option<Vec<String>> {
    let (first, mut rest) = path.split_first()?;
    let mut base = match first.as_str() {
        "crate" => Module::new(),
        "self" => from.clone(),
        "super" => from.split_last()?.1.to_vec(),
        _ => return None,
    };
    while let Some((_, others)) = rest.split_first().filter(|(first, _)| *first == "super") {
        (base, rest) = (base.split_last()?.1.to_vec(), others);
    }
    base.extend_from_slice(rest);
    Some(base)
}

/// Returns the shortest way along the edges, both ends included; `None` if there is none.
fn shortest<'a>(
    edges: &BTreeMap<&'a Module, BTreeSet<&'a Module>>,
    from: &'a Module,
    to: &'a Module,
) -> Option<Vec<&'a Module>> {
    let mut ways = VecDeque::from([vec![to, from]]);
    let mut seen = BTreeSet::from([from]);
    while let Some(way) = ways.pop_front() {
        let last = way.last()?;
        for next in &edges[last] {
            let way = [way.as_slice(), &[*next]].concat();
            if *next == to {
                return Some(way);
            }
            if seen.insert(next) {
                ways.push_back(way);
            }
        }
    }
    None
}

/// Whether an attribute is `#[cfg(test)]`.
fn is_of_tests(attribute: &Group) -> bool {
    attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// Returns the names of the top-level items of a file.
fn items(tokens: TokenStream) -> BTreeSet<String> {
    let words = tokens.into_iter().filter_map(|token| match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    });
    let words: Vec<String> = words.collect();
    let is_item = |word: &str| ["fn", "struct", "enum", "trait", "type", "const", "static"].contains(&word);
    let named = words.windows(2).filter(|pair| is_item(&pair[0]));
    named.map(|pair| pair[1].clone()).collect()
}

fn is(token: &TokenTree, c: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == c)
}

fn planted(files: &[(&str, &str)]) -> House {
    let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
    House::read(&files.iter().map(owned).collect::<Vec<_>>())
}

fn module_of(name: &str) -> Module {
    let names = name.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut names: Module = names.collect();
    names.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
    names
}

/// Returns the files below src/ with their texts, by name. `main.rs` is left out: it is a crate of its own.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut found = Vec::new();
    for path in files(root) {
        let name = path.strip_prefix(root).expect("below src").to_string_lossy().replace('\\', "/");
        if name != "main.rs" {
            found.push((name, fs::read_to_string(&path).expect("a source file")));
        }
    }
    assert!(!found.is_empty(), "{} holds sources", root.display());
    found
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
