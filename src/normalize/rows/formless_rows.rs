//! Reads the rows below a header without an official form: each row with content is an item of its own, and
//! two identical rows are two items.

use std::sync::Arc;

use crate::forms::Kind;
use crate::model::{
    Cell, CellContent, CellRef, Cited, Item, Level, LevelEvidence, SkipReason, Skipped, Value, Values,
};
use crate::text::fold::fold;
use crate::text::kode::Kode;
use crate::text::number;

use crate::normalize::columns::by_content::code_lengths;
use crate::normalize::columns::form_header::{Header, empty_table};
use crate::normalize::columns::header_rows::is_label_row;
use crate::normalize::columns::profile::is_year;
use crate::normalize::row_label::is_page_label;
use crate::normalize::rows::cells::is_currency_sign;
use crate::normalize::rows::codes_from_dates;
use crate::normalize::rows::form_rows::{Look, TableBody};
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::{self, ValueCache, printed, printed_code, tidy};

/// Reads the rows of a table, and the cells beside them.
pub fn read(grid: &Grid<'_>, header: &Header) -> TableBody {
    let end = header.end_row.unwrap_or(grid.last_row + 1);
    let mut table = empty_table(grid.id, header);
    table.headers.push(table.area);
    for row in header.first_row..=header.last_row {
        for (column, cell) in grid.row(row) {
            let text = printed(cell);
            table.header_texts.push(Cited {
                value: text.trim().to_owned(),
                text,
                at: grid.cell_ref(row, column),
            });
        }
    }
    let reader = Reader {
        grid,
        header,
        code_lengths: column_code_lengths(grid, header, end),
        name_column: name_column(header),
    };
    let (mut looks, mut skipped) = (Vec::new(), Vec::new());
    let mut known = ValueCache::new();
    let mut row = header.last_row + 1;
    while row < end {
        if let Some(last) = reader.repeated_header_end(row) {
            table.headers.push(crate::model::Area { first_row: row, last_row: last, ..table.area });
            row = last + 1;
            continue;
        }
        if reader.repeats_labels(row)
            || reader.repeats_years(row)
            || reader.is_page_head(row)
            || grid.has_only_words_of(&header.rows, row)
        {
            table.headers.push(crate::model::Area { first_row: row, last_row: row, ..table.area });
            row += 1;
            continue;
        }
        if let Some(remark) = reader.footnote(row) {
            skipped.push(remark);
            row += 1;
            continue;
        }
        if let Some((item, look)) = reader.read_row(row, &mut known, &mut skipped) {
            table.area.last_row = row;
            table.items.push(item);
            looks.push(look);
        }
        row += 1;
    }
    TableBody { table, looks, skipped }
}

/// Reads single rows.
struct Reader<'r, 'a> {
    grid: &'a Grid<'a>,
    header: &'r Header,
    /// For each column, the lengths at which codes without dots are split.
    code_lengths: Vec<Vec<usize>>,
    /// The index of the column of names.
    name_column: Option<usize>,
}

fn name_column(header: &Header) -> Option<usize> {
    header.columns.iter().position(|column| column.key == "nama")
}

/// Returns for each column the lengths at which its codes are split; empty for columns without codes.
fn column_code_lengths(grid: &Grid<'_>, header: &Header, end: u32) -> Vec<Vec<usize>> {
    let of_column = |column: &crate::model::Column| {
        if column.kind != Kind::Kode {
            return Vec::new();
        }
        let rows = header.last_row + 1..end;
        let cells = rows.flat_map(|row| {
            (column.first_column..=column.last_column).filter_map(move |c| grid.own_cell(row, c))
        });
        let texts: Vec<String> = cells.map(|cell| printed(cell).trim().to_owned()).collect();
        code_lengths(&texts)
    };
    header.columns.iter().map(of_column).collect()
}

impl Reader<'_, '_> {
    /// Returns the last row of a header that is repeated from this row on. `None` if none is.
    fn repeated_header_end(&self, row: u32) -> Option<u32> {
        let alike = self.header.rows.iter().position(|head| self.grid.has_words_of(head, row))?;
        let mut last = row;
        for head in self.header.rows.iter().skip(alike + 1) {
            if last < self.grid.last_row && self.grid.has_words_of(head, last + 1) {
                last += 1;
            }
        }
        Some(last)
    }

    /// Whether this row holds years and nothing else: those of the header, or years that follow one another. A list
    /// that was made of printed pages has them at the head of each page, where 2020 to 2024 are not amounts.
    fn repeats_years(&self, row: u32) -> bool {
        /// Minimum number of years in such a row; a single one may be an amount.
        const MIN_YEARS: usize = 2;
        let is_of = |head: u32, column: u32, cell: &Cell| {
            let own = self.grid.own_cell(head, column);
            is_year(cell) && own.is_some_and(|own| printed(own).trim() == printed(cell).trim())
        };
        let mut heads = self.header.first_row..=self.header.last_row;
        self.grid.row(row).count() >= MIN_YEARS
            && (heads.any(|head| self.grid.row(row).all(|(column, cell)| is_of(head, column, cell)))
                || self.is_run_of_years(row))
    }

    /// Whether this row holds nothing in the table but years that follow one another: 2020, 2021, 2022. It is a
    /// header, also if the header of the table has no years.
    fn is_run_of_years(&self, row: u32) -> bool {
        /// Minimum number of years in such a row.
        const MIN_RUN: usize = 3;
        let years = || {
            let year =
                |(_, cell): (u32, &Cell)| printed(cell).trim().parse::<u32>().ok().filter(|_| is_year(cell));
            let is_of_table = |column: u32| {
                self.header.columns.iter().any(|own| (own.first_column..=own.last_column).contains(&column))
            };
            self.grid.row(row).filter(move |(column, _)| is_of_table(*column)).map(year)
        };
        let follows = |(a, b): (Option<u32>, Option<u32>)| a.zip(b).is_some_and(|(a, b)| a + 1 == b);
        years().count() >= MIN_RUN && years().zip(years().skip(1)).all(follows)
    }

    /// Whether this row holds words and the number of a page: "Halaman : 7". A list that was made of printed pages has
    /// one at the head or the foot of each page.
    fn is_page_head(&self, row: u32) -> bool {
        /// Maximum number of bytes of such a label; longer texts are not folded.
        const MAX_BYTES: usize = 24;
        let contents = || self.grid.row(row).map(|(_, cell)| &cell.content);
        let is_page = |content: &CellContent| match content {
            CellContent::Text(text) => text.len() <= MAX_BYTES && is_page_label(&fold(text)),
            _ => false,
        };
        contents().all(|content| matches!(content, CellContent::Text(_))) && contents().any(is_page)
    }

    /// Returns the only cell of a row if it is a footnote, which begins with an asterisk and is a sentence: printed
    /// pages end with one. `None` if the row holds anything else.
    fn footnote(&self, row: u32) -> Option<Skipped> {
        /// Minimum number of words of a footnote; a mark before a name is shorter.
        const MIN_WORDS: usize = 6;
        let mut cells = self.grid.row(row);
        let (column, cell) = cells.next().filter(|_| cells.next().is_none())?;
        let CellContent::Text(text) = &cell.content else { return None };
        let is_note = text.trim_start().starts_with('*') && text.split_whitespace().count() >= MIN_WORDS;
        let at = self.grid.cell_ref(row, column);
        is_note.then(|| Skipped { text: text.clone(), at, why: SkipReason::Remark, is_beside: false })
    }

    /// Whether this row repeats the header's row of labels: 1, 2, 3.
    fn repeats_labels(&self, row: u32) -> bool {
        let of_header = self.header.last_row;
        is_label_row(self.grid, row)
            && is_label_row(self.grid, of_header)
            && self.grid.row(row).all(|(column, cell)| {
                self.grid
                    .own_cell(of_header, column)
                    .is_some_and(|own| printed(own).trim() == printed(cell).trim())
            })
    }

    /// Returns the item on a row. `None` if nothing of the table stands on it.
    fn read_row(&self, row: u32, known: &mut ValueCache, skipped: &mut Vec<Skipped>) -> Option<(Item, Look)> {
        let cells = self.grid.row_cells(row);
        if cells.is_empty() {
            return None;
        }
        let mut values = Values::with_capacity(cells.len());
        let mut look = Look::default();
        let mut covered = vec![false; cells.len()];
        // Words in a column of figures, on a row without a name: "Jumlah" in the column of prices.
        let mut label: Option<Cited<Value>> = None;
        let (mut figures, mut strays) = (0_usize, Vec::new());
        for (place, column) in self.header.columns.iter().enumerate() {
            let own: Vec<(usize, u32, &Cell)> = cells
                .iter()
                .enumerate()
                .filter(|(_, (c, ..))| (column.first_column..=column.last_column).contains(c))
                .map(|(at, (c, _, cell))| (at, *c, *cell))
                .collect();
            for (at, ..) in &own {
                if let Some(covered) = covered.get_mut(*at) {
                    *covered = true;
                }
            }
            if own.is_empty() {
                continue;
            }
            match column.kind {
                Kind::Kode => self.set_code(row, place, &own, &mut values),
                Kind::Text | Kind::Nomor => {
                    let used = self.set_words(row, place, &own, &mut values, &mut look);
                    strays.extend(
                        own.iter().filter(|(at, ..)| !used.contains(at)).map(|(_, c, cell)| (*c, *cell)),
                    );
                }
                kind => {
                    let (used, is_figure) =
                        self.set_figure(row, (place, kind), &own, known, &mut values, &mut label);
                    figures += usize::from(is_figure);
                    strays.extend(
                        own.iter().filter(|(at, ..)| !used.contains(at)).map(|(_, c, cell)| (*c, *cell)),
                    );
                }
            }
        }
        let outside = cells.iter().zip(&covered).filter(|(_, covered)| !**covered);
        skipped.extend(outside.map(|((c, _, cell), _)| self.skipped_cell(row, *c, cell, true)));
        skipped.extend(
            strays
                .into_iter()
                .filter(|(_, cell)| !is_bare_mark(cell))
                .map(|(c, cell)| self.skipped_cell(row, c, cell, false)),
        );
        if let (Some(name), Some(label)) = (self.name_column, label) {
            if values.get(name).is_none() {
                values.set(name, label);
            } else if figures == 0 {
                skipped.push(Skipped {
                    text: label.text,
                    at: label.at,
                    why: SkipReason::Remark,
                    is_beside: false,
                });
            } else if let Some(place) = self
                .header
                .columns
                .iter()
                .position(|c| (c.first_column..=c.last_column).contains(&label.at.column))
            {
                let words = label.text.clone();
                if values.get(place).is_some() {
                    let why = SkipReason::Remark;
                    skipped.push(Skipped { text: words, at: label.at, why, is_beside: false });
                } else {
                    values.set(place, Cited { value: Value::Unclear(tidy(&words)), ..label });
                }
            }
        }
        if values.is_empty() {
            return None;
        }
        if self.is_lower_half(row, figures) {
            let of_row = values.iter().filter_map(|(_, cited)| {
                self.grid.own_cell(cited.at.row, cited.at.column).map(|cell| (cited.at.column, cell))
            });
            skipped.extend(of_row.map(|(column, cell)| self.skipped_cell(row, column, cell, false)));
            return None;
        }
        let item = Item {
            level: Level::Rekening(0),
            level_evidence: LevelEvidence::List,
            parent: None,
            first_row: row,
            last_row: row,
            values,
            indikator: Vec::new(),
        };
        Some((item, look))
    }

    /// Whether a row is the lower half of the item above, which is merged over both rows in its name and in
    /// most of its figures: its cells are leftovers.
    fn is_lower_half(&self, row: u32, figures: usize) -> bool {
        let is_covered = |place: usize| {
            self.header
                .columns
                .get(place)
                .is_some_and(|c| self.grid.is_covered_from_above(row, c.first_column))
        };
        let of_figures = (0..self.header.columns.len()).filter(|place| {
            self.header
                .columns
                .get(*place)
                .is_some_and(|c| !matches!(c.kind, Kind::Kode | Kind::Text | Kind::Nomor))
        });
        self.name_column.is_some_and(is_covered)
            && of_figures.filter(|place| is_covered(*place)).count() > figures
    }

    fn skipped_cell(&self, row: u32, column: u32, cell: &Cell, is_beside: bool) -> Skipped {
        Skipped {
            text: printed(cell),
            at: self.grid.cell_ref(row, column),
            why: SkipReason::Outside,
            is_beside,
        }
    }

    /// Sets a code, joined from the cells that it is spread over.
    fn set_code(&self, row: u32, place: usize, own: &[(usize, u32, &Cell)], values: &mut Values) {
        let mut code: Option<(Arc<str>, CellRef)> = None;
        for (_, c, cell) in own {
            let columns = self
                .header
                .columns
                .get(place)
                .map_or((*c, *c), |column| (column.first_column, column.last_column));
            if code.is_none()
                && let Some(value) = codes_from_dates::read(self.grid, columns, row, cell)
            {
                let cited = Cited { value, text: printed(cell), at: self.grid.cell_ref(row, *c) };
                return values.set(place, cited);
            }
            let part = printed_code(cell);
            code = Some(match code {
                None => (part, self.grid.cell_ref(row, *c)),
                Some((before, at)) => (format!("{before}.{part}").into(), at),
            });
        }
        let Some((text, at)) = code else { return };
        let lengths = self.code_lengths.get(place).map_or(&[][..], Vec::as_slice);
        let joined: Arc<str> =
            if value::has_line_breaks(&text) { text.replace(['\n', '\r'], "").into() } else { text.clone() };
        let value = Kode::read_split_at(&joined, lengths)
            .or_else(|| Kode::read_shared(&text))
            .map_or_else(|| Value::Text(tidy(&text)), Value::Kode);
        values.set(place, Cited { value, text, at });
    }

    /// Sets the words of a column, and the look of a name. Returns the indices of the cells that it used.
    fn set_words(
        &self,
        row: u32,
        place: usize,
        own: &[(usize, u32, &Cell)],
        values: &mut Values,
        look: &mut Look,
    ) -> Vec<usize> {
        let has_letters = |cell: &Cell| printed(cell).chars().any(char::is_alphabetic);
        // A dash or an ordinal may stand in a cell of its own before the name.
        let chosen = own.iter().find(|(.., cell)| has_letters(cell)).or(own.first());
        let Some((at, c, cell)) = chosen else { return Vec::new() };
        // The name may go on in the next cell below the same header: "A." | "PENDAPATAN".
        let goes_on = |(other, _, cell): &&(usize, u32, &Cell)| {
            other > at && matches!(cell.content, CellContent::Text(_)) && has_letters(cell)
        };
        let further: Vec<(usize, Arc<str>)> =
            own.iter().filter(goes_on).map(|(other, _, cell)| (*other, printed(cell))).collect();
        let text = further.iter().fold(printed(cell), |text, (_, next)| format!("{text} {next}").into());
        if self.name_column == Some(place) {
            let blanks = text.chars().take_while(|c| number::is_blank(*c)).count();
            let first = self.header.columns.get(place).map_or(*c, |column| column.first_column);
            *look = Look {
                bold: cell.bold.unwrap_or(false),
                indent: usize::from(cell.indent) + blanks / 2 + c.saturating_sub(first) as usize,
            };
        }
        let words = tidy(&text);
        let words = if self.name_column == Some(place) { value::join_lines(words) } else { words };
        if words.is_empty() {
            return vec![*at];
        }
        let value = match cell.content {
            CellContent::Number(n) if value::is_date(cell) => Value::Date(n),
            _ => Value::Text(words),
        };
        values.set(place, Cited { value, text, at: self.grid.cell_ref(row, *c) });
        let signs = own.iter().filter(|(other, ..)| other < at).map(|(other, ..)| *other);
        signs.chain([*at]).chain(further.into_iter().map(|(other, _)| other)).collect()
    }

    /// Sets a figure with its unit. Returns the indices of the cells that it used, and whether there is a
    /// figure. Words become the label of the row instead.
    fn set_figure(
        &self,
        row: u32,
        (place, kind): (usize, Kind),
        own: &[(usize, u32, &Cell)],
        known: &mut ValueCache,
        values: &mut Values,
        label: &mut Option<Cited<Value>>,
    ) -> (Vec<usize>, bool) {
        let mut taken = Vec::new();
        for (at, c, cell) in own {
            if is_currency_sign(cell) && own.len() > 1 {
                taken.push(*at);
                continue;
            }
            let Some(value) = known.read(cell, kind) else { continue };
            let cell_at = self.grid.cell_ref(row, *c);
            let is_words = match &value {
                Value::Text(text) | Value::Unclear(text) => {
                    matches!(cell.content, CellContent::Text(_)) && is_row_label(text)
                }
                _ => false,
            };
            if is_words && label.is_none() {
                taken.push(*at);
                *label = Some(Cited {
                    value: Value::Text(value::join_lines(tidy(&printed(cell)))),
                    text: printed(cell),
                    at: cell_at,
                });
                continue;
            }
            taken.push(*at);
            let value = own
                .get(own.iter().position(|(other, ..)| other == at).unwrap_or(0) + 1)
                .and_then(|(next, _, unit)| {
                    let counted = join_unit(&value, unit)?;
                    taken.push(*next);
                    Some(counted)
                })
                .unwrap_or(value);
            let is_figure = value.number().is_some();
            values.set(place, Cited { value, text: printed(cell), at: cell_at });
            return (taken, is_figure);
        }
        (taken, false)
    }
}

/// Whether words in a column of figures name their row ("Sub Total I") rather than stand for a missing
/// figure.
fn is_row_label(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !text.chars().next().is_some_and(|c| c.is_ascii_digit())
        && !matches!(text.to_ascii_lowercase().as_str(), "null" | "nan" | "n/a" | "nihil")
        && !text.to_ascii_lowercase().starts_with("rp")
}

/// Whether a cell holds nothing but a currency sign, a dash or a bullet.
fn is_bare_mark(cell: &Cell) -> bool {
    let is_mark = |text: &str| matches!(text.trim(), "-" | "–" | "*" | "•" | ":");
    is_currency_sign(cell) || matches!(&cell.content, CellContent::Text(text) if is_mark(text))
}

/// Joins a bare number with the unit in the next cell below the same header. `None` if either is anything
/// else.
fn join_unit(value: &Value, unit: &Cell) -> Option<Value> {
    const MAX_UNIT_BYTES: usize = 30;
    let Value::Quantity(n, None) = value else { return None };
    let CellContent::Text(unit) = &unit.content else { return None };
    let is_unit = unit.len() <= MAX_UNIT_BYTES && !unit.contains(|c: char| c.is_ascii_digit() || c == '\n');
    is_unit.then(|| Value::Quantity(*n, Some(unit.trim().into())))
}
