//! The known table forms, as data: one TOML file per form in this folder. `normalize` recognizes tables by
//! them, and `write` lays tables out by them. Codes such as `T-C.33` are those of Permendagri 86/2017.

mod builtin;
mod form;
mod user;
mod written;

pub use builtin::builtin_forms;
pub(crate) use builtin::row_defining_forms;
pub use form::{Belongs, ColumnForm, Form, Kind, RowRelation, Rows};
pub use user::Forms;
pub use written::{Fault, parse_form};
