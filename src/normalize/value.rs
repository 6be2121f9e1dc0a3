//! Reads a cell: its printed text, and its meaning in a column of a given kind.

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Cell, CellContent, Format, Value};
use crate::text::date::Date;
use crate::text::{number, number_format, quantity};

/// Returns a cell's text as a reader sees it, with numbers written the Indonesian way.
pub fn printed(cell: &Cell) -> Arc<str> {
    match &cell.content {
        CellContent::Text(text) | CellContent::NotANumber(text) => text.clone(),
        CellContent::Blank => Arc::from(""),
        CellContent::Bool(true) => Arc::from("TRUE"),
        CellContent::Bool(false) => Arc::from("FALSE"),
        CellContent::Number(n) => Arc::from(printed_number(*n, &cell.format)),
    }
}

/// Whether a cell holds a date or a time: a number with a date format. Such a cell is never an amount or a
/// count.
pub fn is_date(cell: &Cell) -> bool {
    cell.date().is_some()
}

/// Returns a cell's text as a reader sees it in a column of codes: the format `0.00` shows 5.1 as 5.10, which
/// is another code.
pub fn printed_code(cell: &Cell) -> Arc<str> {
    match &cell.content {
        CellContent::Number(n) if !is_date(cell) => {
            number_format::format_as_code(*n, cell.format.0.as_deref()).into()
        }
        CellContent::Text(text) if text.trim().len() == text.len() => text.clone(),
        _ => printed(cell).trim().into(),
    }
}

/// Writes a number as its format shows it: as a date, a percentage, or with the format's decimals and
/// grouping.
fn printed_number(n: Decimal, format: &Format) -> String {
    // Fast path: nearly every amount has this format.
    if n.scale() == 0 && format.0.as_deref() == Some("#,##0") {
        return number::format_grouped(n);
    }
    if format.is_date()
        && let Some(date) = Date::from_serial(n)
    {
        return date.format_with(format.0.as_deref().unwrap_or(""));
    }
    if format.is_percent() {
        return to_percent(n, format.decimals())
            .map_or_else(|| n.to_string(), |p| format!("{}%", number::format_grouped(p)));
    }
    let code = format.0.as_deref().unwrap_or("");
    let shown = match format.decimals() {
        Some(decimals) if n.scale() > decimals => n.round_dp(decimals),
        _ => n.normalize(),
    };
    if code.contains("#,##") || code.contains("#.##") {
        number::format_grouped(shown)
    } else {
        number::format_ungrouped(shown)
    }
}

/// A cache of what texts mean in columns of figures: a text such as "12 dokumen" fills many cells and is
/// stored once in the workbook, so that its address is the key. A slot keeps its text alive; texts that share
/// a slot replace each other.
pub struct ValueCache(Vec<Option<(Arc<str>, Value)>>);

impl ValueCache {
    /// Number of slots in the cache.
    const SLOT_COUNT: usize = 64;

    /// Returns an empty cache.
    pub fn new() -> Self {
        Self(vec![None; Self::SLOT_COUNT])
    }

    /// Returns what a cell means in a column of this kind: [`read`] with the cache in front of it.
    pub fn read(&mut self, cell: &Cell, kind: Kind) -> Option<Value> {
        let CellContent::Text(text) = &cell.content else { return read(cell, kind) };
        // Only these kinds read a text in the same way, so that the key needs no kind, and slowly.
        if !matches!(kind, Kind::Quantity | Kind::Percent | Kind::Count) {
            return read(cell, kind);
        }
        let place = Arc::as_ptr(text).cast::<()>().addr() / 16 % Self::SLOT_COUNT;
        let known = self.0.get_mut(place)?;
        if let Some((held, value)) = known
            && Arc::ptr_eq(held, text)
        {
            return Some(value.clone());
        }
        let value = read(cell, kind)?;
        *known = Some((text.clone(), value.clone()));
        Some(value)
    }
}

/// Returns what a cell means in a column of this kind. `None` if the cell is blank, or only marks a place to
/// be filled in with a figure: `....`.
pub fn read(cell: &Cell, kind: Kind) -> Option<Value> {
    if cell.content.is_blank() {
        return None;
    }
    if let CellContent::Text(text) = &cell.content
        && is_figure_kind(kind)
        && number::is_placeholder(text)
    {
        return None;
    }
    Some(match &cell.content {
        CellContent::NotANumber(text) => Value::Unclear(text.clone()),
        CellContent::Number(n) => value_of_number(*n, cell, kind),
        CellContent::Text(text) => value_of_text(text, kind),
        CellContent::Bool(_) | CellContent::Blank => Value::Text(printed(cell)),
    })
}

/// Whether a column of this kind holds figures.
fn is_figure_kind(kind: Kind) -> bool {
    matches!(kind, Kind::Rupiah | Kind::Quantity | Kind::Percent | Kind::Count)
}

/// Returns what a number means: a date by its format, else by the kind of its column.
fn value_of_number(n: Decimal, cell: &Cell, kind: Kind) -> Value {
    if is_date(cell) && kind != Kind::Kode {
        return Value::Date(n);
    }
    match kind {
        Kind::Text | Kind::Nomor | Kind::Kode => Value::Text(printed(cell)),
        // An amount that was given the format of the shares beside it.
        _ if cell.format.is_percent() && !(kind == Kind::Rupiah && n.abs() >= Decimal::ONE_THOUSAND) => {
            to_percent(n, cell.format.decimals())
                .map_or_else(|| Value::Unclear(n.to_string().into()), Value::Percent)
        }
        // An amount that lost its thousands: 822,036.
        Kind::Rupiah if n.normalize().scale() <= 3 => Value::Rupiah(n.normalize()),
        // Round to sen, the smallest part of a rupiah: programs write 45821890708.5199 for what they computed
        // and show as …708,52. The rest is dust of binary arithmetic.
        Kind::Rupiah => Value::Rupiah(n.round_dp(2).normalize()),
        Kind::Quantity | Kind::Percent | Kind::Count => Value::Quantity(n.normalize(), None),
    }
}

/// Returns what a text means. A text that is no amount in a column of rupiah is [`Value::Unclear`].
fn value_of_text(text: &Arc<str>, kind: Kind) -> Value {
    let clean = tidy(text);
    if is_figure_kind(kind) && number::is_nil(&clean) {
        return Value::Nil;
    }
    match kind {
        Kind::Rupiah => match number::read_rupiah(&clean) {
            Some(n) => Value::Rupiah(n.value.normalize()),
            None => Value::Unclear(clean),
        },
        Kind::Quantity | Kind::Percent | Kind::Count => {
            if let Some(p) = quantity::read_percent(&clean) {
                return Value::Percent(p);
            }
            match quantity::read(&clean) {
                Some(q) => Value::Quantity(q.number.normalize(), q.unit),
                None => Value::Text(clean),
            }
        }
        Kind::Text | Kind::Nomor | Kind::Kode => Value::Text(clean),
    }
}

/// Converts a share to a percentage: 0.7037 to 70,37. Rounded to the decimals of the format if it has fewer
/// than the value. `None` on overflow.
fn to_percent(n: Decimal, decimals: Option<u32>) -> Option<Decimal> {
    let full = n.checked_mul(Decimal::ONE_HUNDRED)?.normalize();
    Some(match decimals {
        Some(decimals) if full.scale() > decimals => full.round_dp(decimals),
        _ => full,
    })
}

/// Returns a text without leading, trailing and doubled blanks and without blank lines; other line breaks
/// remain.
pub fn tidy(text: &Arc<str>) -> Arc<str> {
    // Fast path: nearly every text is tidy already.
    if is_tidy(text) {
        return text.clone();
    }
    text.lines()
        .map(|line| line.split(number::is_blank).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
        .into()
}

/// Whether a text is printable ASCII without leading, trailing or doubled blanks. The loop never ends early,
/// so that the compiler can vectorize it.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let other = bytes.iter().fold(0, |found, b| found | u8::from(!(b' '..=b'~').contains(b)));
    let doubled = bytes.iter().zip(next).fold(0, |found, (a, b)| found | u8::from(a | b == b' '));
    other | doubled == 0 && bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ')
}

/// Whether a text has several lines, or ends with a line break.
pub fn has_line_breaks(text: &str) -> bool {
    text.as_bytes().iter().fold(0, |found, b| found | u8::from(*b == b'\n') | u8::from(*b == b'\r')) != 0
}

/// Joins the lines of a text that was wrapped by hand.
pub fn join_lines(text: Arc<str>) -> Arc<str> {
    if has_line_breaks(&text) { text.replace('\n', " ").into() } else { text }
}
