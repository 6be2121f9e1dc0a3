//! Decides which of a form's columns each header cell is: the pairs that fit best are taken first.

use std::collections::{BTreeMap, BTreeSet};

use crate::forms::{Belongs, ColumnForm, Form, Kind};
use crate::model::{Cited, Column, Ground};
use crate::text::column_formula::{self, Formula};
use crate::text::heading;

use crate::normalize::columns::form_content::{self, Content};
use crate::normalize::columns::header_tree::HeaderLeaf;
use crate::normalize::columns::number_row::ColumnNumber;
use crate::normalize::sheet::grid::Grid;

/// Score from which a pair counts as evidence for the form.
const MIN_MATCH_SCORE: f64 = 0.6;
/// Maximum difference in score between two columns of the form that the words of a header cell fit equally
/// well.
const MAX_TIE_DIFFERENCE: f64 = 0.02;
/// Subtracted from a pair's score if the content contradicts the column's kind: small figures in a column of
/// money, amounts in a column of percentages.
const CONTENT_MISMATCH_PENALTY: f64 = 0.3;
/// Added to a pair's score if the column's own number is the form's. The first value applies if the sheet's
/// number row follows the form, the second if only about half of it does: after an inserted column all
/// columns behind it are numbered anew.
const NUMBER_BONUS: (f64, f64) = (0.1, 0.04);

/// Assigns header cells to the form's columns, best match first. Returns the total score and, for each leaf,
/// the index of its column in the form (`None` for a leaf that the form does not know). `by_words(f, l)` is
/// the likeness, 0 to 1, of leaf `l` to the form's column `f`; `numbers` and `contents` have one entry per
/// leaf.
///
/// Returns `None` if fewer than two fifths of the form's required columns, and at least three, are matched,
/// or if the columns that make a table are missing (see [`has_core_columns`]).
pub fn assign_columns(
    form: &Form,
    by_words: &dyn Fn(usize, usize) -> f64,
    leaves: &[HeaderLeaf],
    numbers: &[Option<&ColumnNumber>],
    contents: &[Content],
) -> Option<(f64, Vec<Option<usize>>)> {
    let content = |l: usize| contents.get(l).copied().unwrap_or_default();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (f, column) in form.columns.iter().enumerate() {
        for l in 0..leaves.len() {
            let score = by_words(f, l);
            if score > 0.0 && content(l).allows_kind(column.kind) {
                pairs.push((score, f, l));
            }
        }
    }
    // Beside columns of money, a column of small figures is a percentage: the same words may head both.
    if (0..leaves.len()).any(|l| content(l).is_money()) {
        for (score, f, l) in &mut pairs {
            let kind = form.columns[*f].kind;
            let is_unlike = (kind == Kind::Rupiah && content(*l).is_small_figures())
                || (kind == Kind::Percent && content(*l).is_money());
            *score -= if is_unlike { CONTENT_MISMATCH_PENALTY } else { 0.0 };
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
            // A low score (the same words under another group header) is weak evidence, and an optional
            // column stands in many tables, so that it is evidence for none of them.
            matched += usize::from(pair >= MIN_MATCH_SCORE && !form.columns[f].optional);
        }
    }
    let needed = (form.columns.iter().filter(|c| !c.optional).count() * 2 / 5).max(3);
    if matched < needed {
        return None;
    }
    // Unforeseen words: the number row identifies the column, provided that most known columns are numbered
    // as in the form.
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
        let by_number =
            form.columns.iter().position(|c| c.number == Some(number) && content(l).fits_kind(c.kind));
        if let Some(f) = by_number
            && !of_leaf.contains(&Some(f))
        {
            of_leaf[l] = Some(f);
            score += 0.2;
        }
    }
    if !has_core_columns(form, &of_leaf) {
        return None;
    }
    let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let unknown = of_leaf.iter().filter(|f| f.is_none()).count();
    let missing =
        form.columns.iter().enumerate().filter(|(f, c)| !c.optional && !of_leaf.contains(&Some(*f))).count();
    score -= 0.3 * count(unknown) + 0.25 * count(missing);
    Some((score, of_leaf))
}

/// Returns the columns of a table whose leaves are assigned; `of_leaf` and `numbers` have one entry per leaf.
/// `without_numbers` says that the sheet has no number row.
pub fn build_columns(
    grid: &Grid<'_>,
    form: &Form,
    leaves: &[HeaderLeaf],
    of_leaf: &[Option<usize>],
    numbers: &[Option<&ColumnNumber>],
    (contents, without_numbers): (&[Content], bool),
) -> Vec<Column> {
    let column = |(l, (leaf, f)): (usize, (&HeaderLeaf, &Option<usize>))| {
        let known = f.and_then(|f| form.columns.get(f));
        let column = build_column(grid, leaf, known, numbers.get(l).copied().flatten(), without_numbers, l);
        let may_be = || column.header.last().is_some_and(|head| form_content::may_be_money(&head.value));
        // A column that the form does not know is money if its content is.
        if known.is_none() && contents.get(l).is_some_and(|content| content.is_money()) && may_be() {
            return Column { kind: Kind::Rupiah, belongs: Belongs::Item, ..column };
        }
        column
    };
    let mut columns: Vec<Column> = leaves.iter().zip(of_leaf).enumerate().map(column).collect();
    let stated: Vec<Option<Formula>> =
        (0..columns.len()).map(|l| renumbered_formula(form, of_leaf, l, &columns)).collect();
    for (column, stated) in columns.iter_mut().zip(stated) {
        column.formula = column.formula.take().or(stated);
    }
    columns
}

/// Returns the form's formula for a column, rewritten with the sheet's own column numbers: after an inserted
/// code column they are one higher than the form's. `None` if the form has no formula for the column, or if a
/// column that it reads is missing or has no number.
fn renumbered_formula(
    form: &Form,
    of_leaf: &[Option<usize>],
    l: usize,
    columns: &[Column],
) -> Option<Formula> {
    let own = form.columns.get(of_leaf.get(l).copied().flatten()?)?;
    let text = own.formula.as_deref()?;
    let stated = column_formula::read_numbered(&format!("1={text}"))?.formula?;
    let inner = |column: &ColumnForm| column.head.last().cloned();
    let number = |number: u32| {
        let of_number = |f: &usize| form.columns.get(*f).is_some_and(|c| c.number == Some(number));
        let all: Vec<usize> = (0..form.columns.len()).filter(of_number).collect();
        // K and Rp share one number: take the column with the same innermost words.
        let like = |f: &usize| form.columns.get(*f).is_some_and(|c| inner(c) == inner(own));
        let f = if let [only] = all[..] { only } else { *all.iter().find(|f| like(f))? };
        let leaf = of_leaf.iter().position(|of| *of == Some(f))?;
        columns.get(leaf)?.number.as_ref().map(|number| number.value)
    };
    stated.map_columns(&number)
}

/// Raises the score of pairs whose numbers agree. The bonus is larger if three in four of the numbered leaves
/// carry the number of a column that their words fit, smaller if half of them do; below that there is none.
/// See [`NUMBER_BONUS`].
fn prefer_by_number(form: &Form, numbered: &[Option<u32>], pairs: &mut [(f64, usize, usize)]) {
    let official = |f: usize| form.columns.get(f).and_then(|column| column.number);
    let (mut stated, mut same) = (0_usize, 0_usize);
    for (l, number) in numbered.iter().enumerate() {
        let of_leaf = || pairs.iter().filter(|(_, _, of)| *of == l);
        let best = of_leaf().map(|(score, ..)| *score).fold(0.0_f64, f64::max);
        let mut known = of_leaf()
            .filter(|(score, ..)| *score > best - MAX_TIE_DIFFERENCE)
            .filter_map(|(_, f, _)| official(*f))
            .peekable();
        if let Some(number) = number.filter(|_| known.peek().is_some()) {
            stated += 1;
            same += usize::from(known.any(|official| official == number));
        }
    }
    let bonus = match same * 4 {
        same if same >= stated * 3 => NUMBER_BONUS.0,
        same if same >= stated * 2 => NUMBER_BONUS.1,
        _ => return,
    };
    for (score, f, l) in pairs {
        if numbered.get(*l).copied().flatten().is_some_and(|number| official(*f) == Some(number)) {
            *score += bonus;
        }
    }
}

/// Raises the score of pairs whose years agree, and lowers that of others: identical words head the columns
/// of several years. Each pair of a column's offset and a header's year implies a plan's year; the year
/// implied most often counts.
fn prefer_by_year(form: &Form, leaves: &[HeaderLeaf], pairs: &mut [(f64, usize, usize)]) {
    let plan_of = |f: usize, l: usize| Some(leaves.get(l)?.year? - form.columns.get(f)?.year?);
    let mut votes: BTreeMap<i32, usize> = BTreeMap::new();
    for (_, f, l) in pairs.iter() {
        if let Some(plan) = plan_of(*f, *l) {
            *votes.entry(plan).or_default() += 1;
        }
    }
    let plan = votes.into_iter().max_by_key(|(year, count)| (*count, *year)).map(|(year, _)| year);
    // A header that states its own place in time takes precedence: "Tahun 2021 (n-2)".
    let stated = |f: usize, l: usize| {
        let (before, after) = form.columns.get(f)?.head.last()?.split_once('}')?;
        let before = before.split('{').next().unwrap_or("");
        Some(leaves.get(l)?.year_offset? == heading::year_offset(&format!("{before}{after}"))?)
    };
    for (score, f, l) in pairs {
        let fits = stated(*f, *l).or_else(|| Some(plan_of(*f, *l)? == plan?));
        if let Some(fits) = fits {
            *score += if fits { 0.2 } else { -0.2 };
        }
    }
}

/// Keys of columns of words that stand in any table and name nothing.
const REMARK_KEYS: [&str; 3] = ["catatan", "keterangan", "lokasi"];

/// Whether the assigned columns make a table: one of words (a name or an indicator) and one of something said
/// about it, neither a code nor a number. "No., Volume, Keterangan" heads a list of working hours as well as one
/// of proposals.
fn has_core_columns(form: &Form, of_leaf: &[Option<usize>]) -> bool {
    let has = |test: &dyn Fn(&ColumnForm) -> bool| {
        of_leaf.iter().flatten().filter_map(|f| form.columns.get(*f)).any(test)
    };
    let is_name =
        |c: &ColumnForm| c.kind == Kind::Text && !REMARK_KEYS.iter().any(|remark| c.key.starts_with(remark));
    has(&is_name) && has(&|c| !matches!(c.kind, Kind::Text | Kind::Kode | Kind::Nomor))
}

/// Builds the column of a leaf. `known` is its column in the form, `numbered` its cell in the number row, and
/// `place` its index among the leaves, from 0.
fn build_column(
    grid: &Grid<'_>,
    leaf: &HeaderLeaf,
    known: Option<&ColumnForm>,
    numbered: Option<&ColumnNumber>,
    without_numbers: bool,
    place: usize,
) -> Column {
    let header = leaf.header_cells(grid);
    let own_formula = numbered.and_then(|(_, n, _)| n.formula.clone());
    let form_formula = || {
        let text = known?.formula.as_deref()?;
        column_formula::read_numbered(&format!("1={text}"))?.formula
    };
    // If the sheet has no number row, use the form's numbers, so that its formulas can be computed.
    let number = match (numbered, known.and_then(|k| k.number)) {
        (Some((_, n, at)), _) => Some(Cited { value: n.number, text: grid.text(at.row, at.column), at: *at }),
        (None, Some(number)) if without_numbers => {
            let at = header.last().map_or(grid.cell_ref(0, leaf.first), |h| h.at);
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
            // A number row that prints "8" for "8=(7/6)" leaves the formula to the form, provided that it
            // numbers the column as the form does.
            let of_form = known.and_then(|k| k.number);
            let official = match numbered {
                Some((_, n, _)) => of_form == Some(n.number),
                // In a sheet with a number row, a column without a number takes the form's formula only if
                // the form numbers it.
                None => without_numbers || of_form.is_some(),
            };
            if official { form_formula() } else { None }
        }),
        ground: Ground::Form,
        own_formulas: BTreeSet::new(),
        first_column: leaf.first,
        last_column: leaf.last,
    }
}
