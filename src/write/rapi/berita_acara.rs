//! The minutes of the check, as a reviewing board writes them: what was checked, what was found, what is to
//! be done, what could not be checked, and the signatures. The sheet is meant for paper and printed in
//! portrait; decisions are made on *Temuan*.

use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content};
use super::plan::Plan;
use super::style::{self, Align, Look};
use super::temuan::{self, Entry, FindingStatus, Listing, severity_key, severity_sign};
use super::{Document, WriteError, layout};
use crate::model::{Change, Message, Outcome, Severity, SheetCoverage, SheetStatus, Value, own};
use crate::text::roman;

/// The columns: keys below `rapi.acara.kolom`, and widths in characters. With these widths, text of 10 points
/// is printed at 8 points or more on a page in portrait. The stated and computed values have no columns,
/// since the description names them.
const COLUMNS: [(&str, f64); 5] =
    [("nomor", 4.5), ("sel", 12.0), ("uraian", 46.0), ("selisih", 15.5), ("tindak_lanjut", 36.0)];
/// Index of the description column. Its width depends on the findings.
const DESCRIPTION_COLUMN: usize = 2;
/// Index of the column of differences.
const DIFFERENCE_COLUMN: usize = 3;
/// Index of the last column.
const LAST_COLUMN: u32 = 4;
/// Minimum width of the description, in characters; a wide difference takes room from it.
const MIN_DESCRIPTION_WIDTH: f64 = 35.0;
/// Maximum number of findings in the list. More would make an annex rather than minutes; *Temuan* has them
/// all.
const MAX_FINDINGS: usize = 100;
/// Maximum number of different changes that a line describes; the others are counted.
const MAX_CHANGES: usize = 2;
/// Maximum number of sheets and tables that are named as unchecked; *Ringkasan* has them all.
const MAX_UNCHECKED: usize = 20;

/// Writes the minutes as a sheet.
///
/// # Errors
///
/// Returns an error if a limit of the format is exceeded.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let listing = Listing::new(document);
    let findings: Vec<&Entry> =
        listing.entries.iter().filter(|entry| is_error_or_warning(document, entry)).collect();
    let mut canvas = Canvas::new(own::BERITA_ACARA, &column_widths(document, &findings))?;
    document.write_banner(&mut canvas, &document.say("rapi.acara.judul"))?;
    canvas.sheet.set_tab_color(Color::RGB(style::NAVY));
    canvas.sheet.set_screen_gridlines(false);
    canvas.print.portrait = true;
    let mut minutes = Minutes { document, plan, listing: &listing, row: 2, sections: 0 };
    minutes.write_opening(&mut canvas)?;
    minutes.write_result(&mut canvas, findings.len())?;
    minutes.write_findings(&mut canvas, &findings)?;
    minutes.write_unchecked(&mut canvas)?;
    minutes.write_closing(&mut canvas)?;
    temuan::set_print_header(&mut canvas, &document.title());
    Ok(canvas)
}

/// Whether the finding that leads the entry is an error or a warning.
fn is_error_or_warning(document: &Document<'_>, entry: &Entry) -> bool {
    document.findings.get(entry.lead).is_some_and(|finding| finding.severity != Severity::Note)
}

/// Returns the widths of the columns: differences get the width of the widest number, at the cost of the
/// description.
fn column_widths(document: &Document<'_>, findings: &[&Entry]) -> Vec<f64> {
    let mut widths = COLUMNS.map(|(_, width)| width);
    let listed = findings.iter().take(MAX_FINDINGS);
    for finding in listed.filter_map(|entry| document.findings.get(entry.lead)) {
        let number = finding.difference.as_ref().filter(|value| value.number().is_some());
        let needed = number.map_or(0.0, |value| layout::text_width(&value.to_string(), &Look::LIST.right()));
        widths[DIFFERENCE_COLUMN] = widths[DIFFERENCE_COLUMN].max(needed);
    }
    let excess = widths[DIFFERENCE_COLUMN] - COLUMNS[DIFFERENCE_COLUMN].1;
    widths[DESCRIPTION_COLUMN] = (widths[DESCRIPTION_COLUMN] - excess).max(MIN_DESCRIPTION_WIDTH);
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
    fn write_opening(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
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
        self.write_paragraph(canvas, &number)?;
        self.row += 1;
        self.write_paragraph(canvas, &opening.say(self.document.lang))?;
        self.row += 1;
        Ok(())
    }

    /// Writes how much was found and what became of it, and whether the total differs from the sum of the
    /// programs.
    fn write_result(&mut self, canvas: &mut Canvas, points: usize) -> Result<(), WriteError> {
        self.begin_section(canvas, "rapi.acara.pokok")?;
        let outcome = self.document.finding_counts();
        if outcome.found == 0 {
            let checked = self.document.has_checked();
            let key = if checked { "rapi.acara.tidak_ada" } else { "rapi.temuan.tidak_diperiksa" };
            let text = self.document.say(key);
            self.write_paragraph(canvas, &text)?;
        } else {
            let of = |severity| self.document.findings.iter().filter(|one| one.severity == severity).count();
            let text = Message::new("rapi.acara.ditemukan")
                .with("jumlah", outcome.found)
                .with("hal", points)
                .with("errors", of(Severity::Error))
                .with("warnings", of(Severity::Warning))
                .with("dibetulkan", outcome.fixed)
                .with("menunggu", outcome.waiting);
            self.write_paragraph(canvas, &text.say(self.document.lang))?;
        }
        if let Some(text) = self.plan.main_measure().and_then(|main| main.total_mismatch()) {
            self.write_paragraph(canvas, &text.say(self.document.lang))?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the findings, most important first, each with what is to be done.
    fn write_findings(&mut self, canvas: &mut Canvas, findings: &[&Entry]) -> Result<(), WriteError> {
        if findings.is_empty() {
            return Ok(());
        }
        self.begin_section(canvas, "rapi.acara.rincian")?;
        let signs = [Severity::Error, Severity::Warning]
            .map(|one| format!("{} {}", severity_sign(one), self.document.say(severity_key(one))));
        canvas.put_text(self.row, 0, &signs.join(" · "), &Look::SMALL)?;
        self.row += 1;
        for (column, (key, _)) in (0u32..).zip(COLUMNS) {
            let head = self.document.say(&format!("rapi.acara.kolom.{key}"));
            canvas.put_text(self.row, column, &head, &Look::OWN_HEAD)?;
        }
        self.row += 1;
        for (number, entry) in findings.iter().take(MAX_FINDINGS).enumerate() {
            self.write_finding(canvas, number + 1, entry)?;
        }
        if let Some(left @ 1..) = findings.len().checked_sub(MAX_FINDINGS) {
            let text = Message::new("rapi.acara.dan_lagi").with("jumlah", left).say(self.document.lang);
            self.write_paragraph(canvas, &text)?;
        }
        self.row += 1;
        Ok(())
    }

    fn write_finding(&mut self, canvas: &mut Canvas, number: usize, entry: &Entry) -> Result<(), WriteError> {
        let Some(finding) = self.document.findings.get(entry.lead) else { return Ok(()) };
        let row = self.row;
        // A page may begin with any finding except the first, which stays with the headers.
        if number > 1 {
            canvas.print.page_starts.push(row);
        }
        let list = Look::LIST;
        canvas.put_text(row, 0, &number.to_string(), &list.align(Align::Center))?;
        canvas.put_text(row, 1, &self.document.renja.cell_name(finding.at), &list)?;
        let text = finding.message.say(self.document.lang);
        canvas.put_text(row, 2, &format!("{} {text}", severity_sign(finding.severity)), &list)?;
        let difference = finding.difference.as_ref().map_or_else(|| "–".to_owned(), Value::to_string);
        canvas.put_text(row, 3, &difference, &list.right())?;
        canvas.put_text(row, LAST_COLUMN, &self.follow_up(entry), &list)?;
        self.row += 1;
        Ok(())
    }

    /// Returns what was done, or is to be done, about an entry.
    fn follow_up(&self, entry: &Entry) -> String {
        let document = self.document;
        let told =
            |changes: &[Change]| temuan::describe_changes(document, changes, MAX_CHANGES).replace('\n', "; ");
        let say = |key: &'static str, name: &'static str, text: String| {
            Message::new(key).with(name, text).say(document.lang)
        };
        let applied = || {
            let of_case =
                document.applied.iter().filter(|one| entry.case.is_some() && one.case == entry.case);
            of_case.map(|one| told(&one.changes)).collect::<Vec<_>>().join("; ")
        };
        match self.listing.status_of(entry.lead) {
            FindingStatus::CorrectedByProgram => say("rapi.acara.tindak.dibetulkan", "perubahan", applied()),
            FindingStatus::Decided(decided) => match &decided.outcome {
                Outcome::Applied => say("rapi.acara.tindak.diputuskan", "perubahan", applied()),
                Outcome::Refused => match decided.decision.reason.trim() {
                    "" => document.say("rapi.acara.tindak.tetap"),
                    reason => say("rapi.acara.tindak.tetap_karena", "alasan", reason.to_owned()),
                },
                Outcome::Postponed | Outcome::Unused(_) | Outcome::Noted => {
                    document.say("rapi.acara.tindak.ditunda")
                }
            },
            FindingStatus::AwaitsChoice => {
                let proposals = entry.case.and_then(|case| document.cases.get(case)).map(|c| &c.proposals);
                match proposals.map_or(&[][..], Vec::as_slice) {
                    [only] => say("rapi.acara.tindak.dicocokkan", "perubahan", told(&only.changes)),
                    several => {
                        let lines = several.iter().enumerate().map(|(rank, proposal)| {
                            format!("{}: {}", temuan::proposal_letter(rank), told(&proposal.changes))
                        });
                        say("rapi.acara.tindak.dipilih", "usulan", lines.collect::<Vec<_>>().join("; "))
                    }
                }
            }
            FindingStatus::NeedsReview | FindingStatus::Note => document.say("rapi.acara.tindak.diperiksa"),
        }
    }

    /// Writes the sheets and totals that were not checked, each with the reason.
    fn write_unchecked(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let document = self.document;
        let unread = document.coverage.iter().filter(|s| s.status == SheetStatus::Unread && s.figures > 0);
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
        self.begin_section(canvas, "rapi.acara.tidak_diperiksa")?;
        for line in lines.iter().take(MAX_UNCHECKED) {
            self.write_paragraph(canvas, &format!("– {line}"))?;
        }
        if let Some(left @ 1..) = lines.len().checked_sub(MAX_UNCHECKED) {
            let text = Message::new("rapi.acara.lihat_ringkasan").with("jumlah", left).say(document.lang);
            self.write_paragraph(canvas, &text)?;
        }
        self.row += 1;
        Ok(())
    }

    /// Writes what the check does not judge, and the places for signatures, which stay on the same page.
    fn write_closing(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.begin_section(canvas, "rapi.acara.penutup")?;
        for key in ["rapi.acara.batas", "rapi.acara.demikian"] {
            let text = self.document.say(key);
            self.write_paragraph(canvas, &text)?;
        }
        self.row += 1;
        let [checked, acknowledged] = self.document.signatures();
        canvas.merge_row(self.row, (0, 2), &Content::Text(&checked), &Look::PLAIN)?;
        canvas.merge_row(self.row, (3, LAST_COLUMN), &Content::Text(&acknowledged), &Look::PLAIN)
    }

    /// Begins a section, on a new page if it does not fit on the current one.
    fn begin_section(&mut self, canvas: &mut Canvas, key: &str) -> Result<(), WriteError> {
        canvas.print.page_starts.push(self.row);
        self.sections += 1;
        let number = roman::write(self.sections);
        let title = format!("{number}. {}", self.document.say(key));
        canvas.put_text(self.row, 0, &title, &Look::SECTION)?;
        canvas.set_min_height(self.row, 22.0);
        self.row += 1;
        Ok(())
    }

    /// Writes a paragraph over the whole width.
    fn write_paragraph(&mut self, canvas: &mut Canvas, text: &str) -> Result<(), WriteError> {
        canvas.merge_row(self.row, (0, LAST_COLUMN), &Content::Text(text), &Look::PLAIN)?;
        self.row += 1;
        Ok(())
    }
}
