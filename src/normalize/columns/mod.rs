//! Where a table begins, and which of its columns is which.
//!
//! [`header`] recognizes the tables of official forms: [`words`] compares their header words with the
//! sheet's, [`numbers`] reads the row of column numbers, [`leaves`] what stands above each column, [`assign`]
//! pairs header cells with the form's columns, and [`steps`] joins columns that hold a name's levels side by
//! side. [`by_content`] recognizes the tables of no form: [`heads`] finds the rows that head them, [`profile`]
//! tells what stands below, and [`roles`] names the columns, and [`named`] finds
//! the official form that names them otherwise. In both, what a column holds ([`content`]) goes
//! before its words and its number.

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
