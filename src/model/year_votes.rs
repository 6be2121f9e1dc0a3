//! The year that a table or a plan is of: what most of its headers and titles say.

use std::collections::BTreeMap;

use super::Table;
use crate::text::fold::fold;
use crate::text::heading::years;

/// Votes for years.
#[derive(Debug, Default)]
pub struct YearVotes(BTreeMap<i32, u32>);

impl YearVotes {
    /// Counts a vote of this weight.
    pub fn cast(&mut self, year: i32, weight: u32) {
        let votes = self.0.entry(year).or_default();
        *votes = votes.saturating_add(weight);
    }

    /// The year with the most votes, of equals the latest.
    #[must_use]
    pub fn winner(&self) -> Option<i32> {
        self.0.iter().max_by_key(|(year, count)| (**count, **year)).map(|(year, _)| *year)
    }
}

impl Table {
    /// The plan's year as each header cell that names one year has it: that year less its column's place in time.
    pub fn years_of_headers(&self) -> impl Iterator<Item = i32> + '_ {
        let of_column = |column: &'_ super::Column| {
            let offset = self.form.column(&column.key).and_then(|form| form.year)?;
            Some(
                column
                    .header
                    .iter()
                    .filter_map(move |text| match years(&text.text)[..] {
                        [year] => Some(year - offset),
                        _ => None,
                    })
                    .collect::<Vec<_>>(),
            )
        };
        self.columns.iter().filter_map(of_column).flatten()
    }

    /// The years that the lines of the title name, without those that speak of other years: "s/d Tahun 2020",
    /// "Prakiraan Maju Tahun 2022", "Renstra 2016-2021".
    pub fn years_of_title(&self) -> impl Iterator<Item = Vec<i32>> + '_ {
        let is_own = |text: &str| {
            let folded = fold(text);
            !["s d tahun", "maju", "renstra"].iter().any(|word| folded.contains(word))
        };
        self.title.iter().filter(move |line| is_own(&line.text)).map(|line| years(&line.text))
    }
}
