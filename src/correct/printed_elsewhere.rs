//! Finds where else an amount is printed: the same item and measure in another table of the plan.
//!
//! Items are matched level by level from the programs down. An item is only compared with the children of the
//! items that its parent was matched with.

use std::collections::{BTreeSet, HashMap};

use rust_decimal::Decimal;

use super::amounts::{Place, to_units};
use crate::forms::Belongs;
use crate::model::{CellRef, ItemId, ItemName, Level, Renja, Table, match_names};
use crate::text::fold::{fold, likeness};

/// Minimum likeness of two names of the same office, from 0 to 1.
const MIN_OFFICE_LIKENESS: f64 = 0.8;

/// An amount that is printed for the same item and measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrintedAmount {
    /// The amount, in units.
    pub units: i128,
    /// The cell that prints it.
    pub at: CellRef,
    /// The table and the column of this cell.
    pub source: (usize, usize),
}

/// The items of all tables, matched with one another.
pub struct Evidence<'a> {
    /// The plan whose items are matched.
    renja: &'a Renja,
    /// The matched items. Each office starts with two nodes: its total, and the parent of its programs.
    nodes: Vec<Node>,
    /// The node of each item, by table and item. `None` for an item that was not matched.
    node_of_item: Vec<Vec<Option<usize>>>,
    /// For each table, the pairs of columns that repeat each other cell for cell, in both directions.
    copied_columns: Vec<BTreeSet<(usize, usize)>>,
    /// For each table, its money columns with their measure. The measure is `None` for an unnamed column.
    measures: Vec<Vec<(usize, Option<Measure<'a>>)>>,
}

/// The key of a money column and its year.
type Measure<'a> = (&'a str, Option<i32>);

/// An item of the plan, with all the places where it is printed.
#[derive(Default)]
struct Node {
    name: ItemName,
    children: Vec<usize>,
    /// The rows that print the item, as table and item.
    members: Vec<(usize, ItemId)>,
}

impl<'a> Evidence<'a> {
    /// Matches the items of all tables of a plan.
    pub fn new(renja: &'a Renja) -> Self {
        let of = renja.tables.iter().map(|t| vec![None; t.items.len()]).collect();
        let copies = renja.tables.iter().map(copied_columns).collect();
        // Each office has one node for its total and one for its programs.
        let offices = office_numbers(renja);
        let roots = 2 * (offices.iter().max().map_or(0, |last| last + 1));
        let nodes = (0..roots).map(|_| Node::default()).collect();
        let measure =
            |table: &'a Table, c: usize| table.columns.get(c).and_then(|c| measure(renja, &c.key, c.year));
        let measures = renja
            .tables
            .iter()
            .map(|table| money_columns(table).map(|c| (c, measure(table, c))).collect())
            .collect();
        let mut evidence = Self { renja, nodes, node_of_item: of, copied_columns: copies, measures };
        for (id, table) in renja.tables.iter().enumerate() {
            if money_columns(table).next().is_none() {
                continue;
            }
            let mut totals = Vec::new();
            let mut programs = Vec::new();
            let mut children: Vec<Vec<ItemId>> = vec![Vec::new(); table.items.len()];
            for (i, item) in table.items.iter().enumerate() {
                match item.level {
                    Level::Jumlah | Level::Opd if table.closed_item(item).is_none() => totals.push(i),
                    Level::Program => programs.push(i),
                    _ => {}
                }
                if let Some(of_parent) = item.parent.and_then(|p| children.get_mut(p)) {
                    of_parent.push(i);
                }
            }
            let root = 2 * offices.get(id).copied().unwrap_or(0);
            if let [total] = totals[..] {
                evidence.add_member(root, id, total);
            }
            evidence.match_level(root + 1, id, &programs, &children);
        }
        evidence
    }

    /// Returns the amounts that are printed elsewhere for the item and measure of a place. The place itself
    /// is left out.
    pub fn find_printed(&self, place: Place) -> Vec<PrintedAmount> {
        let mut printed = Vec::new();
        let Some(column) = self.renja.tables.get(place.table).and_then(|t| t.columns.get(place.column))
        else {
            return printed;
        };
        let Some(measure) = measure(self.renja, &column.key, column.year) else { return printed };
        let own = [(place.table, place.item)];
        let members = match self.node_of_item.get(place.table).and_then(|of| of.get(place.item)) {
            Some(Some(node)) => self.nodes.get(*node).map_or(&own[..], |n| &n.members),
            _ => &own[..],
        };
        for &(table, item) in members {
            let Some(i) = self.renja.tables.get(table).and_then(|t| t.items.get(item)) else { continue };
            for &(c, other) in &self.measures[table] {
                if (table, c) == (place.table, place.column) {
                    continue;
                }
                let same =
                    other == Some(measure) || table == place.table && self.is_copy(table, place.column, c);
                let value = i.values.get(c);
                if same
                    && let Some(cited) = value
                    && let Some(units) = cited.value.number().and_then(to_units)
                {
                    printed.push(PrintedAmount { units, at: cited.at, source: (table, c) });
                }
            }
        }
        printed
    }

    /// Returns the same row in the columns that copy this one, and with it its error.
    pub fn copies_of(&self, place: Place) -> impl Iterator<Item = Place> + '_ {
        let of_column = (place.column, 0)..=(place.column, usize::MAX);
        let copies = self
            .copied_columns
            .get(place.table)
            .into_iter()
            .flat_map(move |copies| copies.range(of_column.clone()));
        copies.map(move |(_, b)| Place { column: *b, ..place })
    }

    /// Whether a place is in the column of a review (T-C.31) that says what the office needs.
    pub fn is_needs_column(&self, place: Place) -> bool {
        let column = self.renja.tables.get(place.table).and_then(|t| t.columns.get(place.column));
        column.is_some_and(|c| c.key == "pagu_kebutuhan")
    }

    fn is_copy(&self, table: usize, a: usize, b: usize) -> bool {
        self.copied_columns.get(table).is_some_and(|copies| copies.contains(&(a, b)))
    }

    /// Adds a row to a node.
    fn add_member(&mut self, node: usize, table: usize, item: ItemId) {
        self.nodes[node].members.push((table, item));
        self.node_of_item[table][item] = Some(node);
    }

    /// Matches items of a table with the children of a node, and their children below them. An item that
    /// matches none becomes a new child.
    fn match_level(&mut self, parent: usize, table: usize, items: &[ItemId], children: &[Vec<ItemId>]) {
        let of_table = &self.renja.tables[table];
        let mine: Vec<ItemName> =
            items.iter().map(|i| ItemName::from_item(of_table, &of_table.items[*i])).collect();
        let known = self.nodes[parent].children.clone();
        let theirs: Vec<&ItemName> = known.iter().map(|n| &self.nodes[*n].name).collect();
        let found = match_names(&mine.iter().collect::<Vec<_>>(), &theirs);
        for ((item, name), partner) in items.iter().zip(mine).zip(found) {
            let node = if let Some(partner) = partner {
                known[partner]
            } else {
                self.nodes.push(Node { name, ..Node::default() });
                let node = self.nodes.len() - 1;
                self.nodes[parent].children.push(node);
                node
            };
            self.add_member(node, table, *item);
            if !children[*item].is_empty() {
                self.match_level(node, table, &children[*item], children);
            }
        }
    }
}

/// Returns the number of the office that each table belongs to. Different names count as different offices
/// only if some form occurs twice with different offices; otherwise all tables belong to one office, whose
/// name they write a little differently.
fn office_numbers(renja: &Renja) -> Vec<usize> {
    let label = |table: &Table| {
        let mut offices = table.items.iter().filter(|item| item.level == Level::Opd);
        let office = offices.next().filter(|_| offices.next().is_none())?;
        Some(fold(&table.label(office)))
    };
    let labels: Vec<Option<String>> = renja.tables.iter().map(label).collect();
    let mut first: HashMap<&str, &str> = HashMap::new();
    let several = renja.tables.iter().zip(&labels).any(|(table, label)| {
        let Some(label) = label.as_deref() else { return false };
        likeness(first.entry(&table.form.code).or_insert(label), label) < MIN_OFFICE_LIKENESS
    });
    let mut known: Vec<&str> = Vec::new();
    labels
        .iter()
        .map(|label| {
            let Some(label) = label.as_deref().filter(|_| several) else { return 0 };
            let place = known.iter().position(|other| likeness(other, label) >= MIN_OFFICE_LIKENESS);
            place.unwrap_or_else(|| {
                known.push(label);
                known.len() - 1
            })
        })
        .collect()
}

/// Returns the columns with money of items, which add up along the tree.
fn money_columns(table: &Table) -> impl Iterator<Item = usize> + '_ {
    table.money_columns().filter(|place| table.columns[*place].belongs == Belongs::Item)
}

/// Returns what a column measures, and for which year. The two sides of the review (T-C.31) both measure
/// `pagu`. `None` for a column without a known name.
fn measure<'k>(renja: &Renja, key: &'k str, year: Option<i32>) -> Option<Measure<'k>> {
    let key = if key == "pagu_kebutuhan" { "pagu" } else { key };
    (!key.starts_with("kolom_")).then(|| (key, year.or(renja.year)))
}

/// Returns the pairs of columns that agree in at least nine of ten rows, such as prakiraan maju that was
/// copied from the plan. At least four rows must have an amount in both columns; two zeros do not count.
fn copied_columns(table: &Table) -> BTreeSet<(usize, usize)> {
    let columns: Vec<(usize, Vec<Option<Decimal>>)> = money_columns(table)
        .map(|c| (c, table.items.iter().map(|item| item.values.get(c)?.value.number()).collect()))
        .collect();
    let mut copies = BTreeSet::new();
    for (place, (a, of_a)) in columns.iter().enumerate() {
        for (b, of_b) in columns.iter().skip(place + 1) {
            let pairs = of_a.iter().zip(of_b).filter_map(|(x, y)| Some(((*x)?, (*y)?)));
            let (mut both, mut equal) = (0usize, 0usize);
            for (x, y) in pairs.filter(|(x, y)| !x.is_zero() || !y.is_zero()) {
                both += 1;
                equal += usize::from(x == y);
            }
            if both >= 4 && equal * 10 >= both * 9 {
                copies.extend([(*a, *b), (*b, *a)]);
            }
        }
    }
    copies
}
