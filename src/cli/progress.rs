//! How far the work is. A line on standard error, for work that takes longer than half a second.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::{Lang, Message};
use crate::report::{self, Look};

/// Work that is done sooner shows nothing: a line that flashes up tells nobody anything.
const PATIENCE: Duration = Duration::from_millis(500);

/// Time between two pictures of the sign that turns.
const TICK: Duration = Duration::from_millis(120);

/// A line that shows how far the work is, until it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    all: usize,
    done: usize,
    /// Its end tells the timer that the work is done.
    is_going_on: Option<mpsc::Sender<()>>,
    timer: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins work on `all` files; of a single one or of none there is nothing to count.
    pub fn begin(all: usize, message: &Message, lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::hidden());
        let template = if all > 1 { "{bar:20} {wide_msg}" } else { "{spinner} {wide_msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(said(message, lang));
        let (is_going_on, ends) = mpsc::channel::<()>();
        let shown = bar.clone();
        let timer = thread::Builder::new().spawn(move || {
            if ends.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(TICK);
            }
        });
        // Without a thread the work is done all the same, and nothing shows how far it is.
        Self { bar, lang, all, done: 0, is_going_on: Some(is_going_on), timer: timer.ok() }
    }

    /// Counts a file that is done.
    pub fn step(&mut self, path: &str) {
        self.done += 1;
        let message =
            Message::new("cli.progress").with("done", self.done).with("all", self.all).with("path", path);
        self.bar.set_message(said(&message, self.lang));
        self.bar.inc(1);
    }

    /// Writes something else to the terminal: the line makes room for it.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.is_going_on.take());
        if let Some(timer) = self.timer.take() {
            // The timer does nothing that could panic; if it did, the line would not show.
            let _ = timer.join();
        }
        self.bar.finish_and_clear();
    }
}

/// A sentence without its line end and without control characters of a file's name.
fn said(message: &Message, lang: Lang) -> String {
    report::remark(message, Look { lang, ..Look::default() }).trim_end().to_owned()
}
