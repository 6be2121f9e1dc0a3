//! What is found in the office's workbooks, as a reader and as another program gets it. A changed
//! snapshot is read before it is accepted.

mod common;

use renja::Options;
use renja::report::{self, File, Look};

fn text(name: &str) -> String {
    let checked = renja::check(&common::bytes(name), &Options::default()).expect("a workbook of the project");
    let path = format!("workbooks/{name}");
    report::text(&File { path: &path, outcome: Ok(&checked) }, Look::default())
}

fn json(name: &str) -> String {
    let checked = renja::check(&common::bytes(name), &Options::default()).expect("a workbook of the project");
    let path = format!("workbooks/{name}");
    let line = report::json(&File { path: &path, outcome: Ok(&checked) }, Options::default().lang);
    let value: serde_json::Value = serde_json::from_str(&line).expect("it is JSON");
    serde_json::to_string_pretty(&value).expect("it can be written")
}

#[test]
fn findings_as_text() {
    for name in common::WORKBOOKS {
        insta::assert_snapshot!(format!("text {name}"), text(name));
    }
}

#[test]
fn findings_as_json() {
    for name in common::WORKBOOKS {
        insta::assert_snapshot!(format!("json {name}"), json(name));
    }
}
