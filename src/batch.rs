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
pub use earlier_results::EarlierResult;
pub use file_faults::os_error_detail;
pub use forms::read_forms;
pub use named_results::resolve_named_results;
pub use paths::display_path;
pub use places::plan_targets;
pub use run::run;
pub use settings::{FileSettings, Settings};
pub use source::{OwnFile, Source};
pub use store::{FinishedWork, Store, StoredResult};
pub use target::Target;
pub use task::Task;
pub use walk::{SearchResult, find_sources};
pub use worker::{BUILD_ID, WORKER_COMMAND, WorkerPool};
pub use worker_main::serve;
