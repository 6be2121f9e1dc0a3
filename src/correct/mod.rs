//! Turns relations and findings into cases: explains broken sums, proposes changes, reads decisions and
//! applies what was accepted.
//!
//! - [`search_options`]: what the user sets before the search: trusted side, locked cells, accepted classes.
//! - [`cases`](mod@cases): joins findings into cases, one for each cause.
//! - [`amounts`]: amounts as exact integers, and their places in the plan.
//! - [`sum_cells`]: the cells that take part in sums, each once, and the sums over them.
//! - [`printed_elsewhere`]: where else the amount of the same item is printed.
//! - [`typing_slip`]: typing slips that turn one amount into another.
//! - [`moves`]: the changes that close one sum, each with its implausibility cost.
//! - [`search`]: combines moves over the tree into explanations of all broken sums.
//! - [`case_builder`]: turns explanations into cases with proposals, classes and messages.
//! - [`faulty_formulas`]: the sheets' own formulas: which cells follow others, and which formula would be right.
//! - [`column_formulas`]: the column formulas (`6 = 3 x 5`) and whether a row satisfies them.
//! - [`without_search`]: findings that need no search: computed columns, counts, texts.
//! - [`apply`](mod@apply), [`cells`], [`apply_rounds`](mod@apply_rounds): write new values into the plan and the
//!   workbook.
//! - [`split_code`]: a code that is spread over several cells.
//! - [`decisions`](mod@decisions): the decisions that a person made in an earlier result.

mod amounts;
mod apply;
mod apply_rounds;
mod case_builder;
mod cases;
mod cells;
mod column_formulas;
pub mod decisions;
mod faulty_formulas;
mod moves;
mod printed_elsewhere;
mod search;
mod search_options;
mod split_code;
mod sum_cells;
mod typing_slip;
mod without_search;

pub use apply::apply;
pub(crate) use apply_rounds::is_settled;
pub use apply_rounds::{Settled, settle};
pub use cases::cases;
pub use cells::{CellWrite, NewContent, apply_to_cells, cell_writes};
pub use decisions::Decisions;
pub use search_options::{Accept, SearchOptions, TrustedSource};
