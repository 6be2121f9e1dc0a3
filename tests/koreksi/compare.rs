//! States what may differ between a workbook and its corrected copy, and asserts that nothing else does.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use renja::model::CellRef;
use renja::model::SheetId;
use renja::write::koreksi::{Patch, patch};
use zip::ZipArchive;

/// Returns the entries of a package by name, unpacked.
pub fn entries(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut entry = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (entry.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

/// Returns the text of one entry.
pub fn text(bytes: &[u8], name: &str) -> String {
    String::from_utf8(entries(bytes).remove(name).unwrap_or_else(|| panic!("no {name}"))).unwrap()
}

/// Patches a workbook and asserts that nothing but the corrections changed. `parts` are the parts of the
/// sheets.
///
/// Entries that no correction concerns are the same bytes. In a sheet, only the corrected cells differ, and
/// the element that refers to the drawing of the notes. To formats and relationships, content is only added.
pub fn patched(before: &[u8], parts: &[&str], patches: &[Patch]) -> Vec<u8> {
    let after = patch(before, patches).unwrap_or_else(|refused| panic!("{refused:?}"));
    let (old, new) = (entries(before), entries(&after));
    let rels = |part: &str| {
        let (folder, name) = part.rsplit_once('/').unwrap();
        format!("{folder}/_rels/{name}.rels")
    };
    for (name, bytes) in &old {
        let is = new.get(name).unwrap_or_else(|| panic!("{name} is gone"));
        let sheet = parts.contains(&name.as_str());
        let may_differ = sheet
            || parts.iter().any(|part| rels(part) == *name)
            || ["xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"].contains(&name.as_str())
            || name.contains("comments")
            || name.contains("vmlDrawing");
        if !may_differ {
            assert!(is == bytes, "{name} differs");
        }
        let (was, is) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(is));
        if sheet {
            let addresses: Vec<String> = patches.iter().map(address).collect();
            assert_eq!(
                skeleton(&was, &addresses),
                skeleton(&is, &addresses),
                "{name} differs around the cells"
            );
        } else if may_differ {
            // Only additions are allowed: every existing tag is still there, apart from counts.
            assert!(only_adds(&was, &is), "{name} lost something:\n{was}\n{is}");
        }
    }
    for name in new.keys().filter(|name| !old.contains_key(*name)) {
        let sheets_rels = parts.iter().any(|part| rels(part) == *name);
        assert!(
            sheets_rels
                || name.contains("comments")
                || name.contains("vmlDrawing")
                || name == "xl/styles.xml",
            "{name} is new"
        );
    }
    after
}

/// Returns the address of a patch's cell, as Excel writes it.
pub fn address(patch: &Patch) -> String {
    CellRef { sheet: SheetId(0), row: patch.row, column: patch.column }.a1()
}

/// Returns the XML of the cell at an address.
pub fn cell<'a>(sheet: &'a str, address: &str) -> &'a str {
    &sheet[find_cell(sheet, address).unwrap_or_else(|| panic!("no cell {address}"))]
}

fn find_cell(sheet: &str, address: &str) -> Option<std::ops::Range<usize>> {
    let start = ["<c r=\"", "<x:c r=\""].iter().find_map(|head| sheet.find(&format!("{head}{address}\"")))?;
    let tag_end = start + sheet[start..].find('>')?;
    let end = if sheet[..tag_end].ends_with('/') {
        tag_end + 1
    } else {
        let close = if sheet[start..].starts_with("<x:") { "</x:c>" } else { "</c>" };
        start + sheet[start..].find(close)? + close.len()
    };
    Some(start..end)
}

/// Returns the sheet without these cells and without the element that refers to the drawing of the notes.
fn skeleton(sheet: &str, addresses: &[String]) -> String {
    let mut sheet = sheet.to_owned();
    for address in addresses {
        if let Some(range) = find_cell(&sheet, address) {
            sheet.replace_range(range, "");
        }
    }
    if let Some(start) = sheet.find("<legacyDrawing ").or_else(|| sheet.find("<x:legacyDrawing ")) {
        let end = start + sheet[start..].find('>').unwrap() + 1;
        sheet.replace_range(start..end, "");
    }
    sheet
}

/// Whether `is` consists of the tags of `was` with others inserted. Counts and the recalculation flag are
/// ignored.
fn only_adds(was: &str, is: &str) -> bool {
    let plain = |text: &str| -> Vec<String> {
        let without = |tag: &str| {
            let Some(at) = tag.find(" count=\"") else { return tag.replace(" fullCalcOnLoad=\"1\"", "") };
            let end = at + 8 + tag[at + 8..].find('"').unwrap() + 1;
            [&tag[..at], &tag[end..]].concat()
        };
        text.split_inclusive('>').map(|tag| without(tag).replace(['/', ' '], "")).collect()
    };
    let is = plain(is);
    let mut rest = is.iter();
    plain(was).iter().all(|tag| rest.any(|other| other == tag))
}

/// Returns every value of a sheet as calamine reads it.
pub fn values(bytes: &[u8], sheet: &str) -> BTreeMap<(u32, u32), Data> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let (row, column) = range.start().unwrap_or_default();
    range
        .used_cells()
        .map(|(r, c, value)| {
            ((row + u32::try_from(r).unwrap(), column + u32::try_from(c).unwrap()), value.clone())
        })
        .collect()
}

/// Returns every formula of a sheet as calamine reads it.
pub fn formulas(bytes: &[u8], sheet: &str) -> BTreeMap<(u32, u32), String> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_formula(sheet).unwrap();
    let (row, column) = range.start().unwrap_or_default();
    range
        .used_cells()
        .map(|(r, c, formula)| {
            ((row + u32::try_from(r).unwrap(), column + u32::try_from(c).unwrap()), formula.clone())
        })
        .collect()
}
