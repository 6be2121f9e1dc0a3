//! The contents of a result, and what all of the program's own sheets have in common.

use super::canvas::{Canvas, Content};
use super::style::Look;
use super::{Paper, WriteError};
use crate::messages;
use crate::model::{
    Applied, Book, Case, Finding, Lang, Message, Renja, ResolvedDecision, RuleCoverage, Severity,
    SheetCoverage, own, own::Origin,
};

/// The contents of a result.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Name of the input file, without its folder.
    pub name: &'a str,
    /// The workbook that the decisions in the result belong to. It is recorded in the result's properties.
    pub origin: &'a Origin,
    /// The workbook, with the corrections applied.
    pub book: &'a Book,
    /// The plan, with the corrections applied.
    pub renja: &'a Renja,
    /// The findings before any correction.
    pub findings: &'a [Finding],
    /// The findings that remain after the corrections.
    pub remaining: &'a [Finding],
    /// How much of each sheet was checked.
    pub coverage: &'a [SheetCoverage],
    /// How often each rule compared figures.
    pub tested: &'a [RuleCoverage],
    /// Number of findings that are not listed, since the office has agreed on them as exceptions.
    pub silenced: usize,
    /// The causes of the findings.
    pub cases: &'a [Case],
    /// The corrections that were applied.
    pub applied: &'a [Applied],
    /// The decisions of a person with their outcomes. The next run reads them from the result again.
    pub decided: &'a [ResolvedDecision],
    /// Code and name of each rule.
    pub rules: &'a [(&'static str, &'static str)],
    /// Language of the program's own sheets.
    pub lang: Lang,
    /// Paper size.
    pub paper: Paper,
}

/// Number of errors and warnings.
#[derive(Debug, Clone, Copy)]
pub(super) struct FindingCounts {
    /// Before any correction.
    pub found: usize,
    /// Resolved by corrections.
    pub fixed: usize,
    /// Remaining.
    pub waiting: usize,
}

impl Document<'_> {
    /// Whether any figure was checked: only then does the absence of findings say something.
    pub(super) fn has_checked(&self) -> bool {
        self.coverage.iter().any(|sheet| sheet.checked > 0)
    }

    /// Counts errors and warnings before and after the corrections. Notes ask for nothing and are not
    /// counted.
    pub(super) fn finding_counts(&self) -> FindingCounts {
        let loud = |all: &[Finding]| all.iter().filter(|one| one.severity != Severity::Note).count();
        let (found, waiting) = (loud(self.findings), loud(self.remaining));
        FindingCounts { found, fixed: found.saturating_sub(waiting), waiting }
    }

    /// Returns a sentence without placeholders.
    pub(super) fn say(&self, key: &str) -> String {
        messages::sentence(key, &[], self.lang.code())
    }

    /// Returns the name of a rule; its code if the rule has none.
    pub(super) fn rule_name(&self, rule: &str) -> String {
        self.rules.iter().find(|(code, _)| *code == rule).map_or(rule, |(_, name)| name).to_owned()
    }

    /// Returns what is printed in the middle of each page's footer: the office and the year, as far as they are known.
    pub(super) fn footer(&self) -> String {
        let year = self.renja.year.map(|year| year.to_string());
        let office = Some(self.office().to_owned()).filter(|office| !office.is_empty());
        office.into_iter().chain(year).collect::<Vec<_>>().join(" · ")
    }

    /// Returns the name of the office; empty if it is not known.
    pub(super) fn office(&self) -> &str {
        self.renja.organisation.as_ref().map_or("", |office| office.value.as_str())
    }

    /// Returns the title of the document: `Renja 2021 – Badan Kepegawaian Daerah`.
    pub(super) fn title(&self) -> String {
        let year = self.renja.year.map(|year| format!(" {year}")).unwrap_or_default();
        let office = if self.office().is_empty() { String::new() } else { format!(" – {}", self.office()) };
        format!("Renja{year}{office}")
    }

    /// Returns the texts of the two places for signatures: of the person who checked, and of the head of the
    /// office.
    pub(super) fn signatures(&self) -> [String; 2] {
        let head = Message::new("rapi.temuan.kepala").with("pd", self.office()).say(self.lang);
        let below = ["rapi.temuan.nama", "rapi.temuan.nip", "rapi.temuan.tanggal"];
        let below = below.map(|key| self.say(key)).join("\n");
        let text = |above: &str, head: &str| format!("{}\n{head}\n\n\n\n\n{below}", self.say(above));
        [text("rapi.temuan.diperiksa", ""), text("rapi.temuan.mengetahui", head.trim())]
    }

    /// Writes the two lines at the top of each of the program's own sheets; the second marks the sheet as
    /// such.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_banner(&self, canvas: &mut Canvas, title: &str) -> Result<(), WriteError> {
        let look = Look { wrap: false, ..Look::TITLE };
        canvas.put(0, 0, &Content::Text(title), &look)?;
        canvas.set_min_height(0, 30.0);
        let mark = format!("{}{}{}{}", own::MARK_PREFIX, canvas.name(), own::MARK_SEPARATOR, self.name);
        canvas.put_text(1, 0, &mark, &Look { size: 10, ..Look::SMALL })
    }
}
