//! What an office knows and has agreed on: findings that need not be said again.

use serde::{Deserialize, Serialize};

use crate::model::Finding;
use crate::text::fold::fold;

/// A finding that is known and agreed: it is not said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The rule's code.
    pub rule: String,
    /// The item, as the finding names it, or the last parts of that path; `None` for any.
    pub item: Option<String>,
    /// Why, and with whom it was agreed.
    pub reason: String,
}

impl Exception {
    /// Whether a finding is the one that is meant.
    #[must_use]
    pub fn names(&self, finding: &Finding) -> bool {
        self.rule.eq_ignore_ascii_case(finding.rule)
            && self.item.as_ref().is_none_or(|item| ends_with(&finding.item, item))
    }
}

/// What exceptions did to the findings of a workbook.
#[derive(Debug, Clone, Default)]
pub struct Excepted {
    /// How many findings are not said.
    pub silenced: usize,
    /// The exceptions that name none.
    pub unused: Vec<Exception>,
}

/// Drops the findings that the exceptions name.
#[must_use]
pub fn except(findings: &mut Vec<Finding>, exceptions: &[Exception]) -> Excepted {
    let is_unused = |one: &&Exception| !findings.iter().any(|finding| one.names(finding));
    let unused = exceptions.iter().filter(is_unused).cloned().collect();
    let all = findings.len();
    findings.retain(|finding| !exceptions.iter().any(|one| one.names(finding)));
    Excepted { silenced: all - findings.len(), unused }
}

/// Whether a path ends with these parts, compared as a reader compares them. No part ends nothing:
/// a slip would silence everything.
fn ends_with(path: &str, parts: &str) -> bool {
    let folded = |text: &str| text.split('>').map(fold).filter(|part| !part.is_empty()).collect::<Vec<_>>();
    let parts = folded(parts);
    !parts.is_empty() && folded(path).ends_with(&parts)
}
