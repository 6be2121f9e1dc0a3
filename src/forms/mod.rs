//! The known table forms, as data. Two rooms use them: `normalize` recognizes tables by them,
//! `write` lays tables out by them. A form is one TOML file beside this one; the codes are those
//! of Permendagri 86/2017.

mod user;

use std::sync::{Arc, LazyLock, OnceLock};

use serde::{Deserialize, Serialize};

use crate::text::formula::Formula;

pub use user::{Fault, Forms, read_user};

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

/// The files of this folder that say how their rows hang together. Of forms that fit a table as well the first is
/// taken; one that extends another stands behind it.
const TELLING: [&str; 13] = [
    include_str!("t-c.29.toml"),
    include_str!("t-c.30.toml"),
    include_str!("t-c.31.toml"),
    include_str!("tujuan.toml"),
    include_str!("sasaran.toml"),
    include_str!("rekapitulasi.toml"),
    include_str!("t-c.32.toml"),
    include_str!("t-c.33.toml"),
    include_str!("e.81.toml"),
    include_str!("e.58.toml"),
    include_str!("e.60.toml"),
    include_str!("e.79.toml"),
    include_str!("sipd.toml"),
];

/// The others. Reading a form takes longer than checking a small workbook: these are read when a title asks for them.
const NAMING: [&str; 22] = [
    include_str!("rka.toml"),
    include_str!("rka-1.toml"),
    include_str!("t-c.23.toml"),
    include_str!("t-c.24.toml"),
    include_str!("t-c.27.toml"),
    include_str!("e.80.toml"),
    include_str!("rka-rincian.toml"),
    include_str!("rka-2.2.toml"),
    include_str!("dpa-2.2.toml"),
    include_str!("dppa.toml"),
    include_str!("rab.toml"),
    include_str!("anggaran-kas.toml"),
    include_str!("apbd.toml"),
    include_str!("apbd-perubahan.toml"),
    include_str!("penjabaran.toml"),
    include_str!("lra.toml"),
    include_str!("rfk.toml"),
    include_str!("spj.toml"),
    include_str!("apbdes.toml"),
    include_str!("realisasi-apbdes.toml"),
    include_str!("bku.toml"),
    include_str!("rkas.toml"),
];

/// The forms that the program brings.
#[must_use]
pub fn builtin() -> &'static [Arc<Form>] {
    static FORMS: LazyLock<Vec<Arc<Form>>> =
        LazyLock::new(|| telling().iter().cloned().chain((0..NAMING.len()).map(naming)).collect());
    &FORMS
}

/// Those of them that say how their rows hang together.
pub(crate) fn telling() -> &'static [Arc<Form>] {
    static FORMS: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
        let mut forms: Vec<Arc<Form>> = Vec::new();
        for text in TELLING {
            let form = own(text, &forms);
            forms.push(form);
        }
        forms
    });
    &FORMS
}

/// One of the others, by its place.
fn naming(place: usize) -> Arc<Form> {
    static FORMS: [OnceLock<Arc<Form>>; NAMING.len()] = [const { OnceLock::new() }; NAMING.len()];
    let read = || {
        let text = NAMING[place];
        let known: Vec<Arc<Form>> =
            if text.starts_with("extends") { (0..place).map(naming).collect() } else { Vec::new() };
        own(text, &known)
    };
    FORMS[place].get_or_init(read).clone()
}

/// A form of this folder.
fn own(text: &str, known: &[Arc<Form>]) -> Arc<Form> {
    Arc::new(read_user(text, known).expect("the forms in this folder are read by a test"))
}

/// The title words of each of the others, as their files print them on one line: told without reading the form.
fn naming_titles() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    NAMING.iter().map(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("title = [")).unwrap_or_default();
        line.split('"').skip(1).step_by(2)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn titles_are_told_without_reading_a_form() {
        for (place, titles) in super::naming_titles().enumerate() {
            let form = super::naming(place);
            assert!(!form.tells_rows(), "{}: it belongs to the others", form.code);
            assert_eq!(titles.collect::<Vec<_>>(), form.title, "{}: on one line, folded", form.code);
        }
        assert!(super::telling().iter().all(|form| form.tells_rows()));
    }

    #[test]
    fn every_form_is_readable_and_names_each_column_once() {
        for form in super::builtin() {
            let keys: HashSet<&str> = form.columns.iter().map(|c| c.key.as_str()).collect();
            assert_eq!(keys.len(), form.columns.len(), "{}: a key stands twice", form.code);
            for column in &form.columns {
                assert!(!column.head.is_empty(), "{} {}: no header", form.code, column.key);
                for words in column.words.iter().chain(&column.under) {
                    assert_eq!(
                        words,
                        &crate::text::fold::fold(words),
                        "{} {}: not folded",
                        form.code,
                        column.key
                    );
                }
            }
        }
    }
}
