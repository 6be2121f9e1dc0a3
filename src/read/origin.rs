//! Finds out whether the program wrote a file, and from which input. This reads only the file's directory and
//! one small part, so that thousands of files can be examined.

use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::{Limits, read};
use crate::model::own::{self, Origin, ResultKind};
use crate::ooxml::package::Package;
use crate::ooxml::xml::{Xml, attribute, decode, push_text};

/// Maximum size of a file that is opened for its properties. The list of parts at the end of a package is
/// read as a whole, and a hostile file could make it as large as itself.
const MAX_FILE_BYTES: u64 = 128 << 20;

/// Maximum unfolded size of a part with properties or of the list of sheets. The properties of a written
/// workbook take a kilobyte.
const MAX_PART_BYTES: u64 = 1 << 18;

/// Maximum unfolded size of a part with comments that is searched for the author's name.
const MAX_COMMENTS_BYTES: u64 = 4 << 20;

/// Limits for reading a workbook only for the marks on its sheets. They are lower than those for processing,
/// because this happens in the program's own process.
const MARK_LIMITS: Limits = Limits { max_cells: 1_000_000, max_part_bytes: 1 << 28 };

/// Reads the record that the program left in a workbook. The record survives saving in Excel or LibreOffice.
/// Returns `None` if the file has no such record, or has none of the program's sheets any more.
#[must_use]
pub fn read_origin(file: impl Read + Seek) -> Option<Origin> {
    let mut package = open_package(file)?;
    // LibreOffice writes the properties of an .ods as elements of `meta.xml`, and those of an .xlsx as Excel
    // does.
    let (xml, property) = match part_text(&mut package, "docprops/custom.xml", MAX_PART_BYTES) {
        Some(xml) => (xml, "property"),
        None => (part_text(&mut package, "meta.xml", MAX_PART_BYTES)?, "user-defined"),
    };
    let properties = properties(&xml, property);
    let properties = properties.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    // The properties stay when a person makes a workbook of their own out of a result. A result that only
    // lost a sheet, or has one under another name, is still a result.
    Origin::from_properties(properties).filter(|origin| match origin.kind {
        ResultKind::Rapi => may_have_sheet(&mut package, &own::RESULT_SHEETS),
        ResultKind::Rekap => may_have_sheet(&mut package, &[origin.kind.sheet()]),
    })
}

/// Reads the marks on the sheets of a workbook that lost its record, since some programs do not keep document
/// properties. This reads the whole workbook, so call it only for files that are probably results. Returns
/// `None` if there are no marks.
#[must_use]
pub fn read_marked_origin(mut file: impl Read + Seek) -> Option<Origin> {
    let mut package = open_package(&mut file)?;
    if !may_have_sheet(&mut package, &own::RESULT_SHEETS)
        && !may_have_sheet(&mut package, &[ResultKind::Rekap.sheet()])
    {
        return None;
    }
    file.rewind().ok()?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES).read_to_end(&mut bytes).ok()?;
    own::marked_origin(&read(&bytes, &MARK_LIMITS).ok()?)
}

/// Whether the program corrected cells of this workbook: its comments name the author `renja`.
#[must_use]
pub fn is_koreksi_by_program(file: impl Read + Seek) -> bool {
    let Some(mut package) = open_package(file) else { return false };
    let names: Vec<String> = package.names().map(str::to_owned).collect();
    let mut comments = names.iter().filter(|name| name.contains("comments"));
    comments
        .any(|name| part_text(&mut package, name, MAX_COMMENTS_BYTES).is_some_and(|xml| names_author(&xml)))
}

/// Whether a workbook may have one of these sheets. This is so if its list of sheets names one, or if the
/// list is not where Excel puts it, as in every .ods.
fn may_have_sheet<R: Read + Seek>(package: &mut Package<R>, sheets: &[&str]) -> bool {
    let Some(xml) = part_text(package, "xl/workbook.xml", MAX_PART_BYTES) else { return true };
    let mut xml = Xml::new(&xml);
    loop {
        match xml.next() {
            Ok(Event::Start(element) | Event::Empty(element)) if element.local_name().as_ref() == "sheet" => {
                if attribute(&element, "name").is_some_and(|name| sheets.contains(&&*name)) {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Whether comments name the program as an author.
fn names_author(xml: &str) -> bool {
    let mut xml = Xml::new(xml);
    loop {
        match xml.next() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "author" => {
                let mut author = String::new();
                if xml.read_text_into(&mut author).is_ok() && author == own::COMMENT_AUTHOR {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// Opens a package; `None` if the file is too large or no package.
fn open_package<R: Read + Seek>(mut file: R) -> Option<Package<R>> {
    let size = file.seek(std::io::SeekFrom::End(0)).ok()?;
    file.rewind().ok()?;
    if size > MAX_FILE_BYTES {
        return None;
    }
    Package::open(file)
}

/// Returns the text of a part. `None` if it is missing, damaged or larger than `most`.
fn part_text<R: Read + Seek>(package: &mut Package<R>, name: &str, most: u64) -> Option<String> {
    package.bytes(name, most).ok()?.map(decode)
}

/// Returns the properties in the elements of this name, as pairs of name and text. The text stands in the
/// element itself or in a child that gives its type.
fn properties(xml: &str, property: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut xml = Xml::new(xml);
    let mut open: Option<(String, String)> = None;
    while let Ok(event) = xml.next() {
        match event {
            Event::Start(element) if element.local_name().as_ref() == property => {
                open = attribute(&element, "name").map(|name| (name.into_owned(), String::new()));
            }
            Event::Start(_) => {
                let Some((name, _)) = open.take() else { continue };
                let mut typed = String::new();
                if xml.read_text_into(&mut typed).is_err() {
                    break;
                }
                found.push((name, typed));
            }
            Event::End(element) if element.local_name().as_ref() == property => found.extend(open.take()),
            Event::Eof => break,
            text => {
                if let Some((_, value)) = &mut open {
                    push_text(value, &text);
                }
            }
        }
    }
    found
}
