//! Reads cells in their most frequent form, without an XML event for each of their parts.
//!
//! Nine of ten cells of a sheet have the form `<c r="J10" s="3" t="s"><v>12</v></c>`. Most of the time of
//! reading a workbook would go into processing their four tags and three attributes with an XML reader. Cells
//! in any other form are left to that reader.

use super::escapes;
use crate::text::reference::{column_number, row_number};

/// A cell in this form.
pub(super) struct PlainCell<'a> {
    /// The row and column, from 0.
    pub(super) place: (u32, u32),
    /// The index of its style; `None` if the cell names none.
    pub(super) style: Option<usize>,
    /// The type of its value, as the cell states it: `n` by default.
    pub(super) kind: &'a str,
    /// The text of its value, which contains nothing to be decoded but `_x000D_`. `None` if the cell has no
    /// content.
    pub(super) value: Option<&'a str>,
}

/// Parses a cell at the start of a text. Returns the cell and the rest of the text, or `None` if the text
/// starts with anything else.
pub(super) fn read_cell(sheet: &str) -> Option<(PlainCell<'_>, &str)> {
    let mut rest = sheet.strip_prefix("<c ")?;
    let mut cell = PlainCell { place: (0, 0), style: None, kind: "n", value: None };
    let mut placed = false;
    loop {
        let (name, after) = rest.split_at_checked(3)?;
        let (value, after) = after.split_at(after.bytes().take(MAX_ATTRIBUTE_CHARS).position(|b| b == b'"')?);
        match name {
            "r=\"" => {
                cell.place = parse_position(value.as_bytes())?;
                placed = true;
            }
            "s=\"" => cell.style = Some(usize::try_from(parse_number(value.as_bytes())?).ok()?),
            "t=\"" if value.bytes().all(|b| b.is_ascii_alphabetic()) => cell.kind = value,
            _ => return None,
        }
        rest = after.get(1..)?;
        match rest.as_bytes().first()? {
            b' ' => rest = rest.get(1..)?,
            b'>' => break,
            _ => {
                let rest = rest.strip_prefix("/>")?;
                return placed.then_some((cell, rest));
            }
        }
    }
    if cell.kind == "inlineStr" {
        let (value, rest) = read_t_element(rest.strip_prefix("><is>")?)?;
        (cell.kind, cell.value) = ("str", Some(value));
        return placed.then_some((cell, rest.strip_prefix("</is></c>")?));
    }
    let value = rest.strip_prefix("><v>")?;
    let end = value.bytes().position(|b| matches!(b, b'<' | b'&' | b'\r'))?;
    let (value, rest) = value.split_at(end);
    cell.value = Some(value);
    placed.then_some((cell, rest.strip_prefix("</v></c>")?))
}

/// Parses a shared string at the start of a text. Returns its text and the rest, or `None`.
pub(super) fn read_shared_string(rest: &str) -> Option<(&str, &str)> {
    let (text, rest) = read_t_element(rest.strip_prefix("<si>")?)?;
    Some((text, rest.strip_prefix("</si>")?))
}

/// Parses a `t` element at the start of a text. Returns its text, which contains nothing to be decoded but
/// `_x000D_`, and the rest.
fn read_t_element(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix("<t")?;
    let (preserve, rest) = match rest.strip_prefix('>') {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix(" xml:space=\"preserve\">")?),
    };
    // A longer text may have to be cut off, so it is left to the XML reader.
    let end = rest.bytes().take(escapes::MAX_CELL_CHARS).position(|b| matches!(b, b'<' | b'&' | b'\r'))?;
    let (text, rest) = rest.split_at(end);
    Some((if preserve { text } else { escapes::without_outer_blanks(text) }, rest.strip_prefix("</t>")?))
}

/// Maximum number of characters in an attribute. A place has ten at most.
const MAX_ATTRIBUTE_CHARS: usize = 16;

/// Parses a place such as `J10` into row and column, from 0.
fn parse_position(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().take(4).take_while(|b| b.is_ascii_uppercase()).count();
    let (letters, digits) = text.split_at_checked(letters).filter(|(letters, _)| letters.len() < 4)?;
    Some((row_number(digits)?, column_number(letters)?))
}

/// Parses a number of at most nine digits.
fn parse_number(digits: &[u8]) -> Option<u32> {
    let valid = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    valid.then(|| digits.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
}
