//! Decides which row is part of which.
//!
//! [`form_levels`] tells program from kegiatan in the tables of official forms. Where the words and codes of a
//! form leave a row without a level, it asks [`form_levels_by_sums`], [`kegiatan_by_sums`] and [`subtotals`].
//! [`formless_hierarchy`] decides the hierarchy of a table without a form, from [`sum_formulas`], [`codes`],
//! [`level_words`], [`row_look`] and [`figures`]; [`hierarchy_score`] measures how well the figures bear it out, and [`totals`]
//! and [`sum_parts`] decide what its sums are made of, from [`total_labels`] and [`total_figures`].

mod codes;
mod figures;
pub mod form_levels;
mod form_levels_by_sums;
mod formless_hierarchy;
mod hierarchy_score;
mod kegiatan_by_sums;
mod level_signs;
mod level_words;
mod placement;
mod row_look;
mod subtotals;
pub mod sum_formulas;
mod sum_parts;
mod total_figures;
mod total_labels;
mod totals;

pub use sum_parts::set_visible_parts;
