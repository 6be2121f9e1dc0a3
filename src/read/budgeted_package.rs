//! Reads the parts of a package within the budget, and their relationships.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::read::ZipFile;

use super::ReadError;
use super::budget::Budget;
use crate::ooxml::package::{self, PartError};
use crate::ooxml::relationships::{self, Relationship};
use crate::ooxml::xml::decode;

/// An opened package. Clones share the directory, so that each thread unfolds parts with a clone of its own.
#[derive(Clone)]
pub(super) struct Package<'a>(package::Package<Cursor<&'a [u8]>>);

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// Returns [`ReadError::CutOff`] if the package has no directory.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        // The directory stands at the end of a package: without one, the rest of the file is missing.
        package::Package::open(Cursor::new(bytes)).map(Self).ok_or(ReadError::CutOff)
    }

    /// Whether the package has a part with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.has(name)
    }

    /// Returns the names of the parts, in lower case.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.names()
    }

    /// Returns the bytes of a part; `None` if there is no such part.
    ///
    /// # Errors
    /// Returns an error if the part is encrypted, damaged, or too large for the budget.
    pub(super) fn bytes(&mut self, name: &str, budget: &Budget) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(mut part) = self.part(name)? else { return Ok(None) };
        let mut bytes = Vec::new();
        part.decompress(&mut bytes, u64::MAX, budget)?;
        Ok(Some(bytes))
    }

    /// Opens a part to unfold it piece by piece; `None` if there is no such part.
    ///
    /// # Errors
    /// Returns an error if the part is encrypted or damaged.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'a>>, ReadError> {
        let entry = self.0.part(name).map_err(|unread| match unread {
            PartError::Encrypted => ReadError::Encrypted,
            PartError::Damaged | PartError::TooLarge => ReadError::Damaged(name.to_owned()),
        })?;
        Ok(entry.map(|entry| Part { name: name.to_owned(), entry }))
    }

    /// Returns the text of a part; `None` if there is no such part.
    ///
    /// # Errors
    /// As [`Package::bytes`].
    pub(super) fn text(&mut self, name: &str, budget: &Budget) -> Result<Option<String>, ReadError> {
        Ok(self.bytes(name, budget)?.map(decode))
    }

    /// Returns the relationships of a part, or of the package for `""`. Empty if it has none.
    ///
    /// # Errors
    /// Returns an error if the relationships cannot be read.
    pub(super) fn relationships(&mut self, part: &str, budget: &Budget) -> Result<Relationships, ReadError> {
        let name = relationships::rels_part_of(part);
        let Some(text) = self.text(&name, budget)? else { return Ok(Relationships::default()) };
        let all = relationships::parse(part, &text).map_err(|_| ReadError::Damaged(name))?;
        let ids = all.iter().enumerate().map(|(place, one)| (one.id.clone(), place)).collect();
        Ok(Relationships { all, ids })
    }

    /// Returns the part that lists the sheets: the one that the package's relationships name, else `usual`.
    ///
    /// # Errors
    /// Returns an error if the relationships cannot be read.
    pub(super) fn workbook_part(&mut self, usual: &str, budget: &Budget) -> Result<String, ReadError> {
        let relations = self.relationships("", budget)?;
        let stated = relations.target_of_kind("officeDocument").filter(|part| self.has(part));
        Ok(stated.unwrap_or(usual).to_owned())
    }
}

/// A part that is being unfolded.
pub(super) struct Part<'p, 'a> {
    name: String,
    entry: ZipFile<'p, Cursor<&'a [u8]>>,
}

impl Part<'_, '_> {
    /// Unfolds up to `most` further bytes and returns how many were unfolded. Fewer than `most` means that
    /// the part has ended.
    ///
    /// # Errors
    /// Returns an error if the part is damaged or the budget is used up.
    pub(super) fn decompress(
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
        budget.take_bytes(count)?;
        Ok(count)
    }
}

/// The relationships of a part, by id and in the order in which they are written.
#[derive(Default)]
pub(super) struct Relationships {
    all: Vec<Relationship>,
    ids: HashMap<String, usize>,
}

impl Relationships {
    /// Returns the relationship with this id.
    pub(super) fn get(&self, id: &str) -> Option<&Relationship> {
        self.all.get(*self.ids.get(id)?)
    }

    /// Returns the target of the first relationship of this kind.
    pub(super) fn target_of_kind(&self, word: &str) -> Option<&str> {
        self.all.iter().find(|one| one.kind() == word).map(|one| one.target.as_str())
    }
}
