//! Dates as a spreadsheet stores them: a day number with a number format that shows it as a date.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// Day number of the last day that Excel knows: 31 December 9999.
const MAX_DAY_NUMBER: i64 = 2_958_465;
const SECONDS_PER_DAY: i64 = 86_400;
const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const WEEKDAYS: [&str; 7] = ["Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"];

/// A calendar day with a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year with its century.
    pub year: i64,
    /// The month, counted from 1.
    pub month: i64,
    /// The day of the month, counted from 1.
    pub day: i64,
    /// Seconds since midnight.
    seconds: i64,
    /// The whole part of the spreadsheet's day number. 0 is a time of day without a day.
    serial: i64,
}

/// Number of days from 30 December 1899 to 28 February 1900. From the next day on, the spreadsheet's day
/// numbers count from 30 December 1899.
const LAST_DAY_OF_FEBRUARY_1900: i64 = 60;

impl Date {
    /// Converts a spreadsheet's day number. Returns `None` for numbers that a spreadsheet cannot show as a
    /// date: negative ones and those after the year 9999.
    #[must_use]
    pub fn from_serial(serial: Decimal) -> Option<Self> {
        if serial.is_sign_negative() && !serial.is_zero() {
            return None;
        }
        let mut days = serial.trunc().to_i64()?;
        let part = serial.fract().checked_mul(SECONDS_PER_DAY.into())?;
        let mut seconds = part.round().to_i64()?;
        if seconds == SECONDS_PER_DAY {
            (days, seconds) = (days + 1, 0);
        }
        if days > MAX_DAY_NUMBER {
            return None;
        }
        // Excel counts a 29 February 1900 that never was, so its earlier day numbers count from 31 December
        // 1899.
        let civil = if (1..60).contains(&days) { days + 1 } else { days };
        let (year, month, day) = civil_date(civil);
        Some(Self { year, month, day, seconds, serial: days })
    }

    /// Whether this is a time of day without a day.
    fn is_time(&self) -> bool {
        self.serial == 0
    }

    /// Returns the date in ISO 8601 form: `2023-03-01`, `2023-03-01T08:30:00`, or `08:30:00` for a time
    /// without a day.
    #[must_use]
    pub fn iso(&self) -> String {
        let time = || {
            let (hours, minutes, seconds) = self.time();
            format!("{hours:02}:{minutes:02}:{seconds:02}")
        };
        let day = format!("{:04}-{:02}-{:02}", self.year, self.month, self.day);
        match (self.is_time(), self.seconds) {
            (true, _) => time(),
            (false, 0) => day,
            (false, _) => format!("{day}T{}", time()),
        }
    }

    /// Returns the number format that shows the whole value: `dd/mm/yyyy`, with the time unless it is
    /// midnight.
    #[must_use]
    pub fn default_format(&self) -> &'static str {
        match (self.is_time(), self.seconds % 60, self.seconds) {
            (true, 0, _) => "hh:mm",
            (true, ..) => "hh:mm:ss",
            (false, _, 0) => "dd/mm/yyyy",
            (false, 0, _) => "dd/mm/yyyy hh:mm",
            (false, ..) => "dd/mm/yyyy hh:mm:ss",
        }
    }

    /// Returns the hour, minute and second.
    fn time(&self) -> (i64, i64, i64) {
        (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60)
    }

    /// Formats the date by a number format, with Indonesian names of months and weekdays.
    #[must_use]
    pub fn format_with(&self, code: &str) -> String {
        let tokens = tokens(first_section(code));
        let has_half_days = tokens.iter().any(|token| matches!(token, Token::HalfDay));
        let (hours, minutes, seconds) = self.time();
        let mut out = String::new();
        let mut last = None;
        for (place, token) in tokens.iter().enumerate() {
            let two = |n: i64, length: usize| if length > 1 { format!("{n:02}") } else { n.to_string() };
            match token {
                Token::Literal(c) | Token::Digit(c) => out.push(*c),
                Token::HalfDay => out.push_str(if hours < 12 { "AM" } else { "PM" }),
                Token::Elapsed(letter) => {
                    let all = self.serial * SECONDS_PER_DAY + self.seconds;
                    let unit = match letter {
                        'h' => 3600,
                        'm' => 60,
                        _ => 1,
                    };
                    out.push_str(&(all / unit).to_string());
                    last = Some(*letter);
                }
                Token::Letters(letter, length) => {
                    // `m` next to hours or seconds means minutes.
                    let next = tokens[place + 1..].iter().find_map(Token::letter);
                    let is_minutes =
                        *letter == 'm' && *length <= 2 && (last == Some('h') || next == Some('s'));
                    let hour = if has_half_days { (hours + 11) % 12 + 1 } else { hours };
                    let part = match letter {
                        'y' if *length <= 2 => two(self.year % 100, 2),
                        'y' => self.year.to_string(),
                        'm' if is_minutes => two(minutes, *length),
                        'm' => format_name(self.month, 1, *length, &MONTHS),
                        'd' if *length <= 2 => two(self.day, *length),
                        'd' => format_name((self.serial + 6) % 7, 0, *length, &WEEKDAYS),
                        'h' => two(hour, *length),
                        _ => two(seconds, *length),
                    };
                    out.push_str(&part);
                    last = Some(*letter);
                }
            }
        }
        out.trim().to_owned()
    }
}

/// Formats as `01/03/2023`, followed by the time unless it is midnight.
impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.format_with(self.default_format()))
    }
}

/// Whether a number format shows a date or a time of day.
#[must_use]
pub fn is_date_code(code: &str) -> bool {
    // Fast path: most formats are for numbers and contain none of these letters.
    if !code.bytes().any(|b| matches!(b.to_ascii_lowercase(), b'd' | b'm' | b'y' | b'h' | b's')) {
        return false;
    }
    let tokens = tokens(first_section(code));
    let is_part = |token: &Token| matches!(token, Token::Letters(..) | Token::Elapsed(_));
    // `ss.0` shows tenths of a second. Elsewhere digits mean that the format shows a number.
    let digits = || tokens.iter().filter(|token| matches!(token, Token::Digit('#' | '?' | '0'))).count();
    let seconds = || tokens.iter().any(|token| token.letter() == Some('s'));
    tokens.iter().any(is_part) && (digits() == 0 || seconds())
}

/// Returns the parts of a date that a format shows, in order: `d`, `m` and `y`. Names of weekdays are
/// skipped. Stops at the first part of a time, because a later `m` means minutes.
#[must_use]
pub fn shown_parts(code: &str) -> Vec<char> {
    let mut parts = Vec::new();
    for token in tokens(first_section(code)) {
        match token {
            Token::Letters('h' | 's', _) | Token::Elapsed(_) => break,
            Token::Letters('d', 3..) => {}
            Token::Letters(letter, _) if !parts.contains(&letter) => parts.push(letter),
            _ => {}
        }
    }
    parts
}

/// A token of a number format.
#[derive(Debug)]
enum Token {
    /// A run of one date letter, in lower case, with its length: `dd`, `mmm`, `yyyy`.
    Letters(char, usize),
    /// Elapsed time in hours, minutes or seconds, which does not wrap at the next larger unit: `[h]`.
    Elapsed(char),
    /// `AM/PM` or `A/P`.
    HalfDay,
    /// A digit placeholder: `0`, `#` or `?`.
    Digit(char),
    /// A character that is shown as it is.
    Literal(char),
}

impl Token {
    /// Returns the letter of a part of a date or time.
    fn letter(&self) -> Option<char> {
        match self {
            Self::Letters(letter, _) | Self::Elapsed(letter) => Some(*letter),
            _ => None,
        }
    }
}

/// Returns the first section of a number format, which formats positive numbers.
fn first_section(code: &str) -> &str {
    let (mut quoted, mut escaped) = (false, false);
    for (place, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted => return code.get(..place).unwrap_or(code),
            _ => {}
        }
    }
    code
}

/// Splits a section of a number format into tokens. Empty for `General` and for scientific notation.
fn tokens(code: &str) -> Vec<Token> {
    if code.eq_ignore_ascii_case("general") || code.eq_ignore_ascii_case("standard") {
        return Vec::new();
    }
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = code;
    while let Some(c) = rest.chars().next() {
        let lower = c.to_ascii_lowercase();
        let mut length = c.len_utf8();
        match lower {
            '"' => {
                let inner = rest.get(1..).unwrap_or("");
                let inner = inner.split('"').next().unwrap_or(inner);
                tokens.extend(inner.chars().map(Token::Literal));
                length = inner.len() + 2;
            }
            '\\' => {
                let sign = rest.chars().nth(1);
                tokens.extend(sign.map(Token::Literal));
                length += sign.map_or(0, char::len_utf8);
            }
            // `_` leaves the width of the next character blank; `*` fills the cell with it.
            '_' | '*' => length += rest.chars().nth(1).map_or(0, char::len_utf8),
            '[' => {
                // A colour, a condition, a language or an elapsed time.
                let end = rest.find(']').map_or(rest.len(), |end| end + 1);
                let inner = rest.get(1..end).unwrap_or("").trim_end_matches(']').to_ascii_lowercase();
                if matches!(inner.as_str(), "h" | "hh" | "m" | "mm" | "s" | "ss") {
                    tokens.extend(inner.chars().next().map(Token::Elapsed));
                }
                length = end;
            }
            'a' if rest.get(..5).is_some_and(|t| t.eq_ignore_ascii_case("am/pm")) => {
                tokens.push(Token::HalfDay);
                length = 5;
            }
            'a' if rest.get(..3).is_some_and(|t| t.eq_ignore_ascii_case("a/p")) => {
                tokens.push(Token::HalfDay);
                length = 3;
            }
            // `E+00` formats a number in scientific notation.
            'e' if rest.get(1..2).is_some_and(|sign| sign == "+" || sign == "-") => return Vec::new(),
            // Localized letters (`t` and `j` for years, `t` for days, `u` for hours) cannot occur: files
            // store formats with the English letters.
            'd' | 'm' | 'y' | 'h' | 's' => {
                length = rest.bytes().take_while(|b| b.to_ascii_lowercase() == lower as u8).count();
                tokens.push(Token::Letters(lower, length));
            }
            '0' | '#' | '?' => tokens.push(Token::Digit(c)),
            _ => tokens.push(Token::Literal(c)),
        }
        rest = rest.get(length..).unwrap_or("");
    }
    tokens
}

/// Formats a month or weekday: as a number for a length of 1 or 2, as three letters for 3, as one letter for
/// 5, as the full name otherwise. `first` is the number of the first name.
fn format_name(number: i64, first: i64, length: usize, names: &[&str]) -> String {
    let name = usize::try_from(number - first).ok().and_then(|place| names.get(place)).copied();
    let name = name.unwrap_or_default();
    match length {
        1 => number.to_string(),
        2 => format!("{number:02}"),
        3 => name.get(..3).unwrap_or(name).to_owned(),
        5 => name.get(..1).unwrap_or(name).to_owned(),
        _ => name.to_owned(),
    }
}

/// Converts a number of days since 30 December 1899 to year, month and day.
fn civil_date(days: i64) -> (i64, i64, i64) {
    // Years start in March, so that a leap day is the last day of its year.
    let days = days + 693_899;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year_of_era + next, month, day)
}

/// Returns the length of a month, which counts from 1.
fn days_in_month(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Converts an ISO date such as `2021-01-31` or `2021-01-31T08:30:00` to a spreadsheet's day number, with the
/// time as its fraction. Returns `None` if the text is not a date between 1900 and 9999: 31 February is a slip of the
/// pen and not the third of March.
#[must_use]
pub fn serial_from_iso(date: &str) -> Option<Decimal> {
    let (day, time) = date.trim().trim_end_matches('Z').split_once('T').unwrap_or((date.trim(), ""));
    let mut parts = day.splitn(3, '-');
    let year: i64 = parts.next()?.parse().ok()?;
    let month: i64 = parts.next()?.parse().ok()?;
    let day: i64 = parts.next()?.parse().ok()?;
    if !(1900..=9999).contains(&year)
        || !(1..=12).contains(&month)
        || !(1..=days_in_month(year, month)).contains(&day)
    {
        return None;
    }
    // Days since 1899-12-30 in the civil calendar, with years starting in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 693_899;
    // Excel counts a 29 February 1900 that never was, so its earlier day numbers are one less.
    let days = if days <= LAST_DAY_OF_FEBRUARY_1900 { days - 1 } else { days };
    let mut seconds = Decimal::ZERO;
    for (part, weight) in time.splitn(3, ':').filter(|p| !p.is_empty()).zip([3600, 60, 1]) {
        let part: Decimal = part.parse().ok()?;
        seconds = seconds.checked_add(part.checked_mul(weight.into())?)?;
    }
    let fraction = seconds.checked_div(86_400.into())?.round_dp(10);
    Decimal::from(days).checked_add(fraction).map(|d| d.normalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_no_month_has_is_no_date() {
        for slip in ["2021-02-29", "2021-02-31", "2021-04-31", "1900-02-29", "2021-13-01", "2021-00-10"] {
            assert_eq!(serial_from_iso(slip), None, "{slip}");
        }
        assert_eq!(serial_from_iso("2020-02-29"), Some(Decimal::from(43_890)));
        assert_eq!(serial_from_iso("2000-02-29"), Some(Decimal::from(36_585)));
    }

    fn date(serial: &str) -> Date {
        Date::from_serial(serial.parse().expect("a number")).expect("a date")
    }

    #[test]
    fn day_numbers_are_those_of_the_calendar() {
        assert_eq!(date("1").iso(), "1900-01-01");
        assert_eq!(date("61").iso(), "1900-03-01");
        assert_eq!(date("36896").iso(), "2001-01-05");
        assert_eq!(date("36525").iso(), "1999-12-31");
        assert_eq!(date("44986").iso(), "2023-03-01");
        assert_eq!(date("45351.5").iso(), "2024-02-29T12:00:00");
        assert_eq!(date("0.25").iso(), "06:00:00");
        assert_eq!(date("2958465").iso(), "9999-12-31");
        assert_eq!(Date::from_serial(Decimal::from(2_958_466)), None);
        assert_eq!(Date::from_serial(Decimal::from(-1)), None);
    }

    #[test]
    fn dates_are_shown_by_their_format() {
        let show = |code: &str| date("36896.3541666667").format_with(code);
        assert_eq!(show("d.m.yy"), "5.1.01");
        assert_eq!(show("dd/mm/yyyy"), "05/01/2001");
        assert_eq!(show("yyyy\\-mm\\-dd"), "2001-01-05");
        assert_eq!(show("[$-421]dd mmmm yyyy;@"), "05 Januari 2001");
        assert_eq!(show("dddd, d-mmm-yy"), "Jumat, 5-Jan-01");
        assert_eq!(show("dd/mm/yyyy hh:mm"), "05/01/2001 08:30");
        assert_eq!(show("h:mm AM/PM"), "8:30 AM");
        assert_eq!(show("mm:ss"), "30:00");
        assert_eq!(date("1.5").format_with("[h]:mm:ss"), "36:00:00");
        assert_eq!(date("36896").to_string(), "05/01/2001");
    }

    #[test]
    fn formats_of_dates_are_told_from_those_of_numbers() {
        for code in ["dd/mm/yyyy", "d.m.yy", "mmm-yy", "[$-409]d-mmm;@", "h:mm", "mm:ss.0", "[h]:mm", "yyyy"]
        {
            assert!(is_date_code(code), "{code}");
        }
        for code in [
            "General",
            "Standard",
            "#,##0",
            "0.00%",
            "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
            "[Red]0.00",
            "0.00E+00",
            "\"Rp\"#,##0",
            "#,##0 \"dokumen\"",
            "\"hari\"",
            "@",
            "[$Rp-421]#,##0",
            "# ?/?",
            "00\\.00",
        ] {
            assert!(!is_date_code(code), "{code}");
        }
        assert_eq!(shown_parts("d.m.yy"), ['d', 'm', 'y']);
        assert_eq!(shown_parts("[$-409]d\\-mmm;@"), ['d', 'm']);
        assert_eq!(shown_parts("mm/dd/yyyy hh:mm"), ['m', 'd', 'y']);
    }
}
