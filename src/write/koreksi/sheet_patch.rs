//! Patches one sheet: its corrected cells and their notes.

use std::collections::{BTreeMap, BTreeSet};

use super::cell_patch::{self, OldValueKind};
use super::notes::{self, Note};
use super::package_patch::{Package, broken_part, reference_element, relationship_id};
use super::patches::{NewContent, Patch, PatchRefusal, refusal};
use super::scan::{CellLocation, CellPosition, FoundCell, OrphanedFormula, Scan, ScanError, scan_sheet};
use super::style_patch::Styles;
use crate::model::{Area, Message, a1};
use crate::ooxml::edit::{self, Edits, XmlTree, as_open_tag, attribute, with_attribute};
use crate::ooxml::xml::{escaped, unescaped};
use crate::text::reference::{LAST_COLUMN, LAST_ROW, shift_within};

/// Maximum size, in bytes, of an unpacked sheet that is kept until the package is written. A larger sheet is
/// unpacked again at that time, so that it is never in memory twice.
const MAX_KEPT_SHEET_BYTES: usize = 1 << 22;

const COMMENTS_CONTENT_TYPE: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const DRAWING_CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// Patches a sheet. `part` is the name of its part; all patches must be for this sheet.
///
/// # Errors
///
/// If the sheet cannot be read, or if one of the cells cannot be changed safely.
pub fn patch(
    package: &mut Package<'_>,
    part: &str,
    patches: &[&Patch],
    styles: &mut Styles,
) -> Result<(), PatchRefusal> {
    let sheet = Sheet { name: patches.first().map_or("", |patch| patch.sheet.as_str()), part };
    let xml = edit::decode_text(package.read(part)?).map_err(|_| broken_part(part))?;
    let (corrections, scan) = sheet.corrections(&xml, patches)?;
    let is_result = |place: &CellPosition| {
        corrections.get(place).is_some_and(|c| matches!(c.to, NewContent::Recalculated(_)))
    };
    sheet.refuse_blocks(&scan, &table_edges(package, part)?, is_result)?;

    let mut edits = Edits::default();
    let mut news = Vec::new();
    for (place, spot) in &scan.locations {
        let Some(correction) = corrections.get(place) else { continue };
        let found = if let CellLocation::Found(found) = spot { Some(found) } else { None };
        if let NewContent::Recalculated(n) = &correction.to {
            // A cell whose formula is gone or belongs to a block is recalculated when the workbook is opened.
            if let Some((found, element)) = found.and_then(|found| {
                Some((found, cell_patch::cell_xml_with_result(&scan.prefix, &xml, found, *n)?))
            }) {
                edits.replace(found.whole.clone(), element);
            }
            continue;
        }
        sheet.refuse_constant_for_formula(&xml, *place, found, &correction.to)?;
        let base = base_style(&xml, *place, spot, &scan);
        let was = found.map_or(OldValueKind::Blank, |found| cell_patch::old_value_kind(&xml, found));
        let writing = cell_patch::cell_update(&correction.to, was, &styles.number_look(base));
        let style = styles.add_marked_format(base, writing.format)?;
        let element = cell_patch::cell_xml(&scan.prefix, &xml, found, *place, style, &writing);
        match found {
            Some(found) => edits.replace(found.whole.clone(), element),
            None => news.push((*place, spot, element)),
        }
    }
    add_cells(&xml, &scan.prefix, &news, &mut edits);
    for orphans in scan.orphaned_formulas.iter().filter(|orphans| !is_result(&orphans.first)) {
        sheet.move_shared_formula(&xml, &scan, orphans, &mut edits)?;
    }
    let notes: Vec<Note> = corrections
        .into_iter()
        .filter(|(_, correction)| !correction.note.is_empty())
        .map(|(at, correction)| Note { at, text: correction.note })
        .collect();
    sheet.add_notes(package, &xml, &scan, &notes, &mut edits)?;
    if xml.len() > MAX_KEPT_SHEET_BYTES {
        return package.splice(part, edits);
    }
    package.set(part, edits.apply(&xml).map_err(|_| broken_part(part))?);
    Ok(())
}

/// New content of a cell with the text of its note.
#[derive(Debug)]
struct Correction {
    to: NewContent,
    note: String,
}

/// The sheet that is patched, for messages.
#[derive(Debug, Clone, Copy)]
struct Sheet<'a> {
    name: &'a str,
    part: &'a str,
}

impl Sheet<'_> {
    /// Returns the corrections by cell, and the places of these cells in the XML. A correction within a
    /// merged area goes to its top left cell; two equal ones on a cell become one, with both notes.
    ///
    /// # Errors
    ///
    /// If a cell is outside of the sheet, or if two patches give a cell different contents.
    fn corrections(
        self,
        xml: &str,
        patches: &[&Patch],
    ) -> Result<(BTreeMap<CellPosition, Correction>, Scan), PatchRefusal> {
        let asked: BTreeSet<CellPosition> = patches.iter().map(|patch| (patch.row, patch.column)).collect();
        if let Some(beyond) = asked.iter().find(|(row, column)| *row > LAST_ROW || *column > LAST_COLUMN) {
            return Err(self.refusal_at("koreksi.di-luar-lembar", *beyond));
        }
        let mut found = self.scan(xml, &asked)?;
        let merges = std::mem::take(&mut found.merges);
        let home = |place: CellPosition| {
            let merge = merges.iter().find(|area| area.contains(place.0, place.1));
            merge.map_or(place, |area| (area.first_row, area.first_column))
        };
        let homes: BTreeSet<CellPosition> = asked.iter().map(|place| home(*place)).collect();
        if homes != asked {
            found = self.scan(xml, &homes)?;
        }
        let mut corrections: BTreeMap<CellPosition, Correction> = BTreeMap::new();
        for patch in patches {
            let place = home((patch.row, patch.column));
            match corrections.get_mut(&place) {
                None => {
                    corrections.insert(place, Correction { to: patch.to.clone(), note: patch.note.clone() });
                }
                Some(other) if other.to != patch.to => {
                    return Err(self.refusal_at("koreksi.dua-nilai", place));
                }
                Some(other) if other.note != patch.note => {
                    other.note = format!("{}\n{}", other.note, patch.note);
                }
                Some(_) => {}
            }
        }
        Ok((corrections, found))
    }

    /// Locates the wanted cells.
    fn scan(self, xml: &str, wanted: &BTreeSet<CellPosition>) -> Result<Scan, PatchRefusal> {
        let scan = scan_sheet(xml, wanted).map_err(|reason| match reason {
            ScanError::Malformed => broken_part(self.part),
            ScanError::OutOfOrder => {
                PatchRefusal(Message::new("koreksi.urutan-baris").with("sheet", self.name))
            }
        })?;
        if xml.get(scan.root.clone()).is_some_and(|root| root.contains("http://purl.oclc.org/ooxml/")) {
            return Err(refusal("koreksi.strict"));
        }
        Ok(scan)
    }

    /// Refuses cells that Excel does not let anyone change alone: parts of array formulas, and header and
    /// total rows of Excel's tables. A result is exempt, since the formula stays.
    fn refuse_blocks(
        self,
        scan: &Scan,
        edges: &[Area],
        is_result: impl Fn(&CellPosition) -> bool,
    ) -> Result<(), PatchRefusal> {
        let within =
            |areas: &[Area], place: &CellPosition| areas.iter().any(|area| area.contains(place.0, place.1));
        for place in scan.locations.keys().filter(|place| !is_result(place)) {
            if within(&scan.blocks, place) {
                return Err(self.refusal_at("koreksi.rumus-larik", *place));
            }
            if within(edges, place) {
                return Err(self.refusal_at("koreksi.judul-tabel", *place));
            }
        }
        Ok(())
    }

    /// Refuses to replace a formula by a value. A cell of a what-if table is refused in any case.
    fn refuse_constant_for_formula(
        self,
        xml: &str,
        place: CellPosition,
        found: Option<&FoundCell>,
        to: &NewContent,
    ) -> Result<(), PatchRefusal> {
        let formula = found.and_then(|found| found.children.iter().find(|child| child.name == "f"));
        let Some(formula) = formula else { return Ok(()) };
        let kind = xml.get(formula.tag.clone()).and_then(|tag| attribute(tag, "t"));
        if kind.as_deref() == Some("dataTable") {
            return Err(self.refusal_at("koreksi.rumus-larik", place));
        }
        if matches!(to, NewContent::Formula(..)) {
            Ok(())
        } else {
            Err(self.refusal_at("koreksi.sel-rumus", place))
        }
    }

    /// Moves a shared formula whose first cell is corrected: the next cell that shares it receives the text,
    /// and so does every cell that the new area cannot include.
    fn move_shared_formula(
        self,
        xml: &str,
        scan: &Scan,
        orphans: &OrphanedFormula,
        edits: &mut Edits,
    ) -> Result<(), PatchRefusal> {
        let (Some(heir), Some(area)) = (&orphans.heir, orphans.area) else { return Ok(()) };
        let Some(CellLocation::Found(found)) = scan.locations.get(&orphans.first) else { return Ok(()) };
        let formula = found.children.iter().find(|child| child.name == "f");
        let text = formula.and_then(|formula| xml.get(formula.inner.clone())).unwrap_or_default();
        let text = unescaped(text);
        for (place, element) in [heir].into_iter().chain(&orphans.strays) {
            let rows = i64::from(place.0) - i64::from(orphans.first.0);
            let columns = i64::from(place.1) - i64::from(orphans.first.1);
            // No program that writes sheets is known to use `<![CDATA[…` here; refuse it rather than misread
            // it.
            let moved = (!text.contains("<!")).then(|| shift_within(&text, rows, columns)).flatten();
            let Some(moved) = moved else {
                return Err(self.refusal_at("koreksi.rumus-bersama", orphans.first));
            };
            let mut tag = as_open_tag(xml.get(element.tag.clone()).unwrap_or_default());
            if *place == heir.0 {
                tag = with_attribute(&tag, "ref", Some(&area.a1()));
            } else {
                tag = with_attribute(&with_attribute(&tag, "t", None), "si", None);
            }
            edits.replace(element.whole.clone(), format!("{tag}{}</{}f>", escaped(&moved), scan.prefix));
        }
        Ok(())
    }

    /// Adds the notes to the sheet's comments and drawing; creates these parts if the sheet has none.
    fn add_notes(
        self,
        package: &mut Package<'_>,
        xml: &str,
        scan: &Scan,
        notes: &[Note],
        edits: &mut Edits,
    ) -> Result<(), PatchRefusal> {
        if notes.is_empty() {
            return Ok(());
        }
        let relationships = package.relationships(self.part)?;
        let comments = relationships.iter().find(|to| to.kind() == "comments").map(|to| to.target.clone());
        let (comments, bytes) = if let Some(part) = comments {
            let bytes = package.read_tree(&part)?.text.into_bytes();
            (part, bytes)
        } else {
            let (part, _) = unused_part_name(package, "xl/comments", ".xml");
            package.add_relationship(self.part, "comments", &part)?;
            package.declare_content_type(&part, COMMENTS_CONTENT_TYPE)?;
            (part, notes::EMPTY_COMMENTS.into())
        };
        let (bytes, boxes) = notes::add_comments(bytes, &comments, notes)?;
        package.set(&comments, bytes);
        if boxes.is_empty() {
            return Ok(());
        }
        let (drawing, bytes, block) = if let Some(tag) = &scan.legacy_drawing {
            let id = relationship_id(xml.get(tag.clone()).unwrap_or_default());
            let to = relationships
                .iter()
                .find(|to| Some(&to.id) == id.as_ref())
                .ok_or_else(|| broken_part(self.part))?;
            (to.target.clone(), package.read(&to.target)?, 1)
        } else {
            let (part, number) = unused_part_name(package, "xl/drawings/vmlDrawing", ".vml");
            let id = package.add_relationship(self.part, "vmlDrawing", &part)?;
            package.declare_content_type(&part, DRAWING_CONTENT_TYPE)?;
            let root = xml.get(scan.root.clone()).unwrap_or_default();
            let element = reference_element(&format!("{}legacyDrawing", scan.prefix), root, &id);
            edits.insert(scan.legacy_drawing_at, element);
            (part, notes::empty_drawing(number).into_bytes(), number)
        };
        let bytes = notes::add_boxes(bytes, &drawing, block, &boxes)?;
        package.set(&drawing, bytes);
        Ok(())
    }

    fn refusal_at(self, key: &'static str, place: CellPosition) -> PatchRefusal {
        PatchRefusal(Message::new(key).with("sheet", self.name).with("cell", a1(place.0, place.1)))
    }
}

/// Returns the style index of a cell; for a cell that the sheet does not have, that of its row or column.
fn base_style(xml: &str, place: CellPosition, spot: &CellLocation, scan: &Scan) -> u32 {
    let column = || {
        let style = scan.columns.iter().find(|(first, last, _)| (*first..=*last).contains(&place.1));
        style.map(|(_, _, style)| *style)
    };
    match spot {
        CellLocation::Found(found) => {
            xml.get(found.tag.clone()).and_then(|tag| attribute(tag, "s")).and_then(|s| s.parse().ok())
        }
        CellLocation::MissingCell(_, row) | CellLocation::EmptyRow(_, row) => row.or_else(column),
        CellLocation::MissingRow(_) | CellLocation::EmptySheet(_) => column(),
    }
    .unwrap_or(0)
}

/// Adds cells that the sheet does not have, with their rows if these are missing too.
fn add_cells(xml: &str, prefix: &str, news: &[(CellPosition, &CellLocation, String)], edits: &mut Edits) {
    let mut rows: Vec<(u32, &CellLocation, String)> = Vec::new();
    for ((row, _), spot, element) in news {
        match (spot, rows.last_mut()) {
            (CellLocation::MissingCell(at, _), _) => edits.insert(*at, element.clone()),
            (_, Some((last, _, cells))) if last == row => *cells += element,
            _ => rows.push((*row, spot, element.clone())),
        }
    }
    let mut all = String::new();
    for (row, spot, cells) in rows {
        let whole = format!("<{prefix}row r=\"{}\">{cells}</{prefix}row>", row + 1);
        match spot {
            CellLocation::EmptyRow(tag, _) => {
                let opened = as_open_tag(xml.get(tag.clone()).unwrap_or_default());
                edits.replace(tag.clone(), format!("{opened}{cells}</{prefix}row>"));
            }
            CellLocation::MissingRow(at) => edits.insert(*at, whole),
            CellLocation::EmptySheet(_) => all += &whole,
            CellLocation::Found(_) | CellLocation::MissingCell(..) => {}
        }
    }
    if let Some((_, CellLocation::EmptySheet(tag), _)) = news.first() {
        let opened = as_open_tag(xml.get(tag.clone()).unwrap_or_default());
        edits.replace(tag.clone(), format!("{opened}{all}</{prefix}sheetData>"));
    }
}

/// Returns the header and total rows of Excel's own tables. Their texts are also stored in the table's part,
/// and Excel repairs a workbook in which the two differ.
fn table_edges(package: &mut Package<'_>, part: &str) -> Result<Vec<Area>, PatchRefusal> {
    let mut edges = Vec::new();
    for table in package.relationships(part)?.iter().filter(|to| to.kind() == "table") {
        let tree = package.read_tree(&table.target)?;
        let attribute = |name| tree.attribute(XmlTree::ROOT, name);
        let Some(area) = attribute("ref").and_then(|area| Area::read_a1(&area)) else { continue };
        let rows = |name, default| attribute(name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(default);
        let (head, total) = (rows("headerRowCount", 1), rows("totalsRowCount", 0));
        if head > 0 {
            edges.push(Area { last_row: area.first_row + head - 1, ..area });
        }
        if total > 0 {
            edges.push(Area { first_row: (area.last_row + 1).saturating_sub(total), ..area });
        }
    }
    Ok(edges)
}

/// Returns a part name that is not taken, with its number.
fn unused_part_name(package: &Package<'_>, head: &str, tail: &str) -> (String, u32) {
    let names = (1..=u32::MAX).map(|n| (format!("{head}{n}{tail}"), n));
    names.into_iter().find(|(name, _)| !package.has(name)).unwrap_or_default()
}
