//! The look of a report (language, colours, width), and functions that build lines which are safe to print on
//! a terminal.

use serde::{Deserialize, Serialize};

use super::words::say;
use crate::model::{Lang, Severity};

/// Language, colours and width of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Look {
    /// Language of the report.
    pub lang: Lang,
    /// Whether severities and headings are coloured.
    pub colour: bool,
    /// Maximum width of a line in characters; `None` if lines are not wrapped.
    pub width: Option<usize>,
}

/// Escape sequence for bold text; the others set colours or reset the look.
pub(super) const BOLD: &str = "\x1b[1m";
pub(super) const RED: &str = "\x1b[31m";
const YELLOW: &str = "\x1b[33m";
const CYAN: &str = "\x1b[36m";
const RESET: &str = "\x1b[0m";

impl Look {
    /// Wraps a text in an escape sequence and its reset, if the report is coloured.
    pub(super) fn paint(self, style: &str, text: &str) -> String {
        if self.colour { format!("{style}{text}{RESET}") } else { text.to_owned() }
    }

    /// Returns the word for a severity, in its colour.
    pub(super) fn severity(self, severity: Severity) -> String {
        let style = match severity {
            Severity::Error => RED,
            Severity::Warning => YELLOW,
            Severity::Note => CYAN,
        };
        self.paint(style, &say(severity_key(severity), self.lang))
    }
}

/// Returns the key of the word for a severity.
pub(super) fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "report.severity_error",
        Severity::Warning => "report.severity_warning",
        Severity::Note => "report.severity_note",
    }
}

/// Adds a line, indented and without blanks at its end.
pub(super) fn push_line(out: &mut String, indent: usize, text: &str) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push_str(text.trim_end());
    out.push('\n');
}

/// Adds a text, wrapped to the width.
pub(super) fn push_paragraph(out: &mut String, indent: usize, text: &str, look: Look) {
    for text in break_lines(&printable(text), indent, look.width) {
        push_line(out, indent, &text);
    }
}

/// Adds a word with a text beside it, which is wrapped to the width and keeps its indentation.
pub(super) fn push_wrapped(out: &mut String, indent: usize, word: &str, text: &str, look: Look) {
    let column = word.chars().count() + 2;
    for (place, text) in break_lines(&printable(text), indent + column, look.width).iter().enumerate() {
        let word = if place == 0 { word } else { "" };
        push_line(out, indent, &format!("{word:<column$}{text}"));
    }
}

/// Breaks a text between words into lines. A word that is longer than a line is not broken: a path or a
/// figure is only useful in one piece.
fn break_lines(text: &str, indent: usize, width: Option<usize>) -> Vec<String> {
    let Some(width) = width else { return vec![text.to_owned()] };
    // Use at least 30 characters: on a narrower terminal, lines that run over read better than single words.
    let room = width.saturating_sub(indent).max(30);
    let mut lines = vec![String::new()];
    let mut used = 0;
    for (place, word) in text.split(' ').enumerate() {
        let length = word.chars().count();
        if place > 0 && used + 1 + length > room && used > 0 {
            lines.push(String::new());
            used = 0;
        } else if place > 0 {
            used += 1;
            lines.last_mut().into_iter().for_each(|line| line.push(' '));
        }
        used += length;
        lines.last_mut().into_iter().for_each(|line| line.push_str(word));
    }
    lines
}

/// Makes a text of a workbook or a path safe for a terminal: one line without control characters, which could
/// move the cursor or hide text.
pub(super) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            // Characters that change the writing direction could make a figure look like another one.
            c if c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') => {
                out.push('\u{fffd}');
            }
            c => out.push(c),
        }
    }
    out
}
