//! Exceptions: findings that an office knows and has agreed on, so that they are not reported again.

use serde::{Deserialize, Serialize};

use crate::model::Finding;
use crate::text::fold::fold;

/// A finding that is known and agreed on, and therefore not reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Code of the rule, in upper or lower case.
    pub rule: String,
    /// The item as the finding names it, or the last parts of its path; `None` matches any item.
    pub item: Option<String>,
    /// Why the finding is accepted, and with whom that was agreed.
    pub reason: String,
}

impl Exception {
    /// Whether this exception covers the finding.
    #[must_use]
    pub fn covers(&self, finding: &Finding) -> bool {
        self.rule.eq_ignore_ascii_case(finding.rule)
            && self.item.as_ref().is_none_or(|item| ends_with(&finding.item, item))
    }
}

/// What exceptions did to the findings of a workbook.
#[derive(Debug, Clone, Default)]
pub struct ExceptionOutcome {
    /// Number of findings that were removed.
    pub silenced: usize,
    /// Exceptions that cover no finding.
    pub unused: Vec<Exception>,
}

/// Removes the findings that any of the exceptions covers.
#[must_use]
pub(crate) fn apply_exceptions(findings: &mut Vec<Finding>, exceptions: &[Exception]) -> ExceptionOutcome {
    let is_unused = |one: &&Exception| !findings.iter().any(|finding| one.covers(finding));
    let unused = exceptions.iter().filter(is_unused).cloned().collect();
    let all = findings.len();
    findings.retain(|finding| !exceptions.iter().any(|one| one.covers(finding)));
    ExceptionOutcome { silenced: all - findings.len(), unused }
}

/// Whether a path ends with these parts, compared without regard to case and punctuation.
///
/// Returns false if `parts` is empty: a slip in the settings would silence every finding of the rule.
fn ends_with(path: &str, parts: &str) -> bool {
    let folded = |text: &str| text.split('>').map(fold).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let parts = folded(parts);
    !parts.is_empty() && folded(path).ends_with(&parts)
}
