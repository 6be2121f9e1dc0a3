//! Lays out a table on its sheet: title, header, number row, body, and what is below the table.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::layout;
use super::style::Look;
use super::sums::ItemTree;
use crate::forms::{Belongs, Kind};
use crate::model::{Area, CellRef, Column, ItemId, Renja, Table, TableId, Value, Values, YearVotes};
use crate::text::column_formula::format_column_number;

/// A table on its sheet. Rows and columns are those of the written sheet, counted from 0.
pub struct TableLayout<'a> {
    pub id: TableId,
    pub table: &'a Table,
    pub tree: ItemTree<'a>,
    /// The columns of the table in the official order, with unknown ones at the end.
    pub columns: Vec<usize>,
    /// The header of each column, outermost first.
    pub heads: Vec<Vec<String>>,
    /// The text of the number row for each column; `None` if there is no number row.
    pub number_row: Option<Vec<String>>,
    /// Widths of the columns, in characters.
    pub widths: Vec<f64>,
    /// Minimum widths to which the columns may be narrowed on paper, in characters.
    pub min_widths: Vec<f64>,
    /// The lines above the header, with their cells in the input.
    pub title: Vec<(String, Option<CellRef>)>,
    /// First row of the header.
    pub head_row: u32,
    /// Number of rows of the header, without the number row.
    pub head_depth: u32,
    /// First row of the body.
    pub body_row: u32,
    /// First and last row of each item.
    pub rows: Vec<(u32, u32)>,
    /// The cells below the table, each with its place on the written sheet.
    pub foot: Vec<(CellRef, (u32, u32))>,
    /// The places of all values, sorted by their cells in the input; built on first use.
    value_places: OnceLock<Vec<(CellRef, (u32, u32))>>,
}

/// Returns the first row that belongs to a table, either of its title or of its header.
pub fn first_table_row(table: &Table) -> u32 {
    table.title.iter().map(|line| line.at.row).fold(table.area.first_row, u32::min)
}

impl<'a> TableLayout<'a> {
    /// Builds the layout. `below` are the cells below the table that belong to it.
    pub fn new(id: TableId, table: &'a Table, renja: &Renja, below: &[CellRef]) -> Self {
        let columns = column_order(table);
        let base = base_year(table).or(renja.year);
        let heads: Vec<Vec<String>> = columns.iter().map(|c| column_head(table, *c, base)).collect();
        let numbers = number_row_texts(table, &columns);
        let depth = heads.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let depth = u32::try_from(depth).unwrap_or(1);
        let title = title_lines(table, renja, base);
        let title_rows = u32::try_from(title.len()).unwrap_or(0);
        let head_row = title_rows + u32::from(title_rows > 0);
        let body_row = head_row + depth + u32::from(numbers.is_some());
        let mut next = body_row;
        let rows = table
            .items
            .iter()
            .map(|item| {
                let first = next;
                next += u32::try_from(item.indikator.len()).unwrap_or(1).max(1);
                (first, next - 1)
            })
            .collect();
        let tree = ItemTree::new(table);
        let words = |place: usize| heads.get(place).and_then(|head| head.last()).map_or("", String::as_str);
        let wide = columns.iter().enumerate().map(|(i, c)| column_width(table, &tree, *c, words(i)));
        let (widths, least) = wide.unzip();
        let mut layout = Self {
            id,
            table,
            tree,
            columns,
            heads,
            number_row: numbers,
            widths,
            min_widths: least,
            title,
            head_row,
            head_depth: depth,
            body_row,
            rows,
            foot: Vec::new(),
            value_places: OnceLock::new(),
        };
        layout.foot = layout.place_foot(below, next + 2);
        layout
    }

    /// Returns the last column of the written sheet.
    pub fn last_column(&self) -> u32 {
        u32::try_from(self.columns.len()).unwrap_or(1).max(1) - 1
    }

    /// Returns the last row of the body, or of the header if there are no items.
    pub fn last_row(&self) -> u32 {
        self.rows.last().map_or(self.body_row.saturating_sub(1), |(_, last)| *last)
    }

    /// Returns the sheet column of a table column; `None` if it is not written.
    pub fn sheet_column(&self, column: usize) -> Option<u32> {
        self.columns.iter().position(|c| *c == column).and_then(|place| u32::try_from(place).ok())
    }

    /// Returns the place of an item's value.
    pub fn item_place(&self, id: ItemId, column: usize) -> Option<(u32, u32)> {
        Some((self.rows.get(id)?.0, self.sheet_column(column)?))
    }

    /// Returns where a cell of the input is written. A cell of the body without a value of its own gets the
    /// place of its item and column. `None` if the cell is not in the table.
    pub fn find(&self, at: CellRef) -> Option<(u32, u32)> {
        if let Some(row) = self.title.iter().position(|(_, from)| *from == Some(at)) {
            return Some((u32::try_from(row).ok()?, 0));
        }
        if let Some((_, to)) = self.foot.iter().find(|(from, _)| *from == at) {
            return Some(*to);
        }
        let (row, column) = self.table.place_of(at)?;
        self.value_place(at).or_else(|| {
            let source = self.source_column(column)?;
            let belongs = self.table.columns.get(source)?.belongs;
            let sheet_column = self.sheet_column(source)?;
            if self.table.headers.iter().any(|head| head.contains(row, column)) {
                return Some((self.head_row, sheet_column));
            }
            let (id, item) = self
                .table
                .items
                .iter()
                .enumerate()
                .find(|(_, item)| (item.first_row..=item.last_row).contains(&row))?;
            let first = self.rows.get(id)?.0;
            let below = match belongs {
                Belongs::Indikator => item.indikator.iter().position(|i| i.row >= row).unwrap_or(0),
                Belongs::Item | Belongs::Group => 0,
            };
            Some((first + u32::try_from(below).ok()?, sheet_column))
        })
    }

    /// Returns the place of the value that was read from this cell.
    fn value_place(&self, at: CellRef) -> Option<(u32, u32)> {
        let places = self.value_places.get_or_init(|| self.collect_places());
        let place = places.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        places.get(place).map(|(_, place)| *place)
    }

    /// Returns the cells of the input that a person may change here, with their places: values, blanks of
    /// items, and what is below the table.
    pub fn sources(&self) -> Vec<(CellRef, (u32, u32))> {
        let mut sources = self.collect_places();
        for (id, item) in self.table.items.iter().enumerate() {
            for (place, column) in self.table.columns.iter().enumerate() {
                if column.belongs == Belongs::Item && item.values.get(place).is_none() {
                    let at = self.table.cell(item.first_row, column.first_column);
                    sources.extend(self.item_place(id, place).map(|to| (at, to)));
                }
            }
        }
        sources.extend(self.foot.iter().copied());
        sources
    }

    /// Returns the place of every value of the table, sorted by cell. Of a value that is written twice, only
    /// the first place is returned.
    fn collect_places(&self) -> Vec<(CellRef, (u32, u32))> {
        let mut places = Vec::new();
        let columns: Vec<_> = (0..self.table.columns.len()).map(|column| self.sheet_column(column)).collect();
        let mut add = |values: &Values, row: u32| {
            for (column, value) in values.iter() {
                if let Some(column) = columns.get(column).copied().flatten() {
                    places.push((value.at, (row, column)));
                }
            }
        };
        for (item, (first, _)) in self.table.items.iter().zip(&self.rows) {
            add(&item.values, *first);
            for (indikator, row) in item.indikator.iter().zip(*first..) {
                add(&indikator.values, row);
            }
        }
        // The sort is stable, so that of equal cells the first stays first.
        places.sort_by_key(|(at, _)| *at);
        places.dedup_by_key(|(at, _)| *at);
        places
    }

    /// Returns the table column that contains a sheet column of the input.
    fn source_column(&self, column: u32) -> Option<usize> {
        self.table.columns.iter().position(|c| (c.first_column..=c.last_column).contains(&column))
    }

    /// Places the cells below the table, from `from_row` on: their rows keep their distances, and their
    /// columns follow the table's.
    fn place_foot(&self, below: &[CellRef], from_row: u32) -> Vec<(CellRef, (u32, u32))> {
        let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
        let mut foot: Vec<(CellRef, (u32, u32))> = Vec::with_capacity(below.len());
        // The first cell of the current sheet, and the row that it is moved to.
        let (mut top, mut begin) = (None, from_row);
        for at in below {
            let first = *top.get_or_insert(*at);
            if first.sheet != at.sheet {
                begin = foot.last().map_or(begin, |(_, (row, _))| row + 1);
                top = Some(*at);
            }
            let to = begin + (at.row - top.map_or(at.row, |top| top.row));
            let wish = self
                .source_column(at.column)
                .and_then(|c| self.sheet_column(c))
                .unwrap_or(if at.column < self.table.area.first_column { 0 } else { self.last_column() });
            // Cells of one row must not overlap and keep their order.
            let free = taken.get(&to).map_or(0, |last| last + 1);
            let chosen = wish.max(free);
            taken.insert(to, chosen);
            foot.push((*at, (to, chosen)));
        }
        foot
    }
}

/// Returns the columns as they are written: known ones in the order of the form, then unknown ones in that of
/// the sheet.
fn column_order(table: &Table) -> Vec<usize> {
    let place = |column: &Column| table.form.columns.iter().position(|c| c.key == column.key);
    let mut columns: Vec<usize> = (0..table.columns.len()).filter(|c| !is_header_gap(table, *c)).collect();
    columns.sort_by_key(|c| (table.columns.get(*c).and_then(place).unwrap_or(usize::MAX), *c));
    columns
}

/// Whether a column is only a gap below a header that spans several columns: it has no header of its own, and
/// no cells.
fn is_header_gap(table: &Table, column: usize) -> bool {
    let Some(shape) = table.columns.get(column).filter(|c| table.form.column(&c.key).is_none()) else {
        return false;
    };
    let goes_over = |other: &Column| {
        let above = other.header.split_last().map_or(&[][..], |(_, above)| above);
        above.iter().any(|head| shape.header.last().is_some_and(|own| own.at == head.at))
    };
    let is_blank = || table.items.iter().all(|item| item.rows().all(|values| values.get(column).is_none()));
    table.columns.iter().any(goes_over) && is_blank()
}

/// Returns the year from which the form's columns count, by a vote of the columns. `None` if no column states
/// a year.
fn base_year(table: &Table) -> Option<i32> {
    let mut votes = YearVotes::default();
    for column in &table.columns {
        let offset = table.form.column(&column.key).and_then(|form| form.year);
        if let (Some(year), Some(offset)) = (column.year, offset) {
            votes.cast(year.saturating_sub(offset), 1);
        }
    }
    votes.winner()
}

/// Returns the header of a column: the form's with its years, or the sheet's own for an unknown column.
fn column_head(table: &Table, column: usize, base: Option<i32>) -> Vec<String> {
    let Some(column) = table.columns.get(column) else { return vec![String::new()] };
    if let Some(form) = table.form.column(&column.key) {
        return form.head.iter().map(|text| with_years(&with_own_year(text, column.year), base)).collect();
    }
    let texts = column.header.iter().map(|text| text.value.clone());
    let texts: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
    if texts.is_empty() { vec![column.key.replace('_', " ")] } else { texts }
}

/// Replaces `{tahun 3}`, which stands for the third of several years side by side, by the column's own year;
/// by 3 if it has none.
fn with_own_year(text: &str, year: Option<i32>) -> String {
    let Some((before, after)) = text.split_once("{tahun ") else { return text.to_owned() };
    let Some((place, behind)) = after.split_once('}') else { return text.to_owned() };
    let own = year.map_or_else(|| place.to_owned(), |year| year.to_string());
    format!("{before}{own}{behind}")
}

/// Replaces `{n}`, `{n+1}`, `{n-2}` by years. If the base year is unknown, the braces' content stays.
pub fn with_years(text: &str, base: Option<i32>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((inside, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let offset = inside.strip_prefix('n').map(|sign| if sign.is_empty() { "0" } else { sign });
        match (base, offset.and_then(|o| o.parse::<i32>().ok())) {
            (Some(base), Some(offset)) => out.push_str(&base.saturating_add(offset).to_string()),
            _ => out.push_str(inside),
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Returns the number row. It is the official one if the table has all columns and formulas of the form;
/// otherwise it is the sheet's own, since the sheet's formulas refer to its own numbers. `None` if there is
/// none.
fn number_row_texts(table: &Table, columns: &[usize]) -> Option<Vec<String>> {
    let form = &table.form;
    let official =
        |column: &Column| form.column(&column.key).and_then(|f| Some((f.number?, f.formula.as_deref())));
    let same_formula = |column: &Column| {
        let stated = column.formula.as_ref().map(ToString::to_string);
        stated.is_none() || stated.as_deref() == official(column).and_then(|(_, formula)| formula)
    };
    let shapes = || columns.iter().filter_map(|c| table.columns.get(*c));
    let complete = columns.len() == form.columns.len()
        && shapes().all(|column| official(column).is_some() && same_formula(column));
    let stated = table.columns.iter().any(|column| column.number.is_some());
    let one = |column: &Column| -> String {
        let (number, formula) = if complete || !stated {
            match official(column) {
                Some((number, formula)) => (format_column_number(number), formula.map(str::to_owned)),
                None => return String::new(),
            }
        } else {
            match &column.number {
                Some(number) => {
                    (format_column_number(number.value), column.formula.as_ref().map(ToString::to_string))
                }
                None => return String::new(),
            }
        };
        match formula {
            // Put a ratio in brackets, as the regulation prints it: `8=(7/6)`.
            Some(formula) if formula.contains('/') => format!("{number}=({formula})"),
            Some(formula) => format!("{number}={formula}"),
            None => format!("({number})"),
        }
    };
    let row: Vec<String> =
        columns.iter().map(|c| table.columns.get(*c).map(one).unwrap_or_default()).collect();
    row.iter().any(|text| !text.is_empty()).then_some(row)
}

/// Returns the lines above the header as printed; if there are none, the name of the official form, or that of the sheet.
fn title_lines(table: &Table, renja: &Renja, base: Option<i32>) -> Vec<(String, Option<CellRef>)> {
    let lines: Vec<(String, Option<CellRef>)> = table
        .title
        .iter()
        .filter(|line| !line.value.trim().is_empty())
        .map(|line| (line.value.clone(), Some(line.at)))
        .collect();
    if !lines.is_empty() {
        return lines;
    }
    if !table.form.is_official() {
        return vec![(renja.sheet_name(table.sheet).to_owned(), None)];
    }
    let year = base.map(|year| format!(" Tahun {year}")).unwrap_or_default();
    vec![(format!("{}{year}", table.form.name), None)]
}

/// Returns the width of a column and the minimum to which it may be narrowed. It is the official width, or
/// more if a number needs more: numbers are never wrapped.
fn column_width(table: &Table, tree: &ItemTree<'_>, column: usize, words: &str) -> (f64, f64) {
    let Some(shape) = table.columns.get(column) else { return (10.0, 10.0) };
    let official = table.form.column(&shape.key).map(|form| f64::from(form.width));
    let look = Look::BODY.bold();
    let widest = |text: &str| layout::text_width(text, &look) + 1.3;
    let mut least = 0.0_f64;
    for id in 0..table.items.len() {
        let Some(item) = table.items.get(id) else { continue };
        for value in item.rows().filter_map(|values| values.get(column)) {
            let text = match &value.value {
                Value::Rupiah(_) | Value::Percent(_) | Value::Quantity(_, None) | Value::Kode(_) => {
                    value.value.to_string()
                }
                _ => continue,
            };
            least = least.max(widest(&text));
        }
        if shape.adds_up
            && let Some(sum) = tree.parts(id, column)
        {
            least = least.max(widest(&Value::Rupiah(sum.computed).to_string()));
        }
    }
    let default = match shape.kind {
        Kind::Kode => 13.0,
        Kind::Nomor => 5.0,
        Kind::Text => 24.0,
        Kind::Rupiah => 17.0,
        Kind::Quantity | Kind::Percent | Kind::Count => 12.0,
    };
    // Otherwise a word of the header, such as "Program/Kegiatan", would be broken in the middle.
    let word = words.split_whitespace().map(|word| layout::text_width(word, &Look::HEAD)).fold(0.0, f64::max);
    let word = word.min(22.0);
    let width = official.unwrap_or(default).max(least).max(word).min(60.0);
    // A column of words may be narrowed to three fifths, which leaves rows of a legible height.
    let least = if shape.kind == Kind::Text { width * 0.6 } else { least.max(5.0) };
    (width, least.max(word).min(width))
}

/// Returns the cells of the header as areas with their texts. Neighbours with the same outer header share its
/// cell; a header of fewer levels extends down to the last row.
pub fn head_cells(layout: &TableLayout<'_>) -> Vec<(Area, String)> {
    let mut cells = Vec::new();
    let last_level = usize::try_from(layout.head_depth).unwrap_or(1) - 1;
    let mut covered: Vec<usize> = vec![0; layout.heads.len()];
    for level in 0..=last_level {
        let mut from = 0;
        while let Some(path) = layout.heads.get(from) {
            let (Some(text), true) = (path.get(level), covered.get(from) == Some(&level)) else {
                from += 1;
                continue;
            };
            let leaf = path.len() == level + 1;
            let mut to = from;
            while !leaf
                && let Some(next) = layout.heads.get(to + 1)
                && next.len() > level + 1
                && next.get(..=level) == path.get(..=level)
            {
                to += 1;
            }
            let bottom = if leaf { last_level } else { level };
            for place in covered.iter_mut().take(to + 1).skip(from) {
                *place = bottom + 1;
            }
            let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            cells.push((
                Area {
                    first_row: layout.head_row + narrow(level),
                    first_column: narrow(from),
                    last_row: layout.head_row + narrow(bottom),
                    last_column: narrow(to),
                },
                text.clone(),
            ));
            from = to + 1;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::with_years;

    #[test]
    fn years_take_the_place_of_letters() {
        assert_eq!(with_years("Tahun {n-4} (n-3)", Some(2021)), "Tahun 2017 (n-3)");
        assert_eq!(with_years("Rencana Tahun {n}, {n+1}", Some(2021)), "Rencana Tahun 2021, 2022");
        assert_eq!(with_years("Rencana Tahun {n+1}", None), "Rencana Tahun n+1");
        assert_eq!(with_years("{", Some(1)), "{");
    }
}
