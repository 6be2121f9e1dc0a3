//! Rows as Parquet: plain pages without compression, one row group a batch of rows. A crate
//! for it brings some twenty-five others and the better part of a minute of building; this is what
//! the [format](https://parquet.apache.org/docs/file-format/) asks for of a table that is flat.

use serde::{Deserialize, Serialize};

use super::rows::{COLUMNS, Cell, CellKind, Line};

const MAGIC: &[u8] = b"PAR1";
/// A page counts its bytes in 31 bits.
pub const MOST_ROWS: usize = 100_000;

// Numbers of the format: types, encodings, repetition.
const INT32: i64 = 1;
const DOUBLE: i64 = 5;
const BYTE_ARRAY: i64 = 6;
const PLAIN: i64 = 0;
const RLE: i64 = 3;
const OPTIONAL: i64 = 1;

/// Rows whose columns stand one behind another, wherever in the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Group {
    rows: usize,
    /// The bytes of each column.
    sizes: Vec<usize>,
}

/// A file that is being written.
#[derive(Debug, Default)]
pub struct Parquet {
    /// How many bytes were written.
    offset: usize,
    rows: usize,
    groups: Vec<Thrift>,
}

impl Parquet {
    /// A file, and what it begins with.
    pub fn begin() -> (Self, Vec<u8>) {
        (Self { offset: MAGIC.len(), ..Self::default() }, MAGIC.to_vec())
    }

    /// Notes groups of rows that are written next.
    pub fn add(&mut self, groups: &[Group]) {
        for group in groups {
            let start = self.offset;
            let chunks: Vec<Thrift> = COLUMNS
                .iter()
                .zip(&group.sizes)
                .map(|((name, kind), size)| {
                    let metadata = Thrift::default()
                        .number(1, physical(*kind))
                        .numbers(2, &[PLAIN, RLE])
                        .texts(3, &[name])
                        .number(4, 0)
                        .long(5, group.rows)
                        .long(6, *size)
                        .long(7, *size)
                        .long(9, self.offset);
                    let chunk = Thrift::default().long(2, self.offset).within(3, &metadata);
                    self.offset += size;
                    chunk
                })
                .collect();
            let size = self.offset - start;
            self.groups.push(Thrift::default().list(1, &chunks).long(2, size).long(3, group.rows));
            self.rows += group.rows;
        }
    }

    /// What the file ends with: its metadata.
    pub fn end(self) -> Vec<u8> {
        let mut schema = vec![Thrift::default().text(4, "renja").int(5, COLUMNS.len())];
        schema.extend(COLUMNS.map(|(name, kind)| {
            let element = Thrift::default().number(1, physical(kind)).number(3, OPTIONAL).text(4, name);
            match kind {
                // The words are UTF-8, said the old way and the new.
                CellKind::Text => {
                    element.number(6, 0).within(10, &Thrift::default().within(1, &Thrift::default()))
                }
                CellKind::Year | CellKind::Number => element,
            }
        }));
        let created = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
        let mut out = Thrift::default()
            .number(1, 1)
            .list(2, &schema)
            .long(3, self.rows)
            .list(4, &self.groups)
            .text(6, created)
            .close();
        let length = u32::try_from(out.len()).unwrap_or(u32::MAX);
        out.extend(length.to_le_bytes());
        out.extend(MAGIC);
        out
    }
}

/// The bytes of rows, and the groups that they are in.
pub fn groups(lines: &[Line]) -> (Vec<u8>, Vec<Group>) {
    let mut out = Vec::new();
    let groups = lines.chunks(MOST_ROWS).map(|lines| group(&mut out, lines)).collect();
    (out, groups)
}

fn group(out: &mut Vec<u8>, lines: &[Line]) -> Group {
    let sizes = (0..COLUMNS.len()).map(|column| {
        let page = page(lines, column);
        let header = Thrift::default()
            .number(1, 0)
            .int(2, page.len())
            .int(3, page.len())
            .within(5, &Thrift::default().int(1, lines.len()).number(2, PLAIN).number(3, RLE).number(4, RLE))
            .close();
        let size = header.len() + page.len();
        out.extend(header);
        out.extend(page);
        size
    });
    Group { sizes: sizes.collect(), rows: lines.len() }
}

fn physical(kind: CellKind) -> i64 {
    match kind {
        CellKind::Text => BYTE_ARRAY,
        CellKind::Year => INT32,
        CellKind::Number => DOUBLE,
    }
}

/// A column's page: which cells are there, in runs, and then their values.
fn page(lines: &[Line], column: usize) -> Vec<u8> {
    let mut runs: Vec<(bool, u64)> = Vec::new();
    let mut values = Vec::new();
    for cell in lines.iter().filter_map(|line| line.get(column)) {
        let bytes = bytes(cell);
        match runs.last_mut() {
            Some((there, length)) if *there == bytes.is_some() => *length += 1,
            _ => runs.push((bytes.is_some(), 1)),
        }
        values.extend(bytes.unwrap_or_default());
    }
    let mut levels = Vec::new();
    for (there, length) in runs {
        varint(&mut levels, length << 1);
        levels.push(u8::from(there));
    }
    let mut page = u32::try_from(levels.len()).unwrap_or(u32::MAX).to_le_bytes().to_vec();
    page.extend(levels);
    page.extend(values);
    page
}

fn bytes(cell: &Cell) -> Option<Vec<u8>> {
    match cell {
        Cell::Text(text) => text.as_ref().map(|text| {
            let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
            [&length.to_le_bytes(), text.as_bytes()].concat()
        }),
        Cell::Year(year) => year.map(|year| year.to_le_bytes().to_vec()),
        // A number at the door: by way of its shortest text, so that it is exact.
        Cell::Number(number) => {
            number.and_then(|n| n.to_string().parse::<f64>().ok()).map(|n| n.to_le_bytes().to_vec())
        }
    }
}

/// A structure in Thrift's compact protocol, without the zero that ends it.
#[derive(Debug, Default)]
struct Thrift {
    bytes: Vec<u8>,
    last: u8,
}

impl Thrift {
    const I32: u8 = 5;
    const I64: u8 = 6;
    const BINARY: u8 = 8;
    const LIST: u8 = 9;
    const STRUCT: u8 = 12;

    fn number(self, field: u8, number: i64) -> Self {
        let mut this = self.field(field, Self::I32);
        zigzag(&mut this.bytes, number);
        this
    }

    fn int(self, field: u8, count: usize) -> Self {
        self.number(field, i64::try_from(count).unwrap_or(i64::MAX))
    }

    fn long(self, field: u8, count: usize) -> Self {
        let mut this = self.field(field, Self::I64);
        zigzag(&mut this.bytes, i64::try_from(count).unwrap_or(i64::MAX));
        this
    }

    fn text(self, field: u8, text: &str) -> Self {
        let mut this = self.field(field, Self::BINARY);
        string(&mut this.bytes, text);
        this
    }

    fn within(self, field: u8, other: &Self) -> Self {
        let mut this = self.field(field, Self::STRUCT);
        this.bytes.extend(&other.bytes);
        this.bytes.push(0);
        this
    }

    fn list(self, field: u8, all: &[Self]) -> Self {
        let mut this = self.list_of(field, Self::STRUCT, all.len());
        for one in all {
            this.bytes.extend(&one.bytes);
            this.bytes.push(0);
        }
        this
    }

    fn numbers(self, field: u8, all: &[i64]) -> Self {
        let mut this = self.list_of(field, Self::I32, all.len());
        for number in all {
            zigzag(&mut this.bytes, *number);
        }
        this
    }

    fn texts(self, field: u8, all: &[&str]) -> Self {
        let mut this = self.list_of(field, Self::BINARY, all.len());
        for text in all {
            string(&mut this.bytes, text);
        }
        this
    }

    fn close(mut self) -> Vec<u8> {
        self.bytes.push(0);
        self.bytes
    }

    /// Fields come in the order of their numbers, each as its distance from the one before.
    fn field(mut self, field: u8, kind: u8) -> Self {
        self.bytes.push(((field - self.last) << 4) | kind);
        self.last = field;
        self
    }

    fn list_of(self, field: u8, kind: u8, length: usize) -> Self {
        let mut this = self.field(field, Self::LIST);
        if let Ok(short @ 0..15) = u8::try_from(length) {
            this.bytes.push((short << 4) | kind);
        } else {
            this.bytes.push(0xf0 | kind);
            varint(&mut this.bytes, length as u64);
        }
        this
    }
}

fn string(out: &mut Vec<u8>, text: &str) {
    varint(out, text.len() as u64);
    out.extend(text.as_bytes());
}

fn zigzag(out: &mut Vec<u8>, number: i64) {
    varint(out, ((number << 1) ^ (number >> 63)).cast_unsigned());
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        out.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}
