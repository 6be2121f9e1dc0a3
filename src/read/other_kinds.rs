//! Recognizes files that are no workbooks by their content. The error message then says where the table can
//! be found instead.

use super::budget::Budget;
use super::budgeted_package::Package;
use super::error::OtherKind;

/// The first bytes of files of one kind.
const SIGNATURES: [(&[u8], OtherKind); 14] = [
    (b"%PDF-", OtherKind::Pdf),
    (b"\x89PNG", OtherKind::Picture),
    (b"\xff\xd8\xff", OtherKind::Picture),
    (b"GIF8", OtherKind::Picture),
    (b"II*\0", OtherKind::Picture),
    (b"MM\0*", OtherKind::Picture),
    (b"{\\rtf", OtherKind::Word),
    (b"Rar!", OtherKind::Archive),
    (b"7z\xbc\xaf", OtherKind::Archive),
    (b"\x1f\x8b", OtherKind::Archive),
    (b"\0\0\x01\0", OtherKind::Picture),
    (b"\x09\0\x04\0", OtherKind::OldExcel),
    (b"\x09\x02\x06\0", OtherKind::OldExcel),
    (b"\x09\x04\x06\0", OtherKind::OldExcel),
];

/// Returns the kind of a file by its first bytes. `None` if they belong to none of these kinds.
pub(super) fn kind_by_signature(bytes: &[u8]) -> Option<OtherKind> {
    let begins = SIGNATURES.iter().find(|(beginning, _)| bytes.starts_with(beginning));
    if let Some((_, kind)) = begins {
        return Some(*kind);
    }
    let at = |place: usize, word: &[u8]| bytes.get(place..).is_some_and(|rest| rest.starts_with(word));
    let is_webp = bytes.starts_with(b"RIFF") && at(8, b"WEBP");
    let is_heic = at(4, b"ftyphei") || at(4, b"ftypmif1");
    // Two letters could begin any text. A bitmap also has four zero bytes after its size.
    let is_bitmap = bytes.starts_with(b"BM") && at(6, &[0; 4]);
    if is_webp || is_heic || is_bitmap {
        return Some(OtherKind::Picture);
    }
    is_sylk(bytes).then_some(OtherKind::Sylk)
}

/// Whether a text is Symbolic Link. The first record alone does not decide: a CSV may begin with
/// `ID;Program`.
fn is_sylk(bytes: &[u8]) -> bool {
    const SYLK_RECORDS: [&[u8]; 8] = [b"P;", b"F;", b"B;", b"C;", b"O;", b"NN;", b"NE;", b"W;"];
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
    lines.next().is_some_and(|first| first.starts_with(b"ID;P"))
        && lines.next().is_some_and(|second| SYLK_RECORDS.iter().any(|record| second.starts_with(record)))
}

/// Returns the kind of a package that holds no workbook. `None` for a document of an unknown kind: it is
/// packed too, but it holds no files that could be unpacked and opened.
pub(super) fn kind_of_package(package: &mut Package<'_>, budget: &Budget) -> Option<OtherKind> {
    let has_folder = |folder: &str| package.names().any(|name| name.starts_with(folder));
    if has_folder("word/") {
        return Some(OtherKind::Word);
    }
    if has_folder("ppt/") {
        return Some(OtherKind::Presentation);
    }
    let is_document = package.has("_rels/.rels") || package.has("mimetype");
    kind_of_open_document(package, budget).or((!is_document).then_some(OtherKind::Archive))
}

/// Returns the kind of an OpenDocument package that is no spreadsheet. `None` for a spreadsheet, for an
/// unknown kind, and for other packages.
pub(super) fn kind_of_open_document(package: &mut Package<'_>, budget: &Budget) -> Option<OtherKind> {
    let media = package.text("mimetype", budget).ok().flatten()?;
    match media.trim().strip_prefix("application/vnd.oasis.opendocument.")?.split('-').next()? {
        "text" => Some(OtherKind::Word),
        "presentation" => Some(OtherKind::Presentation),
        "graphics" | "image" => Some(OtherKind::Picture),
        _ => None,
    }
}
