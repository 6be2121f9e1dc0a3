//! Explains how the tables of a file were read, for `renja check --explain-layout`.

use serde::Serialize;

use super::File;
use super::look::{BOLD, Look, printable, push_line, push_paragraph, push_wrapped};
use crate::Checked;
use crate::check::relations;
use crate::forms::Kind;
use crate::model::{self, Arg, Lang, Level, Message, Relation, RelationKind, Renja, TableId, column_name};
use crate::normalize::{Explanation, explain};
use crate::text::column_formula::plain_number;

/// Maximum number of cells that are named for a level, and of columns for a relation; the others are counted.
const MAX_NAMED_CELLS: usize = 5;

/// How many relations of one kind there are in a column, and how many of them hold.
pub(super) struct RelationCount {
    kind: RelationKind,
    column: usize,
    count: usize,
    holding: usize,
    /// Whether the table bears these relations out, so that the ones that fail are reported as findings.
    is_confirmed: bool,
}

#[derive(Serialize)]
pub(super) struct Layout {
    name: String,
    grounds: Vec<String>,
    columns: Vec<ColumnLayout>,
    levels: Vec<LevelLayout>,
    relations: Vec<RelationLayout>,
}

#[derive(Serialize)]
struct ColumnLayout {
    key: String,
    columns: String,
    header: String,
    kind: Kind,
    number: Option<u32>,
    year: Option<i32>,
    score: Option<u32>,
    grounds: Vec<String>,
}

#[derive(Serialize)]
struct LevelLayout {
    level: String,
    why: String,
    rows: usize,
    cells: Vec<String>,
}

#[derive(Serialize)]
struct RelationLayout {
    kind: &'static str,
    key: String,
    columns: String,
    count: usize,
    holding: usize,
    counts: bool,
}

/// Returns the explanation as text. Empty if the file could not be read.
pub(super) fn text(file: &File<'_>, look: Look) -> String {
    let Ok(checked) = file.outcome else { return String::new() };
    let say = |message: &Message| message.say(look.lang);
    let mut out = String::new();
    let tested = tested_relations(checked);
    for (id, table) in checked.renja.tables() {
        let Explanation { form, columns, levels } = explain(table);
        let head = Message::new("report.layout.table")
            .with("place", checked.renja.sheet_name(table.sheet))
            .with("area", table.area.a1())
            .with("form", table.form.code.as_str())
            .with("name", table.form.name.as_str());
        push_line(&mut out, 2, &look.paint(BOLD, &printable(&say(&head))));
        if !table.pages.is_empty() {
            let places = table.pages.iter().map(|page| checked.renja.sheet_name(page.sheet));
            let places: Vec<Arg> = places.map(Arg::from).collect();
            let pages = Message::new("report.layout.pages").with("places", Arg::List(places));
            push_paragraph(&mut out, 4, &say(&pages), look);
        }
        push_paragraph(&mut out, 4, &form.iter().map(say).collect::<Vec<_>>().join("; "), look);
        for (column, grounds) in table.columns.iter().zip(&columns) {
            let mut why: Vec<String> = grounds.grounds.iter().map(say).collect();
            why.extend(grounds.score.map(|score| format!("{score}%")));
            let said = Message::new("report.layout.column")
                .with("key", column.key.as_str())
                .with("header", header_text(column))
                .with("why", why.join("; "));
            push_wrapped(&mut out, 4, &format!("{:<5}", column_letters(column)), &say(&said), look);
        }
        for one in &levels {
            let mut cells: Vec<Arg> = one
                .items
                .iter()
                .take(MAX_NAMED_CELLS)
                .map(|id| Arg::Text(item_address(&checked.renja, table, *id)))
                .collect();
            if one.items.len() > MAX_NAMED_CELLS {
                cells.push(
                    Message::new("report.layout.more")
                        .with("count", one.items.len() - MAX_NAMED_CELLS)
                        .into(),
                );
            }
            let said = Message::new("report.layout.level")
                .with("level", level_name(one.level))
                .with("count", one.items.len())
                .with("why", one.why.message())
                .with("cells", Arg::List(cells));
            push_paragraph(&mut out, 4, &say(&said), look);
        }
        for same in group_by_sentence(&count_relations(&tested, id, table)) {
            let key =
                if same[0].is_confirmed { "report.layout.relation" } else { "report.layout.relation_not" };
            let column =
                |one: &&RelationCount| table.columns.get(one.column).map(column_letters).unwrap_or_default();
            let mut columns: Vec<Arg> =
                same.iter().take(MAX_NAMED_CELLS).map(|one| Arg::Text(column(one))).collect();
            if same.len() > MAX_NAMED_CELLS {
                columns.push(
                    Message::new("report.layout.more").with("count", same.len() - MAX_NAMED_CELLS).into(),
                );
            }
            let sum = |of: &dyn Fn(&RelationCount) -> usize| same.iter().map(|one| of(one)).sum::<usize>();
            let said = Message::new(key)
                .with("kind", Message::new(kind_key(same[0].kind)))
                .with("columns", Arg::List(columns))
                .with("holding", sum(&|one| one.holding))
                .with("count", sum(&|one| one.count));
            push_paragraph(&mut out, 4, &say(&said), look);
        }
        out.push('\n');
    }
    out
}

/// Returns all relations that were tested in a workbook, with those that fail only as a consequence of
/// others.
pub(super) fn tested_relations(checked: &Checked) -> Vec<&Relation> {
    checked.relations.iter().chain(&checked.consequences).collect()
}

/// Returns the explanation of one table for JSON. `None` if there is no such table.
pub(super) fn table_layout(
    renja: &Renja,
    relations: &[&Relation],
    id: TableId,
    lang: Lang,
) -> Option<Layout> {
    let table = renja.tables.get(id.0)?;
    let Explanation { form, columns, levels } = explain(table);
    let say = |messages: &[Message]| messages.iter().map(|message| message.say(lang)).collect::<Vec<_>>();
    let key = |column: usize| table.columns.get(column);
    Some(Layout {
        name: table.form.name.clone(),
        grounds: say(&form),
        columns: table
            .columns
            .iter()
            .zip(&columns)
            .map(|(column, grounds)| ColumnLayout {
                key: column.key.clone(),
                columns: column_letters(column),
                header: header_text(column),
                kind: column.kind,
                number: column.number.as_ref().filter(|n| !n.text.is_empty()).map(|n| plain_number(n.value)),
                year: column.year,
                score: grounds.score,
                grounds: say(&grounds.grounds),
            })
            .collect(),
        levels: levels
            .iter()
            .map(|one| LevelLayout {
                level: level_name(one.level).say(lang),
                why: one.why.message().say(lang),
                rows: one.items.len(),
                cells: one.items.iter().map(|id| item_address(renja, table, *id)).collect(),
            })
            .collect(),
        relations: count_relations(relations, id, table)
            .into_iter()
            .map(|one| RelationLayout {
                kind: kind_name(one.kind),
                key: key(one.column).map(|c| c.key.clone()).unwrap_or_default(),
                columns: key(one.column).map(column_letters).unwrap_or_default(),
                count: one.count,
                holding: one.holding,
                counts: one.is_confirmed,
            })
            .collect(),
    })
}

/// Groups the relations of a table by kind and column. If the table's form does not define its rows,
/// relations that the table does not bear out are included as well, with `counts` unset.
fn count_relations(relations: &[&Relation], id: TableId, table: &model::Table) -> Vec<RelationCount> {
    let counted = relations.iter().filter(|r| r.table == id);
    let stated = if table.form.defines_rows() { Vec::new() } else { relations::table_relations(id, table) };
    let mut all: Vec<RelationCount> = Vec::new();
    let mut add = |relation: &Relation, counts: bool| {
        let holding = usize::from(relation.holds());
        match all.iter_mut().find(|one| (one.kind, one.column) == (relation.kind, relation.column)) {
            Some(one) if one.is_confirmed == counts => {
                one.count += 1;
                one.holding += holding;
            }
            Some(_) => {}
            None => {
                let Relation { kind, column, .. } = *relation;
                all.push(RelationCount { kind, column, count: 1, holding, is_confirmed: counts });
            }
        }
    };
    for relation in counted {
        add(relation, true);
    }
    for relation in &stated {
        add(relation, false);
    }
    all.sort_by_key(|one| (one.kind, one.column));
    all
}

/// Groups agreements that one sentence can report: neighbours of one kind of which all relations hold. Every
/// other agreement stands alone.
fn group_by_sentence(all: &[RelationCount]) -> Vec<Vec<&RelationCount>> {
    let mut sentences: Vec<Vec<&RelationCount>> = Vec::new();
    let whole = |one: &RelationCount| one.is_confirmed && one.holding == one.count;
    for one in all {
        match sentences.last_mut() {
            Some(same) if same[0].kind == one.kind && whole(same[0]) && whole(one) => same.push(one),
            _ => sentences.push(vec![one]),
        }
    }
    sentences
}

fn kind_key(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Children => "report.layout.children",
        RelationKind::Total => "report.layout.total",
        RelationKind::Row => "report.layout.row",
        RelationKind::Balance => "report.layout.balance",
        RelationKind::Recap => "report.layout.recap",
        RelationKind::Count => "report.layout.count",
    }
}

fn kind_name(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Children => "children",
        RelationKind::Total => "total",
        RelationKind::Row => "row",
        RelationKind::Balance => "balance",
        RelationKind::Recap => "recap",
        RelationKind::Count => "count",
    }
}

/// Returns the name of a level; accounts get their depth, counted from 1.
fn level_name(level: Level) -> Message {
    let name = Message::new(level.name_key());
    match level {
        Level::Rekening(depth) => {
            Message::new("report.layout.depth").with("level", name).with("depth", usize::from(depth) + 1)
        }
        _ => name,
    }
}

/// Returns the letters of the sheet columns that a column spans: `A`, `A:D`.
fn column_letters(column: &model::Column) -> String {
    let (first, last) = (column_name(column.first_column), column_name(column.last_column));
    if first == last { first } else { format!("{first}:{last}") }
}

/// Returns a column's header as printed, outermost first.
fn header_text(column: &model::Column) -> String {
    let texts = column.header.iter().map(|head| head.text.split_whitespace().collect::<Vec<_>>().join(" "));
    texts.collect::<Vec<_>>().join(" > ")
}

/// Returns the address of the item's name, or else of its first value, or else of its row.
fn item_address(renja: &model::Renja, table: &model::Table, id: model::ItemId) -> String {
    let Some(item) = table.items.get(id) else { return String::new() };
    let first = || item.values.cited().next();
    let at = table.name(item).or_else(first).map_or_else(|| table.item_cell(id, 0), |cited| cited.at);
    if at.sheet == table.sheet { at.a1() } else { renja.cell_name(at) }
}
