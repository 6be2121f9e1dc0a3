//! The cells of a sheet, sorted by row and column.

use std::iter::{Flatten, Map};
use std::ops::{Bound, RangeBounds};

use rayon::iter::{IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator};

use super::Cell;

/// Row and column of a cell, counted from 0.
type Position = (u32, u32);

/// A sorted map from positions to cells. Lists rather than a tree: files state their cells in order and
/// readers visit them in order, so a hundred thousand rows are scanned at the speed of memory.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    /// Sorted pieces, none of them empty, each entirely behind the one before it. A large sheet is read in
    /// pieces, which are kept as they are.
    pieces: Vec<Piece>,
}

/// Cells in ascending order of position.
type Piece = Vec<(Position, Cell)>;

/// Index of a piece and index within the piece: where a cell is, or where it would be inserted.
type PieceIndex = (usize, usize);

impl Cells {
    /// Creates cells from pieces. Pieces that are sorted and follow one another are kept as they are.
    /// Otherwise all cells are sorted, and the later of two cells at one position wins.
    #[must_use]
    pub fn from_pieces(mut pieces: Vec<Piece>) -> Self {
        pieces.retain(|piece| !piece.is_empty());
        let is_sorted = |piece: &Piece| piece.is_sorted_by(|(a, _), (b, _)| a < b);
        let follows = |pair: &[Piece]| match pair {
            [a, b] => a.last().map(|(place, _)| place) < b.first().map(|(place, _)| place),
            _ => false,
        };
        if pieces.windows(2).all(follows) && pieces.par_iter().all(is_sorted) {
            pieces.par_iter_mut().for_each(Vec::shrink_to_fit);
            return Self { pieces };
        }
        let mut all: Piece = pieces.into_iter().flatten().collect();
        all.sort_by_key(|(place, _)| *place);
        all.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                std::mem::swap(later, earlier);
            }
            same
        });
        all.shrink_to_fit();
        Self { pieces: vec![all] }
    }

    /// Returns the number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum()
    }

    /// Whether there are no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Returns where a cell is (`Ok`), or where it would be inserted (`Err`).
    fn find(&self, place: Position) -> Result<PieceIndex, PieceIndex> {
        let behind = self.pieces.partition_point(|piece| piece.first().is_some_and(|(at, _)| *at <= place));
        let piece = behind.saturating_sub(1);
        let Some(cells) = self.pieces.get(piece) else { return Err((0, 0)) };
        find(cells, place).map(|at| (piece, at)).map_err(|at| (piece, at))
    }

    /// Returns the cell at a position, or `None` if it is empty.
    #[must_use]
    pub fn get(&self, place: &Position) -> Option<&Cell> {
        let (piece, at) = self.find(*place).ok()?;
        self.pieces.get(piece)?.get(at).map(|(_, cell)| cell)
    }

    /// Returns the cell at a position, to change it, or `None` if it is empty.
    pub fn get_mut(&mut self, place: &Position) -> Option<&mut Cell> {
        let (piece, at) = self.find(*place).ok()?;
        self.pieces.get_mut(piece)?.get_mut(at).map(|(_, cell)| cell)
    }

    /// Returns the cell at a position, creating an empty one if necessary.
    pub fn get_or_default(&mut self, place: Position) -> &mut Cell {
        let (piece, at) =
            self.find(place).unwrap_or_else(|spot| self.insert_at(spot, place, Cell::default()));
        &mut self.pieces[piece][at].1
    }

    /// Sets the cell at a position and returns the previous one, if any.
    pub fn insert(&mut self, place: Position, cell: Cell) -> Option<Cell> {
        match self.find(place) {
            Ok((piece, at)) => {
                let (_, stood) = self.pieces.get_mut(piece)?.get_mut(at)?;
                Some(std::mem::replace(stood, cell))
            }
            Err(spot) => {
                self.insert_at(spot, place, cell);
                None
            }
        }
    }

    /// Inserts a cell where [`Cells::find`] found none.
    fn insert_at(&mut self, (piece, at): PieceIndex, place: Position, cell: Cell) -> PieceIndex {
        match self.pieces.get_mut(piece) {
            Some(cells) => cells.insert(at, (place, cell)),
            None => self.pieces.push(vec![(place, cell)]),
        }
        (piece, at)
    }

    /// Removes the cells for which `stays` returns `false`.
    pub fn retain(&mut self, mut stays: impl FnMut(&Position, &mut Cell) -> bool) {
        for piece in &mut self.pieces {
            piece.retain_mut(|(place, cell)| stays(place, cell));
        }
        self.pieces.retain(|piece| !piece.is_empty());
    }

    /// Returns the positions, in ascending order.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Position> {
        self.iter().map(|(place, _)| place)
    }

    /// Returns the cells, in ascending order of position.
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Cell> {
        self.iter().map(|(_, cell)| cell)
    }

    /// Returns the positions with their cells, in ascending order.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Position, &Cell)> + Clone {
        self.into_iter()
    }

    /// Returns the positions within bounds with their cells, in ascending order.
    pub fn range(
        &self,
        bounds: impl RangeBounds<Position>,
    ) -> impl DoubleEndedIterator<Item = (&Position, &Cell)> + Clone {
        let at = |place: &Position| self.find(*place).unwrap_or_else(|spot| spot);
        let behind =
            |place: &Position| self.find(*place).map_or_else(|spot| spot, |(piece, at)| (piece, at + 1));
        let first = match bounds.start_bound() {
            Bound::Included(place) => at(place),
            Bound::Excluded(place) => behind(place),
            Bound::Unbounded => (0, 0),
        };
        let end = match bounds.end_bound() {
            Bound::Included(place) => behind(place),
            Bound::Excluded(place) => at(place),
            Bound::Unbounded => (self.pieces.len(), 0),
        };
        let end = end.max(first);
        let pieces = self.pieces.get(first.0..self.pieces.len().min(end.0 + 1)).unwrap_or_default();
        pieces.iter().enumerate().flat_map(move |(n, piece)| {
            let from = if n == 0 { first.1 } else { 0 };
            let to = if first.0 + n == end.0 { end.1 } else { piece.len() };
            piece.get(from..to).unwrap_or_default().iter().map(pair)
        })
    }
}

/// Returns the index of a cell, or the index where it would be inserted.
///
/// Estimates the index from the row (interpolation), because tables are regular, and searches from there in
/// steps that double (galloping). A binary search of a hundred thousand rows would read from all over the
/// memory.
fn find(cells: &[(Position, Cell)], place: Position) -> Result<usize, usize> {
    let (Some(((first, _), _)), Some(((last, _), _))) = (cells.first(), cells.last()) else {
        return Err(0);
    };
    let below = |row: u32| u64::from(row.min(*last).saturating_sub(*first));
    let about = below(place.0) * cells.len() as u64 / (below(*last) + 1);
    let about = usize::try_from(about).unwrap_or(0);
    let is_before = |at: usize| cells.get(at).map(|(at, _)| *at < place);
    // Invariant: all cells before `low` precede the position, and no cell from `high` on does.
    let (mut low, mut high, mut step) = (0, cells.len(), 1);
    if is_before(about) == Some(true) {
        low = about + 1;
        while let Some(before) = is_before(low + step) {
            if !before {
                high = low + step;
                break;
            }
            (low, step) = (low + step + 1, step * 2);
        }
    } else {
        high = about;
        while let Some(before) = high.checked_sub(step).and_then(is_before) {
            if before {
                low = high - step + 1;
                break;
            }
            (high, step) = (high - step, step * 2);
        }
    }
    let within = cells.get(low..high).unwrap_or_default();
    let at = low + within.partition_point(|(at, _)| *at < place);
    if cells.get(at).is_some_and(|(at, _)| *at == place) { Ok(at) } else { Err(at) }
}

fn pair((place, cell): &(Position, Cell)) -> (&Position, &Cell) {
    (place, cell)
}

/// Compares the cells; how they are split into pieces does not matter.
impl PartialEq for Cells {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Accepts cells in any order. The later of two cells at one position wins.
impl From<Vec<(Position, Cell)>> for Cells {
    fn from(cells: Vec<(Position, Cell)>) -> Self {
        Self::from_pieces(vec![cells])
    }
}

impl FromIterator<(Position, Cell)> for Cells {
    fn from_iter<T: IntoIterator<Item = (Position, Cell)>>(cells: T) -> Self {
        cells.into_iter().collect::<Vec<_>>().into()
    }
}

impl Extend<(Position, Cell)> for Cells {
    fn extend<T: IntoIterator<Item = (Position, Cell)>>(&mut self, cells: T) {
        let mut pieces = std::mem::take(&mut self.pieces);
        pieces.push(cells.into_iter().collect());
        *self = Self::from_pieces(pieces);
    }
}

impl IntoIterator for Cells {
    type Item = (Position, Cell);
    type IntoIter = Flatten<std::vec::IntoIter<Piece>>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.into_iter().flatten()
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = (&'a Position, &'a Cell);
    type IntoIter = Map<Flatten<std::slice::Iter<'a, Piece>>, fn(&(Position, Cell)) -> (&Position, &Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.pieces.iter().flatten().map(pair)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(indent: u8) -> Cell {
        Cell { indent, ..Cell::default() }
    }

    #[test]
    fn of_two_at_one_place_the_later_stands() {
        let cells: Cells = [((1, 0), cell(1)), ((0, 3), cell(2)), ((1, 0), cell(3)), ((1, 0), cell(4))]
            .into_iter()
            .collect();
        let found: Vec<_> = cells.iter().map(|(place, cell)| (*place, cell.indent)).collect();
        assert_eq!(found, [((0, 3), 2), ((1, 0), 4)]);
    }

    /// Rows of different lengths and far apart, so that the estimated index is wrong.
    #[test]
    fn every_place_is_found() {
        let lengths = [1, 9, 0, 0, 2, 40, 1, 0, 3, 700, 1, 1];
        for far in [1, 1_000, 90_000] {
            let row = |n: usize| u32::try_from(n).expect("few") * far + 7;
            let places: Vec<Position> = lengths
                .iter()
                .enumerate()
                .flat_map(|(n, length)| (0..*length).map(move |c| (row(n), c * 2)))
                .collect();
            let cells: Cells = places.iter().map(|place| (*place, cell(1))).collect();
            for (at, place) in places.iter().enumerate() {
                assert_eq!(cells.find(*place), Ok((0, at)), "{place:?}");
                assert_eq!(cells.find((place.0, place.1 + 1)), Err((0, at + 1)), "behind {place:?}");
            }
            assert_eq!(cells.find((0, 0)), Err((0, 0)));
            assert_eq!(cells.find((u32::MAX, 0)), Err((0, places.len())));
        }
        assert_eq!(Cells::default().find((3, 3)), Err((0, 0)));
    }

    #[test]
    fn a_range_has_its_bounds() {
        let all: Vec<_> = (0..6).map(|n| ((n / 2, n % 2), cell(0))).collect();
        for parted in 0..6 {
            let pieces: Vec<Piece> = all.chunks(parted.max(1)).map(<[_]>::to_vec).collect();
            let cells = Cells::from_pieces(pieces);
            let places = |bounds: (Bound<Position>, Bound<Position>)| {
                let forth: Vec<Position> = cells.range(bounds).map(|(p, _)| *p).collect();
                let mut back: Vec<Position> = cells.range(bounds).rev().map(|(p, _)| *p).collect();
                back.reverse();
                assert_eq!(forth, back);
                forth
            };
            assert_eq!(places((Bound::Excluded((0, 0)), Bound::Included((1, 0)))), [(0, 1), (1, 0)]);
            assert_eq!(places((Bound::Included((1, 1)), Bound::Unbounded)), [(1, 1), (2, 0), (2, 1)]);
            assert_eq!(places((Bound::Included((0, 7)), Bound::Excluded((1, 7)))), [(1, 0), (1, 1)]);
            assert_eq!(places((Bound::Unbounded, Bound::Unbounded)).len(), 6);
            assert!(places((Bound::Included((2, 0)), Bound::Excluded((1, 0)))).is_empty());
            assert!(places((Bound::Excluded((2, 1)), Bound::Unbounded)).is_empty());
        }
    }

    #[test]
    fn pieces_that_do_not_follow_each_other_are_put_in_order() {
        let piece = |rows: &[u32]| rows.iter().map(|row| ((*row, 0), cell(9))).collect::<Piece>();
        let cells = Cells::from_pieces(vec![piece(&[2, 5]), Vec::new(), piece(&[3, 5]), piece(&[9])]);
        assert_eq!(cells.keys().map(|(row, _)| *row).collect::<Vec<_>>(), [2, 3, 5, 9]);
        assert_eq!(cells, [2, 3, 5, 9].into_iter().map(|row| ((row, 0), cell(9))).collect());
    }

    #[test]
    fn cells_are_put_in_and_taken_away_in_any_piece() {
        let piece = |rows: &[u32]| rows.iter().map(|row| ((*row, 0), cell(9))).collect::<Piece>();
        let mut cells = Cells::from_pieces(vec![piece(&[2, 5]), piece(&[7]), piece(&[9, 11])]);
        assert_eq!(cells.insert((6, 0), cell(1)), None);
        assert_eq!(cells.insert((7, 0), cell(2)), Some(cell(9)));
        cells.get_or_default((1, 0)).indent = 3;
        cells.retain(|(row, _), _| *row != 7 && *row != 9);
        assert_eq!(cells.insert((7, 0), cell(4)), None);
        let found: Vec<(u32, u8)> = cells.iter().map(|((row, _), cell)| (*row, cell.indent)).collect();
        assert_eq!(found, [(1, 3), (2, 9), (5, 9), (6, 1), (7, 4), (11, 9)]);
        assert_eq!(cells.len(), 6);
        assert!(found.iter().all(|(row, indent)| cells.get(&(*row, 0)) == Some(&cell(*indent))));
    }
}
