//! The sheets, properties and marks that the program adds to workbooks that it writes. By these it recognizes
//! its own workbooks and reads a person's decisions.

use super::{Book, CellContent, Sheet};

/// The record that a written workbook keeps in its custom document properties: the kind of result and its
/// input. Decisions are matched by this record rather than by the file name, which people and mail programs
/// change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The kind of result.
    pub kind: ResultKind,
    /// The file name of the input, without its folder. Empty for a recap, which has several inputs.
    pub name: String,
    /// The digest of the input's bytes. Empty for a recap, and if only the visible mark on the sheets names
    /// the input.
    pub digest: String,
}

/// A kind of workbook that the program writes from scratch. A corrected copy of a user's own workbook
/// (`.koreksi.xlsx`) has no record: it differs from that workbook only in the corrected cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultKind {
    /// `NAME.rapi.xlsx`.
    Rapi,
    /// `rekap.xlsx`.
    Rekap,
}

/// The author of the comments that the program adds to a corrected copy of a user's workbook.
pub(crate) const COMMENT_AUTHOR: &str = "renja";

/// The property with the kind of result.
pub(crate) const PROPERTY_KIND: &str = "renja:hasil";
/// The property with the file name of the input.
pub(crate) const PROPERTY_NAME: &str = "renja:masukan";
/// The property with the digest of the input.
pub(crate) const PROPERTY_DIGEST: &str = "renja:sidik";

/// Maximum length of a custom property's text, in characters: Excel's limit.
const MAX_PROPERTY_CHARS: usize = 255;

impl ResultKind {
    /// Returns the name of the kind in [`PROPERTY_KIND`].
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rapi => "rapi",
            Self::Rekap => "rekap",
        }
    }

    /// Returns the name of the sheet that a result of this kind must have. In a `.rapi.xlsx` it contains the
    /// decisions.
    #[must_use]
    pub fn sheet(self) -> &'static str {
        match self {
            Self::Rapi => TEMUAN,
            Self::Rekap => REKAP,
        }
    }

    /// Parses the name of a kind in [`PROPERTY_KIND`]. Returns `None` for an unknown name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Rapi, Self::Rekap].into_iter().find(|kind| kind.name() == name)
    }
}

impl Origin {
    /// Creates the record for the result of an input.
    #[must_use]
    pub fn rapi(name: &str, digest: String) -> Self {
        Self { kind: ResultKind::Rapi, name: Self::as_recorded(name), digest }
    }

    /// Creates the record for a recap.
    #[must_use]
    pub fn rekap() -> Self {
        Self { kind: ResultKind::Rekap, name: String::new(), digest: String::new() }
    }

    /// Whether the input had this file name.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.name == Self::as_recorded(name)
    }

    /// Returns a file name as a property can hold it: shortened, with characters that XML forbids replaced.
    fn as_recorded(name: &str) -> String {
        let is_foreign = |c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}');
        name.chars().map(|c| if is_foreign(c) { '\u{fffd}' } else { c }).take(MAX_PROPERTY_CHARS).collect()
    }

    /// Returns the properties that are not empty, with their names.
    pub fn properties(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            (PROPERTY_KIND, self.kind.name()),
            (PROPERTY_NAME, self.name.as_str()),
            (PROPERTY_DIGEST, self.digest.as_str()),
        ]
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
    }

    /// Restores the record from its properties. Returns `None` if they do not name a kind of result.
    #[must_use]
    pub fn from_properties<'a>(properties: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Self> {
        let (mut kind, mut name, mut digest) = (None, String::new(), String::new());
        for (property, text) in properties {
            match property {
                PROPERTY_KIND => kind = ResultKind::from_name(text),
                PROPERTY_NAME => text.clone_into(&mut name),
                PROPERTY_DIGEST => text.clone_into(&mut digest),
                _ => {}
            }
        }
        Some(Self { kind: kind?, name, digest })
    }
}

/// The first sheet of a result: the summary.
pub const RINGKASAN: &str = "Ringkasan";
/// The sheet of findings, with the decision column.
pub const TEMUAN: &str = "Temuan";
/// The sheet with the minutes of the check, for paper.
pub(crate) const BERITA_ACARA: &str = "Berita Acara";
/// The sheet that compares the amounts of all tables.
pub const REKONSILIASI: &str = "Rekonsiliasi";
/// The sheet with the plan as one wide table.
pub const DATA: &str = "Data";
/// The sheet with the change log.
pub const PERUBAHAN: &str = "Perubahan";
/// All sheets of a result. Their names are the same in every language, because other programs look for them.
pub(crate) const RESULT_SHEETS: [&str; 6] = [RINGKASAN, TEMUAN, REKONSILIASI, BERITA_ACARA, DATA, PERUBAHAN];

/// The beginning of the second row of each of these sheets, in every language. It tells them apart from an
/// office's own sheet named "Data".
pub(crate) const MARK_PREFIX: &str = "renja · ";
/// The separator between the sheet's name and the input's name on that row.
pub(crate) const MARK_SEPARATOR: &str = " · ";

/// The header of the hidden column of [`TEMUAN`] with the code of the rule.
pub(crate) const TECHNICAL_RULE: &str = "renja:aturan";
/// The header of the hidden column with the path of the item.
pub(crate) const TECHNICAL_ITEM: &str = "renja:item";
/// The header of the hidden column with the stated value in plain form, empty for a blank cell.
pub(crate) const TECHNICAL_STATED: &str = "renja:tertulis";

/// The header of the hidden column with sheet and cell: `Tabel 4.2!J10`.
pub(crate) const TECHNICAL_PLACE: &str = "renja:sel";
/// The header of the hidden column with the day of a decision and its text on that day.
pub(crate) const TECHNICAL_DECIDED: &str = "renja:keputusan";
/// The header of the hidden column with the letter of a proposal, on the lines of proposals.
pub(crate) const TECHNICAL_PROPOSAL: &str = "renja:usulan";

/// The decision that accepts a case's only proposal. With several proposals, a letter accepts one of them.
pub(crate) const WORD_ACCEPT: &str = "terima";
/// The decision that the figures are right.
pub(crate) const WORD_REJECT: &str = "tolak";
/// The decision to decide later.
pub(crate) const WORD_POSTPONE: &str = "tunda";

/// The first sheet of a recap.
pub(crate) const REKAP: &str = "Rekap";

/// Whether the program wrote this sheet.
#[must_use]
pub fn is_own_sheet(sheet: &Sheet) -> bool {
    RESULT_SHEETS.contains(&sheet.name.as_str()) && mark_text(sheet).is_some()
}

/// Whether the program wrote this workbook.
#[must_use]
pub(crate) fn is_own_book(book: &Book) -> bool {
    book.sheets.iter().any(is_own_sheet)
}

/// Returns the origin of a workbook according to the marks on its sheets, for files whose properties were
/// lost when another program saved them. Returns `None` for a workbook that the program did not write.
#[must_use]
pub(crate) fn marked_origin(book: &Book) -> Option<Origin> {
    if book.sheets.iter().any(|sheet| sheet.name == REKAP && mark_text(sheet).is_some()) {
        return Some(Origin::rekap());
    }
    let sheet = book.sheets.iter().find(|sheet| is_own_sheet(sheet))?;
    let name = mark_text(sheet)?.split_once(MARK_SEPARATOR).map_or("", |(_, name)| name);
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

/// Returns the text of the hidden cell on the second row of [`TEMUAN`] that records the version of the
/// program. Other versions may lay out the workbook differently.
#[must_use]
pub fn version_mark() -> String {
    format!("renja:versi {}", env!("CARGO_PKG_VERSION"))
}

/// Whether this version of the program wrote the workbook.
#[must_use]
pub(crate) fn is_of_this_version(book: &Book) -> bool {
    let mark = version_mark();
    let is = |content: &CellContent| matches!(content, CellContent::Text(text) if **text == *mark);
    book.sheets
        .iter()
        .any(|sheet| sheet.cells.range((1, 0)..=(1, u32::MAX)).any(|(_, cell)| is(&cell.content)))
}

/// Returns the text of the hidden cell on the second row of [`TEMUAN`] that records the input's digest, for
/// files whose properties get lost.
#[must_use]
pub(crate) fn digest_mark(digest: &str) -> String {
    format!("{PROPERTY_DIGEST} {digest}")
}

/// Returns the text behind [`MARK_PREFIX`] on the second row of a sheet, or `None` if there is no mark.
fn mark_text(sheet: &Sheet) -> Option<&str> {
    match &sheet.cells.get(&(1, 0))?.content {
        CellContent::Text(text) => text.strip_prefix(MARK_PREFIX),
        _ => None,
    }
}
