//! The other side of a worker: takes tasks from standard input until it ends, within bounds that
//! it sets itself.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::Bounds;
use super::isolated::{STACK_BYTES, isolated};
use super::task::{self, Parts, Task, receive, send};

/// How often a worker looks whether it is past its bounds. Memory that is asked for fast grows by
/// some tens of megabytes in between.
const TICK: Duration = Duration::from_millis(20);

/// Serves until there are no more tasks.
pub fn serve<T: Task>(bounds: Bounds) -> io::Result<()> {
    limit_memory(bounds);
    let (under_way, watched) = channel();
    thread::spawn(move || watch(&watched, bounds));
    let work = move || -> io::Result<()> {
        // This thread is one of them: where it is the only one no other is started.
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(bounds.threads)
            .stack_size(STACK_BYTES)
            .use_current_thread()
            .build();
        let _pool = pool.map_err(io::Error::other)?;
        let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
        while let Some(parts) = receive(&mut input)? {
            let _ = under_way.send(());
            let (text, files) = answer::<T>(&parts);
            send(&mut output, &text, &files)?;
            let _ = under_way.send(());
        }
        Ok(())
    };
    let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn(work)?;
    thread.join().unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
}

fn answer<T: Task>((task, files): &Parts) -> Parts {
    let files: Vec<&[u8]> = files.iter().map(Vec::as_slice).collect();
    let result = match serde_json::from_slice::<T>(task) {
        Ok(task) => isolated(|| task.run(&files)).map_err(|why| why.say(task.lang())),
        Err(error) => Err(error.to_string()),
    };
    let (result, files) = match result {
        Ok((done, files)) => (Ok(done), files),
        Err(why) => (Err(why), Vec::new()),
    };
    (serde_json::to_vec(&result).unwrap_or_default(), files)
}

/// Ends the process when a task is past its bounds, or nobody waits for it any more: no thread can
/// be stopped from outside, but a process can. Each message is the beginning of a task or its end.
fn watch(under_way: &Receiver<()>, bounds: Bounds) {
    let parent = parent();
    while under_way.recv().is_ok() {
        let begun = Instant::now();
        loop {
            match under_way.recv_timeout(TICK) {
                Ok(()) => break,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if begun.elapsed() >= Duration::from_secs(bounds.seconds) || self::parent() != parent {
                std::process::exit(task::TOO_LONG);
            }
            #[cfg(not(target_os = "linux"))]
            if memory().is_some_and(|bytes| bytes as u64 > bounds.megabytes << 20) {
                std::process::exit(task::TOO_MUCH);
            }
        }
    }
}

/// Who waits for the answer; another once it was killed.
#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

/// Nobody tells who waits.
#[cfg(not(unix))]
fn parent() -> u32 {
    0
}

/// The memory that this process has. On Windows what the system has promised to it, used yet or not:
/// what is in use there counts the program's own code too. Elsewhere a promise costs nothing.
#[cfg(not(target_os = "linux"))]
fn memory() -> Option<usize> {
    let now = memory_stats::memory_stats()?;
    Some(if cfg!(windows) { now.virtual_mem } else { now.physical_mem })
}

/// Has the system refuse more memory.
fn limit_memory(bounds: Bounds) {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        // Address space that is set aside and never used counts too: stacks, the allocator's own, of
        // which each thread has one.
        const SET_ASIDE: u64 = 512;
        const OF_A_THREAD: u64 = 72;
        let of_threads = OF_A_THREAD.saturating_mul(bounds.threads.saturating_sub(1) as u64);
        let set_aside = SET_ASIDE.saturating_add(of_threads);
        let before = getrlimit(Resource::As);
        let asked = (bounds.megabytes.saturating_add(set_aside)).saturating_mul(1 << 20);
        let current = before.maximum.map_or(asked, |maximum| maximum.min(asked));
        // Without the limit there is still that of the machine.
        let _ = setrlimit(Resource::As, Rlimit { current: Some(current), maximum: before.maximum });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = bounds;
}
