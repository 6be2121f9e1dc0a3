//! A budget table of no known form: its columns are told by what they hold, its hierarchy by its
//! codes. What follows from it is inferred, and the checks say no more than a warning of it.

use std::sync::Arc;

use crate::forms::{Belongs, ColumnForm, Form, Kind, Rows};
use crate::model::{Cell, CellRef, Cited, Column};
use crate::text::fold::fold;
use crate::text::formula::Numbered;
use crate::text::heading::years;

use super::grid::Grid;
use super::header::{self, Header, Leaf};
use super::held::{FEWEST_ROWS, Held, amounts, is_code, is_year};
use super::level::numbering;
use super::value::printed;

/// Words of a column that counts what its amounts are the price of.
const VOLUMES: [&str; 5] = ["volume", "vol", "koefisien", "kuantitas", "banyaknya"];
/// Words of a column that names its rows.
const NAMES: [&str; 11] = [
    "nama",
    "uraian",
    "rincian",
    "jenis",
    "program",
    "kegiatan",
    "skpd",
    "opd",
    "sumber",
    "pekerjaan",
    "paket",
];
/// Words of a column of codes.
const CODES: [&str; 5] = ["kode", "kd", "rekening", "akun", "rek"];
/// First words of a column whose numbers are no amounts: `NIK`, `No. Rekening`, `ID RUP`.
const IDENTIFIERS: [&str; 14] =
    ["nik", "nip", "npwp", "nisn", "npsn", "nup", "id", "no", "nomor", "ktp", "kk", "telp", "telepon", "hp"];
/// Rows of the body that may stand between the header and the first amount.
const MOST_ROWS_BETWEEN: usize = 12;
/// Rows from the first of a header to the first amounts, below another table.
const MOST_HEAD_ROWS: u32 = 6;
/// Rows with amounts that are tried as the first of a table.
const MOST_FIRST_ROWS: usize = 12;
/// Rows that are looked at to tell what a column holds.
const SAMPLE: u32 = 400;

/// The budget tables of a sheet in which no form was recognized, top to bottom.
pub fn find(grid: &Grid<'_>) -> Vec<Header> {
    // An amount may stand above the table, beside its title.
    let rows = (0..=grid.last_row).filter(|row| amounts(grid, *row) >= 1);
    let first = rows.take(MOST_FIRST_ROWS).find_map(|row| Some((above(grid, row, grid.last_row)?, row)));
    let mut found: Vec<(Header, u32)> = first.into_iter().collect();
    let mut row = found.last().map_or(grid.last_row + 1, |(_, amounts)| amounts + 1);
    while row <= grid.last_row {
        if let Some((before, _)) = found.last()
            && begins_another(grid, before, row)
            && let Some(amounts) = (row + 1..=row + MOST_HEAD_ROWS).find(|r| amounts(grid, *r) >= 1)
            && let Some(mut header) = above(grid, amounts, grid.last_row)
            && (row..=row + MOST_HEAD_ROWS).contains(&header.first_row)
        {
            header.title = header::title(grid, before.last_row + 1, header.first_row);
            row = header.last_row + 1;
            found.push((header, amounts));
            continue;
        }
        row += 1;
    }
    // What a column holds ends where the next table begins.
    let ends: Vec<u32> = found.iter().skip(1).map(|(next, _)| next.first_row - 1).collect();
    for ((header, amounts), end) in found.iter_mut().zip(ends) {
        if let Some(own) = above(grid, *amounts, end) {
            *header = Header { title: std::mem::take(&mut header.title), ..own };
        }
    }
    found.into_iter().map(|(header, _)| header).collect()
}

/// Whether a row is the header of another table: after a blank row, or a title below one, words stand in
/// two columns of money and more, and no amount.
fn begins_another(grid: &Grid<'_>, before: &Header, row: u32) -> bool {
    let words = |cell: &Cell| printed(cell).chars().any(char::is_alphabetic);
    let is_head =
        |column: &&Column| (column.first..=column.last).any(|c| grid.own(row, c).is_some_and(words));
    let money = || before.columns.iter().filter(|column| column.kind == Kind::Rupiah);
    let heads = money().filter(is_head).count();
    if heads == 0 || heads < money().count().min(2) || amounts(grid, row) > 0 {
        return false;
    }
    if before.rows.iter().any(|head| grid.has_words_of(head, row)) {
        return false;
    }
    let title = (1..=MOST_HEAD_ROWS).take_while(|up| row >= *up && grid.row(row - up).len() == 1).count();
    let title = u32::try_from(title).unwrap_or(0);
    row > title && grid.is_blank_row(row - title - 1)
}

/// The header above the first row with an amount, for a table that ends at this row.
fn above(grid: &Grid<'_>, first_amounts: u32, end_row: u32) -> Option<Header> {
    // Numbers of columns stand right below the words.
    let below_words = |row: &u32| header_rows(grid, *row).is_some_and(|(_, last)| last + 1 == *row);
    let number_row = |row: u32| header::number_row(grid, row.saturating_sub(MOST_HEAD_ROWS)..row);
    let numbered = (0..first_amounts)
        .rev()
        .take(MOST_ROWS_BETWEEN)
        .find(|row| number_row(*row).is_some())
        .filter(below_words);
    let numbers = numbered.and_then(number_row);
    let (first, last) = header_rows(grid, numbered.unwrap_or(first_amounts))?;
    // Rows of several amounts are no header: a list without one is not read.
    if (first..=last).any(|row| amounts(grid, row) > 1) {
        return None;
    }
    let end = numbered.unwrap_or(last);
    let leaves = header::leaves(grid, first, last - first + 1);
    if leaves.len() < 2 {
        return None;
    }
    let body = end + 1..=end_row.min(end + SAMPLE);
    let hold = |leaf: &Leaf| {
        let held = Held::of(grid, (leaf.first, leaf.last), body.clone());
        if is_of_identifiers(grid, leaf) { held.of_identifiers() } else { held }
    };
    let mut held: Vec<Held> = leaves.iter().map(hold).collect();
    let leaves = match spread_code(grid, &leaves, &held, body.clone()) {
        Some(of) => join(leaves, of),
        None => leaves,
    };
    if leaves.len() < held.len() {
        held = leaves.iter().map(hold).collect();
    }
    let money = held.iter().filter(|h| h.is_money()).count();
    let rows = held.iter().filter(|h| h.is_money()).map(|h| h.amounts + h.zeros).max().unwrap_or(0);
    let first_money = held.iter().position(Held::is_money)?;
    // Words before the amounts name the rows; without them the figures are of nobody's budget.
    if money == 0 || rows < FEWEST_ROWS || !held[..first_money].iter().any(|h| h.words > 0) {
        return None;
    }
    let header = header(grid, (first, end), &leaves, &held, first_money);
    Some(numbers_of(header, numbers.as_deref()))
}

/// Columns side by side over which one code is spread, `5 | 1 | 02`: each goes on where the one before has
/// something.
fn spread_code(
    grid: &Grid<'_>,
    leaves: &[Leaf],
    held: &[Held],
    mut rows: std::ops::RangeInclusive<u32>,
) -> Option<std::ops::Range<usize>> {
    let is_part = |l: usize| {
        let of_row_numbers = leaves.get(l).is_some_and(|leaf| is_of_identifiers(grid, leaf));
        !of_row_numbers && held.get(l).is_some_and(|h| h.is_kode() && h.dotted == 0)
    };
    let first = (0..leaves.len()).find(|l| is_part(*l))?;
    let end = (first..leaves.len())
        .find(|l| !is_part(*l) || (*l > first && leaves[*l].first != leaves[*l - 1].last + 1))
        .unwrap_or(leaves.len());
    let has = |row: u32, l: usize| (leaves[l].first..=leaves[l].last).any(|c| grid.own(row, c).is_some());
    let (mut filled, mut broken) = (0_usize, 0_usize);
    for row in rows.by_ref() {
        for l in (first + 1..end).filter(|l| has(row, *l)) {
            filled += 1;
            broken += usize::from(!has(row, l - 1));
        }
    }
    let starts = |l: usize| held.get(l).map(|h| h.codes);
    let narrows = (first + 1..end).all(|l| starts(l) <= starts(l - 1)) && starts(first) > starts(end - 1);
    (end - first >= 2 && narrows && broken * 10 <= filled).then_some(first..end)
}

/// The leaves with these made one, under the header that the first has.
fn join(leaves: Vec<Leaf>, of: std::ops::Range<usize>) -> Vec<Leaf> {
    let last = leaves.get(of.end - 1).map_or(0, |leaf| leaf.last);
    let mut joined: Vec<Leaf> = Vec::new();
    for (l, leaf) in leaves.into_iter().enumerate() {
        if l == of.start {
            joined.push(Leaf { last, ..leaf });
        } else if !of.contains(&l) {
            joined.push(leaf);
        }
    }
    joined
}

/// Whether the table below a header that was taken for a form's is a budget of another kind: two columns
/// of money and more, none of which the form knows as such.
pub fn is_unlike(grid: &Grid<'_>, header: &Header) -> bool {
    if header.columns.iter().any(|column| column.kind == Kind::Rupiah) {
        return false;
    }
    let rows = header.last_row + 1..=grid.last_row.min(header.last_row + SAMPLE);
    let is_money = |column: &&Column| {
        (column.first..=column.last).any(|c| Held::of(grid, (c, c), rows.clone()).is_money_of_many())
    };
    header.columns.iter().filter(is_money).map(|c| 1 + c.last - c.first).sum::<u32>() >= 2
}

/// The header's rows: those right above the first body row that hold words and no amount. The body
/// may begin with a row that has a code and a name but no amount yet.
fn header_rows(grid: &Grid<'_>, first_amounts: u32) -> Option<(u32, u32)> {
    let is_head = |row: u32| {
        let mut words = 0;
        let mut others = 0;
        for (column, cell) in grid.row(row) {
            let text = printed(cell);
            let merged = grid.merge(row, column).is_some_and(|a| a.last_row > row);
            // Columns are of years, and numbers number them.
            if is_code(&text) && !merged && !is_year(cell) {
                others += 1;
            } else if !text.trim().is_empty() {
                words += 1;
            }
        }
        (words, others)
    };
    // Upwards from the amounts: rows of the body begin with a code, rows of numbers alone number
    // the columns.
    let mut last = None;
    let mut row = first_amounts;
    while row > 0 {
        row -= 1;
        let (words, codes) = is_head(row);
        if words == 0 && codes == 0 {
            break;
        }
        let numbers_alone = words == 0 && codes >= 3;
        if (words >= 2 && codes == 0 && !is_heading(grid, row)) || numbers_alone {
            last = Some(row);
            break;
        }
        if codes > 1 || words == 0 {
            break;
        }
    }
    let last = last?;
    let mut first = last;
    while first > 0 && last - first < 3 {
        let (words, codes) = is_head(first - 1);
        // A title is one cell; a header row above is two and more, or reaches down by a merge.
        if words >= 2 && codes == 0 { first -= 1 } else { break }
    }
    let enough = (first..=last).map(|r| grid.row(r).count()).max().unwrap_or(0) >= 2;
    enough.then_some((first, last))
}

/// Whether a row is the first heading of the body, `I | PEKERJAAN PERSIAPAN`, rather than the last row of
/// the header: it is numbered, and stands below words of its own in each of its columns.
fn is_heading(grid: &Grid<'_>, row: u32) -> bool {
    let cells: Vec<(u32, &Cell)> = grid.row(row).collect();
    let [(_, first), .., (_, _)] = cells.as_slice() else { return false };
    let Some(above) = row.checked_sub(1) else { return false };
    let has_words = |column: u32| {
        grid.own(above, column).is_some_and(|cell| printed(cell).chars().any(char::is_alphabetic))
    };
    numbering(&printed(first)).is_some()
        && grid.row(above).len() > cells.len()
        && cells.iter().all(|(column, _)| has_words(*column))
}

/// What each column is called and what it holds, by its leaf: a header over codes and names is two.
fn roles(grid: &Grid<'_>, leaves: &[Leaf], held: &[Held], first_money: usize) -> Vec<(usize, String, Kind)> {
    let says = |l: usize, words: &[&str]| leaves.get(l).is_some_and(|leaf| says(grid, leaf, words));
    // "Jumlah" beside "Satuan" counts, unless it holds money.
    let is_count = |l: usize| {
        says(l, &["jumlah", "jml", "qty"]) && says(l + 1, &["satuan", "unit"]) && !held[l].is_money()
    };
    // What counts and in which unit names nothing, unless there is nothing else.
    let mut names: Vec<usize> = (0..first_money)
        .filter(|l| held[*l].words > 0 && !held[*l].is_kode() && !held[*l].is_identifier)
        .collect();
    let counts = |l: usize| says(l, &VOLUMES) || says(l, &["satuan"]) || is_count(l);
    if names.iter().any(|l| !counts(*l)) {
        names.retain(|l| !counts(*l));
    }
    // The column that says that it names, else the last before the amounts.
    let name = names.iter().rev().find(|l| says(**l, &NAMES)).or(names.last()).copied();
    // The code of the rows, rather than their number.
    let codes = || (0..first_money).filter(|l| held[*l].is_kode());
    let kode = codes().find(|l| says(*l, &CODES)).or_else(|| codes().find(|l| held[*l].dotted > 0));
    let kode = kode.or_else(|| codes().next().filter(|l| *l == 0));
    // A header over several columns that hold codes and names: both are read from it.
    let composite = names.iter().copied().find(|l| leaves[*l].last > leaves[*l].first && held[*l].codes > 0);
    let mut roles: Vec<(usize, String, Kind)> = Vec::new();
    for (l, leaf) in leaves.iter().enumerate() {
        let mut add = |key: String, kind: Kind| roles.push((l, key, kind));
        let place = l + 1;
        let text = leaf.path.iter().map(|(r, c)| grid.text(*r, *c)).collect::<Vec<_>>().join(" ");
        let says_percent = text.contains('%') || fold(&text).contains("persen");
        if composite == Some(l) {
            add("kode".to_owned(), Kind::Kode);
            add("nama".to_owned(), Kind::Text);
        } else if held[l].counts > 0 && (says(l, &VOLUMES) || is_count(l)) {
            add(format!("volume_{place}"), Kind::Quantity);
        } else if held[l].is_kode() && l < first_money && composite.is_none() {
            let key = if kode == Some(l) { "kode".to_owned() } else { format!("kode_{place}") };
            add(key, Kind::Kode);
        } else if held[l].is_money() || (l > first_money && held[l].is_money_to_be()) {
            add(format!("nilai_{place}"), Kind::Rupiah);
        } else if held[l].percents > 0 || (l > first_money && says_percent) {
            add(format!("persen_{place}"), Kind::Percent);
        } else if name == Some(l) {
            add("nama".to_owned(), Kind::Text);
        } else if names.contains(&l) {
            add(format!("nama_{place}"), Kind::Text);
        } else {
            add(format!("kolom_{place}"), Kind::Text);
        }
    }
    roles
}

fn header(
    grid: &Grid<'_>,
    (first_row, last_row): (u32, u32),
    leaves: &[Leaf],
    held: &[Held],
    first_money: usize,
) -> Header {
    let mut columns: Vec<Column> = Vec::new();
    let mut forms: Vec<ColumnForm> = Vec::new();
    for (l, key, kind) in roles(grid, leaves, held, first_money) {
        let leaf = &leaves[l];
        let head = leaf.cited(grid);
        forms.push(ColumnForm {
            key: key.clone(),
            number: None,
            formula: None,
            kind,
            belongs: Belongs::Item,
            adds_up: kind == Kind::Rupiah,
            head: head.iter().map(|h| h.text.to_string()).collect(),
            words: Vec::new(),
            under: Vec::new(),
            year: None,
            optional: false,
            width: if kind == Kind::Text { 34.0 } else { 18.0 },
        });
        let year = head.iter().rev().find_map(|h| match years(&h.text)[..] {
            [year] => Some(year),
            _ => None,
        });
        columns.push(Column {
            key,
            kind,
            belongs: Belongs::Item,
            adds_up: kind == Kind::Rupiah,
            year,
            header: head.clone(),
            number: None,
            formula: None,
            first: leaf.first,
            last: leaf.last,
        });
    }
    let form = Form {
        code: "anggaran".to_owned(),
        name: "Tabel anggaran".to_owned(),
        source: String::new(),
        title: Vec::new(),
        rows: Rows::Tree,
        columns: forms,
        relations: Vec::new(),
        inferred: true,
    };
    Header {
        form: Arc::new(form),
        first_row,
        last_row,
        columns,
        rows: grid.head_rows(first_row, last_row),
        title: header::title(grid, 0, first_row),
    }
}

fn is_of_identifiers(grid: &Grid<'_>, leaf: &Leaf) -> bool {
    leaf.path.last().is_some_and(|(r, c)| says_number(&grid.text(*r, *c)))
}

/// Whether a header says that numbers below it number or name something.
pub fn says_number(head: &str) -> bool {
    fold(head).split(' ').next().is_some_and(|word| IDENTIFIERS.contains(&word))
}

/// Whether the innermost header of a column says one of these words.
fn says(grid: &Grid<'_>, leaf: &Leaf, words: &[&str]) -> bool {
    let head = leaf.path.last().map(|(r, c)| fold(&grid.text(*r, *c)));
    head.is_some_and(|head| head.split(' ').any(|word| words.contains(&word)))
}

/// Gives each column its number: the sheet's own, else its place.
fn numbers_of(mut header: Header, numbers: Option<&[(u32, Numbered, CellRef)]>) -> Header {
    for (i, column) in header.columns.iter_mut().enumerate() {
        if let Some(numbers) = numbers {
            let own = numbers.iter().find(|(c, _, _)| (column.first..=column.last).contains(c));
            if let Some((_, numbered, at)) = own {
                let value = numbered.number;
                column.number = Some(Cited { value, text: value.to_string().into(), at: *at });
                column.formula.clone_from(&numbered.formula);
            }
            continue;
        }
        let value = u32::try_from(i + 1).unwrap_or(u32::MAX);
        column.number = column.header.last().map(|h| Cited { value, text: "".into(), at: h.at });
    }
    header
}

/// Where codes without dots nest by their beginnings (41, 411, 41101), the lengths at which they
/// are to be parted.
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
    let mut longer = 0;
    let mut nested = 0;
    for code in plain().filter(|c| c.len() > lengths[0]) {
        longer += 1;
        let parent = lengths.iter().rev().find(|l| **l < code.len());
        if parent.and_then(|l| code.get(..*l)).is_some_and(|start| known.contains(start)) {
            nested += 1;
        }
    }
    if longer > 0 && nested * 10 >= longer * 8 { lengths } else { Vec::new() }
}
