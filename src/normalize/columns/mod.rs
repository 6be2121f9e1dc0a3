//! Finds where a table begins, and decides what each of its columns is.
//!
//! [`header`] recognizes the tables of official forms: [`words`] compares the forms' header words with the
//! sheet's, [`numbers`] reads the row of column numbers, [`leaves`] finds the header cells above each column,
//! [`assign`] pairs header cells with the form's columns, and [`steps`] joins columns that hold the levels of
//! a name side by side.
//!
//! [`by_content`] recognizes tables without a form: [`heads`] finds the rows that head them, [`spans`] which
//! sheet columns are read as one, [`profile`] summarizes what stands below, [`roles`] names the columns,
//! [`extent`] finds the last row, and [`named`] finds the official form whose names the columns take.
//!
//! In both, what a column holds ([`content`]) outweighs its words and its number.

mod assign;
pub mod by_content;
mod column_groups;
pub mod form_content;
pub mod form_header;
pub mod header_likeness;
pub mod header_rows;
mod header_tree;
pub mod name_levels;
pub mod number_row;
pub mod official_form;
mod profile;
mod roles;
mod table_end;
