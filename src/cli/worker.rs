//! The hidden command: runs this program as a worker of another instance, which waits for it.

use std::ffi::OsString;
use std::io;

use super::console::EXIT_FAILED;
use super::{check, export, process};
use crate::batch::{self, Bounds, Task, serve};

/// Serves tasks if the arguments are those of a worker, and returns the exit code. `None` if they are not, or
/// if another build wrote them.
pub fn run(arguments: &[OsString]) -> Option<u8> {
    let texts: Vec<&str> = arguments.iter().skip(1).map_while(|argument| argument.to_str()).collect();
    let [batch::WORKER_COMMAND, task, seconds, megabytes, threads, batch::BUILD_ID] = texts.as_slice() else {
        return None;
    };
    let bounds = Bounds {
        seconds: seconds.parse().ok()?,
        megabytes: megabytes.parse().ok()?,
        threads: threads.parse().ok()?,
    };
    let served = match *task {
        check::Task::NAME => serve::<check::Task>(bounds),
        process::Task::NAME => serve::<process::Task>(bounds),
        export::Task::NAME => serve::<export::Task>(bounds),
        _ => Err(io::ErrorKind::InvalidInput.into()),
    };
    Some(served.map_or(EXIT_FAILED, |()| 0))
}
