//! Rule ARI111: a heading above a table states another sum than the table's total:
//! `Jumlah Tahun n : Rp47.210.000,00`.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::super::context::Context;
use super::granted::{contains_word, header_words, is_granted};
use crate::check::sentences::{Figure, mentions};
use crate::forms::Kind;
use crate::model::{
    Cell, CellContent, CellRef, Cited, Column, Finding, Item, ItemId, Message, Related, Severity, Sheet,
    SheetId, Table, TableId, Value,
};
use crate::text::fold::fold;
use crate::text::heading::years;
use crate::text::number;

/// Words of which a heading must contain at least one if it speaks of the whole table.
const WHOLE_TABLE_WORDS: [&str; 5] = ["jumlah", "total", "pagu", "anggaran", "dana"];
/// Words that such a heading may contain besides. Any other word limits what it speaks of:
/// `Jumlah Tahun n-1`, `Dana DAK`, `Pagu Program`.
const NEUTRAL_WORDS: [&str; 25] = [
    "tahun",
    "ta",
    "n",
    "rp",
    "rupiah",
    "yang",
    "dibutuhkan",
    "diperlukan",
    "kebutuhan",
    "sebesar",
    "besar",
    "besaran",
    "nilai",
    "alokasi",
    "belanja",
    "biaya",
    "indikatif",
    "keseluruhan",
    "seluruhnya",
    "kegiatan",
    "sub",
    "subkegiatan",
    "rencana",
    "usulan",
    "ini",
];
/// Words for a ceiling. A table may lawfully add up to less than a ceiling.
const CEILING_WORDS: [&str; 3] = ["pagu", "anggaran", "dana"];
/// Words that make a ceiling the sum itself.
const SUM_WORDS: [&str; 5] = ["jumlah", "total", "dibutuhkan", "diperlukan", "kebutuhan"];
/// Words in the title of an estimate, whose total is less than the budget that it is made for.
const ESTIMATE_WORDS: [&str; 5] = ["rab", "hps", "biaya", "perkiraan", "estimasi"];
/// Maximum number of rows above the header to search for a heading. The forms RKA and DPA have some twelve.
const MAX_ROWS_ABOVE: u32 = 25;
/// Minimum number without `Rp` that is an amount; smaller ones are counts or years.
const MIN_AMOUNT: u32 = 10_000;
/// Maximum factor between a heading and the total. Beyond it, the heading is in another unit or speaks of
/// something else.
const MAX_FACTOR: u32 = 2;

/// Returns one warning for each wrong heading.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    // Number of tables with money on each sheet.
    let has_money = |table: &&Table| table.columns.iter().any(|column| column.kind == Kind::Rupiah);
    let mut on_sheet: BTreeMap<SheetId, usize> = BTreeMap::new();
    for table in context.renja.tables.iter().filter(has_money) {
        let pages = table.pages.iter().map(|page| page.sheet);
        let sheets: BTreeSet<SheetId> = pages.chain([table.sheet]).collect();
        for sheet in sheets {
            *on_sheet.entry(sheet).or_default() += 1;
        }
    }
    for (id, table) in context.renja.tables() {
        // A heading above several tables of money may mean all of them together.
        if on_sheet.get(&table.sheet) == Some(&1) {
            let stated = headings(context, table);
            findings.extend(stated.iter().filter_map(|heading| finding(context, id, table, heading)));
        }
    }
    findings
}

/// An amount above a table, with the words that say what it is.
struct Heading {
    at: CellRef,
    label: String,
    amount: Decimal,
    /// The text of the cell, and the figure as it is printed there; `None` if the cell is a number.
    text: Option<(String, String)>,
}

/// Returns the cells above a table's header.
fn cells_above<'a>(
    context: &Context<'a>,
    table: &Table,
) -> impl Iterator<Item = (&'a (u32, u32), &'a Cell)> + use<'a> {
    let header = table.headers.first().map_or(table.area.first_row, |area| area.first_row);
    let rows = (header.saturating_sub(MAX_ROWS_ABOVE), 0)..(header, 0);
    context.book.sheet(table.sheet).into_iter().flat_map(move |sheet| sheet.cells.range(rows.clone()))
}

/// Returns the headings above a table that speak of the whole table.
fn headings(context: &Context, table: &Table) -> Vec<Heading> {
    let Some(sheet) = context.book.sheet(table.sheet) else { return Vec::new() };
    let all = cells_above(context, table).filter_map(|((row, column), cell)| {
        let (amount, text) = cell_amount(cell)?;
        let own = text.as_ref().map_or_else(String::new, |(text, figure)| text.replacen(figure, " ", 1));
        let has_words = fold(&own).split(' ').any(|word| !matches!(word, "" | "rp"));
        let label = if has_words { own } else { words_before(sheet, *row, *column)? };
        let at = CellRef { sheet: table.sheet, row: *row, column: *column };
        is_about_whole_table(&label, context.renja.year).then_some(Heading { at, label, amount, text })
    });
    all.collect()
}

/// Returns the amount of a cell; if the cell is text, also the text and the figure in it. `None` if it has no
/// amount, or its text has several figures.
fn cell_amount(cell: &Cell) -> Option<(Decimal, Option<(String, String)>)> {
    match &cell.content {
        CellContent::Number(n) => {
            let is_amount = *n >= MIN_AMOUNT.into() && !cell.format.is_percent();
            is_amount.then_some((*n, None))
        }
        CellContent::Text(text) => {
            let mentions = mentions(text);
            let [mention] = mentions.as_slice() else { return None };
            let Figure::Rupiah(n) = mention.figure else { return None };
            let figure = text.get(mention.start..mention.end)?;
            Some((n, Some((text.to_string(), figure.to_owned()))))
        }
        _ => None,
    }
}

/// Returns the nearest text to the left of a cell that contains letters; `None` if there is none.
fn words_before(sheet: &Sheet, row: u32, column: u32) -> Option<String> {
    let mut before = sheet.cells.range((row, 0)..(row, column)).rev();
    before.find_map(|(_, cell)| match &cell.content {
        CellContent::Text(text) if text.chars().any(char::is_alphabetic) => Some(text.to_string()),
        _ => None,
    })
}

/// Whether words speak of all that the table states, for its own year.
fn is_about_whole_table(label: &str, year: Option<i32>) -> bool {
    let folded = fold(label);
    let of_other_year = years(label).into_iter().any(|said| Some(said) != year);
    let is_year = |word: &str| years(word).len() == 1;
    let is_known =
        |word: &str| WHOLE_TABLE_WORDS.contains(&word) || NEUTRAL_WORDS.contains(&word) || is_year(word);
    let mut words = folded.split(' ').filter(|word| !word.is_empty());
    !of_other_year && words.clone().any(|word| WHOLE_TABLE_WORDS.contains(&word)) && words.all(is_known)
}

/// Whether a heading is a ceiling, of which the table may leave something unspent.
fn is_ceiling(context: &Context, table: &Table, label: &str) -> bool {
    let label = fold(label);
    let says_estimate = |cell: &Cell| match &cell.content {
        CellContent::Text(text) => contains_word(&fold(text), &ESTIMATE_WORDS),
        _ => false,
    };
    let is_estimate = cells_above(context, table).any(|(_, cell)| says_estimate(cell));
    contains_word(&label, &CEILING_WORDS) && (is_estimate || !contains_word(&label, &SUM_WORDS))
}

/// A total: its row, its column and its value.
type Total<'a> = (ItemId, usize, &'a Cited<Value>);

/// Returns the total that a heading speaks of: the only one of the table, or that of the only column which
/// the heading names. `None` if it is unclear.
fn find_total<'a>(table: &'a Table, label: &str) -> Option<Total<'a>> {
    let of_column = |(column, _): (usize, &Column)| -> Option<Total<'a>> {
        let row = table.total_row(column)?;
        Some((row, column, table.items.get(row)?.values.get(column)?))
    };
    let given = table.columns.iter().enumerate().filter(|(_, column)| is_granted(column));
    let figures: Vec<Total<'_>> = given.filter_map(of_column).collect();
    if let [only] = figures.as_slice() {
        return Some(*only);
    }
    let words = fold(label);
    let named = |column: usize| {
        let head = table.columns.get(column).map(header_words).unwrap_or_default();
        ["pagu", "anggaran"]
            .iter()
            .any(|word| contains_word(&head, &[word]) && contains_word(&words, &[word]))
    };
    let mut named = figures.into_iter().filter(|(_, column, _)| named(*column));
    let only = named.next()?;
    named.next().is_none().then_some(only)
}

fn finding(context: &Context, id: TableId, table: &Table, heading: &Heading) -> Option<Finding> {
    let (total, column, stated) = find_total(table, &heading.label)?;
    let amount = stated.value.number()?;
    let is_like = |a: Decimal, b: Decimal| b.checked_mul(MAX_FACTOR.into()).is_some_and(|most| a <= most);
    if amount == heading.amount || !is_like(amount, heading.amount) || !is_like(heading.amount, amount) {
        return None;
    }
    if is_ceiling(context, table, &heading.label) && amount < heading.amount {
        return None;
    }
    // A heading that repeats another figure of the table speaks of that figure.
    let mut figures = table.items.iter().flat_map(Item::cited);
    if figures.any(|cited| cited.value.number() == Some(heading.amount)) {
        return None;
    }
    // Require that the total's own parts add up to it.
    let mut sums = context.relations.iter().filter(|r| (r.table, r.item, r.column) == (id, total, column));
    if sums.clone().next().is_none() || !sums.all(crate::model::Relation::holds) {
        return None;
    }
    let of_heading = Value::Rupiah(heading.amount);
    let computed = match &heading.text {
        Some((text, printed)) => {
            let tail = if printed.ends_with(",00") { ",00" } else { "" };
            Value::Text(
                text.replacen(printed, &format!("{}{tail}", number::format_grouped(amount)), 1).into(),
            )
        }
        None => Value::Rupiah(amount),
    };
    let message = Message::new("check.heading.total")
        .with("place", context.renja.cell_name(heading.at))
        .with("label", heading.label.split_whitespace().collect::<Vec<_>>().join(" "))
        .with("stated", of_heading.clone())
        .with("total", Value::Rupiah(amount))
        .with("total_place", context.renja.cell_name(stated.at));
    Some(Finding {
        stated: Some(heading.text.as_ref().map_or(of_heading, |(text, _)| Value::Text(text.as_str().into()))),
        computed: Some(computed),
        difference: heading.amount.checked_sub(amount).map(Value::Rupiah),
        related: vec![Related { at: stated.at, label: table.path(total), value: Some(stated.value.clone()) }],
        ..Context::simple_finding("ARI111", Severity::Warning, heading.at, heading.label.trim(), message)
    })
}
