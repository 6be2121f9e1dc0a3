//! From rows to items and indicators.
//!
//! [`cells`] reads the values of each row. [`body`] assembles them to items where the header has the words
//! of a form, [`records`] where it has not: there a row is an item. [`lines`] splits cells of several lines,
//! [`continued`] reads indicator rows that have amounts of their own, and [`redated`] takes a date in a
//! column of codes back to the code that was typed.

pub mod body;
pub mod cells;
pub mod continued;
pub mod lines;
pub mod records;
pub mod redated;
