//! Formats numbers that are read as codes: 5.1 with the number format `0.00` is the code 5.10.

use rust_decimal::Decimal;

/// A position of a number format: a digit, or a literal character (`Literal`) between the digits.
enum FormatPosition {
    /// A digit. `0` always shows one; `#` and `?` show one only if the number has it.
    Digit {
        always: bool,
    },
    Literal(char),
}

/// Formats a number by a number format that consists of digits and literals: `0.00`, `0000`, `0\.00\.00`.
///
/// Returns the number as stored if it is negative or has no format, if the format shows anything but digits,
/// or if the format would hide decimals: 5.1 with the format `0` is still the code 5.1.
#[must_use]
pub fn format_as_code(number: Decimal, code: Option<&str>) -> String {
    let number = number.normalize();
    let shown = code.and_then(|code| try_format(number, code));
    shown.unwrap_or_else(|| number.to_string())
}

/// Formats a number by a format, or returns `None` if [`format_as_code`] must fall back to the stored number.
fn try_format(number: Decimal, code: &str) -> Option<String> {
    if number.is_sign_negative() {
        return None;
    }
    let (whole, decimals) = parse_positions(code)?;
    let count = |places: &[FormatPosition]| {
        places.iter().filter(|p| matches!(p, FormatPosition::Digit { .. })).count()
    };
    let text = number.to_string();
    let (digits, after) = text.split_once('.').unwrap_or((&text, ""));
    if count(&whole) == 0 || after.len() > count(&decimals) {
        return None;
    }
    // Fill the digits before the point from the right; the leftmost position takes all digits that are left.
    let mut left: Vec<char> = digits.trim_start_matches('0').chars().collect();
    let mut open = count(&whole);
    let mut out: Vec<char> = Vec::new();
    for place in whole.iter().rev() {
        match place {
            // Omit a literal that would stand before digits that are not shown.
            FormatPosition::Literal(_)
                if open > 0 && left.is_empty() && !has_required_digit(&whole, open) => {}
            FormatPosition::Literal(c) => out.push(*c),
            FormatPosition::Digit { always } => {
                open -= 1;
                match left.pop() {
                    Some(digit) => out.push(digit),
                    None if *always => out.push('0'),
                    None => {}
                }
                if open == 0 {
                    out.extend(left.drain(..).rev());
                }
            }
        }
    }
    out.reverse();
    let mut digits = after.chars();
    let mut fraction = String::new();
    for place in &decimals {
        match place {
            FormatPosition::Literal(c) => fraction.push(*c),
            FormatPosition::Digit { always } => match digits.next() {
                Some(digit) => fraction.push(digit),
                None if *always => fraction.push('0'),
                None => {}
            },
        }
    }
    let whole: String = out.into_iter().collect();
    Some(if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") })
}

/// Whether any of the first `open` digit positions is always shown.
fn has_required_digit(places: &[FormatPosition], open: usize) -> bool {
    let digits = places.iter().filter_map(|place| match place {
        FormatPosition::Digit { always } => Some(*always),
        FormatPosition::Literal(_) => None,
    });
    digits.take(open).any(|always| always)
}

/// Returns the positions before and after the decimal point of a format. Returns `None` if the format shows
/// anything but digits: a percentage, a fraction, a date, text.
fn parse_positions(code: &str) -> Option<(Vec<FormatPosition>, Vec<FormatPosition>)> {
    let (mut whole, mut decimals) = (Vec::new(), Vec::new());
    let mut after_point = false;
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        let mut add =
            |place: FormatPosition| if after_point { decimals.push(place) } else { whole.push(place) };
        match c {
            '0' => add(FormatPosition::Digit { always: true }),
            '#' | '?' => add(FormatPosition::Digit { always: false }),
            '.' if !after_point => after_point = true,
            '"' => chars.by_ref().take_while(|c| *c != '"').for_each(|c| add(FormatPosition::Literal(c))),
            '\\' => add(FormatPosition::Literal(chars.next()?)),
            '_' | '*' => drop(chars.next()),
            '[' => chars.by_ref().take_while(|c| *c != ']').for_each(drop),
            // Thousands separators never occur in codes; a format with them was made for amounts, so ignore
            // them.
            ',' => {}
            '-' | ' ' | '(' | ')' | '.' => add(FormatPosition::Literal(c)),
            ';' => break,
            _ => return None,
        }
    }
    Some((whole, decimals))
}

#[cfg(test)]
mod tests {
    use super::format_as_code;

    #[test]
    fn codes_are_shown_by_their_format() {
        let shown = |number: &str, code: &str| format_as_code(number.parse().expect("a number"), Some(code));
        assert_eq!(shown("5.1", "0.00"), "5.10");
        assert_eq!(shown("5.1", "0.0"), "5.1");
        assert_eq!(shown("5", "0"), "5");
        assert_eq!(shown("1", "00"), "01");
        assert_eq!(shown("12", "0000"), "0012");
        assert_eq!(shown("50102", "0\\.00\\.00"), "5.01.02");
        assert_eq!(shown("50102", "#\".\"00\".\"00"), "5.01.02");
        assert_eq!(shown("7", "#,##0"), "7");
        assert_eq!(shown("41101", "#,##0"), "41101");
        assert_eq!(shown("5.25", "0.0"), "5.25");
        assert_eq!(shown("5.1", "General"), "5.1");
        assert_eq!(shown("0.85", "0%"), "0.85");
        assert_eq!(shown("5", "0.#"), "5");
        assert_eq!(format_as_code("4.10".parse().expect("a number"), None), "4.1");
    }
}
