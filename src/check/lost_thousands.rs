//! Finds amounts that lost their thousands: where Excel takes a dot for a decimal point, "822.036" becomes the number
//! 822,036 when it is pasted, while "2.924.292", which is no number there, remains text. With commas, it happens to an
//! Excel that takes these for the decimal sign.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::forms::Kind;
use crate::model::{Book, CellContent, CellRef, Finding, ItemId, Relation, Renja, Table, TableId};

use super::relations::Relations;
use super::thousands;

/// The rule that reports them.
pub(super) const RULE: &str = "FMT106";

/// An amount that lost its thousands.
pub(super) struct LostAmount {
    /// The item of the amount.
    pub item: ItemId,
    /// The cell.
    pub at: CellRef,
    /// What the cell holds.
    pub stated: Decimal,
    /// What was meant, in rupiah.
    pub meant: Decimal,
}

/// The amounts of a workbook that lost their thousands.
#[derive(Default)]
pub(super) struct LostThousands {
    /// By table, in the order of rows and columns.
    pub tables: Vec<(TableId, Vec<LostAmount>)>,
    /// All of their cells.
    cells: BTreeSet<CellRef>,
}

impl LostThousands {
    /// Finds such amounts in tables in which larger ones of the same column are text in groups.
    pub fn find(renja: &Renja, book: &Book) -> Self {
        let mut found = Self::default();
        for (id, table) in renja.tables() {
            // Amounts in thousands or millions have decimals, and so have volumes beside text such as "1.200".
            let may_lose = |place: &usize| {
                matches!(table.columns[*place].kind, Kind::Rupiah | Kind::Quantity)
                    && thousands::unit(table, *place) == Decimal::ONE
            };
            let columns = (0..table.columns.len()).filter(may_lose);
            let columns: Vec<ColumnCells> =
                columns.map(|place| ColumnCells::read(table, place, book)).collect();
            if !columns.iter().any(ColumnCells::shows_loss) {
                continue;
            }
            let lost = columns.into_iter().filter(ColumnCells::may_be_lost).flat_map(|column| column.small);
            let mut lost: Vec<LostAmount> = lost.collect();
            lost.sort_unstable_by_key(|lost| lost.at);
            lost.dedup_by_key(|lost| lost.at);
            found.cells.extend(lost.iter().map(|lost| lost.at));
            found.tables.push((id, lost));
        }
        found
    }

    /// Sets the relations that fail at such an amount apart: its own finding says what is wrong.
    pub fn set_apart(&self, relations: &mut Relations) {
        if self.cells.is_empty() {
            return;
        }
        let is_hit = |r: &mut Relation| {
            let mut cells = r.terms.iter().map(|term| term.at).chain([r.result.at]);
            !r.holds() && cells.any(|at| self.cells.contains(&at))
        };
        let hit: Vec<Relation> = relations.all.extract_if(.., is_hit).collect();
        relations.consequences.extend(hit);
    }

    /// Whether a finding says no more than that such an amount is wrong: a sum, a share, or the same amount elsewhere.
    pub fn explains(&self, finding: &Finding) -> bool {
        let is_of_amounts = ["ARI", "RAS", "LNT"].iter().any(|rules| finding.rule.starts_with(rules));
        let mut cells = finding.related.iter().map(|r| r.at).chain([finding.at]);
        !self.cells.is_empty() && is_of_amounts && cells.any(|at| self.cells.contains(&at))
    }
}

/// The amounts of a column, by how they are stored.
#[derive(Default)]
struct ColumnCells {
    /// Whether the column holds money.
    is_money: bool,
    /// Number of texts in groups of thousands.
    grouped: usize,
    /// Numbers below a thousand that are typed, and not zero.
    small: Vec<LostAmount>,
    /// How many of these have decimals, three at most.
    decimal: usize,
    /// Number of these with just three.
    exact: usize,
    /// Whether there is a number of any other kind.
    has_other: bool,
}

impl ColumnCells {
    fn read(table: &Table, place: usize, book: &Book) -> Self {
        let mut cells = Self { is_money: table.columns[place].kind == Kind::Rupiah, ..Self::default() };
        let values = table.items.iter().enumerate();
        let values = values.flat_map(|(item, owner)| owner.rows().map(move |values| (item, values)));
        for (item, cited) in values.filter_map(|(item, values)| Some((item, values.get(place)?))) {
            let at = cited.at;
            let Some(cell) = book.cell(at) else { continue };
            if let CellContent::Text(text) = &cell.content {
                cells.grouped += usize::from(has_groups(text));
                continue;
            }
            let Some(n) = cited.value.number().filter(|n| !n.is_zero()) else { continue };
            let n = n.normalize();
            let meant = n.checked_mul(Decimal::ONE_THOUSAND).map(|n| n.normalize());
            match meant.filter(|meant| n.abs() < Decimal::ONE_THOUSAND && meant.scale() == 0) {
                Some(meant) if cell.formula.is_none() => {
                    cells.decimal += usize::from(n.scale() > 0);
                    cells.exact += usize::from(n.scale() == 3);
                    cells.small.push(LostAmount { item, at, stated: n, meant });
                }
                _ => cells.has_other = true,
            }
        }
        cells
    }

    /// Whether amounts of the column lost their thousands, beyond doubt: larger ones are text in groups, and no number
    /// is an amount in rupiah.
    fn shows_loss(&self) -> bool {
        self.is_money && self.grouped > 0 && self.decimal > 0 && !self.has_other
    }

    /// Whether the numbers of a column lost their thousands, in a table in which some did: those of other columns are all
    /// below a million, and mostly do not end in a zero.
    fn may_be_lost(&self) -> bool {
        self.shows_loss() || (!self.has_other && self.exact * 2 > self.small.len())
    }
}

/// Whether a text is an amount in groups of thousands, with dots alone or with commas alone.
fn has_groups(text: &str) -> bool {
    let text = text.trim();
    let text = text.strip_prefix("Rp").map_or(text, |rest| rest.trim_start_matches('.').trim_start());
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    ['.', ','].into_iter().any(|mark| {
        let mut groups = text.split(mark);
        let first = groups.next().unwrap_or_default();
        let rest: Vec<&str> = groups.collect();
        (1..=3).contains(&first.len())
            && digits(first)
            && !rest.is_empty()
            && rest.iter().all(|group| group.len() == 3 && digits(group))
    })
}
