//! Builds packages part by part, the way other programs write them.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

const WORKSHEET: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";

/// Returns a package of these parts.
pub fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).expect("in memory");
        zip.write_all(text.as_bytes()).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}

/// Returns a workbook of sheets with this XML. The parts in `others` are added or replace the default ones.
pub fn workbook(sheets: &[(&str, &str)], others: &[(&str, &str)]) -> Vec<u8> {
    let mut list = Vec::new();
    let mut relations = Vec::new();
    let mut parts = Vec::new();
    for (i, (name, xml)) in sheets.iter().enumerate() {
        list.push(format!(r#"<sheet name="{name}" sheetId="{0}" r:id="rId{0}"/>"#, i + 1));
        relations.push(format!(
            r#"<Relationship Id="rId{0}" Type="{WORKSHEET}" Target="worksheets/sheet{0}.xml"/>"#,
            i + 1
        ));
        parts.push((format!("xl/worksheets/sheet{}.xml", i + 1), (*xml).to_owned()));
    }
    parts.push((
        "xl/workbook.xml".to_owned(),
        format!("<workbook><sheets>{}</sheets></workbook>", list.concat()),
    ));
    parts.push((
        "xl/_rels/workbook.xml.rels".to_owned(),
        format!("<Relationships>{}</Relationships>", relations.concat()),
    ));
    let office = WORKSHEET.replace("worksheet", "officeDocument");
    parts.push((
        "_rels/.rels".to_owned(),
        format!(r#"<Relationships><Relationship Id="rId1" Type="{office}" Target="xl/workbook.xml"/></Relationships>"#),
    ));
    parts.push((
        "[Content_Types].xml".to_owned(),
        r#"<Types><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned(),
    ));
    let mut parts: Vec<(&str, &str)> = parts.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
    parts.retain(|(name, _)| !others.iter().any(|(other, _)| other == name));
    parts.extend(others);
    package(&parts)
}

/// Returns a workbook of one sheet with these rows in its `sheetData`.
pub fn rows(rows: &str) -> Vec<u8> {
    workbook(&[("S", &format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"))], &[])
}

/// Returns an OpenDocument package with these tables in its body and these automatic styles.
pub fn ods(styles: &str, tables: &str) -> Vec<u8> {
    package(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            &format!(
                "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles>\
                 <office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>\
                 </office:document-content>"
            ),
        ),
    ])
}
