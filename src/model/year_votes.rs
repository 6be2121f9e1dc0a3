//! The year of a table or plan, decided by what most of its headers and titles state.

use std::collections::BTreeMap;

use super::Table;
use crate::text::fold::fold;
use crate::text::heading::years;

/// Weighted votes for years.
#[derive(Debug, Default)]
pub(crate) struct YearVotes(BTreeMap<i32, u32>);

impl YearVotes {
    /// Adds a vote with this weight.
    pub fn cast(&mut self, year: i32, weight: u32) {
        let votes = self.0.entry(year).or_default();
        *votes = votes.saturating_add(weight);
    }

    /// Returns the year with the most votes, the latest one in a tie. `None` without votes.
    #[must_use]
    pub fn winner(&self) -> Option<i32> {
        self.0.iter().max_by_key(|(year, count)| (**count, **year)).map(|(year, _)| *year)
    }
}

impl Table {
    /// Returns the plan's year according to each header cell that names exactly one year: that year minus the
    /// column's offset in the form.
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

    /// Returns the years that each line of the title names. Lines about other years are left out: "s/d Tahun
    /// 2020", "Prakiraan Maju Tahun 2022", "Renstra 2016-2021".
    pub fn years_of_title(&self) -> impl Iterator<Item = Vec<i32>> + '_ {
        let is_own = |text: &str| {
            let folded = fold(text);
            !["s d tahun", "maju", "renstra"].iter().any(|word| folded.contains(word))
        };
        self.title.iter().filter(move |line| is_own(&line.text)).map(|line| years(&line.text))
    }
}
