//! Conversions between text and values. This module knows nothing of cells: every function takes a text and
//! returns its value, or `None` if the text has no such reading.

pub mod date;
pub mod digest;
pub mod fold;
pub mod formula;
pub mod heading;
pub mod identifier;
pub mod kode;
pub mod number;
pub mod quantity;
pub mod reference;
pub mod roman;
pub mod rumus;
pub mod satuan;
pub mod scaled;
pub mod shown;
pub mod terbilang;
pub mod toml_fault;
pub mod words;
