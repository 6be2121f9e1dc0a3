//! Presents a sheet as its reader sees it: a merged area is one cell.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::prelude::ToPrimitive;

use crate::model::{Area, Cell, CellContent, CellRef, Page, Sheet, SheetId};
use crate::text::fold::words;

use crate::normalize::value::printed;
use crate::text::reference::LAST_COLUMN;

/// A sheet with its filled cells row by row, and its merged areas found by position. Rows and columns count
/// from 0.
pub struct Grid<'a> {
    /// The sheet, or the first of several that are read together.
    pub id: SheetId,
    /// The sheets that are read with this one, as if they stood below it.
    pub pages: Vec<Page>,
    /// The cells of the sheet.
    pub sheet: &'a Sheet,
    /// The columns of the sheet that are read.
    pub columns: Range<u32>,
    /// Blocks right of these columns that belong to no table.
    pub beside: Vec<Area>,
    merges: Arc<MergedAreas>,
    /// The cells that are not blank, row by row, each with its column and its [`initial`].
    cells: Vec<(u32, char, &'a Cell)>,
    /// The index in `cells` at which each row begins, and one entry more for the end of the last row.
    rows: Vec<usize>,
    /// The last row that holds a cell.
    pub last_row: u32,
}

impl<'a> Grid<'a> {
    /// Builds the grid of a whole sheet.
    pub fn new(id: SheetId, sheet: &'a Sheet) -> Self {
        let last_row = sheet.cells.keys().next_back().map_or(0, |(row, _)| *row);
        let (mut cells, mut rows) = (Vec::with_capacity(sheet.cells.len()), Vec::new());
        for ((row, column), cell) in sheet.cells.iter().filter(|(_, cell)| !cell.content.is_blank()) {
            let row = *row as usize;
            if rows.len() <= row {
                rows.resize(row + 1, cells.len());
            }
            cells.push((*column, initial(cell), cell));
        }
        rows.push(cells.len());
        let merges = Arc::new(MergedAreas::new(&sheet.merges));
        let columns = 0..LAST_COLUMN + 1;
        let (pages, beside) = (Vec::new(), Vec::new());
        Self { id, pages, sheet, columns, beside, merges, cells, rows, last_row }
    }

    /// Returns the grid restricted to the cells of these columns.
    pub fn restrict_to_columns(&self, columns: &Range<u32>) -> Self {
        let (mut cells, mut rows) = (Vec::new(), Vec::new());
        let mut last_row = 0;
        for row in 0..=self.last_row {
            rows.push(cells.len());
            cells.extend(self.row_cells(row).iter().filter(|(column, ..)| columns.contains(column)));
            if rows.last() != Some(&cells.len()) {
                last_row = row;
            }
        }
        rows.push(cells.len());
        Self {
            id: self.id,
            pages: self.pages.clone(),
            sheet: self.sheet,
            columns: columns.clone(),
            beside: Vec::new(),
            merges: Arc::clone(&self.merges),
            cells,
            rows,
            last_row,
        }
    }

    /// Whether only some columns of the sheet are read.
    pub fn is_restricted(&self) -> bool {
        self.columns != (0..LAST_COLUMN + 1)
    }

    /// Whether no cell is filled.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Returns the cells of a row that are not blank, left to right, with their columns and [`initial`]s.
    pub fn row_cells(&self, row: u32) -> &[(u32, char, &'a Cell)] {
        let bound = |row: usize| self.rows.get(row).copied();
        let row = row as usize;
        bound(row).zip(bound(row + 1)).and_then(|(first, end)| self.cells.get(first..end)).unwrap_or_default()
    }

    /// Returns how many cells of these rows are not blank.
    pub fn count_cells(&self, rows: &Range<u32>) -> usize {
        let before = |row: u32| self.rows.get(row as usize).copied().unwrap_or(self.cells.len());
        before(rows.end).saturating_sub(before(rows.start))
    }

    /// Returns the merged area that covers a position. `None` if it is not merged.
    pub fn merged_area(&self, row: u32, column: u32) -> Option<Area> {
        self.merges.covering_area(row, column)
    }

    /// Returns the position of the cell that a reader sees here: the top left one of a merged area.
    pub fn anchor(&self, row: u32, column: u32) -> (u32, u32) {
        self.merged_area(row, column).map_or((row, column), |a| (a.first_row, a.first_column))
    }

    /// Returns the cell at this position. `None` if it is blank, also within a merged area that begins
    /// elsewhere.
    pub fn own_cell(&self, row: u32, column: u32) -> Option<&'a Cell> {
        let cells = self.row_cells(row);
        let place = cells.binary_search_by_key(&column, |(column, ..)| *column).ok()?;
        cells.get(place).map(|(.., cell)| *cell)
    }

    /// Returns the text that a reader sees at this position, also within a merged area.
    pub fn text(&self, row: u32, column: u32) -> Arc<str> {
        let (row, column) = self.anchor(row, column);
        self.own_cell(row, column).map_or_else(|| Arc::from(""), printed)
    }

    /// Whether a merged area that begins in a row above and is not blank covers this position.
    pub fn is_covered_from_above(&self, row: u32, column: u32) -> bool {
        self.merged_area(row, column)
            .is_some_and(|a| a.first_row < row && self.own_cell(a.first_row, a.first_column).is_some())
    }

    /// Returns the reference of the cell at this row and column, on the sheet where it really stands.
    pub fn cell_ref(&self, row: u32, column: u32) -> CellRef {
        Page::cell(self.id, &self.pages, row, column)
    }

    /// Returns the row and column of a cell, as this grid counts them.
    pub fn position_of(&self, at: CellRef) -> (u32, u32) {
        Page::place_of(&self.pages, at).unwrap_or((at.row, at.column))
    }

    /// Whether the part from a further sheet begins with this row.
    pub fn is_page_start(&self, row: u32) -> bool {
        self.pages.iter().any(|page| page.table_row == row)
    }

    /// Returns the cells of a row that are not blank, left to right, with their columns.
    pub fn row(&self, row: u32) -> impl ExactSizeIterator<Item = (u32, &'a Cell)> + Clone {
        self.row_cells(row).iter().map(|(column, _, cell)| (*column, *cell))
    }

    /// Whether a row has no filled cell.
    pub fn is_blank_row(&self, row: u32) -> bool {
        self.row_cells(row).is_empty()
    }

    /// Returns these rows of a header, to be compared with rows further down.
    pub fn head_rows(&self, first: u32, last: u32) -> Vec<HeadRow> {
        let cell = |(column, initial, cell): &(u32, char, &Cell)| HeadCell {
            column: *column,
            initial: *initial,
            words: head_words(&printed(cell)),
        };
        (first..=last)
            .map(|row| HeadRow { row, cells: self.row_cells(row).iter().map(cell).collect() })
            .collect()
    }

    /// Whether a row carries the words of a header row in the same columns, years aside: at least two cells,
    /// six in ten of this row's and five in ten of the header row's.
    pub fn has_words_of(&self, header: &HeadRow, row: u32) -> bool {
        let here = self.row_cells(row);
        let enough =
            |same: usize| same >= 2 && same * 10 >= here.len() * 6 && same * 10 >= header.cells.len() * 5;
        if header.row == row || !enough(here.len().min(header.cells.len())) {
            return false;
        }
        let pairs = || {
            let mut heads = header.cells.iter().peekable();
            here.iter().filter_map(move |(column, initial, cell)| {
                while heads.next_if(|head| head.column < *column).is_some() {}
                let head = heads.next_if(|head| head.column == *column)?;
                (head.initial == *initial).then_some((head, cell))
            })
        };
        // Compare the initials first: nearly every row differs in its first cells, and its words need not be
        // read.
        let (mut heads, mut other) = (header.cells.as_slice(), 0);
        for (column, initial, _) in here {
            while let Some((head, rest)) = heads.split_first()
                && head.column < *column
            {
                heads = rest;
            }
            let same = heads.first().is_some_and(|head| (head.column, head.initial) == (*column, *initial));
            other += usize::from(!same);
            if !same && !enough(here.len() - other) {
                return false;
            }
        }
        // A dash has no words, and does not count as equal ones.
        let same = |(head, cell): &(&HeadCell, &&Cell)| {
            let text = printed(cell);
            head.words == head_words(&text) && text.chars().any(char::is_alphanumeric)
        };
        enough(pairs().filter(same).count())
    }

    /// Whether a row holds at least two texts, all of them words of these header rows in whatever column: the
    /// lower row of a header whose columns are others than above. Of three or more, a page number may stand
    /// beside them.
    pub fn has_only_words_of(&self, headers: &[HeadRow], row: u32) -> bool {
        let cells = self.row_cells(row);
        let is_word = |cell: &Cell| {
            let CellContent::Text(text) = &cell.content else { return false };
            let words = head_words(text);
            !words.is_empty() && headers.iter().flat_map(|head| &head.cells).any(|head| head.words == words)
        };
        let is_text = |cell: &Cell| matches!(cell.content, CellContent::Text(_));
        let others = cells.iter().filter(|(.., cell)| !is_text(cell)).take(2).count();
        cells.len() >= 2 + 2 * others
            && others < 2
            && cells.iter().all(|(.., cell)| !is_text(cell) || is_word(cell))
    }

    /// Returns the folded words of a header cell without years, "(n-3)" and the currency, which change from
    /// sheet to sheet. Empty for anything but text.
    pub fn head_words(&self, row: u32, column: u32) -> String {
        let (row, column) = self.anchor(row, column);
        match self.own_cell(row, column).map(|c| &c.content) {
            Some(CellContent::Text(text)) => head_words(text),
            _ => String::new(),
        }
    }
}

/// A row of a header, prepared for [`Grid::has_words_of`].
pub struct HeadRow {
    row: u32,
    cells: Vec<HeadCell>,
}

/// A cell of a header row.
struct HeadCell {
    column: u32,
    initial: char,
    words: String,
}

/// Returns the first letter or digit of a cell, in lower case, or NUL if there is none. Cells with different
/// initials have different words.
fn initial(cell: &Cell) -> char {
    const NO_INITIAL: char = '\0';
    match &cell.content {
        CellContent::Text(text) => {
            // Fast path: nearly every text begins with a letter or digit.
            if let Some(first) = text.bytes().next().filter(u8::is_ascii_alphanumeric) {
                return first.to_ascii_lowercase().into();
            }
            let first = text.chars().find(|c| c.is_alphanumeric()).unwrap_or(NO_INITIAL);
            if first.is_ascii() {
                first.to_ascii_lowercase()
            } else {
                first.to_lowercase().next().unwrap_or(NO_INITIAL)
            }
        }
        // Only a number that may be a column's has an initial; an amount has none, whatever its first digit.
        CellContent::Number(n) if n.scale() == 0 => match n.to_u32() {
            Some(n @ 0..10) => char::from_digit(n, 10).unwrap_or(NO_INITIAL),
            Some(n @ 10..100) => char::from_digit(n / 10, 10).unwrap_or(NO_INITIAL),
            _ => NO_INITIAL,
        },
        _ => NO_INITIAL,
    }
}

/// The merged areas of a sheet, found by position in logarithmic time however many there are and however far
/// they reach: a hostile file merges a million rows column by column.
///
/// The areas are kept in a tree of column ranges, root first, each node half as wide as the one above. An
/// area is stored at the few nodes that make up its columns. Areas do not overlap, so that those of one node
/// stand one below the other.
#[derive(Default)]
struct MergedAreas {
    /// The areas of each node, sorted by first row; node n has its halves at 2n + 1 and 2n + 2.
    nodes: Vec<Vec<Area>>,
    /// Number of columns of the root, a power of two.
    columns: u32,
}

impl MergedAreas {
    fn new(areas: &[Area]) -> Self {
        let Some(last) = areas.iter().map(|a| a.last_column.min(LAST_COLUMN)).max() else {
            return Self::default();
        };
        let columns = (last + 1).next_power_of_two();
        let mut merges = Self { nodes: vec![Vec::new(); 2 * columns as usize - 1], columns };
        for area in areas {
            merges.add(*area, 0, 0, columns);
        }
        for node in &mut merges.nodes {
            node.sort_unstable_by_key(|a| a.first_row);
        }
        merges
    }

    /// Adds an area to a node that covers `columns` columns from `first` on, or to the nodes below it.
    fn add(&mut self, area: Area, node: usize, first: u32, columns: u32) {
        if area.first_column >= first + columns || area.last_column < first {
            return;
        }
        if area.first_column <= first && area.last_column >= first + columns - 1 {
            if let Some(areas) = self.nodes.get_mut(node) {
                areas.push(area);
            }
            return;
        }
        let half = columns / 2;
        self.add(area, 2 * node + 1, first, half);
        self.add(area, 2 * node + 2, first + half, half);
    }

    /// Returns the area that covers a position. `None` if none does.
    fn covering_area(&self, row: u32, column: u32) -> Option<Area> {
        if column >= self.columns {
            return None;
        }
        let (mut node, mut first, mut columns) = (0, 0, self.columns);
        while let Some(areas) = self.nodes.get(node) {
            let above = areas.partition_point(|a| a.first_row <= row);
            let found = above.checked_sub(1).and_then(|i| areas.get(i)).filter(|a| a.contains(row, column));
            if found.is_some() {
                return found.copied();
            }
            columns /= 2;
            node = if column < first + columns { 2 * node + 1 } else { 2 * node + 2 };
            first += if column < first + columns { 0 } else { columns };
        }
        None
    }
}

/// Maximum number of characters of a header cell that are read.
const MAX_HEADER_CHARS: usize = 1_000;

/// Returns the folded words of a header: see [`Grid::head_words`].
pub fn head_words(text: &str) -> String {
    // A longer text is no header, however it goes on: a cell holds up to 32,767 characters.
    let end = if text.len() > MAX_HEADER_CHARS { text.char_indices().nth(MAX_HEADER_CHARS) } else { None };
    let text = end.and_then(|(end, _)| text.get(..end)).unwrap_or(text);
    let is_year =
        |t: &str| t.len() == 4 && (t.starts_with("19") || t.starts_with("20")) && t.parse::<u16>().is_ok();
    let mut kept = String::with_capacity(text.len());
    let mut after_n = false;
    for token in words(text) {
        let digit_of_n = after_n && token.len() == 1 && token.chars().all(|c| c.is_ascii_digit());
        after_n = token == "n";
        if is_year(&token) || token == "n" || digit_of_n || (token == "rp" && words(text).nth(1).is_some()) {
            continue;
        }
        if !kept.is_empty() {
            kept.push(' ');
        }
        kept.push_str(&token);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_of_a_merge_is_found_and_no_other() {
        let area = |first_row, first_column, last_row, last_column| Area {
            first_row,
            first_column,
            last_row,
            last_column,
        };
        let areas =
            [area(0, 0, 0, 12), area(1, 0, 900_000, 0), area(1, 1, 2, 3), area(3, 2, 9, 2), area(4, 3, 4, 7)];
        let merges = MergedAreas::new(&areas);
        for row in 0..12 {
            for column in 0..20 {
                let walked = areas.iter().find(|a| a.contains(row, column)).copied();
                assert_eq!(merges.covering_area(row, column), walked, "{row} {column}");
            }
        }
        assert_eq!(merges.covering_area(900_000, 0), Some(areas[1]));
        assert_eq!(MergedAreas::new(&[]).covering_area(0, 0), None);
    }

    #[test]
    fn a_merge_of_everything_is_one_entry() {
        let all = Area { first_row: 0, first_column: 0, last_row: 1_048_575, last_column: 16_383 };
        let merges = MergedAreas::new(&[all]);
        assert_eq!(merges.nodes.iter().map(Vec::len).sum::<usize>(), 1);
        assert_eq!(merges.covering_area(1_048_575, 16_383), Some(all));
    }
}
