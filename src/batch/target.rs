//! The place of the results of one input.

use std::path::PathBuf;

use super::paths::display_path;

/// Name of the recap, without its extension.
pub(super) const RECAP_NAME: &str = "rekap";

/// End of the name of the result that every input has.
pub const RAPI_SUFFIX: &str = ".rapi.xlsx";

/// Where the results of one input go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// The results folder, which holds the ledger and is what `-o` names.
    pub root: PathBuf,
    /// Path of the folder below `root`; empty for `root` itself.
    pub(super) relative_folder: PathBuf,
    /// Name of the results, before `.rapi.xlsx`.
    pub(super) name: String,
    /// The input as the ledger records it; empty for a recap.
    pub(super) source: String,
}

impl Target {
    /// Returns the place of the recap of everything that goes into the same results folder.
    #[must_use]
    pub fn recap_target(&self) -> Self {
        let (below, name) = (PathBuf::new(), RECAP_NAME.to_owned());
        Self { root: self.root.clone(), relative_folder: below, name, source: String::new() }
    }

    /// Returns the path of a result, by the end of its name, relative to the results folder.
    #[must_use]
    pub fn relative_path(&self, end: &str) -> String {
        display_path(&self.relative_folder.join(format!("{}{end}", self.name)))
    }

    /// Returns the folder of the results.
    pub(super) fn folder(&self) -> PathBuf {
        self.root.join(&self.relative_folder)
    }
}
