//! Collects the signs of an item's level: its word, its code, its numbering, how its name is printed.

use crate::model::{Item, Level, Table, Value};
use crate::text::fold::{first_word_among, words};
use crate::text::heading::is_office;
use crate::text::kode::Kode;
use crate::text::words::{OFFICE_PART_WORDS, is_total_word};

use crate::normalize::row_label::{Numbering, is_total_label, numbering, split_number, stated_level};
use crate::normalize::rows::form_rows::Look;

/// The signs of an item's level.
#[allow(clippy::struct_excessive_bools)] // each is a separate sign
pub struct LevelSigns {
    /// The level that its name states.
    pub stated_level: Option<Level>,
    /// The number of segments of its code.
    pub depth: Option<usize>,
    /// How many segments longer the next item's code is, if it continues this one.
    pub next_extra_segments: Option<usize>,
    /// How it is numbered, in a column of its own or before its name.
    pub numbering: Option<Numbering>,
    /// How its name is printed.
    pub look: Look,
    /// Whether its name is all capitals.
    pub is_capitals: bool,
    /// Whether its name is that of an office.
    pub is_office: bool,
    /// Whether its name is that of a part of an office, without a code and an indicator.
    pub is_unit: bool,
    /// Whether it is a total.
    pub is_total: bool,
}

impl LevelSigns {
    /// Collects the signs of an item.
    pub fn from_item(table: &Table, item: &Item, look: Look) -> Self {
        let mut names = table.columns_of(&item.values).filter(|(c, _)| c.key.starts_with("nama"));
        let name = names.next().map_or("", |(_, name)| &*name.text);
        let depth = item_kode(table, item).map(Kode::depth);
        let number = table.value(item, "nomor").map(|v| &*v.text);
        // "I. PROGRAM …": the number may stand before the name in one cell.
        let (leading, name) = split_number(name);
        Self {
            stated_level: stated_level(name),
            depth,
            next_extra_segments: None,
            numbering: number.and_then(numbering).or_else(|| leading.and_then(numbering)),
            look,
            is_capitals: name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase),
            is_office: is_office(name),
            is_unit: depth.is_none()
                && item.indikator.is_empty()
                && first_word_among(name, &OFFICE_PART_WORDS).is_some(),
            is_total: is_total_row(&table.label_text(item), depth.is_some()),
        }
    }
}

/// Returns the code of an item. `None` if its code column is blank or holds something else.
pub fn item_kode<'a>(table: &Table, item: &'a Item) -> Option<&'a Kode> {
    match &table.value(item, "kode")?.value {
        Value::Kode(kode) => Some(kode),
        _ => None,
    }
}

/// Whether a row is a total. A row with a code is an item, whatever its name begins with ("Total Quality
/// Management"), unless it says nothing but total.
fn is_total_row(label: &str, has_code: bool) -> bool {
    is_total_label(label)
        && !(has_code && words(label).any(|word| !(is_total_word(&word) || word == "sub" || word == "grand")))
}
