//! Typing slips: how one amount becomes another when it is typed.

use super::amounts::ONE_RUPIAH;

/// How an amount was mistyped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slip {
    /// Two neighbouring digits are swapped.
    DigitsSwapped,
    /// The amount is ten, a hundred or a thousand times too large or too small. The number is the power of
    /// ten.
    PowerOfTen(u8),
    /// A group of three digits is missing.
    GroupLost,
    /// A group of three digits is typed twice.
    GroupDoubled,
    /// A digit is missing.
    DigitLost,
    /// A digit is typed twice.
    DigitDoubled,
    /// One digit is wrong.
    DigitWrong,
}

impl Slip {
    /// Returns the message key of the slip's name.
    pub fn key(self) -> &'static str {
        match self {
            Self::DigitsSwapped => "correct.slip.swapped",
            Self::PowerOfTen(1) => "correct.slip.ten",
            Self::PowerOfTen(2) => "correct.slip.hundred",
            Self::PowerOfTen(_) => "correct.slip.thousand",
            Self::GroupLost => "correct.slip.group_lost",
            Self::GroupDoubled => "correct.slip.group_doubled",
            Self::DigitLost => "correct.slip.missing",
            Self::DigitDoubled => "correct.slip.doubled",
            Self::DigitWrong => "correct.slip.digit",
        }
    }
}

/// Returns the single slip by which `right` was typed as `stated`, both whole numbers. `None` if there is
/// none, if `stated` is not positive, or if `right` has less than three digits: among short numbers
/// everything is a slip away from everything.
pub fn find_slip(stated: i128, right: i128) -> Option<Slip> {
    if stated == right || stated <= 0 || right < 100 {
        return None;
    }
    for power in 1..=3u8 {
        let factor = 10i128.pow(u32::from(power));
        if right.checked_mul(factor) == Some(stated) || stated.checked_mul(factor) == Some(right) {
            return Some(Slip::PowerOfTen(power));
        }
    }
    let (s, r) = (stated.to_string().into_bytes(), right.to_string().into_bytes());
    if s.len() == r.len() {
        return same_length(&s, &r);
    }
    if s.len() + 1 == r.len() {
        return (0..r.len()).any(|i| without_digits(&r, i, 1) == s).then_some(Slip::DigitLost);
    }
    if s.len() == r.len() + 1 {
        let doubled = |i: usize| s.get(i) == s.get(i + 1) && without_digits(&s, i, 1) == r;
        return (0..r.len()).any(doubled).then_some(Slip::DigitDoubled);
    }
    if s.len() + 3 == r.len() {
        return group_starts(&r).any(|i| without_digits(&r, i, 3) == s).then_some(Slip::GroupLost);
    }
    if s.len() == r.len() + 3 {
        let doubled = |i: usize| s.get(i..i + 3) == s.get(i + 3..i + 6) && without_digits(&s, i, 3) == r;
        return group_starts(&s).any(doubled).then_some(Slip::GroupDoubled);
    }
    None
}

/// Returns how one amount was mistyped as the other, both in units. `None` if no slip explains it, or if either
/// has a fraction of a rupiah.
pub fn slip_of(stated: i128, right: i128) -> Option<Slip> {
    (stated % ONE_RUPIAH == 0 && right % ONE_RUPIAH == 0)
        .then(|| find_slip(stated / ONE_RUPIAH, right / ONE_RUPIAH))
        .flatten()
}

/// Returns the whole numbers that may have been mistyped as `stated`: with one digit wrong, two digits
/// swapped, one digit missing or doubled, or a trailing zero too many or too few. In ascending order, without
/// duplicates.
pub fn slip_candidates(stated: i128) -> Vec<i128> {
    let digits = stated.max(0).to_string();
    let mut all = Vec::new();
    for i in 0..=digits.len() {
        let (head, tail) = digits.split_at(i);
        for d in '0'..='9' {
            all.push(format!("{head}{d}{tail}"));
            all.push(format!("{head}{d}{}", tail.get(1..).unwrap_or_default()));
        }
        let mut rest = tail.chars();
        if let (Some(a), Some(b)) = (rest.next(), rest.next()) {
            all.push(format!("{head}{b}{a}{}", rest.as_str()));
            all.push(format!("{head}{b}{}", rest.as_str()));
        }
    }
    let mut all: Vec<i128> = all.iter().filter_map(|digits| digits.parse().ok()).collect();
    all.retain(|right| find_slip(stated, *right).is_some());
    all.sort_unstable();
    all.dedup();
    all
}

/// Returns the slip between two numbers with equally many digits.
fn same_length(stated: &[u8], right: &[u8]) -> Option<Slip> {
    let differing: Vec<usize> = (0..stated.len()).filter(|&i| stated.get(i) != right.get(i)).collect();
    match differing[..] {
        [_] => Some(Slip::DigitWrong),
        [a, b] if b == a + 1 && stated.get(a) == right.get(b) && stated.get(b) == right.get(a) => {
            Some(Slip::DigitsSwapped)
        }
        _ => None,
    }
}

/// Returns the digits without `count` of them from position `at` on.
fn without_digits(digits: &[u8], at: usize, count: usize) -> Vec<u8> {
    digits.iter().enumerate().filter(|(i, _)| !(at..at + count).contains(i)).map(|(_, d)| *d).collect()
}

/// Returns the positions at which groups of thousands begin. A shorter leading group is not counted.
fn group_starts(digits: &[u8]) -> impl Iterator<Item = usize> {
    let len = digits.len();
    (len % 3..len).step_by(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_apart() {
        assert_eq!(find_slip(2_586_262_000, 5_286_262_000), Some(Slip::DigitsSwapped));
        assert_eq!(find_slip(190_261_900, 1_902_615_900), Some(Slip::DigitLost));
        assert_eq!(find_slip(267_598_300, 7_267_598_300), Some(Slip::DigitLost));
        assert_eq!(find_slip(243_137_700, 247_137_700), Some(Slip::DigitWrong));
        assert_eq!(find_slip(53_002_100, 530_021_000), Some(Slip::PowerOfTen(1)));
        assert_eq!(find_slip(2_104_400, 2_104_104_400), Some(Slip::GroupLost));
        assert_eq!(find_slip(951_509_509_200, 951_509_200), Some(Slip::GroupDoubled));
        assert_eq!(find_slip(9_551_509_200, 951_509_200), Some(Slip::DigitDoubled));
    }

    #[test]
    fn variants_are_slips() {
        let all = slip_candidates(1_325);
        for right in [1_352, 1_324, 13_925, 10_325] {
            assert!(all.contains(&right), "{right}");
        }
        assert!(all.iter().all(|right| find_slip(1_325, *right).is_some()));
    }

    #[test]
    fn other_amounts_are_no_slip() {
        assert_eq!(find_slip(1_536_099_000, 2_104_104_300), None);
        assert_eq!(find_slip(330_500_500, 240_500_500), None);
        assert_eq!(find_slip(12, 13), None, "too short to tell");
        assert_eq!(find_slip(0, 1_000), None);
    }
}
