//! Lists the findings by rule, explains the colours, and says how to decide.

use std::collections::BTreeMap;

use super::super::WriteError;
use super::super::canvas::{Canvas, Content};
use super::super::style::{self, Align, Look};
use super::super::temuan::{self, severity_key};
use super::{COLUMN_COUNT, SummarySheet};
use crate::model::{Area, Message, Severity};
use rust_decimal::Decimal;

impl SummarySheet<'_> {
    /// Writes the number of findings by rule and severity.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_findings(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.begin_section(canvas, &self.document.say("rapi.ringkasan.temuan"))?;
        if self.document.silenced > 0 {
            let text = Message::new("rapi.ringkasan.disepakati").with("jumlah", self.document.silenced);
            let look = Look::PLAIN.ink(style::MUTED).single_line();
            canvas.put_text(self.row, 0, &text.say(self.document.lang), &look)?;
            self.row += 1;
        }
        if self.document.findings.is_empty() {
            let (key, look) = if self.document.has_checked() {
                ("rapi.temuan.tidak_ada", Look::PLAIN.bold().ink(style::GREEN).fill(style::GREEN_FILL))
            } else {
                ("rapi.temuan.tidak_diperiksa", Look::PLAIN.bold())
            };
            let text = self.document.say(key);
            canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(&text), &look)?;
            self.row += 2;
            return Ok(());
        }
        let first_line = temuan::first_line_lookup(self.document);
        let mut rules: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
        let mut sheets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for finding in self.document.findings {
            let counts = rules.entry(finding.rule).or_default();
            let place = match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Note => 2,
            };
            counts[place] += 1;
            let names = sheets.entry(finding.rule).or_default();
            let name = self.document.renja.sheet_name(finding.at.sheet);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let keys = ["aturan", "uraian", "lembar"];
        let heads = keys.map(|key| self.document.say(&format!("rapi.ringkasan.kolom.{key}")));
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let names = severities.map(|severity| self.document.say(severity_key(severity)));
        let columns = [(0, 0), (1, 6), (7, 8), (9, 9), (10, 10), (11, 11)];
        let texts = heads.iter().chain(&names).map(|text| Content::Text(text));
        let cells: Vec<_> = columns.iter().copied().zip(texts).collect();
        self.write_cells(canvas, &cells, |_| Look::OWN_HEAD)?;
        for (rule, counts) in rules {
            let description = self.document.rule_name(rule);
            let places = sheets.get(rule).map(|names| names.join(", ")).unwrap_or_default();
            let count =
                |n: usize| if n == 0 { Content::Blank } else { Content::Number(Decimal::from(n), "#,##0") };
            let cells = [
                (columns[0], Content::Link(rule, first_line(rule))),
                (columns[1], Content::Text(&description)),
                (columns[2], Content::Text(&places)),
                (columns[3], count(counts[0])),
                (columns[4], count(counts[1])),
                (columns[5], count(counts[2])),
            ];
            self.write_cells(canvas, &cells, |place| match place {
                0 => Look::LIST.link(),
                1 | 2 => Look::LIST,
                place => {
                    let look = Look::LIST.align(Align::Center);
                    let index = place - 3;
                    match (counts.get(index), severities.get(index)) {
                        (Some(1..), Some(severity)) => look.bold().severity(*severity),
                        _ => look,
                    }
                }
            })?;
        }
        self.row += 1;
        Ok(())
    }

    /// Explains the colours, and says how to decide.
    ///
    /// # Errors
    ///
    /// If a limit of the format is exceeded.
    pub(super) fn write_guide(&mut self, canvas: &mut Canvas) -> Result<(), WriteError> {
        self.begin_section(canvas, &self.document.say("rapi.ringkasan.cara"))?;
        let lines = [
            ("rapi.ringkasan.warna.merah", Look::LIST.severity(Severity::Error)),
            ("rapi.ringkasan.warna.kuning", Look::LIST.severity(Severity::Warning)),
            ("rapi.ringkasan.warna.hijau", Look::LIST.fill(style::GREEN_FILL).ink(style::GREEN)),
            ("rapi.ringkasan.warna.isian", Look { unlocked: false, bold: false, ..Look::INPUT }),
        ];
        for (key, look) in lines {
            let text = self.document.say(key);
            canvas.put(self.row, 0, &Content::Text("1.234"), &look.align(Align::Center))?;
            let area = Area {
                first_row: self.row,
                first_column: 1,
                last_row: self.row,
                last_column: COLUMN_COUNT - 1,
            };
            canvas.merge(area, &Content::Text(&text), &Look::PLAIN)?;
            self.row += 1;
        }
        let text = self.document.say("rapi.ringkasan.tanpa_tanya");
        canvas.merge_row(self.row, (0, COLUMN_COUNT - 1), &Content::Text(&text), &Look::PLAIN)?;
        self.row += 1;
        Ok(())
    }
}
