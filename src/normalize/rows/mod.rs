//! Turns rows into items and indicators.
//!
//! [`cells`] reads the values of each row. [`form_rows`] assembles them to items if the header has a form that
//! describes its rows; otherwise [`formless_rows`] makes each row an item. [`multiline_cells`] splits cells of
//! several lines, [`indicator_amounts`] reads indicator rows with amounts of their own, and
//! [`codes_from_dates`] turns a date in a column of codes back into the code that was typed.

pub mod cells;
pub mod codes_from_dates;
pub mod form_rows;
pub mod formless_rows;
pub mod indicator_amounts;
pub mod multiline_cells;
