//! Account codes with any separators: `1.20.33.05.11` (Permendagri 13/2006) and `5.03.02.2.01.0001`
//! (Permendagri 90/2019).

use std::sync::Arc;

use super::number::is_blank;

/// A code. It is stored as its printed segments (`5`, `03`, `02`) joined by dots; segments are compared
/// without leading zeros.
#[derive(Debug, Clone)]
pub struct Kode(Arc<str>);

impl Kode {
    /// Reads a code with dots, blanks, apostrophes, slashes, dashes, underscores or bars between its
    /// segments.
    ///
    /// A line break inside a long segment is ignored: `5.2.02.10.001.000` with `02` on the next line is
    /// 5.2.02.10.001.00002.
    ///
    /// Returns `None` if a segment is neither one to six digits nor a placeholder (`x`, `xx`). Also returns
    /// `None` for a lone segment of more than four digits and for a leading minus: those are numbers.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_separator =
            |c: char| is_blank(c) || matches!(c, '.' | '\'' | '’' | '‘' | '`' | '/' | '-' | '_' | '|');
        let joined = join_lines(text);
        let text = joined.as_deref().unwrap_or(text);
        if text.trim_start_matches(is_blank).starts_with('-') {
            return None;
        }
        let is_alone = text.split(is_separator).filter(|s| !s.is_empty()).nth(1).is_none();
        let most = if is_alone { MAX_LONE_SEGMENT_DIGITS } else { MAX_SEGMENT_DIGITS };
        let valid = |s: &str| {
            (s.len() <= most && s.bytes().all(|b| b.is_ascii_digit()))
                || (s.len() <= 2 && s.bytes().all(|b| matches!(b, b'x' | b'X')))
        };
        let mut code = String::with_capacity(text.len());
        for segment in text.split(is_separator).filter(|s| !s.is_empty()) {
            if !valid(segment) {
                return None;
            }
            push_segment(&mut code, segment);
        }
        (!code.is_empty()).then(|| Self(code.into()))
    }

    /// Like [`Kode::read`], but shares the text if it is already in stored form.
    #[must_use]
    pub fn read_shared(text: &Arc<str>) -> Option<Self> {
        if is_stored_form(text) { Some(Self(text.clone())) } else { Self::read(text) }
    }

    /// Reads a code without separators by splitting it after the given numbers of digits: 41101 at 2, 3, 5 is
    /// 41 · 1 · 01. `lengths` must be ascending. Returns `None` if the text has other characters than digits
    /// or if its length is not among `lengths`.
    #[must_use]
    pub fn read_split_at(text: &str, lengths: &[usize]) -> Option<Self> {
        let text = text.trim();
        if !lengths.contains(&text.len()) || !text.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let mut code = String::new();
        let mut start = 0;
        for end in lengths.iter().take_while(|l| **l <= text.len()) {
            push_segment(&mut code, text.get(start..*end)?);
            start = *end;
        }
        Some(Self(code.into()))
    }

    /// Returns the segments, outermost first.
    #[must_use]
    pub fn segments(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.split('.')
    }

    /// Returns the code without its last segment, and the last segment. The first part is empty if the code
    /// has only one segment.
    #[must_use]
    pub fn split_last(&self) -> (&str, &str) {
        self.0.rsplit_once('.').unwrap_or(("", &self.0))
    }

    /// Returns the number of segments.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.bytes().filter(|b| *b == b'.').count() + 1
    }

    /// Whether this can be the code of an office (1.01.2.22.0.00.01.0000), which has seven segments or more.
    /// An account code has at most six.
    #[must_use]
    pub fn is_office(&self) -> bool {
        const MIN_OFFICE_SEGMENTS: usize = 7;
        self.depth() >= MIN_OFFICE_SEGMENTS
    }

    /// Returns the bytes by which codes are compared: lower case, without leading zeros of segments, because
    /// Excel drops them and `05` and `5` are one segment.
    fn comparison_bytes(&self) -> impl Iterator<Item = u8> {
        let mut begins = true;
        self.0.bytes().filter_map(move |letter| {
            if begins && letter == b'0' {
                return None;
            }
            begins = letter == b'.';
            Some(letter.to_ascii_lowercase())
        })
    }

    /// Whether this code is a proper prefix of the other: `5.03.02` of `5.03.02.2.01`.
    #[must_use]
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        let mut longer = other.comparison_bytes();
        self.comparison_bytes().all(|letter| longer.next() == Some(letter)) && longer.next() == Some(b'.')
    }
}

/// Maximum number of digits of a segment.
const MAX_SEGMENT_DIGITS: usize = 6;
/// Maximum number of digits of the only segment of a code. A longer one is an ordinary number.
const MAX_LONE_SEGMENT_DIGITS: usize = 4;

/// Minimum length of a segment that may continue on the next line. A shorter segment is complete, and the
/// line below it begins the next one.
const MIN_BROKEN_SEGMENT_DIGITS: usize = 3;

/// Joins the lines of a code. A line of digits completes the segment at the end of the line above; any other
/// line begins a new segment. Returns `None` if the text has only one line.
fn join_lines(text: &str) -> Option<String> {
    if !text.contains(['\n', '\r']) {
        return None;
    }
    let mut lines = text.lines().map(|line| line.trim_matches(is_blank)).filter(|line| !line.is_empty());
    let mut joined = lines.next()?.to_owned();
    for line in lines {
        let is_rest = line.bytes().all(|b| b.is_ascii_digit())
            && joined.ends_with(|c: char| c.is_ascii_digit())
            && joined.rsplit_once('.').is_some_and(|(_, last)| {
                last.len() >= MIN_BROKEN_SEGMENT_DIGITS && last.len() + line.len() <= MAX_SEGMENT_DIGITS
            });
        if !is_rest {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    Some(joined)
}

/// Whether a text is in stored form: segments of one to four digits with single dots between them.
fn is_stored_form(text: &str) -> bool {
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

/// Appends a segment to a code.
fn push_segment(code: &mut String, segment: &str) {
    if !code.is_empty() {
        code.push('.');
    }
    code.push_str(segment);
}

impl PartialEq for Kode {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.comparison_bytes().eq(other.comparison_bytes())
    }
}

impl Eq for Kode {}

impl std::hash::Hash for Kode {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let (mut letters, mut count) = ([0; 32], 0);
        for letter in self.comparison_bytes() {
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
