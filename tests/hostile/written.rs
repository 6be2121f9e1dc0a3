//! Foreign text stays text in the results: it becomes neither a formula nor a link to a file.

use std::io::{Cursor, Read as _};

use renja::correct::Accept;
use renja::{Options, Processed};

use super::files::{plan_of, row};

const FORMULAS: [&str; 8] = [
    "=1+1",
    "+62341801234",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "=HYPERLINK(\"file:///C:/Windows/system32/calc.exe\",\"Pagu\")",
    "{=1+1}",
    "\t=1+1",
    "＝1+1",
];
const PATHS: [&str; 6] = [
    "file:///C:/Windows/system32/calc.exe",
    "\\\\server\\berbagi\\renja.xlsx",
    "external:C:\\renja.xlsx",
    "internal:Data!A1",
    "https://contoh.go.id/renja?a=1",
    "mailto:kepala@contoh.go.id",
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\t', "&#9;")
}

/// Processes a plan in which these texts are names, with a sheet without a table that holds them as texts,
/// and a link and a web formula of the file's own.
fn processed(texts: &[&str]) -> Processed {
    let row_of =
        |(place, text): (usize, &&str)| row(&format!("4.05.01.{:02}", place + 1), &escaped(text), "100");
    let rows: String = texts.iter().enumerate().map(row_of).collect();
    let table = plan_of(&(row("4.05.01", "PROGRAM A", "999") + &rows));
    let note = |text: &&str| format!("<row><c t=\"str\"><v>{}</v></c></row>", escaped(text));
    let link = "<row><c t=\"str\"><f>HYPERLINK(&quot;file:///C:/a.exe&quot;,&quot;Pagu&quot;)</f><v>Pagu</v></c>\
        <c><f>_xlfn.WEBSERVICE(A1)</f><v>1</v></c></row>";
    let notes: String = texts.iter().map(note).collect::<String>() + link;
    let xml = |rows: &str| format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let bytes = super::package::workbook(&[("Tabel", &xml(&table)), ("Catatan", &xml(&notes))], &[]);
    let options = Options { accept: Accept::Suggested, ..Options::default() };
    renja::process(&bytes, "=1+1.xlsx", &options, None).expect("it is written")
}

/// Returns the parts of the rewritten workbook, as text.
fn parts(processed: &Processed) -> Vec<(String, String)> {
    let mut package = zip::ZipArchive::new(Cursor::new(&processed.rapi)).expect("a package");
    let mut all = Vec::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("a whole part");
        let name = part.name().expect("a name").into_owned();
        all.push((name, String::from_utf8_lossy(&bytes).into_owned()));
    }
    all
}

#[test]
fn text_that_looks_like_a_formula_stays_text() {
    let parts = parts(&processed(&FORMULAS));
    let formulas: Vec<&str> = parts
        .iter()
        .flat_map(|(_, xml)| xml.split("<f>").skip(1).chain(xml.split("<f ").skip(1)))
        .map(|rest| rest.split("</f>").next().unwrap_or_default())
        .collect();
    assert!(!formulas.is_empty(), "the totals are formulas");
    for formula in formulas {
        for foreign in ["cmd", "HYPERLINK", "WEBSERVICE", "1+1", "62341801234", "SUM(1+9)"] {
            assert!(!formula.contains(foreign), "{formula}");
        }
    }
    let (_, strings) = parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").expect("strings");
    for text in FORMULAS {
        let text = escaped(text.trim_start()).replace("&quot;", "\"");
        assert!(strings.contains(&text), "{text} stands as text");
    }
}

#[test]
fn a_path_in_a_sheet_becomes_no_link() {
    for texts in [&PATHS[..], &FORMULAS[..]] {
        let mut links = 0;
        for (name, xml) in parts(&processed(texts)) {
            assert!(!name.contains("externalLink"), "{name}");
            assert!(!xml.contains("TargetMode"), "{name} leads out: {xml}");
            for link in xml.split("<hyperlink ").skip(1) {
                let link = link.split('>').next().unwrap_or_default();
                assert!(link.contains("location=") && !link.contains("r:id"), "{name}: {link}");
                links += 1;
            }
        }
        assert!(links > 0, "findings lead to their cells");
    }
}
