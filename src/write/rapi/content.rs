//! The content of a cell: as a sheet writes it, as it is stored until the sheet is complete, and as the
//! library gets it.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Url, Worksheet};

use super::WriteError;
use crate::model::a1;

/// The content of a cell.
#[derive(Debug, Clone)]
pub enum Content<'a> {
    Blank,
    Text(&'a str),
    /// A text that was built for this cell.
    OwnedText(String),
    Bool(bool),
    /// A number and its number format.
    Number(Decimal, &'a str),
    /// A formula without `=`, its result and its number format.
    Formula(String, Decimal, &'a str),
    /// A text that links to a cell of this workbook.
    Link(&'a str, Target<'a>),
    /// A text that links to another file. The path is relative to the workbook's folder, with `/`.
    FileLink(&'a str, &'a str),
}

/// A cell of this workbook; row and column count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    pub sheet: &'a str,
    pub row: u32,
    pub column: u32,
}

impl Target<'_> {
    /// Returns the reference as formulas write it: `'Tabel 4.2'!J10`.
    pub fn reference(&self) -> String {
        format!("{}!{}", quoted_sheet_name(self.sheet), self.a1())
    }

    /// Returns the address without the sheet: `J10`.
    pub fn a1(&self) -> String {
        a1(self.row, self.column)
    }
}

/// Quotes a sheet's name for a formula.
pub fn quoted_sheet_name(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// Maximum length of a text in a cell, in UTF-16 units; a limit of Excel.
const MAX_TEXT_UNITS: usize = 32_767;
/// Maximum number of links on a sheet, below Excel's limit; further ones are written as text.
const MAX_LINKS: u32 = 60_000;
/// Maximum length of a link, below Excel's limit; a longer one is written as text.
const MAX_LINK_BYTES: usize = 2_000;

impl<'a> Content<'a> {
    /// Returns the number format; empty if the content has none.
    pub fn number_format(&self) -> &'a str {
        match self {
            Content::Number(_, format) | Content::Formula(_, _, format) => format,
            _ => "",
        }
    }
}

/// The content of a cell that waits to be given to the library.
pub enum StoredContent {
    Blank,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
    /// A formula and its result.
    Formula(Box<(String, String)>),
    /// A text and the URL that it links to.
    Link(Box<(Box<str>, String)>),
}

impl StoredContent {
    /// Builds the stored form. An empty text becomes blank.
    pub fn from_content(content: &Content<'_>) -> Self {
        let text = |text: &str| if text.is_empty() { Self::Blank } else { Self::Text(clip(text).into()) };
        let link = |words: &str, url: Option<String>| match url.filter(|url| url.len() < MAX_LINK_BYTES) {
            Some(url) if !words.is_empty() => Self::Link(Box::new((clip(words).into(), url))),
            _ => text(words),
        };
        match content {
            Content::Blank => Self::Blank,
            Content::Text(words) => text(words),
            Content::OwnedText(words) => text(words),
            Content::Bool(value) => Self::Bool(*value),
            Content::Number(number, _) => Self::Number(to_float(*number)),
            Content::Formula(code, result, _) => {
                Self::Formula(Box::new((code.clone(), result.normalize().to_string())))
            }
            Content::Link(words, target) => link(words, Some(format!("internal:{}", target.reference()))),
            Content::FileLink(words, path) => link(words, file_url(path)),
        }
    }

    /// Gives the content to the library as a cell. Without a format, the cell has that of its column.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub fn write_to(
        self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        format: Option<&Format>,
        links: &mut u32,
    ) -> Result<(), WriteError> {
        match (self, format) {
            (StoredContent::Number(number), None) => _ = sheet.write_number(row, column, number)?,
            (StoredContent::Number(number), Some(format)) => {
                sheet.write_number_with_format(row, column, number, format)?;
            }
            (StoredContent::Text(text), None) if !looks_rich(&text) => {
                _ = sheet.write_string(row, column, text)?;
            }
            (StoredContent::Text(text), Some(format)) if !looks_rich(&text) => {
                sheet.write_string_with_format(row, column, text, format)?;
            }
            (StoredContent::Text(text), format) => {
                let whole = [(&Format::new(), &*protect_escapes(&text))];
                match format {
                    Some(format) => sheet.write_rich_string_with_format(row, column, &whole, format)?,
                    None => sheet.write_rich_string(row, column, &whole)?,
                };
            }
            (StoredContent::Link(link), Some(format)) if *links < MAX_LINKS && !looks_rich(&link.0) => {
                let (words, url) = *link;
                sheet.write_url_with_format(row, column, Url::new(url).set_text(words), format)?;
                *links += 1;
            }
            (StoredContent::Link(link), format) => {
                StoredContent::Text(link.0).write_to(sheet, (row, column), format, links)?;
            }
            (StoredContent::Blank, Some(format)) => _ = sheet.write_blank(row, column, format)?,
            (StoredContent::Bool(value), Some(format)) => {
                sheet.write_boolean_with_format(row, column, value, format)?;
            }
            (StoredContent::Formula(formula), Some(format)) => {
                let (code, result) = *formula;
                let formula = Formula::new(code).set_result(result);
                sheet.write_formula_with_format(row, column, formula, format)?;
            }
            // Only numbers and texts are ever written without a format.
            (StoredContent::Blank | StoredContent::Bool(_) | StoredContent::Formula(_), None) => {}
        }
        Ok(())
    }
}

/// Whether the library would take a text for rich text that it has built itself, and write it unescaped. Such
/// a text is given to the library as rich text.
fn looks_rich(text: &str) -> bool {
    text.starts_with("<r>") && text.ends_with("</r>")
}

/// Escapes `_x` in a text, since `_x0041_` is read as `A`. The library does this in plain texts only.
fn protect_escapes(text: &str) -> String {
    text.replace("_x", "_x005F_x")
}

/// Returns the link to a file by its path relative to the workbook's folder, with `/`. Blanks, percent signs
/// and number signs are escaped, since a URL cannot contain them. `None` for a path that would lead
/// elsewhere, or that the library would escape a second time.
fn file_url(path: &str) -> Option<String> {
    const UNESCAPED_CHARS: &str = "/.-_~()!,'+@=&;$*";
    /// The escapes by which the library recognizes an escaped path. It would escape any other path again.
    const RECOGNIZED_ESCAPES: [&str; 11] =
        ["%20", "%22", "%25", "%3C", "%3E", "%5B", "%5D", "%5E", "%60", "%7B", "%7D"];
    // A file name on Windows has neither of these; they would make the path one of a drive or a server.
    if path.starts_with('/') || path.contains([':', '\\']) {
        return None;
    }
    let mut url = "file:///".to_owned();
    for c in path.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !UNESCAPED_CHARS.contains(c) {
            let _ = write!(url, "%{:02X}", u32::from(c));
        } else {
            url.push(c);
        }
    }
    (!url.contains('%') || RECOGNIZED_ESCAPES.iter().any(|escape| url.contains(escape))).then_some(url)
}

/// Converts a number for writing, by way of its decimal text, so that the result is the nearest float.
pub fn to_float(number: Decimal) -> f64 {
    // Parsing cannot fail, since a Decimal's text is always a valid float.
    number.to_string().parse().unwrap_or(0.0)
}

/// Cuts a text to the length that a cell can hold.
fn clip(text: &str) -> &str {
    if text.len() <= MAX_TEXT_UNITS {
        return text;
    }
    let mut units = 0;
    for (place, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MAX_TEXT_UNITS {
            return text.get(..place).unwrap_or("");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::canvas::tests::{canvas, part};
    use super::super::style::Look;
    use super::*;

    #[test]
    fn a_text_stays_itself_whatever_it_looks_like() {
        let texts = ["<r>a & b</r>", "<r>_x0041_</r>", "_x0041_ \u{7}", " <a>", "=1+1"];
        let mut canvas = canvas();
        for (row, text) in (0..).zip(texts) {
            canvas.put_text(row, 0, text, &Look::PLAIN).expect("written");
            canvas.put_plain(row, 1, &Content::Text(text)).expect("written");
        }
        let strings = part(canvas, "xl/sharedStrings.xml");
        for text in [
            "<t>&lt;r&gt;a &amp; b&lt;/r&gt;</t>",
            "<t>&lt;r&gt;_x005F_x0041_&lt;/r&gt;</t>",
            "<t>_x005F_x0041_ _x0007_</t>",
            "<t xml:space=\"preserve\"> &lt;a&gt;</t>",
            "<t>=1+1</t>",
        ] {
            assert_eq!(strings.matches(text).count(), 1, "{text} in {strings}");
        }
    }

    #[test]
    fn past_what_excel_takes_a_cell_has_its_words_alone() {
        let mut canvas = canvas();
        canvas
            .put(0, 0, &Content::FileLink("a", &"a".repeat(MAX_LINK_BYTES)), &Look::PLAIN)
            .expect("written");
        let target = Target { sheet: "Pagu 'A\"", row: 0, column: 27 };
        canvas.put(1, 0, &Content::Link("\"A\" & <B>", target), &Look::PLAIN).expect("written");
        let mut links = MAX_LINKS;
        let link = StoredContent::Link(Box::new(("satu lagi".into(), "internal:A!A1".to_owned())));
        link.write_to(&mut canvas.sheet, (2, 0), Some(&Format::new()), &mut links).expect("written");
        let sheet = part(canvas, "xl/worksheets/sheet1.xml");
        assert_eq!((sheet.matches("<hyperlink ").count(), sheet.matches("<c ").count()), (1, 3));
        assert!(sheet.contains("location=\"'Pagu ''A&quot;'!AB1\""), "{sheet}");
        assert!(sheet.contains("display=\"&quot;A&quot; &amp; &lt;B&gt;\""), "{sheet}");
    }
}
