//! Faults that only Unix can cause: permissions, pipes, a full disk, signals.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

use renja::batch::{Bounds, find_sources, run};

use super::faults::WORKBOOK;
use super::files::{plan_of, row};
use super::{command, folder, names, package, renja, text, workbook};

#[test]
fn a_name_that_is_too_long_for_the_disk() {
    let folder = folder(&[]);
    let name = format!("{}.xlsx", "r".repeat(248));
    fs::write(folder.path().join(&name), workbook(WORKBOOK)).expect("a name as long as the disk takes");
    fs::write(folder.path().join("b.xlsx"), workbook(WORKBOOK)).expect("a file beside it");
    let output = renja(folder.path(), &["process", ".", "-o", "hasil"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    insta::assert_snapshot!(text(&output.stderr).replace(&"r".repeat(248), "rrr…"));
    let written: Vec<String> =
        names(folder.path()).into_iter().filter(|n| n.starts_with("hasil/b")).collect();
    assert_eq!(written, ["hasil/b.koreksi.xlsx", "hasil/b.rapi.xlsx"], "the other one is done");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_takes_no_more() {
    // Only root can create a full disk. A limit on the size of a file stops the program at the same point, in
    // the middle of writing.
    let folder = folder(&[("a.xlsx", &workbook(WORKBOOK))]);
    let program = assert_cmd::cargo::cargo_bin!("renja");
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$0\" process a.xlsx -o hasil"])
        .arg(program)
        .current_dir(folder.path())
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    insta::assert_snapshot!(text(&output.stderr));
    assert!(names(folder.path()).iter().all(|name| !name.contains(".tmp") && !name.contains(".rapi.")));
}

/// Runs the program as a user who owns nothing here, because root may write anywhere.
fn as_nobody(folder: &Path, args: &[&str]) -> Output {
    const NOBODY: u32 = 65_534;
    let mode = fs::Permissions::from_mode;
    let mut command = command(folder, args);
    // The test has just created the folder, so the owner of the folder is the user who runs the test.
    if fs::metadata(folder).expect("the folder").uid() == 0 {
        // The build folder may be closed to other users, so the program is copied.
        let program = folder.join("renja");
        fs::copy(assert_cmd::cargo::cargo_bin!("renja"), &program).expect("a copy of the program");
        fs::set_permissions(&program, mode(0o755)).expect("it is open to all");
        fs::set_permissions(folder, mode(0o755)).expect("it is open to all");
        command = Command::new(program);
        command.args(args).current_dir(folder).uid(NOBODY).gid(NOBODY);
    }
    command.output().expect("the program runs")
}

#[test]
fn a_result_folder_that_may_not_be_written_to() {
    let folder = folder(&[("a.xlsx", &workbook(WORKBOOK))]);
    let hasil = folder.path().join("hasil");
    fs::create_dir(&hasil).expect("the folder");
    fs::set_permissions(&hasil, fs::Permissions::from_mode(0o555)).expect("it is closed");
    let output = as_nobody(folder.path(), &["process", "a.xlsx", "-o", "hasil"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    insta::assert_snapshot!(text(&output.stderr));
    assert!(names(&hasil).is_empty());
}

#[test]
fn inputs_that_may_not_be_read() {
    let folder = folder(&[("a.xlsx", &workbook(WORKBOOK)), ("b.xlsx", b"rahasia")]);
    fs::create_dir(folder.path().join("c")).expect("a folder");
    for closed in ["b.xlsx", "c"] {
        let path = folder.path().join(closed);
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).expect("it is closed");
    }
    let output = as_nobody(folder.path(), &["check", ".", "--quiet"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stdout).starts_with("./a.xlsx"), "the other one is checked");
    insta::assert_snapshot!(text(&output.stderr));
}

/// Creates a named pipe that nobody writes to.
fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo is there").success());
}

/// Entries that are not files in place of files: pipes that nobody writes to, an endless device, folders,
/// dangling links. The program waits for none of them.
#[test]
fn what_is_no_file_is_not_waited_for() {
    let folder = folder(&[("a.xlsx", &workbook(WORKBOOK))]);
    let at = |name: &str| folder.path().join(name);
    pipe(&at("pipa.xlsx"));
    fs::create_dir(at("folder.xlsx")).expect("a folder");
    symlink("/dev/zero", at("nol.xlsx")).expect("a link");
    symlink("tiada.xlsx", at("buntu.xlsx")).expect("a link");
    symlink("lingkar.xlsx", at("lingkar.xlsx")).expect("a link");
    let socket = std::os::unix::net::UnixListener::bind(at("soket.xlsx")).expect("a socket");
    let named = ["pipa.xlsx", "folder.xlsx", "nol.xlsx", "buntu.xlsx", "lingkar.xlsx", "soket.xlsx"];
    for command in ["check", "process", "export"] {
        let output = renja(folder.path(), &[&[command, "--quiet"], &named[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        // The error text for a loop of links differs between systems.
        let said = text(&output.stderr).replace("(Too many levels of symbolic links (os error 40))", "(…)");
        insta::allow_duplicates!(insta::assert_snapshot!("what_is_no_file", said));
    }
    drop(socket);

    // A pipe beside the input, and one in each place of a result.
    let answers: Vec<String> = [
        "renja.toml",
        "a.csv",
        "a.rapi.xlsx",
        "hasil/a.rapi.xlsx",
        "hasil/a.koreksi.xlsx",
        "hasil/.renja.jsonl",
    ]
    .into_iter()
    .map(|name| {
        fs::create_dir_all(at("hasil")).expect("a folder");
        pipe(&at(name));
        let output = renja(folder.path(), &["process", "a.xlsx", "--quiet", "-o", "hasil"]);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{output:?}");
        fs::remove_file(at(name)).expect("the pipe stands");
        let half = names(folder.path()).into_iter().any(|name| name.contains(".tmp"));
        fs::remove_dir_all(at("hasil")).expect("a folder");
        assert!(!half);
        format!("{name}: {:?} {}\n", output.status.code(), text(&output.stderr))
    })
    .collect();
    insta::assert_snapshot!(answers.concat());
}

/// Stands for a network drive that does not respond: a pipe replaces the file after it was found.
#[test]
fn an_input_that_does_not_answer() {
    let folder = folder(&[("a.xlsx", b"a"), ("b.xlsx", b"b"), ("c.xlsx", b"c")]);
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    fs::remove_file(folder.path().join("b.xlsx")).expect("it stands");
    pipe(&folder.path().join("b.xlsx"));
    let mut seen = Vec::new();
    let work = |_, _: &_, bytes: &[u8]| Ok(bytes.len());
    let bounds = Bounds { seconds: 1, ..Bounds::default() };
    run(&sources, 1, bounds, &AtomicBool::new(false), work, |_, result| {
        seen.push(result.map_err(|why| why.key));
        ControlFlow::Continue(())
    })
    .expect("the run goes on");
    assert_eq!(seen, [Ok(1), Err("cli.no_answer"), Ok(1)]);
}

/// Returns the results below a folder with their bytes, without the temporary files of a killed run.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = names(folder).into_iter().filter(|name| !name.contains(".tmp"));
    all.map(|name| (name.clone(), fs::read(folder.join(&name)).expect("a result"))).collect()
}

/// A random number generator (xorshift) that gives the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) % bound
    }
}

/// The batch is killed or asked to stop eight times, at random points.
#[test]
fn a_batch_of_five_hundred_that_is_stopped_anywhere_gives_the_same_files() {
    let plan = |n: usize| {
        let parts = row("4.05.01.01", "Kegiatan B", "100") + &row("4.05.01.02", "Kegiatan C", &n.to_string());
        let rows = plan_of(&(row("4.05.01", "PROGRAM A", "300") + &parts));
        package::workbook(&[("S", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))], &[])
    };
    let mut plans: Vec<(String, Vec<u8>)> = (0..499).map(|n| (format!("{n:03}.xlsx"), plan(n))).collect();
    // This file also causes remarks besides its findings.
    plans.push(("zzz.xls".to_owned(), workbook("renja-bkd-2018.xls")));
    let files: Vec<(&str, &[u8])> =
        plans.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (left_alone, stopped) = (folder(&files), folder(&files));
    let args = ["process", ".", "-o", "hasil", "-j", "2"];
    let expected = renja(left_alone.path(), &args);
    let whole = results(&left_alone.path().join("hasil"));
    assert!(whole.len() > 1_000, "{} results", whole.len());

    let mut random = Random(20_210_301);
    for round in 0..8 {
        let mut run = command(stopped.path(), &args)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        let lines = BufReader::new(run.stdout.take().expect("its output")).lines();
        let is_new = |line: &String| line.contains('→') && !line.contains("tidak berubah");
        let mut new = lines.map_while(Result::ok).filter(is_new);
        for _ in 0..=random.below(40) {
            assert!(new.next().is_some(), "there is work left in round {round}");
        }
        thread::sleep(Duration::from_micros(random.below(30_000)));
        if round % 2 == 0 {
            run.kill().expect("it is killed");
        } else {
            let asked = Command::new("kill").args(["-INT", &run.id().to_string()]).status();
            assert!(asked.expect("kill is there").success());
        }
        new.for_each(drop);
        let status = run.wait().expect("it is gone");
        assert!(round % 2 == 0 || status.code() == Some(2), "it says that files are left: {status}");
        let standing = results(&stopped.path().join("hasil"));
        assert!(standing.len() < whole.len(), "it was stopped in the middle");
        for (name, bytes) in standing.iter().filter(|(name, _)| !name.contains(".jsonl")) {
            assert!(whole.get(name) == Some(bytes), "{name} is whole");
        }
    }

    let again = renja(stopped.path(), &args);
    assert_eq!(again.status.code(), expected.status.code());
    let results = results(&stopped.path().join("hasil"));
    assert!(results == whole, "the same files, nothing kept under a dated name");
    assert!(!expected.stderr.is_empty());
    assert_eq!(text(&again.stderr), text(&expected.stderr), "what was said of files is said again");
}
