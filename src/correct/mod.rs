//! Relations + findings → cases: explain, propose, decide, apply.
//!
//! - [`options`]: which side counts, what is right, what may be applied.
//! - [`cases`](mod@cases): findings → cases, by what follows.
//! - [`amounts`]: amounts as exact integers, and their places.
//! - [`figures`]: the cells that sums are made of, each once.
//! - [`evidence`]: where else the same item's amount is printed.
//! - [`slip`]: how one amount is mistyped as another.
//! - [`moves`]: what closes one sum, with what it takes to believe it.
//! - [`search`]: moves joined over the tree to explanations of all.
//! - [`explain`]: explanations → cases, classes, words.
//! - [`formulas`]: what the sheets' own formulas say: which cells follow, which formula is wrong.
//! - [`columns`]: what the columns' formulas say of a row.
//! - [`derived`]: what needs no search: derived columns, counts, texts.
//! - [`apply`](mod@apply), [`cells`], [`settle`](mod@settle): new values into their cells.
//! - [`code`]: a code that is spread over several cells.
//! - [`decisions`](mod@decisions): what a person decided.

mod amounts;
mod apply;
mod cases;
mod cells;
mod code;
mod columns;
pub mod decisions;
mod derived;
mod evidence;
mod explain;
mod figures;
mod formulas;
mod moves;
mod options;
mod search;
mod settle;
mod slip;

pub use apply::apply;
pub use cases::cases;
pub use cells::{New, Written, apply_to_cells, written};
pub use decisions::Decisions;
pub use options::{Accept, Reference, Search};
pub use settle::{Settled, is_settled, settle};
