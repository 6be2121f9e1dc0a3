//! Sets text as a browser does: runs of blanks become one, and lines break where the page says so.

/// Text that is being collected.
#[derive(Default)]
pub(super) struct Line {
    text: String,
    /// Whether a blank is due before the next character.
    is_blank_due: bool,
}

impl Line {
    pub(super) fn push(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                self.is_blank_due = true;
                continue;
            }
            if self.is_blank_due && !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push(' ');
            }
            self.is_blank_due = false;
            self.text.push(c);
        }
    }

    /// Adds a blank before the next text.
    pub(super) fn add_space(&mut self) {
        self.is_blank_due = true;
    }

    /// Ends the line.
    pub(super) fn break_line(&mut self) {
        self.text.push('\n');
        self.is_blank_due = false;
    }

    /// Starts a new line, unless a line has just started.
    pub(super) fn start_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.break_line();
        }
    }

    /// Takes the text collected so far, without blanks around it.
    pub(super) fn take(&mut self) -> String {
        self.is_blank_due = false;
        let text = std::mem::take(&mut self.text);
        text.trim_matches(crate::text::number::is_blank).to_owned()
    }
}
