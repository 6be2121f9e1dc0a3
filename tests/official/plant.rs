//! Plants errors in examples: one cell becomes wrong, and everything else stays right.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::evaluation::predikat;
use crate::grid::{At, Cell, Kind, Show, Style};
use crate::random::Random;
use crate::sheet::Sheet;

/// A wrong cell.
pub struct Planted {
    pub at: At,
    pub kind: Kind,
    /// The right value, in points for a percentage. `None` for a word.
    pub right: Option<Decimal>,
    /// Whether the form and the other cells determine what the cell must be.
    pub determined: bool,
    /// The cells that share a relation with it. A finding is true at these too.
    pub may: Vec<At>,
}

/// Returns the cells that an error of each kind can be planted in.
pub fn candidates(sheet: &Sheet) -> BTreeMap<Kind, Vec<At>> {
    let mut out: BTreeMap<Kind, Vec<At>> = BTreeMap::new();
    for (at, cell) in &sheet.grid.cells {
        let kind = match cell.kind {
            Some(kind) => kind,
            // With formulas, all sums would follow a wrong typed cell at once, so there would be nothing to
            // find.
            None if !sheet.layout.formulas && is_determined_leaf(sheet, *at, cell) => Kind::Leaf,
            None => continue,
        };
        out.entry(kind).or_default().push(*at);
    }
    out
}

/// Whether a typed number is part of two or more sums, so that it follows from them.
fn is_determined_leaf(sheet: &Sheet, at: At, cell: &Cell) -> bool {
    let has_number = matches!(cell.show, Show::Amount | Show::Number | Show::Quantity(_));
    let is_typed =
        cell.style == Style::Body && cell.expr.is_none() && cell.value.is_some_and(|v| !v.is_zero());
    let exact = |r: &&crate::grid::Relation| r.exact && (r.target == at || r.parts.contains(&at));
    has_number && is_typed && sheet.grid.relations.iter().filter(exact).count() > 1
}

/// Plants an error of a kind. `None` if the form has no cell of this kind, or no plausible wrong value was
/// found.
pub fn plant(sheet: &mut Sheet, kind: Kind, random: &mut Random) -> Option<Planted> {
    let cells = candidates(sheet).remove(&kind)?;
    for _ in 0..40 {
        let at = random.pick(&cells);
        let cell = sheet.grid.cells.get(&at)?.clone();
        if kind == Kind::Predikat {
            let words: Vec<&str> =
                [20, 60, 70, 80, 95].iter().filter_map(|n| predikat(Decimal::from(*n))).collect();
            let word = random.pick(&words);
            if word != cell.text {
                word.clone_into(&mut sheet.grid.cells.get_mut(&at)?.text);
                return Some(Planted {
                    at,
                    kind,
                    right: None,
                    determined: true,
                    may: sheet.grid.related(at),
                });
            }
            continue;
        }
        let right = cell.value?;
        let wrong = if cell.show == Show::Percent {
            wrong_percent(sheet, at, right, random)
        } else {
            wrong_number(sheet, at, right, &cell.show, random)
        };
        let Some(wrong) = wrong else { continue };
        let right = if cell.show == Show::Percent { right.round_dp(2) } else { right };
        let planted = sheet.grid.cells.get_mut(&at)?;
        planted.value = Some(wrong);
        planted.expr = None;
        return Some(Planted { at, kind, right: Some(right), determined: true, may: sheet.grid.related(at) });
    }
    None
}

/// Returns the value of the nearest cell above in the same column that is displayed in the same way.
fn above(sheet: &Sheet, at: At) -> Option<Decimal> {
    let show = &sheet.grid.cells.get(&at)?.show;
    let same = |cell: &&Cell| cell.show == *show && cell.style == Style::Body;
    (0..at.0).rev().find_map(|row| sheet.grid.cells.get(&(row, at.1)).filter(same)?.value)
}

fn wrong_percent(sheet: &Sheet, at: At, right: Decimal, random: &mut Random) -> Option<Decimal> {
    let right = right.round_dp(2);
    let wrong = match random.below(3) {
        0 => above(sheet, at)?.round_dp(2),
        1 => swapped(right, random)?,
        _ => {
            let off = Decimal::new(random.between(250, 1_200), 2);
            if random.chance(50) { right + off } else { right - off }
        }
    };
    // A difference of less than half a point could be another way of rounding.
    ((wrong - right).abs() >= Decimal::new(5, 1)).then_some(wrong)
}

fn wrong_number(sheet: &Sheet, at: At, right: Decimal, show: &Show, random: &mut Random) -> Option<Decimal> {
    let is_money = *show == Show::Amount;
    let wrong = match random.below(4) {
        0 => swapped(right, random)?,
        1 => dropped(right, random)?,
        2 if is_money => right + Decimal::from(random.pick(&[1_000, 10_000, 1_000_000])),
        2 => right + Decimal::from(random.between(1, 9)),
        _ => above(sheet, at)?,
    };
    (wrong != right && (wrong.is_sign_negative() == right.is_sign_negative() || right.is_zero()))
        .then_some(wrong)
}

/// Returns the number with two neighbouring digits swapped; `None` if that is not possible.
fn swapped(value: Decimal, random: &mut Random) -> Option<Decimal> {
    let mut text: Vec<char> = value.normalize().to_string().chars().collect();
    let places: Vec<usize> = (0..text.len().saturating_sub(1))
        .filter(|i| text[*i].is_ascii_digit() && text[i + 1].is_ascii_digit() && text[*i] != text[i + 1])
        .filter(|i| text[i + 1] != '0' || *i > 0)
        .collect();
    if places.is_empty() {
        return None;
    }
    let at = random.pick(&places);
    text.swap(at, at + 1);
    text.into_iter().collect::<String>().parse().ok()
}

/// Returns the number without one of its digits; `None` if it has fewer than three characters.
fn dropped(value: Decimal, random: &mut Random) -> Option<Decimal> {
    let mut text: Vec<char> = value.normalize().to_string().chars().collect();
    let places: Vec<usize> = (1..text.len()).filter(|i| text[*i].is_ascii_digit()).collect();
    if text.len() < 3 {
        return None;
    }
    let at = random.pick(&places);
    text.remove(at);
    text.into_iter().collect::<String>().parse().ok()
}
