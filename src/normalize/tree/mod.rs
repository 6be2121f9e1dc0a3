//! Which row is part of which.
//!
//! [`level`] tells program from kegiatan in the tables of official forms; [`by_formula`], [`grouped`] and
//! [`subtotals`] are what it asks where the words and codes of a form leave a row without a level.
//! [`by_evidence`] tells the hierarchy of a table without one, from [`formulas`], [`codes`], [`look`] and
//! [`figures`], and [`totals`] and [`parts`] what its sums are made of.

mod by_evidence;
mod by_formula;
mod codes;
mod figures;
pub mod formulas;
mod grouped;
pub mod level;
mod look;
mod parts;
mod place;
mod score;
mod signs;
mod subtotals;
mod totals;

pub use parts::tell_visible;
