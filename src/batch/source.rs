//! A file to work on, and what it is if it is one of the program's own.

use std::path::{Path, PathBuf};

use super::paths::shown;
use crate::model::Message;
use crate::model::own::Origin;

/// A file to work on, or a place where none could be found.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Its path.
    pub path: PathBuf,
    /// What the reports call it: the path as it was given, with `/`.
    pub shown: String,
    /// The path that was given.
    pub given: PathBuf,
    /// The folders between the path that was given and the file.
    pub below: PathBuf,
    /// Why there is nothing to read here.
    pub problem: Option<Message>,
    /// What the file is, if it is one of the program's own that was named.
    pub own: Option<Own>,
    /// The results folder in which a result of this file was found.
    pub results: Option<PathBuf>,
    /// The results that were named in place of this file: a person decided in them.
    pub decisions: Vec<PathBuf>,
}

/// One of the program's own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Own {
    /// A workbook set anew, with the record of its input.
    Rapi(Origin),
    /// A recap of several.
    Rekap,
    /// A user's workbook with corrected cells.
    Koreksi,
}

impl Source {
    /// A file, and the path that was given: itself or a folder above it.
    pub(super) fn new(given: &Path, path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        Self {
            path: path.to_owned(),
            shown: shown(path),
            given: given.to_owned(),
            below: folder.strip_prefix(given).unwrap_or(Path::new("")).to_owned(),
            problem: None,
            own: None,
            results: None,
            decisions: Vec::new(),
        }
    }

    pub(super) fn failed(given: &Path, path: &Path, problem: Message) -> Self {
        Self { problem: Some(problem), ..Self::new(given, path) }
    }
}
