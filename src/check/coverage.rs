//! Counts, sheet by sheet, which figures took part in a tested relation, and finds sheets of figures that
//! were not read.
//!
//! The absence of a finding means that a figure is right only if it was tested.

mod covered_cells;
mod in_tables;
mod outside_tables;
mod tested_cells;

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::context::Context;
use crate::model::{
    CellRef, Message, Renja, Sheet, SheetCoverage, SheetId, SheetStatus, Table, Visibility, own,
};
use crate::text::fold::fold;
use crate::text::words::EXAMPLE_WORDS;
pub(super) use covered_cells::Coverage;
use covered_cells::UnreadFigures;
use in_tables::{CellRole, TableCell, table_cells};
use outside_tables::LooseNumber;

/// Minimum number of different amounts on an unread sheet before it is reported. Fewer are leftovers: a rate, a
/// budget ceiling, a figure kept for later.
const MIN_AMOUNTS: usize = 6;

/// Minimum number of different amounts on an unread sheet that is hidden or says that it holds an example: templates bring
/// examples on such sheets.
const MIN_AMOUNTS_OF_EXAMPLE: usize = 20;

/// Minimum number of different amounts on an unread sheet that has a total row: four parts and their sum.
const MIN_AMOUNTS_WITH_TOTAL: usize = 5;

/// Minimum number of different amounts below a header without rows. An empty form may count the days of the month.
const MIN_AMOUNTS_BELOW_HEADER: usize = 2;

/// Returns the coverage of the workbook, computed on first use.
pub(super) fn coverage<'s>(context: &'s Context<'_>) -> &'s Coverage {
    context.coverage.get_or_init(|| compute(context))
}

fn compute(context: &Context<'_>) -> Coverage {
    let mut all = Coverage { tested: tested_cells::collect(context), ..Coverage::default() };
    let placed = table_cells(context.renja);
    for (id, sheet) in context.book.sheets() {
        let begin = placed.partition_point(|p| p.at.sheet < id);
        let end = placed.partition_point(|p| p.at.sheet <= id);
        let placed = placed.get(begin..end).unwrap_or_default();
        let of_sheet = sheet_coverage(context.renja, &mut all, (id, sheet), placed);
        all.sheets.push(of_sheet);
    }
    all
}

/// Counts the figures of one sheet and decides whether the sheet was read. Figures that were not read are
/// added to `all.unread`.
fn sheet_coverage(
    renja: &Renja,
    all: &mut Coverage,
    (id, sheet): (SheetId, &Sheet),
    placed: &[TableCell],
) -> SheetCoverage {
    let mut of_sheet =
        SheetCoverage { sheet: id, status: SheetStatus::Read, reason: None, figures: 0, checked: 0 };
    if own::is_own_sheet(sheet) {
        of_sheet.status = SheetStatus::Own;
        return of_sheet;
    }
    if let Some(why) = &sheet.unread {
        (of_sheet.status, of_sheet.reason) = (SheetStatus::Unread, Some(why.clone()));
        all.unread.push(UnreadFigures {
            at: CellRef { sheet: id, row: 0, column: 0 },
            figures: 0,
            area: None,
        });
        return of_sheet;
    }
    if sheet.cells.values().all(|cell| cell.content.is_blank()) {
        of_sheet.status = SheetStatus::Empty;
        return of_sheet;
    }
    let tables: Vec<&Table> = renja.tables.iter().filter(|table| table.sheet == id).collect();
    let pages = renja.tables.iter().flat_map(|t| &t.pages).filter(|page| page.sheet == id);
    let begins =
        tables.iter().map(|table| last_header_row(table) + 1).chain(pages.map(|page| page.first_row)).min();
    let named = tables.iter().flat_map(|table| &table.columns);
    let named = named.filter_map(|column| Some((column.first_column, column.header.last()?.text.as_ref())));
    let loose =
        outside_tables::loose_numbers(sheet, (begins.unwrap_or(0), &header_rows(&tables)), named, placed);
    let figures = placed.iter().filter(|p| p.role == CellRole::Figure).map(|p| p.at);
    let outside = loose.iter().map(|l| CellRef { sheet: id, row: l.row, column: l.column });
    for (count, tested) in [all.count_tested(figures), all.count_tested(outside)] {
        of_sheet.figures += count;
        of_sheet.checked += tested;
    }
    let fewest = if says_example(sheet) { MIN_AMOUNTS_OF_EXAMPLE } else { MIN_AMOUNTS_BELOW_HEADER };
    let without_rows = tables_without_rows(&tables, &loose, id, fewest);
    if begins.is_none() {
        of_sheet.status = SheetStatus::Unread;
        let is_compared = loose.is_empty()
            && !renja.tables.is_empty()
            && renja.narrative.iter().any(|text| text.at.sheet == id);
        if is_compared {
            of_sheet.status = SheetStatus::Read;
        } else if loose.is_empty() {
            of_sheet.reason = Some(Message::new("check.coverage.no_figures"));
        } else {
            of_sheet.reason = Some(Message::new("check.coverage.no_header"));
            all.unread.extend(untested_figures(sheet, id, &loose, of_sheet.checked));
        }
    } else if !without_rows.is_empty() && tables.iter().all(|table| table.items.is_empty()) {
        of_sheet.status = SheetStatus::Unread;
        let areas = without_rows.iter().filter_map(|unread| unread.area.clone()).collect::<Vec<_>>();
        of_sheet.reason = Some(Message::new("check.coverage.no_rows").with("area", areas.join(", ")));
    }
    all.unread.extend(without_rows);
    of_sheet
}

/// Returns the last row of a table's first header; rows count from 0.
fn last_header_row(table: &Table) -> u32 {
    table.headers.first().map_or(table.area.first_row, |header| header.last_row)
}

/// Returns the first and last row of every header, in order.
fn header_rows(tables: &[&Table]) -> Vec<(u32, u32)> {
    let headers = tables.iter().flat_map(|table| &table.headers);
    let mut rows: Vec<(u32, u32)> = headers.map(|header| (header.first_row, header.last_row)).collect();
    rows.sort_unstable();
    rows
}

/// Whether the name of a sheet says that it holds an example.
fn says_example(sheet: &Sheet) -> bool {
    fold(&sheet.name).split(' ').any(|word| EXAMPLE_WORDS.contains(&word))
}

/// Returns tables whose header was recognized but none of whose rows were, although at least `fewest` different amounts
/// stand below it.
fn tables_without_rows(
    tables: &[&Table],
    loose: &[LooseNumber],
    sheet: SheetId,
    fewest: usize,
) -> Vec<UnreadFigures> {
    let mut all = Vec::new();
    let mut begins: Vec<u32> = tables.iter().map(|table| table.area.first_row).collect();
    begins.sort_unstable();
    for table in tables.iter().filter(|table| table.items.is_empty()) {
        let from = last_header_row(table) + 1;
        let end = begins.get(begins.partition_point(|row| *row < from)).copied().unwrap_or(u32::MAX);
        let columns = table.area.first_column..=table.area.last_column;
        let first = loose.partition_point(|l| l.row < from);
        let below = loose.iter().skip(first).take_while(|l| l.row < end);
        let amounts: Vec<&LooseNumber> =
            below.filter(|l| l.is_amount && columns.contains(&l.column)).collect();
        let figures: BTreeSet<Decimal> =
            amounts.iter().map(|l| l.value.normalize()).filter(|n| !n.is_zero()).collect();
        if let Some(first) = amounts.first().filter(|_| figures.len() >= fewest) {
            all.push(UnreadFigures {
                at: CellRef { sheet, row: first.row, column: first.column },
                figures: amounts.len(),
                area: Some(table.area.a1()),
            });
        }
    }
    all
}

/// Returns the untested figures of a sheet without a table.
///
/// `None` if the sheet has too few amounts to be more than a leftover, or if all of its figures were tested
/// by a comparison with another sheet.
fn untested_figures(
    sheet: &Sheet,
    id: SheetId,
    loose: &[LooseNumber],
    checked: usize,
) -> Option<UnreadFigures> {
    // A blank form repeats 0 and 100 in each of its rows.
    let amounts: BTreeSet<Decimal> =
        loose.iter().filter(|l| l.is_amount && !l.value.is_zero()).map(|l| l.value.normalize()).collect();
    let amounts = amounts.len();
    let fewest = if outside_tables::has_total(sheet) { MIN_AMOUNTS_WITH_TOTAL } else { MIN_AMOUNTS };
    let is_example = sheet.visibility != Visibility::Visible || says_example(sheet);
    let fewest = if is_example { fewest.max(MIN_AMOUNTS_OF_EXAMPLE) } else { fewest };
    let first = loose.iter().find(|l| l.is_amount).filter(|_| amounts >= fewest)?;
    let at = CellRef { sheet: id, row: first.row, column: first.column };
    Some(UnreadFigures { at, figures: loose.len().saturating_sub(checked), area: None })
        .filter(|u| u.figures > 0)
}
