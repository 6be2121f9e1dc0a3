//! Checks the result of each form: its formulas give the values of their cells, and the figures are
//! unchanged.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use renja::Options;
use renja::correct::Accept;
use renja::model::evaluate::{CurrentContent, Evaluator, FormulaValue};
use renja::model::{Book, CellContent, Cited, Column, Item, Renja, Severity, Table, Value};
use renja::text::sheet_formula;
use rust_decimal::Decimal;

use crate::form::Form;
use crate::grid::cell_name;
use crate::layout::LAYOUTS;
use crate::{clean, forms, write};

const SEED: u64 = 29;

/// Maximum number of faults that are listed for one form.
const NAMED: usize = 4;

/// Forms whose result is wrong today. Remove an entry once its result is right.
const WRONG: &[&str] = &[];

/// Returns the formulas of a workbook that do not give the value of their cell, and the number of all
/// formulas.
fn formulas(book: &Book) -> (Vec<String>, usize) {
    let mut evaluator = Evaluator::new(&book.sheets);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (number, sheet) in book.sheets.iter().enumerate() {
        for (place, cell) in &sheet.cells {
            let Some(text) = &cell.formula else { continue };
            count += 1;
            let given = sheet_formula::read(text)
                .map(|formula| evaluator.evaluate(&formula, number, &mut |_| CurrentContent::AsStored));
            let is_right = match (&given, &cell.content) {
                (Some(Ok(FormulaValue::Number(n))), CellContent::Number(stored)) => {
                    (stored - n.value).abs() <= n.slack
                }
                _ => false,
            };
            if !is_right {
                wrong.push(format!("{} {place:?} ={text} is {:?}", sheet.name, cell.content));
            }
        }
    }
    (wrong, count)
}

/// Returns the faults in the result of a clean example.
fn faults(form: Form) -> Vec<String> {
    let options = Options { accept: Accept::None, ..Options::default() };
    let example = clean(form, LAYOUTS[0], SEED);
    let bytes = write::workbook(&example.sheet);
    let processed = match renja::process(&bytes, &example.file(), &options, None) {
        Ok(processed) => processed,
        Err(error) => return vec![error.to_string()],
    };
    let again = match renja::check(&processed.rapi, &options) {
        Ok(again) => again,
        Err(error) => return vec![error.to_string()],
    };
    let (mut faults, count) = formulas(&again.book);
    if form.traits.computed && count == 0 {
        faults.push("no formulas".to_owned());
    }
    faults.extend(changed(&processed.checked.renja, &again.renja));
    let errors = again.findings.iter().filter(|finding| finding.severity == Severity::Error);
    faults.extend(errors.map(|f| format!("{} at {}", f.rule, cell_name((f.at.row, f.at.column)))));
    faults
}

/// Returns the numbers in a result that differ from those in the workbook it was made from.
fn changed(before: &Renja, after: &Renja) -> Vec<String> {
    if before.tables.len() != after.tables.len() {
        return vec![format!("{} tables for {}", after.tables.len(), before.tables.len())];
    }
    let mut out = Vec::new();
    for (a, b) in before.tables.iter().zip(&after.tables) {
        if a.items.len() != b.items.len() {
            out.push(format!("{} items for {}", b.items.len(), a.items.len()));
            continue;
        }
        for (x, y) in a.items.iter().zip(&b.items) {
            let now = numbers(b, y);
            for (key, value) in numbers(a, x) {
                // A formula gives a percentage exactly; the workbook may state only two digits of it.
                let slack = if key.starts_with('%') { Decimal::new(11, 3) } else { Decimal::ZERO };
                if now.get(&key).is_none_or(|now| (now - value).abs() > slack) {
                    out.push(format!("{} {key}: {:?} for {value}", a.label(x), now.get(&key)));
                }
            }
        }
    }
    out
}

/// Returns the numbers of an item by the key of their column. The key of a percentage is preceded by `%`.
fn numbers(table: &Table, item: &Item) -> BTreeMap<String, Decimal> {
    let number = |(column, value): (&Column, &Cited<Value>)| {
        let sign = if matches!(value.value, Value::Percent(_)) { "%" } else { "" };
        Some((format!("{sign}{}", column.key), value.value.number()?))
    };
    table.columns_of(&item.values).filter_map(number).collect()
}

#[test]
fn formulas_of_a_result_give_what_its_cells_state() {
    let forms = forms();
    let found: Vec<(&str, Vec<String>)> = forms.par_iter().map(|form| (form.id, faults(*form))).collect();
    let wrong: BTreeSet<&str> =
        found.iter().filter(|(_, faults)| !faults.is_empty()).map(|(form, _)| *form).collect();
    let known: BTreeSet<&str> = WRONG.iter().copied().collect();
    let named: Vec<String> = found
        .iter()
        .filter(|(form, faults)| !faults.is_empty() && !known.contains(form))
        .map(|(form, faults)| {
            format!("{form}: {} faults: {}", faults.len(), faults[..faults.len().min(NAMED)].join("; "))
        })
        .collect();
    assert!(named.is_empty(), "{}", named.join("\n"));
    let gone: Vec<_> = known.difference(&wrong).collect();
    assert!(gone.is_empty(), "right now, to be removed from WRONG: {gone:?}");
}
