//! Decides whether a row is a program, kegiatan or sub kegiatan. No single sign is always there: the word
//! itself, the length of the code, the numbering, bold print, indentation.

use std::collections::HashSet;
use std::sync::LazyLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::Rows;
use crate::model::{Item, Level, LevelEvidence, Sheet, Table};
use crate::text::fold::fold;

use crate::normalize::row_label::{Numbering, totalled_name};
use crate::normalize::rows::form_rows::Look;
use crate::normalize::tree::level_signs::{LevelSigns, item_kode};
use crate::normalize::tree::{form_levels_by_sums, formless_hierarchy, kegiatan_by_sums, subtotals};

/// Decides the level and the parent of every item of a table; `looks` has the look of each item's name. Does
/// nothing to a table whose rows are a list.
pub fn decide_levels(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    if table.form.rows == Rows::List {
        return;
    }
    if !table.form.defines_rows() {
        formless_hierarchy::decide_hierarchy(table, looks, sheet);
        return;
    }
    let signs = collect_signs(table, looks);
    let scale = SignMeanings::from_signs(&signs);
    let mut above_programs = true;
    for (i, signs) in signs.iter().enumerate() {
        let (level, why) = scale.level(signs, above_programs);
        if level >= Level::Program {
            above_programs = false;
        }
        table.items[i].level = level;
        table.items[i].level_evidence = why;
    }
    mark_units(table, &signs);
    set_parents(&mut table.items);
    if !form_levels_by_sums::decide_levels(table, looks, sheet) {
        kegiatan_by_sums::decide_kegiatan(table);
    }
    subtotals::assign_subtotals(table);
}

/// Returns the signs of each item's level.
fn collect_signs(table: &Table, looks: &[Look]) -> Vec<LevelSigns> {
    let names: LazyLock<HashSet<String>, _> =
        LazyLock::new(|| table.items.iter().map(|item| fold(&table.label_text(item))).collect());
    let is_name = |name: String| names.contains(&name);
    let of = |(i, item): (usize, &Item)| {
        let mut signs = LevelSigns::from_item(table, item, looks.get(i).copied().unwrap_or_default());
        signs.is_total |=
            signs.depth.is_none() && totalled_name(&table.label_text(item)).is_some_and(is_name);
        signs.next_extra_segments = item_kode(table, item)
            .zip(table.items.get(i + 1).and_then(|next| item_kode(table, next)))
            .filter(|(above, below)| above.is_prefix_of(below))
            .map(|(above, below)| below.depth() - above.depth());
        signs
    };
    let items = table.items.par_iter().enumerate().with_min_len(MIN_ITEMS_PER_THREAD);
    items.map(of).collect()
}

/// Marks parts of the office that have programs of their own: each has the name of a part, and nothing that
/// is said of a kegiatan. An office with such a name (Sekretariat DPRD) stands alone above all programs and
/// is not marked.
fn mark_units(table: &mut Table, signs: &[LevelSigns]) {
    let level = |id: usize| table.items.get(id).map(|item| item.level);
    let heads = |(id, signs): (usize, &LevelSigns)| {
        let level_of = level(id).filter(|_| signs.is_unit && level(id + 1) == Some(Level::Program))?;
        matches!(level_of, Level::Opd | Level::Kegiatan | Level::SubKegiatan).then_some((id, level_of))
    };
    let units: Vec<(usize, Level)> = signs.iter().enumerate().filter_map(heads).collect();
    if units.iter().all(|(_, level)| *level == Level::Opd) {
        return;
    }
    for (id, _) in units {
        if let Some(item) = table.items.get_mut(id) {
            item.level = Level::UnitKerja;
            item.level_evidence = LevelEvidence::UnitName;
        }
    }
}

/// Minimum number of items per thread.
const MIN_ITEMS_PER_THREAD: usize = 512;

/// Minimum number of segments of an office's own code (1.01.2.22.0.00.01.0000): it is longer than that of any
/// sub kegiatan.
const MIN_OFFICE_SEGMENTS: usize = 7;

/// What the signs mean in this table.
struct SignMeanings {
    /// Whether some items say "Program".
    has_program_words: bool,
    /// Whether the codes are kept well enough to decide every level: most items have one, and all items at
    /// the programs' depth, and no others, are called program. Then a bidang urusan named "Kecamatan" is not
    /// taken for a part of the office.
    is_fully_coded: bool,
    /// Number of segments of a program's code. `None` if unknown.
    program_depth: Option<usize>,
    /// Longer lengths of codes that occur, shortest first: kegiatan, then sub kegiatan.
    deeper_depths: Vec<usize>,
    /// The sign that tells programs from kegiatan. `None` if words or codes already do so, or no sign does.
    program_sign: Option<ProgramSign>,
    /// Greatest indentation and the numberings of kegiatan directly below a program: a row that looks
    /// otherwise is a sub kegiatan.
    kegiatan_look: Option<(usize, Vec<Option<Numbering>>)>,
}

/// A sign that programs have and other items of the table have not.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgramSign {
    /// Numbered with a Roman number or a letter.
    Numbered,
    /// Indented by this many steps.
    Indent(usize),
    Bold,
    Capitals,
}

/// Learns what the signs mean from all items of a table.
impl SignMeanings {
    fn from_signs(all: &[LevelSigns]) -> Self {
        let depths = |level: Option<Level>| -> Vec<usize> {
            let mut depths: Vec<usize> = all
                .iter()
                .filter(|s| level.is_none() || s.stated_level == level)
                .filter_map(|s| s.depth)
                .collect();
            depths.sort_unstable();
            depths
        };
        let words = all.iter().any(|s| s.stated_level == Some(Level::Program));
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
                depths(None).into_iter().filter(|d| (program + 1..MIN_OFFICE_SEGMENTS).contains(d)).collect()
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
            Some(*depth) == last
                || of_depth().any(|s| s.next_extra_segments.is_some())
                || of_depth().count() * 5 > below
        });
        let coded = all.iter().filter(|s| s.depth.is_some()).count();
        let codes = words
            && coded * 10 >= all.len() * 6
            && all.iter().all(|s| {
                s.depth.is_none() || (s.depth == program) == (s.stated_level == Some(Level::Program))
            });
        let mut scale = Self {
            has_program_words: words,
            is_fully_coded: codes,
            program_depth: program,
            deeper_depths: kept,
            program_sign: None,
            kegiatan_look: None,
        };
        if !words && program.is_none() {
            scale.program_sign = ProgramSign::find_dividing(all);
        }
        scale.kegiatan_look = scale.look_below_programs(all);
        scale
    }

    /// Returns how the items directly below a program look: greatest indentation and numberings. `None` if
    /// there are none.
    fn look_below_programs(&self, all: &[LevelSigns]) -> Option<(usize, Vec<Option<Numbering>>)> {
        let mut first: Vec<&LevelSigns> = Vec::new();
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
    fn level(&self, signs: &LevelSigns, above_programs: bool) -> (Level, LevelEvidence) {
        if signs.is_total {
            return (Level::Jumlah, LevelEvidence::Total);
        }
        if signs.depth.is_some_and(|depth| depth >= MIN_OFFICE_SEGMENTS) {
            return (Level::Opd, LevelEvidence::CodeLength);
        }
        let by_code = self.is_fully_coded && signs.depth.is_some();
        if let Some(level) = signs.stated_level.filter(|_| !by_code) {
            return (level, LevelEvidence::NameWord);
        }
        if signs.is_office && above_programs && !by_code {
            return (Level::Opd, LevelEvidence::OfficeName);
        }
        if let (Some(depth), Some(program)) = (signs.depth, self.program_depth) {
            if depth < program {
                let level = if depth <= 1 { Level::Urusan } else { Level::BidangUrusan };
                return (level, LevelEvidence::CodeLength);
            }
            let of_depth = self.deeper_depths.iter().position(|d| *d >= depth).filter(|_| depth > program);
            if let Some(place) = of_depth {
                let level = if place == 0 { Level::Kegiatan } else { Level::SubKegiatan };
                return (level, LevelEvidence::CodeLength);
            }
            if !self.has_program_words || by_code {
                return (Level::Program, LevelEvidence::CodeLength);
            }
        }
        if let Some(outer) = self.program_sign
            && outer.matches(signs)
        {
            let why = if outer == ProgramSign::Numbered {
                LevelEvidence::Numbering
            } else {
                LevelEvidence::Appearance
            };
            return (Level::Program, why);
        }
        if above_programs && (self.has_program_words || self.program_depth.is_some()) {
            // A row above the first program that is none of these is the office.
            return (Level::Opd, LevelEvidence::AboveFirstProgram);
        }
        if let Some((indent, numberings)) = &self.kegiatan_look {
            let deeper = signs.look.indent > *indent;
            let other_number = signs.numbering.is_some() && !numberings.contains(&signs.numbering);
            if deeper || other_number {
                return (Level::SubKegiatan, LevelEvidence::Appearance);
            }
        }
        (Level::Kegiatan, LevelEvidence::BelowProgram)
    }
}

impl ProgramSign {
    /// Returns the first sign that divides the items of a table and that the first of them has. `None` if no
    /// sign does.
    fn find_dividing(all: &[LevelSigns]) -> Option<Self> {
        let plain = || all.iter().filter(|s| !s.is_total && !s.is_office);
        let least = plain().map(|s| s.look.indent).min().unwrap_or(0);
        [Self::Numbered, Self::Indent(least), Self::Bold, Self::Capitals].into_iter().find(|sign| {
            plain().next().is_some_and(|first| sign.matches(first)) && plain().any(|s| !sign.matches(s))
        })
    }

    /// Whether an item has this sign.
    fn matches(self, signs: &LevelSigns) -> bool {
        match self {
            Self::Numbered => {
                matches!(
                    signs.numbering,
                    Some(Numbering::Roman | Numbering::CapitalLetter | Numbering::SmallLetter)
                )
            }
            Self::Indent(least) => signs.look.indent == least,
            Self::Bold => signs.look.bold,
            Self::Capitals => signs.is_capitals,
        }
    }
}

/// Sets the parent of each item: the nearest item before it on an outer level. A total row ends nothing;
/// [`subtotals`] decides whether it belongs to one item.
fn set_parents(items: &mut [Item]) {
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
