//! Reads CSV and TSV.

use renja::read::{OtherKind, ReadError};

use super::{book, shown, try_read};

#[test]
fn the_separator_is_told_from_the_lines() {
    for separator in [";", "\t"] {
        let lines = [
            ["No", "Program", "Pagu"],
            ["1", "\"Pelayanan\nPerkantoran\"", "1.313.159.500"],
            ["01", "Rapat, koordinasi", "92,86"],
        ];
        let text: Vec<_> = lines.iter().map(|line| line.join(separator)).collect();
        let book = book(format!("\u{feff}{}\r\n", text.join("\r\n")).as_bytes());
        let sheet = &book.sheets[0];
        let cells = ["A1", "A2", "B2", "C2", "A3", "B3", "C3"].map(|at| shown(sheet, at));
        let program = "\"Pelayanan\\nPerkantoran\"";
        assert_eq!(cells, ["\"No\"", "1", program, "1313159500", "\"01\"", "\"Rapat, koordinasi\"", "92.86"]);
    }
}

#[test]
fn rows_are_those_of_the_file() {
    let text = "Tabel 4.2;;\n\na;b;c\n\n\nd;e;f\ng;\"h\nh\";i\nj;k;l\n";
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let book = book(text.as_bytes());
        let cells = ["A1", "A3", "A6", "A7", "A8", "B7"].map(|at| shown(&book.sheets[0], at));
        assert_eq!(cells, ["\"Tabel 4.2\"", "\"a\"", "\"d\"", "\"g\"", "\"j\"", "\"h\\nh\""]);
    }
}

#[test]
fn a_stated_separator_is_believed() {
    let book = book(b"sep=,\na,b\nc,\"1,234,567\"\n");
    assert_eq!(["B1", "B2"].map(|at| shown(&book.sheets[0], at)), ["\"b\"", "1234567"]);
}

#[test]
fn prose_is_no_table() {
    let prose =
        "Rencana kerja ini, sebagaimana diatur, memuat program.\nSelain itu, ada kegiatan.\nDemikian.\n";
    assert_eq!(try_read(prose.as_bytes()).err(), Some(ReadError::Other(OtherKind::Text)));
    assert_eq!(try_read(b" \r\n\t\n").err(), Some(ReadError::Empty));
}
