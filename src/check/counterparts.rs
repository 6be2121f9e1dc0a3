//! Matches the programs and kegiatan of the plan with those of other tables, by code or else by name as a
//! reader would compare it. Each match carries its grounds.

use std::collections::{HashMap, HashSet};

use crate::check::sections::{Plan, Sections};
use crate::model::{Item, ItemId, Level, Renja, Table, TableId, Value};
use crate::text::fold::{fold, likeness};
use crate::text::kode::Kode;

/// An item of the plan's table with its counterparts in other tables.
pub(super) struct CounterpartGroup {
    /// The table that states the plan.
    pub plan: TableId,
    /// The item in the plan's table.
    pub item: ItemId,
    /// Counterparts, at most one for each table, in the order of the tables.
    pub others: Vec<Match>,
}

/// A counterpart in another table.
pub(super) struct Match {
    /// The other table.
    pub table: TableId,
    /// The item in the other table.
    pub item: ItemId,
    /// Why the two items are taken for the same.
    pub grounds: MatchGround,
}

/// Why two items are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MatchGround {
    /// Both carry the same code, and no other candidate does.
    Kode,
    /// Both carry the same name once spelling habits are removed (see [`normalize_name`]).
    Name,
    /// Their names are nearly the same: "Sisten Informasi" and "Sistem Informasi".
    Similar,
}

/// Minimum likeness (0 to 1) of two names that are taken for one. "Sisten Informasi" and "Sistem Informasi",
/// or "Karier" and "Karir", are one name.
const MIN_NAME_LIKENESS: f64 = 0.86;
/// Minimum lead, in likeness, over the second-best candidate; with less, either could be meant.
const MIN_LIKENESS_LEAD: f64 = 0.04;

/// Returns the programs, kegiatan and sub kegiatan of each plan's table, in order, with their counterparts in
/// the other tables that state amounts of the same plan. A plan without another table has no groups.
pub(super) fn find_groups(renja: &Renja, sections: &Sections) -> Vec<CounterpartGroup> {
    sections.plans().flat_map(|plan| groups_of_plan(renja, sections, plan)).collect()
}

/// Returns the groups of one plan. Items are matched first below counterparts of their parents, then
/// anywhere.
fn groups_of_plan(renja: &Renja, sections: &Sections, plan: &Plan) -> Vec<CounterpartGroup> {
    let plan_id = plan.table;
    let Some(plan) = renja.tables.get(plan_id.0) else { return Vec::new() };
    let others: Vec<OtherTable<'_>> = renja
        .tables()
        .filter(|(id, _)| *id != plan_id && sections.plan_of(*id).is_some_and(|p| p.table == plan_id))
        .filter(|(_, table)| !plan_amount_columns(table).is_empty())
        .map(|(id, table)| OtherTable::new(id, table))
        .collect();
    if others.is_empty() {
        return Vec::new();
    }
    let mut codes: HashMap<&Kode, usize> = HashMap::new();
    for kode in plan.items.iter().filter_map(|item| kode(plan, item)) {
        *codes.entry(kode).or_default() += 1;
    }
    let mut taken: HashSet<(TableId, ItemId)> = HashSet::new();
    // The counterpart that each item of the plan found in each other table.
    let mut matched: HashMap<(TableId, ItemId), ItemId> = HashMap::new();
    let named = named_items(plan);
    let mut of_name: HashMap<(Level, &str), usize> = HashMap::new();
    for (level, wanted) in named.iter().filter_map(|n| Some((plan.items.get(n.item)?.level, n))) {
        *of_name.entry((level, &wanted.normalized)).or_default() += 1;
    }
    let group =
        |wanted: &NamedItem| CounterpartGroup { plan: plan_id, item: wanted.item, others: Vec::new() };
    let mut groups: Vec<CounterpartGroup> = named.iter().map(group).collect();
    // First match programs, and the items below a matched parent, among that parent's children only. Then
    // match what is left, anywhere in the other table.
    for is_below in [true, false] {
        for (wanted, group) in named.iter().zip(&mut groups) {
            let Some(item) = plan.items.get(wanted.item) else { continue };
            let code = kode(plan, item).filter(|kode| kode.depth() >= 3 && codes.get(kode) == Some(&1));
            for other in &others {
                let parent = item.parent.and_then(|parent| matched.get(&(other.id, parent)).copied());
                let is_first = parent.is_some() || item.level == Level::Program;
                if is_first != is_below || matched.contains_key(&(other.id, wanted.item)) {
                    continue;
                }
                // A name that several items of the plan share is only matched below its own parent, unless
                // the code agrees.
                let by_name =
                    parent.is_some() || of_name.get(&(item.level, wanted.normalized.as_str())) == Some(&1);
                if let Some((found, grounds)) = other.find_counterpart(wanted, item.level, code, parent)
                    && (by_name || grounds == MatchGround::Kode)
                    && taken.insert((other.id, found))
                {
                    matched.insert((other.id, wanted.item), found);
                    group.others.push(Match { table: other.id, item: found, grounds });
                }
            }
        }
    }
    // Matches were found in two rounds; put them into the order of the tables.
    for group in &mut groups {
        group.others.sort_by_key(|found| found.table);
    }
    groups
}

/// Returns the columns that add up and belong to the year of the plan itself, according to the table's form.
pub(super) fn plan_amount_columns(table: &Table) -> Vec<usize> {
    table
        .columns
        .iter()
        .enumerate()
        .filter(|(_, c)| c.adds_up && table.form.column(&c.key).and_then(|form| form.year) == Some(0))
        .map(|(i, _)| i)
        .collect()
}

/// Returns the programs, kegiatan and sub kegiatan of a table, without rows that only continue the name
/// above.
pub(super) fn leveled_items(table: &Table) -> impl Iterator<Item = ItemId> + '_ {
    table
        .items
        .iter()
        .enumerate()
        .filter(|(_, item)| matches!(item.level, Level::Program | Level::Kegiatan | Level::SubKegiatan))
        .filter(|(id, _)| !table.continues_previous(*id))
        .map(|(id, _)| id)
}

/// Reduces a name or an indicator to what a reader compares: without blanks and row numbers, and with common
/// spellings and abbreviations replaced ("karier" by "karir", "PD" by "Perangkat Daerah").
pub(super) fn normalize_name(name: &str) -> String {
    /// Words of a name, folded, with those by which they are replaced.
    const SYNONYMS: [(&str, &str); 14] = [
        ("karier", "karir"),
        ("pegawai", "asn"),
        ("aparatur", "asn"),
        ("prosentase", "persentase"),
        ("ijin", "izin"),
        ("analisa", "analisis"),
        ("standart", "standar"),
        ("sistim", "sistem"),
        ("atk", "alattuliskantor"),
        ("opd", "perangkatdaerah"),
        ("skpd", "perangkatdaerah"),
        ("pd", "perangkatdaerah"),
        ("ttg", "tentang"),
        ("dgn", "dengan"),
    ];
    let folded = fold(name);
    // Skip a number before the name ("1. Pengelolaan …"): it belongs to the row.
    let words = folded.split(' ').enumerate().filter(|(i, w)| *i > 0 || w.parse::<u32>().is_err());
    words
        .map(|(_, word)| SYNONYMS.iter().find(|(habit, _)| *habit == word).map_or(word, |(_, same)| same))
        .collect()
}

/// Returns the likeness of two essences from 0 to 1. It is 0 if their digits differ: "tahap 1" is not
/// "tahap 2".
pub(super) fn name_likeness(a: &str, b: &str) -> f64 {
    // Return early if the lengths differ by more than a fifth, as they do for most pairs: such names cannot
    // be alike.
    let (shorter, longer) = if a.len() < b.len() { (a.len(), b.len()) } else { (b.len(), a.len()) };
    let digits = |text: &'_ str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    if shorter * 10 < longer * 8 || digits(a) != digits(b) { 0.0 } else { likeness(a, b) }
}

/// An item with the essence of its name.
struct NamedItem {
    item: ItemId,
    normalized: String,
}

fn named_items(table: &Table) -> Vec<NamedItem> {
    let essence =
        |item: ItemId| table.items.get(item).map_or_else(String::new, |i| normalize_name(&table.label(i)));
    leveled_items(table).map(|item| NamedItem { item, normalized: essence(item) }).collect()
}

/// Another table, in which counterparts are looked for.
struct OtherTable<'a> {
    id: TableId,
    table: &'a Table,
    named: Vec<NamedItem>,
    /// Places in `named` of the items below each parent, so that a table of ten thousand rows is not searched
    /// for each item.
    by_parent: HashMap<Option<ItemId>, Vec<usize>>,
}

impl<'a> OtherTable<'a> {
    fn new(id: TableId, table: &'a Table) -> Self {
        let named = named_items(table);
        let mut below: HashMap<Option<ItemId>, Vec<usize>> = HashMap::new();
        for (place, named) in named.iter().enumerate() {
            let parent = table.items.get(named.item).and_then(|item| item.parent);
            below.entry(parent).or_default().push(place);
        }
        Self { id, table, named, by_parent: below }
    }

    /// Returns the item of this level, below this parent if one is given, that is the only one with the given
    /// code, or else whose name is alike and clearly more so than any other. `None` if there is no such item.
    fn find_counterpart(
        &self,
        wanted: &NamedItem,
        level: Level,
        code: Option<&Kode>,
        parent: Option<ItemId>,
    ) -> Option<(ItemId, MatchGround)> {
        let places: Vec<usize> = match parent {
            Some(_) => self.by_parent.get(&parent).cloned().unwrap_or_default(),
            None => (0..self.named.len()).collect(),
        };
        let candidates: Vec<(&NamedItem, &Item)> = places
            .into_iter()
            .filter_map(|place| self.named.get(place))
            .filter_map(|named| Some((named, self.table.items.get(named.item)?)))
            .filter(|(_, other)| other.level == level)
            .collect();
        if let Some(code) = code {
            let mut same = candidates.iter().filter(|(_, other)| kode(self.table, other) == Some(code));
            if let (Some((named, _)), None) = (same.next(), same.next()) {
                return Some((named.item, MatchGround::Kode));
            }
        }
        let mut scored: Vec<(f64, ItemId)> = candidates
            .iter()
            .map(|(named, _)| (name_likeness(&wanted.normalized, &named.normalized), named.item))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let (best, item) = *scored.first()?;
        let second = scored.get(1).map_or(0.0, |(score, _)| *score);
        if best < MIN_NAME_LIKENESS || best - second < MIN_LIKENESS_LEAD {
            return None;
        }
        Some((item, if best >= 1.0 { MatchGround::Name } else { MatchGround::Similar }))
    }
}

fn kode<'a>(table: &'a Table, item: &'a Item) -> Option<&'a Kode> {
    match &table.value(item, "kode")?.value {
        Value::Kode(kode) => Some(kode),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_as_a_reader_does() {
        let same =
            |a: &str, b: &str| name_likeness(&normalize_name(a), &normalize_name(b)) >= MIN_NAME_LIKENESS;
        assert!(same("Pengembangan Sisten Informasi", "Pengembangan Sistem Informasi"));
        assert!(same("Pengadaan dan Pemberhentian ASN", "Pengadaan dan Pemberhentian Pegawai"));
        assert!(same("Program Peningkatan Sumberdaya Aparatur", "PROGRAM PENINGKATAN SUMBER DAYA APARATUR"));
        assert!(!same("Pembangunan gedung tahap 1", "Pembangunan gedung tahap 2"));
        assert!(!same("Pengembangan Kompetensi ASN", "Pengadaan dan Pemberhentian ASN"));
    }
}
