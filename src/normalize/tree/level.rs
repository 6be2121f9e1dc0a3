//! Program, kegiatan or sub kegiatan? No single sign is always there: the word itself, the code's
//! length, the numbering, bold print, indentation.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::Rows;
use crate::model::{Item, Level, LevelWhy, Sheet, Table, Value};
use crate::text::fold::{first_of, fold, words};
use crate::text::heading::is_office;
use crate::text::kode::Kode;
use crate::text::roman;
use crate::text::words::{PARTS_OF_OFFICES, TOTALS, is_of_total};

use crate::normalize::rows::body::Look;
use crate::normalize::tree;
use crate::normalize::tree::by_formula;
use crate::normalize::tree::grouped;
use crate::normalize::tree::subtotals;

/// Tells the level of every item of a table of this sheet, and its parent; `looks` says how its name is
/// set.
pub fn tell(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    if table.form.rows == Rows::List {
        return;
    }
    if !table.form.tells_rows() {
        tree::tell(table, looks, sheet);
        return;
    }
    let signs = signs(table, looks);
    let scale = Scale::of(&signs);
    let mut above_programs = true;
    for (i, signs) in signs.iter().enumerate() {
        let (level, why) = scale.level(signs, above_programs);
        if level >= Level::Program {
            above_programs = false;
        }
        table.items[i].level = level;
        table.items[i].level_why = why;
    }
    units(table, &signs);
    parents(&mut table.items);
    if !by_formula::tell(table, looks, sheet) {
        grouped::tell(table);
    }
    subtotals::tell(table);
}

/// What the items show of their levels.
fn signs(table: &Table, looks: &[Look]) -> Vec<Signs> {
    let names: LazyLock<HashSet<String>, _> =
        LazyLock::new(|| table.items.iter().map(|item| fold(&table.label_text(item))).collect());
    let is_name = |name: String| names.contains(&name);
    let of = |(i, item): (usize, &Item)| {
        let mut signs = Signs::of(table, item, looks.get(i).copied().unwrap_or_default());
        signs.total |= signs.depth.is_none() && total_of(&table.label_text(item)).is_some_and(is_name);
        signs.next = kode(table, item)
            .zip(table.items.get(i + 1).and_then(|next| kode(table, next)))
            .filter(|(above, below)| above.is_prefix_of(below))
            .map(|(above, below)| below.depth() - above.depth());
        signs
    };
    let items = table.items.par_iter().enumerate().with_min_len(ITEMS_AT_ONCE);
    items.map(of).collect()
}

/// Parts of the office above programs of their own: each has the name of a part, and nothing that is said of
/// a kegiatan. An office that is called so (Sekretariat DPRD) stands alone above all programs.
fn units(table: &mut Table, signs: &[Signs]) {
    let level = |id: usize| table.items.get(id).map(|item| item.level);
    let heads = |(id, signs): (usize, &Signs)| {
        let level_of = level(id).filter(|_| signs.unit && level(id + 1) == Some(Level::Program))?;
        matches!(level_of, Level::Opd | Level::Kegiatan | Level::SubKegiatan).then_some((id, level_of))
    };
    let units: Vec<(usize, Level)> = signs.iter().enumerate().filter_map(heads).collect();
    if units.iter().all(|(_, level)| *level == Level::Opd) {
        return;
    }
    for (id, _) in units {
        if let Some(item) = table.items.get_mut(id) {
            item.level = Level::UnitKerja;
            item.level_why = LevelWhy::Unit;
        }
    }
}

pub fn kode<'a>(table: &Table, item: &'a Item) -> Option<&'a Kode> {
    match &table.value(item, "kode")?.value {
        Value::Kode(kode) => Some(kode),
        _ => None,
    }
}

/// Whether a row states the sum of the others.
pub fn is_total(label: &str) -> bool {
    if let Some(label) = set_apart(label) {
        return is_total(&label);
    }
    // "Jumlah Sub Kelompok Belanja 5211": what tells which one it is makes no longer name.
    let counts = |word: &Cow<'_, str>| word != "sub" && !word.bytes().all(|b| b.is_ascii_digit());
    let is_short = |most: usize| words(label).filter(counts).nth(most).is_none();
    if first_of(label, &TOTALS).is_some() {
        return is_short(4);
    }
    match first_of(label, &["grand", "sub"]) {
        Some("grand") => words(label).nth(1).is_some_and(|second| second.starts_with("total")),
        Some("sub") => is_short(4) && words(label).nth(1).is_some_and(|second| is_of_total(&second)),
        _ => false,
    }
}

/// Whether a row sums up how well the rows above did: "Rata-rata capaian kinerja (%)", "Predikat kinerja".
pub fn is_rating(label: &str) -> bool {
    let label = fold(label);
    let of_performance = |rest: &str| rest.is_empty() || rest.contains("capaian") || rest.contains("kinerja");
    ["rata rata", "predikat", "rerata"].iter().any(|word| {
        label.strip_prefix(word).is_some_and(|rest| {
            (rest.is_empty() || rest.starts_with(' ')) && of_performance(rest) && rest.split(' ').count() <= 9
        })
    })
}

/// Whether a row is a total: one with a code of the plan is an item, whatever its name begins with ("Total
/// Quality Management"), unless it says nothing else.
fn is_total_row(label: &str, has_code: bool) -> bool {
    is_total(label)
        && !(has_code && words(label).any(|word| !(is_of_total(&word) || word == "sub" || word == "grand")))
}

/// What a total is of, where its words say so: "Jumlah Program Penunjang Urusan Pemerintahan".
pub fn total_of(label: &str) -> Option<String> {
    first_of(label, &TOTALS).or_else(|| first_of(label, &["sub"]))?;
    let mut words = words(label).skip_while(|word| word == "sub").peekable();
    words.next_if(|word| is_of_total(word))?;
    let name = words.collect::<Vec<_>>().join(" ");
    (!name.is_empty()).then_some(name)
}

/// A label whose first word is set letter by letter, as titles and totals are ("J U M L A H"), with that
/// word as one.
fn set_apart(label: &str) -> Option<String> {
    const FEWEST: usize = 4;
    let letters = |label: &str| -> String {
        let one = |word: &str| {
            let mut chars = word.chars();
            chars.next().filter(|c| c.is_alphabetic() && chars.next().is_none())
        };
        label.split_whitespace().map_while(one).collect()
    };
    // Nearly no label has a single letter for its first word.
    if !label.trim_start().chars().nth(1)?.is_whitespace() {
        return None;
    }
    let word = letters(label);
    let count = word.chars().count();
    let rest: Vec<&str> = label.split_whitespace().skip(count).collect();
    (count >= FEWEST).then(|| format!("{word} {}", rest.join(" ")))
}

/// Items that are one thread's work.
const ITEMS_AT_ONCE: usize = 512;

/// Codes of this many segments are an office's own (1.01.2.22.0.00.01.0000), deeper than any
/// sub kegiatan's.
const OFFICE_CODE: usize = 7;

/// What an item shows of its level.
#[allow(clippy::struct_excessive_bools)] // each is a sign of its own
pub struct Signs {
    word: Option<Level>,
    depth: Option<usize>,
    /// How many segments longer the next item's code is, where it goes on from this one's.
    next: Option<usize>,
    pub numbering: Option<Numbering>,
    look: Look,
    pub capitals: bool,
    office: bool,
    unit: bool,
    total: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numbering {
    Roman,
    Arabic,
    Letter,
    Small,
}

impl Signs {
    pub fn of(table: &Table, item: &Item, look: Look) -> Self {
        let mut names = table.columns_of(&item.values).filter(|(c, _)| c.key.starts_with("nama"));
        let name = names.next().map_or("", |(_, name)| &*name.text);
        let depth = kode(table, item).map(Kode::depth);
        let number = table.value(item, "nomor").map(|v| &*v.text);
        // "I. PROGRAM …": the number may stand before the name in one cell.
        let (leading, name) = split_number(name);
        Self {
            word: word(name),
            depth,
            next: None,
            numbering: number.and_then(numbering).or_else(|| leading.and_then(numbering)),
            look,
            capitals: name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase),
            office: is_office(name),
            unit: depth.is_none() && item.indikator.is_empty() && first_of(name, &PARTS_OF_OFFICES).is_some(),
            total: is_total_row(&table.label_text(item), depth.is_some()),
        }
    }
}

/// The level that a name itself says.
pub fn word(name: &str) -> Option<Level> {
    let known = ["program", "sub", "subkegiatan", "kegiatan", "bidang", "urusan", "unsur"];
    let first = first_of(name, &known)?;
    match (first, words(name).nth(1).as_deref()) {
        ("program", Some(second)) if second != "kegiatan" && second != "dan" => Some(Level::Program),
        ("sub", Some("kegiatan")) | ("subkegiatan", Some(_)) => Some(Level::SubKegiatan),
        ("kegiatan", Some(_)) => Some(Level::Kegiatan),
        ("bidang", Some("urusan")) => Some(Level::BidangUrusan),
        ("urusan", Some(_)) => Some(Level::Urusan),
        ("unsur", Some(_)) if fold(name).contains("urusan") => Some(Level::Urusan),
        _ => None,
    }
}

fn split_number(name: &str) -> (Option<&str>, &str) {
    let trimmed = name.trim_start();
    // A number has four letters at most.
    let end = trimmed.bytes().take(5).position(|b| matches!(b, b'.' | b')'));
    match end.and_then(|end| Some((trimmed.get(..end)?, trimmed.get(end + 1..)?))) {
        Some((number, rest)) if numbering(number).is_some() && !rest.trim().is_empty() => {
            (Some(number), rest.trim_start())
        }
        _ => (None, name),
    }
}

pub fn numbering(text: &str) -> Option<Numbering> {
    let core = text.trim().trim_matches(['.', ')', '(', ' ']);
    if core.is_empty() || core.len() > 6 {
        return None;
    }
    if core.chars().all(|c| c.is_ascii_digit()) {
        // A zero numbers nothing.
        return core.contains(|c| c != '0').then_some(Numbering::Arabic);
    }
    if core.bytes().all(|b| b.is_ascii_uppercase()) && roman::read(core).is_some() {
        return Some(Numbering::Roman);
    }
    match *core.as_bytes() {
        [letter] if letter.is_ascii_uppercase() => Some(Numbering::Letter),
        [letter] if letter.is_ascii_lowercase() => Some(Numbering::Small),
        _ => None,
    }
}

/// What the signs mean in this table.
struct Scale {
    /// Whether programs are told by their word.
    words: bool,
    /// Whether the codes are kept so well that they tell every level: all items at the programs'
    /// depth, and no others, are called program. Then a bidang urusan called "Kecamatan" is none
    /// the less one.
    codes: bool,
    /// The code's length of a program.
    program: Option<usize>,
    /// Longer codes that occur, shortest first: kegiatan, then sub kegiatan.
    deeper: Vec<usize>,
    /// What tells programs from kegiatan where neither word nor code does.
    outer: Option<Outer>,
    /// How kegiatan directly below a program look: what looks otherwise is a sub kegiatan.
    kegiatan: Option<(usize, Vec<Option<Numbering>>)>,
}

/// A sign that some items of a table have and others have not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    Roman,
    Indent(usize),
    Bold,
    Capitals,
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
        let deeper: Vec<usize> = match program {
            Some(program) => {
                depths(None).into_iter().filter(|d| (program + 1..OFFICE_CODE).contains(d)).collect()
            }
            None => Vec::new(),
        };
        // A code that lost a segment makes no level of its own: between two that are there it heads
        // nothing, and is rare.
        let below = deeper.len();
        let mut kept = deeper;
        kept.dedup();
        let last = kept.last().copied();
        kept.retain(|depth| {
            let of_depth = || all.iter().filter(|s| s.depth == Some(*depth));
            Some(*depth) == last || of_depth().any(|s| s.next.is_some()) || of_depth().count() * 5 > below
        });
        let coded = all.iter().filter(|s| s.depth.is_some()).count();
        let codes = words
            && coded * 10 >= all.len() * 6
            && all
                .iter()
                .all(|s| s.depth.is_none() || (s.depth == program) == (s.word == Some(Level::Program)));
        let mut scale = Self { words, codes, program, deeper: kept, outer: None, kegiatan: None };
        if !words && program.is_none() {
            scale.outer = Outer::of(all);
        }
        scale.kegiatan = scale.below_programs(all);
        scale
    }

    /// How the items look that stand directly below a program.
    fn below_programs(&self, all: &[Signs]) -> Option<(usize, Vec<Option<Numbering>>)> {
        let mut first: Vec<&Signs> = Vec::new();
        let mut after_program = false;
        for signs in all {
            let (level, _) = self.level(signs, false);
            if after_program && level == Level::Kegiatan {
                first.push(signs);
            }
            after_program = level == Level::Program;
        }
        let indent = first.iter().map(|s| s.look.indent).max()?;
        let mut numberings: Vec<Option<Numbering>> = Vec::new();
        for signs in first {
            if !numberings.contains(&signs.numbering) {
                numberings.push(signs.numbering);
            }
        }
        Some((indent, numberings))
    }

    fn level(&self, signs: &Signs, above_programs: bool) -> (Level, LevelWhy) {
        if signs.total {
            return (Level::Jumlah, LevelWhy::Total);
        }
        if signs.depth.is_some_and(|depth| depth >= OFFICE_CODE) {
            return (Level::Opd, LevelWhy::Code);
        }
        let by_code = self.codes && signs.depth.is_some();
        if let Some(level) = signs.word.filter(|_| !by_code) {
            return (level, LevelWhy::Word);
        }
        if signs.office && above_programs && !by_code {
            return (Level::Opd, LevelWhy::Office);
        }
        if let (Some(depth), Some(program)) = (signs.depth, self.program) {
            if depth < program {
                let level = if depth <= 1 { Level::Urusan } else { Level::BidangUrusan };
                return (level, LevelWhy::Code);
            }
            let of_depth = self.deeper.iter().position(|d| *d >= depth).filter(|_| depth > program);
            if let Some(place) = of_depth {
                let level = if place == 0 { Level::Kegiatan } else { Level::SubKegiatan };
                return (level, LevelWhy::Code);
            }
            if !self.words || by_code {
                return (Level::Program, LevelWhy::Code);
            }
        }
        if let Some(outer) = self.outer
            && outer.has(signs)
        {
            let why = if outer == Outer::Roman { LevelWhy::Number } else { LevelWhy::Look };
            return (Level::Program, why);
        }
        if above_programs && (self.words || self.program.is_some()) {
            // What stands above the first program and is none is the office.
            return (Level::Opd, LevelWhy::Above);
        }
        if let Some((indent, numberings)) = &self.kegiatan {
            let deeper = signs.look.indent > *indent;
            let other_number = signs.numbering.is_some() && !numberings.contains(&signs.numbering);
            if deeper || other_number {
                return (Level::SubKegiatan, LevelWhy::Look);
            }
        }
        (Level::Kegiatan, LevelWhy::Below)
    }
}

impl Outer {
    /// The first sign that divides the items of a table, the first of them having it.
    fn of(all: &[Signs]) -> Option<Self> {
        let plain = || all.iter().filter(|s| !s.total && !s.office);
        let least = plain().map(|s| s.look.indent).min().unwrap_or(0);
        [Self::Roman, Self::Indent(least), Self::Bold, Self::Capitals]
            .into_iter()
            .find(|sign| plain().next().is_some_and(|first| sign.has(first)) && plain().any(|s| !sign.has(s)))
    }

    fn has(self, signs: &Signs) -> bool {
        match self {
            Self::Roman => {
                matches!(signs.numbering, Some(Numbering::Roman | Numbering::Letter | Numbering::Small))
            }
            Self::Indent(least) => signs.look.indent == least,
            Self::Bold => signs.look.bold,
            Self::Capitals => signs.capitals,
        }
    }
}

/// The parent is the nearest item before of a level further out. A total row ends nothing; whether it is of
/// one item, [`subtotals`] tells.
fn parents(items: &mut [Item]) {
    let mut open: Vec<(Level, usize)> = Vec::new();
    for (i, item) in items.iter_mut().enumerate() {
        let level = item.level;
        if level == Level::Jumlah {
            continue;
        }
        while open.last().is_some_and(|(above, _)| *above >= level) {
            open.pop();
        }
        item.parent = open.last().map(|(_, id)| *id);
        open.push((level, i));
    }
}

#[cfg(test)]
mod tests {
    use super::is_total;

    #[test]
    fn a_total_may_be_set_letter_by_letter() {
        for label in [
            "JUMLAH",
            "Grand Total",
            "J U M L A H",
            " T  O\u{a0}T A L : ",
            "J u m l a h (Rp)",
            "Sub Jumlah",
            "SUBTOTAL :",
        ] {
            assert!(is_total(label), "{label}");
        }
        for label in [
            "A B C D",
            "J U M",
            "Jumlah aparatur yang mengikuti pendidikan dan pelatihan",
            "Sub Kegiatan",
            "",
        ] {
            assert!(!is_total(label), "{label}");
        }
    }
}
