//! What the program is about: cells and their values, the plan (Renja) with its tables, and what
//! checking and correcting say of it. The five steps meet in these types alone.

mod book;
mod case;
mod cell;
mod finding;
mod message;
mod relation;
mod renja;
mod value;

pub use book::{Book, Cell, CellContent, Format, Sheet, SheetId, Visibility};
pub use case::{Applied, Case, Change, Class, DecidedBy, Proposal};
pub use cell::{Area, CellRef, column_name};
pub use finding::{Finding, Related, Severity};
pub use message::{Arg, Lang, Message};
pub use relation::{Relation, RelationKind, Term, sum};
pub use renja::{Column, Indikator, Item, ItemId, Level, Renja, Skipped, Table, TableId};
pub use value::{Cited, Value};
