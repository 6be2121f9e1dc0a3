//! Work on a file in a process of its own: the program started again with a hidden command. A
//! library that panics, aborts, runs in circles or asks for all memory there is then costs that
//! one file. A worker goes on to the next file when it is done, so that starting it costs little.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::Bounds;
use super::isolated::isolated;
use super::task::{self, Parts, Task, receive, send};
use crate::model::{Message, report_fault};

/// The hidden command.
pub const COMMAND: &str = "__worker";

/// What a worker was made from: another program's worker would take a task for something else.
pub const BUILD: &str = env!("RENJA_BUILD");

/// Files that a worker does before another takes its place: whatever a library keeps goes with it.
const MAX_FILES: usize = 500;

/// What a worker gives back of a file: what was done with the files that were written, or why nothing was.
type Answer<D> = Result<(D, Vec<Vec<u8>>), Message>;

/// Why a worker ended before it answered.
enum Ended {
    /// It was past its deadline: another one would be too.
    TooLong(Message),
    /// Anything else, which may lie in what it did before.
    Otherwise(Message),
}

impl Ended {
    fn why(self) -> Message {
        match self {
            Self::TooLong(why) | Self::Otherwise(why) => why,
        }
    }
}

/// The processes that work on files, as many as are asked at once.
#[derive(Debug)]
pub struct Workers {
    program: Option<PathBuf>,
    bounds: Bounds,
    idle: Mutex<Vec<Worker>>,
    /// Ends them with this process, however it ends; elsewhere they look for themselves.
    #[cfg(windows)]
    job: Option<win32job::Job>,
}

impl Workers {
    /// Workers of this program. None is started before there is work.
    #[must_use]
    pub fn new(bounds: Bounds) -> Self {
        Self {
            program: std::env::current_exe().ok(),
            bounds,
            idle: Mutex::default(),
            #[cfg(windows)]
            job: win32job::Job::create_with_limit_info(
                win32job::ExtendedLimitInfo::new().limit_kill_on_job_close(),
            )
            .ok(),
        }
    }

    /// Has the work done.
    pub fn run<T: Task>(&self, task: &T, files: &[&[u8]]) -> Result<(T::Done, Vec<Vec<u8>>), Message> {
        let asked = serde_json::to_vec(task).map_err(|error| failed(&error))?;
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(worker) = kept {
            match self.ask::<T>(worker, &asked, files) {
                Ok(result) => return result,
                Err(Ended::TooLong(why)) => return Err(why),
                // What ended a worker that has done others may be what it kept of them: a new one tells.
                Err(Ended::Otherwise(_)) => {}
            }
        }
        match self.start(T::NAME) {
            Ok(worker) => self.ask::<T>(worker, &asked, files).unwrap_or_else(|ended| Err(ended.why())),
            // Where no process can be started the work is done here, without its bounds.
            Err(_) => isolated(|| task.run(files)),
        }
    }

    /// Asks a worker; `Err` where it ended, with the reason.
    fn ask<T: Task>(
        &self,
        mut worker: Worker,
        asked: &[u8],
        files: &[&[u8]],
    ) -> Result<Answer<T::Done>, Ended> {
        let Ok((answer, files)) = worker.ask(asked, files) else { return Err(worker.ended(self.bounds)) };
        if worker.files < MAX_FILES {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        } else {
            worker.end();
        }
        Ok(match serde_json::from_slice::<Result<T::Done, String>>(&answer) {
            Ok(Ok(done)) => Ok((done, files)),
            Ok(Err(sentence)) => Err(Message::new("cli.as_said").with("sentence", sentence)),
            Err(error) => Err(failed(&error)),
        })
    }

    fn start(&self, task: &str) -> io::Result<Worker> {
        let program = self.program.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(program);
        command
            .args([
                COMMAND,
                task,
                &self.bounds.seconds.to_string(),
                &self.bounds.megabytes.to_string(),
                &self.bounds.threads.to_string(),
                BUILD,
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        apart(&mut command);
        let mut child = command.spawn()?;
        #[cfg(windows)]
        if let Some(job) = &self.job {
            // Without it a worker goes on until it is done or past its deadline.
            let _ = job.assign_process(std::os::windows::io::AsRawHandle::as_raw_handle(&child) as isize);
        }
        let (Some(input), Some(output), Some(error)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let last_words = thread::Builder::new().spawn(move || last_words(error))?;
        Ok(Worker { child, input: Some(input), output, last_words: Some(last_words), files: 0 })
    }
}

/// Keeps Ctrl-C from the worker, so that the file under way can be finished.
fn apart(command: &mut Command) {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    {
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
    }
    #[cfg(not(any(unix, windows)))]
    let _ = command;
}

/// What a worker says itself, the beginning of it. Why it ended is said in our words; who asks for
/// a trace is shown everything.
fn last_words(mut error: ChildStderr) -> String {
    let (mut words, mut piece) = (Vec::new(), [0; 1 << 10]);
    let is_asked_for = std::env::var_os("RUST_BACKTRACE").is_some();
    while let Ok(count @ 1..) = error.read(&mut piece) {
        let piece = piece.get(..count).unwrap_or_default();
        if is_asked_for {
            let _ = io::stderr().write_all(piece);
        }
        if words.len() < 1 << 12 {
            words.extend_from_slice(piece);
        }
    }
    String::from_utf8_lossy(&words).into_owned()
}

/// A process that works.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
    last_words: Option<JoinHandle<String>>,
    files: usize,
}

impl Worker {
    fn ask(&mut self, asked: &[u8], files: &[&[u8]]) -> io::Result<Parts> {
        self.files += 1;
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        send(input, asked, files)?;
        receive(&mut self.output)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Waits until it has ended, which it does at the end of its input. A worker that is dropped
    /// does so too, and nobody waits for it.
    fn end(mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }

    /// Why it ended.
    fn ended(mut self, bounds: Bounds) -> Ended {
        // It has ended, or is about to: this is for one that only closed its output.
        let _ = self.child.kill();
        let status = self.child.wait();
        let code = status.as_ref().ok().and_then(ExitStatus::code);
        if code == Some(task::TOO_LONG) {
            return Ended::TooLong(Message::new("cli.too_long").with("seconds", bounds.seconds.to_string()));
        }
        // Where memory is refused a Rust program says so and aborts.
        let last_words = self.last_words.take().and_then(|words| words.join().ok()).unwrap_or_default();
        if code == Some(task::TOO_MUCH) || last_words.contains("memory allocation of") {
            return Ended::Otherwise(
                Message::new("cli.too_much").with("limit", bounds.megabytes.to_string()),
            );
        }
        let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        Ended::Otherwise(Message::new("cli.broke_off").with("detail", status))
    }
}

fn failed(error: &serde_json::Error) -> Message {
    Message::new("cli.panicked").with("detail", error.to_string()).with("report", report_fault())
}
