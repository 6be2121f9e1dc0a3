//! Generates consistent plans, in which the tests and the bench of the search for causes plant errors.
#![allow(dead_code, missing_docs, clippy::cast_possible_truncation, clippy::cast_possible_wrap)]

use std::collections::BTreeSet;

use renja::forms::{self, Belongs, Kind};
use renja::model::{
    Area, CellRef, Cited, Column, Ground, Indikator, Item, Level, LevelEvidence, Renja, SheetId, Table, Value,
};
use renja::text::column_formula::read_numbered;
use rust_decimal::Decimal;

/// A row of a table: its level, the index of its parent, its name, its amount.
pub type Row = (Level, Option<usize>, String, i64);

/// Returns a consistent plan: an office with its programs, kegiatan and sub kegiatan, its recapitulation,
/// and, if `cross` is set, a second table that states the same amounts for the same items.
pub fn plan(random: &mut Random, size: usize, cross: bool) -> Renja {
    let mut rows: Vec<Row> = vec![(Level::Opd, None, "Badan Kepegawaian Daerah".to_owned(), 0)];
    while rows.len() < size {
        let program = rows.len();
        rows.push((Level::Program, Some(0), format!("Program {}", name(random)), 0));
        // Large offices have more kegiatan per program, not more programs.
        for _ in 0..2 + random.below(5) + size / 40 {
            let kegiatan = rows.len();
            rows.push((Level::Kegiatan, Some(program), name(random), 0));
            let subs = if size > 100 { random.below(6) } else { 0 };
            for _ in 0..subs {
                rows.push((Level::SubKegiatan, Some(kegiatan), name(random), 0));
            }
        }
    }
    for i in (1..rows.len()).rev() {
        if !rows.iter().any(|r| r.1 == Some(i)) {
            rows[i].3 = (50_000 + random.below(30_000_000)) as i64 * 100;
        }
        let (parent, amount) = (rows[i].1, rows[i].3);
        if let Some(parent) = parent {
            rows[parent].3 += amount;
        }
    }
    let total = rows[0].3;
    let urusan: i64 = rows.iter().filter(|r| r.1 == Some(0)).take(1).map(|r| r.3).sum();
    let mut renja = Renja { year: Some(2021), ..Renja::default() };
    renja.sheets = ["Tabel 4.2", "Tabel 4.1", "Tabel 3.2"].map(str::to_owned).to_vec();
    renja.tables.push(table("T-C.33", 0, &["kode", "nama", "pagu"], &rows));
    let mut recap = table(
        "rekapitulasi",
        1,
        &["nama", "pagu_urusan", "pagu_non_urusan", "pagu_jumlah"],
        &[(Level::ListRow, None, rows[0].2.clone(), 0)],
    );
    let spread = [(1, urusan), (4, total - urusan), (7, total)];
    // The three amounts stand three columns apart, as in the form.
    recap.columns = spread_columns(&recap.columns);
    let name = recap.items[0].values.get(0).cloned();
    recap.items[0].values = name.map(|name| (0, name)).into_iter().collect();
    for (column, amount) in spread {
        recap.items[0].values.set(column, cited(1, 5, column, Value::Rupiah(Decimal::from(amount))));
    }
    renja.tables.push(recap);
    if cross {
        let programs: Vec<_> = rows
            .iter()
            .skip(1)
            .map(|(l, p, n, a)| (*l, p.map(|p| p.wrapping_sub(1)), n.clone(), *a))
            .collect();
        let programs: Vec<_> =
            programs.into_iter().map(|(l, p, n, a)| (l, p.filter(|p| *p != usize::MAX), n, a)).collect();
        renja.tables.push(table("sasaran", 2, &["sasaran", "nama", "pagu"], &programs));
    }
    renja
}

/// Returns an evaluation table: targets, realisations, and the percentage that the number row defines.
pub fn evaluation(random: &mut Random, sheet: u16, rows: u32) -> Table {
    let mut table =
        table("T-C.29", sheet, &["kode", "nama", "target", "realisasi", "tingkat_realisasi"], &[]);
    for (column, number) in table.columns.iter_mut().zip([1u32, 2, 6, 7, 8]) {
        column.number = Some(Cited {
            value: number,
            text: number.to_string().into(),
            at: CellRef { sheet: SheetId(sheet), row: 4, column: column.first_column },
        });
        column.belongs = if number > 5 { Belongs::Indikator } else { Belongs::Item };
    }
    table.columns[4].formula = read_numbered("8=7/6").and_then(|n| n.formula);
    for row in 5..5 + rows {
        let (target, done) = (100 + random.below(3_000), 100 + random.below(3_000));
        let percent = (Decimal::from(done * 100) / Decimal::from(target)).round_dp(2);
        let count = |n: usize| Value::Quantity(Decimal::from(n), Some("orang".into()));
        let values = [(2, count(target)), (3, count(done)), (4, Value::Percent(percent))];
        let values = values.map(|(column, value)| (column, cited(sheet, row, column, value)));
        table.items.push(Item {
            level: Level::Kegiatan,
            level_evidence: LevelEvidence::List,
            parent: None,
            first_row: row,
            last_row: row,
            values: [(1, cited(sheet, row, 1, Value::Text(name(random).into())))].into_iter().collect(),
            indikator: vec![Indikator { row, values: values.into_iter().collect() }],
        });
    }
    table
}

fn spread_columns(columns: &[Column]) -> Vec<Column> {
    let blank = |first| Column {
        key: format!("kolom_{first}"),
        kind: Kind::Text,
        adds_up: false,
        first_column: first,
        last_column: first,
        ..columns[0].clone()
    };
    (0..8u32)
        .map(|first| match first {
            0 => columns[0].clone(),
            1 | 4 | 7 => Column {
                first_column: first,
                last_column: first,
                ..columns[1 + (first / 3) as usize].clone()
            },
            _ => blank(first),
        })
        .collect()
}

pub fn table(form: &str, sheet: u16, keys: &[&str], rows: &[Row]) -> Table {
    let form = forms::builtin_forms().iter().find(|f| f.code == form).expect("a form of the program").clone();
    let columns = keys
        .iter()
        .zip(0u32..)
        .map(|(key, first)| {
            let of = form.column(key).expect("a column of the form");
            Column {
                key: (*key).to_owned(),
                kind: of.kind,
                belongs: Belongs::Item,
                adds_up: of.adds_up,
                year: of.year.map(|y| 2021 + y),
                header: Vec::new(),
                number: None,
                formula: None,
                ground: Ground::Form,
                own_formulas: BTreeSet::new(),
                first_column: first,
                last_column: first,
            }
        })
        .collect::<Vec<_>>();
    let items = rows
        .iter()
        .zip(5u32..)
        .map(|((level, parent, name, amount), row)| Item {
            level: *level,
            level_evidence: LevelEvidence::List,
            parent: *parent,
            first_row: row,
            last_row: row,
            values: columns
                .iter()
                .enumerate()
                .filter_map(|(c, column)| match column.key.as_str() {
                    "nama" => Some((c, cited(sheet, row, c, Value::Text(name.as_str().into())))),
                    "pagu" => Some((c, cited(sheet, row, c, Value::Rupiah(Decimal::from(*amount))))),
                    _ => None,
                })
                .collect(),
            indikator: Vec::new(),
        })
        .collect();
    Table {
        form,
        sheet: SheetId(sheet),
        area: Area { first_row: 3, first_column: 0, last_row: 5 + rows.len() as u32, last_column: 8 },
        pages: Vec::new(),
        title: Vec::new(),
        columns,
        headers: Vec::new(),
        header_texts: Vec::new(),
        items,
        sheet_sums: None,
    }
}

pub fn cited(sheet: u16, row: u32, column: usize, value: Value) -> Cited<Value> {
    let text = value.to_string().into();
    Cited { value, text, at: CellRef { sheet: SheetId(sheet), row, column: column as u32 } }
}

fn name(random: &mut Random) -> String {
    const VERBS: [&str; 12] = [
        "Pengelolaan",
        "Penyusunan",
        "Penyediaan",
        "Pengadaan",
        "Pembinaan",
        "Koordinasi",
        "Evaluasi",
        "Fasilitasi",
        "Pemeliharaan",
        "Pengembangan",
        "Pelaksanaan",
        "Peningkatan",
    ];
    const NOUNS: [&str; 24] = [
        "Administrasi",
        "Kepegawaian",
        "Sarana",
        "Prasarana",
        "Laporan",
        "Keuangan",
        "Kinerja",
        "Informasi",
        "Publikasi",
        "Kompetensi",
        "Disiplin",
        "Mutasi",
        "Promosi",
        "Pelatihan",
        "Perencanaan",
        "Gedung",
        "Kendaraan",
        "Arsip",
        "Data",
        "Jabatan",
        "Penghargaan",
        "Pensiun",
        "Pendidikan",
        "Layanan",
    ];
    let mut words = vec![VERBS[random.below(VERBS.len())]];
    for _ in 0..2 + random.below(4) {
        words.push(NOUNS[random.below(NOUNS.len())]);
    }
    words.join(" ")
}

/// A linear congruential generator (Knuth's MMIX) that gives the same numbers on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}
