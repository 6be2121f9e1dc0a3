//! What a person decided in the findings sheet of an earlier result: read, given a meaning, or refused
//! with a reason.
//!
//! - [`sheet`]: the lines of the sheet on which something stands.
//! - [`typed`](mod@typed): decisions that are typed elsewhere, as those of the sheet.
//! - [`words`]: what a word means.
//! - [`own_value`]: what a value of one's own is for the cell that it is meant for.
//! - [`edits`](mod@edits): figures that were changed in the tables themselves.
//! - [`decide`](mod@decide): what follows from all of them together.

mod decide;
mod edits;
mod own_value;
mod sheet;
mod typed;
mod words;

pub use decide::{Asked, Decisions, decide};
pub use edits::{Edits, Sources, edits};
pub use sheet::{Found, decisions};
pub use typed::{Typed, typed};
