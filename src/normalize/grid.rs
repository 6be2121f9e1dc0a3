//! A sheet as its reader sees it: a merged area is one cell.

use std::collections::HashMap;

use crate::model::{Area, Cell, CellContent, CellRef, Sheet, SheetId};
use crate::text::fold::fold;

use super::value::printed;

/// A sheet with its merges looked up by row.
pub struct Grid<'a> {
    pub id: SheetId,
    pub sheet: &'a Sheet,
    /// The merges that touch a row, by row.
    by_row: HashMap<u32, Vec<Area>>,
    /// Merges of more rows than are worth an entry each.
    tall: Vec<Area>,
    /// The last row that holds a cell.
    pub last_row: u32,
}

/// A merge of more rows is looked up by going through a list.
const TALL: u32 = 2_000;

impl<'a> Grid<'a> {
    pub fn new(id: SheetId, sheet: &'a Sheet) -> Self {
        let mut by_row: HashMap<u32, Vec<Area>> = HashMap::new();
        let mut tall = Vec::new();
        let mut entries = 0u32;
        for area in &sheet.merges {
            let rows = area.last_row.saturating_sub(area.first_row) + 1;
            if rows > TALL || entries > 2_000_000 {
                tall.push(*area);
                continue;
            }
            entries += rows;
            for row in area.first_row..=area.last_row {
                by_row.entry(row).or_default().push(*area);
            }
        }
        let last_row = sheet.cells.keys().next_back().map_or(0, |(row, _)| *row);
        Self { id, sheet, by_row, tall, last_row }
    }

    pub fn is_empty(&self) -> bool {
        self.sheet.cells.values().all(|c| c.content.is_blank())
    }

    /// The merged area that covers a cell.
    pub fn merge(&self, row: u32, column: u32) -> Option<Area> {
        let of_row = self.by_row.get(&row).map(Vec::as_slice).unwrap_or_default();
        of_row.iter().chain(&self.tall).find(|a| a.contains(row, column)).copied()
    }

    /// The cell that a reader sees at this place: the top left one of a merged area.
    pub fn anchor(&self, row: u32, column: u32) -> (u32, u32) {
        self.merge(row, column).map_or((row, column), |a| (a.first_row, a.first_column))
    }

    /// The cell that starts at this place and is not blank.
    pub fn own(&self, row: u32, column: u32) -> Option<&'a Cell> {
        self.sheet.cells.get(&(row, column)).filter(|c| !c.content.is_blank())
    }

    /// The text that a reader sees at this place, also within a merged area.
    pub fn text(&self, row: u32, column: u32) -> String {
        let (row, column) = self.anchor(row, column);
        self.own(row, column).map(printed).unwrap_or_default()
    }

    /// Whether a merged area from a row above, with something in it, covers this place.
    pub fn covered_from_above(&self, row: u32, column: u32) -> bool {
        self.merge(row, column)
            .is_some_and(|a| a.first_row < row && self.own(a.first_row, a.first_column).is_some())
    }

    pub fn at(&self, row: u32, column: u32) -> CellRef {
        CellRef { sheet: self.id, row, column }
    }

    /// The cells of a row that are not blank, left to right.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &'a Cell)> + use<'a> {
        self.sheet
            .cells
            .range((row, 0)..=(row, u32::MAX))
            .filter(|(_, cell)| !cell.content.is_blank())
            .map(|((_, column), cell)| (*column, cell))
    }

    pub fn is_blank_row(&self, row: u32) -> bool {
        self.row(row).next().is_none()
    }

    /// Whether two rows carry the same header words in the same columns, years aside.
    pub fn has_words_of(&self, header_row: u32, row: u32) -> bool {
        // Nearly every row differs in the first letters: spare the words.
        let may_be = |(column, cell): &(u32, &Cell)| {
            self.own(header_row, *column).is_some_and(|head| initial(head) == initial(cell))
        };
        if header_row == row || self.row(row).filter(may_be).count() < 2 {
            return false;
        }
        let words = |r: u32| -> Vec<(u32, String)> {
            self.row(r).map(|(c, cell)| (c, head_words(&printed(cell)))).collect()
        };
        let (header, here) = (words(header_row), words(row));
        let same = here.iter().filter(|cell| header.contains(cell)).count();
        same >= 2 && same * 10 >= here.len() * 6 && same * 10 >= header.len() * 5
    }

    /// The folded words of a header cell: without years, "(n-3)" and the currency, which change
    /// from sheet to sheet.
    pub fn head_words(&self, row: u32, column: u32) -> String {
        let (row, column) = self.anchor(row, column);
        match self.own(row, column).map(|c| &c.content) {
            Some(CellContent::Text(text)) => head_words(text),
            _ => String::new(),
        }
    }
}

/// The first letter or digit of a cell, in small letters; a number has none.
fn initial(cell: &Cell) -> Option<char> {
    match &cell.content {
        CellContent::Text(text) => {
            text.chars().find(|c| c.is_alphanumeric()).and_then(|c| c.to_lowercase().next())
        }
        _ => None,
    }
}

/// See [`Grid::head_words`].
pub fn head_words(text: &str) -> String {
    let folded = fold(text);
    let tokens: Vec<&str> = folded.split(' ').collect();
    let is_year =
        |t: &str| t.len() == 4 && (t.starts_with("19") || t.starts_with("20")) && t.parse::<u16>().is_ok();
    let mut kept = Vec::with_capacity(tokens.len());
    let mut after_n = false;
    for token in &tokens {
        let digit_of_n = after_n && token.len() == 1 && token.chars().all(|c| c.is_ascii_digit());
        after_n = *token == "n";
        if is_year(token) || *token == "n" || digit_of_n || (*token == "rp" && tokens.len() > 1) {
            continue;
        }
        kept.push(*token);
    }
    kept.join(" ")
}
