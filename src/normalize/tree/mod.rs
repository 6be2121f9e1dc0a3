//! Decides which row is part of which.
//!
//! [`level`] tells program from kegiatan in the tables of official forms. Where the words and codes of a form
//! leave a row without a level, it asks [`by_formula`], [`grouped`] and [`subtotals`]. [`by_evidence`]
//! decides the hierarchy of a table without a form, from [`formulas`], [`codes`], [`look`] and [`figures`];
//! [`score`] measures how well the figures bear it out, and [`totals`] and [`parts`] decide what its sums are
//! made of.

mod codes;
mod figures;
pub mod form_levels;
mod form_levels_by_sums;
mod formless_hierarchy;
mod hierarchy_score;
mod kegiatan_by_sums;
mod level_signs;
mod placement;
mod row_look;
mod subtotals;
pub mod sum_formulas;
mod sum_parts;
mod totals;

pub use sum_parts::tell_visible;
