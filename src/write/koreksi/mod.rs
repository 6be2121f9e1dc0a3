//! Patches the user's own workbook: only the corrected cells and their marks differ.
//!
//! A part without corrections is copied in its packed form. In a part with corrections, all bytes around the
//! change stay: elements are located by their byte range in the text and replaced there.

mod cell_patch;
mod notes;
mod package_patch;
mod patches;
mod scan;
mod sheet_patch;
mod style_patch;
mod workbook;

use std::collections::BTreeMap;

pub use patches::{NewContent, Patch, PatchRefusal};

use package_patch::Package;
use workbook::Workbook;

/// Patches a workbook of the .xlsx family. Without patches, the same bytes are returned.
///
/// A corrected cell keeps its format and gets a fill and a comment. A patch to any cell of a merged area goes
/// to the area's top left cell. A formula is only ever replaced by a formula. Excel recalculates the workbook
/// when it opens it.
///
/// # Errors
///
/// Refuses a workbook that is not .xlsx, is encrypted, signed, damaged or in the strict variant of the
/// format, and a patch to a cell that cannot be changed safely (see [`PatchRefusal`]).
pub fn patch(bytes: &[u8], patches: &[Patch]) -> Result<Vec<u8>, PatchRefusal> {
    let mut package = Package::open(bytes)?;
    let workbook = Workbook::read(&mut package)?;
    if patches.is_empty() {
        return Ok(bytes.to_vec());
    }
    let mut jobs: BTreeMap<usize, Vec<&Patch>> = BTreeMap::new();
    for patch in patches {
        jobs.entry(workbook.sheet_index(&patch.sheet)?).or_default().push(patch);
    }
    let mut styles = workbook.read_styles(&mut package)?;
    for (at, patches) in jobs {
        sheet_patch::patch(&mut package, workbook.sheet_part(at)?, &patches, &mut styles)?;
    }
    workbook.finish(&mut package, &styles)?;
    package.write()
}
