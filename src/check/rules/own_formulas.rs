//! Shared by the rules on formulas (RUM2xx): finds the sums of a plan that the sheet computes with a formula
//! of its own, and compares what the formula adds up with what it should.

use std::collections::{BTreeMap, BTreeSet};

use crate::forms::Belongs;
use crate::model::{
    Book, CellContent, CellRef, ItemId, Level, PlainSum, Relation, RelationKind, Renja, Sheet, Table,
    parse_plain_sum,
};

/// A sum of the plan together with the formula in its cell.
pub(in crate::check) struct FormulaSum<'a> {
    /// The relation that must hold.
    pub relation: &'a Relation,
    /// The table of the relation.
    pub table: &'a Table,
    /// The parsed formula.
    pub sum: PlainSum,
    /// The last row of the table's items, from 0.
    pub last_row: u32,
    /// The formula as the cell has it.
    pub formula: &'a str,
    /// Parts of the relation that the formula does not take.
    pub missing: Vec<CellRef>,
    /// Figures of other rows or columns that the formula takes.
    pub extra: Vec<CellRef>,
}

impl<'a> FormulaSum<'a> {
    /// Returns the relations whose result cell holds a plain sum of cells: of its own column for sums down
    /// the levels, of its own row for sums across it.
    pub(in crate::check) fn find_all(
        renja: &'a Renja,
        book: &'a Book,
        relations: &'a [Relation],
    ) -> Vec<Self> {
        let mut all = Vec::new();
        let mut tables = BTreeMap::new();
        let mut columns = BTreeMap::new();
        for relation in relations {
            let across = relation.kind == RelationKind::Row;
            if !(across || matches!(relation.kind, RelationKind::Children | RelationKind::Total)) {
                continue;
            }
            let at = relation.result.at;
            let (Some(table), Some(cell)) = (renja.tables.get(relation.table.0), book.cell(at)) else {
                continue;
            };
            let (Some(text), Some(sheet)) = (cell.formula.as_deref(), book.sheet(at.sheet)) else {
                continue;
            };
            // Skip tables over several sheets: a formula refers to the rows of its own sheet only.
            if !table.pages.is_empty() {
                continue;
            }
            let Some(sum) = parse_plain_sum(text, sheet) else { continue };
            if !(if across { sum.is_within_row(at.row) } else { sum.is_within_column(at.column) }) {
                continue;
            }
            let rows = tables.entry(relation.table).or_insert_with(|| TableRows::from_table(table));
            let (missing, mut strangers) = if across {
                compare_parts((sheet, table, &rows.below), relation, &sum, &figures_of_row(table, relation))
            } else {
                let column = (relation.table, relation.column, at.column);
                let figures = columns.entry(column).or_insert_with(|| figures_of_column(table, relation));
                compare_parts((sheet, table, &rows.below), relation, &sum, figures)
            };
            if !across {
                strangers.extend(numbers_outside(sheet, table, rows, &sum));
            }
            all.push(Self {
                relation,
                table,
                last_row: rows.last,
                sum,
                formula: text,
                missing,
                extra: strangers,
            });
        }
        all
    }
}

/// Rows of a table, computed once for all of its sums.
struct TableRows {
    /// The items directly below each item.
    below: Vec<Vec<ItemId>>,
    /// The first row of any item.
    first: u32,
    /// The last row of any item.
    last: u32,
}

impl TableRows {
    fn from_table(table: &Table) -> Self {
        let first = table.items.iter().map(|item| item.first_row).min().unwrap_or(0);
        let last = table.items.iter().map(|item| item.last_row).max().unwrap_or(table.area.last_row);
        Self { below: table.children_by_item(), first, last }
    }
}

/// Returns the parts that a sum leaves out, and the figures that it takes in addition.
///
/// Several sets of figures give the same sum and are accepted: the parts themselves, the figures one level
/// below (a program may add up its sub kegiatan), the lowest level, and a subtotal that itself adds up some
/// of the parts. If none fits exactly, the comparison with the parts is returned.
fn compare_parts(
    (sheet, table, below): (&Sheet, &Table, &[Vec<ItemId>]),
    relation: &Relation,
    sum: &PlainSum,
    figures: &[CellRef],
) -> (Vec<CellRef>, Vec<CellRef>) {
    let terms = relation.terms.iter().map(|term| term.at).filter(|at| at.column == relation.result.at.column);
    let mut taken = taken_figures(sheet, sum, figures);
    taken.extend(terms.filter(|at| sum.includes(sheet, *at)));
    taken.sort_unstable();
    taken.dedup();
    let split = |parts: &[CellRef]| -> (Vec<CellRef>, Vec<CellRef>) {
        let mut missing: Vec<CellRef> =
            parts.iter().copied().filter(|at| !sum.includes(sheet, *at)).collect();
        let mut strangers = Vec::new();
        for at in taken.iter().filter(|at| !parts.contains(at)) {
            let below = subtotal_figures(sheet, *at, figures);
            if !below.is_empty() && below.iter().all(|part| missing.contains(part)) {
                missing.retain(|part| !below.contains(part));
            } else {
                strangers.push(*at);
            }
        }
        (missing, strangers)
    };
    let parts: Vec<CellRef> = relation.terms.iter().map(|term| term.at).collect();
    let mut direct = split(&parts);
    if relation.kind != RelationKind::Row {
        let one_below = figures_one_below(table, below, relation);
        // A row below a part that is left out is no stranger: the formula points one level too low.
        if !direct.0.is_empty() {
            direct.1.retain(|at| !one_below.contains(at));
        }
        let between = split(&one_below);
        if between.0.is_empty() && between.1.is_empty() && !taken.is_empty() {
            return between;
        }
    }
    let leaves = split(&leaf_figures(table, below, relation));
    // SUBTOTAL skips nested subtotals, so that a formula over a whole area still adds up the lowest level.
    let to_the_ends = leaves.1.is_empty() || sum.parts.iter().all(|part| part.skips_subtotals);
    if leaves.0.is_empty() && to_the_ends && !taken.is_empty() { leaves } else { direct }
}

/// Returns the figures that a subtotal adds up by its own formula; empty if it has none.
fn subtotal_figures(sheet: &Sheet, at: CellRef, figures: &[CellRef]) -> Vec<CellRef> {
    let formula = sheet.cells.get(&(at.row, at.column)).and_then(|cell| cell.formula.as_deref());
    let Some(sum) =
        formula.and_then(|text| parse_plain_sum(text, sheet)).filter(|s| s.is_within_column(at.column))
    else {
        return Vec::new();
    };
    let mut taken = taken_figures(sheet, &sum, figures);
    taken.retain(|figure| *figure != at);
    taken
}

/// Returns those of `figures` that a sum takes. `figures` must be sorted by row.
fn taken_figures(sheet: &Sheet, sum: &PlainSum, figures: &[CellRef]) -> Vec<CellRef> {
    let mut taken = Vec::new();
    for area in sum.areas() {
        let first = figures.partition_point(|at| at.row < area.first_row);
        let within = figures.iter().skip(first).take_while(|at| at.row <= area.last_row);
        taken.extend(within.copied().filter(|at| sum.includes(sheet, *at)));
    }
    taken.sort_unstable();
    taken.dedup();
    taken
}

/// Returns numbers above and below the rows of the table that a sum takes as well: the number row, a working
/// figure below the total, or another table.
fn numbers_outside(sheet: &Sheet, table: &Table, rows: &TableRows, sum: &PlainSum) -> BTreeSet<CellRef> {
    let mut found = BTreeSet::new();
    for area in sum.areas() {
        let cells = sheet.cells.range((area.first_row, 0)..=(area.last_row, u32::MAX));
        for ((row, column), cell) in cells {
            let is_number = matches!(cell.content, CellContent::Number(_));
            if is_number && !(rows.first..=rows.last).contains(row) && area.contains(*row, *column) {
                found.insert(CellRef { sheet: table.sheet, row: *row, column: *column });
            }
        }
    }
    found
}

/// Returns the item whose parts a relation adds up; `None` for the grand total.
fn summed_item(table: &Table, relation: &Relation) -> Option<ItemId> {
    match relation.kind {
        RelationKind::Total => table.items.get(relation.item).and_then(|item| table.closed_item(item)),
        _ => Some(relation.item),
    }
}

/// Returns the rows directly below an item, without total rows.
fn rows_below(table: &Table, below: &[Vec<ItemId>], item: ItemId) -> Vec<ItemId> {
    let mut rows = below.get(item).cloned().unwrap_or_default();
    rows.retain(|id| !is_total(table, *id));
    rows
}

fn is_total(table: &Table, item: ItemId) -> bool {
    table.items.get(item).is_none_or(|item| item.level == Level::Jumlah)
}

/// Returns the figures one level below the parts of a sum: a formula may skip the level between. A part with
/// nothing below it stands for itself.
fn figures_one_below(table: &Table, below: &[Vec<ItemId>], relation: &Relation) -> Vec<CellRef> {
    let is_outermost = |id: &ItemId| {
        let above = table.items.get(*id).and_then(|item| item.parent);
        !is_total(table, *id) && above.is_none_or(|above| is_total(table, above))
    };
    let parts = match summed_item(table, relation) {
        Some(of) => rows_below(table, below, of),
        None => (0..table.items.len()).filter(is_outermost).collect(),
    };
    let one = |id: ItemId| {
        let rows = rows_below(table, below, id);
        if rows.is_empty() { vec![id] } else { rows }
    };
    parts.into_iter().flat_map(one).map(|id| table.item_cell(id, relation.column)).collect()
}

/// Returns the figures of the items below a sum that have no items below them.
fn leaf_figures(table: &Table, below: &[Vec<ItemId>], relation: &Relation) -> Vec<CellRef> {
    let of = |item: ItemId| below.get(item).map_or(&[][..], Vec::as_slice);
    let closes = |id: &ItemId| table.items.get(*id).is_some_and(|item| table.closed_item(item).is_some());
    let summed = summed_item(table, relation);
    let mut open: Vec<ItemId> = match summed {
        Some(item) => of(item).to_vec(),
        None => (0..table.items.len()).collect(),
    };
    let mut ends = Vec::new();
    while let Some(item) = open.pop() {
        if summed.is_some() {
            open.extend(of(item));
        }
        // An item with only its own total below it has no parts.
        if item != relation.item && !is_total(table, item) && of(item).iter().all(closes) {
            ends.push(table.item_cell(item, relation.column));
        }
    }
    ends
}

/// Returns the cells of a relation's column that hold a number of an item, top to bottom.
fn figures_of_column(table: &Table, relation: &Relation) -> Vec<CellRef> {
    table
        .items
        .iter()
        .filter_map(|item| item.values.get(relation.column))
        .filter(|cited| cited.value.number().is_some())
        .map(|cited| cited.at)
        .filter(|at| at.column == relation.result.at.column)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// Returns the numbers in a relation's row whose columns are of the same kind as its result, and its terms.
fn figures_of_row(table: &Table, relation: &Relation) -> Vec<CellRef> {
    let Some(item) = table.items.get(relation.item) else { return Vec::new() };
    let values = match relation.indikator {
        Some(indikator) => item.indikator.get(indikator).map(|row| &row.values),
        None => Some(&item.values),
    };
    let kind = table.columns.get(relation.column).map(|c| c.kind);
    let figures =
        values.into_iter().flat_map(|values| table.columns_of(values)).filter_map(|(column, cited)| {
            let counts = Some(column.kind) == kind && column.belongs != Belongs::Group;
            (counts && cited.value.number().is_some()).then_some(cited.at)
        });
    figures.chain(relation.terms.iter().map(|term| term.at)).collect()
}
