//! Which of a form's columns each header cell is: the best pairs of both are taken first.

use std::collections::{BTreeMap, BTreeSet};

use crate::forms::{Belongs, ColumnForm, Form, Kind};
use crate::model::{Cited, Column, Ground};
use crate::text::formula::{self, Formula};
use crate::text::heading;

use crate::normalize::columns::content::{self, Content};
use crate::normalize::columns::leaves::Leaf;
use crate::normalize::columns::numbers::Number;
use crate::normalize::sheet::grid::Grid;

/// From this score on, a pair counts for the form.
const MATCHED: f64 = 0.6;
/// Words that speak this little less of a column than of another speak as well of it.
const AS_GOOD: f64 = 0.02;
/// What content of another kind takes from the score of words.
const UNLIKE: f64 = 0.3;
/// What a column's own number adds to the score of its words, in a row that numbers as the form does
/// and in one that does not: with a column added all behind it are numbered anew.
const NUMBER: (f64, f64) = (0.1, 0.04);

/// Assigns leaves to the form's columns, best match first: the column of each leaf, and how well
/// they fit. `None` where too few do. `by_words` is how well a leaf's words speak of a column.
pub fn assign(
    form: &Form,
    by_words: &dyn Fn(usize, usize) -> f64,
    leaves: &[Leaf],
    numbers: &[Option<&Number>],
    contents: &[Content],
) -> Option<(f64, Vec<Option<usize>>)> {
    let content = |l: usize| contents.get(l).copied().unwrap_or_default();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (f, column) in form.columns.iter().enumerate() {
        for l in 0..leaves.len() {
            let score = by_words(f, l);
            if score > 0.0 && content(l).may_be(column.kind) {
                pairs.push((score, f, l));
            }
        }
    }
    // Beside columns of money one of small figures is a percentage: the same words may head both.
    if (0..leaves.len()).any(|l| content(l).is_money()) {
        for (score, f, l) in &mut pairs {
            let kind = form.columns[*f].kind;
            let is_unlike = (kind == Kind::Rupiah && content(*l).is_small())
                || (kind == Kind::Percent && content(*l).is_money());
            *score -= if is_unlike { UNLIKE } else { 0.0 };
        }
        pairs.retain(|(score, ..)| *score > 0.0);
    }
    let number = |l: usize| Some(numbers.get(l).copied()??.1.number);
    prefer_by_number(form, &(0..leaves.len()).map(number).collect::<Vec<_>>(), &mut pairs);
    prefer_by_year(form, leaves, &mut pairs);
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut of_leaf: Vec<Option<usize>> = vec![None; leaves.len()];
    let mut score = 0.0;
    let mut matched = 0usize;
    for (pair, f, l) in pairs {
        if of_leaf[l].is_none() && !of_leaf.contains(&Some(f)) {
            of_leaf[l] = Some(f);
            score += pair;
            // Under a header that says something else the same words are a weak sign, and a column that
            // stands in many tables is one of none.
            matched += usize::from(pair >= MATCHED && !form.columns[f].optional);
        }
    }
    let needed = (form.columns.iter().filter(|c| !c.optional).count() * 2 / 5).max(3);
    if matched < needed {
        return None;
    }
    // Words that nobody foresaw: the number row tells the column, where it numbers the columns that
    // are known as the form does.
    let agrees = |l: usize| {
        let known = of_leaf.get(l).copied().flatten().and_then(|f| form.columns.get(f)?.number)?;
        Some(number(l)? == known)
    };
    let (same, other): (Vec<bool>, Vec<bool>) =
        (0..leaves.len()).filter_map(agrees).partition(|agrees| *agrees);
    let officially = same.len() >= other.len();
    for l in 0..leaves.len() {
        if of_leaf[l].is_some() || !officially {
            continue;
        }
        let Some(number) = number(l) else { continue };
        let by_number = form.columns.iter().position(|c| c.number == Some(number) && content(l).fits(c.kind));
        if let Some(f) = by_number
            && !of_leaf.contains(&Some(f))
        {
            of_leaf[l] = Some(f);
            score += 0.2;
        }
    }
    if !has_core(form, &of_leaf) {
        return None;
    }
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let unknown = of_leaf.iter().filter(|f| f.is_none()).count();
    let missing =
        form.columns.iter().enumerate().filter(|(f, c)| !c.optional && !of_leaf.contains(&Some(*f))).count();
    score -= 0.3 * count(unknown) + 0.25 * count(missing);
    Some((score, of_leaf))
}

/// The columns of a table whose leaves are assigned.
pub fn columns(
    grid: &Grid<'_>,
    form: &Form,
    leaves: &[Leaf],
    of_leaf: &[Option<usize>],
    numbers: &[Option<&Number>],
    (contents, without_numbers): (&[Content], bool),
) -> Vec<Column> {
    let column = |(l, (leaf, f)): (usize, (&Leaf, &Option<usize>))| {
        let known = f.and_then(|f| form.columns.get(f));
        let column = column(grid, leaf, known, numbers.get(l).copied().flatten(), without_numbers, l);
        let may_be = || column.header.last().is_some_and(|head| content::may_be_money(&head.value));
        // What the form does not know is money where it holds money.
        if known.is_none() && contents.get(l).is_some_and(|content| content.is_money()) && may_be() {
            return Column { kind: Kind::Rupiah, belongs: Belongs::Item, ..column };
        }
        column
    };
    let mut columns: Vec<Column> = leaves.iter().zip(of_leaf).enumerate().map(column).collect();
    let stated: Vec<Option<Formula>> =
        (0..columns.len()).map(|l| renumbered(form, of_leaf, l, &columns)).collect();
    for (column, stated) in columns.iter_mut().zip(stated) {
        column.formula = column.formula.take().or(stated);
    }
    columns
}

/// What the form computes a column from, over the sheet's own numbers: with a column of codes put in they are one
/// higher than the form's. `None` where one of the columns that it reads is not there, or has no number.
fn renumbered(form: &Form, of_leaf: &[Option<usize>], l: usize, columns: &[Column]) -> Option<Formula> {
    let own = form.columns.get(of_leaf.get(l).copied().flatten()?)?;
    let text = own.formula.as_deref()?;
    let stated = formula::read_numbered(&format!("1={text}"))?.formula?;
    let inner = |column: &ColumnForm| column.head.last().cloned();
    let number = |number: u32| {
        let of_number = |f: &usize| form.columns.get(*f).is_some_and(|c| c.number == Some(number));
        let all: Vec<usize> = (0..form.columns.len()).filter(of_number).collect();
        // K and Rp have one number.
        let like = |f: &usize| form.columns.get(*f).is_some_and(|c| inner(c) == inner(own));
        let f = if let [only] = all[..] { only } else { *all.iter().find(|f| like(f))? };
        let leaf = of_leaf.iter().position(|of| *of == Some(f))?;
        columns.get(leaf)?.number.as_ref().map(|number| number.value)
    };
    stated.over(&number)
}

/// A column's own number speaks for the form's column of that number, and the more so where three in four
/// of those that have words of the form carry a number of a column with such words.
fn prefer_by_number(form: &Form, numbered: &[Option<u32>], pairs: &mut [(f64, usize, usize)]) {
    let official = |f: usize| form.columns.get(f).and_then(|column| column.number);
    let (mut stated, mut same) = (0_usize, 0_usize);
    for (l, number) in numbered.iter().enumerate() {
        let of_leaf = || pairs.iter().filter(|(_, _, of)| *of == l);
        let best = of_leaf().map(|(score, ..)| *score).fold(0.0_f64, f64::max);
        let mut known = of_leaf()
            .filter(|(score, ..)| *score > best - AS_GOOD)
            .filter_map(|(_, f, _)| official(*f))
            .peekable();
        if let Some(number) = number.filter(|_| known.peek().is_some()) {
            stated += 1;
            same += usize::from(known.any(|official| official == number));
        }
    }
    let bonus = match same * 4 {
        same if same >= stated * 3 => NUMBER.0,
        same if same >= stated * 2 => NUMBER.1,
        _ => return,
    };
    for (score, f, l) in pairs {
        if numbered.get(*l).copied().flatten().is_some_and(|number| official(*f) == Some(number)) {
            *score += bonus;
        }
    }
}

/// Same words head the columns of several years. Most pairs of a column and a header's year speak
/// of one and the same plan's year; those that do are preferred.
fn prefer_by_year(form: &Form, leaves: &[Leaf], pairs: &mut [(f64, usize, usize)]) {
    let plan_of = |f: usize, l: usize| Some(leaves.get(l)?.year? - form.columns.get(f)?.year?);
    let mut votes: BTreeMap<i32, usize> = BTreeMap::new();
    for (_, f, l) in pairs.iter() {
        if let Some(plan) = plan_of(*f, *l) {
            *votes.entry(plan).or_default() += 1;
        }
    }
    let plan = votes.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year);
    // A header that states its own place in time goes before that: "Tahun 2021 (n-2)".
    let stated = |f: usize, l: usize| {
        let (before, after) = form.columns.get(f)?.head.last()?.split_once('}')?;
        let before = before.split('{').next().unwrap_or("");
        Some(leaves.get(l)?.offset? == heading::offset(&format!("{before}{after}"))?)
    };
    for (score, f, l) in pairs {
        let fits = stated(*f, *l).or_else(|| Some(plan_of(*f, *l)? == plan?));
        if let Some(fits) = fits {
            *score += if fits { 0.2 } else { -0.2 };
        }
    }
}

/// A table without what its rows are about is none: a name or an indicator, and something that
/// is said of it.
fn has_core(form: &Form, of_leaf: &[Option<usize>]) -> bool {
    let has = |test: &dyn Fn(&ColumnForm) -> bool| {
        of_leaf.iter().flatten().filter_map(|f| form.columns.get(*f)).any(test)
    };
    has(&|c| c.kind == Kind::Text) && has(&|c| !matches!(c.kind, Kind::Text | Kind::Kode | Kind::Nomor))
}

fn column(
    grid: &Grid<'_>,
    leaf: &Leaf,
    known: Option<&ColumnForm>,
    numbered: Option<&Number>,
    without_numbers: bool,
    place: usize,
) -> Column {
    let header = leaf.cited(grid);
    let own_formula = numbered.and_then(|(_, n, _)| n.formula.clone());
    let form_formula = || {
        let text = known?.formula.as_deref()?;
        formula::read_numbered(&format!("1={text}"))?.formula
    };
    // Without a number row the form's numbers stand in, so that its formulas can be computed.
    let number = match (numbered, known.and_then(|k| k.number)) {
        (Some((_, n, at)), _) => Some(Cited { value: n.number, text: grid.text(at.row, at.column), at: *at }),
        (None, Some(number)) if without_numbers => {
            let at = header.last().map_or(grid.at(0, leaf.first), |h| h.at);
            Some(Cited { value: number, text: "".into(), at })
        }
        _ => None,
    };
    Column {
        key: known.map_or_else(|| format!("kolom_{}", place + 1), |k| k.key.clone()),
        kind: known.map_or(Kind::Text, |k| k.kind),
        belongs: known.map_or(Belongs::Indikator, |k| k.belongs),
        adds_up: known.is_some_and(|k| k.adds_up),
        year: None,
        header,
        number,
        formula: own_formula.or_else(|| {
            // A number row that prints "8" for "8=(7/6)" counts as the form's where it numbers
            // the column as the form does.
            let of_form = known.and_then(|k| k.number);
            let official = match numbered {
                Some((_, n, _)) => of_form == Some(n.number),
                // Where the sheet numbers its columns, a formula over the form's numbers may mean others.
                None => without_numbers || of_form.is_some(),
            };
            if official { form_formula() } else { None }
        }),
        ground: Ground::Form,
        own: BTreeSet::new(),
        first: leaf.first,
        last: leaf.last,
    }
}
