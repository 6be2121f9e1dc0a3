//! XML events as the sheets need them: names without prefixes, text with its entities resolved,
//! the end of the input an error where an element is still open.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The XML breaks off or is no XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed;

/// The events of an XML text.
pub struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    /// What the reader was given.
    text: &'a str,
}

impl<'a> Xml<'a> {
    pub fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        // Names of open elements are not kept: a part of nothing but opening tags would ask for
        // more memory than the part itself.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, text }
    }

    /// What stands behind the last event.
    pub fn rest(&self) -> &'a str {
        self.text.get(self.text.len() - self.reader.get_ref().len()..).unwrap_or_default()
    }

    /// Goes on at this end of [`Xml::rest`], what stands before it having been read without events:
    /// whole elements, and behind an element.
    pub fn go_on_at(&mut self, rest: &'a str) {
        *self.reader.get_mut() = rest.as_bytes();
    }

    #[inline]
    pub fn next(&mut self) -> Result<Event<'a>, Malformed> {
        self.reader.read_event().map_err(|_| Malformed)
    }

    /// The text of the element that was just opened, up to its end, elements within it passed
    /// over.
    pub fn text_into(&mut self, text: &mut String) -> Result<(), Malformed> {
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

    /// Passes over the element that was just opened.
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

/// Adds the text of an event. Only the five entities of XML and numbered characters are resolved;
/// one that the file itself defines stays as it is written.
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

/// An attribute by its name without prefix.
pub fn attribute<'e>(element: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    attributes(element).find(|(key, _)| *key == name).map(|(_, value)| unescape(value))
}

/// An attribute's text by its name without prefix, empty where it has none.
pub fn attribute_text(element: &BytesStart<'_>, name: &str) -> String {
    attribute(element, name).map_or_else(String::new, Cow::into_owned)
}

/// The attributes as (name without prefix, raw value).
pub fn attributes<'e>(element: &'e BytesStart<'_>) -> impl Iterator<Item = (&'e str, Cow<'e, str>)> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.filter_map(Result::ok).map(|a| {
        let key: &'e str = a.key.0;
        let prefix = key.bytes().position(|b| b == b':').map_or(0, |colon| colon + 1);
        (key.get(prefix..).unwrap_or(key), a.value)
    })
}

/// Whether an attribute says yes: `1`, `true`, `on`.
pub fn is_true(value: &str) -> bool {
    matches!(value.trim(), "1" | "true" | "on")
}

/// Text as it stands between tags or in quotes.
#[must_use]
pub fn escaped(text: &str) -> Cow<'_, str> {
    quick_xml::escape::escape(text)
}

/// What escaped text means; text with an unknown entity stays as written.
#[must_use]
pub fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    quick_xml::escape::unescape(text).unwrap_or(Cow::Borrowed(text))
}

fn unescape(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Borrowed(text) => unescaped(text),
        Cow::Owned(text) => Cow::Owned(unescaped(&text).into_owned()),
    }
}

/// The text of an XML part: UTF-8, or UTF-16 by its first two bytes. A byte that is neither
/// becomes a mark in the text, not the loss of a sheet.
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

fn push_lines(text: &mut String, part: &str) {
    if part.contains('\r') {
        text.push_str(&part.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        text.push_str(part);
    }
}
