//! A cell as it was found: what stands in it, and how it is shown.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::text::date::Date;

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// What stands in it.
    pub content: CellContent,
    /// How a number is shown.
    pub format: Format,
    /// Its formula, as in the file, without `=`; the content is then the cached value.
    pub formula: Option<Arc<str>>,
    /// Whether it is set in bold; `None` where the format does not say.
    pub bold: Option<bool>,
    /// Its indentation in steps.
    pub indent: u8,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CellContent {
    /// Nothing (a formula without a cached value).
    #[default]
    Blank,
    /// A number.
    Number(Decimal),
    /// A text.
    Text(Arc<str>),
    /// True or false.
    Bool(bool),
    /// Something in a numeric cell that is no number: `NaN`, `null`, `#DIV/0!`, 1e308.
    NotANumber(Arc<str>),
}

/// A number format code, `General` where empty: `#,##0`, `0.00%`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Format(pub Option<Arc<str>>);

impl Format {
    /// Whether 0.85 is shown as 85%.
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

    /// Whether a number is shown as a date or as a time of the day.
    #[must_use]
    pub fn is_date(&self) -> bool {
        self.0.as_deref().is_some_and(crate::text::date::is_date_code)
    }

    /// How many decimals it shows; `None` for General.
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
    /// The date that is shown in the cell: of a number with a format of dates. `None` for all other
    /// cells, and for numbers too large or too small to be shown as a date.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        match self.content {
            CellContent::Number(n) if self.format.is_date() => Date::of_serial(n),
            _ => None,
        }
    }
}

impl CellContent {
    /// Whether a reader sees nothing there.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Blank => true,
            Self::Text(text) => text.chars().all(crate::text::number::is_blank),
            _ => false,
        }
    }
}
