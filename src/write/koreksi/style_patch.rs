//! Adds formats for corrected cells to styles.xml: copies of the cells' own formats, with a fill.

use std::collections::HashMap;

use super::package_patch::broken;
use super::patches::{Refused, refused};
use crate::model::Format;
use crate::ooxml::edit::{Edits, Id, Tree, with_attribute};

/// The cell formats of a workbook.
#[derive(Debug)]
pub struct Styles {
    tree: Tree,
    /// XML of each cell format, by its index.
    formats: Vec<String>,
    /// Number formats that the workbook defines, by their id.
    codes: HashMap<u32, String>,
    /// Index of the fill for corrected cells.
    fill: u32,
    /// Formats to be added.
    added: Vec<Added>,
}

/// A format to be added.
#[derive(Debug)]
struct Added {
    /// Index of the format that this one is a copy of, and the id of the number format that replaces its own.
    of: (u32, Option<u32>),
    xml: String,
}

/// How a cell format shows a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
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

impl Look {
    /// Whether the format itself shows this unit with the number.
    pub fn shows(&self, unit: &str) -> bool {
        matches!(self, Self::Other(code) if !unit.is_empty() && code.contains(unit))
    }
}

/// A styles part for a workbook that has none.
pub const NONE: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"></styleSheet>"
);

/// Light yellow fill of corrected cells, which readers take for "look here" whatever the colours of the
/// sheet.
const FILL: &str = "FFFFF2CC";

/// Maximum number of cell formats; Excel does not open a workbook with many more.
const MOST_FORMATS: usize = 65_000;

/// The sections of a styles part in the required order, each with the entries that Excel expects at its
/// beginning.
const SECTIONS: &[(&str, &str)] = &[
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
    pub fn read(bytes: Vec<u8>, part: &str) -> Result<Self, Refused> {
        let tree = complete(Tree::read(bytes).map_err(|_| broken(part))?).ok_or_else(|| broken(part))?;
        let section = |name| tree.child(Tree::ROOT, name);
        let xfs = section("cellXfs").ok_or_else(|| broken(part))?;
        let fills = section("fills").ok_or_else(|| broken(part))?;
        let formats: Vec<String> = tree.children(xfs, "xf").map(|xf| tree.whole(xf).to_owned()).collect();
        let fill = u32::try_from(tree.children(fills, "fill").count()).map_err(|_| broken(part))?;
        let mut codes = HashMap::new();
        for id in section("numFmts").into_iter().flat_map(|numbers| tree.children(numbers, "numFmt")) {
            let number = tree.attribute(id, "numFmtId").and_then(|n| n.parse().ok());
            if let (Some(number), Some(code)) = (number, tree.attribute(id, "formatCode")) {
                codes.insert(number, code);
            }
        }
        Ok(Self { tree, formats, codes, fill, added: Vec::new() })
    }

    /// Returns how a cell of this format shows a number.
    pub fn look(&self, format: u32) -> Look {
        let xf = usize::try_from(format).ok().and_then(|at| self.formats.get(at));
        let number =
            xf.and_then(|xf| crate::ooxml::edit::attribute(tag(xf), "numFmtId")).and_then(|n| n.parse().ok());
        match number.unwrap_or(0) {
            0 => Look::General,
            9 | 10 => Look::Percent,
            14..=22 | 45..=47 => Look::Date,
            49 => Look::Text,
            number => match self.codes.get(&number).map(String::as_str) {
                Some("@") => Look::Text,
                Some(code) if code.eq_ignore_ascii_case("general") => Look::General,
                Some(code) if Format(Some(code.into())).is_percent() => Look::Percent,
                Some(code) if Format(Some(code.into())).is_date() => Look::Date,
                code => Look::Other(code.unwrap_or_default().to_owned()),
            },
        }
    }

    /// Returns the index of a copy of this format with the fill, and with another number format if one is
    /// given. The same copy is added only once.
    ///
    /// # Errors
    ///
    /// If the workbook has too many formats ([`MOST_FORMATS`]).
    pub fn marked(&mut self, format: u32, number: Option<u32>) -> Result<u32, Refused> {
        let of = (format, number);
        let at = self.added.iter().position(|added| added.of == of).unwrap_or_else(|| {
            let xml = self.copy(format, number);
            self.added.push(Added { of, xml });
            self.added.len() - 1
        });
        let at = self.formats.len() + at;
        if at > MOST_FORMATS {
            return Err(refused("koreksi.gaya-penuh"));
        }
        u32::try_from(at).map_err(|_| refused("koreksi.gaya-penuh"))
    }

    /// Returns the part with the fill and the formats added.
    ///
    /// # Errors
    ///
    /// If the part cannot be edited.
    pub fn write(&self, part: &str) -> Result<Vec<u8>, Refused> {
        let mut edits = Edits::default();
        let prefix = self.tree.prefix(Tree::ROOT);
        let fill = format!(
            "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"{FILL}\"/>\
             <{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>"
        );
        self.append("fills", usize::try_from(self.fill).unwrap_or(0) + 1, &fill, &mut edits);
        let xfs: String = self.added.iter().map(|added| added.xml.as_str()).collect();
        self.append("cellXfs", self.formats.len() + self.added.len(), &xfs, &mut edits);
        edits.apply(&self.tree.text).map_err(|_| broken(part))
    }

    fn copy(&self, format: u32, number: Option<u32>) -> String {
        let xf = usize::try_from(format).ok().and_then(|at| self.formats.get(at)).or(self.formats.first());
        let xf = xf.map_or("", String::as_str);
        let old = tag(xf);
        let mut new = with_attribute(old, "fillId", Some(&self.fill.to_string()));
        new = with_attribute(&new, "applyFill", Some("1"));
        if let Some(number) = number {
            new = with_attribute(&new, "numFmtId", Some(&number.to_string()));
            new = with_attribute(&new, "applyNumberFormat", Some("1"));
            // Remove the mark of a leading apostrophe: `'1.000` was text because of it.
            new = with_attribute(&new, "quotePrefix", None);
        }
        new + xf.get(old.len()..).unwrap_or_default()
    }

    fn append(&self, section: &str, count: usize, xml: &str, edits: &mut Edits) {
        let Some(id) = self.tree.child(Tree::ROOT, section) else { return };
        let tag = match self.tree.attribute(id, "count") {
            Some(_) => with_attribute(self.tree.tag(id), "count", Some(&count.to_string())),
            None => self.tree.tag(id).to_owned(),
        };
        self.tree.append(id, &tag, xml, edits);
    }
}

/// Adds the sections that the part lacks, since a cell format refers to its font, fill and border by number.
/// `None` if the part cannot be edited.
fn complete(mut tree: Tree) -> Option<Tree> {
    for (at, (name, content)) in SECTIONS.iter().enumerate() {
        let there = tree.child(Tree::ROOT, name);
        if content.is_empty() || there.is_some_and(|id| has_children(&tree, id)) {
            continue;
        }
        let prefix = tree.prefix(Tree::ROOT).to_owned();
        let content = content.replace("</", "\u{0}").replace('<', &format!("<{prefix}"));
        let content = content.replace('\u{0}', &format!("</{prefix}"));
        let mut edits = Edits::default();
        if let Some(id) = there {
            tree.append(id, &with_attribute(tree.tag(id), "count", None), &content, &mut edits);
        } else {
            let section = format!("<{prefix}{name}>{content}</{prefix}{name}>");
            let before: Vec<&str> = SECTIONS.iter().take(at).map(|(name, _)| *name).collect();
            match tree.place_after(&before) {
                Some(place) => edits.insert(place, section),
                None => tree.append(Tree::ROOT, tree.tag(Tree::ROOT), &section, &mut edits),
            }
        }
        tree = Tree::read(edits.apply(&tree.text).ok()?).ok()?;
    }
    Some(tree)
}

fn has_children(tree: &Tree, id: Id) -> bool {
    tree.all_children(id).next().is_some()
}

/// Returns the start tag of an element.
fn tag(xml: &str) -> &str {
    // No attribute of a format contains `>`: all of them are numbers and words.
    xml.find('>').and_then(|end| xml.get(..=end)).unwrap_or_default()
}
