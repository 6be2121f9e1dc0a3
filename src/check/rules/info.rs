//! What a rule is called, what its pages say, and what it finds.

use crate::check::shown::Shown;
use crate::model::{Class, Finding, Lang, Severity};

/// A rule: its code, its names and its pages.
#[derive(Clone, Copy)]
pub struct RuleInfo {
    /// `ARI102`: three letters for the family, three digits, never used again.
    pub code: &'static str,
    /// A fixed name for other programs, in Indonesian and without spaces: `pagu-program-beda-jumlah`.
    pub name: &'static str,
    /// The most severe that its findings are; doubt about a table makes them less so.
    pub severity: Severity,
    /// The classes of what is proposed for its findings. Empty if nothing is.
    pub classes: &'static [Class],
    /// The Indonesian page, in Markdown. Its grids under [`RuleInfo::TESTS`] are run as tests and not shown.
    pub page: &'static str,
    /// The English page, without the example table and the grids of the Indonesian one.
    pub english: &'static str,
    /// Looks for it in a workbook that was read; `None` for what shows while the file is read.
    pub(in crate::check) check: Option<fn(&Shown) -> Vec<Finding>>,
}

impl RuleInfo {
    /// The heading below which the Indonesian page has its grids.
    pub const TESTS: &'static str = "## Uji";

    /// Whether its findings come from reading the file, not from checking the plan.
    #[must_use]
    pub fn is_of_reading(&self) -> bool {
        self.check.is_none()
    }

    /// What the rule is called, in words: the first line of its page behind the code.
    #[must_use]
    pub fn title(&self, lang: Lang) -> &'static str {
        let first = self.text(lang).lines().next().unwrap_or_default();
        first.trim_start_matches("# ").strip_prefix(self.code).unwrap_or(first).trim()
    }

    /// The page that people read, without the grids.
    #[must_use]
    pub fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.page.split_once(Self::TESTS).map_or(self.page, |(text, _)| text),
            Lang::En => self.english,
        }
    }

    /// The rows of the example, each with its cells. They are words and figures of an Indonesian document in both
    /// languages, and the first row names the columns.
    #[must_use]
    pub fn example(&self) -> Vec<Vec<&'static str>> {
        let rows = self.text(Lang::Id).lines().filter(|line| line.starts_with('|'));
        let cells = |line: &'static str| line.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
        rows.filter(|line| !line.starts_with("|---")).map(cells).collect()
    }

    /// The key of the name of its family in `messages/`.
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
