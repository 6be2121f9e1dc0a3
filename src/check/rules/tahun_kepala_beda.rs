//! Rule THN101: a header or a title names another year than the plan and the table's other columns.

use super::super::context::Context;
use crate::model::{Cited, Finding, Message, Related, Severity, Table, Value};
use crate::text::fold::fold;
use crate::text::heading::YEAR_RANGE;

/// Returns the findings, from the most to the least certain: a header that is repeated after a page break
/// with another year; a column that differs from the other columns of its table; a title that differs from
/// the columns. Other sheets prove nothing: each may be about another year.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (_, table) in context.renja.tables() {
        for finding in check_repeated_headers(context, table)
            .into_iter()
            .chain(check_columns(context, table))
            .chain(check_titles(context, table))
        {
            if !findings.iter().any(|known| known.at == finding.at) {
                findings.push(finding);
            }
        }
    }
    findings
}

/// Compares the header texts of later blocks with the same texts, apart from years, in the first block.
fn check_repeated_headers(context: &Context, table: &Table) -> Vec<Finding> {
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
            findings.push(finding(context, "check.year.repeated", text, *stated, *expected, Some(original)));
        }
    }
    findings
}

/// Returns the columns whose header implies another year of the plan than most headers do. Each header's year
/// is reduced by its column's offset. Returns nothing if there is no majority.
fn check_columns(context: &Context, table: &Table) -> Vec<Finding> {
    let said = stated_years(table);
    let Some(base) = majority_year(&said, context.renja.year) else { return Vec::new() };
    said.iter()
        .filter(|(.., of)| *of != base)
        .map(|(text, year, of)| finding(context, "check.year.column", text, *year, year + base - of, None))
        .collect()
}

/// Returns the header texts that name exactly one year, with that year and the year of the plan that it
/// implies.
///
/// The last year of the Renstra is left out: a column that is compared with that year may name it too.
fn stated_years(table: &Table) -> Vec<(&Cited<String>, i32, i32)> {
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

/// Whether a line names a regulation: in "Nomor 96 Tahun 2021" the year is that of the regulation.
fn is_of_regulation(line: &str) -> bool {
    let folded = fold(line);
    let words: Vec<&str> = folded.split(' ').collect();
    words.windows(3).any(|three| {
        matches!(three, ["nomor" | "no", number, "tahun"] if number.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// Returns the year of the plan that more than half of the headers imply, or exactly half if it is also the
/// plan's own. `None` if there is no such year.
fn majority_year(said: &[(&Cited<String>, i32, i32)], plan: Option<i32>) -> Option<i32> {
    let votes = |base: i32| said.iter().filter(|(.., of)| *of == base).count();
    let best = said.iter().map(|(.., base)| *base).max_by_key(|base| (votes(*base), Some(*base) == plan))?;
    let is_plan = Some(best) == plan;
    (votes(best) * 2 > said.len() || (is_plan && votes(best) * 2 == said.len())).then_some(best)
}

/// Compares the titles of a table with its columns, if all columns of its form are of the plan's year or
/// later.
fn check_titles(context: &Context, table: &Table) -> Vec<Finding> {
    let Some(plan) = majority_year(&stated_years(table), context.renja.year) else { return Vec::new() };
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
            (!known).then(|| finding(context, "check.year.title", text, *year, expected, None))
        })
        .collect()
}

fn finding(
    context: &Context,
    key: &'static str,
    text: &Cited<String>,
    stated: i32,
    expected: i32,
    original: Option<&Cited<String>>,
) -> Finding {
    let mut message = Message::new(key)
        .with("place", context.renja.cell_name(text.at))
        .with("text", text.text.trim())
        .with("stated", stated.to_string())
        .with("expected", expected.to_string());
    if let Some(original) = original {
        message = message.with("first_place", context.renja.cell_name(original.at));
    }
    Finding {
        stated: Some(Value::Text(text.text.clone())),
        computed: Some(Value::Text(text.text.replace(&stated.to_string(), &expected.to_string()).into())),
        related: original
            .map(|o| Related { at: o.at, label: String::new(), value: Some(Value::Text(o.text.clone())) })
            .into_iter()
            .collect(),
        ..Context::simple_finding("THN101", Severity::Warning, text.at, text.text.trim(), message)
    }
}

/// Returns the years that a text names, without those of spans ("2016-2021").
fn years(text: &str) -> Vec<i32> {
    let all = year_numbers(text);
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

/// Returns the four-digit numbers of a text that are years, each with its first and last byte offset.
fn year_numbers(text: &str) -> Vec<(usize, usize, i32)> {
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
            && YEAR_RANGE.contains(&year)
        {
            all.push((start, end, year));
        }
        rest = end;
    }
    all
}

/// Returns the folded text without four-digit numbers.
fn without_years(text: &str) -> String {
    fold(text)
        .split(' ')
        .filter(|word| !(word.len() == 4 && word.chars().all(|c| c.is_ascii_digit())))
        .collect::<Vec<_>>()
        .join(" ")
}
