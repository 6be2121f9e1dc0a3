//! Program, kegiatan or sub kegiatan? No single sign is always there: the word itself, the code's
//! length, the numbering, bold print, indentation.

use crate::forms::Rows;
use crate::model::{Item, Level, Message, Table, Value};
use crate::text::fold::fold;

use super::identity::is_office;

/// Tells the level of every item of a table, and its parent.
pub fn tell(table: &mut Table) {
    if table.form.rows == Rows::List {
        return;
    }
    let signs: Vec<Signs> = table.items.iter().map(|item| Signs::of(table, item)).collect();
    let scale = Scale::of(&signs);
    let mut above_programs = true;
    for (i, signs) in signs.iter().enumerate() {
        let (level, why) = scale.level(signs, above_programs);
        if level >= Level::Program {
            above_programs = false;
        }
        table.items[i].level = level;
        table.items[i].level_why = Message::new(why);
    }
    parents(&mut table.items);
}

/// Whether a row states the sum of the others.
pub fn is_total(label: &str) -> bool {
    let folded = fold(label);
    let first = folded.split(' ').next().unwrap_or("");
    matches!(first, "jumlah" | "total" | "jml") && folded.split(' ').count() <= 4
        || folded.starts_with("grand total")
}

/// What an item shows of its level.
struct Signs {
    word: Option<Level>,
    depth: Option<usize>,
    numbering: Option<Numbering>,
    office: bool,
    total: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Roman,
    Arabic,
    Letter,
}

impl Signs {
    fn of(table: &Table, item: &Item) -> Self {
        let names = table.columns.iter().zip(&item.values).filter(|(c, _)| c.key.starts_with("nama"));
        let name = names.filter_map(|(_, v)| v.as_ref()).map(|v| v.text.as_str()).next().unwrap_or("");
        let depth = match table.value(item, "kode").map(|v| &v.value) {
            Some(Value::Kode(kode)) => Some(kode.depth()),
            _ => None,
        };
        let number = table.value(item, "nomor").map(|v| v.text.as_str());
        // "I. PROGRAM …": the number may stand before the name in one cell.
        let (leading, name) = split_number(name);
        Self {
            word: word(name),
            depth,
            numbering: number.and_then(numbering).or_else(|| leading.and_then(numbering)),
            office: is_office(name),
            total: is_total(&table.label(item)),
        }
    }
}

/// The level that a name itself says.
fn word(name: &str) -> Option<Level> {
    let folded = fold(name);
    let mut words = folded.split(' ');
    match (words.next()?, words.next()) {
        ("program", Some(second)) if second != "kegiatan" && second != "dan" => Some(Level::Program),
        ("sub", Some("kegiatan")) | ("subkegiatan", Some(_)) => Some(Level::SubKegiatan),
        ("kegiatan", Some(_)) => Some(Level::Kegiatan),
        ("bidang", Some("urusan")) => Some(Level::BidangUrusan),
        ("urusan", Some(_)) => Some(Level::Urusan),
        ("unsur", Some(_)) if folded.contains("urusan") => Some(Level::Urusan),
        _ => None,
    }
}

fn split_number(name: &str) -> (Option<&str>, &str) {
    match name.trim_start().split_once(['.', ')']) {
        Some((number, rest))
            if number.len() <= 4 && numbering(number).is_some() && !rest.trim().is_empty() =>
        {
            (Some(number), rest.trim_start())
        }
        _ => (None, name),
    }
}

fn numbering(text: &str) -> Option<Numbering> {
    let core = text.trim().trim_matches(['.', ')', '(', ' ']);
    if core.is_empty() || core.len() > 6 {
        return None;
    }
    if core.chars().all(|c| c.is_ascii_digit()) {
        return Some(Numbering::Arabic);
    }
    if core.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L')) {
        return Some(Numbering::Roman);
    }
    (core.len() == 1 && core.chars().all(|c| c.is_ascii_alphabetic())).then_some(Numbering::Letter)
}

/// What the signs mean in this table.
struct Scale {
    /// Whether programs are told by their word.
    words: bool,
    /// The code's length of a program.
    program: Option<usize>,
    /// Longer codes that occur, shortest first: kegiatan, then sub kegiatan.
    deeper: Vec<usize>,
    /// Whether Roman and Arabic numbers both occur.
    two_numberings: bool,
}

impl Scale {
    fn of(all: &[Signs]) -> Self {
        let depths = |level: Option<Level>| -> Vec<usize> {
            let mut depths: Vec<usize> =
                all.iter().filter(|s| level.is_none() || s.word == level).filter_map(|s| s.depth).collect();
            depths.sort_unstable();
            depths
        };
        let words = all.iter().any(|s| s.word == Some(Level::Program));
        let of_programs = depths(Some(Level::Program));
        let program = if words {
            of_programs.get(of_programs.len() / 2).copied()
        } else {
            // Without the word: the code schemes put programs at three segments (2019) or four
            // (2006, with the office's own); the shortest that occurs more than once is taken.
            let every = depths(None);
            every.iter().find(|d| **d >= 3 && every.iter().filter(|e| e == d).count() > 1).copied()
        };
        let mut deeper: Vec<usize> = match program {
            Some(program) => depths(None).into_iter().filter(|d| *d > program).collect(),
            None => Vec::new(),
        };
        deeper.dedup();
        let has = |n: Numbering| all.iter().any(|s| s.numbering == Some(n));
        let two_numberings = (has(Numbering::Roman) || has(Numbering::Letter)) && has(Numbering::Arabic);
        Self { words, program, deeper, two_numberings }
    }

    fn level(&self, signs: &Signs, above_programs: bool) -> (Level, &'static str) {
        if signs.total {
            return (Level::Jumlah, "normalize.level.total");
        }
        if let Some(level) = signs.word {
            return (level, "normalize.level.word");
        }
        if signs.office && above_programs {
            return (Level::Opd, "normalize.level.office");
        }
        if let (Some(depth), Some(program)) = (signs.depth, self.program) {
            if depth < program {
                let level = if depth <= 1 { Level::Urusan } else { Level::BidangUrusan };
                return (level, "normalize.level.code");
            }
            if let Some(place) = self.deeper.iter().position(|d| *d == depth) {
                let level = if place == 0 { Level::Kegiatan } else { Level::SubKegiatan };
                return (level, "normalize.level.code");
            }
            if !self.words {
                return (Level::Program, "normalize.level.code");
            }
        }
        if self.two_numberings && !self.words {
            match signs.numbering {
                Some(Numbering::Roman | Numbering::Letter) => {
                    return (Level::Program, "normalize.level.number");
                }
                Some(Numbering::Arabic) => return (Level::Kegiatan, "normalize.level.number"),
                None => {}
            }
        }
        if above_programs && (self.words || self.program.is_some()) {
            // What stands above the first program and is none is the office.
            return (Level::Opd, "normalize.level.above");
        }
        (Level::Kegiatan, "normalize.level.below")
    }
}

/// The parent is the nearest item before of a level further out. A total row has none and ends
/// nothing.
fn parents(items: &mut [Item]) {
    let mut open: Vec<(Level, usize)> = Vec::new();
    for i in 0..items.len() {
        let level = items[i].level;
        if level == Level::Jumlah {
            continue;
        }
        while open.last().is_some_and(|(above, _)| *above >= level) {
            open.pop();
        }
        items[i].parent = open.last().map(|(_, id)| *id);
        open.push((level, i));
    }
}
