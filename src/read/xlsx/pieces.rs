//! Reads a large sheet piece by piece. Each piece consists of whole rows. While one piece is unfolded, the
//! pieces before it are read on other threads, so that only the XML that is being worked on is held in
//! memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::sheet::{Context, ScanError, ScannedPiece, join_pieces, scan};
use crate::ooxml::xml::decode;
use crate::read::ReadError;
use crate::read::budget::Budget;
use crate::read::budgeted_package::{Package, Part};
use crate::read::raw::RawSheet;

/// Minimum number of bytes that a piece is unfolded to; it then continues to the end of a row. Most sheets
/// fit into one piece.
const MIN_PIECE_BYTES: u64 = 1 << 20;

/// Number of unfolded pieces to keep waiting for each of the other threads, so that no thread has to wait for
/// a piece.
const PIECES_AHEAD_PER_THREAD: usize = 2;

/// Reads a sheet. Returns `None` if there is no such part, or if its XML is damaged or breaks off.
///
/// # Errors
/// Returns an error if the part is encrypted or cannot be unfolded, or if the budget is used up.
pub(super) fn read(
    package: &mut Package<'_>,
    name: &str,
    context: &Context<'_>,
    budget: &Budget,
) -> Result<Option<RawSheet>, ReadError> {
    let Some(part) = package.part(name)? else { return Ok(None) };
    let mut pieces = Pieces { part, rest: Vec::new() };
    let first = pieces.next(budget)?;
    let scanned = if first.has_more {
        match read_in_parallel(first, pieces, context, budget)? {
            // A comment that contains the end of a row looks like damage where it was cut: read the sheet as
            // a whole. The budget counts what was read of it twice.
            Err(ScanError::Malformed) => {
                let text = package.text(name, budget)?.unwrap_or_default();
                scan(&text, false, context, budget).map(|whole| vec![whole])
            }
            scanned => scanned,
        }
    } else {
        scan(&first.text, false, context, budget).map(|whole| vec![whole])
    };
    match scanned {
        Ok(pieces) => join_pieces(pieces, budget).map(Some),
        Err(ScanError::Malformed) => Ok(None),
        Err(ScanError::Limit(error)) => Err(error),
    }
}

/// Reads the pieces of a sheet on all threads, and returns them in order.
fn read_in_parallel(
    mut piece: Piece,
    mut pieces: Pieces<'_, '_>,
    context: &Context<'_>,
    budget: &Budget,
) -> Result<Result<Vec<ScannedPiece>, ScanError>, ReadError> {
    let ahead = (rayon::current_num_threads() - 1) * PIECES_AHEAD_PER_THREAD;
    let waiting = AtomicUsize::new(0);
    let scanned = Mutex::new(Vec::new());
    let keep = |place: usize, one: Result<ScannedPiece, ScanError>| {
        scanned.lock().unwrap_or_else(PoisonError::into_inner).push((place, one));
    };
    rayon::in_place_scope(|scope| {
        for place in 0.. {
            let Piece { text, has_more: goes_on } = piece;
            // This thread unfolds pieces for the others. If enough of them are waiting, it reads one itself.
            if waiting.load(Ordering::Relaxed) >= ahead {
                keep(place, scan(&text, goes_on, context, budget));
            } else {
                waiting.fetch_add(1, Ordering::Relaxed);
                let (waiting, keep) = (&waiting, &keep);
                scope.spawn(move |_| {
                    waiting.fetch_sub(1, Ordering::Relaxed);
                    keep(place, scan(&text, goes_on, &context.clone_unshared(), budget));
                });
            }
            if !goes_on {
                break;
            }
            piece = pieces.next(budget)?;
        }
        Ok(())
    })?;
    let mut scanned = scanned.into_inner().unwrap_or_else(PoisonError::into_inner);
    scanned.sort_unstable_by_key(|(place, _)| *place);
    Ok(all_or_first_error(scanned.into_iter().map(|(_, one)| one).collect()))
}

/// Returns all pieces, or the error of one. Limits are reported in a fixed order, so that the output does not
/// depend on thread timing.
fn all_or_first_error(pieces: Vec<Result<ScannedPiece, ScanError>>) -> Result<Vec<ScannedPiece>, ScanError> {
    let too_many_bytes = |one: &Result<ScannedPiece, ScanError>| {
        matches!(one, Err(ScanError::Limit(ReadError::TooManyBytes(_))))
    };
    let limit = |one: &Result<ScannedPiece, ScanError>| matches!(one, Err(ScanError::Limit(_)));
    let first = |test: &dyn Fn(&Result<ScannedPiece, ScanError>) -> bool| pieces.iter().position(test);
    match first(&too_many_bytes).or_else(|| first(&limit)) {
        Some(place) => pieces.into_iter().skip(place).take(1).collect(),
        None => pieces.into_iter().collect(),
    }
}

/// A piece of a sheet's XML.
struct Piece {
    text: String,
    /// Whether further pieces follow.
    has_more: bool,
}

/// The pieces of a sheet that are still to come.
struct Pieces<'p, 'a> {
    part: Part<'p, 'a>,
    /// The bytes unfolded beyond the last piece.
    rest: Vec<u8>,
}

impl Pieces<'_, '_> {
    /// Unfolds the next piece.
    fn next(&mut self, budget: &Budget) -> Result<Piece, ReadError> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let before = bytes.len();
            if self.part.decompress(&mut bytes, MIN_PIECE_BYTES, budget)? < MIN_PIECE_BYTES {
                return Ok(Piece { text: decode(bytes), has_more: false });
            }
            if let Some(end) = end_of_row(&bytes, before.saturating_sub(MAX_TAG_BYTES)) {
                self.rest = bytes.split_off(end);
                return Ok(Piece { text: decode(bytes), has_more: true });
            }
        }
    }
}

/// Maximum number of bytes of a row's end and the tag of the next row.
const MAX_TAG_BYTES: usize = 1_024;

/// Finds the last `</row>` at or after `from` that is followed by a row with an explicit number, and returns
/// the position after it. Reading can start there without knowing what comes before. `None` if there is no
/// such place.
fn end_of_row(bytes: &[u8], from: usize) -> Option<usize> {
    const ROW_END: &[u8] = b"</row>";
    let mut bytes_before = bytes.len();
    loop {
        let behind = bytes.get(from..bytes_before)?.windows(ROW_END.len()).rposition(|w| w == ROW_END)?
            + from
            + ROW_END.len();
        let blanks = bytes.get(behind..)?.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if bytes.get(behind + blanks..).is_some_and(states_row_number) {
            return Some(behind + blanks);
        }
        bytes_before = behind - 1;
    }
}

/// Whether the text starts with the complete tag of a row with its number, such as `<row r="12"
/// spans="1:13">`.
fn states_row_number(tag: &[u8]) -> bool {
    const ROW_NUMBER: &[u8] = b" r=\"";
    let Some(attributes) = tag.strip_prefix(b"<row") else { return false };
    let end = attributes.iter().take(MAX_TAG_BYTES).position(|b| *b == b'>');
    let Some(attributes) = end.and_then(|end| attributes.get(..end)) else { return false };
    let number = attributes.windows(ROW_NUMBER.len()).position(|w| w == ROW_NUMBER);
    let Some(number) = number.and_then(|at| attributes.get(at + ROW_NUMBER.len()..)) else { return false };
    let digits = number.iter().take_while(|b| b.is_ascii_digit()).count();
    (1..=7).contains(&digits) && number.get(digits) == Some(&b'"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_ends_before_a_row_that_says_its_number() {
        let end = |text: &str| end_of_row(text.as_bytes(), 0);
        assert_eq!(end("<row r=\"1\"><c/></row><row r=\"2\"><c/>"), Some(21));
        assert_eq!(end("<c/></row>\r\n<row spans=\"1:3\" r=\"2\"><c/></row>\n<row><c/>"), Some(12));
        for none in [
            "",
            "</row><row r=\"2\"",
            "</row><row><c r=\"A1\"/>",
            "</row><row nr=\"2\"><c/>",
            "</row><row r=\"\"><c/>",
            "</row><row r=\"x\"><c/>",
            "</row><rows r=\"2\"",
            "</row></sheetData>",
        ] {
            assert_eq!(end(none), None, "{none}");
        }
    }
}
