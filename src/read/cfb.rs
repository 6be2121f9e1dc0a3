//! Reads and writes the container of the old binary formats and of encrypted packages (OLE compound file).
//! Streams are found by name.
//!
//! A chain of sectors that runs in a circle or out of the file ends there. The `cfb` crate is not used
//! because it refuses such files, and also sound files of a writer that states odd lengths.

use super::little_endian::{u16_at, u32_at};

const FIRST_RESERVED_SECTOR: u32 = 0xffff_fffa; // from here on: free sector, end of chain, sectors of the table
/// Size in bytes below which a stream is stored in the container within the container.
const MINI_STREAM_LIMIT: u64 = 4096;

/// An opened container.
pub(super) struct Compound<'a> {
    bytes: &'a [u8],
    /// Size of a sector in bytes.
    sector_size: usize,
    /// For each sector, the one that follows it.
    next_sectors: Vec<u32>,
    /// For each small sector, the one that follows it.
    next_mini_sectors: Vec<u32>,
    /// The container within the container, with streams shorter than [`MINI_STREAM_LIMIT`].
    mini_container: Vec<u8>,
    /// The streams.
    entries: Vec<Entry>,
}

/// A stream as the directory lists it.
struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl<'a> Compound<'a> {
    /// Opens a container; `None` if it is damaged.
    pub(super) fn open(bytes: &'a [u8]) -> Option<Self> {
        let shift = u16_at(bytes, 30)?;
        let sector = 1_usize << Some(shift).filter(|s| (7..=16).contains(s))?;
        let mut compound = Self {
            bytes,
            sector_size: sector,
            next_sectors: Vec::new(),
            next_mini_sectors: Vec::new(),
            mini_container: Vec::new(),
            entries: Vec::new(),
        };
        compound.next_sectors = compound.sector_table()?;
        let directory = compound.chain(u32_at(bytes, 48)?, &compound.next_sectors);
        compound.next_mini_sectors =
            le_u32s(&compound.chain(u32_at(bytes, 60)?, &compound.next_sectors)).collect();
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
                5 => compound.mini_container = compound.chain(entry.start, &compound.next_sectors),
                2 => compound.entries.push(entry),
                _ => {}
            }
        }
        Some(compound)
    }

    /// Whether the container has a stream with this name, in any case.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Returns the bytes of a stream, as many as are there. `None` if there is no such stream.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let size = usize::try_from(entry.size).ok()?;
        let mut bytes = if entry.size < MINI_STREAM_LIMIT {
            read_chain(&self.mini_container, 64, 0, entry.start, &self.next_mini_sectors)
        } else {
            self.chain(entry.start, &self.next_sectors)
        };
        bytes.truncate(size);
        Some(bytes)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|e| e.name.eq_ignore_ascii_case(name))
    }

    /// Reads the table that says which sector follows which. `None` if it is damaged.
    fn sector_table(&self) -> Option<Vec<u32>> {
        let sectors = self.bytes.len() / self.sector_size + 1;
        let mut places: Vec<u32> = le_u32s(self.bytes.get(76..512)?).collect();
        // Large files continue the list of the table's sectors in further sectors.
        let mut next = u32_at(self.bytes, 68)?;
        for _ in 0..sectors {
            let Some(sector) = sector_at(self.bytes, self.sector_size, self.sector_size, next) else { break };
            let mut more: Vec<u32> = le_u32s(sector).collect();
            next = more.pop()?;
            places.extend(more);
        }
        let mut table = Vec::new();
        for place in places.into_iter().filter(|p| *p < FIRST_RESERVED_SECTOR).take(sectors) {
            table.extend(le_u32s(sector_at(self.bytes, self.sector_size, self.sector_size, place)?));
        }
        Some(table)
    }

    fn chain(&self, start: u32, table: &[u32]) -> Vec<u8> {
        read_chain(self.bytes, self.sector_size, self.sector_size, start, table)
    }
}

/// Builds a container with a single stream. It is sound and in order, whatever the container was like from
/// which the stream was taken. `None` if the stream is too large.
pub(super) fn build_container(name: &str, stream: &[u8]) -> Option<Vec<u8>> {
    const SECTOR_BYTES: usize = 512;
    /// Mark in the table: the sector is free.
    const FREE_SECTOR: u32 = 0xffff_ffff;
    /// Mark in the table: the chain ends.
    const CHAIN_END: u32 = 0xffff_fffe;
    /// Mark in the table: the sector belongs to the table.
    const TABLE_SECTOR: u32 = 0xffff_fffd;
    /// Mark in the table: the sector belongs to the list of the table's sectors.
    const LIST_SECTOR: u32 = 0xffff_fffc;
    /// Number of table entries in a sector.
    const ENTRIES_PER_SECTOR: usize = SECTOR_BYTES / 4;
    /// Number of the table's sectors that the header lists; further ones need a list of their own.
    const TABLE_SECTORS_IN_HEADER: usize = 109;

    // A shorter stream would have to go into the container within the container, so it is padded with zeros.
    let size = stream.len().max(usize::try_from(MINI_STREAM_LIMIT).ok()?);
    let content = size.div_ceil(SECTOR_BYTES);
    // The table also covers its own sectors and those of its list.
    let (mut tables, mut lists) = (1, 0);
    while tables * ENTRIES_PER_SECTOR < content + 1 + tables + lists {
        tables += 1;
        lists = tables.saturating_sub(TABLE_SECTORS_IN_HEADER).div_ceil(ENTRIES_PER_SECTOR - 1);
    }
    // Order in the file: stream, directory, table, list of the table's sectors.
    let directory = u32::try_from(content).ok()?;
    let first_table = directory + 1;
    let first_list = first_table + u32::try_from(tables).ok()?;
    let end = first_list + u32::try_from(lists).ok()?;

    let mut out = vec![0_u8; SECTOR_BYTES];
    let mut put = |at: usize, bytes: &[u8]| {
        if let Some(place) = out.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    };
    put(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    let words = [
        (44, first_list - first_table),
        (48, directory),
        (56, u32::try_from(MINI_STREAM_LIMIT).ok()?),
        (60, CHAIN_END),
        (68, if lists == 0 { CHAIN_END } else { first_list }),
        (72, end - first_list),
    ];
    for (at, word) in words {
        put(at, &word.to_le_bytes());
    }
    let mut of_table = (first_table..first_list).chain(std::iter::repeat(FREE_SECTOR));
    for i in 0..TABLE_SECTORS_IN_HEADER {
        put(76 + 4 * i, &of_table.next().unwrap_or(FREE_SECTOR).to_le_bytes());
    }

    out.extend_from_slice(stream);
    out.resize(SECTOR_BYTES * (1 + content), 0);
    out.extend(directory_entry("Root Entry", 5, CHAIN_END, 0, 1));
    out.extend(directory_entry(name, 2, 0, u32::try_from(size).ok()?, FREE_SECTOR));
    out.resize(SECTOR_BYTES * (2 + content), 0);
    let chain = (1..directory).chain([CHAIN_END, CHAIN_END]);
    let own = (first_table..first_list).map(|_| TABLE_SECTOR).chain((first_list..end).map(|_| LIST_SECTOR));
    out.extend(chain.chain(own).flat_map(u32::to_le_bytes));
    out.resize(SECTOR_BYTES * (2 + content + tables), 0xff);
    for list in first_list..end {
        out.extend(
            (1..ENTRIES_PER_SECTOR).flat_map(|_| of_table.next().unwrap_or(FREE_SECTOR).to_le_bytes()),
        );
        let next = if list + 1 < end { list + 1 } else { CHAIN_END };
        out.extend(next.to_le_bytes());
    }
    Some(out)
}

/// Builds an entry of the directory.
fn directory_entry(name: &str, kind: u8, start: u32, size: u32, child: u32) -> Vec<u8> {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = entry.len() + 2;
    entry.resize(64, 0);
    entry.extend([u8::try_from(length).unwrap_or(64), 0, kind, 1]);
    entry.extend([0xff; 8]);
    entry.extend(child.to_le_bytes());
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(size.to_le_bytes());
    entry.resize(128, 0);
    entry
}

/// Returns the bytes of a chain of sectors. A chain that runs in a circle ends after as many sectors as the
/// file has.
fn read_chain(bytes: &[u8], size: usize, offset: usize, start: u32, table: &[u32]) -> Vec<u8> {
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

/// Returns a sector, possibly cut off at the end of the file. `None` if the number marks no sector or lies
/// outside.
fn sector_at(bytes: &[u8], size: usize, offset: usize, number: u32) -> Option<&[u8]> {
    if number >= FIRST_RESERVED_SECTOR {
        return None;
    }
    let start = usize::try_from(number).ok()?.checked_mul(size)?.checked_add(offset)?;
    bytes.get(start..).map(|rest| &rest[..rest.len().min(size)]).filter(|s| !s.is_empty())
}

/// Returns the little-endian numbers of four bytes each.
fn le_u32s(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_is_found_again() {
        // The last size needs a list of the table's sectors outside the header.
        for size in [1, 4096, 70_000, 8_000_000] {
            let stream: Vec<u8> = (0..size).map(|i| u8::try_from(i % 251).unwrap_or(0)).collect();
            let container = build_container("Workbook", &stream).expect("a container");
            let found = Compound::open(&container).and_then(|c| c.stream("Workbook")).expect("the stream");
            assert!(found.starts_with(&stream), "{size}");
        }
    }
}
