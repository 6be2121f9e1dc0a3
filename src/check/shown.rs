//! What a rule is shown, and the shapes of findings that several rules share.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::copies::Copy;
use super::coverage::Coverage;
use super::padanan::Group;
use super::recomputed::Recomputed;
use super::rules::{Codes, Computed};
use super::sections::Sections;
use crate::model::{
    Arg, Book, CellRef, Cited, Column, Finding, Ground, Indikator, ItemId, Level, Message, Related, Relation,
    RelationKind, Renja, Severity, Table, TableId, Term, Value, column_name, difference as in_words,
};

/// What a rule is shown. It looks, and never edits.
pub(super) struct Shown<'a> {
    /// The plan.
    pub renja: &'a Renja,
    /// The workbook that it stands in.
    pub book: &'a Book,
    /// Everything that must agree.
    pub relations: &'a [Relation],
    /// Relations that do not hold only because another one does not.
    pub consequences: &'a [Relation],
    /// Columns that repeat another.
    pub copies: Vec<Copy>,
    /// Which tables speak of which plan.
    pub sections: Sections,
    /// The plan's items with their counterparts in other tables.
    pub groups: Vec<Group>,
    /// The codes of each table's items.
    pub codes: Vec<Codes<'a>>,
    /// The sums that the sheets compute by formulas of their own, once a rule has asked.
    pub computed: OnceLock<Vec<Computed<'a>>>,
    /// The totals that stand one column to the right of what they add up, once a rule has asked.
    pub shifted: OnceLock<BTreeSet<CellRef>>,
    /// The formulas that can be computed here, once something has asked.
    pub recomputed: OnceLock<Recomputed>,
    /// Which figures were checked, once something has asked.
    pub coverage: OnceLock<Coverage>,
}

impl<'a> Shown<'a> {
    /// The relations of a kind, without those of columns that repeat another: they are said once.
    pub fn relations_of(&self, kinds: &'static [RelationKind]) -> impl Iterator<Item = &'a Relation> + '_ {
        self.relations
            .iter()
            .filter(|r| kinds.contains(&r.kind))
            .filter(|r| !self.copies.iter().any(|copy| copy.table == r.table && copy.column == r.column))
    }

    /// The tables, each with the codes of its items.
    pub fn with_codes(&self) -> impl Iterator<Item = (&'a Table, &Codes<'a>)> {
        self.renja.tables.iter().zip(&self.codes)
    }

    /// The sums that the sheets compute by formulas of their own. Told once for the rules that ask.
    pub fn computed(&self) -> &[Computed<'a>] {
        self.computed.get_or_init(|| Computed::all(self.renja, self.book, self.relations))
    }

    /// The formulas that can be computed here. Done once for all who ask.
    pub fn recomputed(&self) -> &Recomputed {
        self.recomputed.get_or_init(|| Recomputed::of(self.book))
    }

    /// The table of a relation.
    pub fn table(&self, id: TableId) -> Option<&'a Table> {
        self.renja.tables.get(id.0)
    }

    /// Whether a cell holds the very formula that tells a relation: it says nothing beyond it.
    pub fn is_computed(&self, ground: Ground, at: CellRef) -> bool {
        ground == Ground::Formula && self.book.cell(at).is_some_and(|cell| cell.formula.is_some())
    }

    /// The path of an item.
    pub fn path(&self, table: TableId, item: ItemId) -> String {
        self.table(table).map_or_else(String::new, |table| table.path(item))
    }

    /// A finding of a relation that does not hold: stated, computed, difference, the parts.
    pub fn broken(
        &self,
        rule: &'static str,
        severity: Severity,
        relation: &Relation,
        key: &'static str,
    ) -> Finding {
        let stated = relation.result.value.clone();
        let like = |n: Decimal| like(relation, n);
        let computed = relation.computed.map(like);
        let difference = relation.difference().map(like);
        let mut message = Message::new(key)
            .with("place", self.renja.place(relation.result.at))
            .with("item", relation.result.label.as_ref())
            .with("parts", self.parts(relation));
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
            related: related(&relation.terms),
        }
    }

    /// How many parts a sum has, with what they are where all are of one level: `5 program`, `3 kegiatan`.
    pub fn parts(&self, relation: &Relation) -> Message {
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
            // The rows of a table of no form may be anything: accounts, goods, persons.
            Some(Level::Jumlah | Level::Opd | Level::Baris | Level::Rekening(_)) | None => {
                ["check.parts.items_one", "check.parts.items"]
            }
        };
        Message::new(keys[usize::from(count != 1)]).with("count", count)
    }

    /// A finding that is not of one value.
    pub fn remark(
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

/// The parts as the cells that a finding rests on.
pub(super) fn related(terms: &[Term]) -> Vec<Related> {
    terms.iter().map(|t| Related { at: t.at, label: t.label.to_string(), value: t.value.clone() }).collect()
}

/// A number in the kind of value that the relation speaks of.
pub(super) fn like(relation: &Relation, n: Decimal) -> Value {
    relation
        .terms
        .iter()
        .chain([&relation.result])
        .filter_map(|term| term.value.as_ref())
        .find(|value| value.number().is_some())
        .map_or(Value::Rupiah(n), |value| value.with_number(n))
}

/// Places as a sentence lists them: the first few, then how many more.
pub(super) fn places(cells: &[CellRef]) -> Arg {
    const SHOWN: usize = 5;
    let mut list: Vec<Arg> = cells.iter().take(SHOWN).map(|at| Arg::Text(at.a1())).collect();
    if cells.len() > SHOWN {
        list.push(Message::new("check.more").with("count", cells.len() - SHOWN).into());
    }
    Arg::List(list)
}

/// What a reader knows a row by: the name of its indicator, else that of its item.
pub(super) fn label(table: &Table, id: ItemId, row: Option<&Indikator>) -> String {
    let named = row.and_then(|row| {
        table.columns_of(&row.values).find_map(|(column, cited)| {
            let is_name = column.key.starts_with("indikator") && matches!(cited.value, Value::Text(_));
            is_name.then(|| cited.value.to_string())
        })
    });
    named.unwrap_or_else(|| table.items.get(id).map_or_else(String::new, |item| table.label(item)))
}

/// The path of an item with the indicator of a row below it.
pub(super) fn path(table: &Table, id: ItemId, row: Option<&Indikator>) -> String {
    let (path, label) = (table.path(id), label(table, id, row));
    if path.ends_with(&label) { path } else { format!("{path} > {label}") }
}

/// The values of an item's row and of its indicators, each with the indicator that it belongs to.
pub(super) fn cited_by_row(
    table: &Table,
    id: ItemId,
) -> impl Iterator<Item = (Option<&Indikator>, &Cited<Value>)> {
    let item = table.items.get(id);
    let own = item.into_iter().flat_map(|item| item.values.iter()).map(|(_, cited)| (None, cited));
    let of_rows = item.into_iter().flat_map(|item| &item.indikator);
    own.chain(of_rows.flat_map(|row| row.values.iter().map(move |(_, cited)| (Some(row), cited))))
}

/// The innermost header cell of a column.
pub(super) fn head(table: &Table, column: &Column) -> Option<CellRef> {
    column.header.last().map(|text| text.at).or_else(|| {
        let header = table.headers.first()?;
        Some(CellRef { sheet: table.sheet, row: header.last_row, column: column.first })
    })
}

/// A column as a reader finds it, by its letter and its own header: `M (Pagu Indikatif)`.
pub(super) fn name(column: &Column) -> String {
    let letter = column_name(column.first);
    match column.header.last() {
        Some(text) => format!("{letter} ({})", text.text.split_whitespace().collect::<Vec<_>>().join(" ")),
        None => letter,
    }
}
