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
pub use recap::recap_json;
pub use rows::{Cell, Csv, ExportTable, FINDING_COLUMNS, FileRows, LONG_COLUMNS, RowFormat, RowWriter};
pub use rule::{rule_book, rule_list, rule_page};
pub use tally::Tally;
pub use text::{failure_line, processed_lines, recap_line, remark_line, text, text_explained, total_line};
pub use work::{WorkReport, planned_changes, remarks, work_json};
