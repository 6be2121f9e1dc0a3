//! Limits for the work on one file, both in a worker process of the command-line program and in a Web Worker
//! of the page.

/// Maximum size of an input in bytes. The largest workbooks of offices are around ten megabytes.
pub const MAX_FILE_BYTES: u64 = 512 << 20;

/// Limits on the time, memory and threads for one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Maximum time, in seconds.
    pub seconds: u64,
    /// Maximum memory, in megabytes of 2²⁰ bytes.
    pub megabytes: u64,
    /// Maximum number of threads that work on the file at once.
    pub threads: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { seconds: 120, megabytes: 2048, threads: 1 }
    }
}
