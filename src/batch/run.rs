//! Works on several files at once, and passes the results on in the order of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::file_faults::{read_error_message, read_limited};
use super::panics::{STACK_BYTES, catch_panic};
use super::{Bounds, Source};
use crate::bounds::MAX_FILE_BYTES;
use crate::model::Message;

/// Works on files, `jobs` at once, and passes each result to `sink` in the order of `sources`, as soon as it
/// and all before it are there. Returns the number of files that were not worked on.
///
/// `work` gets the index of a file in `sources`, the file and its bytes. A panic in it becomes the result of
/// that file. If `sink` breaks off, files under way are finished and their results dropped. Once
/// `interrupted` is set, no file is begun; those under way are finished and passed on.
///
/// # Errors
///
/// If no thread can be started.
pub fn run<T: Send>(
    sources: &[Source],
    jobs: usize,
    bounds: Bounds,
    interrupted: &AtomicBool,
    work: impl Fn(usize, &Source, &[u8]) -> Result<T, Message> + Sync,
    mut sink: impl FnMut(&Source, Result<T, Message>) -> ControlFlow<()>,
) -> Result<usize, Message> {
    let jobs = jobs.clamp(1, sources.len().max(1));
    let turns = Permits::new(jobs, sources.len());
    let files = Mutex::new(sources.iter().enumerate());
    let next = || files.lock().unwrap_or_else(PoisonError::into_inner).next();
    let stopped = AtomicBool::new(false);
    let goes_on = || !stopped.load(Ordering::Relaxed) && !interrupted.load(Ordering::Relaxed);
    let each = |sender: mpsc::Sender<(usize, Result<T, Message>)>| {
        while let Some((place, source)) = next() {
            let loaded = goes_on().then(|| catch_panic(|| load_bytes(source, bounds)));
            let _turn = turns.acquire(place);
            if let Some(loaded) = loaded.filter(|_| goes_on()) {
                // Ignore send errors: the receiver is only gone if nobody wants the results.
                let _ = sender.send((place, catch_panic(|| work(place, source, &loaded?))));
            }
        }
    };
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        // Start two threads per job: one has the next file read when the work of the other is done.
        for number in 0..jobs.saturating_mul(2).min(sources.len()) {
            let sender = sender.clone();
            let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || each(sender));
            // A single thread is enough for all files, if no more can be started.
            if let Err(error) = thread
                && number == 0
            {
                return Err(Message::new("cli.threads").with("detail", error.to_string()));
            }
        }
        drop(sender);
        let mut left = sources.len();
        let mut waiting: BTreeMap<usize, Result<T, Message>> = BTreeMap::new();
        let mut told = 0;
        let mut hand_on = |place: usize, result: Result<T, Message>| {
            if !stopped.load(Ordering::Relaxed) && sink(&sources[place], result).is_break() {
                stopped.store(true, Ordering::Relaxed);
            }
        };
        for (place, result) in &results {
            left = left.saturating_sub(1);
            waiting.insert(place, result);
            while let Some(result) = waiting.remove(&told) {
                hand_on(told, result);
                told += 1;
            }
        }
        // After an interruption, a file may be done although one before it was never begun.
        for (place, result) in waiting {
            hand_on(place, result);
        }
        Ok(left)
    })
}

/// Concurrency permits, granted in the order of the files.
struct Permits {
    state: Mutex<PermitState>,
    changed: Condvar,
}

/// The files that wait for a permit, and the number of free permits.
struct PermitState {
    places: BTreeSet<usize>,
    free: usize,
}

/// A permit to work on a file; returned when it is dropped.
struct Permit<'a>(&'a Permits);

impl Permits {
    /// Maximum time that a file waits for an earlier one that is not read yet: a network drive may not
    /// answer.
    const MAX_WAIT: Duration = Duration::from_secs(1);

    fn new(at_once: usize, files: usize) -> Self {
        let state = Mutex::new(PermitState { places: (0..files).collect(), free: at_once });
        Self { state, changed: Condvar::new() }
    }

    /// Waits for the permit of this file.
    fn acquire(&self, place: usize) -> Permit<'_> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_later = |waiting: &mut PermitState| waiting.places.first() != Some(&place);
        let state = self.changed.wait_timeout_while(state, Self::MAX_WAIT, is_later);
        let (state, _) = state.unwrap_or_else(PoisonError::into_inner);
        let state = self.changed.wait_while(state, |waiting| waiting.free == 0);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        state.places.remove(&place);
        state.free -= 1;
        self.changed.notify_all();
        Permit(self)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).free += 1;
        self.0.changed.notify_all();
    }
}

/// Returns the bytes of a file, or the reason why there are none.
fn load_bytes(source: &Source, bounds: Bounds) -> Result<Vec<u8>, Message> {
    if let Some(problem) = &source.problem {
        return Err(problem.clone());
    }
    let (sender, bytes) = mpsc::channel();
    let path = source.path.clone();
    // Read on a separate thread, since nothing can interrupt a read from a network drive that does not
    // answer. Only that thread goes on waiting.
    let read = thread::Builder::new().spawn(move || drop(sender.send(read_limited(&path))));
    read.map_err(|error| read_error_message(&error))?;
    let bytes = bytes
        .recv_timeout(Duration::from_secs(bounds.seconds))
        .map_err(|_| Message::new("cli.no_answer").with("seconds", bounds.seconds.to_string()))?;
    bytes.map_err(|error| read_error_message(&error))?.ok_or_else(|| {
        let megabytes = usize::try_from(MAX_FILE_BYTES >> 20).unwrap_or(usize::MAX);
        Message::new("cli.too_big").with("limit", megabytes)
    })
}
