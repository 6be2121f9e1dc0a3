//! The zip around a workbook's parts. A part comes in pieces, so that a large one is packed on several
//! threads: pieces that each end on a whole byte are one packed stream when they stand one behind the
//! other, and their sums of control are put together from the pieces' own.

use std::cell::RefCell;
use std::io;

use flate2::{Compress, Compression, Crc, FlushCompress, Status};

/// How hard a part is packed: a level more takes half as long again, for a tenth fewer bytes.
pub const LEVEL: u8 = 2;

thread_local! {
    /// Making one takes as long as packing a small part.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(LEVEL.into()), false));
}

/// A piece of a part, packed.
pub struct Piece {
    packed: Vec<u8>,
    plain: usize,
    crc: Crc,
}

impl Piece {
    /// Packs a piece; another one of the same part follows unless it is the last.
    pub fn pack(plain: &[u8], is_last: bool) -> io::Result<Self> {
        let mut crc = Crc::new();
        crc.update(plain);
        let mut packed = Vec::with_capacity(plain.len() / 4 + 64);
        PACKER.with_borrow_mut(|packer| {
            packer.reset();
            let flush = if is_last { FlushCompress::Finish } else { FlushCompress::Sync };
            loop {
                let read = usize::try_from(packer.total_in()).map_err(io::Error::other)?;
                let status =
                    packer.compress_vec(plain.get(read..).unwrap_or_default(), &mut packed, flush)?;
                let is_done = match status {
                    Status::StreamEnd => true,
                    // Where there is room left, all has been written.
                    _ => !is_last && packed.len() < packed.capacity(),
                };
                if is_done {
                    packed.shrink_to_fit();
                    return Ok(Self { packed, plain: plain.len(), crc });
                }
                packed.reserve(plain.len() / 4 + 64);
            }
        })
    }
}

/// A zip that is being written.
#[derive(Default)]
pub struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Zip {
    /// Adds a part of these pieces. An error where the format has no room for it: four gigabytes.
    pub fn add(&mut self, name: &str, pieces: &[Piece]) -> io::Result<()> {
        let mut crc = Crc::new();
        for piece in pieces {
            crc.combine(&piece.crc);
        }
        let plain: usize = pieces.iter().map(|piece| piece.plain).sum();
        let packed: usize = pieces.iter().map(|piece| piece.packed.len()).sum();
        self.head(name, [crc.sum(), fits(packed)?, fits(plain)?])?;
        for piece in pieces {
            self.bytes.extend(&piece.packed);
        }
        Ok(())
    }

    /// Adds a part as it is packed in another zip.
    pub fn copy(&mut self, name: &str, crc: u32, plain: u64, packed: &[u8]) -> io::Result<()> {
        self.head(name, [crc, fits(packed.len())?, u32::try_from(plain).map_err(|_| too_large())?])?;
        self.bytes.extend(packed);
        Ok(())
    }

    /// What both headers say of a part, with its sum of control and how long it is packed and plain. The
    /// date is the first one that there is: the same document gives the same bytes.
    fn head(&mut self, name: &str, about: [u32; 3]) -> io::Result<()> {
        let begin: u32 = fits(self.bytes.len())?;
        let shorts = |shorts: &[u16]| shorts.iter().flat_map(|n| n.to_le_bytes()).collect::<Vec<u8>>();
        let mut head = shorts(&[VERSION, 0, DEFLATED, 0, FIRST_DAY]);
        head.extend(about.map(u32::to_le_bytes).as_flattened());
        head.extend(shorts(&[fits(name.len())?, 0]));
        self.bytes.extend(b"PK\x03\x04");
        self.bytes.extend(&head);
        self.bytes.extend(name.as_bytes());
        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&head);
        // No comment, the first disk, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(begin.to_le_bytes());
        self.directory.extend(name.as_bytes());
        self.count = self.count.checked_add(1).ok_or_else(too_large)?;
        Ok(())
    }

    /// The zip.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        let Self { mut bytes, directory, count } = self;
        let begin: u32 = fits(bytes.len())?;
        let length: u32 = fits(directory.len())?;
        bytes.extend(directory);
        bytes.extend(b"PK\x05\x06\0\0\0\0");
        // On this disk, and in all.
        bytes.extend([count.to_le_bytes(), count.to_le_bytes()].as_flattened());
        bytes.extend([length.to_le_bytes(), begin.to_le_bytes()].as_flattened());
        bytes.extend([0; 2]);
        Ok(bytes)
    }
}

/// The version of the format that knows packed parts: 2.0.
const VERSION: u16 = 20;
const DEFLATED: u16 = 8;
/// The first of January 1980.
const FIRST_DAY: u16 = 1 << 5 | 1;

fn fits<N: TryFrom<usize>>(number: usize) -> io::Result<N> {
    N::try_from(number).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::Error::other("more than a zip holds")
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn pieces_are_one_part() {
        let words: Vec<String> =
            (0..60_000_u32).map(|n| (n.wrapping_mul(2_654_435_761)).to_string()).collect();
        let texts = [words.join(" "), String::new(), "b".repeat(100_000), "c".to_owned()];
        let mut zip = Zip::default();
        let pieces: Vec<Piece> = (1..)
            .zip(&texts)
            .map(|(n, text)| Piece::pack(text.as_bytes(), n == texts.len()).expect("packed"))
            .collect();
        zip.add("a/whole.xml", &pieces).expect("added");
        zip.add("empty", &[Piece::pack(b"", true).expect("packed")]).expect("added");
        let bytes = zip.finish().expect("a zip");
        let mut read = ::zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut text = String::new();
        read.by_name("a/whole.xml").expect("the part").read_to_string(&mut text).expect("its text");
        assert!(text == texts.concat());
        assert_eq!(read.by_name("empty").expect("the part").size(), 0);
    }
}
