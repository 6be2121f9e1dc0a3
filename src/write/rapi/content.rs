//! What stands in a cell: as a sheet asks for it, as it waits, and as it is given to the library.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Format, Formula, Url, Worksheet};

use super::WriteError;
use crate::model::a1;

/// What stands in a cell.
#[derive(Debug, Clone)]
pub enum Content<'a> {
    Blank,
    Text(&'a str),
    /// Words that were made for this cell.
    Made(String),
    Bool(bool),
    /// A number and its format.
    Number(Decimal, &'a str),
    /// A formula without `=`, its result and its format.
    Formula(String, Decimal, &'a str),
    /// Words that lead to a place of this workbook.
    Link(&'a str, Target<'a>),
    /// Words that lead to another file: its path from the workbook's own folder, with `/`.
    File(&'a str, &'a str),
}

/// A place of the workbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target<'a> {
    pub sheet: &'a str,
    pub row: u32,
    pub column: u32,
}

impl Target<'_> {
    /// As a formula names it: `'Tabel 4.2'!J10`.
    pub fn reference(&self) -> String {
        format!("{}!{}", quoted(self.sheet), self.a1())
    }

    /// Without the sheet: `J10`.
    pub fn a1(&self) -> String {
        a1(self.row, self.column)
    }
}

/// A sheet's name as a formula takes it.
pub fn quoted(sheet: &str) -> String {
    format!("'{}'", sheet.replace('\'', "''"))
}

/// Excel takes no longer texts in a cell, counted in UTF-16.
const MAX_TEXT: usize = 32_767;
/// Excel takes no more links on a sheet; further ones are words alone.
const MAX_LINKS: u32 = 60_000;
/// Excel takes no longer links.
const MAX_LINK: usize = 2_000;

impl<'a> Content<'a> {
    /// The number format; empty where there is none.
    pub fn number_format(&self) -> &'a str {
        match self {
            Content::Number(_, format) | Content::Formula(_, _, format) => format,
            _ => "",
        }
    }
}

/// What stands in a cell that waits to be given to the library.
pub enum Stored {
    Blank,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
    /// A formula and its result.
    Formula(Box<(String, String)>),
    /// Words and the URL that they lead to.
    Link(Box<(Box<str>, String)>),
}

impl Stored {
    /// An empty text is blank.
    pub fn of(content: &Content<'_>) -> Self {
        let text = |text: &str| if text.is_empty() { Self::Blank } else { Self::Text(clip(text).into()) };
        let link = |words: &str, url: Option<String>| match url.filter(|url| url.len() < MAX_LINK) {
            Some(url) if !words.is_empty() => Self::Link(Box::new((clip(words).into(), url))),
            _ => text(words),
        };
        match content {
            Content::Blank => Self::Blank,
            Content::Text(words) => text(words),
            Content::Made(words) => text(words),
            Content::Bool(value) => Self::Bool(*value),
            Content::Number(number, _) => Self::Number(float(*number)),
            Content::Formula(code, result, _) => {
                Self::Formula(Box::new((code.clone(), result.normalize().to_string())))
            }
            Content::Link(words, target) => link(words, Some(format!("internal:{}", target.reference()))),
            Content::File(words, path) => link(words, file_url(path)),
        }
    }

    /// Gives it to the library as a cell; without a format it has that of its column.
    pub fn give(
        self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        format: Option<&Format>,
        links: &mut u32,
    ) -> Result<(), WriteError> {
        match (self, format) {
            (Stored::Number(number), None) => _ = sheet.write_number(row, column, number)?,
            (Stored::Number(number), Some(format)) => {
                sheet.write_number_with_format(row, column, number, format)?;
            }
            (Stored::Text(text), None) if !looks_rich(&text) => _ = sheet.write_string(row, column, text)?,
            (Stored::Text(text), Some(format)) if !looks_rich(&text) => {
                sheet.write_string_with_format(row, column, text, format)?;
            }
            (Stored::Text(text), format) => {
                let whole = [(&Format::new(), &*without_escapes(&text))];
                match format {
                    Some(format) => sheet.write_rich_string_with_format(row, column, &whole, format)?,
                    None => sheet.write_rich_string(row, column, &whole)?,
                };
            }
            (Stored::Link(link), Some(format)) if *links < MAX_LINKS && !looks_rich(&link.0) => {
                let (words, url) = *link;
                sheet.write_url_with_format(row, column, Url::new(url).set_text(words), format)?;
                *links += 1;
            }
            (Stored::Link(link), format) => Stored::Text(link.0).give(sheet, (row, column), format, links)?,
            (Stored::Blank, Some(format)) => _ = sheet.write_blank(row, column, format)?,
            (Stored::Bool(value), Some(format)) => {
                sheet.write_boolean_with_format(row, column, value, format)?;
            }
            (Stored::Formula(formula), Some(format)) => {
                let (code, result) = *formula;
                let formula = Formula::new(code).set_result(result);
                sheet.write_formula_with_format(row, column, formula, format)?;
            }
            // Only numbers and texts are written without a format.
            (Stored::Blank | Stored::Bool(_) | Stored::Formula(_), None) => {}
        }
        Ok(())
    }
}

/// Whether the library would take a text for XML that it wrote itself, and write it as it is: a text with
/// letters of several kinds. Such a text is given to it as one of those.
fn looks_rich(text: &str) -> bool {
    text.starts_with("<r>") && text.ends_with("</r>")
}

/// A text in which nothing stands for another character: `_x0041_` is read as `A`, and the library sees to
/// that in plain texts alone.
fn without_escapes(text: &str) -> String {
    text.replace("_x", "_x005F_x")
}

/// The link to another file by its path from the workbook's own folder, with `/`. A blank, a percent sign or
/// a number sign in it is no part of a URL. `None` for a path that would lead elsewhere.
fn file_url(path: &str) -> Option<String> {
    const KEPT: &str = "/.-_~()!,'+@=&;$*";
    /// The escapes by which the library knows that a path has been escaped; it would do it again.
    const KNOWN: [&str; 11] = ["%20", "%22", "%25", "%3C", "%3E", "%5B", "%5D", "%5E", "%60", "%7B", "%7D"];
    // Neither stands in a name on Windows: what follows would be a drive's or a server's.
    if path.starts_with('/') || path.contains([':', '\\']) {
        return None;
    }
    let mut url = "file:///".to_owned();
    for c in path.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !KEPT.contains(c) {
            let _ = write!(url, "%{:02X}", u32::from(c));
        } else {
            url.push(c);
        }
    }
    (!url.contains('%') || KNOWN.iter().any(|escape| url.contains(escape))).then_some(url)
}

/// A number at the door: by way of its shortest text, so that it is exact.
pub fn float(number: Decimal) -> f64 {
    // A Decimal's text is always a number that a float takes; zero stands for what cannot be.
    number.to_string().parse().unwrap_or(0.0)
}

fn clip(text: &str) -> &str {
    if text.len() <= MAX_TEXT {
        return text;
    }
    let mut units = 0;
    for (place, c) in text.char_indices() {
        units += c.len_utf16();
        if units > MAX_TEXT {
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
            canvas.text(row, 0, text, &Look::PLAIN).expect("written");
            canvas.plain(row, 1, &Content::Text(text)).expect("written");
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
        canvas.put(0, 0, &Content::File("a", &"a".repeat(MAX_LINK)), &Look::PLAIN).expect("written");
        let target = Target { sheet: "Pagu 'A\"", row: 0, column: 27 };
        canvas.put(1, 0, &Content::Link("\"A\" & <B>", target), &Look::PLAIN).expect("written");
        let mut links = MAX_LINKS;
        let link = Stored::Link(Box::new(("satu lagi".into(), "internal:A!A1".to_owned())));
        link.give(&mut canvas.sheet, (2, 0), Some(&Format::new()), &mut links).expect("written");
        let sheet = part(canvas, "xl/worksheets/sheet1.xml");
        assert_eq!((sheet.matches("<hyperlink ").count(), sheet.matches("<c ").count()), (1, 3));
        assert!(sheet.contains("location=\"'Pagu ''A&quot;'!AB1\""), "{sheet}");
        assert!(sheet.contains("display=\"&quot;A&quot; &amp; &lt;B&gt;\""), "{sheet}");
    }
}
