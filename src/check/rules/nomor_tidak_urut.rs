//! The running numbers of the rows repeat or leave out a number: 1, 2, 3, 3, 4.

use super::super::shown::Shown;
use crate::forms::Kind;
use crate::model::{Finding, Item, ItemId, Message, Related, Severity, Table, Value};

/// What the rule finds: one finding for the rows under one parent, at the first that is off.
pub(super) fn check(shown: &Shown) -> Vec<Finding> {
    let mut findings = Vec::new();
    for table in &shown.renja.tables {
        for (column, _) in table.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Nomor) {
            let all: Vec<ItemId> = (0..table.items.len()).collect();
            if runs_through(table, column) {
                findings.extend(run(shown, table, column, &all));
                continue;
            }
            let parents = std::iter::once(None).chain((0..table.items.len()).map(Some));
            for parent in parents {
                let rows: Vec<ItemId> = (0..table.items.len())
                    .filter(|id| table.items.get(*id).is_some_and(|i| i.parent == parent))
                    .collect();
                findings.extend(run(shown, table, column, &rows));
            }
        }
    }
    findings
}

/// Whether the rows are numbered through, whatever their level: eight steps in ten go on by one.
fn runs_through(table: &Table, column: usize) -> bool {
    let number = |item: &Item| arabic(plain(&item.values.get(column)?.as_ref()?.text));
    let numbers: Option<Vec<u32>> = table.items.iter().map(number).collect();
    numbers.is_some_and(|numbers| {
        let on =
            numbers.windows(2).filter(|pair| matches!(pair, [a, b] if *b == a.saturating_add(1))).count();
        numbers.len() > 2 && on * 10 >= (numbers.len() - 1) * 8
    })
}

/// A number without its dot or brackets.
fn plain(text: &str) -> &str {
    text.trim().trim_matches(['.', ')', '(', ' '])
}

/// A run of rows that hang together.
fn run(shown: &Shown, table: &Table, column: usize, rows: &[ItemId]) -> Option<Finding> {
    let numbers: Vec<(ItemId, String)> = rows
        .iter()
        .filter_map(|id| {
            let cited = table.items.get(*id)?.values.get(column)?.as_ref()?;
            let plain = plain(&cited.text).to_owned();
            (!plain.is_empty()).then_some((*id, plain))
        })
        .collect();
    // A row without a number, or numbers like "1.1", and the run says nothing.
    if numbers.len() < rows.len() || numbers.len() < 2 {
        return None;
    }
    let read = [arabic, roman, letter]
        .into_iter()
        .find_map(|read| numbers.iter().map(|(_, text)| read(text)).collect::<Option<Vec<u32>>>())?;
    let off = read.windows(2).position(|pair| matches!(pair, [a, b] if *b != a + 1 && *b != 1))? + 1;
    let (id, text) = numbers.get(off)?;
    let before = numbers.get(off - 1)?;
    let at = table.item_cell(*id, column);
    let message = Message::new(if read.get(off) == read.get(off - 1) {
        "check.nomor.doubled"
    } else {
        "check.nomor.gap"
    })
    .with("place", shown.renja.place(at))
    .with("item", table.items.get(*id).map_or_else(String::new, |item| table.label(item)))
    .with("number", text.as_str())
    .with("before", before.1.as_str())
    .with("run", numbers.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(", "));
    Some(Finding {
        stated: Some(Value::Text(text.clone())),
        related: numbers
            .iter()
            .map(|(id, text)| Related {
                at: table.item_cell(*id, column),
                label: table.items.get(*id).map_or_else(String::new, |item| table.label(item)),
                value: Some(Value::Text(text.clone())),
            })
            .collect(),
        ..Shown::remark("STR101", Severity::Warning, at, table.path(*id), message)
    })
}

fn arabic(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn roman(text: &str) -> Option<u32> {
    let digit = |c: char| {
        Some(match c.to_ascii_uppercase() {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            _ => return None,
        })
    };
    let digits: Vec<u32> = text.chars().map(digit).collect::<Option<_>>()?;
    if digits.is_empty() || digits.len() > 12 {
        return None;
    }
    // A smaller digit before a larger one is taken off: IV.
    let (added, taken) = digits.iter().enumerate().fold((0u32, 0u32), |(added, taken), (i, n)| {
        if digits.get(i + 1).is_some_and(|next| next > n) { (added, taken + n) } else { (added + n, taken) }
    });
    added.checked_sub(taken)
}

fn letter(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let only = chars.next()?.to_ascii_lowercase();
    (chars.next().is_none() && only.is_ascii_lowercase()).then(|| u32::from(only) - u32::from('a') + 1)
}
