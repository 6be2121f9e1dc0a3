//! Why a file could not be read.

use crate::model::Message;

/// A kind of file that people take for a workbook, or that lies beside workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherKind {
    /// A text document of Word or another program.
    Word,
    /// A page of print.
    Pdf,
    /// A photograph, a scan or a drawing.
    Picture,
    /// Slides of PowerPoint or another program.
    Presentation,
    /// Files packed together.
    Archive,
    /// Symbolic Link, a text format of spreadsheets before 1990 that some programs still export.
    Sylk,
    /// A workbook of Excel 2 to 4, from before 1994, which is one stream of records without a container.
    OldExcel,
    /// Text in which no table was found.
    Text,
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in it.
    #[error("empty file")]
    Empty,
    /// It is no workbook, and of no kind that is known otherwise.
    #[error("not a workbook")]
    NotAWorkbook,
    /// It is a file of another kind.
    #[error("not a workbook but {0:?}")]
    Other(OtherKind),
    /// It is locked with a password.
    #[error("protected by a password")]
    Encrypted,
    /// It is a package whose end is missing: a download or a copy that stopped.
    #[error("cut off")]
    CutOff,
    /// It is a workbook that is damaged; the text names the place.
    #[error("damaged: {0}")]
    Damaged(String),
    /// It has more cells than the limit.
    #[error("more than {0} cells")]
    TooManyCells(usize),
    /// It unfolds to more bytes than the limit.
    #[error("unfolds to more than {0} bytes")]
    TooManyBytes(u64),
}

impl ReadError {
    /// What is wrong and what to do, for a person.
    #[must_use]
    pub fn message(&self) -> Message {
        let count = |n: u64| crate::text::number::show(n.into());
        match self {
            Self::Empty => Message::new("read.empty"),
            Self::NotAWorkbook => Message::new("read.not_a_workbook"),
            Self::Other(kind) => Message::new(match kind {
                OtherKind::Word => "read.word",
                OtherKind::Pdf => "read.pdf",
                OtherKind::Picture => "read.picture",
                OtherKind::Presentation => "read.presentation",
                OtherKind::Archive => "read.archive",
                OtherKind::Sylk => "read.sylk",
                OtherKind::OldExcel => "read.old_excel",
                OtherKind::Text => "read.no_table",
            }),
            Self::Encrypted => Message::new("read.encrypted"),
            Self::CutOff => Message::new("read.cut_off"),
            Self::Damaged(place) => Message::new("read.damaged").with("place", place.as_str()),
            Self::TooManyCells(limit) => {
                Message::new("read.too_many_cells").with("limit", count(*limit as u64))
            }
            Self::TooManyBytes(limit) => {
                Message::new("read.too_many_bytes").with("limit", count(*limit >> 20))
            }
        }
    }
}
