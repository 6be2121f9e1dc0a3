//! Reads a file into a [`Book`](crate::model::Book). The format is recognized by the content, never by the
//! file name.

mod budget;
mod budgeted_package;
mod catch_panics;
mod cfb;
mod compute;
mod delimited;
mod error;
mod html;
mod little_endian;
mod mhtml;
mod number;
mod number_formats;
mod ods;
mod origin;
mod other_kinds;
mod r1c1;
mod raw;
mod sniff;
mod spreadsheetml;
mod text;
mod workbook;
mod xls;
mod xlsb;
mod xlsx;

pub use budget::Limits;
pub use error::{OtherKind, ReadError};
pub use origin::{is_koreksi_by_program, read_marked_origin, read_origin};
pub use workbook::{is_workbook, read};
