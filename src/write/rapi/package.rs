//! The workbook's package. `rust_xlsxwriter` sets up everything but the cells; they are put into
//! its sheets here, since it takes four times as long and holds ten times as much for them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read, Write};

use indexmap::IndexSet;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::canvas::Canvas;
use super::cells::{Bound, Cells, Xml};
use super::{Paper, WriteError, style};
use crate::model::CellRef;

/// How hard a part is packed: a level more takes half as long again, for a tenth fewer bytes.
const LEVEL: i64 = 2;

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
    // It is opened again at once.
    workbook.set_zip_compression_level(1);
    let mut all = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let (sheet, cells) = sheet.finish(paper, office)?;
        workbook.push_worksheet(sheet);
        all.push(cells);
    }
    let bare = workbook.save_to_buffer()?;
    drop(workbook);
    fill(&bare, all)
}

/// Puts the cells into the sheets of a package.
fn fill(bare: &[u8], sheets: Vec<Cells>) -> Result<Vec<u8>, WriteError> {
    let mut bare = ZipArchive::new(Cursor::new(bare))?;
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(DateTime::default());
    let mut sheets: HashMap<String, Cells> =
        (1..).map(|n| format!("xl/worksheets/sheet{n}.xml")).zip(sheets).collect();
    let mut texts = IndexSet::new();
    for place in 0..bare.len() {
        let mut part = bare.by_index(place)?;
        let name = part.name()?.into_owned();
        let mut xml = String::new();
        part.read_to_string(&mut xml)?;
        out.start_file(name.as_str(), options)?;
        // The table of texts comes behind the sheets.
        match (sheets.remove(&name), name.as_str()) {
            (Some(cells), _) => sheet(&xml, cells, &mut texts, &mut out)?,
            (None, "xl/sharedStrings.xml") => shared(&texts, &mut out)?,
            (None, _) => out.write_all(xml.as_bytes())?,
        }
    }
    Ok(out.finish()?.into_inner())
}

/// A sheet with its cells and merged areas.
fn sheet(
    bare: &str,
    mut cells: Cells,
    all: &mut IndexSet<Box<str>>,
    out: &mut impl Write,
) -> Result<(), WriteError> {
    let unknown = || WriteError("a sheet as the library writes none".to_owned());
    let (start, rest) = bare.split_once("<dimension ref=\"").ok_or_else(unknown)?;
    let (_, rest) = rest.split_once('"').ok_or_else(unknown)?;
    let (before, rest) = rest.split_once("<sheetData").ok_or_else(unknown)?;
    let (written, after) = match rest.strip_prefix("/>") {
        Some(after) => ("", after),
        None => rest.split_once("</sheetData>").ok_or_else(unknown)?,
    };
    let written = written_cells(written);
    let number = |text: &str| text.split_once(" s=\"")?.1.split_once('"')?.0.parse().ok();
    let looks: Vec<u32> =
        cells.looks.iter().map(|at| written.get(at).and_then(|cell| number(cell)).unwrap_or(0)).collect();
    let texts: Vec<u32> = std::mem::take(&mut cells.texts)
        .into_iter()
        .map(|text| u32::try_from(all.insert_full(text).0).map_err(|_| WriteError("texts".to_owned())))
        .collect::<Result<_, _>>()?;
    write!(out, "{start}<dimension ref=\"{}\"{before}<sheetData>", cells.dimension())?;
    cells.write(&Bound { looks: &looks, texts: &texts, kept: &written }, out)?;
    out.write_all(b"</sheetData>")?;
    // The library was given one merged area, so that the element is where the format wants it.
    match after.split_once("<mergeCells") {
        Some((between, rest)) => {
            let (_, rest) = rest.split_once("</mergeCells>").ok_or_else(unknown)?;
            write!(out, "{between}<mergeCells count=\"{}\">", cells.merges.len())?;
            for area in &cells.merges {
                write!(out, "<mergeCell ref=\"{}\"/>", area.a1())?;
            }
            write!(out, "</mergeCells>{rest}")?;
        }
        None => out.write_all(after.as_bytes())?,
    }
    Ok(())
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

/// The table of texts.
fn shared(texts: &IndexSet<Box<str>>, out: &mut impl Write) -> io::Result<()> {
    let mut xml = Xml::default();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    xml.raw("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    let blank = ['\t', '\n', ' '];
    for text in texts {
        let kept =
            if text.starts_with(blank) || text.ends_with(blank) { " xml:space=\"preserve\"" } else { "" };
        xml.raw("<si><t");
        xml.raw(kept);
        xml.raw(">");
        xml.text(text);
        xml.raw("</t></si>");
        xml.hand_on(out)?;
    }
    xml.raw("</sst>");
    out.write_all(&xml.bytes)
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
