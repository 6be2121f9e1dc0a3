//! Decodes text as this format writes it: escapes, blanks at the ends, and the maximum length of a cell.

use std::borrow::Cow;

/// Maximum number of characters that a cell of Excel holds.
pub(super) const MAX_CELL_CHARS: usize = 32_767;

/// Cuts a text off at the length that a cell of Excel holds.
pub(super) fn clip_cell_text(text: &str) -> &str {
    if text.len() <= MAX_CELL_CHARS {
        return text;
    }
    text.char_indices().nth(MAX_CELL_CHARS).and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Decodes escapes such as `_x000D_` in the text from byte `from` on. The format writes characters in this
/// way that XML does not allow.
pub(super) fn unescape(text: &mut String, from: usize) {
    if !text[from..].contains("_x") {
        return;
    }
    let escaped = text.split_off(from);
    let mut rest = escaped.as_str();
    let mut units = Vec::new();
    while !rest.is_empty() {
        if let Some((unit, after)) = parse_escape(rest) {
            units.push(unit);
            rest = after;
            continue;
        }
        push_units(text, &mut units);
        // No escape starts here: continue at the next place that may be one.
        let next = rest.char_indices().skip(1).find(|(i, _)| rest[*i..].starts_with("_x"));
        let (plain, after) = rest.split_at(next.map_or(rest.len(), |(i, _)| i));
        text.push_str(plain);
        rest = after;
    }
    push_units(text, &mut units);
}

/// Returns the text with its escapes decoded: see [`unescape`].
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    unescape(&mut text, 0);
    Cow::Owned(text)
}

/// Parses an escape at the start of a text. Returns its UTF-16 unit and the rest of the text.
fn parse_escape(text: &str) -> Option<(u16, &str)> {
    let (hex, after) = text.strip_prefix("_x")?.split_at_checked(4)?;
    let digits = hex.bytes().all(|b| b.is_ascii_hexdigit());
    let unit = u16::from_str_radix(hex, 16).ok().filter(|_| digits)?;
    Some((unit, after.strip_prefix('_')?))
}

/// Appends decoded UTF-16 units, and empties the list.
fn push_units(text: &mut String, units: &mut Vec<u16>) {
    // Drop carriage returns: older versions of Excel wrote CR and LF for a line break.
    for c in char::decode_utf16(units.drain(..)) {
        match c.unwrap_or(char::REPLACEMENT_CHARACTER) {
            '\r' => {}
            c => text.push(c),
        }
    }
}

/// Removes the blanks at both ends, which count only if the element says that they are to be kept.
pub(super) fn without_outer_blanks(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}
