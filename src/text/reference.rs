//! Formulas of a sheet, piece by piece: which pieces name cells, and how those move when a formula is
//! copied to another cell.

/// The last row of a sheet of Excel, from 0.
pub const LAST_ROW: u32 = 1_048_575;
/// The last column of a sheet of Excel, from 0.
pub const LAST_COLUMN: u32 = 16_383;

/// A formula as it stands in a cell so many rows and columns further on: its relative references
/// move along.
#[must_use]
pub fn shift(formula: &str, rows: i64, columns: i64) -> String {
    let mut out = String::with_capacity(formula.len() + 8);
    for token in tokens(formula) {
        match token {
            Token::Reference(reference) => reference.moved(rows, columns).write(&mut out),
            Token::Other(text) => out.push_str(text),
        }
    }
    out
}

/// A piece of a formula.
pub enum Token<'a> {
    /// `J10`, `$J10`, and each side of `J10:J14`, `A:A` and `1:1`.
    Reference(Reference),
    /// Anything else: signs, names, texts in quotes, names of sheets.
    Other(&'a str),
}

/// A reference to a cell, or to a whole row or column.
#[derive(Clone, Copy)]
pub struct Reference {
    /// The column; `None` for a whole row.
    pub column: Option<Index>,
    /// The row; `None` for a whole column.
    pub row: Option<Index>,
}

/// One coordinate of a reference.
#[derive(Clone, Copy)]
pub struct Index {
    /// From 0.
    pub index: u32,
    /// Whether it stays when the formula is moved: `$`.
    pub fixed: bool,
}

/// A formula, piece by piece.
pub fn tokens(formula: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = formula;
    let mut after_colon = false;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (text, after) = rest.split_at(token_length(rest));
        let next = after.chars().next();
        // `LOG10(` is a function and `Q1!` a sheet, whatever they look like.
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

/// The bytes of the piece that a formula starts with.
/// See [`tokens`].
#[must_use]
pub fn token_length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    match first {
        '"' | '\'' => {
            // A quote within is doubled: it ends one piece and starts the next.
            text[1..].find(first).map_or(text.len(), |end| end + 2)
        }
        '[' => {
            let mut depth = 0_usize;
            for (i, c) in text.char_indices() {
                match c {
                    '[' => depth += 1,
                    ']' if depth == 1 => return i + 1,
                    ']' => depth -= 1,
                    _ => {}
                }
            }
            text.len()
        }
        c if is_word(c) => text.find(|c| !is_word(c)).unwrap_or(text.len()),
        c => c.len_utf8(),
    }
}

/// The letters of a column: 0 is `A`, 27 is `AB`.
#[must_use]
pub fn column_name(column: u32) -> String {
    let mut name = String::new();
    push_column(&mut name, column);
    name
}

/// A cell as Excel names it, by its row and column from 0: `J10`.
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

/// Whether a letter belongs to a name or a number.
#[must_use]
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

impl Reference {
    /// Reads `J10`, `$J$10`, `J` or `10`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let column = Index::read(bytes, &mut at, u8::is_ascii_alphabetic, |letters| {
            let number = letters.iter().try_fold(0_u32, |n, b| {
                n.checked_mul(26)?.checked_add(u32::from(b.to_ascii_uppercase() - b'A') + 1)
            });
            number.filter(|_| letters.len() <= 3)
        });
        let row = Index::read(bytes, &mut at, u8::is_ascii_digit, |digits| {
            std::str::from_utf8(digits).ok().filter(|d| d.len() <= 7)?.parse().ok()
        });
        let within = |index: Option<Index>, last| index.is_none_or(|i| i.index <= last);
        (at == bytes.len()
            && (column.is_some() || row.is_some())
            && within(column, LAST_COLUMN)
            && within(row, LAST_ROW))
        .then_some(Self { column, row })
    }

    /// The same reference so many rows and columns further on; like Excel, it comes in again on
    /// the other side where it leaves the sheet.
    #[must_use]
    pub fn moved(self, rows: i64, columns: i64) -> Self {
        let column = self.column.map(|c| c.moved(columns, LAST_COLUMN));
        Self { column, row: self.row.map(|r| r.moved(rows, LAST_ROW)) }
    }

    /// Writes it at the end of a text.
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

impl Index {
    /// Reads a `$` and the bytes of a kind; gives the place back where there are none.
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
        let index = number(&rest[..length])?.checked_sub(1)?;
        *at += usize::from(fixed) + length;
        Some(Self { index, fixed })
    }

    fn moved(self, by: i64, last: u32) -> Self {
        if self.fixed {
            return self;
        }
        let size = i64::from(last) + 1;
        let index = (i64::from(self.index) + by).rem_euclid(size);
        Self { index: u32::try_from(index).unwrap_or(self.index), fixed: false }
    }
}
