//! A zip package and the names of its parts.

use std::collections::HashMap;
use std::io::{Read, Seek};
use std::sync::Arc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

/// An opened package. A clone shares the list of names, so that several threads can unfold one part each.
#[derive(Debug, Clone)]
pub struct Package<R> {
    /// The zip itself, with its entries in their order.
    pub archive: ZipArchive<R>,
    /// The entries by [`key`].
    places: Arc<HashMap<String, usize>>,
}

/// Why a part cannot be unfolded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It needs a password.
    Encrypted,
    /// Its bytes are damaged.
    Damaged,
    /// It is larger than allowed.
    TooLarge,
}

impl<R: Read + Seek> Package<R> {
    /// Opens a package; `None` where the list of entries at its end is missing or damaged.
    pub fn open(reader: R) -> Option<Self> {
        let archive = ZipArchive::new(reader).ok()?;
        let mut places = HashMap::with_capacity(archive.len());
        for index in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(index) {
                places.entry(key(&name)).or_insert(index);
            }
        }
        Some(Self { archive, places: places.into() })
    }

    /// The place of a part among the entries.
    pub fn place(&self, name: &str) -> Option<usize> {
        self.places.get(&key(name)).copied()
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    /// Whether every entry has a name of its own.
    pub fn has_distinct_names(&self) -> bool {
        self.places.len() == self.archive.len()
    }

    /// The names of the parts as [`key`] writes them, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// A part, to be unfolded; `None` where there is no such part.
    ///
    /// # Errors
    ///
    /// Where it needs a password or is damaged.
    pub fn part(&mut self, name: &str) -> Result<Option<ZipFile<'_, R>>, Unread> {
        let Some(place) = self.place(name) else { return Ok(None) };
        self.archive.by_index(place).map(Some).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unread::Encrypted,
            _ => Unread::Damaged,
        })
    }

    /// A part's bytes; `None` where there is no such part.
    ///
    /// # Errors
    ///
    /// Where it needs a password, is damaged, or has more bytes than `most`.
    pub fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, Unread> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        // What the entry says of its size need not be true: 16 MB are reserved on its word.
        let declared = part.size().min(most).min(1 << 24);
        let mut bytes = Vec::with_capacity(usize::try_from(declared).unwrap_or(0));
        part.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| Unread::Damaged)?;
        if bytes.len() as u64 > most { Err(Unread::TooLarge) } else { Ok(Some(bytes)) }
    }
}

/// A part's name as it is looked for: some programs write `xl/SharedStrings.xml`, and some the wrong slash.
#[must_use]
pub fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}
