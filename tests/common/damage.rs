//! Damages workbooks in random ways that are the same in every run.
#![allow(dead_code, missing_docs)]

use std::io::{Cursor, Read as _, Write as _};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// A random number generator (xorshift) that gives the same numbers in every run.
pub struct Random(u64);

impl Random {
    /// Returns the generator of a round. It does not depend on earlier rounds, so that a round can be run
    /// alone.
    pub fn new(round: usize) -> Self {
        let mut random = Self(20_210_301_u64.wrapping_mul(2 * round as u64 + 1));
        // Skip the first numbers: neighbouring seeds begin alike.
        for _ in 0..8 {
            random.below(2);
        }
        random
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % bound.max(1)
    }

    /// Damages the bytes: cuts off the end, flips bits, or copies, deletes or overwrites a piece.
    pub fn damage(&mut self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let (at, other) = (self.below(bytes.len()), self.below(bytes.len()));
        let length = self.below(64).min(bytes.len() - at.max(other));
        match self.below(5) {
            0 => bytes.truncate(at),
            1 => (0..=self.below(8)).for_each(|_| {
                let at = self.below(bytes.len());
                bytes[at] ^= 1 << self.below(8);
            }),
            2 => {
                let piece = bytes[other..other + length].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => drop(bytes.drain(at..at + length)),
            _ => bytes[at..at + length].fill([0, 0xff, b'<', b'9'][self.below(4)]),
        }
    }
}

/// Returns the package with one part damaged, or replaced by another part. The part is damaged before it is
/// packed, so that its checksum is right and the damage reaches the reader.
pub fn damage_part(package: &[u8], random: &mut Random) -> Vec<u8> {
    let parts = zip::ZipArchive::new(Cursor::new(package)).expect("a package").len();
    let (chosen, other) = (random.below(parts), random.below(parts));
    let mut moved = None;
    if random.below(8) == 0 {
        map_parts(package, |index, _, bytes| {
            moved = moved.take().or((index == other).then(|| bytes.clone()));
        });
    }
    map_parts(package, |index, _, bytes| {
        if index == chosen {
            match moved.take() {
                Some(moved) => *bytes = moved,
                None => random.damage(bytes),
            }
        }
    })
}

/// Returns the package with its parts changed.
pub fn map_parts(package: &[u8], mut change: impl FnMut(usize, &str, &mut Vec<u8>)) -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(Cursor::new(package)).expect("a package");
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("a whole part");
        let name = part.name().expect("a name").into_owned();
        change(index, &name, &mut bytes);
        out.start_file(name, options).expect("in memory");
        out.write_all(&bytes).expect("in memory");
    }
    out.finish().expect("in memory").into_inner()
}
