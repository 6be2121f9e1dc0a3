//! Why a workbook could not be written.

use rust_xlsxwriter::XlsxError;

/// Writing failed: a limit of the format, or a bug.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct WriteError(pub(super) String);

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}
