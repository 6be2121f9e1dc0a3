//! Decides what the columns of a table without an official form are computed from, and on which ground: the
//! number row, a formula that most of the column's cells share, the words of the headers, or the figures. A
//! relation by words or figures must be earned in informative rows: see [`Trial`].

mod candidates;
mod row_trial;
mod shared_formula;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Balance, Ground, Level, Sheet, SheetSums, Table};
use crate::text::column_formula::{Formula, Operator};
use crate::text::number;

use crate::normalize::evidence::{
    MAX_RELATED_COLUMNS, MAX_RELATED_ROWS, MAX_SUM_MULTIPLE, MIN_DUPLICATE_HOLDING_PERCENT,
    MIN_FIGURES_HOLDING_PERCENT, MIN_FORM_HOLDING_PERCENT, MIN_INFORMATIVE_ROWS, MIN_OTHER_YEAR_ROWS,
    MIN_TABLE_ROWS, MIN_WORDS_HOLDING_PERCENT, MIN_WORDS_HOLDING_ROWS, is_at_least_percent,
};

use row_trial::{RowFigures, Trial};
use shared_formula::CellFormulas;

/// Decides what the columns of a table are computed from. `stated` are the relations that an official form
/// states, each with the index of its column.
pub fn relate_columns(table: &mut Table, sheet: &Sheet, stated: Vec<(usize, Formula)>) {
    let rows = RowFigures::from_first_rows(table);
    let formulas = CellFormulas::from_table(table, sheet);
    for place in 0..table.columns.len() {
        mark_number_row_ground(table, place);
        apply_shared_formula(table, place, &formulas);
    }
    relate_by_form(table, stated, &rows);
    detect_balances(table, &rows);
    let figures: Vec<usize> =
        (0..table.columns.len()).filter(|place| is_figure_column(table, *place)).collect();
    let read: Vec<Option<BTreeSet<u32>>> =
        (0..table.columns.len()).map(|place| shared_formula::columns_read(table, place, &formulas)).collect();
    // Work from left to right, so that a sum can use what was found before it.
    for place in &figures {
        relate_by_words(table, *place, &rows, read.get(*place).and_then(Option::as_ref));
    }
    // Of columns that could be computed from each other, the last is the result: work from right to left.
    for place in figures.iter().rev() {
        relate_by_figures(table, *place, &rows, &read);
    }
    drop_duplicate_relations(table, &rows);
    for place in figures {
        detect_running_numbers(table, place);
        detect_several_amounts(table, place);
        detect_averages(table, place);
    }
    let own: Vec<BTreeSet<_>> = (0..table.columns.len())
        .map(|place| shared_formula::deviating_cells(table, place, &formulas))
        .collect();
    for (column, own) in table.columns.iter_mut().zip(own) {
        column.own_formulas = own;
    }
}

/// Whether a column holds figures that may be computed from others.
fn is_figure_column(table: &Table, place: usize) -> bool {
    table.columns.get(place).is_some_and(|c| matches!(c.kind, Kind::Rupiah | Kind::Quantity | Kind::Percent))
}

/// Marks a formula that came from the number row with that ground. Its figures are not tested here.
fn mark_number_row_ground(table: &mut Table, place: usize) {
    if let Some(column) = table.columns.get_mut(place)
        && column.formula.is_some()
    {
        column.ground = Ground::NumberRow;
    }
}

/// Gives a column the formula that most of its cells share.
fn apply_shared_formula(table: &mut Table, place: usize, formulas: &CellFormulas<'_>) {
    if table.columns.get(place).is_none_or(|column| column.formula.is_some()) {
        return;
    }
    let shared = shared_formula::find_shared_formula(table, place, formulas);
    if let (Some(formula), Some(column)) = (shared, table.columns.get_mut(place)) {
        column.formula = Some(formula);
        column.ground = Ground::Formula;
    }
}

/// Gives columns the formulas stated by an official form, unless the figures refute them or the sheet itself
/// says otherwise.
fn relate_by_form(table: &mut Table, stated: Vec<(usize, Formula)>, rows: &RowFigures) {
    for (place, formula) in stated {
        let trial = rows.test_formula(table, place, &formula);
        if !is_at_least_percent(trial.holding, trial.informative, MIN_FORM_HOLDING_PERCENT) {
            continue;
        }
        let Some(column) = table.columns.get_mut(place) else { continue };
        match &column.formula {
            None => {
                column.formula = Some(formula);
                column.ground = Ground::Form;
            }
            Some(own) if without_percent_factor(own) == without_percent_factor(&formula) => {
                column.ground = Ground::Form;
            }
            // A sum may hold beside a product: the quarters of a line that is volume times price. If the form
            // states two sums, by quarters and by months, and the column has no formula, the first is enough.
            Some(own) if formula.is_linear() && !own.is_linear() => {
                table.sheet_sums.get_or_insert_default().row_sums.push((place, formula));
            }
            Some(_) => {}
        }
    }
}

/// Whether weaker evidence may decide a column: it has no formula so far.
fn is_undecided(table: &Table, place: usize) -> bool {
    table.columns.get(place).is_some_and(|column| column.formula.is_none())
}

/// Finds the columns that hold a running balance, and marks them as not adding up.
fn detect_balances(table: &mut Table, rows: &RowFigures) {
    let best = |place: usize| -> Option<Balance> {
        let tried = candidates::running_balances(table, place).into_iter().filter_map(|balance| {
            let (holding, tested) = rows.test_balance(&balance);
            let is_earned = holding >= MIN_INFORMATIVE_ROWS
                && is_at_least_percent(holding, tested, MIN_WORDS_HOLDING_PERCENT);
            is_earned.then_some((tested - holding, balance))
        });
        // The reading that fewest rows break; of equals, the first and plainest.
        tried.min_by_key(|(broken, _)| *broken).map(|(_, balance)| balance)
    };
    let kept: Vec<Balance> = (0..table.columns.len())
        .filter(|place| is_figure_column(table, *place) && is_undecided(table, *place))
        .filter_map(best)
        .collect();
    for balance in &kept {
        if let Some(column) = table.columns.get_mut(balance.column) {
            column.adds_up = false;
        }
    }
    if !kept.is_empty() {
        table.sheet_sums.get_or_insert_default().balances = kept;
    }
}

/// Gives a column what the words of its header say: one formula, and one sum that holds beside it. `read` are the
/// numbers of the columns that its live formulas read; `None` if it has none.
fn relate_by_words(table: &mut Table, place: usize, rows: &RowFigures, read: Option<&BTreeSet<u32>>) {
    let is_balance = |summed: &SheetSums| summed.balances.iter().any(|balance| balance.column == place);
    if table.sheet_sums.as_ref().is_some_and(is_balance) || !is_undecided(table, place) {
        return;
    }
    let mut chosen: Option<(Trial, Formula)> = None;
    let mut besides: Option<(Trial, Formula)> = None;
    for candidate in candidates::by_words(table, place) {
        // Words do not relate a column to columns that its live formulas do not read.
        if read.is_some_and(|read| !candidate.formula.columns().iter().all(|n| read.contains(n))) {
            continue;
        }
        let trial = rows.test_formula(table, place, &candidate.formula);
        let is_earned = if candidate.is_fully_named {
            trial.is_borne_out(MIN_WORDS_HOLDING_ROWS, MIN_WORDS_HOLDING_PERCENT)
        } else {
            trial.is_confirmed(MIN_WORDS_HOLDING_ROWS, MIN_WORDS_HOLDING_PERCENT)
        };
        // A change that holds in hardly any row: the column is another year's, and the relation is kept so
        // that the difference is reported.
        let is_refuted =
            candidate.is_certain && trial.holds_hardly_ever() && trial.informative >= MIN_OTHER_YEAR_ROWS;
        let best = if candidate.is_additional { &mut besides } else { &mut chosen };
        if (is_earned || is_refuted) && best.as_ref().is_none_or(|(best, _)| trial.beats(best)) {
            *best = Some((trial, candidate.formula));
        }
    }
    besides = besides.filter(|(trial, _)| !trial.has_two_ways());
    // Drop a difference of two balances named "Bertambah" if a column "Berkurang" explains the rows in which it
    // does not hold. Test a product on all rows, since the first few hundred may be the only ones that it fits.
    chosen = chosen.filter(|(trial, formula)| {
        if formula.is_linear() {
            return !trial.has_two_ways() && !rows.leaves_out_column(table, place, formula);
        }
        formula.is_ratio()
            || !RowFigures::from_table(table).test_formula(table, place, formula).is_contradicted()
    });
    let Some(column) = table.columns.get_mut(place) else { return };
    if chosen.is_none() {
        // A sum without another formula beside it is the column's formula.
        chosen = besides.take();
    }
    if let Some((_, formula)) = chosen {
        column.formula = Some(formula);
        column.ground = Ground::Words;
    }
    if let Some((_, formula)) = besides {
        table.sheet_sums.get_or_insert_default().row_sums.push((place, formula));
    }
}

/// Gives a column the sum or difference of others that figures alone show, if it holds in enough rows with
/// different figures to rule out chance.
///
/// A column that the live formulas of another one read was typed for them, and is computed from none: in a cash book,
/// each expense is copied into the column of its kind. `read` has for each column the numbers of those that its formulas
/// read.
fn relate_by_figures(table: &mut Table, place: usize, rows: &RowFigures, read: &[Option<BTreeSet<u32>>]) {
    let is_money =
        table.columns.get(place).is_some_and(|column| column.kind == Kind::Rupiah && column.adds_up);
    if !is_money || !is_undecided(table, place) || table.columns.len() > MAX_RELATED_COLUMNS {
        return;
    }
    let is_shown =
        |trial: &Trial| trial.is_shown_by_figures(MIN_INFORMATIVE_ROWS, MIN_FIGURES_HOLDING_PERCENT);
    let own = table.columns.get(place).and_then(|column| Some(column.number.as_ref()?.value));
    let is_read = |(other, read): (usize, &Option<BTreeSet<u32>>)| {
        other != place && read.as_ref().zip(own).is_some_and(|(read, own)| read.contains(&own))
    };
    if read.iter().enumerate().any(is_read) {
        return;
    }
    // Take the formula that holds best, and the first of equals: eleven months are the year in most rows, and
    // all twelve in every row.
    let mut best: Option<(Trial, Formula)> = None;
    for formula in candidates::by_figures(table, place) {
        let rests = formula.columns().into_iter().any(|number| depends_on(table, number, place, 12));
        if rests || is_copy(table, &formula) || has_distinct_years(table, place, &formula) {
            continue;
        }
        let trial = rows.test_formula(table, place, &formula);
        if is_shown(&trial) && best.as_ref().is_none_or(|(best, _)| trial.beats(best)) {
            best = Some((trial, formula));
        }
    }
    let best = best.filter(|(_, formula)| !rows.leaves_out_column(table, place, formula));
    if let (Some((_, formula)), Some(column)) = (best, table.columns.get_mut(place)) {
        column.formula = Some(formula);
        column.ground = Ground::Figures;
    }
}

/// Whether a column and all terms of a sum are of different years: one year is no sum of others.
fn has_distinct_years(table: &Table, place: usize, formula: &Formula) -> bool {
    let terms = formula.columns();
    let terms = terms.iter().filter_map(|number| column_by_number(table, *number));
    let years: Option<Vec<i32>> =
        terms.chain([place]).map(|column| table.columns.get(column)?.year).collect();
    years.is_some_and(|years| years.iter().collect::<BTreeSet<_>>().len() == years.len())
}

/// Drops relations by words or figures that another column has too, unless they hold nearly always. In many
/// reports, physical progress equals the share of the money spent in most rows, and is typed beside it.
fn drop_duplicate_relations(table: &mut Table, rows: &RowFigures) {
    let known: Vec<Option<&Formula>> =
        table.columns.iter().map(|c| c.formula.as_ref().map(without_percent_factor)).collect();
    let is_double = |place: usize| {
        let own = known.get(place).copied().flatten();
        own.is_some_and(|own| known.iter().enumerate().any(|(other, of)| other != place && *of == Some(own)))
    };
    let holds = |place: usize, formula: &Formula| {
        rows.test_formula(table, place, formula)
            .is_borne_out(MIN_INFORMATIVE_ROWS, MIN_DUPLICATE_HOLDING_PERCENT)
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

/// Returns a formula without the factor 100 that turns a share into a percentage.
fn without_percent_factor(formula: &Formula) -> &Formula {
    match formula {
        Formula::Binary(share, Operator::Multiply, times)
            if **times == Formula::Constant(Decimal::ONE_HUNDRED) =>
        {
            share
        }
        _ => formula,
    }
}

/// Recognizes a column of running numbers whose header does not say so: 1 to 24 beside the scores of 24
/// indicators. Such numbers do not add up, although 3 is 1 + 2.
fn detect_running_numbers(table: &mut Table, place: usize) {
    /// Minimum number of numbers that run.
    const MIN_RUNNING_NUMBERS: usize = 5;
    let numbers: Vec<Decimal> =
        (0..table.items.len()).filter_map(|id| table.number(id, place)).take(MAX_RELATED_ROWS).collect();
    let runs = |pair: &&[Decimal]| matches!(pair, [a, b] if a.checked_add(Decimal::ONE) == Some(*b));
    let running = numbers.windows(2).filter(runs).count();
    let is_running = numbers.len() >= MIN_RUNNING_NUMBERS
        && is_at_least_percent(running, numbers.len() - 1, MIN_DUPLICATE_HOLDING_PERCENT);
    if let Some(column) = table.columns.get_mut(place).filter(|_| is_running) {
        column.adds_up = false;
    }
}

/// Recognizes a column in which many cells hold several amounts, one per line: a program that prints a subtotal and its
/// difference into one cell. The other cells are no list that adds up.
fn detect_several_amounts(table: &mut Table, place: usize) {
    /// Minimum number of such cells.
    const MIN_CELLS: usize = 3;
    /// Minimum share of such cells, in percent of the cells that are filled.
    const MIN_PERCENT: usize = 10;
    let holds_several = |text: &str| {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        text.contains('\n') && lines().count() > 1 && lines().all(|line| number::read_rupiah(line).is_some())
    };
    let values = || table.items.iter().filter_map(|item| item.values.get(place));
    let several = values().filter(|cited| holds_several(&cited.text)).count();
    let does_not_add_up = several >= MIN_CELLS && is_at_least_percent(several, values().count(), MIN_PERCENT);
    if let Some(column) = table.columns.get_mut(place).filter(|_| does_not_add_up) {
        column.adds_up = false;
    }
}

/// Recognizes counts that do not add up: scores, and percentages without a sign, whose total row states an
/// average. Every total lies among the figures that it would add up and is far less than their sum, and none
/// is the sum of the rows right above it. Totals of zero are no evidence.
fn detect_averages(table: &mut Table, place: usize) {
    if table.columns.get(place).is_none_or(|c| c.kind != Kind::Quantity || !c.adds_up) {
        return;
    }
    let below = table.children_by_item();
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
    let Some(sum) = sum.filter(|_| parts.len() >= MIN_TABLE_ROWS && !totals.is_empty()) else { return };
    let is_average = |total: &Decimal| {
        let is_far = total.checked_mul(MAX_SUM_MULTIPLE.into()).is_some_and(|times| times < sum);
        (least..=most).contains(&total) && is_far
    };
    if totals.iter().all(is_average)
        && let Some(column) = table.columns.get_mut(place)
    {
        column.adds_up = false;
    }
}

/// Whether a total is the sum of at least two of the last figures.
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

/// Whether a sum says no more than that two columns are equal: realisasi to date less last year's is this
/// year's, by the formula of the realisasi to date.
fn is_copy(table: &Table, formula: &Formula) -> bool {
    let mut terms: BTreeMap<u32, i32> = BTreeMap::new();
    expand_terms(table, formula, 1, 4, &mut terms);
    terms.values().filter(|times| **times != 0).count() < 2
}

/// Adds the columns of a sum to `terms`, with their multiples. Columns that are sums themselves are replaced
/// by their terms, up to `depth` levels deep.
fn expand_terms(table: &Table, formula: &Formula, sign: i32, depth: usize, terms: &mut BTreeMap<u32, i32>) {
    match formula {
        Formula::Column(number) => {
            let own =
                column_by_number(table, *number).and_then(|place| table.columns.get(place)?.formula.as_ref());
            match own.filter(|own| own.is_linear() && depth > 0) {
                Some(own) => expand_terms(table, own, sign, depth - 1, terms),
                None => *terms.entry(*number).or_default() += sign,
            }
        }
        Formula::Binary(left, operator, right) => {
            expand_terms(table, left, sign, depth, terms);
            let turn = if *operator == Operator::Subtract { -1 } else { 1 };
            expand_terms(table, right, sign * turn, depth, terms);
        }
        Formula::Constant(_) => {}
    }
}

/// Returns the index of the column with this number. `None` if no column has it.
fn column_by_number(table: &Table, number: u32) -> Option<usize> {
    table.columns.iter().position(|column| column.number.as_ref().is_some_and(|own| own.value == number))
}

/// Whether the column with this number is, or is computed from, the column `other`, directly or by way of
/// others. True beyond `depth` steps, to be safe.
fn depends_on(table: &Table, number: u32, other: usize, depth: usize) -> bool {
    let Some(place) = column_by_number(table, number) else { return false };
    let Some(formula) = table.columns.get(place).and_then(|c| c.formula.as_ref()) else {
        return place == other;
    };
    place == other
        || depth == 0
        || formula.columns().into_iter().any(|part| depends_on(table, part, other, depth - 1))
}
