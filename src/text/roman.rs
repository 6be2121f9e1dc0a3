//! Roman numerals from `I` to `LXXXIX`, as used to number rows, columns and quarters.

/// Reads a Roman numeral in upper or lower case. Returns `None` for anything else; `C` and `D` are not
/// accepted, because rows are also numbered with letters.
#[must_use]
pub fn read(text: &str) -> Option<u32> {
    let digit = |c: char| match c.to_ascii_uppercase() {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    if text.len() > 8 {
        return None;
    }
    let digits: Vec<u32> = text.chars().map(digit).collect::<Option<_>>()?;
    let after = digits.iter().skip(1).copied().chain([0]);
    // A digit before a larger one is subtracted: IV.
    let (less, more) = digits.iter().zip(after).fold((0, 0), |(less, more), (digit, next)| {
        if *digit < next { (less + digit, more) } else { (less, more + digit) }
    });
    u32::checked_sub(more, less).filter(|number| *number > 0)
}

/// Writes a number from 1 to 89 in capitals. Returns an empty string for all other numbers.
#[must_use]
pub fn write(number: u32) -> String {
    const DIGITS: [(u32, &str); 7] =
        [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut rest = if number < 90 { number } else { 0 };
    let mut out = String::new();
    for (value, digit) in DIGITS {
        while rest >= value {
            rest -= value;
            out.push_str(digit);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn what_is_written_is_read() {
        for number in 1..90 {
            assert_eq!(read(&write(number)), Some(number));
            assert_eq!(read(&write(number).to_lowercase()), Some(number));
        }
        for (text, number) in [("XIV", 14), ("XL", 40), ("LXXXVIII", 88)] {
            assert_eq!(read(text), Some(number));
        }
        for none in ["", "K", "C", "D", "Vi1", "10"] {
            assert_eq!(read(none), None, "{none}");
        }
        assert_eq!(write(0) + &write(90), "");
    }
}
