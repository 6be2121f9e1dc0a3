//! Rule STR101: the running numbers of rows repeat or leave out a number, as in 1, 2, 3, 3, 4.

use std::collections::BTreeMap;

use super::super::context::Context;
use crate::forms::Kind;
use crate::model::{Finding, Item, ItemId, Message, Related, Severity, Table, Value};
use crate::text::roman;

/// Returns at most one warning for the rows below each parent, at the first number that is wrong.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &context.renja.tables {
        // A table has one column of row numbers, the first: further to the right "No." is that of an asset or a
        // letter.
        if let Some(column) = table.columns.iter().position(|column| column.kind == Kind::Nomor) {
            let all: Vec<ItemId> = (0..table.items.len()).collect();
            if is_numbered_throughout(table, column) {
                let run = NumberRun::read(table, column, &all, true);
                findings.extend(run.and_then(|run| run.finding(context, table, column)));
                continue;
            }
            let mut runs: BTreeMap<Option<ItemId>, Vec<ItemId>> = BTreeMap::new();
            for (id, item) in table.items.iter().enumerate() {
                runs.entry(item.parent).or_default().push(id);
            }
            let of_column: Vec<NumberRun<'_>> =
                runs.values().filter_map(|rows| NumberRun::read(table, column, rows, false)).collect();
            let (off, all) = of_column
                .iter()
                .fold((0, 0), |(off, all), run| (off + run.out_of_order.len(), all + run.numbers.len()));
            if !are_codes(off, all) {
                findings.extend(of_column.iter().filter_map(|run| run.finding(context, table, column)));
            }
        }
    }
    findings
}

/// Whether the rows are numbered through the whole table, whatever their levels.
///
/// Requires a number in nine rows of ten, of which eight steps in ten increase by one, or by as many as there
/// are lines of the sheet between the two rows.
fn is_numbered_throughout(table: &Table, column: usize) -> bool {
    let number =
        |item: &Item| Some((read_arabic(strip_punctuation(&item.values.get(column)?.text))?, item.first_row));
    let numbers: Vec<(u32, u32)> = table.items.iter().filter_map(number).collect();
    let on = numbers.windows(2).filter(|pair| matches!(pair, [a, b] if is_next_number(*a, *b))).count();
    numbers.len() > 2 && numbers.len() * 10 >= table.items.len() * 9 && on * 10 >= (numbers.len() - 1) * 8
}

/// Whether a number follows another one. Each is given with its row in the table.
fn is_next_number((a, line): (u32, u32), (b, next): (u32, u32)) -> bool {
    b == a.saturating_add(1) || b.checked_sub(a) == next.checked_sub(line)
}

/// Returns a number without its dot or brackets.
fn strip_punctuation(text: &str) -> &str {
    text.trim().trim_matches(['.', ')', '(', ' '])
}

/// Maximum number of slips in one run of numbers. A list with more of them is numbered in another way: sorted by the
/// number that its rows had in the list of each room, for example.
const MAX_SLIPS: usize = 5;

/// Whether so many numbers are wrong that the column holds codes and no running numbers.
fn are_codes(unlawful: usize, numbers: usize) -> bool {
    unlawful > MAX_SLIPS || unlawful > 1 && unlawful * 3 >= numbers
}

/// Number of rows that a message names before and after the wrong one.
const MAX_NAMED_NEIGHBOURS: usize = 4;

/// Returns the numbers around the wrong one, as they stand: "…, 12, 13, 13, 14, …".
fn numbers_around(numbers: &[(ItemId, &str)], off: usize) -> String {
    let (from, to) =
        (off.saturating_sub(MAX_NAMED_NEIGHBOURS), numbers.len().min(off + MAX_NAMED_NEIGHBOURS + 1));
    let before = (from > 0).then_some("…");
    let after = (to < numbers.len()).then_some("…");
    let named = numbers.get(from..to).unwrap_or_default().iter().map(|(_, text)| *text);
    before.into_iter().chain(named).chain(after).collect::<Vec<_>>().join(", ")
}

/// The numbers of rows that are numbered together.
struct NumberRun<'a> {
    numbers: Vec<(ItemId, &'a str)>,
    values: Vec<u32>,
    /// Indexes of the numbers that do not follow the one before.
    out_of_order: Vec<usize>,
}

impl<'a> NumberRun<'a> {
    /// Reads the numbers of these rows, as arabic or roman numbers or as letters. `through` says that they
    /// run through the whole table, where they may also number lines between the rows.
    ///
    /// `None` if there are fewer than two rows, or if a row has no number or one like "1.1".
    fn read(table: &'a Table, column: usize, rows: &[ItemId], through: bool) -> Option<Self> {
        let numbers: Vec<(ItemId, &str)> = rows
            .iter()
            .filter_map(|id| {
                let cited = table.items.get(*id)?.values.get(column)?;
                let plain = strip_punctuation(&cited.text);
                (!plain.is_empty()).then_some((*id, plain))
            })
            .collect();
        if numbers.len() < rows.len() || numbers.len() < 2 {
            return None;
        }
        let values = [read_arabic, roman::read, read_letter]
            .into_iter()
            .find_map(|read| numbers.iter().map(|(_, text)| read(text)).collect::<Option<Vec<u32>>>())?;
        let line =
            |place: usize| numbers.get(place).and_then(|(id, _)| table.items.get(*id)).map(|i| i.first_row);
        let lawful = |place: usize, (a, b): (u32, u32)| match (line(place), line(place + 1)) {
            // Numbers begin anew with a new group, also where they run through the levels of a group.
            (Some(line), Some(next)) if through => b == 1 || is_next_number((a, line), (b, next)),
            _ => b == a.saturating_add(1) || b == 1,
        };
        let steps = values.windows(2).enumerate();
        let unlawful = steps
            .filter(|(place, pair)| matches!(pair, [a, b] if !lawful(*place, (*a, *b))))
            .map(|(place, _)| place + 1)
            .collect();
        Some(Self { numbers, values, out_of_order: unlawful })
    }

    fn finding(&self, context: &Context, table: &Table, column: usize) -> Option<Finding> {
        let Self { numbers, values, out_of_order: unlawful } = self;
        if are_codes(unlawful.len(), values.len()) {
            return None;
        }
        // A list that does not begin with 1 is an extract of a longer one, so gaps in it are expected.
        let first = table
            .items
            .iter()
            .find_map(|item| read_arabic(strip_punctuation(&item.values.get(column)?.text)));
        let is_extract = first.is_some_and(|first| first > 1);
        let is_doubled = |at: &&usize| values.get(**at) == values.get(**at - 1);
        let off = *unlawful.iter().find(|at| !is_extract || is_doubled(at))?;
        let (id, text) = numbers.get(off)?;
        let before = numbers.get(off - 1)?;
        let is_doubled = values.get(off) == values.get(off - 1);
        // In 37, 39, 39, 40 the first 39 is the wrong one, also if 37 stands above another row of its level.
        let level = table.items.get(before.0).map(|item| item.level);
        let same_level = (0..before.0).rev().filter_map(|above| table.items.get(above));
        let above = same_level
            .filter(|above| Some(above.level) == level)
            .find_map(|above| read_arabic(strip_punctuation(&above.values.get(column)?.text)));
        let is_first = is_doubled && above.and_then(|above| above.checked_add(2)) == values.get(off).copied();
        let id = if is_first { &before.0 } else { id };
        let at = table.item_cell(*id, column);
        let message = Message::new(if is_doubled { "check.nomor.doubled" } else { "check.nomor.gap" })
            .with("place", context.renja.cell_name(at))
            .with("item", table.items.get(*id).map_or_else(String::new, |item| table.label(item)))
            .with("number", *text)
            .with("before", before.1)
            .with("run", numbers_around(numbers, off));
        // In a price list or an extract, a number that was left out means nothing.
        let severity = if table.form.defines_rows() { Severity::Warning } else { Severity::Note };
        Some(Finding {
            stated: Some(Value::Text((*text).into())),
            related: numbers
                .iter()
                .map(|(id, text)| Related {
                    at: table.item_cell(*id, column),
                    label: table.items.get(*id).map_or_else(String::new, |item| table.label(item)),
                    value: Some(Value::Text((*text).into())),
                })
                .collect(),
            ..Context::simple_finding("STR101", severity, at, table.path(*id), message)
        })
    }
}

fn read_arabic(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn read_letter(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let only = chars.next()?.to_ascii_lowercase();
    (chars.next().is_none() && only.is_ascii_lowercase()).then(|| u32::from(only) - u32::from('a') + 1)
}
