//! The programs year by year: their amounts, the changes from each year to the next in rupiah and percent,
//! and a chart for each office.

use rust_decimal::Decimal;
use rust_xlsxwriter::{Chart, ChartFont, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, Color};

use super::recap::{ANTAR_TAHUN, Recap, write_banner};
use crate::model::{Message, OfficeYears, ProgramYears, column_name, total_of};
use crate::write::rapi::WriteError;
use crate::write::rapi::canvas::{Canvas, Content, library_column, quoted_sheet_name};
use crate::write::rapi::style::{self, Align, Look};

const AMOUNT_FORMAT: &str = "#,##0";
const PERCENT_FORMAT: &str = "0.0%";
/// The first column of amounts, after code and name.
const FIRST_AMOUNT_COLUMN: u32 = 2;
/// Maximum number of programs in the chart: more bars cannot be told apart, so that the largest are drawn.
const MAX_BARS: usize = 10;
/// Colours of the bars, which differ in print and for most colour-blind readers.
const BAR_COLOURS: [u32; MAX_BARS] = [
    0x002F_6DB5,
    0x00D9_7706,
    0x001E_6B3A,
    0x00B4_2318,
    0x006B_4FA0,
    0x000F_8B8D,
    0x008A_5A00,
    0x0066_7085,
    0x00C2_4D8C,
    0x0017_365D,
];
/// Maximum number of workbooks that are named; the others are counted.
const MAX_NAMED_WORKBOOKS: usize = 12;

/// Writes the sheet. `all` has one series for each office.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(recap: &Recap<'_>, all: &[OfficeYears]) -> Result<Canvas, WriteError> {
    let most = all.iter().map(|series| series.years.len()).max().unwrap_or(0);
    // Amounts come first, then the change in rupiah and in percent from each year to the next.
    let mut widths = vec![18.0, 44.0];
    widths.extend(std::iter::repeat_n(17.0, most));
    widths.extend(std::iter::repeat_n([17.0, 9.5], most.saturating_sub(1)).flatten());
    let mut canvas = Canvas::new(ANTAR_TAHUN, &widths)?;
    canvas.print.repeated_columns = 2;
    write_banner(&mut canvas, &recap.say("rekap.tahun.judul"), &recap.say("rekap.tahun.isi"))?;
    let mut row = 3;
    for series in all {
        row = OfficeBlock { recap, series, row }.write(&mut canvas)?;
    }
    if all.is_empty() {
        canvas.put_text(row, 0, &recap.say("rekap.tahun.kosong"), &Look::PLAIN.single_line())?;
        row += 1;
    }
    write_workbook_notes(&mut canvas, row, recap, all)?;
    canvas.sheet.set_tab_color(Color::RGB(style::BLUE));
    canvas.sheet.set_screen_gridlines(false);
    canvas.sheet.set_freeze_panes(0, library_column(FIRST_AMOUNT_COLUMN)?)?;
    Ok(canvas)
}

/// The block of one office: head, programs, totals and chart.
struct OfficeBlock<'a> {
    recap: &'a Recap<'a>,
    series: &'a OfficeYears,
    /// Row of the block's title.
    row: u32,
}

impl OfficeBlock<'_> {
    /// Writes the block and returns the first free row below it.
    fn write(&self, canvas: &mut Canvas) -> Result<u32, WriteError> {
        let office = if self.series.offices.is_empty() {
            self.recap.say("report.organisation_unknown")
        } else {
            self.series.offices.join(" → ")
        };
        canvas.print.page_starts.push(self.row);
        canvas.put_text(self.row, 0, &office, &Look::SECTION)?;
        canvas.set_min_height(self.row, 24.0);
        self.write_head(canvas)?;
        let first = self.row + 2;
        for (row, program) in (first..).zip(&self.series.programs) {
            self.write_program(canvas, row, program)?;
        }
        let mut next = first.saturating_add(u32::try_from(self.series.programs.len()).unwrap_or(0));
        next = self.write_totals(canvas, first, next)? + 1;
        if self.series.years.len() > 1 {
            let height = 420;
            // Let no page end within the chart.
            canvas.print.page_starts.push(next);
            canvas.insert_chart((next, 0), &self.build_chart(first, height), (4, 4))?;
            next += height / 20 + 2;
            canvas.set_min_height(next - 1, 15.0);
        }
        Ok(next)
    }

    fn write_head(&self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let row = self.row + 1;
        let heads = [self.recap.say("rekap.kolom.kode"), self.recap.say("rapi.tingkat.program")];
        for (column, head) in (0u32..).zip(&heads) {
            canvas.put_text(row, column, head, &Look::OWN_HEAD)?;
        }
        let labels: Vec<String> = (0..self.series.years.len()).map(|year| self.year_label(year)).collect();
        for (column, label) in (FIRST_AMOUNT_COLUMN..).zip(&labels) {
            canvas.put_text(row, column, label, &Look::OWN_HEAD)?;
        }
        for (year, pair) in labels.windows(2).enumerate() {
            let [before, after] = pair else { continue };
            let column = self.change_column(year);
            let change = Message::new("rekap.tahun.perubahan")
                .with("dari", before.as_str())
                .with("ke", after.as_str())
                .say(self.recap.lang);
            canvas.put_text(row, column, &change, &Look::OWN_HEAD)?;
            canvas.put_text(row, column + 1, &self.recap.say("rekap.tahun.persen"), &Look::OWN_HEAD)?;
        }
        canvas.set_min_height(row, 34.0);
        Ok(())
    }

    /// Returns the header of a year: `2021`, or `2021 (2)` for the second of two workbooks that state
    /// different amounts for it.
    fn year_label(&self, place: usize) -> String {
        let Some(year) = self.series.years.get(place) else { return String::new() };
        let before = self.series.years.iter().take(place).filter(|known| known.year == year.year).count();
        if before == 0 { year.year.to_string() } else { format!("{} ({})", year.year, before + 1) }
    }

    fn write_program(&self, canvas: &mut Canvas, row: u32, program: &ProgramYears) -> Result<(), WriteError> {
        let look = Look::LIST.middle();
        let look = if row.is_multiple_of(2) { look.fill(style::MIST) } else { look };
        canvas.put_text(row, 0, program.kode.as_deref().unwrap_or_default(), &look)?;
        canvas.put_text(row, 1, &program.name, &look)?;
        for (column, amount) in (FIRST_AMOUNT_COLUMN..).zip(&program.amounts) {
            let content = amount.map_or(Content::Blank, |amount| Content::Number(amount, AMOUNT_FORMAT));
            canvas.put(row, column, &content, &look.right())?;
        }
        self.write_changes(canvas, row, &program.amounts, look)
    }

    /// Writes the sums of the programs, and below them the totals that the workbooks state, in red if they
    /// differ. `first` is the row of the first program. Returns the row below.
    fn write_totals(&self, canvas: &mut Canvas, first: u32, row: u32) -> Result<u32, WriteError> {
        let look = Look::LIST.bold().fill(style::SKY).middle();
        let sums: Vec<Option<Decimal>> = (0..self.series.years.len())
            .map(|year| total_of(self.series.programs.iter().map(|p| p.amounts.get(year).copied().flatten())))
            .collect();
        canvas.merge_row(row, (0, 1), &Content::Text(&self.recap.say("rekap.tahun.jumlah")), &look)?;
        for (column, sum) in (FIRST_AMOUNT_COLUMN..).zip(&sums) {
            let letter = column_name(column);
            let formula = format!("SUM({letter}{}:{letter}{row})", first + 1);
            let content = sum.map_or(Content::Blank, |sum| Content::Formula(formula, sum, AMOUNT_FORMAT));
            canvas.put(row, column, &content, &look.right())?;
        }
        self.write_changes(canvas, row, &sums, look)?;
        let stated: Vec<Option<Decimal>> = self.series.years.iter().map(|year| year.stated).collect();
        if stated.iter().all(Option::is_none) {
            return Ok(row + 1);
        }
        let row = row + 1;
        let look = Look::LIST.middle();
        canvas.merge_row(row, (0, 1), &Content::Text(&self.recap.say("rekap.tahun.tertulis")), &look)?;
        for ((column, stated), sum) in (FIRST_AMOUNT_COLUMN..).zip(&stated).zip(&sums) {
            let content = stated.map_or(Content::Blank, |stated| Content::Number(stated, AMOUNT_FORMAT));
            let differs = stated.is_some() && stated != sum;
            let look = if differs { look.bold().ink(style::RED).fill(style::RED_FILL) } else { look };
            canvas.put(row, column, &content, &look.right())?;
        }
        self.write_changes(canvas, row, &stated, look)?;
        Ok(row + 1)
    }

    /// Writes the changes from each year to the next. If one of the two years has no amount, a dash takes
    /// their place.
    fn write_changes(
        &self,
        canvas: &mut Canvas,
        row: u32,
        amounts: &[Option<Decimal>],
        look: Look,
    ) -> Result<(), WriteError> {
        for ((column, pair), year) in (FIRST_AMOUNT_COLUMN..).zip(amounts.windows(2)).zip(0usize..) {
            let place = self.change_column(year);
            let difference = match pair {
                [Some(before), Some(after)] => after.checked_sub(*before).map(|change| (*before, change)),
                _ => None,
            };
            let none = (Content::Text("–"), look.align(Align::Center));
            let cells =
                |before: &str, after: &str| (format!("{after}-{before}"), format!("{after}/{before}-1"));
            let (rupiah, percent) = cells(
                &format!("{}{}", column_name(column), row + 1),
                &format!("{}{}", column_name(column + 1), row + 1),
            );
            let Some((before, change)) = difference else {
                canvas.put(row, place, &none.0, &none.1)?;
                canvas.put(row, place + 1, &none.0, &none.1)?;
                continue;
            };
            let fall =
                if change.is_sign_negative() && !change.is_zero() { look.ink(style::RED) } else { look };
            canvas.put(row, place, &Content::Formula(rupiah, change, AMOUNT_FORMAT), &fall.right())?;
            match change.checked_div(before) {
                Some(share) => {
                    canvas.put(
                        row,
                        place + 1,
                        &Content::Formula(percent, share, PERCENT_FORMAT),
                        &fall.right(),
                    )?;
                }
                None => canvas.put(row, place + 1, &none.0, &none.1)?,
            }
        }
        Ok(())
    }

    /// Returns the first of the two columns for the change from this year to the next.
    fn change_column(&self, year: usize) -> u32 {
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        FIRST_AMOUNT_COLUMN
            .saturating_add(place(self.series.years.len()))
            .saturating_add(place(year).saturating_mul(2))
    }

    /// Builds the chart of the largest programs; `first` is the row of the first program.
    fn build_chart(&self, first: u32, height: u32) -> Chart {
        let mut largest: Vec<(usize, Decimal)> = self
            .series
            .programs
            .iter()
            .enumerate()
            .filter_map(|(place, program)| Some((place, program.amounts.iter().flatten().max().copied()?)))
            .collect();
        largest.sort_by_key(|(place, amount)| (std::cmp::Reverse(*amount), *place));
        largest.truncate(MAX_BARS);
        largest.sort_unstable();
        let sheet = quoted_sheet_name(ANTAR_TAHUN);
        let last = self.change_column(0).saturating_sub(1);
        let range = |row: u32| {
            let (from, to) = (column_name(FIRST_AMOUNT_COLUMN), column_name(last));
            format!("={sheet}!${from}${0}:${to}${0}", row + 1)
        };
        let mut font = ChartFont::new();
        font.set_name(style::FONT).set_size(9).set_color(Color::RGB(style::INK));
        let mut faint = ChartLine::new();
        faint.set_color(Color::RGB(style::FAINT));
        // Draw bars side by side: the lines of eight programs would cross, and a renamed program would have
        // no line.
        let mut chart = Chart::new_column();
        for ((place, _), colour) in largest.iter().zip(BAR_COLOURS) {
            let row = first.saturating_add(u32::try_from(*place).unwrap_or(0));
            let mut fill = ChartSolidFill::new();
            fill.set_color(Color::RGB(colour));
            chart
                .add_series()
                .set_name(format!("={sheet}!$B${}", row + 1).as_str())
                .set_categories(range(self.row + 1).as_str())
                .set_values(range(row).as_str())
                .set_format(ChartFormat::new().set_solid_fill(&fill).set_no_border())
                .set_gap(60);
        }
        chart.title().set_name(self.recap.say("rekap.tahun.grafik").as_str()).set_font(&font);
        // Show billions on the axis: nobody reads fifteen digits.
        chart.y_axis().set_num_format("#,##0.0,,,").set_font(&font).set_major_gridlines_line(&faint);
        chart.y_axis().set_min(0).set_format(ChartFormat::new().set_line(&faint));
        chart.x_axis().set_font(&font).set_format(ChartFormat::new().set_line(&faint));
        chart.legend().set_position(ChartLegendPosition::Right).set_font(&font);
        chart.chart_area().set_format(ChartFormat::new().set_border(&faint));
        chart.set_width(1_180).set_height(height);
        chart.set_alt_text(self.recap.say("rekap.tahun.grafik"));
        chart
    }
}

/// Writes which workbooks share a column, and which are in no column: nothing is dropped silently.
fn write_workbook_notes(
    canvas: &mut Canvas,
    row: u32,
    recap: &Recap<'_>,
    all: &[OfficeYears],
) -> Result<(), WriteError> {
    let name = |place: usize| recap.lines.get(place).map_or("", |line| line.path.as_str());
    let list = |places: &[usize]| {
        let named: Vec<&str> = places.iter().take(MAX_NAMED_WORKBOOKS).map(|place| name(*place)).collect();
        let more = places.len().saturating_sub(MAX_NAMED_WORKBOOKS);
        let named = named.join(", ");
        if more == 0 {
            return named;
        }
        Message::new("rekap.tahun.dan_lagi").with("berkas", named).with("jumlah", more).say(recap.lang)
    };
    let mut notes = Vec::new();
    for series in all {
        let block = OfficeBlock { recap, series, row: 0 };
        for (place, year) in series.years.iter().enumerate() {
            let twice = series.years.iter().filter(|other| other.year == year.year).count() > 1;
            if year.files.len() > 1 || twice {
                let key = if year.files.len() > 1 { "rekap.tahun.sama" } else { "rekap.tahun.versi" };
                notes.push(
                    Message::new(key)
                        .with("tahun", block.year_label(place))
                        .with("berkas", list(&year.files)),
                );
            }
        }
    }
    let shown: Vec<usize> = all.iter().flat_map(|s| &s.years).flat_map(|y| y.files.iter().copied()).collect();
    let out: Vec<usize> = (0..recap.lines.len()).filter(|place| !shown.contains(place)).collect();
    if !out.is_empty() {
        notes.push(Message::new("rekap.tahun.di_luar").with("berkas", list(&out)));
    }
    for (row, note) in (row..).zip(notes) {
        canvas.put_text(row, 0, &note.say(recap.lang), &Look::SMALL)?;
    }
    Ok(())
}
