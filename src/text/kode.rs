//! Codes of account: `1.20.33.05.11` (Permendagri 13/2006) and `5.03.02.2.01.0001`
//! (Permendagri 90/2019), however they are spread and punctuated.

use super::number::is_blank;

/// A code, taken apart into its segments (`["5", "03", "02"]`), each as it is printed.
#[derive(Debug, Clone)]
pub struct Kode(Vec<String>);

impl Kode {
    /// Reads a code with dots, blanks or apostrophes between its segments. `None` where a segment
    /// is not one to four digits or a placeholder (`x`, `xx`).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let is_separator =
            |c: char| is_blank(c) || matches!(c, '.' | '\'' | '’' | '‘' | '`' | '/' | '-' | '_' | '|');
        let segments: Vec<String> =
            text.split(is_separator).filter(|s| !s.is_empty()).map(str::to_owned).collect();
        let valid = |s: &String| {
            (s.len() <= 4 && s.chars().all(|c| c.is_ascii_digit()))
                || (s.len() <= 2 && s.chars().all(|c| matches!(c, 'x' | 'X')))
        };
        (!segments.is_empty() && segments.iter().all(valid)).then_some(Self(segments))
    }

    /// Reads a code without dots that is to be parted at these lengths: 41101 at 2, 3, 5 is
    /// 41 · 1 · 01. `None` where the code is not as long as one of them.
    #[must_use]
    pub fn read_parted(text: &str, lengths: &[usize]) -> Option<Self> {
        let text = text.trim();
        if !lengths.contains(&text.len()) || !text.chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let mut segments = Vec::new();
        let mut start = 0;
        for end in lengths.iter().take_while(|l| **l <= text.len()) {
            segments.push(text.get(start..*end)?.to_owned());
            start = *end;
        }
        Some(Self(segments))
    }

    /// The segments, outermost first.
    #[must_use]
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// How many segments the code has.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    /// Whether this code is the beginning of the other: `5.03.02` of `5.03.02.2.01`.
    #[must_use]
    pub fn is_prefix_of(&self, other: &Self) -> bool {
        self.depth() < other.depth() && self.0.iter().zip(&other.0).all(|(a, b)| same(a, b))
    }
}

/// `05` and `5` are one segment: Excel drops the zero.
fn same(a: &str, b: &str) -> bool {
    a.trim_start_matches('0').eq_ignore_ascii_case(b.trim_start_matches('0'))
}

impl PartialEq for Kode {
    fn eq(&self, other: &Self) -> bool {
        self.depth() == other.depth() && self.0.iter().zip(&other.0).all(|(a, b)| same(a, b))
    }
}

impl Eq for Kode {}

impl std::hash::Hash for Kode {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        for segment in &self.0 {
            segment.trim_start_matches('0').to_ascii_lowercase().hash(state);
        }
    }
}

impl std::fmt::Display for Kode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("."))
    }
}
