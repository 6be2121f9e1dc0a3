//! What is known of a table form: its columns, what they hold, and how its rows hang together.

use serde::{Deserialize, Serialize};

use crate::text::formula::Formula;

/// A table form.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// `T-C.33`, or the table's own name where the regulation gives no code.
    pub code: String,
    /// What the table is called, in Indonesian.
    pub name: String,
    /// The regulation that it comes from; empty for the layout of a table that has no official form.
    pub source: String,
    /// Words of which a title of this table carries at least one, folded.
    #[serde(default)]
    pub title: Vec<String>,
    /// How the rows hang together.
    pub rows: Rows,
    /// The columns, in the official order.
    #[serde(rename = "column")]
    pub columns: Vec<ColumnForm>,
    /// What must agree within a row, where no number row says it.
    #[serde(default, rename = "relation")]
    pub relations: Vec<RowRelation>,
}

/// How the rows of a form hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rows {
    /// Program > kegiatan > sub kegiatan, with indicators below each.
    Tree,
    /// Every row stands for itself.
    List,
    /// As the sheet itself shows by its formulas, codes, numbers and print. Such a form names the columns, and says
    /// what they have to do with each other.
    Own,
}

/// A column of a form.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnForm {
    /// What the program calls it: `pagu`.
    pub key: String,
    /// Its number in the official number row.
    #[serde(default)]
    pub number: Option<u32>,
    /// The right side of its number, where the official number row prints a formula: `7/6`.
    #[serde(default)]
    pub formula: Option<String>,
    /// What its cells hold.
    pub kind: Kind,
    /// What its cells belong to.
    #[serde(default)]
    pub belongs: Belongs,
    /// Whether its amounts add up along the levels.
    #[serde(default)]
    pub adds_up: bool,
    /// The official header, outermost first. `{n}`, `{n+1}`, `{n-2}` stand for years.
    pub head: Vec<String>,
    /// Other words for the innermost header, folded.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words for the header above, folded, where the same words head several columns.
    #[serde(default)]
    pub under: Vec<String>,
    /// The year it speaks of, counted from the plan's year.
    #[serde(default)]
    pub year: Option<i32>,
    /// Recognized and written where it stands, but no part of the official form.
    #[serde(default)]
    pub optional: bool,
    /// The width it is written in, in characters.
    pub width: f32,
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A code of account.
    Kode,
    /// The running number of a row: `I.`, `1.`.
    Nomor,
    /// Words.
    Text,
    /// Money in rupiah.
    Rupiah,
    /// A target or realisation: a number with its unit, or a percentage.
    Quantity,
    /// A percentage.
    Percent,
    /// A bare number: how many programs.
    Count,
}

/// What the cells of a column belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Belongs {
    /// A program, kegiatan or sub kegiatan: stands once for all of its indicators.
    #[default]
    Item,
    /// One indicator.
    Indikator,
    /// A group of items: tujuan, sasaran.
    Group,
}

/// What must agree within a row: `jumlah` is `volume * harga`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RowRelation {
    /// The key of the column that is computed.
    pub column: String,
    /// The formula, over the keys of columns: `volume * harga * (1 + ppn / 100)`.
    pub is: String,
}

impl Form {
    /// Whether this is a form that somebody laid down, of a regulation or of a user's own, and not the layout
    /// of a table that has none. It tells which layout a table is written in and whose words are official;
    /// how severe a finding is follows from the ground of its relation.
    #[must_use]
    pub fn is_official(&self) -> bool {
        !self.source.is_empty()
    }

    /// Whether the form says how the rows hang together. Where it does not, that rests on the sheet's own evidence
    /// alone.
    #[must_use]
    pub fn tells_rows(&self) -> bool {
        self.rows != Rows::Own
    }

    /// The column with this key.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&ColumnForm> {
        self.columns.iter().find(|c| c.key == key)
    }

    /// What a relation computes, over the places of the form's columns.
    #[must_use]
    pub fn formula(&self, relation: &RowRelation) -> Option<Formula> {
        let place = |key: &str| self.columns.iter().position(|column| column.key == key);
        Formula::over_names(&relation.is, &|key| u32::try_from(place(key)?).ok())
    }
}
