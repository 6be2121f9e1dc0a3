//! Runs over many files: which files are found, where their results go, and what a run does not touch.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use renja::batch::{
    Bounds, FinishedWork, Source, Store, StoredResult, Target, find_sources, plan_targets, run,
};
use renja::model::{Lang, Message, Summary};
use tempfile::TempDir;

/// Creates a folder with these files; the content of each file is its own name.
fn folder(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("its folder");
        fs::write(path, file).expect("the file");
    }
    folder
}

fn names(sources: &[Source], root: &Path) -> Vec<String> {
    let below = |s: &Source| s.path.strip_prefix(root).unwrap_or(&s.path).to_string_lossy().into_owned();
    sources.iter().map(below).collect()
}

#[test]
fn a_folder_is_searched_in_the_order_of_names() {
    let folder = folder(&[
        "b.xlsx",
        "a.XLS",
        "2020/z.ods",
        "2020/a.xlsb",
        "README.md",
        "~$b.xlsx",
        ".~lock.b.xlsx#",
        ".tersembunyi.xlsx",
        ".git/c.xlsx",
    ]);
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    assert_eq!(names(&sources, folder.path()), ["2020/a.xlsb", "2020/z.ods", "a.XLS", "b.xlsx"]);
    assert!(sources.iter().all(|source| source.problem.is_none()));
}

/// Extensions such as .csv and .xml are also used for other content, so a folder yields only the text files
/// that hold a table.
#[test]
fn of_plain_texts_a_folder_gives_those_that_hold_a_table() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let table = "Kode;Program;Pagu\n1;Pelayanan;1.000.000\n2;Sarana;2.000.000\n";
    let page = "<html><body><table><tr><td>Kode</td></tr></table></body></html>";
    let archive = format!("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n{page}");
    for (name, text) in [
        ("a.csv", table),
        ("b.CSV", "Rencana kerja ini memuat program.\nSelain itu, ada kegiatan.\n"),
        ("c.tsv", ""),
        ("d.html", page),
        ("e.htm", "<html><body>Beranda</body></html>"),
        ("f.mht", &archive),
        ("g.xml", "<beans/>"),
        ("h.txt", table),
    ] {
        fs::write(folder.path().join(name), text).expect("the file");
    }
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    assert_eq!(names(&sources, folder.path()), ["a.csv", "d.html", "f.mht"]);
    let named = find_sources(&[folder.path().join("b.CSV")]).sources;
    assert_eq!(named.len(), 1, "what is named is read, and said why it cannot be");
}

#[test]
fn a_named_file_is_read_whatever_it_is_called_and_once() {
    let folder = folder(&["a.rapi.xlsx", "catatan.txt", "b.xlsx"]);
    let named = |name: &str| folder.path().join(name);
    let sources = find_sources(&[
        named("catatan.txt"),
        named("a.rapi.xlsx"),
        folder.path().to_owned(),
        named("b.xlsx"),
    ])
    .sources;
    assert_eq!(names(&sources, folder.path()), ["catatan.txt", "a.rapi.xlsx", "b.xlsx"]);
}

#[test]
fn a_path_that_leads_nowhere_does_not_hide_the_others() {
    let folder = folder(&["b.xlsx", "kosong/README.md"]);
    let sources = find_sources(&[
        folder.path().join("tidak ada"),
        folder.path().join("kosong"),
        folder.path().join("b.xlsx"),
    ])
    .sources;
    let problems: Vec<_> = sources.iter().map(|s| s.problem.as_ref().map(|problem| problem.key)).collect();
    assert_eq!(problems, [Some("cli.not_found"), Some("cli.no_workbooks_but"), None]);
}

/// Writes a result for each of these files and returns the result paths relative to the folder.
fn placed(files: &[&str], paths: &[&str], out: Option<&str>) -> Vec<String> {
    let folder = folder(files);
    let paths: Vec<PathBuf> = paths.iter().map(|path| folder.path().join(path)).collect();
    let out = out.map(|out| folder.path().join(out));
    let sources = find_sources(&paths).sources;
    let targets = plan_targets(&sources, out.as_deref());
    let store = Store::new(&sources, &targets).expect("the folder can be written to");
    let put = |target: &Target| store.put(target, "rapi.xlsx", b"hasil", "1-0").expect("it is written").path;
    let put: Vec<PathBuf> = targets.iter().map(put).collect();
    put.iter()
        .map(|path| {
            path.strip_prefix(folder.path()).expect("below the folder").to_string_lossy().into_owned()
        })
        .collect()
}

#[test]
fn results_lie_beside_a_file_and_in_a_folder() {
    assert_eq!(placed(&["in/a.xlsx"], &["in/a.xlsx"], None), ["in/hasil/a.rapi.xlsx"]);
    assert_eq!(placed(&["in/2020/a.xlsx"], &["in"], None), ["in/hasil/2020/a.rapi.xlsx"]);
}

#[test]
fn folders_are_kept_below_the_output() {
    let files = ["in/2020/a.xlsx", "in/2021/a.xlsx", "in/b.xls"];
    let expected = ["out/2020/a.rapi.xlsx", "out/2021/a.rapi.xlsx", "out/b.rapi.xlsx"];
    assert_eq!(placed(&files, &["in"], Some("out")), expected);
}

#[test]
fn inputs_that_share_a_name_keep_their_extension() {
    let files = ["in/a.xls", "in/A.xlsx", "in/b.ods"];
    let expected = ["out/A.xlsx.rapi.xlsx", "out/a.xls.rapi.xlsx", "out/b.rapi.xlsx"];
    assert_eq!(placed(&files, &["in"], Some("out")), expected);
}

/// Only as many of the parent folders are kept as it takes to tell the inputs apart, whatever the order in
/// which the inputs are named.
#[test]
fn inputs_that_share_name_and_extension_are_told_apart_by_their_folders() {
    let files = ["2020/a.xlsx", "2021/a.xlsx"];
    let expected = ["out/2020/a.rapi.xlsx", "out/2021/a.rapi.xlsx"];
    assert_eq!(placed(&files, &files, Some("out")), expected);
    let reversed = ["2021/a.xlsx", "2020/a.xlsx"];
    assert_eq!(placed(&files, &reversed, Some("out")), [expected[1], expected[0]]);
    let deep = ["p/2020/a.xlsx", "q/2020/A.xlsx", "q/b.xlsx"];
    let expected = ["out/p/2020/a.rapi.xlsx", "out/q/2020/A.rapi.xlsx", "out/b.rapi.xlsx"];
    assert_eq!(placed(&deep, &deep, Some("out")), expected);
    let below = ["p/2020/a.xlsx", "q/2020/a.xlsx"];
    let expected = ["out/p/2020/a.rapi.xlsx", "out/q/2020/a.rapi.xlsx"];
    assert_eq!(placed(&below, &["p", "q"], Some("out")), expected);
}

#[test]
fn files_that_are_not_called_as_workbooks_keep_their_extension_where_they_meet() {
    let files = ["a.txt", "a.dat", "b.txt"];
    let expected = ["out/a.txt.rapi.xlsx", "out/a.dat.rapi.xlsx", "out/b.rapi.xlsx"];
    assert_eq!(placed(&files, &files, Some("out")), expected);
}

#[test]
fn an_input_that_is_called_like_a_result_keeps_its_name() {
    assert_eq!(placed(&["a.rapi.xlsx"], &["a.rapi.xlsx"], Some("out")), ["out/a.rapi.rapi.xlsx"]);
}

/// Writes a result to the place where that of `in/a.xlsx` goes.
fn put(folder: &TempDir, bytes: &[u8]) -> Result<StoredResult, Message> {
    let sources = find_sources(&[folder.path().join("in/a.xlsx")]).sources;
    let targets = plan_targets(&sources, Some(&folder.path().join("out")));
    let store = Store::new(&sources, &targets)?;
    let put = store.put(&targets[0], "rapi.xlsx", bytes, "1-0")?;
    store.close()?;
    Ok(put)
}

/// Returns the files below a folder with their content, without hidden ones.
fn contents(folder: &Path) -> Vec<(String, String)> {
    let mut all: Vec<_> = walkdir::WalkDir::new(folder)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).expect("below").to_string_lossy().into_owned();
            (name, fs::read_to_string(entry.path()).expect("text"))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn an_own_result_is_replaced() {
    let folder = folder(&["in/a.xlsx"]);
    assert!(!put(&folder, b"satu").expect("written").unchanged);
    assert!(put(&folder, b"satu").expect("written").unchanged);
    let second = put(&folder, b"dua").expect("written");
    assert_eq!(second.kept, None);
    assert_eq!(contents(&folder.path().join("out")), [("a.rapi.xlsx".into(), "dua".into())]);
}

#[test]
fn a_result_that_a_person_changed_is_kept() {
    let folder = folder(&["in/a.xlsx"]);
    let path = put(&folder, b"satu").expect("written").path;
    fs::write(&path, "keputusan").expect("a person saves");
    let kept = put(&folder, b"dua").expect("written").kept.expect("something is said");
    assert_eq!(kept.key, "cli.kept");
    fs::write(&path, "keputusan lain").expect("a person saves again");
    put(&folder, b"tiga").expect("written");
    let all = contents(&folder.path().join("out"));
    let texts: Vec<&str> = all.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts.len(), 3, "{all:?}");
    assert!(texts.contains(&"keputusan") && texts.contains(&"keputusan lain"), "{all:?}");
    assert!(all.contains(&("a.rapi.xlsx".into(), "tiga".into())), "{all:?}");
    // A search for workbooks skips the archived files.
    assert_eq!(find_sources(&[folder.path().to_owned()]).sources.len(), 1);
}

#[test]
fn a_run_that_was_killed_does_not_take_its_own_results_for_a_persons() {
    let folder = folder(&["in/a.xlsx"]);
    let out = folder.path().join("out");
    let ledger = || fs::read_to_string(out.join(".renja.jsonl")).expect("the record");
    put(&folder, b"dua").expect("written");
    let whole = ledger();

    // The first run was killed before it closed the record, in the middle of a line.
    fs::remove_dir_all(&out).expect("removed");
    let sources = find_sources(&[folder.path().join("in/a.xlsx")]).sources;
    let targets = plan_targets(&sources, Some(&out));
    let killed = Store::new(&sources, &targets).expect("writable");
    killed.put(&targets[0], "rapi.xlsx", b"satu", "1-0").expect("written");
    drop(killed);
    fs::write(out.join(".renja.jsonl"), ledger().trim_end().to_owned() + "\n{\"file\":\"a.ra")
        .expect("half a line");

    assert_eq!(put(&folder, b"dua").expect("written").kept, None);
    assert_eq!(ledger(), whole, "the record is that of one run");
}

#[test]
fn a_file_of_unknown_origin_is_kept() {
    let folder = folder(&["in/a.xlsx", "out/a.rapi.xlsx"]);
    assert!(put(&folder, b"satu").expect("written").kept.is_some());
    let texts: Vec<String> = contents(&folder.path().join("out")).into_iter().map(|(_, text)| text).collect();
    assert!(texts.contains(&"out/a.rapi.xlsx".to_owned()), "{texts:?}");
}

#[test]
fn an_input_that_stands_in_the_way_is_kept() {
    let folder = folder(&["a.xlsx"]);
    let path = folder.path().join("a.rapi.xlsx");
    fs::write(&path, "masukan").expect("the input");
    let sources = find_sources(&[folder.path().join("a.xlsx"), path.clone()]).sources;
    let targets = plan_targets(&sources, Some(folder.path()));
    let store = Store::new(&sources, &targets).expect("writable");
    let put = store.put(&targets[0], "rapi.xlsx", b"hasil", "1-0").expect("written");
    assert_eq!(put.path, path);
    assert_eq!(put.kept.expect("something is said").key, "cli.kept_input");
    assert!(contents(folder.path()).iter().any(|(_, text)| text == "masukan"));
}

#[test]
fn a_folder_in_the_way_of_a_result_is_said() {
    let folder = folder(&["in/a.xlsx", "out/a.rapi.xlsx/x"]);
    assert_eq!(put(&folder, b"satu").expect_err("it cannot be written").key, "cli.output_is_a_folder");
}

#[test]
fn a_file_in_place_of_the_output_folder_is_said_before_anything_is_done() {
    let folder = folder(&["in/a.xlsx", "out"]);
    assert_eq!(put(&folder, b"satu").expect_err("it cannot be written").key, "cli.output_is_a_file");
}

#[test]
fn preparing_leaves_no_folder_behind() {
    let folder = folder(&["in/a.xlsx"]);
    let sources = find_sources(&[folder.path().join("in")]).sources;
    Store::new(&sources, &plan_targets(&sources, Some(&folder.path().join("out/dalam")))).expect("writable");
    assert!(!folder.path().join("out").exists());
}

#[cfg(unix)]
#[test]
fn a_result_is_readable_as_the_folder_is() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&["in/a.xlsx"]);
    let path = put(&folder, b"satu").expect("written").path;
    let mode = |path: &Path| fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
    assert_eq!(mode(&path), mode(&folder.path().join("in/a.xlsx")));
}

#[test]
fn results_come_in_the_order_of_the_files() {
    let files: Vec<String> = (0..60).map(|n| format!("{n:02}.xlsx")).collect();
    let folder = folder(&files.iter().map(String::as_str).collect::<Vec<_>>());
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    for jobs in [1, 4] {
        let mut seen = Vec::new();
        let work = |_: usize, _: &Source, bytes: &[u8]| Ok(String::from_utf8_lossy(bytes).into_owned());
        run(&sources, jobs, Bounds::default(), &AtomicBool::new(false), work, |_, result| {
            seen.push(result.expect("it was read"));
            ControlFlow::Continue(())
        })
        .expect("threads");
        assert_eq!(seen, files, "with {jobs}");
    }
}

#[test]
fn a_panic_costs_one_file() {
    let folder = folder(&["a.xlsx", "b.xlsx", "c.xlsx"]);
    let sources = find_sources(&[folder.path().to_owned(), folder.path().join("tidak ada.xlsx")]).sources;
    let mut seen = Vec::new();
    let work = |place: usize, _: &Source, _: &[u8]| {
        assert!(place != 1, "di tengah");
        Ok(place)
    };
    run(&sources, 2, Bounds::default(), &AtomicBool::new(false), work, |_, result| {
        seen.push(result.map_err(|why| why.say(Lang::Id)));
        ControlFlow::Continue(())
    })
    .expect("threads");
    assert_eq!(seen[0], Ok(0));
    assert!(seen[1].as_ref().is_err_and(|why| why.contains("di tengah")), "{seen:?}");
    assert_eq!(seen[2], Ok(2));
    assert_eq!(seen[3], Err(Message::new("cli.not_found").say(Lang::Id)));
}

#[test]
fn a_run_can_be_broken_off() {
    let folder = folder(&["a.xlsx", "b.xlsx", "c.xlsx"]);
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    let mut seen = 0;
    run(
        &sources,
        1,
        Bounds::default(),
        &AtomicBool::new(false),
        |_, _, _| Ok(()),
        |_, _| {
            seen += 1;
            ControlFlow::Break(())
        },
    )
    .expect("threads");
    assert_eq!(seen, 1);
}

#[test]
fn what_is_under_way_is_finished_and_what_is_left_is_counted() {
    let folder = folder(&["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsx"]);
    let sources = find_sources(&[folder.path().to_owned()]).sources;
    let interrupted = AtomicBool::new(false);
    let mut seen = Vec::new();
    let work = |place: usize, _: &Source, _: &[u8]| {
        interrupted.store(place == 1, Ordering::Relaxed);
        Ok(place)
    };
    let left = run(&sources, 1, Bounds::default(), &interrupted, work, |_, result| {
        seen.push(result.expect("it was worked on"));
        ControlFlow::Continue(())
    });
    assert_eq!((left.expect("threads"), seen), (2, vec![0, 1]));
}

#[test]
fn an_input_is_done_while_its_results_stand() {
    let folder = folder(&["in/a.xlsx"]);
    let sources = find_sources(&[folder.path().join("in/a.xlsx")]).sources;
    let targets = plan_targets(&sources, Some(&folder.path().join("out")));
    let store = || Store::new(&sources, &targets).expect("the folder can be written to");
    let summary = Summary { path: "in/a.xlsx".into(), year: Some(2021), ..Summary::default() };

    let first = store();
    assert_eq!(first.find_finished(&targets[0], "satu", None), None);
    let put = first.put(&targets[0], "rapi.xlsx", b"hasil", "1-0").expect("it is written");
    let remarks = ["Rumus tidak diganti.".to_owned()];
    let outcome =
        FinishedWork { key: "satu".into(), summary: &summary, remarks: &remarks, unused: &[], earlier: None };
    first.record_finished(&targets[0], std::slice::from_ref(&put), outcome).expect("it is noted");
    // Simulate a killed run: the store is dropped without being closed.
    drop(first);

    let second = store();
    let done = second.find_finished(&targets[0], "satu", None).expect("it is known");
    assert_eq!((&done.summary, done.remarks.as_slice()), (&summary, &remarks[..]));
    assert_eq!(done.paths(&targets[0]).collect::<Vec<_>>(), std::slice::from_ref(&put.path));
    assert_eq!(second.find_finished(&targets[0], "dua", None), None, "asked for something else");
    second.close().expect("it is closed");
    assert!(store().find_finished(&targets[0], "satu", None).is_some(), "known after closing too");

    fs::write(&put.path, "diubah").expect("a person changes it");
    assert_eq!(store().find_finished(&targets[0], "satu", None), None);
    fs::remove_file(&put.path).expect("a person removes it");
    assert_eq!(store().find_finished(&targets[0], "satu", None), None);
}

#[test]
fn what_a_killed_run_left_half_written_is_swept_away() {
    let folder = folder(&["in/a.xlsx", "out/.renja-abc.tmp", "out/.lain.tmp"]);
    put(&folder, b"satu").expect("it is written");
    let left = |name: &str| folder.path().join("out").join(name).exists();
    assert!(!left(".renja-abc.tmp") && left(".lain.tmp"));
}
