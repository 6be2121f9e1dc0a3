//! A table that continues over several sheets, one per printed page, is read as one table.

mod common;
#[path = "common/sheets.rs"]
mod sheets;

use common::{book, model, normalize};
use proptest::prelude::*;
use renja::check::{Selection, check};
use renja::model::{Area, Book, Cell, CellContent, Level, Renja, Sheet, Table};
use renja::{Options, read_plan};
use sheets::{Codes, Layout, Plan, RENCANA};

/// Returns a workbook in which the rows of a table from each cut on stand on a separate sheet, with or
/// without a copy of the table's header.
fn cut(whole: &Book, table: &Table, cuts: &[u32], with_header: bool) -> Book {
    let place = usize::from(table.sheet.0);
    let sheet = &whole.sheets[place];
    let header = table.headers[0].first_row..=table.headers[0].last_row;
    let ends = cuts.iter().skip(1).copied().chain([u32::MAX]);
    let mut pages = vec![rows(sheet, 0, &[0..=cuts[0] - 1])];
    for (number, (begin, end)) in cuts.iter().zip(ends).enumerate() {
        let body = *begin..=end - 1;
        let kept = if with_header { vec![header.clone(), body] } else { vec![body] };
        pages.push(rows(sheet, number + 2, &kept));
    }
    let mut sheets = whole.sheets.clone();
    sheets.splice(place..=place, pages);
    Book { sheets, ..whole.clone() }
}

/// Returns a sheet with some ranges of rows of another one, one below the other from the first row on.
fn rows(sheet: &Sheet, number: usize, kept: &[std::ops::RangeInclusive<u32>]) -> Sheet {
    let name = if number == 0 { sheet.name.clone() } else { format!("{} hal. {number}", sheet.name) };
    let mut page = Sheet { name, ..Sheet::default() };
    let mut row = 0;
    for range in kept {
        let down = |r: u32| r - range.start() + row;
        let cells = sheet.cells.range((*range.start(), 0)..=(*range.end(), u32::MAX));
        page.cells.extend(cells.map(|((r, c), cell)| ((down(*r), *c), cell.clone())));
        // On paper, a merge over the end of a page is cut into two cells.
        page.merges.extend(sheet.merges.iter().filter(|area| range.contains(&area.first_row)).map(|area| {
            Area { first_row: down(area.first_row), last_row: down(area.last_row.min(*range.end())), ..*area }
        }));
        row += range.end().saturating_sub(*range.start()) + 1;
    }
    page
}

/// Returns the tables with amounts, each with the rows at which it may be cut: those that begin no program.
fn trees(renja: &Renja) -> impl Iterator<Item = (&Table, Vec<u32>)> {
    let is_money = |table: &&Table| table.columns.iter().any(|column| column.adds_up);
    renja.tables.iter().filter(is_money).map(|table| {
        let begins = |row: u32| {
            let mut tops = table.items.iter().filter(|item| item.level <= Level::Program);
            tops.any(|item| item.first_row == row)
        };
        let rows = table.headers[0].last_row + 2..=table.area.last_row;
        (table, rows.filter(|row| !begins(*row)).collect())
    })
}

#[test]
fn a_table_says_the_same_wherever_a_page_ends() {
    let mut tried = 0;
    for name in ["renja-bkd-2021.xlsx", "renja-bkpsdm-2022.xlsx"] {
        let whole = book(name);
        let renja = normalize(&whole);
        let expected = model(&renja);
        for (table, rows) in trees(&renja) {
            for (n, row) in rows.iter().enumerate().step_by(5) {
                let second = rows.get(n + 12).copied();
                for cuts in [Some(vec![*row]), second.map(|second| vec![*row, second])].into_iter().flatten()
                {
                    for with_header in [true, false] {
                        let split = cut(&whole, table, &cuts, with_header);
                        let said = model(&normalize(&split));
                        let place = &whole.sheets[usize::from(table.sheet.0)].name;
                        assert!(said == expected, "{name} {place} cut at {cuts:?}, header: {with_header}");
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn pages_may_be_numbered_and_say_that_the_table_goes_on() {
    let whole = book("renja-bkpsdm-2022.xlsx");
    let renja = normalize(&whole);
    let (table, _) = trees(&renja).find(|(table, _)| table.form.code == "T-C.33").expect("the plan");
    let place = usize::from(table.sheet.0);
    let mut split = cut(&whole, table, &[19, 30], true);
    let text = |text: &str| Cell { content: CellContent::Text(text.into()), ..Cell::default() };
    for (number, page) in split.sheets.iter_mut().skip(place).take(3).enumerate() {
        let last = page.cells.keys().map(|(row, _)| *row).max().expect("rows");
        page.cells.insert((last + 2, 4), text(&format!("- {} -", number + 1)));
        if number > 0 {
            let down = |row: u32| row + 2;
            page.cells = page.cells.iter().map(|((r, c), cell)| ((down(*r), *c), cell.clone())).collect();
            for area in &mut page.merges {
                *area = Area { first_row: down(area.first_row), last_row: down(area.last_row), ..*area };
            }
            page.cells.insert((0, 0), text("Lanjutan Tabel 4.2"));
        }
    }
    assert!(model(&normalize(&split)) == model(&renja));
}

#[test]
fn each_page_has_its_own_columns() {
    let whole = book("renja-bkpsdm-2022.xlsx");
    let renja = normalize(&whole);
    let (table, _) = trees(&renja).find(|(table, _)| table.form.code == "T-C.33").expect("the plan");
    let mut split = cut(&whole, table, &[19, 30], true);
    let place = usize::from(table.sheet.0);
    for (right, page) in (1..).zip(split.sheets.iter_mut().skip(place + 1).take(2)) {
        let moved = |column: u32| column + column / 2 + right;
        page.cells = page.cells.iter().map(|((r, c), cell)| ((*r, moved(*c)), cell.clone())).collect();
        for area in &mut page.merges {
            let (first_column, last_column) = (moved(area.first_column), moved(area.last_column));
            *area = Area { first_column, last_column, ..*area };
        }
    }
    let read = normalize(&split);
    assert!(model(&read) == model(&renja));
    let places: Vec<String> = check(&read, &split, &Selection::default())
        .findings
        .iter()
        .filter(|finding| finding.rule == "ARI103")
        .map(|finding| read.cell_name(finding.at))
        .collect();
    // G is column 6, counted from 0; `moved` turns it into 6 + 3 + 1 = 10, which is K.
    assert_eq!(places, ["Tabel 4.2 hal. 2 K9"]);
    let (_, said) = written(&split);
    assert!(said == written(&whole).1);
}

#[test]
fn findings_name_the_sheet_that_the_cell_stands_on() {
    let whole = book("renja-bkpsdm-2022.xlsx");
    let renja = normalize(&whole);
    let (table, _) = trees(&renja).find(|(table, _)| table.form.code == "T-C.33").expect("the plan");
    let places = |book: &Book| -> Vec<(String, String)> {
        let renja = normalize(book);
        let findings = check(&renja, book, &Selection::default()).findings;
        findings
            .iter()
            .filter(|f| f.rule == "ARI103")
            .map(|f| (f.rule.to_owned(), renja.cell_name(f.at)))
            .collect()
    };
    assert_eq!(places(&whole), [("ARI103".to_owned(), "Tabel 4.2 G25".to_owned())]);
    // Row 25 is row 6 if the sheet begins at row 20, and row 9 below a header of three rows.
    let split = |with_header| places(&cut(&whole, table, &[19], with_header));
    assert_eq!(split(true), [("ARI103".to_owned(), "Tabel 4.2 hal. 2 G9".to_owned())]);
    assert_eq!(split(false), [("ARI103".to_owned(), "Tabel 4.2 hal. 2 G6".to_owned())]);
}

/// Writes a workbook and reads the result; returns the result and its model.
fn written(book: &Book) -> (Book, String) {
    let renja = normalize(book);
    let findings = check(&renja, book, &Selection::default()).findings;
    let document = renja::write::rapi::Document { findings: &findings, ..common::document(book, &renja) };
    let bytes = renja::write::rapi::write(&document).expect("written");
    let (again, renja) = read_plan(&bytes, &Options::default()).expect("read again");
    let said = model(&renja);
    (again, said)
}

#[test]
fn pages_are_written_as_one_sheet_and_nothing_of_them_is_lost() {
    let whole = book("renja-bkpsdm-2022.xlsx");
    let renja = normalize(&whole);
    let (table, _) = trees(&renja).find(|(table, _)| table.form.code == "T-C.33").expect("the plan");
    let mut split = cut(&whole, table, &[19, 30], true);
    let last = usize::from(table.sheet.0) + 2;
    let below = split.sheets[last].cells.keys().map(|(row, _)| *row).max().expect("rows") + 3;
    let signature = CellContent::Text("Blitar, Januari 2022".into());
    split.sheets[last].cells.insert((below, 4), Cell { content: signature.clone(), ..Cell::default() });
    let (of_whole, expected) = written(&whole);
    let (of_split, said) = written(&split);
    let names = |book: &Book| book.sheets.iter().map(|sheet| sheet.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&of_whole), names(&of_split));
    assert!(said == expected);
    let signed = |book: &Book| {
        let texts = book.sheets.iter().flat_map(|sheet| sheet.cells.values());
        texts.filter(|cell| cell.content == signature).count()
    };
    assert_eq!((signed(&of_whole), signed(&of_split)), (0, 1));
}

/// Returns the plan's own table of each of these plans, one per sheet.
fn several(plans: &[Plan], layout: Layout) -> Book {
    let sheets = plans.iter().enumerate().map(|(number, plan)| {
        let sheet = sheets::book(plan, layout).sheets.swap_remove(RENCANA);
        Sheet { name: format!("{} {number}", sheet.name), ..sheet }
    });
    Book { sheets: sheets.collect(), ..Book::default() }
}

/// Generates the amounts of several plans.
fn amounts() -> impl Strategy<Value = Vec<Plan>> {
    let kegiatan = prop::collection::vec((1_000u32..4_000_000_000, 1_000u32..4_000_000_000), 1..4);
    let programs = prop::collection::vec(kegiatan, 2..5);
    prop::collection::vec(programs.prop_map(|programs| Plan { year: 2021, programs }), 2..4)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn plans_of_several_offices_stay_apart(
        plans in amounts(),
        flags in any::<[bool; 6]>(),
        codes in prop::sample::select(vec![Codes::None, Codes::Of2006, Codes::Of2019]),
        wrong in any::<prop::sample::Index>(),
    ) {
        let [number_row, total_below, repeated, sub, merged, signature] = flags;
        let layout =
            Layout { number_row, total_below, repeated, codes, sub, merged, signature, ..Layout::default() };
        let mut book = several(&plans, layout);
        prop_assert_eq!(normalize(&book).tables.len(), plans.len());
        // They stay separate even if a figure is wrong.
        let cells = &mut book.sheets[0].cells;
        let is_number = |cell: &Cell| matches!(cell.content, CellContent::Number(_));
        let figures: Vec<_> = cells.iter().filter(|(_, cell)| is_number(cell)).map(|(at, _)| *at).collect();
        if let Some(cell) = cells.get_mut(&figures[wrong.index(figures.len())]) {
            cell.content = CellContent::Number(7.into());
        }
        prop_assert_eq!(normalize(&book).tables.len(), plans.len());
    }
}
