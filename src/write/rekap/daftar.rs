//! The two lists of the recap: one line for each workbook, and one for each that could not be checked.

use rust_decimal::Decimal;
use rust_xlsxwriter::Color;

use super::REKAP;
use super::recap::{Recap, TIDAK_DAPAT_DIPROSES, write_banner};
use crate::model::{Message, Severity, Status, Summary};
use crate::write::rapi::WriteError;
use crate::write::rapi::canvas::{Canvas, Content, library_column};
use crate::write::rapi::style::{self, Align, Look};

const AMOUNT_FORMAT: &str = "#,##0";
const HEAD_ROW: u32 = 3;

/// The columns before those of the results: keys of their headers, and widths in characters.
const COLUMNS: [(&str, f64); 11] = [
    ("rekap.kolom.berkas", 36.0),
    ("rekap.kolom.status", 15.0),
    ("rekap.kolom.tahun", 7.0),
    ("rekap.kolom.pd", 34.0),
    ("rekap.kolom.tertulis", 18.0),
    ("rekap.kolom.dihitung", 18.0),
    ("rekap.kolom.selisih", 18.0),
    ("rekap.kolom.error", 10.5),
    ("rekap.kolom.warning", 10.5),
    ("rekap.kolom.note", 9.0),
    ("rekap.kolom.dibetulkan", 10.5),
];
/// The columns of counts, which are added up below the list.
const COUNT_COLUMNS: std::ops::Range<u32> = 7..11;
/// The first column of links to results.
const FIRST_FILE_COLUMN: u32 = 11;

/// Writes the sheet *Rekap*, with a column of links for each kind of result.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_rekap(recap: &Recap<'_>) -> Result<Canvas, WriteError> {
    let mut kinds: Vec<&str> = Vec::new();
    for output in recap.lines.iter().flat_map(|line| &line.outputs) {
        if !kinds.contains(&output.kind.as_str()) {
            kinds.push(&output.kind);
        }
    }
    let mut widths = COLUMNS.map(|(_, width)| width).to_vec();
    widths.extend(kinds.iter().map(|_| 34.0));
    let mut canvas = Canvas::new(REKAP, &widths)?;
    let counted = Message::new("rekap.isi")
        .with("berkas", recap.lines.len())
        .with("gagal", recap.unchecked().count())
        .say(recap.lang);
    write_banner(&mut canvas, &recap.say("rekap.judul"), &counted)?;
    let heads = COLUMNS.iter().map(|(key, _)| recap.say(key));
    let files = kinds
        .iter()
        .map(|kind| Message::new("rekap.kolom.hasil").with("jenis", (*kind).to_owned()).say(recap.lang));
    for (column, head) in (0u32..).zip(heads.chain(files)) {
        canvas.put_text(HEAD_ROW, column, &head, &Look::OWN_HEAD)?;
    }
    canvas.set_min_height(HEAD_ROW, 32.0);
    let mut row = HEAD_ROW;
    for line in recap.lines {
        row += 1;
        write_workbook_row(&mut canvas, row, recap, line)?;
        for (column, kind) in (FIRST_FILE_COLUMN..).zip(&kinds) {
            // A link to a file that was not written would lead nowhere: leave the cell blank.
            let output = line.outputs.iter().find(|output| output.kind == *kind);
            let content = output.map_or(Content::Blank, |file| Content::FileLink(&file.path, &file.path));
            canvas.put(row, column, &content, &striped_look(row).link())?;
        }
    }
    write_count_sums(&mut canvas, row, recap)?;
    let last = library_column(
        FIRST_FILE_COLUMN.saturating_add(u32::try_from(kinds.len()).unwrap_or(0)).saturating_sub(1),
    )?;
    let sheet = &mut canvas.sheet;
    sheet.autofilter(HEAD_ROW, 0, row.max(HEAD_ROW + 1), last)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 1)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_tab_color(Color::RGB(style::NAVY));
    sheet.set_screen_gridlines(false);
    Ok(canvas)
}

/// Writes the sheet *Tidak dapat diproses*: the workbooks that were not checked, with the reasons.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write_unchecked(recap: &Recap<'_>) -> Result<Canvas, WriteError> {
    let mut canvas = Canvas::new(TIDAK_DAPAT_DIPROSES, &[46.0, 110.0])?;
    write_banner(&mut canvas, &recap.say("rekap.tidak.judul"), &recap.say("rekap.tidak.isi"))?;
    for (column, key) in (0u32..).zip(["rekap.kolom.berkas", "rekap.kolom.sebab"]) {
        canvas.put_text(HEAD_ROW, column, &recap.say(key), &Look::OWN_HEAD)?;
    }
    for (row, line) in (HEAD_ROW + 1..).zip(recap.unchecked()) {
        canvas.put_text(row, 0, &line.path, &striped_look(row).bold())?;
        canvas.put_text(row, 1, line.reason.as_deref().unwrap_or_default(), &striped_look(row))?;
    }
    canvas.sheet.set_freeze_panes(HEAD_ROW + 1, 0)?;
    canvas.sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    canvas.sheet.set_tab_color(Color::RGB(style::RED));
    canvas.sheet.set_screen_gridlines(false);
    Ok(canvas)
}

/// Writes the line of a workbook, without the links to its results.
fn write_workbook_row(
    canvas: &mut Canvas,
    row: u32,
    recap: &Recap<'_>,
    line: &Summary,
) -> Result<(), WriteError> {
    let look = striped_look(row);
    canvas.put_text(row, 0, &line.path, &look)?;
    let (key, of_status) = match line.status {
        Status::Clean => ("rekap.status.clean", look.ink(style::GREEN).fill(style::GREEN_FILL)),
        Status::Findings if line.errors > 0 => ("rekap.status.findings", look.severity(Severity::Error)),
        Status::Findings => ("rekap.status.findings", look.severity(Severity::Warning)),
        Status::Unrecognized => ("rekap.status.unrecognized", look.severity(Severity::Warning)),
        Status::Unreadable => ("rekap.status.unreadable", look.severity(Severity::Error)),
    };
    canvas.put_text(row, 1, &recap.say(key), &of_status.align(Align::Center))?;
    let year = line.year.map_or(Content::Blank, |year| Content::Number(year.into(), "0"));
    canvas.put(row, 2, &year, &look.align(Align::Center))?;
    canvas.put_text(row, 3, line.office.as_deref().unwrap_or_default(), &look)?;
    let amount =
        |amount: Option<Decimal>| amount.map_or(Content::Blank, |n| Content::Number(n, AMOUNT_FORMAT));
    canvas.put(row, 4, &amount(line.stated), &look.right())?;
    canvas.put(row, 5, &amount(line.computed), &look.right())?;
    let (difference, look_of) = match line.difference() {
        Some(difference) => {
            let formula = format!("E{0}-F{0}", row + 1);
            let look = if difference.is_zero() { look } else { look.bold().severity(Severity::Error) };
            (Content::Formula(formula, difference, AMOUNT_FORMAT), look)
        }
        None => (Content::Blank, look),
    };
    canvas.put(row, 6, &difference, &look_of.right())?;
    let counts = [
        (line.errors, Some(Severity::Error)),
        (line.warnings, Some(Severity::Warning)),
        (line.notes, None),
        (line.corrected, None),
    ];
    for (column, (count, severity)) in COUNT_COLUMNS.zip(counts) {
        let look = match severity {
            Some(severity) if count > 0 => look.bold().severity(severity),
            _ => look,
        };
        canvas.put(row, column, &count_content(count), &look.align(Align::Center))?;
    }
    Ok(())
}

/// Writes the sums of the counts. Amounts are not added up: they may belong to different years.
fn write_count_sums(canvas: &mut Canvas, last: u32, recap: &Recap<'_>) -> Result<(), WriteError> {
    if recap.lines.is_empty() {
        return Ok(());
    }
    let look = Look::LIST.bold().fill(style::SKY);
    let row = last + 1;
    canvas.merge_row(row, (0, COUNT_COLUMNS.start - 1), &Content::Text(&recap.say("rekap.jumlah")), &look)?;
    let sums: [fn(&Summary) -> usize; 4] =
        [|line| line.errors, |line| line.warnings, |line| line.notes, |line| line.corrected];
    for (column, count) in COUNT_COLUMNS.zip(sums) {
        let letter = crate::model::column_name(column);
        let formula = format!("SUM({letter}{}:{letter}{})", HEAD_ROW + 2, last + 1);
        let sum = recap.lines.iter().copied().map(count).fold(0usize, usize::saturating_add);
        let content = Content::Formula(formula, Decimal::from(sum), AMOUNT_FORMAT);
        canvas.put(row, column, &content, &look.align(Align::Center))?;
    }
    Ok(())
}

fn count_content(count: usize) -> Content<'static> {
    Content::Number(Decimal::from(count), AMOUNT_FORMAT)
}

/// Returns the look of a cell in this row; every other row is shaded.
fn striped_look(row: u32) -> Look {
    let look = Look::LIST.middle();
    if row.is_multiple_of(2) { look } else { look.fill(style::MIST) }
}
