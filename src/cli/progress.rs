//! A line of progress on standard error, for work that takes longer than half a second.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::model::{Lang, Message};
use crate::report::{self, Look};

/// Time before the line appears. Faster work shows nothing: a line that flashes up informs nobody.
const SHOW_DELAY: Duration = Duration::from_millis(500);

/// Time between two frames of the spinner.
const FRAME_INTERVAL: Duration = Duration::from_millis(120);

/// A line that shows how far the work is, until it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    lang: Lang,
    /// Number of files.
    all: usize,
    /// Number of files that are done.
    done: usize,
    /// Dropping this sender tells the timer that the work is done.
    timer_sender: Option<mpsc::Sender<()>>,
    /// The thread that shows the line after [`SHOW_DELAY`]; `None` if it could not be started.
    timer: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins work on `all` files. With one file or none there is nothing to count, and a spinner is shown in
    /// place of a bar.
    pub fn begin(all: usize, message: &Message, lang: Lang) -> Self {
        let bar = ProgressBar::with_draw_target(Some(all as u64), ProgressDrawTarget::hidden());
        let template = if all > 1 { "{bar:20} {wide_msg}" } else { "{spinner} {wide_msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(one_line(message, lang));
        let (is_going_on, ends) = mpsc::channel::<()>();
        let shown = bar.clone();
        let timer = thread::Builder::new().spawn(move || {
            if ends.recv_timeout(SHOW_DELAY) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(FRAME_INTERVAL);
            }
        });
        // If the thread cannot be started, the work goes on without a line of progress.
        Self { bar, lang, all, done: 0, timer_sender: Some(is_going_on), timer: timer.ok() }
    }

    /// Counts a file as done and shows its path.
    pub fn step(&mut self, path: &str) {
        self.done += 1;
        let message =
            Message::new("cli.progress").with("done", self.done).with("all", self.all).with("path", path);
        self.bar.set_message(one_line(&message, self.lang));
        self.bar.inc(1);
    }

    /// Hides the line while `write` prints to the terminal.
    pub fn with_line_hidden<T>(&self, write: impl FnOnce() -> T) -> T {
        self.bar.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.timer_sender.take());
        if let Some(timer) = self.timer.take() {
            // The timer does nothing that could panic; if it did, only the line would be missing.
            let _ = timer.join();
        }
        self.bar.finish_and_clear();
    }
}

/// Returns a sentence without its line end, and without control characters that a file's name may contain.
fn one_line(message: &Message, lang: Lang) -> String {
    report::remark_line(message, Look { lang, ..Look::default() }).trim_end().to_owned()
}
