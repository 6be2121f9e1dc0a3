//! Works on a file in a separate process: the program, started again with a hidden command.
//!
//! A library that panics, aborts, loops forever or asks for all memory then costs that one file only. A
//! worker goes on to the next file when it is done, so that starting it costs little.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use super::Bounds;
use super::panics::catch_panic;
use super::task::{self, MessageParts, Task, receive, send};
use crate::model::{Message, fault_report_hint};

/// The hidden command.
pub const WORKER_COMMAND: &str = "__worker";

/// Identifies the build. A worker of another build would misread a task.
pub const BUILD_ID: &str = env!("RENJA_BUILD");

/// Maximum number of files of one worker before it is replaced, together with any memory that libraries hold.
const MAX_FILES_PER_WORKER: usize = 500;

/// A worker's answer for one file: the result with the files, or the reason why the work failed.
type Answer<D> = Result<(D, Vec<Vec<u8>>), Message>;

/// Why a worker ended before it answered.
enum WorkerEnd {
    /// It exceeded the deadline; another worker would too.
    TimedOut(Message),
    /// Any other reason, which may lie in the files before.
    Other(Message),
}

impl WorkerEnd {
    fn into_message(self) -> Message {
        match self {
            Self::TimedOut(why) | Self::Other(why) => why,
        }
    }
}

/// The worker processes of a run: as many as are needed at once.
#[derive(Debug)]
pub struct WorkerPool {
    program: Option<PathBuf>,
    bounds: Bounds,
    /// Workers that wait for a file.
    idle: Mutex<Vec<Worker>>,
    /// Ends the workers with this process, however it ends. On other systems they watch their parent.
    #[cfg(windows)]
    job: Option<win32job::Job>,
}

impl WorkerPool {
    /// Prepares to start workers of this program. None is started before there is work.
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

    /// Does the work in a worker, or in this process if none can be started.
    ///
    /// # Errors
    ///
    /// If the work fails, or if the worker exceeds its bounds or ends; the message says why.
    pub fn run<T: Task>(&self, task: &T, files: &[&[u8]]) -> Result<(T::Done, Vec<Vec<u8>>), Message> {
        let asked = serde_json::to_vec(task).map_err(|error| json_error_message(&error))?;
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(worker) = kept {
            match self.ask::<T>(worker, &asked, files) {
                Ok(result) => return result,
                Err(WorkerEnd::TimedOut(why)) => return Err(why),
                // A fresh worker retries the file: the earlier one may have ended because of what it kept of
                // other files.
                Err(WorkerEnd::Other(_)) => {}
            }
        }
        match self.start(T::NAME) {
            Ok(worker) => {
                self.ask::<T>(worker, &asked, files).unwrap_or_else(|ended| Err(ended.into_message()))
            }
            // No process can be started, so do the work here, without bounds.
            Err(_) => catch_panic(|| task.run(files)),
        }
    }

    /// Asks a worker. The outer `Err` means that the worker ended, and why.
    fn ask<T: Task>(
        &self,
        mut worker: Worker,
        asked: &[u8],
        files: &[&[u8]],
    ) -> Result<Answer<T::Done>, WorkerEnd> {
        let Ok((answer, files)) = worker.ask(asked, files) else {
            return Err(worker.end_reason(self.bounds));
        };
        if worker.files < MAX_FILES_PER_WORKER {
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        } else {
            worker.shut_down();
        }
        Ok(match serde_json::from_slice::<Result<T::Done, String>>(&answer) {
            Ok(Ok(done)) => Ok((done, files)),
            Ok(Err(sentence)) => Err(Message::new("cli.as_said").with("sentence", sentence)),
            Err(error) => Err(json_error_message(&error)),
        })
    }

    fn start(&self, task: &str) -> io::Result<Worker> {
        let program = self.program.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let mut command = Command::new(program);
        command
            .args([
                WORKER_COMMAND,
                task,
                &self.bounds.seconds.to_string(),
                &self.bounds.megabytes.to_string(),
                &self.bounds.threads.to_string(),
                BUILD_ID,
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        shield_from_interrupt(&mut command);
        let mut child = command.spawn()?;
        #[cfg(windows)]
        if let Some(job) = &self.job {
            // Ignore errors: outside of the job, a worker goes on until it is done or exceeds the deadline.
            let _ = job.assign_process(std::os::windows::io::AsRawHandle::as_raw_handle(&child) as isize);
        }
        let (Some(input), Some(output), Some(error)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let last_words = thread::Builder::new().spawn(move || read_stderr(error))?;
        Ok(Worker { child, input: Some(input), output, stderr_reader: Some(last_words), files: 0 })
    }
}

/// Shields the worker from Ctrl-C, so that the file under way can be finished.
fn shield_from_interrupt(command: &mut Command) {
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

/// Returns the beginning of what a worker writes to its standard error, some 4 KB. It is only searched for
/// the reason of an end, which is reported in our own words. If `RUST_BACKTRACE` is set, all of it is printed
/// too.
fn read_stderr(mut error: ChildStderr) -> String {
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

/// A worker process.
#[derive(Debug)]
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
    stderr_reader: Option<JoinHandle<String>>,
    /// Number of files that it was asked to work on.
    files: usize,
}

impl Worker {
    fn ask(&mut self, asked: &[u8], files: &[&[u8]]) -> io::Result<MessageParts> {
        self.files += 1;
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        send(input, asked, files)?;
        receive(&mut self.output)?.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Ends the worker by closing its input, and waits for it. A worker that is dropped ends too, without
    /// being waited for.
    fn shut_down(mut self) {
        drop(self.input.take());
        let _ = self.child.wait();
    }

    /// Returns why the worker ended.
    fn end_reason(mut self, bounds: Bounds) -> WorkerEnd {
        // The worker has ended or is about to; kill it in case it only closed its output.
        let _ = self.child.kill();
        let status = self.child.wait();
        let code = status.as_ref().ok().and_then(ExitStatus::code);
        if code == Some(task::EXIT_TIME_LIMIT) {
            return WorkerEnd::TimedOut(
                Message::new("cli.too_long").with("seconds", bounds.seconds.to_string()),
            );
        }
        // A Rust program whose memory request is refused says so and aborts.
        let last_words = self.stderr_reader.take().and_then(|words| words.join().ok()).unwrap_or_default();
        if code == Some(task::EXIT_MEMORY_LIMIT) || last_words.contains("memory allocation of") {
            return WorkerEnd::Other(
                Message::new("cli.too_much").with("limit", bounds.megabytes.to_string()),
            );
        }
        let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
        WorkerEnd::Other(Message::new("cli.broke_off").with("detail", status))
    }
}

fn json_error_message(error: &serde_json::Error) -> Message {
    Message::new("cli.panicked").with("detail", error.to_string()).with("report", fault_report_hint())
}
