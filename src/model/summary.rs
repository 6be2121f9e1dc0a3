//! What the recap of a batch keeps of each workbook: little enough to hold thousands.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Level, Relation, RelationKind, Renja, Table};

/// The summary of a workbook: one line of the recap.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The path of the workbook as reports show it.
    pub path: String,
    /// The outcome of the check.
    pub status: Status,
    /// Why nothing was checked, in the language of the run. `None` if the workbook was checked.
    pub reason: Option<String>,
    /// The year of the plan, or `None` if it is unknown.
    pub year: Option<i32>,
    /// The name of the office, or `None` if it is unknown.
    pub office: Option<String>,
    /// The total that the plan states, in rupiah.
    pub stated: Option<Decimal>,
    /// The total that the plan's parts add up to, in rupiah.
    pub computed: Option<Decimal>,
    /// The programs with their amounts, in the order of the plan.
    pub programs: Vec<ProgramPagu>,
    /// Number of remaining findings of severity error.
    pub errors: usize,
    /// Number of remaining findings of severity warning.
    pub warnings: usize,
    /// Number of remaining findings of severity note.
    pub notes: usize,
    /// Number of corrected cells.
    pub corrected: usize,
    /// The files that were written.
    pub outputs: Vec<Output>,
}

/// A program with its amount for the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramPagu {
    /// The code of the program, if the plan states one.
    pub kode: Option<String>,
    /// The name as printed.
    pub name: String,
    /// The amount in rupiah, or `None` if the cell is blank.
    pub amount: Option<Decimal>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// The kind of result: `rapi`, `koreksi`.
    pub kind: String,
    /// The path relative to the recap's folder, with `/` as separator.
    pub path: String,
}

/// The outcome of checking a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing to report, or notes only.
    Clean,
    /// Errors or warnings.
    Findings,
    /// No table was recognized, so nothing was checked.
    Unrecognized,
    /// The file could not be read.
    #[default]
    Unreadable,
}

impl Status {
    /// Returns the name used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Findings => "findings",
            Self::Unrecognized => "unrecognized",
            Self::Unreadable => "unreadable",
        }
    }
}

impl Summary {
    /// Returns stated minus computed. `None` if either is missing.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        self.stated?.checked_sub(self.computed?)
    }

    /// Adds the year, office, totals and programs of a plan.
    #[must_use]
    pub fn with_plan(mut self, renja: &Renja, relations: &[Relation]) -> Self {
        self.year = renja.year;
        self.office = renja.organisation.as_ref().map(|office| office.value.clone());
        let Some((id, column)) = renja.main_money_column() else { return self };
        let Some(table) = renja.tables.get(id.0) else { return self };
        self.year = table.columns.get(column).and_then(|c| c.year).or(self.year);
        self.programs = programs(table, column);
        let total = table.pagu_row(column);
        self.stated = total.and_then(|item| table.amount(item, column));
        let relation = relations.iter().find(|relation| {
            (relation.table, relation.column, Some(relation.item)) == (id, column, total)
                && matches!(relation.kind, RelationKind::Children | RelationKind::Total)
        });
        self.computed = match relation {
            Some(relation) => relation.computed,
            None => total_of(self.programs.iter().map(|program| program.amount)),
        };
        self
    }
}

/// Returns the sum of the amounts that exist. `None` if there are none or the sum does not fit a [`Decimal`].
#[must_use]
pub(crate) fn total_of(amounts: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    let mut stated = amounts.flatten().peekable();
    stated.peek()?;
    stated.try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// Returns the programs of a table with their amounts in a column.
fn programs(table: &Table, column: usize) -> Vec<ProgramPagu> {
    let programs = table.items.iter().enumerate().filter(|(_, item)| item.level == Level::Program);
    programs
        .map(|(id, item)| ProgramPagu {
            kode: table.value(item, "kode").map(|kode| kode.value.to_string()),
            name: table.label(item),
            amount: table.amount(id, column),
        })
        .collect()
}
