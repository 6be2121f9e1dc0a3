//! Proposes formulas that a column might be computed by: those that its words name, and sums and differences
//! that figures may show.

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Balance, Table};
use crate::text::column_formula::{Formula, Operator};
use crate::text::fold::fold;
use crate::text::number;
use crate::text::words::TOTAL_WORDS;

use crate::normalize::evidence::{
    MAX_FORMULA_TERMS, MAX_PAIRED_COLUMNS, MAX_PAIRED_COLUMNS_WIDE, MAX_RELATED_COLUMNS, MAX_SUM_PARTS,
};
use crate::normalize::vocabulary::{has_any_folded_word, vocabulary};

/// A formula proposed by the words of the headers.
pub struct Candidate {
    /// The formula, over the numbers of the table's columns.
    pub formula: Formula,
    /// Whether the words leave no doubt: setelah less sebelum.
    pub is_certain: bool,
    /// Whether the formula may hold beside another one of the column: the sum of its sources, where it is a
    /// product too.
    pub is_additional: bool,
    /// Whether the words name each of its terms: a quarter and its months.
    pub is_fully_named: bool,
}

fn plain_candidate(formula: Formula) -> Candidate {
    Candidate { formula, is_certain: false, is_additional: false, is_fully_named: false }
}

/// Returns the formulas that the words of the headers propose for a column.
pub fn by_words(table: &Table, place: usize) -> Vec<Candidate> {
    let words = vocabulary();
    let Some(column) = table.columns.get(place) else { return Vec::new() };
    let mut all = Vec::new();
    match column.kind {
        Kind::Percent if has_inner_header_word(table, place, &words.rests) => {
            all.extend(deviations(table, place).map(plain_candidate));
            all.extend(ratios(table, place).map(plain_candidate));
        }
        Kind::Percent => all.extend(ratios(table, place).map(plain_candidate)),
        Kind::Rupiah if column.adds_up => {
            all.extend(change_formula(table, place));
            if has_header_word(table, place, &words.rests) {
                all.extend(pair_formulas(table, place, Operator::Subtract).map(plain_candidate));
            }
            all.extend(taxes(table, place).map(plain_candidate));
            all.extend(products(table, place).map(plain_candidate));
            all.extend(closing_balance(table, place).map(additional_candidate));
            all.extend(period_sum(table, place).map(named_candidate));
            if is_total_column(table, place) {
                all.extend(total_sums(table, place).map(additional_candidate));
            }
            all.extend(source_sums(table, place).map(additional_candidate));
        }
        Kind::Quantity => {
            all.extend(closing_balance(table, place).map(additional_candidate));
            all.extend(period_sum(table, place).map(named_candidate));
            if is_total_column(table, place) {
                all.extend(total_sums(table, place).map(additional_candidate));
            }
        }
        _ => {}
    }
    all
}

fn additional_candidate(formula: Formula) -> Candidate {
    Candidate { is_additional: true, ..plain_candidate(formula) }
}

fn named_candidate(formula: Formula) -> Candidate {
    Candidate { is_additional: true, is_fully_named: true, ..plain_candidate(formula) }
}

/// Returns the sums and differences that figures may show: sums of the columns right before or after this
/// one, of all before or after it, and of other columns side by side; sums and differences of two.
pub fn by_figures(table: &Table, place: usize) -> impl Iterator<Item = Formula> + use<> {
    let money: Vec<usize> = table.money_columns().collect();
    let at = money.iter().position(|c| *c == place).unwrap_or(0);
    let mut all: Vec<Vec<usize>> = Vec::new();
    all.extend((2..=at.min(MAX_SUM_PARTS)).map(|parts| money[at - parts..at].to_vec()));
    let behind = money.len().saturating_sub(at + 1);
    all.extend((2..=behind.min(MAX_SUM_PARTS)).map(|parts| money[at + 1..=at + parts].to_vec()));
    let is_plain = |c: &usize| table.columns.get(*c).is_some_and(|c| c.formula.is_none());
    for side in [&money[..at], money.get(at + 1..).unwrap_or_default()] {
        all.push(side.iter().copied().filter(is_plain).collect());
    }
    all.extend(
        money
            .chunk_by(|a, b| a + 1 == *b)
            .filter(|run| run.len() <= MAX_SUM_PARTS)
            .map(|run| run.iter().copied().filter(|c| *c != place).collect()),
    );
    let sums: Vec<Formula> = all
        .into_iter()
        .filter(|parts| parts.len() >= 2)
        .filter_map(|parts| sum_formula(table, &parts))
        .collect();
    let others = nearest_columns(table, place, money);
    let mut pairs = Vec::new();
    for (i, a) in others.iter().enumerate() {
        for (j, b) in others.iter().enumerate() {
            if i < j {
                pairs.push(binary_formula(table, *a, Operator::Add, *b));
            }
            if i != j {
                pairs.push(binary_formula(table, *a, Operator::Subtract, *b));
            }
        }
    }
    sums.into_iter().chain(pairs)
}

/// Returns the columns of counts and money, prices aside, between which ratios are tried.
fn countable_columns(table: &Table) -> Vec<usize> {
    (0..table.columns.len())
        .filter(|c| {
            table.columns.get(*c).is_some_and(|c| {
                (c.kind == Kind::Rupiah && !c.key.starts_with("harga")) || c.kind == Kind::Quantity
            })
        })
        .collect()
}

/// Returns the columns nearest to this one, left to right, among which pairs are tried.
fn nearest_columns(table: &Table, place: usize, mut columns: Vec<usize>) -> Vec<usize> {
    columns.retain(|c| *c != place);
    let most =
        if table.columns.len() > MAX_RELATED_COLUMNS { MAX_PAIRED_COLUMNS_WIDE } else { MAX_PAIRED_COLUMNS };
    columns.sort_by_key(|c| (c.abs_diff(place), *c));
    columns.truncate(most);
    columns.sort_unstable();
    columns
}

/// Returns this operation on every pair of the nearest columns of money.
fn pair_formulas(table: &Table, place: usize, operator: Operator) -> impl Iterator<Item = Formula> {
    let others = nearest_columns(table, place, table.money_columns().collect());
    let mut all = Vec::new();
    for a in &others {
        for b in others.iter().filter(|b| *b != a) {
            all.push(binary_formula(table, *a, operator, *b));
        }
    }
    all.into_iter()
}

/// Returns ratios of two columns, the likeliest first: those below the same header cell, then those whose
/// words are of a realisasi and a pagu.
fn ratios(table: &Table, place: usize) -> impl Iterator<Item = Formula> {
    let words = vocabulary();
    let others: Vec<usize> = nearest_columns(table, place, countable_columns(table));
    let mut all: Vec<(u8, Formula)> = Vec::new();
    for a in &others {
        for b in others.iter().filter(|b| *b != a) {
            let grouped = group_header_cell(table, place).is_some()
                && group_header_cell(table, place) == group_header_cell(table, *a)
                && group_header_cell(table, *a) == group_header_cell(table, *b);
            let named = has_header_word(table, *a, &words.part) && has_header_word(table, *b, &words.whole);
            let rank = u8::from(!grouped) * 2 + u8::from(!named);
            all.push((rank, binary_formula(table, *a, Operator::Divide, *b)));
        }
    }
    all.sort_by_key(|(rank, _)| *rank);
    all.into_iter().map(|(_, formula)| formula)
}

/// Returns the differences of a percentage of realisasi and one of target.
fn deviations(table: &Table, place: usize) -> impl Iterator<Item = Formula> {
    let words = vocabulary();
    let of = |list: &[String]| -> Vec<usize> {
        let is_one = |c: &usize| {
            *c != place
                && table.columns.get(*c).is_some_and(|c| c.kind == Kind::Percent)
                && has_header_word(table, *c, list)
                && !has_inner_header_word(table, *c, &words.rests)
        };
        nearest_columns(table, place, (0..table.columns.len()).filter(is_one).collect())
    };
    let (done, planned) = (of(&words.part), of(&words.planned));
    let mut all = Vec::new();
    for a in &done {
        for b in planned.iter().filter(|b| *b != a) {
            all.push(binary_formula(table, *a, Operator::Subtract, *b));
        }
    }
    all.into_iter()
}

/// Returns "Bertambah/(Berkurang)" as the column after less the column before. `None` unless there is exactly
/// one of each.
fn change_formula(table: &Table, place: usize) -> Option<Candidate> {
    let words = vocabulary();
    if !has_header_word(table, place, &words.rests) {
        return None;
    }
    let one = |list: &[String]| {
        let mut of = table.money_columns().filter(|c| {
            *c != place && has_header_word(table, *c, list) && !has_header_word(table, *c, &words.rests)
        });
        of.next().filter(|_| of.next().is_none())
    };
    let (after, before) = (one(&words.after)?, one(&words.before)?);
    (after != before).then(|| Candidate {
        formula: binary_formula(table, after, Operator::Subtract, before),
        is_certain: true,
        is_additional: false,
        is_fully_named: true,
    })
}

/// Returns taxes at the rate that the header states, on each column of money at the left: "PPh 21 (5%)".
fn taxes(table: &Table, place: usize) -> impl Iterator<Item = Formula> {
    let head = table
        .columns
        .get(place)
        .and_then(|c| c.header.last())
        .map(|h| h.text.to_string())
        .unwrap_or_default();
    let rate = stated_rate(&head).filter(|_| has_any_folded_word(&fold(&head), &vocabulary().taxes));
    let bases = table.money_columns().filter(move |c| *c < place);
    let formulas: Vec<Formula> = rate
        .into_iter()
        .flat_map(|rate| bases.clone().map(move |base| (rate, base)))
        .map(|(rate, base)| {
            let rate = Formula::Constant(rate);
            Formula::Binary(Box::new(column_term(table, base)), Operator::Multiply, Box::new(rate))
        })
        .collect();
    formulas.into_iter()
}

/// Returns the rate that a header states, as a share: 0.05 for "(5%)". `None` if it states none between 0 and
/// 100%.
fn stated_rate(head: &str) -> Option<Decimal> {
    let before = head.split_once('%')?.0.trim_end();
    let start =
        before.rfind(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).map_or(0, |at| at + 1);
    let text = before.get(start..)?;
    let value = number::read(text)?.value;
    let is_rate = value > Decimal::ZERO && value < Decimal::ONE_HUNDRED;
    is_rate.then(|| value.checked_div(Decimal::ONE_HUNDRED)).flatten()
}

/// Returns products of volume and price, also with a tax on top if a column states its rate or its amount.
fn products(table: &Table, place: usize) -> impl Iterator<Item = Formula> {
    let words = vocabulary();
    let of = |test: &dyn Fn(usize) -> bool| {
        (0..table.columns.len()).filter(|c| *c != place && test(*c)).collect::<Vec<_>>()
    };
    let key = |c: usize, start: &str| table.columns.get(c).is_some_and(|c| c.key.starts_with(start));
    let volumes = of(&|c| {
        key(c, "volume") || key(c, "angka") || (key(c, "persen") && !has_header_word(table, c, &words.taxes))
    });
    let volumes = nearest_columns(table, place, volumes);
    let prices = of(&|c| key(c, "harga"));
    let prices = if prices.is_empty() { of(&|c| key(c, "nilai") && c < place) } else { prices };
    let prices = nearest_columns(table, place, prices);
    let rates =
        of(&|c| has_inner_header_word(table, c, &words.taxes) && (key(c, "persen") || key(c, "angka")));
    // The amount of the tax, in rupiah.
    let taxes = of(&|c| has_inner_header_word(table, c, &words.taxes) && key(c, "nilai") && c < place);
    let mut all = Vec::new();
    for price in &prices {
        for volume in volumes.iter().filter(|volume| *volume != price) {
            let product = binary_formula(table, *volume, Operator::Multiply, *price);
            for tax in rates.iter().filter(|tax| *tax != volume) {
                let share = Formula::Binary(
                    Box::new(column_term(table, *tax)),
                    Operator::Multiply,
                    Box::new(Formula::Constant(Decimal::new(1, 2))),
                );
                let taxed = Formula::Binary(Box::new(product.clone()), Operator::Multiply, Box::new(share));
                all.push(Formula::Binary(Box::new(product.clone()), Operator::Add, Box::new(taxed)));
            }
            for tax in taxes.iter().filter(|tax| *tax != price) {
                let tax = Box::new(column_term(table, *tax));
                all.push(Formula::Binary(Box::new(product.clone()), Operator::Add, tax));
            }
            all.push(product);
        }
    }
    all.into_iter()
}

/// Returns a closing balance: opening balance plus what came in less what went out. `None` if the column's
/// words do not say a closing balance, or if any of the three is not exactly one column (below the same
/// innermost words, in a header of several rows).
fn closing_balance(table: &Table, place: usize) -> Option<Formula> {
    let words = vocabulary();
    if !(has_header_word(table, place, &words.last)
        && (has_header_word(table, place, &words.balances)
            || has_header_word(
                table,
                place,
                &["stok".to_owned(), "persediaan".to_owned(), "stock".to_owned()],
            )))
    {
        return None;
    }
    let inner = |c: usize| table.columns.get(c).and_then(|c| c.header.last()).map(|head| fold(&head.text));
    let deep = table.columns.get(place).is_some_and(|c| c.header.len() > 1);
    let one = |list: &[String]| {
        let mut of = (0..table.columns.len()).filter(|c| {
            *c != place
                && has_header_word(table, *c, list)
                && (!deep || inner(*c) == inner(place))
                && !has_header_word(table, *c, &words.last)
                && table.columns.get(*c).is_some_and(|c| matches!(c.kind, Kind::Rupiah | Kind::Quantity))
        });
        of.next().filter(|_| of.next().is_none())
    };
    let (first, income, outgo) = (one(&words.first)?, one(&words.income)?, one(&words.outgo)?);
    let start = binary_formula(table, first, Operator::Add, income);
    Some(Formula::Binary(Box::new(start), Operator::Subtract, Box::new(column_term(table, outgo))))
}

/// Returns a quarter as the sum of its three months, or a total as the sum of its quarters, or of its months
/// if there are no quarters.
fn period_sum(table: &Table, place: usize) -> Option<Formula> {
    let words = vocabulary();
    let is_month = |c: usize| {
        has_inner_header_word(table, c, &words.months)
            && !is_quarter_column(table, c)
            && !is_total_column(table, c)
    };
    if is_quarter_column(table, place) {
        let first = place.checked_sub(3)?;
        return (first..place)
            .all(is_month)
            .then(|| sum_formula(table, &[first, first + 1, first + 2]))
            .flatten();
    }
    if !is_total_column(table, place) {
        return None;
    }
    let quarters: Vec<usize> =
        (0..table.columns.len()).filter(|c| *c != place && is_quarter_column(table, *c)).collect();
    if quarters.len() == 4 {
        return sum_formula(table, &quarters);
    }
    let months: Vec<usize> = (0..table.columns.len()).filter(|c| is_month(*c)).collect();
    (quarters.is_empty() && months.len() >= 3).then(|| sum_formula(table, &months)).flatten()
}

fn is_quarter_column(table: &Table, place: usize) -> bool {
    has_inner_header_word(table, place, &vocabulary().quarters)
}

/// Returns sums for a total: of the columns below the same header cell, of those since the total before, of
/// all before it that are no totals, of the totals before it, and of all behind it. All of them are of the
/// column's own kind and add up.
fn total_sums(table: &Table, place: usize) -> impl Iterator<Item = Formula> {
    let kind = table.columns.get(place).map(|c| c.kind);
    let of_kind = |c: &usize| table.columns.get(*c).is_some_and(|c| Some(c.kind) == kind && c.adds_up);
    let before: Vec<usize> = (0..place).filter(of_kind).collect();
    let behind: Vec<usize> = (place + 1..table.columns.len()).filter(of_kind).collect();
    let is_total = |other: &usize| is_total_column(table, *other);
    let grouped = before.iter().copied().filter(|other| {
        group_header_cell(table, *other).is_some()
            && group_header_cell(table, *other) == group_header_cell(table, place)
    });
    let since = before.iter().rev().take_while(|other| !is_total(other)).copied();
    let plain = before.iter().copied().filter(|other| !is_total(other));
    let only_totals = before.iter().copied().filter(|other| is_total(other));
    let mut sets: Vec<Vec<usize>> =
        vec![grouped.collect(), since.collect(), plain.collect(), only_totals.collect(), behind];
    for parts in &mut sets {
        parts.sort_unstable();
    }
    let formulas: Vec<Formula> = sets
        .into_iter()
        .filter(|parts| parts.len() >= 2)
        .filter_map(|parts| sum_formula(table, &parts))
        .collect();
    formulas.into_iter()
}

/// Returns sums of the columns below another header cell: the sources of what a total states.
fn source_sums(table: &Table, place: usize) -> impl Iterator<Item = Formula> {
    let mut groups: Vec<(crate::model::CellRef, Vec<usize>)> = Vec::new();
    for c in table.money_columns().filter(|c| *c != place) {
        let Some(of) = group_header_cell(table, c) else { continue };
        match groups.last_mut() {
            Some((known, columns)) if *known == of => columns.push(c),
            _ => groups.push((of, vec![c])),
        }
    }
    let own = group_header_cell(table, place);
    let formulas: Vec<Formula> = groups
        .into_iter()
        .filter(|(of, columns)| columns.len() >= 2 && Some(*of) != own && is_total_column(table, place))
        .filter_map(|(_, columns)| sum_formula(table, &columns))
        .collect();
    formulas.into_iter()
}

/// Returns the ways to read a column as a running balance, beside a column of what came in and one of what
/// went out. Empty if its words do not call it a balance or a stock, or call it the opening one.
pub fn running_balances(table: &Table, place: usize) -> Vec<Balance> {
    let words = vocabulary();
    let is_balance = has_header_word(table, place, &words.balances);
    if !(is_balance || has_header_word(table, place, &words.stocks))
        || has_header_word(table, place, &words.first)
    {
        return Vec::new();
    }
    let kind = table.columns.get(place).map(|column| column.kind);
    let of = |list: &[String]| -> Vec<usize> {
        let is_one = |c: &usize| {
            *c != place
                && has_inner_header_word(table, *c, list)
                && !has_header_word(table, *c, &words.balances)
                && table.columns.get(*c).is_some_and(|c| c.kind == Kind::Rupiah || Some(c.kind) == kind)
        };
        (0..table.columns.len()).filter(is_one).collect()
    };
    let (income, outgo) = (of(&words.income), of(&words.outgo));
    let balance = |plus: &[usize], minus: &[usize]| Balance {
        column: place,
        plus: plus.to_vec(),
        minus: minus.to_vec(),
    };
    let running = is_balance && has_header_word(table, place, &words.running);
    let one_sided = |of: &[usize]| -> Vec<Balance> {
        if running && of.len() == 1 { vec![balance(of, &[])] } else { Vec::new() }
    };
    let both = match (income.as_slice(), outgo.as_slice()) {
        // In the ledger of a liability, what is credited is added.
        ([_], [_]) => vec![balance(&income, &outgo), balance(&outgo, &income)],
        _ => Vec::new(),
    };
    [both, one_sided(&income), one_sided(&outgo)].concat()
}

/// Returns the cell of the group header above a column. `None` if the column has only one header cell.
fn group_header_cell(table: &Table, place: usize) -> Option<crate::model::CellRef> {
    let header = &table.columns.get(place)?.header;
    header.len().checked_sub(2).and_then(|above| header.get(above)).map(|head| head.at)
}

/// Returns a column's number; `u32::MAX`, which no formula can resolve, if it has none.
fn column_number(table: &Table, place: usize) -> u32 {
    table.columns.get(place).and_then(|c| c.number.as_ref()).map_or(u32::MAX, |number| number.value)
}

fn column_term(table: &Table, place: usize) -> Formula {
    Formula::Column(column_number(table, place))
}

fn binary_formula(table: &Table, a: usize, operator: Operator, b: usize) -> Formula {
    Formula::Binary(Box::new(column_term(table, a)), operator, Box::new(column_term(table, b)))
}

/// Returns the sum of these columns. `None` if there are none, or more than [`MAX_FORMULA_TERMS`].
fn sum_formula(table: &Table, places: &[usize]) -> Option<Formula> {
    if places.len() > MAX_FORMULA_TERMS {
        return None;
    }
    let mut parts = places.iter();
    let first = column_term(table, *parts.next()?);
    Some(parts.fold(first, |sum, part| {
        Formula::Binary(Box::new(sum), Operator::Add, Box::new(column_term(table, *part)))
    }))
}

/// Whether any header cell of a column, group headers included, contains one of these words.
fn has_header_word(table: &Table, place: usize, words: &[String]) -> bool {
    let Some(column) = table.columns.get(place) else { return false };
    column.header.iter().any(|head| has_any_folded_word(&fold(&head.text), words))
}

/// Whether the innermost header cell of a column contains one of these words.
fn has_inner_header_word(table: &Table, place: usize, words: &[impl AsRef<str>]) -> bool {
    let head = table.columns.get(place).and_then(|column| column.header.last());
    head.is_some_and(|head| has_any_folded_word(&fold(&head.text), words))
}

/// Whether the innermost header cell of a column says that it is a total.
fn is_total_column(table: &Table, place: usize) -> bool {
    has_inner_header_word(table, place, &TOTAL_WORDS)
}
