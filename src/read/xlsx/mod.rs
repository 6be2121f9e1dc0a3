//! Reads .xlsx and .xlsm in a single pass. Value, formula, format, bold, indent, merges, hidden rows and
//! columns all come from one reading of a sheet's XML. A cell that cannot be understood affects only that
//! cell and not its sheet.

mod escapes;
mod fast_cells;
mod pieces;
mod sheet;
mod strings;
mod styles;

use quick_xml::events::{BytesStart, Event};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

use self::sheet::Context;
use super::ReadError;
use super::budget::Budget;
use super::budgeted_package::Package;
use super::raw::RawSheet;
use crate::model::Visibility;
use crate::ooxml::xml::{Xml, attribute_text};

/// Reads a package of XML parts.
///
/// # Errors
/// Returns an error if the list of sheets is missing or damaged, if a part that the sheets share is damaged,
/// if a part is encrypted, or if the budget is used up. A damaged sheet is marked as unread.
pub(super) fn read(mut package: Package<'_>, budget: &Budget) -> Result<Vec<RawSheet>, ReadError> {
    let workbook = package.workbook_part("xl/workbook.xml", budget)?;
    let relations = package.relationships(&workbook, budget)?;
    let text = package.text(&workbook, budget)?.ok_or_else(|| ReadError::Damaged(workbook.clone()))?;
    let entries = sheet_entries(&text).map_err(|()| ReadError::Damaged(workbook.clone()))?;

    let part = |kind: &str, usual: &str| {
        // Parts without a relationship stand next to the workbook.
        let folder = workbook.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        relations.target_of_kind(kind).map_or_else(|| format!("{folder}{usual}"), ToOwned::to_owned)
    };
    let strings = package.text(&part("sharedStrings", "sharedStrings.xml"), budget)?;
    let strings = strings.map(|text| strings::read(&text, budget)).transpose()?.unwrap_or_default();
    let styles = package.text(&part("styles", "styles.xml"), budget)?;
    let styles = styles.map(|text| styles::read(&text)).unwrap_or_default();
    let context = Context { strings: &strings, styles: styles.into() };

    let tables: Vec<(SheetEntry, Option<&str>)> = entries
        .into_iter()
        .filter_map(|entry| match relations.get(&entry.relation) {
            None => Some((entry, None)),
            // Charts, dialogs and macro sheets hold no table.
            Some(part) => (part.kind() == "worksheet").then_some((entry, Some(part.target.as_str()))),
        })
        .collect();
    if tables.len() > usize::from(u16::MAX) {
        return Err(ReadError::Damaged(workbook));
    }
    let sheets: Vec<Result<RawSheet, ReadError>> = tables
        .into_par_iter()
        .map_init(
            || context.clone_unshared(),
            |context, (entry, part)| match part {
                Some(part) => read_sheet(entry, package.clone(), part, context, budget),
                None => Ok(RawSheet::unreadable(entry.name, entry.visibility)),
            },
        )
        .collect();
    // Report limits in a fixed order, so that the output does not depend on thread timing.
    let too_many_bytes = sheets.iter().find_map(|sheet| match sheet {
        Err(error @ ReadError::TooManyBytes(_)) => Some(error.clone()),
        _ => None,
    });
    match too_many_bytes {
        Some(error) => Err(error),
        None => sheets.into_iter().collect(),
    }
}

/// Reads one sheet. If its part is damaged, the sheet is marked as unread, because the other sheets may be
/// sound.
fn read_sheet(
    entry: SheetEntry,
    mut package: Package<'_>,
    part: &str,
    context: &Context<'_>,
    budget: &Budget,
) -> Result<RawSheet, ReadError> {
    let read = match pieces::read(&mut package, part, context, budget) {
        Err(ReadError::Damaged(_)) => None,
        read => read?,
    };
    Ok(match read {
        Some(sheet) => RawSheet { name: entry.name, visibility: entry.visibility, ..sheet },
        None => RawSheet::unreadable(entry.name, entry.visibility),
    })
}

/// A sheet as the workbook lists it.
struct SheetEntry {
    name: String,
    visibility: Visibility,
    relation: String,
}

/// Reads the list of sheets. Returns an error if the XML is damaged or breaks off.
fn sheet_entries(workbook: &str) -> Result<Vec<SheetEntry>, ()> {
    let mut entries = Vec::new();
    let mut xml = Xml::new(workbook);
    loop {
        match xml.next().map_err(|_| ())? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sheet" => {
                entries.push(sheet_entry(&e));
            }
            Event::End(e) if matches!(e.local_name().as_ref(), "sheets" | "workbook") => return Ok(entries),
            Event::Eof => return Err(()),
            _ => {}
        }
    }
}

fn sheet_entry(element: &BytesStart<'_>) -> SheetEntry {
    let text = |name| attribute_text(element, name);
    let visibility = match text("state").as_str() {
        "hidden" => Visibility::Hidden,
        "veryHidden" => Visibility::VeryHidden,
        _ => Visibility::Visible,
    };
    SheetEntry { name: text("name"), visibility, relation: text("id") }
}
