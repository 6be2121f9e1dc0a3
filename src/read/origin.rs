//! Whether the program wrote a file, and of which input: told from the file's directory and one small
//! part of it, so that thousands of files can be asked.

use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::{Limits, read};
use crate::model::own::{self, Kind, Origin};
use crate::ooxml::package::Package;
use crate::ooxml::xml::{Xml, attribute, decode, push_text};

/// Maximum size of a file that is opened for its properties. The list of parts at the end of a package is
/// read as a whole, and a hostile file could make it as large as itself.
const MAX_FILE: u64 = 128 << 20;

/// Maximum size of an unfolded part with properties; that of a written workbook has a kilobyte.
const MAX_PART: u64 = 1 << 18;

/// Maximum size of the comments that are searched for their author.
const MAX_COMMENTS: u64 = 4 << 20;

/// What a workbook may ask for while it is read only for the marks on its sheets: less than for processing
/// it, because this is done in the program's own process.
const MARKED: Limits = Limits { max_cells: 1_000_000, max_part_bytes: 1 << 28 };

/// The record that the program left in a workbook, also after Excel or LibreOffice saved it. `None` for a
/// file without such a record.
#[must_use]
pub fn origin(file: impl Read + Seek) -> Option<Origin> {
    let mut package = open(file)?;
    // LibreOffice writes these as elements of `meta.xml` into .ods, and as Excel does into .xlsx.
    let (xml, property) = match part(&mut package, "docprops/custom.xml", MAX_PART) {
        Some(xml) => (xml, "property"),
        None => (part(&mut package, "meta.xml", MAX_PART)?, "user-defined"),
    };
    let properties = properties(&xml, property);
    let properties = properties.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    // A person may have made a workbook of their own out of a result, and the properties stay. One that only
    // lost a sheet, or has it under another name, is still a result.
    Origin::from_properties(properties).filter(|origin| match origin.kind {
        Kind::Rapi => may_be(&mut package, &own::SHEETS),
        Kind::Rekap => may_be(&mut package, &[origin.kind.sheet()]),
    })
}

/// What the marks on its sheets say of a workbook that lost its record: some programs do not keep document
/// properties. This reads the whole workbook, so it is only for files with a reason to ask.
#[must_use]
pub fn marked_origin(mut file: impl Read + Seek) -> Option<Origin> {
    let mut package = open(&mut file)?;
    if !may_be(&mut package, &own::SHEETS) && !may_be(&mut package, &[Kind::Rekap.sheet()]) {
        return None;
    }
    file.rewind().ok()?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE).read_to_end(&mut bytes).ok()?;
    own::marked_origin(&read(&bytes, &MARKED).ok()?)
}

/// Whether the program corrected cells of this workbook: its comments name the author `renja`.
#[must_use]
pub fn koreksi_by_program(file: impl Read + Seek) -> bool {
    let Some(mut package) = open(file) else { return false };
    let names: Vec<String> = package.names().map(str::to_owned).collect();
    let mut comments = names.iter().filter(|name| name.contains("comments"));
    comments.any(|name| part(&mut package, name, MAX_COMMENTS).is_some_and(|xml| names_author(&xml)))
}

/// Whether a workbook may have one of these sheets: the list of its sheets has it, or lies elsewhere, as
/// always in .ods.
fn may_be<R: Read + Seek>(package: &mut Package<R>, sheets: &[&str]) -> bool {
    let Some(xml) = part(package, "xl/workbook.xml", MAX_PART) else { return true };
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

fn names_author(xml: &str) -> bool {
    let mut xml = Xml::new(xml);
    loop {
        match xml.next() {
            Ok(Event::Start(element)) if element.local_name().as_ref() == "author" => {
                let mut author = String::new();
                if xml.text_into(&mut author).is_ok() && author == own::AUTHOR {
                    return true;
                }
            }
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

fn open<R: Read + Seek>(mut file: R) -> Option<Package<R>> {
    let size = file.seek(std::io::SeekFrom::End(0)).ok()?;
    file.rewind().ok()?;
    if size > MAX_FILE {
        return None;
    }
    Package::open(file)
}

/// The text of a part; `None` if it is missing, damaged or too large.
fn part<R: Read + Seek>(package: &mut Package<R>, name: &str, most: u64) -> Option<String> {
    package.bytes(name, most).ok()?.map(decode)
}

/// The properties in the elements of this name: the attribute `name`, and the text in the element or in
/// the one within it that gives its type.
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
                if xml.text_into(&mut typed).is_err() {
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
