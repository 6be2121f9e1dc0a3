//! The sheets that the program adds to a workbook that it writes, by which it knows its own again
//! and reads a person's decisions.

use super::{Book, CellContent, Sheet};

/// The first sheet.
pub const RINGKASAN: &str = "Ringkasan";
/// The findings with the decision column.
pub const TEMUAN: &str = "Temuan";
/// The amounts of all tables side by side.
pub const REKONSILIASI: &str = "Rekonsiliasi";
/// The normalized rows.
pub const DATA: &str = "Data";
/// The change log.
pub const PERUBAHAN: &str = "Perubahan";
/// All of them. The names are the same in every language: other programs look for them.
pub const SHEETS: [&str; 5] = [RINGKASAN, TEMUAN, REKONSILIASI, DATA, PERUBAHAN];

/// How the second line of each of them begins, in every language: an office may have a sheet
/// "Data" of its own.
pub const MARK: &str = "renja · ";

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

/// The decision that accepts a case's only proposal; where there are several, a letter does.
pub const ACCEPT: &str = "terima";
/// The decision that what stands there is right.
pub const REJECT: &str = "tolak";
/// The decision to decide later.
pub const LATER: &str = "tunda";

/// Whether the program wrote this sheet.
#[must_use]
pub fn is_own(sheet: &Sheet) -> bool {
    let marked = |content: &CellContent| match content {
        CellContent::Text(text) => text.starts_with(MARK),
        _ => false,
    };
    SHEETS.contains(&sheet.name.as_str())
        && sheet.cells.get(&(1, 0)).is_some_and(|cell| marked(&cell.content))
}

/// Whether the program wrote this workbook.
#[must_use]
pub fn is_own_book(book: &Book) -> bool {
    book.sheets.iter().any(is_own)
}
