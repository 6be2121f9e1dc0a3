//! A cell as it was read: its content, number format and formula.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::text::date::Date;

/// A cell of a sheet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// The content of the cell. If the cell has a formula, this is the cached value.
    pub content: CellContent,
    /// The number format.
    pub format: Format,
    /// The formula as in the file, without `=`, or `None` if the cell has none.
    pub formula: Option<Arc<str>>,
    /// Whether the cell is bold, or `None` if its format does not say.
    pub bold: Option<bool>,
    /// The indentation, in steps as Excel counts them.
    pub indent: u8,
}

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CellContent {
    /// Empty, or a formula without a cached value.
    #[default]
    Blank,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(Arc<str>),
    /// A boolean.
    Bool(bool),
    /// A value of a numeric cell that is not a number in range: `NaN`, `null`, `#DIV/0!`, 1e308.
    NotANumber(Arc<str>),
}

/// A number format code such as `#,##0` or `0.00%`. `None` is the format `General`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Format(pub Option<Arc<str>>);

impl Format {
    /// Whether the format shows percentages, so that 0.85 appears as 85%.
    #[must_use]
    pub fn is_percent(&self) -> bool {
        let Some(code) = self.0.as_deref() else { return false };
        let mut quoted = false;
        let mut escaped = false;
        for c in code.chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = !quoted,
                '%' if !quoted => return true,
                _ => {}
            }
        }
        false
    }

    /// Whether the format shows dates or times of day.
    #[must_use]
    pub fn is_date(&self) -> bool {
        self.0.as_deref().is_some_and(crate::text::date::is_date_code)
    }

    /// Returns the number of decimals that the format shows. `None` for `General` and for formats without
    /// digits.
    #[must_use]
    pub fn decimals(&self) -> Option<u32> {
        let code = self.0.as_deref()?;
        let first = code.split(';').next()?;
        let Some((_, after)) = first.split_once('.') else {
            return first.contains(['0', '#']).then_some(0);
        };
        u32::try_from(after.chars().take_while(|c| matches!(c, '0' | '#' | '?')).count()).ok()
    }
}

impl Cell {
    /// Returns the date that the cell shows. `None` if its content is not a number, its format does not show
    /// dates, or the number is out of range for a date.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        match self.content {
            CellContent::Number(n) if self.format.is_date() => Date::from_serial(n),
            _ => None,
        }
    }
}

impl CellContent {
    /// Whether the cell appears empty to a reader: no content, or white space only.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.chars().all(crate::text::number::is_blank),
            _ => false,
        }
    }
}
