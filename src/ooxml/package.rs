//! A zip package and the names of its parts.

use std::collections::HashMap;
use std::io::{Read, Seek};
use std::sync::Arc;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

/// An opened package. Clones share the index of names, so that several threads can decompress one part each.
#[derive(Debug, Clone)]
pub struct Package<R> {
    /// The zip archive.
    pub archive: ZipArchive<R>,
    /// Index of each entry in the archive, by its name normalized with [`normalized_name`].
    indices: Arc<HashMap<String, usize>>,
}

/// The reason why a part cannot be decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartError {
    /// The part is encrypted.
    Encrypted,
    /// The part is damaged, or compressed in an unknown way.
    Damaged,
    /// The part is larger than allowed.
    TooLarge,
}

impl<R: Read + Seek> Package<R> {
    /// Opens a package. Returns `None` if the central directory at the end of the file is missing or damaged.
    /// If two entries have the same normalized name, the first one counts.
    pub fn open(reader: R) -> Option<Self> {
        let archive = ZipArchive::new(reader).ok()?;
        let mut places = HashMap::with_capacity(archive.len());
        for index in 0..archive.len() {
            if let Some(Ok(name)) = archive.name_for_index(index) {
                places.entry(normalized_name(&name)).or_insert(index);
            }
        }
        Some(Self { archive, indices: places.into() })
    }

    /// Returns the index of a part in the archive. Case and kind of slash are ignored.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.indices.get(&normalized_name(name)).copied()
    }

    /// Whether the package has a part with this name.
    pub fn has(&self, name: &str) -> bool {
        self.index_of(name).is_some()
    }

    /// Whether all entries have different names.
    pub fn has_distinct_names(&self) -> bool {
        self.indices.len() == self.archive.len()
    }

    /// Returns the names of the parts, normalized with [`normalized_name`], in no particular order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.indices.keys().map(String::as_str)
    }

    /// Returns a part for decompression, or `None` if there is no such part.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is encrypted or damaged.
    pub fn part(&mut self, name: &str) -> Result<Option<ZipFile<'_, R>>, PartError> {
        let Some(place) = self.index_of(name) else { return Ok(None) };
        self.archive.by_index(place).map(Some).map_err(|error| match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => PartError::Encrypted,
            _ => PartError::Damaged,
        })
    }

    /// Returns the decompressed bytes of a part, or `None` if there is no such part.
    ///
    /// # Errors
    ///
    /// Returns an error if the part is encrypted, damaged or larger than `most` bytes.
    pub fn bytes(&mut self, name: &str, most: u64) -> Result<Option<Vec<u8>>, PartError> {
        let Some(part) = self.part(name)? else { return Ok(None) };
        // The declared size may be wrong, so do not reserve more than 16 MB because of it.
        let declared = part.size().min(most).min(1 << 24);
        let mut bytes = Vec::with_capacity(usize::try_from(declared).unwrap_or(0));
        part.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|_| PartError::Damaged)?;
        if bytes.len() as u64 > most { Err(PartError::TooLarge) } else { Ok(Some(bytes)) }
    }
}

/// Normalizes the name of a part for lookup. Some programs write `xl/SharedStrings.xml` instead of
/// `xl/sharedStrings.xml`, and some use backslashes.
#[must_use]
pub fn normalized_name(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_lowercase()
}
