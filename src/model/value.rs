//! Values with the cells that they come from.

use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};

use super::CellRef;
use crate::text::date::Date;
use crate::text::kode::Kode;
use crate::text::number;

/// A value that keeps its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<T> {
    /// The interpreted value.
    pub value: T,
    /// The text that a reader sees in the cell: the cell's own text, or its number as formatted.
    pub text: Arc<str>,
    /// The cell. In a merged area this is the top left cell.
    pub at: CellRef,
}

/// The interpreted value of a table cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// An amount of money in rupiah.
    Rupiah(Decimal),
    /// A percentage: 92.86 is 92,86%. Its scale is the number of decimals that are printed.
    Percent(Decimal),
    /// A number with the unit next to it in the cell (`68 jenis`), if there is one.
    Quantity(Decimal, Option<Arc<str>>),
    /// Words.
    Text(Arc<str>),
    /// A date or time of day, as a spreadsheet's day number.
    Date(Decimal),
    /// An account code.
    Kode(Kode),
    /// A dash or the word nihil: stated to be none.
    Nil,
    /// A value of the wrong kind for its column: words in place of an amount, `null`, `NaN`.
    Unclear(Arc<str>),
}

impl Value {
    /// Returns the number of an amount, a percentage or a quantity. `None` for all other values.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Rupiah(n) | Self::Percent(n) | Self::Quantity(n, _) => Some(*n),
            _ => None,
        }
    }

    /// Returns the unit as reports name it: `rupiah`, `percent`, `count`, the unit printed in the cell,
    /// `date` or `text`.
    #[must_use]
    pub fn unit(&self) -> &str {
        match self {
            Self::Rupiah(_) => "rupiah",
            Self::Percent(_) => "percent",
            Self::Quantity(_, None) => "count",
            Self::Quantity(_, Some(unit)) => unit,
            Self::Date(_) => "date",
            Self::Text(_) | Self::Kode(_) | Self::Nil | Self::Unclear(_) => "text",
        }
    }

    /// Returns the name of the kind of value in exported rows.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Rupiah(_) => "rupiah",
            Self::Percent(_) => "persen",
            Self::Quantity(..) => "jumlah",
            Self::Date(_) => "tanggal",
            Self::Text(_) | Self::Kode(_) => "teks",
            Self::Nil => "nihil",
            Self::Unclear(_) => "tidak jelas",
        }
    }

    /// Returns the same kind of value with another number. Values without a number stay unchanged.
    #[must_use]
    pub fn with_number(&self, n: Decimal) -> Self {
        match self {
            Self::Rupiah(_) => Self::Rupiah(n),
            Self::Percent(_) => Self::Percent(n),
            Self::Quantity(_, unit) => Self::Quantity(n, unit.clone()),
            other => other.clone(),
        }
    }

    /// Returns the value as sentences show it, rounded to four decimals. A division leaves more digits in a
    /// cell (94,1176470588235%), but readers need no more and cells seldom show them.
    #[must_use]
    pub fn rounded(&self) -> Self {
        const MAX_DECIMALS: u32 = 4;
        match self.number() {
            Some(n) if n.normalize().scale() > MAX_DECIMALS => {
                let rounded = n.round_dp_with_strategy(MAX_DECIMALS, RoundingStrategy::MidpointAwayFromZero);
                // Keep a value that would round to zero, because it is not zero.
                if rounded.is_zero() { self.clone() } else { self.with_number(rounded.normalize()) }
            }
            _ => self.clone(),
        }
    }

    /// Returns the plain form for machines: `1313159500`, `92.86`, `2023-03-01`, or the words.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Rupiah(n) | Self::Quantity(n, _) => n.normalize().to_string(),
            Self::Percent(n) => n.to_string(),
            Self::Text(text) | Self::Unclear(text) => text.to_string(),
            Self::Date(n) => Date::from_serial(*n).map_or_else(|| n.to_string(), |date| date.iso()),
            Self::Kode(kode) => kode.to_string(),
            Self::Nil => "-".to_owned(),
        }
    }
}

/// Formats the Indonesian way: `1.313.159.500`, `92,86%`, `68 jenis`, `01/03/2023`.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rupiah(n) | Self::Quantity(n, None) => f.write_str(&number::format_grouped(n.normalize())),
            Self::Percent(n) => write!(f, "{}%", number::format_grouped(*n)),
            Self::Quantity(n, Some(unit)) => write!(f, "{} {unit}", number::format_grouped(n.normalize())),
            Self::Text(text) | Self::Unclear(text) => f.write_str(text),
            Self::Date(n) => match Date::from_serial(*n) {
                Some(date) => write!(f, "{date}"),
                None => f.write_str(&number::format_grouped(n.normalize())),
            },
            Self::Kode(kode) => write!(f, "{kode}"),
            Self::Nil => f.write_str("-"),
        }
    }
}

impl<T> Cited<T> {
    /// Returns another value with the same cell and text.
    pub fn with_value<U>(&self, value: U) -> Cited<U> {
        Cited { value, text: self.text.clone(), at: self.at }
    }
}
