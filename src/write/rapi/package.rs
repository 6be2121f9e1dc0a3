//! The workbook's package. `rust_xlsxwriter` sets up everything but the cells; they are put into
//! its sheets here, since it takes four times as long and holds ten times as much for them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read, Write};

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::canvas::Canvas;
use super::cells::{Bound, Cells, Xml};
use super::texts::Texts;
use super::{Paper, WriteError, style};
use crate::model::CellRef;

/// How hard a part is packed: a level more takes half as long again, for a tenth fewer bytes.
const LEVEL: u8 = 2;

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

/// Puts the cells into the sheets of a package. The sheets are packed at the same time, each into an
/// archive of its own, and put together in the library's order.
fn fill(bare: &[u8], sheets: Vec<Cells>) -> Result<Vec<u8>, WriteError> {
    let mut bare = ZipArchive::new(Cursor::new(bare))?;
    let mut all = Texts::default();
    let mut parts = Vec::with_capacity(sheets.len() + 1);
    for (number, mut cells) in (1..).zip(sheets) {
        let name = format!("xl/worksheets/sheet{number}.xml");
        let mut xml = String::new();
        bare.by_name(&name)?.read_to_string(&mut xml)?;
        let texts = std::mem::take(&mut cells.texts);
        let texts = all.insert_all(&texts).ok_or_else(|| WriteError("texts".to_owned()))?;
        parts.push((name, Part::Sheet(xml, Box::new(cells), texts)));
    }
    parts.push(("xl/sharedStrings.xml".to_owned(), Part::Texts(all)));
    let packed: Vec<_> = parts.into_par_iter().map(|(name, part)| part.pack(&name)).collect();
    let mut made = HashMap::new();
    for packed in packed {
        let (name, archive) = packed?;
        made.insert(name, archive);
    }
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..bare.len() {
        let part = bare.by_index_raw(place)?;
        match made.remove(&*part.name()?) {
            Some(archive) => out.raw_copy_file(ZipArchive::new(Cursor::new(archive))?.by_index_raw(0)?)?,
            None => out.raw_copy_file(part)?,
        }
    }
    Ok(out.finish()?.into_inner())
}

/// A part that is made here.
enum Part {
    /// A sheet: what the library made of it, its cells, and the workbook's numbers of their texts.
    Sheet(String, Box<Cells>, Vec<u32>),
    /// The table of texts.
    Texts(Texts),
}

impl Part {
    /// The part in an archive of its own, with its name.
    fn pack(self, name: &str) -> Result<(String, Vec<u8>), WriteError> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL.into()))
            .last_modified_time(DateTime::default());
        let mut out = ZipWriter::new(Cursor::new(Vec::new()));
        out.start_file(name, options)?;
        match self {
            Self::Sheet(xml, cells, texts) => sheet(&xml, *cells, &texts, &mut out)?,
            Self::Texts(texts) => shared(&texts, &mut out)?,
        }
        Ok((name.to_owned(), out.finish()?.into_inner()))
    }
}

/// A sheet with its cells and merged areas.
fn sheet(bare: &str, mut cells: Cells, texts: &[u32], out: &mut impl Write) -> Result<(), WriteError> {
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
    write!(out, "{start}<dimension ref=\"{}\"{before}<sheetData>", cells.dimension())?;
    cells.write(&Bound { looks: &looks, texts, kept: &written }, out)?;
    out.write_all(b"</sheetData>")?;
    // The library was given one merged area, so that the element is where the format wants it.
    match after.split_once("<mergeCells") {
        Some((between, rest)) => {
            let (_, rest) = rest.split_once("</mergeCells>").ok_or_else(unknown)?;
            let mut xml = Xml::default();
            xml.raw(&format!("{between}<mergeCells count=\"{}\">", cells.merges.len()));
            for area in &cells.merges {
                xml.raw("<mergeCell ref=\"");
                xml.place(area.first_row, area.first_column);
                xml.raw(":");
                xml.place(area.last_row, area.last_column);
                xml.raw("\"/>");
                xml.hand_on(out)?;
            }
            xml.raw("</mergeCells>");
            out.write_all(&xml.bytes)?;
            out.write_all(rest.as_bytes())?;
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
fn shared(texts: &Texts, out: &mut impl Write) -> io::Result<()> {
    let mut xml = Xml::default();
    xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
    xml.raw("<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
    let blank = ['\t', '\n', ' '];
    for text in texts.iter() {
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
