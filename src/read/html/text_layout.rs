//! Sets text as a browser does: runs of blanks become one, and lines break where the page says so.

/// Text that is being collected.
#[derive(Default)]
pub(super) struct Line {
    text: String,
    /// Whether a blank is due before the next character.
    blank: bool,
}

impl Line {
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.blank = true;
                continue;
            }
            if self.blank && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.blank = false;
            self.text.push(c);
        }
    }

    /// Adds a blank before the next text.
    pub(super) fn space(&mut self) {
        self.blank = true;
    }

    /// Ends the line.
    pub(super) fn break_line(&mut self) {
        self.text.push('\n');
        self.blank = false;
    }

    /// Starts a new line, unless a line has just started.
    pub(super) fn start_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.break_line();
        }
    }

    /// Takes the text collected so far, without blanks around it.
    pub(super) fn take(&mut self) -> String {
        self.blank = false;
        let text = std::mem::take(&mut self.text);
        text.trim_matches(crate::text::number::is_blank).to_owned()
    }
}
