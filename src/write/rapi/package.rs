//! The workbook's package. `rust_xlsxwriter` sets up everything but the cells; they are put into
//! its sheets here, since it takes four times as long and holds ten times as much for them.

use std::collections::HashMap;
use std::io::{self, Cursor, Read};
use std::ops::Range;

use indexmap::{IndexMap, IndexSet};
use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};
use zip::ZipArchive;

use super::canvas::Canvas;
use super::cells::{Bound, Cells, Xml};
use super::links::Links;
use super::pack::{LEVEL, Piece, Zip};
use super::texts::Texts;
use super::{Paper, WriteError, style};
use crate::model::own::{self, Origin};
use crate::model::{Area, CellRef};

/// The document properties of a workbook.
pub(in crate::write) struct Properties<'a> {
    /// The title.
    pub title: &'a str,
    /// What the workbook is about.
    pub subject: &'a str,
    /// The office, also shown in the page header; empty if unknown.
    pub office: &'a str,
    /// The record by which the program recognizes its result and the input of it.
    pub origin: &'a Origin,
}

/// Makes a workbook of sheets.
pub(in crate::write) fn bind(
    paper: Paper,
    properties: &Properties<'_>,
    sheets: Vec<Canvas>,
) -> Result<Vec<u8>, WriteError> {
    let mut workbook = Workbook::new();
    // The default size decides what a column's width means; it is Excel's own.
    let default = Format::new().set_font_name(style::FONT).set_font_size(11);
    workbook.set_default_format(&default, 20, 64)?;
    let Properties { title, subject, office, origin } = *properties;
    let properties = DocProperties::new()
        .set_title(title)
        .set_subject(subject)
        .set_author(own::AUTHOR)
        .set_company(office)
        // The format asks for a date; a fixed one keeps the bytes the same.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    let properties =
        origin.properties().fold(properties, |all, (name, text)| all.set_custom_property(name, text));
    workbook.set_properties(&properties);
    workbook.set_tab_ratio(75);
    workbook.set_zip_compression_level(LEVEL);
    let sheets: Vec<_> = sheets.into_par_iter().map(|sheet| sheet.finish(paper, office)).collect();
    let mut formats = IndexSet::from([default]);
    let mut cells = Vec::with_capacity(sheets.len());
    for sheet in sheets {
        let (sheet, its_cells, looks) = sheet?;
        workbook.push_worksheet(sheet);
        cells.push((its_cells, numbers(&mut formats, looks)?));
    }
    // The library numbers formats in the order in which it is told of them, the default one before all:
    // the rows can name them without waiting for what it writes.
    formats.iter().skip(1).for_each(|format| workbook.register_format(format));
    let (bare, made) = rayon::join(move || workbook.save_to_buffer(), move || make(cells));
    let (sheets, texts) = made?;
    fill(&bare?, sheets, texts)
}

/// The workbook's numbers of a sheet's looks.
fn numbers(formats: &mut IndexSet<Format>, looks: Vec<Format>) -> Result<Vec<u32>, WriteError> {
    let number = |look| u32::try_from(formats.insert_full(look).0);
    looks.into_iter().map(number).collect::<Result<_, _>>().map_err(|_| WriteError("looks".to_owned()))
}

/// The sheets and the table of their texts, packed as far as that need not wait for the library.
fn make(mut cells: Vec<(Cells, Vec<u32>)>) -> Result<(Vec<Made>, Vec<Piece>), WriteError> {
    cells.par_iter_mut().for_each(|(cells, _)| cells.sort());
    let mut all = Texts::default();
    let mut sheets = Vec::with_capacity(cells.len());
    for (mut cells, looks) in cells {
        let texts = all.insert_all(&std::mem::take(&mut cells.texts));
        let texts = texts.ok_or_else(|| WriteError("texts".to_owned()))?;
        sheets.push(Sheet { cells, texts, looks });
    }
    let make = |sheet: Sheet| {
        let waits = sheet.cells.has_kept();
        if waits { Ok(Made::Waits(Box::new(sheet))) } else { sheet.pack(&HashMap::new()).map(Made::Packed) }
    };
    let (sheets, texts) = rayon::join(
        || sheets.into_par_iter().with_max_len(1).map(make).collect::<io::Result<_>>(),
        || pack_texts(&all),
    );
    Ok((sheets?, texts?))
}

/// Puts the cells into the sheets of a package. The sheets are packed at the same time, and put together
/// in the library's order.
fn fill(bare: &[u8], sheets: Vec<Made>, texts: Vec<Piece>) -> Result<Vec<u8>, WriteError> {
    let bare = ZipArchive::new(Cursor::new(bare))?;
    let part = |name: &str| -> Result<String, WriteError> {
        let mut xml = String::new();
        bare.clone().by_name(name)?.read_to_string(&mut xml)?;
        Ok(xml)
    };
    let pack = |(place, sheet): (usize, Made)| -> Result<Vec<(String, Vec<Piece>)>, WriteError> {
        let name = format!("xl/worksheets/sheet{}.xml", place + 1);
        let xml = part(&name)?;
        let frame = Frame::new(&xml)?;
        let sheet = match sheet {
            Made::Packed(sheet) => sheet,
            Made::Waits(sheet) => sheet.pack(&frame.written)?,
        };
        let beside = format!("xl/worksheets/_rels/sheet{}.xml.rels", place + 1);
        let known = if bare.index_for_name(&beside).is_some() { Some(part(&beside)?) } else { None };
        let files = sheet.links.relationships(known.as_deref())?;
        let mut parts = vec![(name, frame.around(sheet)?)];
        if let Some(files) = files {
            parts.push((beside, files));
        }
        Ok(parts)
    };
    let sheets: Vec<_> = sheets.into_par_iter().enumerate().with_max_len(1).map(pack).collect();
    let mut made = IndexMap::from([("xl/sharedStrings.xml".to_owned(), texts)]);
    for parts in sheets {
        made.extend(parts?);
    }
    let mut bare = bare.clone();
    let mut zip = Zip::default();
    for place in 0..bare.len() {
        let mut part = bare.by_index_raw(place)?;
        let name = part.name()?.into_owned();
        if let Some(pieces) = made.shift_remove(&name) {
            zip.add(&name, &pieces)?;
        } else {
            let mut packed = Vec::new();
            part.read_to_end(&mut packed)?;
            zip.copy(&name, part.crc32(), part.size(), &packed)?;
        }
    }
    // What the library had no need of.
    for (name, pieces) in made {
        zip.add(&name, &pieces)?;
    }
    Ok(zip.finish()?)
}

/// A sheet's cells and merged areas.
struct Sheet {
    cells: Cells,
    /// The workbook's numbers of their texts, and of their looks.
    texts: Vec<u32>,
    looks: Vec<u32>,
}

/// What a sheet holds, packed.
struct Packed {
    /// The area that the cells take.
    dimension: String,
    rows: Vec<Piece>,
    merges: Vec<Piece>,
    links: Links,
}

/// A sheet before the library has written its own.
enum Made {
    Packed(Packed),
    /// The library writes some of its cells.
    Waits(Box<Sheet>),
}

impl Sheet {
    /// Packs the sheet: a large one in pieces at the same time.
    fn pack(mut self, kept: &Written<'_>) -> io::Result<Packed> {
        let links = std::mem::take(&mut self.cells.links);
        let bound = Bound { looks: &self.looks, texts: &self.texts, kept };
        let pack = |rows: Range<u32>| {
            // The library starts a thread for each sheet and waits for them all: without this they wait
            // until the rows of all sheets are packed.
            std::thread::yield_now();
            let mut xml = Xml::default();
            self.cells.write(&rows, &bound, &mut xml);
            Piece::pack(&xml.bytes, false)
        };
        let rows = self.cells.pieces().into_par_iter().map(pack).collect::<io::Result<_>>()?;
        let merges = pack_merges(&self.cells.merges)?;
        Ok(Packed { dimension: self.cells.dimension(), rows, merges, links })
    }
}

/// The cells that the library wrote, by row and column.
type Written<'a> = HashMap<(u32, u32), &'a str>;

/// A sheet as the library wrote it.
struct Frame<'a> {
    written: Written<'a>,
    /// What stands before the area that the cells take, and between it and the cells.
    above: [&'a str; 2],
    /// What stands between the cells and the merged areas, between these and the links, and behind.
    below: [&'a str; 3],
}

impl<'a> Frame<'a> {
    fn new(bare: &'a str) -> Result<Self, WriteError> {
        let unknown = || WriteError("a sheet as the library writes none".to_owned());
        let (start, rest) = bare.split_once("<dimension ref=\"").ok_or_else(unknown)?;
        let (_, rest) = rest.split_once('"').ok_or_else(unknown)?;
        let (before, rest) = rest.split_once("<sheetData").ok_or_else(unknown)?;
        let (written, after) = match rest.strip_prefix("/>") {
            Some(after) => ("", after),
            None => rest.split_once("</sheetData>").ok_or_else(unknown)?,
        };
        // Where there are any, the library was given one of each, so that they stand where the format
        // wants them.
        let (between, rest) = around(after, "mergeCells");
        let (behind, end) = around(rest, "hyperlinks");
        Ok(Self { written: written_cells(written), above: [start, before], below: [between, behind, end] })
    }

    /// The frame with what a sheet holds, packed.
    fn around(&self, sheet: Packed) -> io::Result<Vec<Piece>> {
        let ([start, before], [between, behind, end]) = (self.above, self.below);
        let mut xml = Xml::default();
        xml.raw(&format!("{start}<dimension ref=\"{}\"{before}<sheetData>", sheet.dimension));
        let mut pieces = vec![Piece::pack(&xml.bytes, false)?];
        pieces.extend(sheet.rows);
        xml.bytes.clear();
        xml.raw("</sheetData>");
        xml.raw(between);
        if !sheet.merges.is_empty() {
            pieces.push(Piece::pack(&xml.bytes, false)?);
            pieces.extend(sheet.merges);
            xml.bytes.clear();
        }
        xml.raw(behind);
        sheet.links.write(&mut xml);
        xml.raw(end);
        pieces.push(Piece::pack(&xml.bytes, true)?);
        Ok(pieces)
    }
}

/// What stands before an element and behind it; all behind where there is none.
fn around<'a>(xml: &'a str, element: &str) -> (&'a str, &'a str) {
    let cut = || {
        let (before, rest) = xml.split_once(&format!("<{element}"))?;
        Some((before, rest.split_once(&format!("</{element}>"))?.1))
    };
    cut().unwrap_or(("", xml))
}

fn written_cells(rows: &str) -> Written<'_> {
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

/// The merged areas, packed; no piece where there is none.
fn pack_merges(areas: &[Area]) -> io::Result<Vec<Piece>> {
    const PIECE: usize = 16_384;
    let pack = |(place, some): (usize, &[Area])| {
        let mut xml = Xml::default();
        if place == 0 {
            xml.raw(&format!("<mergeCells count=\"{}\">", areas.len()));
        }
        for area in some {
            xml.merge(area);
        }
        if (place + 1) * PIECE >= areas.len() {
            xml.raw("</mergeCells>");
        }
        Piece::pack(&xml.bytes, false)
    };
    areas.par_chunks(PIECE).enumerate().map(pack).collect()
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
