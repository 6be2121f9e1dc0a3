//! The user's own workbook, patched part by part: nothing but the corrected cells and their marks
//! differs.
//!
//! A part that no correction touches is copied as it is packed. In a part that one touches, the
//! bytes around the change stay: elements are found by their place in the text and spliced.

mod cell_patch;
mod notes;
mod package_patch;
mod patches;
mod scan;
mod sheet_patch;
mod style_patch;
mod workbook;

use std::collections::BTreeMap;

pub use patches::{New, Patch, Refused};

use package_patch::Package;
use workbook::Workbook;

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
        sheet_patch::patch(&mut package, workbook.part(at)?, &patches, &mut styles)?;
    }
    workbook.finish(&mut package, &styles)?;
    package.write()
}
