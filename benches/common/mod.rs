//! Generates the workbooks that the benches measure with, so that everybody measures the same ones.
#![allow(dead_code, clippy::missing_panics_doc)]

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use renja::forms;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// Number of rows of a typical sheet, title and header included.
pub const ROWS: u32 = 150;

/// Returns a workbook of the size that offices write: eight sheets of 150 rows and 13 columns, 200 merges, a
/// consistent plan.
pub fn typical() -> Vec<u8> {
    plan(8, ROWS)
}

/// Returns a plan with this many sheets, each a T-C.33 of this many rows: programs with their kegiatan, names
/// merged over the rows of their indicators, amounts that add up.
pub fn plan(sheets: u32, rows: u32) -> Vec<u8> {
    let mut book = Workbook::new();
    for sheet in 0..sheets {
        let page = book.add_worksheet();
        page.set_name(format!("Tabel {}", sheet + 1)).expect("a short name");
        table(page, sheet, rows).expect("a table within a sheet's bounds");
    }
    book.save_to_buffer().expect("a workbook in memory")
}

fn table(page: &mut Worksheet, seed: u32, rows: u32) -> Result<(), XlsxError> {
    let form =
        forms::builtin_forms().iter().find(|form| form.code == "T-C.33").expect("a form of the program");
    let amount = Format::new().set_num_format("#,##0");
    let plain = Format::new();
    let say = |head: &str| head.replace("{n}", "2021").replace("{n+1}", "2022");
    page.write(0, 0, "Rumusan Rencana Program dan Kegiatan Perangkat Daerah Tahun 2021")?;
    let mut group: Option<(String, u16)> = None;
    for (column, of) in (0u16..).zip(&form.columns) {
        let (top, leaf) = (say(&of.head[0]), of.head.get(1).map(|leaf| say(leaf)));
        match leaf {
            None => {
                page.merge_range(2, column, 3, column, &top, &plain)?;
            }
            Some(leaf) => {
                page.write(3, column, leaf)?;
                // Merge the header of a group over all of its columns.
                let next = form.columns.get(usize::from(column) + 1).map(|next| say(&next.head[0]));
                let first = match &group {
                    Some((before, first)) if *before == top => *first,
                    _ => column,
                };
                group = Some((top.clone(), first));
                if next.as_deref() != Some(top.as_str()) {
                    page.merge_range(2, first, 2, column, &top, &plain)?;
                }
            }
        }
        page.write(4, column, u32::from(column) + 1)?;
    }
    body(page, seed, rows, &amount, &plain)
}

/// Writes programs of up to ten kegiatan with two rows each; the second row is a second indicator.
fn body(
    page: &mut Worksheet,
    seed: u32,
    rows: u32,
    amount: &Format,
    plain: &Format,
) -> Result<(), XlsxError> {
    let (first, last) = (5, rows.saturating_sub(1));
    let mut merges = 0;
    let mut row = first;
    let mut program = 0;
    while row <= last {
        program += 1;
        let kegiatan = (last - row).div_ceil(2).min(10);
        let money =
            |k: u32, year: u32| f64::from((seed + 1) * 7_919 + program * 104_729 + k * 1_299 + year) * 1000.0;
        let sum = |year: u32| (1..=kegiatan).map(|k| money(k, year)).sum::<f64>();
        page.write(row, 0, program)?;
        page.write(row, 1, format!("4.05.{program:02}"))?;
        page.write(row, 2, format!("Program {} {program}", name(seed + program)))?;
        page.write_with_format(row, 7, sum(0), amount)?;
        page.write_with_format(row, 10, sum(1), amount)?;
        rest(page, row, seed + program)?;
        row += 1;
        for k in 1..=kegiatan {
            page.write(row, 1, format!("4.05.{program:02}.{k:02}"))?;
            let name = format!("{} {k}", name(seed + program * 13 + k));
            if row < last && merges < 13 {
                page.merge_range(row, 2, row + 1, 2, &name, plain)?;
                merges += 1;
            } else {
                page.write(row, 2, &name)?;
            }
            page.write_with_format(row, 7, money(k, 0), amount)?;
            page.write_with_format(row, 10, money(k, 1), amount)?;
            rest(page, row, seed + k)?;
            if row < last {
                indicator(page, row + 1, seed + k + 1)?;
            }
            row += 2;
        }
    }
    Ok(())
}

/// Writes an indicator with its meaning and its targets.
fn indicator(page: &mut Worksheet, row: u32, seed: u32) -> Result<(), XlsxError> {
    page.write(row, 3, format!("Jumlah {} yang tersedia", name(seed)))?;
    page.write(row, 4, format!("Banyaknya {} dalam setahun", name(seed + 3)))?;
    page.write(row, 6, format!("{} dokumen", 1 + seed % 12))?;
    page.write(row, 9, format!("{} dokumen", 1 + seed % 12))?;
    Ok(())
}

/// Writes the remaining cells of an item's first row: its first indicator, its place, its source of money,
/// and the unit in charge.
fn rest(page: &mut Worksheet, row: u32, seed: u32) -> Result<(), XlsxError> {
    indicator(page, row, seed)?;
    page.write(row, 5, "Kota Blitar")?;
    page.write(row, 8, "Usulan")?;
    page.write(row, 11, "APBD")?;
    page.write(row, 12, format!("Bidang {}", name(seed % 5)))?;
    Ok(())
}

fn name(seed: u32) -> String {
    const VERBS: [&str; 8] = [
        "Pengelolaan",
        "Penyusunan",
        "Penyediaan",
        "Pengadaan",
        "Pembinaan",
        "Koordinasi",
        "Evaluasi",
        "Fasilitasi",
    ];
    const NOUNS: [&str; 11] = [
        "Administrasi",
        "Kepegawaian",
        "Sarana",
        "Laporan",
        "Keuangan",
        "Kinerja",
        "Informasi",
        "Disiplin",
        "Mutasi",
        "Pelatihan",
        "Arsip",
    ];
    let pick = |words: &[&'static str], n: u32| words[n as usize % words.len()];
    format!("{} {} dan {}", pick(&VERBS, seed), pick(&NOUNS, seed / 3), pick(&NOUNS, seed * 7 + 2))
}

/// Reads all values of every sheet with calamine and returns how many there are.
pub fn calamine_reads(bytes: &[u8]) -> usize {
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    names.iter().map(|name| book.worksheet_range(name).expect("a sheet").used_cells().count()).sum()
}

/// The values of a workbook's cells, to measure what writing nothing but values costs.
pub struct Cells(Vec<(String, Placed)>);

/// Values, each with its row and column.
type Placed = Vec<(u32, u16, Data)>;

impl Cells {
    /// Reads the values with calamine.
    pub fn read(bytes: &[u8]) -> Self {
        let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let sheets = book.sheet_names().into_iter().map(|name| {
            let range = book.worksheet_range(&name).expect("a sheet");
            let (top, left) = range.start().unwrap_or_default();
            let cells = range.used_cells().map(|(row, column, value)| {
                let place = |at: usize| u32::try_from(at).expect("a place on a sheet");
                let column = u16::try_from(left + place(column)).expect("a column");
                (top + place(row), column, value.clone())
            });
            (name, cells.collect())
        });
        Self(sheets.collect())
    }

    /// Writes the values with rust_xlsxwriter, without formats.
    pub fn write(&self) -> Vec<u8> {
        let mut book = Workbook::new();
        for (name, cells) in &self.0 {
            let page = book.add_worksheet();
            page.set_name(name).expect("a sheet's name");
            for (row, column, value) in cells {
                match value {
                    Data::Float(n) => page.write(*row, *column, *n),
                    Data::Int(n) => page.write(*row, *column, *n),
                    other => page.write(*row, *column, other.to_string()),
                }
                .expect("a cell");
            }
        }
        book.save_to_buffer().expect("a workbook in memory")
    }
}
