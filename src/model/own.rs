//! The sheets that the program adds to a workbook that it writes, by which it knows its own again
//! and reads a person's decisions.

use super::{Book, CellContent, Sheet};

/// What a written workbook records of itself in its custom document properties: which kind of result it
/// is, and of which input. Decisions are matched by this record and not by the name of the file, which
/// people and mail programs change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The kind of result.
    pub kind: Kind,
    /// The input's file name, without folder. Empty for a recap, which has several inputs.
    pub name: String,
    /// The digest of the input's bytes. Empty for a recap, and where only the visible mark on the sheets
    /// names the input.
    pub digest: String,
}

/// A kind of workbook that the program writes anew. A corrected copy of a user's own workbook
/// (`.koreksi.xlsx`) has no record: it differs from that workbook in the corrected cells only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `NAME.rapi.xlsx`.
    Rapi,
    /// `rekap.xlsx`.
    Rekap,
}

/// The author of the comments that the program adds to a corrected copy of a user's workbook.
pub const AUTHOR: &str = "renja";

/// The property with the kind of the result.
pub const PROPERTY_KIND: &str = "renja:hasil";
/// The property with the input's name.
pub const PROPERTY_NAME: &str = "renja:masukan";
/// The property with the digest of the input.
pub const PROPERTY_DIGEST: &str = "renja:sidik";

/// Excel's limit for the text of a custom property.
const MAX_PROPERTY: usize = 255;

impl Kind {
    /// The name in the property.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rapi => "rapi",
            Self::Rekap => "rekap",
        }
    }

    /// The sheet without which a workbook is no longer this kind of result. That of a workbook set anew holds
    /// the decisions.
    #[must_use]
    pub fn sheet(self) -> &'static str {
        match self {
            Self::Rapi => TEMUAN,
            Self::Rekap => REKAP,
        }
    }

    /// Reads the name in the property.
    #[must_use]
    pub fn read(name: &str) -> Option<Self> {
        [Self::Rapi, Self::Rekap].into_iter().find(|kind| kind.name() == name)
    }
}

impl Origin {
    /// The record in the result of an input.
    #[must_use]
    pub fn rapi(name: &str, digest: String) -> Self {
        Self { kind: Kind::Rapi, name: Self::as_recorded(name), digest }
    }

    /// The record in a recap.
    #[must_use]
    pub fn rekap() -> Self {
        Self { kind: Kind::Rekap, name: String::new(), digest: String::new() }
    }

    /// Whether the input had this file name.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name == Self::as_recorded(name)
    }

    /// A file name as a property can hold it: a control character cannot stand in XML.
    fn as_recorded(name: &str) -> String {
        let is_foreign = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
        name.chars().map(|c| if is_foreign(c) { '\u{fffd}' } else { c }).take(MAX_PROPERTY).collect()
    }

    /// The properties that are not empty, by name.
    pub fn properties(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            (PROPERTY_KIND, self.kind.name()),
            (PROPERTY_NAME, self.name.as_str()),
            (PROPERTY_DIGEST, self.digest.as_str()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
    }

    /// Puts the record together again from its properties. `None` if they do not name a kind of result.
    #[must_use]
    pub fn from_properties<'a>(properties: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let (mut kind, mut name, mut digest) = (None, String::new(), String::new());
        for (property, text) in properties {
            match property {
                PROPERTY_KIND => kind = Kind::read(text),
                PROPERTY_NAME => text.clone_into(&mut name),
                PROPERTY_DIGEST => text.clone_into(&mut digest),
                _ => {}
            }
        }
        Some(Self { kind: kind?, name, digest })
    }
}

/// The first sheet.
pub const RINGKASAN: &str = "Ringkasan";
/// The findings with the decision column.
pub const TEMUAN: &str = "Temuan";
/// The minutes of the check, for paper.
pub const BERITA_ACARA: &str = "Berita Acara";
/// The amounts of all tables side by side.
pub const REKONSILIASI: &str = "Rekonsiliasi";
/// The plan as one wide table.
pub const DATA: &str = "Data";
/// The change log.
pub const PERUBAHAN: &str = "Perubahan";
/// All of them. The names are the same in every language: other programs look for them.
pub const SHEETS: [&str; 6] = [RINGKASAN, TEMUAN, REKONSILIASI, BERITA_ACARA, DATA, PERUBAHAN];

/// How the second line of each of them begins, in every language: an office may have a sheet
/// "Data" of its own.
pub const MARK: &str = "renja · ";
/// What stands between the sheet's and the input's name in that line.
pub const SEPARATOR: &str = " · ";

/// The hidden column of [`TEMUAN`] with the rule's code.
pub const TECHNICAL_RULE: &str = "renja:aturan";
/// The hidden column with the item and those above it.
pub const TECHNICAL_ITEM: &str = "renja:item";
/// The hidden column with the plain stated value, empty for a blank cell.
pub const TECHNICAL_STATED: &str = "renja:tertulis";

/// The hidden column with sheet and cell: `Tabel 4.2!J10`.
pub const TECHNICAL_PLACE: &str = "renja:sel";
/// The hidden column with the day of a decision and what it said then.
pub const TECHNICAL_DECIDED: &str = "renja:keputusan";
/// The hidden column with the letter of a proposal, on the line of one.
pub const TECHNICAL_PROPOSAL: &str = "renja:usulan";

/// The decision that accepts a case's only proposal; where there are several, a letter does.
pub const ACCEPT: &str = "terima";
/// The decision that what stands there is right.
pub const REJECT: &str = "tolak";
/// The decision to decide later.
pub const LATER: &str = "tunda";

/// The first sheet of a recap.
pub const REKAP: &str = "Rekap";

/// Whether the program wrote this sheet.
#[must_use]
pub fn is_own(sheet: &Sheet) -> bool {
    SHEETS.contains(&sheet.name.as_str()) && mark(sheet).is_some()
}

/// Whether the program wrote this workbook.
#[must_use]
pub fn is_own_book(book: &Book) -> bool {
    book.sheets.iter().any(is_own)
}

/// What the marks on a workbook's sheets say of its origin, for a file whose properties were lost when
/// another program saved it. `None` for a workbook that the program did not write.
#[must_use]
pub fn marked_origin(book: &Book) -> Option<Origin> {
    if book.sheets.iter().any(|sheet| sheet.name == REKAP && mark(sheet).is_some()) {
        return Some(Origin::rekap());
    }
    let sheet = book.sheets.iter().find(|sheet| is_own(sheet))?;
    let name = mark(sheet)?.split_once(SEPARATOR).map_or("", |(_, name)| name);
    let digest = |sheet: &Sheet| {
        let mut cells = sheet.cells.range((1, 0)..=(1, u32::MAX));
        cells.find_map(|(_, cell)| match &cell.content {
            CellContent::Text(text) => {
                text.strip_prefix(PROPERTY_DIGEST)?.strip_prefix(' ').map(str::to_owned)
            }
            _ => None,
        })
    };
    Some(Origin::rapi(name, book.sheets.iter().find_map(digest).unwrap_or_default()))
}

/// The text of the hidden cell that says which version of the program set the workbook: another one may set it
/// otherwise. It stands on the second row of [`TEMUAN`].
#[must_use]
pub fn version_mark() -> String {
    format!("renja:versi {}", env!("CARGO_PKG_VERSION"))
}

/// Whether this version of the program wrote a workbook.
#[must_use]
pub fn is_of_this_version(book: &Book) -> bool {
    let mark = version_mark();
    let is = |content: &CellContent| matches!(content, CellContent::Text(text) if **text == *mark);
    book.sheets
        .iter()
        .any(|sheet| sheet.cells.range((1, 0)..=(1, u32::MAX)).any(|(_, cell)| is(&cell.content)))
}

/// The text of the hidden cell that keeps the input's digest where document properties get lost: it stands
/// on the second row of [`TEMUAN`].
#[must_use]
pub fn digest_mark(digest: &str) -> String {
    format!("{PROPERTY_DIGEST} {digest}")
}

/// What follows [`MARK`] on the second row of a sheet; `None` if there is no mark.
fn mark(sheet: &Sheet) -> Option<&str> {
    match &sheet.cells.get(&(1, 0))?.content {
        CellContent::Text(text) => text.strip_prefix(MARK),
        _ => None,
    }
}
