//! The parts of a package, unfolded within the budget, and what they refer to.

use std::collections::HashMap;
use std::io::{Cursor, Read};

use zip::read::ZipFile;

use super::ReadError;
use super::budget::Budget;
use crate::ooxml::package::{self, Unread};
use crate::ooxml::relationships::{self, Relationship};
use crate::ooxml::xml::decode;

/// An opened package. A clone shares its directory: parts are unfolded at once by one each.
#[derive(Clone)]
pub(super) struct Package<'a>(package::Package<Cursor<&'a [u8]>>);

impl<'a> Package<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, ReadError> {
        // The directory of a package is its end: without one the rest of the file is missing.
        package::Package::open(Cursor::new(bytes)).map(Self).ok_or(ReadError::CutOff)
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.has(name)
    }

    /// The names of the parts, in small letters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.names()
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
        let entry = self.0.part(name).map_err(|unread| match unread {
            Unread::Encrypted => ReadError::Encrypted,
            Unread::Damaged | Unread::TooLarge => ReadError::Damaged(name.to_owned()),
        })?;
        Ok(entry.map(|entry| Part { name: name.to_owned(), entry }))
    }

    /// A part's text; `None` where there is no such part.
    pub(super) fn text(&mut self, name: &str, budget: &Budget) -> Result<Option<String>, ReadError> {
        Ok(self.bytes(name, budget)?.map(decode))
    }

    /// The relationships of a part; `""` for those of the package. None where it has none.
    pub(super) fn relations(&mut self, part: &str, budget: &Budget) -> Result<Relations, ReadError> {
        let name = relationships::part_of(part);
        let Some(text) = self.text(&name, budget)? else { return Ok(Relations::default()) };
        let all = relationships::read(part, &text).map_err(|_| ReadError::Damaged(name))?;
        let ids = all.iter().enumerate().map(|(place, one)| (one.id.clone(), place)).collect();
        Ok(Relations { all, ids })
    }

    /// The part that lists the sheets, by the package's own relationships or at its usual place.
    pub(super) fn workbook_part(&mut self, usual: &str, budget: &Budget) -> Result<String, ReadError> {
        let relations = self.relations("", budget)?;
        let stated = relations.of_kind("officeDocument").filter(|part| self.has(part));
        Ok(stated.unwrap_or(usual).to_owned())
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

/// The relationships of a part, by id and in the order of writing.
#[derive(Default)]
pub(super) struct Relations {
    all: Vec<Relationship>,
    ids: HashMap<String, usize>,
}

impl Relations {
    pub(super) fn get(&self, id: &str) -> Option<&Relationship> {
        self.all.get(*self.ids.get(id)?)
    }

    /// The target of the first relationship of this kind.
    pub(super) fn of_kind(&self, word: &str) -> Option<&str> {
        self.all.iter().find(|one| one.kind_word() == word).map(|one| one.target.as_str())
    }
}
