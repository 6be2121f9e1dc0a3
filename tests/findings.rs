//! Findings in the office's workbooks. The output for people is kept as a snapshot of the text. Of the output
//! for programs, the snapshot keeps one line per finding (rule, cell and figures), and the fields of the JSON
//! are checked for their types. Read a changed snapshot before you accept it.

mod common;

use std::fmt::Write as _;

use renja::Options;
use renja::model::Lang;
use renja::report::{self, File, Look};
use serde_json::Value;

#[test]
fn findings_as_text() {
    for name in common::WORKBOOKS {
        insta::assert_snapshot!(format!("text {name}"), text(name));
    }
}

#[test]
fn rules_cells_and_figures_of_the_json() {
    for name in common::WORKBOOKS {
        insta::assert_snapshot!(format!("figures {name}"), figures(&json(name)));
    }
}

/// Every object in the JSON of every workbook has the fields that the contract promises.
#[test]
fn the_json_has_the_promised_fields() {
    let mut seen = 0;
    for name in common::WORKBOOKS {
        let file = json(name);
        has(&file, FILE, name);
        for (list, fields) in [("tables", TABLE), ("sheets", SHEET), ("findings", FINDING), ("cases", CASE)] {
            for one in each(&file, list) {
                has(one, fields, &format!("{name} {list}"));
            }
        }
        has(&file["coverage"], COVERAGE, name);
        let (findings, cases) = (each(&file, "findings"), each(&file, "cases"));
        for (place, finding) in (1..).zip(findings) {
            let whose = format!("{name} finding {place}");
            assert_eq!(finding["id"], place, "{whose}");
            for related in each(finding, "related") {
                has(related, RELATED, &whose);
            }
            let found_in = |case: &&Value| each(case, "findings").contains(&finding["id"]);
            let case = cases.iter().find(found_in).map_or(Value::Null, |case| case["id"].clone());
            assert_eq!(finding["case"], case, "{whose}");
            seen += 1;
        }
        for (place, case) in (1..).zip(cases) {
            let whose = format!("{name} case {place}");
            assert_eq!(case["id"], place, "{whose}");
            assert!(each(case, "findings").iter().all(Value::is_u64), "{whose}");
            for (rank, proposal) in (1..).zip(each(case, "proposals")) {
                has(proposal, PROPOSAL, &whose);
                assert_eq!(proposal["rank"], rank, "{whose}");
                assert!(each(proposal, "resolves").iter().all(Value::is_u64), "{whose}");
                for (list, fields) in [("changes", CHANGE), ("evidence", PLACE)] {
                    for one in each(proposal, list) {
                        has(one, fields, &whose);
                    }
                }
            }
        }
    }
    assert!(seen > 100, "{seen} findings");
}

/// A finding with its cause and any one of its proposals repeats no sentence, and shows no figure with more
/// decimals than a person reads.
#[test]
fn no_sentence_is_said_twice_and_no_figure_is_endless() {
    for lang in [Lang::Id, Lang::En] {
        for name in common::WORKBOOKS {
            let checked =
                renja::check(&common::bytes(name), &Options::default()).expect("a workbook of the project");
            for (place, finding) in checked.findings.iter().enumerate() {
                let case = checked.cases.iter().find(|case| case.findings.first() == Some(&place));
                let mut said = vec![finding.message.say(lang)];
                said.extend(case.map(|case| case.explanation.say(lang)));
                let reasons = case.into_iter().flat_map(|case| &case.proposals);
                let mut all: Vec<Vec<String>> = reasons
                    .map(|proposal| said.iter().cloned().chain([proposal.reason.say(lang)]).collect())
                    .collect();
                all.push(said);
                for said in all {
                    let mut seen = std::collections::BTreeSet::new();
                    for sentence in said.iter().flat_map(|text| text.split(". ")) {
                        let sentence = sentence.trim_end_matches('.');
                        assert!(seen.insert(sentence), "{name} {}: “{sentence}” twice", finding.rule);
                        let decimals = sentence
                            .split(',')
                            .skip(1)
                            .map(|rest| rest.chars().take_while(char::is_ascii_digit).count());
                        assert!(decimals.max().unwrap_or(0) <= 4, "{name} {}: {sentence}", finding.rule);
                    }
                }
            }
        }
    }
}

fn text(name: &str) -> String {
    let checked = renja::check(&common::bytes(name), &Options::default()).expect("a workbook of the project");
    let path = format!("workbooks/{name}");
    report::text(&File { path: &path, outcome: Ok(&checked) }, Look::default())
}

fn json(name: &str) -> Value {
    let checked = renja::check(&common::bytes(name), &Options::default()).expect("a workbook of the project");
    let path = format!("workbooks/{name}");
    let line = report::json(&File { path: &path, outcome: Ok(&checked) }, Options::default().lang);
    serde_json::from_str(&line).expect("it is JSON")
}

/// Renders the object of a file as lines: the tables, the sheets, and a line for each finding and each
/// proposal.
fn figures(file: &Value) -> String {
    let mut out = String::new();
    let coverage = &file["coverage"];
    let _ = writeln!(
        out,
        "{} {} {} {}: {} of {} figures checked",
        word(&file["path"]),
        word(&file["status"]),
        file["year"],
        word(&file["organisation"]),
        coverage["checked"],
        coverage["figures"]
    );
    for table in each(file, "tables") {
        let [form, sheet, area] = ["form", "sheet", "area"].map(|key| word(&table[key]));
        let _ = writeln!(out, "table {form} on {sheet}!{area}: {} rows", table["rows"]);
    }
    for sheet in each(file, "sheets") {
        let [name, status] = ["name", "status"].map(|key| word(&sheet[key]));
        let _ = writeln!(out, "sheet {name}: {status}, {} of {}", sheet["checked"], sheet["figures"]);
    }
    let _ = writeln!(out, "\nfindings: rule, cell, stated, computed, difference");
    for finding in each(file, "findings") {
        let [stated, computed, difference] = ["stated", "computed", "difference"].map(|k| value(&finding[k]));
        let [rule, severity] = ["rule", "severity"].map(|key| word(&finding[key]));
        let _ = write!(
            out,
            "{} {rule} {severity} {} | {stated} | {computed} | {difference}",
            finding["id"],
            cell(finding)
        );
        let case = &finding["case"];
        let _ = if case.is_null() { writeln!(out) } else { writeln!(out, " | case {case}") };
    }
    let _ = writeln!(out, "\nproposals: case, class, the findings that it resolves, changes, evidence");
    for case in each(file, "cases") {
        let bounded = if case["complete"] == true { "" } else { " (incomplete)" };
        for proposal in each(case, "proposals") {
            let change = |c: &Value| format!("{} {} => {}", cell(c), value(&c["from"]), value(&c["to"]));
            let changes: Vec<String> = each(proposal, "changes").iter().map(change).collect();
            let evidence: Vec<String> = each(proposal, "evidence").iter().map(cell).collect();
            let _ = write!(
                out,
                "{}.{} {}{bounded} {} | {}",
                case["id"],
                proposal["rank"],
                word(&proposal["class"]),
                proposal["resolves"],
                changes.join(", ")
            );
            let _ = match evidence.as_slice() {
                [] => writeln!(out),
                cells => writeln!(out, " | {}", cells.join(", ")),
            };
        }
    }
    out
}

fn each<'a>(object: &'a Value, key: &str) -> &'a [Value] {
    object[key].as_array().unwrap_or_else(|| panic!("{key} is a list: {object}"))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

fn cell(object: &Value) -> String {
    format!("{}!{}", word(&object["sheet"]), word(&object["cell"]))
}

/// Renders the plain form of a value and its unit. The text snapshots cover the displayed form.
fn value(value: &Value) -> String {
    match word(&value["unit"]) {
        "-" => "-".to_owned(),
        "rupiah" => word(&value["value"]).to_owned(),
        unit => format!("{} {unit}", word(&value["value"])),
    }
}

/// The content that a field of the contract may have.
#[derive(Clone, Copy)]
enum Kind {
    /// A non-empty string.
    Text,
    /// A string or null.
    MaybeText,
    /// One of these words.
    Of(&'static [&'static str]),
    /// A count or an id.
    Count,
    /// A count, an id or null.
    MaybeCount,
    Bool,
    List,
    Object,
    /// An object of `value`, `unit` and `text`.
    Figure,
    /// An object of `value`, `unit` and `text`, or null.
    MaybeFigure,
}

type Fields = &'static [(&'static str, Kind)];

const FILE: Fields = &[
    ("path", Kind::Text),
    ("status", Kind::Of(&["clean", "findings", "unrecognized", "unreadable"])),
    ("error", Kind::MaybeText),
    ("year", Kind::MaybeCount),
    ("organisation", Kind::MaybeText),
    ("tables", Kind::List),
    ("sheets", Kind::List),
    ("coverage", Kind::Object),
    ("findings", Kind::List),
    ("cases", Kind::List),
];
const TABLE: Fields =
    &[("form", Kind::Text), ("sheet", Kind::Text), ("area", Kind::Text), ("rows", Kind::Count)];
const SHEET: Fields = &[
    ("name", Kind::Text),
    ("status", Kind::Of(&["read", "unread", "own", "empty"])),
    ("reason", Kind::MaybeText),
    ("figures", Kind::Count),
    ("checked", Kind::Count),
];
const COVERAGE: Fields = &[("figures", Kind::Count), ("checked", Kind::Count)];
const FINDING: Fields = &[
    ("id", Kind::Count),
    ("rule", Kind::Text),
    ("name", Kind::Text),
    ("severity", Kind::Of(&["error", "warning", "note"])),
    ("sheet", Kind::Text),
    ("cell", Kind::Text),
    ("message", Kind::Text),
    ("stated", Kind::MaybeFigure),
    ("computed", Kind::MaybeFigure),
    ("difference", Kind::MaybeFigure),
    ("related", Kind::List),
    ("case", Kind::MaybeCount),
];
const RELATED: Fields =
    &[("sheet", Kind::Text), ("cell", Kind::Text), ("label", Kind::MaybeText), ("value", Kind::MaybeFigure)];
const CASE: Fields = &[
    ("id", Kind::Count),
    ("findings", Kind::List),
    ("explanation", Kind::Text),
    ("complete", Kind::Bool),
    ("proposals", Kind::List),
];
const PROPOSAL: Fields = &[
    ("rank", Kind::Count),
    ("class", Kind::Of(&["safe", "suggested", "display"])),
    ("changes", Kind::List),
    ("reason", Kind::Text),
    ("evidence", Kind::List),
    ("resolves", Kind::List),
];
const CHANGE: Fields = &[
    ("sheet", Kind::Text),
    ("cell", Kind::Text),
    ("item", Kind::MaybeText),
    ("from", Kind::MaybeFigure),
    ("to", Kind::Figure),
];
const PLACE: Fields = &[("sheet", Kind::Text), ("cell", Kind::Text)];
const VALUE: Fields = &[("value", Kind::MaybeText), ("unit", Kind::Text), ("text", Kind::MaybeText)];

/// Asserts that an object has exactly these fields, each of its kind.
#[track_caller]
fn has(object: &Value, fields: Fields, whose: &str) {
    let all = object.as_object().unwrap_or_else(|| panic!("{whose} is an object: {object}"));
    assert_eq!(all.len(), fields.len(), "{whose} has no other fields: {object}");
    for (key, kind) in fields {
        let field = all.get(*key).unwrap_or_else(|| panic!("{whose} has {key}: {object}"));
        let fits = match kind {
            Kind::Text => field.as_str().is_some_and(|text| !text.is_empty()),
            Kind::MaybeText => field.is_string() || field.is_null(),
            Kind::Of(words) => field.as_str().is_some_and(|text| words.contains(&text)),
            Kind::Count => field.is_u64(),
            Kind::MaybeCount => field.is_u64() || field.is_null(),
            Kind::Bool => field.is_boolean(),
            Kind::List => field.is_array(),
            Kind::Object => field.is_object(),
            Kind::Figure | Kind::MaybeFigure => {
                field.is_object() || matches!(kind, Kind::MaybeFigure) && field.is_null()
            }
        };
        assert!(fits, "{whose}: {key} is {field}");
        if matches!(kind, Kind::Figure | Kind::MaybeFigure) && !field.is_null() {
            has(field, VALUE, &format!("{whose}: {key}"));
        }
    }
}
