//! Reads SpreadsheetML 2003.

use renja::model::Visibility;
use renja::read::ReadError;

use super::{book, cell, formula, merges, shown, try_read};

const HEAD: &str = "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>\
    <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">";

#[test]
fn cells_merges_formats_and_formulas_are_read() {
    let text = format!(
        "{HEAD}<Styles><Style ss:ID=\"Default\"/><Style ss:ID=\"b\"><Font ss:Bold=\"1\"/><NumberFormat \
         ss:Format=\"Percent\"/></Style></Styles><Worksheet ss:Name=\"Tabel 4.2\"><Table><Column ss:Index=\"2\" \
         ss:Hidden=\"1\"/><Row ss:Index=\"2\"><Cell ss:Index=\"2\" ss:MergeAcross=\"1\" ss:MergeDown=\"1\" ss:StyleID=\"b\">\
         <Data ss:Type=\"String\">Pagu &amp; lokasi</Data><Comment><ss:Data>catatan</ss:Data></Comment></Cell>\
         <Cell ss:StyleID=\"b\"><Data ss:Type=\"Number\">0.85</Data></Cell></Row><Row ss:Hidden=\"1\"><Cell ss:Index=\"4\">\
         <Data ss:Type=\"DateTime\">2021-01-31T00:00:00.000</Data></Cell></Row><Row><Cell ss:Index=\"4\" \
         ss:Formula=\"=SUM(R[-2]C:R[-1]C)\"><Data ss:Type=\"Number\">44227.85</Data></Cell><Cell ss:Formula=\"=RC[-1]+1\"/>\
         <Cell><Data ss:Type=\"Error\">#DIV/0!</Data></Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible>\
         </WorksheetOptions></Worksheet></Workbook>"
    );
    let book = book(text.as_bytes());
    let sheet = &book.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.visibility), ("Tabel 4.2", Visibility::Hidden));
    assert_eq!(merges(sheet), "B2:C3");
    let cells = ["B2", "D2", "D3", "D4", "E4", "F4"].map(|at| shown(sheet, at));
    assert_eq!(cells, ["\"Pagu & lokasi\"", "0.85", "44227", "44227.85", "44228.85", "!#DIV/0!"]);
    assert_eq!((formula(sheet, "D4"), formula(sheet, "E4")), (Some("SUM(D2:D3)"), Some("D4+1")));
    assert!(cell(sheet, "D2").is_some_and(|c| c.format.is_percent() && c.bold == Some(true)));
    assert_eq!((&sheet.hidden_rows[..], &sheet.hidden_columns[..]), (&[2][..], &[1][..]));
}

#[test]
fn one_that_breaks_off_is_damaged() {
    let text = format!("{HEAD}<Worksheet ss:Name=\"T\"><Table><Row>");
    assert_eq!(try_read(text.as_bytes()).err(), Some(ReadError::Damaged("Workbook".to_owned())));
}
