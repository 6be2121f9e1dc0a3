//! Joins tables that continue over several sheets: programs that read printed pages write one sheet per page.
//! Read apart, each sum would lack what stands on the next page. The sheets are therefore read as if they
//! stood one below the other, if the sums then show that they belong together.

use rust_decimal::Decimal;

use crate::forms::{Kind, Rows as Arrangement};
use crate::model::{Area, Column, ItemId, Level, Page, Sheet, Table};
use crate::text::fold::fold;

use crate::normalize::columns::form_header::{self, Header};
use crate::normalize::rows::cells::Rows;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::sheet_reader::{Reading, SheetResult};
use crate::normalize::value::{Known, printed};

/// Maximum number of further sheets that are tried as one table, and of rows that they may have together:
/// those of one sheet.
const MOST: (usize, u32) = (100, 1 << 20);

/// A sheet with the headers found on it.
type WithHeaders<'a> = (Grid<'a>, Vec<Header>);

/// Joins tables that were read sheet by sheet, in place. `read` has an entry for each of `sheets`; those of
/// joined sheets become empty, except for the first.
pub fn join(reading: &Reading<'_>, sheets: &[WithHeaders<'_>], read: &mut [SheetResult]) {
    let mut first = 0;
    while let Some(alone) = read.get(first) {
        let run = sheets.get(first..follow(sheets, alone, first)).unwrap_or_default();
        let of_run = read.get(first..first + run.len()).unwrap_or_default();
        let (joined, count) = belonging(reading, run, of_run).unzip();
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
fn follow(sheets: &[WithHeaders<'_>], alone: &SheetResult, first: usize) -> usize {
    let Some((grid, headers)) = sheets.get(first) else { return first };
    let (Some(header), Some(table)) = (headers.last(), alone.tables.last()) else { return first };
    if grid.is_band()
        || !table.form.defines_rows()
        || table.form.rows != Arrangement::Tree
        || !ends_with(grid, table)
    {
        return first;
    }
    let mut rows = grid.last_row;
    let goes_on = |(grid, headers): &&WithHeaders<'_>| {
        rows = rows.saturating_add(grid.last_row + 1);
        rows < MOST.1
            && !grid.is_band()
            && match headers.as_slice() {
                [again] if again.form.defines_rows() => {
                    has_same_columns(header, again) && repeats_title(header, again)
                }
                _ => !has_known(headers) && fits(grid, header),
            }
    };
    first + 1 + sheets.iter().skip(first + 1).take(MOST.0).take_while(goes_on).count()
}

/// Whether two headers have the same form and columns. Positions and widths may differ: every page has its
/// own.
fn has_same_columns(header: &Header, again: &Header) -> bool {
    header.form.code == again.form.code && header.known().map(|c| &c.key).eq(again.known().map(|c| &c.key))
}

/// Whether nothing stands below a table, except for a page number.
fn ends_with(grid: &Grid<'_>, table: &Table) -> bool {
    last_row(grid) <= table.area.last_row
}

/// Returns the last row of a sheet that holds more than a page number, which stands by itself.
fn last_row(grid: &Grid<'_>) -> u32 {
    let is_number = |row: u32| match grid.of_row(row) {
        [(.., cell)] => is_page_number(&fold(&printed(cell))) && (row == 0 || grid.is_blank_row(row - 1)),
        cells => cells.is_empty(),
    };
    (0..=grid.last_row).rev().find(|row| !is_number(*row)).unwrap_or(0)
}

/// Whether a folded text numbers a page: `2`, `hal 2`, `halaman 2 dari 14`.
fn is_page_number(text: &str) -> bool {
    let is_number = |word: &str| (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit());
    text.split(' ').all(|word| is_number(word) || matches!(word, "hal" | "halaman" | "dari"))
}

/// Whether a header adds no title of its own, except for a word that the table continues or a page number.
fn repeats_title(header: &Header, again: &Header) -> bool {
    let known: Vec<String> = header.title.iter().map(|line| fold(&line.value)).collect();
    let mut lines = again.title.iter().map(|line| fold(&line.value));
    lines.all(|line| known.contains(&line) || line.contains("lanjutan") || is_page_number(&line))
}

/// Whether the cells of a sheet without a header fit below those of a table: figures where the table has
/// figures, and hardly anything outside its columns.
fn fits(grid: &Grid<'_>, header: &Header) -> bool {
    let rows = Rows::new(grid, header);
    let (mut figures, mut words, mut inside, mut all) = (0, 0, 0, 0);
    let (mut cells, mut known) = (Vec::new(), Known::new());
    for row in 0..=grid.last_row {
        cells.clear();
        rows.cells(row, &mut known, &mut cells);
        inside += cells.len();
        all += grid.of_row(row).len();
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
fn belonging(
    reading: &Reading<'_>,
    sheets: &[WithHeaders<'_>],
    read: &[SheetResult],
) -> Option<(SheetResult, usize)> {
    let (alone, next) = (read.first()?, read.get(1)?);
    // A sheet without a header belongs to the table before it, or to none.
    let has_header = |page: usize| sheets.get(page + 1).is_some_and(|(_, headers)| has_known(headers));
    if has_header(0) && is_closed(alone.tables.last()?) && !begins_nameless(next) {
        return None;
    }
    // Fast path: nearly always the next sheet is a table of its own, which two sheets suffice to show.
    let two = together(reading, sheets.get(..2)?, alone)?;
    let may_hold = |cut: Cut| cut.within || cut.nearer >= cut.farther;
    if !Cut::of(two.tables.last()?, 0).map_or(!has_header(0), may_hold) {
        return None;
    }
    let mut count = sheets.len();
    while count > 1 {
        let Some(joined) = together(reading, sheets.get(..count)?, alone) else {
            count -= 1;
            continue;
        };
        let table = joined.tables.last()?;
        let holds = |page: &usize| Cut::of(table, *page).map_or(!has_header(*page), |cut| cut.holds());
        let held = (0..table.pages.len()).take_while(holds).count() + 1;
        if held == count {
            return Some((joined, count));
        }
        count = held;
    }
    None
}

/// Whether one of these headers has a form that describes its rows.
fn has_known(headers: &[Header]) -> bool {
    headers.iter().any(|header| header.form.defines_rows())
}

/// Whether a table begins with a row without code and name.
fn begins_nameless(of_sheet: &SheetResult) -> bool {
    let first = of_sheet.tables.first().and_then(|table| Some((table, table.items.first()?)));
    first.is_some_and(|(table, item)| ["kode", "nama"].iter().all(|key| table.value(item, key).is_none()))
}

/// Whether a table is complete: every sum that further rows could still change holds already.
fn is_closed(table: &Table) -> bool {
    let below = table.below();
    let mut last = table.items.len().checked_sub(1);
    let deepest = table.items.iter().map(|item| item.level).max();
    if table.items.last().map(|item| item.level) < deepest || below.iter().all(Vec::is_empty) {
        return false;
    }
    while let Some((id, item)) = last.and_then(|id| Some((id, table.items.get(id)?))) {
        let children = below.get(id).map(Vec::as_slice).unwrap_or_default();
        let holds = |column: usize| {
            table.number(id, column).is_none_or(|stated| Some(stated) == sum(table, children, column))
        };
        if !children.is_empty() && !table.adding_up().all(holds) {
            return false;
        }
        last = item.parent;
    }
    true
}

/// What continues across the cut between two sheets.
#[derive(Default)]
struct Cut {
    /// Whether the cut falls within a program.
    within: bool,
    /// Number of sums that the rows behind the cut bring nearer to what is stated.
    nearer: usize,
    /// Number of sums that these rows take further away from it.
    farther: usize,
}

impl Cut {
    /// Examines the cut at the beginning of a page. `None` if no row behind the cut belongs below one before
    /// it.
    fn of(table: &Table, page: usize) -> Option<Self> {
        /// Factor by which a sum must come nearer to count: a sum that was wrong all the same may still be
        /// short by the rest.
        const NEAR: u32 = 4;
        let row = table.pages.get(page)?.row;
        let begin = table.items.partition_point(|item| item.first_row < row);
        let below = table.below();
        let open = below.iter().enumerate().take(begin);
        // Indicators may continue without a name.
        let spans = begin
            .checked_sub(1)
            .and_then(|last| table.items.get(last))
            .is_some_and(|item| item.last_row >= row);
        let mut cut = spans.then(|| Self { within: true, ..Self::default() });
        for (parent, children) in open.filter(|(_, children)| children.last() >= Some(&begin)) {
            let cut = cut.get_or_insert_default();
            cut.within |= table.items.get(parent).is_some_and(|item| item.level >= Level::Program);
            let before = children.partition_point(|child| *child < begin);
            for column in table.adding_up() {
                let off = |children: &[ItemId]| {
                    let off = table.number(parent, column)?.checked_sub(sum(table, children, column)?)?;
                    Some(off.abs())
                };
                let (Some(short), Some(off)) = (children.get(..before).and_then(off), off(children)) else {
                    continue;
                };
                cut.nearer +=
                    usize::from(off < short && off.checked_mul(NEAR.into()).is_some_and(|off| off <= short));
                cut.farther += usize::from(off > short);
            }
        }
        cut
    }

    /// Whether the sheets on both sides of the cut belong together.
    fn holds(&self) -> bool {
        self.nearer > self.farther || (self.within && self.nearer == self.farther)
    }
}

/// Returns the sum of the items in a column. `None` on overflow.
fn sum(table: &Table, items: &[ItemId], column: usize) -> Option<Decimal> {
    let amounts = items.iter().filter_map(|id| table.number(*id, column));
    amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Reads sheets as one. `None` if they do not fit below each other, or if the table ends before the last of
/// them.
fn together(reading: &Reading<'_>, sheets: &[WithHeaders<'_>], alone: &SheetResult) -> Option<SheetResult> {
    let (first, others) = sheets.split_first()?;
    let (sheet, pages) = stacked(first, others)?;
    let mut grid = Grid::new(first.0.id, &sheet);
    grid.pages.clone_from(&pages);
    let headers = form_header::find(&grid, reading.forms, reading.heads);
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
    let behind = reached.checked_sub(last.row)?;
    last.last = last.first + behind;
    Some(joined)
}

/// Returns the sheets one below the other: all of the first, and each of the others from its header on.
/// `None` if a cell of another sheet has no room in the columns of the first.
fn stacked(first: &WithHeaders<'_>, others: &[WithHeaders<'_>]) -> Option<(Sheet, Vec<Page>)> {
    let (grid, headers) = first;
    let header = headers.last()?;
    let mut sheet = grid.sheet.clone();
    let mut pages = Vec::new();
    let mut row = last_row(grid) + 1;
    sheet.cells.retain(|(r, _), _| *r < row);
    sheet.hidden_rows.retain(|r| *r < row);
    for (grid, headers) in others {
        let again = headers.iter().find(|header| header.form.defines_rows());
        let from = again.map_or(0, |header| header.first_row);
        let last = last_row(grid);
        let begin = |(of_table, here): (&Column, &Column)| (of_table.first, here.first);
        let pairs = || header.known().zip(again.into_iter().flat_map(Header::known));
        let are_moved =
            pairs().any(|(of_table, here)| (of_table.first, of_table.last) != (here.first, here.last));
        let page = Page {
            sheet: grid.id,
            first: from,
            last,
            row,
            columns: if are_moved { pairs().map(begin).collect() } else { Vec::new() },
        };
        let down = |r: u32| r - from + row;
        let place = |r: u32, column: u32| {
            if !are_moved {
                return Some((down(r), column));
            }
            let (of_table, here) = pairs().find(|(_, here)| (here.first..=here.last).contains(&column))?;
            let column = column - here.first + of_table.first;
            (column <= of_table.last).then_some((down(r), column))
        };
        for ((r, column), cell) in grid.sheet.cells.range((from, 0)..=(last, u32::MAX)) {
            if !cell.content.is_blank() {
                sheet.cells.insert(place(*r, *column)?, cell.clone());
            }
        }
        for area in grid.sheet.merges.iter().filter(|area| (from..=last).contains(&area.first_row)) {
            let Some((first_row, first_column)) = place(area.first_row, area.first_column) else { continue };
            let end = pairs().find(|(_, here)| here.last == area.last_column).filter(|_| are_moved);
            let width = area.last_column - area.first_column;
            let last_column =
                end.map_or(first_column + width, |(of_table, _)| of_table.last).max(first_column);
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
