//! Checks a plan: derives the relations that its figures must satisfy, and reports findings.
//!
//! Input is the [`Renja`] that `normalize` built, together with the [`Book`] that it came from. Nothing here
//! edits either of them.

mod by_rule;
mod circular;
mod context;
mod counterparts;
mod coverage;
mod exceptions;
mod figures;
mod lost_thousands;
mod ratio;
mod recomputed;
pub(crate) mod relations;
mod repeated_columns;
mod rounding_unit;
mod rules;
mod sections;
mod sentences;
mod severity;
mod thousands;

pub(crate) use exceptions::apply_exceptions;
pub use exceptions::{Exception, ExceptionOutcome};
pub use rules::{RuleInfo, rules};

use std::sync::OnceLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::model::{Book, Finding, Relation, Renja, RuleCoverage, SheetCoverage};
use context::Context;
use relations::Relations;

/// Selects rules by their codes (`ARI102`) or by the beginnings of codes (`ARI`).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Rules to run; empty means all of them.
    pub select: Vec<String>,
    /// Rules to leave out, even if `select` names them.
    pub ignore: Vec<String>,
}

/// Result of [`check`].
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Every relation between figures that was tested, whether it holds or not.
    pub relations: Vec<Relation>,
    /// Relations that fail only because another one in `relations` fails. No finding reports them.
    pub consequences: Vec<Relation>,
    /// Findings, sorted by cell (sheet, row, column) and then by rule.
    pub findings: Vec<Finding>,
    /// For each sheet, how many of its figures took part in a tested relation.
    pub coverage: Vec<SheetCoverage>,
    /// How often each rule compared figures, by the rules' codes.
    pub tested: Vec<RuleCoverage>,
}

/// Checks a plan and returns its relations, findings and coverage.
///
/// Rules need the book as well as the plan for what only cells can tell: how an amount is written, or what a
/// formula says. Findings that reading already put into `book.findings` are included in the result, subject
/// to the same selection.
///
/// # Examples
///
/// ```
/// let book = renja::read::read(b"No;Uraian;Jumlah (Rp)\n1;Alat tulis;1.500.000\n2;Cetak;2.500.000\n;Jumlah;4.100.000\n", &Default::default())?;
/// let renja = renja::normalize::normalize(&book, &Default::default());
/// let checked = renja::check::check(&renja, &book, &Default::default());
/// assert_eq!(checked.findings[0].rule, "ARI101");
/// # Ok::<(), renja::read::ReadError>(())
/// ```
#[must_use]
pub fn check(renja: &Renja, book: &Book, selection: &Selection) -> Checked {
    // If its rule is not selected, the findings that it would replace stay.
    let lost_thousands = if selection.selects(lost_thousands::RULE) {
        lost_thousands::LostThousands::find(renja, book)
    } else {
        lost_thousands::LostThousands::default()
    };
    let ((Relations { all: relations, consequences, reordered }, copies), (sections, groups, codes)) =
        rayon::join(
            || {
                let mut relations = relations::relations(renja);
                lost_thousands.set_apart(&mut relations);
                (relations, repeated_columns::find(renja))
            },
            || {
                let sections = sections::Sections::new(renja);
                let groups = counterparts::find_groups(renja, &sections);
                let codes = renja.tables.iter().map(rules::Codes::new).collect();
                (sections, groups, codes)
            },
        );
    let context = Context {
        renja,
        book,
        relations: &relations,
        consequences: &consequences,
        repeated_columns: copies,
        sections,
        counterpart_groups: groups,
        lost_thousands,
        reordered,
        codes,
        formula_sums: OnceLock::new(),
        shifted_totals: OnceLock::new(),
        short_cells: OnceLock::new(),
        recomputed: OnceLock::new(),
        coverage: OnceLock::new(),
    };
    let mut findings: Vec<Finding> = rules()
        .par_iter()
        // One rule per task: some rules take ten times as long as others.
        .with_max_len(1)
        .filter(|rule| selection.selects(rule.code))
        .filter_map(|rule| rule.check)
        .flat_map_iter(|check| check(&context))
        .collect();
    findings.retain(|finding| !context.lost_thousands.explains(finding));
    let coverage = coverage::coverage(&context).sheets.clone();
    findings.extend(book.findings.iter().cloned());
    findings.retain(|finding| selection.selects(finding.rule));
    severity::limit(&mut findings, renja, book, &relations);
    findings.sort_by(|a, b| (a.at, a.rule).cmp(&(b.at, b.rule)));
    let tested = by_rule::tested_counts(&context, &findings);
    Checked { relations, consequences, findings, coverage, tested }
}

impl Selection {
    /// Whether the rule with this code is selected. Codes are compared ignoring ASCII case; `ignore` wins
    /// over `select`.
    #[must_use]
    pub fn selects(&self, code: &str) -> bool {
        let begins =
            |with: &String| code.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        (self.select.is_empty() || self.select.iter().any(begins)) && !self.ignore.iter().any(begins)
    }
}
