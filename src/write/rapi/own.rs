//! The sheets that are the program's own: their names, and how one is known again in a workbook
//! that the program wrote earlier.

use crate::model::{CellContent, Sheet};

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

/// Whether the program wrote this sheet.
pub fn is_own(sheet: &Sheet) -> bool {
    let marked = |content: &CellContent| match content {
        CellContent::Text(text) => text.starts_with(MARK),
        _ => false,
    };
    SHEETS.contains(&sheet.name.as_str())
        && sheet.cells.get(&(1, 0)).is_some_and(|cell| marked(&cell.content))
}
