//! An XML event reader for sheets. Names come without prefixes and text with its entities resolved. Reading
//! an element to its end fails if the input ends first.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The XML is malformed or ends too early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// The events of an XML text.
pub struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// The whole text, of which the reader holds the rest.
    text: &'a str,
}

impl<'a> Xml<'a> {
    /// Creates a reader over a text.
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        // Do not keep the names of open elements: a hostile part of nothing but start tags would need more
        // memory than its own size.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, text }
    }

    /// Returns the text behind the last event.
    pub fn rest(&self) -> &'a str {
        self.text.get(self.text.len() - self.reader.get_ref().len()..).unwrap_or_default()
    }

    /// Continues at `rest`, which must be an end of [`Xml::rest`]. The caller has parsed the text in between
    /// itself, and that text must consist of whole elements.
    pub fn continue_at(&mut self, rest: &'a str) {
        *self.reader.get_mut() = rest.as_bytes();
    }

    /// Returns the next event; [`Event::Eof`] at the end of the text.
    ///
    /// # Errors
    ///
    /// Returns an error if the XML is malformed.
    #[inline]
    pub fn next(&mut self) -> Result<Event<'a>, Malformed> {
        self.reader.read_event().map_err(|_| Malformed)
    }

    /// Appends the text of the element that was just opened, up to its end tag. Child elements are skipped.
    ///
    /// # Errors
    ///
    /// Returns an error if the XML is malformed or ends within the element.
    pub fn read_text_into(&mut self, text: &mut String) -> Result<(), Malformed> {
        let mut depth = 0_usize;
        loop {
            let event = self.next()?;
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Malformed),
                event if depth == 0 => push_text(text, &event),
                _ => {}
            }
        }
    }

    /// Skips to the end of the element that was just opened.
    ///
    /// # Errors
    ///
    /// Returns an error if the XML is malformed or ends within the element.
    pub fn skip(&mut self) -> Result<(), Malformed> {
        let mut depth = 0_usize;
        loop {
            match self.next()? {
                Event::Start(_) => depth += 1,
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Malformed),
                _ => {}
            }
        }
    }
}

/// Appends the text of an event. Resolves the five predefined entities and character references; entities
/// that the file defines itself stay as written.
pub fn push_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(t) => push_lines(text, t.as_ref()),
        Event::CData(t) => push_lines(text, t.as_ref()),
        Event::GeneralRef(entity) => match entity.as_ref() {
            "lt" => text.push('<'),
            "gt" => text.push('>'),
            "amp" => text.push('&'),
            "apos" => text.push('\''),
            "quot" => text.push('"'),
            name => {
                if let Ok(Some(c)) = entity.resolve_char_ref() {
                    text.push(c);
                } else {
                    text.extend(["&", name, ";"]);
                }
            }
        },
        _ => {}
    }
}

/// Returns the value of an attribute by its name without prefix, or `None` if the element does not have it.
pub fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    attributes(element).find(|(key, _)| *key == name).map(|(_, value)| unescape_value(value))
}

/// Returns the value of an attribute by its name without prefix, or an empty string if the element does not
/// have it.
pub fn attribute_text(element: &BytesStart<'_>, name: &str) -> String {
    attribute(element, name).map_or_else(String::new, Cow::into_owned)
}

/// Returns the attributes, each as its name without prefix and its raw value. Malformed attributes are
/// skipped.
pub fn attributes<'e>(element: &'e BytesStart<'_>) -> impl Iterator<Item = (&'e str, Cow<'e, str>)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.filter_map(Result::ok).map(|a| {
        let key: &'e str = a.key.0;
        let prefix = key.bytes().position(|b| b == b':').map_or(0, |colon| colon + 1);
        (key.get(prefix..).unwrap_or(key), a.value)
    })
}

/// Whether an attribute value means true: `1`, `true`, `on`.
pub fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on")
}

/// Escapes text for use between tags or in a quoted attribute.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

/// Resolves the entities in a text. A text with an unknown entity is returned unchanged.
#[must_use]
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

/// Resolves the entities in a raw attribute value.
fn unescape_value(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(text) => unescaped(text),
        Cow::Owned(text) => Cow::Owned(unescaped(&text).into_owned()),
    }
}

/// Decodes an XML part as UTF-8, or as UTF-16 if it starts with a byte order mark of UTF-16. Invalid bytes
/// become replacement characters, so that one of them does not cost a whole sheet.
pub fn decode(bytes: Vec<u8>) -> String {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => utf16(u16::from_le_bytes),
        Some([0xfe, 0xff]) => utf16(u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..3);
                }
                text
            }
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        },
    }
}

/// Appends a text with its line ends normalized to LF, as XML requires.
fn push_lines(text: &mut String, part: &str) {
    if part.contains('\r') {
        text.push_str(&part.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        text.push_str(part);
    }
}
