//! The definition of a table form: its columns, what they contain, and how its rows hang together.

use serde::{Deserialize, Serialize};

use crate::text::column_formula::Formula;

/// A table form.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The code of the form, such as `T-C.33`, or the table's own name if the regulation gives no code.
    pub code: String,
    /// The name of the table, in Indonesian.
    pub name: String,
    /// The regulation that defines the form. Empty for the layout of a table that has no official form.
    pub source: String,
    /// Folded words or phrases that identify the title of such a table. One of them is enough.
    #[serde(default)]
    pub title: Vec<String>,
    /// How the rows hang together.
    pub rows: Rows,
    /// The columns, in the official order.
    #[serde(rename = "column")]
    pub columns: Vec<ColumnForm>,
    /// Relations within a row that no number row states.
    #[serde(default, rename = "relation")]
    pub relations: Vec<RowRelation>,
}

/// How the rows of a form hang together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Rows {
    /// Program > kegiatan > sub kegiatan, each with its indicators below it.
    Tree,
    /// A list: every row stands for itself.
    List,
    /// Unknown to the form. The sheet's own formulas, codes, numbering and print show the structure; the form
    /// only names the columns and states how they depend on each other.
    Own,
}

/// A column of a form.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnForm {
    /// The key by which the program refers to the column: `pagu`.
    pub key: String,
    /// The column's number in the official number row, if it has one.
    #[serde(default)]
    pub number: Option<u32>,
    /// The right side of the number, if the official number row prints a formula: `7/6`.
    #[serde(default)]
    pub formula: Option<String>,
    /// The kind of values in the cells.
    pub kind: Kind,
    /// What the cells belong to.
    #[serde(default)]
    pub belongs: Belongs,
    /// Whether the amounts add up along the levels.
    #[serde(default)]
    pub adds_up: bool,
    /// The lines of the official header, outermost first. `{n}`, `{n+1}`, `{n-2}` stand for years.
    pub head: Vec<String>,
    /// Other wordings of the innermost header line, folded.
    #[serde(default)]
    pub words: Vec<String>,
    /// Wordings of the header line above, folded, for columns with the same innermost header.
    #[serde(default)]
    pub under: Vec<String>,
    /// The year of the figures as an offset from the plan's year, or `None` if they are not of one year.
    #[serde(default)]
    pub year: Option<i32>,
    /// Whether the column is not part of the official form, but is recognized and written if a sheet has it.
    #[serde(default)]
    pub optional: bool,
    /// The width in the result, in characters.
    pub width: f32,
}

/// The kind of values in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An account code.
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
    /// A bare number, such as the number of programs.
    Count,
}

/// What the cells of a column belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, Serialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Belongs {
    /// A program, kegiatan or sub kegiatan: one value for all of its indicators.
    #[default]
    Item,
    /// A single indicator.
    Indikator,
    /// A group of items, such as a tujuan or sasaran.
    Group,
}

/// A relation within a row: `jumlah` is `volume * harga`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RowRelation {
    /// The key of the computed column.
    pub column: String,
    /// The formula over the keys of columns: `volume * harga * (1 + ppn / 100)`.
    pub is: String,
}

impl Form {
    /// Whether a regulation or the user defined this form, as opposed to the layout of a table without a
    /// form. Decides the layout of the result and whose header words are official. The severity of a finding
    /// does not depend on it, but on the ground of its relation.
    #[must_use]
    pub fn is_official(&self) -> bool {
        !self.source.is_empty()
    }

    /// Whether the form states how the rows hang together. Otherwise only the evidence of the sheet itself
    /// does.
    #[must_use]
    pub fn defines_rows(&self) -> bool {
        self.rows != Rows::Own
    }

    /// Returns the column with this key, or `None` if there is none.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&ColumnForm> {
        self.columns.iter().find(|c| c.key == key)
    }

    /// Returns the formula of a relation over the indices of the form's columns. `None` if the text is not a
    /// formula or names an unknown column.
    #[must_use]
    pub fn formula(&self, relation: &RowRelation) -> Option<Formula> {
        let place = |key: &str| self.columns.iter().position(|column| column.key == key);
        Formula::parse_with_names(&relation.is, &|key| u32::try_from(place(key)?).ok())
    }
}
