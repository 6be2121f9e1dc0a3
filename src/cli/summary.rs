//! The five lines at the end of a run on a terminal: what was done, what was corrected, what remains, where
//! the results are, what to do next.

use std::path::{Path, PathBuf};

use crate::batch;
use crate::model::{Arg, Message, Summary};
use crate::report::Tally;

/// Collects what the five lines say about a run.
#[derive(Debug, Default)]
pub struct ClosingSummary {
    /// The results folder of the first file that was processed. `None` if there was none.
    pub folder: Option<PathBuf>,
    /// Path of the first result with errors or warnings, or else of the first result. `None` if nothing was
    /// written.
    next_file: Option<String>,
    /// Whether `file` has errors or warnings, which a person has to decide on.
    needs_decisions: bool,
    /// Number of corrected cells.
    corrected: usize,
}

impl ClosingSummary {
    /// Adds a file that is done: its summary, its results folder and the path of its first result.
    pub fn add(&mut self, summary: &Summary, root: &Path, file: Option<&String>) {
        self.corrected += summary.corrected;
        if self.folder.is_none() {
            self.folder = Some(root.to_owned());
        }
        let has_findings = summary.errors + summary.warnings > 0;
        if self.next_file.is_none() || (has_findings && !self.needs_decisions) {
            self.next_file = file.cloned();
            self.needs_decisions = has_findings;
        }
    }

    /// Returns the five lines; `tally` counts the files and findings of the whole run.
    pub fn lines(&self, tally: &Tally) -> [Message; 5] {
        let others = [("cli.summary_unrecognized", tally.unrecognized), ("cli.summary_failed", tally.failed)];
        let others = others.into_iter().filter(|(_, count)| *count > 0);
        let others: Vec<Arg> =
            others.map(|(key, count)| Message::new(key).with("count", count).into()).collect();
        let done = Message::new("cli.summary_done").with("files", tally.files);
        let done = if others.is_empty() {
            done
        } else {
            Message::new("cli.summary_done_but").with("done", done).with("others", Arg::List(others))
        };
        let left = Message::new("cli.summary_left")
            .with("errors", tally.errors)
            .with("warnings", tally.warnings)
            .with("notes", tally.notes);
        let folder = match &self.folder {
            Some(folder) => Message::new("cli.summary_folder").with("path", batch::display_path(folder)),
            None => Message::new("cli.summary_folder_none"),
        };
        let next = match &self.next_file {
            Some(file) if self.needs_decisions => {
                Message::new("cli.summary_next").with("file", file.as_str())
            }
            _ if tally.unrecognized > 0 => Message::new("cli.summary_next_unrecognized"),
            Some(file) if tally.failed == 0 => {
                Message::new("cli.summary_next_none").with("file", file.as_str())
            }
            _ => Message::new("cli.summary_next_failed"),
        };
        [done, Message::new("cli.summary_corrected").with("cells", self.corrected), left, folder, next]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    fn closing(errors: &[usize]) -> ClosingSummary {
        let mut closing = ClosingSummary::default();
        for (place, errors) in errors.iter().enumerate() {
            let summary = Summary { errors: *errors, corrected: 2, ..Summary::default() };
            closing.add(&summary, Path::new("hasil"), Some(&format!("hasil/{place}.rapi.xlsx")));
        }
        closing
    }

    fn last(closing: &ClosingSummary, tally: Tally) -> String {
        let [.., last] = closing.lines(&tally);
        last.say(Lang::Id)
    }

    #[test]
    fn what_comes_next_is_the_first_file_with_something_to_decide() {
        let tally = Tally { files: 3, errors: 5, ..Tally::default() };
        assert!(last(&closing(&[0, 3, 2]), tally).contains("hasil/1.rapi.xlsx, lembar Temuan"));
        let nothing = Tally { files: 2, ..Tally::default() };
        assert!(last(&closing(&[0, 0]), nothing).contains("tidak ada yang perlu diputuskan"));
    }

    #[test]
    fn nothing_to_decide_is_not_said_of_files_that_were_not_checked() {
        let tally = Tally { files: 1, unrecognized: 1, warnings: 1, ..Tally::default() };
        assert!(last(&closing(&[0]), tally).contains("tidak diperiksa"));
        assert!(last(&closing(&[]), Tally::FAILED).contains("gagal"));
        let [done, _, _, folder, _] = closing(&[]).lines(&Tally::FAILED);
        assert_eq!(done.say(Lang::Id), "Dikerjakan : 1 berkas; gagal: 1");
        assert!(folder.say(Lang::Id).contains("tidak ada yang ditulis"));
    }
}
