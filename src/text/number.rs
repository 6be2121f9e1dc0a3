//! Reads and writes numbers and amounts: dots for thousands and a comma for decimals, plus the other
//! notations found in real sheets (`951,509,200`, `Rp 951.509.200,-`, `(1.000)`).

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A number that was read from text, with its second reading if the text is ambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The preferred value. Its scale is the number of decimals that are printed.
    pub value: Decimal,
    /// The other value, if a single separator with three digits behind it could mark thousands or decimals:
    /// `9.923` is 9923 or 9,923. `None` if the text has only one reading.
    pub alternative: Option<Decimal>,
}

/// Reads a text that is a number and nothing else.
///
/// A minus sign or enclosing brackets make the number negative. An ambiguous separator is read the Indonesian
/// way first: a dot marks thousands, a comma marks decimals.
///
/// Returns `None` if the text contains words, groups thousands in anything but threes, or has more digits
/// than a [`Decimal`] holds.
#[must_use]
pub fn read(text: &str) -> Option<Number> {
    let text = text.trim_matches(is_blank);
    let (text, negative) = split_sign(text)?;
    // Fast path: nearly every number is a few plain digits.
    if text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit()) {
        let value = text.parse::<i64>().ok()?;
        return Some(Number {
            value: Decimal::from(if negative { -value } else { value }),
            alternative: None,
        });
    }
    if let Some(mut value) = read_scientific(text) {
        value.set_sign_negative(negative && !value.is_zero());
        return Some(Number { value, alternative: None });
    }
    let text = without_blanks(text)?;
    if !text.starts_with(|c: char| c.is_ascii_digit())
        || !text.chars().all(|c| c.is_ascii_digit() || c == '.' || c == ',')
    {
        return None;
    }
    let (plain, alternative) = normalize_separators(&text)?;
    let value = |plain: &str| {
        let mut value: Decimal = plain.parse().ok()?;
        value.set_sign_negative(negative && !value.is_zero());
        Some(value)
    };
    Some(Number { value: value(&plain)?, alternative: alternative.and_then(|a| value(&a)) })
}

/// Reads a number as a spreadsheet or a program writes one that is too long for its cell: `1.6007E+15`. `None` for
/// anything else; `1E5` may be a code.
fn read_scientific(text: &str) -> Option<Decimal> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let (whole, decimals) = mantissa.split_once(['.', ','])?;
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_signed = exponent.strip_prefix(['+', '-']).is_some_and(are_digits);
    if whole.len() != 1 || !are_digits(whole) || !are_digits(decimals) || !is_signed {
        return None;
    }
    Decimal::from_scientific(&format!("{whole}.{decimals}e{exponent}")).ok()
}

/// Removes the blanks from a number.
///
/// Blanks between digits are allowed only as thousands separators, as in `1 234 567`. Returns `None` for any
/// other blank between digits and for a line break: `10000000` above `5000000` in one cell are two amounts.
fn without_blanks(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut parted = false;
    let mut gap = None;
    for c in text.chars() {
        if is_blank(c) {
            gap = Some(gap.unwrap_or(false) | is_line_break(c));
            continue;
        }
        let joins = gap.take();
        if joins == Some(true) {
            return None;
        }
        if joins.is_some() && c.is_ascii_digit() && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(' ');
            parted = true;
        }
        out.push(c);
    }
    if !parted {
        return Some(out);
    }
    // Three digits follow the last blank; anything behind them must be decimals.
    let end = out.rfind(' ')? + 4;
    let (groups, rest) = out.split_at_checked(end)?;
    let whole_is_parted =
        is_grouped_in_thousands(groups, ' ') && groups.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    let is_end = rest.is_empty() || rest.starts_with(['.', ',']);
    (whole_is_parted && is_end).then(|| format!("{}{rest}", groups.replace(' ', "")))
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Reads an amount of rupiah: a number that may carry `Rp`, `Rp.`, `IDR`, `,-` and `,00`.
///
/// A minus sign or brackets may stand before or behind the currency: `(Rp 1.234)`, `Rp (1.234)`, `-Rp 1.234`.
/// A single dot or comma with three digits behind it marks thousands, because nobody plans thousandths of a
/// rupiah; the reading with decimals becomes the alternative.
///
/// Returns `None` if the text is not an amount, or if it is negated twice, as in `-(5)`.
///
/// # Examples
///
/// ```
/// let read = renja::text::number::read_rupiah("Rp 1.234.500,-").expect("an amount");
/// assert_eq!(read.value, 1_234_500.into());
/// ```
#[must_use]
pub fn read_rupiah(text: &str) -> Option<Number> {
    let text = text.trim_matches(is_blank);
    let minus = text.strip_prefix(MINUS_SIGNS).map(|rest| rest.trim_start_matches(is_blank));
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let bracketed =
        bracketed.map(|inner| inner.trim_matches(is_blank)).filter(|inner| without_currency(inner).is_some());
    let negative_outside = minus.is_some() || bracketed.is_some();
    let text = minus.or(bracketed).unwrap_or(text);
    let text = without_currency(text).unwrap_or(text);
    let text = text.trim_end_matches([',', '-', '–', '.', '=']).trim_end_matches(is_blank);
    let text = if let Some(open) = text.strip_prefix('(') {
        // "(951.509.200,-)": the dash is inside the brackets.
        let inner = open.strip_suffix(')')?.trim_end_matches([',', '-', '–', '.']);
        format!("({inner})")
    } else {
        text.to_owned()
    };
    let mut number = read(&text)?;
    if let Some(alternative) = number.alternative
        && alternative.scale() < number.value.scale()
    {
        number = Number { value: alternative, alternative: Some(number.value) };
    }
    if negative_outside {
        // Reject double negation: "--5", "-(5)".
        if number.value.is_sign_negative() {
            return None;
        }
        number.value.set_sign_negative(!number.value.is_zero());
        number.alternative = number.alternative.map(|a| -a);
    }
    Some(number)
}

/// Whether a text states that there is no amount: a dash, with or without `Rp`, or the word `nihil`.
#[must_use]
pub fn is_nil(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    let text = without_currency(text).unwrap_or(text);
    let is_dash = |c: char| matches!(c, '-' | '–' | '—' | '−');
    let dashes =
        text.contains(is_dash) && text.chars().all(|c| is_dash(c) || matches!(c, '.' | ',') || is_blank(c));
    dashes || text.trim_end_matches('.').eq_ignore_ascii_case("nihil")
}

/// Whether a text is only a placeholder to be filled in: `....`, `…`, `____`.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim_matches(is_blank);
    let text = without_currency(text).unwrap_or(text);
    text.contains(['.', '…', '_']) && text.chars().all(|c| matches!(c, '.' | '…' | '_') || is_blank(c))
}

/// Returns the text behind a leading currency sign, or `None` if the text does not start with one.
fn without_currency(text: &str) -> Option<&str> {
    let prefixes = ["Rp.", "Rp", "IDR"];
    let rest = prefixes.into_iter().find_map(|prefix| strip_prefix_ignore_case(text, prefix))?;
    Some(rest.trim_matches(is_blank))
}

/// Writes a number the Indonesian way: `15.334.891.500`, `92,86`. The scale of the value decides how many
/// decimals are written.
#[must_use]
pub fn format_grouped(value: Decimal) -> String {
    format_digits(value, true)
}

/// Writes a number without thousands separators: `2021`, `92,86`.
#[must_use]
pub(crate) fn format_ungrouped(value: Decimal) -> String {
    format_digits(value, false)
}

/// Writes a number the Indonesian way, with dots between groups of three digits if `grouped`.
fn format_digits(value: Decimal, grouped: bool) -> String {
    // Format the mantissa as a machine integer: `Decimal` formats its own digits one division at a time.
    let mantissa = value.mantissa().unsigned_abs();
    let mut buffer = itoa::Buffer::new();
    let mut digits = match u64::try_from(mantissa) {
        Ok(mantissa) => Cow::Borrowed(buffer.format(mantissa)),
        Err(_) => Cow::Owned(mantissa.to_string()),
    };
    let scale = usize::try_from(value.scale()).unwrap_or(0);
    if digits.len() <= scale {
        digits = Cow::Owned(format!("{digits:0>width$}", width = scale + 1));
    }
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let mut out = String::with_capacity(digits.len() + whole.len() / 3 + 2);
    if value.is_sign_negative() && !value.is_zero() {
        out.push('-');
    }
    let first = if grouped { (whole.len() - 1) % 3 + 1 } else { whole.len() };
    let (first, mut rest) = whole.split_at(first);
    out.push_str(first);
    while let Some((group, after)) = rest.split_at_checked(3).filter(|(group, _)| !group.is_empty()) {
        out.push('.');
        out.push_str(group);
        rest = after;
    }
    if !decimals.is_empty() {
        out.push(',');
        out.push_str(decimals);
    }
    out
}

/// Returns how far apart two results may be that a spreadsheet computed from the same figures.
///
/// A spreadsheet keeps fifteen significant digits, and the last ones depend on the order of the operations.
/// Where figures that are already rounded are divided, two results differ by at most twenty units in the
/// fifteenth digit. Returns 0 if the product overflows.
#[must_use]
pub(crate) fn spreadsheet_slack(number: Decimal) -> Decimal {
    number.abs().checked_mul(Decimal::new(2, 14)).unwrap_or_default()
}

/// Whether two numbers are equal within the precision of a spreadsheet (see [`spreadsheet_slack`]). Two whole numbers
/// must be exactly equal.
#[must_use]
pub fn equal_in_spreadsheet(a: Decimal, b: Decimal) -> bool {
    let is_near =
        || a.checked_sub(b).is_some_and(|apart| apart.abs() <= spreadsheet_slack(a.abs().max(b.abs())));
    a == b || (!(a.is_integer() && b.is_integer()) && is_near())
}

/// Whether a character is white space, including the no-break, thin and zero-width spaces of pasted tables.
#[must_use]
pub fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '\u{200b}' | '\u{feff}')
}

/// The characters that people type for a minus sign.
const MINUS_SIGNS: [char; 3] = ['-', '−', '–'];

/// Strips a leading sign or enclosing brackets. Returns the rest and whether the number is negative, or
/// `None` if an opening bracket is not closed.
fn split_sign(text: &str) -> Option<(&str, bool)> {
    if let Some(rest) = text.strip_prefix('(') {
        return Some((rest.strip_suffix(')')?.trim_matches(is_blank), true));
    }
    Some(match text.strip_prefix(MINUS_SIGNS) {
        Some(rest) => (rest.trim_start_matches(is_blank), true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    })
}

/// Rewrites a number with a decimal point and no thousands separators. The second string is the other
/// reading, if the separator is ambiguous. Returns `None` if the separators fit no notation.
fn normalize_separators(text: &str) -> Option<(String, Option<String>)> {
    let dots = text.matches('.').count();
    let commas = text.matches(',').count();
    let without = |sep: char| text.replace(sep, "");
    match (dots, commas) {
        (0, 0) => Some((text.to_owned(), None)),
        (_, 0) if dots > 1 => is_grouped_in_thousands(text, '.').then(|| (without('.'), None)),
        (0, _) if commas > 1 => is_grouped_in_thousands(text, ',').then(|| (without(','), None)),
        (1, 0) => {
            let (whole, rest) = text.split_once('.')?;
            if rest.is_empty() {
                return None;
            }
            let decimal = text.to_owned();
            if rest.len() == 3 && is_grouped_in_thousands(text, '.') && whole != "0" {
                Some((without('.'), Some(decimal)))
            } else {
                Some((decimal, None))
            }
        }
        (0, 1) => {
            let (whole, rest) = text.split_once(',')?;
            if rest.is_empty() {
                return None;
            }
            let decimal = text.replace(',', ".");
            if rest.len() == 3 && is_grouped_in_thousands(text, ',') && whole != "0" {
                Some((decimal, Some(without(','))))
            } else {
                Some((decimal, None))
            }
        }
        _ => {
            // With both separators, the last one marks decimals and may occur only once.
            let (decimal, thousand) = if text.rfind(',') > text.rfind('.') { (',', '.') } else { ('.', ',') };
            let (whole, rest) = text.rsplit_once(decimal)?;
            if whole.contains(decimal) || rest.is_empty() || !is_grouped_in_thousands(whole, thousand) {
                return None;
            }
            Some((format!("{}.{rest}", whole.replace(thousand, "")), None))
        }
    }
}

/// Whether the groups between separators are valid thousands: one to three digits first, then three in each
/// group.
fn is_grouped_in_thousands(text: &str, separator: char) -> bool {
    let mut groups = text.split(separator);
    let first = groups.next().unwrap_or("");
    (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3)
}

/// Removes a prefix, ignoring ASCII case. Returns `None` if the text does not start with it.
fn strip_prefix_ignore_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}
