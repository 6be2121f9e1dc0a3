//! Program, kegiatan or sub kegiatan? No single sign is always there: the word itself, the code's
//! length, the numbering, bold print, indentation.

use std::collections::HashSet;
use std::sync::LazyLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::forms::Rows;
use crate::model::{Item, Level, LevelWhy, Sheet, Table};
use crate::text::fold::fold;

use crate::normalize::label::{Numbering, total_of};
use crate::normalize::rows::body::Look;
use crate::normalize::tree::signs::{Signs, kode};
use crate::normalize::tree::{by_evidence, by_formula, grouped, subtotals};

/// Tells the level of every item of a table of this sheet, and its parent; `looks` says how its name is
/// set.
pub fn tell(table: &mut Table, looks: &[Look], sheet: &Sheet) {
    if table.form.rows == Rows::List {
        return;
    }
    if !table.form.tells_rows() {
        by_evidence::tell(table, looks, sheet);
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

/// Items that are one thread's work.
const ITEMS_AT_ONCE: usize = 512;

/// Codes of this many segments are an office's own (1.01.2.22.0.00.01.0000), deeper than any
/// sub kegiatan's.
const OFFICE_CODE: usize = 7;

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
