//! Many files: walk, work in parallel, isolate, progress. The file system, the clock and threads
//! are here and in `cli` alone.
