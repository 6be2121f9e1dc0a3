//! Builds the XML of a corrected cell: value and formula are new, everything else stays.

use rust_decimal::Decimal;

use super::New;
use super::scan::{Found, Place};
use super::style_patch::Look;
use crate::model::{Value, a1};
use crate::ooxml::edit::{attribute, opened, with_attribute};
use crate::ooxml::xml::escaped;

/// The new content of a cell as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Writing {
    /// The formula, without `=`; `None` if the cell has a constant.
    pub formula: Option<String>,
    /// The value, or the result of the formula.
    pub content: Content,
    /// Id of the built-in number format that the cell needs instead of its own; `None` if its own will do.
    pub format: Option<u32>,
}

/// A value as a sheet stores it.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// No value.
    Blank,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
}

/// The kind of value that was in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Was {
    /// No value, or one that is neither a number nor a text (a boolean, an error).
    Blank,
    /// A number.
    Number,
    /// A text.
    Text,
}

// Ids of built-in number formats.
const GENERAL: u32 = 0;
const THOUSANDS: u32 = 3;
const THOUSANDS_AND_CENTS: u32 = 4;
const PERCENT: u32 = 9;
const DATE: u32 = 14;
const TIME: u32 = 20;
const DATE_AND_TIME: u32 = 22;
const PERCENT_AND_HUNDREDTHS: u32 = 10;

/// Decides how a value is written into a cell with this look and this kind of old value. For example, 85%
/// becomes 0.85 in a cell of percent format, the text `85%` in a cell of text, and 85 in a cell that contains
/// a number such as 85.
pub fn writing(new: &New, was: Was, look: &Look) -> Writing {
    match new {
        New::Blank => Writing { formula: None, content: Content::Blank, format: None },
        New::Value(value) => {
            let (content, format) = content(value, was, look);
            Writing { formula: None, content, format }
        }
        // [`with_result`] writes these, and does not use the look.
        New::Result(n) => Writing { formula: None, content: Content::Number(*n), format: None },
        New::Formula(formula, value) => {
            // A formula gives a number, whatever was in the cell.
            let was = if was == Was::Text { Was::Blank } else { was };
            let (content, format) = match value {
                Value::Quantity(n, Some(_)) => content(&Value::Quantity(*n, None), was, look),
                value => content(value, was, look),
            };
            let formula = formula.strip_prefix('=').unwrap_or(formula).to_owned();
            Writing { formula: Some(formula), content, format }
        }
    }
}

/// Returns the content for a value, and the number format if the cell needs another one.
fn content(value: &Value, was: Was, look: &Look) -> (Content, Option<u32>) {
    let text = || (Content::Text(value.to_string()), None);
    match value {
        Value::Rupiah(n) => {
            let shows_amounts = match look {
                Look::General => was == Was::Number,
                Look::Text | Look::Percent | Look::Date => false,
                Look::Other(_) => true,
            };
            let format = if n.normalize().scale() > 0 { THOUSANDS_AND_CENTS } else { THOUSANDS };
            (Content::Number(*n), (!shows_amounts).then_some(format))
        }
        Value::Percent(n) => {
            let share = n.checked_div(Decimal::ONE_HUNDRED).map(Content::Number);
            match (look, was, share) {
                (Look::Percent, _, Some(share)) => (share, None),
                (Look::Text, ..) | (_, Was::Text, _) | (_, _, None) => text(),
                (Look::General | Look::Other(_), Was::Number, _) => (Content::Number(*n), None),
                (.., Some(share)) => {
                    (share, Some(if n.scale() > 0 { PERCENT_AND_HUNDREDTHS } else { PERCENT }))
                }
            }
        }
        Value::Quantity(n, unit) => {
            let format = matches!(look, Look::Text | Look::Percent | Look::Date).then_some(GENERAL);
            match unit {
                None => (Content::Number(*n), format),
                // The number format shows the unit (`#,##0 "orang"`), or a cell beside it does.
                Some(unit) if look.shows(unit) || (was == Was::Number && *look != Look::Percent) => {
                    (Content::Number(*n), None)
                }
                Some(_) => text(),
            }
        }
        Value::Date(n) => (Content::Number(*n), (*look != Look::Date).then(|| date_format(*n))),
        Value::Text(_) | Value::Kode(_) | Value::None | Value::Unclear(_) => text(),
    }
}

/// Returns the number format that shows a date completely: its day, its time, or both.
fn date_format(n: Decimal) -> u32 {
    match (n.trunc().is_zero(), n.fract().is_zero()) {
        (true, false) => TIME,
        (false, false) => DATE_AND_TIME,
        _ => DATE,
    }
}

/// Returns the kind of value that is in a cell.
pub fn was(xml: &str, found: &Found) -> Was {
    let tag = xml.get(found.tag.clone()).unwrap_or_default();
    let holds = |name: &str| found.children.iter().any(|c| c.name == name && !c.inner.is_empty());
    match attribute(tag, "t").as_deref() {
        Some("s" | "str" | "inlineStr") if holds("v") || holds("is") => Was::Text,
        None | Some("n") if holds("v") => Was::Number,
        _ => Was::Blank,
    }
}

/// Returns the XML of a cell. A cell that exists keeps its other attributes and elements.
pub fn element(
    prefix: &str,
    xml: &str,
    found: Option<&Found>,
    place: Place,
    style: u32,
    new: &Writing,
) -> String {
    let old_tag = found.and_then(|found| xml.get(found.tag.clone()));
    let tag = old_tag.map_or_else(|| format!("<{prefix}c r=\"{}\">", a1(place.0, place.1)), opened);
    let kind = match (&new.content, &new.formula) {
        (Content::Text(_), None) => Some("inlineStr"),
        (Content::Text(_), Some(_)) => Some("str"),
        _ => None,
    };
    let old_formula = found.and_then(|found| found.children.iter().find(|child| child.name == "f"));
    let array = old_formula
        .and_then(|f| xml.get(f.tag.clone()))
        .filter(|tag| attribute(tag, "t").as_deref() == Some("array"));
    let tag = with_attribute(&tag, "s", Some(&style.to_string()));
    let tag = with_attribute(&tag, "t", kind);
    // Drop the metadata of the old value (a picture in the cell, the reason of an error).
    let tag = with_attribute(&tag, "vm", None);
    let tag = if array.is_some() { tag } else { with_attribute(&tag, "cm", None) };

    let mut out = vec![tag];
    if let Some(formula) = &new.formula {
        // An array formula stays one, as the calculation chain records it as such.
        out.push(array.map_or_else(|| format!("<{prefix}f>"), opened));
        out.push(format!("{}</{prefix}f>", escaped(formula)));
    }
    match (&new.content, &new.formula) {
        (Content::Blank, _) => {}
        (Content::Number(n), _) => out.push(format!("<{prefix}v>{}</{prefix}v>", n.normalize())),
        (Content::Text(text), Some(_)) => out.push(format!("<{prefix}v>{}</{prefix}v>", printable(text))),
        (Content::Text(text), None) => out.push(format!(
            "<{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is>",
            printable(text)
        )),
    }
    for child in found.into_iter().flat_map(|found| &found.children) {
        if !matches!(child.name.as_str(), "f" | "v" | "is") {
            out.push(xml.get(child.whole.clone()).unwrap_or_default().to_owned());
        }
    }
    out.push(format!("</{prefix}c>"));
    out.concat()
}

/// Returns the XML of a cell with another result of its formula. `None` if the cell has no formula, or one
/// that gives the values of several cells.
pub fn with_result(prefix: &str, xml: &str, found: &Found, n: Decimal) -> Option<String> {
    let formula = found.children.iter().find(|child| child.name == "f")?;
    let kind = xml.get(formula.tag.clone()).and_then(|tag| attribute(tag, "t"));
    if matches!(kind.as_deref(), Some("array" | "dataTable")) {
        return None;
    }
    let tag = with_attribute(&opened(xml.get(found.tag.clone())?), "t", None);
    let mut out = vec![tag, xml.get(formula.whole.clone())?.to_owned()];
    out.push(format!("<{prefix}v>{}</{prefix}v>", n.normalize()));
    for child in found.children.iter().filter(|child| !matches!(child.name.as_str(), "f" | "v" | "is")) {
        out.push(xml.get(child.whole.clone())?.to_owned());
    }
    out.push(format!("</{prefix}c>"));
    Some(out.concat())
}

/// Escapes a text for XML. Characters that XML cannot contain are written as Excel writes them, `_x0001_`;
/// text that only looks like such an escape is protected from being read as one.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        match c {
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&escape(c));
            }
            '_' if looks_escaped(rest) => out += "_x005F_",
            c => out.push(c),
        }
    }
    escaped(&out).into_owned()
}

fn escape(c: char) -> String {
    format!("_x{:04X}_", u32::from(c))
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes.get(1) == Some(&b'x')
        && bytes.get(2..6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        && bytes.get(6) == Some(&b'_')
}
