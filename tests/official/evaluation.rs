//! The forms of Permendagri 86/2017 for the evaluation of Renstra, Renja and RKPD.

use rust_decimal::Decimal;

use crate::form::{Form, also_levels, levels, mean};
use crate::grid::{Kind, Relation, Show};
use crate::layout::Traits;
use crate::names::{Depth, Node, REGIONS, indicator, work};
use crate::sheet::{Column, Sheet, column};

const PLAIN: Traits = Traits { codes: false, amounts: true, total: false, computed: true };
const CODED: Traits = Traits { codes: true, ..PLAIN };

pub const FORMS: [Form; 7] = [
    Form { id: "e58", sheet: "E.58", traits: CODED, build: |s| yearly(s, &E58) },
    Form { id: "e60", sheet: "E.60", traits: PLAIN, build: |s| yearly(s, &E60) },
    Form { id: "e79", sheet: "E.79", traits: CODED, build: |s| yearly(s, &E79) },
    Form { id: "e81", sheet: "E.81", traits: PLAIN, build: |s| yearly(s, &E81) },
    Form { id: "e81kode", sheet: "E.81", traits: CODED, build: |s| yearly(s, &E81_CODED) },
    Form { id: "e81renja", sheet: "E.81", traits: CODED, build: |s| yearly(s, &E81_OWN_LEVEL) },
    Form { id: "e80", sheet: "E.80", traits: PLAIN, build: e80 },
];

/// The differences between the forms for the evaluation of one year.
struct Yearly {
    code: &'static str,
    title: &'static str,
    /// The five-year plan and the year's plan (`year_plan`), as the header names them.
    plan: &'static str,
    year_plan: &'static str,
    codes: bool,
    units: bool,
    /// Whether a column with the achievement against the year's own plan precedes the realisation so far.
    own_level: bool,
    responsible: &'static str,
}

const E81: Yearly = Yearly {
    code: "E.81",
    title: "Evaluasi Terhadap Hasil Renja Perangkat Daerah Lingkup Kabupaten/kota",
    plan: "Renstra Perangkat Daerah",
    year_plan: "Renja Perangkat Daerah",
    codes: false,
    units: false,
    own_level: false,
    responsible: "Perangkat Daerah Penanggung Jawab",
};
const E60: Yearly = Yearly {
    code: "E.60",
    title: "Evaluasi Terhadap Hasil Renja Perangkat Daerah Lingkup Provinsi",
    plan: "Renstra Perangkat Daerah Provinsi",
    year_plan: "Renja Perangkat Daerah Provinsi",
    ..E81
};
const E58: Yearly = Yearly {
    code: "E.58",
    title: "Evaluasi Terhadap Hasil RKPD Provinsi",
    plan: "RPJMD Provinsi",
    year_plan: "RKPD Provinsi",
    codes: true,
    ..E81
};
const E79: Yearly = Yearly {
    code: "E.79",
    title: "Evaluasi Terhadap Hasil RKPD Kabupaten/Kota",
    plan: "RPJMD Kabupaten/Kota",
    year_plan: "RKPD Kabupaten/Kota",
    codes: true,
    ..E81
};
const E81_CODED: Yearly = Yearly { codes: true, units: true, ..E81 };
const E81_OWN_LEVEL: Yearly = Yearly { codes: true, units: true, own_level: true, ..E81 };

const HEAD: &str = "KEPALA PERANGKAT DAERAH";

/// The first column of each pair of K and Rp.
struct Pairs {
    plan: usize,
    before: usize,
    target: usize,
    quarters: [usize; 4],
    done: usize,
    own: Option<usize>,
    so_far: usize,
    level: usize,
}

fn pair(heading: &str, width: f64) -> [Column; 2] {
    [column(&format!("{heading}|K"), width / 2.0), column(&format!("{heading}|Rp"), width).same()]
}

/// Returns the columns, and the places of the pairs.
fn yearly_columns(s: &mut Sheet, form: &Yearly) -> (Vec<Column>, Pairs) {
    let mut columns = vec![column("No", 5.0), column("Sasaran", 18.0)];
    if form.codes {
        columns.push(column("Kode", 16.0).code(6));
    }
    let name = if form.codes {
        "Urusan/Bidang Urusan Pemerintahan Daerah dan Program/Kegiatan/Sub Kegiatan"
    } else {
        "Program/Kegiatan"
    };
    columns.push(column(name, 34.0));
    columns.push(column("Indikator Kinerja Program (outcome)/ Kegiatan (output)", 28.0));
    if form.units {
        columns.push(column("Satuan", 9.0));
    }
    let first = columns.len();
    let (plan, own, year) = (form.plan, form.year_plan, s.year);
    let quarters = s.random.pick(&[
        ["I", "II", "III", "IV"],
        ["I", "II", "III", "IV"],
        ["TW I", "TW II", "TW III", "TW IV"],
    ]);
    let mut headings = vec![
        format!("Target {plan} pada Tahun {} (Akhir Periode)", year + 2),
        if s.random.chance(75) {
            format!("Realisasi Capaian Kinerja {plan} sampai dengan {own} Tahun Lalu ({})", year - 1)
        } else {
            format!("Realisasi s/d Tahun Lalu ({})", year - 1)
        },
        format!("Target Kinerja dan Anggaran {own} Tahun Berjalan ({year}) yang Dievaluasi"),
    ];
    for quarter in quarters {
        headings.push(format!("Realisasi Kinerja pada Triwulan|{quarter}"));
    }
    headings.push(format!("Realisasi Capaian Kinerja dan Anggaran {own} yang Dievaluasi"));
    if form.own_level {
        headings.push(format!("Tingkat Capaian Kinerja dan Realisasi Anggaran {own} Tahun {year} (%)"));
    }
    headings.push(format!("Realisasi Kinerja dan Anggaran {plan} s/d Tahun {year}"));
    headings.push(format!("Tingkat Capaian Kinerja dan Realisasi Anggaran {plan} s/d Tahun {year} (%)"));
    let at = |n: usize| first + 2 * n;
    let shift = usize::from(form.own_level);
    let pairs = Pairs {
        plan: at(0),
        before: at(1),
        target: at(2),
        quarters: [at(3), at(4), at(5), at(6)],
        done: at(7),
        own: form.own_level.then(|| at(8)),
        so_far: at(8 + shift),
        level: at(9 + shift),
    };
    // The column numbers in the formulas depend on how many columns precede the first pair.
    let says: [&'static str; 4] = match (first, form.own_level) {
        (4, _) => ["8+9+10+11", "", "6+12", "13/5x100%"],
        (5, _) => ["9+10+11+12", "", "7+13", "14/6x100%"],
        (6, false) => ["10+11+12+13", "", "8+14", "15/7x100%"],
        _ => ["10+11+12+13", "14/9x100%", "8+14", "16/7x100%"],
    };
    for (n, heading) in headings.iter().enumerate() {
        let [k, rp] = pair(heading, 15.0);
        let says = match at(n) {
            c if c == pairs.done => says[0],
            c if Some(c) == pairs.own => says[1],
            c if c == pairs.so_far => says[2],
            c if c == pairs.level => says[3],
            _ => "",
        };
        columns.extend([k.says(says), rp]);
    }
    columns.push(column(form.responsible, 18.0));
    (columns, pairs)
}

fn yearly(s: &mut Sheet, form: &Yearly) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let depth = Depth { urusan: form.codes && form.code != "E.81", subs: form.codes, most_kegiatan: 2 };
    let is_provincial = form.plan.contains("Provinsi");
    let mut plan = loop {
        let plan = work(&mut s.random, depth);
        // A province has no kecamatan of its own.
        if !(is_provincial && plan.bidang.name == "KECAMATAN") {
            break plan;
        }
    };
    for node in plan.nodes.iter_mut().filter(|_| is_provincial) {
        node.name = node.name.replace("KABUPATEN/KOTA", "PROVINSI").replace("Kabupaten/Kota", "Provinsi");
    }
    let (columns, pairs) = yearly_columns(s, form);
    s.columns(columns);
    s.title(&format!("Formulir {}", form.code));
    s.title(form.title);
    let of = if is_provincial { "PROVINSI" } else { "KABUPATEN" };
    let region = region.to_uppercase();
    // RKPD is the plan of the whole region.
    let is_regional = form.year_plan.starts_with("RKPD");
    s.title(&if is_regional {
        format!("{of} {region}")
    } else {
        format!("{} {of} {region}", plan.bidang.opd)
    });
    s.title(&format!("Periode Pelaksanaan : {year}"));
    s.blank();
    s.header();
    // Urusan and bidang are headings without targets or amounts.
    let headings = plan.nodes.iter().take_while(|node| node.unit.is_empty()).count();
    let mut tree = plan.nodes[headings..].to_vec();
    for node in &mut tree {
        node.parent = node.parent.and_then(|p| p.checked_sub(headings));
    }
    for node in &plan.nodes[..headings] {
        let row = s.bold_row();
        s.code(row, 2, &node.code);
        s.text(row, 3, &node.name);
    }
    let mut rows = Vec::new();
    let mut programs = 0;
    for node in &tree {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        if node.unit == "%" {
            programs += 1;
            s.number(row, 0, programs);
            if programs == 1 {
                s.text(row, 1, "Meningkatnya kualitas layanan perangkat daerah");
            }
        }
        let name = 2 + usize::from(form.codes);
        if form.codes {
            s.code(row, 2, &node.code);
        }
        s.text(row, name, &node.name);
        s.text(row, name + 1, &indicator(node));
        if form.units {
            s.text(row, name + 2, node.unit);
        }
        performance(s, row, &pairs);
        s.text(row, pairs.level + 2, plan.bidang.opd);
        if node.leaf {
            money(s, row, &pairs);
        }
        rows.push(row);
    }
    let [q1, q2, q3, q4] = pairs.quarters;
    let amounts = [pairs.plan, pairs.before, pairs.target, q1, q2, q3, q4].map(|c| c + 1);
    levels(s, &tree, &rows, &amounts);
    for (i, row) in rows.iter().enumerate() {
        computed(s, *row, &pairs, 0);
        computed(s, *row, &pairs, 1);
        also_levels(s, &tree, &rows, i, &[pairs.done + 1, pairs.so_far + 1]);
    }
    let mut averaged = vec![pairs.level, pairs.level + 1];
    averaged.extend(pairs.own.iter().flat_map(|c| [*c, c + 1]));
    averaged.sort_unstable();
    averages(s, &averaged, &rows);
    s.signature(HEAD);
}

/// Writes targets and realisations as counts. The realisation stays within the target of the five-year plan.
fn performance(s: &mut Sheet, row: u32, pairs: &Pairs) {
    let target = s.random.between(6, 24);
    let missed = if s.random.chance(35) { s.random.between(1, 2) } else { 0 };
    let before = s.random.between(10, 60);
    let rest = s.random.between(3, 50);
    s.number(row, pairs.plan, before + target + rest);
    s.number(row, pairs.before, before);
    s.number(row, pairs.target, target);
    let mut left = target - missed;
    for (n, column) in pairs.quarters.iter().enumerate() {
        let part = if n == 3 { left } else { s.random.between(0, left.min(target / 2)) };
        s.number(row, *column, part);
        left -= part;
    }
}

fn money(s: &mut Sheet, row: u32, pairs: &Pairs) {
    let target = s.random.money(15_000_000, 700_000_000);
    let before = target * Decimal::new(s.random.between(8, 45), 1);
    let before = (before / Decimal::from(1000)).floor() * Decimal::from(1000);
    let rest = s.random.money(20_000_000, 600_000_000);
    s.amount(row, pairs.plan + 1, before + target + rest);
    s.amount(row, pairs.before + 1, before);
    s.amount(row, pairs.target + 1, target);
    let shares = s.random.pick(&[[12, 25, 28, 30], [20, 24, 24, 29], [8, 31, 27, 33], [0, 35, 30, 31]]);
    for (column, share) in pairs.quarters.iter().zip(shares) {
        let part = (target * Decimal::new(share, 2) / Decimal::from(500)).floor() * Decimal::from(500);
        s.amount(row, column + 1, part);
    }
}

/// Writes the computed cells of a row, for K (`offset` 0) or Rp (1).
fn computed(s: &mut Sheet, row: u32, pairs: &Pairs, offset: usize) {
    let show = if offset == 1 { Show::Amount } else { Show::Number };
    s.sum_columns(row, pairs.done + offset, &pairs.quarters.map(|c| c + offset), show.clone());
    if let Some(own) = pairs.own {
        s.ratio(row, own + offset, pairs.done + offset, pairs.target + offset);
    }
    s.sum_columns(row, pairs.so_far + offset, &[pairs.before + offset, pairs.done + offset], show);
    s.ratio(row, pairs.level + offset, pairs.so_far + offset, pairs.plan + offset);
}

/// Returns the class of the scale in Permendagri 86/2017; `None` between two classes, which the regulation
/// leaves undefined.
pub fn predikat(mean: Decimal) -> Option<&'static str> {
    const SCALE: [(i64, i64, &str); 5] = [
        (0, 50, "Sangat Rendah"),
        (51, 65, "Rendah"),
        (66, 75, "Sedang"),
        (76, 90, "Tinggi"),
        (91, 1_000, "Sangat Tinggi"),
    ];
    let within = |low: i64, high: i64| mean >= low.into() && mean <= high.into();
    SCALE.iter().find(|(low, high, _)| within(*low, *high)).map(|(_, _, word)| *word)
}

/// Writes the lines below the table: averages of percentages, their predikat, and the remarks of the office.
fn averages(s: &mut Sheet, columns: &[usize], rows: &[u32]) {
    let last = columns[0] - 1;
    let row = s.row();
    let label = s.random.pick(&["Rata-rata capaian kinerja (%)", "Rata-rata Capaian Kinerja (%)"]);
    s.text(row, 0, label);
    s.merge(row, 0, last);
    for column in columns {
        mean(s, row, *column, rows);
    }
    let below = s.row();
    let label = s.random.pick(&["Predikat kinerja", "Predikat Kinerja"]);
    s.text(below, 0, label);
    s.merge(below, 0, last);
    s.grid.evaluate(!s.layout.formulas);
    for column in columns {
        let at = s.at(row, *column);
        let word = s.grid.value(at).and_then(predikat);
        s.ambiguous |= word.is_none();
        s.text(below, *column, word.unwrap_or_default());
        let target = s.at(below, *column);
        if let Some(cell) = s.grid.cells.get_mut(&target) {
            cell.kind = Some(Kind::Predikat);
        }
        s.grid.relations.push(Relation { target, parts: vec![at], exact: false });
    }
    for text in [
        "Faktor pendorong keberhasilan kinerja: dukungan pimpinan dan ketersediaan anggaran",
        "Faktor penghambat pencapaian kinerja: keterbatasan personel",
        "Tindak lanjut yang diperlukan dalam triwulan berikutnya*): percepatan pelaksanaan kegiatan",
        "Tindak lanjut yang diperlukan dalam Renja Perangkat Daerah berikutnya*): penyesuaian target",
    ] {
        let row = s.row();
        s.text(row, 0, text);
        let width = s.width();
        s.merge(row, 0, width - 1);
    }
}

/// Writes the evaluation of a Renstra: five years side by side.
fn e80(s: &mut Sheet) {
    let region = s.random.pick(&REGIONS);
    let year = s.year;
    let plan = work(&mut s.random, Depth { urusan: false, subs: false, most_kegiatan: 3 });
    let mut columns = vec![
        column("No", 5.0),
        column("Sasaran", 18.0),
        column("Program/Kegiatan", 34.0),
        column("Indikator Kinerja", 28.0),
        column("Data Capaian pada Awal Tahun Perencanaan", 11.0),
    ];
    columns.extend(pair("Target Capaian pada Akhir Tahun Perencanaan", 15.0));
    for heading in [
        "Target Renstra Perangkat Daerah Tahun ke-",
        "Realisasi Capaian Tahun ke-",
        "Rasio Capaian pada Tahun ke-",
    ] {
        for n in 1..=5 {
            let says = if heading.starts_with("Rasio") {
                ["12/7", "13/8", "14/9", "15/10", "16/11"][n - 1]
            } else {
                ""
            };
            let [k, rp] = pair(&format!("{heading}|{n}"), 15.0);
            columns.extend([k.says(says), rp]);
        }
    }
    columns.push(column("Unit Penanggung Jawab", 14.0));
    s.columns(columns);
    s.title("Formulir E.80");
    s.title("Evaluasi Terhadap Hasil Renstra Perangkat Daerah Lingkup Kabupaten/kota");
    s.title(&format!("Renstra {} Kabupaten {region}", plan.bidang.opd));
    s.title(&format!("Periode Pelaksanaan : {} - {}", year - 4, year));
    s.blank();
    s.header();
    let mut rows = Vec::new();
    let mut programs = 0;
    for node in &plan.nodes {
        let row = if node.leaf { s.row() } else { s.bold_row() };
        if node.unit == "%" {
            programs += 1;
            s.number(row, 0, programs);
            if programs == 1 {
                s.text(row, 1, "Meningkatnya kualitas layanan perangkat daerah");
            }
        }
        s.text(row, 2, &node.name);
        s.text(row, 3, &indicator(node));
        five_years(s, row, node);
        s.text(row, 37, "Sekretariat");
        rows.push(row);
    }
    let amounts: Vec<usize> = (0..10).map(|n| 8 + 2 * n).collect();
    levels(s, &plan.nodes, &rows, &amounts);
    for (i, row) in rows.iter().enumerate() {
        s.sum_columns(*row, 6, &[8, 10, 12, 14, 16], Show::Amount);
        also_levels(s, &plan.nodes, &rows, i, &[6]);
        for n in 0..5 {
            for offset in 0..2 {
                s.ratio(*row, 27 + 2 * n + offset, 17 + 2 * n + offset, 7 + 2 * n + offset);
            }
        }
    }
    averages(s, &(27..37).collect::<Vec<_>>(), &rows);
    s.signature(HEAD);
}

fn five_years(s: &mut Sheet, row: u32, node: &Node) {
    let start = s.random.between(4, 25);
    s.number(row, 4, start);
    let mut whole = 0;
    for n in 0..5 {
        let target = s.random.between(6, 40);
        whole += target;
        let missed = if s.random.chance(55) { s.random.between(1, (target / 6).max(1)) } else { 0 };
        s.number(row, 7 + 2 * n, target);
        s.number(row, 17 + 2 * n, target - missed);
        if node.leaf {
            let budget = s.random.money(15_000_000, 900_000_000);
            let paid = budget * Decimal::new(s.random.between(900, 999), 3);
            s.amount(row, 8 + 2 * n, budget);
            s.amount(row, 18 + 2 * n, (paid / Decimal::from(500)).floor() * Decimal::from(500));
        }
    }
    s.number(row, 5, whole);
}
