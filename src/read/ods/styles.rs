//! Reads the formats of an OpenDocument sheet, as far as they affect the meaning of cells.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};

use crate::model::Format;
use crate::ooxml::xml::{Malformed, Xml, attribute, attribute_text};
use crate::read::number_formats::Style;
use crate::text::date::is_date_code;

/// The styles by name.
#[derive(Default)]
pub(super) struct Styles {
    /// The styles of cells.
    cells: HashMap<String, StyleProperties>,
    /// The number formats.
    formats: HashMap<String, Format>,
    /// The widths of columns, in characters.
    widths: HashMap<String, f64>,
    /// Whether tables of this style are hidden.
    hidden_tables: HashMap<String, bool>,
}

/// What a cell style states itself. `None` if it leaves this to its parent.
#[derive(Default)]
struct StyleProperties {
    parent: Option<String>,
    format: Option<String>,
    bold: Option<bool>,
    indent: Option<u8>,
}

impl Styles {
    /// Reads a `style:style` or a number style that was just opened.
    ///
    /// # Errors
    /// Returns an error if the XML is damaged.
    pub(super) fn read(&mut self, xml: &mut Xml<'_>, element: &BytesStart<'_>) -> Result<(), Malformed> {
        let name = attribute_text(element, "name");
        match element.local_name().as_ref() {
            "style" => self.read_style(xml, element, name),
            "number-style" | "percentage-style" | "currency-style" | "date-style" | "time-style" => {
                let code = number_format(xml, element)?;
                self.formats.insert(name, Format(code.map(Arc::from)));
                Ok(())
            }
            _ => xml.skip(),
        }
    }

    /// Adds a style that states only its name and parent.
    pub(super) fn read_empty(&mut self, element: &BytesStart<'_>) {
        if element.local_name().as_ref() == "style" {
            let name = attribute_text(element, "name");
            self.cells.insert(name, StyleProperties::from_element(element));
        }
    }

    /// Returns the style of a cell, including what it inherits from its parents.
    pub(super) fn cell_style(&self, name: &str) -> Style {
        let (mut format, mut bold, mut indent) = (None, None, None);
        let mut next = self.cells.get(name);
        // The styles of a damaged file may be each other's parents.
        for _ in 0..16 {
            let Some(stated) = next else { break };
            format = format.or(stated.format.as_ref());
            bold = bold.or(stated.bold);
            indent = indent.or(stated.indent);
            next = stated.parent.as_ref().and_then(|p| self.cells.get(p));
        }
        Style {
            format: format.and_then(|f| self.formats.get(f)).cloned().unwrap_or_default(),
            bold: bold.unwrap_or(false),
            indent: indent.unwrap_or(0),
        }
    }

    /// Returns the width of a column in characters. `None` if the style states none.
    pub(super) fn column_width(&self, name: &str) -> Option<f64> {
        self.widths.get(name).copied()
    }

    /// Whether tables of this style are hidden.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.hidden_tables.get(name).copied().unwrap_or(false)
    }

    /// Reads a `style:style` that was just opened.
    fn read_style(
        &mut self,
        xml: &mut Xml<'_>,
        element: &BytesStart<'_>,
        name: String,
    ) -> Result<(), Malformed> {
        let mut stated = StyleProperties::from_element(element);
        let mut depth = 0_usize;
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(e) | Event::Empty(e) => {
                    match e.local_name().as_ref() {
                        "text-properties" => {
                            let weight = attribute(e, "font-weight");
                            stated.bold = weight
                                .map(|w| w == "bold" || w.parse::<u16>().is_ok_and(|w| w >= 600))
                                .or(stated.bold);
                        }
                        "paragraph-properties" => {
                            let margin = attribute(e, "margin-left").and_then(|m| parse_inches(&m));
                            // LibreOffice indents by steps of 10 points.
                            stated.indent = margin.map(|m| rounded_steps(m * 7.2)).or(stated.indent);
                        }
                        "table-column-properties" => {
                            let width = attribute(e, "column-width").and_then(|w| parse_inches(&w));
                            // A character of the usual font is 7 dots wide at 96 dots an inch, and a column
                            // has 5 dots of margin.
                            let width = width.map(|w| ((w * 96.0 - 5.0) / 7.0).max(0.0));
                            self.widths.extend(width.map(|w| (name.clone(), w)));
                        }
                        "table-properties" => {
                            let display = attribute(e, "display");
                            self.hidden_tables.extend(display.map(|d| (name.clone(), d == "false")));
                        }
                        _ => {}
                    }
                    depth += usize::from(matches!(event, Event::Start(_)));
                }
                Event::End(_) if depth == 0 => break,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(Malformed),
                _ => {}
            }
        }
        self.cells.insert(name, stated);
        Ok(())
    }
}

impl StyleProperties {
    fn from_element(element: &BytesStart<'_>) -> Self {
        let text = |name| attribute(element, name).map(Cow::into_owned);
        Self { parent: text("parent-style-name"), format: text("data-style-name"), bold: None, indent: None }
    }
}

/// Returns the format code of a number style: `0.00%`, `"Rp"#,##0`, `d"."m"."yy`. `None` for the general
/// format.
fn number_format(xml: &mut Xml<'_>, element: &BytesStart<'_>) -> Result<Option<String>, Malformed> {
    let kind = element.local_name().as_ref().to_owned();
    let is_date = matches!(kind.as_str(), "date-style" | "time-style");
    let mut code = String::new();
    let mut says_digits = false;
    let mut depth = 0_usize;
    loop {
        let event = xml.next()?;
        match &event {
            Event::Start(e) | Event::Empty(e) => {
                let open = matches!(event, Event::Start(_));
                match e.local_name().as_ref() {
                    "number" => {
                        says_digits |=
                            ["decimal-places", "grouping"].iter().any(|n| attribute(e, n).is_some())
                                || min_integer_digits(e) > 1;
                        code.push_str(&digit_placeholders(e));
                    }
                    "text" | "currency-symbol" if open => {
                        let mut text = String::new();
                        xml.read_text_into(&mut text)?;
                        match text.trim() {
                            "%" => code.push('%'),
                            "" if is_date => code.push(' '),
                            "" => {}
                            text => code.extend(["\"", &text.replace('"', ""), "\""]),
                        }
                        continue;
                    }
                    name if is_date => code.push_str(date_part(name, e)),
                    _ => {}
                }
                depth += usize::from(open);
            }
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(Malformed),
            _ => {}
        }
    }
    Ok(match kind.as_str() {
        "date-style" if !is_date_code(&code) => Some("dd/mm/yyyy".to_owned()),
        "time-style" if !is_date_code(&code) => Some("h:mm:ss".to_owned()),
        "percentage-style" if !code.contains('%') => Some(code + "%"),
        // The general format is written as a number style that states nothing about its digits.
        "number-style" if code.is_empty() || (code == "0" && !says_digits) => None,
        _ => Some(code),
    })
}

/// Returns the digits of a format code.
fn digit_placeholders(element: &BytesStart<'_>) -> String {
    let places = attribute(element, "decimal-places").and_then(|d| d.parse::<usize>().ok());
    let grouped = attribute(element, "grouping").is_some_and(|g| g == "true");
    // A style with two leading digits, `00`, is how codes are shown.
    let whole = if grouped { "#,##0".to_owned() } else { "0".repeat(min_integer_digits(element)) };
    match places.map(|p| p.min(20)) {
        None | Some(0) => whole,
        Some(places) => format!("{whole}.{}", "0".repeat(places)),
    }
}

/// Returns the minimum number of digits before the decimal point.
fn min_integer_digits(element: &BytesStart<'_>) -> usize {
    let least = attribute(element, "min-integer-digits").and_then(|d| d.parse().ok());
    least.unwrap_or(1).clamp(1, 20)
}

/// Returns the code of a part of a date in Excel's notation. Empty for an unknown part.
fn date_part(name: &str, element: &BytesStart<'_>) -> &'static str {
    let is = |name, value: &str| attribute(element, name).is_some_and(|v| v == value);
    let is_long = is("style", "long");
    match (name, is_long) {
        ("day", false) => "d",
        ("day", true) => "dd",
        ("day-of-week", false) => "ddd",
        ("day-of-week", true) => "dddd",
        ("month", _) if is("textual", "true") => {
            if is_long {
                "mmmm"
            } else {
                "mmm"
            }
        }
        ("month" | "minutes", false) => "m",
        ("month" | "minutes", true) => "mm",
        ("year", false) => "yy",
        ("year", true) => "yyyy",
        ("hours", false) => "h",
        ("hours", true) => "hh",
        ("seconds", false) => "s",
        ("seconds", true) => "ss",
        ("am-pm", _) => "AM/PM",
        _ => "",
    }
}

/// Returns a length in inches. `None` for an unknown unit or a negative length.
fn parse_inches(text: &str) -> Option<f64> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let number: f64 = text[..at].parse().ok()?;
    let per_inch = match &text[at..] {
        "in" => 1.0,
        "cm" => 2.54,
        "mm" => 25.4,
        "pt" => 72.0,
        "pc" => 6.0,
        "px" => 96.0,
        _ => return None,
    };
    (number.is_finite() && number >= 0.0).then_some(number / per_inch)
}

/// Rounds to a whole number of steps.
fn rounded_steps(value: f64) -> u8 {
    (0..u8::MAX).find(|step| f64::from(*step) + 0.5 > value).unwrap_or(u8::MAX)
}
