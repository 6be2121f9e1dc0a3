//! The hierarchy that codes tell: a row stands below the one whose code begins its own. Offices write codes in
//! more ways than one, and a list of several may begin anew; each way of reading them is tried, and the
//! figures say which one it is.

use std::collections::{HashMap, HashSet};

use crate::forms::Kind;
use crate::model::{Item, ItemId, LevelWhy, Table, Value};
use crate::text::fold::fold;

use super::place::Place;

/// A code of an office (1.01.2.22.0.00.01.0000) has so many segments; an account has six. Longer codes that
/// go on from one of three segments and more are none: a sub kegiatan with its account behind it.
const OFFICE: usize = 7;
/// Above an office stand its urusan and bidang, with so many segments at most.
const BIDANG: usize = 2;

/// A segment of a code, without leading zeros: newer lists write 001 for 01. The bytes of its text, packed: they
/// are compared and looked up by the hundred thousand.
type Segment = u64;

/// The segments of a code.
type Code = Vec<Segment>;

/// The codes of a row by the places of their columns, the outermost first.
type Path = Vec<(usize, Code)>;

/// So many lengths in a row, of codes of one segment, show that they are numbers.
const FEWEST_LENGTHS: usize = 3;

/// How a code of one segment is written: with so many digits.
type Shape = usize;

/// What codes may mean.
pub struct Codes {
    paths: Vec<Path>,
    /// Whether codes stand in several columns.
    are_several: bool,
    /// The first segments of codes that come back, other than that of the first row.
    repeated: HashSet<Segment>,
    first: Option<Segment>,
    /// Codes that come back, and the first two segments of each.
    again: HashSet<Code>,
    beginnings: HashSet<Code>,
    /// How each row's code is written, where it has one segment.
    shapes: Vec<Option<Shape>>,
    /// The shapes of codes that come back.
    repeated_shapes: HashSet<Shape>,
    /// Whether they are the numbers of goods or of papers, 9, 87, 1128, which begin nothing.
    are_numbers: bool,
}

/// How a code is read that no other begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anew {
    /// It stands outermost.
    Never,
    /// It begins a list below the row above, where such codes come back.
    Repeated,
    /// The same, where the code itself comes back, or its first two segments begin one that does.
    Again,
    /// It begins a list below the row above, where it begins otherwise than the first row's.
    Other,
}

impl Codes {
    /// The codes of a table; `None` where it has none.
    pub fn of(table: &Table) -> Option<Self> {
        Self::in_order(table, false)
    }

    /// The same, where the codes at the right stand above those at their left: a program's beside its accounts.
    /// `None` where there is one column of them.
    pub fn from_right(table: &Table) -> Option<Self> {
        Self::in_order(table, true).filter(|codes| codes.are_several)
    }

    fn in_order(table: &Table, from_right: bool) -> Option<Self> {
        let mut columns: Vec<usize> =
            (0..table.columns.len()).filter(|c| table.columns[*c].kind == Kind::Kode).collect();
        if columns.is_empty() || (from_right && columns.len() < 2) {
            return None;
        }
        if from_right {
            columns.reverse();
        }
        let path = |item: &Item| -> Path {
            columns.iter().enumerate().filter_map(|(place, c)| Some((place, code(item, *c)?))).collect()
        };
        let paths: Vec<Path> = table.items.iter().map(path).collect();
        let own = || paths.iter().filter_map(|path| path.last()).map(|(_, code)| code);
        let first = own().next().and_then(|code| code.first()).copied();
        let shapes: Vec<Option<Shape>> = table.items.iter().map(|item| shape(item, &columns)).collect();
        let mut of_shape: HashSet<(&Code, Shape)> = HashSet::new();
        let with_shapes =
            || paths.iter().zip(&shapes).filter_map(|(path, shape)| Some((&path.last()?.1, (*shape)?)));
        let repeated_shapes: HashSet<Shape> = with_shapes()
            .filter(|one| !of_shape.insert(*one))
            .map(|(_, shape)| shape)
            .filter(|shape| shapes.first().copied().flatten() != Some(*shape))
            .collect();
        let mut seen: HashSet<&Code> = HashSet::new();
        let again: HashSet<Code> =
            own().filter(|code| code.len() < OFFICE && !seen.insert(code)).cloned().collect();
        let beginnings = again.iter().map(|code| code.iter().take(2).copied().collect()).collect();
        let mut seen: HashSet<&Code> = HashSet::new();
        let repeated = own()
            .filter(|code| code.len() < OFFICE && !seen.insert(code))
            .filter_map(|code| code.first())
            .copied()
            .filter(|family| Some(*family) != first)
            .collect();
        let used: HashSet<usize> = paths.iter().flatten().map(|(column, _)| *column).collect();
        first.as_ref()?;
        // Codes of one segment are written with two digits and six; numbers with one, two and three.
        let mut lengths: Vec<Shape> = shapes.iter().copied().flatten().collect();
        let are_bare = lengths.len() == own().count();
        lengths.sort_unstable();
        lengths.dedup();
        let are_next = lengths.windows(2).all(|pair| pair[1] - pair[0] == 1);
        Some(Self {
            are_numbers: are_bare && are_next && lengths.len() >= FEWEST_LENGTHS,
            are_several: used.len() > 1,
            repeated,
            repeated_shapes,
            again,
            beginnings,
            shapes,
            first,
            paths,
        })
    }

    /// How many rows have a code.
    pub fn count(&self) -> usize {
        self.paths.iter().filter(|path| !path.is_empty()).count()
    }

    /// Whether a row has a code.
    pub fn has(&self, item: ItemId) -> bool {
        self.paths.get(item).is_some_and(|path| !path.is_empty())
    }

    /// Whether a code may begin a list anew: else all ways of reading them are one.
    pub fn may_begin_anew(&self) -> bool {
        !self.are_numbers
            && (!self.again.is_empty()
                || self.paths.iter().flatten().any(|(_, code)| code.first() != self.first.as_ref()))
    }

    /// Where each row stands. Rows without a code stand below the coded row above them if `details`.
    pub fn places(&self, is_total: &[bool], anew: Anew, details: bool) -> Vec<Place> {
        if self.are_several {
            self.by_path(is_total, details)
        } else {
            self.by_stack(is_total, anew, details)
        }
    }

    /// The rows of which not all parts are known: more rows whose code goes on from theirs stand elsewhere than below
    /// them. Codes of another kind stand between.
    pub fn torn(&self, places: &[Place]) -> Vec<ItemId> {
        if self.are_several {
            return Vec::new();
        }
        let codes: Vec<Option<&Code>> =
            self.paths.iter().map(|path| path.last().map(|(_, code)| code)).collect();
        let mut nearest: HashMap<&[Segment], ItemId> = HashMap::new();
        let mut counts: HashMap<ItemId, (usize, usize)> = HashMap::new();
        for (id, code) in codes.iter().enumerate().filter_map(|(id, code)| Some((id, (*code)?))) {
            let above = (1..code.len()).rev().find_map(|end| nearest.get(&code[..end]).copied());
            if let Some(above) = above {
                let (here, elsewhere) = counts.entry(above).or_default();
                let is_below = places.get(id).is_some_and(|place| place.parent == Some(above));
                *(if is_below { here } else { elsewhere }) += 1;
            }
            nearest.insert(code, id);
        }
        let mut torn: Vec<ItemId> = counts
            .into_iter()
            .filter(|(_, (here, elsewhere))| *elsewhere > 0 && elsewhere >= here)
            .map(|(id, _)| id)
            .collect();
        torn.sort_unstable();
        torn
    }

    /// The same, where the rows without a code that follow a coded one stand below each other by their looks:
    /// groups and their items.
    pub fn nested<L: PartialEq>(&self, is_total: &[bool], anew: Anew, looks: &[L]) -> Vec<Place> {
        let mut places = self.places(is_total, anew, true);
        let mut open: Vec<ItemId> = Vec::new();
        for (id, place) in places.iter_mut().enumerate() {
            if is_total[id] || self.has(id) {
                open.clear();
                continue;
            }
            let sibling = open.iter().position(|other| looks[*other] == looks[id]);
            open.truncate(sibling.unwrap_or(open.len()));
            if let Some(above) = open.last() {
                *place = Place { parent: Some(*above), why: LevelWhy::Look };
            }
            open.push(id);
        }
        places
    }

    /// Codes in several columns: the codes before the last one name the row above.
    fn by_path(&self, is_total: &[bool], details: bool) -> Vec<Place> {
        let mut known: HashMap<Vec<Code>, ItemId> = HashMap::new();
        let mut of_code: HashMap<Code, (usize, ItemId)> = HashMap::new();
        // The last row whose own code stands in each column.
        let mut last: HashMap<usize, ItemId> = HashMap::new();
        let mut before: Option<ItemId> = None;
        let mut places = Vec::new();
        let repeating = self.repeating();
        for (id, path) in self.paths.iter().enumerate() {
            if is_total[id] {
                places.push(Place { parent: None, why: LevelWhy::Total });
                continue;
            }
            let Some(((column, own), outer)) = path.split_last() else {
                let parent = before.filter(|_| details);
                places.push(Place { parent, why: LevelWhy::List });
                continue;
            };
            let outer: Vec<Code> = outer.iter().map(|(_, code)| code.clone()).collect();
            // The code of the row above, once more in a column at its right, is a row below it.
            let same =
                of_code.get(own).filter(|(left, _)| outer.is_empty() && own.len() > 1 && left < column);
            let parent = same
                .map(|(_, id)| *id)
                .or_else(|| parent_by_path(&known, &outer, own))
                .or_else(|| (1..own.len()).rev().find_map(|end| of_code.get(&own[..end]).map(|(_, id)| *id)))
                .or_else(|| {
                    let left = last.iter().filter(|(other, _)| *other < column).map(|(_, id)| *id);
                    left.max().filter(|_| outer.is_empty() && !repeating.contains(column))
                });
            let mut whole = outer;
            whole.push(own.clone());
            if same.is_none() {
                known.insert(whole, id);
                of_code.insert(own.clone(), (*column, id));
            }
            last.insert(*column, id);
            last.retain(|other, _| other <= column);
            before = Some(id);
            places.push(Place { parent, why: LevelWhy::Prefix });
        }
        places
    }

    /// The columns whose rows say the code of the row above them beside their own: a row there without it belongs to
    /// none. Below the activities of a village, whose accounts do so, stands its financing.
    fn repeating(&self) -> HashSet<usize> {
        const FEWEST: usize = 2;
        let mut with_outer: HashMap<usize, usize> = HashMap::new();
        for path in &self.paths {
            if let [_, .., (column, _)] = path.as_slice() {
                *with_outer.entry(*column).or_default() += 1;
            }
        }
        with_outer.into_iter().filter(|(_, count)| *count >= FEWEST).map(|(column, _)| column).collect()
    }

    /// Codes in one column: the nearest row above whose code begins this one.
    fn by_stack(&self, is_total: &[bool], anew: Anew, details: bool) -> Vec<Place> {
        let mut open: Vec<Open<'_>> = Vec::new();
        let mut places: Vec<Place> = Vec::new();
        for (id, path) in self.paths.iter().enumerate() {
            if is_total[id] {
                places.push(Place { parent: None, why: LevelWhy::Total });
                continue;
            }
            let Some((_, code)) = path.last() else {
                let parent = open.last().map(|last| last.id).filter(|_| details);
                places.push(Place { parent, why: LevelWhy::List });
                continue;
            };
            let is_office = is_office(&open, code);
            let end = end(&open, code, is_office);
            let begins = end.is_none();
            let end = end.unwrap_or_else(|| open.iter().rposition(|one| !one.is_anew).map_or(0, |at| at + 1));
            let is_anew =
                if begins { self.begins_anew(id, code, anew) } else { end > 0 && open[end - 1].is_anew };
            let end = if begins && !is_anew { 0 } else { end };
            open.truncate(end);
            places.push(Place { parent: open.last().map(|above| above.id), why: LevelWhy::Prefix });
            open.push(Open { id, code, is_anew, is_office });
        }
        places
    }

    fn begins_anew(&self, id: ItemId, code: &Code, anew: Anew) -> bool {
        let family = code.first();
        let shape = self.shapes.get(id).copied().flatten();
        match anew {
            Anew::Never => false,
            Anew::Repeated => {
                family.is_some_and(|family| self.repeated.contains(family))
                    || shape.is_some_and(|shape| self.repeated_shapes.contains(&shape))
            }
            Anew::Again => {
                let beginning: Code = code.iter().take(2).copied().collect();
                self.again.contains(code) || self.beginnings.contains(&beginning)
            }
            Anew::Other => family != self.first.as_ref(),
        }
    }
}

fn parent_by_path(known: &HashMap<Vec<Code>, ItemId>, outer: &[Code], own: &Code) -> Option<ItemId> {
    let mut path = outer.to_vec();
    path.push(own.clone());
    let within = (1..own.len()).rev().find_map(|end| {
        if let Some(last) = path.last_mut() {
            last.truncate(end);
        }
        known.get(&path).copied()
    });
    within.or_else(|| {
        let (last, before) = outer.split_last()?;
        known.get(outer).copied().or_else(|| parent_by_path(known, before, last))
    })
}

/// A row below which others may stand.
struct Open<'a> {
    id: ItemId,
    code: &'a Code,
    /// Whether it belongs to a list that began anew.
    is_anew: bool,
    /// Whether its code is that of an office.
    is_office: bool,
}

impl Open<'_> {
    fn begins(&self, code: &Code) -> bool {
        self.code.len() < code.len() && code.starts_with(self.code)
    }
}

/// 1.01.2.22.0.00.01.0000, and no account (5.1.02.02.01.0003), nor one that goes on from an open row.
fn is_office(open: &[Open<'_>], code: &Code) -> bool {
    code.len() >= OFFICE && !open.iter().any(|above| above.code.len() > BIDANG && above.begins(code))
}

/// How many of the open rows stay open before a code; `None` where no open row's code begins it.
fn end(open: &[Open<'_>], code: &Code, is_office: bool) -> Option<usize> {
    if is_office {
        // A part of an office has the office's code, and stands right below it.
        if open.last().is_some_and(|above| above.code == code) {
            return Some(open.len());
        }
        return open.iter().rposition(|above| above.code.len() <= BIDANG).map(|at| at + 1);
    }
    let office = open.iter().rposition(|above| above.is_office);
    // The longest beginning: accounts that began anew may stand between.
    let prefixes = open.iter().enumerate().filter(|(_, above)| above.begins(code));
    let prefix = prefixes.max_by_key(|(at, above)| (above.code.len(), *at)).map(|(at, _)| at);
    match (prefix, office) {
        (Some(at), Some(office)) if office > at && code.len() > BIDANG => Some(office + 1),
        (Some(at), _) => Some(at + 1),
        _ => None,
    }
}

/// The digits of an item's code, where it has one segment.
fn shape(item: &Item, columns: &[usize]) -> Option<Shape> {
    let cited = columns.iter().rev().find_map(|c| item.values.get(*c))?;
    let text = cited.text.trim();
    text.bytes().all(|b| b.is_ascii_digit()).then_some(text.len())
}

/// The code of an item in a column, segment by segment.
fn code(item: &Item, column: usize) -> Option<Code> {
    match &item.values.get(column)?.value {
        Value::Kode(kode) => kode.segments().map(segment).collect(),
        Value::Text(text) => fold(text).split(' ').map(segment).collect(),
        _ => None,
    }
}

/// Digits or one or two letters; `None` for a word.
fn segment(text: &str) -> Option<Segment> {
    const LONGEST: usize = 6;
    let is_segment = text.len() <= LONGEST && (text.bytes().all(|b| b.is_ascii_digit()) || text.len() <= 2);
    let packed =
        |text: &str| text.bytes().fold(0, |all, byte| all << 8 | Segment::from(byte.to_ascii_lowercase()));
    let short = text.trim_start_matches('0');
    (is_segment && !text.is_empty()).then(|| packed(if short.is_empty() { "0" } else { short }))
}
