//! Cells as nearly every program writes them, read without an event for each of their parts.
//!
//! Nine of ten cells of a sheet are `<c r="J10" s="3" t="s"><v>12</v></c>`: what an XML reader does
//! for its four tags and three attributes is most of what reading a workbook costs. Anything written
//! in another way is left to it.

use super::letters;
use crate::text::reference::{column_number, row_number};

/// A cell of that form.
pub(super) struct PlainCell<'a> {
    /// Its row and column, from 0.
    pub(super) place: (u32, u32),
    /// The number of its style.
    pub(super) style: Option<usize>,
    /// What its value is said to be.
    pub(super) kind: &'a str,
    /// The text of its value, in which nothing is to be resolved; `None` where it has no content.
    pub(super) value: Option<&'a str>,
}

/// The cell that the text begins with, and what stands behind it.
pub(super) fn read(sheet: &str) -> Option<(PlainCell<'_>, &str)> {
    let mut rest = sheet.strip_prefix("<c ")?;
    let mut cell = PlainCell { place: (0, 0), style: None, kind: "n", value: None };
    let mut placed = false;
    loop {
        let (name, after) = rest.split_at_checked(3)?;
        let (value, after) = after.split_at(after.bytes().take(MOST).position(|b| b == b'"')?);
        match name {
            "r=\"" => {
                cell.place = place(value.as_bytes())?;
                placed = true;
            }
            "s=\"" => cell.style = Some(usize::try_from(number(value.as_bytes())?).ok()?),
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
        let (value, rest) = text(rest.strip_prefix("><is>")?)?;
        (cell.kind, cell.value) = ("str", Some(value));
        return placed.then_some((cell, rest.strip_prefix("</is></c>")?));
    }
    let value = rest.strip_prefix("><v>")?;
    let end = value.bytes().position(|b| matches!(b, b'<' | b'&' | b'\r'))?;
    let (value, rest) = value.split_at(end);
    cell.value = Some(value);
    placed.then_some((cell, rest.strip_prefix("</v></c>")?))
}

/// The shared text that the text begins with, and what stands behind it.
pub(super) fn shared(rest: &str) -> Option<(&str, &str)> {
    let (text, rest) = text(rest.strip_prefix("<si>")?)?;
    Some((text, rest.strip_prefix("</si>")?))
}

/// The `t` element that the text begins with: its text, in which nothing but `_x000D_` is to be
/// resolved, and what stands behind it.
fn text(rest: &str) -> Option<(&str, &str)> {
    let rest = rest.strip_prefix("<t")?;
    let (preserve, rest) = match rest.strip_prefix('>') {
        Some(rest) => (false, rest),
        None => (true, rest.strip_prefix(" xml:space=\"preserve\">")?),
    };
    // Of a longer text a cell may not hold all.
    let end = rest.bytes().take(letters::LONGEST).position(|b| matches!(b, b'<' | b'&' | b'\r'))?;
    let (text, rest) = rest.split_at(end);
    Some((if preserve { text } else { letters::stripped(text) }, rest.strip_prefix("</t>")?))
}

/// Letters of an attribute: a place has ten at most.
const MOST: usize = 16;

/// The row and column that `J10` names.
fn place(text: &[u8]) -> Option<(u32, u32)> {
    let letters = text.iter().take(4).take_while(|b| b.is_ascii_uppercase()).count();
    let (letters, digits) = text.split_at_checked(letters).filter(|(letters, _)| letters.len() < 4)?;
    Some((row_number(digits)?, column_number(letters)?))
}

/// A number of up to nine digits.
fn number(digits: &[u8]) -> Option<u32> {
    let valid = (1..=9).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    valid.then(|| digits.iter().fold(0, |n, b| n * 10 + u32::from(b - b'0')))
}
