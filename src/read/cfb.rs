//! The container of the old binary formats and of encrypted packages (OLE compound file): its
//! streams by name. Chains that run in circles or out of the file end there.

use super::binary::{u16_at, u32_at};

const SECTOR_END: u32 = 0xffff_fffa; // this and above: free, end of chain, table sectors
const MINI_LIMIT: u64 = 4096;

/// An opened container.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    sector: usize,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Opens a container; `None` where it is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector = 1_usize << Some(shift).filter(|s| (7..=16).contains(s))?;
        let mut compound = Self {
            bytes,
            sector,
            table: Vec::new(),
            mini_table: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
        };
        compound.table = compound.sector_table()?;
        let directory = compound.chain(u32_at(bytes, 48)?, &compound.table);
        compound.mini_table = words(&compound.chain(u32_at(bytes, 60)?, &compound.table)).collect();
        let version = u16_at(bytes, 26)?;
        for raw in directory.chunks_exact(128) {
            let length = usize::from(u16_at(raw, 64)?).saturating_sub(2).min(64);
            let units = raw.get(..length)?.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]]));
            let name = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
            let size = u64::from(u32_at(raw, 120)?);
            let high = if version > 3 { u64::from(u32_at(raw, 124)?) } else { 0 };
            let kind = *raw.get(66)?;
            let entry = Entry { name, start: u32_at(raw, 116)?, size: size | high << 32 };
            match kind {
                5 => compound.mini = compound.chain(entry.start, &compound.table),
                2 => compound.entries.push(entry),
                _ => {}
            }
        }
        Some(compound)
    }

    /// Whether there is a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// A stream's bytes, as far as they are there.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let size = usize::try_from(entry.size).ok()?;
        let mut bytes = if entry.size < MINI_LIMIT {
            chain(&self.mini, 64, 0, entry.start, &self.mini_table)
        } else {
            self.chain(entry.start, &self.table)
        };
        bytes.truncate(size);
        Some(bytes)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// The table that says which sector follows which.
    fn sector_table(&self) -> Option<Vec<u32>> {
        let sectors = self.bytes.len() / self.sector + 1;
        let mut places: Vec<u32> = words(self.bytes.get(76..512)?).collect();
        // Large files go on with the list of the table's sectors in sectors of their own.
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..sectors {
            let Some(sector) = sector_at(self.bytes, self.sector, self.sector, next) else { break };
            let mut more: Vec<u32> = words(sector).collect();
            next = more.pop()?;
            places.extend(more);
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|p| *p < SECTOR_END).take(sectors) {
            table.extend(words(sector_at(self.bytes, self.sector, self.sector, place)?));
        }
        Some(table)
    }

    fn chain(&self, start: u32, table: &[u32]) -> Vec<u8> {
        chain(self.bytes, self.sector, self.sector, start, table)
    }
}

/// The bytes of a chain of sectors; no sector comes twice.
fn chain(bytes: &[u8], size: usize, offset: usize, start: u32, table: &[u32]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut next = start;
    for _ in 0..=bytes.len() / size {
        let Some(sector) = sector_at(bytes, size, offset, next) else { break };
        out.extend_from_slice(sector);
        let Some(after) = usize::try_from(next).ok().and_then(|i| table.get(i)) else { break };
        next = *after;
    }
    out
}

fn sector_at(bytes: &[u8], size: usize, offset: usize, number: u32) -> Option<&[u8]> {
    if number >= SECTOR_END {
        return None;
    }
    let start = usize::try_from(number).ok()?.checked_mul(size)?.checked_add(offset)?;
    bytes.get(start..).map(|rest| &rest[..rest.len().min(size)]).filter(|s| !s.is_empty())
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
}
