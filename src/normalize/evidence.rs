//! What evidence takes: every threshold of reading and relating tables without an official form, each with
//! the case that set it.

/// Fewest rows with a figure that make a table. Two figures below words are a note beside a title.
pub const FEWEST_ROWS: usize = 3;
/// Rows from which a column's content is told. Longer tables do not change their columns further down.
pub const SAMPLE: u32 = 400;
/// Most rows of words that a header takes: a group, a part, a unit, and one more.
pub const MOST_HEAD_ROWS: u32 = 6;
/// Most blank rows between a header and its first row. An application prints three.
pub const MOST_BLANK_ROWS: u32 = 8;
/// Share of the rows, in percent, that a block of columns without names fills where it is a part of the table
/// at its left and no working beside it.
pub const PART_OF_TABLE: usize = 50;
/// Fewest columns of money that an official form does not know, or of figures below one of its columns, before a
/// table is another: T-C.27 has the money of five years and their sum where a form of goals has one.
pub const FEWEST_UNKNOWN: usize = 3;
/// Columns of money that the form does not know for each that it knows.
pub const UNKNOWN_FOR_EACH: usize = 2;

/// Fewest informative rows in which a relation that words name must hold: a page of an RKA has few items.
pub const FEWEST_BY_WORDS: usize = 2;
/// Fewest informative rows in which a relation by figures must hold. In a list whose physical progress is
/// 100 in ten of twelve paid rows, no row says anything.
pub const FEWEST_INFORMATIVE: usize = 3;
/// Share of informative rows, in percent, in which a relation that the header's words name must hold.
pub const HOLDING_BY_WORDS: usize = 60;
/// The same for a relation that nothing but figures shows.
pub const HOLDING_BY_FIGURES: usize = 80;
/// Share of the rows, in percent, that follow one formula before it is the column's.
pub const HOLDING_BY_FORMULA: usize = 60;
/// Fewest cells with one formula before it is the column's: two may be a copy.
pub const FEWEST_FORMULAS: usize = 2;
/// Fewest rows of a column that its words promise to be a difference and that is one in none: a column from
/// another year.
pub const FEWEST_OF_ANOTHER_YEAR: usize = 5;
/// Most columns of a table whose relations are looked for among the figures, and by words in all pairs: a table
/// of 480 columns has a hundred thousand pairs.
pub const MOST_RELATED: usize = 64;
/// Most columns that are added up in trials.
pub const MOST_PARTS: usize = 31;
/// Most columns among which pairs are tried.
pub const MOST_PAIRED: usize = 24;
/// The same in a table of more than [`MOST_RELATED`] columns.
pub const FEW_PAIRED: usize = 8;
/// Rows from which the relations of columns are told.
pub const RELATED_ROWS: usize = 400;

/// Whether so many of so many are at least this share in percent.
pub fn is_share(part: usize, of: usize, percent: usize) -> bool {
    part * 100 >= of * percent
}
