//! Shared by the rules on codes (KOD): finds each item's code, and whether that code is its own.

use crate::model::{CellRef, Item, ItemId, Level, Table, Value};
use crate::text::kode::Kode;

/// The codes of a table's items, as printed.
pub(in crate::check) struct Codes<'a> {
    by_item: Vec<Option<Code<'a>>>,
    /// Items with a code of their own. Some offices repeat the parent's code on every row; such items are
    /// left out.
    pub(super) own_codes: Vec<CodedItem<'a>>,
}

/// A code with its cell.
#[derive(Clone, Copy)]
pub(super) struct Code<'a> {
    /// The code itself.
    pub kode: &'a Kode,
    /// The cell of the code.
    pub at: CellRef,
}

/// An item with a code of its own.
#[derive(Clone, Copy)]
pub(super) struct CodedItem<'a> {
    /// The item.
    pub id: ItemId,
    /// The item's level.
    pub level: Level,
    /// The item's code.
    pub kode: &'a Kode,
    /// The cell of the code.
    pub at: CellRef,
}

impl<'a> Codes<'a> {
    /// Collects the codes of a table, from its column `kode`.
    pub fn new(table: &'a Table) -> Self {
        let column = table.column("kode");
        let code = |item: &'a Item| {
            let cited = item.values.get(column?)?;
            match &cited.value {
                Value::Kode(kode) => Some(Code { kode, at: cited.at }),
                _ => None,
            }
        };
        let mut codes = Self { by_item: table.items.iter().map(code).collect(), own_codes: Vec::new() };
        codes.own_codes =
            table.items.iter().enumerate().filter_map(|item| codes.own_code(table, item)).collect();
        codes
    }

    /// Returns the code of an item, whether its own or a repeated one; `None` if it has none.
    pub(super) fn get(&self, id: ItemId) -> Option<Code<'a>> {
        *self.by_item.get(id)?
    }

    /// Returns the code of an item as its own; `None` if an item above carries the same code or a longer one
    /// that begins with it.
    fn own_code(&self, table: &Table, (id, item): (ItemId, &Item)) -> Option<CodedItem<'a>> {
        let Code { kode, at } = self.get(id)?;
        let mut above = item.parent;
        while let Some(parent) = above {
            if self.get(parent).is_some_and(|p| p.kode == kode || kode.is_prefix_of(p.kode)) {
                return None;
            }
            above = table.items.get(parent)?.parent;
        }
        Some(CodedItem { id, level: item.level, kode, at })
    }
}
