//! The rules as people read them: a list by family, one page for each, and all of them as one document.

use std::fmt::Write as _;

use super::look::{BOLD, Look, push_line, push_paragraph};
use super::words::{class_key, say};
use crate::check::RuleInfo;
use crate::model::{Arg, Lang, Message};

/// Indentation of a text below its heading, in characters.
const INDENT: usize = 2;

/// Returns the list of all rules with their titles, by family.
#[must_use]
pub fn rule_list(rules: &[RuleInfo], look: Look) -> String {
    let mut out = String::new();
    for family in rules.chunk_by(|one, other| one.family() == other.family()) {
        let Some(first) = family.first() else { continue };
        push_line(&mut out, 0, &look.paint(BOLD, &say(first.family(), look.lang)));
        for rule in family {
            push_line(&mut out, INDENT, &format!("{}  {}", rule.code, rule.title(look.lang)));
        }
        out.push('\n');
    }
    push_paragraph(&mut out, 0, &say("rule.next", look.lang), look);
    out
}

/// Returns the page of a rule.
#[must_use]
pub fn rule_page(rule: &RuleInfo, look: Look) -> String {
    let Look { lang, .. } = look;
    let mut out = String::new();
    push_line(&mut out, 0, &look.paint(BOLD, &format!("{}  {}", rule.code, rule.title(lang))));
    let of_family = Message::new("rule.of_family")
        .with("family", Message::new(rule.family()))
        .with("kind", kind_message(rule));
    push_paragraph(&mut out, 0, &of_family.say(lang), look);
    out.push('\n');
    for section in sections(rule, lang) {
        push_line(&mut out, 0, &look.paint(BOLD, &section.heading));
        if section.has_example {
            push_table(&mut out, &rule.example());
        }
        let is_marked = section.has_example && rule.example().iter().flatten().any(|cell| cell.contains('»'));
        let mark = is_marked.then(|| say("rule.mark", lang));
        for text in section.paragraphs.into_iter().chain(mark) {
            push_paragraph(&mut out, INDENT, &text.replace('`', ""), look);
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Returns all rules as one Markdown document; the repository has it as `docs/aturan.md`.
#[must_use]
pub fn rule_book(rules: &[RuleInfo], lang: Lang) -> String {
    let mut out = format!("# {}\n\n{}\n", say("rule.book", lang), say("rule.book_about", lang));
    for family in rules.chunk_by(|one, other| one.family() == other.family()) {
        let Some(first) = family.first() else { continue };
        let _ = writeln!(out, "\n## {}", say(first.family(), lang));
        for rule in family {
            let _ = writeln!(
                out,
                "\n### {} {}\n\n*{}*",
                rule.code,
                rule.title(lang),
                kind_message(rule).say(lang)
            );
            for (place, section) in sections(rule, lang).into_iter().enumerate() {
                let mut lead = if place == 0 { String::new() } else { format!("**{}.** ", section.heading) };
                if section.has_example {
                    let _ = writeln!(out, "\n{}\n", lead.trim_end());
                    out.push_str(&markdown_table(&rule.example()));
                    lead.clear();
                }
                for text in section.paragraphs {
                    let _ = writeln!(out, "\n{lead}{text}");
                    lead.clear();
                }
            }
        }
    }
    out
}

/// Returns the highest severity of a rule's findings, and the classes of its proposals.
fn kind_message(rule: &RuleInfo) -> Message {
    let key = if rule.classes.is_empty() { "rule.kind_without" } else { "rule.kind" };
    let severity = super::look::severity_key(rule.severity);
    let classes = rule.classes.iter().map(|one| Message::new(class_key(*one)).into()).collect();
    Message::new(key).with("severity", Message::new(severity)).with("classes", Arg::List(classes))
}

/// A section of a rule's page.
struct Section {
    heading: String,
    /// Whether the example table belongs into this section.
    has_example: bool,
    /// The texts of the section; a list of several lines is one text.
    paragraphs: Vec<String>,
}

/// Splits a rule's page into sections. The first has no heading in the page: it says what is checked.
fn sections(rule: &RuleInfo, lang: Lang) -> Vec<Section> {
    let mut all = Vec::new();
    // Skip the title, which the caller has printed.
    let text = rule.text(lang).split_once('\n').map_or("", |(_, text)| text);
    for (place, part) in text.split("\n## ").enumerate() {
        let (heading, body) = match place {
            0 => (say("rule.what", lang), part),
            _ => part.split_once('\n').map(|(heading, body)| (heading.to_owned(), body)).unwrap_or_default(),
        };
        let blocks = body.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
        let paragraphs: Vec<String> =
            blocks.filter(|block| !block.starts_with('|')).map(|block| block.replace('\n', " ")).collect();
        let has_example = matches!(heading.as_str(), "Contoh" | "Example");
        all.push(Section { heading, has_example, paragraphs });
    }
    all
}

/// Whether a column of the example consists of figures, which are aligned to the right.
fn is_figure_column(rows: &[Vec<&str>], column: usize) -> bool {
    let is_figure = |text: &str| {
        let text = text.trim_start_matches(['»', '\'', ' ']);
        let is_number = text.starts_with(|c: char| c.is_ascii_digit())
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '%'));
        is_number || text.starts_with('(') || text.is_empty()
    };
    rows.iter().skip(1).all(|row| row.get(column).is_none_or(|text| is_figure(text)))
}

/// Adds a table with aligned columns: figures to the right, words to the left.
fn push_table(out: &mut String, rows: &[Vec<&str>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cell =
        |row: &[&str], column: usize| row.get(column).map_or(String::new(), |cell| cell.replace('`', ""));
    let width = |column| rows.iter().map(|row| cell(row, column).chars().count()).max().unwrap_or(0);
    let figures = |column| is_figure_column(rows, column);
    for (place, row) in rows.iter().enumerate() {
        let cells: Vec<String> = (0..columns)
            .map(|column| {
                let (text, width) = (cell(row, column), width(column));
                if figures(column) { format!("{text:>width$}") } else { format!("{text:<width$}") }
            })
            .collect();
        push_line(out, INDENT, &cells.join("   "));
        if place == 0 {
            let rules: Vec<String> = (0..columns).map(|column| "─".repeat(width(column))).collect();
            push_line(out, INDENT, &rules.join("   "));
        }
    }
    out.push('\n');
}

/// Returns a table in Markdown.
fn markdown_table(rows: &[Vec<&str>]) -> String {
    let mut out = String::new();
    for (place, row) in rows.iter().enumerate() {
        let _ = writeln!(out, "| {} |", row.join(" | "));
        if place == 0 {
            let rules =
                (0..row.len()).map(|column| if is_figure_column(rows, column) { "---:|" } else { "---|" });
            let _ = writeln!(out, "|{}", rules.collect::<String>());
        }
    }
    out
}
