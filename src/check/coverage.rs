//! Which figures of a workbook took part in a tested relation, sheet by sheet, and which sheets of figures
//! were not read. That nothing is said of a figure means that it is right only where it was tested.

mod loose;
mod tested;

use super::shown::Shown;
use crate::forms::Kind;
use crate::model::{
    CellRef, Column, Item, Message, Reading, Renja, Sheet, SheetCoverage, SheetId, Table, Value, own,
};
use crate::text::fold::first_of;
use loose::Loose;

/// On an unread sheet, so many amounts are a list that somebody reckons with. Fewer are a leftover: a rate, a
/// budget ceiling, a figure that was kept for later.
const FEWEST_AMOUNTS: usize = 5;

/// With a row that calls itself a total, two parts and their sum are enough.
const FEWEST_WITH_TOTAL: usize = 3;

/// Whole numbers within these bounds that stand under "Tahun" are years.
pub(super) const YEARS: std::ops::RangeInclusive<u32> = 1900..=2100;

/// What was checked and what was not.
#[derive(Debug, Default)]
pub(super) struct Coverage {
    /// One entry per sheet, in the order of the workbook.
    pub sheets: Vec<SheetCoverage>,
    /// Sheets, and tables without rows, whose figures were not read.
    pub unread: Vec<Unread>,
    /// The cells that took part in a tested relation, in order.
    tested: Vec<CellRef>,
}

/// Figures that were not read.
#[derive(Debug)]
pub(super) struct Unread {
    /// The first of them.
    pub at: CellRef,
    /// How many there are; 0 on a sheet that is damaged.
    pub figures: usize,
    /// The table's area as Excel names it, if a header was recognized.
    pub area: Option<String>,
}

/// A filled cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Placed {
    at: CellRef,
    what: What,
}

/// What a filled cell of a table holds, the least certain first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    /// What the column's kind does not tell: a number in a column of words may be a figure.
    Unknown,
    /// A code, the number of a row, a year.
    Name,
    /// A number that something could be reckoned with.
    Figure,
}

impl Coverage {
    /// Whether a cell took part in a tested relation.
    pub fn is_tested(&self, at: CellRef) -> bool {
        self.tested.binary_search(&at).is_ok()
    }

    /// How many cells there are, and how many of them took part. The cells are in order.
    fn count_tested(&self, cells: impl Iterator<Item = CellRef>) -> (usize, usize) {
        let mut cells = cells.peekable();
        let from = cells.peek().map_or(0, |first| self.tested.partition_point(|at| at < first));
        let mut tested = self.tested.iter().skip(from).peekable();
        cells.fold((0, 0), |(all, with), at| {
            while tested.next_if(|other| **other < at).is_some() {}
            (all + 1, with + usize::from(tested.peek() == Some(&&at)))
        })
    }
}

/// What was checked, computed once for all who ask.
pub(super) fn coverage<'s>(shown: &'s Shown<'_>) -> &'s Coverage {
    shown.coverage.get_or_init(|| compute(shown))
}

fn compute(shown: &Shown<'_>) -> Coverage {
    let mut all = Coverage { tested: tested::cells(shown), ..Coverage::default() };
    let placed = placed(shown.renja);
    for (id, sheet) in shown.book.sheets() {
        let begin = placed.partition_point(|p| p.at.sheet < id);
        let end = placed.partition_point(|p| p.at.sheet <= id);
        let placed = placed.get(begin..end).unwrap_or_default();
        let of_sheet = of_sheet(shown.renja, &mut all, (id, sheet), placed);
        all.sheets.push(of_sheet);
    }
    all
}

/// The cells that the tables took, each once: a cell of several lines gives several values.
fn placed(renja: &Renja) -> Vec<Placed> {
    let mut all = Vec::new();
    for table in &renja.tables {
        for values in table.items.iter().flat_map(Item::rows) {
            for (column, cited) in table.columns_of(values) {
                all.push(Placed { at: cited.at, what: what(column, &cited.value) });
            }
        }
    }
    // Nearly in order: rows follow each other.
    all.sort();
    // Of one cell the last entry stays: if any of its values is a figure, that one.
    all.reverse();
    all.dedup_by_key(|placed| placed.at);
    all.reverse();
    all
}

/// What a value is, by its column.
fn what(column: &Column, value: &Value) -> What {
    let is_year = || match value {
        Value::Quantity(n, None) => {
            let head = column.header.last().is_some_and(|head| first_of(&head.text, &["tahun"]).is_some());
            head && n.fract().is_zero() && u32::try_from(*n).is_ok_and(|n| YEARS.contains(&n))
        }
        _ => false,
    };
    if matches!(column.kind, Kind::Kode | Kind::Nomor) || is_year() {
        What::Name
    } else if value.number().is_some() {
        What::Figure
    } else if column.kind == Kind::Text {
        What::Unknown
    } else {
        What::Name
    }
}

fn of_sheet(
    renja: &Renja,
    all: &mut Coverage,
    (id, sheet): (SheetId, &Sheet),
    placed: &[Placed],
) -> SheetCoverage {
    let mut of_sheet =
        SheetCoverage { sheet: id, status: Reading::Read, reason: None, figures: 0, checked: 0 };
    if own::is_own(sheet) {
        of_sheet.status = Reading::Own;
        return of_sheet;
    }
    if let Some(why) = &sheet.unread {
        (of_sheet.status, of_sheet.reason) = (Reading::Unread, Some(why.clone()));
        all.unread.push(Unread { at: CellRef { sheet: id, row: 0, column: 0 }, figures: 0, area: None });
        return of_sheet;
    }
    if sheet.cells.values().all(|cell| cell.content.is_blank()) {
        of_sheet.status = Reading::Empty;
        return of_sheet;
    }
    let tables: Vec<&Table> = renja.tables.iter().filter(|table| table.sheet == id).collect();
    let pages = renja.tables.iter().flat_map(|t| &t.pages).filter(|page| page.sheet == id);
    let begins = tables.iter().map(|table| header_end(table) + 1).chain(pages.map(|page| page.first)).min();
    let named = tables.iter().flat_map(|table| &table.columns);
    let named = named.filter_map(|column| Some((column.first, column.header.last()?.text.as_ref())));
    let loose = loose::cells(sheet, (begins.unwrap_or(0), &header_rows(&tables)), named, placed);
    let figures = placed.iter().filter(|p| p.what == What::Figure).map(|p| p.at);
    let outside = loose.iter().map(|l| CellRef { sheet: id, row: l.row, column: l.column });
    for (count, tested) in [all.count_tested(figures), all.count_tested(outside)] {
        of_sheet.figures += count;
        of_sheet.checked += tested;
    }
    let without_rows = without_rows(&tables, &loose, id);
    if begins.is_none() {
        of_sheet.status = Reading::Unread;
        let is_compared = loose.is_empty()
            && !renja.tables.is_empty()
            && renja.narrative.iter().any(|text| text.at.sheet == id);
        if is_compared {
            of_sheet.status = Reading::Read;
        } else if loose.is_empty() {
            of_sheet.reason = Some(Message::new("check.coverage.no_figures"));
        } else {
            of_sheet.reason = Some(Message::new("check.coverage.no_header"));
            all.unread.extend(of_figures(sheet, id, &loose, of_sheet.checked));
        }
    } else if !without_rows.is_empty() && tables.iter().all(|table| table.items.is_empty()) {
        of_sheet.status = Reading::Unread;
        let areas = without_rows.iter().filter_map(|unread| unread.area.clone()).collect::<Vec<_>>();
        of_sheet.reason = Some(Message::new("check.coverage.no_rows").with("area", areas.join(", ")));
    }
    all.unread.extend(without_rows);
    of_sheet
}

/// The last row of a table's header.
fn header_end(table: &Table) -> u32 {
    table.headers.first().map_or(table.area.first_row, |header| header.last_row)
}

/// The rows of all headers, in order: first and last.
fn header_rows(tables: &[&Table]) -> Vec<(u32, u32)> {
    let headers = tables.iter().flat_map(|table| &table.headers);
    let mut rows: Vec<(u32, u32)> = headers.map(|header| (header.first_row, header.last_row)).collect();
    rows.sort_unstable();
    rows
}

/// Tables of which the header was recognized and no row, although amounts stand below it.
fn without_rows(tables: &[&Table], loose: &[Loose], sheet: SheetId) -> Vec<Unread> {
    let mut all = Vec::new();
    let mut begins: Vec<u32> = tables.iter().map(|table| table.area.first_row).collect();
    begins.sort_unstable();
    for table in tables.iter().filter(|table| table.items.is_empty()) {
        let from = header_end(table) + 1;
        let end = begins.get(begins.partition_point(|row| *row < from)).copied().unwrap_or(u32::MAX);
        let columns = table.area.first_column..=table.area.last_column;
        let first = loose.partition_point(|l| l.row < from);
        let below = loose.iter().skip(first).take_while(|l| l.row < end);
        let amounts: Vec<&Loose> = below.filter(|l| l.is_amount && columns.contains(&l.column)).collect();
        if let Some(first) = amounts.first() {
            all.push(Unread {
                at: CellRef { sheet, row: first.row, column: first.column },
                figures: amounts.len(),
                area: Some(table.area.a1()),
            });
        }
    }
    all
}

/// The figures of a sheet without a table, if they are more than a leftover. Another sheet may have been compared
/// with some of them.
fn of_figures(sheet: &Sheet, id: SheetId, loose: &[Loose], checked: usize) -> Option<Unread> {
    let amounts = loose.iter().filter(|l| l.is_amount).count();
    let fewest = if loose::has_total(sheet) { FEWEST_WITH_TOTAL } else { FEWEST_AMOUNTS };
    let first = loose.iter().find(|l| l.is_amount).filter(|_| amounts >= fewest)?;
    let at = CellRef { sheet: id, row: first.row, column: first.column };
    Some(Unread { at, figures: loose.len().saturating_sub(checked), area: None }).filter(|u| u.figures > 0)
}
