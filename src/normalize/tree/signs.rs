//! What an item shows of its level: its word, its code, its numbering, how its name is set.

use crate::model::{Item, Level, Table, Value};
use crate::text::fold::{first_of, words};
use crate::text::heading::is_office;
use crate::text::kode::Kode;
use crate::text::words::{PARTS_OF_OFFICES, is_of_total};

use crate::normalize::label::{Numbering, is_total, numbering, split_number, word};
use crate::normalize::rows::body::Look;

/// What an item shows of its level.
#[allow(clippy::struct_excessive_bools)] // each is a sign of its own
pub struct Signs {
    pub word: Option<Level>,
    pub depth: Option<usize>,
    /// How many segments longer the next item's code is, where it goes on from this one's.
    pub next: Option<usize>,
    pub numbering: Option<Numbering>,
    pub look: Look,
    pub capitals: bool,
    pub office: bool,
    pub unit: bool,
    pub total: bool,
}

impl Signs {
    pub fn of(table: &Table, item: &Item, look: Look) -> Self {
        let mut names = table.columns_of(&item.values).filter(|(c, _)| c.key.starts_with("nama"));
        let name = names.next().map_or("", |(_, name)| &*name.text);
        let depth = kode(table, item).map(Kode::depth);
        let number = table.value(item, "nomor").map(|v| &*v.text);
        // "I. PROGRAM …": the number may stand before the name in one cell.
        let (leading, name) = split_number(name);
        Self {
            word: word(name),
            depth,
            next: None,
            numbering: number.and_then(numbering).or_else(|| leading.and_then(numbering)),
            look,
            capitals: name.chars().any(char::is_alphabetic) && !name.chars().any(char::is_lowercase),
            office: is_office(name),
            unit: depth.is_none() && item.indikator.is_empty() && first_of(name, &PARTS_OF_OFFICES).is_some(),
            total: is_total_row(&table.label_text(item), depth.is_some()),
        }
    }
}

/// The code of an item.
pub fn kode<'a>(table: &Table, item: &'a Item) -> Option<&'a Kode> {
    match &table.value(item, "kode")?.value {
        Value::Kode(kode) => Some(kode),
        _ => None,
    }
}

/// Whether a row is a total: one with a code of the plan is an item, whatever its name begins with ("Total
/// Quality Management"), unless it says nothing else.
fn is_total_row(label: &str, has_code: bool) -> bool {
    is_total(label)
        && !(has_code && words(label).any(|word| !(is_of_total(&word) || word == "sub" || word == "grand")))
}
