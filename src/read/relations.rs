//! What a part refers to: `xl/_rels/workbook.xml.rels`.

use std::collections::HashMap;

use quick_xml::events::Event;

use super::ReadError;
use super::budget::Budget;
use super::package::Package;
use super::xml::{Xml, attribute_text};

/// The relations of a part, by id and in the order of writing.
#[derive(Default)]
pub(super) struct Relations {
    all: Vec<Relation>,
    ids: HashMap<String, usize>,
}

/// A relation to another part.
pub(super) struct Relation {
    /// Its type, of which only the end is the same in both namespaces of the format.
    pub(super) kind: String,
    /// The part's name in the package.
    pub(super) target: String,
}

impl Relations {
    /// The relations of a part; `""` for those of the package. None where it has none.
    pub(super) fn read(package: &mut Package<'_>, part: &str, budget: &Budget) -> Result<Self, ReadError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let rels = if folder.is_empty() {
            format!("_rels/{name}.rels")
        } else {
            format!("{folder}/_rels/{name}.rels")
        };
        let mut relations = Self::default();
        let Some(text) = package.text(&rels, budget)? else { return Ok(relations) };
        let mut xml = Xml::new(&text);
        loop {
            match xml.next() {
                Ok(Event::Start(e) | Event::Empty(e)) if e.local_name().as_ref() == "Relationship" => {
                    let value = |name| attribute_text(&e, name);
                    if value("TargetMode") != "External" {
                        relations.ids.insert(value("Id"), relations.all.len());
                        let target = resolve(folder, &value("Target"));
                        relations.all.push(Relation { kind: value("Type"), target });
                    }
                }
                Ok(Event::Eof) => return Ok(relations),
                Ok(_) => {}
                Err(_) => return Err(ReadError::Damaged(rels)),
            }
        }
    }

    pub(super) fn get(&self, id: &str) -> Option<&Relation> {
        self.all.get(*self.ids.get(id)?)
    }

    /// The target of the first relation whose type ends so.
    pub(super) fn of_kind(&self, end: &str) -> Option<&str> {
        self.all.iter().find(|r| r.kind.ends_with(end)).map(|r| r.target.as_str())
    }
}

/// The part that lists the sheets, by the package's own relations or at its usual place.
pub(super) fn workbook_part(
    package: &mut Package<'_>,
    usual: &str,
    budget: &Budget,
) -> Result<String, ReadError> {
    let relations = Relations::read(package, "", budget)?;
    let stated = relations.of_kind("/officeDocument").filter(|part| package.has(part));
    Ok(stated.unwrap_or(usual).to_owned())
}

/// The part that a target names, from the folder of the part that refers to it.
fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let (mut path, rest): (Vec<&str>, &str) = match target.strip_prefix('/') {
        Some(absolute) => (Vec::new(), absolute),
        None => (folder.split('/').filter(|f| !f.is_empty()).collect(), &target),
    };
    for step in rest.split('/') {
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

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn targets_are_absolute_or_from_their_folder() {
        assert_eq!(resolve("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "../xl/./worksheets\\sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("xl", "../../../x.xml"), "x.xml");
    }
}
