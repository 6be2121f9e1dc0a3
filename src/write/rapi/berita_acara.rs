//! The minutes of the check, as a reviewing board writes them: what was checked, what was found, what is to
//! be done, what could not be checked, and the signatures. The sheet is meant for paper and printed in
//! portrait; decisions are made on *Temuan*.

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content};
use super::plan::Plan;
use super::style::{self, Align, Look};
use super::temuan::{self, Entry, Listing, Standing, severity_key, severity_sign};
use super::{Document, WriteError, layout};
use crate::model::{Change, Message, Outcome, Reading, Severity, SheetCoverage, Value, own};
use crate::text::roman;

/// The columns: keys below `rapi.acara.kolom`, and widths in characters. With these widths, text of 10 points
/// is printed at 8 points or more on a page in portrait. The stated and computed values have no columns,
/// since the description names them.
const COLUMNS: [(&str, f64); 5] =
    [("nomor", 4.5), ("sel", 12.0), ("uraian", 46.0), ("selisih", 15.5), ("tindak_lanjut", 36.0)];
/// Index of the description column. Its width depends on the findings.
const DESCRIPTION: usize = 2;
/// Index of the column of differences.
const DIFFERENCE: usize = 3;
/// Index of the last column.
const LAST: u32 = 4;
/// Minimum width of the description, in characters; a wide difference takes room from it.
const LEAST_DESCRIPTION: f64 = 35.0;
/// Maximum number of findings in the list. More would make an annex rather than minutes; *Temuan* has them
/// all.
const MOST_FINDINGS: usize = 100;
/// Maximum number of different changes that a line describes; the others are counted.
const MOST_CHANGES: usize = 2;
/// Maximum number of sheets and tables that are named as unchecked; *Ringkasan* has them all.
const MOST_UNCHECKED: usize = 20;

/// Writes the minutes as a sheet.
///
/// # Errors
///
/// Returns an error if a limit of the format is exceeded.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let listing = Listing::new(document);
    let findings: Vec<&Entry> = listing.entries.iter().filter(|entry| is_loud(document, entry)).collect();
    let mut canvas = Canvas::new(own::BERITA_ACARA, &widths(document, &findings))?;
    document.banner(&mut canvas, &document.say("rapi.acara.judul"))?;
    canvas.sheet.set_tab_color(Color::RGB(style::NAVY));
    canvas.sheet.set_screen_gridlines(false);
    canvas.print.portrait = true;
    let mut minutes = Minutes { document, plan, listing: &listing, row: 2, sections: 0 };
    minutes.opening(&mut canvas)?;
    minutes.result(&mut canvas, findings.len())?;
    minutes.findings(&mut canvas, &findings)?;
    minutes.unchecked(&mut canvas)?;
    minutes.closing(&mut canvas)?;
    temuan::print_head(&mut canvas, &document.title());
    Ok(canvas)
}

/// Whether the finding that leads the entry is an error or a warning.
fn is_loud(document: &Document<'_>, entry: &Entry) -> bool {
    document.findings.get(entry.lead).is_some_and(|finding| finding.severity != Severity::Note)
}

/// Returns the widths of the columns: differences get the width of the widest number, at the cost of the
/// description.
fn widths(document: &Document<'_>, findings: &[&Entry]) -> Vec<f64> {
    let mut widths = COLUMNS.map(|(_, width)| width);
    let listed = findings.iter().take(MOST_FINDINGS);
    for finding in listed.filter_map(|entry| document.findings.get(entry.lead)) {
        let number = finding.difference.as_ref().filter(|value| value.number().is_some());
        let needed = number.map_or(0.0, |value| layout::width(&value.to_string(), &Look::LIST.right()));
        widths[DIFFERENCE] = widths[DIFFERENCE].max(needed);
    }
    let excess = widths[DIFFERENCE] - COLUMNS[DIFFERENCE].1;
    widths[DESCRIPTION] = (widths[DESCRIPTION] - excess).max(LEAST_DESCRIPTION);
    widths.to_vec()
}

/// The state of writing the minutes.
struct Minutes<'a> {
    document: &'a Document<'a>,
    plan: &'a Plan<'a>,
    listing: &'a Listing<'a>,
    /// The next free row.
    row: u32,
    /// The number of the last section.
    sections: u32,
}

impl Minutes<'_> {
    /// Writes the line for the minutes' number and day, and the paragraph on what was checked.
    fn opening(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let coverage = self.document.coverage;
        let sum = |count: fn(&SheetCoverage) -> usize| coverage.iter().map(count).sum::<usize>();
        let opening = Message::new("rapi.acara.pembuka")
            .with("dokumen", self.document.title())
            .with("berkas", self.document.name)
            .with("lembar", coverage.iter().filter(|sheet| sheet.figures > 0).count())
            .with("angka", sum(|sheet| sheet.figures))
            .with("diperiksa", sum(|sheet| sheet.checked))
            .with("tidak", sum(SheetCoverage::unchecked));
        let number = self.document.say("rapi.acara.nomor");
        self.line(canvas, &number)?;
        self.row += 1;
        self.line(canvas, &opening.say(self.document.lang))?;
        self.row += 1;
        Ok(())
    }

    /// Writes how much was found and what became of it, and whether the total differs from the sum of the
    /// programs.
    fn result(&mut self, canvas: &mut Canvas, points: usize) -> Result<(), WriteError> {
        self.section(canvas, "rapi.acara.pokok")?;
        let outcome = self.document.outcome();
        if outcome.found == 0 {
            let text = self.document.say("rapi.acara.tidak_ada");
            self.line(canvas, &text)?;
        } else {
            let of = |severity| self.document.findings.iter().filter(|one| one.severity == severity).count();
            let text = Message::new("rapi.acara.ditemukan")
                .with("jumlah", outcome.found)
                .with("hal", points)
                .with("errors", of(Severity::Error))
                .with("warnings", of(Severity::Warning))
                .with("dibetulkan", outcome.fixed)
                .with("menunggu", outcome.waiting);
            self.line(canvas, &text.say(self.document.lang))?;
        }
        if let Some(text) = self.plan.main().and_then(|main| main.total_beside_programs()) {
            self.line(canvas, &text.say(self.document.lang))?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the findings, most important first, each with what is to be done.
    fn findings(&mut self, canvas: &mut Canvas, findings: &[&Entry]) -> Result<(), WriteError> {
        if findings.is_empty() {
            return Ok(());
        }
        self.section(canvas, "rapi.acara.rincian")?;
        let signs = [Severity::Error, Severity::Warning]
            .map(|one| format!("{} {}", severity_sign(one), self.document.say(severity_key(one))));
        canvas.text(self.row, 0, &signs.join(" · "), &Look::SMALL)?;
        self.row += 1;
        for (column, (key, _)) in (0u32..).zip(COLUMNS) {
            let head = self.document.say(&format!("rapi.acara.kolom.{key}"));
            canvas.text(self.row, column, &head, &Look::OWN_HEAD)?;
        }
        self.row += 1;
        for (number, entry) in findings.iter().take(MOST_FINDINGS).enumerate() {
            self.finding(canvas, number + 1, entry)?;
        }
        if let Some(left @ 1..) = findings.len().checked_sub(MOST_FINDINGS) {
            let text = Message::new("rapi.acara.dan_lagi").with("jumlah", left).say(self.document.lang);
            self.line(canvas, &text)?;
        }
        self.row += 1;
        Ok(())
    }

    fn finding(&mut self, canvas: &mut Canvas, number: usize, entry: &Entry) -> Result<(), WriteError> {
        let Some(finding) = self.document.findings.get(entry.lead) else { return Ok(()) };
        let row = self.row;
        // A page may begin with any finding except the first, which stays with the headers.
        if number > 1 {
            canvas.print.starts.push(row);
        }
        let list = Look::LIST;
        canvas.text(row, 0, &number.to_string(), &list.align(Align::Center))?;
        canvas.text(row, 1, &self.document.renja.place(finding.at), &list)?;
        let text = finding.message.say(self.document.lang);
        canvas.text(row, 2, &format!("{} {text}", severity_sign(finding.severity)), &list)?;
        let difference = finding.difference.as_ref().map_or_else(|| "–".to_owned(), Value::to_string);
        canvas.text(row, 3, &difference, &list.right())?;
        canvas.text(row, LAST, &self.to_do(entry), &list)?;
        self.row += 1;
        Ok(())
    }

    /// Returns what was done, or is to be done, about an entry.
    fn to_do(&self, entry: &Entry) -> String {
        let document = self.document;
        let told = |changes: &[Change]| temuan::told(document, changes, MOST_CHANGES).replace('\n', "; ");
        let say = |key: &'static str, name: &'static str, text: String| {
            Message::new(key).with(name, text).say(document.lang)
        };
        let applied = || {
            let of_case =
                document.applied.iter().filter(|one| entry.case.is_some() && one.case == entry.case);
            of_case.map(|one| told(&one.changes)).collect::<Vec<_>>().join("; ")
        };
        match self.listing.standing(entry.lead) {
            Standing::ByProgram => say("rapi.acara.tindak.dibetulkan", "perubahan", applied()),
            Standing::Decided(decided) => match &decided.outcome {
                Outcome::Applied => say("rapi.acara.tindak.diputuskan", "perubahan", applied()),
                Outcome::Refused => match decided.decision.reason.trim() {
                    "" => document.say("rapi.acara.tindak.tetap"),
                    reason => say("rapi.acara.tindak.tetap_karena", "alasan", reason.to_owned()),
                },
                Outcome::Later | Outcome::Unused(_) | Outcome::Noted => {
                    document.say("rapi.acara.tindak.ditunda")
                }
            },
            Standing::Waiting => {
                let proposals = entry.case.and_then(|case| document.cases.get(case)).map(|c| &c.proposals);
                match proposals.map_or(&[][..], Vec::as_slice) {
                    [only] => say("rapi.acara.tindak.dicocokkan", "perubahan", told(&only.changes)),
                    several => {
                        let lines = several.iter().enumerate().map(|(rank, proposal)| {
                            format!("{}: {}", temuan::letter(rank), told(&proposal.changes))
                        });
                        say("rapi.acara.tindak.dipilih", "usulan", lines.collect::<Vec<_>>().join("; "))
                    }
                }
            }
            Standing::Look | Standing::Note => document.say("rapi.acara.tindak.diperiksa"),
        }
    }

    /// Writes the sheets and totals that were not checked, each with the reason.
    fn unchecked(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let document = self.document;
        let unread = document.coverage.iter().filter(|s| s.status == Reading::Unread && s.figures > 0);
        let sheets = unread.map(|sheet| {
            let reason = sheet.reason.as_ref().map_or_else(String::new, |reason| reason.say(document.lang));
            Message::new("rapi.acara.lembar")
                .with("lembar", document.renja.sheet_name(sheet.sheet))
                .with("angka", sheet.figures)
                .with("alasan", reason)
                .say(document.lang)
        });
        let totals = document.findings.iter().filter(|finding| finding.rule == "CAK102");
        let lines: Vec<String> =
            sheets.chain(totals.map(|finding| finding.message.say(document.lang))).collect();
        if lines.is_empty() {
            return Ok(());
        }
        self.section(canvas, "rapi.acara.tidak_diperiksa")?;
        for line in lines.iter().take(MOST_UNCHECKED) {
            self.line(canvas, &format!("– {line}"))?;
        }
        if let Some(left @ 1..) = lines.len().checked_sub(MOST_UNCHECKED) {
            let text = Message::new("rapi.acara.lihat_ringkasan").with("jumlah", left).say(document.lang);
            self.line(canvas, &text)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes what the check does not judge, and the places for signatures, which stay on the same page.
    fn closing(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.section(canvas, "rapi.acara.penutup")?;
        for key in ["rapi.acara.batas", "rapi.acara.demikian"] {
            let text = self.document.say(key);
            self.line(canvas, &text)?;
        }
        self.row += 1;
        let [checked, acknowledged] = self.document.signatures();
        canvas.merge_row(self.row, (0, 2), &Content::Text(&checked), &Look::PLAIN)?;
        canvas.merge_row(self.row, (3, LAST), &Content::Text(&acknowledged), &Look::PLAIN)
    }

    /// Begins a section, on a new page if it does not fit on the current one.
    fn section(&mut self, canvas: &mut Canvas, key: &str) -> Result<(), WriteError> {
        canvas.print.starts.push(self.row);
        self.sections += 1;
        let number = roman::write(self.sections);
        let title = format!("{number}. {}", self.document.say(key));
        canvas.text(self.row, 0, &title, &Look::SECTION)?;
        canvas.height(self.row, 22.0);
        self.row += 1;
        Ok(())
    }

    /// Writes a paragraph over the whole width.
    fn line(&mut self, canvas: &mut Canvas, text: &str) -> Result<(), WriteError> {
        canvas.merge_row(self.row, (0, LAST), &Content::Text(text), &Look::PLAIN)?;
        self.row += 1;
        Ok(())
    }
}
