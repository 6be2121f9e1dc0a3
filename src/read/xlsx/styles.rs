//! Reads the formats of cells: number format code, bold and indent.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use crate::ooxml::xml::{Xml, attribute, is_true};
use crate::read::number_formats::{Style, builtin_format, format_from_code};

/// Reads the formats, in the order by which cells name them, up to the first damaged place.
pub(super) fn read(text: &str) -> Vec<Style> {
    let mut codes = HashMap::new();
    let mut fonts = Vec::new();
    let mut styles: Vec<Style> = Vec::new();
    let mut section = Section::Other;
    let mut xml = Xml::new(text);
    loop {
        let (element, empty) = match xml.next() {
            Ok(Event::Start(e)) => (e, false),
            Ok(Event::Empty(e)) => (e, true),
            Ok(Event::End(e)) => {
                if matches!(e.local_name().as_ref(), "numFmts" | "fonts" | "cellXfs") {
                    section = Section::Other;
                }
                continue;
            }
            Ok(Event::Eof) | Err(_) => return styles,
            Ok(_) => continue,
        };
        let name = element.local_name();
        match (section, name.as_ref()) {
            (_, "numFmts") if !empty => section = Section::Codes,
            (_, "fonts") if !empty => section = Section::Fonts,
            (_, "cellXfs") if !empty => section = Section::Cells,
            (Section::Codes, "numFmt") => {
                if let (Some(id), Some(code)) =
                    (number(&element, "numFmtId"), attribute(&element, "formatCode"))
                {
                    codes.insert(id, format_from_code(&code));
                }
            }
            (Section::Fonts, "font") => fonts.push(false),
            (Section::Fonts, "b") => {
                if let Some(bold) = fonts.last_mut() {
                    *bold = attribute(&element, "val").is_none_or(|v| is_true(&v));
                }
            }
            (Section::Cells, "xf") => {
                let id = number(&element, "numFmtId").unwrap_or(0);
                let format = codes.entry(id).or_insert_with(|| builtin_format(id)).clone();
                let font = number(&element, "fontId").and_then(|id| fonts.get(usize::try_from(id).ok()?));
                styles.push(Style { format, bold: font.copied().unwrap_or(false), indent: 0 });
            }
            (Section::Cells, "alignment") => {
                if let (Some(style), Some(indent)) = (styles.last_mut(), number(&element, "indent")) {
                    style.indent = u8::try_from(indent).unwrap_or(u8::MAX);
                }
            }
            _ => {}
        }
    }
}

/// The section of the part that is being read.
#[derive(Clone, Copy)]
enum Section {
    Codes,
    Fonts,
    Cells,
    Other,
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}
