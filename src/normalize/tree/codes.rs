//! Derives the hierarchy that codes show: a row stands below the one whose code its own begins with. Offices
//! write codes in several ways, and a sheet of several lists may begin anew. Each way to read them is tried,
//! and the figures decide which one it is.

use std::collections::{HashMap, HashSet};

use crate::forms::Kind;
use crate::model::{Item, ItemId, LevelEvidence, Table, Value};
use crate::text::fold::fold;

use super::placement::Place;

/// Minimum number of segments of an office's code (1.01.2.22.0.00.01.0000 has eight); an account has six. A
/// longer code that continues one of at least three segments is not an office's, but a sub kegiatan's with
/// its account behind it.
const MIN_OFFICE_SEGMENTS: usize = 7;
/// Maximum number of segments of the urusan and bidang urusan above an office.
const MAX_BIDANG_SEGMENTS: usize = 2;

/// A segment of a code without leading zeros, since newer lists write 001 for 01. The bytes of its text are
/// packed into an integer, because hundreds of thousands of them are compared and looked up.
type Segment = u64;

/// The segments of a code, outermost first.
type Code = Vec<Segment>;

/// The codes of a row, outermost column first, each with the position of its column among the code columns.
type CodePath = Vec<(usize, Code)>;

/// Minimum number of consecutive lengths that show codes of one segment to be plain numbers.
const MIN_CONSECUTIVE_LENGTHS: usize = 3;

/// Number of digits of a code of one segment.
type DigitCount = usize;

/// The codes of a table's rows, with what decides how they may be read.
pub struct Codes {
    /// The codes of each row.
    paths: Vec<CodePath>,
    /// Whether codes stand in several columns.
    has_several_columns: bool,
    /// The first segments of codes that occur more than once, except that of the first row.
    repeated_first_segments: HashSet<Segment>,
    /// The first segment of the first row with a code.
    first_segment: Option<Segment>,
    /// Codes that occur more than once.
    repeated_in_list: HashSet<Code>,
    /// The first two segments of each of these codes.
    repeated_beginnings: HashSet<Code>,
    /// The number of digits of each row's code. `None` for codes of several segments.
    digit_counts: Vec<Option<DigitCount>>,
    /// The numbers of digits of codes that occur more than once.
    repeated_digit_counts: HashSet<DigitCount>,
    /// The rank of each row's code below the outputs of a ministry's budget. `None` for codes of several segments,
    /// and in a table without outputs.
    ranks_below_output: Vec<Option<u8>>,
    /// Whether the codes are numbers of goods or papers (9, 87, 1128), none of which is above another.
    are_numbers: bool,
}

/// How to read a code that continues no code above it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum NewListRule {
    /// It stands outermost.
    Never,
    /// It begins a list below the row above, if codes with its first segment, or with its number of digits,
    /// occur more than once.
    RepeatedFirstSegment,
    /// It begins a list below the row above, if the code itself occurs more than once, or its first two
    /// segments begin one that does.
    RepeatedCode,
    /// It begins a list below the row above, if its first segment is not that of the first row.
    OtherFirstSegment,
    /// The same, and codes below an output go by their rank: in the budget of a ministry, 3331.BDB.001 has
    /// components (051), these have sub-components (A), and these accounts (521211).
    BelowOutput,
}

impl Codes {
    /// Reads the codes of a table. `None` if it has none.
    pub fn from_table(table: &Table) -> Option<Self> {
        Self::read_in_order(table, false)
    }

    /// Reads the codes of a table with those at the right standing above those at their left: a program's
    /// code beside its accounts. `None` if only one column has codes.
    pub fn from_right(table: &Table) -> Option<Self> {
        Self::read_in_order(table, true).filter(|codes| codes.has_several_columns)
    }

    fn read_in_order(table: &Table, from_right: bool) -> Option<Self> {
        let mut columns: Vec<usize> =
            (0..table.columns.len()).filter(|c| table.columns[*c].kind == Kind::Kode).collect();
        if columns.is_empty() || (from_right && columns.len() < 2) {
            return None;
        }
        if from_right {
            columns.reverse();
        }
        let path = |item: &Item| -> CodePath {
            columns
                .iter()
                .enumerate()
                .filter_map(|(place, c)| Some((place, code_segments(item, *c)?)))
                .collect()
        };
        let paths: Vec<CodePath> = table.items.iter().map(path).collect();
        let own = || paths.iter().filter_map(|path| path.last()).map(|(_, code)| code);
        let first = own().next().and_then(|code| code.first()).copied();
        let shapes: Vec<Option<DigitCount>> =
            table.items.iter().map(|item| digit_count(item, &columns)).collect();
        let mut of_shape: HashSet<(&Code, DigitCount)> = HashSet::new();
        let with_shapes =
            || paths.iter().zip(&shapes).filter_map(|(path, shape)| Some((&path.last()?.1, (*shape)?)));
        let repeated_shapes: HashSet<DigitCount> = with_shapes()
            .filter(|one| !of_shape.insert(*one))
            .map(|(_, shape)| shape)
            .filter(|shape| shapes.iter().flatten().next() != Some(shape))
            .collect();
        let mut seen: HashSet<&Code> = HashSet::new();
        let again: HashSet<Code> =
            own().filter(|code| code.len() < MIN_OFFICE_SEGMENTS && !seen.insert(code)).cloned().collect();
        let beginnings = again.iter().map(|code| code.iter().take(2).copied().collect()).collect();
        let repeated = again
            .iter()
            .filter_map(|code| code.first())
            .copied()
            .filter(|family| Some(*family) != first)
            .collect();
        let used: HashSet<usize> = paths.iter().flatten().map(|(column, _)| *column).collect();
        first.as_ref()?;
        // Codes of one segment have two or six digits, say; plain numbers have one, two and three.
        let mut lengths: Vec<DigitCount> = shapes.iter().copied().flatten().collect();
        let are_bare = lengths.len() == own().count();
        lengths.sort_unstable();
        lengths.dedup();
        let are_next = lengths.windows(2).all(|pair| pair[1] - pair[0] == 1);
        let has_outputs = columns.len() == 1 && table.items.iter().any(|item| is_output(item, columns[0]));
        let rank = |item: &Item| rank_below_output(item, columns[0]).filter(|_| has_outputs);
        Some(Self {
            ranks_below_output: table.items.iter().map(rank).collect(),
            are_numbers: are_bare && are_next && lengths.len() >= MIN_CONSECUTIVE_LENGTHS,
            has_several_columns: used.len() > 1,
            repeated_first_segments: repeated,
            repeated_digit_counts: repeated_shapes,
            repeated_in_list: again,
            repeated_beginnings: beginnings,
            digit_counts: shapes,
            first_segment: first,
            paths,
        })
    }

    /// Returns how many rows have a code.
    pub fn count_coded_rows(&self) -> usize {
        self.paths.iter().filter(|path| !path.is_empty()).count()
    }

    /// Whether a row has a code.
    pub fn has_code(&self, item: ItemId) -> bool {
        self.paths.get(item).is_some_and(|path| !path.is_empty())
    }

    /// Whether a code may begin a list anew. If not, all ways to read the codes are the same.
    pub fn may_begin_anew(&self) -> bool {
        !self.are_numbers
            && (!self.repeated_in_list.is_empty()
                || self.paths.iter().flatten().any(|(_, code)| code.first() != self.first_segment.as_ref()))
    }

    /// Whether the codes are those of a ministry's budget.
    pub fn has_outputs(&self) -> bool {
        self.ranks_below_output.iter().any(Option::is_some)
    }

    /// Returns the place of each row. Rows without a code stand below the last row with one if `details`.
    pub fn places(&self, is_total: &[bool], anew: NewListRule, details: bool) -> Vec<Place> {
        if self.has_several_columns {
            self.place_by_path(is_total, details)
        } else {
            self.place_by_prefix(is_total, anew, details)
        }
    }

    /// Returns the rows not all of whose parts are known: at least as many rows whose code continues theirs
    /// stand elsewhere as below them. Codes of another kind stand between.
    pub fn scattered_parents(&self, places: &[Place]) -> Vec<ItemId> {
        if self.has_several_columns {
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

    /// [`Codes::places`] where the rows without a code that follow a row with one are nested by their looks:
    /// groups and their items.
    pub fn places_nested_by_look<L: PartialEq>(
        &self,
        is_total: &[bool],
        anew: NewListRule,
        looks: &[L],
    ) -> Vec<Place> {
        let mut places = self.places(is_total, anew, true);
        let mut open: Vec<ItemId> = Vec::new();
        for (id, place) in places.iter_mut().enumerate() {
            if is_total[id] || self.has_code(id) {
                open.clear();
                continue;
            }
            let sibling = open.iter().position(|other| looks[*other] == looks[id]);
            open.truncate(sibling.unwrap_or(open.len()));
            if let Some(above) = open.last() {
                *place = Place { parent: Some(*above), why: LevelEvidence::Appearance };
            }
            open.push(id);
        }
        places
    }

    /// Places rows with codes in several columns: the codes before the last one name the row above.
    fn place_by_path(&self, is_total: &[bool], details: bool) -> Vec<Place> {
        let mut known: HashMap<Vec<Code>, ItemId> = HashMap::new();
        let mut of_code: HashMap<Code, (usize, ItemId)> = HashMap::new();
        // The last row whose own code stands in each column.
        let mut last: HashMap<usize, ItemId> = HashMap::new();
        let mut before: Option<ItemId> = None;
        let mut places = Vec::new();
        let repeating = self.repeating_columns();
        for (id, path) in self.paths.iter().enumerate() {
            if is_total[id] {
                places.push(Place { parent: None, why: LevelEvidence::Total });
                continue;
            }
            let Some(((column, own), outer)) = path.split_last() else {
                let parent = before.filter(|_| details);
                places.push(Place { parent, why: LevelEvidence::List });
                continue;
            };
            let outer: Vec<Code> = outer.iter().map(|(_, code)| code.clone()).collect();
            // The code of an earlier row, repeated alone in a column further right, is a row below that one.
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
            places.push(Place { parent, why: LevelEvidence::CodePrefix });
        }
        places
    }

    /// Returns the columns whose rows repeat the code of the row above beside their own: a row there without
    /// it belongs to no row above. Below the activities of a village, whose accounts do so, stands its
    /// financing.
    fn repeating_columns(&self) -> HashSet<usize> {
        const MIN_REPEATING_ROWS: usize = 2;
        let mut with_outer: HashMap<usize, usize> = HashMap::new();
        for path in &self.paths {
            if let [_, .., (column, _)] = path.as_slice() {
                *with_outer.entry(*column).or_default() += 1;
            }
        }
        with_outer
            .into_iter()
            .filter(|(_, count)| *count >= MIN_REPEATING_ROWS)
            .map(|(column, _)| column)
            .collect()
    }

    /// Places rows with codes in one column: each stands below the nearest row above whose code its own
    /// begins with.
    fn place_by_prefix(&self, is_total: &[bool], anew: NewListRule, details: bool) -> Vec<Place> {
        let mut open: Vec<OpenRow<'_>> = Vec::new();
        let mut places: Vec<Place> = Vec::new();
        for (id, path) in self.paths.iter().enumerate() {
            if is_total[id] {
                places.push(Place { parent: None, why: LevelEvidence::Total });
                continue;
            }
            let Some((_, code)) = path.last() else {
                let parent = open.last().map(|last| last.id).filter(|_| details);
                places.push(Place { parent, why: LevelEvidence::List });
                continue;
            };
            let rank = |id: ItemId| self.ranks_below_output.get(id).copied().flatten();
            if let Some(own) = rank(id).filter(|_| anew == NewListRule::BelowOutput) {
                let above = open.iter().rposition(|one| rank(one.id).is_none_or(|other| other < own));
                open.truncate(above.map_or(0, |at| at + 1));
                places.push(Place {
                    parent: open.last().map(|above| above.id),
                    why: LevelEvidence::CodePrefix,
                });
                open.push(OpenRow { id, code, is_anew: true, is_office: false });
                continue;
            }
            let is_office = is_office_code(&open, code);
            let end = count_kept_open(&open, code, is_office);
            let begins = end.is_none();
            let end = end.unwrap_or_else(|| open.iter().rposition(|one| !one.is_anew).map_or(0, |at| at + 1));
            let is_anew =
                if begins { self.begins_new_list(id, code, anew) } else { end > 0 && open[end - 1].is_anew };
            let end = if begins && !is_anew { 0 } else { end };
            open.truncate(end);
            places.push(Place { parent: open.last().map(|above| above.id), why: LevelEvidence::CodePrefix });
            open.push(OpenRow { id, code, is_anew, is_office });
        }
        places
    }

    /// Whether a code that continues no other begins a list anew.
    fn begins_new_list(&self, id: ItemId, code: &Code, anew: NewListRule) -> bool {
        let family = code.first();
        let shape = self.digit_counts.get(id).copied().flatten();
        match anew {
            NewListRule::Never => false,
            NewListRule::RepeatedFirstSegment => {
                family.is_some_and(|family| self.repeated_first_segments.contains(family))
                    || shape.is_some_and(|shape| self.repeated_digit_counts.contains(&shape))
            }
            NewListRule::RepeatedCode => {
                let beginning: Code = code.iter().take(2).copied().collect();
                self.repeated_in_list.contains(code) || self.repeated_beginnings.contains(&beginning)
            }
            NewListRule::OtherFirstSegment | NewListRule::BelowOutput => {
                family != self.first_segment.as_ref()
            }
        }
    }
}

/// Returns the row whose code is the longest beginning of `own` beside the same outer codes, or else the row
/// of these outer codes. `None` if neither is known.
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
struct OpenRow<'a> {
    id: ItemId,
    code: &'a Code,
    /// Whether it belongs to a list that began anew.
    is_anew: bool,
    /// Whether its code is that of an office.
    is_office: bool,
}

impl OpenRow<'_> {
    /// Whether a code continues the one of this row.
    fn is_prefix_of(&self, code: &Code) -> bool {
        self.code.len() < code.len() && code.starts_with(self.code)
    }
}

/// Whether a code is an office's, such as 1.01.2.22.0.00.01.0000: neither an account (5.1.02.02.01.0003) nor
/// the continuation of an open row's code.
fn is_office_code(open: &[OpenRow<'_>], code: &Code) -> bool {
    code.len() >= MIN_OFFICE_SEGMENTS
        && !open.iter().any(|above| above.code.len() > MAX_BIDANG_SEGMENTS && above.is_prefix_of(code))
}

/// Returns how many of the open rows remain open at a code. `None` if it continues no open row's code.
fn count_kept_open(open: &[OpenRow<'_>], code: &Code, is_office: bool) -> Option<usize> {
    if is_office {
        // A part of an office has the office's code, and stands right below it.
        if open.last().is_some_and(|above| above.code == code) {
            return Some(open.len());
        }
        return open.iter().rposition(|above| above.code.len() <= MAX_BIDANG_SEGMENTS).map(|at| at + 1);
    }
    let office = open.iter().rposition(|above| above.is_office);
    // Take the longest beginning: accounts that began anew may stand between.
    let prefixes = open.iter().enumerate().filter(|(_, above)| above.is_prefix_of(code));
    let prefix = prefixes.max_by_key(|(at, above)| (above.code.len(), *at)).map(|(at, _)| at);
    match (prefix, office) {
        (Some(at), Some(office)) if office > at && code.len() > MAX_BIDANG_SEGMENTS => Some(office + 1),
        (Some(at), _) => Some(at + 1),
        _ => None,
    }
}

/// Returns the number of digits of an item's innermost code. `None` if the code has other characters, such as
/// dots.
fn digit_count(item: &Item, columns: &[usize]) -> Option<DigitCount> {
    let cited = columns.iter().rev().find_map(|c| item.values.get(*c))?;
    let text = cited.text.trim();
    text.bytes().all(|b| b.is_ascii_digit()).then_some(text.len())
}

/// Whether an item's code is that of an output in a ministry's budget: 3331.BDB, 3331.BDB.001.
fn is_output(item: &Item, column: usize) -> bool {
    let Some(cited) = item.values.get(column) else { return false };
    let mut segments = cited.text.trim().split('.');
    let is_activity = |s: &str| s.len() == 4 && s.bytes().all(|b| b.is_ascii_digit());
    let is_kind = |s: &str| s.len() == 3 && s.bytes().all(|b| b.is_ascii_uppercase());
    segments.next().is_some_and(is_activity) && segments.next().is_some_and(is_kind)
}

/// Returns the rank of an item's code below an output: 0 for a component of three digits, 1 for a sub-component of
/// one or two letters, 2 for an account of six digits. `None` for any other code.
fn rank_below_output(item: &Item, column: usize) -> Option<u8> {
    let text = item.values.get(column)?.text.trim();
    let is_number = text.bytes().all(|b| b.is_ascii_digit());
    match text.len() {
        3 if is_number => Some(0),
        1 | 2 if text.bytes().all(|b| b.is_ascii_uppercase()) => Some(1),
        6 if is_number => Some(2),
        _ => None,
    }
}

/// Returns the segments of an item's code in a column. `None` if the column holds no code.
fn code_segments(item: &Item, column: usize) -> Option<Code> {
    match &item.values.get(column)?.value {
        Value::Kode(kode) => kode.segments().map(|segment| pack_segment(segment, MAX_LETTERS)).collect(),
        Value::Text(text) => {
            let is_output = is_output(item, column);
            let letters = if is_output { MAX_OUTPUT_LETTERS } else { MAX_LETTERS };
            fold(text).split(' ').map(|segment| pack_segment(segment, letters)).collect()
        }
        _ => None,
    }
}

/// Maximum number of letters of a segment.
const MAX_LETTERS: usize = 2;
/// Maximum number of letters of a segment in the code of an output.
const MAX_OUTPUT_LETTERS: usize = 3;

/// Packs a segment of at most six digits, or of so many letters. `None` for a word.
fn pack_segment(text: &str, letters: usize) -> Option<Segment> {
    const MAX_SEGMENT_DIGITS: usize = 6;
    let is_segment = text.len() <= MAX_SEGMENT_DIGITS
        && (text.bytes().all(|b| b.is_ascii_digit()) || text.len() <= letters);
    let packed =
        |text: &str| text.bytes().fold(0, |all, byte| all << 8 | Segment::from(byte.to_ascii_lowercase()));
    let short = text.trim_start_matches('0');
    (is_segment && !text.is_empty()).then(|| packed(if short.is_empty() { "0" } else { short }))
}
