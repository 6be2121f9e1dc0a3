//! The optional `renja.toml` beside the workbooks: what an office trusts, and what it has agreed on.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Source;
use super::disk::{detail, is_no_file};
use super::forms::read_forms;
use super::paths::shown;
use crate::check::{Exception, Selection, rules};
use crate::correct::Reference;
use crate::forms::Forms;
use crate::model::Message;
use crate::text::toml_fault::toml_fault;

/// What the file is called.
const NAME: &str = "renja.toml";

/// The folder beside it that holds the user's forms.
const FORMS: &str = "forms";

/// The settings of all inputs, each file read once.
#[derive(Debug, Default)]
pub struct Settings {
    files: Vec<(PathBuf, Setting)>,
    of: Vec<Option<usize>>,
}

/// What one file says.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The side that the office trusts.
    pub reference: Option<Reference>,
    /// The forms that stand beside it in a folder [`FORMS`].
    pub forms: Option<Forms>,
    /// What it has agreed on.
    pub exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    reference: Option<String>,
    #[serde(default)]
    exception: Vec<Exception>,
}

impl Settings {
    /// Reads the nearest file of every input: in its folder, or above it up to the path that was
    /// given.
    pub fn find(sources: &[Source]) -> Result<Self, Message> {
        let mut settings = Self::default();
        let mut known: BTreeMap<PathBuf, Option<usize>> = BTreeMap::new();
        for source in sources {
            let mut found = None;
            for folder in folders(source) {
                let path = folder.join(NAME);
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
            settings.of.push(found);
        }
        Ok(settings)
    }

    /// The settings of an input, by its place.
    #[must_use]
    pub fn of(&self, place: usize) -> Option<&Setting> {
        let file = (*self.of.get(place)?)?;
        self.files.get(file).map(|(_, setting)| setting)
    }

    /// The forms that stand beside the files.
    pub fn forms(&self) -> impl Iterator<Item = &Forms> {
        self.files.iter().filter_map(|(_, setting)| setting.forms.as_ref())
    }

    /// What is to be said of exceptions that named no finding in any of the inputs they hold for.
    /// `unused` has those of every input that was worked on; where one is missing, nobody knows.
    #[must_use]
    pub fn unused(&self, unused: &BTreeMap<usize, Vec<Exception>>, selection: &Selection) -> Vec<Message> {
        let mut messages = Vec::new();
        for (file, (path, setting)) in self.files.iter().enumerate() {
            let under = || (0..self.of.len()).filter(|place| self.of.get(*place) == Some(&Some(file)));
            for one in setting.exceptions.iter().filter(|one| selection.takes(&one.rule)) {
                if under().all(|place| unused.get(&place).is_some_and(|unused| unused.contains(one))) {
                    messages.push(
                        Message::new("cli.exception_unused")
                            .with("path", shown(path))
                            .with("rule", one.rule.as_str())
                            .with("item", one.item.as_deref().unwrap_or("*"))
                            .with("reason", one.reason.as_str()),
                    );
                }
            }
        }
        messages
    }

    fn read(&mut self, path: &Path) -> Result<Option<usize>, Message> {
        let failed = |detail: Message| {
            Message::new("cli.settings_unreadable").with("path", shown(path)).with("detail", detail)
        };
        if is_no_file(path) {
            return Ok(None);
        }
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) => return Err(failed(detail(&error))),
        };
        // The mark that Windows' editor puts at the beginning is no part of it.
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let written: Written = toml::from_str(text).map_err(|error| {
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
        let folder = path.with_file_name(FORMS);
        let forms = if folder.is_dir() { read_forms(&folder)? } else { None };
        let reference = written.reference.as_deref().map(Reference::from);
        if let Some(reference) = &reference
            && !reference.is_known(forms.as_ref().unwrap_or(&Forms::default()))
        {
            let said = written.reference.unwrap_or_default();
            return Err(failed(Message::new("cli.settings_reference").with("reference", said)));
        }
        self.files.push((path.to_owned(), Setting { reference, forms, exceptions: written.exception }));
        Ok(Some(self.files.len() - 1))
    }
}

/// The folders in which an input's settings may stand, nearest first.
fn folders(source: &Source) -> impl Iterator<Item = &Path> {
    let own = source.path.parent().unwrap_or(Path::new(""));
    let is_within = own.starts_with(&source.given);
    // A file that was named has its own folder alone.
    own.ancestors()
        .take_while(move |folder| if is_within { folder.starts_with(&source.given) } else { *folder == own })
}
