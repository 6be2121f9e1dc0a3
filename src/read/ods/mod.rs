//! Reads .ods in a single pass over `content.xml`. calamine gives neither merges nor formats for this format,
//! and never returns from a part that breaks off between two rows.

mod formula_syntax;
mod styles;
mod table;

use quick_xml::events::Event;

use self::styles::Styles;
use self::table::ScanError;
use super::ReadError;
use super::budget::Budget;
use super::budgeted_package::Package;
use super::raw::RawSheet;
use crate::ooxml::xml::{Malformed, Xml};

/// The part with the tables.
const CONTENT_PART: &str = "content.xml";

/// Reads an OpenDocument package.
///
/// # Errors
/// Returns an error if the package is encrypted, if its content is missing or damaged, or if the budget is
/// used up.
pub(super) fn read(mut package: Package<'_>, budget: &Budget) -> Result<Vec<RawSheet>, ReadError> {
    let damaged = || ReadError::Damaged(CONTENT_PART.to_owned());
    // With a password, the parts are there but unreadable. The manifest says so.
    let manifest = package.text("META-INF/manifest.xml", budget)?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(ReadError::Encrypted);
    }
    let mut styles = Styles::default();
    if let Some(text) = package.text("styles.xml", budget)? {
        // Damaged XML in the styles costs the formats, but not the figures.
        let _ = read_styles(&text, &mut styles);
    }
    let text = package.text(CONTENT_PART, budget)?.ok_or_else(damaged)?;
    match read_content(&text, styles, budget) {
        Ok(sheets) => Ok(sheets),
        Err(ScanError::Limit(error)) => Err(error),
        Err(ScanError::Malformed) => Err(damaged()),
    }
}

/// Reads a document in a single XML file (.fods).
///
/// # Errors
/// Returns an error if the XML is damaged or the budget is used up.
pub(super) fn read_flat(text: &str, budget: &Budget) -> Result<Vec<RawSheet>, ReadError> {
    match read_content(text, Styles::default(), budget) {
        Ok(sheets) => Ok(sheets),
        Err(ScanError::Limit(error)) => Err(error),
        Err(ScanError::Malformed) => Err(ReadError::Damaged("office:spreadsheet".to_owned())),
    }
}

/// Reads the styles of a part, up to the first damaged place.
fn read_styles(text: &str, styles: &mut Styles) -> Result<(), Malformed> {
    let mut xml = Xml::new(text);
    loop {
        match xml.next()? {
            Event::Start(e) if !is_wrapper(e.local_name().as_ref()) => styles.read(&mut xml, &e)?,
            Event::Empty(e) => styles.read_empty(&e),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Reads the styles and tables of a document.
fn read_content(text: &str, mut styles: Styles, budget: &Budget) -> Result<Vec<RawSheet>, ScanError> {
    let mut sheets = Vec::new();
    let mut xml = Xml::new(text);
    loop {
        match xml.next()? {
            Event::Start(e) => match e.local_name().as_ref() {
                "table" => {
                    if sheets.len() >= usize::from(u16::MAX) {
                        return Err(ScanError::Malformed);
                    }
                    sheets.push(table::read(&mut xml, &e, &styles, budget)?);
                }
                "body" | "spreadsheet" => {}
                name if is_wrapper(name) => {}
                _ => styles.read(&mut xml, &e)?,
            },
            Event::Empty(e) => styles.read_empty(&e),
            // A complete document ends with its root element. A file that ends earlier was cut off.
            Event::End(e) if e.local_name().as_ref().starts_with("document") => return Ok(sheets),
            Event::Eof => return Err(ScanError::Malformed),
            _ => {}
        }
    }
}

/// Whether styles and tables stand inside this element.
fn is_wrapper(name: &str) -> bool {
    matches!(name, "document-content" | "document-styles" | "document" | "styles" | "automatic-styles")
}
