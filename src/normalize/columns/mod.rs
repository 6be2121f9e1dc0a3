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
pub mod content;
mod extent;
pub mod header;
pub mod heads;
mod leaves;
pub mod named;
pub mod numbers;
mod profile;
mod roles;
mod spans;
pub mod steps;
pub mod words;
