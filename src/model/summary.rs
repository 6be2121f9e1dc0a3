//! What the recap of a batch keeps of a workbook: little enough to hold thousands.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{Level, Relation, RelationKind, Renja, Table};

/// A workbook in a line.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The path as the reports show it.
    pub path: String,
    /// What became of it.
    pub status: Status,
    /// Why nothing in it was checked, in the language of the run.
    pub reason: Option<String>,
    /// The plan's year.
    pub year: Option<i32>,
    /// The office.
    pub office: Option<String>,
    /// The total that the plan states.
    pub stated: Option<Decimal>,
    /// The total that its parts give.
    pub computed: Option<Decimal>,
    /// The programs with their amounts, in the order of the plan.
    pub programs: Vec<ProgramPagu>,
    /// Findings that remain, of severity error.
    pub errors: usize,
    /// Of severity warning.
    pub warnings: usize,
    /// Of severity note.
    pub notes: usize,
    /// Cells that were corrected.
    pub corrected: usize,
    /// The files that were written.
    pub outputs: Vec<Output>,
}

/// A program and its money for the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramPagu {
    /// Its code, where one stands beside it.
    pub kode: Option<String>,
    /// Its name as printed.
    pub name: String,
    /// Its amount; `None` where the cell is blank.
    pub amount: Option<Decimal>,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Output {
    /// What it is: `rapi`, `koreksi`.
    pub kind: String,
    /// Where, from the recap's own folder, with `/`.
    pub path: String,
}

/// What became of a file, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Nothing to report but notes.
    Clean,
    /// Errors or warnings.
    Findings,
    /// No table was recognized, so nothing was checked.
    Unrecognized,
    /// It could not be read.
    #[default]
    Unreadable,
}

impl Status {
    /// The name in the reports.
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
    /// Stated minus computed, where both are there.
    #[must_use]
    pub fn difference(&self) -> Option<Decimal> {
        self.stated?.checked_sub(self.computed?)
    }

    /// Takes over what a plan says of itself and its money.
    #[must_use]
    pub fn with_plan(mut self, renja: &Renja, relations: &[Relation]) -> Self {
        self.year = renja.year;
        self.office = renja.organisation.as_ref().map(|office| office.value.clone());
        let Some((id, column)) = renja.main_money() else { return self };
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

/// The sum of those that are there; `None` where none is, or past what a [`Decimal`] holds.
#[must_use]
pub fn total_of(amounts: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    let mut stated = amounts.flatten().peekable();
    stated.peek()?;
    stated.try_fold(Decimal::ZERO, Decimal::checked_add)
}

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
