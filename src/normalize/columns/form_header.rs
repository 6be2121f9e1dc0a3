//! Finds where a table begins, which form it has, and which of its columns is which.
//!
//! The header's words and the number row are both evidence, and either may be missing. Every reading of the
//! rows at hand (each form, each height of the header) gets a score, and the best one that a form accepts is
//! the table.

use std::ops::Range;
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

use crate::forms::{Belongs, Form, Kind, Rows};
use crate::model::{Area, Cited, Column, Level, SheetId, Table};
use crate::text::fold::fold;

use crate::normalize::columns::assign::{assign_columns, build_columns};
use crate::normalize::columns::form_content::Content;
use crate::normalize::columns::header_likeness::{ColumnLikeness, HeaderMatcher};
use crate::normalize::columns::header_tree::leaves_of_rows;
use crate::normalize::columns::name_levels;
use crate::normalize::columns::number_row::{count_word_rows_below, leaf_numbers, read_number_row};
use crate::normalize::columns::profile::{self, Profile};
use crate::normalize::evidence::{
    MAX_SAMPLED_ROWS, MAX_UNKNOWN_PER_KNOWN, MIN_TABLE_ROWS, MIN_UNKNOWN_COLUMNS, is_at_least_percent,
};
use crate::normalize::row_label;
use crate::normalize::sheet::grid::{Grid, HeadRow};
use crate::normalize::value::printed;

/// A recognized header.
pub struct Header {
    /// The form of the table.
    pub form: Arc<Form>,
    /// The sheet row on which the header's words begin, from 0.
    pub first_row: u32,
    /// The last row of the header, including its number row and the words below it.
    pub last_row: u32,
    /// The columns of the table, left to right.
    pub columns: Vec<Column>,
    /// The header's rows, to recognize it again at a page break.
    pub rows: Vec<HeadRow>,
    /// The title lines above the header, top to bottom.
    pub title: Vec<Cited<String>>,
    /// The row behind the table's last one. `None` if it is not known yet.
    pub end_row: Option<u32>,
}

impl Header {
    /// Returns the columns that the form knows.
    pub fn known_columns(&self) -> impl Iterator<Item = &Column> + Clone {
        self.columns.iter().filter(|column| self.form.column(&column.key).is_some())
    }
}

/// Maximum number of rows that the words of a header take.
const MAX_FORM_HEADER_ROWS: u32 = 4;
/// Minimum percentage of rows on which the columns of several levels hold names, in a list without levels.
const MIN_NAMED_PERCENT: usize = 80;
/// Minimum number of rows per thread.
const MIN_ROWS_PER_THREAD: usize = 1_024;

/// Returns all headers of known forms on a sheet, top to bottom. A header that is repeated at a page break is
/// left to [`rows::form_rows`](crate::normalize::rows::form_rows).
pub fn find_headers(grid: &Grid<'_>, forms: &[Arc<Form>], heads: &HeaderMatcher) -> Vec<Header> {
    let mut found: Vec<Header> = Vec::new();
    let mut row = 0;
    let mut floor = 0;
    // Each row is judged by itself, so that a sheet of a hundred thousand rows is searched in parallel.
    let rows = (0..grid.last_row + 1).into_par_iter().with_min_len(MIN_ROWS_PER_THREAD);
    let may_head: Vec<bool> = rows.map(|row| heads.words.is_header_row(grid, row)).collect();
    while row <= grid.last_row {
        // Skip a header that is repeated at a page break.
        if let Some(last) = found.last()
            && let Some((first, more)) = last.rows.split_first()
            && grid.has_words_of(first, row)
        {
            let more = (row + 1..).zip(more).take_while(|(row, head)| grid.has_words_of(head, *row)).count();
            row += 1 + u32::try_from(more).unwrap_or(0);
            continue;
        }
        if may_head.get(row as usize) == Some(&true)
            && let Some(mut header) = header_around(grid, floor, row, forms, heads)
            && (has_title(&header.form, grid, row)
                || is_program_table(grid, &header) && !is_unlike_form(grid, &header))
        {
            let again = found.last().is_some_and(|last| is_same_header(last, &header));
            let next = header.last_row + 1;
            if !again {
                header.title = title_lines(grid, floor, header.first_row);
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

/// Whether a table without the form's title is one of programs and kegiatan: it has an indicator column, or
/// says "program" or "kegiatan" in the header of its names, or one of its names is a program's. "Kode,
/// Uraian, Anggaran" heads a budget of accounts too.
fn is_program_table(grid: &Grid<'_>, header: &Header) -> bool {
    const MAX_SEARCHED_ROWS: u32 = 60;
    let says = |text: &str| fold(text).split(' ').any(|word| matches!(word, "program" | "kegiatan"));
    let names = || header.known_columns().filter(|column| is_name_key(&column.key));
    let in_header = || names().flat_map(|column| &column.header).any(|head| says(&head.value));
    let rows = header.last_row + 1..=grid.last_row.min(header.last_row.saturating_add(MAX_SEARCHED_ROWS));
    let program = |text: &str| row_label::stated_level(text) == Some(Level::Program);
    let in_names = || {
        rows.clone().any(|row| {
            names()
                .any(|column| grid.own_cell(row, column.first_column).is_some_and(|c| program(&printed(c))))
        })
    };
    header.form.rows != Rows::Tree
        || header.known_columns().any(|column| column.belongs == Belongs::Indikator)
        || in_header()
        || in_names()
}

/// Returns the header that this row belongs to. Usually it begins on this row; if the words above are all
/// misspelt, it begins up to three rows further up, provided that more of its columns are known that way.
/// `None` if there is none.
fn header_around(
    grid: &Grid<'_>,
    floor: u32,
    row: u32,
    forms: &[Arc<Form>],
    heads: &HeaderMatcher,
) -> Option<Header> {
    let is_of_words = |row: &u32| *row >= floor && grid.row_cells(*row).len() >= 3;
    let above = (1..MAX_FORM_HEADER_ROWS).map_while(|up| row.checked_sub(up)).take_while(is_of_words);
    let from_above = above.filter_map(|row| header_at(grid, row, forms, heads));
    // Of equals, the last: the header that begins on this row.
    from_above.chain(header_at(grid, row, forms, heads)).max_by_key(|header| header.known_columns().count())
}

/// Whether a header repeats the one before at a page break: the same form over the same columns.
fn is_same_header(a: &Header, b: &Header) -> bool {
    a.form.code == b.form.code
        && a.columns.len() == b.columns.len()
        && a.columns
            .iter()
            .zip(&b.columns)
            .all(|(a, b)| (a.first_column, a.last_column, &a.key) == (b.first_column, b.last_column, &b.key))
}

/// Whether one of the six rows above this one states a title of the form.
pub fn has_title(form: &Form, grid: &Grid<'_>, row: u32) -> bool {
    contains_title(form, &folded_lines_above(grid, row))
}

/// Whether one of these folded lines contains a title of the form.
fn contains_title(form: &Form, titles: &[String]) -> bool {
    form.title.iter().any(|title| titles.iter().any(|line| line.contains(title)))
}

/// Returns the best reading of a header whose words begin on this row. `None` if no form fits.
fn header_at(grid: &Grid<'_>, row: u32, forms: &[Arc<Form>], heads: &HeaderMatcher) -> Option<Header> {
    let mut best: Option<(f64, Header)> = None;
    let titles = folded_lines_above(grid, row);
    // The words end where the numbers begin. Without numbers, every height is tried.
    let numbered =
        (1..=MAX_FORM_HEADER_ROWS).find(|height| read_number_row(grid, row..row + height).is_some());
    let heights = numbered.map_or(1..=MAX_FORM_HEADER_ROWS, |height| height..=height);
    for height in heights {
        let below = row + height;
        if below > grid.last_row + 1 {
            break;
        }
        let numbers = read_number_row(grid, row..below);
        // K and Rp may stand below the numbers.
        let words_below =
            numbers.as_ref().map_or(0, |numbers| count_word_rows_below(grid, numbers, below, &heads.words));
        let rows: Vec<u32> = (row..below).chain(below + 1..below + 1 + words_below).collect();
        let leaves = leaves_of_rows(grid, &rows);
        if leaves.len() < 3 {
            continue;
        }
        // The likeness of each header cell to the words of the forms' columns.
        let spoken: Vec<Vec<Arc<ColumnLikeness>>> = leaves
            .iter()
            .map(|leaf| {
                leaf.path.iter().map(|(r, c)| heads.column_likeness(&grid.head_words(*r, *c))).collect()
            })
            .collect();
        let of_leaves = leaf_numbers(grid, &leaves, numbers.as_deref().unwrap_or_default());
        let body = if numbers.is_some() { below + words_below + 1 } else { below };
        let contents: Vec<Content> =
            leaves.iter().map(|leaf| Content::from_columns(grid, (leaf.first, leaf.last), body)).collect();
        let mut here: Option<(f64, &Arc<Form>)> = None;
        let mut columns_of = Vec::new();
        for (form, of_form) in forms.iter().zip(&heads.words.form_ranges) {
            let score = |f: usize, l: usize| {
                spoken.get(l).map_or(0.0, |spoken| heads.header_score(of_form.start + f, spoken))
            };
            let Some((score, of_leaf)) = assign_columns(form, &score, &leaves, &of_leaves, &contents) else {
                continue;
            };
            let has_title = contains_title(form, &titles);
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
                columns: build_columns(
                    grid,
                    form,
                    &leaves,
                    &columns_of,
                    &of_leaves,
                    (&contents, numbers.is_none()),
                ),
                rows: Vec::new(),
                title: Vec::new(),
                end_row: None,
            };
            best = Some((score, header));
        }
    }
    best.map(|(_, header)| {
        let columns = name_levels::join(&header.form, header.columns);
        let columns = absorb_code_columns(grid, header.last_row, columns);
        Header { columns, ..header }
    })
}

/// Extends a code column over the columns without a header at its right that hold the rest of the code:
/// nothing longer than five characters. Only the rows up to the first blank one are judged, since another
/// table may stand further down.
fn absorb_code_columns(grid: &Grid<'_>, head: u32, mut columns: Vec<Column>) -> Vec<Column> {
    let Some(kode) = columns.iter().position(|c| c.kind == Kind::Kode) else { return columns };
    let next =
        columns.iter().map(|c| c.first_column).filter(|first| *first > columns[kode].last_column).min();
    let Some(next) = next else { return columns };
    let body = (head + 1..=grid.last_row)
        .skip_while(|row| grid.is_blank_row(*row))
        .take_while(|row| !grid.is_blank_row(*row));
    let rows: Vec<u32> = body.take(5_000).collect();
    let mut last = columns[kode].last_column;
    for candidate in last + 1..next.min(last + 8) {
        let short =
            |row: &u32| grid.own_cell(*row, candidate).is_none_or(|cell| printed(cell).trim().len() <= 5);
        if rows.iter().all(short) {
            last = candidate;
        } else {
            break;
        }
    }
    columns[kode].last_column = last;
    columns
}

/// Returns the folded texts of the six rows above.
fn folded_lines_above(grid: &Grid<'_>, row: u32) -> Vec<String> {
    let cells = (row.saturating_sub(6)..row).flat_map(|r| grid.row(r));
    cells.map(|(_, cell)| fold(&printed(cell))).collect()
}

/// Returns the title lines right above a header, top to bottom: rows of one or two cells, at most eight, from
/// row `floor` on (the row behind the table before).
pub fn title_lines(grid: &Grid<'_>, floor: u32, row: u32) -> Vec<Cited<String>> {
    let mut lines = Vec::new();
    for r in (floor.max(row.saturating_sub(8))..row).rev() {
        let cells: Vec<_> = grid.row(r).collect();
        if cells.len() > 2 {
            break;
        }
        for (column, cell) in cells.into_iter().rev() {
            let text = printed(cell);
            lines.push(Cited { value: text.trim().to_owned(), text, at: grid.cell_ref(r, column) });
        }
    }
    lines.reverse();
    lines
}

/// Whether the table below a header that was taken for a form's is of another kind: it has at least two
/// columns of money and none that the form knows as money; or many more such columns than the form knows; or
/// several columns filled side by side (quarters, years) below one column of the form; or each row names its
/// program in one column and its kegiatan in another, as an export does.
pub fn is_unlike_form(grid: &Grid<'_>, header: &Header) -> bool {
    let rows = header.last_row + 1..(grid.last_row + 1).min(header.last_row + MAX_SAMPLED_ROWS);
    let is_known = |column: &Column| header.form.column(&column.key).is_some();
    let money = |column: &Column| -> usize {
        let is_money = |c: &u32| Profile::from_cells(grid, *c..=*c, rows.clone()).is_money_column();
        (column.first_column..=column.last_column).filter(is_money).count()
    };
    let of = |test: &dyn Fn(&Column) -> bool| -> usize {
        header.columns.iter().filter(|column| test(column)).map(money).sum()
    };
    let known = header.known_columns().filter(|column| column.kind == Kind::Rupiah).count();
    if known == 0 && of(&|_| true) >= 2 {
        return true;
    }
    let others = of(&|column| !is_known(column));
    let is_many = others >= MIN_UNKNOWN_COLUMNS && others > known * MAX_UNKNOWN_PER_KNOWN;
    let is_side_by_side = |column: &Column| {
        let figures = |row: u32| {
            let own = (column.first_column..=column.last_column).filter_map(|c| grid.own_cell(row, c));
            own.filter(|cell| profile::is_figure(cell)).count()
        };
        column.last_column - column.first_column >= 2
            && rows.clone().filter(|row| figures(*row) >= MIN_UNKNOWN_COLUMNS).count() >= MIN_TABLE_ROWS
    };
    is_many || header.known_columns().any(is_side_by_side) || names_each_level(grid, header, rows.clone())
}

/// Whether columns of names stand apart, one for each level, and are filled on most of these rows. Below a form's
/// header, a row names one level alone.
fn names_each_level(grid: &Grid<'_>, header: &Header, rows: Range<u32>) -> bool {
    let rows: Vec<u32> = rows.filter(|row| !grid.is_blank_row(*row)).collect();
    let is_filled = |column: &&Column| {
        let names = rows.iter().filter(|row| grid.own_cell(**row, column.first_column).is_some());
        is_at_least_percent(names.count(), rows.len(), MIN_NAMED_PERCENT)
    };
    let named = header.columns.iter().filter(|column| name_levels::header_level(column).is_some());
    header.form.rows == Rows::Tree && named.filter(is_filled).count() > 1
}

/// Whether a column names the item, by its key.
pub fn is_name_key(key: &str) -> bool {
    key == "nama" || key.starts_with("nama_")
}

/// Returns an empty table with this header, to be filled by [`rows`](crate::normalize::rows).
pub fn empty_table(sheet: SheetId, header: &Header) -> Table {
    Table {
        form: Arc::clone(&header.form),
        sheet,
        area: Area {
            first_row: header.first_row,
            first_column: header.columns.iter().map(|c| c.first_column).min().unwrap_or(0),
            last_row: header.last_row,
            last_column: header.columns.iter().map(|c| c.last_column).max().unwrap_or(0),
        },
        pages: Vec::new(),
        title: header.title.clone(),
        columns: header.columns.clone(),
        headers: Vec::new(),
        header_texts: Vec::new(),
        items: Vec::new(),
        sheet_sums: None,
    }
}
