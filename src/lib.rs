//! Renja reads the work plans of Indonesian regional offices as they are, checks everything that must agree,
//! finds out which number is wrong, and writes corrected workbooks.
//!
//! ```text
//! bytes ─read→ Book ─normalize→ Renja ─check→ findings ─correct→ cases ─write→ bytes
//! ```
//!
//! The five steps take bytes and return bytes. They run on the threads of rayon's current pool; the number of
//! threads does not affect the output. ARCHITECTURE.md lists the invariants, and `docs/glossary.md` explains the
//! Indonesian terms.
//!
//! [`check`](check()) reads a workbook of any supported format and finds what does not agree; [`process`](process())
//! also corrects it and writes the results:
//!
//! ```
//! use renja::{Options, model::Lang};
//!
//! let workbook = "No;Uraian;Jumlah (Rp)\n1;Alat tulis;1.500.000\n2;Cetak;2.500.000\n;Jumlah;4.100.000\n";
//! let options = Options { lang: Lang::En, ..Options::default() };
//! for finding in renja::check(workbook.as_bytes(), &options)?.findings {
//!     println!("{} {}: {}", finding.rule, finding.at.a1(), finding.message.say(options.lang));
//! }
//! let results = renja::process(workbook.as_bytes(), "belanja.csv", &options, None)?;
//! assert!(results.rapi.starts_with(b"PK"), "an .xlsx");
//! # assert_eq!(results.checked.findings[0].at.a1(), "C4");
//! # Ok::<(), renja::Error>(())
//! ```
//!
//! A program that needs a single step calls the room of that name: [`read`], [`normalize`], [`mod@check`], [`correct`],
//! [`mod@write`]. Without the feature `cli` the crate has neither files nor a command line, and runs in a browser.

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
pub use process::{Corrected, EarlierResult, Processed, initial_lines, process, process_checked};
