//! XML as text with positions, for editing in place: a change replaces its own bytes and leaves all others as
//! they are. Nothing is ever serialized again from a model.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml::{Malformed, escaped, unescaped};

/// The text of a small part (not a sheet) with the positions of its elements.
#[derive(Debug)]
pub struct XmlTree {
    /// The text as it was read.
    pub text: String,
    nodes: Vec<Node>,
}

/// An element of a [`XmlTree`]: its index in document order. The root is `Id(0)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeId(usize);

/// An element: the byte ranges of its name, start tag and end tag, and the index of its parent.
#[derive(Debug)]
struct Node {
    name: Range<usize>,
    tag: Range<usize>,
    /// The end tag. For a self-closing element this is the empty range behind the start tag.
    end: Range<usize>,
    parent: Option<usize>,
}

impl XmlTree {
    /// The root element.
    pub const ROOT: NodeId = NodeId(0);

    /// Parses a part.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is not UTF-8, has no element, or has tags that do not match up.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let text = decode_text(bytes)?;
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        for_each_tag(&text, |tag, range| {
            let parent = open.last().copied();
            match tag {
                Tag::Close => {
                    let node = open.pop().and_then(|at| nodes.get_mut(at)).ok_or(Malformed)?;
                    node.end = range;
                }
                Tag::Open(name) | Tag::Empty(name) => {
                    if !matches!(tag, Tag::Empty(_)) {
                        open.push(nodes.len());
                    }
                    let name = range.start + 1..range.start + 1 + name.len();
                    nodes.push(Node { name, end: range.end..range.end, tag: range, parent });
                }
            }
            Ok(())
        })?;
        if nodes.is_empty() || !open.is_empty() { Err(Malformed) } else { Ok(Self { text, nodes }) }
    }

    /// Returns the direct children with this local name, in document order.
    pub fn children<'a>(&'a self, of: NodeId, name: &'a str) -> impl Iterator<Item = NodeId> + 'a {
        self.all_children(of).filter(move |id| self.local_name(*id) == name)
    }

    /// Returns the direct children, in document order.
    pub fn all_children(&self, of: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let nodes = self.nodes.iter().enumerate().skip(of.0 + 1);
        nodes.filter(move |(_, node)| node.parent == Some(of.0)).map(|(at, _)| NodeId(at))
    }

    /// Returns the first direct child with this local name, or `None` if there is none.
    pub fn child(&self, of: NodeId, name: &str) -> Option<NodeId> {
        self.children(of, name).next()
    }

    /// Returns the name without its prefix.
    pub fn local_name(&self, id: NodeId) -> &str {
        local_name(self.slice(self.nodes.get(id.0).map(|node| node.name.clone())))
    }

    /// Returns the prefix of the name with its colon, such as `x:`, or an empty string.
    pub fn prefix(&self, id: NodeId) -> &str {
        prefix(self.slice(self.nodes.get(id.0).map(|node| node.name.clone())))
    }

    /// Returns the text of the start tag.
    pub fn start_tag(&self, id: NodeId) -> &str {
        self.slice(self.nodes.get(id.0).map(|node| node.tag.clone()))
    }

    /// Returns the byte range of the start tag.
    pub fn tag_range(&self, id: NodeId) -> Range<usize> {
        self.nodes.get(id.0).map_or(0..0, |node| node.tag.clone())
    }

    /// Returns the text of the element, from its start tag to its end tag.
    pub fn element_text(&self, id: NodeId) -> &str {
        self.slice(Some(self.range(id)))
    }

    /// Returns the byte range of the element, from its start tag to its end tag.
    pub fn range(&self, id: NodeId) -> Range<usize> {
        self.nodes.get(id.0).map_or(0..0, |node| node.tag.start..node.end.end)
    }

    /// Returns the value of an attribute by its name as written, or `None` if the element does not have it.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<String> {
        attribute(self.start_tag(id), name)
    }

    /// Records the edits that append `xml` to the contents of an element and replace its start tag by `tag`.
    /// A self-closing element is opened.
    pub fn append(&self, id: NodeId, tag: &str, xml: &str, edits: &mut Edits) {
        let Some(node) = self.nodes.get(id.0) else { return };
        if node.end.is_empty() {
            let name = self.text.get(node.name.clone()).unwrap_or_default();
            edits.replace(node.tag.clone(), format!("{}{xml}</{name}>", as_open_tag(tag)));
        } else {
            if tag != self.start_tag(id) {
                edits.replace(node.tag.clone(), tag.to_owned());
            }
            edits.insert(node.end.start, xml.to_owned());
        }
    }

    /// Returns the position for a new child of the root that must follow the children named in `before`:
    /// behind the last of them, or at the beginning if there are none. Returns `None` if the root is
    /// self-closing.
    pub fn position_after(&self, before: &[&str]) -> Option<usize> {
        let root = self.nodes.first()?;
        if root.end.is_empty() {
            return None;
        }
        let last = self.all_children(Self::ROOT).filter(|id| before.contains(&self.local_name(*id))).last();
        Some(last.map_or(root.tag.end, |id| self.range(id).end))
    }

    /// Returns the text of a range, or an empty string if the element does not exist.
    fn slice(&self, range: Option<Range<usize>>) -> &str {
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }
}

/// A tag that [`for_each_tag`] reports.
#[derive(Debug, Clone, Copy)]
pub enum Tag<'a> {
    /// `<name …>`
    Open(&'a str),
    /// `<name …/>`
    Empty(&'a str),
    /// `</name>`
    Close,
}

/// Decodes the text of a part.
///
/// # Errors
///
/// Returns an error if the part is not UTF-8 or declares another encoding: an edit must write the same
/// encoding back.
pub fn decode_text(bytes: Vec<u8>) -> Result<String, Malformed> {
    let text = String::from_utf8(bytes).map_err(|_| Malformed)?;
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml");
    if let Some((declaration, _)) = declaration.and_then(|rest| rest.split_once("?>")) {
        let encoding = attribute(&format!("<xml {declaration}>"), "encoding");
        if encoding.is_some_and(|e| !e.eq_ignore_ascii_case("utf-8") && !e.eq_ignore_ascii_case("us-ascii")) {
            return Err(Malformed);
        }
    }
    Ok(text)
}

/// Calls `see` for every tag, with its byte range in the text.
///
/// # Errors
///
/// Returns an error if the XML is malformed, and passes on errors of `see`.
pub fn for_each_tag<'a>(
    text: &'a str,
    mut see: impl FnMut(Tag<'_>, Range<usize>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    // The reader skips a byte order mark without counting it, so positions start behind the mark.
    let body = text.trim_start_matches('\u{feff}');
    let base = text.len() - body.len();
    let mut reader: Reader<&'a [u8]> = Reader::from_str(body);
    loop {
        let start = absolute_position(base, reader.buffer_position())?;
        let event = reader.read_event().map_err(|_| Malformed)?;
        let range = start..absolute_position(base, reader.buffer_position())?;
        match event {
            Event::Start(e) => see(Tag::Open(e.name().as_ref()), range)?,
            Event::Empty(e) => see(Tag::Empty(e.name().as_ref()), range)?,
            Event::End(_) => see(Tag::Close, range)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// Converts a position of the reader to one in the whole text.
fn absolute_position(base: usize, position: u64) -> Result<usize, Malformed> {
    usize::try_from(position).ok().and_then(|at| at.checked_add(base)).ok_or(Malformed)
}

/// Returns a name without its prefix.
pub fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Returns the prefix of a name with its colon, or an empty string.
pub fn prefix(name: &str) -> &str {
    name.rfind(':').and_then(|at| name.get(..=at)).unwrap_or_default()
}

/// Returns the value of an attribute in a start tag by its name as written, or `None` if the tag does not
/// have it.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = attributes(tag).find(|(is, _)| tag.get(is.clone()) == Some(name)).map(|(_, value)| value)?;
    Some(unescaped(tag.get(value)?).into_owned())
}

/// Returns the attributes of a start tag: names as written, values with their entities resolved.
pub fn attribute_pairs(tag: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    attributes(tag).filter_map(|(name, value)| Some((tag.get(name)?, unescaped(tag.get(value)?))))
}

/// Returns the start tag with an attribute replaced in place or added, or removed if `value` is `None`. All
/// other bytes stay.
pub fn with_attribute(tag: &str, name: &str, value: Option<&str>) -> String {
    let found = attributes(tag).find(|(is, _)| tag.get(is.clone()) == Some(name));
    let (range, text) = match (found, value) {
        (Some((_, at)), Some(value)) => (at, escaped(value).into_owned()),
        (Some((is, at)), None) => {
            let head = tag.get(..is.start).unwrap_or_default();
            (head.trim_end().len()..at.end + 1, String::new())
        }
        (None, Some(value)) => {
            let at = tag.trim_end_matches(['>', '/']).trim_end().len();
            (at..at, format!(" {name}=\"{}\"", escaped(value)))
        }
        (None, None) => return tag.to_owned(),
    };
    let (head, tail) = (tag.get(..range.start), tag.get(range.end..));
    [head.unwrap_or_default(), &text, tail.unwrap_or_default()].concat()
}

/// Returns the start tag in a form that is not self-closing.
pub fn as_open_tag(tag: &str) -> String {
    match tag.strip_suffix("/>") {
        Some(head) => format!("{}>", head.trim_end()),
        None => tag.to_owned(),
    }
}

/// Returns the byte ranges of a tag's attributes: the name, and the value without its quotes.
fn attributes(tag: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>)> + '_ {
    let blank = |c: char| c.is_ascii_whitespace();
    let mut at = tag.find(blank).unwrap_or(tag.len());
    std::iter::from_fn(move || {
        let rest = tag.get(at..)?;
        let start = at + rest.find(|c: char| !blank(c))?;
        let equals = start + tag.get(start..)?.find('=')?;
        let name = start..start + tag.get(start..equals)?.trim_end().len();
        let quote = equals + tag.get(equals..)?.find(['"', '\''])?;
        let mark = tag.get(quote..)?.chars().next()?;
        let length = tag.get(quote + 1..)?.find(mark)?;
        at = quote + 1 + length + 1;
        Some((name, quote + 1..quote + 1 + length))
    })
}

/// Replacements in a text, by byte range.
#[derive(Debug, Default)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Records that `text` replaces a range.
    pub fn replace(&mut self, range: Range<usize>, text: String) {
        self.0.push((range, text));
    }

    /// Records that `text` is inserted at a position. Insertions at the same position keep their order.
    pub fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    /// Whether there are no edits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sorts the edits by position.
    ///
    /// # Errors
    ///
    /// Returns an error if two edits overlap.
    pub fn sorted(mut self) -> Result<Self, Malformed> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let overlap = self.0.windows(2).any(|pair| match pair {
            [(a, _), (b, _)] => a.end > b.start,
            _ => false,
        });
        if overlap { Err(Malformed) } else { Ok(self) }
    }

    /// Copies a text and applies the edits, which must be [`sorted`](Self::sorted).
    ///
    /// # Errors
    ///
    /// Returns an error if reading or writing fails, or if the text ends before the last edit.
    pub fn splice(&self, mut from: impl Read, to: &mut impl Write) -> io::Result<()> {
        let mut at = 0;
        for (range, text) in &self.0 {
            copy_exactly(&mut from, range.start - at, to)?;
            copy_exactly(&mut from, range.end - range.start, &mut io::sink())?;
            to.write_all(text.as_bytes())?;
            at = range.end;
        }
        io::copy(&mut from, to).map(|_| ())
    }

    /// Returns the text with the edits applied.
    ///
    /// # Errors
    ///
    /// Returns an error if two edits overlap or lie outside the text.
    pub fn apply(self, text: &str) -> Result<Vec<u8>, Malformed> {
        let mut out = Vec::with_capacity(text.len());
        self.sorted()?.splice(text.as_bytes(), &mut out).map_err(|_| Malformed)?;
        Ok(out)
    }
}

/// Copies `length` bytes, or fails if the input is shorter.
fn copy_exactly(from: &mut impl Read, length: usize, to: &mut impl Write) -> io::Result<()> {
    let length = length as u64;
    if io::copy(&mut from.take(length), to)? == length {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_changes_and_every_other_byte_stays() {
        let tag = "<c  r='A1' s = \"3\"\tt=\"s\" x14:q='a>b' />";
        assert_eq!(with_attribute(tag, "s", Some("7")), "<c  r='A1' s = \"7\"\tt=\"s\" x14:q='a>b' />");
        assert_eq!(with_attribute(tag, "t", None), "<c  r='A1' s = \"3\" x14:q='a>b' />");
        assert_eq!(
            with_attribute(tag, "u", Some("<")),
            "<c  r='A1' s = \"3\"\tt=\"s\" x14:q='a>b' u=\"&lt;\" />"
        );
        assert_eq!(attribute(tag, "x14:q").as_deref(), Some("a>b"));
        assert_eq!(attribute(tag, "q"), None);
    }

    #[test]
    fn a_byte_order_mark_does_not_shift_places() {
        let tree = XmlTree::parse("\u{feff}<?xml version='1.0'?>\n<a><b/></a>".into()).expect("a document");
        let b = tree.child(XmlTree::ROOT, "b").expect("its child");
        assert_eq!(tree.element_text(b), "<b/>");
        assert_eq!(tree.element_text(XmlTree::ROOT), "<a><b/></a>");
    }

    #[test]
    fn an_element_that_closes_itself_is_opened_for_its_first_child() {
        let tree = XmlTree::parse(b"<x:a><x:b k='1' /></x:a>".to_vec()).expect("a document");
        let b = tree.child(XmlTree::ROOT, "b").expect("its child");
        let mut edits = Edits::default();
        tree.append(b, tree.start_tag(b), "<x:c/>", &mut edits);
        assert_eq!(edits.apply(&tree.text).expect("edits that fit"), b"<x:a><x:b k='1'><x:c/></x:b></x:a>");
    }
}
