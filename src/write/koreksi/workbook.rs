//! The workbook part: finds the parts of the sheets, and makes Excel recalculate.

use super::package_patch::{Package, broken_part, relationship_id};
use super::patches::{PatchRefusal, refusal};
use super::style_patch::{self, Styles};
use crate::model::Message;
use crate::ooxml::edit::{Edits, XmlTree, with_attribute};

/// The workbook part with its sheets.
#[derive(Debug)]
pub struct Workbook {
    part: String,
    tree: XmlTree,
    sheets: Vec<Sheet>,
    /// Part with the cell formats; `None` if the workbook has none.
    styles: Option<String>,
}

#[derive(Debug)]
struct Sheet {
    name: String,
    part: String,
    /// Whether the sheet has cells; a chart sheet has none.
    has_cells: bool,
}

/// Name of the part for a workbook without cell formats.
const NEW_STYLES_PART: &str = "xl/styles.xml";
const STYLES_CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Elements of the workbook part that precede `calcPr`, in the order that the format requires.
const ELEMENTS_BEFORE_CALC_PR: &[&str] = &[
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
];

impl Workbook {
    /// Reads the workbook part and finds its sheets.
    ///
    /// # Errors
    ///
    /// If the workbook is signed, is not .xlsx, is in the strict variant, or is damaged.
    pub fn read(package: &mut Package<'_>) -> Result<Self, PatchRefusal> {
        let root = package.relationships("")?;
        if root.iter().any(|r| r.kind() == "origin" && r.target.contains("_xmlsignatures")) {
            return Err(refusal("koreksi.tanda-tangan"));
        }
        let main = root.into_iter().find(|r| r.kind() == "officeDocument").map(|r| r.target);
        // .xlsb is the same kind of package, with binary parts.
        let is_xml = |part: &String| !part.to_lowercase().ends_with(".bin");
        let part = main.filter(is_xml).ok_or_else(|| refusal("koreksi.bukan-xlsx"))?;
        let tree = package.read_tree(&part)?;
        if tree.local_name(XmlTree::ROOT) != "workbook" {
            return Err(refusal("koreksi.bukan-xlsx"));
        }
        if tree.attribute(XmlTree::ROOT, "conformance").as_deref() == Some("strict") {
            return Err(refusal("koreksi.strict"));
        }
        let relationships = package.relationships(&part)?;
        let list = tree.child(XmlTree::ROOT, "sheets").ok_or_else(|| broken_part(&part))?;
        let mut sheets = Vec::new();
        for id in tree.children(list, "sheet") {
            let to =
                relationship_id(tree.start_tag(id)).and_then(|id| relationships.iter().find(|r| r.id == id));
            let (Some(name), Some(to)) = (tree.attribute(id, "name"), to) else { continue };
            sheets.push(Sheet { name, part: to.target.clone(), has_cells: to.kind() == "worksheet" });
        }
        let styles = relationships.into_iter().find(|r| r.kind() == "styles").map(|r| r.target);
        Ok(Self { part, tree, sheets, styles })
    }

    /// Returns the index of a sheet by its name; if no name is equal, upper and lower case are ignored, as
    /// Excel does.
    ///
    /// # Errors
    ///
    /// If there is no such sheet, or if it has no cells.
    pub fn sheet_index(&self, name: &str) -> Result<usize, PatchRefusal> {
        let exactly = self.sheets.iter().position(|sheet| sheet.name == name);
        let folded = || self.sheets.iter().position(|sheet| sheet.name.to_lowercase() == name.to_lowercase());
        match exactly.or_else(folded).and_then(|at| Some((at, self.sheets.get(at)?))) {
            Some((at, sheet)) if sheet.has_cells => Ok(at),
            Some(_) => Err(PatchRefusal(Message::new("koreksi.bukan-lembar-sel").with("sheet", name))),
            None => Err(PatchRefusal(Message::new("koreksi.lembar-tidak-ada").with("sheet", name))),
        }
    }

    /// Returns the part of a sheet, by the index of the sheet.
    ///
    /// # Errors
    ///
    /// If there is no such sheet.
    pub fn sheet_part(&self, sheet: usize) -> Result<&str, PatchRefusal> {
        self.sheets.get(sheet).map(|sheet| sheet.part.as_str()).ok_or_else(|| broken_part(&self.part))
    }

    /// Reads the cell formats of the workbook; a workbook without formats gets a minimal set.
    ///
    /// # Errors
    ///
    /// If the part cannot be read.
    pub fn read_styles(&self, package: &mut Package<'_>) -> Result<Styles, PatchRefusal> {
        match &self.styles {
            Some(part) => Styles::read(package.read_tree(part)?.text.into_bytes(), part),
            None => Styles::read(style_patch::EMPTY_STYLES.into(), NEW_STYLES_PART),
        }
    }

    /// Writes the cell formats, and makes Excel recalculate on opening: cells that depend on a corrected one
    /// still have their old result.
    ///
    /// # Errors
    ///
    /// If a part cannot be read or edited.
    pub fn finish(self, package: &mut Package<'_>, styles: &Styles) -> Result<(), PatchRefusal> {
        if let Some(part) = &self.styles {
            package.set(part, styles.write(part)?);
        } else {
            package.add_relationship(&self.part, "styles", NEW_STYLES_PART)?;
            package.declare_content_type(NEW_STYLES_PART, STYLES_CONTENT_TYPE)?;
            package.set(NEW_STYLES_PART, styles.write(NEW_STYLES_PART)?);
        }
        let mut edits = Edits::default();
        if let Some(settings) = self.tree.child(XmlTree::ROOT, "calcPr") {
            let wanted = self.tree.attribute(settings, "fullCalcOnLoad");
            if !matches!(wanted.as_deref(), Some("1" | "true")) {
                let tag = with_attribute(self.tree.start_tag(settings), "fullCalcOnLoad", Some("1"));
                edits.replace(self.tree.tag_range(settings), tag);
            }
        } else {
            let at =
                self.tree.position_after(ELEMENTS_BEFORE_CALC_PR).ok_or_else(|| broken_part(&self.part))?;
            let prefix = self.tree.prefix(XmlTree::ROOT);
            edits.insert(at, format!("<{prefix}calcPr fullCalcOnLoad=\"1\"/>"));
        }
        if !edits.is_empty() {
            package.set(&self.part, edits.apply(&self.tree.text).map_err(|_| broken_part(&self.part))?);
        }
        Ok(())
    }
}
