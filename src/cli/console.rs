//! The two channels of the program: data goes to standard output, everything else to standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::ops::ControlFlow;

use anstream::{AutoStream, ColorChoice};

use super::progress::Progress;
use crate::batch::Source;
use crate::model::{Lang, Message};
use crate::report::{self, Look};

/// Exit code if the call was wrong or something could not be done at all.
pub const EXIT_FAILED: u8 = 2;

/// Maximum width of a line on a terminal, in characters. Longer lines are hard to read, however wide the
/// terminal is.
const MAX_WIDTH: usize = 120;

/// Standard output and standard error, with a line of progress that steps aside for both.
#[derive(Debug)]
pub struct Console {
    /// Colours, width and language of standard output.
    pub look: Look,
    /// The same for standard error, where lines are never wrapped.
    stderr_look: Look,
    /// Whether progress and remarks are suppressed.
    quiet: bool,
    /// The line of progress; `None` if nobody looks or no work is going on.
    progress: Option<Progress>,
    /// Whether writing to standard output failed.
    failed: bool,
}

impl Console {
    /// Builds a console. Colours and width follow from what the two channels are connected to.
    pub fn new(lang: Lang, quiet: bool) -> Self {
        let colour = |choice| choice != ColorChoice::Never;
        // Wrap lines only on a terminal: data that goes to a file or a pipe keeps its lines.
        let size = terminal_size::terminal_size_of(io::stdout());
        let width = size.map(|(width, _)| usize::from(width.0).min(MAX_WIDTH));
        Self {
            look: Look { lang, colour: colour(AutoStream::choice(&io::stdout())), width },
            stderr_look: Look { lang, colour: colour(AutoStream::choice(&io::stderr())), width: None },
            quiet,
            progress: None,
            failed: false,
        }
    }

    /// Shows a line of progress on a terminal until the returned value is dropped. `None` if standard error
    /// is not a terminal, or if the person asked for silence.
    pub fn start_progress(&self, all: usize, message: &Message) -> Option<Progress> {
        let is_shown = !self.quiet && io::stderr().is_terminal();
        is_shown.then(|| Progress::begin(all, message, self.look.lang))
    }

    /// Shows progress on these files, with the file that was done last, until [`end_progress`](Self::end_progress).
    pub fn show_progress_on(&mut self, sources: &[Source]) {
        let Some(first) = sources.first() else { return };
        let message = Message::new("cli.working").with("path", first.display_path.as_str());
        self.progress = self.start_progress(sources.len(), &message);
    }

    /// Counts a file as done.
    pub fn step(&mut self, path: &str) {
        if let Some(progress) = &mut self.progress {
            progress.step(path);
        }
    }

    /// Removes the line of progress.
    pub fn end_progress(&mut self) {
        self.progress = None;
    }

    /// Whether a person reads the output: both channels are terminals, and nobody asked for silence.
    pub fn is_interactive(&self) -> bool {
        !self.quiet && io::stdout().is_terminal() && io::stderr().is_terminal()
    }

    /// Writes to one of the channels while the line of progress is hidden.
    pub fn with_progress_hidden<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.progress {
            Some(progress) => progress.with_line_hidden(write),
            None => write(),
        }
    }

    /// Prints data. Breaks if standard output cannot be written to; a closed pipe is not a failure, any other
    /// error is.
    pub fn print_data(&mut self, text: &str) -> ControlFlow<()> {
        let written = self.with_progress_hidden(|| {
            let mut out = anstream::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        });
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => ControlFlow::Break(()),
            Err(error) => {
                self.failed = true;
                self.print_error(
                    &Message::new("cli.stdout").with("detail", crate::batch::os_error_detail(&error)),
                );
                ControlFlow::Break(())
            }
        }
    }

    /// Prints a remark, unless the person asked for silence.
    pub fn print_remark(&self, message: &Message) {
        if !self.quiet {
            self.write_stderr(&report::remark_line(message, self.stderr_look));
        }
    }

    /// Prints why the call failed.
    pub fn print_error(&self, message: &Message) {
        self.write_stderr(&report::remark_line(message, self.stderr_look));
    }

    /// Prints why a file could not be processed.
    pub fn print_failure(&self, path: &str, why: &Message) {
        self.write_stderr(&report::failure_line(path, why, self.stderr_look));
    }

    /// Returns the exit code: `asked` as it follows from the files, or [`EXIT_FAILED`] if data could not be
    /// written.
    pub fn exit_code(&self, asked: u8) -> u8 {
        if self.failed { EXIT_FAILED } else { asked }
    }

    fn write_stderr(&self, text: &str) {
        // Ignore write errors: stderr may be closed.
        let _ = self.with_progress_hidden(|| anstream::stderr().write_all(text.as_bytes()));
    }
}

/// Prints what was wrong with the call and returns the exit code for it.
pub fn refuse(console: &Console, why: &Message) -> u8 {
    console.print_error(why);
    EXIT_FAILED
}
