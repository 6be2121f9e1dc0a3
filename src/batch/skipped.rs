//! Counts the files of a searched folder that are no workbooks and lists the first of them, so that nobody
//! takes a table in a Word document for one that was checked.

use std::path::Path;

use super::paths::display_path;
use super::target::RECAP_NAME;
use crate::model::{Arg, Message};

/// Maximum number of files that are named; the others are only counted.
const MAX_NAMED_FILES: usize = 5;

/// Kinds of files that are named first, in this order.
const KIND_RANKS: [&str; 4] =
    ["cli.skipped_word", "cli.skipped_sylk", "cli.skipped_pdf", "cli.skipped_no_table"];

/// Files that Windows puts into folders; no person put them there.
const WINDOWS_FILES: [&str; 2] = ["desktop.ini", "thumbs.db"];

/// Extension of settings and forms, which the program reads as such.
const SETTINGS_EXTENSION: &str = ".toml";

/// The files that a search passed over.
#[derive(Debug, Default)]
pub struct Skipped {
    /// Number of files.
    count: usize,
    /// The first names, each with its rank: files that may contain a table come first.
    names: Vec<(usize, Message)>,
}

impl Skipped {
    /// Adds a file, named by its path relative to `folder`, which was given.
    pub fn add(&mut self, folder: &Path, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        // The recap for other programs (JSON) lies beside the one for people.
        let is_recap = name.strip_suffix(".json") == Some(RECAP_NAME);
        if WINDOWS_FILES.contains(&name.as_str()) || name.ends_with(SETTINGS_EXTENSION) || is_recap {
            return;
        }
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let sentence = message_key(extension);
        let rank = KIND_RANKS.iter().position(|known| *known == sentence).unwrap_or(KIND_RANKS.len());
        let place = display_path(path.strip_prefix(folder).unwrap_or(path));
        self.count += 1;
        self.add_name(rank, Message::new(sentence).with("name", place));
    }

    fn add_name(&mut self, rank: usize, name: Message) {
        let place = self.names.partition_point(|(other, _)| *other <= rank);
        self.names.insert(place, (rank, name));
        self.names.truncate(MAX_NAMED_FILES);
    }

    /// Adds the files of another folder.
    pub fn append(&mut self, other: Self) {
        self.count += other.count;
        other.names.into_iter().for_each(|(rank, name)| self.add_name(rank, name));
    }

    /// Whether no file was passed over.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns a message with the number of files and the names of the first.
    pub fn message(&self, key: &'static str) -> Message {
        let mut names: Vec<Arg> = self.names.iter().map(|(_, name)| Arg::from(name.clone())).collect();
        if let Some(more) = self.count.checked_sub(self.names.len()).filter(|more| *more > 0) {
            names.push(Message::new("cli.skipped_more").with("count", more).into());
        }
        Message::new(key).with("count", self.count).with("names", Arg::List(names))
    }
}

/// Returns the message key for a file, by its extension.
///
/// A search opens only plain texts that may hold a table, and passes over those without one. Other texts
/// (`.txt`) are named only, since nobody looked into them.
fn message_key(extension: &str) -> &'static str {
    match extension {
        "doc" | "docx" | "docm" | "odt" | "rtf" => "cli.skipped_word",
        "pdf" => "cli.skipped_pdf",
        "png" | "jpg" | "jpeg" | "gif" | "bmp" | "tif" | "tiff" | "webp" | "heic" => "cli.skipped_picture",
        "ppt" | "pptx" | "odp" => "cli.skipped_presentation",
        "zip" | "rar" | "7z" | "gz" => "cli.skipped_archive",
        "slk" => "cli.skipped_sylk",
        "csv" | "tsv" | "html" | "htm" | "mht" | "mhtml" | "xml" => "cli.skipped_no_table",
        _ => "cli.as_named",
    }
}
