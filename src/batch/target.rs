//! The place of the results of one input.

use std::path::PathBuf;

use super::paths::shown;

/// What the recap is called, before its extension.
pub(super) const RECAP: &str = "rekap";

/// The end of the name of the result that every input has.
pub const RAPI: &str = ".rapi.xlsx";

/// Where the results of one input go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The results folder, which holds the ledger: the one that `-o` names.
    pub root: PathBuf,
    /// The folder below it.
    pub(super) below: PathBuf,
    /// What the results are called, before `.rapi.xlsx`.
    pub(super) name: String,
    /// The input as the ledger records it; empty for a recap.
    pub(super) source: String,
}

impl Target {
    /// The place of the recap of everything that goes into the same folder.
    #[must_use]
    pub fn recap(&self) -> Self {
        let (below, name) = (PathBuf::new(), RECAP.to_owned());
        Self { root: self.root.clone(), below, name, source: String::new() }
    }

    /// A result, by the end of its name, from the results folder.
    #[must_use]
    pub fn file(&self, end: &str) -> String {
        shown(&self.below.join(format!("{}{end}", self.name)))
    }

    /// The folder that the results are in.
    pub(super) fn folder(&self) -> PathBuf {
        self.root.join(&self.below)
    }
}
