//! Texts of cells: the shared ones, and how a rich text is put together.

use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::letters::{cell_text, stripped, unescape, unescaped};
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
