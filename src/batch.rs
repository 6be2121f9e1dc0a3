//! Many files: walk, work in parallel, isolate. The file system, the clock and threads are here
//! and in `cli` alone.

mod archive;
mod disk;
mod dropped;
mod forms;
mod isolated;
mod ledger;
mod nearby;
mod output;
mod paths;
mod places;
mod results;
mod run;
mod serve;
mod settings;
mod skipped;
mod source;
mod store;
mod target;
mod task;
mod walk;
mod worker;

pub use crate::bounds::Bounds;
pub use crate::text::digest::digest;
pub use disk::detail;
pub use dropped::follow;
pub use forms::read_forms;
pub use ledger::Done;
pub use nearby::Earlier;
pub use output::Draft;
pub use paths::shown;
pub use places::plan;
pub use run::run;
pub use serve::serve;
pub use settings::{Setting, Settings};
pub use source::{Own, Source};
pub use store::{Outcome, Put, Store};
pub use target::Target;
pub use task::Task;
pub use walk::{Found, find, look_for};
pub use worker::{BUILD, COMMAND, Workers};
