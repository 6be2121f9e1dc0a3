//! Builds the XML of a corrected cell: value and formula are new, everything else stays.

use rust_decimal::Decimal;

use super::NewContent;
use super::scan::{CellPosition, FoundCell};
use super::style_patch::NumberLook;
use crate::model::{Value, a1};
use crate::ooxml::edit::{as_open_tag, attribute, with_attribute};
use crate::ooxml::xml::escaped;

/// The new content of a cell as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct CellUpdate {
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
pub enum OldValueKind {
    /// No value, or one that is neither a number nor a text (a boolean, an error).
    Blank,
    /// A number.
    Number,
    /// A text.
    Text,
}

// Ids of built-in number formats.
const GENERAL_FORMAT: u32 = 0;
const THOUSANDS_FORMAT: u32 = 3;
const THOUSANDS_AND_CENTS_FORMAT: u32 = 4;
const PERCENT_FORMAT: u32 = 9;
const DATE_FORMAT: u32 = 14;
const TIME_FORMAT: u32 = 20;
const DATE_AND_TIME_FORMAT: u32 = 22;
const PERCENT_AND_HUNDREDTHS_FORMAT: u32 = 10;

/// Decides how a value is written into a cell with this look and this kind of old value. For example, 85%
/// becomes 0.85 in a cell of percent format, the text `85%` in a cell of text, and 85 in a cell that contains
/// a number such as 85.
pub fn cell_update(new: &NewContent, was: OldValueKind, look: &NumberLook) -> CellUpdate {
    match new {
        NewContent::Blank => CellUpdate { formula: None, content: Content::Blank, format: None },
        NewContent::Value(value) => {
            let (content, format) = content_and_format(value, was, look);
            CellUpdate { formula: None, content, format }
        }
        // [`cell_xml_with_result`] writes these, and does not use the look.
        NewContent::Recalculated(n) => {
            CellUpdate { formula: None, content: Content::Number(*n), format: None }
        }
        NewContent::Formula(formula, value) => {
            // A formula gives a number, whatever was in the cell.
            let was = if was == OldValueKind::Text { OldValueKind::Blank } else { was };
            let (content, format) = match value {
                Value::Quantity(n, Some(_)) => content_and_format(&Value::Quantity(*n, None), was, look),
                value => content_and_format(value, was, look),
            };
            let formula = formula.strip_prefix('=').unwrap_or(formula).to_owned();
            CellUpdate { formula: Some(formula), content, format }
        }
    }
}

/// Returns the content for a value, and the number format if the cell needs another one.
fn content_and_format(value: &Value, was: OldValueKind, look: &NumberLook) -> (Content, Option<u32>) {
    let text = || (Content::Text(value.to_string()), None);
    match value {
        Value::Rupiah(n) => {
            let shows_amounts = match look {
                NumberLook::General => was == OldValueKind::Number,
                NumberLook::Text | NumberLook::Percent | NumberLook::Date => false,
                NumberLook::Other(_) => true,
            };
            let format =
                if n.normalize().scale() > 0 { THOUSANDS_AND_CENTS_FORMAT } else { THOUSANDS_FORMAT };
            (Content::Number(*n), (!shows_amounts).then_some(format))
        }
        Value::Percent(n) => {
            let share = n.checked_div(Decimal::ONE_HUNDRED).map(Content::Number);
            match (look, was, share) {
                (NumberLook::Percent, _, Some(share)) => (share, None),
                (NumberLook::Text, ..) | (_, OldValueKind::Text, _) | (_, _, None) => text(),
                (NumberLook::General | NumberLook::Other(_), OldValueKind::Number, _) => {
                    (Content::Number(*n), None)
                }
                (.., Some(share)) => {
                    (share, Some(if n.scale() > 0 { PERCENT_AND_HUNDREDTHS_FORMAT } else { PERCENT_FORMAT }))
                }
            }
        }
        Value::Quantity(n, unit) => {
            let format = matches!(look, NumberLook::Text | NumberLook::Percent | NumberLook::Date)
                .then_some(GENERAL_FORMAT);
            match unit {
                None => (Content::Number(*n), format),
                // The number format shows the unit (`#,##0 "orang"`), or a cell beside it does.
                Some(unit)
                    if look.shows_unit(unit)
                        || (was == OldValueKind::Number && *look != NumberLook::Percent) =>
                {
                    (Content::Number(*n), None)
                }
                Some(_) => text(),
            }
        }
        Value::Date(n) => (Content::Number(*n), (*look != NumberLook::Date).then(|| date_format(*n))),
        Value::Text(_) | Value::Kode(_) | Value::Nil | Value::Unclear(_) => text(),
    }
}

/// Returns the number format that shows a date completely: its day, its time, or both.
fn date_format(n: Decimal) -> u32 {
    match (n.trunc().is_zero(), n.fract().is_zero()) {
        (true, false) => TIME_FORMAT,
        (false, false) => DATE_AND_TIME_FORMAT,
        _ => DATE_FORMAT,
    }
}

/// Returns the kind of value that is in a cell.
pub fn old_value_kind(xml: &str, found: &FoundCell) -> OldValueKind {
    let tag = xml.get(found.tag.clone()).unwrap_or_default();
    let holds = |name: &str| found.children.iter().any(|c| c.name == name && !c.inner.is_empty());
    match attribute(tag, "t").as_deref() {
        Some("s" | "str" | "inlineStr") if holds("v") || holds("is") => OldValueKind::Text,
        None | Some("n") if holds("v") => OldValueKind::Number,
        _ => OldValueKind::Blank,
    }
}

/// Returns the XML of a cell. A cell that exists keeps its other attributes and elements.
pub fn cell_xml(
    prefix: &str,
    xml: &str,
    found: Option<&FoundCell>,
    place: CellPosition,
    style: u32,
    new: &CellUpdate,
) -> String {
    let old_tag = found.and_then(|found| xml.get(found.tag.clone()));
    let tag = old_tag.map_or_else(|| format!("<{prefix}c r=\"{}\">", a1(place.0, place.1)), as_open_tag);
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
        out.push(array.map_or_else(|| format!("<{prefix}f>"), as_open_tag));
        out.push(format!("{}</{prefix}f>", escaped(formula)));
    }
    match (&new.content, &new.formula) {
        (Content::Blank, _) => {}
        (Content::Number(n), _) => out.push(format!("<{prefix}v>{}</{prefix}v>", n.normalize())),
        (Content::Text(text), Some(_)) => {
            out.push(format!("<{prefix}v>{}</{prefix}v>", escape_cell_text(text)));
        }
        (Content::Text(text), None) => out.push(format!(
            "<{prefix}is><{prefix}t xml:space=\"preserve\">{}</{prefix}t></{prefix}is>",
            escape_cell_text(text)
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
pub fn cell_xml_with_result(prefix: &str, xml: &str, found: &FoundCell, n: Decimal) -> Option<String> {
    let formula = found.children.iter().find(|child| child.name == "f")?;
    let kind = xml.get(formula.tag.clone()).and_then(|tag| attribute(tag, "t"));
    if matches!(kind.as_deref(), Some("array" | "dataTable")) {
        return None;
    }
    let tag = with_attribute(&as_open_tag(xml.get(found.tag.clone())?), "t", None);
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
pub fn escape_cell_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        match c {
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push_str(&escape_char(c));
            }
            '_' if looks_escaped(rest) => out += "_x005F_",
            c => out.push(c),
        }
    }
    escaped(&out).into_owned()
}

fn escape_char(c: char) -> String {
    format!("_x{:04X}_", u32::from(c))
}

fn looks_escaped(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes.get(1) == Some(&b'x')
        && bytes.get(2..6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
        && bytes.get(6) == Some(&b'_')
}
