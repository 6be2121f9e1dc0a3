//! Formulas that were saved without their value, as other programs than Excel write them: plain
//! sums are computed here, all others are said to have no value.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::formula::{Reference, Token, tokens};
use super::raw::{LAST_COLUMN, LAST_ROW};
use crate::model::{Area, CellContent, CellRef, Finding, Message, Severity, Sheet, SheetId, Value};

/// Cells that may be looked at for all formulas together: a hostile sheet sums itself up a
/// million times.
const MAX_LOOKS: u64 = 10_000_000;
/// Brackets within brackets.
const MAX_DEPTH: u8 = 32;

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
    let mut sums = Sums::new(sheets, &cells);
    for place in &cells {
        sums.resolve(*place);
    }
    let results: Vec<_> = cells.iter().map(|place| (*place, sums.result(*place))).collect();
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

/// Sheet, row, column.
type Place = (usize, u32, u32);

/// What is known of a formula's value.
enum State {
    Unknown,
    /// Being computed: who meets it again goes in a circle.
    Begun,
    Known(Option<CellContent>),
}

struct Sums<'a> {
    sheets: &'a [Sheet],
    names: HashMap<String, usize>,
    states: HashMap<Place, State>,
    looks: u64,
}

impl<'a> Sums<'a> {
    fn new(sheets: &'a [Sheet], cells: &BTreeSet<Place>) -> Self {
        Self {
            sheets,
            names: sheets.iter().enumerate().map(|(i, s)| (s.name.to_lowercase(), i)).collect(),
            states: cells.iter().map(|place| (*place, State::Unknown)).collect(),
            looks: MAX_LOOKS,
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
            let first_visit = matches!(self.states.get(&place), Some(State::Unknown));
            self.states.insert(place, State::Begun);
            let mut needed = Vec::new();
            let content = self.compute(place, &mut needed);
            if !needed.is_empty() && first_visit {
                waiting.extend(needed);
                continue;
            }
            // What is needed still after everything needed was computed is a circle.
            let content = if needed.is_empty() { content } else { None };
            self.states.insert(place, State::Known(content));
            waiting.pop();
        }
    }

    /// Computes a formula; the formulas that it needs first go to `needed`.
    fn compute(&mut self, (sheet, row, column): Place, needed: &mut Vec<Place>) -> Option<CellContent> {
        let formula = self.sheets.get(sheet)?.cells.get(&(row, column))?.formula.clone()?;
        let tokens = tokens(&formula).filter(|t| !matches!(t, Token::Other(text) if text.trim().is_empty()));
        let mut parser = Parser { sums: self, tokens: tokens.collect(), at: 0, sheet, needed };
        let value = parser.sum(0);
        if parser.at < parser.tokens.len() {
            return None;
        }
        Some(match value? {
            Term::Number(n) => CellContent::Number(n),
            Term::Cell(CellContent::Blank) => CellContent::Number(Decimal::ZERO),
            Term::Cell(CellContent::NotANumber(_)) => return None,
            Term::Cell(content) => content,
        })
    }

    /// What stands in a cell, blank also where that must be computed first.
    fn look(&mut self, place: Place, needed: &mut Vec<Place>) -> Option<CellContent> {
        self.looks = self.looks.checked_sub(1)?;
        match self.states.get(&place) {
            None => {
                let cell = self.sheets.get(place.0)?.cells.get(&(place.1, place.2));
                Some(cell.map_or(CellContent::Blank, |c| c.content.clone()))
            }
            Some(State::Known(content)) => content.clone(),
            Some(State::Unknown | State::Begun) => {
                needed.push(place);
                Some(CellContent::Blank)
            }
        }
    }

    /// The sum over an area, as SUM does it: words and blanks count nothing, an error spoils it.
    fn sum_area(&mut self, sheet: usize, area: &Area, needed: &mut Vec<Place>) -> Option<Decimal> {
        let mut sum = Decimal::ZERO;
        let rows = (area.first_row, 0)..=(area.last_row, LAST_COLUMN);
        for (row, column) in self.sheets.get(sheet)?.cells.range(rows).map(|(place, _)| *place) {
            if !(area.first_column..=area.last_column).contains(&column) {
                self.looks = self.looks.checked_sub(1)?;
                continue;
            }
            match self.look((sheet, row, column), needed)? {
                CellContent::Number(n) => sum = sum.checked_add(n)?,
                CellContent::NotANumber(_) => return None,
                _ => {}
            }
        }
        Some(sum)
    }
}

/// A part of a formula, with its value.
enum Term {
    Number(Decimal),
    /// A cell that stands alone: `=B7` may bring words.
    Cell(CellContent),
}

impl Term {
    /// The number of a term that is added or subtracted; words have none.
    fn number(self) -> Option<Decimal> {
        match self {
            Self::Number(n) | Self::Cell(CellContent::Number(n)) => Some(n),
            Self::Cell(CellContent::Blank) => Some(Decimal::ZERO),
            Self::Cell(CellContent::Bool(b)) => Some(Decimal::from(u8::from(b))),
            Self::Cell(_) => None,
        }
    }
}

/// Reads `SUM(J11:J15,J20)+J30-'Tabel 3.2'!I8` and computes it on the way.
struct Parser<'p, 'a> {
    sums: &'p mut Sums<'a>,
    tokens: Vec<Token<'p>>,
    at: usize,
    sheet: usize,
    needed: &'p mut Vec<Place>,
}

impl<'p> Parser<'p, '_> {
    fn sum(&mut self, depth: u8) -> Option<Term> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut left = self.signed(depth)?;
        loop {
            let minus = match self.other() {
                Some("+") => false,
                Some("-") => true,
                _ => return Some(left),
            };
            self.at += 1;
            let right = self.signed(depth)?.number()?;
            let left_number = left.number()?;
            let sum = if minus { left_number.checked_sub(right) } else { left_number.checked_add(right) };
            left = Term::Number(sum?);
        }
    }

    fn signed(&mut self, depth: u8) -> Option<Term> {
        let mut minus = false;
        while let Some(sign @ ("+" | "-")) = self.other() {
            minus ^= sign == "-";
            self.at += 1;
        }
        let term = self.term(depth)?;
        if minus { Some(Term::Number(-term.number()?)) } else { Some(term) }
    }

    fn term(&mut self, depth: u8) -> Option<Term> {
        if self.take("(") {
            let inner = self.sum(depth + 1)?;
            return self.take(")").then_some(inner);
        }
        if let Some(word) = self.other() {
            if word.eq_ignore_ascii_case("SUM") {
                self.at += 1;
                return self.arguments(depth).map(Term::Number);
            }
            if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                self.at += 1;
                return word.parse().ok().map(Term::Number);
            }
        }
        let (sheet, area) = self.area()?;
        let single = (area.first_row, area.first_column) == (area.last_row, area.last_column);
        let place = (sheet, area.first_row, area.first_column);
        if single { self.sums.look(place, self.needed).map(Term::Cell) } else { None }
    }

    fn arguments(&mut self, depth: u8) -> Option<Decimal> {
        if !self.take("(") {
            return None;
        }
        let mut sum = Decimal::ZERO;
        loop {
            let before = self.at;
            let argument = match self.area() {
                Some((sheet, area)) if matches!(self.other(), Some("," | ")")) => {
                    self.sums.sum_area(sheet, &area, self.needed)?
                }
                _ => {
                    self.at = before;
                    self.sum(depth + 1)?.number()?
                }
            };
            sum = sum.checked_add(argument)?;
            if self.take(")") {
                return Some(sum);
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    /// `J11`, `J11:J15`, `J:J`, with the sheet that it stands on.
    fn area(&mut self) -> Option<(usize, Area)> {
        let mut sheet = self.sheet;
        if let (Some(name), Some(Token::Other("!"))) = (self.other(), self.tokens.get(self.at + 1)) {
            let name = name.trim_matches('\'').to_lowercase();
            sheet = *self.sums.names.get(&name)?;
            self.at += 2;
        }
        let first = self.reference()?;
        let last = if self.take(":") { self.reference()? } else { first };
        let (r1, r2) = (first.row.map_or(0, |r| r.index), last.row.map_or(LAST_ROW, |r| r.index));
        let (c1, c2) = (first.column.map_or(0, |c| c.index), last.column.map_or(LAST_COLUMN, |c| c.index));
        let area = Area {
            first_row: r1.min(r2),
            first_column: c1.min(c2),
            last_row: r1.max(r2),
            last_column: c1.max(c2),
        };
        Some((sheet, area))
    }

    fn reference(&mut self) -> Option<Reference> {
        let Some(Token::Reference(reference)) = self.tokens.get(self.at) else { return None };
        self.at += 1;
        Some(*reference)
    }

    fn other(&self) -> Option<&'p str> {
        match self.tokens.get(self.at) {
            Some(Token::Other(text)) => Some(text),
            _ => None,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let taken = self.other() == Some(sign);
        self.at += usize::from(taken);
        taken
    }
}
