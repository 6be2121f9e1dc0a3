//! Decides which row is part of which.
//!
//! [`level`] tells program from kegiatan in the tables of official forms. Where the words and codes of a form
//! leave a row without a level, it asks [`by_formula`], [`grouped`] and [`subtotals`]. [`by_evidence`]
//! decides the hierarchy of a table without a form, from [`formulas`], [`codes`], [`look`] and [`figures`];
//! [`score`] measures how well the figures bear it out, and [`totals`] and [`parts`] decide what its sums are
//! made of.

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
