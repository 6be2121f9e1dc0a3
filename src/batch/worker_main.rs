//! The worker's side of a worker process: takes tasks from standard input until it ends, within bounds that
//! it enforces itself.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Bounds;
use super::panics::{STACK_BYTES, catch_panic};
use super::task::{self, MessageParts, Task, receive, send};

/// Interval at which a worker compares itself with its bounds. Meanwhile its memory may grow by some tens of
/// megabytes.
const CHECK_INTERVAL: Duration = Duration::from_millis(20);

/// Serves tasks until standard input ends.
///
/// # Errors
///
/// If no thread can be started, or the pipe breaks.
pub fn serve<T: Task>(bounds: Bounds) -> io::Result<()> {
    limit_memory(bounds);
    let (under_way, watched) = channel();
    thread::spawn(move || enforce_bounds(&watched, bounds));
    let work = move || -> io::Result<()> {
        // The current thread belongs to the pool, so no other one is started if only one is allowed.
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(bounds.threads)
            .stack_size(STACK_BYTES)
            .use_current_thread()
            .build();
        let _pool = pool.map_err(io::Error::other)?;
        let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
        while let Some(parts) = receive(&mut input)? {
            let _ = under_way.send(());
            let (text, files) = run_task::<T>(&parts);
            send(&mut output, &text, &files)?;
            let _ = under_way.send(());
        }
        Ok(())
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
    thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

/// Does a task and returns the serialized result with the files. The error of a task is part of the result.
fn run_task<T: Task>((task, files): &MessageParts) -> MessageParts {
    let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let result = match serde_json::from_slice::<T>(task) {
        Ok(task) => catch_panic(|| task.run(&files)).map_err(|why| why.say(task.lang())),
        Err(error) => Err(error.to_string()),
    };
    let (result, files) = match result {
        Ok((done, files)) => (Ok(done), files),
        Err(why) => (Err(why), Vec::new()),
    };
    (serde_json::to_vec(&result).unwrap_or_default(), files)
}

/// Ends the process when a task exceeds its bounds, or when the parent is gone. No thread can be stopped from
/// outside, but a process can. The messages alternate: a task begins, a task ends.
fn enforce_bounds(under_way: &Receiver<()>, bounds: Bounds) {
    let parent = parent();
    while under_way.recv().is_ok() {
        let begun = Instant::now();
        loop {
            match under_way.recv_timeout(CHECK_INTERVAL) {
                Ok(()) => break,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if begun.elapsed() >= Duration::from_secs(bounds.seconds) || self::parent() != parent {
                std::process::exit(task::EXIT_TIME_LIMIT);
            }
            #[cfg(not(target_os = "linux"))]
            if memory().is_some_and(|bytes| bytes as u64 > bounds.megabytes << 20) {
                std::process::exit(task::EXIT_MEMORY_LIMIT);
            }
        }
    }
}

/// Returns the id of the parent process; it changes once the parent was killed.
#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

/// Returns a constant: other systems do not tell. On Windows a job object ends the worker.
#[cfg(not(unix))]
fn parent() -> u32 {
    0
}

/// Returns the memory of this process in bytes; `None` if it cannot be determined.
///
/// On Windows this is the committed memory, since the working set includes the program's own code. Elsewhere
/// committed memory costs nothing, so it is the resident memory.
#[cfg(not(target_os = "linux"))]
fn memory() -> Option<usize> {
    let now = memory_stats::memory_stats()?;
    Some(if cfg!(windows) { now.virtual_mem } else { now.physical_mem })
}

/// Makes the system refuse memory beyond the bounds. Does nothing outside of Linux, where `enforce_bounds` compares
/// it.
fn limit_memory(bounds: Bounds) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // Address space that is reserved and never used counts too: stacks and the allocator's arenas. In
        // megabytes, for the process and for each further thread.
        const RESERVED_MEGABYTES: u64 = 512;
        const MEGABYTES_PER_THREAD: u64 = 72;
        let of_threads = MEGABYTES_PER_THREAD.saturating_mul(bounds.threads.saturating_sub(1) as u64);
        let set_aside = RESERVED_MEGABYTES.saturating_add(of_threads);
        let before = getrlimit(Resource::As);
        let asked = (bounds.megabytes.saturating_add(set_aside)).saturating_mul(1 << 20);
        let current = before.maximum.map_or(asked, |maximum| maximum.min(asked));
        // Ignore errors: without this limit, that of the machine still applies.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(current), maximum: before.maximum });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = bounds;
}
