//! Works on many files: finds them, processes several at once, isolates each from the others, and stores
//! results.
//!
//! Only this module and `cli` use the file system, the clock and threads.

mod archive;
mod draft;
mod earlier_results;
mod file_faults;
mod forms;
mod ledger;
mod named_results;
mod own_files;
mod panics;
mod paths;
mod places;
mod run;
mod settings;
mod skipped;
mod source;
mod store;
mod target;
mod task;
mod walk;
mod worker;
mod worker_main;

pub use crate::bounds::Bounds;
pub use crate::text::digest::digest;
pub use draft::Draft;
pub use earlier_results::Earlier;
pub use file_faults::detail;
pub use forms::read_forms;
pub use ledger::Done;
pub use named_results::follow;
pub use paths::shown;
pub use places::plan;
pub use run::run;
pub use settings::{Setting, Settings};
pub use source::{Own, Source};
pub use store::{Outcome, Put, Store};
pub use target::Target;
pub use task::Task;
pub use walk::{Found, find, look_for};
pub use worker::{BUILD, COMMAND, Workers};
pub use worker_main::serve;
