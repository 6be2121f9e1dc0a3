//! Splits the formulas of a sheet into tokens, finds the cell references among them, and shifts these as
//! copying the formula to another cell would.

/// Index of the last row of an Excel sheet, counted from 0.
pub const LAST_ROW: u32 = 1_048_575;
/// Index of the last column of an Excel sheet, counted from 0.
pub const LAST_COLUMN: u32 = 16_383;

/// Returns a formula as it reads after copying it to a cell `rows` further down and `columns` further right.
/// Relative references move. As in Excel, a reference that leaves the sheet re-enters on the opposite side.
#[must_use]
pub fn shift(formula: &str, rows: i64, columns: i64) -> String {
    let moved = |reference: Reference| Some(reference.moved(rows, columns));
    rewrite_references(formula, moved).unwrap_or_default()
}

/// Like [`shift`], but returns `None` if a reference would leave the sheet.
#[must_use]
pub fn shift_within(formula: &str, rows: i64, columns: i64) -> Option<String> {
    rewrite_references(formula, |reference| reference.moved_within(rows, columns))
}

/// Returns the formula with each reference replaced by what `moved` returns, or `None` if `moved` returns
/// `None`.
fn rewrite_references(formula: &str, moved: impl Fn(Reference) -> Option<Reference>) -> Option<String> {
    let mut out = String::with_capacity(formula.len() + 8);
    for token in tokens(formula) {
        match token {
            Token::Reference(reference) => moved(reference)?.write(&mut out),
            Token::Other(text) => out.push_str(text),
        }
    }
    Some(out)
}

/// Returns the row and column, counted from 0, of a cell name such as `J10` or `$J$10`. Returns `None` if the
/// text does not name a single cell.
#[must_use]
pub fn parse_cell_name(text: &str) -> Option<(u32, u32)> {
    let reference = Reference::read(text.trim())?;
    Some((reference.row?.index, reference.column?.index))
}

/// Returns the index, counted from 0, of a column of one to three letters. Returns `None` for anything else
/// and for columns behind `XFD`.
#[must_use]
pub fn column_number(letters: &[u8]) -> Option<u32> {
    let is_name = (1..=3).contains(&letters.len()) && letters.iter().all(u8::is_ascii_alphabetic);
    let place = |number: u32, b: &u8| number * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
    let number = is_name.then(|| letters.iter().fold(0, place))?;
    number.checked_sub(1).filter(|column| *column <= LAST_COLUMN)
}

/// Returns the index, counted from 0, of a row of one to seven digits. Returns `None` for anything else, for
/// row 0 and for rows below the sheet's last one.
#[must_use]
pub fn row_number(digits: &[u8]) -> Option<u32> {
    let is_name = (1..=7).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    let number = is_name.then(|| digits.iter().fold(0, |number, b| number * 10 + u32::from(b - b'0')))?;
    number.checked_sub(1).filter(|row| *row <= LAST_ROW)
}

/// A token of a formula.
pub enum Token<'a> {
    /// A reference: `J10`, `$J10`, or one side of `J10:J14`, `A:A` or `1:1`.
    Reference(Reference),
    /// Any other text: operators, names, quoted strings, sheet names.
    Other(&'a str),
}

/// A reference to a cell, a whole row or a whole column.
#[derive(Clone, Copy)]
pub struct Reference {
    /// The column, or `None` for a whole row.
    pub column: Option<Coordinate>,
    /// The row, or `None` for a whole column.
    pub row: Option<Coordinate>,
}

/// A row or column of a reference.
#[derive(Clone, Copy)]
pub struct Coordinate {
    /// The row or column, counted from 0.
    pub index: u32,
    /// Whether it is absolute (`$`), so that it stays when the formula is moved.
    pub fixed: bool,
}

/// Splits a formula into tokens, from left to right. Blanks are tokens too.
pub fn tokens(formula: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = formula;
    let mut after_colon = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (text, after) = rest.split_at(token_length(rest));
        let next = after.chars().next();
        // `LOG10(` is a function and `Q1!` a sheet name, although both look like cells.
        let reference = match Reference::read(text) {
            Some(r) if !matches!(next, Some('(' | '!')) => {
                let whole_cell = r.row.is_some() && r.column.is_some();
                (whole_cell || after_colon || next == Some(':')).then_some(r)
            }
            _ => None,
        };
        after_colon = text == ":";
        rest = after;
        Some(reference.map_or(Token::Other(text), Token::Reference))
    })
}

/// Returns the length in bytes of the token at the start of a text. See [`tokens`].
#[must_use]
pub fn token_length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    match first {
        '"' | '\'' => {
            // A doubled quote inside ends one token and starts the next, so both together are the literal.
            text[1..].find(first).map_or(text.len(), |end| end + 2)
        }
        '[' => {
            // In a column name, `'` escapes the next character: `Tabel[Nama'[1']]`.
            let (mut depth, mut escaped) = (0_usize, false);
            for (i, c) in text.char_indices() {
                match c {
                    _ if escaped => escaped = false,
                    '\'' => escaped = true,
                    '[' => depth += 1,
                    ']' if depth == 1 => return i + 1,
                    ']' => depth -= 1,
                    _ => {}
                }
            }
            text.len()
        }
        c if is_word_char(c) => text.find(|c| !is_word_char(c)).unwrap_or(text.len()),
        c => c.len_utf8(),
    }
}

/// Returns the letters of a column counted from 0: 0 is `A`, 27 is `AB`.
#[must_use]
pub fn column_name(column: u32) -> String {
    let mut name = String::new();
    push_column(&mut name, column);
    name
}

/// Returns the Excel name of a cell, for example `J10`, from its row and column counted from 0.
#[must_use]
pub fn a1(row: u32, column: u32) -> String {
    let mut name = String::with_capacity(10);
    push_column(&mut name, column);
    name.push_str(itoa::Buffer::new().format(u64::from(row) + 1));
    name
}

fn push_column(name: &mut String, column: u32) {
    if let Some(before) = (column / 26).checked_sub(1) {
        push_column(name, before);
    }
    name.push(char::from(b'A' + u8::try_from(column % 26).unwrap_or(0)));
}

/// Whether a character belongs to a name, a number or a reference.
#[must_use]
pub fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

impl Reference {
    /// Reads `J10`, `$J$10`, `J` or `10`. Returns `None` if the text is anything else or lies outside an
    /// Excel sheet.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let column = Coordinate::read(bytes, &mut at, u8::is_ascii_alphabetic, column_number);
        let row = Coordinate::read(bytes, &mut at, u8::is_ascii_digit, row_number);
        (at == bytes.len() && (column.is_some() || row.is_some())).then_some(Self { column, row })
    }

    /// Returns the reference moved by `rows` and `columns`. Absolute coordinates stay. As in Excel, a
    /// coordinate that leaves the sheet re-enters on the opposite side.
    #[must_use]
    pub fn moved(self, rows: i64, columns: i64) -> Self {
        let column = self.column.map(|c| c.moved(columns, LAST_COLUMN));
        Self { column, row: self.row.map(|r| r.moved(rows, LAST_ROW)) }
    }

    /// Like [`Reference::moved`], but returns `None` if the reference would leave the sheet.
    #[must_use]
    pub fn moved_within(self, rows: i64, columns: i64) -> Option<Self> {
        let moved = |index: Option<Coordinate>, by: i64, last: u32| match index {
            Some(index) if !index.fixed => {
                let to = u32::try_from(i64::from(index.index).checked_add(by)?).ok()?;
                (to <= last).then_some(Some(Coordinate { index: to, fixed: false }))
            }
            index => Some(index),
        };
        Some(Self {
            column: moved(self.column, columns, LAST_COLUMN)?,
            row: moved(self.row, rows, LAST_ROW)?,
        })
    }

    /// Appends the reference to a string.
    pub fn write(self, out: &mut String) {
        if let Some(column) = self.column {
            out.push_str(if column.fixed { "$" } else { "" });
            out.push_str(&column_name(column.index));
        }
        if let Some(row) = self.row {
            out.push_str(if row.fixed { "$" } else { "" });
            out.push_str(&(row.index + 1).to_string());
        }
    }
}

impl Coordinate {
    /// Reads an optional `$` and the bytes that `kind` accepts. Returns `None` and leaves `at` unchanged if
    /// they are not a row or column.
    fn read(
        bytes: &[u8],
        at: &mut usize,
        kind: fn(&u8) -> bool,
        number: impl Fn(&[u8]) -> Option<u32>,
    ) -> Option<Self> {
        let rest = bytes.get(*at..)?;
        let fixed = rest.first() == Some(&b'$');
        let rest = &rest[usize::from(fixed)..];
        let length = rest.iter().take_while(|b| kind(b)).count();
        let index = number(&rest[..length])?;
        *at += usize::from(fixed) + length;
        Some(Self { index, fixed })
    }

    /// Returns the index moved by `by` modulo the size of the sheet. An absolute index stays.
    fn moved(self, by: i64, last: u32) -> Self {
        if self.fixed {
            return self;
        }
        let size = i64::from(last) + 1;
        let index = (i64::from(self.index) + by).rem_euclid(size);
        Self { index: u32::try_from(index).unwrap_or(self.index), fixed: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_references_move_and_nothing_else_does() {
        for (from, to) in [
            ("SUM(A1:B$2,$C3)", "SUM(B3:C$2,$C5)"),
            ("$B2+B$2+$B$2", "$B4+C$2+$B$2"),
            ("LOG10(A1)&\"A1\"", "LOG10(B3)&\"A1\""),
            ("LOG10(A1)+Q1!B2", "LOG10(B3)+Q1!C4"),
            ("'Tabel A1'!A1&\"A1 \"\"A1\"\"\"", "'Tabel A1'!B3&\"A1 \"\"A1\"\"\""),
            ("SUM(A:C,1:3,$1:3)+1+A", "SUM(B:D,3:5,$1:5)+1+A"),
            ("Tabel1[[#This Row],[A1]]+[1]Data!A1", "Tabel1[[#This Row],[A1]]+[1]Data!B3"),
            ("Tabel1[Nama'[A1]+A1", "Tabel1[Nama'[A1]+B3"),
            ("1E5+A1.5+PAGU_1", "1E5+A1.5+PAGU_1"),
            ("IF(A1>=10,\"a\"\"B1\",TRUE)", "IF(B3>=10,\"a\"\"B1\",TRUE)"),
        ] {
            assert_eq!(shift(from, 2, 1), to, "{from}");
            assert_eq!(shift_within(from, 2, 1).as_deref(), Some(to), "{from}");
        }
    }

    #[test]
    fn a_reference_that_leaves_the_sheet_comes_in_again_or_is_none() {
        assert_eq!(shift("A1+B2", -1, 0), "A1048576+B1");
        assert_eq!(shift_within("A1+B2", -1, 0), None);
        assert_eq!(shift_within("XFD1", 0, 1), None);
        assert_eq!(shift_within("$XFD1", 0, 1).as_deref(), Some("$XFD1"));
    }

    #[test]
    fn places_are_those_that_a_sheet_has() {
        assert_eq!(parse_cell_name("XFD1048576"), Some((LAST_ROW, LAST_COLUMN)));
        for none in ["XFE1", "A1048577", "A0", "A", "1", "A1B", "", "AAAA1", "A12345678"] {
            assert_eq!(parse_cell_name(none), None, "{none}");
        }
    }
}
