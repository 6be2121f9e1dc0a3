//! Conversions between text and values. This module knows nothing of cells: every function takes a text and
//! returns its value, or `None` if the text has no such reading.

pub mod column_formula;
pub(crate) mod date;
pub mod digest;
pub mod fold;
pub(crate) mod heading;
pub(crate) mod identifier;
pub mod kode;
pub mod number;
pub mod number_format;
pub mod quantity;
pub(crate) mod reference;
pub(crate) mod roman;
pub(crate) mod scaled_amount;
pub mod sheet_formula;
pub mod terbilang;
pub(crate) mod toml_fault;
pub(crate) mod unit;
pub(crate) mod words;
