//! Measures what the columns of a known form hold below their header. Content tells words from money even if
//! the column number or the likeness of words says otherwise.

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Cell, CellContent, Level, Table};
use crate::text::heading::years;
use crate::text::number;

use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::{is_date, printed};

/// Maximum number of rows looked at below the header.
const MAX_SAMPLED_ROWS: u32 = 60;
/// Minimum number of cells with words, and none with a figure, for a column of words. Also the minimum number
/// of figures, and no amount, for a column of small figures.
const MIN_UNIFORM_CELLS: u32 = 3;
/// Minimum number of amounts in a column of money; they must also be [`MIN_AMOUNT_TENTHS`] in ten of its cells.
const MIN_AMOUNTS: u32 = 2;
/// Minimum number of amounts, of ten cells, in a column of money.
const MIN_AMOUNT_TENTHS: u32 = 6;
/// Minimum number of sums, of ten, that must hold in a column unknown to the form before it adds up.
const MIN_HOLDING_SUM_TENTHS: usize = 6;
/// Words in the header of a column whose numbers are no money, or money that does not add up.
const NON_MONEY_WORDS: [&str; 15] = [
    "no",
    "nomor",
    "kode",
    "rekening",
    "rek",
    "nip",
    "nik",
    "npwp",
    "id",
    "volume",
    "satuan",
    "harga",
    "tarif",
    "saldo",
    "koefisien",
];

/// How many cells of a column hold what. Zeros, dates and blank cells are not counted.
#[derive(Clone, Copy, Default)]
pub struct Content {
    /// Texts with letters.
    words: u32,
    /// Numbers of a thousand and more that are neither years, percentages nor codes.
    amounts: u32,
    /// Other figures.
    figures: u32,
}

impl Content {
    /// Counts the cells of these sheet columns (both ends included), from row `from` on.
    pub fn from_columns(grid: &Grid<'_>, (first, last): (u32, u32), from: u32) -> Self {
        let mut content = Self::default();
        for row in from..grid.last_row.saturating_add(1).min(from.saturating_add(MAX_SAMPLED_ROWS)) {
            for cell in grid.row_cells(row).iter().filter(|(c, ..)| (first..=last).contains(c)) {
                content.add_cell(cell.2);
            }
        }
        content
    }

    fn add_cell(&mut self, cell: &Cell) {
        const MIN_AMOUNT_VALUE: Decimal = Decimal::ONE_THOUSAND;
        if is_date(cell) {
            return;
        }
        match &cell.content {
            CellContent::Number(n) if n.is_zero() => {}
            CellContent::Number(n) => {
                let is_year = years(&printed(cell)).len() == 1;
                let is_amount = !is_year && !cell.format.is_percent() && n.abs() >= MIN_AMOUNT_VALUE;
                *(if is_amount { &mut self.amounts } else { &mut self.figures }) += 1;
            }
            CellContent::Text(text) => {
                let is_code =
                    || text.contains('.') && text.split('.').next_back().is_some_and(|s| s.len() != 3);
                match number::read_rupiah(text) {
                    Some(n) if n.value.is_zero() => {}
                    Some(n) if n.value.abs() >= MIN_AMOUNT_VALUE && years(text).is_empty() && !is_code() => {
                        self.amounts += 1;
                    }
                    Some(_) => self.figures += 1,
                    None if text.contains(char::is_alphabetic) => self.words += 1,
                    None if text.contains(|c: char| c.is_ascii_digit()) => self.figures += 1,
                    None => {}
                }
            }
            _ => {}
        }
    }

    /// Whether a form's column of this kind may hold this content, whatever its words say: words alone are
    /// neither money nor percentages.
    pub fn allows_kind(self, kind: Kind) -> bool {
        let is_of_words = self.words >= MIN_UNIFORM_CELLS && self.amounts + self.figures == 0;
        !(is_of_words && matches!(kind, Kind::Rupiah | Kind::Percent))
    }

    /// Whether the content fits this kind if nothing but the column's number speaks for it: money fits only a
    /// column of money.
    pub fn fits_kind(self, kind: Kind) -> bool {
        self.allows_kind(kind) && (kind == Kind::Rupiah || !self.is_money())
    }

    /// Whether the column holds figures alone, none of which is an amount.
    pub fn is_small_figures(self) -> bool {
        self.amounts == 0 && self.figures >= MIN_UNIFORM_CELLS
    }

    /// Whether the column holds amounts and hardly anything else.
    pub fn is_money(self) -> bool {
        let all = self.words + self.amounts + self.figures;
        self.amounts >= MIN_AMOUNTS && self.amounts * 10 >= all * MIN_AMOUNT_TENTHS
    }
}

/// Whether the words of a column's header allow it to be money that adds up.
pub fn may_be_money(words: &str) -> bool {
    !words.split(' ').any(|word| NON_MONEY_WORDS.contains(&word))
}

/// Marks money columns that the form does not know as adding up along the levels if most of their own sums
/// hold.
pub fn mark_additive_columns(table: &mut Table) {
    let form = table.form.clone();
    let unknown = |key: &str| form.column(key).is_none();
    let columns: Vec<usize> = (0..table.columns.len())
        .filter(|c| table.columns.get(*c).is_some_and(|c| c.kind == Kind::Rupiah && unknown(&c.key)))
        .collect();
    if columns.is_empty() {
        return;
    }
    let below = table.children_by_item();
    let is_part = |id: &&usize| table.items.get(**id).is_some_and(|item| item.level != Level::Jumlah);
    let bears_out = |column: usize| {
        let (mut all, mut holding) = (0, 0);
        for (id, parts) in below.iter().enumerate() {
            let Some(stated) = table.number(id, column).filter(|n| !n.is_zero()) else { continue };
            let parts: Vec<Decimal> =
                parts.iter().filter(is_part).filter_map(|part| table.number(*part, column)).collect();
            if parts.is_empty() {
                continue;
            }
            let sum = parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add);
            all += 1;
            holding += usize::from(sum == Some(stated));
        }
        holding > 0 && holding * 10 >= all * MIN_HOLDING_SUM_TENTHS
    };
    let adding: Vec<usize> = columns.into_iter().filter(|column| bears_out(*column)).collect();
    for column in adding {
        if let Some(column) = table.columns.get_mut(column) {
            column.adds_up = true;
        }
    }
}
