//! Something else than a number stands where an amount, a percentage or a count belongs.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use rust_decimal::Decimal;

use super::super::shown::{Shown, like, name, places};
use crate::forms::Kind;
use crate::model::{
    CellRef, Cited, Column, Finding, Item, ItemId, Level, Message, Related, Severity, Table, TableId, Value,
    Values, clipped,
};
use crate::text::fold::fold;
use crate::text::number;

/// What the rule finds: an error for each amount, for it is missing from the sums; one remark a
/// column for all else, since an export that writes `null` writes it on every row. Where the column is
/// one of money by a guess alone, many such cells speak against the guess.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let implied = LazyLock::new(|| implied(shown));
    for (id, table) in shown.renja.tables() {
        let of_columns = unclear(shown, table);
        // Where an office writes "null" for a cell that is empty, it does so again and again.
        let fillers = of_columns.iter().flatten().filter(|(_, cited)| is_null(&cited.value)).count();
        for (i, (column, cells)) in table.columns.iter().zip(of_columns).enumerate() {
            if column.kind == Kind::Rupiah && is_of_words(table, i, &cells) {
                continue;
            }
            if column.kind != Kind::Rupiah || !is_of_amounts(table, i, cells.len()) {
                findings.extend(others(shown, table, column, &cells));
                continue;
            }
            // Shares stand below the amounts that they are of.
            let (shares, cells): (Vec<_>, Vec<_>) =
                cells.into_iter().partition(|(item, _)| is_share(table, *item));
            findings.extend(others(shown, table, column, &shares));
            if !table.form.tells_rows() && cells.len() > MOST_ALONE {
                // What a program wrote in row after row is one fault.
                let together = others(shown, table, column, &cells);
                findings.extend(together.map(|of| Finding { severity: Severity::Warning, ..of }));
                continue;
            }
            findings.extend(cells.iter().map(|(item, cited)| {
                let implied = implied.get(&(id, cited.at)).cloned();
                let is_filler = fillers >= FEWEST_WORDS && implied.is_none() && is_null(&cited.value);
                let finding = amount(shown, table, *item, column, cited, implied);
                if is_filler { Finding { severity: Severity::Note, ..finding } } else { finding }
            }));
        }
    }
    findings
}

/// Whether a row says that its figures are percentages: "(%)", and not "PPN 11%".
fn is_share(table: &Table, item: ItemId) -> bool {
    let Some(item) = table.items.get(item).filter(|_| !table.form.tells_rows()) else { return false };
    let label = table.label(item);
    let mut signs = label.match_indices('%').map(|(at, _)| label[..at].trim_end());
    signs.any(|before| !before.ends_with(|c: char| c.is_ascii_digit()))
}

/// Maximum number of unclear amounts of a column that are reported one by one, in tables without an official form.
const MOST_ALONE: usize = 12;

/// Of the amounts of a column one in so many may be unclear, beside a single one, for it to be money.
const UNCLEAR_ONE_OF: usize = 10;

/// The fewest cells of words that show that a column without an amount is none of money.
const FEWEST_WORDS: usize = 3;

/// Whether a column that was taken for one of money, by its place in a form, holds words alone: names of
/// villages. Words that speak of money (`Rp 5 juta`) are amounts that cannot be read.
fn is_of_words(table: &Table, column: usize, cells: &[(ItemId, Cited<Arc<str>>)]) -> bool {
    let mut values = table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
    cells.len() >= FEWEST_WORDS
        && !values.any(|cited| cited.value.number().is_some_and(|n| !n.is_zero()))
        && !cells.iter().any(|(_, cited)| speaks_of_money(&cited.value))
}

/// Whether words stand for an amount.
fn speaks_of_money(words: &str) -> bool {
    // An error stands where a formula gave an amount.
    if is_error(words) {
        return true;
    }
    let folded = fold(words);
    let mut all = folded.split(' ');
    all.any(|word| {
        word.starts_with("rp") || MONEY.contains(&word) || word.parse::<u64>().is_ok_and(|n| n > 999)
    })
}

/// Words of an amount that is written out, or of a cell that a program filled.
const MONEY: [&str; 10] = ["juta", "jt", "ribu", "rb", "miliar", "milyar", "m", "rupiah", "null", "nan"];

/// Whether a column is one of amounts, so that each of its unclear cells is a slip. A column of dates is not,
/// whatever it was taken for.
fn is_of_amounts(table: &Table, column: usize, unclear: usize) -> bool {
    let values = || table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
    let dates = values().filter(|cited| matches!(cited.value, Value::Date(_))).count();
    let amounts = || values().filter(|cited| cited.value.number().is_some()).count();
    (dates == 0 || dates < amounts()) && (table.form.tells_rows() || !is_much(table, column, unclear))
}

/// Whether so many unclear cells are too much beside the amounts of a column.
fn is_much(table: &Table, column: usize, unclear: usize) -> bool {
    let amounts = table.items.iter().flat_map(Item::rows).filter_map(|values| values.get(column));
    let amounts = amounts.filter(|cited| cited.value.number().is_some()).count();
    unclear > 1 && unclear * UNCLEAR_ONE_OF > amounts
}

/// The cells of each column that hold something else, each once.
fn unclear(shown: &Shown, table: &Table) -> Vec<Vec<(ItemId, Cited<Arc<str>>)>> {
    let mut cells: Vec<Vec<(ItemId, Cited<Arc<str>>)>> = vec![Vec::new(); table.columns.len()];
    let mut known: HashSet<(usize, CellRef)> = HashSet::new();
    // What is worked out below a table, a percentage of its total, is missing from no sum.
    for (id, item) in table.items.iter().enumerate().filter(|(id, _)| !table.is_aside(*id)) {
        if !table.form.tells_rows() && (is_of_heads(item) || is_of_words_alone(table, item)) {
            continue;
        }
        for (i, cited) in item.rows().flat_map(Values::iter) {
            let words = match &cited.value {
                Value::Unclear(words) => words.clone(),
                Value::Date(_) => cited.text.clone(),
                _ => continue,
            };
            if let (Some(column), Some(cells)) = (table.columns.get(i), cells.get_mut(i))
                && !matches!(column.kind, Kind::Text | Kind::Kode | Kind::Nomor)
                && !is_status(shown, cited.at, &words)
                && !is_span(&words)
                && known.insert((i, cited.at))
            {
                cells.push((id, cited.with(words)));
            }
        }
    }
    cells
}

/// Whether a cell says that a program found nothing to write.
fn is_null(words: &str) -> bool {
    words.trim().eq_ignore_ascii_case("null")
}

/// Whether a text is from one number to a larger one: a height of 45-3420 m.
fn is_span(words: &str) -> bool {
    let Some((from, to)) = words.split_once(['-', '–']) else { return false };
    let number = |text: &str| number::read(text.trim()).map(|read| read.value);
    number(from).zip(number(to)).is_some_and(|(from, to)| from >= Decimal::ZERO && from < to)
}

/// Whether a row holds no number and nothing but short words: the heads of a small table below another, the
/// letters of columns.
fn is_of_heads(item: &Item) -> bool {
    const LONGEST: usize = 4;
    const FEWEST: usize = 2;
    let mut heads = 0;
    for (_, cited) in item.rows().flat_map(Values::iter) {
        match &cited.value {
            Value::Text(words) | Value::Unclear(words) => {
                if words.chars().count() > LONGEST || !words.chars().all(char::is_alphabetic) {
                    return false;
                }
                heads += 1;
            }
            _ => return false,
        }
    }
    heads >= FEWEST
}

/// Whether a row has words wherever the table has figures, in two columns at least: the heads of a list that follows,
/// or of one beside the table.
fn is_of_words_alone(table: &Table, item: &Item) -> bool {
    const FEWEST: usize = 2;
    let is_figure = |place: usize| {
        let kind = table.columns.get(place).map(|column| column.kind);
        matches!(kind, Some(Kind::Rupiah | Kind::Quantity | Kind::Percent))
    };
    let figures = item.rows().flat_map(Values::iter).filter(|(place, _)| is_figure(*place));
    let mut words = 0;
    for (_, cited) in figures {
        match &cited.value {
            Value::Text(text) | Value::Unclear(text)
                if text.contains(char::is_alphabetic) && !speaks_of_money(text) =>
            {
                words += 1;
            }
            _ => return false,
        }
    }
    words >= FEWEST
}

/// Whether a text is one that the cell's own formula writes where there is no amount yet:
/// `=IF(A21=1,H21-I21,"Belum Input")`. Whoever wrote the formula meant the text to stand there.
fn is_status(shown: &Shown, at: CellRef, words: &str) -> bool {
    let formula = shown.book.cell(at).and_then(|cell| cell.formula.as_deref());
    // Every second piece between quotation marks is a literal.
    formula.is_some_and(|formula| {
        formula.split('"').skip(1).step_by(2).any(|literal| literal.trim() == words.trim())
    })
}

/// Whether a text is an error of a spreadsheet: `#REF!`, `#DIV/0!`.
fn is_error(text: &str) -> bool {
    text.strip_prefix('#').is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// What cells without a number should be: a single sum that is short of one says it.
fn implied(shown: &Shown) -> HashMap<(TableId, CellRef), Value> {
    let mut all = HashMap::new();
    for relation in shown.relations {
        if let Some((term, rest)) = relation.implied() {
            all.entry((relation.table, term.at)).or_insert_with(|| like(relation, rest));
        }
    }
    all
}

fn amount(
    shown: &Shown,
    table: &Table,
    item: ItemId,
    column: &Column,
    cited: &Cited<Arc<str>>,
    implied: Option<Value>,
) -> Finding {
    let key = if is_error(&cited.value) { "check.unclear.error" } else { "check.unclear.amount" };
    let message = Message::new(key)
        .with("place", shown.renja.place(cited.at))
        .with("text", clipped(&cited.value).as_ref())
        .with("column", name(column))
        .with("item", table.items.get(item).map_or_else(String::new, |item| table.label(item)));
    Finding {
        stated: Some(Value::Unclear(cited.value.clone())),
        computed: implied,
        ..Shown::remark("FMT102", Severity::Error, cited.at, table.path(item), message)
    }
}

/// A target in words is often set on purpose; in a column of percentages or counts it is not.
fn others(
    shown: &Shown,
    table: &Table,
    column: &Column,
    cells: &[(ItemId, Cited<Arc<str>>)],
) -> Option<Finding> {
    let (first_item, first) = cells.first()?;
    // A total that a spreadsheet could not compute is missing itself.
    let is_lost = |(item, cited): &(ItemId, Cited<Arc<str>>)| {
        is_error(&cited.value) && table.items.get(*item).is_some_and(|item| item.level == Level::Jumlah)
    };
    let severity = match column.kind {
        Kind::Rupiah if cells.iter().any(|cell| is_lost(cell) && !is_share(table, cell.0)) => {
            Severity::Warning
        }
        Kind::Count | Kind::Percent if table.form.tells_rows() => Severity::Warning,
        _ => Severity::Note,
    };
    let at: Vec<CellRef> = cells.iter().map(|(_, cited)| cited.at).collect();
    let are_errors = cells.iter().all(|(_, cited)| is_error(&cited.value));
    let message =
        Message::new(if are_errors { "check.unclear.column_errors" } else { "check.unclear.column" })
            .with("count", Value::Quantity(Decimal::from(cells.len()), None))
            .with("column", name(column))
            .with("sheet", shown.renja.sheet_name(table.sheet))
            .with("text", clipped(&first.value).as_ref())
            .with("cells", places(&at));
    Some(Finding {
        stated: Some(Value::Unclear(first.value.clone())),
        related: cells
            .iter()
            .map(|(item, cited)| Related {
                at: cited.at,
                label: table.items.get(*item).map_or_else(String::new, |item| table.label(item)),
                value: Some(Value::Unclear(cited.value.clone())),
            })
            .collect(),
        ..Shown::remark("FMT102", severity, first.at, table.path(*first_item), message)
    })
}
