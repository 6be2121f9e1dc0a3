//! The letters of a text as the format writes them: escapes, blanks at its ends, and how many a cell holds.

use std::borrow::Cow;

/// Letters that a cell of Excel holds at most.
pub(super) const LONGEST: usize = 32_767;

/// As much of a text as a cell of Excel holds.
pub(super) fn cell_text(text: &str) -> &str {
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

/// A text whose blanks at its ends are not said to be kept.
pub(super) fn stripped(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}
