//! One plan in many layouts: however its tables are laid out, the domain model is the same.

mod common;

use std::sync::Arc;

use common::{book, first_difference, model, normalize};
use renja::forms::Kind;
use renja::model::{Area, Book, Cell, CellContent, Level, Sheet};

#[test]
fn the_pasted_workbook_gives_the_same_model() {
    let own = model(&normalize(&book("renja-bkd-2021.xlsx")));
    let renja = normalize(&book("renja-bkd-2021-tempelan-word.xlsx"));
    // Three lines "Baru" stand in one cell beside thirteen indicators. The sheet does not show which
    // indicators they belong to, so they stay with the kegiatan and are reported.
    let unpaired: Vec<_> = renja.skipped.iter().map(|s| (renja.cell_name(s.at), s.message().key)).collect();
    assert_eq!(unpaired, [("Tabel 2.3 L27".to_owned(), "normalize.unpaired_lines")]);
    let pasted = model(&renja).replace("catatan=Baru\nBaru\nBaru | ", "");
    let own = own.replace("catatan=Baru | ", "");
    assert!(own == pasted, "{}", first_difference(&own, &pasted));
}

/// Asserts that a change of the layout does not change the model.
fn same_after(change: impl Fn(&mut Book)) {
    same(|_| {}, change);
}

/// Asserts the same for workbooks that are prepared first.
fn same(prepare: impl Fn(&mut Book), change: impl Fn(&mut Book)) {
    for name in ["renja-bkd-2021.xlsx", "renja-bkpsdm-2022.xlsx"] {
        let mut changed = book(name);
        assert!(normalize(&changed).tables.len() == 7, "{name}: seven tables are there to begin with");
        prepare(&mut changed);
        let before = model(&normalize(&changed));
        change(&mut changed);
        let after = model(&normalize(&changed));
        assert!(before == after, "{name}: {}", first_difference(&before, &after));
    }
}

#[test]
fn shifted_down_and_right() {
    same_after(|book| book.sheets.iter_mut().for_each(|sheet| *sheet = moved(sheet, 6, 2)));
}

#[test]
fn with_a_blank_row_behind_each_row() {
    // Tabel 2.1 of 2021 ends with a kegiatan without figures, which could be a remark if it stands below a
    // blank row.
    let without_the_first = |book: &mut Book| drop(book.sheets.remove(0));
    same(without_the_first, |book| {
        for table in normalize(book).tables {
            let head = table.headers[0].last_row;
            let down = |row: u32| row + row.saturating_sub(head + 1);
            let sheet = &mut book.sheets[usize::from(table.sheet.0)];
            sheet.cells = sheet.cells.iter().map(|((r, c), cell)| ((down(*r), *c), cell.clone())).collect();
            for area in &mut sheet.merges {
                *area = Area { first_row: down(area.first_row), last_row: down(area.last_row), ..*area };
            }
        }
    });
}

/// Splits the cells of a table column into two sheet columns below the same header.
fn parted(
    sheet: &mut Sheet,
    column: u32,
    head: u32,
    part: impl Fn(&CellContent) -> Option<[CellContent; 2]>,
) {
    let right = |c: u32| if c > column { c + 1 } else { c };
    for area in &mut sheet.merges {
        let is_body = area.first_row > head;
        if is_body && (area.first_column, area.last_column) == (column, column) {
            (area.first_column, area.last_column) = (column + 1, column + 1);
        } else {
            area.first_column = right(area.first_column);
            area.last_column += u32::from(area.last_column >= column);
        }
    }
    for ((row, c), cell) in std::mem::take(&mut sheet.cells) {
        let is_own = c == column;
        if is_own && row > head {
            let [first, second] = part(&cell.content).unwrap_or([CellContent::Blank, cell.content.clone()]);
            sheet.cells.insert((row, column + 1), Cell { content: second, ..cell });
            if !first.is_blank() {
                sheet.cells.insert((row, column), Cell { content: first, ..Cell::default() });
            }
        } else {
            sheet.cells.insert((row, right(c)), cell);
            let is_merged = sheet.merges.iter().any(|area| area.contains(row, c));
            if is_own && !is_merged && row <= head {
                sheet.merges.push(Area {
                    first_row: row,
                    first_column: c,
                    last_row: row,
                    last_column: c + 1,
                });
            }
        }
    }
}

/// Returns the first column of a kind in each table, with its sheet and its last header row.
fn columns_of(book: &Book, kind: Kind) -> Vec<(usize, u32, u32)> {
    let tables = normalize(book).tables.into_iter();
    let column = |table: renja::model::Table| {
        let column = table.columns.iter().find(|column| column.kind == kind)?;
        Some((usize::from(table.sheet.0), column.first_column, table.headers[0].last_row))
    };
    tables.filter_map(column).collect()
}

#[test]
fn kegiatan_are_told_from_their_parts_by_the_sums_alone() {
    // One kegiatan of this plan (G25) states a sum that its rows do not give; the sum of its program
    // identifies it.
    let mut book = book("renja-bkpsdm-2022.xlsx");
    let levels = |book: &Book| {
        let tables = normalize(book).tables;
        let table = tables.iter().find(|table| table.form.code == "T-C.33").expect("the plan");
        let parent = |item: &renja::model::Item| item.parent.map(|id| table.label(&table.items[id]));
        let items = table.items.iter();
        let said: Vec<_> = items.map(|item| (item.level, table.label(item), parent(item))).collect();
        (said, usize::from(table.sheet.0), table.headers[0].last_row)
    };
    let (expected, sheet, head) = levels(&book);
    book.sheets[sheet].cells.retain(|(row, column), _| *row <= head || *column != 0);
    assert_eq!(levels(&book).0, expected);
    assert!(expected.iter().filter(|(level, ..)| *level == Level::SubKegiatan).count() > 20);
}

#[test]
fn kegiatan_of_one_amount_are_no_parts_of_one_another() {
    let rows = [
        ("PROGRAM PELAYANAN", 300),
        ("Arsip", 300),
        ("Penataan arsip", 100),
        ("Pemusnahan arsip", 200),
        ("PROGRAM MUTASI", 500),
        ("Kenaikan pangkat", 500),
        ("Berkas", 200),
        ("Sidang", 300),
        // Kegiatan without parts: two with the same cost, and a single one.
        ("PROGRAM DIKLAT", 200),
        ("Diklat teknis", 100),
        ("Diklat fungsional", 100),
        ("PROGRAM PENSIUN", 100),
        ("Purna tugas", 100),
    ];
    let mut sheet = Sheet { name: "Tabel 4.2".to_owned(), ..Sheet::default() };
    let text = |text: &str| Cell { content: CellContent::Text(text.into()), ..Cell::default() };
    for (column, head) in
        (0..).zip(["Program/Kegiatan", "Indikator Kinerja", "Target", "Pagu Indikatif (Rp)"])
    {
        sheet.cells.insert((1, column), text(head));
    }
    sheet.cells.insert((0, 0), text("Rumusan Rencana Program dan Kegiatan Tahun 2021"));
    for (row, (name, amount)) in (2..).zip(rows) {
        sheet.cells.insert((row, 0), text(name));
        sheet.cells.insert((row, 1), text(&format!("Jumlah {row}")));
        sheet.cells.insert((row, 2), text("1 dokumen"));
        let content = CellContent::Number((amount * 1_000_000).into());
        sheet.cells.insert((row, 3), Cell { content, ..Cell::default() });
    }
    let renja = normalize(&Book { sheets: vec![sheet], ..Book::default() });
    let items = &renja.tables[0].items;
    let parts: Vec<usize> = (0..items.len()).filter(|id| items[*id].level == Level::SubKegiatan).collect();
    assert_eq!(parts, [2, 3, 6, 7]);
}

/// Writes the names of the plan's own table into one column per level, side by side. The names of the levels
/// above are repeated in each row, or not.
fn stepped(book: &mut Book, is_repeated: bool) {
    let tables = normalize(book).tables;
    let table = tables.iter().find(|table| table.form.code == "T-C.33").expect("the plan");
    let column = table.columns.iter().find(|column| column.key == "nama").expect("names").first_column;
    let head = table.headers[0];
    let step = |row: u32| {
        let item = table.items.iter().rfind(|item| item.first_row <= row).filter(|_| row > head.last_row);
        item.map_or(0, |item| [Level::Program, Level::Kegiatan].iter().filter(|l| item.level > **l).count())
    };
    let right = |row: u32, c: u32| match c.cmp(&column) {
        std::cmp::Ordering::Less => c,
        std::cmp::Ordering::Equal => c + u32::try_from(step(row)).expect("few"),
        std::cmp::Ordering::Greater => c + 2,
    };
    let sheet = &mut book.sheets[usize::from(table.sheet.0)];
    let text = |text: &str| Cell { content: CellContent::Text(text.into()), ..Cell::default() };
    let mut cells: std::collections::BTreeMap<_, _> =
        sheet.cells.iter().map(|((r, c), cell)| ((*r, right(*r, *c)), cell.clone())).collect();
    for (name, c) in ["Program", "Kegiatan", "Sub Kegiatan"].into_iter().zip(column..) {
        cells.insert((head.first_row, c), text(name));
    }
    for area in &mut sheet.merges {
        let is_title = area.last_row < head.first_row;
        area.first_column = right(area.first_row, area.first_column);
        area.last_column = if is_title { area.last_column } else { right(area.first_row, area.last_column) };
    }
    let is_head = |area: &&Area| (area.first_row, area.first_column) == (head.first_row, column);
    let of_head = *sheet.merges.iter().find(is_head).expect("a head over two rows");
    for c in [column + 1, column + 2] {
        sheet.merges.push(Area { first_column: c, last_column: c, ..of_head });
    }
    for item in table.items.iter().filter(|_| is_repeated) {
        let mut above = item.parent.map(|id| &table.items[id]);
        while let Some(parent) = above.filter(|parent| parent.level >= Level::Program) {
            let name = table.name(parent).expect("a name");
            cells.insert((item.first_row, right(parent.first_row, column)), text(&name.text));
            above = parent.parent.map(|id| &table.items[id]);
        }
    }
    sheet.cells = cells.into_iter().collect();
}

#[test]
fn with_a_column_of_names_for_each_level() {
    same_after(|book| stepped(book, false));
    same_after(|book| stepped(book, true));
}

#[test]
fn with_the_currency_in_a_column_of_its_own() {
    same_after(|book| {
        for (sheet, column, head) in columns_of(book, Kind::Rupiah) {
            let rp = || CellContent::Text("Rp".into());
            parted(&mut book.sheets[sheet], column, head, |amount| Some([rp(), amount.clone()]));
        }
    });
}

#[test]
fn with_numbers_in_a_column_of_their_own() {
    same_after(|book| {
        let names = normalize(book).tables.into_iter().filter(|table| table.form.code == "T-C.33");
        for table in names.collect::<Vec<_>>() {
            let name = table.columns.iter().find(|column| column.key == "nama").expect("names");
            let sheet = &mut book.sheets[usize::from(table.sheet.0)];
            let number = || CellContent::Text("1.".into());
            parted(sheet, name.first_column, table.headers[0].last_row, |name| {
                Some([number(), name.clone()])
            });
        }
    });
}

#[test]
fn with_the_unit_in_a_column_of_its_own() {
    same_after(|book| {
        for (sheet, column, head) in columns_of(book, Kind::Quantity) {
            parted(&mut book.sheets[sheet], column, head, |content| {
                let CellContent::Text(text) = content else { return None };
                let (number, unit) = text.split_once(' ')?;
                (!unit.contains(['\n', ' ']))
                    .then(|| [number, unit].map(|part| CellContent::Text(part.into())))
            });
        }
    });
}

#[test]
fn unmerged_with_blanks() {
    same_after(|book| {
        for sheet in &mut book.sheets {
            // Keep merges within a header row: without them nothing shows how many columns a group covers.
            sheet.merges.retain(|area| area.first_row == area.last_row);
        }
    });
}

#[test]
fn unmerged_headers_too() {
    same_after(|book| book.sheets.iter_mut().for_each(|sheet| sheet.merges.clear()));
}

#[test]
fn unmerged_with_repeated_values() {
    same_after(|book| {
        for sheet in &mut book.sheets {
            let merges = std::mem::take(&mut sheet.merges);
            for area in merges {
                if area.first_row == area.last_row {
                    sheet.merges.push(area);
                    continue;
                }
                let Some(cell) = sheet.cells.get(&(area.first_row, area.first_column)).cloned() else {
                    continue;
                };
                for row in area.first_row..=area.last_row {
                    sheet.cells.insert((row, area.first_column), cell.clone());
                }
            }
        }
    });
}

#[test]
fn without_a_number_row() {
    same_after(|book| {
        for sheet in &mut book.sheets {
            if let Some(row) = number_row(sheet) {
                *sheet = without_row(sheet, row);
            }
        }
    });
}

#[test]
fn all_tables_on_one_sheet() {
    same_after(|book| {
        let mut one = Sheet { name: "Semua".to_owned(), ..Sheet::default() };
        let mut row = 2;
        for sheet in &book.sheets {
            let last = sheet.extent().map_or(0, |(r, _)| r);
            let placed = moved(sheet, row, 1);
            one.cells.extend(placed.cells);
            one.merges.extend(placed.merges);
            row += last + 4;
        }
        book.sheets = vec![one];
    });
}

#[test]
fn a_signature_block_is_no_row() {
    same_after(|book| {
        for sheet in &mut book.sheets {
            let (last, column) = sheet.extent().unwrap_or_default();
            for (i, line) in [
                "Kota Blitar, 2 Januari 2020",
                "Kepala Badan",
                "",
                "SUYOTO, S.Pd., M.Pd.",
                "NIP. 19631014 198403 1 004",
            ]
            .iter()
            .enumerate()
            {
                let row = last + 3 + u32::try_from(i).expect("five lines");
                sheet.cells.insert((row, column.saturating_sub(3)), text(line));
            }
        }
    });
}

/// Header texts of other offices: synonyms, abbreviations and typing errors. The first entry with which a
/// header begins applies, so longer beginnings come before shorter ones.
const OTHER_WORDS: [(&str, &str); 34] = [
    ("Kode Rekening", "Kd. Rekening"),
    ("Kode", "KODE REKENING"),
    ("Urusan /Bidang Urusan Pemerintahan Daerah dan", "Urusan/ Bidang Urusan dan Program / Keg."),
    ("Urusan/Bidang Urusan Pemerintahan Daerah", "Urusan, Program, Kegiatan"),
    ("Program/ kegiatan", "Program dan Kegiatan"),
    ("Program dan Kegiatan", "PROGRAM / KEGIATAN"),
    ("Indikator Kinerja Program (", "Indikator Kinerja Progam (outcome)/ Keg (output)"),
    ("Indikator Kinerja Program /", "Indikator"),
    ("Indikator Kinerja Program/", "INDIKATOR KINERJA"),
    ("Indikator kinerja", "Indikator"),
    ("Rumusan Indikator", "Definisi Operasional"),
    ("Keterangan Indikator", "Rumusan Indikator"),
    ("Kebutuhan Dana/", "PAGU INDIKATIF (Rp.)"),
    ("Kebutuhan dana", "Kebutuhan Dana"),
    ("Pagu indikatif", "Pagu Indikatip (Rp)"),
    ("Pagu Indikatif", "PAGU INDIKATIF"),
    ("Target capaian", "Target Kinerja"),
    ("Target Capaian Kinerja Program", "Target Capaian Program (Renstra Perangkat Daerah)"),
    ("Target Capaian", "Target"),
    ("Lokasi", "LOKASI"),
    ("Cttn", "Catatan"),
    ("Ctt ptg", "Catatan Penting"),
    ("Catatan Penting", "Keterangan"),
    ("Catatan Analisis", "Catatan"),
    ("Prakiraan Maju Rencana Tahun", "Perkiraan Maju Tahun"),
    ("Hasil analisis kebutuhan", "Hasil Analisa Kebutuhan"),
    ("Realisasi Capaian Program", "Realisasi Capaian Program/ Kegiatan s/d Tahun"),
    ("Tingkat Realisasi", "Tingkat realisasi ( % )"),
    ("Tingkat Capaian Realisasi Target", "Tingkat Capaian Realisasi Target Renstra"),
    ("Organisasi Perangkat Daerah", "Nama OPD"),
    ("Keg", "Kegiatan"),
    ("NON URUSAN", "Non Urusan"),
    ("Formulasi Perhitungan", "Formulasi / Rumus Perhitungan"),
    ("No", "NO."),
];

/// Returns the other words for a header. Its years are kept, because they tell which year the column is
/// about.
fn other_words(head: &str) -> String {
    let Some((_, other)) = OTHER_WORDS.iter().find(|(from, _)| head.starts_with(from)) else {
        return head.to_owned();
    };
    let mut words = (*other).to_owned();
    for year in head.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 4) {
        words = format!("{words} {year}");
    }
    words
}

#[test]
fn other_words_in_the_headers() {
    let renamed = |book: &mut Book| {
        for sheet in &mut book.sheets {
            let Some(end) = number_row(sheet) else { continue };
            let heads: Vec<_> = sheet.cells.range((4, 0)..(end, 0)).map(|(place, _)| *place).collect();
            for place in heads {
                let cell = sheet.cells.get_or_default(place);
                if let CellContent::Text(head) = &cell.content {
                    cell.content = CellContent::Text(other_words(head).into());
                }
            }
        }
    };
    same_after(renamed);
    same_after(|book| {
        renamed(book);
        for sheet in &mut book.sheets {
            if let Some(row) = number_row(sheet) {
                *sheet = without_row(sheet, row);
            }
        }
    });
}

/// Returns a text with one letter missing in its longest word.
fn misspelt(text: &str) -> String {
    let longest = text.split_whitespace().max_by_key(|word| word.len()).unwrap_or_default();
    let slip: String = longest.chars().enumerate().filter(|(n, _)| *n != 2).map(|(_, c)| c).collect();
    if longest.len() < 5 { text.to_owned() } else { text.replacen(longest, &slip, 1) }
}

#[test]
fn with_each_word_of_the_first_header_row_misspelt() {
    same_after(|book| {
        // These forms have a second header row, which shows that there is a header.
        for table in normalize(book).tables.iter().filter(|table| table.form.code.starts_with("T-C")) {
            let header = table.headers[0];
            let sheet = &mut book.sheets[usize::from(table.sheet.0)];
            let cells = sheet.cells.iter().filter(|((row, _), _)| *row == header.first_row);
            let slips: Vec<_> = cells
                .filter_map(|(at, cell)| match &cell.content {
                    CellContent::Text(words) => Some((*at, text(&misspelt(words)))),
                    _ => None,
                })
                .collect();
            sheet.cells.extend(slips);
        }
    });
}

/// Returns a sheet with its columns moved; `place` returns the new place of each.
fn rearranged(sheet: &Sheet, place: impl Fn(u32) -> u32) -> Sheet {
    let mut changed = sheet.clone();
    changed.cells = sheet.cells.iter().map(|((r, c), cell)| ((*r, place(*c)), cell.clone())).collect();
    for area in &mut changed.merges {
        let places: Vec<u32> = (area.first_column..=area.last_column).map(&place).collect();
        area.first_column = *places.iter().min().expect("a column");
        area.last_column = *places.iter().max().expect("a column");
    }
    changed
}

/// Columns that one header covers form a block; the last block of each table moves to the front.
#[test]
fn columns_in_another_order() {
    same_after(|book| {
        for sheet in &mut book.sheets {
            let Some(end) = number_row(sheet) else { continue };
            let last = sheet.extent().map_or(0, |(_, column)| column);
            let starts: Vec<u32> = (0..=last)
                .filter(|column| {
                    let splits = |a: &Area| (a.first_column + 1..=a.last_column).contains(column);
                    !sheet.merges.iter().any(|a| a.first_row >= 4 && a.first_row < end && splits(a))
                })
                .collect();
            // The other blocks keep their order, so the columns of a code stay together even without a merged
            // header.
            let blocks: Vec<(u32, u32)> = starts
                .iter()
                .zip(starts.iter().skip(1).chain([&(last + 1)]))
                .map(|(first, next)| (*first, *next))
                .collect();
            let (mut places, mut next) = (vec![0; last as usize + 1], 0);
            let (front, back) = blocks.split_at(blocks.len() - 1);
            for (first, end) in back.iter().chain(front) {
                for column in *first..*end {
                    places[column as usize] = next;
                    next += 1;
                }
            }
            // The title is merged over all columns and says nothing about them.
            sheet.merges.retain(|area| area.first_row >= 4);
            *sheet = rearranged(sheet, |column| places[column as usize]);
        }
    });
}

/// Hides the last column, and inserts a hidden blank column in the middle, as helper columns are. A sheet with
/// a merge over its middle gets no blank column.
#[test]
fn hidden_and_blank_columns() {
    same_after(|book| {
        for sheet in &mut book.sheets {
            let last = sheet.extent().map_or(0, |(_, column)| column);
            let middle = last / 2;
            let split = |a: &Area| (a.first_column + 1..=a.last_column).contains(&(middle + 1));
            if !sheet.merges.iter().any(split) {
                *sheet = rearranged(sheet, |column| if column > middle { column + 1 } else { column });
                sheet.hidden_columns.push(middle + 1);
            }
            sheet.hidden_columns.push(last);
        }
    });
}

#[test]
fn a_workbook_without_tables_is_left_over() {
    let mut sheet = Sheet { name: "Catatan".to_owned(), ..Sheet::default() };
    sheet.cells.insert((0, 0), text("Daftar belanja"));
    sheet.cells.insert((1, 0), text("Kertas"));
    let renja = normalize(&Book { sheets: vec![sheet, Sheet::default()], ..Book::default() });
    assert!(renja.tables.is_empty());
    assert_eq!(renja.unrecognized_sheets.len(), 1);
}

fn text(text: &str) -> Cell {
    Cell { content: CellContent::Text(Arc::from(text)), ..Cell::default() }
}

fn moved(sheet: &Sheet, down: u32, right: u32) -> Sheet {
    let mut moved = sheet.clone();
    moved.cells = sheet.cells.iter().map(|((r, c), cell)| ((r + down, c + right), cell.clone())).collect();
    moved.merges = sheet
        .merges
        .iter()
        .map(|a| Area {
            first_row: a.first_row + down,
            last_row: a.last_row + down,
            first_column: a.first_column + right,
            last_column: a.last_column + right,
        })
        .collect();
    moved
}

/// Returns the row below the header that numbers the columns: at least five of its cells are column numbers.
fn number_row(sheet: &Sheet) -> Option<u32> {
    let mut rows: Vec<u32> = sheet.cells.keys().map(|(r, _)| *r).collect();
    rows.dedup();
    rows.into_iter().find(|row| {
        let numbers =
            sheet.cells.range((*row, 0)..=(*row, u32::MAX)).filter(|(_, cell)| match &cell.content {
                CellContent::Number(n) => n.abs() < 20.into(),
                CellContent::Text(t) => renja::text::column_formula::read_numbered(t).is_some(),
                _ => false,
            });
        numbers.count() >= 5
    })
}

fn without_row(sheet: &Sheet, gone: u32) -> Sheet {
    let up = |row: u32| if row > gone { row - 1 } else { row };
    let mut changed = sheet.clone();
    changed.cells = sheet
        .cells
        .iter()
        .filter(|((r, _), _)| *r != gone)
        .map(|((r, c), cell)| ((up(*r), *c), cell.clone()))
        .collect();
    changed.merges = sheet
        .merges
        .iter()
        .filter(|a| !(a.first_row == gone && a.last_row == gone))
        .map(|a| Area { first_row: up(a.first_row), last_row: up(a.last_row), ..*a })
        .collect();
    changed
}
