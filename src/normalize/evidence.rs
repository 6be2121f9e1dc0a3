//! What evidence takes: every threshold of reading and relating tables without an official form, each with
//! the case that set it.

use rust_decimal::Decimal;

/// Fewest rows with a figure that make a table. Two figures below words are a note beside a title.
pub const FEWEST_ROWS: usize = 3;
/// Rows from which a column's content is told. Longer tables do not change their columns further down.
pub const SAMPLE: u32 = 400;
/// Most rows that a header takes, and that one of its cells is merged over. An inventory of a room merges its
/// header over seven.
pub const MOST_HEAD_ROWS: u32 = 8;
/// Fewest cells of a row that all say the same word of a header before the row is one of the header: "Pagu" below the
/// name of each directorate.
pub const FEWEST_ALIKE_HEADS: usize = 3;
/// Most cells for each different text of a column that names its rows. In an export the name of a unit stands on a
/// hundred rows.
pub const MOST_REPEATED: usize = 50;
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

/// Share of an official form's columns, in percent, that a table with its title must have before it is one: the RKA of
/// 2.2 leaves out two of ten where nobody plans the year after.
pub const NAMED_BY_FORM: usize = 60;
/// Rows above a table that may hold its title: an RKA has twelve lines of what it is for.
pub const TITLE_ROWS: u32 = 20;
/// Share of informative rows, in percent, in which a relation that an official form states must hold. An office may use
/// a form's column for something else, and then it holds in none.
pub const HOLDING_BY_FORM: usize = 50;
/// Fewest informative rows in which a relation that words name must hold: a page of an RKA has few items.
pub const FEWEST_BY_WORDS: usize = 2;
/// Fewest informative rows in which a relation by figures must hold. In a list whose physical progress is
/// 100 in ten of twelve paid rows, no row says anything.
pub const FEWEST_INFORMATIVE: usize = 3;
/// Share of informative rows, in percent, in which a relation that the header's words name must hold.
pub const HOLDING_BY_WORDS: usize = 60;
/// The same for a relation that nothing but figures shows.
pub const HOLDING_BY_FIGURES: usize = 80;
/// The same for one by words or figures that another column has too: in reports of progress, 60 to 85 of a hundred
/// rows state the share of the money that was spent as the physical progress too, and 78 of 79 are one with an error.
pub const HOLDING_OF_DOUBLE: usize = 90;
/// Share of the rows, in percent, that follow one formula before it is the column's.
pub const HOLDING_BY_FORMULA: usize = 60;
/// The same of all rows with a figure, for a formula that copies another column: a delivery in several parts repeats
/// the order in thirteen rows of eighteen.
pub const HOLDING_OF_COPY: usize = 80;
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
/// Most terms of a formula: a sheet of 16,000 columns would make one of as many levels.
pub const MOST_TERMS: usize = 512;
/// Most columns among which pairs are tried.
pub const MOST_PAIRED: usize = 24;
/// The same in a table of more than [`MOST_RELATED`] columns.
pub const FEW_PAIRED: usize = 8;
/// Rows from which the relations of columns are told.
pub const RELATED_ROWS: usize = 400;

/// Share of the links by formulas, in percent, that must be those of the codes before the codes go first: a code
/// stands in every row, and a formula that leaves one out is then found by it.
pub const AGREEING_BY_CODE: usize = 60;
/// The same for how the rows are set.
pub const AGREEING_BY_LOOK: usize = 80;
/// Of the links by formulas, at most one in so many may cross the others: sums of every third row are no levels.
pub const CROSSING_ONE_OF: usize = 10;
/// A formula may differ from the levels in one row for so many that it adds up, and is then a slip. Where it differs in
/// more, the formula tells the parts: that of a village's plan adds up 12 of 34 rows.
pub const SLIP_ONE_OF: usize = 2;
/// Share of the sums, in percent, from which a hierarchy holds nearly always: in the plan of a small village one wrong
/// amount breaks two of twenty-six, and one of the fourteen that its accounts alone would have.
pub const HOLDING_NEARLY: usize = 85;
/// Share of the sums, in percent, that must hold in a hierarchy by codes: funds and contracts look like codes.
pub const HOLDING_BY_CODE: usize = 50;
/// The same for a hierarchy by print, or by figures.
pub const HOLDING_BY_LOOK: usize = 60;
/// Share of the columns that a row states, in percent, in which it must be the sum of others: one wrong figure is
/// no other hierarchy.
pub const COLUMNS_OF_SUM: usize = 50;
/// Fewest of them where nothing but figures shows the sum: round amounts add up by chance.
pub const FEWEST_COLUMNS_OF_SUM: usize = 2;
/// The least figure, and the least number that its digits make, whose sum is hardly chance: lists of devices state
/// 2 where two rows below state 1.
pub const LEAST_TELLING: u32 = 100;
/// Fewest rows that a sum leaves a column out of before it is a sum of fewer columns than the sheet means: assets of
/// a region are the difference of two others where a third is zero, in all regions but ten.
pub const FEWEST_LEFT_OUT: usize = 2;
/// Most rows of one sum that figures alone may show.
pub const MOST_ROWS_OF_SUM: usize = 200;
/// Rows that are added up in trials below the totals of one table.
pub const MOST_TRIALS: usize = 500_000;
/// A sum of parts so many times as large as its total is not tried on.
pub const FAR: u8 = 4;
/// Of two ways to add up a total that hold in as many columns, one that differs so many times as much in the others is
/// not it: a subtotal of one account, and the subtotal before it that has a zero in the other column.
pub const MUCH_LESS_NEAR: u8 = 10;
/// Rows that add up to so many times a total, at least and at most, are a list with its own subtotals among them,
/// on as many levels. Ten times is a digit that was lost.
pub const MANY_TIMES: (Decimal, Decimal) =
    (Decimal::from_parts(17, 0, 0, false, 1), Decimal::from_parts(6, 0, 0, false, 0));

/// Whether so many of so many are at least this share in percent.
pub fn is_share(part: usize, of: usize, percent: usize) -> bool {
    part * 100 >= of * percent
}
