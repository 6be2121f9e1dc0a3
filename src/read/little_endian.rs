//! Numbers and texts in the binary formats.

use std::sync::Arc;

use super::number;
use crate::model::CellContent;

/// Reads two bytes as a little-endian number. `None` past the end.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?).map(|b| u16::from_le_bytes([b[0], b[1]]))
}

/// Reads four bytes as a little-endian number. `None` past the end.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// Reads eight bytes as a little-endian floating-point number. `None` past the end.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let bytes: [u8; 8] = bytes.get(at..at.checked_add(8)?)?.try_into().ok()?;
    Some(f64::from_le_bytes(bytes))
}

/// Reads a number packed into four bytes (RK): a whole number, or the upper half of a floating-point number.
/// Either may be stored as a hundredfold. `None` past the end.
pub(super) fn rk_number_at(bytes: &[u8], at: usize) -> Option<CellContent> {
    let bits = u32_at(bytes, at)?;
    let hundredth = bits & 1 != 0;
    let value = if bits & 2 != 0 {
        f64::from(bits.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    Some(number::content_f64(if hundredth { value / 100.0 } else { value }))
}

/// Replaces a formula that reads another sheet by `…!…`. calamine names the wrong columns of other sheets in
/// an .xls and the wrong workbook in an .xlsb: that the cell has a formula is certain, but not which one.
pub(super) fn without_other_sheets(formula: &str) -> &str {
    if formula.replace("#REF!", "").contains('!') { "…!…" } else { formula }
}

/// Reads UTF-16 text of a given number of units. `None` past the end.
pub(super) fn utf16_at(bytes: &[u8], at: usize, characters: usize) -> Option<String> {
    let end = at.checked_add(characters.checked_mul(2)?)?;
    let units = bytes.get(at..end)?.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]]));
    Some(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// Returns the content for a text, with line breaks as LF.
pub(super) fn text_content(text: &str) -> CellContent {
    if text.is_empty() {
        CellContent::Blank
    } else {
        CellContent::Text(Arc::from(text.replace("\r\n", "\n").replace('\r', "\n")))
    }
}

/// Returns the content for the code of an error value.
pub(super) fn error_content(code: u8) -> CellContent {
    let name = match code {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0f => "#VALUE!",
        0x17 => "#REF!",
        0x1d => "#NAME?",
        0x24 => "#NUM!",
        0x2a => "#N/A",
        0x2b => "#GETTING_DATA",
        _ => "#ERROR!",
    };
    CellContent::NotANumber(Arc::from(name))
}
