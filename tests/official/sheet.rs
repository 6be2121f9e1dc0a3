//! A form while it is being filled in: header, rows, signature.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::grid::{At, Cell, Expr, Grid, Kind, Relation, Show, Style, minus, over};
use crate::layout::{Layout, Numbers};
use crate::random::Random;

/// Number of rows on a page, after which the header is repeated.
const PAGE: u32 = 15;

/// Number of ways to spell a formula in the number row.
const SPELLINGS: usize = 4;

/// A column of a form.
#[derive(Clone, Debug)]
pub struct Column {
    /// The header from top to bottom.
    pub path: Vec<String>,
    pub width: f64,
    /// Whether the column shares the column number of the one before, as Rp does with K.
    pub same: bool,
    /// The formula in the number row, such as `7/6`; empty if there is none.
    pub formula: &'static str,
    /// Number of cells that a code takes if its parts have separate columns; 0 for any other column.
    pub code: u32,
}

/// Returns a column; the lines of its header are separated by `|`.
pub fn column(path: &str, width: f64) -> Column {
    let path = path.split('|').map(str::to_owned).collect();
    Column { path, width, same: false, formula: "", code: 0 }
}

impl Column {
    pub fn says(mut self, formula: &'static str) -> Self {
        self.formula = formula;
        self
    }

    pub fn same(mut self) -> Self {
        self.same = true;
        self
    }

    /// Returns the header cell that begins at a line: the index of its part in the path, and its height. The
    /// last part is stretched to the bottom. K and Rp stand side by side in the last line, so there the part
    /// above is stretched.
    fn head_at(&self, line: usize, depth: usize) -> Option<(usize, usize)> {
        let parts = self.path.len();
        let more = depth - parts;
        let is_pair = self.same || self.path[parts - 1] == "K";
        let stretched = if is_pair { parts - 2 } else { parts - 1 };
        match line {
            _ if line < stretched => Some((line, 1)),
            _ if line == stretched => Some((line, more + 1)),
            _ if line > stretched + more => Some((line - more, 1)),
            _ => None,
        }
    }

    pub fn code(mut self, cells: u32) -> Self {
        self.code = cells;
        self
    }
}

pub struct Sheet {
    pub random: Random,
    pub layout: Layout,
    pub grid: Grid,
    pub name: String,
    columns: Vec<Column>,
    /// The first cell of each column.
    first: Vec<u32>,
    width: u32,
    row: u32,
    left: u32,
    on_page: u32,
    /// The rows of tables, in which every cell has a frame.
    pub framed: Vec<u32>,
    /// Whether the regulation does not determine a cell for the random data, so that the data must be drawn
    /// again.
    pub ambiguous: bool,
    bold: BTreeSet<u32>,
    /// The beginning and the end of the text of an amount.
    rupiah: (&'static str, &'static str),
    /// The year that the document is about.
    pub year: i64,
    /// How formulas in the number row are spelled.
    spelling: usize,
    wording: Wording,
}

/// The wording that an office uses for the headers of the regulation.
#[derive(Clone, Copy)]
struct Wording {
    /// Whether everything is in capitals.
    capitals: bool,
    /// Whether `Rp.` replaces `Rp`.
    dot: bool,
    /// Whether `SKPD` replaces `Perangkat Daerah`, as before Permendagri 86/2017.
    skpd: bool,
    /// The words for `s/d`.
    until: &'static str,
}

impl Wording {
    fn of(random: &mut Random) -> Self {
        Self {
            capitals: random.chance(25),
            dot: random.chance(25),
            skpd: random.chance(25),
            until: random.pick(&["s/d", "s/d", "s.d.", "sampai dengan"]),
        }
    }

    fn say(self, header: &str) -> String {
        let mut text = header.to_owned();
        for until in ["s/d", "s.d.", "sampai dengan"] {
            text = text.replace(until, self.until);
        }
        if self.skpd {
            text = text.replace("Perangkat Daerah", "SKPD");
        }
        if self.dot {
            text = text.replace("(Rp)", "(Rp.)");
        }
        // Headers of one or two letters, such as Rp, are spelled the same everywhere.
        if self.capitals && text.len() > 2 { text.to_uppercase() } else { text }
    }
}

impl Sheet {
    pub fn new(name: &str, random: Random, layout: Layout) -> Self {
        let mut random = random;
        let rupiah = random.pick(&[("Rp ", ""), ("Rp ", ""), ("Rp. ", ""), ("Rp ", ",00"), ("Rp", "")]);
        let year = random.between(2021, 2025);
        let spelling = random.below(SPELLINGS);
        let wording = Wording::of(&mut random);
        let left = if layout.shifted { 1 + random.below(2) as u32 } else { 0 };
        Self {
            random,
            layout,
            grid: Grid::default(),
            name: name.to_owned(),
            columns: Vec::new(),
            first: Vec::new(),
            width: 0,
            row: 0,
            left,
            on_page: 0,
            framed: Vec::new(),
            ambiguous: false,
            bold: BTreeSet::new(),
            rupiah,
            year,
            spelling,
            wording,
        }
    }

    /// Sets the columns. They must be known before the lines above the table are written, which are as wide
    /// as the table.
    pub fn columns(&mut self, mut columns: Vec<Column>) {
        for part in columns.iter_mut().flat_map(|column| &mut column.path) {
            *part = self.wording.say(part);
        }
        let mut at = self.left;
        self.first.clear();
        for column in &columns {
            self.first.push(at);
            let cells = if self.layout.split { column.code.max(1) } else { 1 };
            let width = if cells > 1 { 5.0 } else { column.width };
            for cell in 0..cells {
                let known = self.grid.widths.iter().any(|(c, _)| *c == at + cell);
                if !known {
                    self.grid.widths.push((at + cell, width));
                }
            }
            at += cells;
        }
        self.width = at - self.left;
        self.columns = columns;
    }

    pub fn at(&self, row: u32, column: usize) -> At {
        (row, self.first[column])
    }

    pub fn width(&self) -> usize {
        self.columns.len()
    }

    fn put(&mut self, at: At, show: Show, text: &str, value: Option<Decimal>, style: Style) {
        let bold = self.bold.contains(&at.0);
        let cell =
            Cell { show, text: text.to_owned(), value, expr: None, kind: None, style, bold, indent: 0 };
        self.grid.cells.insert(at, cell);
    }

    /// Writes a line over the whole width.
    pub fn title(&mut self, text: &str) {
        if self.row == 0 && self.layout.shifted {
            self.appendix();
        }
        let at = (self.row, self.left);
        self.put(at, Show::Text, text, None, Style::Title);
        if self.width > 1 {
            self.grid.merges.push((self.row, self.left, self.row, self.left + self.width - 1));
        }
        self.row += 1;
    }

    /// Writes the lines, at the right, that name the regulation to which the form is an appendix.
    fn appendix(&mut self) {
        let right = self.left + self.width * 2 / 3;
        let number = self.random.between(4, 98);
        for text in [
            "LAMPIRAN",
            &format!("NOMOR {number} TAHUN {}", self.year - 1),
            "TENTANG DOKUMEN PERANGKAT DAERAH",
        ] {
            self.put((self.row, right), Show::Text, text, None, Style::Plain);
            self.row += 1;
        }
        self.row += 1;
    }

    /// Writes a line such as "Organisasi : …"; the value stands two cells further right.
    pub fn line(&mut self, what: &str, value: &str) {
        let at = (self.row, self.left);
        self.put(at, Show::Text, what, None, Style::Plain);
        let right = (self.row, self.left + 2.min(self.width - 1));
        self.put(right, Show::Text, &format!(": {value}"), None, Style::Plain);
        self.row += 1;
    }

    pub fn plain(&mut self, text: &str) {
        let at = (self.row, self.left);
        self.put(at, Show::Text, text, None, Style::Plain);
        self.row += 1;
    }

    pub fn blank(&mut self) {
        self.row += 1;
    }

    pub fn header(&mut self) {
        self.on_page = 0;
        let depth = self.columns.iter().map(|c| c.path.len()).max().unwrap_or(1);
        for line in 0..depth {
            let mut c = 0;
            while c < self.columns.len() {
                let end = self.head_of(c, line, depth);
                c = end + 1;
            }
        }
        self.row += depth as u32;
        self.number_row();
    }

    /// Writes the header cell that begins at a line of a column, if there is one. Returns the last column it
    /// covers.
    fn head_of(&mut self, c: usize, line: usize, depth: usize) -> usize {
        let column = self.columns[c].clone();
        let Some((level, height)) = column.head_at(line, depth) else { return c };
        let last = level + 1 == column.path.len();
        let mut end = c;
        while !last && end + 1 < self.columns.len() {
            let next = &self.columns[end + 1];
            let shares = next.path.len() > level + 1 && next.path[..=level] == column.path[..=level];
            if !shares || next.head_at(line, depth) != Some((level, height)) {
                break;
            }
            end += 1;
        }
        let row = self.row + line as u32;
        self.put((row, self.first[c]), Show::Text, &column.path[level], None, Style::Head);
        let (bottom, right) = (row + height as u32 - 1, self.last_cell(end));
        if bottom > row || right > self.first[c] {
            self.grid.merges.push((row, self.first[c], bottom, right));
        }
        end
    }

    fn last_cell(&self, column: usize) -> u32 {
        self.first.get(column + 1).map_or(self.left + self.width, |next| *next) - 1
    }

    fn number_row(&mut self) {
        if self.layout.numbers == Numbers::None {
            return;
        }
        let mut number = 0;
        let mut c = 0;
        while c < self.columns.len() {
            number += 1;
            let mut end = c;
            while end + 1 < self.columns.len() && self.columns[end + 1].same {
                end += 1;
            }
            let formula = self.columns[c].formula;
            let says = self.spelled(formula);
            let at = (self.row, self.first[c]);
            match (self.layout.numbers, formula) {
                (Numbers::Brackets, "") => {
                    self.put(at, Show::Text, &format!("({number})"), None, Style::Number);
                }
                (Numbers::Brackets, _) => {
                    let equals = if self.spelling.is_multiple_of(2) { "=" } else { " = " };
                    self.put(at, Show::Text, &format!("({number}){equals}({formula})"), None, Style::Number);
                }
                (Numbers::Formulas, formula) if !formula.is_empty() => {
                    let text = format!("{number}{says}");
                    self.put(at, Show::Text, &text, None, Style::Number);
                }
                _ => self.put(at, Show::Number, "", Some(Decimal::from(number)), Style::Number),
            }
            let right = self.last_cell(end);
            if right > self.first[c] {
                self.grid.merges.push((self.row, self.first[c], self.row, right));
            }
            c = end + 1;
        }
        self.row += 1;
    }

    /// Returns the formula of a column in one of the spellings of the forms: `=7/6`, `=(7/6)`, ` = 7 / 6`,
    /// ` = (7 / 6)`. The spaced ones omit the percent sign after 100.
    fn spelled(&self, formula: &str) -> String {
        let spaced = || -> String {
            let sign = |c: char| if "+-x/".contains(c) { format!(" {c} ") } else { c.to_string() };
            formula.trim_end_matches('%').chars().map(sign).collect()
        };
        match self.spelling {
            0 => format!("={formula}"),
            1 => format!("=({formula})"),
            2 => format!(" = {}", spaced()),
            _ => format!(" = ({})", spaced()),
        }
    }

    /// Starts the next row of the table and returns its number. On a new page, the header is repeated first.
    pub fn row(&mut self) -> u32 {
        if self.layout.pages && self.on_page == PAGE {
            self.grid.breaks.push(self.row);
            self.header();
        }
        self.on_page += 1;
        self.framed.push(self.row);
        self.row += 1;
        self.row - 1
    }

    /// Starts the next row below the table, where no header is repeated, and returns its number.
    pub fn plain_row(&mut self) -> u32 {
        self.row += 1;
        self.row - 1
    }

    /// Starts the next row of the table with its cells in bold, and returns its number.
    pub fn bold_row(&mut self) -> u32 {
        let row = self.row();
        self.bold.insert(row);
        row
    }

    pub fn text(&mut self, row: u32, column: usize, text: &str) {
        self.put(self.at(row, column), Show::Text, text, None, Style::Body);
    }

    pub fn indented(&mut self, row: u32, column: usize, text: &str, depth: usize) {
        self.text(row, column, text);
        let at = self.at(row, column);
        if let Some(cell) = self.grid.cells.get_mut(&at) {
            cell.indent = depth as u8;
        }
    }

    /// Writes a code, in one cell or spread over several.
    pub fn code(&mut self, row: u32, column: usize, code: &str) {
        let cells = self.columns[column].code;
        if !self.layout.split || cells < 2 {
            return self.text(row, column, code);
        }
        let first = self.first[column];
        for (part, at) in code.split('.').filter(|part| !part.is_empty()).zip(first..first + cells) {
            self.put((row, at), Show::Text, part, None, Style::Body);
        }
    }

    pub fn number(&mut self, row: u32, column: usize, number: impl Into<Decimal>) {
        self.put(self.at(row, column), Show::Number, "", Some(number.into()), Style::Body);
    }

    pub fn amount(&mut self, row: u32, column: usize, amount: Decimal) {
        self.put(self.at(row, column), Show::Amount, "", Some(amount), Style::Body);
    }

    /// Writes a percentage in points.
    pub fn percent(&mut self, row: u32, column: usize, points: Decimal) {
        self.put(self.at(row, column), Show::Percent, "", Some(points), Style::Body);
    }

    /// Writes a number with its unit in one cell.
    pub fn quantity(&mut self, row: u32, column: usize, number: impl Into<Decimal>, unit: &str) {
        let show = Show::Quantity(unit.to_owned());
        self.put(self.at(row, column), show, "", Some(number.into()), Style::Body);
    }

    pub fn date(&mut self, row: u32, column: usize, text: &str, serial: i64) {
        self.put(self.at(row, column), Show::Date, text, Some(Decimal::from(serial)), Style::Body);
    }

    /// Writes a computed cell.
    pub fn calc(&mut self, row: u32, column: usize, show: Show, expr: Expr, kind: Kind) {
        let at = self.at(row, column);
        self.put(at, show, "", None, Style::Body);
        if let Some(cell) = self.grid.cells.get_mut(&at) {
            cell.expr = Some(expr);
            cell.kind = Some(kind);
        }
    }

    pub fn cell(&self, row: u32, column: usize) -> Expr {
        Expr::Cell(self.at(row, column))
    }

    /// Writes an amount that adds up rows of its column.
    pub fn sum_rows(&mut self, row: u32, column: usize, rows: &[u32], kind: Kind) {
        let cells = rows.iter().map(|r| self.at(*r, column)).collect();
        self.calc(row, column, Show::Amount, Expr::Sum(cells), kind);
    }

    /// Writes a cell that adds up cells of its row.
    pub fn sum_columns(&mut self, row: u32, column: usize, columns: &[usize], show: Show) {
        let cells = columns.iter().map(|c| self.at(row, *c)).collect();
        self.calc(row, column, show, Expr::Sum(cells), Kind::Row);
    }

    /// Adds a sum that holds in addition to the formula of its cell.
    pub fn also_sum(&mut self, row: u32, column: usize, rows: &[u32]) {
        let target = self.at(row, column);
        let parts = rows.iter().map(|r| self.at(*r, column)).collect();
        self.grid.relations.push(Relation { target, parts, exact: true });
    }

    /// Writes the ratio of two cells of the row as a percentage.
    pub fn ratio(&mut self, row: u32, column: usize, of: usize, base: usize) {
        let share = over(self.cell(row, of), self.cell(row, base));
        self.calc(row, column, Show::Percent, Expr::Percent(Box::new(share)), Kind::Ratio);
    }

    pub fn difference(&mut self, row: u32, column: usize, a: usize, b: usize, show: Show, kind: Kind) {
        let expr = minus(self.cell(row, a), self.cell(row, b));
        self.calc(row, column, show, expr, kind);
    }

    pub fn product(&mut self, row: u32, column: usize, a: usize, b: usize) {
        let expr = Expr::Times(vec![self.cell(row, a), self.cell(row, b)]);
        self.calc(row, column, Show::Amount, expr, Kind::Product);
    }

    /// Merges cells of a row, for labels of totals and for notes.
    pub fn merge(&mut self, row: u32, first: usize, last: usize) {
        let right = self.last_cell(last);
        if right > self.first[first] {
            self.grid.merges.push((row, self.first[first], row, right));
        }
    }

    /// Writes a header cell that is not part of the table's header, over some columns.
    pub fn head_cell(&mut self, row: u32, first: usize, last: usize, text: &str) {
        self.put(self.at(row, first), Show::Text, text, None, Style::Head);
        self.merge(row, first, last);
    }

    /// Writes a row of letters or numbers below the header, one text per cell from the left.
    pub fn letters(&mut self, letters: &[&str]) {
        for (letter, column) in letters.iter().zip(self.left..) {
            self.put((self.row, column), Show::Text, letter, None, Style::Number);
        }
        self.framed.push(self.row);
        self.row += 1;
    }

    /// Writes place, date, position, name and NIP to the right below the table.
    pub fn signature(&mut self, position: &str) {
        if !self.layout.signature {
            return;
        }
        let spread = self.width * 2 / 3;
        let column = self.left + spread.min(self.width - 1);
        let day = self.random.between(2, 28);
        let month = self.random.pick(&["Januari", "Maret", "Juli", "Desember"]);
        let place = self.random.pick(&["Karangsari", "Wanareja", "Sukadana"]);
        let (name, nip) = self.random.pick(&[
            ("Drs. SUTRISNO WIBOWO, M.Si", "NIP. 19680412 199403 1 007"),
            ("Dra. SRI HANDAYANI, MM", "NIP. 19710923 199703 2 004"),
            ("Ir. BAMBANG PRASETYO", "NIP. 19690115 199503 1 002"),
            ("HENDRA GUNAWAN, S.Sos., M.AP", "NIP. 19750630 200212 1 009"),
        ]);
        self.row += 1;
        for (line, text) in [
            (1, format!("{place}, {day} {month} {}", self.year)),
            (2, position.to_owned()),
            (6, name.to_owned()),
            (7, nip.to_owned()),
        ] {
            self.put((self.row + line, column), Show::Text, &text, None, Style::Signature);
        }
        self.row += 8;
    }

    /// Returns the first and the last cell of the table's rows.
    pub fn span(&self) -> (u32, u32) {
        (self.left, self.left + self.width - 1)
    }

    /// Returns the beginning and the end of the text of an amount.
    pub fn rupiah_text(&self) -> (&'static str, &'static str) {
        self.rupiah
    }
}
