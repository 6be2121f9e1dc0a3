//! A large sheet, unfolded a piece at a time, each of whole rows: while one is unfolded those before
//! it are read on the other threads, and no more of its XML is held than is worked on.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::sheet::{Context, Scanned, Stop, joined, scan};
use crate::ooxml::xml::decode;
use crate::read::ReadError;
use crate::read::budget::Budget;
use crate::read::package::{Package, Part};
use crate::read::raw::RawSheet;

/// Bytes of a piece, or a row more. Most sheets are one piece.
const PIECE: u64 = 1 << 20;

/// Pieces that wait for each of the other threads, so that it need not wait for one.
const AHEAD: usize = 2;

/// Reads a sheet; `None` where there is no such part, or its XML is damaged or breaks off.
pub(super) fn read(
    package: &mut Package<'_>,
    name: &str,
    context: &Context<'_>,
    budget: &Budget,
) -> Result<Option<RawSheet>, ReadError> {
    let Some(part) = package.part(name)? else { return Ok(None) };
    let mut pieces = Pieces { part, rest: Vec::new() };
    let first = pieces.next(budget)?;
    let scanned = if first.goes_on {
        match side_by_side(first, pieces, context, budget)? {
            // A comment that holds the end of a row looks like damage where it is cut. The budget counts
            // what was read of it twice.
            Err(Stop::Malformed) => {
                let text = package.text(name, budget)?.unwrap_or_default();
                scan(&text, false, context, budget).map(|whole| vec![whole])
            }
            scanned => scanned,
        }
    } else {
        scan(&first.text, false, context, budget).map(|whole| vec![whole])
    };
    match scanned {
        Ok(pieces) => joined(pieces, budget).map(Some),
        Err(Stop::Malformed) => Ok(None),
        Err(Stop::Limit(error)) => Err(error),
    }
}

/// Reads the pieces of a sheet on all threads.
fn side_by_side(
    mut piece: Piece,
    mut pieces: Pieces<'_, '_>,
    context: &Context<'_>,
    budget: &Budget,
) -> Result<Result<Vec<Scanned>, Stop>, ReadError> {
    let ahead = (rayon::current_num_threads() - 1) * AHEAD;
    let waiting = AtomicUsize::new(0);
    let scanned = Mutex::new(Vec::new());
    let keep = |place: usize, one: Result<Scanned, Stop>| {
        scanned.lock().unwrap_or_else(PoisonError::into_inner).push((place, one));
    };
    rayon::in_place_scope(|scope| {
        for place in 0.. {
            let Piece { text, goes_on } = piece;
            // This thread unfolds for the others; where they have enough, it reads too.
            if waiting.load(Ordering::Relaxed) >= ahead {
                keep(place, scan(&text, goes_on, context, budget));
            } else {
                waiting.fetch_add(1, Ordering::Relaxed);
                let (waiting, keep) = (&waiting, &keep);
                scope.spawn(move |_| {
                    waiting.fetch_sub(1, Ordering::Relaxed);
                    keep(place, scan(&text, goes_on, &context.apart(), budget));
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
    Ok(all(scanned.into_iter().map(|(_, one)| one).collect()))
}

/// All pieces, or why there are none. Of several limits that were passed it is the same that is told,
/// whichever thread came first.
fn all(pieces: Vec<Result<Scanned, Stop>>) -> Result<Vec<Scanned>, Stop> {
    let too_many_bytes =
        |one: &Result<Scanned, Stop>| matches!(one, Err(Stop::Limit(ReadError::TooManyBytes(_))));
    let limit = |one: &Result<Scanned, Stop>| matches!(one, Err(Stop::Limit(_)));
    let first = |test: &dyn Fn(&Result<Scanned, Stop>) -> bool| pieces.iter().position(test);
    match first(&too_many_bytes).or_else(|| first(&limit)) {
        Some(place) => pieces.into_iter().skip(place).take(1).collect(),
        None => pieces.into_iter().collect(),
    }
}

/// A piece of a sheet's XML.
struct Piece {
    text: String,
    /// Whether it is not the last.
    goes_on: bool,
}

struct Pieces<'p, 'a> {
    part: Part<'p, 'a>,
    /// What was unfolded behind the last piece.
    rest: Vec<u8>,
}

impl Pieces<'_, '_> {
    fn next(&mut self, budget: &Budget) -> Result<Piece, ReadError> {
        let mut bytes = std::mem::take(&mut self.rest);
        loop {
            let before = bytes.len();
            if self.part.unfold(&mut bytes, PIECE, budget)? < PIECE {
                return Ok(Piece { text: decode(bytes), goes_on: false });
            }
            if let Some(end) = end_of_row(&bytes, before.saturating_sub(LONGEST_TAG)) {
                self.rest = bytes.split_off(end);
                return Ok(Piece { text: decode(bytes), goes_on: true });
            }
        }
    }
}

/// Bytes of the end of a row and of the tag of the next one.
const LONGEST_TAG: usize = 1_024;

/// Where the last row ends that another one follows which says its own number: what is read from there
/// on need not know what stands before. Looked for from a place on.
fn end_of_row(bytes: &[u8], from: usize) -> Option<usize> {
    const END: &[u8] = b"</row>";
    let mut bytes_before = bytes.len();
    loop {
        let behind =
            bytes.get(from..bytes_before)?.windows(END.len()).rposition(|w| w == END)? + from + END.len();
        let blanks = bytes.get(behind..)?.iter().take_while(|b| b.is_ascii_whitespace()).count();
        if bytes.get(behind + blanks..).is_some_and(says_its_number) {
            return Some(behind + blanks);
        }
        bytes_before = behind - 1;
    }
}

/// Whether this is the tag of a row with its number: `<row r="12" spans="1:13">`.
fn says_its_number(tag: &[u8]) -> bool {
    const NUMBER: &[u8] = b" r=\"";
    let Some(attributes) = tag.strip_prefix(b"<row") else { return false };
    let end = attributes.iter().take(LONGEST_TAG).position(|b| *b == b'>');
    let Some(attributes) = end.and_then(|end| attributes.get(..end)) else { return false };
    let number = attributes.windows(NUMBER.len()).position(|w| w == NUMBER);
    let Some(number) = number.and_then(|at| attributes.get(at + NUMBER.len()..)) else { return false };
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
