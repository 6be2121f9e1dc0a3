//! Rule ARI202: one part of a sum is blank, and the stated total leaves room for exactly one value.

use std::collections::{BTreeMap, HashMap, HashSet};

use rust_decimal::Decimal;

use super::super::context::{Context, value_like};
use super::sums::UsualBlanks;
use crate::model::{
    CellRef, Finding, Level, Message, Related, Relation, RelationKind, Severity, Table, TableId, Term,
};

/// Maximum number of blanks of one column, beside one total, that are slips. In a cost estimate, twenty rows that state
/// wages alone leave the material blank on purpose.
const MAX_BLANK_SLIPS: usize = 3;

/// Minimum number of rows of a column for each of several blanks in it; with fewer rows, blanks are usual there: three
/// of nine treatments in a hospital have no second tariff.
const MIN_ROWS_PER_BLANK: usize = 5;

/// Returns a warning at each such blank, or a note if the column is often left blank. The sum itself is not reported.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let usual_blanks = UsualBlanks::count(context);
    let mut levels = LevelsOfColumns::default();
    let mut findings: Vec<Finding> = Vec::new();
    let mut known: HashSet<CellRef> = HashSet::new();
    // How often each column is blank beside the column of a total in its row.
    let mut blanks: BTreeMap<(TableId, usize, u32), Vec<usize>> = BTreeMap::new();
    let mut rows: BTreeMap<(TableId, usize), usize> = BTreeMap::new();
    for relation in context.relations_of(&[RelationKind::Children, RelationKind::Total, RelationKind::Row]) {
        if relation.indikator.is_some() {
            continue;
        }
        if relation.kind == RelationKind::Row {
            *rows.entry((relation.table, relation.column)).or_default() += 1;
        }
        // Other rules report an amount that cannot be read, at its own cell.
        if let Some((blank, rest)) =
            relation.implied_term().filter(|(blank, rest)| blank.value.is_none() && rest.abs() > Decimal::ONE)
            && !usual_blanks.explain(relation)
            && known.insert(blank.at)
        {
            if relation.kind == RelationKind::Row {
                let columns = (relation.table, relation.column, blank.at.column);
                blanks.entry(columns).or_default().push(findings.len());
            }
            let mut of_blank = finding(context, relation, blank, rest);
            if levels.are_usually_blank(context, relation, blank) {
                of_blank.severity = Severity::Note;
            }
            findings.push(of_blank);
        }
    }
    let is_usual = |(columns, places): &(&(TableId, usize, u32), &Vec<usize>)| {
        let rows = rows.get(&(columns.0, columns.1)).copied().unwrap_or(0);
        places.len() > MAX_BLANK_SLIPS || (places.len() > 1 && places.len() * MIN_ROWS_PER_BLANK > rows)
    };
    for place in blanks.iter().filter(is_usual).flat_map(|(_, places)| places) {
        if let Some(finding) = findings.get_mut(*place) {
            finding.severity = Severity::Note;
        }
    }
    findings
}

/// Which levels of a table state amounts in a column, for each column that was asked for.
#[derive(Default)]
struct LevelsOfColumns(BTreeMap<(TableId, usize), LevelsOfColumn>);

/// The levels of the rows of one column.
struct LevelsOfColumn {
    by_cell: HashMap<CellRef, Level>,
    /// The number of rows of each level that state something, and of all.
    counts: BTreeMap<Level, (usize, usize)>,
}

impl LevelsOfColumn {
    fn new(table: &Table, column: usize) -> Self {
        let mut counts: BTreeMap<Level, (usize, usize)> = BTreeMap::new();
        for item in &table.items {
            let (stated, all) = counts.entry(item.level).or_default();
            *stated += usize::from(item.values.get(column).is_some());
            *all += 1;
        }
        let levels = table.items.iter().enumerate();
        Self { by_cell: levels.map(|(id, item)| (table.item_cell(id, column), item.level)).collect(), counts }
    }
}

impl LevelsOfColumns {
    /// Whether most rows of the blank's level state nothing in its column: the office fills in the rows below them.
    fn are_usually_blank(&mut self, context: &Context, relation: &Relation, blank: &Term) -> bool {
        let Some(table) = context.table(relation.table).filter(|_| relation.kind != RelationKind::Row) else {
            return false;
        };
        let key = (relation.table, relation.column);
        let of_column = self.0.entry(key).or_insert_with(|| LevelsOfColumn::new(table, relation.column));
        let level = of_column.by_cell.get(&blank.at);
        level.and_then(|level| of_column.counts.get(level)).is_some_and(|(stated, all)| stated * 2 < *all)
    }
}

fn finding(context: &Context, relation: &Relation, blank: &Term, rest: Decimal) -> Finding {
    let computed = value_like(relation, rest);
    let total = relation.result.value.clone();
    let mut message = Message::new("check.blank.part")
        .with("place", context.renja.cell_name(blank.at))
        .with("item", blank.label.as_ref())
        .with("total_place", context.renja.cell_name(relation.result.at))
        .with("total_item", relation.result.label.as_ref())
        .with("computed", computed.clone());
    if let Some(total) = &total {
        message = message.with("total", total.clone());
    }
    let others = relation.terms.iter().filter(|term| term.at != blank.at);
    Finding {
        rule: "ARI202",
        severity: Severity::Warning,
        at: blank.at,
        item: item_path(context, relation, blank),
        message,
        stated: None,
        computed: Some(computed),
        difference: None,
        related: std::iter::once(&relation.result)
            .chain(others)
            .map(|t| Related { at: t.at, label: t.label.to_string(), value: t.value.clone() })
            .collect(),
    }
}

fn item_path(context: &Context, relation: &Relation, blank: &Term) -> String {
    let Some(table) = context.table(relation.table) else { return blank.label.to_string() };
    (0..table.items.len())
        .find(|item| {
            relation.kind != RelationKind::Row && table.item_cell(*item, relation.column) == blank.at
        })
        .map_or_else(|| table.path(relation.item), |item| table.path(item))
}
