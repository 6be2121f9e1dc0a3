//! Reads web archives (MHTML): the pages of a workbook in one mail file, as Excel writes them under the names
//! .mht or .xls. Every page with a table becomes a sheet.

use std::collections::{HashMap, HashSet};

use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::budget::Budget;
use super::raw::{RawSheet, sheet_name};
use super::{ReadError, html};

/// Maximum number of pages with a table. A workbook has a few dozen sheets.
const MAX_PAGES: usize = 1_000;
/// Number of characters in which the header lines of the mail are looked for.
const HEADER_CHARS: usize = 4096;

/// Whether a text is a web archive, that is, mail that contains web pages.
pub(super) fn is_archive(text: &str) -> bool {
    let end = text.char_indices().nth(HEADER_CHARS).map_or(text.len(), |(end, _)| end);
    let head = text.get(..end).unwrap_or_default().to_ascii_lowercase();
    let mut lines = head.lines().map(str::trim_start);
    let named = lines.next().is_some_and(|first| {
        first.split_once(':').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
    });
    named
        && head.lines().any(|line| line.starts_with("mime-version:"))
        && (head.contains("multipart/") || head.contains("text/html"))
}

/// Reads the pages of an archive that contain a table, each as a sheet.
///
/// # Errors
/// Returns an error if no page has a table, if there are more than [`MAX_PAGES`], or if the budget is used
/// up.
pub(super) fn read(bytes: &[u8], budget: &Budget) -> Result<Vec<RawSheet>, ReadError> {
    budget.take_bytes(bytes.len() as u64)?;
    let archive = MessageParser::new().parse(bytes).ok_or(ReadError::NotAWorkbook)?;
    let names = sheet_names(&archive);
    let mut sheets: Vec<RawSheet> = Vec::new();
    let mut taken = HashSet::new();
    for (part, page) in pages(&archive).filter(|(_, page)| html::is_page(page)) {
        let mut sheet = html::read(page, budget)?;
        if let Some(name) = part.content_location().and_then(|place| names.get(file_name(place))) {
            sheet.name = sheet_name(name, &sheet.name);
        }
        // A workbook cannot have two sheets with the same name.
        let first = sheet.name.clone();
        let mut numbered = (2..).map(|n| format!("{} ({n})", first.chars().take(25).collect::<String>()));
        while !taken.insert(sheet.name.clone()) {
            sheet.name = numbered.next().unwrap_or_default();
        }
        if sheets.len() == MAX_PAGES {
            return Err(ReadError::Damaged("MHTML".to_owned()));
        }
        sheets.push(sheet);
    }
    if sheets.is_empty() { Err(ReadError::NotAWorkbook) } else { Ok(sheets) }
}

fn pages<'a>(archive: &'a Message<'a>) -> impl Iterator<Item = (&'a MessagePart<'a>, &'a str)> {
    archive.parts.iter().filter_map(|part| match &part.body {
        PartType::Html(page) => Some((part, page.as_ref())),
        _ => None,
    })
}

/// Returns the sheet name of each page by its file name, as the frame page states it: `<x:Name>Tabel
/// 4.2</x:Name> … <x:WorksheetSource HRef="sheet001.htm"/>`.
fn sheet_names(archive: &Message<'_>) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for (_, page) in pages(archive) {
        for sheet in page.split("<x:ExcelWorksheet>").skip(1) {
            let between = |from: &str, to: &str| Some(sheet.split_once(from)?.1.split_once(to)?.0);
            if let (Some(name), Some(place)) = (between("<x:Name>", "</x:Name>"), between("HRef=\"", "\"")) {
                let name = name.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
                names.insert(file_name(place).to_owned(), name);
            }
        }
    }
    names
}

fn file_name(place: &str) -> &str {
    place.rsplit(['/', '\\']).next().unwrap_or(place)
}
