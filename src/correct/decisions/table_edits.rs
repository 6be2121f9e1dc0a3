//! Finds figures that a person changed in the tables of an earlier result. The result is compared with what
//! the program would have written, and each difference is a decision too.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::findings_sheet::column_heads;
use crate::model::{
    Arg, Book, Cell, CellContent, CellRef, Decision, FindingKey, Message, Refusal, Renja, Sheet, Value, a1,
    display_cell, own,
};
use crate::text::number;

/// The cell of the workbook from which each cell of the result comes, by sheet, row and column of the result.
/// Rows and columns count from 0.
pub(crate) type Sources = BTreeMap<(String, u32, u32), CellRef>;

/// What a person changed in the tables of a result.
#[derive(Debug, Clone, Default)]
pub struct Edits {
    /// The changes, as decisions on cells of the workbook.
    pub decisions: Vec<Decision>,
    /// Messages about changes that cannot be used.
    pub remarks: Vec<Message>,
}

/// Minimum number of differing cells from which a row counts as moved and not as edited. They must also be
/// more than half of the row's cells.
const MIN_MOVED_CELLS: usize = 3;

/// Maximum number of cells that one remark lists.
const MAX_NAMED_CELLS: usize = 8;

/// Returns the edits in `was`: the cells that differ from everything that the program may have written.
/// `written` holds the result without decisions and the result with those of the findings sheet; a cell that
/// agrees with one of them is no edit.
#[must_use]
pub(crate) fn find_edits(was: &Book, written: &[&Book], sources: &Sources, renja: &Renja) -> Edits {
    let mut edits = Edits::default();
    let Some(first) = written.first() else { return edits };
    let noted = ChangeLog::read(was);
    for sheet in first.sheets.iter().filter(|sheet| !own::is_own_sheet(sheet)) {
        let Some(edited) = was.sheets.iter().find(|other| other.name == sheet.name) else {
            edits.remarks.push(Message::new("decision.edit_no_sheet").with("sheet", sheet.name.as_str()));
            continue;
        };
        let others: Vec<&Sheet> = written
            .iter()
            .filter_map(|book| book.sheets.iter().find(|other| other.name == sheet.name))
            .collect();
        let Some(cells) = differing_cells(edited, &others) else {
            edits.remarks.push(Message::new("decision.edit_moved").with("sheet", sheet.name.as_str()));
            continue;
        };
        let (mut nowhere, mut formulas) = (Vec::new(), Vec::new());
        for (row, column) in cells {
            let blank = Cell::default();
            let cell = edited.cells.get(&(row, column)).unwrap_or(&blank);
            // The program computes its own formulas anew, whatever a person made of them.
            if cell.formula.is_some()
                && sheet.cells.get(&(row, column)).is_some_and(|own| own.formula.is_some())
            {
                formulas.push(Arg::Text(a1(row, column)));
                continue;
            }
            match sources.get(&(sheet.name.clone(), row, column)) {
                Some(at) if noted.is_written_by_program(renja, *at, cell) => {}
                Some(at) => {
                    edits.decisions.push(edit_decision(renja, *at, (&sheet.name, row, column), cell, &noted));
                }
                None => nowhere.push(Arg::Text(a1(row, column))),
            }
        }
        for (key, mut cells) in [("decision.edit_nowhere", nowhere), ("decision.edit_formula", formulas)] {
            let count = cells.len();
            cells.truncate(MAX_NAMED_CELLS);
            if count > 0 {
                let remark = Message::new(key).with("sheet", sheet.name.as_str()).with("count", count);
                edits.remarks.push(remark.with("cells", Arg::List(cells)));
            }
        }
    }
    edits
}

/// Builds the decision for an edited cell. `at` is the cell of the workbook, `place` that of the result. The
/// day is taken over if the change log notes the same value.
fn edit_decision(
    renja: &Renja,
    at: CellRef,
    place: (&str, u32, u32),
    cell: &Cell,
    noted: &ChangeLog,
) -> Decision {
    let (sheet, row, column) = place;
    let to = (renja.sheet_name(at.sheet).to_owned(), at.a1());
    let blank = cell.content.is_blank().then_some(Refusal::Emptied);
    Decision {
        row: row + 1,
        day: noted
            .lines
            .get(&to)
            .filter(|noted| noted.to == display_cell(cell))
            .and_then(|noted| noted.day.clone()),
        key: FindingKey { sheet: to.0, cell: to.1, ..FindingKey::default() },
        word: String::new(),
        own_value: Some(Cell { formula: None, ..cell.clone() }),
        reason: String::new(),
        proposal: None,
        edit: Some((at, format!("{sheet} {}", a1(row, column)))),
        refusal: blank,
    }
}

/// Returns the cells of a sheet that differ from each of `written`. `None` if most cells of some row differ,
/// since then the sheet was sorted or rows were inserted.
fn differing_cells(edited: &Sheet, written: &[&Sheet]) -> Option<Vec<(u32, u32)>> {
    let places: BTreeSet<(u32, u32)> =
        written.iter().copied().chain([edited]).flat_map(|sheet| sheet.cells.keys().copied()).collect();
    let mut rows: BTreeMap<u32, (usize, Vec<u32>)> = BTreeMap::new();
    for (row, column) in places {
        let was = edited.cells.get(&(row, column));
        let (filled, differ) = rows.entry(row).or_default();
        *filled += 1;
        if !written.iter().any(|sheet| is_same_content(was, sheet.cells.get(&(row, column)))) {
            differ.push(column);
        }
    }
    let is_moved =
        |(filled, differ): &(usize, Vec<u32>)| differ.len() >= MIN_MOVED_CELLS && differ.len() * 2 > *filled;
    if rows.values().any(is_moved) {
        return None;
    }
    Some(rows.iter().flat_map(|(row, (_, differ))| differ.iter().map(|column| (*row, *column))).collect())
}

/// Returns the names, numbers and operators of a formula in their order. Spreadsheets rewrite blanks, `$`, separators
/// and case when they save a formula.
fn tokens(formula: &str) -> Vec<String> {
    let is_operator = |c: char| "+-*/^&".contains(c);
    let mut tokens: Vec<String> = Vec::new();
    let mut goes_on = false;
    for c in formula.chars().filter(|c| *c != '$') {
        match tokens.last_mut().filter(|_| goes_on && c.is_alphanumeric()) {
            Some(word) => word.extend(c.to_uppercase()),
            None if c.is_alphanumeric() || is_operator(c) => tokens.push(c.to_uppercase().collect()),
            None => {}
        }
        goes_on = c.is_alphanumeric();
    }
    tokens
}

/// Whether a cell says what the program wrote. Two formulas with the same names and operators in the same
/// order are taken to be equal.
fn is_same_content(was: Option<&Cell>, written: Option<&Cell>) -> bool {
    let blank = Cell::default();
    let (was, written) = (was.unwrap_or(&blank), written.unwrap_or(&blank));
    if let (Some(was), Some(written)) = (&was.formula, &written.formula) {
        return tokens(was) == tokens(written);
    }
    let number = |cell: &Cell| match &cell.content {
        CellContent::Number(n) => Some(*n),
        CellContent::Text(text) => number::read_rupiah(text).map(|n| n.value),
        _ => None,
    };
    match (number(was), number(written)) {
        (Some(one), Some(other)) => is_nearly_equal(one, other),
        _ => {
            was.content.is_blank() && written.content.is_blank() || display_cell(was) == display_cell(written)
        }
    }
}

/// Whether two numbers are equal to twelve digits, about as precisely as a spreadsheet keeps them.
fn is_nearly_equal(one: Decimal, other: Decimal) -> bool {
    let slack = one.abs().checked_mul(Decimal::new(1, 12));
    one.checked_sub(other).zip(slack).is_some_and(|(apart, slack)| apart.abs() <= slack)
}

/// The changes that the change log of a result lists, by sheet and cell of the workbook.
struct ChangeLog {
    lines: BTreeMap<(String, String), ChangeLogLine>,
}

/// One line of the change log.
struct ChangeLogLine {
    /// The new value, as it is printed there.
    to: String,
    /// Whether the change came from a finding: the program made it, or a decision in the findings sheet did.
    is_from_finding: bool,
    /// The day of the decision, as the log prints it. `None` if there is none.
    day: Option<String>,
}

impl ChangeLog {
    /// Reads the change log of a result. Empty if the log or one of its columns is gone.
    fn read(was: &Book) -> Self {
        let mut of = BTreeMap::new();
        let log = was.sheets.iter().find(|sheet| sheet.name == own::PERUBAHAN);
        if let Some((sheet, columns)) = log.and_then(|sheet| Some((sheet, Self::columns(sheet)?))) {
            let (head, [sheet_column, cell_column, to, rule, by]) = columns;
            let rows: BTreeSet<u32> = sheet.cells.range((head + 1, 0)..).map(|((row, _), _)| *row).collect();
            for row in rows {
                let text =
                    |column: u32| sheet.cells.get(&(row, column)).map(display_cell).unwrap_or_default();
                let by = text(by);
                of.insert(
                    (text(sheet_column), text(cell_column)),
                    ChangeLogLine {
                        to: text(to),
                        is_from_finding: !text(rule).is_empty(),
                        day: by.split_once('\n').map(|(_, day)| day.to_owned()),
                    },
                );
            }
        }
        Self { lines: of }
    }

    /// Returns the row of the heads and the columns of sheet, cell, new value, rule and author. `None` if one
    /// of them is gone.
    fn columns(sheet: &Sheet) -> Option<(u32, [u32; 5])> {
        let head = |key: &str| {
            let texts = column_heads(&format!("rapi.perubahan.kolom.{key}"));
            let is = |cell: &Cell| texts.contains(&display_cell(cell));
            sheet.cells.iter().find(|(_, cell)| is(cell)).map(|(at, _)| *at)
        };
        let (row, first) = head("lembar")?;
        Some((row, [first, head("sel")?.1, head("menjadi")?.1, head("aturan")?.1, head("oleh")?.1]))
    }

    /// Whether the program itself wrote this content when the result was made, under other options than
    /// today's or by a decision that has been withdrawn since.
    fn is_written_by_program(&self, renja: &Renja, at: CellRef, cell: &Cell) -> bool {
        let place = (renja.sheet_name(at.sheet).to_owned(), at.a1());
        self.lines.get(&place).is_some_and(|note| note.is_from_finding && is_text_of(&note.to, cell))
    }
}

/// Whether a text of the change log is the content of a cell.
fn is_text_of(text: &str, cell: &Cell) -> bool {
    let said = Cell { content: CellContent::Text(text.into()), ..Cell::default() };
    is_same_content(Some(&said), Some(cell))
}

/// Returns what stands in a cell of the workbook: its item with the items above it, and its value. The item
/// is empty for a cell outside of all rows of a table; the value is `None` for a blank.
#[must_use]
pub fn item_and_value_at(book: &Book, renja: &Renja, at: CellRef) -> (String, Option<Value>) {
    for table in renja.tables.iter().filter(|table| table.is_on(at.sheet)) {
        for (id, item) in table.items.iter().enumerate() {
            if let Some(cited) = item.cited().find(|cited| cited.at == at) {
                return (table.path(id), Some(cited.value.clone()));
            }
        }
        let place = table.place_of(at);
        let of_row = |(row, _): (u32, u32)| {
            table.items.iter().position(|item| (item.first_row..=item.last_row).contains(&row))
        };
        if let Some(id) = place.and_then(of_row) {
            return (table.path(id), None);
        }
    }
    let value = book.cell(at).and_then(|cell| match &cell.content {
        CellContent::Number(n) if cell.format.is_percent() => {
            n.checked_mul(Decimal::ONE_HUNDRED).map(Value::Percent)
        }
        CellContent::Number(n) => Some(Value::Quantity(*n, None)),
        CellContent::Text(text) => Some(Value::Text(text.clone())),
        _ => None,
    });
    (String::new(), value)
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_formula_that_a_spreadsheet_saved_again_is_the_same_and_another_one_is_not() {
        assert_eq!(tokens("SUM($J$11,J16)"), tokens("=sum(J11; J16)"));
        assert_eq!(tokens("ROUND(G9/C9*100,2)"), tokens("ROUND( G9 / C9 * 100 ; 2 )"));
        for other in ["B1-A1", "A1+B1", "A1-B1-C1", "A1-B11"] {
            assert_ne!(tokens("A1-B1"), tokens(other), "{other}");
        }
    }
}
