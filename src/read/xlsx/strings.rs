//! Texts of cells: the shared ones, and how a rich text is put together.

use std::borrow::Cow;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::plain;
use crate::ooxml::xml::{Malformed, Xml, attribute, is_true, push_text};
use crate::read::ReadError;
use crate::read::budget::Budget;

/// A text of a cell.
#[derive(Clone)]
pub(super) struct RichText {
    pub(super) text: Arc<str>,
    /// Whether all of it is set in bold or none of it; `None` where that is the cell's own matter.
    pub(super) bold: Option<bool>,
}

/// What a text takes beside its letters.
const TEXT_BYTES: u64 = 64;

/// The shared strings, as far as the part can be read: a cell that names a later one is no number.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Vec<RichText>, ReadError> {
    let mut strings = Vec::new();
    let mut buffer = String::new();
    let mut xml = Xml::new(text);
    let mut behind_element = false;
    loop {
        while behind_element && let Some((plain, rest)) = plain::shared(xml.rest()) {
            xml.go_on_at(rest);
            strings.push(RichText { text: Arc::from(&*unescaped(plain)), bold: None });
            budget.bytes(TEXT_BYTES)?;
        }
        let event = xml.next();
        behind_element = matches!(event, Ok(Event::Start(_) | Event::Empty(_) | Event::End(_)));
        match event {
            Ok(Event::Start(e)) if e.local_name().as_ref() == "si" => {
                match rich_text(&mut xml, &mut buffer) {
                    Ok(string) => strings.push(string),
                    Err(_) => return Ok(strings),
                }
            }
            Ok(Event::Empty(e)) if e.local_name().as_ref() == "si" => {
                strings.push(RichText { text: Arc::from(""), bold: None });
            }
            Ok(Event::Eof) | Err(_) => return Ok(strings),
            Ok(_) => continue,
        }
        budget.bytes(TEXT_BYTES)?;
    }
}

/// The text of an `si` or `is` element that was just opened: its `t`, or those of its runs, without
/// the readings of Asian scripts (`rPh`). The buffer is for its use alone: a sheet has a hundred
/// thousand texts.
pub(super) fn rich_text(xml: &mut Xml<'_>, text: &mut String) -> Result<RichText, Malformed> {
    text.clear();
    let mut runs = RunsBold::default();
    let mut run = None;
    let mut depth = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "rPh" => xml.skip()?,
                "t" => {
                    let before = text.len();
                    read_t(xml, &e, text)?;
                    runs.add(&text[before..], run);
                }
                "r" => {
                    depth += 1;
                    run = None;
                }
                "rPr" => {
                    depth += 1;
                    run = Some(false);
                }
                "b" => {
                    depth += 1;
                    run = Some(is_bold(&e));
                }
                _ => depth += 1,
            },
            Event::Empty(e) if e.local_name().as_ref() == "b" => run = Some(is_bold(&e)),
            Event::End(_) if depth == 0 => {
                return Ok(RichText { text: Arc::from(cell_text(text)), bold: runs.all() });
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Malformed),
            _ => {}
        }
    }
}

/// Letters that a cell of Excel holds at most.
pub(super) const LONGEST: usize = 32_767;

/// As much of a text as a cell of Excel holds.
fn cell_text(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    text.char_indices().nth(LONGEST).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Decodes `_x000D_`, the format's way to write characters that XML has no place for.
pub(super) fn unescape(text: &mut String, from: usize) {
    if !text[from..].contains("_x") {
        return;
    }
    let escaped = text.split_off(from);
    let mut rest = escaped.as_str();
    let mut units = Vec::new();
    while !rest.is_empty() {
        if let Some((unit, after)) = escape(rest) {
            units.push(unit);
            rest = after;
            continue;
        }
        push_units(text, &mut units);
        // What starts here is no escape: on to the next one that may be.
        let next = rest.char_indices().skip(1).find(|(i, _)| rest[*i..].starts_with("_x"));
        let (plain, after) = rest.split_at(next.map_or(rest.len(), |(i, _)| i));
        text.push_str(plain);
        rest = after;
    }
    push_units(text, &mut units);
}

/// A text with its escapes decoded: see [`unescape`].
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    unescape(&mut text, 0);
    Cow::Owned(text)
}

fn escape(text: &str) -> Option<(u16, &str)> {
    let (hex, after) = text.strip_prefix("_x")?.split_at_checked(4)?;
    let digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
    let unit = u16::from_str_radix(hex, 16).ok().filter(|_| digits)?;
    Some((unit, after.strip_prefix('_')?))
}

fn push_units(text: &mut String, units: &mut Vec<u16>) {
    // A carriage return before a line feed is Excel's line break of old.
    for c in char::decode_utf16(units.drain(..)) {
        match c.unwrap_or(char::REPLACEMENT_CHARACTER) {
            '\r' => {}
            c => text.push(c),
        }
    }
}

fn read_t(xml: &mut Xml<'_>, element: &BytesStart<'_>, text: &mut String) -> Result<(), Malformed> {
    let preserve = attribute(element, "space").is_some_and(|v| v == "preserve");
    let from = text.len();
    let mut depth = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Malformed),
            event => push_text(text, &event),
        }
    }
    if !preserve {
        let stripped = stripped(&text[from..]).to_owned();
        text.truncate(from);
        text.push_str(&stripped);
    }
    unescape(text, from);
    Ok(())
}

/// A text whose blanks at its ends are not said to be kept.
pub(super) fn stripped(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

fn is_bold(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|v| is_true(&v))
}

/// Whether the runs of a text agree on being bold.
#[derive(Default)]
struct RunsBold {
    seen: bool,
    all: Option<bool>,
}

impl RunsBold {
    fn add(&mut self, text: &str, run: Option<bool>) {
        if text.trim().is_empty() {
            return;
        }
        self.all = if self.seen && self.all != run { None } else { run };
        self.seen = true;
    }

    fn all(&self) -> Option<bool> {
        self.all
    }
}
