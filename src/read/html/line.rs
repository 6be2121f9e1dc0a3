//! Text as a browser sets it: blanks run together, lines broken where the page says so.

/// Text that is being read.
#[derive(Default)]
pub(super) struct Line {
    text: String,
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

    pub(super) fn space(&mut self) {
        self.blank = true;
    }

    /// A line ends here.
    pub(super) fn break_line(&mut self) {
        self.text.push('\n');
        self.blank = false;
    }

    /// A line starts here, if none does.
    pub(super) fn start_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.break_line();
        }
    }

    /// The text so far, without the blanks around it.
    pub(super) fn take(&mut self) -> String {
        self.blank = false;
        let text = std::mem::take(&mut self.text);
        text.trim_matches(crate::text::number::is_blank).to_owned()
    }
}
