//! Turns rows into items and indicators.
//!
//! [`cells`] reads the values of each row. [`body`] assembles them to items if the header has a form that
//! describes its rows; otherwise [`records`] makes each row an item. [`lines`] splits cells of several lines,
//! [`continued`] reads indicator rows with amounts of their own, and [`redated`] turns a date in a column of
//! codes back into the code that was typed.

pub mod cells;
pub mod codes_from_dates;
pub mod form_rows;
pub mod formless_rows;
pub mod indicator_amounts;
pub mod multiline_cells;
