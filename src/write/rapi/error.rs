//! The error of writing a workbook.

use rust_xlsxwriter::XlsxError;

/// Writing failed, because of a limit of the format or because of a bug.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct WriteError(pub(super) String);

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}
