//! Adds formats for corrected cells to styles.xml: copies of the cells' own formats, with a fill.

use std::collections::HashMap;

use super::package_patch::broken_part;
use super::patches::{PatchRefusal, refusal};
use crate::model::Format;
use crate::ooxml::edit::{Edits, NodeId, XmlTree, with_attribute};

/// The cell formats of a workbook.
#[derive(Debug)]
pub struct Styles {
    tree: XmlTree,
    /// XML of each cell format, by its index.
    formats: Vec<String>,
    /// Number formats that the workbook defines, by their id.
    number_formats: HashMap<u32, String>,
    /// Index of the fill for corrected cells.
    fill_index: u32,
    /// Formats to be added.
    added: Vec<AddedFormat>,
}

/// A format to be added.
#[derive(Debug)]
struct AddedFormat {
    /// Index of the format that this one is a copy of, and the id of the number format that replaces its own.
    source: (u32, Option<u32>),
    xml: String,
}

/// How a cell format shows a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberLook {
    /// The general format.
    General,
    /// As text, whatever is typed: `@`.
    Text,
    /// As a percentage: 0.85 is shown as 85%.
    Percent,
    /// As a date or time: an amount would be shown as a day, or as `####`.
    Date,
    /// Any other way; the code of the format, or empty for a built-in format.
    Other(String),
}

impl NumberLook {
    /// Whether the format itself shows this unit with the number.
    pub fn shows_unit(&self, unit: &str) -> bool {
        matches!(self, Self::Other(code) if !unit.is_empty() && code.contains(unit))
    }
}

/// A styles part for a workbook that has none.
pub const EMPTY_STYLES: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"></styleSheet>"
);

/// Light yellow fill of corrected cells, which readers take for "look here" whatever the colours of the
/// sheet.
const CORRECTED_FILL_ARGB: &str = "FFFFF2CC";

/// Maximum number of cell formats; Excel does not open a workbook with many more.
const MAX_CELL_FORMATS: usize = 65_000;

/// The sections of a styles part in the required order, each with the entries that Excel expects at its
/// beginning.
const STYLE_SECTIONS: &[(&str, &str)] = &[
    ("numFmts", ""),
    ("fonts", "<font/>"),
    (
        "fills",
        "<fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill>",
    ),
    ("borders", "<border><left/><right/><top/><bottom/><diagonal/></border>"),
    ("cellStyleXfs", "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"),
    ("cellXfs", "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"),
];

impl Styles {
    /// Reads the part and adds the sections that it lacks.
    ///
    /// # Errors
    ///
    /// If the part cannot be read or edited.
    pub fn read(bytes: Vec<u8>, part: &str) -> Result<Self, PatchRefusal> {
        let tree = add_missing_sections(XmlTree::parse(bytes).map_err(|_| broken_part(part))?)
            .ok_or_else(|| broken_part(part))?;
        let section = |name| tree.child(XmlTree::ROOT, name);
        let xfs = section("cellXfs").ok_or_else(|| broken_part(part))?;
        let fills = section("fills").ok_or_else(|| broken_part(part))?;
        let formats: Vec<String> =
            tree.children(xfs, "xf").map(|xf| tree.element_text(xf).to_owned()).collect();
        let fill = u32::try_from(tree.children(fills, "fill").count()).map_err(|_| broken_part(part))?;
        let mut codes = HashMap::new();
        for id in section("numFmts").into_iter().flat_map(|numbers| tree.children(numbers, "numFmt")) {
            let number = tree.attribute(id, "numFmtId").and_then(|n| n.parse().ok());
            if let (Some(number), Some(code)) = (number, tree.attribute(id, "formatCode")) {
                codes.insert(number, code);
            }
        }
        Ok(Self { tree, formats, number_formats: codes, fill_index: fill, added: Vec::new() })
    }

    /// Returns how a cell of this format shows a number.
    pub fn number_look(&self, format: u32) -> NumberLook {
        let xf = usize::try_from(format).ok().and_then(|at| self.formats.get(at));
        let number = xf
            .and_then(|xf| crate::ooxml::edit::attribute(start_tag(xf), "numFmtId"))
            .and_then(|n| n.parse().ok());
        match number.unwrap_or(0) {
            0 => NumberLook::General,
            9 | 10 => NumberLook::Percent,
            14..=22 | 45..=47 => NumberLook::Date,
            49 => NumberLook::Text,
            number => match self.number_formats.get(&number).map(String::as_str) {
                Some("@") => NumberLook::Text,
                Some(code) if code.eq_ignore_ascii_case("general") => NumberLook::General,
                Some(code) if Format(Some(code.into())).is_percent() => NumberLook::Percent,
                Some(code) if Format(Some(code.into())).is_date() => NumberLook::Date,
                code => NumberLook::Other(code.unwrap_or_default().to_owned()),
            },
        }
    }

    /// Returns the index of a copy of this format with the fill, and with another number format if one is
    /// given. The same copy is added only once.
    ///
    /// # Errors
    ///
    /// If the workbook has too many formats ([`MAX_CELL_FORMATS`]).
    pub fn add_marked_format(&mut self, format: u32, number: Option<u32>) -> Result<u32, PatchRefusal> {
        let of = (format, number);
        let at = self.added.iter().position(|added| added.source == of).unwrap_or_else(|| {
            let xml = self.marked_copy(format, number);
            self.added.push(AddedFormat { source: of, xml });
            self.added.len() - 1
        });
        let at = self.formats.len() + at;
        if at > MAX_CELL_FORMATS {
            return Err(refusal("koreksi.gaya-penuh"));
        }
        u32::try_from(at).map_err(|_| refusal("koreksi.gaya-penuh"))
    }

    /// Returns the part with the fill and the formats added.
    ///
    /// # Errors
    ///
    /// If the part cannot be edited.
    pub fn write(&self, part: &str) -> Result<Vec<u8>, PatchRefusal> {
        let mut edits = Edits::default();
        let prefix = self.tree.prefix(XmlTree::ROOT);
        let fill = format!(
            "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"{CORRECTED_FILL_ARGB}\"/>\
             <{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>"
        );
        self.append_to_section("fills", usize::try_from(self.fill_index).unwrap_or(0) + 1, &fill, &mut edits);
        let xfs: String = self.added.iter().map(|added| added.xml.as_str()).collect();
        self.append_to_section("cellXfs", self.formats.len() + self.added.len(), &xfs, &mut edits);
        edits.apply(&self.tree.text).map_err(|_| broken_part(part))
    }

    fn marked_copy(&self, format: u32, number: Option<u32>) -> String {
        let xf = usize::try_from(format).ok().and_then(|at| self.formats.get(at)).or(self.formats.first());
        let xf = xf.map_or("", String::as_str);
        let old = start_tag(xf);
        let mut new = with_attribute(old, "fillId", Some(&self.fill_index.to_string()));
        new = with_attribute(&new, "applyFill", Some("1"));
        if let Some(number) = number {
            new = with_attribute(&new, "numFmtId", Some(&number.to_string()));
            new = with_attribute(&new, "applyNumberFormat", Some("1"));
            // Remove the mark of a leading apostrophe: `'1.000` was text because of it.
            new = with_attribute(&new, "quotePrefix", None);
        }
        new + xf.get(old.len()..).unwrap_or_default()
    }

    fn append_to_section(&self, section: &str, count: usize, xml: &str, edits: &mut Edits) {
        let Some(id) = self.tree.child(XmlTree::ROOT, section) else { return };
        let tag = match self.tree.attribute(id, "count") {
            Some(_) => with_attribute(self.tree.start_tag(id), "count", Some(&count.to_string())),
            None => self.tree.start_tag(id).to_owned(),
        };
        self.tree.append(id, &tag, xml, edits);
    }
}

/// Adds the sections that the part lacks, since a cell format refers to its font, fill and border by number.
/// `None` if the part cannot be edited.
fn add_missing_sections(mut tree: XmlTree) -> Option<XmlTree> {
    for (at, (name, content)) in STYLE_SECTIONS.iter().enumerate() {
        let there = tree.child(XmlTree::ROOT, name);
        if content.is_empty() || there.is_some_and(|id| has_children(&tree, id)) {
            continue;
        }
        let prefix = tree.prefix(XmlTree::ROOT).to_owned();
        let content = content.replace("</", "\u{0}").replace('<', &format!("<{prefix}"));
        let content = content.replace('\u{0}', &format!("</{prefix}"));
        let mut edits = Edits::default();
        if let Some(id) = there {
            tree.append(id, &with_attribute(tree.start_tag(id), "count", None), &content, &mut edits);
        } else {
            let section = format!("<{prefix}{name}>{content}</{prefix}{name}>");
            let before: Vec<&str> = STYLE_SECTIONS.iter().take(at).map(|(name, _)| *name).collect();
            match tree.position_after(&before) {
                Some(place) => edits.insert(place, section),
                None => tree.append(XmlTree::ROOT, tree.start_tag(XmlTree::ROOT), &section, &mut edits),
            }
        }
        tree = XmlTree::parse(edits.apply(&tree.text).ok()?).ok()?;
    }
    Some(tree)
}

fn has_children(tree: &XmlTree, id: NodeId) -> bool {
    tree.all_children(id).next().is_some()
}

/// Returns the start tag of an element.
fn start_tag(xml: &str) -> &str {
    // No attribute of a format contains `>`: all of them are numbers and words.
    xml.find('>').and_then(|end| xml.get(..=end)).unwrap_or_default()
}
