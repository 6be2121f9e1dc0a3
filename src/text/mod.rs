//! Conversions between text and values. This module knows nothing of cells: every function takes a text and
//! returns its value, or `None` if the text has no such reading.

pub mod column_formula;
pub mod date;
pub mod digest;
pub mod fold;
pub mod heading;
pub mod identifier;
pub mod kode;
pub mod number;
pub mod number_format;
pub mod quantity;
pub mod reference;
pub mod roman;
pub mod scaled_amount;
pub mod sheet_formula;
pub mod terbilang;
pub mod toml_fault;
pub mod unit;
pub mod words;
