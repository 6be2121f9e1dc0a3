//! The user's own workbook, patched part by part: nothing but the corrected cells and their marks
//! differs.
//!
//! A part that no correction touches is copied as it is packed. In a part that one touches, the
//! bytes around the change stay: elements are found by their place in the text and spliced.

mod cell;
mod notes;
mod package;
mod scan;
mod sheet;
mod styles;
mod workbook;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::{Message, Value};
use package::Package;
use workbook::Workbook;

/// A cell to be corrected.
#[derive(Debug, Clone, PartialEq)]
pub struct Patch {
    /// The sheet's name.
    pub sheet: String,
    /// The row, from 0.
    pub row: u32,
    /// The column, from 0.
    pub column: u32,
    /// What shall stand there.
    pub to: New,
    /// The text of the cell's comment: what stood there, what stands there now, rule, ground. No
    /// comment where it is empty.
    pub note: String,
}

/// What shall stand in a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum New {
    /// Nothing.
    Blank,
    /// A value.
    Value(Value),
    /// A formula, without `=`, with its result.
    Formula(String, Value),
    /// The number that the cell's own formula gives now: neither format nor formula changes.
    Result(Decimal),
}

/// Why a workbook cannot be patched; the other output is still written.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused(pub Message);

/// Patches a workbook of the .xlsx family. Without patches it is the same workbook.
///
/// A cell keeps its format and gets a fill and a comment. A cell that a merge covers stands for
/// the merge's top left one. A formula is replaced by a formula only. Excel calculates the
/// workbook anew on opening it.
pub fn patch(bytes: &[u8], patches: &[Patch]) -> Result<Vec<u8>, Refused> {
    let mut package = Package::open(bytes)?;
    let workbook = Workbook::read(&mut package)?;
    if patches.is_empty() {
        return Ok(bytes.to_vec());
    }
    let mut jobs: BTreeMap<usize, Vec<&Patch>> = BTreeMap::new();
    for patch in patches {
        jobs.entry(workbook.sheet(&patch.sheet)?).or_default().push(patch);
    }
    let mut styles = workbook.styles(&mut package)?;
    for (at, patches) in jobs {
        sheet::patch(&mut package, workbook.part(at)?, &patches, &mut styles)?;
    }
    workbook.finish(&mut package, &styles)?;
    package.write()
}

/// A refusal that names nothing.
fn refused(key: &'static str) -> Refused {
    Refused(Message::new(key))
}
