//! Reads the optional `renja.toml` beside the workbooks: which source an office trusts, which exceptions it
//! has agreed on, and its own forms.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Source;
use super::file_faults::{is_not_regular_file, os_error_detail};
use super::forms::read_forms;
use super::paths::display_path;
use crate::check::{Exception, Selection, rules};
use crate::correct::TrustedSource;
use crate::forms::Forms;
use crate::model::Message;
use crate::text::toml_fault::toml_fault;

/// Name of the settings file.
const SETTINGS_FILE: &str = "renja.toml";

/// Name of the folder beside it with the user's forms.
const FORMS_FOLDER: &str = "forms";

/// The settings of all inputs; each file is read once.
#[derive(Debug, Default)]
pub struct Settings {
    /// The files that were read, each with its content.
    files: Vec<(PathBuf, FileSettings)>,
    /// For each input, the index of its file in `files`; `None` if it has none.
    file_of_input: Vec<Option<usize>>,
}

/// The content of one settings file.
#[derive(Debug, Clone, Default)]
pub struct FileSettings {
    /// Which source wins when figures disagree; `None` if the file does not say.
    pub reference: Option<TrustedSource>,
    /// The forms in the folder [`FORMS_FOLDER`] beside the file; `None` if there are none.
    pub forms: Option<Forms>,
    /// The exceptions that were agreed on.
    pub exceptions: Vec<Exception>,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSettings {
    reference: Option<String>,
    #[serde(default)]
    exception: Vec<Exception>,
}

impl Settings {
    /// Reads the nearest settings file of every input: in its own folder, or above it up to the path that was
    /// given.
    ///
    /// # Errors
    ///
    /// If a settings file or a form is unreadable or faulty; the message names the file.
    pub fn find(sources: &[Source]) -> Result<Self, Message> {
        let mut settings = Self::default();
        let mut known: BTreeMap<PathBuf, Option<usize>> = BTreeMap::new();
        for source in sources {
            let mut found = None;
            for folder in settings_folders(source) {
                let path = folder.join(SETTINGS_FILE);
                let place = match known.get(&path) {
                    Some(place) => *place,
                    None => settings.read(&path)?,
                };
                known.insert(path, place);
                if place.is_some() {
                    found = place;
                    break;
                }
            }
            settings.file_of_input.push(found);
        }
        Ok(settings)
    }

    /// Returns the settings of an input, by its index; `None` if it has none.
    #[must_use]
    pub fn for_input(&self, place: usize) -> Option<&FileSettings> {
        let file = (*self.file_of_input.get(place)?)?;
        self.files.get(file).map(|(_, setting)| setting)
    }

    /// Returns the forms beside the settings files.
    pub fn forms(&self) -> impl Iterator<Item = &Forms> {
        self.files.iter().filter_map(|(_, setting)| setting.forms.as_ref())
    }

    /// Returns remarks on exceptions that cover no finding in any of the inputs for which they hold.
    ///
    /// `unused` has the unused exceptions of every input that was worked on. If one of the inputs was not,
    /// nothing can be said of its exceptions.
    #[must_use]
    pub fn unused_exception_remarks(
        &self,
        unused: &BTreeMap<usize, Vec<Exception>>,
        selection: &Selection,
    ) -> Vec<Message> {
        let mut messages = Vec::new();
        for (file, (path, setting)) in self.files.iter().enumerate() {
            let under = || {
                (0..self.file_of_input.len())
                    .filter(|place| self.file_of_input.get(*place) == Some(&Some(file)))
            };
            for one in setting.exceptions.iter().filter(|one| selection.selects(&one.rule)) {
                if under().all(|place| unused.get(&place).is_some_and(|unused| unused.contains(one))) {
                    messages.push(
                        Message::new("cli.exception_unused")
                            .with("path", display_path(path))
                            .with("rule", one.rule.as_str())
                            .with("item", one.item.as_deref().unwrap_or("*"))
                            .with("reason", one.reason.as_str()),
                    );
                }
            }
        }
        messages
    }

    /// Reads a settings file and returns its index; `None` if there is no such file.
    fn read(&mut self, path: &Path) -> Result<Option<usize>, Message> {
        let failed = |detail: Message| {
            Message::new("cli.settings_unreadable").with("path", display_path(path)).with("detail", detail)
        };
        if is_not_regular_file(path) {
            return Ok(None);
        }
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(failed(os_error_detail(&error))),
        };
        // Skip the byte order mark that the Windows editor writes.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let written: RawSettings = toml::from_str(text).map_err(|error| {
            let line =
                error.span().and_then(|span| text.get(..span.start)).map_or(1, |t| t.split('\n').count());
            let (key, word) = toml_fault(error.message());
            let why = Message::new(key).with("word", word);
            failed(Message::new("cli.settings_line").with("line", line).with("why", why))
        })?;
        let is_known =
            |one: &&Exception| rules().iter().any(|rule| rule.code.eq_ignore_ascii_case(&one.rule));
        if let Some(one) = written.exception.iter().find(|one| !is_known(one)) {
            return Err(failed(Message::new("cli.settings_rule").with("rule", one.rule.as_str())));
        }
        let folder = path.with_file_name(FORMS_FOLDER);
        let forms = if folder.is_dir() { read_forms(&folder)? } else { None };
        let reference = written.reference.as_deref().map(TrustedSource::from);
        if let Some(reference) = &reference
            && !reference.is_known(forms.as_ref().unwrap_or(&Forms::default()))
        {
            let said = written.reference.unwrap_or_default();
            return Err(failed(Message::new("cli.settings_reference").with("reference", said)));
        }
        self.files.push((path.to_owned(), FileSettings { reference, forms, exceptions: written.exception }));
        Ok(Some(self.files.len() - 1))
    }
}

/// Returns the folders in which an input's settings may be, nearest first.
fn settings_folders(source: &Source) -> impl Iterator<Item = &Path> {
    let own = source.path.parent().unwrap_or(Path::new(""));
    let is_within = own.starts_with(&source.given_path);
    // A file that was named itself has only its own folder.
    own.ancestors().take_while(move |folder| {
        if is_within { folder.starts_with(&source.given_path) } else { *folder == own }
    })
}
