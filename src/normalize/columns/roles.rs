//! Decides the role of each column of a table without an official form: content first, words second.

use crate::forms::Kind;

use crate::text::identifier::is_identifier_header;
use crate::text::words::TOTAL_WORDS;

use super::column_groups::ColumnGroup;
use super::profile::Profile;
use crate::normalize::columns::header_tree::HeaderLeaf;
use crate::normalize::vocabulary::{has_any_folded_word, has_any_word, says_percent, vocabulary};

/// What a column is to the rows of its table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Names the rows.
    Name,
    /// Further words.
    Words,
    /// Codes by which the rows hang together.
    Code,
    /// Numbers of the rows: 1, 2, 3.
    Ordinal,
    /// Numbers that name something: NPWP, a contract.
    Identifier,
    /// A date.
    Date,
    /// Money that adds up.
    Money,
    /// Price of one unit.
    Price,
    /// Balance after each row.
    Balance,
    /// Quantity of what the row is about, with or without a unit.
    Volume,
    /// Counts, scores, targets.
    Count,
    /// Percentages and ratios.
    Percent,
    /// A column without anything below its header.
    Empty,
}

impl Role {
    /// Whether the column holds figures.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Money | Self::Price | Self::Balance | Self::Volume | Self::Count | Self::Percent)
    }

    /// Whether the figures may add up down the rows. Prices, balances, volumes and percentages never do.
    pub fn adds_up(self) -> bool {
        matches!(self, Self::Money | Self::Count)
    }

    /// Returns the key of a column and the kind of its cells. `place` numbers the columns, counted from one.
    pub fn key(self, place: usize) -> (String, Kind) {
        match self {
            Self::Name => ("nama".to_owned(), Kind::Text),
            Self::Words => (format!("kolom_{place}"), Kind::Text),
            Self::Code => (format!("kode_{place}"), Kind::Kode),
            Self::Ordinal => (format!("nomor_{place}"), Kind::Nomor),
            Self::Identifier => (format!("pengenal_{place}"), Kind::Text),
            Self::Date => (format!("tanggal_{place}"), Kind::Text),
            Self::Money => (format!("nilai_{place}"), Kind::Rupiah),
            Self::Price => (format!("harga_{place}"), Kind::Rupiah),
            Self::Balance => (format!("saldo_{place}"), Kind::Rupiah),
            Self::Volume => (format!("volume_{place}"), Kind::Quantity),
            Self::Count => (format!("angka_{place}"), Kind::Quantity),
            Self::Percent => (format!("persen_{place}"), Kind::Percent),
            Self::Empty => (format!("kosong_{place}"), Kind::Text),
        }
    }
}

/// Returns the role of each column. `heads` are all the words of its header; `inner` returns those of its
/// innermost cell, folded.
pub fn assign_roles(
    spans: &[ColumnGroup],
    heads: &[String],
    inner: impl Fn(&HeaderLeaf) -> String,
) -> Vec<Role> {
    let inner: Vec<String> = spans.iter().map(|span| inner(&span.leaf)).collect();
    let mut roles: Vec<Role> = spans
        .iter()
        .zip(heads.iter().zip(&inner))
        .map(|(span, (head, inner))| role_by_content(&span.profile, head, inner))
        .collect();
    let says_any = |list: &[String]| inner.iter().any(|inner| has_any_folded_word(inner, list));
    if says_any(&vocabulary().income) && says_any(&vocabulary().outgo) {
        // The balance after each row of a cash book does not add up.
        for (role, inner) in roles.iter_mut().zip(&inner) {
            if *role == Role::Money && has_any_folded_word(inner, &vocabulary().balances) {
                *role = Role::Balance;
            }
        }
    }
    // A series has nothing but years to name its rows.
    let numbers = || {
        let first = roles.iter().position(|role| *role != Role::Empty);
        let is_number = |place: usize| match roles.get(place) {
            Some(Role::Ordinal | Role::Identifier | Role::Code) => true,
            // Classes and ages: 15, 14, 13.
            Some(Role::Count) => spans.get(place).is_some_and(|span| span.profile.tells_rows_apart()),
            _ => false,
        };
        first.filter(|first| is_number(*first))
    };
    let name = name_column(spans, &inner, &roles).or_else(numbers);
    for (place, role) in roles.iter_mut().enumerate() {
        let Some(span) = spans.get(place) else { continue };
        if Some(place) == name {
            *role = Role::Name;
        } else if name.is_some_and(|name| place < name) && role.is_figure() {
            // A number before the name is no amount: it numbers the row, or names something.
            *role = role_before_name(&span.profile, *role);
        }
    }
    roles
}

/// Returns the role of a column of figures that stands before the names.
fn role_before_name(profile: &Profile, role: Role) -> Role {
    if role == Role::Money
        && profile.big * 2 > profile.numbers
        && profile.distinct_number_count() * 2 < profile.numbers
    {
        return role;
    }
    // No identifier is zero. The months of an export may stand before its names.
    if role == Role::Money && profile.zeros > 0 {
        return role;
    }
    // One value in every row does not number the rows; a column of zeros may be that of a form nobody has
    // filled in.
    let numbers_rows =
        profile.distinct_number_count() > 1 || profile.numbers == 1 || profile.zeros == profile.numbers;
    if profile.big == 0 && profile.dotted == 0 && numbers_rows { Role::Ordinal } else { Role::Identifier }
}

/// Returns the role of a column by its content and words, before the column of names is chosen.
fn role_by_content(profile: &Profile, head: &str, inner: &str) -> Role {
    let words = vocabulary();
    let says = |list: &[String]| has_any_folded_word(inner, list);
    if profile.filled == 0 {
        return Role::Empty;
    }
    if profile.is_dates() {
        return Role::Date;
    }
    // "12.15" below "Jam" is a time of day.
    if (profile.is_codes() || profile.codes * 2 >= profile.filled)
        && words.times.iter().any(|time| time == inner)
    {
        return Role::Words;
    }
    // Test the content before the words: "No. Urut" may hold codes.
    if profile.is_codes() && !is_identifier_header(head) {
        return Role::Code;
    }
    let counts_with_words = profile.quantities > 0 && says(&words.volumes);
    // A number among as many remarks is a remark.
    let is_of_notes = profile.words > 0 && profile.words * 2 >= profile.filled && says(&words.notes);
    if (profile.is_words() || is_of_notes) && !counts_with_words {
        return Role::Words;
    }
    if has_any_word(head, &words.codes) && profile.codes * 2 >= profile.filled && !is_identifier_header(head)
    {
        return Role::Code;
    }
    let is_of_codes = inner.split(' ').any(|word| word.starts_with("kode")) || is_joined_code(inner);
    let is_of_years = profile.years > 0 && profile.years == profile.numbers;
    if is_identifier_header(head) || profile.is_identifiers() || is_of_codes || is_of_years {
        return Role::Identifier;
    }
    if says(&words.ordinals) && profile.big * 2 <= profile.filled {
        return Role::Ordinal;
    }
    if profile.numbers == 0 && !counts_with_words {
        let is_code = profile.codes * 2 > profile.filled;
        return if is_code { Role::Code } else { Role::Words };
    }
    figure_role(profile, head, inner)
}

/// Whether a header is a database's name of a code, with its words joined: "kodewilayah", "kdprogram".
fn is_joined_code(inner: &str) -> bool {
    !inner.contains(' ')
        && ["kode", "kd"].iter().any(|code| inner.strip_prefix(code).is_some_and(|rest| rest.len() > 2))
}

/// Returns what a column of figures measures.
fn figure_role(profile: &Profile, head: &str, inner: &str) -> Role {
    let words = vocabulary();
    let says = |list: &[String]| has_any_folded_word(inner, list);
    let is_big = profile.big * 3 >= profile.numbers.saturating_sub(profile.zeros).max(1);
    // "PPh 21 (5%)" states a rate, and "Realisasi (Rp dan %)" heads two columns: large numbers are money.
    let is_percent = (profile.percents > 0 && profile.percents * 2 >= profile.numbers)
        || (has_percent_unit(head) && !(is_big && profile.percents == 0));
    let is_ratio = profile.big == 0 && profile.numbers > 0 && has_any_word(head, &words.ratios);
    if is_percent || is_ratio {
        return Role::Percent;
    }
    if says(&words.volumes) || (profile.quantities > 0 && !is_big) {
        return Role::Volume;
    }
    let is_price = has_any_folded_word(inner, &words.prices) && !has_any_folded_word(inner, &TOTAL_WORDS);
    if is_price && (is_big || profile.zeros > 0) {
        return Role::Price;
    }
    let is_measure = has_any_folded_word(inner, &words.measures) && !has_any_word(head, &words.money);
    if is_measure {
        return Role::Count;
    }
    if is_big || (profile.zeros > 0 && profile.small == 0 && has_any_word(head, &words.money)) {
        return Role::Money;
    }
    if profile.big == 0 && profile.zeros == profile.numbers {
        return if has_any_word(head, &words.money) || has_any_word(head, &words.months) {
            Role::Money
        } else {
            Role::Count
        };
    }
    if profile.big > 0 && has_any_word(head, &words.money) {
        return Role::Money;
    }
    Role::Count
}

/// Whether a header states percent as the unit of its figures. A number before the sign makes it a rate
/// instead.
fn has_percent_unit(head: &str) -> bool {
    let bytes = head.as_bytes();
    let is_rate =
        |place: usize| bytes[..place].iter().rev().find(|b| **b != b' ').is_some_and(u8::is_ascii_digit);
    let signs: Vec<usize> = head.char_indices().filter(|(_, c)| *c == '%').map(|(place, _)| place).collect();
    if signs.is_empty() { says_percent(head) } else { signs.into_iter().any(|place| !is_rate(place)) }
}

/// Returns the column that names the rows: the one before the first figure whose header says so, else the one
/// with most words there, else the same choice among all columns. A column that repeats itself in nearly
/// every row, or whose header is a code's, is chosen only if no other is left. If no words stand before the figures,
/// dates in the first column name the rows, as in a daily report. `None` if no column of words or dates is left.
fn name_column(spans: &[ColumnGroup], inner: &[String], roles: &[Role]) -> Option<usize> {
    let words = vocabulary();
    let candidates: Vec<usize> = (0..spans.len()).filter(|place| roles[*place] == Role::Words).collect();
    let says = |place: usize, list: &[String]| has_any_folded_word(&inner[place], list);
    let first_figure = roles
        .iter()
        .position(|role| matches!(role, Role::Money | Role::Price | Role::Percent | Role::Count))
        .unwrap_or(spans.len());
    let is_unit = |place: usize| says(place, &words.units) && !says(place, &words.names) && place > 0;
    let mut plain: Vec<usize> = candidates.iter().copied().filter(|place| !is_unit(*place)).collect();
    let tells_apart =
        |place: &usize| !spans[*place].profile.repeats_itself() && !is_joined_code(&inner[*place]);
    if plain.iter().any(tells_apart) {
        plain.retain(tells_apart);
    }
    let of = |test: &dyn Fn(usize) -> bool| {
        plain
            .iter()
            .copied()
            .filter(|place| test(*place))
            .max_by_key(|place| (spans[*place].profile.words, std::cmp::Reverse(*place)))
    };
    // Of several that say so, the last one with nearly as many words as the fullest (eight in ten).
    let named = |test: &dyn Fn(usize) -> bool| {
        let mut named: Vec<usize> =
            plain.iter().copied().filter(|place| says(*place, &words.names) && test(*place)).collect();
        // "Indikator Kinerja Program dan Kegiatan" is the measure of a program, beside its name.
        let is_indicator = |place: &usize| inner[*place].starts_with("indikator");
        if !named.iter().all(is_indicator) {
            named.retain(|place| !is_indicator(place));
        }
        let most = named.iter().map(|place| spans[*place].profile.words).max()?;
        named.iter().rev().copied().find(|place| spans[*place].profile.words * 10 >= most * 8)
    };
    let is_before = |place: usize| place < first_figure;
    // A series by date may have its source or remarks behind the figures.
    let dates = || first_column(roles).filter(|first| roles.get(*first) == Some(&Role::Date));
    let anywhere = || named(&|_| true).or_else(|| of(&|_| true));
    named(&is_before).or_else(|| of(&is_before)).or_else(dates).or_else(anywhere)
}

/// Returns the first column, those aside that number the rows or are empty.
fn first_column(roles: &[Role]) -> Option<usize> {
    roles.iter().position(|role| !matches!(role, Role::Ordinal | Role::Empty))
}
