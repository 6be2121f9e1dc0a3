//! The values of a row by column.

use super::{Cited, Value};

/// The values of an item or an indicator by the table's columns: those that are not blank, and
/// nothing for the others. A row of a plan fills some five of its thirteen columns, and a workbook
/// has a hundred thousand rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(usize, Cited<Value>)>);

impl Values {
    /// Empty, with room for so many.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self(Vec::with_capacity(count))
    }

    /// The value in a column; `None` where the cell is blank, or belongs to the indicators or the
    /// item instead.
    #[must_use]
    pub fn get(&self, column: usize) -> Option<&Cited<Value>> {
        self.0.iter().find(|(c, _)| *c == column).map(|(_, cited)| cited)
    }

    /// The value in a column, to be changed.
    pub fn get_mut(&mut self, column: usize) -> Option<&mut Cited<Value>> {
        self.0.iter_mut().find(|(c, _)| *c == column).map(|(_, cited)| cited)
    }

    /// Puts a value into a column, in place of the one that stands there.
    pub fn set(&mut self, column: usize, cited: Cited<Value>) {
        // Nearly always the columns come in order.
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

    /// Takes the value out of a column.
    pub fn take(&mut self, column: usize) -> Option<Cited<Value>> {
        let place = self.0.iter().position(|(c, _)| *c == column)?;
        Some(self.0.remove(place).1)
    }

    /// The values with their columns, left to right.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (usize, &Cited<Value>)> + Clone {
        self.0.iter().map(|(column, cited)| (*column, cited))
    }

    /// The values alone, left to right.
    #[must_use]
    pub fn cited(&self) -> impl DoubleEndedIterator<Item = &Cited<Value>> + Clone {
        self.0.iter().map(|(_, cited)| cited)
    }

    /// Whether every cell is blank.
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
