//! Processes files in a separate process: if a library crashes or hangs there, only that file is lost, and a
//! sentence says what happened. This test is its own worker, so it has a `main` of its own.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use renja::batch::{self, Bounds, WorkerPool, find_sources, run, serve};
use renja::model::{Lang, Message};
use serde::{Deserialize, Serialize};

/// What can happen to a reader while it reads a file.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Task {
    Count,
    Refuse,
    Panic,
    Loop,
    Abort,
    Overflow,
    Grow,
    AskForAll,
    Exit,
    Process,
    Beat,
}

impl batch::Task for Task {
    const NAME: &'static str = "test";
    type Done = usize;

    fn run(&self, files: &[&[u8]]) -> Result<(usize, Vec<Vec<u8>>), Message> {
        match self {
            Self::Count => {}
            Self::Refuse => return Err(Message::new("read.empty")),
            Self::Panic => panic!("di tengah"),
            Self::Loop => loop {
                std::thread::sleep(Duration::from_millis(1));
            },
            Self::Abort => std::process::abort(),
            Self::Overflow => drop(deeper(&[0; 1 << 10])),
            Self::Grow => {
                let mut all: Vec<Vec<u8>> = Vec::new();
                loop {
                    all.push(vec![1; 1 << 20]);
                }
            }
            Self::AskForAll => drop(std::hint::black_box(vec![1_u8; 1 << 45])),
            Self::Exit => std::process::exit(0),
            Self::Beat => {
                let path = String::from_utf8_lossy(files[0]).into_owned();
                let mut file = fs::File::options().create(true).append(true).open(path).expect("a file");
                loop {
                    file.write_all(b".").expect("it grows");
                    std::thread::sleep(Duration::from_millis(1));
                }
            }
            Self::Process => return Ok((usize::try_from(std::process::id()).unwrap_or(0), Vec::new())),
        }
        let all = files.concat();
        Ok((all.len(), vec![all, Vec::new()]))
    }

    fn lang(&self) -> Lang {
        Lang::Id
    }
}

#[allow(unconditional_recursion)]
fn deeper(above: &[u8; 1 << 10]) -> [u8; 1 << 10] {
    let mut here = std::hint::black_box(*above);
    here[0] = here[0].wrapping_add(1);
    let below = deeper(&here);
    here[1] = below[0];
    std::hint::black_box(here)
}

/// Enough time for every task that ends by itself, even on a busy machine.
const BOUNDS: Bounds = Bounds { seconds: 60, megabytes: 64, threads: 1 };

/// For tasks that never end by themselves.
const SHORT: Bounds = Bounds { seconds: 1, ..BOUNDS };

/// The argument that starts this test as a parent that will be killed.
const PARENT: &str = "parent";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == batch::WORKER_COMMAND) {
        std::panic::set_hook(Box::new(|_| ()));
        let seconds = arguments.get(3).and_then(|text| text.parse().ok()).expect("a worker's bounds");
        serve::<Task>(Bounds { seconds, ..BOUNDS }).expect("its parent waits");
        return;
    }
    if let [_, parent, path] = arguments.as_slice()
        && parent == PARENT
    {
        let workers = WorkerPool::new(BOUNDS);
        let _ = workers.run(&Task::Beat, &[path.as_bytes()]);
        return;
    }
    // A test runner may ask for the list of tests. It is empty, because single tests cannot be selected.
    if arguments.iter().any(|argument| argument == "--list") {
        return;
    }
    files_go_there_and_come_back();
    every_end_has_its_sentence();
    a_file_that_ends_its_worker_costs_that_file();
    a_worker_does_many_files();
    a_worker_goes_with_its_parent();
    println!("test result: ok. 5 passed; 0 failed");
}

fn files_go_there_and_come_back() {
    let workers = WorkerPool::new(BOUNDS);
    let large = vec![7_u8; 3 << 20];
    let (count, files) = workers.run(&Task::Count, &[b"satu", &large, b""]).expect("it is counted");
    assert_eq!(count, 4 + large.len());
    assert_eq!(files.len(), 2);
    assert!(files[0].starts_with(b"satu") && files[0].ends_with(&large) && files[1].is_empty());
    assert_eq!(workers.run(&Task::Count, &[]).expect("nothing is counted").0, 0);
}

/// A worker that is new and one that has processed another file before report every end with the same
/// sentence.
fn every_end_has_its_sentence() {
    let mut said = String::new();
    for task in [
        Task::Refuse,
        Task::Panic,
        Task::Loop,
        Task::Abort,
        Task::Overflow,
        Task::Grow,
        Task::AskForAll,
        Task::Exit,
    ] {
        // Only the loop has to wait for its deadline.
        let workers = WorkerPool::new(if matches!(task, Task::Loop) { SHORT } else { BOUNDS });
        let first = workers.run(&task, &[b"x"]).expect_err("it fails").say(Lang::Id);
        workers.run(&Task::Count, &[b"x"]).expect("another file is done after it");
        let second = workers.run(&task, &[b"x"]).expect_err("it fails again").say(Lang::Id);
        assert_eq!(first, second, "{task:?}");
        let _ = writeln!(said, "{task:?}: {first}");
    }
    if cfg!(target_os = "linux") {
        insta::assert_snapshot!("every_end_has_its_sentence", said);
    }
}

fn a_file_that_ends_its_worker_costs_that_file() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for (name, text) in [("a.xlsx", "a"), ("b.xlsx", "bb"), ("c.xlsx", "ccc"), ("d.xlsx", "dddd")] {
        fs::write(folder.path().join(name), text).expect("the file");
    }
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    for jobs in [1, 3] {
        let (workers, short) = (WorkerPool::new(BOUNDS), WorkerPool::new(SHORT));
        let mut seen = Vec::new();
        let work = |place: usize, _: &_, bytes: &[u8]| {
            let task = [Task::Count, Task::Abort, Task::Count, Task::Loop][place];
            let workers = if matches!(task, Task::Loop) { &short } else { &workers };
            Ok(workers.run(&task, &[bytes])?.0)
        };
        run(&sources, jobs, BOUNDS, &AtomicBool::new(false), work, |_, result| {
            seen.push(result.map_err(|why: Message| why.key));
            ControlFlow::Continue(())
        })
        .expect("threads");
        assert_eq!(seen, [Ok(1), Err("cli.broke_off"), Ok(3), Err("cli.too_long")], "with {jobs}");
    }
}

fn a_worker_does_many_files() {
    let workers = WorkerPool::new(BOUNDS);
    let process = || workers.run(&Task::Process, &[]).expect("it is told").0;
    let first = process();
    assert_ne!(first, usize::try_from(std::process::id()).unwrap_or(0), "another process works");
    assert_eq!(process(), first, "the same one goes on");
}

/// The parent of a worker is killed while the worker is busy and far from its deadline.
fn a_worker_goes_with_its_parent() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let path = folder.path().join("denyut");
    // Returns the length of the file that the worker appends to, after half a second.
    let beats = || {
        std::thread::sleep(Duration::from_millis(500));
        fs::metadata(&path).map_or(0, |found| found.len())
    };
    let mut parent = Command::new(std::env::current_exe().expect("this test"))
        .arg(PARENT)
        .arg(&path)
        .spawn()
        .expect("the parent runs");
    assert!((0..60).any(|_| beats() > 0), "the worker is at work");
    parent.kill().expect("it is killed");
    parent.wait().expect("it is gone");
    assert!((0..30).any(|_| beats() == beats()), "the worker goes on");
}
