//! What the columns of a table of no known form have to do with each other: sisa = pagu - realisasi,
//! % = realisasi / pagu, jumlah = volume × harga satuan, a total of the columns before it. The words
//! of a header say what is looked for, and the figures themselves which columns it is computed from; where
//! no word says anything the figures alone may show it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Column, Table, Value};
use crate::text::fold::fold;
use crate::text::formula::{Formula, Operator};
use crate::text::quantity;

/// Of the rows that a formula speaks of, so many in ten must bear it out.
const HOLDING_OF_TEN: usize = 6;
/// Rows that bear a formula out, at least.
const FEWEST_ROWS: usize = 2;
/// Where no word says so, so many rows show a formula, with figures that differ, and so many in ten.
const FEWEST_SHOWING: usize = 3;
const SHOWING_OF_TEN: usize = 8;
/// Columns side by side that are added up in trials.
const MOST_PARTS: usize = 12;
/// Words of a column that is a difference, and of one that is a sum.
const REST: [&str; 6] = ["sisa", "selisih", "bertambah", "berkurang", "kenaikan", "penurunan"];
const TOTAL: [&str; 3] = ["jumlah", "total", "jml"];
/// Columns of money among which pairs are tried.
const MOST_COLUMNS: usize = 24;
/// Rows that are looked at.
const SAMPLE: usize = 400;

/// Gives the columns that are computed from others their formula, where the sheet's number row does
/// not say it.
pub fn relate(table: &mut Table) {
    let rows: Vec<Vec<Option<Decimal>>> =
        table.items.iter().take(SAMPLE).map(|item| figures(table, item)).collect();
    let of = |test: &dyn Fn(&Column) -> bool| -> Vec<usize> {
        (0..table.columns.len()).filter(|place| table.columns.get(*place).is_some_and(test)).collect()
    };
    let money = of(&|c| c.kind == Kind::Rupiah);
    if money.is_empty() || money.len() > MOST_COLUMNS * 2 {
        return;
    }
    let volumes = of(&|c| c.kind == Kind::Quantity);
    let found: Vec<(usize, Formula)> = (0..table.columns.len())
        .filter(|place| table.columns.get(*place).is_some_and(|c| c.formula.is_none()))
        .filter_map(|place| Some((place, formula(table, place, &money, &volumes, &rows)?)))
        .collect();
    for (place, formula) in found {
        if let Some(column) = table.columns.get_mut(place) {
            column.formula = Some(formula);
        }
    }
    // What no word says the figures may show; of columns that give each other the last is the result.
    for place in money.iter().rev().copied() {
        let open = table.columns.get(place).is_some_and(|c| c.formula.is_none());
        let formula =
            open.then(|| shown(table, place, &money, &rows).or_else(|| by_words(table, place, &money)));
        if let Some(column) = table.columns.get_mut(place)
            && let Some(formula) = formula.flatten()
        {
            column.formula = Some(formula);
        }
    }
}

/// What the figures alone show a column to be: the sum of those right before or after it, the sum or the
/// difference of two. So many rows say it, with different figures, that it is no chance.
fn shown(table: &Table, place: usize, money: &[usize], rows: &[Vec<Option<Decimal>>]) -> Option<Formula> {
    let at = money.iter().position(|c| *c == place)?;
    let before = (2..=at.min(MOST_PARTS)).map(|parts| money[at - parts..at].to_vec());
    let after = (2..=(money.len() - at - 1).min(MOST_PARTS)).map(|parts| money[at + 1..=at + parts].to_vec());
    let is_plain = |c: &usize| table.columns.get(*c).is_some_and(|c| c.formula.is_none());
    let plain = |from: &[usize]| from.iter().copied().filter(is_plain).collect::<Vec<_>>();
    let whole = [plain(&money[..at]), plain(&money[at + 1..])];
    let sums = before.chain(after).chain(whole).filter(|parts| parts.len() >= 2);
    let signed = |parts: Vec<usize>| parts.into_iter().map(|part| (1, part)).collect::<Vec<(i8, usize)>>();
    let others = || money.iter().copied().filter(|c| *c != place).take(MOST_COLUMNS);
    let pairs = others().flat_map(|a| others().filter(move |b| *b != a).map(move |b| (a, b)));
    let pairs = pairs.flat_map(|(a, b)| [vec![(1, a), (1, b)], vec![(1, a), (-1, b)]]);
    let parts = sums.map(signed).chain(pairs).find(|parts| {
        show(place, parts, rows) && parts.iter().all(|(_, part)| !rests_on(table, *part, place, MOST_COLUMNS))
    })?;
    let mut parts = parts.into_iter();
    let first = Formula::Column(number(table, parts.next()?.1));
    Some(parts.fold(first, |sum, (sign, part)| {
        let operator = if sign < 0 { Operator::Subtract } else { Operator::Add };
        Formula::Binary(Box::new(sum), operator, Box::new(Formula::Column(number(table, part))))
    }))
}

/// Whether a column is computed from another, by way of others or not.
fn rests_on(table: &Table, column: usize, other: usize, depth: usize) -> bool {
    let Some(formula) = table.columns.get(column).and_then(|c| c.formula.as_ref()) else { return false };
    let of = |n: u32| table.columns.iter().position(|c| c.number.as_ref().is_some_and(|own| own.value == n));
    let mut parts = formula.columns().into_iter().filter_map(of);
    depth == 0 || parts.any(|part| part == other || rests_on(table, part, other, depth - 1))
}

/// Whether the rows show that a column is what these columns give.
fn show(place: usize, parts: &[(i8, usize)], rows: &[Vec<Option<Decimal>>]) -> bool {
    let number = |row: &[Option<Decimal>], c: usize| row.get(c).copied().flatten();
    let mut said: BTreeSet<Decimal> = BTreeSet::new();
    let (mut stated, mut holding) = (0_usize, 0_usize);
    for row in rows {
        let Some(printed) = number(row, place).filter(|n| !n.is_zero()) else { continue };
        let figures = || parts.iter().map(|(sign, part)| (*sign, number(row, *part).unwrap_or_default()));
        let sum = figures()
            .try_fold(Decimal::ZERO, |sum, (sign, n)| sum.checked_add(if sign < 0 { -n } else { n }));
        stated += 1;
        if sum.is_some_and(|sum| agrees(printed, sum)) {
            holding += 1;
            if figures().filter(|(_, n)| !n.is_zero()).count() >= 2 {
                said.insert(printed);
            }
        } else if is_too_many(stated - holding, rows.len()) {
            return false;
        }
    }
    said.len() >= FEWEST_SHOWING && !is_too_many(stated - holding, stated)
}

/// One row may be wrong, and two in ten.
fn is_too_many(broken: usize, rows: usize) -> bool {
    broken > 1 && broken * 10 > rows * (10 - SHOWING_OF_TEN)
}

/// The numbers of a row, one for each column; a dash says zero.
fn figures(table: &Table, item: &crate::model::Item) -> Vec<Option<Decimal>> {
    let number = |(place, column): (usize, &Column)| {
        let cited = item.values.get(place)?;
        match &cited.value {
            Value::None => Some(Decimal::ZERO),
            _ if column.kind == Kind::Quantity => {
                quantity::factors(&cited.text).or_else(|| cited.value.number())
            }
            value => value.number(),
        }
    };
    table.columns.iter().enumerate().map(number).collect()
}

/// What a column is computed from, by its words and the rows.
fn formula(
    table: &Table,
    place: usize,
    money: &[usize],
    volumes: &[usize],
    rows: &[Vec<Option<Decimal>>],
) -> Option<Formula> {
    let column = table.columns.get(place)?;
    let says = |all: &[&str]| says(column, all);
    let others = || money.iter().copied().filter(|other| *other != place);
    let mut candidates: Vec<Formula> = Vec::new();
    match column.kind {
        Kind::Rupiah if says(&REST) => {
            let pairs =
                others().take(MOST_COLUMNS).flat_map(|a| others().take(MOST_COLUMNS).map(move |b| (a, b)));
            candidates
                .extend(pairs.filter(|(a, b)| a != b).map(|(a, b)| binary(table, a, Operator::Subtract, b)));
        }
        Kind::Rupiah if says(&TOTAL) => {
            candidates.extend(products(table, place, money, volumes));
            candidates.extend(totals(table, place, money));
        }
        Kind::Percent => {
            let pairs =
                others().take(MOST_COLUMNS).flat_map(|a| others().take(MOST_COLUMNS).map(move |b| (a, b)));
            candidates
                .extend(pairs.filter(|(a, b)| a != b).map(|(a, b)| binary(table, a, Operator::Divide, b)));
        }
        _ => return None,
    }
    let mut best: Option<(usize, Formula)> = None;
    for candidate in candidates {
        let holding = borne_out(table, place, &candidate, rows);
        if let Some(holding) = holding
            && best.as_ref().is_none_or(|(most, _)| holding > *most)
        {
            best = Some((holding, candidate));
        }
    }
    best.map(|(_, formula)| formula)
}

/// What the words alone say: setelah less sebelum, pagu less realisasi. It is checked by no one where the
/// figures do not bear it out; it is shown.
fn by_words(table: &Table, place: usize, money: &[usize]) -> Option<Formula> {
    table.columns.get(place).filter(|column| says(column, &REST))?;
    let one = |words: &[&str]| {
        let mut of = money
            .iter()
            .copied()
            .filter(|c| *c != place && table.columns.get(*c).is_some_and(|c| says(c, words)));
        of.next().filter(|_| of.next().is_none())
    };
    let change = one(&["setelah", "sesudah", "menjadi"]).zip(one(&["sebelum", "semula"]));
    let (whole, part) = change.or_else(|| one(&["pagu", "anggaran"]).zip(one(&["realisasi"])))?;
    (whole != part).then(|| binary(table, whole, Operator::Subtract, part))
}

/// A volume times a price.
fn products(table: &Table, place: usize, money: &[usize], volumes: &[usize]) -> Vec<Formula> {
    let prices = money.iter().copied().filter(|price| *price < place);
    let before =
        |price: usize| volumes.iter().copied().filter(move |volume| *volume < place && *volume != price);
    prices
        .flat_map(|price| before(price).map(move |v| (v, price)))
        .map(|(v, p)| binary(table, v, Operator::Multiply, p))
        .collect()
}

/// The columns before a total: those under the same header, those since the total before, all.
fn totals(table: &Table, place: usize, money: &[usize]) -> Vec<Formula> {
    let before: Vec<usize> = money.iter().copied().filter(|other| *other < place).collect();
    let is_total = |other: &usize| table.columns.get(*other).is_some_and(|c| says(c, &TOTAL));
    let outer = |other: usize| {
        let header = &table.columns.get(other)?.header;
        header.len().checked_sub(2).and_then(|above| header.get(above)).map(|head| head.at)
    };
    let grouped =
        before.iter().copied().filter(|other| outer(*other).is_some() && outer(*other) == outer(place));
    let since = before.iter().rev().take_while(|other| !is_total(other)).copied();
    let plain = before.iter().copied().filter(|other| !is_total(other));
    let only_totals = before.iter().copied().filter(|other| is_total(other));
    [grouped.collect(), since.collect(), plain.collect(), only_totals.collect::<Vec<_>>()]
        .into_iter()
        .filter(|parts: &Vec<usize>| parts.len() >= 2)
        .filter_map(|mut parts| {
            parts.sort_unstable();
            let mut parts = parts.into_iter();
            let first = Formula::Column(number(table, parts.next()?));
            Some(parts.fold(first, |sum, part| {
                let part = Formula::Column(number(table, part));
                Formula::Binary(Box::new(sum), Operator::Add, Box::new(part))
            }))
        })
        .collect()
}

fn binary(table: &Table, a: usize, operator: Operator, b: usize) -> Formula {
    let column = |place: usize| Box::new(Formula::Column(number(table, place)));
    Formula::Binary(column(a), operator, column(b))
}

fn number(table: &Table, place: usize) -> u32 {
    let column = table.columns.get(place);
    column.and_then(|c| c.number.as_ref()).map_or(u32::MAX, |number| number.value)
}

/// Whether the innermost header of a column says one of these words.
fn says(column: &Column, words: &[&str]) -> bool {
    let head = column.header.last().map(|head| fold(&head.text)).unwrap_or_default();
    head.split(' ').any(|word| words.contains(&word))
}

/// How many rows bear a formula out; `None` where too few do.
fn borne_out(table: &Table, place: usize, formula: &Formula, rows: &[Vec<Option<Decimal>>]) -> Option<usize> {
    let is_percent = table.columns.get(place)?.kind == Kind::Percent;
    let (mut stated, mut holding) = (0_usize, 0_usize);
    for row in rows {
        let Some(printed) = row.get(place).copied().flatten() else { continue };
        let column = |n: u32| {
            let at = table.columns.iter().position(|c| c.number.as_ref().is_some_and(|of| of.value == n))?;
            row.get(at).copied().flatten()
        };
        let Ok(value) = formula.value(&column) else { continue };
        // Zeros agree with everything.
        if printed.is_zero() && value.is_zero() {
            continue;
        }
        stated += 1;
        holding += usize::from(if is_percent { fits(printed, value) } else { agrees(printed, value) });
    }
    (holding >= FEWEST_ROWS && holding * 10 >= stated * HOLDING_OF_TEN).then_some(holding)
}

/// Amounts agree to the rupiah; a change may be stated without its sign.
fn agrees(printed: Decimal, value: Decimal) -> bool {
    let near = |a: Decimal| a.checked_sub(printed).is_some_and(|d| d.abs() < Decimal::ONE);
    near(value) || near(value.abs())
}

/// A printed percentage, or the share itself, within a unit of its last place.
fn fits(printed: Decimal, share: Decimal) -> bool {
    let unit = Decimal::new(1, printed.normalize().scale());
    let near = |exact: Decimal| exact.checked_sub(printed).is_some_and(|d| d.abs() < unit);
    share.checked_mul(Decimal::ONE_HUNDRED).is_some_and(near)
        || (printed.normalize().scale() >= 2 && near(share))
}
