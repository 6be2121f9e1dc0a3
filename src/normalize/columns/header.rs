//! Where a table begins, of which form it is, and which of its columns is which.
//!
//! The words of the header and the number row are both signs; neither is always there. Every
//! reading of the rows at hand (form × height of the header) gets a score, and the best one above
//! the threshold is the table.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::forms::{Belongs, ColumnForm, Form, Kind, Rows};
use crate::model::{Cited, Column, Ground, Level};
use crate::text::fold::fold;
use crate::text::formula;
use crate::text::heading::{self, years};

use crate::normalize::columns::by_content;
use crate::normalize::columns::content::{self, Content};
pub use crate::normalize::columns::numbers::number_row;
use crate::normalize::columns::numbers::{Number, numbers_of, words_below};
use crate::normalize::columns::steps;
use crate::normalize::columns::words::{Heads, Speaks};
use crate::normalize::rows::cells::is_name;
use crate::normalize::sheet::grid::{Grid, HeadRow, head_words};
use crate::normalize::tree::level;
use crate::normalize::value::printed;

/// A header that was recognized.
pub struct Header {
    pub form: Arc<Form>,
    /// The first row of the header's words.
    pub first_row: u32,
    /// The last row of the header, its number row included.
    pub last_row: u32,
    pub columns: Vec<Column>,
    /// Its rows, for knowing it again at a page break.
    pub rows: Vec<HeadRow>,
    /// The lines above.
    pub title: Vec<Cited<String>>,
    /// The row behind the table's last one, where that is known.
    pub end: Option<u32>,
}

impl Header {
    /// The columns that the form knows.
    pub fn known(&self) -> impl Iterator<Item = &Column> + Clone {
        self.columns.iter().filter(|column| self.form.column(&column.key).is_some())
    }
}

/// The most rows that the words of a header take.
const MAX_HEIGHT: u32 = 4;
/// What a column's own number adds to the score of its words, in a row that numbers as the form does
/// and in one that does not: with a column added all behind it are numbered anew.
const NUMBER: (f64, f64) = (0.1, 0.04);
/// Words that speak this little less of a column than of another speak as well of it.
const AS_GOOD: f64 = 0.02;
/// Rows that are one thread's work.
const ROWS_AT_ONCE: usize = 1_024;
/// From this score on, a pair counts for the form.
const MATCHED: f64 = 0.6;

/// All headers of a sheet, top to bottom. A header that comes back at a page break is found by
/// [`rows::body`](crate::normalize::rows::body), not here.
pub fn find(grid: &Grid<'_>, forms: &[Arc<Form>], heads: &Heads) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    let mut row = 0;
    let mut floor = 0;
    // Each row is looked at by itself, a hundred thousand of them side by side.
    let rows = (0..grid.last_row + 1).into_par_iter().with_min_len(ROWS_AT_ONCE);
    let may_head: Vec<bool> = rows.map(|row| heads.words.head(grid, row)).collect();
    while row <= grid.last_row {
        // A header that came back at a page break need not be told again.
        if let Some(last) = found.last()
            && let Some((first, more)) = last.rows.split_first()
            && grid.has_words_of(first, row)
        {
            let more = (row + 1..).zip(more).take_while(|(row, head)| grid.has_words_of(head, *row)).count();
            row += 1 + u32::try_from(more).unwrap_or(0);
            continue;
        }
        if may_head.get(row as usize) == Some(&true)
            && let Some(mut header) = around(grid, floor, row, forms, heads)
            && (has_title(&header.form, grid, row)
                || is_of_programs(grid, &header) && !by_content::is_unlike(grid, &header))
        {
            let again = found.last().is_some_and(|last| same(last, &header));
            let next = header.last_row + 1;
            if !again {
                header.title = title(grid, floor, header.first_row);
                header.rows = grid.head_rows(header.first_row, header.last_row);
                found.push(header);
            }
            row = next;
            floor = next;
            continue;
        }
        row += 1;
    }
    found
}

/// Whether a table without the form's title is one of programs and kegiatan: it has a column of what each is
/// to reach, or says what it lists, in its header or in a name. "Kode, Uraian, Anggaran" heads a budget of
/// accounts too.
fn is_of_programs(grid: &Grid<'_>, header: &Header) -> bool {
    const ROWS: u32 = 60;
    let says = |text: &str| fold(text).split(' ').any(|word| matches!(word, "program" | "kegiatan"));
    let names = || header.known().filter(|column| is_name(&column.key));
    let in_header = || names().flat_map(|column| &column.header).any(|head| says(&head.value));
    let rows = header.last_row + 1..=grid.last_row.min(header.last_row.saturating_add(ROWS));
    let program = |text: &str| level::word(text) == Some(Level::Program);
    let in_names = || {
        rows.clone().any(|row| {
            names().any(|column| grid.own(row, column.first).is_some_and(|c| program(&printed(c))))
        })
    };
    header.form.rows != Rows::Tree
        || header.known().any(|column| column.belongs == Belongs::Indikator)
        || in_header()
        || in_names()
}

/// The header of which this row is a part: the first one, or one below words that are all misspelt, where
/// more of its columns are known with those.
fn around(grid: &Grid<'_>, floor: u32, row: u32, forms: &[Arc<Form>], heads: &Heads) -> Option<Header> {
    let is_of_words = |row: &u32| *row >= floor && grid.of_row(*row).len() >= 3;
    let above = (1..MAX_HEIGHT).map_while(|up| row.checked_sub(up)).take_while(is_of_words);
    let from_above = above.filter_map(|row| at(grid, row, forms, heads));
    // Of equals the last.
    from_above.chain(at(grid, row, forms, heads)).max_by_key(|header| header.known().count())
}

/// Whether a header is the one before, come back at a page break: the same form over the same
/// columns.
fn same(a: &Header, b: &Header) -> bool {
    a.form.code == b.form.code
        && a.columns.len() == b.columns.len()
        && a.columns
            .iter()
            .zip(&b.columns)
            .all(|(a, b)| (a.first, a.last, &a.key) == (b.first, b.last, &b.key))
}

/// Whether a line above this row is a title of the form.
pub fn has_title(form: &Form, grid: &Grid<'_>, row: u32) -> bool {
    says_title(form, &titles(grid, row))
}

fn says_title(form: &Form, titles: &[String]) -> bool {
    form.title.iter().any(|title| titles.iter().any(|line| line.contains(title)))
}

/// The best reading of a header whose words begin on this row.
fn at(grid: &Grid<'_>, row: u32, forms: &[Arc<Form>], heads: &Heads) -> Option<Header> {
    let mut best: Option<(f64, Header)> = None;
    let titles = titles(grid, row);
    // The words end where the numbers begin; without numbers every height is tried.
    let numbered = (1..=MAX_HEIGHT).find(|height| number_row(grid, row..row + height).is_some());
    let heights = numbered.map_or(1..=MAX_HEIGHT, |height| height..=height);
    for height in heights {
        let below = row + height;
        if below > grid.last_row + 1 {
            break;
        }
        let numbers = number_row(grid, row..below);
        // K and Rp may stand below the numbers.
        let words_below =
            numbers.as_ref().map_or(0, |numbers| words_below(grid, numbers, below, &heads.words));
        let rows: Vec<u32> = (row..below).chain(below + 1..below + 1 + words_below).collect();
        let leaves = leaves_of(grid, &rows);
        if leaves.len() < 3 {
            continue;
        }
        // How alike the header's cells are to what the forms call their columns.
        let spoken: Vec<Vec<Arc<Speaks>>> = leaves
            .iter()
            .map(|leaf| leaf.path.iter().map(|(r, c)| heads.speaks(&grid.head_words(*r, *c))).collect())
            .collect();
        let of_leaves = numbers_of(grid, &leaves, numbers.as_deref().unwrap_or_default());
        let body = if numbers.is_some() { below + words_below + 1 } else { below };
        let contents: Vec<Content> =
            leaves.iter().map(|leaf| Content::of(grid, (leaf.first, leaf.last), body)).collect();
        let mut here: Option<(f64, &Arc<Form>)> = None;
        let mut columns_of = Vec::new();
        for (form, of_form) in forms.iter().zip(&heads.words.of_form) {
            let score = |f: usize, l: usize| {
                spoken.get(l).map_or(0.0, |spoken| heads.score(of_form.start + f, spoken))
            };
            let Some((score, of_leaf)) = assign(form, &score, &leaves, &of_leaves, &contents) else {
                continue;
            };
            let has_title = says_title(form, &titles);
            let title_bonus = if has_title { 1.5 } else { 0.0 };
            let number_bonus = if numbers.is_some() { 1.0 } else { 0.0 };
            let score = score + title_bonus + number_bonus;
            let before = here.map(|(b, _)| b).or(best.as_ref().map(|(b, _)| *b));
            if before.is_none_or(|before| score > before + 1e-9) {
                here = Some((score, form));
                columns_of = of_leaf;
            }
        }
        if let Some((score, form)) = here {
            let header = Header {
                form: Arc::clone(form),
                first_row: row,
                last_row: if numbers.is_some() { below + words_below } else { below - 1 },
                columns: columns(
                    grid,
                    form,
                    &leaves,
                    &columns_of,
                    &of_leaves,
                    (&contents, numbers.is_none()),
                ),
                rows: Vec::new(),
                title: Vec::new(),
                end: None,
            };
            best = Some((score, header));
        }
    }
    best.map(|(_, header)| {
        let columns = steps::join(&header.form, header.columns);
        let columns = absorb_code_columns(grid, header.last_row, columns);
        Header { columns, ..header }
    })
}

/// Columns under one innermost header cell.
pub struct Leaf {
    pub first: u32,
    pub last: u32,
    /// The header cells above, outermost first, each once.
    pub path: Vec<(u32, u32)>,
    /// The year that the innermost of them names.
    pub year: Option<i32>,
    /// The place in time that the innermost one states: `(n-2)`.
    pub offset: Option<i32>,
}

impl Leaf {
    /// Its header cells, outermost first: what each says without years, and as it is printed.
    pub fn cited(&self, grid: &Grid<'_>) -> Vec<Cited<String>> {
        let cell = |(row, column): &(u32, u32)| {
            let text = grid.text(*row, *column);
            Cited { value: head_words(&text), text, at: grid.at(*row, *column) }
        };
        self.path.iter().map(cell).collect()
    }
}

/// The innermost header cells of these rows. Columns that share all of their header cells are one
/// leaf: a code that is spread over four columns.
pub fn leaves(grid: &Grid<'_>, row: u32, height: u32) -> Vec<Leaf> {
    leaves_of(grid, &(row..row + height).collect::<Vec<_>>())
}

/// The same of rows between which the column numbers may stand.
fn leaves_of(grid: &Grid<'_>, rows: &[u32]) -> Vec<Leaf> {
    let columns: Vec<u32> = {
        let mut all: Vec<u32> = Vec::new();
        for r in rows.iter().copied() {
            for (column, _) in grid.row(r) {
                let last = grid.merge(r, column).map_or(column, |a| a.last_column.min(column + 100));
                all.extend(column..=last);
            }
        }
        all.sort_unstable();
        all.dedup();
        all
    };
    let mut leaves: Vec<Leaf> = Vec::new();
    for column in columns {
        let mut path: Vec<(u32, u32)> = Vec::new();
        for r in rows.iter().copied() {
            let anchor = grid.anchor(r, column);
            let is_head = rows.contains(&anchor.0) && grid.own(anchor.0, anchor.1).is_some();
            if is_head && path.last() != Some(&anchor) {
                path.push(anchor);
            }
        }
        if path.is_empty() {
            continue;
        }
        match leaves.last_mut() {
            Some(leaf) if leaf.path == path && leaf.last + 1 == column => leaf.last = column,
            _ => leaves.push(Leaf { first: column, last: column, path, year: None, offset: None }),
        }
    }
    // An unmerged group header stands over its first column alone: the columns beside it, blank
    // in that row, belong to it too.
    if let Some(row) = rows.first() {
        spread_group_headers(grid, *row, &mut leaves);
    }
    for leaf in &mut leaves {
        leaf.year = leaf.path.iter().rev().find_map(|(r, c)| match years(&grid.text(*r, *c))[..] {
            [year] => Some(year),
            _ => None,
        });
        leaf.offset = leaf.path.last().and_then(|(r, c)| heading::offset(&grid.text(*r, *c)));
    }
    leaves
}

fn spread_group_headers(grid: &Grid<'_>, row: u32, leaves: &mut [Leaf]) {
    let mut group: Option<((u32, u32), u32)> = None;
    for leaf in leaves.iter_mut() {
        let top = leaf.path[0];
        if leaf.path.len() > 1 && top.0 == row {
            let merged = grid.merge(top.0, top.1).is_some_and(|a| a.last_column > a.first_column);
            group = (!merged).then_some((top, leaf.last));
        } else if let Some((anchor, last)) = group
            && top.0 > row
            && leaf.first == last + 1
            && grid.text(row, leaf.first).is_empty()
        {
            leaf.path.insert(0, anchor);
            group = Some((anchor, leaf.last));
        } else {
            group = None;
        }
    }
}

/// Assigns leaves to the form's columns, best match first: the column of each leaf, and how well
/// they fit. `None` where too few do. `by_words` is how well a leaf's words speak of a column.
fn assign(
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
fn columns(
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
    leaves.iter().zip(of_leaf).enumerate().map(column).collect()
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

/// Columns without a header right of a code column hold the rest of the code, where they hold
/// nothing longer than a segment. The rows up to the first blank one tell: further down another
/// table may stand.
fn absorb_code_columns(grid: &Grid<'_>, head: u32, mut columns: Vec<Column>) -> Vec<Column> {
    let Some(kode) = columns.iter().position(|c| c.kind == Kind::Kode) else { return columns };
    let next = columns.iter().map(|c| c.first).filter(|first| *first > columns[kode].last).min();
    let Some(next) = next else { return columns };
    let body = (head + 1..=grid.last_row)
        .skip_while(|row| grid.is_blank_row(*row))
        .take_while(|row| !grid.is_blank_row(*row));
    let rows: Vec<u32> = body.take(5_000).collect();
    let mut last = columns[kode].last;
    for candidate in last + 1..next.min(last + 8) {
        let short = |row: &u32| grid.own(*row, candidate).is_none_or(|cell| printed(cell).trim().len() <= 5);
        if rows.iter().all(short) {
            last = candidate;
        } else {
            break;
        }
    }
    columns[kode].last = last;
    columns
}

/// The folded texts of the rows right above.
fn titles(grid: &Grid<'_>, row: u32) -> Vec<String> {
    let cells = (row.saturating_sub(6)..row).flat_map(|r| grid.row(r));
    cells.map(|(_, cell)| fold(&printed(cell))).collect()
}

/// The lines between the table before and this header: up to six, nearest first taken.
pub fn title(grid: &Grid<'_>, floor: u32, row: u32) -> Vec<Cited<String>> {
    let mut lines = Vec::new();
    for r in (floor.max(row.saturating_sub(8))..row).rev() {
        let cells: Vec<_> = grid.row(r).collect();
        if cells.len() > 2 {
            break;
        }
        for (column, cell) in cells.into_iter().rev() {
            let text = printed(cell);
            lines.push(Cited { value: text.trim().to_owned(), text, at: grid.at(r, column) });
        }
    }
    lines.reverse();
    lines
}
