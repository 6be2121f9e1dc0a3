//! A library that panics on a damaged file costs that file, and prints nothing of its own.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; `None` where it panics.
pub(super) fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    // The hook prints each panic to standard error, where a batch's reader would see it: this one
    // keeps silent for our guarded calls and hands every other panic on.
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
