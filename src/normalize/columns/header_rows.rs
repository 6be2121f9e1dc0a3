//! Finds the rows that head a table without an official form.

use std::ops::Range;

use crate::model::{Cell, CellContent, CellRef};
use crate::text::column_formula::Numbered;
use crate::text::fold::fold;
use crate::text::heading::years;
use crate::text::number;

use super::profile::{is_amount, is_code, is_date, is_figure, is_year};
use crate::normalize::columns::number_row::read_number_row;
use crate::normalize::evidence::{MAX_HEADER_ROWS, MIN_REPEATED_HEADER_CELLS, is_at_least_percent};
use crate::normalize::row_label::{self, numbering};
use crate::normalize::sheet::grid::{Grid, HeadRow};
use crate::normalize::value::printed;
use crate::normalize::vocabulary::vocabulary;

/// The rows of a header, numbered from 0.
pub struct HeaderBlock {
    /// The first row of words.
    pub first: u32,
    /// The last row of words.
    pub last: u32,
    /// The last row of the header, including its number row and the units below it.
    pub last_header_row: u32,
    /// The column numbers below the words. `None` if there is no number row.
    pub numbers: Option<Vec<(u32, Numbered, CellRef)>>,
}

/// Returns the blocks of rows made of header words, top to bottom.
pub fn header_blocks(grid: &Grid<'_>, rows: Range<u32>) -> Vec<HeaderBlock> {
    let mut blocks = Vec::new();
    // The first row of each different header so far, to recognize a repeated one.
    let mut heads: Vec<HeadRow> = Vec::new();
    let mut row = rows.start;
    while row < rows.end {
        let is_head = is_header_row(grid, row) && !is_caption(grid, row);
        if is_head && !is_amid_body(grid, row, &heads) {
            let floor = blocks.last().map_or(rows.start, |block: &HeaderBlock| block.last_header_row + 1);
            let first = first_of_groups(grid, row, floor);
            let block = build_block(grid, first, rows.end);
            if !heads.iter().any(|head| grid.has_words_of(head, row)) {
                heads.extend(grid.head_rows(row, row));
            }
            row = block.last_header_row + 1;
            blocks.push(block);
        } else {
            row += 1;
        }
    }
    blocks
}

/// Returns the first of the rows right above a header that name the groups of its columns, and its names further left:
/// "Provinsi | Garis Kemiskinan" above "Semester 1 | Semester 2". Returns the row itself if there are none.
fn first_of_groups(grid: &Grid<'_>, row: u32, floor: u32) -> u32 {
    let first_column = |row: u32| grid.row_cells(row).first().map(|(column, ..)| *column);
    let is_of_words = |cell: &Cell| {
        matches!(&cell.content, CellContent::Text(text) if number::read(text).is_none()) || is_period(cell)
    };
    let is_group = |row: &u32| {
        let cells = grid.row_cells(*row);
        cells.len() > 1 && cells.iter().all(|(.., cell)| is_of_words(cell)) && !states_value(cells)
    };
    let above: Vec<u32> = (floor..row).rev().take(MAX_HEADER_ROWS as usize).take_while(is_group).collect();
    let mut names = above.into_iter().filter(|above| first_column(*above) < first_column(row));
    names.next_back().unwrap_or(row)
}

/// Whether a row of a few header words is the caption of the header right below it, which has many more words, and one
/// below each of these: "SEPTEMBER | TAHUN | 2022".
fn is_caption(grid: &Grid<'_>, row: u32) -> bool {
    let (cells, below) = (grid.row_cells(row), grid.row_cells(row + 1));
    let is_headed = |column: u32| grid.own_cell(row + 1, column).is_some();
    let is_word =
        |cell: &Cell| matches!(&cell.content, CellContent::Text(text) if text.contains(char::is_alphabetic));
    let known = below.iter().filter(|(.., cell)| vocabulary().may_be_header(&printed(cell)));
    cells.len() * 2 <= below.len()
        && below.iter().all(|(.., cell)| is_word(cell))
        && known.count() > 1
        && cells.iter().all(|(column, ..)| is_headed(*column) && grid.merged_area(row, *column).is_none())
}

/// Whether a row of words stands right below a row of amounts that is no total, and is therefore a heading of
/// the body. A header that is repeated at a page break is recognized by its words. Above the first header there is no
/// body: the price of a piece of work stands above its analysis.
fn is_amid_body(grid: &Grid<'_>, row: u32, before: &[HeadRow]) -> bool {
    let Some(above) = row.checked_sub(1) else { return false };
    let has_amount = grid.row(above).any(|(_, cell)| is_amount(cell));
    let is_total = || grid.row(above).any(|(_, cell)| row_label::is_total_label(&printed(cell)));
    let comes_back = || before.iter().any(|head| grid.has_words_of(head, row));
    !before.is_empty() && has_amount && !is_total() && !comes_back()
}

/// Returns the blocks of words right above the first amounts of a sheet, or above rows of several small figures,
/// whatever the words.
pub fn blocks_above_figures(grid: &Grid<'_>, rows: Range<u32>) -> Vec<HeaderBlock> {
    /// Maximum number of rows with amounts that are tried as the first row of a table.
    const MAX_TRIED_ROWS: usize = 12;
    /// Minimum number of figures in a row without an amount.
    const MIN_SMALL_FIGURES: usize = 3;
    /// Minimum number of words before the first date of a header.
    const MIN_NAMES_BEFORE_DATES: usize = 3;
    /// Minimum number of rows in which the same columns have such figures, if these are fewer.
    const MIN_ALIKE_ROWS: u32 = 5;
    let small = |row: u32| {
        grid.row(row).filter(|(_, cell)| is_figure(cell) && !is_year(cell)).map(|(column, _)| column)
    };
    let goes_on = |row: u32| {
        small(row).next().is_some() && (row + 1..row + MIN_ALIKE_ROWS).all(|next| small(next).eq(small(row)))
    };
    let has_amount = |row: &u32| {
        grid.row(*row).any(|(_, cell)| is_amount(cell))
            || small(*row).count() >= MIN_SMALL_FIGURES
            || goes_on(*row)
    };
    let words = |row: u32| {
        let cells = grid.row_cells(row);
        let is_word = |cell: &Cell| matches!(&cell.content, CellContent::Text(text) if text.chars().any(char::is_alphabetic));
        // Ages and school years: 15-24, 2021/2022.
        let is_text =
            |cell: &Cell| matches!(&cell.content, CellContent::Text(text) if number::read(text).is_none());
        // Dates of periods stand behind the names of the other columns.
        let names = cells.iter().take_while(|(.., cell)| is_word(cell)).count();
        let may_be_date = |(column, _, cell): &(u32, char, &Cell)| {
            names >= MIN_NAMES_BEFORE_DATES && is_date(cell) && !is_listed_period(grid, row, *column)
        };
        let heads = cells.iter().all(|cell| is_text(cell.2) || is_year(cell.2) || may_be_date(cell));
        // "TOTAL | Rp 62,000.00" closes a table.
        let is_total = cells.first().is_some_and(|(.., cell)| row_label::is_total_label(&printed(cell)));
        (cells.len() > 1
            && heads
            && !is_total
            && !states_value(cells)
            && cells.iter().any(|(.., cell)| is_word(cell)))
        .then_some(row)
    };
    let has_figures = |row: u32| {
        let is_total = || grid.row(row).any(|(_, cell)| row_label::is_total_label(&printed(cell)));
        grid.row(row).any(|(_, cell)| is_figure(cell) && !is_year(cell)) && !is_total()
    };
    let mut found: Vec<HeaderBlock> = Vec::new();
    for first in rows.clone().filter(has_amount).take(MAX_TRIED_ROWS) {
        let head = (rows.start..first).rev().take(MAX_HEADER_ROWS as usize).find_map(words);
        let Some(last) = head else { continue };
        let mut top = last;
        while top > rows.start
            && words(top - 1).is_some()
            && !is_caption(grid, top - 1)
            && last - top < MAX_HEADER_ROWS
        {
            top -= 1;
        }
        // "Garam | 2.000" below other prices is no header with a year.
        let has_figure_above = |(column, _, cell): &(u32, char, &Cell)| {
            let above = top.checked_sub(1).and_then(|row| grid.own_cell(row, *column));
            is_year(cell) && above.is_some_and(|cell| is_figure(cell) && !is_year(cell))
        };
        if grid.row_cells(top).iter().any(has_figure_above) {
            continue;
        }
        // Words right below figures are a row of the table before.
        let is_row = top > rows.start && has_figures(top - 1);
        if found.last().is_none_or(|before| before.last_header_row < top && !is_row) {
            found.push(build_block(grid, top, rows.end));
        }
    }
    found
}

/// Builds the header block that begins at row `first`: its words, its number row, and the units or labels
/// below.
fn build_block(grid: &Grid<'_>, first: u32, end: u32) -> HeaderBlock {
    let mut last = first;
    while last + 1 < end && last - first < MAX_HEADER_ROWS && header_continues(grid, first, last) {
        last += 1;
    }
    let numbers = (last + 1..last + 3).find_map(|row| {
        let between = last + 1..row;
        let is_next = row < end && between.clone().all(|row| grid.is_blank_row(row));
        let numbers = is_next.then(|| read_number_row(grid, first..row))??;
        Some((row, numbers))
    });
    if let Some((row, numbers)) = numbers {
        // K and Rp may stand below a number that they share.
        let says_units = |row: &u32| {
            let cells = grid.row_cells(*row);
            cells.len() > 1 && cells.iter().all(|(.., cell)| is_unit(&printed(cell)))
        };
        let below = (row + 1..end).take_while(says_units).last();
        return HeaderBlock { first, last, last_header_row: below.unwrap_or(row), numbers: Some(numbers) };
    }
    let labels = (last + 1..last + 3).take_while(|row| *row < end).find(|row| is_label_row(grid, *row));
    HeaderBlock { first, last, last_header_row: labels.unwrap_or(last), numbers: None }
}

/// Returns the cells of a row up to the first gap behind its column labels: a block of names and values may
/// stand behind a blank column. Returns all cells if there is no such gap.
fn label_cells<'g, 'a>(grid: &'g Grid<'a>, row: u32) -> &'g [(u32, char, &'a Cell)] {
    let cells = grid.row_cells(row);
    let labels = cells.iter().take_while(|(.., cell)| label_position(cell).is_some()).count();
    let is_gap = match (labels.checked_sub(1).and_then(|last| cells.get(last)), cells.get(labels)) {
        (Some((last, ..)), Some((next, ..))) => {
            grid.merged_area(row, *last).map_or(*last, |area| area.last_column) + 1 < *next
        }
        _ => false,
    };
    if is_gap { cells.get(..labels).unwrap_or(cells) } else { cells }
}

/// Whether a row holds column labels and nothing else: 1, 2, 3; a, b, c; 6a, 6b. Labels rise from left to
/// right, beginning with 1 or 2, and some may be missing.
pub fn is_label_row(grid: &Grid<'_>, row: u32) -> bool {
    const MIN_LABELS: usize = 3;
    let cells = label_cells(grid, row);
    if cells.len() < MIN_LABELS {
        return false;
    }
    let mut labels: Vec<u32> = Vec::with_capacity(cells.len());
    for (.., cell) in cells {
        let Some(label) = label_position(cell) else { return false };
        labels.push(label);
    }
    let letters = cells.iter().filter(|(.., cell)| is_letter(cell)).count();
    let begins = labels.first().is_some_and(|first| *first <= 2);
    if letters > 0 {
        // Letters may skip merged or hidden columns.
        return begins && letters == cells.len() && labels.is_sorted_by(|a, b| a < b);
    }
    // Labels rise by one or two: a copied form skips a label or begins anew, so that of many labels only
    // eight in ten must. 6a and 6b both count as 6.
    let is_other = |place: usize| matches!(cells.get(place..place + 2), Some([(.., a), (.., b)]) if printed(a) != printed(b));
    let rises = |place: usize, a: u32, b: u32| (a + 1..=a + 2).contains(&b) || (a == b && is_other(place));
    let pairs = labels.windows(2).enumerate();
    let pairs = pairs.filter(|(place, pair)| matches!(pair, [a, b] if rises(*place, *a, *b))).count();
    let span =
        labels.last().copied().unwrap_or(0).saturating_sub(labels.first().copied().unwrap_or(0)) as usize;
    let all = labels.len() - 1;
    let is_few = labels.len() < 2 * MIN_LABELS;
    begins
        && span + 1 >= MIN_LABELS
        && if is_few { pairs == all } else { is_at_least_percent(pairs, all, 80) }
}

/// Whether a column label is a letter: c, (c), c=(a*b).
fn is_letter(cell: &Cell) -> bool {
    let text = printed(cell);
    let core = bare_label(&text);
    let mut signs = core.chars();
    signs.next().is_some_and(|sign| sign.is_ascii_alphabetic()) && signs.next().is_none()
}

/// Returns a label without brackets, its formula and a decimal zero: `3` for `(3)=(1)+(2)` and for `3,0`.
fn bare_label(label: &str) -> String {
    let left = label.split('=').next().unwrap_or(label).trim_end();
    let left = left.strip_suffix(",0").unwrap_or(left);
    left.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns the position that a label states: 3 for 3, (3), c, 3a and (3)=(1)+(2). `None` if the cell holds no
/// label.
fn label_position(cell: &Cell) -> Option<u32> {
    let text = printed(cell);
    let core = bare_label(&text);
    let digits = core.find(|c: char| !c.is_ascii_digit()).unwrap_or(core.len());
    let (number, rest) = core.split_at(digits);
    let is_letter = |s: &str| s.len() == 1 && s.bytes().all(|b| b.is_ascii_alphabetic());
    match (number.len(), rest.len()) {
        (1..=3, 0) => number.parse().ok().filter(|n| *n > 0),
        (1 | 2, 1) if is_letter(rest) => number.parse().ok(),
        (0, 1) if is_letter(rest) => {
            rest.bytes().next().map(|b| u32::from(b.to_ascii_lowercase() - b'a') + 1)
        }
        _ => None,
    }
}

/// Whether a row is made of header cells: at least two that headers use, which are at least half of its
/// words, and no figure. Behind a first word, years and dates are header cells too, as in the statements of an office:
/// "Uraian | 2021 | 2020".
fn is_header_row(grid: &Grid<'_>, row: u32) -> bool {
    let cells = table_cells(grid, row);
    let is_of_body = |(column, _, cell): &(u32, char, &Cell)| {
        is_body_figure(grid, row, *column, cell) || is_body_code(grid, row, *column, cell)
    };
    if cells.len() < 2 || cells.iter().any(is_of_body) || states_value(cells) {
        return false;
    }
    let (mut known, mut words, mut periods) = (0_usize, 0_usize, 0_usize);
    for (column, _, cell) in cells {
        if is_period(cell) {
            periods += usize::from(!is_listed_period(grid, row, *column));
            continue;
        }
        let CellContent::Text(text) = &cell.content else { continue };
        if text.chars().any(char::is_alphabetic) || text.contains('%') {
            words += 1;
            known += usize::from(vocabulary().may_be_header(text) && !is_remarked_number(text));
        }
    }
    let is_statement = known > 0
        && periods > 0
        && known + periods == cells.len()
        && !cells.first().is_some_and(|(.., cell)| is_period(cell));
    (known >= 2 || is_statement) && known * 2 >= words
}

/// Whether a year or a date stands in a list of them: the row above or below has one too.
fn is_listed_period(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    let beside = [row.checked_sub(1), row.checked_add(1)];
    beside.into_iter().flatten().any(|row| grid.own_cell(row, column).is_some_and(is_period))
}

/// Whether a cell holds a year or a date, as those above the figures of a period.
fn is_period(cell: &Cell) -> bool {
    is_year(cell) || is_date(cell)
}

/// Whether a row is a line of a letter head: "Bulan Tagihan | : 02 Desember 2016".
fn states_value(cells: &[(u32, char, &Cell)]) -> bool {
    // A colon alone may part the names from the figures in every row.
    let is_value = |(.., cell): &(u32, char, &Cell)| {
        printed(cell).trim().strip_prefix(':').is_some_and(|rest| !rest.is_empty())
    };
    cells.iter().skip(1).any(is_value)
}

/// Whether a text is a number with a remark in brackets: "25 (kumulatif)".
fn is_remarked_number(text: &str) -> bool {
    let number =
        text.split_once('(').filter(|_| text.trim_end().ends_with(')')).map(|(number, _)| number.trim());
    number.is_some_and(|number| number::read(number).is_some() && years(number).is_empty())
}

/// Returns the cells of a row without a calculation that stands at its right behind a blank column.
fn table_cells<'g, 'a>(grid: &'g Grid<'a>, row: u32) -> &'g [(u32, char, &'a Cell)] {
    /// Minimum number of cells left of a gap for a header.
    const MIN_CELLS_BEFORE_GAP: usize = 3;
    /// Number of rows above and below that show whether a column is blank.
    const ROWS_AROUND: u32 = 2;
    let cells = grid.row_cells(row);
    let Some(first) = cells.iter().position(|(column, _, cell)| is_body_figure(grid, row, *column, cell))
    else {
        return cells;
    };
    // "Nilai tertunggak : | 72.760.000" stands right beside the headers.
    let is_introduced = |(.., cell): &(u32, char, &Cell)| printed(cell).trim_end().ends_with([':', '=']);
    if let Some(label) = first.checked_sub(1).filter(|label| *label >= MIN_CELLS_BEFORE_GAP)
        && cells.get(label).is_some_and(is_introduced)
    {
        return cells.get(..label).unwrap_or(cells);
    }
    let last_of = |column: u32| grid.merged_area(row, column).map_or(column, |area| area.last_column);
    // A column with figures in the rows around is one of the table, and blank in this row alone.
    let is_blank = |column: u32| {
        let around = row.saturating_sub(ROWS_AROUND)..=row + ROWS_AROUND;
        around.into_iter().all(|row| grid.own_cell(row, column).is_none_or(|cell| !is_figure(cell)))
    };
    let gap = (MIN_CELLS_BEFORE_GAP..=first).rev().find(|at| {
        let (before, here) = (cells.get(at - 1), cells.get(*at));
        before.zip(here).is_some_and(|((before, ..), (here, ..))| {
            let between = last_of(*before) + 1..*here;
            !between.is_empty() && between.into_iter().any(is_blank)
        })
    });
    cells.get(..gap.unwrap_or(cells.len())).unwrap_or(cells)
}

/// Whether a cell holds a figure that no header has. Years, dates and numbers up to 31 head columns, and a region's
/// code may stand above its name.
pub fn is_body_figure(grid: &Grid<'_>, row: u32, column: u32, cell: &Cell) -> bool {
    match &cell.content {
        CellContent::Number(n) => {
            let is_small = n.scale() == 0 && *n > 0.into() && *n <= 31.into();
            !is_period(cell) && !is_small && !is_above_words(grid, row, column)
        }
        CellContent::Text(_) => is_amount(cell) && !is_year(cell),
        CellContent::Bool(_) | CellContent::NotANumber(_) => true,
        CellContent::Blank => false,
    }
}

/// Whether a cell holds a code of several segments in a column of such codes: "P.C Unit | P.C Unit | 3.10.01.02.001" is
/// a row of an asset list, although "unit" is a word of headers.
fn is_body_code(grid: &Grid<'_>, row: u32, column: u32, cell: &Cell) -> bool {
    const MIN_CODE_SEGMENTS: usize = 3;
    let is_long = |cell: &Cell| match &cell.content {
        CellContent::Text(text) => is_code(text) && text.split('.').count() >= MIN_CODE_SEGMENTS,
        _ => false,
    };
    let beside = [row.checked_sub(1), row.checked_add(1)];
    is_long(cell) && beside.into_iter().flatten().any(|row| grid.own_cell(row, column).is_some_and(is_long))
}

/// Whether words stand right below a number, on a row that another header cell is merged into.
fn is_above_words(grid: &Grid<'_>, row: u32, column: u32) -> bool {
    let below =
        grid.own_cell(row + 1, column).is_some_and(|cell| printed(cell).chars().any(char::is_alphabetic));
    below && grid.row(row).any(|(c, _)| grid.merged_area(row, c).is_some_and(|area| area.last_row > row))
}

/// Whether the numbers of a row are rising years, the first perhaps long past: 1971, 1980, 1990.
fn is_row_of_years(cells: &[(u32, char, &Cell)]) -> bool {
    /// The years of statistics.
    const PAST_YEARS: std::ops::RangeInclusive<u32> = 1900..=2099;
    const MIN_YEARS: usize = 3;
    let year = |cell: &Cell| match &cell.content {
        CellContent::Number(n) if n.fract().is_zero() && cell.formula.is_none() => {
            u32::try_from(*n).ok().filter(|n| PAST_YEARS.contains(n))
        }
        _ => None,
    };
    let numbers = cells.iter().filter(|(.., cell)| matches!(cell.content, CellContent::Number(_)));
    let years: Option<Vec<u32>> = numbers.map(|(.., cell)| year(cell)).collect();
    years.is_some_and(|years| years.len() >= MIN_YEARS && years.is_sorted_by(|a, b| a < b))
}

/// Whether the row below belongs to the header too: a header cell is merged into it, or it divides a header
/// cell into columns.
fn header_continues(grid: &Grid<'_>, first: u32, last: u32) -> bool {
    let next = last + 1;
    let cells = grid.row_cells(next);
    let of_years = is_row_of_years(cells);
    let figures: Vec<u32> = cells
        .iter()
        .filter(|_| !of_years)
        .filter(|(column, _, cell)| is_body_figure(grid, next, *column, cell) || is_date(cell))
        .map(|(column, ..)| *column)
        .collect();
    let reaches = (first..=last).any(|row| {
        grid.row(row).any(|(column, _)| {
            grid.merged_area(row, column)
                .is_some_and(|a| a.last_row >= next && a.last_row - a.first_row < MAX_HEADER_ROWS)
        })
    });
    // A counter or a scratch figure beside the header does not end it.
    let is_headed = |column: u32| {
        (first..=last).any(|row| {
            let (row, column) = grid.anchor(row, column);
            let head = grid.own_cell(row, column).filter(|_| (first..=last).contains(&row));
            head.is_some_and(|cell| !is_body_figure(grid, row, column, cell))
        })
    };
    if figures.iter().any(|column| is_headed(*column)) {
        return false;
    }
    if reaches {
        return true;
    }
    let texts: Vec<(u32, std::sync::Arc<str>)> = cells
        .iter()
        .filter(|(column, ..)| !figures.contains(column))
        .map(|(column, _, cell)| (*column, printed(cell)))
        .collect();
    if texts.is_empty() || is_label_row(grid, next) {
        return false;
    }
    if texts.iter().all(|(_, text)| is_unit(text)) {
        return true;
    }
    // A row that repeats one header word: "Pagu" below the name of every group.
    let is_one = texts.iter().all(|(_, text)| fold(text) == fold(&texts[0].1));
    if is_one && texts.len() >= MIN_REPEATED_HEADER_CELLS && vocabulary().may_be_header(&texts[0].1) {
        return true;
    }
    let begins_row = texts
        .first()
        .is_some_and(|(_, text)| years(text).is_empty() && (numbering(text).is_some() || is_code(text)));
    let is_head =
        |text: &str| vocabulary().may_be_header(text) || numbering(text).is_some() || !years(text).is_empty();
    let known = texts.iter().filter(|(_, text)| is_head(text)).count();
    // Whether the cell above this column is merged over several columns, or missing.
    let parts = |column: u32| {
        let above = (first..=last).rev().find_map(|row| {
            let anchor = grid.anchor(row, column);
            (anchor.0 >= first && grid.own_cell(anchor.0, anchor.1).is_some()).then_some(anchor)
        });
        above.is_none_or(|(r, c)| grid.merged_area(r, c).is_some_and(|a| a.last_column > a.first_column))
    };
    let parting = texts.iter().filter(|(column, _)| parts(*column)).count();
    // Names of groups and of their parts may be unknown words if nearly all of them divide a header cell.
    let is_wide = texts.len() >= 4 && is_at_least_percent(parting, texts.len(), 80);
    let is_known = known * 2 >= texts.len() && parting * 2 >= texts.len();
    (is_known || is_wide) && (!begins_row || parting == texts.len())
}

/// Whether a cell states a unit and nothing else: `(Rp)`, `%`, `K`.
fn is_unit(text: &str) -> bool {
    let folded = fold(text);
    folded.is_empty() && text.contains('%')
        || matches!(folded.as_str(), "rp" | "k" | "rp 000" | "ribu" | "juta" | "orang" | "unit")
}
