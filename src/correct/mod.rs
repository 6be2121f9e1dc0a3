//! Relations + findings → cases: explain, propose, decide, apply.
//!
//! - [`figures`]: the cells that sums are made of, each once; exact integers.
//! - [`evidence`]: where else the same item's amount is printed.
//! - [`slip`]: how one amount is mistyped as another.
//! - [`moves`]: what closes one sum, with what it takes to believe it.
//! - [`search`]: moves joined over the tree to explanations of all.
//! - [`explain`]: explanations → cases, classes, words.
//! - [`formulas`]: what the sheets' own formulas say: which cells follow, which formula is wrong.
//! - [`columns`]: what the columns' formulas say of a row.
//! - [`derived`]: what needs no search: derived columns, counts, texts.
//! - [`apply`](mod@apply), [`cells`], [`settle`](mod@settle): new values into their cells.
//! - [`code`]: a code that is spread over several cells.
//! - [`decisions`](mod@decisions): what a person decided.

mod apply;
mod cells;
mod code;
mod columns;
pub mod decisions;
mod derived;
mod evidence;
mod explain;
mod figures;
mod formulas;
mod moves;
mod search;
mod settle;
mod slip;

use std::collections::BTreeSet;

pub use apply::apply;
pub use cells::{New, Written, apply_to_cells, written};
pub use decisions::Decisions;
pub use settle::{Settled, is_settled, settle};

use serde::{Deserialize, Serialize};

use crate::forms::Forms;
use crate::model::{Book, Case, CellRef, Class, Finding, Relation, Renja, Severity};

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

/// Joins findings to cases and proposes. Every finding of severity error or warning is in one case.
/// `book` is the workbook that the plan was read from: it says which cells hold formulas, and no
/// proposal changes one of those but to correct the formula itself.
#[must_use]
pub fn cases(
    renja: &Renja,
    book: &Book,
    relations: &[Relation],
    findings: &[Finding],
    search: &Search,
) -> Vec<Case> {
    // Where nothing is amiss nothing is to be explained, and finding evidence takes its time.
    let mut cases = if findings.iter().any(|finding| finding.severity > Severity::Note) {
        of_sums((renja, book), relations, findings, search)
    } else {
        Vec::new()
    };
    derived::add(&mut cases, (renja, book), findings, &search.locked);
    cases.sort_by(|a, b| a.findings.cmp(&b.findings));
    cases
}

/// The cases of sums that do not hold.
fn of_sums(
    (renja, book): (&Renja, &Book),
    relations: &[Relation],
    findings: &[Finding],
    search: &Search,
) -> Vec<Case> {
    let evidence = evidence::Evidence::new(renja);
    let figures = figures::Figures::new((renja, book), relations, findings, &evidence, &search.locked);
    let trusted = match &search.reference {
        Some(Reference::Form(code)) => explain::of_form(renja, &figures, code),
        _ => BTreeSet::new(),
    };
    let moves = moves::Moves::new((renja, book), &figures, search.reference.as_ref(), trusted);
    let teller = explain::Teller { renja, book, evidence: &evidence, figures: &figures, moves: &moves };
    search::explain(&moves).iter().map(|group| teller.case(group)).collect()
}
