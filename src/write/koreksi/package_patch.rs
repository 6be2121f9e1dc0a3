//! The package: a zip archive whose parts refer to each other by relationships. Parts without changes are
//! copied in their packed form.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::patches::{PatchRefusal, refusal};
use crate::ooxml::edit::{self, Edits, XmlTree, with_attribute};
use crate::ooxml::package::{Package as Parts, PartError, normalized_name};
use crate::ooxml::relationships::{self, Relationship, relative_target};

/// Maximum size of an unpacked part, in bytes. The sheet of a plan has about a thousandth of this.
const MAX_PART_BYTES: u64 = 1 << 30;
/// Compression level of rewritten parts. Excel favours speed too; the part grows by a tenth.
const COMPRESSION_LEVEL: i64 = 2;

/// The package of a workbook, with the changes to be made in it.
#[derive(Debug)]
pub struct Package<'a> {
    parts: Parts<Cursor<&'a [u8]>>,
    /// Size of the package in bytes.
    size: usize,
    /// Changed parts, by their index in the archive.
    changed: BTreeMap<usize, PartChange>,
    /// New parts: name and content.
    added: Vec<(String, Vec<u8>)>,
}

#[derive(Debug)]
enum PartChange {
    /// The new content of the part.
    Replaced(Vec<u8>),
    /// Edits of the part. A large sheet is unpacked again when it is written, rather than kept in memory.
    Spliced(Edits),
}

const CONTENT_TYPES_PART: &str = "[Content_Types].xml";
const RELATIONSHIP_NAMESPACE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONSHIP_NAMESPACE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// Beginning of the namespaces of Strict Open XML; all other names differ there too.
const STRICT_NAMESPACE_PREFIX: &str = "http://purl.oclc.org/ooxml/";

impl<'a> Package<'a> {
    /// Opens a package that is safe to patch.
    ///
    /// # Errors
    ///
    /// If it is encrypted, signed or damaged, or is no .xlsx workbook.
    pub fn open(bytes: &'a [u8]) -> Result<Self, PatchRefusal> {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
            let encrypted = bytes.windows(name.len()).any(|window| window == name);
            return Err(refusal(if encrypted { "koreksi.sandi" } else { "koreksi.bukan-xlsx" }));
        }
        if !bytes.starts_with(b"PK") {
            return Err(refusal("koreksi.bukan-xlsx"));
        }
        let mut parts = Parts::open(Cursor::new(bytes)).ok_or_else(|| broken_part("zip"))?;
        for at in 0..parts.archive.len() {
            let entry = parts.archive.by_index_raw(at).map_err(|_| broken_part("zip"))?;
            if entry.encrypted() {
                return Err(refusal("koreksi.sandi"));
            }
        }
        if parts.names().any(|name| name.starts_with("_xmlsignatures/")) {
            return Err(refusal("koreksi.tanda-tangan"));
        }
        if !parts.has_distinct_names() {
            return Err(broken_part("zip"));
        }
        if !parts.has(CONTENT_TYPES_PART) {
            // OpenDocument packages do not have this part; Excel refuses one of its own without it.
            let is_ours = parts.names().any(|name| name.starts_with("xl/"));
            return Err(if is_ours {
                broken_part(CONTENT_TYPES_PART)
            } else {
                refusal("koreksi.bukan-xlsx")
            });
        }
        Ok(Self { parts, size: bytes.len(), changed: BTreeMap::new(), added: Vec::new() })
    }

    /// Whether there is a part of this name, old or new.
    pub fn has(&self, name: &str) -> bool {
        self.parts.has(name)
            || self.added.iter().any(|(added, _)| normalized_name(added) == normalized_name(name))
    }

    /// Returns the unpacked content of a part, with changes made by [`set`](Self::set).
    ///
    /// # Errors
    ///
    /// If there is no such part, or if it is damaged or too large.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, PatchRefusal> {
        let at = self.parts.index_of(name).ok_or_else(|| broken_part(name))?;
        if let Some(PartChange::Replaced(bytes)) = self.changed.get(&at) {
            return Ok(bytes.clone());
        }
        match self.parts.bytes(name, MAX_PART_BYTES) {
            Ok(Some(bytes)) => Ok(bytes),
            Err(PartError::TooLarge) => Err(part_too_large(name)),
            Ok(None) | Err(PartError::Encrypted | PartError::Damaged) => Err(broken_part(name)),
        }
    }

    /// Reads a small part as a tree.
    ///
    /// # Errors
    ///
    /// If the part cannot be read, or is in the strict variant of the format.
    pub fn read_tree(&mut self, name: &str) -> Result<XmlTree, PatchRefusal> {
        let tree = XmlTree::parse(self.read(name)?).map_err(|_| broken_part(name))?;
        if tree.start_tag(XmlTree::ROOT).contains(STRICT_NAMESPACE_PREFIX) {
            Err(refusal("koreksi.strict"))
        } else {
            Ok(tree)
        }
    }

    /// Returns the relationships of a part; those of the package if `of` is empty. Empty if the part has
    /// none.
    ///
    /// # Errors
    ///
    /// If the relationships cannot be read, or are in the strict variant of the format.
    pub fn relationships(&mut self, of: &str) -> Result<Vec<Relationship>, PatchRefusal> {
        let name = relationships::rels_part_of(of);
        if !self.has(&name) {
            return Ok(Vec::new());
        }
        let text = edit::decode_text(self.read(&name)?).map_err(|_| broken_part(&name))?;
        let all = relationships::parse(of, &text).map_err(|_| broken_part(&name))?;
        if all.iter().any(|one| one.type_uri.starts_with(STRICT_NAMESPACE_PREFIX)) {
            return Err(refusal("koreksi.strict"));
        }
        Ok(all)
    }

    /// Adds a relationship from a part to another and returns its id, which was not in use before.
    ///
    /// # Errors
    ///
    /// If the relationships cannot be read or edited.
    pub fn add_relationship(&mut self, of: &str, kind: &str, target: &str) -> Result<String, PatchRefusal> {
        let name = relationships::rels_part_of(of);
        if !self.has(&name) {
            let empty = format!(
                "{XML_DECLARATION}<Relationships xmlns=\"{PACKAGE_RELATIONSHIP_NAMESPACE}\"></Relationships>"
            );
            self.added.push((name.clone(), empty.into_bytes()));
        }
        let tree = self.current_tree(&name)?;
        let taken: Vec<String> =
            tree.children(XmlTree::ROOT, "Relationship").filter_map(|id| tree.attribute(id, "Id")).collect();
        let mut ids = (1..=u32::MAX).map(|n| format!("rId{n}"));
        let id = ids.find(|id| !taken.contains(id)).unwrap_or_default();
        let xml = format!(
            "<{}Relationship Id=\"{id}\" Type=\"{RELATIONSHIP_NAMESPACE}/{kind}\" Target=\"{}\"/>",
            tree.prefix(XmlTree::ROOT),
            relative_target(of, target)
        );
        self.append_to_root(&name, &tree, &xml)?;
        Ok(id)
    }

    /// Declares the content type of a new part.
    ///
    /// # Errors
    ///
    /// If the list of content types cannot be read or edited.
    pub fn declare_content_type(&mut self, part: &str, content: &str) -> Result<(), PatchRefusal> {
        let tree = self.current_tree(CONTENT_TYPES_PART)?;
        let xml = format!(
            "<{}Override PartName=\"/{part}\" ContentType=\"{content}\"/>",
            tree.prefix(XmlTree::ROOT)
        );
        self.append_to_root(CONTENT_TYPES_PART, &tree, &xml)
    }

    /// Sets the content of a part, which may be new.
    pub fn set(&mut self, name: &str, bytes: Vec<u8>) {
        if let Some(at) = self.parts.index_of(name) {
            self.changed.insert(at, PartChange::Replaced(bytes));
        } else if let Some((_, old)) = self.added.iter_mut().find(|(added, _)| added == name) {
            *old = bytes;
        } else {
            self.added.push((name.to_owned(), bytes));
        }
    }

    /// Edits a large part, which is not kept in memory.
    ///
    /// # Errors
    ///
    /// If there is no such part, or if the edits overlap.
    pub fn splice(&mut self, name: &str, edits: Edits) -> Result<(), PatchRefusal> {
        let at = self.parts.index_of(name).ok_or_else(|| broken_part(name))?;
        self.changed.insert(at, PartChange::Spliced(edits.sorted().map_err(|_| broken_part(name))?));
        Ok(())
    }

    /// Writes the package with its changes. Entries keep their order; new ones come last.
    ///
    /// # Errors
    ///
    /// If an entry cannot be read or written.
    pub fn write(mut self) -> Result<Vec<u8>, PatchRefusal> {
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(self.size + self.size / 8 + 4096)));
        let failed = |_| broken_part("zip");
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(COMPRESSION_LEVEL));
        for at in 0..self.parts.archive.len() {
            let Some(change) = self.changed.get(&at) else {
                out.raw_copy_file(self.parts.archive.by_index_raw(at).map_err(failed)?).map_err(failed)?;
                continue;
            };
            let entry = self.parts.archive.by_index(at).map_err(failed)?;
            let name = entry.name().map_err(failed)?.into_owned();
            let time = entry.last_modified().unwrap_or_default();
            out.start_file(&*name, options.last_modified_time(time)).map_err(failed)?;
            match change {
                PartChange::Replaced(bytes) => out.write_all(bytes),
                PartChange::Spliced(edits) => edits.splice(entry, &mut out),
            }
            .map_err(|_| broken_part(&name))?;
        }
        for (name, bytes) in &self.added {
            out.start_file(name.as_str(), options).map_err(failed)?;
            out.write_all(bytes).map_err(|_| broken_part(name))?;
        }
        out.set_raw_comment(self.parts.archive.comment().into()).map_err(failed)?;
        Ok(out.finish().map_err(failed)?.into_inner())
    }

    /// Returns the tree of a small part with the changes made so far.
    fn current_tree(&mut self, name: &str) -> Result<XmlTree, PatchRefusal> {
        match self.added.iter().find(|(added, _)| added == name) {
            Some((_, bytes)) => XmlTree::parse(bytes.clone()).map_err(|_| broken_part(name)),
            None => self.read_tree(name),
        }
    }

    fn append_to_root(&mut self, name: &str, tree: &XmlTree, xml: &str) -> Result<(), PatchRefusal> {
        let mut edits = Edits::default();
        tree.append(XmlTree::ROOT, tree.start_tag(XmlTree::ROOT), xml, &mut edits);
        self.set(name, edits.apply(&tree.text).map_err(|_| broken_part(name))?);
        Ok(())
    }
}

/// XML declaration of new parts.
pub const XML_DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Returns an element that refers to another part by the id of a relationship: `<legacyDrawing
/// r:id="rId3"/>`. The prefix of the id is declared on the element unless the root declares one.
pub fn reference_element(element: &str, root_tag: &str, id: &str) -> String {
    let declared = crate::ooxml::edit::attribute_pairs(root_tag)
        .filter(|(_, value)| value == RELATIONSHIP_NAMESPACE)
        .find_map(|(name, _)| name.strip_prefix("xmlns:"));
    let tag = format!("<{element}/>");
    match declared {
        Some(prefix) => with_attribute(&tag, &format!("{prefix}:id"), Some(id)),
        None => {
            with_attribute(&with_attribute(&tag, "xmlns:r", Some(RELATIONSHIP_NAMESPACE)), "r:id", Some(id))
        }
    }
}

/// Returns the id of the relationship that an element refers to, whatever its prefix. `None` if it has none.
pub fn relationship_id(tag: &str) -> Option<String> {
    crate::ooxml::edit::attribute_pairs(tag)
        .find(|(name, _)| name.ends_with(":id") && !name.starts_with("xmlns"))
        .map(|(_, id)| id.into_owned())
}

/// Returns the refusal for a part that cannot be read.
pub fn broken_part(part: &str) -> PatchRefusal {
    PatchRefusal(crate::model::Message::new("koreksi.rusak").with("part", part))
}

fn part_too_large(part: &str) -> PatchRefusal {
    PatchRefusal(crate::model::Message::new("koreksi.terlalu-besar").with("part", part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_relationships_is_declared_where_the_root_has_none() {
        assert_eq!(
            reference_element(
                "x:legacyDrawing",
                &format!("<x:worksheet xmlns:rel=\"{RELATIONSHIP_NAMESPACE}\">"),
                "rId2"
            ),
            "<x:legacyDrawing rel:id=\"rId2\"/>"
        );
        assert_eq!(
            reference_element("legacyDrawing", "<worksheet>", "rId2"),
            format!("<legacyDrawing xmlns:r=\"{RELATIONSHIP_NAMESPACE}\" r:id=\"rId2\"/>")
        );
    }
}
