//! The reasons why a file cannot be read.

use crate::model::Message;

/// A kind of file that people take for a workbook, or that lies beside workbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherKind {
    /// A text document of Word or another program.
    Word,
    /// A PDF document.
    Pdf,
    /// A photograph, a scan or a drawing.
    Picture,
    /// Slides of PowerPoint or another program.
    Presentation,
    /// A packed archive, such as RAR, 7z or gzip, or a ZIP archive that is no document.
    Archive,
    /// Symbolic Link, a text format of spreadsheets before 1990 that some programs still export.
    Sylk,
    /// A workbook of Excel 2 to 4, from before 1994, which is one stream of records without a container.
    OldExcel,
    /// Text in which no table was found.
    Text,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The file is empty, or holds nothing but blanks.
    #[error("empty file")]
    Empty,
    /// The file is no workbook and of no other known kind.
    #[error("not a workbook")]
    NotAWorkbook,
    /// The file is of another known kind.
    #[error("not a workbook but {0:?}")]
    Other(OtherKind),
    /// The file is protected by a password.
    #[error("protected by a password")]
    Encrypted,
    /// The file is a package whose end is missing: a download or a copy that stopped.
    #[error("cut off")]
    CutOff,
    /// The file is a damaged workbook. The text names the damaged part, sheet or format.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The workbook has more cells than this limit.
    #[error("more than {0} cells")]
    TooManyCells(usize),
    /// The workbook unfolds to more bytes than this limit.
    #[error("unfolds to more than {0} bytes")]
    TooManyBytes(u64),
}

impl ReadError {
    /// Returns the message for a person: what is wrong and what to do.
    #[must_use]
    pub fn message(&self) -> Message {
        let count = |n: u64| crate::text::number::format_grouped(n.into());
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
