//! Recognizes the kind of a file by its content.

use super::budget::Budget;
use super::budgeted_package::Package;
use super::cfb::Compound;
use super::text::decode_text;
use super::{OtherKind, ReadError, delimited, html, mhtml, other_kinds, spreadsheetml};
use crate::text::number::is_blank;

/// A kind of workbook, with what was opened or decoded to recognize it.
pub(super) enum WorkbookKind<'a> {
    /// .xlsx or .xlsm: a package of XML parts.
    Xlsx(Package<'a>),
    /// .xlsb: a package of binary parts.
    Xlsb(Package<'a>),
    /// .ods: an OpenDocument package.
    Ods(Package<'a>),
    /// SpreadsheetML 2003: the single XML file of Excel XP.
    SpreadsheetMl(String),
    /// .fods: an OpenDocument spreadsheet in a single XML file.
    FlatOds(String),
    /// A web page, whatever the file is called.
    Html(String),
    /// A web archive: web pages in one file of mail.
    Mhtml(&'a [u8]),
    /// CSV or TSV, with the separator of its fields.
    Delimited(String, u8),
    /// .xls: a workbook in an OLE container.
    Xls(Compound<'a>),
}

/// Recognizes the kind of a file.
///
/// # Errors
/// Returns an error if the file is empty, cut off, encrypted, or no workbook. Other known kinds of files give
/// [`ReadError::Other`].
pub(super) fn sniff<'a>(bytes: &'a [u8], budget: &Budget) -> Result<WorkbookKind<'a>, ReadError> {
    if bytes.is_empty() {
        return Err(ReadError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return sniff_package(bytes, budget);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return sniff_compound(bytes);
    }
    match other_kinds::kind_by_signature(bytes) {
        Some(kind) => Err(ReadError::Other(kind)),
        None => sniff_text(bytes),
    }
}

/// Recognizes the kind of a ZIP package by its parts.
fn sniff_package<'a>(bytes: &'a [u8], budget: &Budget) -> Result<WorkbookKind<'a>, ReadError> {
    let mut package = Package::open(bytes)?;
    // If no part lies in `xl/`, the relationships of the package name the workbook.
    let stated = if package.names().any(|name| name.starts_with("xl/")) {
        None
    } else {
        main_part(&mut package, budget)
    };
    let names = |start: &str, end: &str| package.names().any(|n| n.starts_with(start) && n.ends_with(end));
    if names("xl/workbook", ".bin") {
        Ok(WorkbookKind::Xlsb(package))
    } else if names("xl/workbook", ".xml") || (package.has("_rels/.rels") && names("xl/", ".xml")) {
        Ok(WorkbookKind::Xlsx(package))
    } else if let Some(part) = stated {
        Ok(if part.to_ascii_lowercase().ends_with(".bin") {
            WorkbookKind::Xlsb(package)
        } else {
            WorkbookKind::Xlsx(package)
        })
    } else if package.has("content.xml") {
        match other_kinds::kind_of_open_document(&mut package, budget) {
            Some(kind) => Err(ReadError::Other(kind)),
            None => Ok(WorkbookKind::Ods(package)),
        }
    } else {
        let kind = other_kinds::kind_of_package(&mut package, budget);
        Err(kind.map_or(ReadError::NotAWorkbook, ReadError::Other))
    }
}

/// Returns the part that lists the sheets, wherever it lies: the package's relationships name it, and its own
/// relationships name a worksheet. `None` for a package of another kind.
fn main_part(package: &mut Package<'_>, budget: &Budget) -> Option<String> {
    let part = package.workbook_part("", budget).ok().filter(|part| !part.is_empty())?;
    let own = package.relationships(&part, budget).ok()?;
    own.target_of_kind("worksheet").is_some().then_some(part)
}

/// Recognizes the kind of an OLE container by its streams.
fn sniff_compound(bytes: &[u8]) -> Result<WorkbookKind<'_>, ReadError> {
    let compound = Compound::open(bytes).ok_or(ReadError::CutOff)?;
    if compound.has("EncryptedPackage") {
        Err(ReadError::Encrypted)
    } else if compound.has("Workbook") || compound.has("Book") {
        Ok(WorkbookKind::Xls(compound))
    } else if compound.has("WordDocument") {
        Err(ReadError::Other(OtherKind::Word))
    } else if compound.has("PowerPoint Document") {
        Err(ReadError::Other(OtherKind::Presentation))
    } else {
        Err(ReadError::NotAWorkbook)
    }
}

/// Recognizes the kind of a text file.
fn sniff_text(bytes: &[u8]) -> Result<WorkbookKind<'_>, ReadError> {
    let label = html::charset(bytes);
    let text = decode_text(bytes, label.as_deref()).ok_or(ReadError::NotAWorkbook)?;
    if text.trim_matches(is_blank).is_empty() {
        Err(ReadError::Empty)
    } else if text.trim_start().starts_with('<') && spreadsheetml::is_workbook(&text) {
        Ok(WorkbookKind::SpreadsheetMl(text))
    } else if text.trim_start().starts_with('<') && text.contains("office:spreadsheet") {
        Ok(WorkbookKind::FlatOds(text))
    } else if mhtml::is_archive(&text) {
        Ok(WorkbookKind::Mhtml(bytes))
    } else if html::is_page(&text) {
        Ok(WorkbookKind::Html(text))
    } else if let Some(separator) = delimited::find_separator(&text) {
        Ok(WorkbookKind::Delimited(text, separator))
    } else {
        Err(ReadError::Other(OtherKind::Text))
    }
}
