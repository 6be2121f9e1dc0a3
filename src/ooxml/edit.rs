//! XML as text with places: what stands where in a part, so that a change touches its own bytes
//! and no others. Nothing is ever set anew from a model.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::xml::{Malformed, escaped, unescaped};

/// A small part (not a sheet) with the places of its elements.
#[derive(Debug)]
pub struct Tree {
    /// The part as it was found.
    pub text: String,
    nodes: Vec<Node>,
}

/// An element of a [`Tree`], by its place in document order; the root is `Id(0)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Id(usize);

#[derive(Debug)]
struct Node {
    name: Range<usize>,
    tag: Range<usize>,
    /// The end tag; empty, behind the start tag, where the element closes itself.
    end: Range<usize>,
    parent: Option<usize>,
}

impl Tree {
    /// The root element.
    pub const ROOT: Id = Id(0);

    /// Reads a part.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Malformed> {
        let text = text(bytes)?;
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        each_tag(&text, |tag, range| {
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

    /// The elements below this one whose name, without its prefix, is this.
    pub fn children<'a>(&'a self, of: Id, name: &'a str) -> impl Iterator<Item = Id> + 'a {
        self.all_children(of).filter(move |id| self.local_name(*id) == name)
    }

    /// The elements below this one.
    pub fn all_children(&self, of: Id) -> impl Iterator<Item = Id> + '_ {
        let nodes = self.nodes.iter().enumerate().skip(of.0 + 1);
        nodes.filter(move |(_, node)| node.parent == Some(of.0)).map(|(at, _)| Id(at))
    }

    /// The first element below this one with this name.
    pub fn child(&self, of: Id, name: &str) -> Option<Id> {
        self.children(of, name).next()
    }

    /// The name without its prefix.
    pub fn local_name(&self, id: Id) -> &str {
        local(self.slice(self.nodes.get(id.0).map(|node| node.name.clone())))
    }

    /// The prefix of the name with its colon: `x:`, or nothing.
    pub fn prefix(&self, id: Id) -> &str {
        prefix(self.slice(self.nodes.get(id.0).map(|node| node.name.clone())))
    }

    /// The start tag.
    pub fn tag(&self, id: Id) -> &str {
        self.slice(self.nodes.get(id.0).map(|node| node.tag.clone()))
    }

    /// Where the start tag stands.
    pub fn tag_range(&self, id: Id) -> Range<usize> {
        self.nodes.get(id.0).map_or(0..0, |node| node.tag.clone())
    }

    /// The element from its start tag to its end tag.
    pub fn whole(&self, id: Id) -> &str {
        self.slice(Some(self.range(id)))
    }

    /// Where the element stands.
    pub fn range(&self, id: Id) -> Range<usize> {
        self.nodes.get(id.0).map_or(0..0, |node| node.tag.start..node.end.end)
    }

    /// An attribute's value.
    pub fn attribute(&self, id: Id, name: &str) -> Option<String> {
        attribute(self.tag(id), name)
    }

    /// The change that puts a text behind the last thing within the element, and leaves its start
    /// tag as this.
    pub fn append(&self, id: Id, tag: &str, xml: &str, edits: &mut Edits) {
        let Some(node) = self.nodes.get(id.0) else { return };
        if node.end.is_empty() {
            let name = self.text.get(node.name.clone()).unwrap_or_default();
            edits.replace(node.tag.clone(), format!("{}{xml}</{name}>", opened(tag)));
        } else {
            if tag != self.tag(id) {
                edits.replace(node.tag.clone(), tag.to_owned());
            }
            edits.insert(node.end.start, xml.to_owned());
        }
    }

    /// Where a new child of the root goes, when those of `before` come before it: behind the last
    /// of them. `None` where the root closes itself.
    pub fn place_after(&self, before: &[&str]) -> Option<usize> {
        let root = self.nodes.first()?;
        if root.end.is_empty() {
            return None;
        }
        let last = self.all_children(Self::ROOT).filter(|id| before.contains(&self.local_name(*id))).last();
        Some(last.map_or(root.tag.end, |id| self.range(id).end))
    }

    fn slice(&self, range: Option<Range<usize>>) -> &str {
        range.and_then(|range| self.text.get(range)).unwrap_or_default()
    }
}

/// A tag as it is met.
#[derive(Debug, Clone, Copy)]
pub enum Tag<'a> {
    /// `<name …>`
    Open(&'a str),
    /// `<name …/>`
    Empty(&'a str),
    /// `</name>`
    Close,
}

/// The text of a part: UTF-8 and said to be nothing else.
pub fn text(bytes: Vec<u8>) -> Result<String, Malformed> {
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

/// Shows every tag with its place in the text.
pub fn each_tag<'a>(
    text: &'a str,
    mut see: impl FnMut(Tag<'_>, Range<usize>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    // The reader passes over a byte order mark without counting it.
    let body = text.trim_start_matches('\u{feff}');
    let base = text.len() - body.len();
    let mut reader: Reader<&'a [u8]> = Reader::from_str(body);
    loop {
        let start = place(base, reader.buffer_position())?;
        let event = reader.read_event().map_err(|_| Malformed)?;
        let range = start..place(base, reader.buffer_position())?;
        match event {
            Event::Start(e) => see(Tag::Open(e.name().as_ref()), range)?,
            Event::Empty(e) => see(Tag::Empty(e.name().as_ref()), range)?,
            Event::End(_) => see(Tag::Close, range)?,
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn place(base: usize, position: u64) -> Result<usize, Malformed> {
    usize::try_from(position).ok().and_then(|at| at.checked_add(base)).ok_or(Malformed)
}

/// A name without its prefix.
pub fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// A name's prefix with its colon, or nothing.
pub fn prefix(name: &str) -> &str {
    name.rfind(':').and_then(|at| name.get(..=at)).unwrap_or_default()
}

/// An attribute's value in a start tag, by its name as written.
pub fn attribute(tag: &str, name: &str) -> Option<String> {
    let value = attributes(tag).find(|(is, _)| tag.get(is.clone()) == Some(name)).map(|(_, value)| value)?;
    Some(unescaped(tag.get(value)?).into_owned())
}

/// The attributes of a start tag, names as written, with their values.
pub fn attribute_pairs(tag: &str) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    attributes(tag).filter_map(|(name, value)| Some((tag.get(name)?, unescaped(tag.get(value)?))))
}

/// The start tag with this attribute set in its place, added, or (`None`) taken away; every other
/// byte stays.
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

/// The start tag as one that does not close itself.
pub fn opened(tag: &str) -> String {
    match tag.strip_suffix("/>") {
        Some(head) => format!("{}>", head.trim_end()),
        None => tag.to_owned(),
    }
}

/// The places of a tag's attributes: names, and values without their quotes.
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

/// Changes of a text, by place.
#[derive(Debug, Default)]
pub struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts a text in place of another.
    pub fn replace(&mut self, range: Range<usize>, text: String) {
        self.0.push((range, text));
    }

    /// Puts a text between two others. Insertions at one place keep the order they came in.
    pub fn insert(&mut self, at: usize, text: String) {
        self.replace(at..at, text);
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Brings the changes into order; two that overlap cannot both be made.
    pub fn sorted(mut self) -> Result<Self, Malformed> {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let overlap = self.0.windows(2).any(|pair| match pair {
            [(a, _), (b, _)] => a.end > b.start,
            _ => false,
        });
        if overlap { Err(Malformed) } else { Ok(self) }
    }

    /// Copies a text with the changes made, which must be [`sorted`](Self::sorted).
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

    /// The text with the changes made.
    pub fn apply(self, text: &str) -> Result<Vec<u8>, Malformed> {
        let mut out = Vec::with_capacity(text.len());
        self.sorted()?.splice(text.as_bytes(), &mut out).map_err(|_| Malformed)?;
        Ok(out)
    }
}

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
        let tree = Tree::read("\u{feff}<?xml version='1.0'?>\n<a><b/></a>".into()).expect("a document");
        let b = tree.child(Tree::ROOT, "b").expect("its child");
        assert_eq!(tree.whole(b), "<b/>");
        assert_eq!(tree.whole(Tree::ROOT), "<a><b/></a>");
    }

    #[test]
    fn an_element_that_closes_itself_is_opened_for_its_first_child() {
        let tree = Tree::read(b"<x:a><x:b k='1' /></x:a>".to_vec()).expect("a document");
        let b = tree.child(Tree::ROOT, "b").expect("its child");
        let mut edits = Edits::default();
        tree.append(b, tree.tag(b), "<x:c/>", &mut edits);
        assert_eq!(edits.apply(&tree.text).expect("edits that fit"), b"<x:a><x:b k='1'><x:c/></x:b></x:a>");
    }
}
