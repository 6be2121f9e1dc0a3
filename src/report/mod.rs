//! Findings → text, JSON and tables. The types that are written out are defined here, so that the model is
//! free to change.

mod file;
mod finding;
mod json;
mod layout;
mod look;
mod recap;
mod rows;
mod rule;
mod tally;
mod text;
mod words;
mod work;

pub use crate::model::Status;
pub use file::File;
pub use json::{json, json_close, json_explained, json_open};
pub use look::Look;
pub use recap::recap;
pub use rows::{Cell, Csv, FINDINGS, LONG, Part, RowFormat, RowWriter, What};
pub use rule::{rule_book, rule_list, rule_page};
pub use tally::Tally;
pub use text::{failure, processed, recapped, remark, text, text_explained, total};
pub use work::{Work, remarks, work_json, would_change};
