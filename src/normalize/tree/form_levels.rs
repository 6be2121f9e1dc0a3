//! Decides whether a row is a program, kegiatan or sub kegiatan. No single sign is always there: the word
//! itself, the length of the code, the numbering, bold print, indentation.

use std::collections::HashSet;
use std::sync::LazyLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::Rows;
use crate::model::{Item, Level, LevelEvidence, Sheet, Table};
use crate::text::fold::fold;

use crate::normalize::row_label::{Numbering, total_of};
use crate::normalize::rows::form_rows::Look;
use crate::normalize::tree::level_signs::{Signs, kode};
use crate::normalize::tree::{form_levels_by_sums, formless_hierarchy, kegiatan_by_sums, subtotals};

/// Decides the level and the parent of every item of a table; `looks` has the look of each item's name. Does
/// nothing to a table whose rows are a list.
pub fn tell(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    if table.form.rows == Rows::List {
        return;
    }
    if !table.form.defines_rows() {
        formless_hierarchy::tell(table, looks, sheet);
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
    if !form_levels_by_sums::tell(table, looks, sheet) {
        kegiatan_by_sums::tell(table);
    }
    subtotals::tell(table);
}

/// Returns the signs of each item's level.
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

/// Marks parts of the office that have programs of their own: each has the name of a part, and nothing that
/// is said of a kegiatan. An office with such a name (Sekretariat DPRD) stands alone above all programs and
/// is not marked.
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
            item.level_why = LevelEvidence::Unit;
        }
    }
}

/// Minimum number of items per thread.
const ITEMS_AT_ONCE: usize = 512;

/// Minimum number of segments of an office's own code (1.01.2.22.0.00.01.0000): it is longer than that of any
/// sub kegiatan.
const OFFICE_CODE: usize = 7;

/// What the signs mean in this table.
struct Scale {
    /// Whether some items say "Program".
    words: bool,
    /// Whether the codes are kept well enough to decide every level: most items have one, and all items at
    /// the programs' depth, and no others, are called program. Then a bidang urusan named "Kecamatan" is not
    /// taken for a part of the office.
    codes: bool,
    /// Number of segments of a program's code. `None` if unknown.
    program: Option<usize>,
    /// Longer lengths of codes that occur, shortest first: kegiatan, then sub kegiatan.
    deeper: Vec<usize>,
    /// The sign that tells programs from kegiatan. `None` if words or codes already do so, or no sign does.
    outer: Option<Outer>,
    /// Greatest indentation and the numberings of kegiatan directly below a program: a row that looks
    /// otherwise is a sub kegiatan.
    kegiatan: Option<(usize, Vec<Option<Numbering>>)>,
}

/// A sign that programs have and other items of the table have not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outer {
    /// Numbered with a Roman number or a letter.
    Roman,
    /// Indented by this many steps.
    Indent(usize),
    Bold,
    Capitals,
}

/// Learns what the signs mean from all items of a table.
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
            // Without the word, take the shortest length that occurs more than once, from three segments on:
            // the code schemes put programs at three segments (2019) or four (2006, with the office's own
            // code).
            let every = depths(None);
            every.iter().find(|d| **d >= 3 && every.iter().filter(|e| e == d).count() > 1).copied()
        };
        let deeper: Vec<usize> = match program {
            Some(program) => {
                depths(None).into_iter().filter(|d| (program + 1..OFFICE_CODE).contains(d)).collect()
            }
            None => Vec::new(),
        };
        // A code that lost a segment makes no level of its own: it lies between two real lengths, heads
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

    /// Returns how the items directly below a program look: greatest indentation and numberings. `None` if
    /// there are none.
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

    /// Returns the level that the signs of an item show, and the evidence that decided it. `above_programs`
    /// says that no program has occurred yet.
    fn level(&self, signs: &Signs, above_programs: bool) -> (Level, LevelEvidence) {
        if signs.total {
            return (Level::Jumlah, LevelEvidence::Total);
        }
        if signs.depth.is_some_and(|depth| depth >= OFFICE_CODE) {
            return (Level::Opd, LevelEvidence::Code);
        }
        let by_code = self.codes && signs.depth.is_some();
        if let Some(level) = signs.word.filter(|_| !by_code) {
            return (level, LevelEvidence::Word);
        }
        if signs.office && above_programs && !by_code {
            return (Level::Opd, LevelEvidence::Office);
        }
        if let (Some(depth), Some(program)) = (signs.depth, self.program) {
            if depth < program {
                let level = if depth <= 1 { Level::Urusan } else { Level::BidangUrusan };
                return (level, LevelEvidence::Code);
            }
            let of_depth = self.deeper.iter().position(|d| *d >= depth).filter(|_| depth > program);
            if let Some(place) = of_depth {
                let level = if place == 0 { Level::Kegiatan } else { Level::SubKegiatan };
                return (level, LevelEvidence::Code);
            }
            if !self.words || by_code {
                return (Level::Program, LevelEvidence::Code);
            }
        }
        if let Some(outer) = self.outer
            && outer.has(signs)
        {
            let why = if outer == Outer::Roman { LevelEvidence::Number } else { LevelEvidence::Look };
            return (Level::Program, why);
        }
        if above_programs && (self.words || self.program.is_some()) {
            // A row above the first program that is none of these is the office.
            return (Level::Opd, LevelEvidence::Above);
        }
        if let Some((indent, numberings)) = &self.kegiatan {
            let deeper = signs.look.indent > *indent;
            let other_number = signs.numbering.is_some() && !numberings.contains(&signs.numbering);
            if deeper || other_number {
                return (Level::SubKegiatan, LevelEvidence::Look);
            }
        }
        (Level::Kegiatan, LevelEvidence::Below)
    }
}

impl Outer {
    /// Returns the first sign that divides the items of a table and that the first of them has. `None` if no
    /// sign does.
    fn of(all: &[Signs]) -> Option<Self> {
        let plain = || all.iter().filter(|s| !s.total && !s.office);
        let least = plain().map(|s| s.look.indent).min().unwrap_or(0);
        [Self::Roman, Self::Indent(least), Self::Bold, Self::Capitals]
            .into_iter()
            .find(|sign| plain().next().is_some_and(|first| sign.has(first)) && plain().any(|s| !sign.has(s)))
    }

    /// Whether an item has this sign.
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

/// Sets the parent of each item: the nearest item before it on an outer level. A total row ends nothing;
/// [`subtotals`] decides whether it belongs to one item.
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
