//! Works on many files at once, and hands the results on in the order of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use super::disk::{read, reading_failed};
use super::isolated::{STACK_BYTES, isolated};
use super::{Bounds, Source};
use crate::bounds::MAX_FILE_BYTES;
use crate::model::Message;

/// Works on files, `jobs` at once, each with its place in `sources`, and hands each result on in
/// the order of `sources`, as soon as it and all before it are there. A panic in one file is that
/// file's result. `sink` may break off: what is under way is then finished and dropped. Once
/// `interrupted` is set no file is begun; those under way are finished and handed on. Gives the
/// number of files that were not worked on.
pub fn run<T: Send>(
    sources: &[Source],
    jobs: usize,
    bounds: Bounds,
    interrupted: &AtomicBool,
    work: impl Fn(usize, &Source, &[u8]) -> Result<T, Message> + Sync,
    mut sink: impl FnMut(&Source, Result<T, Message>) -> ControlFlow<()>,
) -> Result<usize, Message> {
    let jobs = jobs.clamp(1, sources.len().max(1));
    let turns = Turns::new(jobs, sources.len());
    let files = Mutex::new(sources.iter().enumerate());
    let next = || files.lock().unwrap_or_else(PoisonError::into_inner).next();
    let stopped = AtomicBool::new(false);
    let goes_on = || !stopped.load(Ordering::Relaxed) && !interrupted.load(Ordering::Relaxed);
    let each = |sender: mpsc::Sender<(usize, Result<T, Message>)>| {
        while let Some((place, source)) = next() {
            let loaded = goes_on().then(|| isolated(|| load(source, bounds)));
            let _turn = turns.take(place);
            if let Some(loaded) = loaded.filter(|_| goes_on()) {
                // The receiver is gone only where nobody wants the result.
                let _ = sender.send((place, isolated(|| work(place, source, &loaded?))));
            }
        }
    };
    let (sender, results) = mpsc::channel();
    thread::scope(|scope| {
        // A thread more for each: it has the next file ready when the work on the one before is done.
        for number in 0..jobs.saturating_mul(2).min(sources.len()) {
            let sender = sender.clone();
            let thread = thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || each(sender));
            // One does for all of them, if it must.
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
        // After an interruption a file may be done whose forerunner was never begun.
        for (place, result) in waiting {
            hand_on(place, result);
        }
        Ok(left)
    })
}

/// Leave to work on files: on so many at once, in their order.
struct Turns {
    state: Mutex<Waiting>,
    changed: Condvar,
}

/// The files that nobody works on yet, and how many more may be begun at once.
struct Waiting {
    places: BTreeSet<usize>,
    free: usize,
}

/// Leave to work on a file, until it is dropped.
struct Turn<'a>(&'a Turns);

impl Turns {
    /// So long a file waits for one before it that is not there yet: a drive may not answer for that one.
    const PATIENCE: Duration = Duration::from_secs(1);

    fn new(at_once: usize, files: usize) -> Self {
        let state = Mutex::new(Waiting { places: (0..files).collect(), free: at_once });
        Self { state, changed: Condvar::new() }
    }

    /// Waits until it is this file's turn.
    fn take(&self, place: usize) -> Turn<'_> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let is_later = |waiting: &mut Waiting| waiting.places.first() != Some(&place);
        let state = self.changed.wait_timeout_while(state, Self::PATIENCE, is_later);
        let (state, _) = state.unwrap_or_else(PoisonError::into_inner);
        let state = self.changed.wait_while(state, |waiting| waiting.free == 0);
        let mut state = state.unwrap_or_else(PoisonError::into_inner);
        state.places.remove(&place);
        state.free -= 1;
        self.changed.notify_all();
        Turn(self)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).free += 1;
        self.0.changed.notify_all();
    }
}

/// The bytes of a file that was found.
fn load(source: &Source, bounds: Bounds) -> Result<Vec<u8>, Message> {
    if let Some(problem) = &source.problem {
        return Err(problem.clone());
    }
    let (sender, bytes) = mpsc::channel();
    let path = source.path.clone();
    // On a thread of its own: what a network drive does not answer, nothing can break off. That
    // thread goes on waiting, and the others need not.
    let read = thread::Builder::new().spawn(move || drop(sender.send(read(&path))));
    read.map_err(|error| reading_failed(&error))?;
    let bytes = bytes
        .recv_timeout(Duration::from_secs(bounds.seconds))
        .map_err(|_| Message::new("cli.no_answer").with("seconds", bounds.seconds.to_string()))?;
    bytes.map_err(|error| reading_failed(&error))?.ok_or_else(|| {
        let megabytes = usize::try_from(MAX_FILE_BYTES >> 20).unwrap_or(usize::MAX);
        Message::new("cli.too_big").with("limit", megabytes)
    })
}
