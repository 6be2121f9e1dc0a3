//! Settings of the search for causes: which side to trust, which cells are right, and what may be applied.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::forms::Forms;
use crate::model::{CellRef, Class};

/// Which proposals the program may apply without a person's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Accept {
    /// None.
    None,
    /// Safe proposals only: no reader could disagree with them.
    #[default]
    Safe,
    /// Safe proposals, and suggested ones: those with exactly one explanation that something besides the sum
    /// supports.
    Suggested,
}

impl Accept {
    /// Whether a proposal of this class may be applied.
    #[must_use]
    pub fn accepts(self, class: Class) -> bool {
        match self {
            Self::None => false,
            Self::Safe => class >= Class::Safe,
            Self::Suggested => class >= Class::Suggested,
        }
    }
}

/// The side that an office trusts when figures disagree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TrustedSource {
    /// The tables of a form, by its code: `T-C.31`.
    Form(String),
    /// The items: totals are changed to match them.
    Detail,
    /// The totals: items are changed to match them.
    Total,
}

/// Reads `detail` or `total` in any case; any other text is the code of a form.
impl From<&str> for TrustedSource {
    fn from(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "detail" => Self::Detail,
            "total" => Self::Total,
            _ => Self::Form(text.trim().to_owned()),
        }
    }
}

impl TrustedSource {
    /// Whether the reference can be used: `detail`, `total`, or the code of one of these forms.
    #[must_use]
    pub fn is_known(&self, forms: &Forms) -> bool {
        let Self::Form(code) = self else { return true };
        forms.all().iter().any(|form| form.code.eq_ignore_ascii_case(code))
    }
}

/// What the user sets for the search for causes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SearchOptions {
    /// The side that the office trusts; `None` if it trusts neither.
    pub reference: Option<TrustedSource>,
    /// Cells that must keep their values, because a person confirmed or set them or because a correction of
    /// them was taken back. The search never changes them.
    pub locked: BTreeSet<CellRef>,
}
