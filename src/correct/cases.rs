//! Joins findings into cases: one for each cause, with the changes that would resolve it.

use std::collections::BTreeSet;

use super::case_builder::CaseBuilder;
use super::moves::Moves;
use super::printed_elsewhere::Evidence;
use super::sum_cells::Figures;
use super::{SearchOptions, TrustedSource, search, without_search};
use crate::model::{Book, Case, Finding, Relation, Renja, Severity};

/// Joins findings into cases and adds proposals. Every finding of severity error or warning ends up in a
/// case. Notes get a case only where a number is stored as text.
///
/// `book` is the workbook that the plan was read from. It says which cells hold formulas: a proposal changes
/// such a cell only to correct the formula itself.
///
/// # Examples
///
/// ```
/// let checked = renja::check(b"No;Uraian;Jumlah (Rp)\n1;Alat tulis;1.500.000\n2;Cetak;2.500.000\n;Jumlah;4.100.000\n", &Default::default())?;
/// let cases = renja::correct::cases(
///     &checked.renja,
///     &checked.book,
///     &checked.relations,
///     &checked.findings,
///     &Default::default(),
/// );
/// assert!(!cases[0].proposals.is_empty());
/// # Ok::<(), renja::read::ReadError>(())
/// ```
#[must_use]
pub fn cases(
    renja: &Renja,
    book: &Book,
    relations: &[Relation],
    findings: &[Finding],
    search: &SearchOptions,
) -> Vec<Case> {
    // Collecting evidence takes time, and only a finding above a note needs it.
    let mut cases = if findings.iter().any(|finding| finding.severity > Severity::Note) {
        sum_cases((renja, book), relations, findings, search)
    } else {
        Vec::new()
    };
    without_search::add_cases(&mut cases, (renja, book), findings, &search.locked);
    cases.sort_by(|a, b| a.findings.cmp(&b.findings));
    cases
}

/// Builds the cases of the sums that do not hold.
fn sum_cases(
    (renja, book): (&Renja, &Book),
    relations: &[Relation],
    findings: &[Finding],
    search: &SearchOptions,
) -> Vec<Case> {
    let evidence = Evidence::new(renja);
    let figures = Figures::new((renja, book), relations, findings, &evidence, &search.locked);
    let trusted = match &search.reference {
        Some(TrustedSource::Form(code)) => figures_of_form(renja, &figures, code),
        _ => BTreeSet::new(),
    };
    let moves = Moves::new((renja, book), &figures, search.reference.as_ref(), trusted);
    let teller = CaseBuilder { renja, book, evidence: &evidence, figures: &figures, moves: &moves };
    search::explain(&moves).iter().map(|group| teller.build_case(group)).collect()
}

/// Returns the figures that stand in tables of a form.
fn figures_of_form(renja: &Renja, figures: &Figures, code: &str) -> BTreeSet<usize> {
    let of = |table: usize| renja.tables.get(table).is_some_and(|t| t.form.code.eq_ignore_ascii_case(code));
    let all = figures.cells.iter().enumerate();
    all.filter(|(_, f)| f.place.is_some_and(|p| of(p.table))).map(|(i, _)| i).collect()
}
