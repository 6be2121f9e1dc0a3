//! Compares the programs of several years.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::{Name, ProgramPagu, Summary, pair_up};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// Minimum likeness of two spellings of an office's name.
const SAME_OFFICE: f64 = 0.9;

/// The years of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The names of the office, the newest last.
    pub offices: Vec<String>,
    /// The years, oldest first.
    pub years: Vec<Year>,
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
    /// The amount in each year of [`Series::years`], or `None` if the year does not state one.
    pub amounts: Vec<Option<Decimal>>,
}

/// A year, or one version of its plan if workbooks differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
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
pub fn years(summaries: &[&Summary]) -> Vec<Series> {
    let dated: Vec<(usize, &Summary, i32)> = summaries
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, summary)| summary.programs.iter().any(|program| program.amount.is_some()))
        .filter_map(|(place, summary)| Some((place, summary, summary.year?)))
        .collect();
    let offices = offices(&dated);
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
            series(of_group.map(|(dated, _)| *dated).collect())
        })
        .collect()
}

/// Returns the number of each workbook's office.
fn offices(dated: &[(usize, &Summary, i32)]) -> Vec<usize> {
    let mut known: Vec<String> = Vec::new();
    // Cache by folded name: ten years of an office mostly spell its name the same way.
    let mut told: HashMap<String, usize> = HashMap::new();
    dated
        .iter()
        .map(|(_, summary, _)| {
            let name = fold(summary.office.as_deref().unwrap_or(""));
            *told.entry(name).or_insert_with_key(|name| {
                let same = |known: &String| known == name || likeness(known, name) >= SAME_OFFICE;
                known.iter().position(same).unwrap_or_else(|| {
                    known.push(name.clone());
                    known.len() - 1
                })
            })
        })
        .collect()
}

/// Compares the years of one office. Workbooks that state the same amounts for a year are one version of it.
fn series(mut dated: Vec<(usize, &Summary, i32)>) -> Series {
    dated.sort_by_key(|(place, _, year)| (*year, *place));
    let mut series = Series { offices: Vec::new(), years: Vec::new(), programs: Vec::new() };
    let mut names: Vec<Name> = Vec::new();
    // The summary behind each entry of `years`, to recognize a copy of a version.
    let mut versions: Vec<&Summary> = Vec::new();
    for (place, summary, year) in dated {
        if let Some(office) = &summary.office {
            series.offices.retain(|known| fold(known) != fold(office));
            series.offices.push(office.clone());
        }
        let same = series.years.iter().zip(&versions).position(|(known, version)| {
            known.year == year && version.stated == summary.stated && same_amounts(version, summary)
        });
        if let Some(known) = same.and_then(|place| series.years.get_mut(place)) {
            known.files.push(place);
            continue;
        }
        series.years.push(Year { year, files: vec![place], stated: summary.stated });
        versions.push(summary);
        add(&mut series.programs, &mut names, series.years.len(), &summary.programs);
    }
    series
}

/// Adds the programs of a year, each to the row of the same program in earlier years. `count` is the number
/// of years including this one.
fn add(rows: &mut Vec<ProgramYears>, names: &mut Vec<Name>, count: usize, programs: &[ProgramPagu]) {
    let name = |program: &ProgramPagu| Name::new(&program.name, program.kode.as_deref().and_then(Kode::read));
    let mine: Vec<Name> = programs.iter().map(name).collect();
    let partners = pair_up(&mine.iter().collect::<Vec<_>>(), &names.iter().collect::<Vec<_>>());
    for ((program, name), partner) in programs.iter().zip(mine).zip(partners) {
        let row = partner.unwrap_or_else(|| {
            rows.push(ProgramYears::default());
            names.push(Name::default());
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
fn same_amounts(a: &Summary, b: &Summary) -> bool {
    let amounts = |summary: &Summary| summary.programs.iter().map(|p| p.amount).collect::<Vec<_>>();
    amounts(a) == amounts(b)
}
