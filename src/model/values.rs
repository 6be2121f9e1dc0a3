//! The values of a row, by column.

use super::{Cited, Value};

/// The values of an item or indicator, by index of the table's column. Only filled cells are stored, sorted
/// by column: a row of a plan fills some five of its thirteen columns, and a workbook may have a hundred
/// thousand rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(usize, Cited<Value>)>);

impl Values {
    /// Creates an empty row with room for `count` values.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// Returns the value in a column. `None` if the cell is blank, or if the column's values are kept with
    /// the indicators instead of the item or the other way round.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&Cited<Value>> {
        self.0.iter().find(|(c, _)| *c == column).map(|(_, cited)| cited)
    }

    /// Returns the value in a column, to change it. `None` in the same cases as [`Values::get`].
    pub fn get_mut(&mut self, column: usize) -> Option<&mut Cited<Value>> {
        self.0.iter_mut().find(|(c, _)| *c == column).map(|(_, cited)| cited)
    }

    /// Sets the value in a column, replacing the current one.
    pub fn set(&mut self, column: usize, cited: Cited<Value>) {
        // Columns nearly always arrive in order, so appending is the common case.
        if self.0.last().is_none_or(|(last, _)| *last < column) {
            self.0.push((column, cited));
            return;
        }
        let place = self.0.iter().rposition(|(c, _)| *c <= column);
        match place.and_then(|place| self.0.get_mut(place)) {
            Some((c, held)) if *c == column => *held = cited,
            _ => self.0.insert(place.map_or(0, |place| place + 1), (column, cited)),
        }
    }

    /// Removes and returns the value in a column.
    pub fn take(&mut self, column: usize) -> Option<Cited<Value>> {
        let place = self.0.iter().position(|(c, _)| *c == column)?;
        Some(self.0.remove(place).1)
    }

    /// Returns the values with their columns, from left to right.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &Cited<Value>)> + Clone {
        self.0.iter().map(|(column, cited)| (*column, cited))
    }

    /// Returns the values without their columns, from left to right.
    #[must_use]
    pub fn cited(&self) -> impl DoubleEndedIterator<Item = &Cited<Value>> + Clone {
        self.0.iter().map(|(_, cited)| cited)
    }

    /// Whether all cells are blank.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl IntoIterator for Values {
    type Item = (usize, Cited<Value>);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<(usize, Cited<Value>)> for Values {
    fn from_iter<T: IntoIterator<Item = (usize, Cited<Value>)>>(cells: T) -> Self {
        let cells = cells.into_iter();
        let mut values = Self(Vec::with_capacity(cells.size_hint().0));
        for (column, cited) in cells {
            values.set(column, cited);
        }
        values
    }
}
