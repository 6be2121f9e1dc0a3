//! Builds .xlsb files record by record.
#![allow(dead_code, missing_docs)]

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};

pub fn record(kind: u16, parts: &[&[u8]]) -> Vec<u8> {
    let data = parts.concat();
    let low = |n: usize| u8::try_from(n & 0x7f).expect("seven bits");
    let kind = usize::from(kind);
    let mut out = if kind > 0x7f { vec![low(kind) | 0x80, low(kind >> 7)] } else { vec![low(kind)] };
    out.extend([low(data.len()) | 0x80, low(data.len() >> 7)]);
    out.extend(data);
    out
}

pub fn text(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.encode_utf16().count()).expect("short");
    length.to_le_bytes().into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

pub fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

pub const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Returns a workbook of these sheets with these styles.
pub fn package(sheets: &[(String, Vec<u8>)], styles: Vec<u8>) -> Vec<u8> {
    let mut list = Vec::new();
    let mut relations = format!("<Relationship Id=\"y\" Type=\"{RELATIONS}/styles\" Target=\"styles.bin\"/>");
    let mut parts = vec![("xl/styles.bin".to_owned(), styles)];
    for (n, (name, records)) in sheets.iter().enumerate() {
        list.extend(record(156, &[&words(&[0, 1]), &text(&format!("s{n}")), &text(name)]));
        let _ = write!(
            relations,
            "<Relationship Id=\"s{n}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{n}.bin\"/>"
        );
        parts.push((format!("xl/worksheets/sheet{n}.bin"), records.clone()));
    }
    parts.push(("xl/workbook.bin".to_owned(), list));
    let relations = format!("<Relationships>{relations}</Relationships>").into_bytes();
    parts.push(("xl/_rels/workbook.bin.rels".to_owned(), relations));
    zipped(parts)
}

pub fn zipped(parts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("in memory");
        zip.write_all(&bytes).expect("in memory");
    }
    zip.finish().expect("in memory").into_inner()
}
