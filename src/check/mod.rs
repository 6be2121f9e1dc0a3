//! [`Renja`] → relations and findings.

mod by_rule;
mod copies;
mod coverage;
mod exceptions;
mod figures;
mod kalimat;
mod kept;
mod padanan;
mod ratio;
mod recomputed;
pub mod relations;
mod ribuan;
mod rules;
mod rumus;
mod sections;
mod severity;
mod shown;

pub use exceptions::{Excepted, Exception, except};
pub use rules::{RuleInfo, rules};

use std::sync::OnceLock;

use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::model::{Book, Finding, Relation, Renja, SheetCoverage, Tested};
use relations::Relations;
use shown::Shown;

/// Which rules speak: codes or their beginnings (`ARI`, `ARI102`).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Selection {
    /// Only these; empty for all.
    pub select: Vec<String>,
    /// None of these.
    pub ignore: Vec<String>,
}

/// What checking found.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Everything that must agree.
    pub relations: Vec<Relation>,
    /// Relations that do not hold only because one of `relations` does not. No finding reports them.
    pub consequences: Vec<Relation>,
    /// Where it does not, by sheet, row, column, rule.
    pub findings: Vec<Finding>,
    /// How much of each sheet took part.
    pub coverage: Vec<SheetCoverage>,
    /// How often each rule compared figures, by the rules' codes.
    pub tested: Vec<Tested>,
}

/// Checks a plan. The book is there for what only the cells tell: how an amount is written, what
/// a formula says. What reading noticed comes along.
#[must_use]
pub fn check(renja: &Renja, book: &Book, selection: &Selection) -> Checked {
    let ((Relations { all: relations, consequences }, copies), (sections, groups, codes)) = rayon::join(
        || (relations::relations(renja), copies::copies(renja)),
        || {
            let sections = sections::Sections::new(renja);
            let groups = padanan::groups(renja, &sections);
            let codes = renja.tables.iter().map(rules::Codes::new).collect();
            (sections, groups, codes)
        },
    );
    let shown = Shown {
        renja,
        book,
        relations: &relations,
        consequences: &consequences,
        copies,
        sections,
        groups,
        codes,
        computed: OnceLock::new(),
        shifted: OnceLock::new(),
        recomputed: OnceLock::new(),
        coverage: OnceLock::new(),
    };
    let mut findings: Vec<Finding> = rules()
        .par_iter()
        // Some take ten times as long as others.
        .with_max_len(1)
        .filter(|rule| selection.takes(rule.code))
        .filter_map(|rule| rule.check)
        .flat_map_iter(|check| check(&shown))
        .collect();
    let coverage = coverage::coverage(&shown).sheets.clone();
    findings.extend(book.findings.iter().cloned());
    findings.retain(|finding| selection.takes(finding.rule));
    severity::limit(&mut findings, renja, book, &relations);
    findings.sort_by(|a, b| (a.at, a.rule).cmp(&(b.at, b.rule)));
    let tested = by_rule::tested(&shown, &findings);
    Checked { relations, consequences, findings, coverage, tested }
}

impl Selection {
    /// Whether a rule may speak. Letters count in either case.
    #[must_use]
    pub fn takes(&self, code: &str) -> bool {
        let begins =
            |with: &String| code.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
        (self.select.is_empty() || self.select.iter().any(begins)) && !self.ignore.iter().any(begins)
    }
}
