//! The figures that sums are made of, each cell once, and the sums over them. Amounts are exact: whole
//! numbers of 1/10,000 rupiah.

use std::collections::{BTreeSet, HashMap};

use super::amounts::{Place, from_units, to_units};
use super::faulty_formulas;
use super::printed_elsewhere::{Evidence, PrintedAmount};
use crate::forms::Belongs;
use crate::model::{Book, CellRef, Finding, Relation, RelationKind, Renja, Severity, Value};

/// Minimum number of formulas among the sums of a column from which a typed number stands out.
const MIN_FORMULAS: usize = 3;
/// Minimum share of formulas among the sums of a column from which a typed number stands out, as numerator
/// and denominator.
const MIN_FORMULA_SHARE: (usize, usize) = (3, 4);

/// A cell that takes part in sums.
#[derive(Debug)]
pub struct Figure {
    /// The cell.
    pub at: CellRef,
    /// The label of its row.
    pub label: String,
    /// The stated value; `None` for a blank.
    pub value: Option<Value>,
    /// The stated number in units; `None` for a blank, for text, and for a number with more digits than
    /// [`to_units`] keeps.
    pub units: Option<i128>,
    /// Its place in the plan; `None` if the cell belongs to no item.
    pub place: Option<Place>,
    /// The amounts that are printed for the same item and measure elsewhere.
    pub printed: Vec<PrintedAmount>,
    /// Number of other tables that print the same amount.
    pub confirming_tables: usize,
    /// Whether the stated value must stay: a person confirmed or set it, or a correction of it was taken
    /// back.
    pub locked: bool,
    /// Whether the cell holds a formula of the sheet. Such a cell follows what it reads and is never typed
    /// over.
    pub has_formula: bool,
    /// Whether a number was typed here although the sheet's other sums are formulas.
    pub typed_over: bool,
    /// The sums that the cell takes part in. The second number is the sign with which a change of the cell
    /// moves the difference of the sum: -1 for the result.
    pub sums: Vec<(usize, i128)>,
}

/// A sum that must close.
#[derive(Debug)]
pub struct Sum {
    /// The kind of relation that the sum comes from.
    pub kind: RelationKind,
    /// The result, as an index into [`Figures::cells`].
    pub result: usize,
    /// The terms, as indexes into [`Figures::cells`].
    pub terms: Vec<usize>,
    /// The findings that report the sum as broken. Empty if the sum holds.
    pub findings: Vec<usize>,
    /// The terms minus the result, in units. Blanks count as 0.
    pub difference: i128,
    /// Whether the sum closes as it stands.
    pub holds: bool,
    /// Whether the formula of the result reads parts of the sum. Then, if the sum does not close, the formula
    /// leaves parts out, takes other cells besides, or is out of date, and no part is to blame.
    pub reads_parts: bool,
    /// Whether the formula of the result cannot be faulted: it cannot be read, or it reads exactly the parts
    /// and gives another value by its own rules (`SUBTOTAL` under a filter).
    pub is_sound: bool,
}

/// All figures and sums of a plan.
#[derive(Debug)]
pub struct Figures {
    /// The figures, in the order in which the relations name them.
    pub cells: Vec<Figure>,
    /// The sums, in the order of the relations.
    pub sums: Vec<Sum>,
    /// Index of the figure of each cell.
    by_cell: HashMap<CellRef, usize>,
}

impl Figures {
    /// Collects the figures and sums from the relations, with the findings that report them.
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
            if finding.severity > Severity::Note && may_report_sum(finding) {
                reported.entry(finding.at).or_default().push(i);
            }
        }
        // A count is of rows, and a row of targets belongs to its indicator: neither is a sum of money.
        let of_money = |r: &&Relation| r.kind != RelationKind::Count && r.indikator.is_none();
        for relation in relations.iter().filter(of_money) {
            all.add_sum(relation, &places, &reported, findings);
        }
        for figure in &mut all.cells {
            figure.locked = locked.contains(&figure.at);
            figure.has_formula = faulty_formulas::has_formula(book, figure.at);
            let table = figure.place.and_then(|place| renja.tables.get(place.table));
            if let Some(summed) = table.and_then(|table| table.sheet_sums.as_ref()) {
                figure.typed_over = !figure.has_formula && summed.typed_cells.contains(&figure.at);
            }
            if let Some(place) = figure.place {
                figure.printed = evidence.find_printed(place);
                let same = |p: &&PrintedAmount| Some(p.units) == figure.units && p.source.0 != place.table;
                let tables: BTreeSet<usize> =
                    figure.printed.iter().filter(same).map(|p| p.source.0).collect();
                figure.confirming_tables = tables.len();
            }
        }
        all.mark_typed_over();
        all.mark_formulas(renja, book);
        all
    }

    /// Marks the results that were typed over a formula: the same row has a formula in another column and the
    /// same column has one in another row, or nearly all sums of the column are formulas.
    fn mark_typed_over(&mut self) {
        let results: Vec<(usize, RelationKind, Place)> =
            self.sums.iter().filter_map(|s| Some((s.result, s.kind, self.cells[s.result].place?))).collect();
        let mut of_column: HashMap<(usize, usize, RelationKind), (usize, usize)> = HashMap::new();
        let mut rows: BTreeSet<(usize, usize)> = BTreeSet::new();
        for &(result, kind, place) in &results {
            let counts = of_column.entry((place.table, place.column, kind)).or_default();
            counts.0 += 1;
            if self.cells[result].has_formula {
                counts.1 += 1;
                if kind != RelationKind::Row {
                    rows.insert((place.table, place.item));
                }
            }
        }
        for (result, kind, place) in results {
            let (all, live) = of_column.get(&(place.table, place.column, kind)).copied().unwrap_or_default();
            let in_row = live > 0 && kind != RelationKind::Row && rows.contains(&(place.table, place.item));
            let nearly_all = live >= MIN_FORMULAS && live * MIN_FORMULA_SHARE.1 >= all * MIN_FORMULA_SHARE.0;
            let figure = &mut self.cells[result];
            figure.typed_over |= !figure.has_formula && figure.units.is_some() && (in_row || nearly_all);
        }
    }

    /// Marks the sums that do not close and whose formula reads parts of them. A table that continues over
    /// several sheets is skipped, because a formula there covers only its own sheet.
    fn mark_formulas(&mut self, renja: &Renja, book: &Book) {
        let mut looks = faulty_formulas::MAX_CELL_VISITS;
        for sum in &mut self.sums {
            let result = &self.cells[sum.result];
            let pages = result.place.and_then(|place| renja.tables.get(place.table)).map(|t| t.pages.len());
            if sum.holds || !result.has_formula || pages.is_some_and(|pages| pages > 0) {
                continue;
            }
            let parts: Vec<CellRef> = sum.terms.iter().map(|term| self.cells[*term].at).collect();
            let Some(reads) = faulty_formulas::formula_reads(book, result.at, &parts, &mut looks) else {
                // A formula that cannot be read cannot be judged.
                (sum.reads_parts, sum.is_sound) = (true, true);
                continue;
            };
            sum.reads_parts = reads.cells > 0;
            let computed = result.units.unwrap_or(0) + sum.difference;
            sum.is_sound = reads.just_these && !faulty_formulas::gives(book, result.at, from_units(computed));
        }
    }

    /// Whether a figure is the result of a sum.
    pub fn is_result(&self, figure: usize) -> bool {
        self.cells[figure].sums.iter().any(|(s, _)| self.sums[*s].result == figure)
    }

    /// Whether a figure holds a formula that gives the right value as soon as its parts are right.
    pub fn follows_parts(&self, figure: usize) -> bool {
        let of_own = |(s, _): &(usize, i128)| self.sums[*s].result == figure && self.sums[*s].holds;
        self.cells[figure].has_formula && self.cells[figure].sums.iter().any(of_own)
    }

    /// Returns the figure of a cell; `None` if the cell is in no sum.
    pub fn figure_at(&self, at: CellRef) -> Option<usize> {
        self.by_cell.get(&at).copied()
    }

    /// Returns the stated number of a figure in units, 0 for a blank.
    pub fn stated_units(&self, figure: usize) -> i128 {
        self.cells[figure].units.unwrap_or(0)
    }

    /// Whether a sum is over levels of the plan and not across a row or between tables.
    pub fn is_level_sum(&self, sum: usize) -> bool {
        matches!(self.sums[sum].kind, RelationKind::Children | RelationKind::Total)
    }

    /// Returns the sum over the items below a figure, of which the figure is the result. `None` if there is
    /// none.
    pub fn sum_below(&self, figure: usize) -> Option<usize> {
        let sums = self.cells[figure].sums.iter().map(|(s, _)| *s);
        sums.into_iter().find(|s| self.sums[*s].result == figure && self.is_level_sum(*s))
    }

    /// Adds the sum of a relation. A relation is skipped if one of its numbers is no amount of money.
    fn add_sum(
        &mut self,
        relation: &Relation,
        places: &HashMap<CellRef, Place>,
        reported: &HashMap<CellRef, Vec<usize>>,
        findings: &[Finding],
    ) {
        let mut difference: i128 = 0;
        for term in &relation.terms {
            let Some(value) = value_units(term.value.as_ref()) else { return };
            difference += i128::from(term.sign) * value;
        }
        // Skip relations that do not add up their terms, such as a count of rows.
        if relation.terms.is_empty()
            || relation.computed.map_or(0, |c| to_units(c).unwrap_or(i128::MAX)) != difference
        {
            return;
        }
        let Some(stated) = value_units(relation.result.value.as_ref()) else { return };
        difference -= stated;
        let result = self.get_or_add(&relation.result, places);
        let index = self.sums.len();
        self.cells[result].sums.push((index, -1));
        let mut terms = Vec::with_capacity(relation.terms.len());
        for term in &relation.terms {
            let figure = self.get_or_add(term, places);
            self.cells[figure].sums.push((index, i128::from(term.sign)));
            terms.push(figure);
        }
        let at_blank = |t: &&usize| self.cells[**t].units.is_none();
        let cells = std::iter::once(relation.result.at)
            .chain(terms.iter().filter(at_blank).map(|t| self.cells[*t].at));
        let mut found: Vec<usize> = cells.filter_map(|at| reported.get(&at)).flatten().copied().collect();
        // A cell may be the result of two sums: each takes the findings that computed the same value.
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

    /// Returns the figure of a term, and adds it if the cell is new.
    fn get_or_add(&mut self, term: &crate::model::Term, places: &HashMap<CellRef, Place>) -> usize {
        let cells = &mut self.cells;
        *self.by_cell.entry(term.at).or_insert_with(|| {
            cells.push(Figure {
                at: term.at,
                label: term.label.to_string(),
                value: term.value.clone(),
                units: term.value.as_ref().and_then(Value::number).and_then(to_units),
                place: places.get(&term.at).copied(),
                printed: Vec::new(),
                confirming_tables: 0,
                locked: false,
                has_formula: false,
                typed_over: false,
                sums: Vec::new(),
            });
            cells.len() - 1
        })
    }
}

/// Whether a finding may report a sum of money. Findings of ratios, counts, texts, codes, years, structure
/// and comparisons of tables do not.
fn may_report_sum(finding: &Finding) -> bool {
    !["RAS", "JML", "TRB", "NAR", "LNT", "KOD", "THN", "STR"].iter().any(|r| finding.rule.starts_with(r))
}

/// Returns a figure's number in units, 0 for a blank. `None` if the number is no amount of money, so that the
/// sum cannot be searched.
fn value_units(value: Option<&Value>) -> Option<i128> {
    match value.and_then(Value::number) {
        Some(number) => to_units(number),
        None => Some(0),
    }
}

/// Returns the place of every cell in an item's columns, including blank cells.
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
