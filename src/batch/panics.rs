//! Isolates the work on one file from that on others.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::model::{Message, fault_report_hint};

/// Stack of a thread that works on files. Readers that descend into nested XML need more than the default of
/// two megabytes.
pub(super) const STACK_BYTES: usize = 8 << 20;

/// Runs the work on one file and turns a panic into an error of that file.
///
/// # Errors
///
/// The work's own error, or a message that names the panic.
pub(super) fn catch_panic<T>(work: impl FnOnce() -> Result<T, Message>) -> Result<T, Message> {
    // The work owns whatever state a panic leaves inconsistent, and that is dropped with it.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let detail = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "panic".to_owned());
        Err(Message::new("cli.panicked").with("detail", detail).with("report", fault_report_hint()))
    })
}
