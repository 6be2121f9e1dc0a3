//! .xls.

use super::{book, merges, sheet, shown, workbook};

#[test]
fn the_workbooks_of_2018_and_2019_have_their_merges_and_figures() {
    let (of_2018, of_2019) = (book(&workbook("renja-bkd-2018.xls")), book(&workbook("renja-bkd-2019.xls")));
    // The errors that were planted in them stand where they were planted.
    assert_eq!(shown(sheet(&of_2018, "Tabel 4.2"), "J39"), "190261900");
    assert_eq!(shown(sheet(&of_2018, "Tabel 2.1"), "K37"), "\"90,50%\"");
    assert_eq!(shown(sheet(&of_2019, "Tabel 2.1"), "M72"), "\"135 buah\"");
    let header = "A1:N1 A2:N2 A3:N3 A5:D6 E5:E6 F5:F6";
    for book in [&of_2018, &of_2019] {
        let evaluasi = merges(sheet(book, "Tabel 2.1"));
        assert!(evaluasi.starts_with(header), "{evaluasi}");
    }
}
