//! The workbook's package. `rust_xlsxwriter` sets up everything but the cells; they are put into
//! its sheets here, since it takes four times as long and holds ten times as much for them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::ops::Range;

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use zip::ZipArchive;

use super::canvas::Canvas;
use super::cells::{Bound, Cells, Xml};
use super::pack::{LEVEL, Piece, Zip};
use super::texts::Texts;
use super::{Paper, WriteError, style};
use crate::model::CellRef;

/// Makes a workbook of sheets.
pub(in crate::write) fn bind(
    paper: Paper,
    title: &str,
    subject: &str,
    office: &str,
    sheets: Vec<Canvas>,
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    // The default size decides what a column's width means; it is Excel's own.
    workbook.set_default_format(&Format::new().set_font_name(style::FONT).set_font_size(11), 20, 64)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_subject(subject)
        .set_author("renja")
        .set_company(office)
        // The format asks for a date; a fixed one keeps the bytes the same.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    workbook.set_tab_ratio(75);
    workbook.set_zip_compression_level(LEVEL);
    let sheets: Vec<_> = sheets.into_par_iter().map(|sheet| sheet.finish(paper, office)).collect();
    let mut cells = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let (sheet, its_cells) = sheet?;
        workbook.push_worksheet(sheet);
        cells.push(its_cells);
    }
    let (bare, texts) = rayon::join(
        move || workbook.save_to_buffer(),
        || {
            // All that need not wait for the library, which works on one thread.
            cells.par_iter_mut().for_each(Cells::sort);
            let (all, of_sheets) = texts(&mut cells)?;
            Ok::<_, WriteError>((pack_texts(&all)?, of_sheets))
        },
    );
    let (texts, of_sheets) = texts?;
    fill(&bare?, cells.into_iter().zip(of_sheets).collect(), texts)
}

/// All texts of the sheets, and the workbook's numbers of each sheet's.
fn texts(sheets: &mut [Cells]) -> Result<(Texts, Vec<Vec<u32>>), WriteError> {
    let mut all = Texts::default();
    let mut one = |sheet: &mut Cells| all.insert_all(&std::mem::take(&mut sheet.texts));
    let of_sheets: Option<_> = sheets.iter_mut().map(&mut one).collect();
    let of_sheets = of_sheets.ok_or_else(|| WriteError("texts".to_owned()))?;
    Ok((all, of_sheets))
}

/// Puts the cells into the sheets of a package. The sheets are packed at the same time, and put together
/// in the library's order.
fn fill(bare: &[u8], sheets: Vec<(Cells, Vec<u32>)>, texts: Vec<Piece>) -> Result<Vec<u8>, WriteError> {
    let mut bare = ZipArchive::new(Cursor::new(bare))?;
    let packed: Vec<_> = sheets
        .into_par_iter()
        .enumerate()
        .with_max_len(1)
        .map(|(place, (cells, texts))| {
            let name = format!("xl/worksheets/sheet{}.xml", place + 1);
            let mut xml = String::new();
            bare.clone().by_name(&name)?.read_to_string(&mut xml)?;
            Ok::<_, WriteError>((name, Sheet::new(&xml, cells, texts)?.pack()?))
        })
        .collect();
    let mut made = HashMap::from([("xl/sharedStrings.xml".to_owned(), texts)]);
    for sheet in packed {
        let (name, pieces) = sheet?;
        made.insert(name, pieces);
    }
    let mut zip = Zip::default();
    for place in 0..bare.len() {
        let mut part = bare.by_index_raw(place)?;
        let name = part.name()?.into_owned();
        if let Some(pieces) = made.remove(&name) {
            zip.add(&name, &pieces)?;
        } else {
            let mut packed = Vec::new();
            part.read_to_end(&mut packed)?;
            zip.copy(&name, part.crc32(), part.size(), &packed)?;
        }
    }
    Ok(zip.finish()?)
}

/// A sheet with its cells and merged areas.
struct Sheet<'a> {
    cells: Cells,
    /// The workbook's numbers of their texts, and of their looks.
    texts: Vec<u32>,
    looks: Vec<u32>,
    /// The cells that the library wrote, by row and column.
    written: HashMap<(u32, u32), &'a str>,
    /// What stands around the area that the cells take, the cells, and the merged areas.
    around: [&'a str; 4],
}

impl<'a> Sheet<'a> {
    /// A sheet as the library wrote it, with its cells.
    fn new(bare: &'a str, cells: Cells, texts: Vec<u32>) -> Result<Self, WriteError> {
        let unknown = || WriteError("a sheet as the library writes none".to_owned());
        let (start, rest) = bare.split_once("<dimension ref=\"").ok_or_else(unknown)?;
        let (_, rest) = rest.split_once('"').ok_or_else(unknown)?;
        let (before, rest) = rest.split_once("<sheetData").ok_or_else(unknown)?;
        let (written, after) = match rest.strip_prefix("/>") {
            Some(after) => ("", after),
            None => rest.split_once("</sheetData>").ok_or_else(unknown)?,
        };
        // The library was given one merged area, so that the element is where the format wants it.
        let (between, after) = match after.split_once("<mergeCells") {
            Some((between, rest)) => (between, rest.split_once("</mergeCells>").ok_or_else(unknown)?.1),
            None => (after, ""),
        };
        let written = written_cells(written);
        let number = |text: &str| text.split_once(" s=\"")?.1.split_once('"')?.0.parse().ok();
        let looks =
            cells.looks.iter().map(|at| written.get(at).and_then(|cell| number(cell)).unwrap_or(0)).collect();
        Ok(Self { cells, texts, looks, written, around: [start, before, between, after] })
    }

    /// The sheet, packed: a large one in pieces at the same time.
    fn pack(&self) -> io::Result<Vec<Piece>> {
        let pack = |rows: Range<u32>| {
            let mut xml = Xml::default();
            self.write(&rows, &mut xml);
            Piece::pack(&xml.bytes, rows.end == u32::MAX)
        };
        self.cells.pieces().into_par_iter().map(pack).collect()
    }

    /// Writes rows; with the first ones what stands before them, and with the last ones what follows.
    fn write(&self, rows: &Range<u32>, xml: &mut Xml) {
        let [start, before, between, after] = self.around;
        if rows.start == 0 {
            xml.raw(&format!("{start}<dimension ref=\"{}\"{before}<sheetData>", self.cells.dimension()));
        }
        self.cells.write(rows, &Bound { looks: &self.looks, texts: &self.texts, kept: &self.written }, xml);
        if rows.end == u32::MAX {
            xml.raw("</sheetData>");
            xml.raw(between);
            if !self.cells.merges.is_empty() {
                xml.merges(&self.cells.merges);
            }
            xml.raw(after);
        }
    }
}

/// The cells that the library wrote, by row and column.
fn written_cells(rows: &str) -> HashMap<(u32, u32), &str> {
    let mut cells = HashMap::new();
    let mut rest = rows;
    while let Some(place) = rest.find("<c r=\"") {
        rest = rest.get(place..).unwrap_or_default();
        let empty = rest.find('>').filter(|end| rest.as_bytes().get(end.wrapping_sub(1)) == Some(&b'/'));
        let end = empty.map(|end| end + 1).or_else(|| rest.find("</c>").map(|end| end + 4));
        let Some((cell, after)) = end.and_then(|end| rest.split_at_checked(end)) else { break };
        if let Some(at) = cell.get(6..).and_then(|at| CellRef::read_a1(at.split_once('"')?.0)) {
            cells.insert(at, cell);
        }
        rest = after;
    }
    cells
}

/// The table of texts, packed.
fn pack_texts(texts: &Texts) -> io::Result<Vec<Piece>> {
    /// Some texts are long, and most are short.
    const PIECE: usize = 4_096;
    let begins: Vec<usize> = (0..texts.len().max(1)).step_by(PIECE).collect();
    begins
        .into_par_iter()
        .map(|begin| {
            let mut xml = Xml::default();
            if begin == 0 {
                xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
                xml.raw("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
            }
            texts.range(begin..texts.len().min(begin + PIECE)).for_each(|text| xml.shared(text));
            let is_last = begin + PIECE >= texts.len();
            if is_last {
                xml.raw("</sst>");
            }
            Piece::pack(&xml.bytes, is_last)
        })
        .collect()
}

impl From<zip::result::ZipError> for WriteError {
    fn from(error: zip::result::ZipError) -> Self {
        Self(error.to_string())
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}
