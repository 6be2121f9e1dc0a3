//! What a person decided in the findings sheet, and why a decision is not used.

use rust_decimal::Decimal;

use super::{Arg, Cell, CellContent, CellRef, Message, Value};
use crate::text::number;

/// A line of the findings sheet on which a person wrote something, as it stands there.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The row of the sheet, as a spreadsheet counts it.
    pub row: u32,
    /// Which finding the line is about.
    pub key: Key,
    /// What stands in the decision column.
    pub word: String,
    /// What stands in the column for a value of one's own.
    pub own: Option<Cell>,
    /// What stands in the column for a reason.
    pub reason: String,
    /// The day on which it was decided, where an earlier run has noted it: `2021-03-01`.
    pub day: Option<String>,
    /// The proposal beside which it stands, by its place in the case's list, from 0; `None` on the line of a
    /// finding.
    pub proposal: Option<usize>,
    /// Where a table of the result was edited instead of the findings sheet: the cell of the workbook that
    /// it comes from, and the place in the result.
    pub edit: Option<(CellRef, String)>,
    /// Why the line itself cannot be used, whatever stands on it.
    pub trouble: Option<Refusal>,
}

impl Decision {
    /// What was decided, in the words that stand there: by these a later run knows that the decision is
    /// still the same.
    #[must_use]
    pub fn said(&self) -> String {
        let own = self.own.as_ref().map(shown).unwrap_or_default();
        [self.word.trim(), &own, self.reason.trim()].join("|")
    }
}

/// Which finding a line is about: rule, item and stated value, so that it is found again whatever the
/// order of the rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Key {
    /// The rule's code.
    pub rule: String,
    /// The item, as the finding names it.
    pub item: String,
    /// What stood in the cell, in its plain form; `None` for blank.
    pub stated: Option<String>,
    /// The sheet's name.
    pub sheet: String,
    /// The cell as the sheet names it, for an item that states the same amount twice.
    pub cell: String,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// The proposal with this place in the case's list, from 0: A, B, C.
    Accept(usize),
    /// The figures stand as they are.
    Refuse,
    /// Not yet.
    Later,
    /// This value shall stand in the cell.
    Own(Value),
    /// Nothing but a remark was written.
    Note,
}

/// A decision and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What stands on the line.
    pub decision: Decision,
    /// The finding, by its place in the list; `None` where the line matches none.
    pub finding: Option<usize>,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Its cells were changed.
    Applied,
    /// Refused by the person: the figures stand as they are.
    Refused,
    /// Put off.
    Later,
    /// A remark without a decision, which is kept.
    Noted,
    /// Not used, since …
    Unused(Refusal),
}

impl Decided {
    /// Whether it speaks of the whole case, and not of its line's cell alone.
    #[must_use]
    pub fn is_of_case(&self) -> bool {
        self.decision.own.is_none() && self.outcome != Outcome::Noted
    }
}

impl Outcome {
    /// The name in the reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Later => "later",
            Self::Noted => "noted",
            Self::Unused(_) => "unused",
        }
    }
}

/// Why a decision is not used.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// The line's hidden key speaks of another finding than its visible cells: parts of the sheet were
    /// sorted or moved alone.
    Moved {
        /// What the key speaks of.
        key: String,
        /// What is to be seen.
        visible: String,
    },
    /// The line's hidden key is gone.
    NoKey,
    /// A word that means nothing here, with the word that may be meant.
    Word(String, Option<String>),
    /// Accepted, but there are several proposals: these letters.
    WhichOne(Vec<String>),
    /// A letter that is not offered, and what is.
    NotOffered(String, Vec<String>),
    /// Accepted, but nothing is proposed.
    NothingProposed,
    /// Beside a proposal stands something else than that it is accepted or put off.
    BesideProposal,
    /// A word and an own value on one line.
    WordAndValue,
    /// Another line, or an edit in a table, decides otherwise: where it is.
    Contradicts(Message),
    /// An own value that is a formula over other cells.
    OwnFormula(String),
    /// An own value that is what stands there already.
    Same(String),
    /// An own value that is no amount.
    NoNumber(String),
    /// A cell of a table was emptied.
    Emptied,
    /// An own value that is a negative amount.
    Negative(String),
    /// An own value that is so small beside what stands there that another unit may be meant.
    Tiny(String, String),
    /// A number without a percent sign that may be either of two percentages.
    WhichPercent(String, String, String),
    /// An own value that is no code.
    NoCode(String),
    /// An own value that is no date.
    NoDate(String),
    /// A code that has not as many parts as there are cells for it.
    CodeParts(String, usize),
    /// The cell holds a sentence in which what was stated does not stand as it was read.
    Sentence(String),
    /// The cell holds a formula, which is never replaced by a constant: cell and formula.
    Formula(String, String),
    /// No finding is like this any more.
    Gone,
    /// More than one finding is like this.
    Several(usize),
    /// What it changes makes another figure wrong: rule and place.
    MakesWrong(String, String),
}

impl Refusal {
    /// The name in the reports.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Moved { .. } => "moved",
            Self::NoKey => "no_key",
            Self::Word(..) => "not_understood",
            Self::WhichOne(_) => "which_one",
            Self::NotOffered(..) => "not_offered",
            Self::NothingProposed => "nothing_proposed",
            Self::BesideProposal => "beside_proposal",
            Self::WordAndValue => "word_and_value",
            Self::Contradicts(_) => "contradicts",
            Self::OwnFormula(_) => "own_formula",
            Self::Same(_) => "same",
            Self::NoNumber(_) => "no_number",
            Self::Emptied => "emptied",
            Self::Negative(_) => "negative",
            Self::Tiny(..) => "tiny",
            Self::WhichPercent(..) => "which_percent",
            Self::NoCode(_) => "no_code",
            Self::NoDate(_) => "no_date",
            Self::CodeParts(..) => "code_parts",
            Self::Sentence(_) => "sentence",
            Self::Formula(..) => "formula",
            Self::Gone => "gone",
            Self::Several(_) => "several",
            Self::MakesWrong(..) => "makes_wrong",
        }
    }

    /// Why, and what to do.
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
            Self::NoKey => Message::new("decision.no_key"),
            Self::Word(_, None) => Message::new("decision.word"),
            Self::Word(_, Some(meant)) => Message::new("decision.word_meant").with("meant", meant.as_str()),
            Self::WhichOne(letters) => Message::new("decision.which_one").with("letters", list(letters)),
            Self::NotOffered(letter, offered) => Message::new("decision.not_offered")
                .with("letter", letter.as_str())
                .with("letters", list(offered)),
            Self::NothingProposed => Message::new("decision.nothing_proposed"),
            Self::BesideProposal => Message::new("decision.beside_proposal"),
            Self::WordAndValue => Message::new("decision.word_and_value"),
            Self::Contradicts(other) => Message::new("decision.contradicts").with("other", other.clone()),
            Self::OwnFormula(text) => Message::new("decision.own_formula").with("text", text.as_str()),
            Self::Same(text) => Message::new("decision.same").with("text", text.as_str()),
            Self::NoNumber(text) => Message::new("decision.no_number").with("text", text.as_str()),
            Self::Emptied => Message::new("decision.emptied"),
            Self::Negative(text) => Message::new("decision.negative").with("text", text.as_str()),
            Self::Tiny(text, stated) => {
                Message::new("decision.tiny").with("text", text.as_str()).with("stated", stated.as_str())
            }
            Self::WhichPercent(text, one, other) => Message::new("decision.which_percent")
                .with("text", text.as_str())
                .with("one", one.as_str())
                .with("other", other.as_str()),
            Self::NoCode(text) => Message::new("decision.no_code").with("text", text.as_str()),
            Self::NoDate(text) => Message::new("decision.no_date").with("text", text.as_str()),
            Self::CodeParts(text, parts) => {
                Message::new("decision.code_parts").with("text", text.as_str()).with("parts", *parts)
            }
            Self::Sentence(text) => Message::new("decision.sentence").with("text", text.as_str()),
            Self::Formula(cell, formula) => {
                Message::new("decision.formula").with("cell", cell.as_str()).with("formula", formula.as_str())
            }
            Self::Gone => Message::new("decision.gone"),
            Self::Several(count) => Message::new("decision.several").with("count", *count),
            Self::MakesWrong(rule, place) => {
                Message::new("decision.makes_wrong").with("rule", rule.as_str()).with("place", place.as_str())
            }
        }
    }
}

/// What an own value looks like to the person who wrote it.
#[must_use]
pub fn shown(own: &Cell) -> String {
    match &own.content {
        CellContent::Number(n) if own.format.is_percent() => match n.checked_mul(Decimal::ONE_HUNDRED) {
            Some(percent) => format!("{}%", number::show(percent.normalize())),
            None => n.to_string(),
        },
        CellContent::Number(n) if own.format.is_date() => Value::Date(*n).to_string(),
        CellContent::Number(n) => number::show(n.normalize()),
        CellContent::Text(text) | CellContent::NotANumber(text) => text.trim().to_owned(),
        CellContent::Bool(value) => value.to_string(),
        CellContent::Blank => String::new(),
    }
}
