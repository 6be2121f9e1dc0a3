//! The formats of cells: number format code, bold, indent.

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use crate::model::Format;
use crate::read::xml::{Xml, attribute, is_true};

/// How a cell is shown, as far as it matters to what the cell means.
#[derive(Clone, Default)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) bold: bool,
    pub(super) indent: u8,
}

/// The formats in the order that cells name them by, as far as the part can be read.
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
                    codes.insert(id, Format(Some(Arc::from(code.as_ref()))));
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
                let format = codes.entry(id).or_insert_with(|| builtin(id)).clone();
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

#[derive(Clone, Copy)]
enum Section {
    Codes,
    Fonts,
    Cells,
    Other,
}

/// The formats that every workbook has without stating them.
pub(super) fn builtin(id: u32) -> Format {
    let code = match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 37 => "#,##0 ;(#,##0)",
        6 | 38 => "#,##0 ;[Red](#,##0)",
        7 | 39 => "#,##0.00;(#,##0.00)",
        8 | 40 => "#,##0.00;[Red](#,##0.00)",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "dd/mm/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        41 => "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
        42 => "_(\"Rp\"* #,##0_);_(\"Rp\"* (#,##0);_(\"Rp\"* \"-\"_);_(@_)",
        43 => "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
        44 => "_(\"Rp\"* #,##0.00_);_(\"Rp\"* (#,##0.00);_(\"Rp\"* \"-\"??_);_(@_)",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return Format(None),
    };
    Format(Some(Arc::from(code)))
}

fn number(element: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(element, name)?.trim().parse().ok()
}
