//! The workbook part: finds the parts of the sheets, and makes Excel recalculate.

use super::package_patch::{Package, broken, pointed};
use super::patches::{Refused, refused};
use super::style_patch::{self, Styles};
use crate::model::Message;
use crate::ooxml::edit::{Edits, Tree, with_attribute};

/// The workbook part with its sheets.
#[derive(Debug)]
pub struct Workbook {
    part: String,
    tree: Tree,
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
const NEW_STYLES: &str = "xl/styles.xml";
const STYLES_CONTENT: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Elements of the workbook part that precede `calcPr`, in the order that the format requires.
const BEFORE_CALCULATION: &[&str] = &[
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
    pub fn read(package: &mut Package<'_>) -> Result<Self, Refused> {
        let root = package.relationships("")?;
        if root.iter().any(|r| r.kind_word() == "origin" && r.target.contains("_xmlsignatures")) {
            return Err(refused("koreksi.tanda-tangan"));
        }
        let main = root.into_iter().find(|r| r.kind_word() == "officeDocument").map(|r| r.target);
        // .xlsb is the same kind of package, with binary parts.
        let is_xml = |part: &String| !part.to_lowercase().ends_with(".bin");
        let part = main.filter(is_xml).ok_or_else(|| refused("koreksi.bukan-xlsx"))?;
        let tree = package.tree(&part)?;
        if tree.local_name(Tree::ROOT) != "workbook" {
            return Err(refused("koreksi.bukan-xlsx"));
        }
        if tree.attribute(Tree::ROOT, "conformance").as_deref() == Some("strict") {
            return Err(refused("koreksi.strict"));
        }
        let relationships = package.relationships(&part)?;
        let list = tree.child(Tree::ROOT, "sheets").ok_or_else(|| broken(&part))?;
        let mut sheets = Vec::new();
        for id in tree.children(list, "sheet") {
            let to = pointed(tree.tag(id)).and_then(|id| relationships.iter().find(|r| r.id == id));
            let (Some(name), Some(to)) = (tree.attribute(id, "name"), to) else { continue };
            sheets.push(Sheet { name, part: to.target.clone(), has_cells: to.kind_word() == "worksheet" });
        }
        let styles = relationships.into_iter().find(|r| r.kind_word() == "styles").map(|r| r.target);
        Ok(Self { part, tree, sheets, styles })
    }

    /// Returns the index of a sheet by its name; if no name is equal, upper and lower case are ignored, as
    /// Excel does.
    ///
    /// # Errors
    ///
    /// If there is no such sheet, or if it has no cells.
    pub fn sheet(&self, name: &str) -> Result<usize, Refused> {
        let exactly = self.sheets.iter().position(|sheet| sheet.name == name);
        let folded = || self.sheets.iter().position(|sheet| sheet.name.to_lowercase() == name.to_lowercase());
        match exactly.or_else(folded).and_then(|at| Some((at, self.sheets.get(at)?))) {
            Some((at, sheet)) if sheet.has_cells => Ok(at),
            Some(_) => Err(Refused(Message::new("koreksi.bukan-lembar-sel").with("sheet", name))),
            None => Err(Refused(Message::new("koreksi.lembar-tidak-ada").with("sheet", name))),
        }
    }

    /// Returns the part of a sheet, by the index of the sheet.
    ///
    /// # Errors
    ///
    /// If there is no such sheet.
    pub fn part(&self, sheet: usize) -> Result<&str, Refused> {
        self.sheets.get(sheet).map(|sheet| sheet.part.as_str()).ok_or_else(|| broken(&self.part))
    }

    /// Reads the cell formats of the workbook; a workbook without formats gets a minimal set.
    ///
    /// # Errors
    ///
    /// If the part cannot be read.
    pub fn styles(&self, package: &mut Package<'_>) -> Result<Styles, Refused> {
        match &self.styles {
            Some(part) => Styles::read(package.tree(part)?.text.into_bytes(), part),
            None => Styles::read(style_patch::NONE.into(), NEW_STYLES),
        }
    }

    /// Writes the cell formats, and makes Excel recalculate on opening: cells that depend on a corrected one
    /// still have their old result.
    ///
    /// # Errors
    ///
    /// If a part cannot be read or edited.
    pub fn finish(self, package: &mut Package<'_>, styles: &Styles) -> Result<(), Refused> {
        if let Some(part) = &self.styles {
            package.set(part, styles.write(part)?);
        } else {
            package.relate(&self.part, "styles", NEW_STYLES)?;
            package.declare(NEW_STYLES, STYLES_CONTENT)?;
            package.set(NEW_STYLES, styles.write(NEW_STYLES)?);
        }
        let mut edits = Edits::default();
        if let Some(settings) = self.tree.child(Tree::ROOT, "calcPr") {
            let wanted = self.tree.attribute(settings, "fullCalcOnLoad");
            if !matches!(wanted.as_deref(), Some("1" | "true")) {
                let tag = with_attribute(self.tree.tag(settings), "fullCalcOnLoad", Some("1"));
                edits.replace(self.tree.tag_range(settings), tag);
            }
        } else {
            let at = self.tree.place_after(BEFORE_CALCULATION).ok_or_else(|| broken(&self.part))?;
            let prefix = self.tree.prefix(Tree::ROOT);
            edits.insert(at, format!("<{prefix}calcPr fullCalcOnLoad=\"1\"/>"));
        }
        if !edits.is_empty() {
            package.set(&self.part, edits.apply(&self.tree.text).map_err(|_| broken(&self.part))?);
        }
        Ok(())
    }
}
