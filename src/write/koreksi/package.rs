//! The package: a zip of parts that point at each other by relationships. Parts that nothing
//! touches are copied as they are packed.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::patches::{Refused, refused};
use super::xml::{Edits, Tree, with_attribute};

/// How large a part may become when unpacked; a plan's sheet is a thousandth of it.
const LARGEST_PART: u64 = 1 << 30;
/// How hard a rewritten part is packed. Excel too packs for speed; the part grows by a tenth.
const LEVEL: i64 = 2;

/// A workbook's package, with what will be different in it.
#[derive(Debug)]
pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Entries by name as Excel finds them: in any case, `/` or `\`.
    places: HashMap<String, usize>,
    size: usize,
    changed: BTreeMap<usize, Change>,
    added: Vec<(String, Vec<u8>)>,
}

#[derive(Debug)]
enum Change {
    /// The part as it shall be.
    Set(Vec<u8>),
    /// What changes in it: a sheet is unpacked again rather than held.
    Spliced(Edits),
}

/// Where a part points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// The name by which the part's XML calls it: `rId3`.
    pub id: String,
    /// The last word of its type: `worksheet`, `comments`.
    pub kind: String,
    /// The part it points at, without the leading slash.
    pub target: String,
}

const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE_RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
/// The namespace of Strict Open XML, in which all other names differ too.
const STRICT: &str = "http://purl.oclc.org/ooxml/";

impl<'a> Package<'a> {
    /// Opens a package that is safe to patch.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refused> {
        if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|b| [b, 0]).collect();
            let encrypted = bytes.windows(name.len()).any(|window| window == name);
            return Err(refused(if encrypted { "koreksi.sandi" } else { "koreksi.bukan-xlsx" }));
        }
        if !bytes.starts_with(b"PK") {
            return Err(refused("koreksi.bukan-xlsx"));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken("zip"))?;
        let mut places = HashMap::new();
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(|_| broken("zip"))?;
            if entry.encrypted() {
                return Err(refused("koreksi.sandi"));
            }
            let name = folded(&entry.name().map_err(|_| broken("zip"))?);
            if name.starts_with("_xmlsignatures/") {
                return Err(refused("koreksi.tanda-tangan"));
            }
            if places.insert(name, at).is_some() {
                return Err(broken("zip"));
            }
        }
        let types = "[Content_Types].xml";
        if !places.contains_key(&folded(types)) {
            // OpenDocument has none; Excel refuses a workbook of its own without.
            let is_ours = places.keys().any(|name| name.starts_with("xl/"));
            return Err(if is_ours { broken(types) } else { refused("koreksi.bukan-xlsx") });
        }
        let size = bytes.len();
        Ok(Self { zip, places, size, changed: BTreeMap::new(), added: Vec::new() })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        let name = folded(name);
        self.places.contains_key(&name) || self.added.iter().any(|(added, _)| folded(added) == name)
    }

    /// A part's bytes, unpacked.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, Refused> {
        let at = *self.places.get(&folded(name)).ok_or_else(|| broken(name))?;
        if let Some(Change::Set(bytes)) = self.changed.get(&at) {
            return Ok(bytes.clone());
        }
        let entry = self.zip.by_index(at).map_err(|_| broken(name))?;
        let size = entry.size();
        if size > LARGEST_PART {
            return Err(too_large(name));
        }
        // What the entry says of its size is a wish: 16 MB are believed unseen.
        let mut bytes = Vec::with_capacity(usize::try_from(size.min(1 << 24)).unwrap_or(0));
        entry.take(LARGEST_PART + 1).read_to_end(&mut bytes).map_err(|_| broken(name))?;
        if bytes.len() as u64 > LARGEST_PART { Err(too_large(name)) } else { Ok(bytes) }
    }

    /// A small part's elements.
    pub fn tree(&mut self, name: &str) -> Result<Tree, Refused> {
        let tree = Tree::read(self.read(name)?).map_err(|_| broken(name))?;
        if tree.tag(Tree::ROOT).contains(STRICT) { Err(refused("koreksi.strict")) } else { Ok(tree) }
    }

    /// Where a part points; the package itself where the name is empty.
    pub fn relationships(&mut self, of: &str) -> Result<Vec<Relationship>, Refused> {
        let name = relationships_of(of);
        if !self.has(&name) {
            return Ok(Vec::new());
        }
        let tree = self.tree(&name)?;
        let mut all = Vec::new();
        for id in tree.children(Tree::ROOT, "Relationship") {
            let attribute = |name| tree.attribute(id, name).unwrap_or_default();
            let kind = attribute("Type");
            if kind.starts_with(STRICT) {
                return Err(refused("koreksi.strict"));
            }
            if attribute("TargetMode").eq_ignore_ascii_case("external") {
                continue;
            }
            let kind = kind.rsplit_once('/').map_or(kind.as_str(), |(_, last)| last).to_owned();
            all.push(Relationship { id: attribute("Id"), kind, target: resolved(of, &attribute("Target")) });
        }
        Ok(all)
    }

    /// Makes a part point at another, by an id that it has not used; gives the id.
    pub fn relate(&mut self, of: &str, kind: &str, target: &str) -> Result<String, Refused> {
        let name = relationships_of(of);
        if !self.has(&name) {
            let empty =
                format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE_RELATIONSHIPS}\"></Relationships>");
            self.added.push((name.clone(), empty.into_bytes()));
        }
        let tree = self.current_tree(&name)?;
        let taken: Vec<String> =
            tree.children(Tree::ROOT, "Relationship").filter_map(|id| tree.attribute(id, "Id")).collect();
        let mut ids = (1..=u32::MAX).map(|n| format!("rId{n}"));
        let id = ids.find(|id| !taken.contains(id)).unwrap_or_default();
        let xml = format!(
            "<{}Relationship Id=\"{id}\" Type=\"{RELATIONSHIPS}/{kind}\" Target=\"{}\"/>",
            tree.prefix(Tree::ROOT),
            seen_from(of, target)
        );
        self.append_to_root(&name, &tree, &xml)?;
        Ok(id)
    }

    /// Says what kind of content a new part is.
    pub fn declare(&mut self, part: &str, content: &str) -> Result<(), Refused> {
        let name = "[Content_Types].xml";
        let tree = self.current_tree(name)?;
        let xml =
            format!("<{}Override PartName=\"/{part}\" ContentType=\"{content}\"/>", tree.prefix(Tree::ROOT));
        self.append_to_root(name, &tree, &xml)
    }

    /// Sets a part.
    pub fn set(&mut self, name: &str, bytes: Vec<u8>) {
        if let Some(at) = self.places.get(&folded(name)) {
            self.changed.insert(*at, Change::Set(bytes));
        } else if let Some((_, old)) = self.added.iter_mut().find(|(added, _)| added == name) {
            *old = bytes;
        } else {
            self.added.push((name.to_owned(), bytes));
        }
    }

    /// Changes places of a large part.
    pub fn splice(&mut self, name: &str, edits: Edits) -> Result<(), Refused> {
        let at = *self.places.get(&folded(name)).ok_or_else(|| broken(name))?;
        self.changed.insert(at, Change::Spliced(edits.sorted().map_err(|_| broken(name))?));
        Ok(())
    }

    /// The package with the changes made: entries keep their order, new ones come last.
    pub fn write(mut self) -> Result<Vec<u8>, Refused> {
        let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(self.size + self.size / 8 + 4096)));
        let failed = |_| broken("zip");
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL));
        for at in 0..self.zip.len() {
            let Some(change) = self.changed.get(&at) else {
                out.raw_copy_file(self.zip.by_index_raw(at).map_err(failed)?).map_err(failed)?;
                continue;
            };
            let entry = self.zip.by_index(at).map_err(failed)?;
            let name = entry.name().map_err(failed)?.into_owned();
            let time = entry.last_modified().unwrap_or_default();
            out.start_file(&*name, options.last_modified_time(time)).map_err(failed)?;
            match change {
                Change::Set(bytes) => out.write_all(bytes),
                Change::Spliced(edits) => edits.splice(entry, &mut out),
            }
            .map_err(|_| broken(&name))?;
        }
        for (name, bytes) in &self.added {
            out.start_file(name.as_str(), options).map_err(failed)?;
            out.write_all(bytes).map_err(|_| broken(name))?;
        }
        out.set_raw_comment(self.zip.comment().into()).map_err(failed)?;
        Ok(out.finish().map_err(failed)?.into_inner())
    }

    /// A small part as it stands by now.
    fn current_tree(&mut self, name: &str) -> Result<Tree, Refused> {
        match self.added.iter().find(|(added, _)| added == name) {
            Some((_, bytes)) => Tree::read(bytes.clone()).map_err(|_| broken(name)),
            None => self.tree(name),
        }
    }

    fn append_to_root(&mut self, name: &str, tree: &Tree, xml: &str) -> Result<(), Refused> {
        let mut edits = Edits::default();
        tree.append(Tree::ROOT, tree.tag(Tree::ROOT), xml, &mut edits);
        self.set(name, edits.apply(&tree.text).map_err(|_| broken(name))?);
        Ok(())
    }
}

/// How a new part begins.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// An element that calls another part by a relationship's id: `<legacyDrawing r:id="rId3"/>`. Its
/// prefix is declared on it unless the root has one.
pub fn pointing(element: &str, root_tag: &str, id: &str) -> String {
    let declared = super::xml::attribute_pairs(root_tag)
        .filter(|(_, value)| value == RELATIONSHIPS)
        .find_map(|(name, _)| name.strip_prefix("xmlns:"));
    let tag = format!("<{element}/>");
    match declared {
        Some(prefix) => with_attribute(&tag, &format!("{prefix}:id"), Some(id)),
        None => with_attribute(&with_attribute(&tag, "xmlns:r", Some(RELATIONSHIPS)), "r:id", Some(id)),
    }
}

/// The relationship's id that an element names, whatever its prefix.
pub fn pointed(tag: &str) -> Option<String> {
    super::xml::attribute_pairs(tag)
        .find(|(name, _)| name.ends_with(":id") && !name.starts_with("xmlns"))
        .map(|(_, id)| id.into_owned())
}

/// What is said of a part that cannot be read.
pub fn broken(part: &str) -> Refused {
    Refused(crate::model::Message::new("koreksi.rusak").with("part", part))
}

fn too_large(part: &str) -> Refused {
    Refused(crate::model::Message::new("koreksi.terlalu-besar").with("part", part))
}

fn folded(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

fn relationships_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// A target as the part's own name: `../comments1.xml` seen from `xl/worksheets/sheet1.xml`.
fn resolved(of: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match of.rsplit_once('/') {
        Some((folder, _)) if !target.starts_with('/') => folder.split('/').collect(),
        _ => Vec::new(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            step => path.push(step),
        }
    }
    path.join("/")
}

/// A part's name as a target, the reverse of [`resolved`]. Not every reader takes one that begins with `/`.
fn seen_from(of: &str, target: &str) -> String {
    let folders: Vec<&str> =
        of.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let path: Vec<&str> = target.split('/').collect();
    let shared = folders.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", folders.len() - shared);
    up.chain(path.into_iter().skip(shared)).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_seen_from_their_part() {
        assert_eq!(resolved("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolved("xl/workbook.xml", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(resolved("", "xl/workbook.xml"), "xl/workbook.xml");
        for (of, target, seen) in [
            ("xl/worksheets/sheet1.xml", "xl/comments1.xml", "../comments1.xml"),
            ("xl/worksheets/sheet1.xml", "xl/drawings/vmlDrawing1.vml", "../drawings/vmlDrawing1.vml"),
            ("xl/workbook.xml", "xl/styles.xml", "styles.xml"),
            ("workbook.xml", "xl/styles.xml", "xl/styles.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(seen_from(of, target), seen);
            assert_eq!(resolved(of, seen), target);
        }
        assert_eq!(relationships_of("xl/worksheets/sheet1.xml"), "xl/worksheets/_rels/sheet1.xml.rels");
        assert_eq!(relationships_of(""), "_rels/.rels");
    }

    #[test]
    fn the_prefix_of_relationships_is_declared_where_the_root_has_none() {
        assert_eq!(
            pointing("x:legacyDrawing", &format!("<x:worksheet xmlns:rel=\"{RELATIONSHIPS}\">"), "rId2"),
            "<x:legacyDrawing rel:id=\"rId2\"/>"
        );
        assert_eq!(
            pointing("legacyDrawing", "<worksheet>", "rId2"),
            format!("<legacyDrawing xmlns:r=\"{RELATIONSHIPS}\" r:id=\"rId2\"/>")
        );
    }
}
