//! The two channels: data on standard output, everything else on standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::ops::ControlFlow;

use anstream::{AutoStream, ColorChoice};

use super::progress::Progress;
use crate::batch::Source;
use crate::model::{Lang, Message};
use crate::report::{self, Look};

/// The call was wrong, or something could not be done at all.
pub const FAILED: u8 = 2;

/// The longest line on a terminal.
const WIDTH: usize = 120;

/// Where the program speaks.
#[derive(Debug)]
pub struct Console {
    /// How standard output looks.
    pub look: Look,
    side: Look,
    quiet: bool,
    progress: Option<Progress>,
    failed: bool,
}

impl Console {
    pub fn new(lang: Lang, quiet: bool) -> Self {
        let colour = |choice| choice != ColorChoice::Never;
        // Longer lines are hard to read, however wide the terminal is.
        let size = terminal_size::terminal_size_of(io::stdout());
        let width = size.map(|(width, _)| usize::from(width.0).min(WIDTH));
        Self {
            look: Look { lang, colour: colour(AutoStream::choice(&io::stdout())), width },
            side: Look { lang, colour: colour(AutoStream::choice(&io::stderr())), width: None },
            quiet,
            progress: None,
            failed: false,
        }
    }

    /// Shows on a terminal that something goes on, until the value is dropped. `None` where nobody looks.
    pub fn busy(&self, all: usize, message: &Message) -> Option<Progress> {
        let is_shown = !self.quiet && io::stderr().is_terminal();
        is_shown.then(|| Progress::begin(all, message, self.look.lang))
    }

    /// From here on a terminal shows how far the work on these files is, and which was done last.
    pub fn expect(&mut self, sources: &[Source]) {
        let Some(first) = sources.first() else { return };
        let message = Message::new("cli.working").with("path", first.shown.as_str());
        self.progress = self.busy(sources.len(), &message);
    }

    /// A file is done.
    pub fn step(&mut self, path: &str) {
        if let Some(progress) = &mut self.progress {
            progress.step(path);
        }
    }

    /// No more files are worked on.
    pub fn finish(&mut self) {
        self.progress = None;
    }

    /// Whether a person reads what is written: both channels are a terminal, and nobody asked for silence.
    pub fn is_read(&self) -> bool {
        !self.quiet && io::stdout().is_terminal() && io::stderr().is_terminal()
    }

    /// Writes to one of the channels: the line that shows progress makes room.
    pub fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match &self.progress {
            Some(progress) => progress.aside(write),
            None => write(),
        }
    }

    /// Data. Breaks off where nobody reads any more.
    pub fn data(&mut self, text: &str) -> ControlFlow<()> {
        let written = self.aside(|| {
            let mut out = anstream::stdout().lock();
            out.write_all(text.as_bytes()).and_then(|()| out.flush())
        });
        match written {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => ControlFlow::Break(()),
            Err(error) => {
                self.failed = true;
                self.error(&Message::new("cli.stdout").with("detail", crate::batch::detail(&error)));
                ControlFlow::Break(())
            }
        }
    }

    /// Something that a person should know.
    pub fn remark(&self, message: &Message) {
        if !self.quiet {
            self.side(&report::remark(message, self.side));
        }
    }

    /// Why the call came to nothing.
    pub fn error(&self, message: &Message) {
        self.side(&report::remark(message, self.side));
    }

    /// Why a file could not be processed.
    pub fn failure(&self, path: &str, why: &Message) {
        self.side(&report::failure(path, why, self.side));
    }

    /// The exit code, given what the files ask for.
    pub fn exit_code(&self, asked: u8) -> u8 {
        if self.failed { FAILED } else { asked }
    }

    fn side(&self, text: &str) {
        // Ignore write errors: stderr may be closed.
        let _ = self.aside(|| anstream::stderr().write_all(text.as_bytes()));
    }
}

/// Says what was wrong with the call.
pub fn refuse(console: &Console, why: &Message) -> u8 {
    console.error(why);
    FAILED
}
