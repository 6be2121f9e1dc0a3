//! The plan: its tables, each a tree of items with indicators below them.
//!
//! Program, kegiatan and sub kegiatan are one type, [`Item`], with a [`Level`]: money adds up
//! along them in the same way, and offices differ in which of them they have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Area, CellRef, Cited, Ground, Level, LevelWhy, SheetId, Skipped, Value, Values};
use crate::forms::{Belongs, Form, Kind};
use crate::text::fold::fold;
use crate::text::formula::Formula;

/// Maximum number of levels that a path names. No budget is deeper, but the rows of a damaged or hostile file may be,
/// and every finding names a path.
const MOST_LEVELS: usize = 16;

/// An office's work plan for one year, as its workbook states it.
#[derive(Debug, Clone, Default)]
pub struct Renja {
    /// The plan's year (n).
    pub year: Option<i32>,
    /// The office.
    pub organisation: Option<Cited<String>>,
    /// The names of the workbook's sheets, for naming places.
    pub sheets: Vec<String>,
    /// The tables in the order of the workbook.
    pub tables: Vec<Table>,
    /// Sentences that stand outside of tables.
    pub narrative: Vec<Cited<String>>,
    /// Sheets in which nothing was recognized: they are written back as they were.
    pub leftover: Vec<SheetId>,
    /// Cells within tables that no column or item could take: nothing is dropped silently.
    pub skipped: Vec<Skipped>,
}

/// A table, by its place in [`Renja::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub usize);

/// A table of a known form.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its form.
    pub form: Arc<Form>,
    /// The sheet it stands on.
    pub sheet: SheetId,
    /// From the first header row to the last body row, on that sheet.
    pub area: Area,
    /// The further sheets that it goes on over: a sheet a printed page.
    pub pages: Vec<Page>,
    /// The lines above the header, as printed.
    pub title: Vec<Cited<String>>,
    /// The columns that were found, in the order of the sheet.
    pub columns: Vec<Column>,
    /// The rows of every header block: the first, and those repeated at page breaks.
    pub headers: Vec<Area>,
    /// Every header text with its place, repeated blocks too: years are checked in them.
    pub header_texts: Vec<Cited<String>>,
    /// The items in the order of the sheet; a parent stands before its children.
    pub items: Vec<Item>,
    /// Which rows each row adds up, where formulas, codes, words or figures of the sheet tell it and no form.
    pub summed: Option<Summed>,
}

/// The part of a table on a further sheet. Its rows are counted on from those before, as if the sheets
/// stood one below the other, and its columns are named as on the first sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The sheet.
    pub sheet: SheetId,
    /// The first sheet row of the part.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// What the first one is counted as.
    pub row: u32,
    /// Where each column begins on the first sheet and on this one, from left to right; empty where it is
    /// the same.
    pub columns: Vec<(u32, u32)>,
}

impl Page {
    /// Where a cell of a table stands that begins on this sheet and goes on over these pages.
    #[must_use]
    pub fn cell(sheet: SheetId, pages: &[Self], row: u32, column: u32) -> CellRef {
        let Some(page) = pages.iter().rev().find(|page| page.row <= row) else {
            return CellRef { sheet, row, column };
        };
        let begin = page.columns.iter().rev().find(|(first, _)| *first <= column);
        let column = begin.map_or(column, |(first, here)| column - first + here);
        CellRef { sheet: page.sheet, row: row - page.row + page.first, column }
    }

    /// The row and column of a cell as the table counts them, where it is on one of these pages.
    #[must_use]
    pub fn place_of(pages: &[Self], at: CellRef) -> Option<(u32, u32)> {
        let page = pages.iter().find(|p| p.sheet == at.sheet && (p.first..=p.last).contains(&at.row))?;
        let begin = page.columns.iter().rev().find(|(_, here)| *here <= at.column);
        let column = begin.map_or(at.column, |(first, here)| at.column - here + first);
        Some((at.row - page.first + page.row, column))
    }
}

/// What a table without an official form says of its own sums.
#[derive(Debug, Clone, Default)]
pub struct Summed {
    /// The items that an item adds up, or takes off (-1), where this tells more than the levels do;
    /// empty where nothing does.
    pub parts: BTreeMap<ItemId, Vec<(i8, ItemId)>>,
    /// Items that only tell of those around them: an average, a share, workings below the table.
    pub asides: BTreeSet<ItemId>,
    /// Cells of those rows that hold a number instead, where another column holds a sum.
    pub typed: BTreeSet<CellRef>,
    /// What told the levels.
    pub ground: Ground,
    /// Cells with a formula that is no sum down their column: no sum is asked of them that weaker evidence
    /// tells.
    pub other: BTreeSet<CellRef>,
    /// Columns that hold what is left after each row: cash books, ledgers.
    pub balances: Vec<Balance>,
    /// Sums across a row that hold beside the column's own formula: the sources of what is a product too.
    pub row_sums: Vec<(usize, Formula)>,
    /// How many formulas add up just what the levels say.
    pub agreeing: usize,
    /// How many there are.
    pub all: usize,
}

/// A column that holds what is left after each row: the balance before, with what came in and what went out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The column of the balance.
    pub column: usize,
    /// Columns that are added to it.
    pub plus: Vec<usize>,
    /// Columns that are taken off.
    pub minus: Vec<usize>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// What the form calls it; `kolom_3` for a column that the form does not know.
    pub key: String,
    /// What its cells hold.
    pub kind: Kind,
    /// What its cells belong to.
    pub belongs: Belongs,
    /// Whether its amounts add up along the levels.
    pub adds_up: bool,
    /// The year it speaks of.
    pub year: Option<i32>,
    /// The header's text, outermost first.
    pub header: Vec<Cited<String>>,
    /// Its number in the number row, and the cell of that number.
    pub number: Option<Cited<u32>>,
    /// What it is computed from, over column numbers: the sheet's own number row, else the form's.
    pub formula: Option<Formula>,
    /// What tells the formula.
    pub ground: Ground,
    /// Cells of the column with a formula of their own that is another: no weaker evidence speaks against it.
    pub own: BTreeSet<CellRef>,
    /// The first sheet column that it takes.
    pub first: u32,
    /// The last one: a code may be spread over several.
    pub last: u32,
}

/// An item, by its place in [`Table::items`].
pub type ItemId = usize;

/// A program, kegiatan or sub kegiatan, or the row of a list.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its level.
    pub level: Level,
    /// What told its level, for a reader.
    pub level_why: LevelWhy,
    /// The item above.
    pub parent: Option<ItemId>,
    /// The first row that it takes, as the table counts them: see [`Page`].
    pub first_row: u32,
    /// The last one.
    pub last_row: u32,
    /// Its values; those of columns that belong to the indicators stand there.
    pub values: Values,
    /// Its indicators.
    pub indikator: Vec<Indikator>,
}

/// A performance indicator of an item.
#[derive(Debug, Clone)]
pub struct Indikator {
    /// The row it stands on, as the table counts them: see [`Page`].
    pub row: u32,
    /// Its values; those of columns that belong to the item stand there.
    pub values: Values,
}

impl Renja {
    /// The name of a sheet.
    #[must_use]
    pub fn sheet_name(&self, id: SheetId) -> &str {
        self.sheets.get(usize::from(id.0)).map_or("?", String::as_str)
    }

    /// A place as a person names it: `Tabel 4.2 J10`.
    #[must_use]
    pub fn place(&self, at: CellRef) -> String {
        format!("{} {}", self.sheet_name(at.sheet), at.a1())
    }

    /// Whether a cell lies in a table that has no official form: nothing in it is corrected without a
    /// person's word.
    #[must_use]
    pub fn lacks_form(&self, at: CellRef) -> bool {
        self.tables.iter().any(|table| !table.form.tells_rows() && table.covers(at))
    }

    /// The tables with their ids.
    pub fn tables(&self) -> impl Iterator<Item = (TableId, &Table)> {
        self.tables.iter().enumerate().map(|(i, table)| (TableId(i), table))
    }
}

impl Item {
    /// Its own values, then those of each of its indicators.
    pub fn rows(&self) -> impl Iterator<Item = &Values> {
        std::iter::once(&self.values).chain(self.indikator.iter().map(|indikator| &indikator.values))
    }

    /// All values of its rows.
    pub fn cited(&self) -> impl Iterator<Item = &Cited<Value>> {
        self.rows().flat_map(Values::cited)
    }
}

impl Table {
    /// Values, each with its column.
    #[must_use]
    pub fn columns_of<'a>(
        &'a self,
        values: &'a Values,
    ) -> impl DoubleEndedIterator<Item = (&'a Column, &'a Cited<Value>)> {
        values.iter().filter_map(|(column, cited)| Some((self.columns.get(column)?, cited)))
    }

    /// The place of the column with this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == key)
    }

    /// The column with this number. Where one number heads several (K and Rp), the one that holds what
    /// the column with the formula holds, or that carries the same innermost words.
    #[must_use]
    pub fn numbered(&self, number: u32, like: &Column) -> Option<usize> {
        let candidates: Vec<(usize, &Column)> = self
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| {
                c.number.as_ref().is_some_and(|n| n.value == number) && c.belongs == like.belongs
            })
            .collect();
        if let [(only, _)] = candidates.as_slice() {
            return Some(*only);
        }
        let words = |c: &Column| c.header.last().map(|text| fold(&text.text));
        let by_words: Vec<usize> =
            candidates.iter().filter(|(_, c)| words(c) == words(like)).map(|(i, _)| *i).collect();
        let by_kind: Vec<usize> =
            candidates.iter().filter(|(_, c)| c.kind == like.kind).map(|(i, _)| *i).collect();
        match (by_words.as_slice(), by_kind.as_slice()) {
            ([only], _) | (_, [only]) => Some(*only),
            _ => None,
        }
    }

    /// An item's value in the column with this key.
    #[must_use]
    pub fn value<'a>(&self, item: &'a Item, key: &str) -> Option<&'a Cited<Value>> {
        item.values.get(self.column(key)?)
    }

    /// An item's number in a column.
    #[must_use]
    pub fn number(&self, item: ItemId, column: usize) -> Option<Decimal> {
        self.items.get(item)?.values.get(column)?.value.number()
    }

    /// The columns whose amounts add up along the levels.
    pub fn adding_up(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        self.columns.iter().enumerate().filter(|(_, column)| column.adds_up).map(|(place, _)| place)
    }

    /// The items that an item adds up, or takes off (-1), where the levels do not tell it.
    #[must_use]
    pub fn told_parts(&self, item: ItemId) -> Option<&[(i8, ItemId)]> {
        self.summed.as_ref()?.parts.get(&item).map(Vec::as_slice)
    }

    /// Whether an item only tells of those around it.
    #[must_use]
    pub fn is_aside(&self, item: ItemId) -> bool {
        self.summed.as_ref().is_some_and(|summed| summed.asides.contains(&item))
    }

    /// An item's name as printed.
    #[must_use]
    pub fn name<'a>(&self, item: &'a Item) -> Option<&'a Cited<Value>> {
        self.value(item, "nama")
    }

    /// Whether an item goes on with the name of the one before: an indicator's row with its own amount.
    #[must_use]
    pub fn goes_on(&self, id: ItemId) -> bool {
        let cell = |id: ItemId| self.name(self.items.get(id)?).map(|name| name.at);
        let shares = |before: ItemId| cell(id).is_some() && cell(before) == cell(id);
        self.form.tells_rows() && id.checked_sub(1).is_some_and(shares)
    }

    /// The name of an item, or what else tells its reader which row it is.
    #[must_use]
    pub fn label(&self, item: &Item) -> String {
        self.label_text(item).into_owned()
    }

    /// [`Table::label`] for looking at it.
    #[must_use]
    pub fn label_text<'a>(&'a self, item: &'a Item) -> Cow<'a, str> {
        match self.naming(item) {
            Some(Value::Text(text) | Value::Unclear(text)) => Cow::Borrowed(text),
            Some(other) => Cow::Owned(other.to_string()),
            None => Cow::Owned(format!("baris {}", item.first_row + 1)),
        }
    }

    /// [`Table::label`] for keeping it a hundred thousand times: it shares the text of the name.
    #[must_use]
    pub fn label_shared(&self, item: &Item) -> Arc<str> {
        match self.naming(item) {
            Some(Value::Text(text) | Value::Unclear(text)) => text.clone(),
            _ => self.label_text(item).into(),
        }
    }

    /// What tells a reader which row an item is. `None` if the row has neither a name nor another value.
    #[must_use]
    pub fn naming<'a>(&'a self, item: &'a Item) -> Option<&'a Value> {
        let other_name = || {
            let mut named = self.columns_of(&item.values).rev();
            named.find(|(c, _)| c.key.starts_with("nama")).map(|(_, name)| name)
        };
        self.name(item)
            .or_else(other_name)
            .or_else(|| item.cited().find(|v| matches!(v.value, Value::Text(_))))
            // An amount is no name of a total that has none.
            .or_else(|| item.cited().next().filter(|_| item.level != Level::Jumlah))
            .map(|named| &named.value)
    }

    /// An item with those above it, outermost first, without the office: `Program … > Kegiatan …`. Of more than
    /// [`MOST_LEVELS`] the middle is left out.
    #[must_use]
    pub fn path(&self, id: ItemId) -> String {
        let mut labels = Vec::new();
        let mut next = Some(id);
        while let Some(item) = next.and_then(|id| self.items.get(id)) {
            if labels.is_empty() || item.level > Level::Opd {
                labels.push(self.label(item));
            }
            next = item.parent;
        }
        labels.reverse();
        if labels.len() > MOST_LEVELS {
            labels.splice(MOST_LEVELS / 2..labels.len() - MOST_LEVELS / 2, ["…".to_owned()]);
        }
        labels.join(" > ")
    }

    /// The item whose sum a total row amid the table states once more; `None` for a total of all and for
    /// other rows. In a table of no known form a total's parts are told by itself: see [`Summed`].
    #[must_use]
    pub fn closes(&self, item: &Item) -> Option<ItemId> {
        item.parent.filter(|_| item.level == Level::Jumlah && self.form.tells_rows())
    }

    /// The items directly below each item.
    #[must_use]
    pub fn below(&self) -> Vec<Vec<ItemId>> {
        let mut below = vec![Vec::new(); self.items.len()];
        for (id, item) in self.items.iter().enumerate() {
            if let Some(children) = item.parent.and_then(|parent| below.get_mut(parent)) {
                children.push(id);
            }
        }
        below
    }

    /// The items directly below this one: [`Table::below`] where every item is asked.
    pub fn children(&self, id: ItemId) -> impl Iterator<Item = ItemId> + '_ {
        self.items
            .iter()
            .enumerate()
            .skip(id + 1)
            .filter(move |(_, item)| item.parent == Some(id))
            .map(|(i, _)| i)
    }

    /// The cell of an item in a column, also where it is blank.
    #[must_use]
    pub fn item_cell(&self, id: ItemId, column: usize) -> CellRef {
        match self.items.get(id).and_then(|i| i.values.get(column)) {
            Some(cited) => cited.at,
            None => self.cell(
                self.items.get(id).map_or(0, |i| i.first_row),
                self.columns.get(column).map_or(0, |c| c.first),
            ),
        }
    }

    /// The cell in a row and a column, as the table counts them.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> CellRef {
        Page::cell(self.sheet, &self.pages, row, column)
    }

    /// The row and column of a cell as the table counts them, where the table covers the cell.
    #[must_use]
    pub fn place_of(&self, at: CellRef) -> Option<(u32, u32)> {
        if at.sheet == self.sheet {
            return self.area.contains(at.row, at.column).then_some((at.row, at.column));
        }
        let is_of_table = |column: u32| (self.area.first_column..=self.area.last_column).contains(&column);
        Page::place_of(&self.pages, at).filter(|(_, column)| is_of_table(*column))
    }

    /// Whether a cell is one of the table's.
    #[must_use]
    pub fn covers(&self, at: CellRef) -> bool {
        self.place_of(at).is_some()
    }

    /// Whether the table stands on a sheet, or a part of it does.
    #[must_use]
    pub fn is_on(&self, sheet: SheetId) -> bool {
        self.sheet == sheet || self.pages.iter().any(|page| page.sheet == sheet)
    }
}
