//! Finds the cells that are on a sheet with a table but have no place in the sheet that is written for it:
//! nothing is dropped.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Document;
use super::form::TableLayout;
use super::plan::Plan;
use crate::forms::Kind;
use crate::model::{Area, Cell, CellContent, CellRef, Cited, Item, Message, Sheet, SheetId, Value, own};
use crate::text::fold::fold;
use crate::text::number_format::format_as_code;

/// A cell that is listed, since it has no place elsewhere.
pub struct UnplacedCell<'a> {
    /// The cell in the input.
    pub at: CellRef,
    /// The text that was read, if it is only a part of the cell; `None` for the whole cell.
    pub text: Option<&'a str>,
    /// Why the cell is in no table.
    pub why: Message,
}

/// Returns the cells that no column or row of a table took, and those of its sheet that are written nowhere
/// else, in the order of the workbook.
pub fn unplaced_cells<'a>(document: &Document<'a>, plan: &Plan<'a>) -> Vec<UnplacedCell<'a>> {
    let mut all: Vec<UnplacedCell<'a>> = document
        .renja
        .skipped
        .iter()
        .map(|skipped| UnplacedCell { at: skipped.at, text: Some(&skipped.text), why: skipped.message() })
        .collect();
    let mut taken: Vec<CellRef> = all.iter().map(|unplaced| unplaced.at).collect();
    for (_, layout) in plan.tables() {
        taken.extend(layout.title.iter().filter_map(|(_, from)| *from));
        taken.extend(layout.foot.iter().map(|(from, _)| *from));
        let values = layout.table.items.iter().flat_map(Item::rows);
        taken.extend(values.flat_map(|values| values.cited().map(|cited| cited.at)));
    }
    taken.sort_unstable();
    let mut tables: BTreeMap<SheetId, Vec<&TableLayout<'a>>> = BTreeMap::new();
    for (_, layout) in plan.tables() {
        let pages = layout.table.pages.iter().map(|page| page.sheet);
        for sheet in std::iter::once(layout.table.sheet).chain(pages) {
            let of_sheet = tables.entry(sheet).or_default();
            if of_sheet.last().is_none_or(|last| last.id != layout.id) {
                of_sheet.push(layout);
            }
        }
    }
    for (id, layouts) in &tables {
        let Some(sheet) = document.book.sheet(*id).filter(|sheet| !own::is_own_sheet(sheet)) else {
            continue;
        };
        all.extend(unplaced_on_sheet(document, (*id, sheet), layouts, &taken));
    }
    all.sort_by_key(|unplaced| unplaced.at);
    all
}

/// Returns the cells of one sheet that are written nowhere; `taken` must be sorted.
fn unplaced_on_sheet<'a>(
    document: &Document<'a>,
    (id, sheet): (SheetId, &Sheet),
    layouts: &[&TableLayout<'_>],
    taken: &[CellRef],
) -> impl Iterator<Item = UnplacedCell<'a>> {
    let cells = sheet.cells.iter().filter(|(_, cell)| !cell.content.is_blank());
    let lost = cells.filter(move |((row, column), cell)| {
        let at = CellRef { sheet: id, row: *row, column: *column };
        taken.binary_search(&at).is_err()
            && !layouts.iter().any(|layout| is_covered_by_table(document, layout, (at, cell)))
    });
    lost.map(move |((row, column), _)| UnplacedCell {
        at: CellRef { sheet: id, row: *row, column: *column },
        text: None,
        why: Message::new("rapi.ringkasan.di_luar"),
    })
}

/// Whether a cell belongs to a table's header, or was joined to the value of a column: a code that is spread
/// over several cells, or a name that continues in the next row or repeats on the row of every indicator.
fn is_covered_by_table(
    document: &Document<'_>,
    layout: &TableLayout<'_>,
    (at, cell): (CellRef, &Cell),
) -> bool {
    let table = layout.table;
    let Some((row, column)) = table.place_of(at) else { return false };
    let words = fold(&cell_text(cell));
    let is_in = |header: &Area| (header.first_row..=header.last_row).contains(&row);
    if let Some(header) = table.headers.iter().position(is_in) {
        // An official form has header words of its own, and a header that repeats at a page break is written
        // once.
        let numbers = layout.number_row.iter().flatten();
        let mut heads = layout.heads.iter().flatten().chain(numbers);
        let is_amount = matches!(&cell.content, CellContent::Number(n) if n.abs() >= Decimal::ONE_THOUSAND);
        let is_rewritten = (table.form.is_official() || header > 0) && !is_amount;
        return is_rewritten || heads.any(|text| fold(text) == words);
    }
    let Some(place) = table.columns.iter().position(|c| (c.first_column..=c.last_column).contains(&column))
    else {
        return false;
    };
    let before = table.items.partition_point(|item| item.first_row <= row);
    let Some(item) = before.checked_sub(1).and_then(|item| table.items.get(item)) else { return false };
    let of_words = |kind: Kind| matches!(kind, Kind::Text | Kind::Kode | Kind::Nomor);
    if !table.columns.get(place).is_some_and(|c| of_words(c.kind)) {
        return false;
    }
    let is_number = matches!(cell.content, CellContent::Number(_));
    let is_joined = |cited: &Cited<Value>| {
        let value = fold(&cited.value.to_string());
        // The same words again belong to another row, unless they repeat for the indicators of the same item.
        if value == words {
            return item.indikator.len() > 1 && row <= item.last_row;
        }
        let own = document.book.cell(cited.at).map(|cell| fold(&cell_text(cell)));
        // A number can be a part of a code, but not of words.
        (!is_number || matches!(cited.value, Value::Kode(_)))
            && own.is_some_and(|own| own != value)
            && format!(" {value} ").contains(&format!(" {words} "))
    };
    item.rows().filter_map(|values| values.get(place)).any(is_joined)
}

/// Returns a cell's text as it is shown: the code `02` may be stored as the number 2.
fn cell_text(cell: &Cell) -> String {
    match &cell.content {
        CellContent::Text(text) | CellContent::NotANumber(text) => text.to_string(),
        CellContent::Number(n) => format_as_code(*n, cell.format.0.as_deref()),
        CellContent::Blank | CellContent::Bool(_) => String::new(),
    }
}
