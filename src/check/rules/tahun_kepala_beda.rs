//! A header or a title names another year than the plan and the table's other columns.

use super::super::shown::Shown;
use crate::model::{Cited, Finding, Message, Related, Severity, Table, Value};
use crate::text::fold::fold;
use crate::text::heading::YEARS;

/// What the rule finds, in three steps from the surest: a header that comes back at a page break
/// with another year; a column against the other columns of its table; a title against the columns. What
/// other sheets are about says nothing: each has its own year.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (_, table) in shown.renja.tables() {
        for finding in
            repeated(shown, table).into_iter().chain(columns(shown, table)).chain(title(shown, table))
        {
            if !findings.iter().any(|known| known.at == finding.at) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// Header texts of later blocks against the same text, years apart, of the first.
fn repeated(shown: &Shown, table: &Table) -> Vec<Finding> {
    let Some(first_block) = table.headers.first() else { return Vec::new() };
    let (first, later): (Vec<_>, Vec<_>) =
        table.header_texts.iter().partition(|text| first_block.contains(text.at.row, text.at.column));
    let mut findings = Vec::new();
    for text in later {
        let years = years(&text.text);
        let same: Vec<&&Cited<String>> = first
            .iter()
            .filter(|other| {
                other.at.column == text.at.column && without_years(&other.text) == without_years(&text.text)
            })
            .collect();
        if let [original] = same.as_slice()
            && let ([stated], [expected]) = (years.as_slice(), self::years(&original.text).as_slice())
            && stated != expected
        {
            findings.push(finding(shown, "check.year.repeated", text, *stated, *expected, Some(original)));
        }
    }
    findings
}

/// The years of the columns, each less its column's place in time, agree on the plan's year; one
/// that does not is off. Where they are not of one mind against one, nothing is said.
fn columns(shown: &Shown, table: &Table) -> Vec<Finding> {
    let said = said(table);
    let Some(base) = majority(&said, shown.renja.year) else { return Vec::new() };
    said.iter()
        .filter(|(.., of)| *of != base)
        .map(|(text, year, of)| finding(shown, "check.year.column", text, *year, year + base - of, None))
        .collect()
}

/// The headers that name a year of their column's place in time, with the year and the plan's by it. The
/// end of the Renstra is a year of its own: what is compared with it may name it too.
fn said(table: &Table) -> Vec<(&Cited<String>, i32, i32)> {
    let offset = |key: &str| table.form.column(key).and_then(|form| form.year);
    let known = table.columns.iter().filter(|column| table.form.column(&column.key).is_some());
    let without = known.filter(|column| offset(&column.key).is_none());
    let ends: Vec<i32> = without.flat_map(|c| &c.header).flat_map(|text| years(&text.text)).collect();
    let mut said: Vec<(&Cited<String>, i32, i32)> = Vec::new(); // text, year, base
    for column in &table.columns {
        let Some(offset) = offset(&column.key) else { continue };
        for text in &column.header {
            if let [year] = years(&text.text).as_slice()
                && !ends.contains(year)
                && !said.iter().any(|(known, ..)| known.at == text.at)
            {
                said.push((text, *year, year - offset));
            }
        }
    }
    said
}

/// Whether a line names a regulation: "Nomor 96 Tahun 2021" is the year in which it was made.
fn is_of_regulation(line: &str) -> bool {
    let folded = fold(line);
    let words: Vec<&str> = folded.split(' ').collect();
    words.windows(3).any(|three| {
        matches!(three, ["nomor" | "no", number, "tahun"] if number.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// The base that more than half of the headers share, or that one of two shares with the plan.
fn majority(said: &[(&Cited<String>, i32, i32)], plan: Option<i32>) -> Option<i32> {
    let votes = |base: i32| said.iter().filter(|(.., of)| *of == base).count();
    let best = said.iter().map(|(.., base)| *base).max_by_key(|base| (votes(*base), Some(*base) == plan))?;
    let is_plan = Some(best) == plan;
    (votes(best) * 2 > said.len() || (is_plan && votes(best) * 2 == said.len())).then_some(best)
}

/// The title of a table that speaks of the plan's own year alone, against its columns.
fn title(shown: &Shown, table: &Table) -> Vec<Finding> {
    let Some(plan) = majority(&said(table), shown.renja.year) else { return Vec::new() };
    let mut offsets = table.form.columns.iter().filter_map(|column| column.year);
    let looks_ahead_only = offsets.clone().any(|offset| offset == 0) && offsets.all(|offset| offset >= 0);
    if !looks_ahead_only {
        return Vec::new();
    }
    table
        .title
        .iter()
        .filter(|text| !is_of_regulation(&text.text))
        .filter_map(|text| {
            let years = years(&text.text);
            let [year] = years.as_slice() else { return None };
            let ahead = ["maju", "perkiraan", "prakiraan"].iter().any(|word| fold(&text.text).contains(word));
            let expected = if ahead { plan + 1 } else { plan };
            let known = *year == plan || *year == plan + 1;
            (!known).then(|| finding(shown, "check.year.title", text, *year, expected, None))
        })
        .collect()
}

fn finding(
    shown: &Shown,
    key: &'static str,
    text: &Cited<String>,
    stated: i32,
    expected: i32,
    original: Option<&Cited<String>>,
) -> Finding {
    let mut message = Message::new(key)
        .with("place", shown.renja.place(text.at))
        .with("text", text.text.trim())
        .with("stated", stated.to_string())
        .with("expected", expected.to_string());
    if let Some(original) = original {
        message = message.with("first_place", shown.renja.place(original.at));
    }
    Finding {
        stated: Some(Value::Text(text.text.clone())),
        computed: Some(Value::Text(text.text.replace(&stated.to_string(), &expected.to_string()).into())),
        related: original
            .map(|o| Related { at: o.at, label: String::new(), value: Some(Value::Text(o.text.clone())) })
            .into_iter()
            .collect(),
        ..Shown::remark("THN101", Severity::Warning, text.at, text.text.trim(), message)
    }
}

/// The years that a text names, spans ("2016-2021") apart.
fn years(text: &str) -> Vec<i32> {
    let all = numbers(text);
    all.iter()
        .enumerate()
        .filter(|(i, (from, to, _))| {
            let joined = |between: Option<&str>| {
                between.is_some_and(|b| {
                    let b = b.trim();
                    matches!(b, "-" | "–" | "—" | "/" | "s/d" | "s.d" | "s.d." | "sampai" | "hingga")
                })
            };
            let before =
                i.checked_sub(1).and_then(|j| all.get(j)).and_then(|(_, end, _)| text.get(*end..*from));
            let after = all.get(i + 1).and_then(|(start, ..)| text.get(*to..*start));
            !joined(before) && !joined(after)
        })
        .map(|(_, (.., year))| *year)
        .collect()
}

/// The four-digit numbers of a text that are years, with where they begin and end.
fn numbers(text: &str) -> Vec<(usize, usize, i32)> {
    let mut all = Vec::new();
    let mut rest = 0;
    while let Some(start) =
        text.get(rest..).and_then(|t| t.find(|c: char| c.is_ascii_digit())).map(|i| i + rest)
    {
        let end = text
            .get(start..)
            .and_then(|t| t.find(|c: char| !c.is_ascii_digit()))
            .map_or(text.len(), |i| i + start);
        if let Some(year) = text.get(start..end).filter(|t| t.len() == 4).and_then(|t| t.parse().ok())
            && YEARS.contains(&year)
        {
            all.push((start, end, year));
        }
        rest = end;
    }
    all
}

/// The text as a reader compares it, years apart.
fn without_years(text: &str) -> String {
    fold(text)
        .split(' ')
        .filter(|word| !(word.len() == 4 && word.chars().all(|c| c.is_ascii_digit())))
        .collect::<Vec<_>>()
        .join(" ")
}
