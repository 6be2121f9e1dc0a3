//! Reads the texts of cells: shared strings and rich text.

use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use super::escapes::{clip_cell_text, unescape, unescaped, without_outer_blanks};
use super::fast_cells;
use crate::ooxml::xml::{Malformed, Xml, attribute, is_true, push_text};
use crate::read::ReadError;
use crate::read::budget::Budget;

/// The text of a cell.
#[derive(Clone)]
pub(super) struct RichText {
    pub(super) text: Arc<str>,
    /// Whether all of it is in bold. `None` if the style of the cell decides, or if the text is only partly
    /// bold.
    pub(super) bold: Option<bool>,
}

/// Number of bytes that a text takes besides its characters.
const TEXT_OVERHEAD_BYTES: u64 = 64;

/// Reads the shared strings up to the first damaged one. A cell that refers to a later one becomes
/// [`CellContent::NotANumber`](crate::model::CellContent::NotANumber).
///
/// # Errors
/// Returns an error if the budget is used up.
pub(super) fn read(text: &str, budget: &Budget) -> Result<Vec<RichText>, ReadError> {
    let mut strings = Vec::new();
    let mut buffer = String::new();
    let mut xml = Xml::new(text);
    let mut behind_element = false;
    loop {
        while behind_element && let Some((plain, rest)) = fast_cells::read_shared_string(xml.rest()) {
            xml.continue_at(rest);
            strings.push(RichText { text: Arc::from(&*unescaped(plain)), bold: None });
            budget.take_bytes(TEXT_OVERHEAD_BYTES)?;
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
        budget.take_bytes(TEXT_OVERHEAD_BYTES)?;
    }
}

/// Reads the text of an `si` or `is` element that was just opened: its `t`, or those of its runs. Phonetic
/// readings of Asian scripts (`rPh`) are skipped. `text` is a buffer that is reused, since a sheet may have a
/// hundred thousand texts.
///
/// # Errors
/// Returns an error if the XML is damaged or breaks off.
pub(super) fn rich_text(xml: &mut Xml<'_>, text: &mut String) -> Result<RichText, Malformed> {
    text.clear();
    let mut runs = BoldRuns::default();
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
                return Ok(RichText { text: Arc::from(clip_cell_text(text)), bold: runs.all() });
            }
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Malformed),
            _ => {}
        }
    }
}

/// Appends the text of a `t` element that was just opened.
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
        let stripped = without_outer_blanks(&text[from..]).to_owned();
        text.truncate(from);
        text.push_str(&stripped);
    }
    unescape(text, from);
    Ok(())
}

fn is_bold(element: &BytesStart<'_>) -> bool {
    attribute(element, "val").is_none_or(|v| is_true(&v))
}

/// Collects whether the runs of a text agree on being bold.
#[derive(Default)]
struct BoldRuns {
    /// Whether any run was seen.
    seen: bool,
    /// The common answer of all runs so far; `None` if they differ or leave it to the cell.
    all: Option<bool>,
}

impl BoldRuns {
    /// Adds a run. Runs of blanks do not count.
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
