//! Shared by the tests: the workbooks of the project, and the domain model as text.
#![allow(dead_code, missing_docs)]

pub mod office;
pub mod resave;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;

use renja::model::own::Origin;
use renja::model::{Book, Lang, Renja, Values};
use renja::read::{self, Limits};
use renja::text::digest::digest;
use renja::write::rapi::{Document, Paper};

pub const WORKBOOKS: [&str; 6] = [
    "renja-bkd-2018.xls",
    "renja-bkd-2019.xls",
    "renja-bkd-2020.ods",
    "renja-bkd-2021-tempelan-word.xlsx",
    "renja-bkd-2021.xlsx",
    "renja-bkpsdm-2022.xlsx",
];

pub fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("workbooks").join(name)
}

pub fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).expect("a workbook of the project")
}

pub fn book(name: &str) -> Book {
    read::read(&bytes(name), &Limits::default()).expect("a workbook of the project is readable")
}

pub fn normalize(book: &Book) -> Renja {
    renja::normalize::normalize(book, &renja::forms::Forms::default())
}

/// The origin of an input whose content does not matter.
pub static ORIGIN: LazyLock<Origin> = LazyLock::new(|| Origin::rapi("renja.xlsx", digest(b"renja")));

/// Returns a document without findings: the tables only.
pub fn document<'a>(book: &'a Book, renja: &'a Renja) -> Document<'a> {
    Document {
        name: "renja.xlsx",
        origin: &ORIGIN,
        book,
        renja,
        findings: &[],
        remaining: &[],
        coverage: &[],
        tested: &[],
        silenced: 0,
        cases: &[],
        applied: &[],
        decided: &[],
        rules: &[],
        lang: Lang::Id,
        paper: Paper::F4,
    }
}

/// Returns the domain model as text: everything except cell addresses and printed text. Columns are sorted by
/// key, so that their order on the sheet does not matter.
pub fn model(renja: &Renja) -> String {
    let mut out = String::new();
    let organisation = renja.organisation.as_ref().map(|o| o.value.as_str());
    let _ = writeln!(out, "{:?} {organisation:?}", renja.year);
    for table in &renja.tables {
        let _ = writeln!(out, "== {}", table.form.code);
        let line = |values: &Values| {
            let mut parts: Vec<String> =
                table.columns_of(values).map(|(c, v)| format!("{}={}", c.key, v.value)).collect();
            parts.sort();
            parts.join(" | ")
        };
        for item in &table.items {
            let parent = item.parent.map(|p| table.label(&table.items[p]));
            let _ = writeln!(out, "{:?} < {parent:?}: {}", item.level, line(&item.values));
            for indikator in &item.indikator {
                let _ = writeln!(out, "   - {}", line(&indikator.values));
            }
        }
    }
    out
}

/// Returns the first pair of lines in which two texts differ, for a readable message.
pub fn first_difference(a: &str, b: &str) -> String {
    for (i, (x, y)) in a.lines().zip(b.lines()).enumerate() {
        if x != y {
            return format!("line {}:\n  {x}\n  {y}", i + 1);
        }
    }
    format!("{} and {} lines", a.lines().count(), b.lines().count())
}
