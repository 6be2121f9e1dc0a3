//! Codes of account: `1.20.33.05.11` (Permendagri 13/2006) and `5.03.02.2.01.0001`
//! (Permendagri 90/2019), however they are spread and punctuated.

use std::sync::Arc;

use super::number::is_blank;

/// A code of segments (`5`, `03`, `02`), each as it is printed.
#[derive(Debug, Clone)]
pub struct Kode(Arc<str>);

impl Kode {
    /// Reads a code with dots, blanks or apostrophes between its segments. A line break inside a long segment is
    /// ignored: `5.2.02.10.001.000`, and `02` on the next line, is 5.2.02.10.001.00002. `None` where a segment is
    /// not one to six digits or a placeholder (`x`, `xx`), where more than four digits stand alone, and behind a
    /// minus: those are a number.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_separator =
            |c: char| is_blank(c) || matches!(c, '.' | '\'' | '’' | '‘' | '`' | '/' | '-' | '_' | '|');
        let joined = without_breaks(text);
        let text = joined.as_deref().unwrap_or(text);
        if text.trim_start_matches(is_blank).starts_with('-') {
            return None;
        }
        let is_alone = text.split(is_separator).filter(|s| !s.is_empty()).nth(1).is_none();
        let most = if is_alone { LONGEST_ALONE } else { LONGEST };
        let valid = |s: &str| {
            (s.len() <= most && s.bytes().all(|b| b.is_ascii_digit()))
                || (s.len() <= 2 && s.bytes().all(|b| matches!(b, b'x' | b'X')))
        };
        let mut code = String::with_capacity(text.len());
        for segment in text.split(is_separator).filter(|s| !s.is_empty()) {
            if !valid(segment) {
                return None;
            }
            add(&mut code, segment);
        }
        (!code.is_empty()).then(|| Self(code.into()))
    }

    /// Reads a code as [`Kode::read`] does; one that is written as it is kept shares its text.
    #[must_use]
    pub fn read_shared(text: &Arc<str>) -> Option<Self> {
        if is_kept(text) { Some(Self(text.clone())) } else { Self::read(text) }
    }

    /// Reads a code without dots that is to be parted at these lengths: 41101 at 2, 3, 5 is
    /// 41 · 1 · 01. `None` where the code is not as long as one of them.
    #[must_use]
    pub fn read_parted(text: &str, lengths: &[usize]) -> Option<Self> {
        let text = text.trim();
        if !lengths.contains(&text.len()) || !text.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let mut code = String::new();
        let mut start = 0;
        for end in lengths.iter().take_while(|l| **l <= text.len()) {
            add(&mut code, text.get(start..*end)?);
            start = *end;
        }
        Some(Self(code.into()))
    }

    /// The segments, outermost first.
    #[must_use]
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.split('.')
    }

    /// The code without its last segment, and that one; a code of one segment has nothing before it.
    #[must_use]
    pub fn split_last(&self) -> (&str, &str) {
        self.0.rsplit_once('.').unwrap_or(("", &self.0))
    }

    /// How many segments the code has.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|b| *b == b'.').count() + 1
    }

    /// Whether this may be the code of an office (1.01.2.22.0.00.01.0000): seven segments and more. An account
    /// has six.
    #[must_use]
    pub fn is_office(&self) -> bool {
        const FEWEST: usize = 7;
        self.depth() >= FEWEST
    }

    /// Its letters without what makes no difference: `05` and `5` are one segment, since Excel drops
    /// the zero.
    fn plain(&self) -> impl Iterator<Item = u8> {
        let mut begins = true;
        self.0.bytes().filter_map(move |letter| {
            if begins && letter == b'0' {
                return None;
            }
            begins = letter == b'.';
            Some(letter.to_ascii_lowercase())
        })
    }

    /// Whether this code is the beginning of the other: `5.03.02` of `5.03.02.2.01`.
    #[must_use]
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        let mut longer = other.plain();
        self.plain().all(|letter| longer.next() == Some(letter)) && longer.next() == Some(b'.')
    }
}

/// Digits of a segment, and of a code of one segment.
const LONGEST: usize = 6;
const LONGEST_ALONE: usize = 4;

/// A shorter segment is whole, and what stands below it the next one.
const LEAST_BROKEN: usize = 3;

/// A code of several lines as one, where a line break stands within a segment: below a line with dots in
/// it stand digits alone. `None` for all other texts.
fn without_breaks(text: &str) -> Option<String> {
    if !text.contains(['\n', '\r']) {
        return None;
    }
    let mut lines = text.lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    let mut joined = lines.next()?.to_owned();
    for line in lines {
        let is_rest = line.bytes().all(|b| b.is_ascii_digit())
            && joined.ends_with(|c: char| c.is_ascii_digit())
            && joined
                .rsplit_once('.')
                .is_some_and(|(_, last)| last.len() >= LEAST_BROKEN && last.len() + line.len() <= LONGEST);
        if !is_rest {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    Some(joined)
}

/// Whether a text is segments of one to four digits with a dot between them, and nothing else.
fn is_kept(text: &str) -> bool {
    let mut digits = 0;
    for letter in text.bytes() {
        match letter {
            b'0'..=b'9' if digits < 4 => digits += 1,
            b'.' if digits > 0 => digits = 0,
            _ => return false,
        }
    }
    digits > 0
}

fn add(code: &mut String, segment: &str) {
    if !code.is_empty() {
        code.push('.');
    }
    code.push_str(segment);
}

impl PartialEq for Kode {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.plain().eq(other.plain())
    }
}

impl Eq for Kode {}

impl std::hash::Hash for Kode {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let (mut letters, mut count) = ([0; 32], 0);
        for letter in self.plain() {
            if count == letters.len() {
                state.write(&letters);
                count = 0;
            }
            letters[count] = letter;
            count += 1;
        }
        state.write(&letters[..count]);
        state.write_u8(u8::MAX);
    }
}

impl std::fmt::Display for Kode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
