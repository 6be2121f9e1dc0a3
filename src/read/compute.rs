//! Computes formulas that were saved without their value, as other programs than Excel do. Arithmetic is
//! computed here; any other formula is reported as having no value.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::raw::LAST_COLUMN;
use crate::model::evaluate::{CurrentContent, Evaluator, FormulaValue, SheetPosition};
use crate::model::{CellContent, CellRef, Finding, Message, Related, Severity, Sheet, SheetId, Value};
use crate::text::sheet_formula;

/// Maximum number of formulas of a sheet that get a finding each; more of them are reported together. Also
/// the number of formulas above which zeros may be placeholders.
const MAX_NAMED_FORMULAS: usize = 3;

/// Computes the formulas that have no value and returns the findings about them. A formula that cannot be
/// computed gets blank content.
///
/// `uncached` lists the cells of these formulas for each sheet, by row and column.
pub(super) fn compute_uncached(sheets: &mut [Sheet], uncached: &[Vec<(u32, u32)>]) -> Vec<Finding> {
    let mut cells: BTreeSet<SheetPosition> = uncached
        .iter()
        .enumerate()
        .flat_map(|(s, cells)| cells.iter().map(move |(r, c)| (s, *r, *c)))
        .collect();
    let placeholders = placeholders(sheets);
    cells.extend(&placeholders);
    if cells.is_empty() {
        return Vec::new();
    }
    let mut formulas = Formulas::new(sheets, &cells);
    for place in &cells {
        formulas.resolve(*place);
    }
    let mut results: Vec<Computed> = cells.iter().map(|place| (*place, formulas.result(*place))).collect();
    // If every formula really gives the zero that stands there, the zeros are no placeholders.
    if !placeholders.is_empty() && results.iter().all(|(_, result)| result.as_ref().is_none_or(is_zero)) {
        results.retain(|(place, _)| !placeholders.contains(place));
    }
    for ((sheet, row, column), result) in &results {
        if let Some(cell) = sheets.get_mut(*sheet).and_then(|s| s.cells.get_mut(&(*row, *column))) {
            cell.content = result.clone().unwrap_or_default();
        }
    }
    let of_sheet = |sheet: usize| results.iter().filter(move |((s, ..), _)| *s == sheet);
    let mut findings = Vec::new();
    for (number, sheet) in sheets.iter().enumerate() {
        for known in [true, false] {
            let all: Vec<&Computed> =
                of_sheet(number).filter(|(_, result)| result.is_some() == known).collect();
            if all.len() > MAX_NAMED_FORMULAS {
                findings.extend(group_finding(sheet, known, &all));
            } else {
                findings.extend(all.into_iter().filter_map(|one| single_finding(sheet, one)));
            }
        }
    }
    findings
}

/// The place of a formula with its result; `None` if the formula cannot be computed.
type Computed = (SheetPosition, Option<CellContent>);

/// Returns all formulas of a workbook if there are more than [`MAX_NAMED_FORMULAS`] and every one holds zero, else
/// nothing. A program that does not compute formulas writes zeros and leaves the rest to Excel.
fn placeholders(sheets: &[Sheet]) -> BTreeSet<SheetPosition> {
    let cells =
        sheets.iter().enumerate().flat_map(|(s, sheet)| sheet.cells.iter().map(move |(at, c)| (s, at, c)));
    let mut all = BTreeSet::new();
    for (sheet, (row, column), cell) in cells.filter(|(.., cell)| cell.formula.is_some()) {
        if !is_zero(&cell.content) {
            return BTreeSet::new();
        }
        all.insert((sheet, *row, *column));
    }
    if all.len() > MAX_NAMED_FORMULAS { all } else { BTreeSet::new() }
}

fn is_zero(content: &CellContent) -> bool {
    matches!(content, CellContent::Number(n) if n.is_zero())
}

fn cell_ref((sheet, row, column): SheetPosition) -> CellRef {
    CellRef { sheet: SheetId(u16::try_from(sheet).unwrap_or(u16::MAX)), row, column }
}

fn value(result: Option<&CellContent>) -> Option<Value> {
    match result {
        Some(CellContent::Number(n)) => Some(Value::Quantity(*n, None)),
        Some(CellContent::Text(text)) => Some(Value::Text(text.clone())),
        _ => None,
    }
}

/// Returns the rule and the severity for formulas that could or could not be computed.
fn rule_and_severity(known: bool) -> (&'static str, Severity) {
    if known { ("RUM101", Severity::Note) } else { ("RUM102", Severity::Warning) }
}

/// Builds the finding on a single formula.
fn single_finding(sheet: &Sheet, (place, result): &Computed) -> Option<Finding> {
    let (rule, severity) = rule_and_severity(result.is_some());
    let at = cell_ref(*place);
    let formula = sheet.cells.get(&(at.row, at.column))?.formula.as_deref()?;
    let computed = value(result.as_ref());
    let key = if result.is_some() { "read.formula_computed" } else { "read.formula_unknown" };
    let mut message = Message::new(key)
        .with("place", format!("{} {}", sheet.name, at.a1()))
        .with("formula", format!("={formula}"));
    if let Some(value) = &computed {
        message = message.with("value", value.clone());
    }
    let item = label(sheet, at.row);
    let (stated, difference, related) = (None, None, Vec::new());
    Some(Finding { rule, severity, at, item, message, stated, computed, difference, related })
}

/// Builds the finding on many formulas of a sheet. They were written by a program that does not compute.
fn group_finding(sheet: &Sheet, known: bool, all: &[&Computed]) -> Option<Finding> {
    let (rule, severity) = rule_and_severity(known);
    let first = cell_ref(all.first()?.0);
    let related: Vec<Related> = all
        .iter()
        .map(|(place, result)| Related {
            at: cell_ref(*place),
            label: label(sheet, place.1),
            value: value(result.as_ref()),
        })
        .collect();
    let named: Vec<String> = related.iter().take(MAX_NAMED_FORMULAS).map(|r| r.at.a1()).collect();
    let message = Message::new(if known { "read.formulas_computed" } else { "read.formulas_unknown" })
        .with("count", all.len())
        .with("sheet", sheet.name.as_str())
        .with("cells", named.join(", "));
    let item = label(sheet, first.row);
    let (stated, computed, difference) = (None, None, None);
    Some(Finding { rule, severity, at: first, item, message, stated, computed, difference, related })
}

/// Returns the first text with letters in a row, or its number.
fn label(sheet: &Sheet, row: u32) -> String {
    let mut cells = sheet.cells.range((row, 0)..=(row, LAST_COLUMN));
    let words = cells.find_map(|(_, cell)| match &cell.content {
        CellContent::Text(text) if text.chars().any(char::is_alphabetic) => Some(text.to_string()),
        _ => None,
    });
    words.unwrap_or_else(|| format!("baris {}", row + 1))
}

/// How far the computation of a formula has come.
enum State {
    Unknown,
    /// Its inputs are being computed. A formula that meets this state again is part of a circle.
    InProgress,
    Known(Option<CellContent>),
}

/// The formulas that are computed, with what is known of each.
struct Formulas<'a> {
    sheets: &'a [Sheet],
    evaluator: Evaluator<'a>,
    states: HashMap<SheetPosition, State>,
}

impl<'a> Formulas<'a> {
    fn new(sheets: &'a [Sheet], cells: &BTreeSet<SheetPosition>) -> Self {
        Self {
            sheets,
            evaluator: Evaluator::new(sheets),
            states: cells.iter().map(|place| (*place, State::Unknown)).collect(),
        }
    }

    /// Returns the result of a resolved formula; `None` if it cannot be computed.
    fn result(&self, place: SheetPosition) -> Option<CellContent> {
        match self.states.get(&place) {
            Some(State::Known(content)) => content.clone(),
            _ => None,
        }
    }

    /// Computes a formula after the formulas that it reads. This uses no recursion: running numbers down a
    /// sheet form a chain as long as the sheet.
    fn resolve(&mut self, place: SheetPosition) {
        let mut waiting = vec![place];
        while let Some(place) = waiting.last().copied() {
            if matches!(self.states.get(&place), Some(State::Known(_))) {
                waiting.pop();
                continue;
            }
            self.states.insert(place, State::InProgress);
            let mut needed = Vec::new();
            let content = self.compute(place, &mut needed);
            let begun = |place: &SheetPosition| matches!(self.states.get(place), Some(State::InProgress));
            // A needed formula that was begun and is not done lies below on the stack: the formulas form a
            // circle.
            if !needed.is_empty() && !needed.iter().any(begun) {
                waiting.extend(needed);
                continue;
            }
            let content = if needed.is_empty() { content } else { None };
            self.states.insert(place, State::Known(content));
            waiting.pop();
        }
    }

    /// Computes a formula. Formulas that must be computed first are added to `needed`, and then the result is
    /// meaningless.
    fn compute(&mut self, place: SheetPosition, needed: &mut Vec<SheetPosition>) -> Option<CellContent> {
        let (sheet, row, column) = place;
        let formula =
            sheet_formula::read(self.sheets.get(sheet)?.cells.get(&(row, column))?.formula.as_deref()?)?;
        let states = &self.states;
        let given = self.evaluator.evaluate(&formula, sheet, &mut |place| match states.get(&place) {
            None => CurrentContent::AsStored,
            Some(State::Known(Some(content))) => CurrentContent::Replaced(content.clone()),
            Some(State::Known(None)) => CurrentContent::Unknown,
            Some(State::Unknown | State::InProgress) => {
                needed.push(place);
                CurrentContent::Replaced(CellContent::Blank)
            }
        });
        Some(match given.ok()? {
            // Keep as many digits as a spreadsheet does.
            FormulaValue::Number(n) if !n.slack.is_zero() => {
                CellContent::Number(n.value.round_sf(15)?.normalize())
            }
            FormulaValue::Number(n) => CellContent::Number(n.value),
            FormulaValue::Text(text) => CellContent::Text(text),
            FormulaValue::Bool(b) => CellContent::Bool(b),
            FormulaValue::Blank => CellContent::Number(Decimal::ZERO),
        })
    }
}
