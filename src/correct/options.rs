//! What is said before the search for causes: which side counts, what is right, what may be applied.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::forms::Forms;
use crate::model::{CellRef, Class};

/// What may be applied without a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Accept {
    /// Nothing.
    None,
    /// What no reader could disagree with.
    #[default]
    Safe,
    /// Also what has one certain, backed explanation.
    Suggested,
}

impl Accept {
    /// Whether a proposal of this class may be applied.
    #[must_use]
    pub fn takes(self, class: Class) -> bool {
        match self {
            Self::None => false,
            Self::Safe => class >= Class::Safe,
            Self::Suggested => class >= Class::Suggested,
        }
    }
}

/// The side that an office trusts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reference {
    /// The tables of a form, by its code: `T-C.31`.
    Form(String),
    /// The items: totals follow them.
    Detail,
    /// The totals: items follow them.
    Total,
}

/// `detail`, `total`, or the code of a form.
impl From<&str> for Reference {
    fn from(text: &str) -> Self {
        match text.trim().to_ascii_lowercase().as_str() {
            "detail" => Self::Detail,
            "total" => Self::Total,
            _ => Self::Form(text.trim().to_owned()),
        }
    }
}

impl Reference {
    /// Whether it is a side that there is: the code of one of these forms.
    #[must_use]
    pub fn is_known(&self, forms: &Forms) -> bool {
        let Self::Form(code) = self else { return true };
        forms.all().iter().any(|form| form.code.eq_ignore_ascii_case(code))
    }
}

/// What the search for causes is told.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Search {
    /// The side that the office trusts.
    pub reference: Option<Reference>,
    /// Cells that are right as they stand, by a person's word.
    pub locked: BTreeSet<CellRef>,
}
