//! Adds notes to cells. The text of a note is in the comments part, its box in a VML drawing, which Excel
//! still requires.

use super::cell_patch::escape_cell_text;
use super::package_patch::broken_part;
use super::patches::PatchRefusal;
use super::scan::CellPosition;
use crate::model::a1;
use crate::model::own::COMMENT_AUTHOR;
use crate::ooxml::edit::{Edits, NodeId, XmlTree, with_attribute};

/// A note on a cell.
#[derive(Debug, Clone)]
pub struct Note {
    /// Row and column of the cell.
    pub at: CellPosition,
    /// Text of the note.
    pub text: String,
}

/// A comments part without comments.
pub const EMPTY_COMMENTS: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">",
    "<authors></authors><commentList></commentList></comments>"
);

/// Adds notes to a comments part. If a cell already has a comment, the note is added below its text. Returns
/// the part and the notes that need a new box.
///
/// # Errors
///
/// If the part cannot be read or edited.
pub fn add_comments(
    bytes: Vec<u8>,
    part: &str,
    notes: &[Note],
) -> Result<(Vec<u8>, Vec<Note>), PatchRefusal> {
    let tree = XmlTree::parse(bytes).map_err(|_| broken_part(part))?;
    let child = |name| tree.child(XmlTree::ROOT, name).ok_or_else(|| broken_part(part));
    let (authors, list) = (child("authors")?, child("commentList")?);
    let prefix = tree.prefix(XmlTree::ROOT);
    let mut edits = Edits::default();

    let names: Vec<&str> = tree.children(authors, "author").map(|id| tree.element_text(id)).collect();
    let ours = format!("<{prefix}author>{COMMENT_AUTHOR}</{prefix}author>");
    let author = names.iter().position(|name| *name == ours).unwrap_or_else(|| {
        tree.append(authors, tree.start_tag(authors), &ours, &mut edits);
        names.len()
    });

    let mut added = Vec::new();
    let mut boxes = Vec::new();
    for note in notes {
        let address = a1(note.at.0, note.at.1);
        let text = escape_cell_text(&note.text);
        let same =
            tree.children(list, "comment").find(|id| tree.attribute(*id, "ref").as_deref() == Some(&address));
        if let Some(body) = same.and_then(|id| tree.child(id, "text")) {
            append_to_comment(&tree, body, prefix, &text, &mut edits);
        } else {
            added.push(format!(
                "<{prefix}comment ref=\"{address}\" authorId=\"{author}\"><{prefix}text>\
                 <{prefix}t xml:space=\"preserve\">{text}</{prefix}t></{prefix}text></{prefix}comment>"
            ));
            boxes.push(note.clone());
        }
    }
    if !added.is_empty() {
        tree.append(list, tree.start_tag(list), &added.concat(), &mut edits);
    }
    Ok((edits.apply(&tree.text).map_err(|_| broken_part(part))?, boxes))
}

/// Adds a run of text to the end of a comment. A comment of plain text becomes one of two runs.
fn append_to_comment(tree: &XmlTree, body: NodeId, prefix: &str, text: &str, edits: &mut Edits) {
    let run = format!("<{prefix}r><{prefix}t xml:space=\"preserve\">\n\n{text}</{prefix}t></{prefix}r>");
    let mut last = None;
    for id in tree.all_children(body) {
        let range = tree.range(id);
        match tree.local_name(id) {
            "t" => {
                edits.insert(range.start, format!("<{prefix}r>"));
                last = Some((range.end, format!("</{prefix}r>{run}")));
            }
            "r" => last = Some((range.end, run.clone())),
            // Phonetic information follows the runs: do not insert after it.
            _ => {}
        }
    }
    match last {
        Some((at, xml)) => edits.insert(at, xml),
        None => tree.append(body, tree.start_tag(body), &run, edits),
    }
}

/// Namespaces of VML drawings, by the attributes that declare them.
const VML_NAMESPACES: [(&str, &str); 3] = [
    ("xmlns:v", "urn:schemas-microsoft-com:vml"),
    ("xmlns:o", "urn:schemas-microsoft-com:office:office"),
    ("xmlns:x", "urn:schemas-microsoft-com:office:excel"),
];

/// The shape type of a note's box, which every box refers to.
const NOTE_SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" \
     path=\"m,l,21600r21600,l21600,xe\"><v:stroke joinstyle=\"miter\"/>\
     <v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// Returns an empty drawing. `block` reserves a block of 1024 shape numbers for it.
pub fn empty_drawing(block: u32) -> String {
    let root = VML_NAMESPACES
        .iter()
        .fold("<xml>".to_owned(), |tag, (name, uri)| with_attribute(&tag, name, Some(uri)));
    format!(
        "{root}<o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{block}\"/></o:shapelayout>\
         {NOTE_SHAPE_TYPE}</xml>"
    )
}

/// Adds boxes to a drawing. The drawing is edited as text, since VML as Excel writes it is not always
/// well-formed XML.
///
/// # Errors
///
/// If the drawing is not UTF-8, or if its end tag is missing.
pub fn add_boxes(bytes: Vec<u8>, part: &str, block: u32, notes: &[Note]) -> Result<Vec<u8>, PatchRefusal> {
    let text = String::from_utf8(bytes).map_err(|_| broken_part(part))?;
    let end = text.rfind("</xml>").ok_or_else(|| broken_part(part))?;
    let (head, tail) = text.split_at_checked(end).ok_or_else(|| broken_part(part))?;
    let last = head
        .match_indices("_x0000_s")
        .filter_map(|(at, name)| {
            let digits = head.get(at + name.len()..)?;
            let length = digits.find(|c: char| !c.is_ascii_digit())?;
            digits.get(..length)?.parse::<u32>().ok()
        })
        .max();
    let mut number = last.unwrap_or(block.saturating_mul(1024));
    let mut out = head.to_owned();
    if !head.contains("_x0000_t202\"") {
        out += &with_missing_namespaces(NOTE_SHAPE_TYPE, head);
    }
    for note in notes {
        number = number.saturating_add(1);
        out += &with_missing_namespaces(&note_shape(number, note), head);
    }
    out += tail;
    Ok(out.into_bytes())
}

/// Returns an element with declarations of the prefixes that the drawing does not declare.
fn with_missing_namespaces(element: &str, drawing: &str) -> String {
    let tag_end = element.find('>').map_or(element.len(), |at| at + 1);
    let (tag, rest) = element.split_at_checked(tag_end).unwrap_or((element, ""));
    let missing = VML_NAMESPACES.iter().filter(|(name, uri)| {
        !drawing.contains(&format!("{name}=\"{uri}\"")) && !drawing.contains(&format!("{name}='{uri}'"))
    });
    missing.fold(tag.to_owned(), |tag, (name, uri)| with_attribute(&tag, name, Some(uri))) + rest
}

/// Assumed number of characters on a line of the box, from which its height is estimated.
const CHARS_PER_LINE: usize = 40;

/// Returns the box of a note: beside its cell, hidden, with a height for 3 to 24 lines.
fn note_shape(number: u32, note: &Note) -> String {
    let lines: usize = note.text.lines().map(|line| line.chars().count() / CHARS_PER_LINE + 1).sum();
    let lines = u32::try_from(lines.clamp(3, 24)).unwrap_or(24);
    let (row, column) = note.at;
    let top = row.saturating_sub(1);
    let left = if column > 16_370 { column.saturating_sub(5) } else { column + 1 };
    let bottom = top.saturating_add(lines + 1).min(crate::text::reference::LAST_ROW);
    format!(
        "<v:shape id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;width:240pt;height:{}pt;\
         z-index:1;visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
         <v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/>\
         <v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
         <x:Anchor>{left}, 15, {top}, 10, {}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
         <x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        15 * lines + 6,
        left + 4,
    )
}
