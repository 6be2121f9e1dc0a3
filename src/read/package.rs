//! A zip package and its parts, unfolded within the budget.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::ReadError;
use super::budget::Budget;

/// An opened package. A clone shares its directory: parts are unfolded at once by one each.
#[derive(Clone)]
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// The parts by their name in small letters: some writers spell `xl/SharedStrings.xml`, and
    /// some use the wrong slash.
    names: Arc<HashMap<String, usize>>,
}

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        // The directory of a package is its end: without one the rest of the file is missing.
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ReadError::CutOff)?;
        let mut names = HashMap::with_capacity(archive.len());
        for index in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(index) {
                names.entry(key(&name)).or_insert(index);
            }
        }
        Ok(Self { archive, names: names.into() })
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains_key(&key(name))
    }

    /// The names of the parts, in small letters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// A part's bytes; `None` where there is no such part.
    pub(super) fn bytes(&mut self, name: &str, budget: &Budget) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(mut part) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.unfold(&mut bytes, u64::MAX, budget)?;
        Ok(Some(bytes))
    }

    /// A part, to be unfolded a piece at a time; `None` where there is no such part.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, ReadError> {
        let Some(index) = self.names.get(&key(name)) else { return Ok(None) };
        let entry = self.archive.by_index(*index).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => ReadError::Encrypted,
            _ => ReadError::Damaged(name.to_owned()),
        })?;
        Ok(Some(Part { name: name.to_owned(), entry }))
    }

    /// A part's text; `None` where there is no such part.
    pub(super) fn text(&mut self, name: &str, budget: &Budget) -> Result<Option<String>, ReadError> {
        Ok(self.bytes(name, budget)?.map(decode))
    }
}

/// A part that is unfolded.
pub(super) struct Part<'p, 'a> {
    name: String,
    entry: ZipFile<'p, Cursor<&'a [u8]>>,
}

impl Part<'_, '_> {
    /// Unfolds so many bytes more, or as many as there are; returns how many. Fewer are the last.
    pub(super) fn unfold(
        &mut self,
        into: &mut Vec<u8>,
        most: u64,
        budget: &Budget,
    ) -> Result<u64, ReadError> {
        let before = into.len();
        let most = most.min(budget.bytes_left().saturating_add(1));
        let declared = self.entry.size().min(most).min(1 << 26);
        into.reserve_exact(usize::try_from(declared).unwrap_or(0));
        let unfolded = self.entry.by_ref().take(most).read_to_end(into);
        unfolded.map_err(|_| ReadError::Damaged(self.name.clone()))?;
        let count = (into.len() - before) as u64;
        budget.bytes(count)?;
        Ok(count)
    }
}

/// The text of an XML part: UTF-8, or UTF-16 by its first two bytes. A byte that is neither
/// becomes a mark in the text, not the loss of a sheet.
pub(super) fn decode(bytes: Vec<u8>) -> String {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => utf16(u16::from_le_bytes),
        Some([0xfe, 0xff]) => utf16(u16::from_be_bytes),
        _ => match String::from_utf8(bytes) {
            Ok(mut text) => {
                if text.starts_with('\u{feff}') {
                    text.drain(..3);
                }
                text
            }
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        },
    }
}

fn key(name: &str) -> String {
    name.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}
