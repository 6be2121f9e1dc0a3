//! Reads text files: finds their encoding, and recognizes numbers in cells that have no type.

use std::sync::Arc;

use encoding_rs::{Encoding, WINDOWS_1252};

use crate::model::{CellContent, Format};
use crate::ooxml::xml::decode;
use crate::text::number::{self, is_blank};

/// Maximum number of digits of an amount. A longer number is that of a person (NIP) or of an account and
/// stays text.
const MAX_AMOUNT_DIGITS: usize = 15;

/// Decodes the text of a file. `label` names the encoding to use if the bytes are neither UTF-8 nor marked as
/// UTF-16. Returns `None` if the file contains a zero byte, which no text does.
pub(super) fn decode_text(bytes: &[u8], label: Option<&str>) -> Option<String> {
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if !marked && bytes.contains(&0) {
        return None;
    }
    if marked || std::str::from_utf8(bytes).is_ok() {
        return Some(decode(bytes.to_vec()));
    }
    // Windows wrote this encoding in Indonesia before UTF-8. Pages that name Latin-1 mean the same.
    let encoding = label.and_then(|l| Encoding::for_label(l.as_bytes())).unwrap_or(WINDOWS_1252);
    Some(encoding.decode(bytes).0.into_owned())
}

/// Returns the content of a cell that is only text. A text that can only be a number becomes one, as it would
/// in a spreadsheet: `951.509.200`, `85`, `92,86`. These stay text: codes (`01`, `1.20`, `4.05.01`), the
/// `(1)` of a number row, `9.923`, which has two readings, and percentages.
pub(super) fn infer_content(text: &str) -> CellContent {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return CellContent::Blank;
    }
    plain_number(text).unwrap_or_else(|| CellContent::Text(Arc::from(text)))
}

/// Returns the percent format with as many decimals as the shown text has.
pub(super) fn percent_format(shown: &str) -> Format {
    let decimals = shown
        .trim()
        .split_once([',', '.'])
        .map_or(0, |(_, after)| after.chars().take_while(char::is_ascii_digit).count().min(20));
    let code = if decimals == 0 { "0%".to_owned() } else { format!("0.{}%", "0".repeat(decimals)) };
    Format(Some(Arc::from(code)))
}

/// Returns the number in a text; `None` if the text could be anything else.
fn plain_number(text: &str) -> Option<CellContent> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    if count == 0
        || count > MAX_AMOUNT_DIGITS
        || (digits.starts_with('0') && !digits.starts_with("0,") && digits != "0")
    {
        return None;
    }
    let whole = digits.bytes().all(|b| b.is_ascii_digit());
    let bracketed = digits.starts_with('(') && digits.matches(['.', ',']).count() > 1;
    if !whole && !bracketed && !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // A number with a single dot and no comma stays text: 1.20 is more often a code than a number.
    let one_dot = digits.matches('.').count() == 1 && !digits.contains(',');
    let number = number::read(text)?;
    (!one_dot && number.alternative.is_none()).then(|| CellContent::Number(number.value.normalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_nothing_else_becomes_a_number() {
        let number = |text| match infer_content(text) {
            CellContent::Number(n) => Some(n.to_string()),
            _ => None,
        };
        assert_eq!(number("951.509.200").as_deref(), Some("951509200"));
        assert_eq!(number(" 951,509,200 ").as_deref(), Some("951509200"));
        assert_eq!(number("951.509.200,50").as_deref(), Some("951509200.5"));
        assert_eq!(number("-23.000.000").as_deref(), Some("-23000000"));
        assert_eq!(number("(23.000.000)").as_deref(), Some("-23000000"));
        assert_eq!(number("92,86").as_deref(), Some("92.86"));
        assert_eq!(number("0").as_deref(), Some("0"));
        assert_eq!(number("2021").as_deref(), Some("2021"));
        for text in
            ["01", "1.20", "9.923", "4.05.01", "(1)", "-1-", "85%", "68 jenis", "196801011990031001", "-"]
        {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn old_windows_pages_are_read() {
        assert_eq!(decode_text(b"Rapat \x96 rapat", None).as_deref(), Some("Rapat – rapat"));
        assert_eq!(decode_text("Rapat – rapat".as_bytes(), None).as_deref(), Some("Rapat – rapat"));
        assert_eq!(decode_text(b"\xff\xfeA\0", None).as_deref(), Some("A"));
        assert_eq!(decode_text(b"a\0b", None), None);
    }
}
