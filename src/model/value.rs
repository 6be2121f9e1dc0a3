//! Values with the cell that they come from.

use std::sync::Arc;

use rust_decimal::{Decimal, RoundingStrategy};

use super::CellRef;
use crate::text::date::Date;
use crate::text::kode::Kode;
use crate::text::number;

/// A value that never loses its cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited<T> {
    /// What it means.
    pub value: T,
    /// What a reader sees in the cell: the cell's own text where it is one.
    pub text: Arc<str>,
    /// Where it stands: the top left cell of a merged area.
    pub at: CellRef,
}

/// What a cell of a table means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Money, in rupiah.
    Rupiah(Decimal),
    /// A percentage: 92.86 means 92,86%. Its scale is the number of decimals printed.
    Percent(Decimal),
    /// A number and the unit that stands with it in the cell (`68 jenis`), if any.
    Quantity(Decimal, Option<Arc<str>>),
    /// Words.
    Text(Arc<str>),
    /// A date, or a time of the day: the day number that a spreadsheet keeps for it.
    Date(Decimal),
    /// A code of account.
    Kode(Kode),
    /// A dash: said to be none.
    None,
    /// Something else than the column asks for: words where an amount belongs, `null`, `NaN`.
    Unclear(Arc<str>),
}

impl Value {
    /// The number of an amount, a percentage or a quantity.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Rupiah(n) | Self::Percent(n) | Self::Quantity(n, _) => Some(*n),
            _ => None,
        }
    }

    /// The unit as the reports name it: `rupiah`, `percent`, `count`, the unit that stands in the
    /// cell, `date`, or `text`.
    #[must_use]
    pub fn unit(&self) -> &str {
        match self {
            Self::Rupiah(_) => "rupiah",
            Self::Percent(_) => "percent",
            Self::Quantity(_, None) => "count",
            Self::Quantity(_, Some(unit)) => unit,
            Self::Date(_) => "date",
            Self::Text(_) | Self::Kode(_) | Self::None | Self::Unclear(_) => "text",
        }
    }

    /// What kind of value it is, for the exported rows.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Rupiah(_) => "rupiah",
            Self::Percent(_) => "persen",
            Self::Quantity(..) => "jumlah",
            Self::Date(_) => "tanggal",
            Self::Text(_) | Self::Kode(_) => "teks",
            Self::None => "nihil",
            Self::Unclear(_) => "tidak jelas",
        }
    }

    /// The same kind of value with another number; words stay as they are.
    #[must_use]
    pub fn with_number(&self, n: Decimal) -> Self {
        match self {
            Self::Rupiah(_) => Self::Rupiah(n),
            Self::Percent(_) => Self::Percent(n),
            Self::Quantity(_, unit) => Self::Quantity(n, unit.clone()),
            other => other.clone(),
        }
    }

    /// The value as a sentence says it. The digits that a division leaves in a cell (94,1176470588235%) are
    /// rounded to four decimals: nobody reads more, and a cell seldom shows them.
    #[must_use]
    pub fn brief(&self) -> Self {
        const DECIMALS: u32 = 4;
        match self.number() {
            Some(n) if n.normalize().scale() > DECIMALS => {
                let rounded = n.round_dp_with_strategy(DECIMALS, RoundingStrategy::MidpointAwayFromZero);
                // What is smaller than that stays: it is no zero.
                if rounded.is_zero() { self.clone() } else { self.with_number(rounded.normalize()) }
            }
            _ => self.clone(),
        }
    }

    /// The plain form for machines: `1313159500`, `92.86`, `2023-03-01`, or the words.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Rupiah(n) | Self::Quantity(n, _) => n.normalize().to_string(),
            Self::Percent(n) => n.to_string(),
            Self::Text(text) | Self::Unclear(text) => text.to_string(),
            Self::Date(n) => Date::of_serial(*n).map_or_else(|| n.to_string(), |date| date.iso()),
            Self::Kode(kode) => kode.to_string(),
            Self::None => "-".to_owned(),
        }
    }
}

/// As an Indonesian reader writes it: `1.313.159.500`, `92,86%`, `68 jenis`, `01/03/2023`.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rupiah(n) | Self::Quantity(n, None) => f.write_str(&number::show(n.normalize())),
            Self::Percent(n) => write!(f, "{}%", number::show(*n)),
            Self::Quantity(n, Some(unit)) => write!(f, "{} {unit}", number::show(n.normalize())),
            Self::Text(text) | Self::Unclear(text) => f.write_str(text),
            Self::Date(n) => match Date::of_serial(*n) {
                Some(date) => write!(f, "{date}"),
                None => f.write_str(&number::show(n.normalize())),
            },
            Self::Kode(kode) => write!(f, "{kode}"),
            Self::None => f.write_str("-"),
        }
    }
}

impl<T> Cited<T> {
    /// The same place and text with another value.
    pub fn with<U>(&self, value: U) -> Cited<U> {
        Cited { value, text: self.text.clone(), at: self.at }
    }
}
