//! The plan: its tables, each a tree of items with their indicators.
//!
//! Program, kegiatan and sub kegiatan are one type, [`Item`], with a [`Level`]: money adds up along all of
//! them in the same way, and offices differ in which of them they have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Area, CellRef, Cited, Ground, Level, LevelEvidence, SheetId, Skipped, Value, Values};
use crate::forms::{Belongs, Form, Kind};
use crate::text::column_formula::Formula;
use crate::text::fold::fold;

/// Maximum number of levels in a path. No budget is deeper, but the rows of a damaged or hostile file may be,
/// and every finding contains a path.
const MAX_PATH_LEVELS: usize = 16;

/// An office's work plan for one year, as its workbook states it.
#[derive(Debug, Clone, Default)]
pub struct Renja {
    /// The year of the plan (n), or `None` if the workbook does not state it.
    pub year: Option<i32>,
    /// The office, or `None` if the workbook does not name it.
    pub organisation: Option<Cited<String>>,
    /// The names of the workbook's sheets, by [`SheetId`], for messages that name a cell.
    pub sheets: Vec<String>,
    /// The tables, in workbook order.
    pub tables: Vec<Table>,
    /// Sentences outside of tables.
    pub narrative: Vec<Cited<String>>,
    /// Sheets in which nothing was recognized. They are written back unchanged.
    pub unrecognized_sheets: Vec<SheetId>,
    /// Cells inside tables that no column or item could take. They are listed in the result, so that nothing
    /// is dropped silently.
    pub skipped: Vec<Skipped>,
}

/// A table: its index in [`Renja::tables`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableId(pub usize);

/// A table, laid out by a form or by its own header.
#[derive(Debug, Clone)]
pub struct Table {
    /// The form of the table. A table without a known form has a layout made from its header.
    pub form: Arc<Form>,
    /// The sheet on which the table begins.
    pub sheet: SheetId,
    /// The area on that sheet, from the first header row to the last body row.
    pub area: Area,
    /// The further sheets over which the table continues, for workbooks with one sheet per printed page.
    pub pages: Vec<Page>,
    /// The lines above the header, as printed.
    pub title: Vec<Cited<String>>,
    /// The columns that were found, from left to right.
    pub columns: Vec<Column>,
    /// The rows of every header block: the first one and those repeated at page breaks.
    pub headers: Vec<Area>,
    /// All header texts with their cells, including repeated blocks. Years are checked in these texts.
    pub header_texts: Vec<Cited<String>>,
    /// The items, in sheet order. A parent stands before its children.
    pub items: Vec<Item>,
    /// The sums that evidence of the sheet reveals: formulas, codes, words or figures. `None` if there is no
    /// such evidence.
    pub sheet_sums: Option<SheetSums>,
}

/// The part of a table on a further sheet. Rows are numbered as if the sheets were stacked below one another,
/// and columns are numbered as on the first sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The sheet.
    pub sheet: SheetId,
    /// The first sheet row of the part.
    pub first_row: u32,
    /// The last sheet row of the part, inclusive.
    pub last_row: u32,
    /// The table row that the first sheet row counts as.
    pub table_row: u32,
    /// Start of each column on the first sheet and on this one, from left to right. Empty if the columns are
    /// the same.
    pub columns: Vec<(u32, u32)>,
}

impl Page {
    /// Returns the cell at a row and column of a table that begins on `sheet` and continues over `pages`.
    #[must_use]
    pub fn cell(sheet: SheetId, pages: &[Self], row: u32, column: u32) -> CellRef {
        let Some(page) = pages.iter().rev().find(|page| page.table_row <= row) else {
            return CellRef { sheet, row, column };
        };
        let begin = page.columns.iter().rev().find(|(first, _)| *first <= column);
        let column = begin.map_or(column, |(first, here)| column - first + here);
        CellRef { sheet: page.sheet, row: row - page.table_row + page.first_row, column }
    }

    /// Returns the row and column of a cell as the table counts them. `None` if the cell is on none of these
    /// pages.
    #[must_use]
    pub fn place_of(pages: &[Self], at: CellRef) -> Option<(u32, u32)> {
        let page =
            pages.iter().find(|p| p.sheet == at.sheet && (p.first_row..=p.last_row).contains(&at.row))?;
        let begin = page.columns.iter().rev().find(|(_, here)| *here <= at.column);
        let column = begin.map_or(at.column, |(first, here)| at.column - here + first);
        Some((at.row - page.first_row + page.table_row, column))
    }
}

/// What a table without an official form reveals about its own sums.
#[derive(Debug, Clone, Default)]
pub struct SheetSums {
    /// The items that an item adds up (1) or subtracts (-1), for items whose parts are not simply the items
    /// below them.
    pub parts: BTreeMap<ItemId, Vec<(i8, ItemId)>>,
    /// Items that only inform about the rows around them: an average, a share, workings below the table.
    pub informational: BTreeSet<ItemId>,
    /// Cells with a typed number in rows whose other columns contain the formula of a sum.
    pub typed_cells: BTreeSet<CellRef>,
    /// The evidence that decided the levels.
    pub ground: Ground,
    /// Cells whose formula is not the sum of their parts. Weaker evidence never demands a sum of them.
    pub other_formulas: BTreeSet<CellRef>,
    /// Columns that state what is left after each row, as in cash books and ledgers.
    pub balances: Vec<Balance>,
    /// Sums across a row that hold in addition to the column's own formula, as column and formula: the
    /// sources of an amount that is also a product.
    pub row_sums: Vec<(usize, Formula)>,
    /// Number of formulas that add up exactly the rows that the levels imply.
    pub agreeing_formulas: usize,
    /// Number of formulas that were compared with the levels.
    pub compared_formulas: usize,
}

/// A column that states what is left after each row: the balance of the row before, plus income, minus
/// spending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// The column of the balance.
    pub column: usize,
    /// The columns that are added.
    pub plus: Vec<usize>,
    /// The columns that are subtracted.
    pub minus: Vec<usize>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// The key of the column in its form, or `kolom_3` for a column that the form does not know.
    pub key: String,
    /// The kind of values in the cells.
    pub kind: Kind,
    /// What the cells belong to.
    pub belongs: Belongs,
    /// Whether the amounts add up along the levels.
    pub adds_up: bool,
    /// The year of the figures, or `None` if the column names none.
    pub year: Option<i32>,
    /// The texts of the header, outermost first.
    pub header: Vec<Cited<String>>,
    /// The column's number in the number row, with the cell of the number. `None` without a number row.
    pub number: Option<Cited<u32>>,
    /// The formula of the column over column numbers, from the sheet's own number row or else from the form.
    pub formula: Option<Formula>,
    /// The evidence for the formula.
    pub ground: Ground,
    /// Cells with a formula of their own that differs from the column's formula. Weaker evidence never
    /// contradicts them.
    pub own_formulas: BTreeSet<CellRef>,
    /// The first sheet column that belongs to the column.
    pub first_column: u32,
    /// The last sheet column, inclusive. A code may be spread over several columns.
    pub last_column: u32,
}

/// An item: its index in [`Table::items`].
pub type ItemId = usize;

/// A program, kegiatan or sub kegiatan, or any other row of a table with its indicators.
#[derive(Debug, Clone)]
pub struct Item {
    /// The level of the item.
    pub level: Level,
    /// The evidence that decided the level, for display.
    pub level_evidence: LevelEvidence,
    /// The item above, or `None` for an outermost item.
    pub parent: Option<ItemId>,
    /// The first row of the item, as the table counts rows: see [`Page`].
    pub first_row: u32,
    /// The last row of the item, inclusive.
    pub last_row: u32,
    /// The item's own values. Values of columns that belong to indicators are in [`Item::indikator`].
    pub values: Values,
    /// The indicators of the item.
    pub indikator: Vec<Indikator>,
}

/// A performance indicator of an item.
#[derive(Debug, Clone)]
pub struct Indikator {
    /// The row of the indicator, as the table counts rows: see [`Page`].
    pub row: u32,
    /// The indicator's own values. Values of columns that belong to the item are in [`Item::values`].
    pub values: Values,
}

impl Renja {
    /// Returns the name of a sheet, or `?` if there is no such sheet.
    #[must_use]
    pub fn sheet_name(&self, id: SheetId) -> &str {
        self.sheets.get(usize::from(id.0)).map_or("?", String::as_str)
    }

    /// Returns the name of a cell with its sheet, for people: `Tabel 4.2 J10`.
    #[must_use]
    pub fn cell_name(&self, at: CellRef) -> String {
        format!("{} {}", self.sheet_name(at.sheet), at.a1())
    }

    /// Whether a cell is in a table whose form does not state how rows hang together. Nothing there is
    /// corrected without a person's decision.
    #[must_use]
    pub fn lacks_form(&self, at: CellRef) -> bool {
        self.tables.iter().any(|table| !table.form.defines_rows() && table.covers(at))
    }

    /// Returns the tables with their ids.
    pub fn tables(&self) -> impl Iterator<Item = (TableId, &Table)> {
        self.tables.iter().enumerate().map(|(i, table)| (TableId(i), table))
    }
}

impl Item {
    /// Returns the item's own values, then those of each indicator.
    pub fn rows(&self) -> impl Iterator<Item = &Values> {
        std::iter::once(&self.values).chain(self.indikator.iter().map(|indikator| &indikator.values))
    }

    /// Returns all values of the item and its indicators.
    pub fn cited(&self) -> impl Iterator<Item = &Cited<Value>> {
        self.rows().flat_map(Values::cited)
    }
}

impl Table {
    /// Returns values together with their columns, from left to right.
    #[must_use]
    pub fn columns_of<'a>(
        &'a self,
        values: &'a Values,
    ) -> impl DoubleEndedIterator<Item = (&'a Column, &'a Cited<Value>)> {
        values.iter().filter_map(|(column, cited)| Some((self.columns.get(column)?, cited)))
    }

    /// Returns the index of the column with this key, or `None` if there is none.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == key)
    }

    /// Returns the index of the column with this number. Only columns whose cells belong to the same thing as
    /// those of `like` qualify. If one number heads several of them (K and Rp), the column must have the same
    /// innermost header as `like`, or else the same kind of values. Returns `None` if that does not decide.
    #[must_use]
    pub fn column_with_number(&self, number: u32, like: &Column) -> Option<usize> {
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

    /// Returns an item's value in the column with this key. `None` if there is no such column or the cell is
    /// blank.
    #[must_use]
    pub fn value<'a>(&self, item: &'a Item, key: &str) -> Option<&'a Cited<Value>> {
        item.values.get(self.column(key)?)
    }

    /// Returns an item's number in a column. `None` if the cell is blank or has no number.
    #[must_use]
    pub fn number(&self, item: ItemId, column: usize) -> Option<Decimal> {
        self.items.get(item)?.values.get(column)?.value.number()
    }

    /// Returns the indices of the columns whose amounts add up along the levels.
    pub fn summed_columns(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        self.columns.iter().enumerate().filter(|(_, column)| column.adds_up).map(|(place, _)| place)
    }

    /// Returns the items that an item adds up (1) or subtracts (-1). `None` if its parts follow from the
    /// levels.
    #[must_use]
    pub fn sum_parts(&self, item: ItemId) -> Option<&[(i8, ItemId)]> {
        self.sheet_sums.as_ref()?.parts.get(&item).map(Vec::as_slice)
    }

    /// Whether an item only informs about the rows around it, such as an average.
    #[must_use]
    pub fn is_informational(&self, item: ItemId) -> bool {
        self.sheet_sums.as_ref().is_some_and(|summed| summed.informational.contains(&item))
    }

    /// Returns an item's name as printed, or `None` if the cell is blank.
    #[must_use]
    pub fn name<'a>(&self, item: &'a Item) -> Option<&'a Cited<Value>> {
        self.value(item, "nama")
    }

    /// Whether an item shares the name cell of the item before it: a row of an indicator that has its own
    /// amount.
    #[must_use]
    pub fn continues_previous(&self, id: ItemId) -> bool {
        let cell = |id: ItemId| self.name(self.items.get(id)?).map(|name| name.at);
        let shares = |before: ItemId| cell(id).is_some() && cell(before) == cell(id);
        self.form.defines_rows() && id.checked_sub(1).is_some_and(shares)
    }

    /// Returns the item's name, or else another text by which a reader recognizes the row.
    #[must_use]
    pub fn label(&self, item: &Item) -> String {
        self.label_text(item).into_owned()
    }

    /// Like [`Table::label`], but borrows the text if possible.
    #[must_use]
    pub fn label_text<'a>(&'a self, item: &'a Item) -> Cow<'a, str> {
        match self.naming_value(item) {
            Some(Value::Text(text) | Value::Unclear(text)) => Cow::Borrowed(text),
            Some(other) => Cow::Owned(other.to_string()),
            None => Cow::Owned(format!("baris {}", item.first_row + 1)),
        }
    }

    /// Like [`Table::label`], but shares the text of the name, for callers that keep a hundred thousand
    /// labels.
    #[must_use]
    pub fn label_shared(&self, item: &Item) -> Arc<str> {
        match self.naming_value(item) {
            Some(Value::Text(text) | Value::Unclear(text)) => text.clone(),
            _ => self.label_text(item).into(),
        }
    }

    /// Returns the value by which a reader recognizes an item's row. `None` if the row has neither a name nor
    /// another value.
    #[must_use]
    pub fn naming_value<'a>(&'a self, item: &'a Item) -> Option<&'a Value> {
        let other_name = || {
            let mut named = self.columns_of(&item.values).rev();
            named.find(|(c, _)| c.key.starts_with("nama")).map(|(_, name)| name)
        };
        self.name(item)
            .or_else(other_name)
            .or_else(|| item.cited().find(|v| matches!(v.value, Value::Text(_))))
            // An amount does not identify a total without a name.
            .or_else(|| item.cited().next().filter(|_| item.level != Level::Jumlah))
            .map(|named| &named.value)
    }

    /// Returns the labels of an item and of the items above it, outermost first and without the office:
    /// `Program … > Kegiatan …`. The middle of a path of more than `MAX_PATH_LEVELS` levels is left out.
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
        if labels.len() > MAX_PATH_LEVELS {
            labels.splice(MAX_PATH_LEVELS / 2..labels.len() - MAX_PATH_LEVELS / 2, ["…".to_owned()]);
        }
        labels.join(" > ")
    }

    /// Returns the item whose sum a total row in the middle of the table repeats. `None` for the total of the
    /// whole table and for other rows. In a table without a known form, [`SheetSums`] has the parts of totals.
    #[must_use]
    pub fn closed_item(&self, item: &Item) -> Option<ItemId> {
        item.parent.filter(|_| item.level == Level::Jumlah && self.form.defines_rows())
    }

    /// Returns the items directly below each item.
    #[must_use]
    pub fn children_by_item(&self) -> Vec<Vec<ItemId>> {
        let mut below = vec![Vec::new(); self.items.len()];
        for (id, item) in self.items.iter().enumerate() {
            if let Some(children) = item.parent.and_then(|parent| below.get_mut(parent)) {
                children.push(id);
            }
        }
        below
    }

    /// Returns the items directly below this one. To visit the children of all items, use [`Table::children_by_item`].
    pub fn children(&self, id: ItemId) -> impl Iterator<Item = ItemId> + '_ {
        self.items
            .iter()
            .enumerate()
            .skip(id + 1)
            .filter(move |(_, item)| item.parent == Some(id))
            .map(|(i, _)| i)
    }

    /// Returns the cell of an item in a column, even if it is blank.
    #[must_use]
    pub fn item_cell(&self, id: ItemId, column: usize) -> CellRef {
        match self.items.get(id).and_then(|i| i.values.get(column)) {
            Some(cited) => cited.at,
            None => self.cell(
                self.items.get(id).map_or(0, |i| i.first_row),
                self.columns.get(column).map_or(0, |c| c.first_column),
            ),
        }
    }

    /// Returns the cell at a row and column, as the table counts them.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> CellRef {
        Page::cell(self.sheet, &self.pages, row, column)
    }

    /// Returns the row and column of a cell as the table counts them. `None` if the cell is outside the
    /// table.
    #[must_use]
    pub fn place_of(&self, at: CellRef) -> Option<(u32, u32)> {
        if at.sheet == self.sheet {
            return self.area.contains(at.row, at.column).then_some((at.row, at.column));
        }
        let is_of_table = |column: u32| (self.area.first_column..=self.area.last_column).contains(&column);
        Page::place_of(&self.pages, at).filter(|(_, column)| is_of_table(*column))
    }

    /// Whether a cell belongs to the table.
    #[must_use]
    pub fn covers(&self, at: CellRef) -> bool {
        self.place_of(at).is_some()
    }

    /// Whether the table or a part of it is on this sheet.
    #[must_use]
    pub fn is_on(&self, sheet: SheetId) -> bool {
        self.sheet == sheet || self.pages.iter().any(|page| page.sheet == sheet)
    }
}
