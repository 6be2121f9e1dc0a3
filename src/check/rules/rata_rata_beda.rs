//! Rule ARI112: an average below a column is not that of the column's rows, although the other averages in
//! its row are. The form does not say whether programs or all rows count, but the other columns do.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::context::Context;
use super::super::figures;
use super::rasio_beda;
use crate::forms::Kind;
use crate::model::{
    Book, Cell, CellContent, CellRef, Finding, Level, Message, Severity, Sheet, Table, Value,
};
use crate::text::fold::fold;
use crate::text::words::is_average_label;
use crate::text::{number, quantity};

/// Number of rows below a table that are searched for averages.
const MAX_ROWS_BELOW: u32 = 6;
/// Minimum number of rows of an average that can be tested.
const MIN_ROWS: usize = 2;
/// Number of decimals to compare: a spreadsheet keeps more, but people read two.
const COMPARED_DECIMALS: u32 = 2;

/// Returns one warning for each wrong average.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings: BTreeMap<CellRef, Finding> = BTreeMap::new();
    // The average of a wrong percentage may be that of the right one.
    let ratios: LazyCell<BTreeMap<CellRef, Decimal>, _> = LazyCell::new(|| {
        let ratios = rasio_beda::check(context).into_iter();
        ratios.filter_map(|finding| Some((finding.at, finding.computed?.number()?))).collect()
    });
    let corrected = |at: CellRef| ratios.get(&at).copied();
    for table in context.renja.tables.iter().filter(|table| table.pages.is_empty()) {
        let Some(sheet) = context.book.sheet(table.sheet) else { continue };
        for (row, label) in average_rows(sheet, table) {
            for finding in check_row(context, (table, sheet), (row, &label), &corrected) {
                findings.entry(finding.at).or_insert(finding);
            }
        }
    }
    findings.into_values().collect()
}

/// Returns the rows of averages in and below a table, with their labels.
fn average_rows(sheet: &Sheet, table: &Table) -> Vec<(u32, String)> {
    let rows = table.area.first_row..=table.area.last_row.saturating_add(MAX_ROWS_BELOW);
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut begun = None;
    for ((row, _), cell) in sheet.cells.range((*rows.start(), 0)..=(*rows.end(), u32::MAX)) {
        if begun == Some(*row) {
            continue;
        }
        begun = Some(*row);
        if let CellContent::Text(text) = &cell.content
            // Folding every label of a hundred thousand rows takes longer than looking at its first letter.
            && text.trim_start().starts_with(['R', 'r', 'A', 'a', 'M', 'm'])
            && is_average(text)
        {
            found.push((*row, text.trim().to_owned()));
        }
    }
    found
}

/// Whether a row with this label states averages.
pub(super) fn is_average(label: &str) -> bool {
    is_average_label(&fold(label))
}

/// The average of a column, and the rows that may count for it.
struct Average {
    at: CellRef,
    stated: Decimal,
    rows: Vec<CountedRow>,
}

/// The figure of one row.
struct CountedRow {
    at: CellRef,
    level: Level,
    number: Decimal,
}

/// Which rows count: all (`None`), or those of one level.
type CountedLevel = Option<Level>;

/// Returns the value that another finding proposes for a cell; `None` if there is none.
type Corrected<'c> = dyn Fn(CellRef) -> Option<Decimal> + 'c;

/// Returns the wrong averages in one row.
fn check_row(
    context: &Context,
    (table, sheet): (&Table, &Sheet),
    (row, label): (u32, &str),
    corrected: &Corrected<'_>,
) -> Vec<Finding> {
    // If the row has a formula, that says which rows count, and another rule compares with it.
    let mut cells = sheet.cells.range((row, 0)..=(row, u32::MAX));
    if cells.any(|(_, cell)| cell.formula.is_some()) {
        return Vec::new();
    }
    let before = average_rows(sheet, table).into_iter().map(|(at, _)| at).filter(|at| *at < row).max();
    let begin = before.map_or(0, |before| before + 1);
    let all: Vec<Average> = (0..table.columns.len())
        .filter_map(|c| column_average(context.book, table, sheet, c, (begin, row)))
        .collect();
    let levels: BTreeSet<Level> = all.iter().flat_map(|a| a.rows.iter().map(|part| part.level)).collect();
    let ways = std::iter::once(None).chain(levels.into_iter().map(Some));
    let holding = |way: CountedLevel| all.iter().filter(|average| average.holds(way) == Some(true)).count();
    let tested = |way: CountedLevel| all.iter().filter(|average| average.holds(way).is_some()).count();
    let mut ways: Vec<(usize, CountedLevel)> = ways.map(|way| (holding(way), way)).collect();
    let most = ways.iter().map(|(holding, _)| *holding).max().unwrap_or(0);
    ways.retain(|(holding, way)| *holding == most && most > 0 && most * 2 >= tested(*way));
    let Some((_, way)) = ways.first().copied() else { return Vec::new() };
    let is_wrong = |average: &&Average| {
        // If several ways of counting are equally likely, only report an average that is wrong under all of
        // them.
        let others: BTreeSet<Option<Decimal>> = ways
            .iter()
            .map(|(_, way)| average.mean(*way).map(|mean| mean.round_dp(COMPARED_DECIMALS)))
            .collect();
        others.len() == 1 && ways.iter().all(|(_, way)| average.holds(*way) == Some(false))
    };
    let wrong = all.iter().filter(is_wrong);
    let wrong = wrong.filter(|average| average.with_corrections(corrected).holds(way) != Some(true));
    wrong.filter_map(|average| average.finding(context, way, label)).collect()
}

/// Returns the average stated for a column in a row, and the column's rows between `begin` and that row.
/// `None` if the column is not a percentage or has too few rows.
fn column_average(
    book: &Book,
    table: &Table,
    sheet: &Sheet,
    column: usize,
    (begin, row): (u32, u32),
) -> Option<Average> {
    let shape = table.columns.get(column).filter(|column| column.kind == Kind::Percent)?;
    let cell = sheet.cells.get(&(row, shape.first_column))?;
    let stated = percentage(cell)?;
    let rows = figures::figure_rows(table, shape).into_iter().filter_map(|line| {
        let item = table.items.get(line.item)?;
        let cited = line.value(column)?;
        let counts = item.level != Level::Jumlah
            && !table.is_informational(line.item)
            && (begin..row).contains(&cited.at.row)
            && !is_average(&table.label(item));
        let number = percentage(book.cell(cited.at)?)?;
        counts.then_some(CountedRow { at: cited.at, level: item.level, number })
    });
    let rows: Vec<CountedRow> = rows.collect();
    (rows.len() >= MIN_ROWS).then_some(Average {
        at: CellRef { sheet: table.sheet, row, column: shape.first_column },
        stated,
        rows,
    })
}

/// Returns the number of a cell; for a percentage, the number that is shown. `None` if it has no number.
fn percentage(cell: &Cell) -> Option<Decimal> {
    match &cell.content {
        CellContent::Number(n) if cell.format.is_percent() => n.checked_mul(Decimal::ONE_HUNDRED),
        CellContent::Number(n) => Some(*n),
        CellContent::Text(text) => quantity::read_percent(text).or_else(|| Some(number::read(text)?.value)),
        _ => None,
    }
}

impl Average {
    /// Returns the mean of the rows that count; `None` if there are too few.
    fn mean(&self, way: CountedLevel) -> Option<Decimal> {
        let counts = |level: Level| way.is_none_or(|way| way == level);
        let mut counting = self.rows.iter().filter(|part| counts(part.level)).map(|part| part.number);
        let (sum, count) = counting
            .try_fold((Decimal::ZERO, 0_u32), |(sum, count), n| Some((sum.checked_add(n)?, count + 1)))?;
        (count as usize >= MIN_ROWS).then(|| sum.checked_div(count.into()))?
    }

    /// Whether the average is that of the rows that count, within one unit of its last decimal. `None` if too
    /// few rows count.
    fn holds(&self, way: CountedLevel) -> Option<bool> {
        let unit = Decimal::new(1, self.stated.normalize().scale().min(COMPARED_DECIMALS));
        Some(self.mean(way)?.checked_sub(self.stated)?.abs() < unit)
    }

    /// Returns the average with its figures replaced by what other findings propose.
    fn with_corrections(&self, corrected: &Corrected<'_>) -> Self {
        let part =
            |part: &CountedRow| CountedRow { number: corrected(part.at).unwrap_or(part.number), ..*part };
        Self { rows: self.rows.iter().map(part).collect(), ..*self }
    }

    fn finding(&self, context: &Context, way: CountedLevel, label: &str) -> Option<Finding> {
        let value = |n: Decimal| Value::Percent(n.round_dp(COMPARED_DECIMALS).normalize());
        let computed = self.mean(way)?;
        let count = self.rows.iter().filter(|part| way.is_none_or(|way| way == part.level)).count();
        let message = Message::new("check.rata_rata.differs")
            .with("label", label)
            .with("place", context.renja.cell_name(self.at))
            .with("stated", value(self.stated))
            .with("count", count)
            .with("computed", value(computed));
        Some(Finding {
            stated: Some(value(self.stated)),
            computed: Some(value(computed)),
            ..Context::simple_finding("ARI112", Severity::Warning, self.at, label, message)
        })
    }
}
