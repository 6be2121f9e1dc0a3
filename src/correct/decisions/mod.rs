//! Reads what a person decided in the findings sheet of an earlier result, gives it a meaning, or refuses it
//! with a reason.
//!
//! - [`sheet`]: the lines of the findings sheet on which a person wrote something.
//! - [`words`]: what the words of the decision column mean.
//! - [`own_value`]: how a value that a person typed is read for the cell that it is meant for.
//! - [`edits`](mod@edits): figures that a person changed in the tables themselves.
//! - [`decide`](mod@decide): what follows from all decisions together.

mod decide;
mod edits;
mod own_value;
mod sheet;
mod words;

pub use decide::{Asked, Decisions, decide};
pub use edits::{Edits, Sources, edits};
pub use sheet::{Found, decisions};
