//! Handles results that were named as inputs, as when one is dropped on the program: what is meant is the
//! workbook that it is a result of.

use std::fs;
use std::path::{Path, PathBuf};

use super::own_files::{FolderIndex, ResultsFolder};
use super::paths::{canonical_path, display_path, folder_of};
use super::places::ancestor_as_written;
use super::{OwnFile, Source};
use crate::model::Message;
use crate::model::own::Origin;
use crate::text::digest::digest;

/// Replaces each named result by the workbook that it was made from, and returns the inputs with a remark for
/// each result.
///
/// The decisions in the result then count for that workbook. A result whose workbook cannot be found stays an
/// input. A recap is never an input.
#[must_use]
pub fn resolve_named_results(sources: Vec<Source>) -> (Vec<Source>, Vec<Message>) {
    let folders = FolderIndex::default();
    let (mut followed, mut remarks) = (Vec::<Source>::with_capacity(sources.len()), Vec::new());
    let is_plain = |source: &&Source| source.own_file.is_none() && source.problem.is_none();
    let plain: Vec<PathBuf> =
        sources.iter().filter(is_plain).map(|source| canonical_path(&source.path)).collect();
    // Pairs of an input and a result with decisions for it. The input may come later in the list, or not be
    // in it.
    let mut decided: Vec<(PathBuf, PathBuf)> = Vec::new();
    for mut source in sources {
        match source.own_file.clone() {
            Some(OwnFile::Rekap) => source.problem = Some(Message::new("cli.own_recap")),
            Some(OwnFile::Rapi(origin)) => {
                let said = |key| Message::new(key).with("path", source.display_path.as_str());
                if let Some(found) = find_original(&source, &origin, &folders) {
                    remarks.push(said("cli.result_followed").with("source", found.display_path.as_str()));
                    let at = canonical_path(&found.path);
                    let is_there = plain.contains(&at) || decided.iter().any(|(known, _)| *known == at);
                    decided.push((at, source.path));
                    if !is_there {
                        followed.push(found);
                    }
                    continue;
                }
                remarks.push(said("cli.result_orphan").with("source", origin.name.as_str()));
            }
            Some(OwnFile::Koreksi) | None => {}
        }
        followed.push(source);
    }
    for source in &mut followed {
        let at = canonical_path(&source.path);
        let of_it = decided.iter().filter(|(input, _)| *input == at);
        source.decisions = of_it.map(|(_, result)| result.clone()).collect();
    }
    (followed, remarks)
}

/// Returns the workbook that a result was made from: the one that the ledger records, or else one of the
/// recorded name in the result's folder or the one above. `None` if there is no such file.
fn find_original(result: &Source, origin: &Origin, folders: &FolderIndex) -> Option<Source> {
    let folder = folder_of(&result.path);
    let here = canonical_path(folder);
    let place = folders.locate(folder);
    let name = result.path.file_name()?.to_string_lossy();
    let results = place.results.as_deref();
    let recorded =
        results.into_iter().flat_map(|results| recorded_inputs(results, &place.ledger_name(&name), origin));
    let near = [Some(here.as_path()), here.parent()];
    let near = near.into_iter().flatten().filter(|_| !origin.name.is_empty()).map(|f| f.join(&origin.name));
    let is_input = |path: &PathBuf| path.is_file() && folders.own_file(path).is_none();
    let all: Vec<PathBuf> = recorded.chain(near).filter(is_input).collect();
    let has_digest = |path: &&PathBuf| {
        let bytes = fs::read(path).unwrap_or_default();
        !origin.digest.is_empty() && digest(&bytes) == origin.digest
    };
    let has_name = |path: &&PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| origin.is_named(name))
    };
    let path = all.iter().find(has_digest).or_else(|| all.iter().find(has_name))?;
    Some(rebuild_source(path, folder, results))
}

/// Returns the inputs that the ledger records: first for the file itself, then for the digest in its record.
fn recorded_inputs(results: &ResultsFolder, file: &str, origin: &Origin) -> Vec<PathBuf> {
    let of_record = results.ledger.entries().filter_map(|entry| entry.of.as_ref());
    let of_record = of_record.filter(|of| !origin.digest.is_empty() && of.digest == origin.digest);
    let mut all: Vec<PathBuf> =
        results.ledger.owner(file).into_iter().chain(of_record).map(|of| results.input_path(of)).collect();
    all.dedup();
    all
}

/// Returns the workbook as the run that made its results would have found it.
fn rebuild_source(path: &Path, folder: &Path, results: Option<&ResultsFolder>) -> Source {
    let as_given = |path: &Path| {
        let above = folder.ancestors().find(|above| path.starts_with(canonical_path(above)));
        let below = above.and_then(|above| Some(above.join(path.strip_prefix(canonical_path(above)).ok()?)));
        below.unwrap_or_else(|| path.to_owned())
    };
    let shown_path = as_given(path);
    let Some(results) = results else { return Source::new(&shown_path, &shown_path) };
    // If a folder was given, its results are inside it, so its settings apply to the workbook.
    let given = results.root.parent().filter(|given| path.starts_with(given));
    let source = match given {
        Some(given) => {
            let given_folder = ancestor_as_written(folder, given);
            Source {
                relative_folder: folder_of(path).strip_prefix(given).unwrap_or(Path::new("")).to_owned(),
                ..Source::new(&given_folder, &shown_path)
            }
        }
        None => Source::new(&shown_path, &shown_path),
    };
    Source {
        results: Some(ancestor_as_written(folder, &results.root)),
        display_path: display_path(&shown_path),
        ..source
    }
}
