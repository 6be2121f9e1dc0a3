//! Finds where a table begins, and decides what each of its columns is.
//!
//! [`form_header`] recognizes the tables of official forms: [`header_likeness`] compares the forms' header
//! words with the sheet's, [`number_row`] reads the row of column numbers, [`header_tree`] finds the header
//! cells above each column, [`assign`] pairs header cells with the form's columns, and [`name_levels`] joins
//! columns that hold the levels of a name side by side.
//!
//! [`by_content`] recognizes tables without a form: [`header_rows`] finds the rows that head them,
//! [`column_groups`] which sheet columns are read as one, [`profile`] summarizes what stands below, [`roles`]
//! names the columns, [`table_end`] finds the last row, and [`official_form`] finds the official form whose
//! names the columns take.
//!
//! In both, what a column holds ([`form_content`]) outweighs its words and its number.

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
pub mod profile;
mod roles;
mod table_end;
