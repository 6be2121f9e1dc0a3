//! Tells which tables of a workbook speak of the same plan.
//!
//! Most workbooks hold one plan. Some hold the plans of several offices, or of this year and the next.

use crate::model::{Level, Renja, Table, TableId, YearVotes};
use crate::text::fold::{fold, likeness};
use crate::text::heading::is_office;

/// Code of the form that states a plan.
const PLAN_FORM_CODE: &str = "T-C.33";
/// Minimum likeness (0 to 1) of two names of the same office.
const MIN_OFFICE_LIKENESS: f64 = 0.9;

/// The tables of a workbook, plan by plan.
#[derive(Debug, Clone, Default)]
pub(super) struct Sections {
    /// For each table, the index in `plans` of the plan that it belongs to; `None` if it could be several or
    /// none.
    plan_of_table: Vec<Option<usize>>,
    plans: Vec<Plan>,
}

/// The plan of one office for one year.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// The table that states the plan.
    pub table: TableId,
    /// Folded name of the office; `None` if the table does not name exactly one.
    pub office: Option<String>,
    /// The year that the table names. In a workbook with one plan, the year of the workbook goes first.
    /// `None` if neither names one.
    pub year: Option<i32>,
}

impl Sections {
    /// Tells the plans of a workbook apart and assigns each table to one of them.
    ///
    /// If two tables state the plan of one office for one year, or may do so, neither is a plan that others
    /// are compared with.
    pub fn new(renja: &Renja) -> Self {
        let plans: Vec<Plan> = renja
            .tables()
            .filter(|(_, table)| table.form.code == PLAN_FORM_CODE)
            .map(|(id, table)| Plan { table: id, office: office_name(table), year: table_year(table) })
            .collect();
        let of_one = |a: &Plan, b: &Plan| {
            a.table != b.table && !are_different_plans((&a.office, a.year), (&b.office, b.year))
        };
        if let [plan] = plans.as_slice() {
            let plan = Plan { year: renja.year.or(plan.year), ..plan.clone() };
            return Self { plan_of_table: vec![Some(0); renja.tables.len()], plans: vec![plan] };
        }
        let of = renja
            .tables()
            .map(|(id, table)| {
                if let Some(own) = plans.iter().position(|plan| plan.table == id) {
                    return Some(own);
                }
                let (office, year) = (office_name(table), table_year(table));
                let mut fitting = (0..plans.len())
                    .filter(|p| !are_different_plans((&office, year), (&plans[*p].office, plans[*p].year)));
                let first = fitting.next()?;
                fitting.next().is_none().then_some(first)
            })
            .collect();
        // Indexes in `of` must stay valid, so an ambiguous plan stays in `plans`; [`Self::plans`] skips it.
        let ambiguous: Vec<bool> = plans.iter().map(|a| plans.iter().any(|b| of_one(a, b))).collect();
        let mut sections = Self { plan_of_table: of, plans };
        for place in &mut sections.plan_of_table {
            *place = place.filter(|p| !ambiguous.get(*p).copied().unwrap_or(true));
        }
        sections
    }

    /// Returns the plans that other tables can be compared with.
    pub fn plans(&self) -> impl Iterator<Item = &Plan> {
        self.plans.iter().filter(|plan| self.plan_of_table.get(plan.table.0).copied().flatten().is_some())
    }

    /// Whether the workbook has more than one plan.
    pub fn has_several_plans(&self) -> bool {
        self.plans.len() > 1
    }

    /// Whether a recapitulation can speak of this plan and of no other plan of the same office. A
    /// recapitulation has a row for each office, and covers one year.
    pub fn may_summarize(&self, id: TableId, recap: &Table, plan: &Plan) -> bool {
        if !self.has_several_plans() || self.plan_of(id).is_some_and(|of| of.table == plan.table) {
            return true;
        }
        let of_year = |plan: &Plan| !are_different_plans((&None, table_year(recap)), (&None, plan.year));
        let same_office = |other: &&Plan| !are_different_plans((&plan.office, None), (&other.office, None));
        of_year(plan) && self.plans.iter().filter(same_office).filter(|p| of_year(p)).count() == 1
    }

    /// Returns the plan that a table belongs to; `None` if that is unknown.
    pub fn plan_of(&self, table: TableId) -> Option<&Plan> {
        self.plans.get(self.plan_of_table.get(table.0).copied().flatten()?)
    }
}

/// Whether two plans are certainly of different offices or of different years. An absent name or year leaves
/// both possible.
fn are_different_plans(a: (&Option<String>, Option<i32>), b: (&Option<String>, Option<i32>)) -> bool {
    let offices = a.0.as_ref().zip(b.0.as_ref()).is_some_and(|(a, b)| !is_same_office(a, b));
    let years = a.1.zip(b.1).is_some_and(|(a, b)| a != b);
    offices || years
}

/// Whether two folded names are of the same office.
pub(super) fn is_same_office(a: &str, b: &str) -> bool {
    likeness(a, b) >= MIN_OFFICE_LIKENESS
}

/// Returns the folded name of the office that a table names above its programs or else in its title. `None`
/// if it names none, or several.
fn office_name(table: &Table) -> Option<String> {
    let above = table.items.iter().filter(|item| item.level == Level::Opd);
    let mut named: Vec<String> =
        above.map(|item| fold(&table.label(item))).filter(|name| is_office(name)).collect();
    if named.is_empty() {
        // "Organisasi: Dinas Sosial"
        let titles = table.title.iter().map(|line| line.text.rsplit(':').next().unwrap_or(""));
        named.extend(titles.filter(|line| is_office(line)).map(fold));
    }
    named.dedup();
    match named.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// Returns the year that most of a table's headers speak of, each reduced by its column's offset in years; or
/// else the year of the title. `None` if neither is unambiguous.
fn table_year(table: &Table) -> Option<i32> {
    let mut votes = YearVotes::default();
    table.years_of_headers().for_each(|year| votes.cast(year, 1));
    if let Some(year) = votes.winner() {
        return Some(year);
    }
    let mut said: Vec<i32> = table.years_of_title().flatten().collect();
    said.dedup();
    match said[..] {
        [only] => Some(only),
        _ => None,
    }
}
