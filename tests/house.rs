//! A room imports only from rooms above it: the `use` lines are read and held to the order of
//! ARCHITECTURE.md.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, outermost first; `lib` composes them all.
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
/// The five that meet in `lib.rs` and nowhere else.
const STEPS: [&str; 5] = ["read", "normalize", "check", "correct", "write"];

#[test]
fn a_room_imports_only_from_rooms_above_it() {
    let mut wrong = Vec::new();
    for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let Some(room) = room_of(&file) else { continue };
        let text = fs::read_to_string(&file).expect("a source file");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or("");
            for named in code.split("crate::").skip(1) {
                let other = named.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or("");
                if !ROOMS.contains(&other) || other == room {
                    continue;
                }
                let place = |name: &str| ROOMS.iter().position(|r| *r == name);
                let neighbours = STEPS.contains(&room) && STEPS.contains(&other);
                if place(other) > place(room) || neighbours {
                    wrong.push(format!("{}:{}: {room} names {other}", file.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (library, room) in [("calamine", "read"), ("rust_xlsxwriter", "write")] {
        for file in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
            let text = fs::read_to_string(&file).expect("a source file");
            let names = text.lines().any(|line| line.split("//").next().unwrap_or("").contains(library));
            if names && room_of(&file) != Some(room) {
                wrong.push(format!("{} names {library}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{} holds sources", folder.display());
    found
}

fn room_of(file: &Path) -> Option<&'static str> {
    let below = file.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).ok()?;
    let first = below.components().next()?.as_os_str().to_str()?.trim_end_matches(".rs");
    ROOMS.iter().find(|room| **room == first).copied()
}
