//! Joins tables that continue over several sheets: programs that read printed pages write one sheet per page.
//! Read apart, each sum would lack what stands on the next page. The sheets are therefore read as if they
//! stood one below the other, if the sums then show that they belong together.

use rust_decimal::Decimal;

use crate::forms::{Kind, Rows as Arrangement};
use crate::model::{Area, Column, ItemId, Level, Page, Sheet, Table};
use crate::text::fold::fold;

use crate::normalize::columns::form_header::{self, Header};
use crate::normalize::row_label::is_page_number;
use crate::normalize::rows::cells::RowReader;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::sheet_reader::{SheetResult, WorkbookContext};
use crate::normalize::value::{ValueCache, printed};

/// Maximum number of further sheets that are tried as one table, and of rows that they may have together:
/// those of one sheet.
const MAX_SHEETS_AND_ROWS: (usize, u32) = (100, 1 << 20);

/// A sheet with the headers found on it.
type SheetWithHeaders<'a> = (Grid<'a>, Vec<Header>);

/// Joins tables that were read sheet by sheet, in place. `read` has an entry for each of `sheets`; those of
/// joined sheets become empty, except for the first.
pub fn join(reading: &WorkbookContext<'_>, sheets: &[SheetWithHeaders<'_>], read: &mut [SheetResult]) {
    let mut first = 0;
    while let Some(alone) = read.get(first) {
        let run = sheets.get(first..run_end(sheets, alone, first)).unwrap_or_default();
        let of_run = read.get(first..first + run.len()).unwrap_or_default();
        let (joined, count) = read_joined_run(reading, run, of_run).unzip();
        let count = count.unwrap_or(1);
        if let Some(joined) = joined {
            let mut joined = Some(joined);
            for of_sheet in read.iter_mut().skip(first).take(count) {
                *of_sheet = joined.take().unwrap_or_default();
            }
        }
        first += count;
    }
}

/// Returns the end of the run of sheets over which the last table of sheet `first` may continue.
fn run_end(sheets: &[SheetWithHeaders<'_>], alone: &SheetResult, first: usize) -> usize {
    let Some((grid, headers)) = sheets.get(first) else { return first };
    let (Some(header), Some(table)) = (headers.last(), alone.tables.last()) else { return first };
    if grid.is_restricted()
        || !table.form.defines_rows()
        || table.form.rows != Arrangement::Tree
        || !is_last_on_sheet(grid, table)
    {
        return first;
    }
    let mut rows = grid.last_row;
    let goes_on = |(grid, headers): &&SheetWithHeaders<'_>| {
        rows = rows.saturating_add(grid.last_row + 1);
        rows < MAX_SHEETS_AND_ROWS.1
            && !grid.is_restricted()
            && match headers.as_slice() {
                [again] if again.form.defines_rows() => {
                    has_same_columns(header, again) && repeats_title(header, again)
                }
                _ => !has_form_header(headers) && fits_below(grid, header),
            }
    };
    first + 1 + sheets.iter().skip(first + 1).take(MAX_SHEETS_AND_ROWS.0).take_while(goes_on).count()
}

/// Whether two headers have the same form and columns. Positions and widths may differ: every page has its
/// own.
fn has_same_columns(header: &Header, again: &Header) -> bool {
    header.form.code == again.form.code
        && header.known_columns().map(|c| &c.key).eq(again.known_columns().map(|c| &c.key))
}

/// Whether nothing stands below a table, except for a page number.
fn is_last_on_sheet(grid: &Grid<'_>, table: &Table) -> bool {
    last_content_row(grid) <= table.area.last_row
}

/// Returns the last row of a sheet that holds more than a page number, which stands by itself.
fn last_content_row(grid: &Grid<'_>) -> u32 {
    let is_number = |row: u32| match grid.row_cells(row) {
        [(.., cell)] => is_page_number(&fold(&printed(cell))) && (row == 0 || grid.is_blank_row(row - 1)),
        cells => cells.is_empty(),
    };
    (0..=grid.last_row).rev().find(|row| !is_number(*row)).unwrap_or(0)
}

/// Whether a header adds no title of its own, except for a word that the table continues or a page number.
fn repeats_title(header: &Header, again: &Header) -> bool {
    let known: Vec<String> = header.title.iter().map(|line| fold(&line.value)).collect();
    let mut lines = again.title.iter().map(|line| fold(&line.value));
    lines.all(|line| known.contains(&line) || line.contains("lanjutan") || is_page_number(&line))
}

/// Whether the cells of a sheet without a header fit below those of a table: figures where the table has
/// figures, and hardly anything outside its columns.
fn fits_below(grid: &Grid<'_>, header: &Header) -> bool {
    let rows = RowReader::new(grid, header);
    let (mut figures, mut words, mut inside, mut all) = (0, 0, 0, 0);
    let (mut cells, mut known) = (Vec::new(), ValueCache::new());
    for row in 0..=grid.last_row {
        cells.clear();
        rows.read_cells(row, &mut known, &mut cells);
        inside += cells.len();
        all += grid.row_cells(row).len();
        for raw in &cells {
            let kind = rows.roles.get(raw.column).map(|role| role.kind);
            if matches!(kind, Some(Kind::Rupiah | Kind::Quantity | Kind::Percent | Kind::Count)) {
                let is_figure = raw.value.number().is_some();
                figures += usize::from(is_figure);
                words += usize::from(!is_figure);
            }
        }
    }
    figures > 0 && figures > words * 4 && inside * 10 >= all * 9
}

/// Reads as many sheets of a run as belong together as one. Returns the result and the number of sheets.
/// `None` if the first sheet is a table of its own.
fn read_joined_run(
    reading: &WorkbookContext<'_>,
    sheets: &[SheetWithHeaders<'_>],
    read: &[SheetResult],
) -> Option<(SheetResult, usize)> {
    let (alone, next) = (read.first()?, read.get(1)?);
    // A sheet without a header belongs to the table before it, or to none.
    let has_header = |page: usize| sheets.get(page + 1).is_some_and(|(_, headers)| has_form_header(headers));
    if has_header(0) && is_complete(alone.tables.last()?) && !begins_without_name(next) {
        return None;
    }
    // Fast path: nearly always the next sheet is a table of its own, which two sheets suffice to show.
    let two = read_together(reading, sheets.get(..2)?, alone)?;
    let may_hold = |cut: SheetCut| cut.within_program || cut.nearer >= cut.farther;
    if !SheetCut::from_page(two.tables.last()?, 0).map_or(!has_header(0), may_hold) {
        return None;
    }
    let mut count = sheets.len();
    while count > 1 {
        let Some(joined) = read_together(reading, sheets.get(..count)?, alone) else {
            count -= 1;
            continue;
        };
        let table = joined.tables.last()?;
        let holds = |page: &usize| {
            SheetCut::from_page(table, *page).map_or(!has_header(*page), |cut| cut.is_continued())
        };
        let held = (0..table.pages.len()).take_while(holds).count() + 1;
        if held == count {
            return Some((joined, count));
        }
        count = held;
    }
    None
}

/// Whether one of these headers has a form that describes its rows.
fn has_form_header(headers: &[Header]) -> bool {
    headers.iter().any(|header| header.form.defines_rows())
}

/// Whether a table begins with a row without code and name.
fn begins_without_name(of_sheet: &SheetResult) -> bool {
    let first = of_sheet.tables.first().and_then(|table| Some((table, table.items.first()?)));
    first.is_some_and(|(table, item)| ["kode", "nama"].iter().all(|key| table.value(item, key).is_none()))
}

/// Whether a table is complete: every sum that further rows could still change holds already.
fn is_complete(table: &Table) -> bool {
    let below = table.children_by_item();
    let mut last = table.items.len().checked_sub(1);
    let deepest = table.items.iter().map(|item| item.level).max();
    if table.items.last().map(|item| item.level) < deepest || below.iter().all(Vec::is_empty) {
        return false;
    }
    while let Some((id, item)) = last.and_then(|id| Some((id, table.items.get(id)?))) {
        let children = below.get(id).map(Vec::as_slice).unwrap_or_default();
        let holds = |column: usize| {
            table
                .number(id, column)
                .is_none_or(|stated| Some(stated) == sum_of_items(table, children, column))
        };
        if !children.is_empty() && !table.summed_columns().all(holds) {
            return false;
        }
        last = item.parent;
    }
    true
}

/// What continues across the cut between two sheets.
#[derive(Default)]
struct SheetCut {
    /// Whether the cut falls within a program.
    within_program: bool,
    /// Number of sums that the rows behind the cut bring nearer to what is stated.
    nearer: usize,
    /// Number of sums that these rows take further away from it.
    farther: usize,
}

impl SheetCut {
    /// Examines the cut at the beginning of a page. `None` if no row behind the cut belongs below one before
    /// it.
    fn from_page(table: &Table, page: usize) -> Option<Self> {
        /// Factor by which a sum must come nearer to count: a sum that was wrong all the same may still be
        /// short by the rest.
        const MIN_APPROACH_FACTOR: u32 = 4;
        let row = table.pages.get(page)?.table_row;
        let begin = table.items.partition_point(|item| item.first_row < row);
        let below = table.children_by_item();
        let open = below.iter().enumerate().take(begin);
        // Indicators may continue without a name.
        let spans = begin
            .checked_sub(1)
            .and_then(|last| table.items.get(last))
            .is_some_and(|item| item.last_row >= row);
        let mut cut = spans.then(|| Self { within_program: true, ..Self::default() });
        for (parent, children) in open.filter(|(_, children)| children.last() >= Some(&begin)) {
            let cut = cut.get_or_insert_default();
            cut.within_program |= table.items.get(parent).is_some_and(|item| item.level >= Level::Program);
            let before = children.partition_point(|child| *child < begin);
            for column in table.summed_columns() {
                let off = |children: &[ItemId]| {
                    let off =
                        table.number(parent, column)?.checked_sub(sum_of_items(table, children, column)?)?;
                    Some(off.abs())
                };
                let (Some(short), Some(off)) = (children.get(..before).and_then(off), off(children)) else {
                    continue;
                };
                cut.nearer += usize::from(
                    off < short
                        && off.checked_mul(MIN_APPROACH_FACTOR.into()).is_some_and(|off| off <= short),
                );
                cut.farther += usize::from(off > short);
            }
        }
        cut
    }

    /// Whether the sheets on both sides of the cut belong together.
    fn is_continued(&self) -> bool {
        self.nearer > self.farther || (self.within_program && self.nearer == self.farther)
    }
}

/// Returns the sum of the items in a column. `None` on overflow.
fn sum_of_items(table: &Table, items: &[ItemId], column: usize) -> Option<Decimal> {
    let amounts = items.iter().filter_map(|id| table.number(*id, column));
    amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Reads sheets as one. `None` if they do not fit below each other, or if the table ends before the last of
/// them.
fn read_together(
    reading: &WorkbookContext<'_>,
    sheets: &[SheetWithHeaders<'_>],
    alone: &SheetResult,
) -> Option<SheetResult> {
    let (first, others) = sheets.split_first()?;
    let (sheet, pages) = stack_sheets(first, others)?;
    let mut grid = Grid::new(first.0.id, &sheet);
    grid.pages.clone_from(&pages);
    let headers = form_header::find_headers(&grid, reading.forms, reading.heads);
    if headers.len() != first.1.len() {
        return None;
    }
    let mut joined = SheetResult::read(&grid, &headers, &|| (reading.names)(), reading.all_forms);
    let (table, before) = (joined.tables.last_mut()?, alone.tables.last()?);
    let reached = table.area.last_row;
    table.area.last_row = before.area.last_row;
    table.headers.retain(|head| head.last_row <= before.area.last_row);
    table.pages = pages;
    let last = table.pages.last_mut()?;
    let behind = reached.checked_sub(last.table_row)?;
    last.last_row = last.first_row + behind;
    Some(joined)
}

/// Returns the sheets one below the other: all of the first, and each of the others from its header on.
/// `None` if a cell of another sheet has no room in the columns of the first.
fn stack_sheets(first: &SheetWithHeaders<'_>, others: &[SheetWithHeaders<'_>]) -> Option<(Sheet, Vec<Page>)> {
    let (grid, headers) = first;
    let header = headers.last()?;
    let mut sheet = grid.sheet.clone();
    let mut pages = Vec::new();
    let mut row = last_content_row(grid) + 1;
    sheet.cells.retain(|(r, _), _| *r < row);
    sheet.hidden_rows.retain(|r| *r < row);
    for (grid, headers) in others {
        let again = headers.iter().find(|header| header.form.defines_rows());
        let from = again.map_or(0, |header| header.first_row);
        let last = last_content_row(grid);
        let begin = |(of_table, here): (&Column, &Column)| (of_table.first_column, here.first_column);
        let pairs = || header.known_columns().zip(again.into_iter().flat_map(Header::known_columns));
        let are_moved = pairs().any(|(of_table, here)| {
            (of_table.first_column, of_table.last_column) != (here.first_column, here.last_column)
        });
        let page = Page {
            sheet: grid.id,
            first_row: from,
            last_row: last,
            table_row: row,
            columns: if are_moved { pairs().map(begin).collect() } else { Vec::new() },
        };
        let down = |r: u32| r - from + row;
        let place = |r: u32, column: u32| {
            if !are_moved {
                return Some((down(r), column));
            }
            let (of_table, here) =
                pairs().find(|(_, here)| (here.first_column..=here.last_column).contains(&column))?;
            let column = column - here.first_column + of_table.first_column;
            (column <= of_table.last_column).then_some((down(r), column))
        };
        for ((r, column), cell) in grid.sheet.cells.range((from, 0)..=(last, u32::MAX)) {
            if !cell.content.is_blank() {
                sheet.cells.insert(place(*r, *column)?, cell.clone());
            }
        }
        for area in grid.sheet.merges.iter().filter(|area| (from..=last).contains(&area.first_row)) {
            let Some((first_row, first_column)) = place(area.first_row, area.first_column) else { continue };
            let end = pairs().find(|(_, here)| here.last_column == area.last_column).filter(|_| are_moved);
            let width = area.last_column - area.first_column;
            let last_column =
                end.map_or(first_column + width, |(of_table, _)| of_table.last_column).max(first_column);
            let last_row = down(area.last_row.min(last));
            sheet.merges.push(Area { first_row, first_column, last_row, last_column });
        }
        sheet
            .hidden_rows
            .extend(grid.sheet.hidden_rows.iter().filter(|r| (from..=last).contains(*r)).map(|r| down(*r)));
        pages.push(page);
        row = down(last) + 1;
    }
    Some((sheet, pages))
}
