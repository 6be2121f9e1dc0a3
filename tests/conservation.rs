//! Nothing is dropped: every figure and every text of a workbook comes back in the result, either in its
//! table, in the list of unplaced cells, or on a copied sheet.

mod common;
#[path = "common/sheets.rs"]
mod sheets;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use renja::Options;
use renja::correct::Accept;
use renja::forms::Kind;
use renja::model::{Book, CellContent, CellRef, Renja, Value, own};
use renja::text::fold::fold;
use renja::text::{number, quantity};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use sheets::{Codes, Layout, Percent, Plan};

/// The program's own sheets that repeat content of other sheets.
const REPEATING: [&str; 4] = [own::TEMUAN, own::REKONSILIASI, own::DATA, own::PERUBAHAN];

/// Contents of cells, each with the number of its occurrences.
#[derive(Default)]
struct Tokens(BTreeMap<String, usize>);

impl Tokens {
    fn add(&mut self, token: String) {
        *self.0.entry(token).or_default() += 1;
    }

    /// Whether a text of several words is contained in another one, as a name that continues after a page
    /// break is.
    fn holds(&self, text: &str) -> bool {
        const MIN_LETTERS: usize = 12;
        let text = fold(text);
        text.len() >= MIN_LETTERS && text.contains(' ') && self.0.keys().any(|other| other.contains(&text))
    }

    /// Removes one occurrence; returns false if none is left.
    fn take(&mut self, token: &str) -> bool {
        match self.0.get_mut(token) {
            Some(left @ 1..) => {
                *left -= 1;
                true
            }
            _ => false,
        }
    }
}

/// Returns a number as a token, rounded to 12 digits, which every spreadsheet keeps.
fn of_number(n: f64) -> String {
    format!("#{n:.11e}")
}

fn of_decimal(n: Decimal) -> String {
    of_number(n.to_f64().unwrap_or(f64::NAN))
}

/// Returns a text as a token, without what a reader does not see: case, blanks, punctuation. `None` if
/// nothing is left.
fn of_text(text: &str) -> Option<String> {
    Some(fold(text)).filter(|text| !text.is_empty())
}

/// Returns the tokens that may replace a text: the number that it states, and a hundredth of it in case it is
/// a percentage.
fn instead(text: &str) -> Vec<String> {
    let hundredth = |n: Decimal| of_decimal(n / Decimal::ONE_HUNDRED);
    let bare = text.trim().trim_end_matches('%').trim_end();
    let rupiah = number::read_rupiah(bare).into_iter();
    let numbers = rupiah.flat_map(|n| [Some(n.value), n.alternative]).flatten();
    let mut all: Vec<String> = numbers.flat_map(|n| [of_decimal(n), hundredth(n)]).collect();
    if let Some(quantity) = quantity::read(text) {
        all.extend([of_decimal(quantity.number), hundredth(quantity.number)]);
    }
    all
}

/// Returns the content of a result: tables, copied sheets, and the list of unplaced cells.
fn written(bytes: &[u8]) -> Tokens {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("calamine opens it");
    let mut tokens = Tokens::default();
    for name in workbook.sheet_names() {
        if REPEATING.contains(&name.as_str()) {
            continue;
        }
        let range = workbook.worksheet_range(&name).expect("the sheet");
        for (_, _, cell) in range.used_cells() {
            match cell {
                Data::Float(n) => tokens.add(of_number(*n)),
                Data::Int(n) => tokens.add(of_decimal((*n).into())),
                Data::DateTime(date) => tokens.add(of_number(date.as_f64())),
                Data::String(text) => {
                    if let Some(token) = of_text(text) {
                        tokens.add(token);
                    }
                }
                _ => {}
            }
        }
    }
    tokens
}

/// Returns the cells whose texts were joined into one code, such as `1.20 | 33 | 15`.
fn of_spread_codes(renja: &Renja, book: &Book) -> BTreeSet<CellRef> {
    let mut all = BTreeSet::new();
    for table in &renja.tables {
        for item in &table.items {
            for (column, cited) in
                table.columns_of(&item.values).filter(|(column, _)| column.kind == Kind::Kode)
            {
                let code = format!(" {} ", fold(&cited.value.to_string()));
                let columns =
                    std::iter::once(cited.at.column).chain(column.first_column..=column.last_column);
                let cells = columns.map(|column| CellRef { column, ..cited.at });
                all.extend(cells.filter(|at| match book.cell(*at).map(|cell| &cell.content) {
                    Some(CellContent::Text(text)) => {
                        let digits =
                            |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
                        // `4102` is read as 4.1.02, and a name may follow a code.
                        (digits(&code) == digits(text) && !digits(text).is_empty())
                            || code.contains(&format!(" {} ", fold(text)))
                    }
                    Some(_) => matches!(cited.value, Value::Kode(_)),
                    None => false,
                }));
            }
        }
    }
    all
}

/// Whether a cell belongs to a header that is replaced by the official words, or to one that a page break
/// repeats.
fn is_official_header(renja: &Renja, at: CellRef) -> bool {
    let tables = renja.tables.iter().filter(|table| table.is_on(at.sheet));
    let mut headers = tables.flat_map(|table| {
        let first = table.headers.iter().take(usize::from(table.form.is_official()));
        let others = table.headers.iter().skip(1);
        first.chain(others).map(move |header| (table, header))
    });
    headers.any(|(table, header)| {
        let place = table.place_of(CellRef { column: table.area.first_column, ..at });
        place.is_some_and(|(row, _)| (header.first_row..=header.last_row).contains(&row))
    })
}

/// Returns the cells of a workbook that do not come back, as `Sheet!A1 text`.
fn lost(book: &Book, renja: &Renja, bytes: &[u8]) -> Vec<String> {
    let codes = of_spread_codes(renja, book);
    let mut tokens = written(bytes);
    // First match the cells that come back unchanged, so that those that were split or converted cannot take
    // their tokens.
    let mut left = Vec::new();
    for (id, sheet) in book.sheets().filter(|(_, sheet)| !own::is_own_sheet(sheet)) {
        for ((row, column), cell) in &sheet.cells {
            let at = CellRef { sheet: id, row: *row, column: *column };
            let token = match &cell.content {
                CellContent::Number(n) => Some(of_decimal(*n)),
                CellContent::Text(text) | CellContent::NotANumber(text) => of_text(text),
                CellContent::Blank | CellContent::Bool(_) => None,
            };
            if let Some(token) = token
                && !codes.contains(&at)
                && !is_official_header(renja, at)
                && !tokens.take(&token)
            {
                left.push((at, &cell.content));
            }
        }
    }
    let mut lost = Vec::new();
    for (at, content) in left {
        let (text, found) = match content {
            CellContent::Text(text) | CellContent::NotANumber(text) => {
                let mut line = |line: &str| {
                    of_text(line).is_none_or(|token| tokens.take(&token))
                        || instead(line).iter().any(|token| tokens.take(token))
                };
                let by_lines = text.contains('\n') && text.lines().all(&mut line);
                // 100% and a running number 1 are the same number in cells, so either may have taken the
                // other's token.
                let hundredth =
                    || number::read_rupiah(text.trim().strip_suffix('%')?.trim_end()).map(|n| n.value);
                let as_percent = || of_text(&(hundredth()? / Decimal::ONE_HUNDRED).normalize().to_string());
                let found = instead(text).iter().any(|token| tokens.take(token))
                    || by_lines
                    || as_percent().is_some_and(|token| tokens.take(&token))
                    || tokens.holds(text);
                (text.to_string(), found)
            }
            CellContent::Number(n) => {
                // A code, a year or an identifier that was stored as a number comes back as text, an amount
                // above the table as it was displayed, and a ratio with the decimals that were displayed.
                let mut take = |n: Decimal| {
                    let plain = of_text(&n.normalize().to_string());
                    let texts = plain.into_iter().chain(of_text(&number::format_grouped(n)));
                    std::iter::once(of_decimal(n)).chain(texts).any(|token| tokens.take(&token))
                };
                let mut found = take(*n);
                for decimals in [4, 6, 2] {
                    found = found || take(n.round_dp(decimals));
                    found = found || take((n / Decimal::ONE_HUNDRED).round_dp(decimals));
                }
                // A number may have been joined with the unit in the next cell.
                let with_unit = format!("{} ", n.normalize());
                found = found || tokens.0.keys().any(|token| token.starts_with(&with_unit));
                (n.to_string(), found)
            }
            CellContent::Blank | CellContent::Bool(_) => continue,
        };
        if !found {
            let sheet = book.sheet(at.sheet).map_or("", |sheet| sheet.name.as_str());
            lost.push(format!("{sheet}!{} {}", at.a1(), text.chars().take(60).collect::<String>()));
        }
    }
    lost
}

/// Returns the cells that a workbook loses.
fn of_file(path: &Path) -> Vec<String> {
    let bytes = std::fs::read(path).expect("a workbook at hand");
    let options = Options { accept: Accept::None, ..Options::default() };
    // A file that cannot be read has no result, so nothing can be lost in it.
    let Ok(processed) = renja::process(&bytes, "renja.xlsx", &options, None) else { return Vec::new() };
    lost(&processed.checked.book, &processed.checked.renja, &processed.rapi)
}

/// Returns the workbooks of a folder, in order; a relative path starts at the project. Empty if there is no
/// such folder.
fn files(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    let kinds = ["csv", "ods", "xls", "xlsm", "xlsx"];
    files.retain(|f| f.extension().is_some_and(|e| kinds.iter().any(|kind| e.eq_ignore_ascii_case(kind))));
    files.sort();
    files
}

fn report(files: &[PathBuf]) -> String {
    let mut report = String::new();
    for file in files {
        let lost = of_file(file);
        if !lost.is_empty() {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let shown = lost[..lost.len().min(40)].join("\n  ");
            let _ = writeln!(report, "{name} loses {}:\n  {shown}", lost.len());
        }
    }
    report
}

#[test]
fn the_workbooks_of_the_project_lose_nothing() {
    let all: Vec<PathBuf> = ["workbooks", "tests/cases"].iter().flat_map(files).collect();
    let report = report(&all);
    assert!(report.is_empty(), "{report}");
}

/// Checks workbooks that the project cannot contain. `RENJA_WORKBOOKS` lists their folders; without it, this
/// test checks nothing.
#[test]
fn the_workbooks_beside_the_project_lose_nothing() {
    let beside = std::env::var_os("RENJA_WORKBOOKS").unwrap_or_default();
    let all: Vec<PathBuf> =
        std::env::split_paths(&beside).filter(|f| !f.as_os_str().is_empty()).flat_map(files).collect();
    let report = report(&all);
    assert!(report.is_empty(), "{report}");
}

/// Returns plans whose figures all agree, in the layouts that offices use.
fn generated() -> Vec<(String, Book)> {
    let plan = Plan {
        year: 2024,
        programs: vec![vec![(120_000, 130_000), (45_500, 47_250)], vec![(78_125, 80_000)]],
    };
    let plain = Layout::default();
    let layouts = [
        plain,
        Layout { text: true, number_row: true, ..plain },
        Layout { total_below: true, subtotals: true, signature: true, ..plain },
        Layout { repeated: true, codes: Codes::Of2019, sub: true, ..plain },
        Layout { merged: true, codes: Codes::Of2006, formulas: true, ..plain },
        Layout { page_break: true, number_row: true, signature: true, ..plain },
        Layout { percent: Percent::Number, shift: 2, units: true, ..plain },
    ];
    layouts.iter().map(|layout| (format!("{layout:?}"), sheets::book(&plan, *layout))).collect()
}

#[test]
fn generated_layouts_lose_nothing() {
    for (layout, book) in generated() {
        let renja = common::normalize(&book);
        let bytes = renja::write::rapi::write(&common::document(&book, &renja)).expect("it can be written");
        let lost = lost(&book, &renja, &bytes);
        assert!(lost.is_empty(), "{layout} loses {lost:#?}");
    }
}
