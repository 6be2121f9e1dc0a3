//! Writes cells that several kinds of lines have: number, decision, key.

use rust_decimal::Decimal;

use super::super::WriteError;
use super::super::canvas::{Canvas, Content};
use super::super::style::{self, Align, Look};
use super::columns::{column, first_hidden_column};
use super::listing::FindingStatus;
use super::proposals::proposal_letter;
use crate::model::own::{WORD_ACCEPT, WORD_POSTPONE, WORD_REJECT};
use crate::model::{Case, Cell, CellContent, FindingKey, Message, Outcome, Refusal, ResolvedDecision};

/// Returns the message key of a finding's status.
pub fn status_key(standing: FindingStatus<'_>) -> &'static str {
    match standing {
        FindingStatus::Decided(decided) => match decided.outcome {
            Outcome::Applied => "rapi.status.keputusan",
            Outcome::Refused => "rapi.status.ditolak",
            Outcome::Postponed => "rapi.status.ditunda",
            Outcome::Noted | Outcome::Unused(_) => "rapi.status.menunggu",
        },
        FindingStatus::CorrectedByProgram => "rapi.status.otomatis",
        FindingStatus::AwaitsChoice => "rapi.status.menunggu",
        FindingStatus::NeedsReview => "rapi.status.periksa",
        FindingStatus::Note => "rapi.status.catatan",
    }
}

/// What became of a decision, in a sentence; `None` for a remark.
pub fn outcome_message(outcome: &Outcome) -> Option<Message> {
    let key = match outcome {
        Outcome::Noted => return None,
        Outcome::Applied => "rapi.status.keputusan",
        Outcome::Refused => "rapi.status.ditolak",
        Outcome::Postponed => "rapi.status.ditunda",
        Outcome::Unused(refusal @ Refusal::UnknownWord(..)) => return Some(refusal.message()),
        Outcome::Unused(refusal) => {
            return Some(Message::new("rapi.status.tidak_dipakai").with("why", refusal.message()));
        }
    };
    Some(Message::new(key))
}

/// Writes the number of a line. The integer part is the number of its case, the decimals are its place within
/// the case; the format shows the case's number, or a sign for the kind of line.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_number(
    canvas: &mut Canvas,
    row: u32,
    (number, within): (usize, u32),
    format: &str,
    look: &Look,
) -> Result<(), WriteError> {
    let number = Decimal::from(number) + Decimal::new(within.into(), 4);
    canvas.put(row, column("nomor"), &Content::Number(number, format), look)
}

/// Writes the hidden cells of a line. `rank` is the index of the proposal on a proposal's line.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_hidden_cells(
    canvas: &mut Canvas,
    row: u32,
    key: &FindingKey,
    decided: Option<&ResolvedDecision>,
    rank: Option<usize>,
) -> Result<(), WriteError> {
    let place = format!("{}!{}", key.sheet, key.cell);
    let said = decided.map_or_else(String::new, |one| {
        format!("{} {}", one.decision.day.as_deref().unwrap_or_default(), one.decision.written_text())
    });
    let stated = key.stated.clone().unwrap_or_default();
    let texts = [
        key.rule.clone(),
        key.item.clone(),
        stated,
        place,
        said,
        rank.map(proposal_letter).unwrap_or_default(),
    ];
    for (column, text) in (first_hidden_column()..).zip(&texts) {
        canvas.put_text(row, column, text, &Look::SMALL)?;
    }
    Ok(())
}

/// Writes the cells of a decision as a person wrote them; they are marked if the decision is not used.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_decision_cells(
    canvas: &mut Canvas,
    row: u32,
    decided: &ResolvedDecision,
) -> Result<(), WriteError> {
    let look = match decided.outcome {
        Outcome::Unused(_) => Look::INPUT.fill(style::RED_FILL),
        _ => Look::INPUT,
    };
    canvas.put_text(row, column("keputusan"), &decided.decision.word, &look)?;
    canvas.put_text(row, column("alasan"), &decided.decision.reason, &look.align(Align::Left))?;
    let at = column("nilai_sendiri");
    match &decided.decision.own_value {
        Some(Cell { content: CellContent::Number(n), format, .. }) => {
            // Show amounts with separators of thousands, and a percentage as it was typed.
            let format = format.0.as_deref().filter(|code| *code != "General").unwrap_or("#,##0.##########");
            canvas.put(row, at, &Content::Number(*n, format), &look.right().single_line())
        }
        Some(cell) => canvas.put_text(row, at, &crate::model::display_cell(cell), &look.right()),
        None => canvas.put(row, at, &Content::Blank, &look),
    }
}

/// Writes the cells of a decision that nobody has made yet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_blank_decision(canvas: &mut Canvas, row: u32, look: &Look) -> Result<(), WriteError> {
    ["keputusan", "nilai_sendiri", "alasan"]
        .into_iter()
        .try_for_each(|key| canvas.put(row, column(key), &Content::Blank, look))
}

/// Returns the choices of a decision's drop-down list. The list in a validation may have 255 characters, so
/// that proposals are offered by their letters.
pub fn choices(case: &Case) -> Vec<String> {
    let mut choices: Vec<String> = match case.proposals.len() {
        0 => Vec::new(),
        1 => vec![WORD_ACCEPT.to_owned()],
        several => (0..several.min(26)).map(proposal_letter).collect(),
    };
    choices.extend([WORD_REJECT.to_owned(), WORD_POSTPONE.to_owned()]);
    choices
}
