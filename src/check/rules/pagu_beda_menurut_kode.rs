//! Rule LNT104: one code has different amounts in two tables of one year that otherwise agree code by code.
//!
//! `pagu_beda_antartabel` compares the official forms with each other. Here, at least one of the two tables
//! has no form that describes its rows.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rust_decimal::Decimal;

use super::super::context::Context;
use super::granted::{contains_word, header_words, is_granted};
use crate::check::thousands;
use crate::model::{
    Arg, CellRef, Finding, ItemId, Message, Related, Severity, Table, TableId, Value, Visibility,
};
use crate::text::fold::{fold, likeness};
use crate::text::heading::years;
use crate::text::kode::Kode;

/// Minimum number of codes that must agree before one that does not is reported. The budget and the cash plan
/// of one office share six sub kegiatan, of which five agree.
const MIN_AGREEING_CODES: usize = 4;
/// Minimum number of agreeing codes for each one that differs. Two versions of a budget differ in more.
const MIN_AGREEING_PER_DIFFERING: usize = 4;
/// Minimum number of different amounts among the agreeing codes: equal ceilings agree by chance.
const MIN_DIFFERENT_AMOUNTS: usize = 3;
/// Minimum number of segments of a code that contains the whole path from the top. A shorter one may be the
/// number of a row.
const MIN_CODE_DEPTH: usize = 3;
/// Minimum likeness (0 to 1) of the names at one code. Names that are less alike belong to two items that
/// share a code in two lists of codes.
const MIN_NAME_LIKENESS: f64 = 0.6;
/// Maximum number of tables to compare, each with each other: a workbook of a thousand small tables would
/// take a million comparisons. Above it, none are compared.
const MAX_TABLES: usize = 40;

/// Words in the header of the column that states what an item is granted.
const MAIN_AMOUNT_WORDS: [&str; 4] = ["jumlah", "total", "pagu", "anggaran"];
/// Words that tell one version, period or source of a budget from another. Two columns are only compared if
/// they have the same ones.
const VERSION_WORDS: [&str; 52] = [
    "perubahan",
    "pergeseran",
    "sebelum",
    "sesudah",
    "setelah",
    "semula",
    "menjadi",
    "murni",
    "awal",
    "usulan",
    "usul",
    "revisi",
    "efisiensi",
    "refocusing",
    "final",
    "rancangan",
    "draft",
    "draf",
    "lama",
    "baru",
    "induk",
    "dppa",
    "rkap",
    "rkpa",
    "lalu",
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
    "maju",
    "dak",
    "dau",
    "dbh",
    "dbhcht",
    "did",
    "pad",
    "bos",
    "blud",
    "apbn",
    "silpa",
    "hibah",
    "bankeu",
    "verifikasi",
    "koreksi",
];

/// Words that tell a period together with the number that follows: `Triwulan II`.
const PERIOD_WORDS: [&str; 6] = ["triwulan", "tw", "semester", "tahap", "minggu", "bulan"];

/// Returns one warning for each such code: at the amount that differs from most others, or at the one in the
/// later table if that is undecided.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let is_visible = |table: &Table| {
        // A hidden sheet is often an older version that was kept.
        context.book.sheet(table.sheet).is_some_and(|sheet| sheet.visibility == Visibility::Visible)
    };
    let tables: Vec<(TableId, &Table)> =
        context.renja.tables().filter(|(_, table)| is_visible(table)).collect();
    if tables.len() < 2 {
        return Vec::new();
    }
    let lists: Vec<CodeTable<'_>> =
        tables.into_iter().filter_map(|(id, table)| CodeTable::from_table(context, id, table)).collect();
    if lists.len() > MAX_TABLES {
        return Vec::new();
    }
    let mut differing: BTreeMap<CellRef, Vec<(ItemAmount, ItemAmount)>> = BTreeMap::new();
    for (place, one) in lists.iter().enumerate() {
        for other in lists.iter().skip(place + 1) {
            if !one.table.form.defines_rows() || !other.table.form.defines_rows() {
                for (a, b) in differing_amounts(one, other) {
                    differing.entry(a.at).or_default().push((a, b));
                }
            }
        }
    }
    group_by_cell(differing).iter().filter_map(|pairs| finding(context, pairs)).collect()
}

/// The codes that occur in a table once, with the columns of their amounts.
struct CodeTable<'a> {
    id: TableId,
    table: &'a Table,
    items: HashMap<&'a Kode, ItemId>,
    /// The same in the order of the sheet, which a hash map does not keep.
    items_in_order: Vec<(&'a Kode, ItemId)>,
    columns: Vec<AmountColumn>,
}

/// A column of amounts, with what tells its year and version.
struct AmountColumn {
    place: usize,
    unit: Decimal,
    years: BTreeSet<i32>,
    versions: BTreeSet<String>,
}

/// The amount of an item in a table.
#[derive(Clone, Copy)]
struct ItemAmount {
    at: CellRef,
    table: TableId,
    item: ItemId,
    amount: Decimal,
    /// Rupiah that one unit of the amount stands for.
    unit: Decimal,
}

impl ItemAmount {
    /// Whether both are the same amount, each in its unit.
    fn is_same_amount(&self, other: &Self) -> bool {
        thousands::amounts_agree((self.amount, self.unit), (other.amount, other.unit))
    }

    /// Returns the amount converted to the unit of another one; `None` on overflow.
    fn in_unit_of(&self, other: &Self) -> Option<Decimal> {
        self.amount.checked_mul(self.unit)?.checked_div(other.unit)
    }
}

impl<'a> CodeTable<'a> {
    fn from_table(context: &Context<'a>, id: TableId, table: &'a Table) -> Option<Self> {
        let columns = granted_columns(context, table);
        let codes = context.codes.get(id.0)?;
        let mut items: HashMap<&Kode, Option<ItemId>> = HashMap::new();
        let whole = codes.own_codes.iter().filter(|coded| coded.kode.depth() >= MIN_CODE_DEPTH);
        for coded in whole.clone() {
            items.entry(coded.kode).and_modify(|item| *item = None).or_insert(Some(coded.id));
        }
        let items: HashMap<&Kode, ItemId> =
            items.into_iter().filter_map(|(kode, id)| Some((kode, id?))).collect();
        let order = whole
            .filter(|coded| items.contains_key(coded.kode))
            .map(|coded| (coded.kode, coded.id))
            .collect();
        (!columns.is_empty() && items.len() > MIN_AGREEING_CODES).then_some(Self {
            id,
            table,
            items,
            items_in_order: order,
            columns,
        })
    }

    fn item_amount(&self, item: ItemId, column: &AmountColumn) -> Option<ItemAmount> {
        let cited = self.table.items.get(item)?.values.get(column.place)?;
        let Value::Rupiah(amount) = cited.value else { return None };
        Some(ItemAmount { at: cited.at, table: self.id, item, amount, unit: column.unit })
    }

    /// Whether an item states this amount in any of its columns.
    fn states_amount(&self, item: ItemId, unit: Decimal, amount: &ItemAmount) -> bool {
        let Some(item) = self.table.items.get(item) else { return false };
        let mut numbers = item.values.cited().filter_map(|cited| cited.value.number());
        numbers.any(|own| thousands::amounts_agree((own, unit), (amount.amount, amount.unit)))
    }
}

/// Returns the columns that state what an item is granted: the only column of money, or those with a word of
/// [`MAIN_AMOUNT_WORDS`] in the header.
fn granted_columns(context: &Context, table: &Table) -> Vec<AmountColumn> {
    let title: Vec<String> = table.title.iter().map(|line| line.value.clone()).collect();
    let sheet = context.renja.sheet_name(table.sheet).to_owned();
    let mut all: Vec<(bool, AmountColumn)> = Vec::new();
    for (place, column) in table.columns.iter().enumerate().filter(|(_, column)| is_granted(column)) {
        let words = header_words(column);
        let texts = column.header.iter();
        let own: BTreeSet<i32> = texts.flat_map(|text| years(&text.text)).chain(column.year).collect();
        let of_title: BTreeSet<i32> = title.iter().flat_map(|line| years(line)).collect();
        let of_sheet: BTreeSet<i32> = years(&sheet).into_iter().collect();
        let said = [own, of_title, of_sheet].into_iter().find(|years| !years.is_empty());
        let text = fold(&format!("{} {sheet} {words}", title.join(" ")));
        let versions = version_words(&text);
        let unit = thousands::unit(table, place);
        all.push((
            contains_word(&words, &MAIN_AMOUNT_WORDS),
            AmountColumn { place, unit, years: said.unwrap_or_default(), versions },
        ));
    }
    if all.len() > 1 {
        all.retain(|(main, _)| *main);
    }
    all.into_iter().map(|(_, column)| column).collect()
}

/// Returns the words of a folded text that tell its version, period and source.
fn version_words(text: &str) -> BTreeSet<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let single = words.iter().filter(|word| VERSION_WORDS.contains(word)).map(|word| (*word).to_owned());
    let periods = words.windows(2).filter_map(|two| match two {
        [period, number] if PERIOD_WORDS.contains(period) => Some(format!("{period} {number}")),
        _ => None,
    });
    single.chain(periods).collect()
}

/// Returns the pairs of amounts that differ at the same code, in two tables that otherwise agree. Uses the
/// pair of columns under which most codes agree.
fn differing_amounts(one: &CodeTable<'_>, other: &CodeTable<'_>) -> Vec<(ItemAmount, ItemAmount)> {
    let shared: Vec<(&Kode, ItemId, ItemId)> = one
        .items_in_order
        .iter()
        .filter_map(|(kode, item)| Some((*kode, *item, *other.items.get(kode)?)))
        .collect();
    if shared.len() <= MIN_AGREEING_CODES {
        return Vec::new();
    }
    // An error in a sub kegiatan is an error in its kegiatan and program too, so compare the innermost codes
    // only.
    let above: HashSet<String> = shared.iter().flat_map(|(kode, ..)| parent_codes(kode)).collect();
    let shared: Vec<_> = shared
        .into_iter()
        .filter(|(kode, ..)| !above.contains(&without_leading_zeros(kode.segments())))
        .collect();
    let mut best: Option<Compared> = None;
    for a in &one.columns {
        for b in other.columns.iter().filter(|b| is_one_version(a, b)) {
            let compared = Compared::from_columns((one, a), (other, b), &shared);
            if best.as_ref().is_none_or(|best| compared.rank() > best.rank()) {
                best = Some(compared);
            }
        }
    }
    best.filter(Compared::is_supported).map(|best| best.differing).unwrap_or_default()
}

fn is_one_version(a: &AmountColumn, b: &AmountColumn) -> bool {
    let years = a.years.is_empty() || b.years.is_empty() || !a.years.is_disjoint(&b.years);
    years && a.versions == b.versions
}

/// How the codes of two columns compare.
#[derive(Default)]
struct Compared {
    agreeing: usize,
    amounts: BTreeSet<Decimal>,
    differing: Vec<(ItemAmount, ItemAmount)>,
    /// Number of codes that differ for a reason other than a slip: the other table has the amount in another
    /// column, or another name at the code.
    explained: usize,
}

impl Compared {
    fn from_columns(
        one: (&CodeTable<'_>, &AmountColumn),
        other: (&CodeTable<'_>, &AmountColumn),
        shared: &[(&Kode, ItemId, ItemId)],
    ) -> Self {
        let mut compared = Self::default();
        let ((one, a), (other, b)) = (one, other);
        for (_, item, counterpart) in shared {
            let (Some(here), Some(there)) = (one.item_amount(*item, a), other.item_amount(*counterpart, b))
            else {
                continue;
            };
            if here.amount.is_zero() && there.amount.is_zero() {
                continue;
            }
            if here.is_same_amount(&there) {
                compared.agreeing += 1;
                compared.amounts.insert(here.amount);
            } else if one.states_amount(*item, a.unit, &there)
                || other.states_amount(*counterpart, b.unit, &here)
                || !have_like_names(one.table, *item, other.table, *counterpart)
            {
                compared.explained += 1;
            } else {
                compared.differing.push((here, there));
            }
        }
        compared
    }

    fn count_not_agreeing(&self) -> usize {
        self.differing.len() + self.explained
    }

    fn rank(&self) -> (usize, std::cmp::Reverse<usize>) {
        (self.agreeing, std::cmp::Reverse(self.count_not_agreeing()))
    }

    fn is_supported(&self) -> bool {
        self.agreeing >= MIN_AGREEING_CODES
            && self.amounts.len() >= MIN_DIFFERENT_AMOUNTS
            && self.count_not_agreeing() * MIN_AGREEING_PER_DIFFERING <= self.agreeing
    }
}

fn have_like_names(one: &Table, a: ItemId, other: &Table, b: ItemId) -> bool {
    let name = |table: &Table, item: ItemId| table.items.get(item).map(|item| fold(&table.label(item)));
    match (name(one, a), name(other, b)) {
        (Some(a), Some(b)) => likeness(&a, &b) >= MIN_NAME_LIKENESS,
        _ => false,
    }
}

/// Returns a code as it is compared: `05` and `5` are the same segment.
fn without_leading_zeros<'s>(segments: impl Iterator<Item = &'s str>) -> String {
    segments.map(|segment| segment.trim_start_matches('0')).collect::<Vec<_>>().join(".")
}

/// Returns the codes above a code.
fn parent_codes(kode: &Kode) -> impl Iterator<Item = String> + '_ {
    (1..kode.depth()).map(|depth| without_leading_zeros(kode.segments().take(depth)))
}

/// Groups the pairs of one code over all tables: pairs that share a cell, directly or through another pair.
fn group_by_cell(
    differing: BTreeMap<CellRef, Vec<(ItemAmount, ItemAmount)>>,
) -> Vec<Vec<(ItemAmount, ItemAmount)>> {
    let mut groups: Vec<Vec<(ItemAmount, ItemAmount)>> = Vec::new();
    let mut of_cell: HashMap<CellRef, usize> = HashMap::new();
    for pair in differing.into_values().flatten() {
        let known = [pair.0.at, pair.1.at].map(|at| of_cell.get(&at).copied());
        let into = known.into_iter().flatten().min().unwrap_or(groups.len());
        if into == groups.len() {
            groups.push(Vec::new());
        }
        let mut joining = vec![pair];
        for other in known.into_iter().flatten().filter(|group| *group != into) {
            joining.append(&mut groups[other]);
        }
        for (a, b) in &joining {
            of_cell.extend([(a.at, into), (b.at, into)]);
        }
        groups[into].append(&mut joining);
    }
    groups
}

fn finding(context: &Context, pairs: &[(ItemAmount, ItemAmount)]) -> Option<Finding> {
    let all = || pairs.iter().flat_map(|(a, b)| [a, b]);
    let times = |place: &ItemAmount| all().filter(|other| other.at == place.at).count();
    let odd = all().max_by_key(|place| (times(place), place.at))?;
    let mut others: Vec<&ItemAmount> = all().filter(|place| !place.is_same_amount(odd)).collect();
    others.sort_by_key(|place| place.at);
    others.dedup_by_key(|place| place.at);
    let first = others.first()?;
    let table = context.table(odd.table)?;
    let agreed = others.len() > 1 && others.iter().all(|place| place.is_same_amount(first));
    let said = others
        .iter()
        .map(|place| {
            Arg::Text(format!("{} {}", context.renja.cell_name(place.at), Value::Rupiah(place.amount)))
        })
        .collect();
    let stated = Value::Rupiah(odd.amount);
    let computed = first.in_unit_of(odd);
    let message = Message::new("check.antartabel.kode")
        .with("item", table.items.get(odd.item).map_or_else(String::new, |item| table.label(item)))
        .with("place", context.renja.cell_name(odd.at))
        .with("stated", stated.clone())
        .with("others", Arg::List(said));
    Some(Finding {
        stated: Some(stated),
        computed: computed.filter(|_| agreed).map(Value::Rupiah),
        difference: computed.and_then(|n| odd.amount.checked_sub(n)).map(Value::Rupiah),
        related: others
            .iter()
            .map(|place| Related {
                at: place.at,
                label: context.path(place.table, place.item),
                value: Some(Value::Rupiah(place.amount)),
            })
            .collect(),
        ..Context::simple_finding("LNT104", Severity::Warning, odd.at, table.path(odd.item), message)
    })
}
