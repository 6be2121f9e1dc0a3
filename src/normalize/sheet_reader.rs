//! Takes one sheet from its headers to its tables, sentences and unplaced cells.

use std::sync::Arc;

use crate::forms::{Form, Forms};
use crate::model::{Area, CellContent, Cited, SheetId, SkipReason, Skipped, Table};

use super::columns::form_header::Header;
use super::columns::{form_content, header_likeness, official_form};
use super::rows::form_rows::{self, TableBody};
use super::rows::{formless_rows, indicator_amounts};
use super::sheet::grid::Grid;
use super::{relations, tree, value};

/// What reading a sheet needs to know about the whole workbook.
pub struct WorkbookContext<'r> {
    /// The forms that recognize tables by their columns.
    pub forms: &'r [Arc<Form>],
    /// The words of these forms.
    pub heads: &'r header_likeness::HeaderMatcher,
    /// All forms, including those that only name the columns of tables read by content.
    pub all_forms: &'r Forms,
    /// The folded names of all items in the workbook, to recognize a name that a page break cut in two.
    pub names: &'r (dyn Fn() -> &'r [String] + Sync),
}

/// What one sheet contributes to the plan.
#[derive(Default)]
pub struct SheetResult {
    /// The tables, top to bottom.
    pub tables: Vec<Table>,
    /// Filled cells that no table took.
    pub skipped: Vec<Skipped>,
    /// The sheet itself if no table was found on it and it is not blank.
    pub leftover: Option<SheetId>,
    /// Sentences outside the tables.
    pub narrative: Vec<Cited<String>>,
}

impl SheetResult {
    /// Reads the tables below `headers`, top to bottom, and what stands beside and between them. `names` is
    /// called only where a page break may have cut a name in two.
    pub fn read<'a>(
        grid: &'a Grid<'a>,
        headers: &'a [Header],
        names: &'a (dyn Fn() -> &'a [String] + Sync),
        all_forms: &Forms,
    ) -> Self {
        let mut of_sheet = Self::default();
        for (i, header) in headers.iter().enumerate() {
            let next = headers.get(i + 1);
            let TableBody { mut table, mut looks, skipped } = if header.form.defines_rows() {
                form_rows::read(grid, header, next.map(|h| h.first_row), names)
            } else {
                formless_rows::read(grid, header)
            };
            of_sheet.skipped.extend(indicator_amounts::decide_levels(&mut table, &mut looks, grid.sheet));
            form_content::mark_additive_columns(&mut table);
            if table.form.defines_rows() {
                tree::set_visible_parts(&mut table, grid.sheet);
            } else {
                let floor = of_sheet.tables.last().map_or(0, |before| before.area.last_row + 1);
                let named = official_form::find_named_form(grid, &table, floor, all_forms);
                let stated = named.as_ref().map_or_else(Vec::new, |named| named.relations(&table));
                relations::relate_columns(&mut table, grid.sheet, stated);
                if let Some(named) = named {
                    named.apply(&mut table);
                }
            }
            of_sheet.skipped.extend(skipped);
            of_sheet.tables.push(table);
        }
        let areas: Vec<Area> = of_sheet.tables.iter().map(|table| table.area).collect();
        of_sheet.skipped.extend(grid.beside.iter().flat_map(|area| cells_beside(grid, *area)));
        of_sheet.leftover = (headers.is_empty() && !grid.is_empty()).then_some(grid.id);
        of_sheet.narrative = find_sentences(grid, &areas);
        of_sheet
    }
}

/// Returns the filled cells of a block beside a table, as cells without a place.
fn cells_beside<'a>(grid: &'a Grid<'_>, area: Area) -> impl Iterator<Item = Skipped> + use<'a> {
    let rows = (area.first_row, 0)..=(area.last_row, u32::MAX);
    let filled = grid
        .sheet
        .cells
        .range(rows)
        .filter(move |((row, column), cell)| area.contains(*row, *column) && !cell.content.is_blank());
    filled.map(move |((row, column), cell)| Skipped {
        text: value::printed(cell),
        at: grid.cell_ref(*row, *column),
        why: SkipReason::Beside(area),
        is_beside: true,
    })
}

/// Returns the sentences outside the tables: texts of at least six words. What stands above the first table
/// is a title and does not count; `areas` are the areas of the tables.
fn find_sentences(grid: &Grid<'_>, areas: &[Area]) -> Vec<Cited<String>> {
    let mut sentences = Vec::new();
    let mut tables = areas.to_vec();
    tables.sort_unstable_by_key(|area| area.first_row);
    // Scan from the first table on (from the top in a sheet without tables), up to each table, and behind the
    // last.
    let mut row = tables.first().map_or(0, |area| area.first_row);
    for (end, next) in tables.iter().map(|a| (a.first_row, a.last_row + 1)).chain([(u32::MAX, u32::MAX)]) {
        let rows = row..end.min(grid.last_row + 1);
        row = row.max(next);
        for (row, (column, cell)) in rows.flat_map(|row| grid.row(row).map(move |cell| (row, cell))) {
            if let CellContent::Text(text) = &cell.content
                && text.split_whitespace().nth(5).is_some()
            {
                let at = grid.cell_ref(row, column);
                sentences.push(Cited { value: text.trim().to_owned(), text: text.clone(), at });
            }
        }
    }
    sentences
}
