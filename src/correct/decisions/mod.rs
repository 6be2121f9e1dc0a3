//! Reads what a person decided in the findings sheet of an earlier result, gives it a meaning, or refuses it
//! with a reason.
//!
//! - [`findings_sheet`]: the lines of the findings sheet on which a person wrote something.
//! - [`typed`](mod@typed): decisions that are typed elsewhere, in the form of those on the sheet.
//! - [`words`]: what the words of the decision column mean.
//! - [`own_value`]: how a value that a person typed is read for the cell that it is meant for.
//! - [`table_edits`]: figures that a person changed in the tables themselves.
//! - [`decide`](mod@decide): what follows from all decisions together.

mod decide;
mod findings_sheet;
mod own_value;
mod table_edits;
mod typed;
mod words;

pub use decide::{DecisionContext, Decisions, decide};
pub(crate) use findings_sheet::{FoundDecisions, read_decisions};
pub use table_edits::Edits;
pub(crate) use table_edits::find_edits;
pub use typed::TypedDecision;
pub(crate) use typed::merge_typed;
