//! Writes cells that several kinds of lines have: number, decision, key.

use rust_decimal::Decimal;

use super::super::WriteError;
use super::super::canvas::{Canvas, Content};
use super::super::style::{self, Align, Look};
use super::columns::{column, first_hidden};
use super::listing::Standing;
use super::proposals::letter;
use crate::model::own::{ACCEPT, LATER, REJECT};
use crate::model::{Case, Cell, CellContent, Decided, Key, Message, Outcome, Refusal};

/// Returns the message key of a finding's status.
pub fn status_key(standing: Standing<'_>) -> &'static str {
    match standing {
        Standing::Decided(decided) => match decided.outcome {
            Outcome::Applied => "rapi.status.keputusan",
            Outcome::Refused => "rapi.status.ditolak",
            Outcome::Later => "rapi.status.ditunda",
            Outcome::Noted | Outcome::Unused(_) => "rapi.status.menunggu",
        },
        Standing::ByProgram => "rapi.status.otomatis",
        Standing::Waiting => "rapi.status.menunggu",
        Standing::Look => "rapi.status.periksa",
        Standing::Note => "rapi.status.catatan",
    }
}

/// What became of a decision, in a sentence; `None` for a remark.
pub fn became(outcome: &Outcome) -> Option<Message> {
    let key = match outcome {
        Outcome::Noted => return None,
        Outcome::Applied => "rapi.status.keputusan",
        Outcome::Refused => "rapi.status.ditolak",
        Outcome::Later => "rapi.status.ditunda",
        Outcome::Unused(refusal @ Refusal::Word(..)) => return Some(refusal.message()),
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
pub fn numbered(
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
pub fn technical(
    canvas: &mut Canvas,
    row: u32,
    key: &Key,
    decided: Option<&Decided>,
    rank: Option<usize>,
) -> Result<(), WriteError> {
    let place = format!("{}!{}", key.sheet, key.cell);
    let said = decided.map_or_else(String::new, |one| {
        format!("{} {}", one.decision.day.as_deref().unwrap_or_default(), one.decision.said())
    });
    let stated = key.stated.clone().unwrap_or_default();
    let texts =
        [key.rule.clone(), key.item.clone(), stated, place, said, rank.map(letter).unwrap_or_default()];
    for (column, text) in (first_hidden()..).zip(&texts) {
        canvas.text(row, column, text, &Look::SMALL)?;
    }
    Ok(())
}

/// Writes the cells of a decision as a person wrote them; they are marked if the decision is not used.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn written(canvas: &mut Canvas, row: u32, decided: &Decided) -> Result<(), WriteError> {
    let look = match decided.outcome {
        Outcome::Unused(_) => Look::INPUT.fill(style::RED_FILL),
        _ => Look::INPUT,
    };
    canvas.text(row, column("keputusan"), &decided.decision.word, &look)?;
    canvas.text(row, column("alasan"), &decided.decision.reason, &look.align(Align::Left))?;
    let at = column("nilai_sendiri");
    match &decided.decision.own {
        Some(Cell { content: CellContent::Number(n), format, .. }) => {
            // Show amounts with separators of thousands, and a percentage as it was typed.
            let format = format.0.as_deref().filter(|code| *code != "General").unwrap_or("#,##0.##########");
            canvas.put(row, at, &Content::Number(*n, format), &look.right().single_line())
        }
        Some(cell) => canvas.text(row, at, &crate::model::shown(cell), &look.right()),
        None => canvas.put(row, at, &Content::Blank, &look),
    }
}

/// Writes the cells of a decision that nobody has made yet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn blanks(canvas: &mut Canvas, row: u32, look: &Look) -> Result<(), WriteError> {
    ["keputusan", "nilai_sendiri", "alasan"]
        .into_iter()
        .try_for_each(|key| canvas.put(row, column(key), &Content::Blank, look))
}

/// Returns the choices of a decision's drop-down list. The list in a validation may have 255 characters, so
/// that proposals are offered by their letters.
pub fn choices(case: &Case) -> Vec<String> {
    let mut choices: Vec<String> = match case.proposals.len() {
        0 => Vec::new(),
        1 => vec![ACCEPT.to_owned()],
        several => (0..several.min(26)).map(letter).collect(),
    };
    choices.extend([REJECT.to_owned(), LATER.to_owned()]);
    choices
}
