//! The description of a rule: its code and names, its pages, and the function that runs it.

use crate::check::context::Context;
use crate::model::{Class, Finding, Lang, Severity};

/// A rule with its code, its names and its pages.
#[derive(Clone, Copy)]
pub struct RuleInfo {
    /// Three letters for the family and three digits: `ARI102`. The code of a removed rule is never used
    /// again.
    pub code: &'static str,
    /// A fixed name for other programs, in Indonesian and without spaces: `pagu-program-beda-jumlah`.
    pub name: &'static str,
    /// The highest severity of its findings. Doubt about a table lowers it (see `severity`).
    pub severity: Severity,
    /// Classes of the proposals made for its findings; empty if none are made.
    pub classes: &'static [Class],
    /// The Indonesian page in Markdown. The grids below [`RuleInfo::TESTS_HEADING`] are run as tests and not shown.
    pub page: &'static str,
    /// The English page in Markdown. It lacks the example table and the grids of the Indonesian one.
    pub english: &'static str,
    /// Runs the rule on a workbook; `None` if its findings come from reading the file.
    pub(in crate::check) check: Option<fn(&Context) -> Vec<Finding>>,
}

impl RuleInfo {
    /// The heading of the grids at the end of the Indonesian page.
    pub const TESTS_HEADING: &'static str = "## Uji";

    /// Whether the findings of the rule come from reading the file rather than from checking the plan.
    #[must_use]
    pub fn is_from_reading(&self) -> bool {
        self.check.is_none()
    }

    /// Returns the title of the rule: the first line of its page, without the code.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &'static str {
        let first = self.text(lang).lines().next().unwrap_or_default();
        first.trim_start_matches("# ").strip_prefix(self.code).unwrap_or(first).trim()
    }

    /// Returns the page for people to read, without the grids.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.page.split_once(Self::TESTS_HEADING).map_or(self.page, |(text, _)| text),
            Lang::En => self.english,
        }
    }

    /// Returns the rows of the example table, each with its cells. The first row names the columns. Both
    /// languages share the example, whose words and figures are those of an Indonesian document.
    #[must_use]
    pub fn example(&self) -> Vec<Vec<&'static str>> {
        let rows = self.text(Lang::Id).lines().filter(|line| line.starts_with('|'));
        let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
        rows.filter(|line| !line.starts_with("|---")).map(cells).collect()
    }

    /// Returns the key of the family's name in `messages/`.
    #[must_use]
    pub fn family(&self) -> &'static str {
        match self.code.get(..3).unwrap_or_default() {
            "ARI" => "rule.family_ari",
            "CAK" => "rule.family_cak",
            "FMT" => "rule.family_fmt",
            "JML" => "rule.family_jml",
            "KOD" => "rule.family_kod",
            "LNT" => "rule.family_lnt",
            "NAR" => "rule.family_nar",
            "PRD" => "rule.family_prd",
            "RAS" => "rule.family_ras",
            "RUM" => "rule.family_rum",
            "THN" => "rule.family_thn",
            "TRB" => "rule.family_trb",
            _ => "rule.family_str",
        }
    }
}

impl std::fmt::Debug for RuleInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RuleInfo").field("code", &self.code).field("name", &self.name).finish_non_exhaustive()
    }
}
