//! Shows what was found and what became of it, the plan's money, and a bar for each program.

use rust_decimal::Decimal;
use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartFont, ChartFormat, ChartLayout, ChartLine,
    ChartSolidFill, Color,
};

use super::super::WriteError;
use super::super::canvas::{Canvas, Content, Target, a1, quoted_sheet_name, to_float};
use super::super::document::FindingCounts;
use super::super::style::{self, Align, Look};
use super::{AMOUNT_FORMAT, SummarySheet};
use crate::model::own;
use crate::model::{Class, DecidedBy, ItemId, Level, Message, Severity, SheetCoverage};
use crate::text::terbilang;

/// Maximum number of bars: a chart of hundreds would say nothing. The list beside it is complete.
const MAX_BARS: usize = 24;
/// Height of a program's row in points; the bars are beside the rows.
const BAR_ROW_HEIGHT: f64 = 30.0;
/// First and last column of the programs' names.
const NAME_COLUMNS: (u32, u32) = (0, 4);
/// First and last column of the programs' amounts.
const AMOUNT_COLUMNS: (u32, u32) = (5, 7);
/// First column of the chart.
const CHART_COLUMN: u32 = 8;

impl SummarySheet<'_> {
    /// Writes how many errors and warnings were found, were corrected, and wait for a decision.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_outcome(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let FindingCounts { found, fixed, waiting } = self.document.finding_counts();
        let plain = Look::PLAIN.fill(style::MIST);
        let of_waiting = if waiting == 0 { plain.ink(style::GREEN) } else { plain.severity(Severity::Error) };
        let of_fixed = if fixed == 0 {
            plain.ink(style::MUTED)
        } else {
            plain.fill(style::GREEN_FILL).ink(style::GREEN)
        };
        let cards = [
            ((0, 3), "rapi.kartu.ditemukan", found, plain.ink(style::NAVY)),
            ((4, 7), "rapi.kartu.dibetulkan", fixed, of_fixed),
            ((8, 11), "rapi.kartu.menunggu", waiting, of_waiting),
        ];
        for (columns, key, count, look) in cards {
            let count = count.to_string();
            self.write_card(canvas, columns, &self.document.say(key), &Content::Text(&count), look)?;
        }
        self.row += 2;
        self.write_changes(canvas)
    }

    /// Writes the figures that readers ask for first: the pagu, and the numbers of programs, kegiatan and
    /// indicators. A workbook without a budget has the numbers of its tables, rows and figures instead.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_money(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let Some(main) = self.plan.main_measure() else { return self.write_counts(canvas) };
        let table = main.layout.table;
        let items = |level: Level| {
            let count = table.items.iter().filter(|item| item.level == level).count();
            if count == 0 { "–".to_owned() } else { count.to_string() }
        };
        let indikator: usize = table.items.iter().map(|item| item.indikator.len()).sum();
        let plain = Look::PLAIN.fill(style::MIST);
        let year = main.year().or(self.document.renja.year);
        let year = year.map(|year| format!(" {year}")).unwrap_or_default();
        // Without a form, each sheet may be the budget of another office.
        let is_alone = table.form.is_official() || self.plan.tables().nth(1).is_none();
        let of_sheet = if is_alone { String::new() } else { format!(" · {}", main.sheet) };
        let label = format!("{}{year}{of_sheet}", self.document.say("rapi.kartu.pagu"));
        let content = match self.total_amount() {
            Some((cell, amount)) => Content::Formula(cell.reference(), amount, AMOUNT_FORMAT),
            None => Content::Text("–"),
        };
        self.write_card(canvas, (0, 5), &label, &content, plain.ink(style::NAVY))?;
        let counts = [
            ((6, 7), "rapi.tingkat.program", items(Level::Program)),
            ((8, 9), "rapi.tingkat.kegiatan", items(Level::Kegiatan)),
            ((10, 11), "rapi.kartu.indikator", indikator.to_string()),
        ];
        for (columns, key, count) in counts {
            self.write_card(canvas, columns, &self.document.say(key), &Content::Text(&count), plain)?;
        }
        self.row += 2;
        Ok(())
    }

    /// Writes how many tables and rows were read, and how many figures were checked.
    fn write_counts(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let tables = || self.plan.tables().map(|(_, layout)| layout.table);
        let rows: usize = tables().map(|table| table.items.len()).sum();
        let sum = |of: fn(&SheetCoverage) -> usize| self.document.coverage.iter().map(of).sum::<usize>();
        let counts = [
            ((0, 2), "rapi.kartu.tabel", tables().count()),
            ((3, 5), "rapi.kartu.baris", rows),
            ((6, 8), "rapi.kartu.angka", sum(|sheet| sheet.figures)),
            ((9, 11), "rapi.kartu.diperiksa", sum(|sheet| sheet.checked)),
        ];
        for (columns, key, count) in counts {
            let content = Content::Number(Decimal::from(count), AMOUNT_FORMAT);
            let look = Look::PLAIN.fill(style::MIST);
            self.write_card(canvas, columns, &self.document.say(key), &content, look)?;
        }
        self.row += 2;
        Ok(())
    }

    /// Writes a label above a large figure.
    fn write_card(
        &self,
        canvas: &mut Canvas,
        columns: (u32, u32),
        label: &str,
        content: &Content<'_>,
        look: Look,
    ) -> Result<(), WriteError> {
        let frame = Look { border: Some(style::FAINT), ..look.align(Align::Center).middle() };
        let small = Look { size: 9, ink: style::MUTED, ..frame };
        canvas.merge_row(self.row, columns, &Content::Text(label), &small)?;
        canvas.merge_row(
            self.row + 1,
            columns,
            content,
            &Look { size: 18, bold: true, wrap: false, ..frame },
        )?;
        canvas.set_min_height(self.row, 18.0);
        canvas.set_min_height(self.row + 1, 34.0);
        Ok(())
    }

    /// Returns the total pagu of the plan, and its cell.
    fn total_amount(&self) -> Option<(Target<'_>, Decimal)> {
        let main = self.plan.main_measure()?;
        let id = main.total_item()?;
        Some((main.cell(id)?, main.amount(id)?))
    }

    /// Writes what was changed without asking, how many findings remain, and what a person decided.
    fn write_changes(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let document = self.document;
        let unasked =
            document.applied.iter().filter(|one| one.by == DecidedBy::Program && one.class == Class::Safe);
        let (mut to_numbers, mut filled) = (0_usize, 0_usize);
        for change in unasked.flat_map(|one| &one.changes) {
            *(if change.from.is_some() { &mut to_numbers } else { &mut filled }) += 1;
        }
        let mut lines = vec![if to_numbers + filled == 0 {
            Message::new("rapi.ringkasan.tanpa_perubahan")
        } else {
            Message::new("rapi.ringkasan.diubah").with("teks", to_numbers).with("kosong", filled)
        }];
        let left = |severity| document.remaining.iter().filter(|one| one.severity == severity).count();
        lines.push(
            Message::new("rapi.ringkasan.tersisa")
                .with("errors", left(Severity::Error))
                .with("warnings", left(Severity::Warning))
                .with("notes", left(Severity::Note)),
        );
        if !document.decided.is_empty() {
            let of = |name: &str| document.decided.iter().filter(|one| one.outcome.name() == name).count();
            lines.push(
                Message::new("rapi.ringkasan.keputusan")
                    .with("applied", of("applied"))
                    .with("refused", of("refused"))
                    .with("later", of("later"))
                    .with("unused", of("unused")),
            );
        }
        for line in lines {
            self.write_line(canvas, &line.say(document.lang), &Look::PLAIN.middle())?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the total in words, and whether it differs from the sum of the programs.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_total(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let stated = self.total_amount().map(|(_, amount)| amount);
        let computed = self.plan.main_measure().and_then(|main| main.program_sum());
        if let Some(words) = stated.or(computed).and_then(terbilang::write) {
            let words = format!("{}: {words} rupiah", self.document.say("rapi.ringkasan.terbilang"));
            self.write_line(
                canvas,
                &words,
                &Look { italic: true, ..Look::PLAIN.ink(style::MUTED) }.middle(),
            )?;
        }
        if let Some(text) = self.plan.main_measure().and_then(|main| main.total_mismatch()) {
            let text = text.say(self.document.lang);
            let look =
                Look { indent: 1, ..Look::PLAIN.bold().ink(style::RED).fill(style::RED_FILL).middle() };
            self.write_line(canvas, &format!("● {text}"), &look)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the pagu of each program, with a bar beside it, and the sum below.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_programs(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let Some(main) = self.plan.main_measure() else { return Ok(()) };
        let programs: Vec<(ItemId, Decimal)> = main.programs();
        if programs.is_empty() {
            return Ok(());
        }
        let title = format!("{} ({})", self.document.say("rapi.ringkasan.pagu_program"), main.sheet);
        self.begin_section(canvas, &title)?;
        let heads = [self.document.say("rapi.tingkat.program"), self.document.say("rapi.ringkasan.pagu")];
        self.write_cells(
            canvas,
            &[(NAME_COLUMNS, Content::Text(&heads[0])), (AMOUNT_COLUMNS, Content::Text(&heads[1]))],
            |_| Look::OWN_HEAD,
        )?;
        let first = self.row;
        let amount_look = |place: usize, look: Look| if place == 1 { look.right() } else { look };
        for (id, amount) in &programs {
            let Some(cell) = main.cell(*id) else { continue };
            let item = main.layout.table.items.get(*id);
            let name = short_name(&item.map(|item| main.layout.table.label(item)).unwrap_or_default());
            let cells = [
                (NAME_COLUMNS, Content::Text(&name)),
                (AMOUNT_COLUMNS, Content::Formula(cell.reference(), *amount, AMOUNT_FORMAT)),
            ];
            canvas.set_min_height(self.row, BAR_ROW_HEIGHT);
            self.write_cells(canvas, &cells, |place| amount_look(place, Look::LIST.middle()))?;
        }
        let end = self.row;
        if let Some(sum) = main.program_sum() {
            let label = self.document.say("rapi.ringkasan.jumlah_program");
            let code = format!("SUM({}:{})", a1(first, AMOUNT_COLUMNS.0), a1(end - 1, AMOUNT_COLUMNS.0));
            let cells = [
                (NAME_COLUMNS, Content::Text(&label)),
                (AMOUNT_COLUMNS, Content::Formula(code, sum, AMOUNT_FORMAT)),
            ];
            let look = Look::LIST.bold().fill(style::SKY);
            self.write_cells(canvas, &cells, |place| amount_look(place, look))?;
        }
        let bars = u32::try_from(programs.len().min(MAX_BARS)).unwrap_or(1).min(end - first);
        if bars > 0 {
            let most = programs.iter().map(|(_, amount)| *amount).max().unwrap_or_default();
            let chart = self.build_chart(first, first + bars - 1, most);
            canvas.insert_chart((first, CHART_COLUMN), &chart, (4, 0))?;
        }
        self.row += 1;
        Ok(())
    }

    /// Builds the chart. Its bars have no names, since each is beside the row of its program.
    fn build_chart(&self, first: u32, last: u32, most: Decimal) -> Chart {
        let sheet = quoted_sheet_name(own::RINGKASAN);
        let range = |column: u32| {
            let fixed = |row: u32| format!("${}${}", crate::model::column_name(column), row + 1);
            format!("={sheet}!{}:{}", fixed(first), fixed(last))
        };
        let mut font = ChartFont::new();
        font.set_name(style::FONT).set_size(9).set_color(Color::RGB(style::INK));
        let mut label = ChartDataLabel::new();
        // Show millions: "5.274 juta" is read at a glance, fifteen digits are not.
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
            .set_categories(range(NAME_COLUMNS.0).as_str())
            .set_values(range(AMOUNT_COLUMNS.0).as_str())
            .set_format(ChartFormat::new().set_solid_fill(&fill).set_no_border())
            .set_gap(90)
            .set_data_label(&label);
        chart.legend().set_hidden();
        chart.title().set_hidden();
        let mut line = ChartLine::new();
        line.set_color(Color::RGB(style::FAINT));
        // Leave room after the longest bar for its label.
        chart.x_axis().set_hidden(true).set_major_gridlines(false).set_min(0);
        if let Some(end) = most.checked_mul(Decimal::new(14, 1)).filter(|end| *end > Decimal::ZERO) {
            chart.x_axis().set_max(to_float(end.trunc()));
        }
        chart.y_axis().set_reverse().set_hidden(true).set_format(ChartFormat::new().set_line(&line));
        chart.plot_area().set_layout(&ChartLayout::new().set_offset(0.0, 0.0).set_dimensions(1.0, 1.0));
        chart.chart_area().set_format(ChartFormat::new().set_no_border().set_no_fill());
        let rows = last - first + 1;
        // A row of thirty points has forty pixels.
        chart.set_width(4 * 64 - 8).set_height(rows * 40);
        chart.set_alt_text(self.document.say("rapi.ringkasan.pagu_program"));
        chart
    }
}

/// Shortens a program's name: "PROGRAM PELAYANAN PERKANTORAN" would shout in a list of programs and becomes
/// "Pelayanan Perkantoran".
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

/// Capitalizes each part of a word: "KABUPATEN/KOTA" becomes "Kabupaten/Kota".
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
