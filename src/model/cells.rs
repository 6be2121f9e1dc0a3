//! The cells of a sheet, in their order.

use std::ops::{Bound, RangeBounds};

use super::book::Cell;

/// A cell's row and column, from 0.
pub type Place = (u32, u32);

/// Cells by row and column. A list and no tree: a file says its cells in order, and whoever reads a
/// sheet goes through it in order, a hundred thousand rows as fast as memory gives them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cells(Vec<(Place, Cell)>);

impl Cells {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Where a place stands, or would. It is looked for about where it would be if all rows were as
    /// long, from there in steps that double: a table is regular, and halving a hundred thousand rows
    /// reads from all over the memory.
    fn find(&self, place: Place) -> Result<usize, usize> {
        let cells = self.0.as_slice();
        let (Some(((first, _), _)), Some(((last, _), _))) = (cells.first(), cells.last()) else {
            return Err(0);
        };
        let below = |row: u32| u64::from(row.min(*last).saturating_sub(*first));
        let about = below(place.0) * cells.len() as u64 / (below(*last) + 1);
        let about = usize::try_from(about).unwrap_or(0);
        let is_before = |at: usize| cells.get(at).map(|(at, _)| *at < place);
        // What stands before `low` comes before the place, and nothing from `high` on does.
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

    /// The cell at a place.
    #[must_use]
    pub fn get(&self, place: &Place) -> Option<&Cell> {
        self.0.get(self.find(*place).ok()?).map(|(_, cell)| cell)
    }

    /// The cell at a place, to change it.
    pub fn get_mut(&mut self, place: &Place) -> Option<&mut Cell> {
        let at = self.find(*place).ok()?;
        self.0.get_mut(at).map(|(_, cell)| cell)
    }

    /// The cell at a place, an empty one where there was none.
    pub fn get_or_default(&mut self, place: Place) -> &mut Cell {
        let at = self.find(place).unwrap_or_else(|at| {
            self.0.insert(at, (place, Cell::default()));
            at
        });
        &mut self.0[at].1
    }

    /// Puts a cell at a place, and gives the one that stood there.
    pub fn insert(&mut self, place: Place, cell: Cell) -> Option<Cell> {
        match self.find(place) {
            Ok(at) => self.0.get_mut(at).map(|(_, stood)| std::mem::replace(stood, cell)),
            Err(at) => {
                self.0.insert(at, (place, cell));
                None
            }
        }
    }

    /// Takes away what does not stay.
    pub fn retain(&mut self, mut stays: impl FnMut(&Place, &mut Cell) -> bool) {
        self.0.retain_mut(|(place, cell)| stays(place, cell));
    }

    /// The places, in order.
    #[must_use]
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Place> {
        self.0.iter().map(|(place, _)| place)
    }

    /// The cells, in the order of their places.
    #[must_use]
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Cell> {
        self.0.iter().map(|(_, cell)| cell)
    }

    /// Both.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Place, &Cell)> + Clone {
        self.into_iter()
    }

    /// Those within bounds, in order.
    pub fn range(
        &self,
        bounds: impl RangeBounds<Place>,
    ) -> impl DoubleEndedIterator<Item = (&Place, &Cell)> + Clone {
        let before = |place: &Place| match bounds.start_bound() {
            Bound::Included(first) => place < first,
            Bound::Excluded(first) => place <= first,
            Bound::Unbounded => false,
        };
        let within = |place: &Place| match bounds.end_bound() {
            Bound::Included(last) => place <= last,
            Bound::Excluded(end) => place < end,
            Bound::Unbounded => true,
        };
        let first = self.0.partition_point(|(place, _)| before(place));
        let end = self.0.partition_point(|(place, _)| within(place));
        let cells = self.0.get(first..end).unwrap_or_default();
        cells.iter().map(pair)
    }
}

fn pair((place, cell): &(Place, Cell)) -> (&Place, &Cell) {
    (place, cell)
}

/// In any order; of two at one place the later stands.
impl From<Vec<(Place, Cell)>> for Cells {
    fn from(mut cells: Vec<(Place, Cell)>) -> Self {
        if !cells.is_sorted_by(|(a, _), (b, _)| a < b) {
            cells.sort_by_key(|(place, _)| *place);
            cells.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    std::mem::swap(later, earlier);
                }
                same
            });
        }
        cells.shrink_to_fit();
        Self(cells)
    }
}

impl FromIterator<(Place, Cell)> for Cells {
    fn from_iter<T: IntoIterator<Item = (Place, Cell)>>(cells: T) -> Self {
        cells.into_iter().collect::<Vec<_>>().into()
    }
}

impl Extend<(Place, Cell)> for Cells {
    fn extend<T: IntoIterator<Item = (Place, Cell)>>(&mut self, cells: T) {
        let mut all = std::mem::take(&mut self.0);
        all.extend(cells);
        *self = all.into();
    }
}

impl IntoIterator for Cells {
    type Item = (Place, Cell);
    type IntoIter = std::vec::IntoIter<(Place, Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = (&'a Place, &'a Cell);
    type IntoIter =
        std::iter::Map<std::slice::Iter<'a, (Place, Cell)>, fn(&(Place, Cell)) -> (&Place, &Cell)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(pair)
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

    /// Rows of any length, and far apart: where a cell is looked for first says nothing of where it is.
    #[test]
    fn every_place_is_found() {
        let lengths = [1, 9, 0, 0, 2, 40, 1, 0, 3, 700, 1, 1];
        for far in [1, 1_000, 90_000] {
            let row = |n: usize| u32::try_from(n).expect("few") * far + 7;
            let places: Vec<Place> = lengths
                .iter()
                .enumerate()
                .flat_map(|(n, length)| (0..*length).map(move |c| (row(n), c * 2)))
                .collect();
            let cells: Cells = places.iter().map(|place| (*place, cell(1))).collect();
            for (at, place) in places.iter().enumerate() {
                assert_eq!(cells.find(*place), Ok(at), "{place:?}");
                assert_eq!(cells.find((place.0, place.1 + 1)), Err(at + 1), "behind {place:?}");
            }
            assert_eq!(cells.find((0, 0)), Err(0));
            assert_eq!(cells.find((u32::MAX, 0)), Err(places.len()));
        }
        assert_eq!(Cells::default().find((3, 3)), Err(0));
    }

    #[test]
    fn a_range_has_its_bounds() {
        let cells: Cells = (0..6).map(|n| ((n / 2, n % 2), cell(0))).collect();
        let places =
            |bounds: (Bound<Place>, Bound<Place>)| cells.range(bounds).map(|(p, _)| *p).collect::<Vec<_>>();
        assert_eq!(places((Bound::Excluded((0, 0)), Bound::Included((1, 0)))), [(0, 1), (1, 0)]);
        assert_eq!(places((Bound::Included((1, 1)), Bound::Unbounded)), [(1, 1), (2, 0), (2, 1)]);
        assert!(places((Bound::Included((2, 0)), Bound::Excluded((1, 0)))).is_empty());
    }
}
