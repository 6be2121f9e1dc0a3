//! Work on one file that must not take the others with it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::model::{Message, report_fault};

/// Readers that go down into nested XML want more than the two megabytes of a worker thread.
pub(super) const STACK_BYTES: usize = 8 << 20;

/// Runs the work on one file; a panic becomes that file's error.
pub(super) fn isolated<T>(work: impl FnOnce() -> Result<T, Message>) -> Result<T, Message> {
    // What a panic leaves half-done is the work's own and is dropped with it.
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let detail = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "panic".to_owned());
        Err(Message::new("cli.panicked").with("detail", detail).with("report", report_fault()))
    })
}
