//! What a rule is called, what its page says, and what it finds.

use crate::check::shown::Shown;
use crate::model::Finding;

/// A rule: its code, its name and its page.
#[derive(Clone, Copy)]
pub struct RuleInfo {
    /// `ARI102`: three letters for the kind, three digits, never used again.
    pub code: &'static str,
    /// What is wrong, in Indonesian: `pagu-program-beda-jumlah`.
    pub name: &'static str,
    /// Its page, in Markdown.
    pub page: &'static str,
    /// What it finds; `None` for what reading finds, since only the file tells it.
    pub(in crate::check) check: Option<fn(&Shown) -> Vec<Finding>>,
}

impl RuleInfo {
    /// Whether its findings come from reading the file, not from checking the plan.
    #[must_use]
    pub fn is_of_reading(&self) -> bool {
        self.check.is_none()
    }
}

impl std::fmt::Debug for RuleInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuleInfo").field("code", &self.code).field("name", &self.name).finish_non_exhaustive()
    }
}
