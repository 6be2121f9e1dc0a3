//! Renja reads the work plans of Indonesian regional offices as they are, checks everything that must agree,
//! finds out which number is wrong, and writes corrected workbooks.
//!
//! ```text
//! bytes ─read→ Book ─normalize→ Renja ─check→ findings ─correct→ cases ─write→ bytes
//! ```
//!
//! The five steps take bytes and return bytes. They run on the threads of rayon's current pool; the number of
//! threads does not affect the output. ARCHITECTURE.md lists the invariants.

#[cfg(feature = "cli")]
pub mod batch;
mod bounds;
pub mod check;
#[cfg(feature = "cli")]
pub mod cli;
pub mod correct;
pub mod forms;
pub mod messages;
pub mod model;
pub mod normalize;
mod ooxml;
mod pipeline;
pub mod process;
pub mod read;
pub mod report;
pub mod text;
pub mod together;
pub mod write;

pub use bounds::{Bounds, MAX_FILE_BYTES};
pub use pipeline::{Checked, Error, Options, check, read_plan};
pub use process::{Corrected, Earlier, Processed, listed, process, process_checked};
