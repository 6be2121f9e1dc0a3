//! What a rule is given to look at, and constructors of findings that several rules share.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::counterparts::CounterpartGroup;
use super::coverage::Coverage;
use super::lost_thousands::LostThousands;
use super::recomputed::Recomputed;
use super::relations::Reordered;
use super::repeated_columns::RepeatedColumn;
use super::rules::{Codes, FormulaSum};
use super::sections::Sections;
use crate::model::{
    Arg, Book, CellRef, Cited, Column, Finding, Ground, Indikator, ItemId, Level, Message, Related, Relation,
    RelationKind, Renja, Severity, Table, TableId, Term, Value, column_name, difference_arg as in_words,
};

/// Everything that a rule may look at. Rules never edit it.
pub(super) struct Context<'a> {
    /// The plan.
    pub renja: &'a Renja,
    /// The workbook that the plan was read from.
    pub book: &'a Book,
    /// Relations between figures that must agree.
    pub relations: &'a [Relation],
    /// Relations that fail only because another one fails.
    pub consequences: &'a [Relation],
    /// Columns that repeat an earlier column cell for cell.
    pub repeated_columns: Vec<RepeatedColumn>,
    /// Which tables speak of which plan.
    pub sections: Sections,
    /// The plan's items with their counterparts in other tables.
    pub counterpart_groups: Vec<CounterpartGroup>,
    /// Amounts that lost their thousands.
    pub lost_thousands: LostThousands,
    /// Rows of cash books whose balances follow one another in another order.
    pub reordered: Vec<Reordered>,
    /// The codes of each table's items.
    pub codes: Vec<Codes<'a>>,
    /// Sums that the sheets compute by formulas of their own; see [`Context::formula_sums`].
    pub formula_sums: OnceLock<Vec<FormulaSum<'a>>>,
    /// Cells of totals that stand one column to the right of what they add up; computed on first use.
    pub shifted_totals: OnceLock<BTreeSet<CellRef>>,
    /// Cells of totals that seem to lack a row; computed on first use.
    pub short_cells: OnceLock<BTreeSet<CellRef>>,
    /// Formulas that this program can compute; see [`Context::recomputed`].
    pub recomputed: OnceLock<Recomputed>,
    /// Which figures were checked; computed on first use.
    pub coverage: OnceLock<Coverage>,
}

impl<'a> Context<'a> {
    /// Returns the relations of these kinds, without those of columns that repeat another one: an error there
    /// is reported once, in the first column.
    pub fn relations_of(&self, kinds: &'static [RelationKind]) -> impl Iterator<Item = &'a Relation> + '_ {
        self.relations.iter().filter(|r| kinds.contains(&r.kind)).filter(|r| {
            !self.repeated_columns.iter().any(|copy| copy.table == r.table && copy.column == r.column)
        })
    }

    /// Returns the tables, each with the codes of its items.
    pub fn tables_with_codes(&self) -> impl Iterator<Item = (&'a Table, &Codes<'a>)> {
        self.renja.tables.iter().zip(&self.codes)
    }

    /// Returns the sums that the sheets compute by formulas of their own; computed on first use.
    pub fn formula_sums(&self) -> &[FormulaSum<'a>] {
        self.formula_sums.get_or_init(|| FormulaSum::find_all(self.renja, self.book, self.relations))
    }

    /// Returns the formulas that this program can compute; computed on first use.
    pub fn recomputed(&self) -> &Recomputed {
        self.recomputed.get_or_init(|| Recomputed::from_book(self.book))
    }

    /// Returns a table; `None` if it does not exist.
    pub fn table(&self, id: TableId) -> Option<&'a Table> {
        self.renja.tables.get(id.0)
    }

    /// Whether a cell holds the very formula that is the ground of a relation. Such a formula proves nothing
    /// more than the relation itself.
    pub fn holds_ground_formula(&self, ground: Ground, at: CellRef) -> bool {
        ground == Ground::Formula && self.book.cell(at).is_some_and(|cell| cell.formula.is_some())
    }

    /// Returns the path of an item; empty if the table does not exist.
    pub fn path(&self, table: TableId, item: ItemId) -> String {
        self.table(table).map_or_else(String::new, |table| table.path(item))
    }

    /// Builds a finding for a relation that fails, with the stated and computed values, their difference and
    /// the parts of the sum.
    pub fn relation_finding(
        &self,
        rule: &'static str,
        severity: Severity,
        relation: &Relation,
        key: &'static str,
    ) -> Finding {
        let stated = relation.result.value.clone();
        let like = |n: Decimal| value_like(relation, n);
        let computed = relation.computed.map(like);
        let difference = relation.difference().map(like);
        let mut message = Message::new(key)
            .with("place", self.renja.cell_name(relation.result.at))
            .with("item", relation.result.label.as_ref())
            .with("parts", self.describe_parts(relation));
        for (name, value) in [("stated", &stated), ("computed", &computed)] {
            if let Some(value) = value {
                message = message.with(name, value.clone());
            }
        }
        if let Some(difference) = &difference {
            message = message.with("difference", in_words(difference));
        }
        Finding {
            rule,
            severity,
            at: relation.result.at,
            item: self.path(relation.table, relation.item),
            message,
            stated,
            computed,
            difference,
            related: related_cells(&relation.terms),
        }
    }

    /// Returns how many parts a sum has, named by their level if all are of one: `5 program`, `3 kegiatan`.
    pub fn describe_parts(&self, relation: &Relation) -> Message {
        let count = relation.terms.len();
        let is_part = |at: CellRef| relation.terms.iter().any(|term| term.at == at);
        let of = |table: &'a Table| {
            let cell = move |id: ItemId| table.item_cell(id, relation.column);
            let items = (0..table.items.len()).filter(|id| is_part(cell(*id)));
            let mut levels = items.filter_map(|id| table.items.get(id)).map(|item| item.level);
            let first = levels.next()?;
            levels.all(|level| level == first).then_some(first)
        };
        let keys = match self.table(relation.table).filter(|_| relation.indikator.is_none()).and_then(of) {
            Some(Level::Program) => ["check.parts.program_one", "check.parts.program"],
            Some(Level::Kegiatan) => ["check.parts.kegiatan"; 2],
            Some(Level::SubKegiatan) => ["check.parts.sub_kegiatan"; 2],
            Some(Level::Urusan) => ["check.parts.urusan"; 2],
            Some(Level::BidangUrusan) => ["check.parts.bidang_urusan"; 2],
            Some(Level::UnitKerja) => ["check.parts.unit_kerja"; 2],
            // Rows of a table without a form may be anything: accounts, goods, persons.
            Some(Level::Jumlah | Level::Opd | Level::ListRow | Level::Rekening(_)) | None => {
                ["check.parts.items_one", "check.parts.items"]
            }
        };
        Message::new(keys[usize::from(count != 1)]).with("count", count)
    }

    /// Builds a finding that does not compare a stated value with a computed one.
    pub fn simple_finding(
        rule: &'static str,
        severity: Severity,
        at: CellRef,
        item: impl Into<String>,
        message: Message,
    ) -> Finding {
        Finding {
            rule,
            severity,
            at,
            item: item.into(),
            message,
            stated: None,
            computed: None,
            difference: None,
            related: Vec::new(),
        }
    }
}

/// Returns terms as the cells that a finding rests on.
pub(super) fn related_cells(terms: &[Term]) -> Vec<Related> {
    terms.iter().map(|t| Related { at: t.at, label: t.label.to_string(), value: t.value.clone() }).collect()
}

/// Returns a number as the kind of value that the relation's figures have: rupiah, percentage or quantity.
pub(super) fn value_like(relation: &Relation, n: Decimal) -> Value {
    relation
        .terms
        .iter()
        .chain([&relation.result])
        .filter_map(|term| term.value.as_ref())
        .find(|value| value.number().is_some())
        .map_or(Value::Rupiah(n), |value| value.with_number(n))
}

/// Returns a list of cells for a sentence: the first few, then how many more there are.
pub(super) fn cell_list(cells: &[CellRef]) -> Arg {
    /// Maximum number of cells that a sentence lists.
    const MAX_LISTED_CELLS: usize = 5;
    let mut list: Vec<Arg> = cells.iter().take(MAX_LISTED_CELLS).map(|at| Arg::Text(at.a1())).collect();
    if cells.len() > MAX_LISTED_CELLS {
        list.push(Message::new("check.more").with("count", cells.len() - MAX_LISTED_CELLS).into());
    }
    Arg::List(list)
}

/// Returns the name by which a reader knows a row: that of its indicator or else of its item.
pub(super) fn row_label(table: &Table, id: ItemId, row: Option<&Indikator>) -> String {
    let named = row.and_then(|row| {
        table.columns_of(&row.values).find_map(|(column, cited)| {
            let is_name = column.key.starts_with("indikator") && matches!(cited.value, Value::Text(_));
            is_name.then(|| cited.value.to_string())
        })
    });
    named.unwrap_or_else(|| table.items.get(id).map_or_else(String::new, |item| table.label(item)))
}

/// Returns the path of an item, followed by the indicator of the row unless the path already ends with it.
pub(super) fn row_path(table: &Table, id: ItemId, row: Option<&Indikator>) -> String {
    let (path, label) = (table.path(id), row_label(table, id, row));
    if path.ends_with(&label) { path } else { format!("{path} > {label}") }
}

/// Returns the values of an item's own row and of its indicators' rows, each with its indicator.
pub(super) fn cited_by_row(
    table: &Table,
    id: ItemId,
) -> impl Iterator<Item = (Option<&Indikator>, &Cited<Value>)> {
    let item = table.items.get(id);
    let own = item.into_iter().flat_map(|item| item.values.iter()).map(|(_, cited)| (None, cited));
    let of_rows = item.into_iter().flat_map(|item| &item.indikator);
    own.chain(of_rows.flat_map(|row| row.values.iter().map(move |(_, cited)| (Some(row), cited))))
}

/// Returns the innermost header cell of a column; without one, the column's cell in the header's last row.
/// `None` if the table has no header.
pub(super) fn header_cell(table: &Table, column: &Column) -> Option<CellRef> {
    column.header.last().map(|text| text.at).or_else(|| {
        let header = table.headers.first()?;
        Some(CellRef { sheet: table.sheet, row: header.last_row, column: column.first_column })
    })
}

/// Returns a column's name as a reader finds it, by its letter and its own header: `M (Pagu Indikatif)`.
pub(super) fn column_label(column: &Column) -> String {
    let letter = column_name(column.first_column);
    match column.header.last() {
        Some(text) => format!("{letter} ({})", text.text.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => letter,
    }
}
