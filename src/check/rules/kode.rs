//! What the rules on codes (KOD) share: an item's code, and whether it is its own.

use crate::model::{CellRef, Item, ItemId, Level, Table, Value};
use crate::text::kode::Kode;

/// The codes of a table's items, as they are printed.
pub(in crate::check) struct Codes<'a> {
    of: Vec<Option<Code<'a>>>,
    /// The items that have a code of their own: not only their parent's, which some offices repeat on
    /// every row.
    pub(super) own: Vec<Coded<'a>>,
}

/// A code and its cell.
#[derive(Clone, Copy)]
pub(super) struct Code<'a> {
    /// The code.
    pub kode: &'a Kode,
    /// Where it stands.
    pub at: CellRef,
}

/// An item with its own code.
#[derive(Clone, Copy)]
pub(super) struct Coded<'a> {
    /// The item.
    pub id: ItemId,
    /// Its level.
    pub level: Level,
    /// Its code.
    pub kode: &'a Kode,
    /// Where the code stands.
    pub at: CellRef,
}

impl<'a> Codes<'a> {
    /// Those of a table.
    pub fn new(table: &'a Table) -> Self {
        let column = table.column("kode");
        let code = |item: &'a Item| {
            let cited = item.values.get(column?)?;
            match &cited.value {
                Value::Kode(kode) => Some(Code { kode, at: cited.at }),
                _ => None,
            }
        };
        let mut codes = Self { of: table.items.iter().map(code).collect(), own: Vec::new() };
        codes.own = table.items.iter().enumerate().filter_map(|item| codes.own(table, item)).collect();
        codes
    }

    /// The code of an item.
    pub(super) fn of(&self, id: ItemId) -> Option<Code<'a>> {
        *self.of.get(id)?
    }

    fn own(&self, table: &Table, (id, item): (ItemId, &Item)) -> Option<Coded<'a>> {
        let Code { kode, at } = self.of(id)?;
        let mut above = item.parent;
        while let Some(parent) = above {
            if self.of(parent).is_some_and(|p| p.kode == kode || kode.is_prefix_of(p.kode)) {
                return None;
            }
            above = table.items.get(parent)?.parent;
        }
        Some(Coded { id, level: item.level, kode, at })
    }
}
