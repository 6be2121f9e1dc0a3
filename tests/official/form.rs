//! Shared by the forms: levels that add up, totals, averages.

use crate::grid::{Expr, Kind, Show};
use crate::layout::{Layout, Traits};
use crate::names::{Node, children};
use crate::random::Random;
use crate::sheet::Sheet;

/// An official form, and the function that fills in an example of it.
#[derive(Clone, Copy)]
pub struct Form {
    /// The name of the form in file names and tables.
    pub id: &'static str,
    pub sheet: &'static str,
    pub traits: Traits,
    pub build: fn(&mut Sheet),
}

impl Form {
    /// Returns an example of the form. Figures whose meaning the regulation leaves open, such as an average
    /// between two classes of a scale, are drawn again.
    pub fn example(&self, seed: u64, layout: Layout) -> Sheet {
        let name = self.id.bytes().chain(layout.name.bytes());
        let mixed = name.fold(seed, |hash, byte| hash.wrapping_mul(0x0100_0000_01B3) ^ u64::from(byte));
        let mut random = Random(mixed);
        loop {
            let start = Random(random.next());
            let mut sheet = Sheet::new(self.sheet, start, layout);
            (self.build)(&mut sheet);
            if !sheet.ambiguous {
                sheet.grid.evaluate(!layout.formulas);
                sheet.grid.relate();
                return sheet;
            }
        }
    }
}

/// Makes every row that has rows below it their sum.
pub fn levels(s: &mut Sheet, nodes: &[Node], rows: &[u32], columns: &[usize]) {
    for (i, node) in nodes.iter().enumerate() {
        if node.leaf {
            continue;
        }
        let below: Vec<u32> = children(nodes, Some(i)).into_iter().map(|k| rows[k]).collect();
        for column in columns {
            s.sum_rows(rows[i], *column, &below, Kind::Level);
        }
    }
}

/// Adds the same relation to cells that already have a formula of their own.
pub fn also_levels(s: &mut Sheet, nodes: &[Node], rows: &[u32], i: usize, columns: &[usize]) {
    if nodes[i].leaf {
        return;
    }
    let below: Vec<u32> = children(nodes, Some(i)).into_iter().map(|k| rows[k]).collect();
    for column in columns {
        s.also_sum(rows[i], *column, &below);
    }
}

/// Writes the last row, the sum of the top-level rows. Its label is merged over the given columns.
pub fn total(
    s: &mut Sheet,
    nodes: &[Node],
    rows: &[u32],
    columns: &[usize],
    label: (usize, usize),
    text: &str,
) -> u32 {
    let row = s.bold_row();
    s.text(row, label.0, text);
    s.merge(row, label.0, label.1);
    let top: Vec<u32> = children(nodes, None).into_iter().map(|k| rows[k]).collect();
    for column in columns {
        s.sum_rows(row, *column, &top, Kind::Total);
    }
    row
}

/// Writes the average of a column of percentages.
pub fn mean(s: &mut Sheet, row: u32, column: usize, rows: &[u32]) {
    let cells = rows.iter().map(|r| s.at(*r, column)).collect();
    s.calc(row, column, Show::Percent, Expr::Mean(cells), Kind::Mean);
}

/// Returns a name in capitals with only the first letter of each word capitalised.
pub fn in_words(name: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        first + &chars.as_str().to_lowercase()
    };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}
