//! Turns explanations into cases: which findings belong together, what is proposed, who may apply it, and the
//! messages that say why.
//!
//! - [`builder`]: [`CaseBuilder`], with what cases are built from, and what the files below ask of it.
//! - [`class`]: who may apply a proposal.
//! - [`reason`]: the messages that say why a cell takes its new value, and what speaks against it.
//! - [`explanation`]: the message that says what happened to the sums of a case.
//! - [`proposal`]: a proposal with its changes, reason and evidence.
//! - [`case`]: a case with its findings and proposals.

mod builder;
mod case;
mod class;
mod explanation;
mod proposal;
mod reason;

pub use builder::CaseBuilder;
