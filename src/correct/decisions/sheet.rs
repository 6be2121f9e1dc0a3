//! The decisions that a person wrote into the findings sheet of an earlier result.

use std::collections::BTreeMap;

use crate::messages;
use crate::model::{
    Book, Cell, CellContent, CellRef, Choice, Decision, Lang, Renja, Sheet, SheetId, Value, own,
};
use crate::text::number;

/// The decisions of a workbook that the program wrote, in the order of the sheet. Lines without a
/// decision give none. `renja` is the plan that they speak of: its sheets are named in them.
#[must_use]
pub fn decisions(book: &Book, renja: &Renja) -> Vec<Decision> {
    let sheet = book.sheets.iter().find(|sheet| sheet.name == own::TEMUAN);
    sheet.and_then(|sheet| Some(read(sheet, &Head::find(sheet)?, renja))).unwrap_or_default()
}

/// Where the columns stand. They are found by their heads: a person may have moved them.
struct Head {
    row: u32,
    rule: u32,
    item: u32,
    stated: u32,
    decision: u32,
    own_value: u32,
    sheet: Option<u32>,
    cell: Option<u32>,
}

impl Head {
    fn find(sheet: &Sheet) -> Option<Self> {
        let is = |cell: &Cell, text: &str| matches!(&cell.content, CellContent::Text(t) if t.trim() == text);
        let (row, _) = *sheet.cells.iter().find(|(_, cell)| is(cell, own::TECHNICAL_RULE))?.0;
        let column = |texts: &[String]| {
            let of_row = sheet.cells.range((row, 0)..=(row, u32::MAX));
            of_row.filter(|(_, cell)| texts.iter().any(|text| is(cell, text))).map(|((_, c), _)| *c).next()
        };
        let either = |key: &str| [Lang::Id, Lang::En].map(|lang| messages::sentence(key, &[], lang.code()));
        Some(Self {
            row,
            rule: column(&[own::TECHNICAL_RULE.to_owned()])?,
            item: column(&[own::TECHNICAL_ITEM.to_owned()])?,
            stated: column(&[own::TECHNICAL_STATED.to_owned()])?,
            decision: column(&either("rapi.temuan.kolom.keputusan"))?,
            own_value: column(&either("rapi.temuan.kolom.nilai_sendiri"))?,
            sheet: column(&either("rapi.temuan.kolom.lembar")),
            cell: column(&either("rapi.temuan.kolom.sel")),
        })
    }
}

fn read(sheet: &Sheet, head: &Head, renja: &Renja) -> Vec<Decision> {
    let mut rows: BTreeMap<u32, BTreeMap<u32, &Cell>> = BTreeMap::new();
    for ((row, column), cell) in sheet.cells.range((head.row + 1, 0)..) {
        rows.entry(*row).or_default().insert(*column, cell);
    }
    let mut decisions = Vec::new();
    for cells in rows.values() {
        let text = |column: u32| cells.get(&column).map(|cell| words(cell)).unwrap_or_default();
        let rule = text(head.rule);
        if rule.is_empty() {
            continue;
        }
        let own_value = cells.get(&head.own_value).and_then(|cell| value(cell));
        let choice = match own_value {
            Some(value) => Some(Choice::Own(value)),
            None => choice(&text(head.decision)),
        };
        if let Some(choice) = choice {
            let stated = Some(text(head.stated)).filter(|stated| !stated.is_empty());
            let at = || {
                let sheet = text(head.sheet?);
                let sheet = renja.sheets.iter().position(|name| *name == sheet)?;
                let (row, column) = CellRef::read_a1(&text(head.cell?))?;
                Some(CellRef { sheet: SheetId(u16::try_from(sheet).ok()?), row, column })
            };
            decisions.push(Decision { rule, item: text(head.item), stated, at: at(), choice });
        }
    }
    decisions
}

/// What a word in the decision column means; `None` for a blank cell and for the arrow that points
/// to the case's first line.
fn choice(word: &str) -> Option<Choice> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        own::ACCEPT => Some(Choice::Accept(0)),
        own::REJECT => Some(Choice::Refuse),
        own::LATER => Some(Choice::Later),
        _ => {
            let mut letters = word.chars();
            match (letters.next(), letters.next()) {
                (Some(letter @ 'a'..='z'), None) => {
                    Some(Choice::Accept(usize::try_from(u32::from(letter) - u32::from('a')).ok()?))
                }
                _ => None,
            }
        }
    }
}

/// A value of a person's own: a number however it is written, else words.
fn value(cell: &Cell) -> Option<Value> {
    match &cell.content {
        CellContent::Number(n) => Some(Value::Rupiah(*n)),
        CellContent::Text(text) if !cell.content.is_blank() => Some(match number::read_rupiah(text) {
            Some(n) => Value::Rupiah(n.value),
            None => Value::Text(text.trim().into()),
        }),
        _ => None,
    }
}

fn words(cell: &Cell) -> String {
    match &cell.content {
        CellContent::Text(text) => text.trim().to_owned(),
        CellContent::Number(n) => n.normalize().to_string(),
        _ => String::new(),
    }
}
