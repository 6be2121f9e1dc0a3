//! A large sheet is read in pieces of whole rows, on all threads. The result is the same as if it were read
//! in one piece.

use std::fmt::Write as _;

use renja::model::{Book, CellContent, Sheet};
use renja::read::{Limits, ReadError, read};

use super::book;
use super::package::workbook;

const ROWS: u32 = 30_000;

/// Returns a sheet with rows of over a hundred bytes each, so that it is read in several pieces. `row` may
/// replace a row.
fn rows(row: impl Fn(u32) -> Option<String>) -> String {
    let mut xml = String::from("<worksheet><cols><col min=\"2\" max=\"2\" width=\"40\"/></cols><sheetData>");
    for n in 1..=ROWS {
        match row(n) {
            Some(row) => xml.push_str(&row),
            None => {
                let _ = write!(
                    xml,
                    "<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c><c r=\"B{n}\" t=\"inlineStr\"><is><t>Belanja alat \
                     tulis kantor untuk kegiatan {n}</t></is></c></row>"
                );
            }
        }
    }
    xml + "</sheetData><mergeCells><mergeCell ref=\"C5:C29000\"/></mergeCells></worksheet>"
}

/// Returns the same XML in a form that is read in one piece: the search for row numbers does not match it.
fn as_one(xml: &str) -> String {
    xml.replace("<row r=\"", "<row  x='' r=\"").replace(" r=\"", " r = \"")
}

fn on_threads(count: usize, bytes: &[u8], limits: &Limits) -> Result<Book, ReadError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().expect("threads");
    pool.install(|| read(bytes, limits))
}

/// Reads the sheet on one thread and on four and asserts that both give the same cells. If reading fails,
/// returns the error of the single thread.
fn by_pieces(xml: &str) -> Result<Sheet, ReadError> {
    assert!(xml.len() > 3 << 20, "several pieces");
    let bytes = workbook(&[("S", xml)], &[]);
    let [one, four] = [1, 4].map(|threads| on_threads(threads, &bytes, &Limits::default()));
    let (one, four) = (one?.sheets.remove(0), four?.sheets.remove(0));
    same(&one, &four);
    Ok(four)
}

fn same(a: &Sheet, b: &Sheet) {
    assert!(a.cells == b.cells, "the cells differ");
    assert_eq!(a.covered, b.covered);
    assert_eq!(a.merges, b.merges);
    assert_eq!(a.hidden_rows, b.hidden_rows);
    assert_eq!(a.widths, b.widths);
    assert_eq!(a.unread, b.unread);
}

fn as_whole(xml: &str) -> Sheet {
    book(&workbook(&[("S", &as_one(xml))], &[])).sheets.remove(0)
}

#[test]
fn pieces_say_what_the_whole_says() {
    let xml = rows(|n| match n {
        // A shared formula that is written once and used by rows of every piece.
        7 => Some(
            "<row r=\"7\"><c r=\"D7\"><f t=\"shared\" si=\"0\" ref=\"D7:D29000\">A7*2</f><v>14</v></c></row>"
                .into(),
        ),
        n if n % 977 == 0 => Some(format!(
            "<row r=\"{n}\" hidden=\"1\"><c r=\"D{n}\"><f t=\"shared\" si=\"0\"/><v>{}</v></c></row>\n",
            n * 2
        )),
        // Rows and cells without an address.
        n if n % 1_013 < 3 => Some(format!("<row>\r\n<c><v>{n}</v></c><c t=\"b\"><v>1</v></c></row>\r\n")),
        // A step back to an earlier row.
        20_011 => Some("<row r=\"11\"><c r=\"F11\"><v>5</v></c></row>".into()),
        _ => None,
    });
    let sheet = by_pieces(&xml).expect("it is read");
    same(&sheet, &as_whole(&xml));
    assert!(sheet.cells.len() > 59_000);
    assert!(sheet.hidden_rows.len() > 20);
    let taken = sheet.cells.get(&(977 * 29 - 1, 3)).expect("a cell");
    assert_eq!(taken.formula.as_deref(), Some("A28333*2"));
    assert!(
        matches!(&sheet.cells.get(&(10, 5)).expect("a cell").content, CellContent::Number(n) if *n == 5.into())
    );
}

/// Text that looks like the end of a row, within a comment and within a CDATA section.
#[test]
fn what_only_looks_like_the_end_of_a_row_is_none() {
    let no_end = "</row><row r=\"3\"><c r=\"Z3\"><v>9</v></c></row>".repeat(60_000);
    let comment = format!("<!--{no_end}-->");
    let text = format!("<c r=\"E1\" t=\"str\"><v><![CDATA[{no_end}]]></v></c>");
    for (wrapped, cells) in [(comment, 0), (text, 1)] {
        let xml = rows(|n| (n == 9_000).then(|| format!("<row r=\"9000\">{wrapped}</row>")));
        let sheet = by_pieces(&xml).expect("it is read");
        assert_eq!(sheet.cells.len(), 2 * (ROWS as usize - 1) + cells);
        assert_eq!(sheet.cells.get(&(2, 25)), None);
        let last = sheet.cells.get(&(ROWS - 1, 0)).map(|cell| &cell.content);
        assert_eq!(last, Some(&CellContent::Number(ROWS.into())));
    }
}

#[test]
fn damage_in_any_piece_is_that_of_the_sheet() {
    let whole = rows(|_| None);
    let (begin, end) = whole.split_at(whole.find("<row r=\"15000\"").expect("a row in the middle"));
    for xml in
        [format!("{begin}<![CDATA[{end}"), format!("{begin}<!-- {end}"), whole[..whole.len() - 12].into()]
    {
        assert_eq!(
            by_pieces(&xml).err(),
            Some(ReadError::Damaged("S".into())),
            "{}",
            &xml[xml.len() / 2 - 9..][..40]
        );
    }
}

#[test]
fn limits_count_the_pieces_together() {
    let bytes = workbook(&[("S", &rows(|_| None))], &[]);
    for threads in [1, 4] {
        let told = |limits: Limits| on_threads(threads, &bytes, &limits).err();
        let cells = Limits { max_cells: 50_000, ..Limits::default() };
        assert_eq!(told(cells), Some(ReadError::TooManyCells(50_000)));
        let part = Limits { max_part_bytes: 2 << 20, ..Limits::default() };
        assert_eq!(told(part), Some(ReadError::TooManyBytes(2 << 20)));
        let both = Limits { max_cells: 10_000, max_part_bytes: 2 << 20 };
        assert_eq!(told(both), Some(ReadError::TooManyBytes(2 << 20)));
        assert_eq!(told(Limits { max_cells: 60_000, ..Limits::default() }), None);
    }
}
