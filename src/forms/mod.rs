//! The known table forms, as data. Two rooms use them: `normalize` recognizes tables by them,
//! `write` lays tables out by them. A form is one TOML file beside this one; the codes are those
//! of Permendagri 86/2017.

mod builtin;
mod form;
mod user;
mod written;

pub use builtin::builtin;
pub(crate) use builtin::telling;
pub use form::{Belongs, ColumnForm, Form, Kind, RowRelation, Rows};
pub use user::Forms;
pub use written::{Fault, read_user};
