//! The figures that sums are made of, each cell once, and the sums over them. Exact: amounts are
//! whole numbers of a ten-thousandth of a rupiah.

use std::collections::{BTreeSet, HashMap};

use super::amounts::{Place, amount, units};
use super::evidence::{Evidence, Printed};
use super::formulas;
use crate::forms::Belongs;
use crate::model::{Book, CellRef, Finding, Relation, RelationKind, Renja, Severity, Value};

/// Minimum number of formulas among the sums of a column, and their minimum share, from which a typed number
/// stands out.
const LEAST_FORMULAS: usize = 3;
const LEAST_SHARE: (usize, usize) = (3, 4);

/// A cell that takes part in sums.
#[derive(Debug)]
pub struct Figure {
    /// Where.
    pub at: CellRef,
    /// The row's label.
    pub label: String,
    /// What stands there.
    pub value: Option<Value>,
    /// The number that stands there.
    pub units: Option<i128>,
    /// Its place in the plan, where it has one.
    pub place: Option<Place>,
    /// What is printed for it elsewhere.
    pub printed: Vec<Printed>,
    /// In how many other tables the same amount is printed.
    pub confirmed: usize,
    /// Whether it must stay.
    pub locked: bool,
    /// Whether a formula of the sheet stands there: it follows what it reads, and is never typed over.
    pub live: bool,
    /// Whether a number was typed there where the sheet's other sums are formulas.
    pub typed: bool,
    /// The sums that it takes part in, and by which sign a change moves their difference.
    pub sums: Vec<(usize, i128)>,
}

/// A sum that must close.
#[derive(Debug)]
pub struct Sum {
    /// Its kind.
    pub kind: RelationKind,
    /// The result.
    pub result: usize,
    /// The terms.
    pub terms: Vec<usize>,
    /// The findings that say that it does not close.
    pub findings: Vec<usize>,
    /// Terms minus result, blanks counting nothing.
    pub difference: i128,
    /// Whether it closes as it stands.
    pub holds: bool,
    /// Whether the formula of its result reads parts of the sum: if the sum does not close, the formula
    /// leaves parts out, takes others besides, or is out of date, and no part is to blame.
    pub reads_parts: bool,
    /// Whether nothing can be said against that formula: it cannot be read, or it reads all parts and
    /// nothing else and gives another value by its own rules (`SUBTOTAL` under a filter).
    pub is_sound: bool,
}

/// All figures and sums.
#[derive(Debug)]
pub struct Figures {
    /// The figures, in the order in which the relations name them.
    pub cells: Vec<Figure>,
    /// The sums, in the order of the relations.
    pub sums: Vec<Sum>,
    by_cell: HashMap<CellRef, usize>,
}

impl Figures {
    /// Takes the relations apart.
    pub fn new(
        (renja, book): (&Renja, &Book),
        relations: &[Relation],
        findings: &[Finding],
        evidence: &Evidence,
        locked: &BTreeSet<CellRef>,
    ) -> Self {
        let places = places(renja);
        let mut all = Self { cells: Vec::new(), sums: Vec::new(), by_cell: HashMap::new() };
        let mut reported: HashMap<CellRef, Vec<usize>> = HashMap::new();
        for (i, finding) in findings.iter().enumerate() {
            if finding.severity > Severity::Note && is_of_sums(finding) {
                reported.entry(finding.at).or_default().push(i);
            }
        }
        // A count is of rows, a row of targets is of its indicator: neither is a sum of money.
        let of_money = |r: &&Relation| r.kind != RelationKind::Count && r.indikator.is_none();
        for relation in relations.iter().filter(of_money) {
            all.add(relation, &places, &reported, findings);
        }
        for figure in &mut all.cells {
            figure.locked = locked.contains(&figure.at);
            figure.live = formulas::is_live(book, figure.at);
            let table = figure.place.and_then(|place| renja.tables.get(place.table));
            if let Some(summed) = table.and_then(|table| table.summed.as_ref()) {
                figure.typed = !figure.live && summed.typed.contains(&figure.at);
            }
            if let Some(place) = figure.place {
                figure.printed = evidence.of(place);
                let same = |p: &&Printed| Some(p.units) == figure.units && p.source.0 != place.table;
                let tables: BTreeSet<usize> =
                    figure.printed.iter().filter(same).map(|p| p.source.0).collect();
                figure.confirmed = tables.len();
            }
        }
        all.tell_typed();
        all.tell_formulas(renja, book);
        all
    }

    /// Tells the sums whose number was typed over a formula: the same row has a formula in another
    /// column and the same column has one in another row, or nearly all sums of the column are formulas.
    fn tell_typed(&mut self) {
        let results: Vec<(usize, RelationKind, Place)> =
            self.sums.iter().filter_map(|s| Some((s.result, s.kind, self.cells[s.result].place?))).collect();
        let mut of_column: HashMap<(usize, usize, RelationKind), (usize, usize)> = HashMap::new();
        let mut rows: BTreeSet<(usize, usize)> = BTreeSet::new();
        for &(result, kind, place) in &results {
            let counts = of_column.entry((place.table, place.column, kind)).or_default();
            counts.0 += 1;
            if self.cells[result].live {
                counts.1 += 1;
                if kind != RelationKind::Row {
                    rows.insert((place.table, place.item));
                }
            }
        }
        for (result, kind, place) in results {
            let (all, live) = of_column.get(&(place.table, place.column, kind)).copied().unwrap_or_default();
            let in_row = live > 0 && kind != RelationKind::Row && rows.contains(&(place.table, place.item));
            let nearly_all = live >= LEAST_FORMULAS && live * LEAST_SHARE.1 >= all * LEAST_SHARE.0;
            let figure = &mut self.cells[result];
            figure.typed |= !figure.live && figure.units.is_some() && (in_row || nearly_all);
        }
    }

    /// Tells the sums that do not close and whose formula reads parts of them. A formula on a sheet of
    /// a table that goes on over several speaks of its own sheet alone.
    fn tell_formulas(&mut self, renja: &Renja, book: &Book) {
        let mut looks = formulas::LOOKS;
        for sum in &mut self.sums {
            let result = &self.cells[sum.result];
            let pages = result.place.and_then(|place| renja.tables.get(place.table)).map(|t| t.pages.len());
            if sum.holds || !result.live || pages.is_some_and(|pages| pages > 0) {
                continue;
            }
            let parts: Vec<CellRef> = sum.terms.iter().map(|term| self.cells[*term].at).collect();
            let Some(reads) = formulas::reads(book, result.at, &parts, &mut looks) else {
                // What cannot be read cannot be judged.
                (sum.reads_parts, sum.is_sound) = (true, true);
                continue;
            };
            sum.reads_parts = reads.cells > 0;
            let computed = result.units.unwrap_or(0) + sum.difference;
            sum.is_sound = reads.just_these && !formulas::gives(book, result.at, amount(computed));
        }
    }

    /// Whether a figure is the result of a sum.
    pub fn is_result(&self, figure: usize) -> bool {
        self.cells[figure].sums.iter().any(|(s, _)| self.sums[*s].result == figure)
    }

    /// Whether a figure follows its parts by a formula of the sheet, once these are right.
    pub fn follows(&self, figure: usize) -> bool {
        let of_own = |(s, _): &(usize, i128)| self.sums[*s].result == figure && self.sums[*s].holds;
        self.cells[figure].live && self.cells[figure].sums.iter().any(of_own)
    }

    /// The figure of a cell.
    pub fn at(&self, at: CellRef) -> Option<usize> {
        self.by_cell.get(&at).copied()
    }

    /// The number of a figure as it stands, a blank counting nothing.
    pub fn stated(&self, figure: usize) -> i128 {
        self.cells[figure].units.unwrap_or(0)
    }

    /// Whether a sum is of the levels of the plan.
    pub fn is_tree(&self, sum: usize) -> bool {
        matches!(self.sums[sum].kind, RelationKind::Children | RelationKind::Total)
    }

    /// The sum whose result is this figure, over the items below it.
    pub fn below(&self, figure: usize) -> Option<usize> {
        let sums = self.cells[figure].sums.iter().map(|(s, _)| *s);
        sums.into_iter().find(|s| self.sums[*s].result == figure && self.is_tree(*s))
    }

    fn add(
        &mut self,
        relation: &Relation,
        places: &HashMap<CellRef, Place>,
        reported: &HashMap<CellRef, Vec<usize>>,
        findings: &[Finding],
    ) {
        let mut difference: i128 = 0;
        for term in &relation.terms {
            let Some(value) = number(term.value.as_ref()) else { return };
            difference += i128::from(term.sign) * value;
        }
        // What the relation computes otherwise (a count of rows) is not a sum of its terms.
        if relation.terms.is_empty()
            || relation.computed.map_or(0, |c| units(c).unwrap_or(i128::MAX)) != difference
        {
            return;
        }
        let Some(stated) = number(relation.result.value.as_ref()) else { return };
        difference -= stated;
        let result = self.figure(&relation.result, places);
        let index = self.sums.len();
        self.cells[result].sums.push((index, -1));
        let mut terms = Vec::with_capacity(relation.terms.len());
        for term in &relation.terms {
            let figure = self.figure(term, places);
            self.cells[figure].sums.push((index, i128::from(term.sign)));
            terms.push(figure);
        }
        let at_blank = |t: &&usize| self.cells[**t].units.is_none();
        let cells = std::iter::once(relation.result.at)
            .chain(terms.iter().filter(at_blank).map(|t| self.cells[*t].at));
        let mut found: Vec<usize> = cells.filter_map(|at| reported.get(&at)).flatten().copied().collect();
        // A cell may be the result of two sums: each takes the finding that computes the same.
        found.retain(|f| {
            let of_result = findings[*f].at == relation.result.at;
            let computed = findings[*f].computed.as_ref().and_then(Value::number);
            !of_result || computed.is_none() || computed == relation.computed
        });
        found.sort_unstable();
        found.dedup();
        let holds = difference == 0 && relation.stated().is_some();
        if holds {
            found.clear();
        }
        self.sums.push(Sum {
            kind: relation.kind,
            result,
            terms,
            findings: found,
            difference,
            holds,
            reads_parts: false,
            is_sound: false,
        });
    }

    fn figure(&mut self, term: &crate::model::Term, places: &HashMap<CellRef, Place>) -> usize {
        let cells = &mut self.cells;
        *self.by_cell.entry(term.at).or_insert_with(|| {
            cells.push(Figure {
                at: term.at,
                label: term.label.to_string(),
                value: term.value.clone(),
                units: term.value.as_ref().and_then(Value::number).and_then(units),
                place: places.get(&term.at).copied(),
                printed: Vec::new(),
                confirmed: 0,
                locked: false,
                live: false,
                typed: false,
                sums: Vec::new(),
            });
            cells.len() - 1
        })
    }
}

/// Whether a finding says that a sum does not close or that an amount is missing.
fn is_of_sums(finding: &Finding) -> bool {
    !["RAS", "JML", "TRB", "NAR", "LNT", "KOD", "THN", "STR"].iter().any(|r| finding.rule.starts_with(r))
}

/// A figure's number, a blank counting nothing; `None` for one that cannot be searched.
fn number(value: Option<&Value>) -> Option<i128> {
    match value.and_then(Value::number) {
        Some(number) => units(number),
        None => Some(0),
    }
}

/// The place of every cell that belongs to an item, blank ones too.
fn places(renja: &Renja) -> HashMap<CellRef, Place> {
    let mut places = HashMap::new();
    for (table, t) in renja.tables.iter().enumerate() {
        for item in 0..t.items.len() {
            for (column, c) in t.columns.iter().enumerate() {
                if c.belongs == Belongs::Item {
                    places.entry(t.item_cell(item, column)).or_insert(Place { table, item, column });
                }
            }
        }
    }
    places
}
