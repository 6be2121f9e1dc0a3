//! What the program is about: cells and their values, the plan (Renja) with its tables, and what
//! checking and correcting say of it. The five steps meet in these types alone.

mod added;
mod book;
mod case;
mod cell;
mod cells;
mod content;
mod coverage;
mod decision;
pub mod evaluate;
mod finding;
mod ground;
pub mod inexact;
mod message;
pub mod own;
mod relation;
mod renja;
mod rows;
mod same;
mod summary;
mod value;
mod values;
mod wide;
mod years;

pub use added::{Part, Sum, What, is_subtotal, plain_sum};
pub use book::{Book, Sheet, Visibility};
pub use case::{Applied, Case, Change, Class, DecidedBy, Proposal};
pub use cell::{Area, CellRef, SheetId, a1, column_name};
pub use cells::{Cells, Place};
pub use content::{Cell, CellContent, Format};
pub use coverage::{Reading, SheetCoverage};
pub use decision::{Choice, Decided, Decision, Key, Outcome, Refusal, shown};
pub use finding::{Finding, Related, Severity};
pub use ground::Ground;
pub use message::{Arg, Lang, Message, clipped};
pub use relation::{Relation, RelationKind, Term, sum};
pub use renja::{
    Balance, Column, Indikator, Item, ItemId, Level, Page, Renja, Skipped, Summed, Table, TableId,
};
pub use rows::{Row, rows};
pub use same::{Name, pair_up};
pub use summary::{Output, ProgramPagu, Status, Summary, total_of};
pub use value::{Cited, Value};
pub use values::Values;
pub use wide::{FIELDS, Id, MeasureColumn, Wide, WideRow, ids, row_count};
pub use years::{ProgramYears, Series, Year, years};
