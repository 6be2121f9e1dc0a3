//! Decides whether a row begins an item, belongs to the one above, or continues its name.

use crate::forms::{self, Belongs, Kind};
use crate::model::{Item, Value};
use crate::text::fold::{fold, has_same_words, likeness_at_least};

use super::Reader;
use crate::normalize::columns::form_header::is_name_key;
use crate::normalize::rows::multiline_cells::RawCell;

impl Reader<'_, '_> {
    /// Whether this row begins an item.
    pub(super) fn starts_item(&self, row: u32, cells: &[RawCell]) -> bool {
        let Some(current) = self.table.items.last() else { return true };
        let role = |raw: &RawCell| self.rows.roles.get(raw.column);
        if self.table.form.rows == forms::Rows::List {
            let belongs = |raw: &RawCell| role(raw).map(|c| c.belongs);
            let any_item = cells.iter().any(|raw| belongs(raw) != Some(Belongs::Indikator));
            let has_item_columns = self.rows.roles.iter().any(|c| c.belongs != Belongs::Indikator);
            return any_item || !has_item_columns;
        }
        let mut named = cells.iter().filter(|raw| role(raw).is_some_and(|c| c.is_name)).peekable();
        if named.peek().is_none() {
            // A code or an amount of its own begins an item without a name too; a code does not if a name is
            // merged into this row.
            let reached =
                self.rows.roles.iter().any(|c| c.is_name && self.grid.is_covered_from_above(row, c.first));
            let code = cells.iter().find(|raw| matches!(raw.value, Value::Kode(_)));
            return self.has_own_amounts(current, cells)
                || !reached && code.is_some_and(|raw| !Self::repeats_value(current, raw));
        }
        // An identical row is another item: it was entered twice.
        if Self::is_same_row(current, cells) {
            return true;
        }
        // The same name on the next row, with no other code, amount or number, is the same item: unmerged
        // cells with repeated values.
        let repeats_name = named.all(|raw| Self::repeats_value(current, raw));
        let is_number = |raw: &&RawCell| role(raw).is_some_and(|c| c.kind == Kind::Nomor);
        let mut others = cells
            .iter()
            .filter(|raw| matches!(raw.value, Value::Kode(_) | Value::Rupiah(_)) || is_number(raw));
        !(repeats_name && others.all(|raw| Self::repeats_value(current, raw)))
    }

    /// Whether a row without a name is an indicator's, with an amount that differs from the item's own.
    fn has_own_amounts(&self, current: &Item, cells: &[RawCell]) -> bool {
        let role = |raw: &RawCell| self.rows.roles.get(raw.column);
        let is_indikator = |raw: &RawCell| {
            role(raw).is_some_and(|c| c.belongs == Belongs::Indikator && c.kind == Kind::Text)
        };
        let differs = |raw: &RawCell| {
            let held = current.values.get(raw.column).map(|held| &held.value);
            matches!((held, &raw.value), (Some(Value::Rupiah(a)), Value::Rupiah(b)) if a != b)
        };
        cells.iter().any(is_indikator) && cells.iter().any(differs)
    }

    /// Whether a row equals the only row of an item in every cell, a code and an amount among them.
    fn is_same_row(item: &Item, cells: &[RawCell]) -> bool {
        let [indikator] = item.indikator.as_slice() else { return false };
        let same = |raw: &RawCell| {
            let held = item.values.get(raw.column).or_else(|| indikator.values.get(raw.column));
            held.is_some_and(|held| held.value == raw.value)
        };
        let has = |test: &dyn Fn(&Value) -> bool| cells.iter().any(|raw| test(&raw.value));
        item.first_row == item.last_row
            && cells.len() == item.values.iter().count() + indikator.values.iter().count()
            && has(&|value| matches!(value, Value::Kode(_)))
            && has(&|value| matches!(value, Value::Rupiah(_)))
            && cells.iter().all(same)
    }

    /// Whether an item already holds this value in this column.
    pub(super) fn repeats_value(item: &Item, raw: &RawCell) -> bool {
        item.values
            .get(raw.column)
            .is_some_and(|held| held.value == raw.value || has_same_words(&held.text, &raw.text))
    }

    /// Whether the name on the first row below a repeated header continues the name above it: it begins with
    /// a small letter, or some table prints both parts as one name and none prints the rest alone.
    pub(super) fn continues_name(&self, cells: &[RawCell]) -> bool {
        let Some(previous) = self.table.items.last() else { return false };
        let columns = &self.table.columns;
        let named: Vec<&RawCell> =
            cells.iter().filter(|raw| columns.get(raw.column).is_some_and(|c| is_name_key(&c.key))).collect();
        let begins_anew = cells.iter().any(|raw| {
            matches!(raw.value, Value::Kode(_) | Value::Rupiah(_))
                || columns.get(raw.column).is_some_and(|c| c.kind == Kind::Nomor)
        });
        if named.is_empty() || begins_anew {
            return false;
        }
        named.iter().all(|raw| {
            let Some(held) = previous.values.get(raw.column) else { return false };
            let lower = raw.text.trim_start().starts_with(char::is_lowercase);
            let joined = fold(&format!("{} {}", held.text, raw.text));
            let alone = fold(&raw.text);
            // Another table prints the joined name, and none prints the rest alone.
            let names = (self.names)();
            let known = names.iter().any(|name| likeness_at_least(name, &joined, 0.9) > 0.0);
            let known_alone = names.iter().filter(|name| **name == alone).count() > 1
                || names.iter().any(|name| *name != alone && likeness_at_least(name, &alone, 0.95) > 0.0);
            lower || (known && !known_alone)
        })
    }
}
