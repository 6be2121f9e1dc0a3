//! What the columns of a table without an official form have to do with each other, and on which ground: the
//! number row, a formula that most of the column's cells share, the words of the headers, the figures. A
//! relation by words or figures is earned in informative rows: see [`Trial`].

mod candidates;
mod pattern;
mod trial;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Balance, Ground, Level, Sheet, Summed, Table};
use crate::text::formula::{Formula, Operator};

use crate::normalize::evidence::{
    FAR, FEWEST_BY_WORDS, FEWEST_INFORMATIVE, FEWEST_OF_ANOTHER_YEAR, FEWEST_ROWS, HOLDING_BY_FIGURES,
    HOLDING_BY_FORM, HOLDING_BY_WORDS, HOLDING_OF_DOUBLE, MOST_RELATED, is_share,
};

use pattern::Formulas;
use trial::{Rows, Trial};

/// Tells what the columns are computed from; `stated` is what an official form says of them.
pub fn relate(table: &mut Table, sheet: &Sheet, stated: Vec<(usize, Formula)>) {
    let rows = Rows::of(table);
    let formulas = Formulas::of(table, sheet);
    for place in 0..table.columns.len() {
        number_row(table, place);
        pattern(table, place, &rows, &formulas);
    }
    by_form(table, stated, &rows);
    balances(table, &rows);
    let figures: Vec<usize> = (0..table.columns.len()).filter(|place| is_figure(table, *place)).collect();
    // From left to right, so that a sum rests on what stands before it.
    for place in &figures {
        by_words(table, *place, &rows, &formulas);
    }
    // Of columns that give each other the last is the result.
    for place in figures.iter().rev() {
        by_figures(table, *place, &rows);
    }
    drop_doubles(table, &rows);
    for place in figures {
        averages(table, place);
    }
    let own: Vec<BTreeSet<_>> =
        (0..table.columns.len()).map(|place| pattern::others(table, place, &formulas)).collect();
    for (column, own) in table.columns.iter_mut().zip(own) {
        column.own = own;
    }
}

fn is_figure(table: &Table, place: usize) -> bool {
    table.columns.get(place).is_some_and(|c| matches!(c.kind, Kind::Rupiah | Kind::Quantity | Kind::Percent))
}

/// A formula of the number row counts where its figures do not refute it: numbers may be copied from a form
/// that had other columns.
fn number_row(table: &mut Table, place: usize) {
    if let Some(column) = table.columns.get_mut(place)
        && column.formula.is_some()
    {
        column.ground = Ground::NumberRow;
    }
}

/// The formula that most of a column's cells share.
fn pattern(table: &mut Table, place: usize, rows: &Rows, formulas: &Formulas<'_>) {
    if table.columns.get(place).is_none_or(|column| column.formula.is_some()) {
        return;
    }
    // That a column repeats another says nothing where both are zero.
    let says_something = |formula: &Formula| {
        !matches!(formula, Formula::Column(_)) || rows.of_formula(table, place, formula).holding > 0
    };
    let shared = pattern::shared(table, place, formulas).filter(says_something);
    if let (Some(formula), Some(column)) = (shared, table.columns.get_mut(place)) {
        column.formula = Some(formula);
        column.ground = Ground::Formula;
    }
}

/// What an official form says counts where the figures do not refute it, and where the sheet itself does not say
/// otherwise.
fn by_form(table: &mut Table, stated: Vec<(usize, Formula)>, rows: &Rows) {
    for (place, formula) in stated {
        let trial = rows.of_formula(table, place, &formula);
        if !is_share(trial.holding, trial.informative, HOLDING_BY_FORM) {
            continue;
        }
        let Some(column) = table.columns.get_mut(place) else { continue };
        match &column.formula {
            None => {
                column.formula = Some(formula);
                column.ground = Ground::Form;
            }
            Some(own) if ratio(own) == ratio(&formula) => column.ground = Ground::Form,
            // A sum that holds beside a product: the quarters of a line that is volume times price. Of two sums, by
            // quarters and by months, the first is enough.
            Some(own) if formula.is_linear() && !own.is_linear() => {
                table.summed.get_or_insert_default().row_sums.push((place, formula));
            }
            Some(_) => {}
        }
    }
}

/// Whether weaker evidence may speak: no live formulas say what the column is.
fn is_open(table: &Table, place: usize) -> bool {
    table.columns.get(place).is_some_and(|column| column.formula.is_none() && column.own.is_empty())
}

/// Columns of what is left after each row.
fn balances(table: &mut Table, rows: &Rows) {
    let best = |place: usize| -> Option<Balance> {
        let tried = candidates::balances(table, place).into_iter().filter_map(|balance| {
            let (holding, tested) = rows.of_balance(&balance);
            let is_earned = holding >= FEWEST_INFORMATIVE && is_share(holding, tested, HOLDING_BY_WORDS);
            is_earned.then_some((tested - holding, balance))
        });
        // The one that fewest rows break, the plainest of equals.
        tried.min_by_key(|(broken, _)| *broken).map(|(_, balance)| balance)
    };
    let kept: Vec<Balance> = (0..table.columns.len())
        .filter(|place| is_figure(table, *place) && is_open(table, *place))
        .filter_map(best)
        .collect();
    for balance in &kept {
        if let Some(column) = table.columns.get_mut(balance.column) {
            column.adds_up = false;
        }
    }
    if !kept.is_empty() {
        table.summed.get_or_insert_default().balances = kept;
    }
}

/// What the words of the headers say of a column: one formula, and one sum that holds beside it.
fn by_words(table: &mut Table, place: usize, rows: &Rows, formulas: &Formulas<'_>) {
    let is_balance = |summed: &Summed| summed.balances.iter().any(|balance| balance.column == place);
    if table.summed.as_ref().is_some_and(is_balance) || !is_open(table, place) {
        return;
    }
    let read = pattern::read_by(table, place, formulas);
    let mut chosen: Option<(Trial, Formula)> = None;
    let mut besides: Option<(Trial, Formula)> = None;
    for candidate in candidates::by_words(table, place) {
        // Words do not relate a column to others than its live formulas read.
        if read.as_ref().is_some_and(|read| !candidate.formula.columns().iter().all(|n| read.contains(n))) {
            continue;
        }
        let trial = rows.of_formula(table, place, &candidate.formula);
        let is_earned = if candidate.is_named {
            trial.is_borne_out(FEWEST_BY_WORDS, HOLDING_BY_WORDS)
        } else {
            trial.is_earned(FEWEST_BY_WORDS, HOLDING_BY_WORDS)
        };
        // A change that is none in any row: the column is another year's.
        let is_refuted = candidate.is_certain
            && trial.holding * 5 <= trial.informative
            && trial.informative >= FEWEST_OF_ANOTHER_YEAR;
        let best = if candidate.is_besides { &mut besides } else { &mut chosen };
        if (is_earned || is_refuted) && best.as_ref().is_none_or(|(best, _)| trial.beats(best)) {
            *best = Some((trial, candidate.formula));
        }
    }
    let Some(column) = table.columns.get_mut(place) else { return };
    if chosen.is_none() {
        // A sum alone is the column's formula.
        chosen = besides.take();
    }
    if let Some((_, formula)) = chosen {
        column.formula = Some(formula);
        column.ground = Ground::Words;
    }
    if let Some((_, formula)) = besides {
        table.summed.get_or_insert_default().row_sums.push((place, formula));
    }
}

/// What figures alone show a column to be: a sum or a difference of others, in so many rows with figures that
/// differ that it is no chance.
fn by_figures(table: &mut Table, place: usize, rows: &Rows) {
    let is_money =
        table.columns.get(place).is_some_and(|column| column.kind == Kind::Rupiah && column.adds_up);
    if !is_money || !is_open(table, place) || table.columns.len() > MOST_RELATED {
        return;
    }
    let is_shown = |trial: &Trial| trial.is_shown(FEWEST_INFORMATIVE, HOLDING_BY_FIGURES);
    // Eleven months are the year in most rows, and all twelve in every one: take the formula that holds best,
    // and the first of equals.
    let mut best: Option<(Trial, Formula)> = None;
    for formula in candidates::by_figures(table, place) {
        let rests = formula.columns().into_iter().any(|number| rests_on(table, number, place, 12));
        if rests || is_copy(table, &formula) || is_of_years(table, place, &formula) {
            continue;
        }
        let trial = rows.of_formula(table, place, &formula);
        if is_shown(&trial) && best.as_ref().is_none_or(|(best, _)| trial.beats(best)) {
            best = Some((trial, formula));
        }
    }
    let best = best.filter(|(_, formula)| !rows.leaves_out(table, place, formula));
    if let (Some((_, formula)), Some(column)) = (best, table.columns.get_mut(place)) {
        column.formula = Some(formula);
        column.ground = Ground::Figures;
    }
}

/// Whether a column and all that a sum takes are of years of their own: one year is no sum of others.
fn is_of_years(table: &Table, place: usize, formula: &Formula) -> bool {
    let terms = formula.columns();
    let terms = terms.iter().filter_map(|number| numbered(table, *number));
    let years: Option<Vec<i32>> =
        terms.chain([place]).map(|column| table.columns.get(column)?.year).collect();
    years.is_some_and(|years| years.iter().collect::<BTreeSet<_>>().len() == years.len())
}

/// Takes back a relation by words or figures that another column has too, unless it holds nearly always. Physical
/// progress equals the share of the money that was spent in most rows of many reports, and is typed beside it.
fn drop_doubles(table: &mut Table, rows: &Rows) {
    let known: Vec<Option<&Formula>> = table.columns.iter().map(|c| c.formula.as_ref().map(ratio)).collect();
    let is_double = |place: usize| {
        let own = known.get(place).copied().flatten();
        own.is_some_and(|own| known.iter().enumerate().any(|(other, of)| other != place && *of == Some(own)))
    };
    let holds = |place: usize, formula: &Formula| {
        rows.of_formula(table, place, formula).is_borne_out(FEWEST_INFORMATIVE, HOLDING_OF_DOUBLE)
    };
    let dropped: Vec<usize> = (0..table.columns.len())
        .filter(|place| {
            let Some(column) = table.columns.get(*place) else { return false };
            matches!(column.ground, Ground::Words | Ground::Figures)
                && column.formula.as_ref().is_some_and(|own| is_double(*place) && !holds(*place, own))
        })
        .collect();
    for place in dropped {
        if let Some(column) = table.columns.get_mut(place) {
            column.formula = None;
            column.ground = Ground::Figures;
        }
    }
}

/// A formula without the 100 that makes a share a percentage.
fn ratio(formula: &Formula) -> &Formula {
    match formula {
        Formula::Binary(share, Operator::Multiply, times)
            if **times == Formula::Constant(Decimal::ONE_HUNDRED) =>
        {
            share
        }
        _ => formula,
    }
}

/// Tells numbers that do not add up from counts: scores, and percentages without a sign, whose total row states
/// an average. Each total lies among the figures that it would add up and is far less than their sum, and none
/// is the sum of the rows above it. A total of zero says nothing.
fn averages(table: &mut Table, place: usize) {
    if table.columns.get(place).is_none_or(|c| c.kind != Kind::Quantity || !c.adds_up) {
        return;
    }
    let below = table.below();
    let (mut parts, mut totals) = (Vec::new(), Vec::new());
    for (id, item) in table.items.iter().enumerate() {
        let Some(number) = table.number(id, place).filter(|n| *n > Decimal::ZERO) else { continue };
        if item.level == Level::Jumlah {
            if is_sum_of_last(&parts, number) {
                return;
            }
            totals.push(number);
        } else if below.get(id).is_none_or(Vec::is_empty) {
            parts.push(number);
        }
    }
    let (Some(least), Some(most)) = (parts.iter().min(), parts.iter().max()) else { return };
    let sum = parts.iter().try_fold(Decimal::ZERO, |sum, n| sum.checked_add(*n));
    let Some(sum) = sum.filter(|_| parts.len() >= FEWEST_ROWS && !totals.is_empty()) else { return };
    let is_average = |total: &Decimal| {
        let is_far = total.checked_mul(FAR.into()).is_some_and(|times| times < sum);
        (least..=most).contains(&total) && is_far
    };
    if totals.iter().all(is_average)
        && let Some(column) = table.columns.get_mut(place)
    {
        column.adds_up = false;
    }
}

/// Whether a total is the sum of two or more of the last figures.
fn is_sum_of_last(figures: &[Decimal], total: Decimal) -> bool {
    let mut sum = Decimal::ZERO;
    for (count, figure) in figures.iter().rev().enumerate() {
        let Some(next) = sum.checked_add(*figure).filter(|next| *next <= total) else { return false };
        sum = next;
        if count > 0 && sum == total {
            return true;
        }
    }
    false
}

/// Whether a sum says no more than that two columns are equal: realisation to date less last year's is this
/// year's, by the formula of the realisation to date.
fn is_copy(table: &Table, formula: &Formula) -> bool {
    let mut terms: BTreeMap<u32, i32> = BTreeMap::new();
    expand(table, formula, 1, 4, &mut terms);
    terms.values().filter(|times| **times != 0).count() < 2
}

/// Adds up what a sum takes of columns that are no sums themselves.
fn expand(table: &Table, formula: &Formula, sign: i32, depth: usize, terms: &mut BTreeMap<u32, i32>) {
    match formula {
        Formula::Column(number) => {
            let own = numbered(table, *number).and_then(|place| table.columns.get(place)?.formula.as_ref());
            match own.filter(|own| own.is_linear() && depth > 0) {
                Some(own) => expand(table, own, sign, depth - 1, terms),
                None => *terms.entry(*number).or_default() += sign,
            }
        }
        Formula::Binary(left, operator, right) => {
            expand(table, left, sign, depth, terms);
            let turn = if *operator == Operator::Subtract { -1 } else { 1 };
            expand(table, right, sign * turn, depth, terms);
        }
        Formula::Constant(_) => {}
    }
}

/// The column with this number.
fn numbered(table: &Table, number: u32) -> Option<usize> {
    table.columns.iter().position(|column| column.number.as_ref().is_some_and(|own| own.value == number))
}

/// Whether the column with a number is computed from another, by way of others or not.
fn rests_on(table: &Table, number: u32, other: usize, depth: usize) -> bool {
    let Some(place) = numbered(table, number) else { return false };
    let Some(formula) = table.columns.get(place).and_then(|c| c.formula.as_ref()) else {
        return place == other;
    };
    place == other
        || depth == 0
        || formula.columns().into_iter().any(|part| rests_on(table, part, other, depth - 1))
}
