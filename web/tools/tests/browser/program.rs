//! Runs the command-line program, whose results the page must reproduce, and fills in its findings' sheet as
//! a person would.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Returns the root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

/// Returns the paths of the project's six workbooks.
pub fn workbooks() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("workbooks")).expect("the workbooks").flatten();
    let is_workbook = |path: &PathBuf| {
        path.extension()
            .is_some_and(|extension| ["xls", "xlsx", "ods"].iter().any(|known| extension == *known))
    };
    let mut all: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(is_workbook).collect();
    all.sort();
    assert_eq!(all.len(), 6, "{all:?}");
    all
}

/// Returns the path of the program in the target folder of this test: the release build, else the debug
/// build.
fn program() -> PathBuf {
    let own = std::env::current_exe().expect("this test has a path");
    let target = own.ancestors().nth(3).expect("a target folder").to_owned();
    let built = ["release", "debug"].map(|profile| target.join(profile).join("renja"));
    built.into_iter().find(|path| path.exists()).expect("cargo build comes before this test")
}

/// Runs the program in a folder and returns its standard output. Panics if the exit code is 2 or higher.
pub fn run_renja(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program()).args(arguments).current_dir(folder).output().expect("it runs");
    assert!(output.status.code() < Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Returns the object that `renja check --format json` writes for a file.
pub fn check(folder: &Path, name: &str) -> Value {
    let json = run_renja(folder, &["check", "--format", "json", name]);
    let all: Value = serde_json::from_slice(&json).expect("JSON");
    all["files"][0].clone()
}

/// A person's input on a line of Temuan, in the columns Keputusan, Nilai sendiri and Alasan.
pub struct TypedLine<'a> {
    pub row: u64,
    pub word: &'a str,
    pub own: &'a str,
    pub reason: &'a str,
}

/// Returns a result with decisions in its findings' sheet, as if a person had typed them.
pub fn with_decisions(rapi: &[u8], written: &[TypedLine<'_>]) -> Vec<u8> {
    let mut package = zip::ZipArchive::new(Cursor::new(rapi)).expect("a package");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..package.len() {
        let mut part = package.by_index(place).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("it can be unpacked");
        // The second sheet is Temuan.
        if name == "xl/worksheets/sheet2.xml" {
            bytes = type_decisions(String::from_utf8(bytes).expect("XML"), written).into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&bytes).expect("it is written");
    }
    out.finish().expect("a package").into_inner()
}

fn type_decisions(mut xml: String, written: &[TypedLine<'_>]) -> String {
    for one in written {
        // The columns are No, Keputusan, Nilai sendiri, Alasan.
        for (column, text) in [("B", one.word), ("C", one.own), ("D", one.reason)] {
            if text.is_empty() {
                continue;
            }
            let begin = xml.find(&format!("<c r=\"{column}{}\"", one.row)).expect("the cell stands there");
            let end = begin + xml[begin..].find("/>").expect("a blank cell");
            let cell = xml[begin..end].to_owned();
            assert!(!cell.contains('>'), "a blank cell: {cell}");
            xml.replace_range(begin..end + 2, &format!("{cell} t=\"inlineStr\"><is><t>{text}</t></is></c>"));
        }
    }
    xml
}
