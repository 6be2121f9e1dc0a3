//! Compares the programs of several years.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::{ItemName, ProgramPagu, Summary, match_names};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Minimum likeness of two spellings of an office's name.
const MIN_OFFICE_LIKENESS: f64 = 0.9;

/// The years of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeYears {
    /// The names of the office, the newest last.
    pub offices: Vec<String>,
    /// The years, oldest first.
    pub years: Vec<YearVersion>,
    /// The programs, in the order in which they first appear.
    pub programs: Vec<ProgramYears>,
}

/// A program over the years.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProgramYears {
    /// The newest code of the program, if any year states one.
    pub kode: Option<String>,
    /// The newest name of the program.
    pub name: String,
    /// The amount in each year of [`OfficeYears::years`], or `None` if the year does not state one.
    pub amounts: Vec<Option<Decimal>>,
}

/// A year, or one version of its plan if workbooks differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct YearVersion {
    /// The year.
    pub year: i32,
    /// The workbooks that state these amounts, as indices into the summaries.
    pub files: Vec<usize>,
    /// The total that they state, in rupiah.
    pub stated: Option<Decimal>,
}

/// Lays out the programs of all workbooks side by side, per office. Workbooks without a year or without
/// amounts are left out.
///
/// A renamed office continues under its new name: if no year has two offices, all workbooks are taken for
/// those of one office. Otherwise each name is an office of its own.
#[must_use]
pub fn compare_years(summaries: &[&Summary]) -> Vec<OfficeYears> {
    let dated: Vec<(usize, &Summary, i32)> = summaries
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, summary)| summary.programs.iter().any(|program| program.amount.is_some()))
        .filter_map(|(place, summary)| Some((place, summary, summary.year?)))
        .collect();
    let offices = office_numbers(&dated);
    let mut of_year: BTreeMap<i32, usize> = BTreeMap::new();
    let one_a_year = dated
        .iter()
        .zip(&offices)
        .all(|((_, _, year), office)| of_year.entry(*year).or_insert(*office) == office);
    let count = offices.iter().max().map_or(0, |last| last + 1);
    let groups = if one_a_year { 1.min(count) } else { count };
    (0..groups)
        .map(|group| {
            let of_group = dated.iter().zip(&offices).filter(|(_, office)| one_a_year || **office == group);
            office_years(of_group.map(|(dated, _)| *dated).collect())
        })
        .collect()
}

/// Returns the number of each workbook's office.
fn office_numbers(dated: &[(usize, &Summary, i32)]) -> Vec<usize> {
    let mut known: Vec<String> = Vec::new();
    // Cache by folded name: ten years of an office mostly spell its name the same way.
    let mut told: HashMap<String, usize> = HashMap::new();
    dated
        .iter()
        .map(|(_, summary, _)| {
            let name = fold(summary.office.as_deref().unwrap_or(""));
            *told.entry(name).or_insert_with_key(|name| {
                let same = |known: &String| known == name || likeness(known, name) >= MIN_OFFICE_LIKENESS;
                known.iter().position(same).unwrap_or_else(|| {
                    known.push(name.clone());
                    known.len() - 1
                })
            })
        })
        .collect()
}

/// Compares the years of one office. Workbooks that state the same amounts for a year are one version of it.
fn office_years(mut dated: Vec<(usize, &Summary, i32)>) -> OfficeYears {
    dated.sort_by_key(|(place, _, year)| (*year, *place));
    let mut series = OfficeYears { offices: Vec::new(), years: Vec::new(), programs: Vec::new() };
    let mut names: Vec<ItemName> = Vec::new();
    // The summary behind each entry of `years`, to recognize a copy of a version.
    let mut versions: Vec<&Summary> = Vec::new();
    for (place, summary, year) in dated {
        if let Some(office) = &summary.office {
            series.offices.retain(|known| fold(known) != fold(office));
            series.offices.push(office.clone());
        }
        let same = series.years.iter().zip(&versions).position(|(known, version)| {
            known.year == year && version.stated == summary.stated && states_same_amounts(version, summary)
        });
        if let Some(known) = same.and_then(|place| series.years.get_mut(place)) {
            known.files.push(place);
            continue;
        }
        series.years.push(YearVersion { year, files: vec![place], stated: summary.stated });
        versions.push(summary);
        add_programs(&mut series.programs, &mut names, series.years.len(), &summary.programs);
    }
    series
}

/// Adds the programs of a year, each to the row of the same program in earlier years. `count` is the number
/// of years including this one.
fn add_programs(
    rows: &mut Vec<ProgramYears>,
    names: &mut Vec<ItemName>,
    count: usize,
    programs: &[ProgramPagu],
) {
    let name =
        |program: &ProgramPagu| ItemName::new(&program.name, program.kode.as_deref().and_then(Kode::read));
    let mine: Vec<ItemName> = programs.iter().map(name).collect();
    let partners = match_names(&mine.iter().collect::<Vec<_>>(), &names.iter().collect::<Vec<_>>());
    for ((program, name), partner) in programs.iter().zip(mine).zip(partners) {
        let row = partner.unwrap_or_else(|| {
            rows.push(ProgramYears::default());
            names.push(ItemName::default());
            rows.len() - 1
        });
        let (Some(row), Some(known)) = (rows.get_mut(row), names.get_mut(row)) else { continue };
        // Keep the newest name and code, which are closest to those of the next year.
        *known = name;
        row.kode = program.kode.clone().or(row.kode.take());
        row.name.clone_from(&program.name);
        row.amounts.resize(count.saturating_sub(1), None);
        row.amounts.push(program.amount);
    }
    for row in rows {
        row.amounts.resize(count, None);
    }
}

/// Whether two workbooks state the same amounts for their programs, in the same order.
fn states_same_amounts(a: &Summary, b: &Summary) -> bool {
    let amounts = |summary: &Summary| summary.programs.iter().map(|p| p.amount).collect::<Vec<_>>();
    amounts(a) == amounts(b)
}
