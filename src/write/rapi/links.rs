//! The links of a sheet. They are written as they come: the library keeps two kilobytes for each, and a
//! recap of ten thousand workbooks has twenty thousand.

use std::fmt::Write as _;
use std::io;

use super::canvas::{Target, a1};
use super::cells::Xml;
use super::pack::Piece;

/// Excel takes no more links on a sheet.
const MOST: u32 = 60_000;
/// Nor longer ones.
const LONGEST: usize = 2_000;

/// So many links are packed at once.
const PIECE: usize = 1_024;

const RELATIONSHIP: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink";
const NO_RELATIONSHIPS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
const END: &str = "</Relationships>";

/// The links of a sheet, each from another cell. Past what Excel takes, a cell has its words alone.
#[derive(Default)]
pub struct Links {
    count: u32,
    /// What the sheet says of them.
    xml: Xml,
    /// The files among them, each with its number: where they are is said beside the sheet.
    files: Vec<(u32, String)>,
}

impl Links {
    /// A link to a place of the workbook.
    pub fn place(&mut self, (row, column): (u32, u32), words: &str, target: &Target<'_>) {
        let reference = target.reference();
        if reference.len() < LONGEST && self.begin(row, column) {
            self.xml.raw(" location=\"");
            self.xml.attribute(&reference);
            self.xml.raw("\" display=\"");
            self.xml.attribute(words);
            self.xml.raw("\"/>");
        }
    }

    /// A link to another file: its path from the workbook's own folder, with `/`.
    pub fn file(&mut self, (row, column): (u32, u32), path: &str) {
        // Neither stands in a name on Windows: what follows would be a drive's or a server's.
        let leads_elsewhere = path.starts_with('/') || path.contains([':', '\\']);
        let url = url(path);
        if !leads_elsewhere && url.len() < LONGEST && self.begin(row, column) {
            self.xml.raw(&format!(" r:id=\"berkas{}\"/>", self.count));
            self.files.push((self.count, url));
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Writes what the sheet says of them.
    pub fn write(&self, xml: &mut Xml) {
        if !self.is_empty() {
            xml.raw("<hyperlinks>");
            xml.bytes.extend(&self.xml.bytes);
            xml.raw("</hyperlinks>");
        }
    }

    /// What stands beside the sheet with that of the links, packed; `None` where they need nothing there.
    pub fn relationships(&self, beside: Option<&str>) -> io::Result<Option<Vec<Piece>>> {
        if self.files.is_empty() {
            return Ok(None);
        }
        let beside = beside.unwrap_or(NO_RELATIONSHIPS);
        let mut xml = Xml::default();
        xml.raw(beside.rsplit_once(END).map_or("", |(begin, _)| begin));
        let mut pieces = Vec::new();
        for files in self.files.chunks(PIECE) {
            for (number, url) in files {
                xml.raw(&format!("<Relationship Id=\"berkas{number}\" Type=\"{RELATIONSHIP}\" Target=\""));
                xml.attribute(url);
                xml.raw("\" TargetMode=\"External\"/>");
            }
            pieces.push(Piece::pack(&xml.bytes, false)?);
            xml.bytes.clear();
        }
        pieces.push(Piece::pack(END.as_bytes(), true)?);
        Ok(Some(pieces))
    }

    /// Begins a link, if there is room for it.
    fn begin(&mut self, row: u32, column: u32) -> bool {
        let has_room = self.count < MOST;
        if has_room {
            self.count += 1;
            self.xml.raw(&format!("<hyperlink ref=\"{}\"", a1(row, column)));
        }
        has_room
    }
}

/// A path as a link names it: a blank, a percent sign or a number sign in it is no part of a URL.
fn url(path: &str) -> String {
    const KEPT: &str = "/.-_~()!,'+@=&;$*";
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        if c.is_ascii() && !c.is_ascii_alphanumeric() && !KEPT.contains(c) {
            let _ = write!(out, "%{:02X}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::pack::Zip;
    use super::*;

    #[test]
    fn a_link_says_its_words_whatever_they_are() {
        let mut links = Links::default();
        links.place((4, 1), "\"A\" & <B>", &Target { sheet: "Pagu 'A\"", row: 0, column: 27 });
        let mut xml = Xml::default();
        links.write(&mut xml);
        assert_eq!(
            String::from_utf8(xml.bytes).expect("text"),
            "<hyperlinks><hyperlink ref=\"B5\" location=\"'Pagu ''A&quot;'!AB1\" \
             display=\"&quot;A&quot; &amp; &lt;B&gt;\"/></hyperlinks>"
        );
        assert_eq!(relationships(&links, None), None);
    }

    #[test]
    fn a_link_to_a_file_joins_what_stands_beside_the_sheet() {
        let mut links = Links::default();
        links.file((0, 0), "a b.xlsx");
        let beside = NO_RELATIONSHIPS.replace(END, "<Relationship Id=\"rId1\"/></Relationships>");
        let joined = relationships(&links, Some(&beside)).expect("relationships");
        let (_, tail) = joined.split_once("rId1\"/>").expect("the one that stood there");
        assert!(tail.starts_with("<Relationship Id=\"berkas1\""), "{tail}");
        assert!(tail.ends_with("Target=\"a%20b.xlsx\" TargetMode=\"External\"/></Relationships>"), "{tail}");
    }

    #[test]
    fn many_files_are_packed_piece_by_piece() {
        let mut links = Links::default();
        let count = PIECE * 2 + 1;
        for row in (0..).take(count) {
            links.file((row, 0), "a.xlsx");
        }
        let all = relationships(&links, None).expect("relationships");
        assert_eq!(all.matches("<Relationship Id=\"berkas").count(), count);
        assert!(all.ends_with(END));
    }

    /// What stands beside the sheet, unpacked.
    fn relationships(links: &Links, beside: Option<&str>) -> Option<String> {
        let mut zip = Zip::default();
        zip.add("a", &links.relationships(beside).expect("they are packed")?).expect("there is room");
        let zip = zip.finish().expect("a zip");
        let mut text = String::new();
        let mut archive = zip::ZipArchive::new(io::Cursor::new(zip)).expect("a zip");
        archive.by_index(0).expect("the part").read_to_string(&mut text).expect("text");
        Some(text)
    }

    #[test]
    fn past_what_excel_takes_a_cell_has_its_words_alone() {
        let mut links = Links::default();
        for row in 0..=MOST {
            links.file((row, 0), "a.xlsx");
        }
        assert_eq!(links.count, MOST);
        links = Links::default();
        links.file((0, 0), &"a".repeat(LONGEST));
        assert!(links.is_empty());
    }
}
