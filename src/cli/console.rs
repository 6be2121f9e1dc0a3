//! The two channels: data on standard output, everything else on standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::ops::ControlFlow;

use anstream::{AutoStream, ColorChoice};

use crate::model::{Lang, Message};
use crate::report::{self, Look};

/// The call was wrong, or something could not be done at all.
pub const FAILED: u8 = 2;

/// The longest line on a terminal.
const WIDTH: usize = 120;

/// How many signs show how far the work is.
const BAR: usize = 20;

/// Where the program speaks.
#[derive(Debug)]
pub struct Console {
    /// How standard output looks.
    pub look: Look,
    side: Look,
    quiet: bool,
    shows_progress: bool,
    all: usize,
    done: usize,
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
            shows_progress: false,
            all: 0,
            done: 0,
            failed: false,
        }
    }

    /// From here on a terminal shows how far the work is, and which file was done last.
    pub fn expect(&mut self, all: usize) {
        self.all = all;
        self.shows_progress = all > 1 && !self.quiet && io::stderr().is_terminal();
    }

    /// A file is done.
    pub fn step(&mut self, path: &str) {
        self.done += 1;
        if self.shows_progress && self.done < self.all {
            let filled = BAR * self.done / self.all;
            let bar = "█".repeat(filled) + &"░".repeat(BAR - filled);
            let message = Message::new("cli.progress")
                .with("bar", bar)
                .with("done", self.done)
                .with("all", self.all)
                .with("path", path);
            let line = report::remark(&message, self.side);
            // The line is overwritten by whatever comes next: it must not run over into another.
            let size = terminal_size::terminal_size_of(io::stderr());
            let room = size.map_or(80, |(width, _)| usize::from(width.0)).saturating_sub(1);
            let line: String = line.trim_end().chars().take(room).collect();
            let _ = write!(anstream::stderr(), "\r\x1b[2K{line}");
        }
    }

    /// Data. Breaks off where nobody reads any more.
    pub fn data(&mut self, text: &str) -> ControlFlow<()> {
        self.clear();
        let mut out = anstream::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => ControlFlow::Break(()),
            Err(error) => {
                drop(out);
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
        self.clear();
        // Where nobody listens, nothing is to be said.
        let _ = anstream::stderr().write_all(text.as_bytes());
    }

    fn clear(&self) {
        if self.shows_progress {
            let _ = write!(anstream::stderr(), "\r\x1b[2K");
        }
    }
}

/// Says what was wrong with the call.
pub fn refuse(console: &Console, why: &Message) -> u8 {
    console.error(why);
    FAILED
}
