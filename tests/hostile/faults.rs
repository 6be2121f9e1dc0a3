//! A folder disappears or becomes a file, or an input is replaced, during a run: nothing is lost, no file is
//! half-written, and a sentence says what to do.

use std::fs;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use renja::batch::{Bounds, FinishedWork, Source, Store, digest, find_sources, plan_targets, run};
use renja::model::{Lang, Summary};

use super::{folder, names, renja, text, workbook};

pub const WORKBOOK: &str = "renja-bkpsdm-2022.xlsx";

#[test]
fn a_result_folder_that_is_a_file() {
    let folder = folder(&[("a.xlsx", &workbook(WORKBOOK)), ("hasil", b"berkas")]);
    let output = renja(folder.path(), &["process", "a.xlsx", "-o", "hasil/2022/bkd"]);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(text(&output.stderr));
    assert_eq!(names(folder.path()), ["a.xlsx", "hasil"]);
}

#[test]
fn a_result_folder_that_goes_away_is_made_again() {
    let folder = folder(&[("a.xlsx", b"a"), ("b.xlsx", b"b")]);
    let hasil = folder.path().join("hasil");
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    let targets = plan_targets(&sources, Some(&hasil));
    let store = Store::new(&sources, &targets).expect("the folder can be written to");
    for target in &targets {
        store.put(target, "rapi.xlsx", b"hasil", "1-0").expect("it is written");
        fs::remove_dir_all(&hasil).expect("somebody tidies up");
    }
    let put = store.put(&targets[0], "rapi.xlsx", b"hasil lain", "1-0").expect("it is written");
    assert_eq!(fs::read(put.path).expect("it stands there"), b"hasil lain");
    insta::assert_snapshot!(
        store.close().expect_err("b is gone").say(Lang::Id).replace(&hasil.display().to_string(), "hasil")
    );

    // Without such an interruption, everything is in place.
    let store = Store::new(&sources, &targets).expect("the folder can be written to");
    for target in &targets {
        store.put(target, "rapi.xlsx", b"hasil", "1-0").expect("it is written");
    }
    store.close().expect("nothing is gone");
}

#[test]
fn a_result_folder_that_becomes_a_file_is_said_by_name() {
    let folder = folder(&[("a.xlsx", b"a")]);
    let hasil = folder.path().join("hasil");
    let sources = find_sources(&[folder.path().join("a.xlsx")]).sources;
    let targets = plan_targets(&sources, Some(&hasil));
    let store = Store::new(&sources, &targets).expect("the folder can be written to");
    fs::write(&hasil, b"berkas").expect("a file in its place");
    let said = store.put(&targets[0], "rapi.xlsx", b"hasil", "1-0").expect_err("no place").say(Lang::Id);
    assert!(said.contains("hasil") && said.contains("-o"), "{said}");
    assert_eq!(fs::read(&hasil).expect("the file is left alone"), b"berkas");
}

#[test]
fn an_input_that_goes_away_while_others_are_worked_on() {
    let folder = folder(&[("a.xlsx", b"a"), ("b.xlsx", b"b"), ("c.xlsx", b"c")]);
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    fs::remove_file(folder.path().join("b.xlsx")).expect("somebody tidies up");
    let mut seen = Vec::new();
    let work = |_, _: &_, bytes: &[u8]| Ok(bytes.len());
    run(&sources, 2, Bounds::default(), &AtomicBool::new(false), work, |_, result| {
        seen.push(result.map_err(|why| why.key));
        ControlFlow::Continue(())
    })
    .expect("the run goes on");
    assert_eq!(seen, [Ok(1), Err("cli.not_found"), Ok(1)]);
}

#[test]
fn an_input_that_is_replaced_while_it_is_worked_on_is_done_again() {
    let folder = folder(&[("a.xlsx", b"lama")]);
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    let targets = plan_targets(&sources, Some(&folder.path().join("hasil")));
    let work_on = || {
        let store = Store::new(&sources, &targets).expect("the folder can be written to");
        let work = |_, source: &Source, bytes: &[u8]| {
            let key = digest(bytes);
            if store.find_finished(&targets[0], &key, None).is_some() {
                return Ok("done before".to_owned());
            }
            fs::write(&source.path, b"baru").expect("somebody saves it");
            let put = store.put(&targets[0], "rapi.xlsx", bytes, &key)?;
            let summary = Summary::default();
            let outcome = FinishedWork { key, summary: &summary, remarks: &[], unused: &[], earlier: None };
            store.record_finished(&targets[0], &[put], outcome)?;
            Ok(text(bytes))
        };
        let mut seen = Vec::new();
        run(&sources, 1, Bounds::default(), &AtomicBool::new(false), work, |_, result| {
            seen.extend(result);
            ControlFlow::Continue(())
        })
        .expect("the run goes on");
        store.close().expect("the record is written");
        seen
    };
    assert_eq!(work_on(), ["lama"], "what was read is what is worked on");
    assert_eq!(work_on(), ["baru"], "and what came after it is another input");
    assert_eq!(work_on(), ["done before"]);
}
