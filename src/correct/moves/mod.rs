//! Proposes moves that close one broken sum: single changes, or a few together, that make the sum exact. Each
//! move carries the reason and an implausibility cost.
//!
//! - [`step`]: a change of one cell with its reason, and moves, which are changes that close a sum together.
//! - [`plan_subsets`]: the sums of programs that a row of the recapitulation may hold.
//! - [`context`]: [`Moves`], with the figures and sums, and what all moves ask of them.
//! - [`cost`]: the implausibility costs, and what raises or lowers that of a step.
//! - [`printed`]: moves to values that are printed elsewhere.
//! - [`implied`]: moves to the value that the other cells of a sum leave for a cell.
//! - [`closing`]: all moves that close a sum, cheapest first.

mod closing;
mod context;
mod cost;
mod implied;
mod plan_subsets;
mod printed;
mod step;

pub use context::Moves;
pub use cost::UNEXPLAINED_COST;
pub use step::{Changes, Move, Step, StepReason};
