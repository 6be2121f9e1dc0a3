//! The decisions of a person in the findings sheet, and the reasons for which a decision is not used.

use rust_decimal::Decimal;

use super::{Arg, Cell, CellContent, CellRef, Message, Value};
use crate::text::number;

/// A line of the findings sheet on which a person wrote something, before it is interpreted.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The row of the sheet, counted from 1 as spreadsheets do.
    pub row: u32,
    /// The finding that the line belongs to.
    pub key: FindingKey,
    /// The text in the decision column.
    pub word: String,
    /// The cell in the column for a value of one's own, if it is filled.
    pub own_value: Option<Cell>,
    /// The text in the column for a reason.
    pub reason: String,
    /// The day of the decision, if an earlier run recorded it: `2021-03-01`.
    pub day: Option<String>,
    /// The proposal on whose line the decision stands: its index in the case's list. `None` on the line of a
    /// finding.
    pub proposal: Option<usize>,
    /// The origin of the decision, if a table of the result was edited instead of the findings sheet: the
    /// cell of the user's workbook and the position in the result.
    pub edit: Option<(CellRef, String)>,
    /// The reason why the line cannot be used whatever it says, if there is one.
    pub refusal: Option<Refusal>,
}

impl Decision {
    /// Returns what was decided, in the person's own words. A later run compares this text to know whether
    /// the decision is still the same.
    #[must_use]
    pub fn written_text(&self) -> String {
        let own = self.own_value.as_ref().map(display_cell).unwrap_or_default();
        [self.word.trim(), &own, self.reason.trim()].join("|")
    }
}

/// Identifies the finding of a line: by rule, item and stated value, so that it is found again after the rows
/// were sorted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingKey {
    /// The code of the rule.
    pub rule: String,
    /// The item, as the finding names it.
    pub item: String,
    /// The stated value in plain form, or `None` if the cell was blank.
    pub stated: Option<String>,
    /// The name of the sheet.
    pub sheet: String,
    /// The name of the cell, which distinguishes findings if an item states the same amount twice.
    pub cell: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Accept the proposal with this index in the case's list: 0 is A, 1 is B.
    Accept(usize),
    /// Keep the figures as they are.
    Refuse,
    /// Decide later.
    Postpone,
    /// Write this value into the cell.
    OwnValue(Value),
    /// No decision; only a remark was written.
    Note,
}

/// A decision with its outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedDecision {
    /// The line as written.
    pub decision: Decision,
    /// Index into the list of findings, or `None` if the line matches no finding.
    pub finding: Option<usize>,
    /// The outcome.
    pub outcome: Outcome,
}

/// The outcome of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The cells were changed.
    Applied,
    /// The person refused the proposals: the figures stay.
    Refused,
    /// The person postponed the decision.
    Postponed,
    /// A remark without a decision, which is kept.
    Noted,
    /// The decision was not used, for this reason.
    Unused(Refusal),
}

impl ResolvedDecision {
    /// Whether the decision applies to the whole case rather than to the cell of its line.
    #[must_use]
    pub fn applies_to_case(&self) -> bool {
        self.decision.own_value.is_none() && self.outcome != Outcome::Noted
    }
}

impl Outcome {
    /// Returns the name used in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Postponed => "later",
            Self::Noted => "noted",
            Self::Unused(_) => "unused",
        }
    }
}

/// The reason why a decision is not used.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The hidden key of the line belongs to another finding than its visible cells: parts of the sheet were
    /// sorted or moved separately.
    Moved {
        /// The finding of the key.
        key: String,
        /// The finding in the visible cells.
        visible: String,
    },
    /// The hidden key of the line is missing.
    MissingKey,
    /// The word is not a known decision. Contains the word, and the one that was probably meant.
    UnknownWord(String, Option<String>),
    /// The case was accepted, but has several proposals. Contains their letters.
    AmbiguousProposal(Vec<String>),
    /// The letter is not offered. Contains the letter, and those that are.
    NotOffered(String, Vec<String>),
    /// The case was accepted, but has no proposal.
    NothingProposed,
    /// The line of a proposal says something other than to accept or postpone it.
    BesideProposal,
    /// The line contains both a word and a value.
    WordAndValue,
    /// Another line, or an edit in a table, decides otherwise. Contains its position.
    Contradicts(Message),
    /// The value is a formula over other cells.
    OwnFormula(String),
    /// The value is already in the cell.
    AlreadyInCell(String),
    /// The value is not an amount.
    NotANumber(String),
    /// A cell of a table was emptied.
    Emptied,
    /// The value is a negative amount.
    Negative(String),
    /// The value is so small compared with the stated one that another unit may be meant. Contains both.
    TooSmall(String, String),
    /// The number has no percent sign and could be either of two percentages. Contains the number and both
    /// readings.
    AmbiguousPercent(String, String, String),
    /// The value is not a code.
    NotACode(String),
    /// The value is not a date.
    NotADate(String),
    /// The code does not have as many parts as there are cells for it. Contains the code and the number of
    /// cells.
    CodeParts(String, usize),
    /// The cell contains a sentence in which the stated value does not occur as it was read.
    NotInSentence(String),
    /// The cell contains a formula, which is never replaced by a constant. Contains cell and formula.
    CellHasFormula(String, String),
    /// The finding no longer exists.
    FindingGone,
    /// Several findings match. Contains their number.
    SeveralFindings(usize),
    /// The change would make another figure wrong. Contains the rule and the position.
    BreaksOtherFigure(String, String),
}

impl Refusal {
    /// Returns the name used in reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::MissingKey => "no_key",
            Self::UnknownWord(..) => "not_understood",
            Self::AmbiguousProposal(_) => "which_one",
            Self::NotOffered(..) => "not_offered",
            Self::NothingProposed => "nothing_proposed",
            Self::BesideProposal => "beside_proposal",
            Self::WordAndValue => "word_and_value",
            Self::Contradicts(_) => "contradicts",
            Self::OwnFormula(_) => "own_formula",
            Self::AlreadyInCell(_) => "same",
            Self::NotANumber(_) => "no_number",
            Self::Emptied => "emptied",
            Self::Negative(_) => "negative",
            Self::TooSmall(..) => "tiny",
            Self::AmbiguousPercent(..) => "which_percent",
            Self::NotACode(_) => "no_code",
            Self::NotADate(_) => "no_date",
            Self::CodeParts(..) => "code_parts",
            Self::NotInSentence(_) => "sentence",
            Self::CellHasFormula(..) => "formula",
            Self::FindingGone => "gone",
            Self::SeveralFindings(_) => "several",
            Self::BreaksOtherFigure(..) => "makes_wrong",
        }
    }

    /// Returns the reason and what to do about it.
    #[must_use]
    pub fn message(&self) -> Message {
        let list = |letters: &[String]| {
            let list =
                |letters: &[String]| Arg::List(letters.iter().map(|one| one.as_str().into()).collect());
            match letters {
                [first @ .., last] if !first.is_empty() => Arg::Message(
                    Message::new("decision.letters").with("first", list(first)).with("last", last.as_str()),
                ),
                _ => list(letters),
            }
        };
        match self {
            Self::Moved { key, visible } => {
                Message::new("decision.moved").with("key", key.as_str()).with("visible", visible.as_str())
            }
            Self::MissingKey => Message::new("decision.no_key"),
            Self::UnknownWord(_, None) => Message::new("decision.word"),
            Self::UnknownWord(_, Some(meant)) => {
                Message::new("decision.word_meant").with("meant", meant.as_str())
            }
            Self::AmbiguousProposal(letters) => {
                Message::new("decision.which_one").with("letters", list(letters))
            }
            Self::NotOffered(letter, offered) => Message::new("decision.not_offered")
                .with("letter", letter.as_str())
                .with("letters", list(offered)),
            Self::NothingProposed => Message::new("decision.nothing_proposed"),
            Self::BesideProposal => Message::new("decision.beside_proposal"),
            Self::WordAndValue => Message::new("decision.word_and_value"),
            Self::Contradicts(other) => Message::new("decision.contradicts").with("other", other.clone()),
            Self::OwnFormula(text) => Message::new("decision.own_formula").with("text", text.as_str()),
            Self::AlreadyInCell(text) => Message::new("decision.same").with("text", text.as_str()),
            Self::NotANumber(text) => Message::new("decision.no_number").with("text", text.as_str()),
            Self::Emptied => Message::new("decision.emptied"),
            Self::Negative(text) => Message::new("decision.negative").with("text", text.as_str()),
            Self::TooSmall(text, stated) => {
                Message::new("decision.tiny").with("text", text.as_str()).with("stated", stated.as_str())
            }
            Self::AmbiguousPercent(text, one, other) => Message::new("decision.which_percent")
                .with("text", text.as_str())
                .with("one", one.as_str())
                .with("other", other.as_str()),
            Self::NotACode(text) => Message::new("decision.no_code").with("text", text.as_str()),
            Self::NotADate(text) => Message::new("decision.no_date").with("text", text.as_str()),
            Self::CodeParts(text, parts) => {
                Message::new("decision.code_parts").with("text", text.as_str()).with("parts", *parts)
            }
            Self::NotInSentence(text) => Message::new("decision.sentence").with("text", text.as_str()),
            Self::CellHasFormula(cell, formula) => {
                Message::new("decision.formula").with("cell", cell.as_str()).with("formula", formula.as_str())
            }
            Self::FindingGone => Message::new("decision.gone"),
            Self::SeveralFindings(count) => Message::new("decision.several").with("count", *count),
            Self::BreaksOtherFigure(rule, place) => {
                Message::new("decision.makes_wrong").with("rule", rule.as_str()).with("place", place.as_str())
            }
        }
    }
}

/// Formats an own value as the person who wrote it sees it.
#[must_use]
pub fn display_cell(own: &Cell) -> String {
    match &own.content {
        CellContent::Number(n) if own.format.is_percent() => match n.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => format!("{}%", number::format_grouped(percent.normalize())),
            None => n.to_string(),
        },
        CellContent::Number(n) if own.format.is_date() => Value::Date(*n).to_string(),
        CellContent::Number(n) => number::format_grouped(n.normalize()),
        CellContent::Text(text) | CellContent::NotANumber(text) => text.trim().to_owned(),
        CellContent::Bool(value) => value.to_string(),
        CellContent::Blank => String::new(),
    }
}
