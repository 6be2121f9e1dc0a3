//! What there is to write, and what every sheet of the program's own says of it.

use super::canvas::{Canvas, Content};
use super::style::Look;
use super::{Paper, WriteError};
use crate::messages;
use crate::model::{
    Applied, Book, Case, Decided, Finding, Lang, Message, Renja, Severity, SheetCoverage, Tested, own,
    own::Origin,
};

/// What there is to write.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The input's name, without folder.
    pub name: &'a str,
    /// The workbook that the decisions in the result belong to, recorded in its properties.
    pub origin: &'a Origin,
    /// The workbook, with what was applied.
    pub book: &'a Book,
    /// The plan, with what was applied.
    pub renja: &'a Renja,
    /// The findings of the workbook as it was found.
    pub findings: &'a [Finding],
    /// Those that remain after what was applied.
    pub remaining: &'a [Finding],
    /// How much of each sheet was checked.
    pub coverage: &'a [SheetCoverage],
    /// How often each rule compared figures.
    pub tested: &'a [Tested],
    /// How many more there are that the office has agreed on.
    pub silenced: usize,
    /// Their causes.
    pub cases: &'a [Case],
    /// What was applied.
    pub applied: &'a [Applied],
    /// What a person decided, each with what became of it: the next run reads it here again.
    pub decided: &'a [Decided],
    /// The rules' codes and names.
    pub rules: &'a [(&'static str, &'static str)],
    /// The language of the program's own sheets.
    pub lang: Lang,
    /// The paper.
    pub paper: Paper,
}

/// How many errors and warnings there are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    /// In the workbook as it was found.
    pub found: usize,
    /// Those that are gone with what was applied.
    pub fixed: usize,
    /// Those that remain.
    pub waiting: usize,
}

impl Document<'_> {
    /// Counts errors and warnings before and after what was applied. Notes ask for nothing and are not counted.
    pub(super) fn outcome(&self) -> Outcome {
        let loud = |all: &[Finding]| all.iter().filter(|one| one.severity != Severity::Note).count();
        let (found, waiting) = (loud(self.findings), loud(self.remaining));
        Outcome { found, fixed: found.saturating_sub(waiting), waiting }
    }

    /// A sentence that names no values.
    pub(super) fn say(&self, key: &str) -> String {
        messages::sentence(key, &[], self.lang.code())
    }

    /// What a rule looks at, in a few words; its code alone where it has none.
    pub(super) fn rule_name(&self, rule: &str) -> String {
        self.rules.iter().find(|(code, _)| *code == rule).map_or(rule, |(_, name)| name).to_owned()
    }

    pub(super) fn office(&self) -> &str {
        self.renja.organisation.as_ref().map_or("", |office| office.value.as_str())
    }

    /// `Renja 2021 – Badan Kepegawaian Daerah`.
    pub(super) fn title(&self) -> String {
        let year = self.renja.year.map(|year| format!(" {year}")).unwrap_or_default();
        let office = if self.office().is_empty() { String::new() } else { format!(" – {}", self.office()) };
        format!("Renja{year}{office}")
    }

    /// The places for the signatures: of who checked, and of the head of the office.
    pub(super) fn signatures(&self) -> [String; 2] {
        let head = Message::new("rapi.temuan.kepala").with("pd", self.office()).say(self.lang);
        let below = ["rapi.temuan.nama", "rapi.temuan.nip", "rapi.temuan.tanggal"];
        let below = below.map(|key| self.say(key)).join("\n");
        let text = |above: &str, head: &str| format!("{}\n{head}\n\n\n\n\n{below}", self.say(above));
        [text("rapi.temuan.diperiksa", ""), text("rapi.temuan.mengetahui", head.trim())]
    }

    /// The two lines at the top of each of the program's own sheets; the second one marks it.
    pub(super) fn banner(&self, canvas: &mut Canvas, title: &str) -> Result<(), WriteError> {
        let look = Look { wrap: false, ..Look::TITLE };
        canvas.put(0, 0, &Content::Text(title), &look)?;
        canvas.height(0, 30.0);
        let mark = format!("{}{}{}{}", own::MARK, canvas.name(), own::SEPARATOR, self.name);
        canvas.text(1, 0, &mark, &Look { size: 10, ..Look::SMALL })
    }
}
