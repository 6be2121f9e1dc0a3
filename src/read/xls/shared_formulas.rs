//! Expands shared formulas. The record of the first cell is followed by the formula, which names cells by
//! their distance, and the formulas of all the cells only point at it. calamine leaves these formulas out, so
//! each cell is given a formula of its own.

use std::collections::HashMap;

use super::records::{kind, records};
use crate::read::little_endian::u16_at;

/// Version of the records in which shared formulas have this form: Excel 97 and later.
const BIFF8: u16 = 0x0600;
/// Position of the length of a formula in the record of its cell. The formula follows.
const FORMULA_LENGTH_OFFSET: usize = 20;
/// Position of the length of a formula in the record of a shared formula.
const SHARED_FORMULA_LENGTH_OFFSET: usize = 8;
/// First byte of a formula that only points at a shared one.
const POINTER_TOKEN: u8 = 0x01;

/// The substream, row and column of the first cell of a shared formula.
type SharedKey = (usize, u16, u16);

/// Returns the stream with every shared formula written into its cells. `None` if there is none.
pub(super) fn expand(stream: &[u8]) -> Option<Vec<u8>> {
    let shared = collect_shared(stream);
    if shared.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(stream.len() + stream.len() / 4);
    let mut moved: HashMap<u32, u32> = HashMap::new();
    let mut sheets = Vec::new();
    let mut substream = 0;
    let mut end = 0;
    for record in records(stream, 0) {
        let at = record.at - 4;
        match record.kind {
            kind::BEGIN => {
                substream += 1;
                moved.insert(u32::try_from(at).ok()?, u32::try_from(out.len()).ok()?);
            }
            kind::SHEET => sheets.push(out.len() + 4),
            _ => {}
        }
        end = record.at + record.data.len();
        let own = pointer_target(record.kind, record.data).and_then(|(row, column)| {
            let formula = shared.get(&(substream, row, column))?;
            let (row, column) = (u16_at(record.data, 0)?, u16_at(record.data, 2)?);
            with_formula(record.data, &formula_at_cell(formula, row, column)?)
        });
        let data = own.as_deref().unwrap_or(record.data);
        out.extend(record.kind.to_le_bytes());
        out.extend(u16::try_from(data.len()).ok()?.to_le_bytes());
        out.extend_from_slice(data);
    }
    out.extend_from_slice(stream.get(end..).unwrap_or_default());
    // The list of sheets states where each sheet begins, which has moved.
    for sheet in sheets {
        let place = out.get_mut(sheet..sheet + 4)?;
        let begin = u32::from_le_bytes([place[0], place[1], place[2], place[3]]);
        if let Some(now) = moved.get(&begin) {
            place.copy_from_slice(&now.to_le_bytes());
        }
    }
    Some(out)
}

/// Collects the shared formulas by their first cells.
fn collect_shared(stream: &[u8]) -> HashMap<SharedKey, &[u8]> {
    let mut found = HashMap::new();
    let (mut substream, mut is_known) = (0, false);
    let mut before: Option<(u16, u16)> = None;
    for record in records(stream, 0) {
        match record.kind {
            kind::BEGIN => {
                substream += 1;
                is_known = u16_at(record.data, 0) == Some(BIFF8);
            }
            kind::FORMULA => before = pointer_target(record.kind, record.data),
            kind::SHARED_FORMULA => {
                if let (Some((row, column)), Some(formula), true) =
                    (before, formula_bytes(record.data, SHARED_FORMULA_LENGTH_OFFSET), is_known)
                {
                    found.insert((substream, row, column), formula);
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the row and column of the first cell of the shared formula that a record points at. `None` for any
/// other record.
fn pointer_target(kind: u16, data: &[u8]) -> Option<(u16, u16)> {
    let formula = formula_bytes(data, FORMULA_LENGTH_OFFSET).filter(|_| kind == kind::FORMULA)?;
    (formula.first() == Some(&POINTER_TOKEN)).then_some((u16_at(formula, 1)?, u16_at(formula, 3)?))
}

/// Returns the formula in a record.
fn formula_bytes(data: &[u8], length_at: usize) -> Option<&[u8]> {
    let length = usize::from(u16_at(data, length_at)?);
    data.get(length_at + 2..length_at + 2 + length)
}

/// Returns the record of a cell with another formula.
fn with_formula(data: &[u8], formula: &[u8]) -> Option<Vec<u8>> {
    let mut own = data.get(..FORMULA_LENGTH_OFFSET)?.to_vec();
    own.extend(u16::try_from(formula.len()).ok()?.to_le_bytes());
    own.extend_from_slice(formula);
    Some(own)
}

/// Turns a shared formula into that of one cell. `None` if it contains an unknown token.
fn formula_at_cell(shared: &[u8], row: u16, column: u16) -> Option<Vec<u8>> {
    /// Bits of a token that say whether it stands for a value or a reference.
    const CLASS_BITS: u8 = 0x60;
    /// Distance between the token of a relative cell or area and that of a plain one.
    const RELATIVE_TOKEN_OFFSET: u8 = 8;
    let mut own = shared.to_vec();
    let mut at = 0;
    while let Some(piece) = own.get(at).copied() {
        let plain = if piece & CLASS_BITS == 0 { piece } else { piece & !CLASS_BITS | 0x20 };
        let length = match plain {
            0x03..=0x16 => 0,
            0x17 => {
                let (count, flags) = (usize::from(*own.get(at + 1)?), own.get(at + 2)?);
                2 + count * if flags & 1 == 0 { 1 } else { 2 }
            }
            0x19 if own.get(at + 1) == Some(&0x04) => 5 + 2 * usize::from(u16_at(&own, at + 2)?),
            0x19 | 0x22 => 3,
            0x1c | 0x1d => 1,
            0x1e | 0x21 => 2,
            0x1f | 0x25 | 0x2b => 8,
            0x23 | 0x24 | 0x2a => 4,
            0x2c => {
                own[at] = piece - RELATIVE_TOKEN_OFFSET;
                resolve_relative(&mut own, (at + 1, at + 3), row, column)?;
                4
            }
            0x2d => {
                own[at] = piece - RELATIVE_TOKEN_OFFSET;
                resolve_relative(&mut own, (at + 1, at + 5), row, column)?;
                resolve_relative(&mut own, (at + 3, at + 7), row, column)?;
                8
            }
            0x39 | 0x3a | 0x3c => 6,
            0x3b | 0x3d => 10,
            _ => return None,
        };
        at += 1 + length;
    }
    (at == own.len()).then_some(own)
}

/// Replaces relative distances, which the flags mark, by the cell that they lead to. A sheet in this format
/// ends at column IV and row 65536, and distances beyond the end continue at the beginning.
fn resolve_relative(
    own: &mut [u8],
    (row_at, column_at): (usize, usize),
    row: u16,
    column: u16,
) -> Option<()> {
    const ROW_IS_RELATIVE: u16 = 0x8000;
    const COLUMN_IS_RELATIVE: u16 = 0x4000;
    let (distance, flagged) = (u16_at(own, row_at)?, u16_at(own, column_at)?);
    if flagged & ROW_IS_RELATIVE != 0 {
        own.get_mut(row_at..row_at + 2)?.copy_from_slice(&distance.wrapping_add(row).to_le_bytes());
    }
    if flagged & COLUMN_IS_RELATIVE != 0 {
        let to = flagged.wrapping_add(column) & 0x00ff | flagged & (ROW_IS_RELATIVE | COLUMN_IS_RELATIVE);
        own.get_mut(column_at..column_at + 2)?.copy_from_slice(&to.to_le_bytes());
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("a short record");
        [&kind.to_le_bytes()[..], &length.to_le_bytes(), data].concat()
    }

    fn formula_cell(row: u8, column: u8, formula: &[u8]) -> Vec<u8> {
        let mut data = vec![row, 0, column, 0];
        data.resize(FORMULA_LENGTH_OFFSET, 0);
        data.extend([u8::try_from(formula.len()).expect("a short formula"), 0]);
        data.extend_from_slice(formula);
        record(kind::FORMULA, &data)
    }

    #[test]
    fn each_cell_gets_its_own_formula_and_sheets_are_found_where_they_begin_now() {
        // D3 and D4 are B3-$C$1 and B4-$C$1.
        let shared = [0x4c, 0, 0, 0xfe, 0xc0, 0x44, 0, 0, 2, 0, 0x04];
        let points = [POINTER_TOKEN, 2, 0, 3, 0];
        let mut of_shared = vec![2, 0, 3, 0, 3, 3, 0, 2, 11, 0];
        of_shared.extend(shared);
        let begin = record(kind::BEGIN, &[0, 6, 5, 0]);
        let list = record(kind::SHEET, &[0; 8]);
        let of_sheet = |begin: usize| u8::try_from(begin).expect("a short stream");
        let sheet = [
            begin.clone(),
            formula_cell(2, 3, &points),
            record(kind::SHARED_FORMULA, &of_shared),
            formula_cell(3, 3, &points),
            record(kind::END, &[]),
        ]
        .concat();
        let globals = begin.len() + 2 * list.len() + 4;
        let mut stream =
            [begin.clone(), list.clone(), list, record(kind::END, &[]), sheet.clone(), sheet].concat();
        let second = (stream.len() - globals) / 2 + globals;
        stream[begin.len() + 4] = of_sheet(globals);
        stream[begin.len() + 16] = of_sheet(second);

        let own = expand(&stream).expect("a shared formula");
        let cells: Vec<Vec<u8>> = records(&own, 0)
            .filter(|record| record.kind == kind::FORMULA)
            .map(|record| formula_bytes(record.data, FORMULA_LENGTH_OFFSET).expect("its formula").to_vec())
            .collect();
        let at_row = |row: u8| vec![0x44, row, 0, 1, 0xc0, 0x44, 0, 0, 2, 0, 0x04];
        assert_eq!(cells, [at_row(2), at_row(3), at_row(2), at_row(3)]);
        let begins: Vec<usize> = records(&own, 0)
            .filter(|record| record.kind == kind::BEGIN)
            .map(|record| record.at - 4)
            .collect();
        assert_eq!(begins[1..], [usize::from(own[begin.len() + 4]), usize::from(own[begin.len() + 16])]);
    }

    #[test]
    fn a_stream_without_one_stays() {
        let stream = [record(kind::BEGIN, &[0, 6, 5, 0]), record(kind::END, &[])].concat();
        assert_eq!(expand(&stream), None);
    }
}
