//! Rule FMT102: something other than a number stands where an amount, a percentage or a count belongs.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;

use super::super::context::{Context, cell_list, column_label, value_like};
use super::other_errors::{self, is_error};
use super::words_among_amounts::{
    has_name, is_header_row, is_mark, is_null, is_number_range, is_remark, is_unfilled_row, is_word_row,
    speaks_of_money,
};
use crate::forms::Kind;
use crate::model::{
    CellContent, CellRef, Cited, Column, Finding, Item, ItemId, Level, Message, Related, Severity, Table,
    TableId, Value, Values, shorten,
};
use crate::text::fold::fold;
use crate::text::identifier::is_longer_than_any_amount;
use crate::text::sheet_formula;

/// Returns an error for each such amount, since it is missing from the sums, and one remark per column for
/// everything else: an export that writes `null` writes it in every row.
///
/// If a column was taken for money by a guess, many such cells speak against the guess and give one remark.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let implied = LazyLock::new(|| implied_values(context));
    for (id, table) in context.renja.tables() {
        let mut of_columns = unclear_cells(context, table);
        for (column, cells) in table.columns.iter().zip(take_unfilled(table, &mut of_columns)) {
            let unfilled = column_finding(context, table, column, &cells);
            findings.extend(unfilled.map(|of| Finding { severity: Severity::Note, ..of }));
        }
        findings.extend(take_error_rows(table, &mut of_columns));
        // An office that writes "null" for an empty cell does so repeatedly.
        let fillers = of_columns.iter().flatten().filter(|(_, cited)| is_null(&cited.value)).count();
        for (i, (column, cells)) in table.columns.iter().zip(of_columns).enumerate() {
            if column.kind == Kind::Rupiah && is_word_column(table, i, &cells) {
                continue;
            }
            if column.kind != Kind::Rupiah
                || is_count_column(table, i, &cells)
                || !is_amount_column(table, i, cells.len())
            {
                findings.extend(column_finding(context, table, column, &cells));
                continue;
            }
            // Rows of shares stand below the amounts that they refer to.
            let (shares, cells): (Vec<_>, Vec<_>) =
                cells.into_iter().partition(|(item, _)| is_share_row(table, *item));
            findings.extend(column_finding(context, table, column, &shares));
            if !table.form.defines_rows() && cells.len() > MAX_REPORTED_ALONE {
                // What a program wrote in row after row is a single fault.
                let together = column_finding(context, table, column, &cells);
                let are_marks = cells.iter().all(|(_, cited)| is_mark(&cited.value));
                let severity = if are_marks { Severity::Note } else { Severity::Warning };
                findings.extend(together.map(|of| Finding { severity, ..of }));
                continue;
            }
            findings.extend(cells.iter().map(|(item, cited)| {
                let implied = implied.get(&(id, cited.at)).cloned();
                let is_filler = fillers >= MIN_WORD_CELLS && implied.is_none() && is_null(&cited.value);
                let is_remark = !table.form.defines_rows() && implied.is_none() && is_remark(&cited.value);
                let is_small = is_filler || is_remark || waits_for_words(context, cited);
                let finding = amount_finding(context, table, *item, column, cited, implied);
                if is_small { Finding { severity: Severity::Note, ..finding } } else { finding }
            }));
        }
    }
    other_errors::lower_inherited(context, &mut findings);
    findings.extend(other_errors::check(context, &findings));
    findings
}

/// Whether a row's label says that its figures are percentages: "(%)" does, "PPN 11%" does not.
fn is_share_row(table: &Table, item: ItemId) -> bool {
    let Some(item) = table.items.get(item).filter(|_| !table.form.defines_rows()) else { return false };
    let label = table.label(item);
    let mut signs = label.match_indices('%').map(|(at, _)| label[..at].trim_end());
    signs.any(|before| !before.ends_with(|c: char| c.is_ascii_digit()))
}

/// A cell that holds no number, with its item and its words.
type UnclearCell = (ItemId, Cited<Arc<str>>);

/// Maximum number of unclear amounts of a column that are reported one by one, in tables whose rows no form
/// describes.
const MAX_REPORTED_ALONE: usize = 12;

/// Minimum number of amounts for each unclear cell of a column that was taken for money. A single unclear
/// cell is accepted regardless.
const MAX_UNCLEAR_ONE_IN: usize = 10;

/// Minimum number of amounts that make a column one of money: two numbers of members do not.
const MIN_AMOUNTS: usize = 2;

/// Minimum number of cells with words that show that a column without amounts is not money.
const MIN_WORD_CELLS: usize = 3;

/// Whether a column that was taken for money by its place in a form holds words only, such as names of
/// villages. Words that speak of money (`Rp 5 juta`) are unreadable amounts.
fn is_word_column(table: &Table, column: usize, cells: &[UnclearCell]) -> bool {
    let mut values = table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
    cells.len() >= MIN_WORD_CELLS
        && !values.any(|cited| cited.value.number().is_some_and(|n| !n.is_zero()))
        && !cells.iter().any(|(_, cited)| speaks_of_money(&cited.value))
}

/// Whether several unclear cells of a column are counts with their units ("11 unit", "34 lanjutan") and its figures are
/// mostly small: the column holds targets. A count among amounts was typed into the wrong column.
fn is_count_column(table: &Table, column: usize, unclear: &[UnclearCell]) -> bool {
    let is_count = |(_, cited): &&UnclearCell| {
        let words = cited.value.trim_start();
        let rest = words.trim_start_matches(|c: char| c.is_ascii_digit());
        rest.len() < words.len()
            && rest.trim_start().starts_with(char::is_alphabetic)
            && !speaks_of_money(&cited.value)
    };
    let figures = || {
        let values = table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
        values.filter_map(|cited| cited.value.number())
    };
    let small = figures().filter(|n| n.abs() < Decimal::ONE_THOUSAND).count();
    unclear.iter().filter(is_count).count() >= MIN_WORD_CELLS && small * 2 > figures().count()
}

/// Whether a column holds amounts, so that each of its unclear cells is a slip. A column with more dates than
/// amounts does not, whatever it was taken for.
fn is_amount_column(table: &Table, column: usize, unclear: usize) -> bool {
    let values = || table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
    let dates = values().filter(|cited| matches!(cited.value, Value::Date(_))).count();
    let amounts = || values().filter(|cited| cited.value.number().is_some()).count();
    (dates == 0 || dates < amounts())
        && (table.form.defines_rows() || !has_too_many_unclear(table, column, unclear))
}

/// Whether the number of unclear cells is too large, or that of amounts too small, for a column to be money.
fn has_too_many_unclear(table: &Table, column: usize, unclear: usize) -> bool {
    let amounts = table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
    let amounts = amounts.filter(|cited| cited.value.number().is_some()).count();
    amounts < MIN_AMOUNTS || (unclear > 1 && unclear * MAX_UNCLEAR_ONE_IN > amounts)
}

/// Returns the cells of each column that are neither numbers nor words on purpose, each once.
fn unclear_cells(context: &Context, table: &Table) -> Vec<Vec<UnclearCell>> {
    let mut cells: Vec<Vec<UnclearCell>> = vec![Vec::new(); table.columns.len()];
    let mut known: HashSet<(usize, CellRef)> = HashSet::new();
    // Workings below a table, such as a percentage of its total, are missing from no sum.
    for (id, item) in table.items.iter().enumerate().filter(|(id, _)| !table.is_informational(*id)) {
        if !table.form.defines_rows() && (is_header_row(item) || is_word_row(table, item)) {
            continue;
        }
        // "Sub Total I" may stand in the column before its amount.
        let label = (item.level == Level::Jumlah).then(|| fold(&table.label(item)));
        for (i, cited) in item.rows().flat_map(Values::iter) {
            let words = match &cited.value {
                Value::Unclear(words) => words.clone(),
                Value::Date(_) => cited.text.clone(),
                _ => continue,
            };
            if let (Some(column), Some(cells)) = (table.columns.get(i), cells.get_mut(i))
                && !matches!(column.kind, Kind::Text | Kind::Kode | Kind::Nomor)
                && label.as_ref().is_none_or(|label| fold(&words) != *label)
                && !is_header(column, &words)
                && !is_formula_literal(context, cited.at, &words)
                && !(matches!(cited.value, Value::Date(_)) && is_of_dates(column))
                && !is_number_range(&words)
                // An account or a key stands beside amounts in a list of settings.
                && (table.form.defines_rows() || !is_longer_than_any_amount(&words))
                && known.insert((i, cited.at))
            {
                cells.push((id, cited.with_value(words)));
            }
        }
    }
    cells
}

/// Takes the errors out of rows in which no amount is filled in: shares that are divided by nothing, and, in rows
/// without a name, formulas that read a blank that somebody typed. A form waits for its figures. Returns them by column.
fn take_unfilled(table: &Table, of_columns: &mut [Vec<UnclearCell>]) -> Vec<Vec<UnclearCell>> {
    let is_unfilled = |(id, cited): &mut UnclearCell| {
        let Some(item) = table.items.get(*id) else { return false };
        let may_be = match cited.value.as_ref() {
            "#DIV/0!" => true,
            "#VALUE!" => !has_name(item),
            // A calculation of somebody's own below the list.
            words => is_error(words) && !has_name(item) && item.values.cited().nth(1).is_none(),
        };
        may_be && is_unfilled_row(table, item)
    };
    of_columns.iter_mut().map(|cells| cells.extract_if(.., is_unfilled).collect()).collect()
}

/// Whether the header of a column speaks of dates.
fn is_of_dates(column: &Column) -> bool {
    const DATE_WORDS: [&str; 3] = ["tanggal", "tgl", "date"];
    let mut words = column.header.iter().map(|head| fold(&head.text));
    words.any(|head| head.split(' ').any(|word| DATE_WORDS.contains(&word)))
}

/// Whether a text is the header of its own column, which is repeated where a printed page began.
fn is_header(column: &Column, words: &str) -> bool {
    let folded = fold(words);
    column.header.iter().any(|head| fold(&head.text) == folded)
}

/// Whether a text is one that the cell's own formula writes if there is no amount yet:
/// `=IF(A21=1,H21-I21,"Belum Input")`. The author of the formula meant the text to stand there.
fn is_formula_literal(context: &Context, at: CellRef, words: &str) -> bool {
    let formula = context.book.cell(at).and_then(|cell| cell.formula.as_deref());
    // Every second piece between quotation marks is a literal.
    formula.is_some_and(|formula| {
        formula.split('"').skip(1).step_by(2).any(|literal| literal.trim() == words.trim())
    })
}

/// Whether a cell holds an error because its formula reads what the formula of another cell writes as long as there is
/// no amount: a price on a day to come is "Libur".
fn waits_for_words(context: &Context, cited: &Cited<Arc<str>>) -> bool {
    let formula = context.book.cell(cited.at).and_then(|cell| cell.formula.as_deref());
    let Some(formula) = formula.filter(|_| cited.value.as_ref() == "#VALUE!").and_then(sheet_formula::read)
    else {
        return false;
    };
    let ranges = formula.ranges();
    ranges.iter().filter(|range| range.is_cell() && range.sheet.is_none()).any(|range| {
        let at = CellRef { row: range.first.0, column: range.first.1, ..cited.at };
        let text = context.book.cell(at).and_then(|cell| match &cell.content {
            CellContent::Text(text) => Some(text),
            _ => None,
        });
        text.is_some_and(|text| is_formula_literal(context, at, text))
    })
}

/// Returns the value that cells without a number should have, if a sum is short of exactly one.
fn implied_values(context: &Context) -> HashMap<(TableId, CellRef), Value> {
    let mut all = HashMap::new();
    for relation in context.relations {
        if let Some((term, rest)) = relation.implied_term() {
            all.entry((relation.table, term.at)).or_insert_with(|| value_like(relation, rest));
        }
    }
    all
}

/// Builds the finding for one unclear amount; `implied` is the value that it should have.
fn amount_finding(
    context: &Context,
    table: &Table,
    item: ItemId,
    column: &Column,
    cited: &Cited<Arc<str>>,
    implied: Option<Value>,
) -> Finding {
    let key = if is_error(&cited.value) { "check.unclear.error" } else { "check.unclear.amount" };
    let message = Message::new(key)
        .with("place", context.renja.cell_name(cited.at))
        .with("text", shorten(&cited.value).as_ref())
        .with("column", column_label(column))
        .with("item", table.items.get(item).map_or_else(String::new, |item| table.label(item)));
    Finding {
        stated: Some(Value::Unclear(cited.value.clone())),
        computed: implied,
        ..Context::simple_finding("FMT102", Severity::Error, cited.at, table.path(item), message)
    }
}

/// Minimum number of errors of a spreadsheet in one row that are one fault: the sheet that the whole row reads is gone.
const MIN_ROW_ERRORS: usize = 4;

/// Takes the errors of amounts out of rows that hold many of them, and returns one warning for each such row. A
/// recapitulation that reads a deleted sheet holds `#REF!` in each of its hundreds of columns.
fn take_error_rows(table: &Table, of_columns: &mut [Vec<UnclearCell>]) -> Vec<Finding> {
    let mut rows: BTreeMap<u32, Vec<UnclearCell>> = BTreeMap::new();
    let is_money = |place: usize| table.columns.get(place).is_some_and(|c| c.kind == Kind::Rupiah);
    let amounts = |place: usize, cells: usize| is_money(place) && is_amount_column(table, place, cells);
    let of_money: Vec<bool> =
        of_columns.iter().enumerate().map(|(place, cells)| amounts(place, cells.len())).collect();
    let columns = || of_columns.iter().zip(&of_money).filter(|(_, of_money)| **of_money);
    for (item, cited) in columns().flat_map(|(cells, _)| cells).filter(|(_, c)| is_error(&c.value)) {
        rows.entry(cited.at.row).or_default().push((*item, cited.clone()));
    }
    rows.retain(|_, cells| cells.len() >= MIN_ROW_ERRORS);
    for (cells, _) in of_columns.iter_mut().zip(&of_money).filter(|(_, of_money)| **of_money) {
        cells.retain(|(_, cited)| !is_error(&cited.value) || !rows.contains_key(&cited.at.row));
    }
    let finding = |cells: &Vec<UnclearCell>| {
        let (item, first) = cells.first()?;
        let at: Vec<CellRef> = cells.iter().map(|(_, cited)| cited.at).collect();
        let message = Message::new("check.unclear.row_errors")
            .with("item", table.items.get(*item).map_or_else(String::new, |item| table.label(item)))
            .with("count", Value::Quantity(Decimal::from(cells.len()), None))
            .with("text", shorten(&first.value).as_ref())
            .with("cells", cell_list(&at));
        Some(Finding {
            stated: Some(Value::Unclear(first.value.clone())),
            related: related_cells(table, cells),
            ..Context::simple_finding("FMT102", Severity::Warning, first.at, table.path(*item), message)
        })
    };
    rows.values().filter_map(finding).collect()
}

/// Returns unclear cells as the cells that a finding names, each with the label of its item.
fn related_cells(table: &Table, cells: &[UnclearCell]) -> Vec<Related> {
    let one = |(item, cited): &UnclearCell| Related {
        at: cited.at,
        label: table.items.get(*item).map_or_else(String::new, |item| table.label(item)),
        value: Some(Value::Unclear(cited.value.clone())),
    };
    cells.iter().map(one).collect()
}

/// Builds one remark for the unclear cells of a column; `None` if there are none.
///
/// A target in words is often set on purpose. In a form's column of percentages or counts it is not, so there
/// the remark is a warning.
fn column_finding(
    context: &Context,
    table: &Table,
    column: &Column,
    cells: &[UnclearCell],
) -> Option<Finding> {
    let (first_item, first) = cells.first()?;
    // A total that a spreadsheet could not compute is missing altogether.
    let is_lost = |(item, cited): &UnclearCell| {
        is_error(&cited.value) && table.items.get(*item).is_some_and(|item| item.level == Level::Jumlah)
    };
    let severity = match column.kind {
        Kind::Rupiah if cells.iter().any(|cell| is_lost(cell) && !is_share_row(table, cell.0)) => {
            Severity::Warning
        }
        Kind::Count | Kind::Percent if table.form.defines_rows() => Severity::Warning,
        _ => Severity::Note,
    };
    let at: Vec<CellRef> = cells.iter().map(|(_, cited)| cited.at).collect();
    let are_errors = cells.iter().all(|(_, cited)| is_error(&cited.value));
    let message =
        Message::new(if are_errors { "check.unclear.column_errors" } else { "check.unclear.column" })
            .with("count", Value::Quantity(Decimal::from(cells.len()), None))
            .with("column", column_label(column))
            .with("sheet", context.renja.sheet_name(table.sheet))
            .with("text", shorten(&first.value).as_ref())
            .with("cells", cell_list(&at));
    Some(Finding {
        stated: Some(Value::Unclear(first.value.clone())),
        related: related_cells(table, cells),
        ..Context::simple_finding("FMT102", severity, first.at, table.path(*first_item), message)
    })
}
