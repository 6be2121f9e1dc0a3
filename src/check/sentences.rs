//! Finds figures in sentences: amounts, percentages and counts, with the words in brackets behind them.

use rust_decimal::Decimal;

use crate::text::fold::fold;
use crate::text::number;

/// A figure in a sentence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    /// Kind and number of the figure.
    pub figure: Figure,
    /// Byte offset at which the figure begins, behind `Rp`.
    pub start: usize,
    /// Byte offset at which the figure ends, including `,-` or `%` but not the brackets.
    pub end: usize,
    /// The text in brackets right behind the figure; `None` if there are no brackets.
    pub brackets: Option<String>,
    /// Byte offset at which the brackets end, or the figure if there are none.
    pub after: usize,
}

/// Kind and number of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Figure {
    /// An amount: `Rp 15.334.891.500,-`.
    Rupiah(Decimal),
    /// A percentage, with the decimals that are printed: `78,47%` is 78.47.
    Percent(Decimal),
    /// Any other number.
    Number(Decimal),
}

impl Figure {
    /// Returns the number, whatever its kind.
    pub fn number(self) -> Decimal {
        match self {
            Self::Rupiah(n) | Self::Percent(n) | Self::Number(n) => n,
        }
    }
}

/// Returns the figures of a text, in order.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = next_digit(text, from) {
        let end = number_end(text, start);
        from = end;
        if let Some(mention) = mention(text, start, end) {
            from = mention.after.max(end);
            found.push(mention);
        }
    }
    found
}

/// Splits a text into sentences, each with its byte offset. A sentence ends at a dot that a blank and a
/// capital follow, but not behind `Rp` or a single letter.
pub(super) fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut all = Vec::new();
    let mut start = 0;
    for (i, _) in text.match_indices(". ") {
        let before = text.get(start..i).unwrap_or("");
        let word = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or("");
        let starts_anew =
            text.get(i + 2..).and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase);
        if starts_anew && !word.eq_ignore_ascii_case("rp") && word.chars().count() > 1 {
            all.push((start, before));
            start = i + 2;
        }
    }
    all.push((start, text.get(start..).unwrap_or("")));
    all
}

/// Returns the folded text between two byte offsets.
pub(super) fn folded_between(text: &str, start: usize, end: usize) -> String {
    text.get(start..end).map(fold).unwrap_or_default()
}

/// Reads the digits between two byte offsets as a figure. `None` if they are part of a word or no number.
fn mention(text: &str, start: usize, end: usize) -> Option<Mention> {
    let digits = text.get(start..end)?.trim_end_matches(['.', ',']);
    let end = start + digits.len();
    let before = text.get(..start)?;
    // A number within a word belongs to a name: "A4", "TW2".
    if before.chars().next_back().is_some_and(char::is_alphabetic) && !ends_with_currency(before) {
        return None;
    }
    let rest = text.get(end..)?;
    let (figure, end) = if ends_with_currency(before) {
        let amount = number::read_rupiah(digits)?.value;
        // ",-" belongs to the amount.
        let tail = rest.len() - rest.trim_start_matches([',', '-', '–', '.']).len();
        let tail = if rest.trim_start_matches([',', '.']).starts_with(['-', '–']) { tail } else { 0 };
        (Figure::Rupiah(amount), end + tail)
    } else if let Some(sign) = percent_sign_len(rest) {
        let number = number::read(digits)?;
        (
            Figure::Percent(
                number.alternative.filter(|a| a.scale() > number.value.scale()).unwrap_or(number.value),
            ),
            end + sign,
        )
    } else {
        (Figure::Number(number::read(digits)?.value), end)
    };
    let (brackets, after) = brackets(text, end);
    Some(Mention { figure, start, end, brackets, after })
}

/// Returns the text before a figure without its `Rp`. `before` ends where the figure begins.
pub(super) fn strip_currency(before: &str, figure: Figure) -> &str {
    let before = before.trim_end_matches(number::is_blank);
    if !matches!(figure, Figure::Rupiah(_)) {
        return before;
    }
    let sign = before.trim_end_matches('.').trim_end_matches(|c: char| c.is_ascii_alphabetic());
    sign.trim_end_matches(number::is_blank)
}

/// Whether the text ends with `Rp`, `Rp.` or `IDR`.
fn ends_with_currency(before: &str) -> bool {
    let before = before.trim_end_matches(number::is_blank).trim_end_matches('.');
    let tail: String = before.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    let tail = tail.to_lowercase();
    tail == "idr" || (tail.ends_with("rp") && !tail.trim_end_matches("rp").ends_with(char::is_alphabetic))
}

/// Returns the length in bytes of the blanks and the `%`, `persen` or `prosen` that a text begins with;
/// `None` if it begins with none of these.
fn percent_sign_len(rest: &str) -> Option<usize> {
    let trimmed = rest.trim_start_matches(number::is_blank);
    let blank = rest.len() - trimmed.len();
    let word = ["%", "persen", "prosen"]
        .into_iter()
        .find(|word| trimmed.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
    Some(blank + word.len())
}

/// Returns the text in brackets that follows a figure, and the byte offset behind the brackets. Returns
/// `(None, end)` if there are no brackets.
fn brackets(text: &str, end: usize) -> (Option<String>, usize) {
    let rest = text.get(end..).unwrap_or("");
    let trimmed = rest.trim_start_matches(number::is_blank);
    let blank = rest.len() - trimmed.len();
    match trimmed.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
        Some((inner, _)) => (Some(inner.to_owned()), end + blank + inner.len() + 2),
        None => (None, end),
    }
}

fn next_digit(text: &str, from: usize) -> Option<usize> {
    text.get(from..)?.find(|c: char| c.is_ascii_digit()).map(|i| i + from)
}

fn number_end(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or("");
    rest.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).map_or(text.len(), |i| i + start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_with_their_brackets() {
        let text = "dalam 5 (lima) program, total Rp 15.334.891.500,- (lima belas milyar) atau 78,47%.";
        let found = mentions(text);
        let figures: Vec<Figure> = found.iter().map(|m| m.figure).collect();
        assert_eq!(
            figures,
            [
                Figure::Number(Decimal::from(5)),
                Figure::Rupiah(Decimal::from(15_334_891_500_i64)),
                Figure::Percent(Decimal::new(7847, 2)),
            ]
        );
        assert_eq!(found[1].brackets.as_deref(), Some("lima belas milyar"));
    }

    #[test]
    fn sentences_end_at_dots_that_end_them() {
        let text = "Anggaran sebesar Rp. 13.954.473.150,-. Dari jumlah itu terealisasi Rp. 10.950. Selesai";
        assert_eq!(sentences(text).len(), 3);
    }
}
