//! A disk that does not take what is written, a folder that goes away, a run that is killed: nothing
//! is lost, nothing stands half, and a sentence says what to do.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::AtomicBool;

use renja::batch::{Store, find, plan, run};
use renja::model::Lang;

use super::{command, folder, names, renja, text, workbook};

const WORKBOOK: &str = "renja-bkpsdm-2022.xlsx";

#[test]
fn a_result_folder_that_is_a_file() {
    let folder = folder(&[("a.xlsx", &workbook(WORKBOOK)), ("hasil", b"berkas")]);
    let output = renja(folder.path(), &["process", "a.xlsx", "-o", "hasil/2022/bkd"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(text(&output.stderr));
    assert_eq!(names(folder.path()), ["a.xlsx", "hasil"]);
}

#[cfg(unix)]
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
    // Nobody but the system's administrator makes a disk that is full. A limit on the size of a file
    // stops the program at the same place, in the middle of writing.
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

#[test]
fn a_result_folder_that_goes_away_is_made_again() {
    let folder = folder(&[("a.xlsx", b"a"), ("b.xlsx", b"b")]);
    let hasil = folder.path().join("hasil");
    let sources = find(&[folder.path().to_owned()]);
    let targets = plan(&sources, Some(&hasil));
    let store = Store::new(&sources, &targets).expect("the folder can be written to");
    for target in &targets {
        store.put(target, "rapi.xlsx", b"hasil").expect("it is written");
        fs::remove_dir_all(&hasil).expect("somebody tidies up");
    }
    let put = store.put(&targets[0], "rapi.xlsx", b"hasil lain").expect("it is written");
    assert_eq!(fs::read(put.path).expect("it stands there"), b"hasil lain");
    store.close().expect("the record is written");
}

#[test]
fn a_result_folder_that_becomes_a_file_is_said_by_name() {
    let folder = folder(&[("a.xlsx", b"a")]);
    let hasil = folder.path().join("hasil");
    let sources = find(&[folder.path().join("a.xlsx")]);
    let targets = plan(&sources, Some(&hasil));
    let store = Store::new(&sources, &targets).expect("the folder can be written to");
    fs::write(&hasil, b"berkas").expect("a file in its place");
    let said = store.put(&targets[0], "rapi.xlsx", b"hasil").expect_err("no place").say(Lang::Id);
    assert!(said.contains("hasil") && said.contains("-o"), "{said}");
    assert_eq!(fs::read(&hasil).expect("the file is left alone"), b"berkas");
}

#[test]
fn an_input_that_goes_away_while_others_are_worked_on() {
    let folder = folder(&[("a.xlsx", b"a"), ("b.xlsx", b"b"), ("c.xlsx", b"c")]);
    let sources = find(&[folder.path().to_owned()]);
    fs::remove_file(folder.path().join("b.xlsx")).expect("somebody tidies up");
    let mut seen = Vec::new();
    let work = |_, _: &_, bytes: &[u8]| Ok(bytes.len());
    run(&sources, 2, &AtomicBool::new(false), work, |_, result| {
        seen.push(result.map_err(|why| why.key));
        ControlFlow::Continue(())
    })
    .expect("the run goes on");
    assert_eq!(seen, [Ok(1), Err("cli.not_found"), Ok(1)]);
}

/// The results below a folder with their bytes, the half ones of a killed run left out.
fn results(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = names(folder).into_iter().filter(|name| !name.contains(".tmp"));
    all.map(|name| (name.clone(), fs::read(folder.join(&name)).expect("a result"))).collect()
}

#[test]
fn a_batch_that_is_killed_and_run_again_gives_the_same_files() {
    let whole = workbook(WORKBOOK);
    let inputs: Vec<String> = (0..20).map(|n| format!("{n:02}.xlsx")).collect();
    let files: Vec<(&str, &[u8])> = inputs.iter().map(|name| (name.as_str(), whole.as_slice())).collect();
    let (left_alone, killed) = (folder(&files), folder(&files));
    let args = ["process", ".", "-o", "hasil", "-j", "2"];
    let expected = renja(left_alone.path(), &args);

    let mut run = command(killed.path(), &args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    // The report of a file comes when it is done: kill in the middle of the next ones.
    let mut reported = BufReader::new(run.stdout.take().expect("its output")).lines();
    let third = reported.find(|line| line.as_ref().is_ok_and(|line| line.contains("02.xlsx")));
    assert!(third.is_some(), "the third file is done");
    run.kill().expect("it is killed");
    run.wait().expect("it is gone");
    let standing = results(&killed.path().join("hasil"));
    let whole = results(&left_alone.path().join("hasil"));
    assert!(standing.len() < whole.len(), "it was killed in the middle");
    for (name, bytes) in standing.iter().filter(|(name, _)| !name.contains(".jsonl")) {
        assert!(whole.get(name) == Some(bytes), "{name} is whole");
    }

    let again = renja(killed.path(), &args);
    assert_eq!(again.status.code(), expected.status.code());
    assert!(
        results(&killed.path().join("hasil")) == whole,
        "the same files, nothing kept under a dated name"
    );
}
