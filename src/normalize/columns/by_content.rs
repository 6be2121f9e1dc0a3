//! Finds tables without an official form: where one begins and ends, and what each of its columns is. Content
//! decides what a column holds; the words of its header refine it.
//!
//! [`header_rows`] finds the rows that head a table, [`profile`] summarizes what stands below a header, and
//! [`roles`](super::roles) names the columns.

use std::ops::Range;
use std::sync::Arc;

use crate::forms::{Belongs, ColumnForm, Form, Kind, Rows};
use crate::model::{CellRef, Cited, Column, Ground, a1};
use crate::text::column_formula::{Numbered, plain_number};
use crate::text::fold::fold;
use crate::text::heading::years;
use crate::text::words::is_average_label;

use crate::normalize::columns::form_header::{self, Header};
use crate::normalize::columns::header_tree::HeaderLeaf;
use crate::normalize::evidence::{
    MAX_SAMPLED_ROWS, MIN_TABLE_ROWS, MIN_UNNAMED_BLOCK_PERCENT, is_at_least_percent,
};
use crate::normalize::row_label::is_total_label;
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::printed;
use crate::normalize::vocabulary::{has_any_word, vocabulary};

use super::column_groups::{ColumnGroup, group_columns, joined_header};
use super::header_rows::{self, HeaderBlock};
use super::profile::{self};
use super::roles::{Role, assign_roles};
use super::table_end::find_table_end;

/// Returns the tables on these rows of a sheet, top to bottom.
pub fn find_tables(grid: &Grid<'_>, rows: Range<u32>) -> Vec<Header> {
    let of = |blocks: &[HeaderBlock], names: Names| tables_below_blocks(grid, blocks, rows.clone(), names);
    let found = of(&header_rows::header_blocks(grid, rows.clone()), Names::Needed);
    if !found.is_empty() {
        return found;
    }
    // Unforeseen words head a table too if they stand right above its figures.
    let unforeseen = header_rows::blocks_above_figures(grid, rows.clone());
    let found = of(&unforeseen, Names::Needed);
    // A sheet without such a table may hold nothing but figures below their headers, or a list of two rows.
    if found.is_empty() { of(&unforeseen, Names::Missing) } else { found }
}

/// Whether something must name the rows of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// A table needs names, and [`MIN_TABLE_ROWS`] rows: a sheet has other figures too.
    Needed,
    /// The rows may be told by their places alone, and be one fewer: the sheet has no other table.
    Missing,
}

/// Returns the tables below these header blocks, top to bottom, with their titles.
fn tables_below_blocks(
    grid: &Grid<'_>,
    blocks: &[HeaderBlock],
    rows: Range<u32>,
    names: Names,
) -> Vec<Header> {
    // Work upwards, so that each table knows where the next one begins.
    let mut found: Vec<Header> = Vec::new();
    for block in blocks.iter().rev() {
        let next = found.last().map(|next| (next.first_row, first_title_row(grid, next)));
        let continues = found.last().is_some_and(|next| is_repeated_by(grid, block, next));
        let end = if continues { None } else { next.map(|(_, title)| title) };
        let end = end
            .or_else(|| found.last().filter(|_| continues).and_then(|next| next.end_row))
            .unwrap_or(rows.end);
        let tables = tables_below(grid, block, end, names);
        if tables.is_empty() {
            continue;
        }
        if continues {
            found.pop();
        }
        found.extend(tables.into_iter().rev());
    }
    found.reverse();
    let mut floor = rows.start;
    for header in &mut found {
        header.title = form_header::title_lines(grid, floor, header.first_row);
        floor = floor.max(header.end_row.unwrap_or(floor));
    }
    found
}

/// Returns the first of the title lines right above a header: up to six rows of one or two cells. Returns the
/// header's first row if there are none.
fn first_title_row(grid: &Grid<'_>, header: &Header) -> u32 {
    let is_line = |row: &u32| grid.row_cells(*row).len() <= 2 && !grid.is_blank_row(*row);
    let lines = (0..header.first_row).rev().take(6).take_while(is_line).count();
    header.first_row - u32::try_from(lines).unwrap_or(0)
}

/// Whether the next header repeats this one at a page break: it has the same words, and either no total right
/// above or no title of its own.
fn is_repeated_by(grid: &Grid<'_>, block: &HeaderBlock, next: &Header) -> bool {
    let words = grid.head_rows(block.first, block.last);
    if !words.first().is_some_and(|first| grid.has_words_of(first, next.first_row)) {
        return false;
    }
    // Look past signatures: they may stand between a total and the next header.
    let mut above = (block.last_header_row + 1..next.first_row)
        .rev()
        .filter(|row| grid.row_cells(*row).len() > 1)
        .take(3);
    let ends = above.any(|row| grid.row(row).any(|(_, cell)| is_total_label(&printed(cell))));
    !ends || first_title_row(grid, next) == next.first_row
}

/// Returns the tables below a header, side by side if blank columns separate them. If more rows of figures
/// follow behind their end, these belong to another table, and the columns are judged again without them.
fn tables_below(grid: &Grid<'_>, block: &HeaderBlock, end: u32, names: Names) -> Vec<Header> {
    let found = tables_below_until(grid, block, end, names);
    let Some(last) = found.iter().filter_map(|header| header.end_row).max() else { return found };
    let has_figure = |row: &u32| grid.row(*row).any(|(_, cell)| profile::is_figure(cell));
    let behind = (last..end.min(last.saturating_add(MAX_SAMPLED_ROWS)))
        .filter(has_figure)
        .take(MIN_TABLE_ROWS)
        .count();
    if behind < MIN_TABLE_ROWS {
        return found;
    }
    let again = tables_below_until(grid, block, last, names);
    if again.is_empty() { found } else { again }
}

/// Returns the tables below a header, judged by the rows up to `end`.
fn tables_below_until(grid: &Grid<'_>, block: &HeaderBlock, end: u32, names: Names) -> Vec<Header> {
    let body = block.last_header_row + 1..end.min(block.last_header_row + 1 + MAX_SAMPLED_ROWS);
    if body.is_empty() {
        return Vec::new();
    }
    let spans = group_columns(grid, block, body.clone());
    let mut groups: Vec<Vec<ColumnGroup>> = Vec::new();
    for span in spans {
        let joined = groups
            .last()
            .and_then(|group| group.last())
            .is_some_and(|last| last.leaf.last + 1 == span.leaf.first);
        match groups.last_mut() {
            Some(group) if joined => group.push(span),
            _ => groups.push(vec![span]),
        }
    }
    let mut whole: Vec<Vec<ColumnGroup>> = Vec::new();
    for group in groups {
        match whole.last_mut() {
            Some(table) if is_part_of_table(grid, table, &group, body.clone()) => table.extend(group),
            _ => whole.push(group),
        }
    }
    whole.into_iter().filter_map(|spans| build_table(grid, block, &spans, end, names)).collect()
}

/// Whether columns behind a blank one belong to the table before it: that has no figures yet, or they have no
/// names of their own and are filled on most of its rows.
fn is_part_of_table(grid: &Grid<'_>, table: &[ColumnGroup], group: &[ColumnGroup], body: Range<u32>) -> bool {
    let has_figures = |spans: &[ColumnGroup]| roles_of(grid, spans).into_iter().any(Role::is_figure);
    if !has_figures(table) {
        return true;
    }
    let is_name = |span: &ColumnGroup| {
        span.profile.is_words() && has_any_word(&joined_header(grid, &span.leaf), &vocabulary().names)
    };
    let is_other =
        group.iter().any(is_name) || begins_as_table(grid, group) || names_rows_behind_gap(table, group);
    if is_other && has_figures(group) {
        return false;
    }
    let fills = |spans: &[ColumnGroup], row: u32| {
        spans.iter().any(|span| (span.leaf.first..=span.leaf.last).any(|c| grid.own_cell(row, c).is_some()))
    };
    let rows: Vec<u32> = body.filter(|row| fills(table, *row)).collect();
    let both = rows.iter().filter(|row| fills(group, **row)).count();
    is_at_least_percent(both, rows.len(), MIN_UNNAMED_BLOCK_PERCENT)
}

/// Whether columns behind a wide gap begin with words that differ from row to row: they name the rows of a calculation
/// beside the table, with or without a header.
fn names_rows_behind_gap(table: &[ColumnGroup], group: &[ColumnGroup]) -> bool {
    /// Minimum width of the gap, in columns. Forms leave one column blank.
    const MIN_GAP: u32 = 2;
    let (Some(last), Some(first)) = (table.last(), group.first()) else { return false };
    first.leaf.first.saturating_sub(last.leaf.last + 1) >= MIN_GAP
        && first.profile.is_words()
        && !first.profile.repeats_itself()
}

/// Whether columns begin with numbers or codes of rows and, beside these, words below a header: they name their own
/// rows, as a worksheet beside a journal does.
fn begins_as_table(grid: &Grid<'_>, group: &[ColumnGroup]) -> bool {
    let is_number = |role: &Role| matches!(role, Role::Ordinal | Role::Identifier | Role::Code);
    let roles = roles_of(grid, group);
    let is_headed = |place: usize| group.get(place).is_some_and(|span| !span.leaf.path.is_empty());
    roles.first().is_some_and(is_number)
        && matches!(roles.get(1), Some(Role::Name | Role::Words))
        && is_headed(0)
        && is_headed(1)
}

/// Returns the role of each of these columns.
fn roles_of(grid: &Grid<'_>, spans: &[ColumnGroup]) -> Vec<Role> {
    let heads: Vec<String> = spans.iter().map(|span| joined_header(grid, &span.leaf)).collect();
    assign_roles(spans, &heads, |leaf| {
        let mut words = leaf.path.iter().rev().map(|(r, c)| fold(&grid.text(*r, *c)));
        let inner = words.next().unwrap_or_default();
        // "Rp" below "Harga Satuan" states a unit.
        let is_unit = vocabulary().currencies.contains(&inner);
        words.next().filter(|outer| is_unit && !outer.is_empty()).unwrap_or(inner)
    })
}

/// Builds the table of these columns. `None` if it has no column of figures or, unless these may be missing, of names, no
/// header above either, or fewer than [`MIN_TABLE_ROWS`] rows of figures.
fn build_table(
    grid: &Grid<'_>,
    block: &HeaderBlock,
    spans: &[ColumnGroup],
    limit: u32,
    naming: Names,
) -> Option<Header> {
    let roles = roles_of(grid, spans);
    let of = |test: &dyn Fn(&Role) -> bool| -> Vec<usize> {
        roles.iter().enumerate().filter(|(_, role)| test(role)).map(|(place, _)| place).collect()
    };
    let figures = of(&|role| role.is_figure());
    let names = of(&|role| matches!(role, Role::Name));
    if figures.is_empty() || (names.is_empty() && naming == Names::Needed) {
        return None;
    }
    let is_headed = |places: &[usize]| places.iter().any(|place| !spans[*place].leaf.path.is_empty());
    if !is_headed(&figures) {
        return None;
    }
    let columns_of = |places: &[usize]| -> Vec<(u32, u32)> {
        places.iter().map(|place| (spans[*place].leaf.first, spans[*place].leaf.last)).collect()
    };
    let says: Vec<usize> = of(&|role| matches!(role, Role::Name | Role::Code | Role::Ordinal | Role::Words));
    let (end, rows) =
        find_table_end(grid, &columns_of(&figures), &columns_of(&says), block.last_header_row + 1, limit);
    let ends_with_total =
        end.checked_sub(1).is_some_and(|last| grid.row(last).any(|(_, cell)| is_total_label(&printed(cell))));
    // A header names the rows too; below a total, as in a pivot table, they need no name.
    if !names.is_empty() && !is_headed(&names) && !ends_with_total {
        return None;
    }
    // One row and its total are a table too.
    let fewest = if naming == Names::Needed { MIN_TABLE_ROWS } else { MIN_TABLE_ROWS - 1 };
    if rows < fewest && !(rows + 1 == fewest && ends_with_total) {
        return None;
    }
    let numbers = block.numbers.as_deref();
    let columns: Vec<Column> = spans
        .iter()
        .zip(&roles)
        .enumerate()
        .map(|(place, (span, role))| build_column(grid, block, &span.leaf, *role, place))
        .collect();
    let columns = rename_single_code_column(columns);
    let form = build_form(&columns);
    let columns = apply_number_row(columns, numbers);
    Some(Header {
        form: Arc::new(form),
        first_row: block.first,
        last_row: block.last_header_row,
        end_row: Some(end),
        columns,
        rows: grid.head_rows(block.first, block.last_header_row),
        title: Vec::new(),
    })
}

/// Builds the column of a leaf; `place` is its index among the table's columns, from 0.
fn build_column(grid: &Grid<'_>, block: &HeaderBlock, leaf: &HeaderLeaf, role: Role, place: usize) -> Column {
    let header = leaf.header_cells(grid);
    let year = header.iter().rev().find_map(|h| match years(&h.text)[..] {
        [year] => Some(year),
        _ => None,
    });
    let (key, kind) = role.key(place + 1);
    let at = grid.cell_ref(block.last, leaf.first);
    let number = u32::try_from(place + 1).unwrap_or(u32::MAX);
    Column {
        key,
        kind,
        belongs: Belongs::Item,
        adds_up: role.adds_up()
            && !is_average_label(&header.last().map_or_else(String::new, |head| fold(&head.text))),
        year,
        number: Some(Cited { value: number, text: "".into(), at: header.last().map_or(at, |h| h.at) }),
        header,
        formula: None,
        ground: Ground::Figures,
        own_formulas: std::collections::BTreeSet::new(),
        first_column: leaf.first,
        last_column: leaf.last,
    }
}

/// Renames a code column to `kode` if it is the only one: it needs no place in its name.
fn rename_single_code_column(mut columns: Vec<Column>) -> Vec<Column> {
    let mut of_codes = columns.iter_mut().filter(|column| column.kind == Kind::Kode);
    if let (Some(only), None) = (of_codes.next(), of_codes.next()) {
        "kode".clone_into(&mut only.key);
    }
    columns
}

/// Builds the form of a table that has none: the result is laid out by it.
fn build_form(columns: &[Column]) -> Form {
    let of_column = |column: &Column| ColumnForm {
        key: column.key.clone(),
        number: None,
        formula: None,
        kind: column.kind,
        belongs: Belongs::Item,
        adds_up: column.adds_up,
        head: column.header.iter().map(|h| h.text.to_string()).collect(),
        words: Vec::new(),
        under: Vec::new(),
        year: None,
        optional: false,
        width: if column.kind == Kind::Text { 34.0 } else { 18.0 },
    };
    Form {
        code: "anggaran".to_owned(),
        name: "Tabel tanpa form resmi".to_owned(),
        source: String::new(),
        title: Vec::new(),
        rows: Rows::Own,
        columns: columns.iter().map(of_column).collect(),
        relations: Vec::new(),
    }
}

/// Gives the columns the numbers of the sheet's number row, and the formulas stated there. Columns without a
/// number are numbered from the highest one on, so that a formula can refer to them.
fn apply_number_row(mut columns: Vec<Column>, numbers: Option<&[(u32, Numbered, CellRef)]>) -> Vec<Column> {
    let Some(numbers) = numbers else { return columns };
    let mut next = numbers.iter().map(|(_, numbered, _)| plain_number(numbered.number)).max().unwrap_or(0);
    for column in &mut columns {
        let own = numbers.iter().find(|(c, _, _)| (column.first_column..=column.last_column).contains(c));
        if let Some((_, numbered, at)) = own {
            let text = a1(at.row, at.column).into();
            column.number = Some(Cited { value: numbered.number, text, at: *at });
            column.formula.clone_from(&numbered.formula);
        } else if let Some(number) = &mut column.number {
            next += 1;
            number.value = next;
        }
    }
    columns
}

/// Returns the lengths at which codes without dots are split into segments: 2, 3, 5 for 41, 411, 41101. Empty
/// unless eight in ten of the longer codes begin with a code of the next shorter length.
pub fn code_lengths(codes: &[String]) -> Vec<usize> {
    let plain = || {
        codes.iter().map(String::as_str).filter(|c| c.len() <= 12 && c.chars().all(|c| c.is_ascii_digit()))
    };
    let mut lengths: Vec<usize> = plain().map(str::len).collect();
    lengths.sort_unstable();
    lengths.dedup();
    if lengths.len() < 2 || lengths.len() > 6 {
        return Vec::new();
    }
    let known: std::collections::HashSet<&str> = plain().collect();
    let (mut longer, mut nested) = (0_usize, 0_usize);
    for code in plain().filter(|c| c.len() > lengths[0]) {
        longer += 1;
        let parent = lengths.iter().rev().find(|l| **l < code.len());
        if parent.and_then(|l| code.get(..*l)).is_some_and(|start| known.contains(start)) {
            nested += 1;
        }
    }
    if longer > 0 && nested * 10 >= longer * 8 { lengths } else { Vec::new() }
}
