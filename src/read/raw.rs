//! A sheet as a reader delivers it, before it becomes a sheet of the model.

use std::collections::BTreeMap;

use crate::model::{Area, Cell, CellContent, Cells, Message, Sheet, Visibility};

pub(super) use crate::text::reference::{LAST_COLUMN, LAST_ROW};

/// The content of a sheet as the source states it. Rows and columns count from 0.
#[derive(Default)]
pub(super) struct RawSheet {
    pub(super) name: String,
    pub(super) visibility: Visibility,
    /// Cells in any order. Of two cells at one place, the later one counts.
    pub(super) cells: Vec<((u32, u32), Cell)>,
    /// The cells of the earlier pieces, if the sheet was read in pieces.
    pub(super) pieces: Vec<Vec<((u32, u32), Cell)>>,
    /// Merged areas as the source states them. They may overlap.
    pub(super) merges: Vec<Area>,
    /// Runs of hidden rows, as first and last row. They may overlap.
    pub(super) hidden_rows: Vec<(u32, u32)>,
    /// Whether a filter hides rows.
    pub(super) filtered: bool,
    pub(super) columns: Vec<RawColumns>,
    /// Formulas without a stored value.
    pub(super) uncached: Vec<(u32, u32)>,
    /// Why the sheet could not be read; `None` if it was read.
    pub(super) unread: Option<Message>,
}

/// What the source states about a run of columns.
pub(super) struct RawColumns {
    pub(super) first: u32,
    pub(super) last: u32,
    /// Width in characters; `None` if the source does not state it.
    pub(super) width: Option<f64>,
    pub(super) hidden: bool,
}

/// Makes a sheet name that Excel accepts out of a title. An empty one gives `otherwise`.
pub(super) fn sheet_name(title: &str, otherwise: &str) -> String {
    let words = title.replace(['[', ']', ':', '*', '?', '/', '\\'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = words.trim_matches('\'').chars().take(31).collect();
    if name.is_empty() { otherwise.to_owned() } else { name.trim_end().to_owned() }
}

impl RawSheet {
    /// Returns a sheet that could not be read, with the message that says so.
    pub(super) fn unreadable(name: String, visibility: Visibility) -> Self {
        let unread = Some(Message::new("read.sheet_damaged").with("sheet", name.as_str()));
        Self { name, visibility, unread, ..Self::default() }
    }

    /// Appends the next piece of the sheet.
    pub(super) fn append_piece(&mut self, next: Self) {
        self.pieces.push(std::mem::replace(&mut self.cells, next.cells));
        self.merges.extend(next.merges);
        self.hidden_rows.extend(next.hidden_rows);
        self.filtered |= next.filtered;
        self.columns.extend(next.columns);
        self.uncached.extend(next.uncached);
    }

    /// Adds a cell, unless it has neither content nor formula.
    pub(super) fn push(&mut self, place: (u32, u32), cell: Cell) {
        if cell.content != CellContent::Blank || cell.formula.is_some() {
            self.cells.push((place, cell));
        }
    }

    /// Turns this into a sheet of the model. Its merges are still as stated: see [`apply_merges`].
    pub(super) fn into_sheet(mut self) -> Sheet {
        self.pieces.push(self.cells);
        let mut sheet = Sheet {
            name: self.name,
            visibility: self.visibility,
            cells: Cells::from_pieces(self.pieces),
            merges: self.merges,
            filtered: self.filtered,
            unread: self.unread,
            ..Sheet::default()
        };
        // Rows and columns beyond the last cell are often hidden by the thousand. They have no effect, so
        // they are dropped.
        let (last_row, last_column) = sheet.extent().unwrap_or((0, 0));
        let hidden = self.columns.iter().filter(|c| c.hidden).map(|c| (c.first, c.last));
        sheet.hidden_columns = numbers_in_runs(hidden.collect(), last_column);
        sheet.hidden_rows = numbers_in_runs(self.hidden_rows, last_row);
        let mut next = 0;
        for columns in &self.columns {
            // Runs of columns come in order; a run that goes back is ignored.
            let Some(width) = columns.width.filter(|_| columns.first >= next) else { continue };
            next = columns.last.saturating_add(1);
            sheet.widths.extend((columns.first..=columns.last.min(last_column)).map(|c| (c, width)));
        }
        sheet
    }
}

/// Lists the numbers in these runs up to `last`, each once and in order, however often the runs repeat them.
fn numbers_in_runs(mut runs: Vec<(u32, u32)>, last: u32) -> Vec<u32> {
    runs.sort_unstable();
    let mut all = Vec::new();
    let mut next = 0;
    for (first, end) in runs {
        all.extend(first.max(next)..=end.min(last));
        next = next.max(end.saturating_add(1));
    }
    all
}

/// Sorts the merges, drops those of a single cell and those that overlap an earlier one (Excel refuses both),
/// and removes the cells that a merge covers. Numbers in covered cells are kept in [`Sheet::covered`]. This
/// takes a single pass, because a hostile file has as many merges as cells.
pub(super) fn apply_merges(sheet: &mut Sheet) {
    let mut stated = std::mem::take(&mut sheet.merges);
    stated.retain(|a| {
        a.first_row <= a.last_row
            && a.first_column <= a.last_column
            && (a.first_row, a.first_column) != (a.last_row, a.last_column)
    });
    stated.sort_unstable_by_key(|a| (a.first_row, a.first_column, a.last_row, a.last_column));
    let mut open = OpenMerges::default();
    for area in stated {
        if open.add(area) {
            sheet.merges.push(area);
        }
    }
    if sheet.merges.is_empty() {
        return;
    }
    let mut open = OpenMerges::default();
    let mut next = sheet.merges.iter().peekable();
    let covered = &mut sheet.covered;
    sheet.cells.retain(|(row, column), cell| {
        while let Some(area) = next.next_if(|a| (a.first_row, a.first_column) <= (*row, *column)) {
            open.add(*area);
        }
        let stays =
            open.covering(*row, *column).is_none_or(|a| (a.first_row, a.first_column) == (*row, *column));
        if let (CellContent::Number(n), false) = (&cell.content, stays) {
            covered.insert((*row, *column), *n);
        }
        stays
    });
}

/// The merges that reach the current row of the pass, by their first column.
#[derive(Default)]
struct OpenMerges {
    areas: BTreeMap<u32, Area>,
    /// The last row of all of them. Most cells lie below it and need no search.
    last_row: u32,
}

impl OpenMerges {
    /// Opens a merge, and returns false if an open merge overlaps it. Merges must be added in order of their
    /// first row.
    fn add(&mut self, area: Area) -> bool {
        let in_the_way = self.areas.range(..=area.last_column).rev();
        let mut ended = Vec::new();
        // Open merges do not overlap, so from right to left their last columns decrease.
        for (column, other) in in_the_way {
            if other.last_column < area.first_column {
                break;
            }
            if other.last_row >= area.first_row {
                return false;
            }
            ended.push(*column);
        }
        for column in ended {
            self.areas.remove(&column);
        }
        self.areas.insert(area.first_column, area);
        self.last_row = self.last_row.max(area.last_row);
        true
    }

    /// Returns the open merge that contains a cell.
    fn covering(&self, row: u32, column: u32) -> Option<&Area> {
        if row > self.last_row {
            return None;
        }
        let (_, area) = self.areas.range(..=column).next_back()?;
        area.contains(row, column).then_some(area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(first_row: u32, first_column: u32, last_row: u32, last_column: u32) -> Area {
        Area { first_row, first_column, last_row, last_column }
    }

    fn settled(merges: &[Area], cells: &[(u32, u32)]) -> (Vec<Area>, Vec<(u32, u32)>) {
        let cell = || Cell { content: CellContent::Bool(true), ..Cell::default() };
        let raw = RawSheet {
            cells: cells.iter().map(|place| (*place, cell())).collect(),
            merges: merges.to_vec(),
            ..RawSheet::default()
        };
        let mut sheet = raw.into_sheet();
        apply_merges(&mut sheet);
        (sheet.merges, sheet.cells.keys().copied().collect())
    }

    #[test]
    fn runs_are_told_once_however_often_they_are_said() {
        assert_eq!(
            numbers_in_runs(vec![(5, 9), (0, 1), (1, 3), (1, 2), (8, 70)], 11),
            [0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11]
        );
        assert!(numbers_in_runs(vec![(3, 2), (20, 30)], 11).is_empty());
    }

    #[test]
    fn covered_cells_go_and_the_first_stays() {
        let (_, cells) = settled(&[area(1, 1, 3, 2)], &[(0, 1), (1, 1), (1, 2), (3, 2), (3, 3), (4, 1)]);
        assert_eq!(cells, [(0, 1), (1, 1), (3, 3), (4, 1)]);
    }

    #[test]
    fn merges_are_in_order_and_do_not_overlap() {
        let stated =
            [area(5, 0, 6, 0), area(0, 0, 2, 2), area(2, 2, 4, 4), area(3, 0, 4, 1), area(9, 9, 9, 9)];
        let (merges, _) = settled(&stated, &[]);
        assert_eq!(merges, [area(0, 0, 2, 2), area(3, 0, 4, 1), area(5, 0, 6, 0)]);
    }

    #[test]
    fn a_merge_below_another_of_the_same_columns_covers_its_own_rows() {
        let stated = [area(0, 0, 1, 0), area(2, 0, 3, 0)];
        let (merges, cells) = settled(&stated, &[(0, 0), (1, 0), (2, 0), (3, 0)]);
        assert_eq!(merges.len(), 2);
        assert_eq!(cells, [(0, 0), (2, 0)]);
    }
}
