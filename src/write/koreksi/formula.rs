//! A formula moved to another cell: its relative references move with it.

/// The last row and column of a sheet.
pub const LAST_ROW: u32 = 1_048_575;
/// See [`LAST_ROW`].
pub const LAST_COLUMN: u32 = 16_383;

/// The formula as it reads when its cell lies this many rows and columns further. `None` where a
/// reference would leave the sheet.
pub fn moved(formula: &str, rows: i64, columns: i64) -> Option<String> {
    let words = words(formula);
    let mut out = String::with_capacity(formula.len() + 8);
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| words.get(i)).map(|w| w.text);
        let after = words.get(at + 1).map(|w| w.text);
        let beside = |kind: fn(&str) -> bool| {
            let left = before == Some(":")
                && at.checked_sub(2).and_then(|i| words.get(i)).is_some_and(|w| kind(w.text));
            let right = after == Some(":") && words.get(at + 2).is_some_and(|w| kind(w.text));
            left || right
        };
        // "LOG10(", "Jan1!B2": a function's or a sheet's name looks like a cell.
        let is_name = after.is_some_and(|next| next.starts_with(['(', '!']));
        if !word.is_plain || is_name {
            out.push_str(word.text);
        } else if let Some((column, row)) = cell(word.text) {
            out.push_str(&moved_part(column, columns, true)?);
            out.push_str(&moved_part(row, rows, false)?);
        } else if is_column(word.text) && beside(is_column) {
            out.push_str(&moved_part(word.text, columns, true)?);
        } else if is_row(word.text) && beside(is_row) {
            out.push_str(&moved_part(word.text, rows, false)?);
        } else {
            out.push_str(word.text);
        }
    }
    Some(out)
}

#[derive(Debug)]
struct Word<'a> {
    text: &'a str,
    /// Whether it is a run of letters, digits, `$`, `_` and dots, not quoted and not in brackets.
    is_plain: bool,
}

fn words(formula: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '$' | '_' | '.' | '\\' | '?');
        let length = match first {
            '"' | '\'' => {
                rest.char_indices().skip(1).find(|(_, c)| *c == first).map_or(rest.len(), |(at, _)| at + 1)
            }
            '[' => bracketed(rest),
            c if plain(c) => rest.find(|c| !plain(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (text, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
        words.push(Word { text, is_plain: plain(first) });
        rest = tail;
    }
    words
}

/// The length of `[…]`, brackets within counted, `'` escaping the next character.
fn bracketed(text: &str) -> usize {
    let mut depth = 0usize;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\'' => escaped = true,
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// A cell's column and row, each with its `$`.
fn cell(word: &str) -> Option<(&str, &str)> {
    let letters = word.strip_prefix('$').unwrap_or(word);
    let row = word.len() - letters.len() + letters.find(|c: char| !c.is_ascii_alphabetic())?;
    let (column, row) = word.split_at_checked(row)?;
    (is_column(column) && is_row(row)).then_some((column, row))
}

fn is_column(word: &str) -> bool {
    column_number(word.strip_prefix('$').unwrap_or(word)).is_some()
}

fn is_row(word: &str) -> bool {
    row_number(word.strip_prefix('$').unwrap_or(word)).is_some()
}

/// A column's number, from 0.
pub fn column_number(letters: &str) -> Option<u32> {
    if letters.is_empty() || letters.len() > 3 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let number = letters.bytes().fold(0, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    Some(number - 1).filter(|number| *number <= LAST_COLUMN)
}

/// A row's number, from 0.
pub fn row_number(digits: &str) -> Option<u32> {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u32>().ok()?.checked_sub(1).filter(|row| *row <= LAST_ROW)
}

/// A column or row, moved unless `$` holds it.
fn moved_part(part: &str, by: i64, is_column: bool) -> Option<String> {
    if part.starts_with('$') {
        return Some(part.to_owned());
    }
    let number = if is_column { column_number(part)? } else { row_number(part)? };
    let number = u32::try_from(i64::from(number).checked_add(by)?).ok()?;
    if is_column {
        (number <= LAST_COLUMN).then(|| crate::model::column_name(number))
    } else {
        (number <= LAST_ROW).then(|| (number + 1).to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn relative_references_move_and_nothing_else() {
        for (from, to) in [
            ("SUM(B2:B9)", "SUM(C4:C11)"),
            ("$B2+B$2+$B$2", "$B4+C$2+$B$2"),
            ("LOG10(A1)&\"A1\"", "LOG10(B3)&\"A1\""),
            ("'Tabel A1'!A1*Jan1!A1", "'Tabel A1'!B3*Jan1!B3"),
            ("SUM(A:C,1:3,$1:3)", "SUM(B:D,3:5,$1:5)"),
            ("Tabel1[[#This Row],[A1]]+[1]Data!A1", "Tabel1[[#This Row],[A1]]+[1]Data!B3"),
            ("1E5+A1.5+PAGU_1", "1E5+A1.5+PAGU_1"),
            ("IF(A1>=10,\"a\"\"B1\",TRUE)", "IF(B3>=10,\"a\"\"B1\",TRUE)"),
        ] {
            assert_eq!(moved(from, 2, 1).as_deref(), Some(to), "{from}");
        }
    }

    #[test]
    fn a_reference_off_the_sheet_is_none() {
        assert_eq!(moved("A1+B2", -1, 0), None);
        assert_eq!(moved("XFD1", 0, 1), None);
    }
}
