//! What the work on one file may take, wherever it is done: in a worker process of the program or in one of the page.

/// Maximum size of an input in bytes. The largest workbooks of offices are around ten megabytes.
pub const MAX_FILE_BYTES: u64 = 512 << 20;

/// What work on one file may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Seconds.
    pub seconds: u64,
    /// Memory.
    pub megabytes: u64,
    /// Threads that may work on it at once.
    pub threads: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { seconds: 120, megabytes: 2048, threads: 1 }
    }
}
