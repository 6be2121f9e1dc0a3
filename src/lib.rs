//! Renja: reads the work plans of Indonesian regional offices as they are, checks everything that
//! must agree, finds which number is wrong, and writes corrected workbooks.
//!
//! ```text
//! bytes ─read→ Book ─normalize→ Renja ─check→ findings ─correct→ cases ─write→ bytes
//! ```
//!
//! The five steps run on bytes and give bytes, on the threads of rayon's current pool: how many it has
//! changes nothing in what comes out. ARCHITECTURE.md has the invariants.

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
pub mod process;
pub mod read;
pub mod report;
mod steps;
pub mod text;
pub mod together;
pub mod write;

pub use bounds::{Bounds, MAX_FILE_BYTES};
pub use process::{Corrected, Earlier, Processed, listed, process, process_checked};
pub use steps::{Checked, Error, Options, check, read_plan};
