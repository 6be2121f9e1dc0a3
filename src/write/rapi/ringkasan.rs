//! The first sheet: which office and year, what was read, what was found, how much money, in
//! figures and words, and a bar for each program.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLine, ChartSolidFill, Color,
};

use super::canvas::{Canvas, Content, Target, float, quoted};
use super::data;
use super::plan::{Measure, Plan};
use super::style::{self, Align, Look};
use super::temuan::{self, severity_key};
use super::{Document, WriteError, leftover, unplaced};
use crate::forms::Rows;
use crate::model::own;
use crate::model::{Area, Arg, CellContent, ItemId, Level, Message, Reading, Severity, Value};
use crate::text::terbilang;

/// Twelve columns of one width: everything on the sheet is laid out over them.
const COLUMNS: u32 = 12;
const WIDTH: f64 = 13.5;
const AMOUNT: &str = "#,##0";
/// A chart of hundreds of bars says nothing: the list goes on, the chart does not.
const MOST_BARS: usize = 24;

/// Writes the sheet.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(own::RINGKASAN, &[WIDTH; 12])?;
    document.banner(&mut canvas, &document.title())?;
    canvas.sheet.set_tab_color(Color::RGB(style::NAVY));
    canvas.sheet.set_screen_gridlines(false);
    let mut page = Summary { document, plan, row: 3 };
    page.cards(&mut canvas)?;
    page.total(&mut canvas)?;
    page.programs(&mut canvas)?;
    page.tables(&mut canvas)?;
    page.coverage(&mut canvas)?;
    page.findings(&mut canvas)?;
    page.unplaced(&mut canvas)?;
    page.data(&mut canvas)?;
    page.guide(&mut canvas)?;
    Ok(canvas)
}

struct Summary<'a> {
    document: &'a Document<'a>,
    plan: &'a Plan<'a>,
    /// The next free row.
    row: u32,
}

impl Summary<'_> {
    /// The figures that are asked for first.
    fn cards(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let main = self.plan.main();
        let table = main.map(|main| main.layout.table);
        let items = |level: Level| {
            let count = table.map_or(0, |t| t.items.iter().filter(|item| item.level == level).count());
            if count == 0 { "–".to_owned() } else { count.to_string() }
        };
        let indikator = table.map_or(0, |t| t.items.iter().map(|item| item.indikator.len()).sum());
        let found = |severity: Severity| {
            self.document.findings.iter().filter(|finding| finding.severity == severity).count()
        };
        let plain = Look::PLAIN.fill(style::MIST);
        let coloured = |severity: Severity| {
            if found(severity) == 0 { plain.ink(style::GREEN) } else { plain.severity(severity) }
        };
        let year = main.and_then(|main| main.year()).or(self.document.renja.year);
        let year = year.map(|year| format!(" {year}")).unwrap_or_default();
        let cards: [((u32, u32), String, String, Look); 7] = [
            (
                (0, 2),
                format!("{}{year}", self.document.say("rapi.kartu.pagu")),
                String::new(),
                plain.ink(style::NAVY),
            ),
            ((3, 3), self.document.say("rapi.tingkat.program"), items(Level::Program), plain),
            ((4, 4), self.document.say("rapi.tingkat.kegiatan"), items(Level::Kegiatan), plain),
            ((5, 5), self.document.say("rapi.kartu.indikator"), indikator.to_string(), plain),
            (
                (6, 7),
                self.document.say("rapi.kartu.error"),
                found(Severity::Error).to_string(),
                coloured(Severity::Error),
            ),
            (
                (8, 9),
                self.document.say("rapi.kartu.warning"),
                found(Severity::Warning).to_string(),
                coloured(Severity::Warning),
            ),
            (
                (10, 11),
                self.document.say("rapi.kartu.note"),
                found(Severity::Note).to_string(),
                plain.severity(Severity::Note),
            ),
        ];
        for (columns, label, value, look) in cards {
            let frame = Look { border: Some(style::FAINT), ..look.align(Align::Center).middle() };
            let small = Look { size: 9, ink: style::MUTED, ..frame };
            canvas.merge_row(self.row, columns, &Content::Text(&label), &small)?;
            let large = Look { size: 18, bold: true, wrap: false, ..frame };
            let content = match (columns, self.amount()) {
                ((0, 2), Some((cell, amount))) => Content::Formula(cell.reference(), amount, AMOUNT),
                ((0, 2), None) => Content::Text("–"),
                _ => Content::Text(&value),
            };
            canvas.merge_row(self.row + 1, columns, &content, &large)?;
        }
        canvas.height(self.row, 18.0);
        canvas.height(self.row + 1, 34.0);
        self.row += 2;
        Ok(())
    }

    /// The stated total, or the sum of the programs' amounts where none is stated.
    fn amount(&self) -> Option<(Target<'_>, Decimal)> {
        let main = self.plan.main()?;
        let id = main.total()?;
        Some((main.cell(id)?, main.amount(id)?))
    }

    /// What was corrected, what remains, and what became of a person's decisions: the numbers that the
    /// console and the recap show.
    fn outcome(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let Document { remaining, applied, decided, .. } = self.document;
        let count = |severity| remaining.iter().filter(|finding| finding.severity == severity).count();
        let cells: usize = applied.iter().map(|applied| applied.changes.len()).sum();
        let mut lines = vec![
            Message::new("rapi.ringkasan.sesudah")
                .with("cells", cells)
                .with("errors", count(Severity::Error))
                .with("warnings", count(Severity::Warning))
                .with("notes", count(Severity::Note)),
        ];
        if !decided.is_empty() {
            let of = |name: &str| decided.iter().filter(|decided| decided.outcome.name() == name).count();
            lines.push(
                Message::new("rapi.ringkasan.keputusan")
                    .with("applied", of("applied"))
                    .with("refused", of("refused"))
                    .with("later", of("later"))
                    .with("unused", of("unused")),
            );
        }
        for line in lines {
            let look = Look::PLAIN.middle();
            let text = line.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &look)?;
            canvas.height(self.row, 18.0);
            self.row += 1;
        }
        Ok(())
    }

    /// The total in words, and the sum of the programs where that differs.
    fn total(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.outcome(canvas)?;
        let stated = self.amount().map(|(_, amount)| amount);
        let computed = self.plan.main().and_then(|main| program_sum(&main));
        if let Some(words) = stated.or(computed).and_then(terbilang::write) {
            let words = format!("{}: {words} rupiah", self.document.say("rapi.ringkasan.terbilang"));
            let look = Look { italic: true, ..Look::PLAIN.ink(style::MUTED) };
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&words), &look.middle())?;
            canvas.height(self.row, 22.0);
            self.row += 1;
        }
        if let (Some(stated), Some(computed)) = (stated, computed)
            && stated != computed
            && let Some(difference) = stated.checked_sub(computed)
        {
            let text = Message::new("rapi.ringkasan.total_beda")
                .with("stated", Value::Rupiah(stated))
                .with("computed", Value::Rupiah(computed))
                .with("difference", Value::Rupiah(difference))
                .say(self.document.lang);
            let look =
                Look { indent: 1, ..Look::PLAIN.bold().ink(style::RED).fill(style::RED_FILL).middle() };
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &look)?;
            canvas.height(self.row, 20.0);
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    fn section(&mut self, canvas: &mut Canvas, text: &str) -> Result<(), WriteError> {
        canvas.text(self.row, 0, text, &Look::SECTION)?;
        canvas.height(self.row, 22.0);
        self.row += 1;
        Ok(())
    }

    /// A row of cells, each over some columns.
    fn cells(
        &mut self,
        canvas: &mut Canvas,
        cells: &[((u32, u32), Content<'_>)],
        look: impl Fn(usize) -> Look,
    ) -> Result<(), WriteError> {
        for (place, (columns, content)) in cells.iter().enumerate() {
            canvas.merge_row(self.row, *columns, content, &look(place))?;
        }
        self.row += 1;
        Ok(())
    }

    /// Pagu by program, with a bar for each.
    fn programs(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let Some(main) = self.plan.main() else { return Ok(()) };
        let programs: Vec<(ItemId, Decimal)> = program_amounts(&main);
        if programs.is_empty() {
            return Ok(());
        }
        let title = format!("{} ({})", self.document.say("rapi.ringkasan.pagu_program"), main.sheet);
        self.section(canvas, &title)?;
        let head_row = self.row;
        let heads = [self.document.say("rapi.tingkat.program"), self.document.say("rapi.ringkasan.pagu")];
        self.cells(
            canvas,
            &[((0, 3), Content::Text(&heads[0])), ((4, 5), Content::Text(&heads[1]))],
            |_| Look::OWN_HEAD,
        )?;
        let first = self.row;
        for (id, amount) in &programs {
            let Some(cell) = main.cell(*id) else { continue };
            let name = main
                .layout
                .table
                .items
                .get(*id)
                .map(|item| main.layout.table.label(item))
                .unwrap_or_default();
            let name = short_name(&name);
            let cells = [
                ((0, 3), Content::Text(&name)),
                ((4, 5), Content::Formula(cell.reference(), *amount, AMOUNT)),
            ];
            canvas.height(self.row, 30.0);
            self.cells(canvas, &cells, |place| {
                let look = Look::LIST.middle();
                if place == 1 { look.right() } else { look }
            })?;
        }
        let rows = u32::try_from(programs.len().min(MOST_BARS)).unwrap_or(1);
        let most = programs.iter().map(|(_, amount)| *amount).max().unwrap_or_default();
        let chart = self.chart(first, first + rows - 1, most);
        canvas.chart((head_row, 6), &chart, (8, 0))?;
        // The chart is at least this high: what follows begins below it.
        let least = head_row + 7;
        self.row = self.row.max(least) + 1;
        Ok(())
    }

    fn chart(&self, first: u32, last: u32, most: Decimal) -> Chart {
        let sheet = quoted(own::RINGKASAN);
        let range = |column: u32| {
            let fixed = |row: u32| format!("${}${}", crate::model::column_name(column), row + 1);
            format!("={sheet}!{}:{}", fixed(first), fixed(last))
        };
        let mut font = ChartFont::new();
        font.set_name(style::FONT).set_size(9).set_color(Color::RGB(style::INK));
        let mut label = ChartDataLabel::new();
        // Millions: "5.274 juta" is read at a glance, fifteen digits are not.
        let millions = format!("#,##0,,\" {}\"", self.document.say("rapi.ringkasan.juta"));
        label
            .show_value()
            .set_num_format(millions)
            .set_position(ChartDataLabelPosition::OutsideEnd)
            .set_font(&font);
        let mut fill = ChartSolidFill::new();
        fill.set_color(Color::RGB(style::BLUE));
        let mut chart = Chart::new_bar();
        chart
            .add_series()
            .set_name(self.document.say("rapi.ringkasan.pagu").as_str())
            .set_categories(range(0).as_str())
            .set_values(range(4).as_str())
            .set_format(ChartFormat::new().set_solid_fill(&fill).set_no_border())
            .set_gap(45)
            .set_data_label(&label);
        chart.legend().set_hidden();
        chart.title().set_hidden();
        let mut line = ChartLine::new();
        line.set_color(Color::RGB(style::FAINT));
        // Room behind the longest bar for its label.
        chart.x_axis().set_hidden(true).set_major_gridlines(false).set_min(0);
        if let Some(end) = most.checked_mul(Decimal::new(12, 1)).filter(|end| *end > Decimal::ZERO) {
            chart.x_axis().set_max(float(end.trunc()));
        }
        chart.y_axis().set_reverse().set_font(&font).set_format(ChartFormat::new().set_line(&line));
        chart.chart_area().set_format(ChartFormat::new().set_border(&line));
        let rows = last - first + 1;
        chart.set_width(590).set_height((rows * 40 + 32).max(220));
        chart.set_alt_text(self.document.say("rapi.ringkasan.pagu_program"));
        chart
    }

    /// What was read, table by table.
    fn tables(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.section(canvas, &self.document.say("rapi.ringkasan.dibaca"))?;
        if self.plan.tables().next().is_none() {
            let look = Look::PLAIN.bold().ink(style::RED).fill(style::RED_FILL);
            let text = self.document.say("rapi.ringkasan.tanpa_tabel");
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &look)?;
            self.row += 2;
            return Ok(());
        }
        let keys = ["lembar", "form", "nama", "area", "program", "kegiatan", "indikator", "angka"];
        let heads = keys.map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}")));
        let columns = [(0, 0), (1, 1), (2, 6), (7, 7), (8, 8), (9, 9), (10, 10), (11, 11)];
        let cells: Vec<_> =
            columns.iter().copied().zip(heads.iter().map(|text| Content::Text(text))).collect();
        self.cells(canvas, &cells, |_| Look::OWN_HEAD)?;
        let plan = self.plan;
        for (name, layout) in plan.tables() {
            let table = layout.table;
            let of = |level: Level| table.items.iter().filter(|item| item.level == level).count();
            let (programs, kegiatan) = match table.form.rows {
                Rows::Tree | Rows::Own => (of(Level::Program), of(Level::Kegiatan) + of(Level::SubKegiatan)),
                Rows::List => (0, 0),
            };
            let indikator: usize = table.items.iter().map(|item| item.indikator.len()).sum();
            let amounts = table
                .items
                .iter()
                .flat_map(|item| item.values.cited())
                .filter(|cited| matches!(cited.value, Value::Rupiah(_)))
                .count();
            let area = table.area.a1();
            let count = |n: usize| {
                if n == 0 { Content::Text("–") } else { Content::Number(Decimal::from(n), "#,##0") }
            };
            let target = Target { sheet: name, row: layout.head_row, column: 0 };
            let cells = [
                (columns[0], Content::Link(name, target)),
                (columns[1], Content::Text(&table.form.code)),
                (columns[2], Content::Text(&table.form.name)),
                (columns[3], Content::Text(&area)),
                (columns[4], count(programs)),
                (columns[5], count(kegiatan)),
                (columns[6], count(indikator)),
                (columns[7], count(amounts)),
            ];
            self.cells(canvas, &cells, |place| match place {
                0 => Look::LIST.link(),
                1 | 2 => Look::LIST,
                _ => Look::LIST.align(Align::Center),
            })?;
        }
        let look = Look { size: 9, ..Look::PLAIN.ink(style::MUTED) };
        for (name, layout) in plan.tables().filter(|(_, layout)| !layout.table.pages.is_empty()) {
            let sheets = layout.table.pages.iter().map(|page| self.document.renja.sheet_name(page.sheet));
            let text = Message::new("rapi.ringkasan.lanjutan")
                .with("lembar", name)
                .with("lanjutan", Arg::List(sheets.map(Arg::from).collect()));
            let text = text.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &look)?;
            self.row += 1;
        }
        let others: Vec<&str> = self
            .plan
            .sheets
            .iter()
            .filter(|planned| matches!(planned.content, super::plan::Planning::AsItWas))
            .map(|planned| planned.name.as_str())
            .collect();
        if !others.is_empty() {
            let text = Message::new("rapi.ringkasan.lembar_lain").with("lembar", others.join(", "));
            let text = text.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &look)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// How much of each sheet was checked.
    fn coverage(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        if self.document.coverage.is_empty() {
            return Ok(());
        }
        self.section(canvas, &self.document.say("rapi.ringkasan.cakupan"))?;
        let keys = ["lembar", "keadaan", "angka_semua", "diperiksa", "tidak_diperiksa", "keterangan"];
        let heads = keys.map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}")));
        let columns = [(0, 1), (2, 3), (4, 4), (5, 5), (6, 6), (7, 11)];
        let cells: Vec<_> =
            columns.iter().copied().zip(heads.iter().map(|text| Content::Text(text))).collect();
        self.cells(canvas, &cells, |_| Look::OWN_HEAD)?;
        for sheet in self.document.coverage {
            let name = self.document.renja.sheet_name(sheet.sheet);
            let status = self.document.say(match sheet.status {
                Reading::Read => "rapi.ringkasan.keadaan.read",
                Reading::Unread => "rapi.ringkasan.keadaan.unread",
                Reading::Own => "rapi.ringkasan.keadaan.own",
                Reading::Empty => "rapi.ringkasan.keadaan.empty",
            });
            let reason = sheet.reason.as_ref().map(|reason| reason.say(self.document.lang));
            let count = |n: usize| Content::Number(Decimal::from(n), "#,##0");
            let is_lost = sheet.status == Reading::Unread && sheet.figures > 0;
            let texts = [
                Content::Text(name),
                Content::Text(&status),
                count(sheet.figures),
                count(sheet.checked),
                count(sheet.unchecked()),
                reason.as_deref().map_or(Content::Blank, Content::Text),
            ];
            let cells: Vec<_> = columns.iter().copied().zip(texts).collect();
            self.cells(canvas, &cells, |place| match place {
                1 if is_lost => Look::LIST.severity(Severity::Warning),
                0 | 1 | 5 => Look::LIST,
                _ => Look::LIST.align(Align::Center),
            })?;
        }
        self.row += 1;
        Ok(())
    }

    /// How many findings of which kind.
    fn findings(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.section(canvas, &self.document.say("rapi.ringkasan.temuan"))?;
        if self.document.silenced > 0 {
            let text = Message::new("rapi.ringkasan.disepakati").with("jumlah", self.document.silenced);
            let look = Look::PLAIN.ink(style::MUTED).single_line();
            canvas.text(self.row, 0, &text.say(self.document.lang), &look)?;
            self.row += 1;
        }
        if self.document.findings.is_empty() {
            let look = Look::PLAIN.bold().ink(style::GREEN).fill(style::GREEN_FILL);
            let text = self.document.say("rapi.temuan.tidak_ada");
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &look)?;
            self.row += 2;
            return Ok(());
        }
        let mut rules: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        let mut sheets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in self.document.findings {
            let counts = rules.entry(finding.rule).or_default();
            let place = match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Note => 2,
            };
            counts[place] += 1;
            let names = sheets.entry(finding.rule).or_default();
            let name = self.document.renja.sheet_name(finding.at.sheet);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let keys = ["aturan", "uraian", "lembar"];
        let heads = keys.map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}")));
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let names = severities.map(|severity| self.document.say(severity_key(severity)));
        let columns = [(0, 0), (1, 5), (6, 8), (9, 9), (10, 10), (11, 11)];
        let texts = heads.iter().chain(&names).map(|text| Content::Text(text));
        let cells: Vec<_> = columns.iter().copied().zip(texts).collect();
        self.cells(canvas, &cells, |_| Look::OWN_HEAD)?;
        for (rule, counts) in rules {
            let description = self.document.rule_name(rule);
            let places = sheets.get(rule).map(|names| names.join(", ")).unwrap_or_default();
            let count =
                |n: usize| if n == 0 { Content::Blank } else { Content::Number(Decimal::from(n), "#,##0") };
            let cells = [
                (columns[0], Content::Link(rule, temuan::begin())),
                (columns[1], Content::Text(&description)),
                (columns[2], Content::Text(&places)),
                (columns[3], count(counts[0])),
                (columns[4], count(counts[1])),
                (columns[5], count(counts[2])),
            ];
            self.cells(canvas, &cells, |place| match place {
                0 => Look::LIST.link(),
                1 | 2 => Look::LIST,
                place => {
                    let look = Look::LIST.align(Align::Center);
                    let index = place - 3;
                    match (counts.get(index), severities.get(index)) {
                        (Some(1..), Some(severity)) => look.bold().severity(*severity),
                        _ => look,
                    }
                }
            })?;
        }
        self.row += 1;
        Ok(())
    }

    /// What stands in the workbook and in no table: nothing is dropped silently.
    fn unplaced(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        /// A row takes half a kilobyte until it is written. A sheet of which so much is left was not understood.
        const MOST: usize = 20_000;
        /// Looking for the place of a cell takes as long as its table is.
        const MOST_LINKS: usize = 200;
        let unplaced = unplaced::cells(self.document, self.plan);
        if unplaced.is_empty() {
            return Ok(());
        }
        self.section(canvas, &self.document.say("rapi.ringkasan.tidak_masuk"))?;
        let heads =
            ["tempat", "isi", "sebab"].map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}")));
        let columns = [(0, 1), (2, 5), (6, 11)];
        let cells: Vec<_> =
            columns.iter().copied().zip(heads.iter().map(|text| Content::Text(text))).collect();
        self.cells(canvas, &cells, |_| Look::OWN_HEAD)?;
        for (count, unplaced) in unplaced.iter().take(MOST).enumerate() {
            let place = self.document.renja.place(unplaced.at);
            let why = unplaced.why.say(self.document.lang);
            let plan = self.plan;
            let target = (count < MOST_LINKS).then(|| plan.find(unplaced.at)).flatten();
            let (where_to, look) = match target {
                Some(target) => (Content::Link(&place, target), Look::LIST.link()),
                None => (Content::Text(&place), Look::LIST),
            };
            let cell = self.document.book.cell(unplaced.at);
            let format = cell.and_then(|cell| cell.format.0.as_deref()).unwrap_or("General");
            let row = self.row;
            self.cells(canvas, &[(columns[0], where_to), (columns[2], Content::Text(&why))], |place| {
                if place == 0 { look } else { Look::LIST }
            })?;
            let mut put = |content: Content<'_>| canvas.merge_row(row, columns[1], &content, &Look::LIST);
            match (cell, unplaced.text) {
                // A number stays a number; of a cell of several lines only one may be left.
                (Some(cell), None) => leftover::content(&cell.content, format, put)?,
                (Some(cell), Some(_)) if matches!(cell.content, CellContent::Number(_)) => {
                    leftover::content(&cell.content, format, put)?;
                }
                (_, text) => put(Content::Text(text.unwrap_or_default()))?,
            }
        }
        if unplaced.len() > MOST {
            let text = Message::new("rapi.ringkasan.dan_lagi").with("jumlah", unplaced.len() - MOST);
            canvas.text(self.row, 0, &text.say(self.document.lang), &Look::SMALL)?;
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// How many rows the sheet *Data* has no room for.
    fn data(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let left = data::left_out(self.document.renja);
        if left > 0 {
            let text = Message::new("rapi.ringkasan.data").with("jumlah", left).with("batas", data::MAX_ROWS);
            let text = text.say(self.document.lang);
            canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &Look::PLAIN)?;
            self.row += 2;
        }
        Ok(())
    }

    /// What the colours mean and how to decide.
    fn guide(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.section(canvas, &self.document.say("rapi.ringkasan.cara"))?;
        let lines = [
            ("rapi.ringkasan.warna.merah", Look::LIST.severity(Severity::Error)),
            ("rapi.ringkasan.warna.kuning", Look::LIST.severity(Severity::Warning)),
            ("rapi.ringkasan.warna.hijau", Look::LIST.fill(style::GREEN_FILL).ink(style::GREEN)),
            ("rapi.ringkasan.warna.isian", Look { unlocked: false, bold: false, ..Look::INPUT }),
        ];
        for (key, look) in lines {
            let text = self.document.say(key);
            canvas.put(self.row, 0, &Content::Text("1.234"), &look.align(Align::Center))?;
            let area =
                Area { first_row: self.row, first_column: 1, last_row: self.row, last_column: COLUMNS - 1 };
            canvas.merge(area, &Content::Text(&text), &Look::PLAIN)?;
            self.row += 1;
        }
        let text = self.document.say("rapi.ringkasan.tanpa_tanya");
        canvas.merge_row(self.row, (0, COLUMNS - 1), &Content::Text(&text), &Look::PLAIN)?;
        self.row += 1;
        Ok(())
    }
}

fn program_amounts(main: &Measure<'_, '_>) -> Vec<(ItemId, Decimal)> {
    let items = main.layout.table.items.iter().enumerate();
    let programs = items.filter(|(_, item)| item.level == Level::Program);
    programs.filter_map(|(id, _)| Some((id, main.amount(id)?))).collect()
}

fn program_sum(main: &Measure<'_, '_>) -> Option<Decimal> {
    let programs = program_amounts(main);
    (!programs.is_empty())
        .then(|| programs.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| sum.checked_add(*amount)))
        .flatten()
}

/// "PROGRAM PELAYANAN PERKANTORAN" shouts in a list of programs: "Pelayanan Perkantoran".
fn short_name(name: &str) -> String {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = match name.get(..8) {
        Some(head) if head.eq_ignore_ascii_case("program ") => name.get(8..).unwrap_or(&name),
        _ => &name,
    };
    if bare.chars().any(char::is_lowercase) {
        return bare.to_owned();
    }
    let words = bare.split(' ').map(|word| match word {
        "DAN" | "DI" | "KE" | "DARI" | "UNTUK" | "YANG" | "DALAM" | "PADA" | "DENGAN" => word.to_lowercase(),
        _ => capitalized(word),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// "KABUPATEN/KOTA" is "Kabupaten/Kota": a capital begins each part.
fn capitalized(word: &str) -> String {
    let mut begins = true;
    let letter = |c: char| {
        let text = if begins { c.to_string() } else { c.to_lowercase().to_string() };
        begins = !c.is_alphanumeric();
        text
    };
    word.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::short_name;

    #[test]
    fn a_program_is_named_without_shouting() {
        assert_eq!(short_name("PROGRAM PELAYANAN  PERKANTORAN"), "Pelayanan Perkantoran");
        assert_eq!(
            short_name("PROGRAM PEMBINAAN DAN PENGEMBANGAN APARATUR"),
            "Pembinaan dan Pengembangan Aparatur"
        );
        assert_eq!(short_name("PROGRAM DAERAH KABUPATEN/KOTA"), "Daerah Kabupaten/Kota");
        assert_eq!(short_name("Program Kepegawaian Daerah"), "Kepegawaian Daerah");
        assert_eq!(short_name("Prog"), "Prog");
    }
}
