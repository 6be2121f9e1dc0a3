//! The relationships between parts of a package, as in `xl/_rels/workbook.xml.rels`.

use quick_xml::events::Event;

use super::xml::{Malformed, Xml, attribute_text};

/// A reference from a part to another part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// The id by which the part's XML refers to the relationship: `rId3`.
    pub id: String,
    /// The type URI. Transitional and strict files use different URIs that agree only in the last segment.
    pub type_uri: String,
    /// The name of the target part, without a leading slash.
    pub target: String,
}

impl Relationship {
    /// Returns the last segment of the type: `worksheet`, `comments`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.type_uri.rsplit('/').next().unwrap_or_default()
    }
}

/// Returns the name of the part that contains the relationships of `part`. `""` stands for the package
/// itself.
#[must_use]
pub fn rels_part_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// Parses the relationships of a part, in document order. Targets outside the package are skipped.
///
/// # Errors
///
/// Returns an error if the XML is malformed.
pub fn parse(part: &str, xml: &str) -> Result<Vec<Relationship>, Malformed> {
    let mut all = Vec::new();
    let mut xml = Xml::new(xml);
    loop {
        match xml.next()? {
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                let value = |name| attribute_text(&e, name);
                if !value("TargetMode").eq_ignore_ascii_case("external") {
                    let target = resolve_target(part, &value("Target"));
                    all.push(Relationship { id: value("Id"), type_uri: value("Type"), target });
                }
            }
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// Resolves a target against the part that refers to it: `../comments1.xml` in `xl/worksheets/sheet1.xml` is
/// `xl/comments1.xml`. A target with a leading slash is relative to the package.
#[must_use]
pub fn resolve_target(from: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut path: Vec<&str> = match from.rsplit_once('/') {
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

/// Returns the relative target that leads from one part to another, the inverse of [`resolve_target`]. Relative,
/// because some readers do not accept targets that begin with `/`.
#[must_use]
pub fn relative_target(from: &str, target: &str) -> String {
    let folders: Vec<&str> =
        from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
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
        assert_eq!(resolve_target("xl/workbook.xml", "/xl/styles.xml"), "xl/styles.xml");
        assert_eq!(
            resolve_target("xl/workbook.xml", "../xl/./worksheets\\sheet1.xml"),
            "xl/worksheets/sheet1.xml"
        );
        assert_eq!(resolve_target("xl/workbook.xml", "../../../x.xml"), "x.xml");
        for (of, target, seen) in [
            ("xl/worksheets/sheet1.xml", "xl/comments1.xml", "../comments1.xml"),
            ("xl/worksheets/sheet1.xml", "xl/drawings/vmlDrawing1.vml", "../drawings/vmlDrawing1.vml"),
            ("xl/workbook.xml", "xl/styles.xml", "styles.xml"),
            ("workbook.xml", "xl/styles.xml", "xl/styles.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(relative_target(of, target), seen);
            assert_eq!(resolve_target(of, seen), target);
        }
        assert_eq!(rels_part_of("xl/worksheets/sheet1.xml"), "xl/worksheets/_rels/sheet1.xml.rels");
        assert_eq!(rels_part_of(""), "_rels/.rels");
    }
}
