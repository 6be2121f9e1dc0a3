//! Contains panics of libraries: a damaged file that makes a library panic fails alone, and prints nothing.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread runs a guarded reader.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader. Returns `None` if it panics.
pub(super) fn catch_panic<T>(read: impl FnOnce() -> T) -> Option<T> {
    // The default hook prints every panic to standard error, where it would show up between the lines of a
    // batch. This hook is silent for guarded calls and passes on every other panic.
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                usual(info);
            }
        }));
    });
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(before);
    result.ok()
}
