//! Formulas that were saved without their value, as other programs than Excel write them: arithmetic
//! is computed here, all else is said to have no value.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::raw::LAST_COLUMN;
use crate::model::evaluate::{Evaluator, Given, Now, Place};
use crate::model::{CellContent, CellRef, Finding, Message, Severity, Sheet, SheetId, Value};
use crate::text::rumus;

/// Gives the formulas without a value theirs, where it can be computed, and says so.
pub(super) fn fill(sheets: &mut [Sheet], uncached: &[Vec<(u32, u32)>]) -> Vec<Finding> {
    let cells: BTreeSet<Place> = uncached
        .iter()
        .enumerate()
        .flat_map(|(s, cells)| cells.iter().map(move |(r, c)| (s, *r, *c)))
        .collect();
    if cells.is_empty() {
        return Vec::new();
    }
    let mut formulas = Formulas::new(sheets, &cells);
    for place in &cells {
        formulas.resolve(*place);
    }
    let results: Vec<_> = cells.iter().map(|place| (*place, formulas.result(*place))).collect();
    let mut findings = Vec::new();
    for ((sheet, row, column), result) in results {
        let id = SheetId(u16::try_from(sheet).unwrap_or(u16::MAX));
        let at = CellRef { sheet: id, row, column };
        let Some(sheet) = sheets.get_mut(sheet) else { continue };
        let item = label(sheet, row);
        let place = format!("{} {}", sheet.name, at.a1());
        let Some(cell) = sheet.cells.get_mut(&(row, column)) else { continue };
        let Some(formula) = &cell.formula else { continue };
        findings.push(finding(at, item, place, formula, result.as_ref()));
        if let Some(content) = result {
            cell.content = content;
        }
    }
    findings
}

fn finding(at: CellRef, item: String, place: String, formula: &str, result: Option<&CellContent>) -> Finding {
    let (rule, severity, message) = match result {
        Some(_) => ("RUM101", Severity::Note, Message::new("read.formula_computed")),
        None => ("RUM102", Severity::Warning, Message::new("read.formula_unknown")),
    };
    let computed = match result {
        Some(CellContent::Number(n)) => Some(Value::Quantity(*n, None)),
        Some(CellContent::Text(text)) => Some(Value::Text(text.to_string())),
        _ => None,
    };
    let mut message = message.with("place", place).with("formula", format!("={formula}"));
    if let Some(value) = &computed {
        message = message.with("value", value.clone());
    }
    Finding {
        rule,
        severity,
        at,
        item,
        message,
        stated: None,
        computed,
        difference: None,
        related: Vec::new(),
    }
}

/// The first words of a row.
fn label(sheet: &Sheet, row: u32) -> String {
    let mut cells = sheet.cells.range((row, 0)..=(row, LAST_COLUMN));
    let words = cells.find_map(|(_, cell)| match &cell.content {
        CellContent::Text(text) if text.chars().any(char::is_alphabetic) => Some(text.to_string()),
        _ => None,
    });
    words.unwrap_or_else(|| format!("baris {}", row + 1))
}

/// What is known of a formula's value.
enum State {
    Unknown,
    /// Being computed: who meets it again goes in a circle.
    Begun,
    Known(Option<CellContent>),
}

struct Formulas<'a> {
    sheets: &'a [Sheet],
    evaluator: Evaluator<'a>,
    states: HashMap<Place, State>,
}

impl<'a> Formulas<'a> {
    fn new(sheets: &'a [Sheet], cells: &BTreeSet<Place>) -> Self {
        Self {
            sheets,
            evaluator: Evaluator::new(sheets),
            states: cells.iter().map(|place| (*place, State::Unknown)).collect(),
        }
    }

    fn result(&self, place: Place) -> Option<CellContent> {
        match self.states.get(&place) {
            Some(State::Known(content)) => content.clone(),
            _ => None,
        }
    }

    /// Computes a formula after those that it reads; without recursion, since a running number
    /// down a sheet is a chain as long as the sheet.
    fn resolve(&mut self, place: Place) {
        let mut waiting = vec![place];
        while let Some(place) = waiting.last().copied() {
            if matches!(self.states.get(&place), Some(State::Known(_))) {
                waiting.pop();
                continue;
            }
            self.states.insert(place, State::Begun);
            let mut needed = Vec::new();
            let content = self.compute(place, &mut needed);
            let begun = |place: &Place| matches!(self.states.get(place), Some(State::Begun));
            // What was begun and is not done lies below on the way: a circle.
            if !needed.is_empty() && !needed.iter().any(begun) {
                waiting.extend(needed);
                continue;
            }
            let content = if needed.is_empty() { content } else { None };
            self.states.insert(place, State::Known(content));
            waiting.pop();
        }
    }

    /// Computes a formula; the formulas that it needs first go to `needed`.
    fn compute(&mut self, place: Place, needed: &mut Vec<Place>) -> Option<CellContent> {
        let (sheet, row, column) = place;
        let formula = rumus::read(self.sheets.get(sheet)?.cells.get(&(row, column))?.formula.as_deref()?)?;
        let states = &self.states;
        let given = self.evaluator.evaluate(&formula, sheet, &mut |place| match states.get(&place) {
            None => Now::AsStored,
            Some(State::Known(Some(content))) => Now::Is(content.clone()),
            Some(State::Known(None)) => Now::Unknown,
            Some(State::Unknown | State::Begun) => {
                needed.push(place);
                Now::Is(CellContent::Blank)
            }
        });
        Some(match given.ok()? {
            // As many digits as a spreadsheet keeps.
            Given::Number(n) if !n.slack.is_zero() => CellContent::Number(n.value.round_sf(15)?.normalize()),
            Given::Number(n) => CellContent::Number(n.value),
            Given::Text(text) => CellContent::Text(text),
            Given::Bool(b) => CellContent::Bool(b),
            Given::Blank => CellContent::Number(Decimal::ZERO),
        })
    }
}
