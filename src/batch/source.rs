//! An input: a file to work on, and what it is if it is one of the program's own.

use std::path::{Path, PathBuf};

use super::paths::display_path;
use crate::model::Message;
use crate::model::own::Origin;

/// A file to work on, or a path at which none was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Path of the file.
    pub path: PathBuf,
    /// What reports call the file: its path as it was given, with `/`.
    pub display_path: String,
    /// The path that was given: the file itself, or a folder above it.
    pub given_path: PathBuf,
    /// The folders between the given path and the file; empty if there are none.
    pub relative_folder: PathBuf,
    /// Why there is nothing to read; `None` for a file that was found.
    pub problem: Option<Message>,
    /// What the file is, if it is one of the program's own; `None` for a user's workbook.
    pub own_file: Option<OwnFile>,
    /// The results folder in which a result of this file was found; `None` unless such a result was named.
    pub results: Option<PathBuf>,
    /// The results that were named in place of this file, in which a person decided.
    pub decisions: Vec<PathBuf>,
}

/// A file that the program wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnFile {
    /// A result (`.rapi.xlsx`), with the record of its input.
    Rapi(Origin),
    /// A recap of several inputs.
    Rekap,
    /// A user's workbook with corrected cells (`.koreksi.`).
    Koreksi,
}

impl Source {
    /// Builds a source for a file; `given` is the file itself or a folder above it.
    pub(super) fn new(given: &Path, path: &Path) -> Self {
        let folder = path.parent().unwrap_or(Path::new(""));
        Self {
            path: path.to_owned(),
            display_path: display_path(path),
            given_path: given.to_owned(),
            relative_folder: folder.strip_prefix(given).unwrap_or(Path::new("")).to_owned(),
            problem: None,
            own_file: None,
            results: None,
            decisions: Vec::new(),
        }
    }

    /// Builds a source for a path at which there is nothing to read, with the reason.
    pub(super) fn with_problem(given: &Path, path: &Path, problem: Message) -> Self {
        Self { problem: Some(problem), ..Self::new(given, path) }
    }
}
