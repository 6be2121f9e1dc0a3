//! Every threshold for reading and relating tables without an official form, each with the case that set
//! it.

use rust_decimal::Decimal;

/// Minimum number of rows with a figure for a table. Two figures below words are a note beside a title. Also
/// the minimum number of figures or texts before other judgements about a column or the rows behind a table.
pub const MIN_TABLE_ROWS: usize = 3;
/// Maximum number of rows from which the content of a column is judged. Longer tables do not change their
/// columns further down.
pub const MAX_SAMPLED_ROWS: u32 = 400;
/// Maximum height, in rows, of a merged header cell, and the number of rows after which a header is not
/// extended any further. The inventory of a room merges its header over seven rows.
pub const MAX_HEADER_ROWS: u32 = 8;
/// Minimum number of cells in a row that all repeat one header word before the row counts as part of the
/// header: "Pagu" below the name of each directorate.
pub const MIN_REPEATED_HEADER_CELLS: usize = 3;
/// Number of text cells per different text from which a column is too repetitive to name the rows. In an
/// export the name of a unit stands on a hundred rows.
pub const REPETITIVE_CELLS_PER_TEXT: usize = 50;
/// Maximum number of blank rows in one gap: between a header and its first row, or among the rows of a table.
/// An application prints three below the header.
pub const MAX_BLANK_ROWS: u32 = 8;
/// Share of a table's rows, in percent, that a block of unnamed columns behind a blank one must fill to be
/// part of the table at its left. Below this share the block is a calculation beside the table.
pub const MIN_UNNAMED_BLOCK_PERCENT: usize = 50;
/// Minimum number of money columns that an official form does not know, or of figures side by side below one
/// of its columns, before the table is not of that form: T-C.27 has the money of five years and their sum
/// where a form of goals has one.
pub const MIN_UNKNOWN_COLUMNS: usize = 3;
/// Number of unknown money columns per known one above which a table is not of the form. See
/// [`MIN_UNKNOWN_COLUMNS`].
pub const MAX_UNKNOWN_PER_KNOWN: usize = 2;

/// Share of an official form's required columns, in percent, that a table with its title must have to be read
/// as that form: the RKA of 2.2 leaves out two of ten if nobody plans the year after.
pub const MIN_FORM_COLUMNS_PERCENT: usize = 60;
/// Number of rows above a table that are searched for its title: an RKA has twelve lines about its purpose.
pub const MAX_TITLE_ROWS: u32 = 20;
/// Share of informative rows, in percent, in which a relation stated by an official form must hold. An office
/// may use a column of the form for something else, and then the relation holds in no row.
pub const MIN_FORM_HOLDING_PERCENT: usize = 50;
/// Minimum number of informative rows in which a relation named by words must hold: a page of an RKA has few
/// items.
pub const MIN_WORDS_HOLDING_ROWS: usize = 2;
/// Minimum number of informative rows in which a relation shown by figures must hold. In a list whose
/// physical progress is 100 in ten of twelve paid rows, no row is evidence.
pub const MIN_INFORMATIVE_ROWS: usize = 3;
/// Share of the tested rows, in percent, in which a relation named by the header's words must hold.
pub const MIN_WORDS_HOLDING_PERCENT: usize = 60;
/// Share of the tested rows, in percent, in which a relation shown by figures alone must hold.
pub const MIN_FIGURES_HOLDING_PERCENT: usize = 80;
/// Share of the tested rows, in percent, in which a relation by words or figures must hold if another column
/// has the same relation: in reports of progress, 60 to 85 of a hundred rows state the share of the money
/// spent as the physical progress too, whereas 78 of 79 rows are a real relation with one error.
pub const MIN_DUPLICATE_HOLDING_PERCENT: usize = 90;
/// Share of a column's cells with a formula, in percent, that must share one formula before it is the
/// column's.
pub const MIN_SHARED_FORMULA_PERCENT: usize = 60;
/// Share of all rows with a figure, in percent, that must share a formula before it is the column's: prices of
/// material were typed in 41 rows of 48, and 6 of the others took wages off a round sum.
pub const MIN_FORMULA_ROWS_PERCENT: usize = 50;
/// Minimum number of cells with one formula before it is the column's: a single one is no pattern.
pub const MIN_FORMULA_CELLS: usize = 2;
/// Minimum number of informative rows before a column whose words promise a difference is taken to belong to
/// another year because the difference holds in hardly any of them.
pub const MIN_OTHER_YEAR_ROWS: usize = 5;
/// Maximum number of columns of a table whose relations are searched for among the figures. In a wider table,
/// words are tried on fewer pairs: 480 columns have a hundred thousand of them.
pub const MAX_RELATED_COLUMNS: usize = 64;
/// Maximum number of neighbouring columns that are added up in a trial sum.
pub const MAX_SUM_PARTS: usize = 31;
/// Maximum number of terms of a formula: a sheet of 16,000 columns would make a formula nested as deeply.
pub const MAX_FORMULA_TERMS: usize = 512;
/// Maximum number of columns, the nearest ones, among which pairs are tried.
pub const MAX_PAIRED_COLUMNS: usize = 24;
/// The same limit in a table of more than [`MAX_RELATED_COLUMNS`] columns.
pub const MAX_PAIRED_COLUMNS_WIDE: usize = 8;
/// Maximum number of rows in which relations between columns are tried.
pub const MAX_RELATED_ROWS: usize = 400;

/// Share of the parent links stated by formulas, in percent, that must agree with the codes for the codes to
/// go first: a code stands in every row, so that it also finds a formula that leaves a row out.
pub const MIN_CODE_AGREEMENT_PERCENT: usize = 60;
/// Share of the parent links stated by formulas, in percent, that must agree with the layout of the rows for
/// the layout to go first. Also the share of sums that must hold in a hierarchy by layout or figures that the
/// formula of a total contradicts.
pub const MIN_LAYOUT_AGREEMENT_PERCENT: usize = 80;
/// At most one in this many parent links by formulas may cross the others. With more, the formulas do not
/// show levels: one that adds up every third row, for example.
pub const CROSSING_ONE_IN: usize = 10;
/// Rows added up per row of difference that is still a slip: a formula may differ from the levels in half as
/// many rows as it adds up, or in one. If it differs in more, the formula decides the parts: that of a
/// village's plan adds up 12 of 34 rows.
pub const SLIP_ONE_IN: usize = 2;
/// Share of the sums, in percent, from which a hierarchy holds nearly always: in the plan of a small village
/// one wrong amount breaks two of twenty-six sums, and one of the fourteen that its accounts alone would
/// have.
pub const MIN_NEARLY_ALWAYS_PERCENT: usize = 85;
/// Maximum number of words in a column that names the levels of its rows: Urusan, Bidang Urusan, Program, Kegiatan, Sub
/// Kegiatan and five levels of accounts.
pub const MAX_LEVEL_WORDS: usize = 10;
/// Number of sums that must hold in a hierarchy for each that holds in another one without a broken sum, before
/// the first is right nevertheless: one wrong figure among the 54 sums of a regional product leaves 6 that a
/// hierarchy by numbers asks for.
pub const MIN_MANY_MORE_SUMS: usize = 4;
/// Share of the sums, in percent, that must hold in a hierarchy by codes: funds and contracts look like
/// codes.
pub const MIN_CODE_HOLDING_PERCENT: usize = 50;
/// Share of the sums, in percent, that must hold in a hierarchy by layout or by figures.
pub const MIN_LAYOUT_HOLDING_PERCENT: usize = 60;
/// Share of the columns stated in a row, in percent, in which the row must be the sum of others: one wrong
/// figure does not make another hierarchy.
pub const MIN_MATCHING_COLUMNS_PERCENT: usize = 50;
/// Minimum number of such columns if nothing but figures shows the sum: round amounts add up by chance.
pub const MIN_MATCHING_COLUMNS: usize = 2;
/// Minimum number of columns in which an unlabelled row must be the sum of those above, in distinctive figures, before
/// one more column may be wrong: a regional product states six years.
pub const MIN_COLUMNS_BUT_ONE: usize = 4;
/// Minimum number of columns in which the last row of a table must be the sum of those above, in distinctive figures and
/// without a word for it: the census of six years gives "INDONESIA" as the sum of the provinces in three.
pub const MIN_COLUMNS_OF_LAST_ROW: usize = 3;
/// Least figure, and least number made of a figure's significant digits, whose sum is hardly chance: lists of
/// devices state 2 above two rows of 1.
pub const MIN_CONCLUSIVE_FIGURE: u32 = 100;
/// Least number made of the digits of a figure before its trailing zeros that makes it distinctive: five digits.
pub const MIN_DISTINCTIVE_DIGITS: u32 = 10_000;
/// Minimum number of rows in which a sum must miss a column before it is rejected as incomplete: the assets
/// of a region are the difference of two columns where a third is zero, which is so in all regions but ten.
pub const MIN_LEFT_OUT_ROWS: usize = 2;
/// Maximum number of rows that figures alone may add up to one sum.
pub const MAX_SUM_ROWS: usize = 200;
/// Maximum number of rows added in trials below the totals of one table. After that no further sum is tried.
pub const MAX_TRIAL_ROWS: usize = 500_000;
/// A trial sum is abandoned once it exceeds this multiple of its total.
pub const MAX_SUM_MULTIPLE: u8 = 4;
/// Of two ways to add up a total that hold in as many columns, the longer one is rejected if it differs more
/// than this many times as much in the other columns: a subtotal of one account, and the subtotal before it
/// that has a zero in the other column.
pub const MAX_DIFFERENCE_RATIO: u8 = 10;
/// Least and greatest multiple of a total that its rows must add up to before they are a list with subtotals
/// of its own, on one or more levels. Ten times is a lost digit.
pub const NESTED_SUM_MULTIPLES: (Decimal, Decimal) =
    (Decimal::from_parts(17, 0, 0, false, 1), Decimal::from_parts(6, 0, 0, false, 0));

/// Whether `part` is at least `percent` percent of `of`. True if `of` is zero.
pub fn is_at_least_percent(part: usize, of: usize, percent: usize) -> bool {
    part * 100 >= of * percent
}

/// Whether a figure has so many digits before its trailing zeros that rows which add up to it do so by no chance:
/// fees of 35.000 and 5.000 add up to each other everywhere.
pub fn is_distinctive(n: Decimal) -> bool {
    let mut digits = n.normalize().mantissa().unsigned_abs();
    while digits != 0 && digits.is_multiple_of(10) {
        digits /= 10;
    }
    digits >= MIN_DISTINCTIVE_DIGITS.into()
}

/// Whether a sum that gives this figure is hardly chance, as 2 = 1 + 1 is.
pub fn is_conclusive(n: Decimal) -> bool {
    let digits = n.normalize().mantissa().unsigned_abs();
    n.abs() >= MIN_CONCLUSIVE_FIGURE.into() || digits >= MIN_CONCLUSIVE_FIGURE.into()
}
