//! Measures in one run what reading, checking and writing cost, beside the other programs that a user could
//! take.
//!
//! ```text
//! cargo run --release --example peers
//! ```
//!
//! Prints tables for a typical workbook, for one of 100,000 rows, for a batch of 1,000, and for sizes from
//! 1,000 to 1,000,000 cells. Every measurement runs in a process of its own, which reports the median time of
//! its runs and its peak memory. The Python programs are measured if their packages are installed.
#![allow(clippy::cast_precision_loss)] // only milliseconds and bytes are cast

use std::error::Error;
use std::hint::black_box;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Instant;

use quick_xml::events::Event;
use renja::Options;
use renja::read::Limits;

#[path = "../benches/common/mod.rs"]
mod common;

/// The Python side of the comparison: reads the same workbook and sums up the kegiatan of each program.
const PYTHON: &str = r#"
import statistics, sys, time
what, path, runs = sys.argv[1], sys.argv[2], int(sys.argv[3])
if what == "pandas":
    import pandas
else:
    import openpyxl
def rows():
    if what == "pandas":
        for frame in pandas.read_excel(path, sheet_name=None, header=None).values():
            yield frame.itertuples(index=False, name=None)
    else:
        book = openpyxl.load_workbook(path, read_only=what == "openpyxl read-only", data_only=True)
        for sheet in book:
            yield sheet.iter_rows(values_only=True)
def run():
    wrong = 0
    for sheet in rows():
        stated, total = 0, 0
        for row in sheet:
            code, amount = row[1], row[7]
            if isinstance(amount, (int, float)) and isinstance(code, str) and amount == amount:
                if code.count(".") == 2:
                    wrong += stated != total
                    stated, total = amount, 0
                else:
                    total += amount
    return wrong
times = []
for _ in range(runs):
    start = time.perf_counter()
    run()
    times.append(time.perf_counter() - start)
try:
    peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1]
except OSError:
    peak = "nan"
print(statistics.median(times) * 1000, peak)
"#;

/// A measurement: milliseconds of one run (the median), and peak memory of the process in KiB.
#[derive(Clone, Copy)]
struct Cost {
    time: f64,
    memory: f64,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["renja", ..] => return Ok(renja::cli::run(std::env::args_os().skip(1))),
        // A batch starts this program again as a worker, to process a file in a process of its own.
        ["__worker", ..] => return Ok(renja::cli::run(std::env::args_os())),
        [what, path, runs, cores] => {
            // Set up the threads as a worker does: this thread is the first of them.
            let cores = rayon::ThreadPoolBuilder::new().num_threads(cores.parse()?);
            cores.use_current_thread().build_global()?;
            run(what, Path::new(path), runs.parse()?)?;
        }
        _ => tables()?,
    }
    Ok(ExitCode::SUCCESS)
}

fn tables() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str, bytes: &[u8]| -> std::io::Result<PathBuf> {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes)?;
        Ok(path)
    };
    let cores = std::thread::available_parallelism()?;
    println!(
        "{cores} cores, {}. Times are medians; a ratio of 1.00 is calamine's plain read.\n",
        processor()
    );
    for (title, bytes, runs) in [
        ("a typical workbook: eight sheets of 150 rows, 13 columns, 200 merges", common::typical(), 41),
        ("one sheet of 100,000 rows", common::plan(1, 100_000), 3),
    ] {
        beside(title, &file("one.xlsx", &bytes)?, runs)?;
    }
    batch(folder.path(), &common::typical())?;
    sizes(&|bytes| file("size.xlsx", bytes))
}

/// Prints what each program that reads or writes the workbook costs.
fn beside(title: &str, path: &Path, runs: usize) -> Result<(), Box<dyn Error>> {
    println!("| {title} | ms | ratio | memory, MB |\n|---|---|---|---|");
    let line = |name: &str, cost: Cost, base: f64| {
        println!("| {name} | {:.1} | {:.2} | {:.0} |", cost.time, cost.time / base, cost.memory / 1024.0);
    };
    let read = measured("calamine", path, runs)?;
    line("unzip", measured("unzip", path, runs)?, read.time);
    line("unzip and scan the XML", measured("scan", path, runs)?, read.time);
    line("calamine, plain read", read, read.time);
    line("**renja, read**", measured("read", path, runs)?, read.time);
    line("**renja, check**", measured("check", path, runs)?, read.time);
    line("**renja, check**, on all cores", on_all_cores("check", path, runs)?, read.time);
    let write = measured("write", path, runs)?;
    line("rust_xlsxwriter, plain write of the same cells", write, read.time);
    let process = measured("process", path, runs.div_ceil(2))?;
    line("**renja, process**", process, read.time);
    let on_all = on_all_cores("process", path, runs.div_ceil(2))?;
    line("**renja, process**, on all cores", on_all, read.time);
    for what in ["openpyxl", "openpyxl read-only", "pandas"] {
        match python(what, path, runs.div_ceil(10))? {
            Some(cost) => line(&format!("{what}, with the sums"), cost, read.time),
            None => println!("| {what} | not installed | | |"),
        }
    }
    let both = |cost: Cost| cost.time / (read.time + write.time);
    println!(
        "\n`process` takes {:.2} times plain read plus plain write of the same cells, on all cores {:.2}.\n",
        both(process),
        both(on_all)
    );
    Ok(())
}

/// Prints how many of a thousand workbooks are checked in a second, with one worker and with two.
fn batch(folder: &Path, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
    const FILES: usize = 1_000;
    let input = folder.join("masukan");
    std::fs::create_dir(&input)?;
    for n in 0..FILES {
        std::fs::write(input.join(format!("renja-{n:04}.xlsx")), bytes)?;
    }
    println!("| 1,000 typical workbooks | files a second |\n|---|---|");
    let mut single = None;
    for jobs in [1, 2] {
        let start = Instant::now();
        let out = Command::new(std::env::current_exe()?)
            .args(["renja", "check", "--quiet", "--format", "ndjson", "--jobs", &jobs.to_string()])
            .arg(&input)
            .stderr(std::process::Stdio::null())
            .output()?;
        let second = FILES as f64 / start.elapsed().as_secs_f64();
        if !out.status.success() {
            return Err(format!("the batch ended with {}", out.status).into());
        }
        let of_single =
            single.map_or(String::new(), |one: f64| format!(" ({:.0}% of twice one)", second / one * 50.0));
        single = single.or(Some(second));
        println!("| check, {jobs} at once | {second:.0}{of_single} |");
    }
    println!();
    Ok(())
}

/// Prints how the time of a check grows with the number of cells.
fn sizes(file: &dyn Fn(&[u8]) -> std::io::Result<PathBuf>) -> Result<(), Box<dyn Error>> {
    println!("| cells | check, ms | µs a cell | memory, MB |\n|---|---|---|---|");
    for (rows, runs) in [(130, 41), (1_300, 11), (13_000, 5), (130_000, 3)] {
        let bytes = common::plan(1, rows);
        let cells = common::calamine_reads(&bytes) as f64;
        let cost = measured("check", &file(&bytes)?, runs)?;
        let memory = cost.memory / 1024.0;
        println!("| {cells:.0} | {:.1} | {:.2} | {memory:.0} |", cost.time, cost.time * 1000.0 / cells);
    }
    Ok(())
}

/// Measures on one core, which is what a worker of a batch has.
fn measured(what: &str, path: &Path, runs: usize) -> Result<Cost, Box<dyn Error>> {
    on_cores(1, what, path, runs)
}

/// Measures on all cores, which is what a single file has.
fn on_all_cores(what: &str, path: &Path, runs: usize) -> Result<Cost, Box<dyn Error>> {
    on_cores(std::thread::available_parallelism()?.get(), what, path, runs)
}

fn on_cores(cores: usize, what: &str, path: &Path, runs: usize) -> Result<Cost, Box<dyn Error>> {
    let out = Command::new(std::env::current_exe()?)
        .arg(what)
        .arg(path)
        .args([runs, cores].map(|n| n.to_string()))
        .output()?;
    cost(&out.stdout).ok_or_else(|| format!("{what}: {}", String::from_utf8_lossy(&out.stderr)).into())
}

fn python(what: &str, path: &Path, runs: usize) -> Result<Option<Cost>, Box<dyn Error>> {
    let run = Command::new("python3").args(["-c", PYTHON, what]).arg(path).arg(runs.to_string()).output();
    match run {
        Ok(out) => Ok(cost(&out.stdout)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn cost(stdout: &[u8]) -> Option<Cost> {
    let text = std::str::from_utf8(stdout).ok()?;
    let (time, memory) = text.trim().split_once(' ')?;
    Some(Cost { time: time.parse().ok()?, memory: memory.parse().ok()? })
}

/// Takes one measurement in this process and prints the milliseconds of a run and the peak memory.
fn run(what: &str, path: &Path, runs: usize) -> Result<(), Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let options = Options::default();
    let limits = Limits::default();
    let once: Box<dyn Fn()> = match what {
        "unzip" => Box::new(|| _ = black_box(parts(&bytes, |_| {}))),
        "scan" => Box::new(|| _ = black_box(parts(&bytes, scan))),
        "calamine" => Box::new(|| _ = black_box(common::calamine_reads(&bytes))),
        "read" => Box::new(|| drop(black_box(renja::read::read(&bytes, &limits)))),
        "check" => Box::new(|| drop(black_box(renja::check(&bytes, &options)))),
        "process" => Box::new(|| drop(black_box(renja::process(&bytes, "one.xlsx", &options, None)))),
        "write" => {
            let cells = common::Cells::read(&bytes);
            Box::new(move || drop(black_box(cells.write())))
        }
        _ => return Err(format!("nothing is called {what}").into()),
    };
    let mut times: Vec<f64> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            once();
            start.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{} {}", times.get(runs / 2).copied().unwrap_or(f64::NAN), peak());
    Ok(())
}

/// Decompresses every part of a package, passes it to `each`, and returns the total length.
fn parts(bytes: &[u8], each: fn(&[u8])) -> usize {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut length = 0;
    for place in 0..package.len() {
        let mut part = Vec::new();
        package.by_index(place).expect("a part").read_to_end(&mut part).expect("a part");
        each(&part);
        length += part.len();
    }
    length
}

/// Reads every event of a part's XML.
fn scan(part: &[u8]) {
    let Ok(text) = std::str::from_utf8(part) else { return };
    let mut reader = quick_xml::Reader::from_str(text);
    while !matches!(black_box(reader.read_event()), Ok(Event::Eof) | Err(_)) {}
}

/// Returns the peak memory of this process in KiB, or `NaN` if the system does not report it.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

/// Returns the name of the processor, or the architecture if the system does not report a name.
fn processor() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    name.map_or_else(|| std::env::consts::ARCH.to_owned(), |(_, name)| name.trim().to_owned())
}
