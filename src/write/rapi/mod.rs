//! The workbook set anew. The only room that names `rust_xlsxwriter`.

pub(in crate::write) mod canvas;
mod computed;
mod content;
mod data;
mod form;
mod layout;
mod leftover;
mod matching;
mod perubahan;
mod plan;
mod rekonsiliasi;
mod ringkasan;
pub(in crate::write) mod style;
mod sums;
mod tabel;
pub mod temuan;
mod unplaced;
mod workbook;

use std::collections::BTreeMap;

use rayon::prelude::*;
use rust_xlsxwriter::XlsxError;
use serde::{Deserialize, Serialize};

use crate::messages;
use crate::model::{
    Applied, Book, Case, CellRef, Decided, Finding, Lang, Renja, SheetCoverage, own, own::Origin,
};
use canvas::{Canvas, Content};
use plan::{Plan, Planned, Planning};
use style::Look;
use workbook::Page;
pub(in crate::write) use workbook::{Properties, begin, bind};

/// The paper that the sheets are set for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Paper {
    /// Folio, 215 × 330 mm, which Indonesian offices call F4.
    #[default]
    F4,
    /// 210 × 297 mm.
    A4,
}

/// What there is to write.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// The input's name, without folder.
    pub name: &'a str,
    /// The workbook that the decisions in the result belong to, recorded in its properties.
    pub origin: &'a Origin,
    /// The workbook, with what was applied.
    pub book: &'a Book,
    /// The plan, with what was applied.
    pub renja: &'a Renja,
    /// The findings of the workbook as it was found.
    pub findings: &'a [Finding],
    /// Those that remain after what was applied.
    pub remaining: &'a [Finding],
    /// How much of each sheet was checked.
    pub coverage: &'a [SheetCoverage],
    /// How many more there are that the office has agreed on.
    pub silenced: usize,
    /// Their causes.
    pub cases: &'a [Case],
    /// What was applied.
    pub applied: &'a [Applied],
    /// What a person decided, each with what became of it: the next run reads it here again.
    pub decided: &'a [Decided],
    /// The rules' codes and names.
    pub rules: &'a [(&'static str, &'static str)],
    /// The language of the program's own sheets.
    pub lang: Lang,
    /// The paper.
    pub paper: Paper,
}

/// Writing failed: a limit of the format, or a bug.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written: {0}")]
pub struct WriteError(String);

/// Writes the workbook. The same document gives the same bytes: the sheets are set at the same time,
/// on the threads that the caller gives, and stand in their order.
pub fn write(document: &Document<'_>) -> Result<Vec<u8>, WriteError> {
    let plan = Plan::new(document.book, document.renja);
    let marks = tabel::Marks::new(document);
    let mut workbook = begin()?;
    let mut sheets =
        vec![Part::Own(ringkasan::write), Part::Own(temuan::write), Part::Own(rekonsiliasi::write)];
    let mut page = |cells| workbook::page(&mut workbook, cells);
    for planned in &plan.sheets {
        sheets.push(Part::Planned(planned, Box::new(page(planned.cells(document.book)))));
    }
    let data_page = page(data::cells(document.renja));
    sheets.push(Part::Own(perubahan::write));
    let set = |sheet: Part<'_, '_>| match sheet {
        Part::Own(write) => write(document, &plan),
        Part::Planned(planned, page) => match &planned.content {
            Planning::Table(layout) => tabel::write(document, layout, &marks, &planned.name, *page),
            Planning::AsItWas => leftover::write(document, planned.source, &planned.name, *page),
        },
    };
    // The sheet of all tables' rows takes longest, so it is begun first. Of the others, one takes as long as ten.
    let (data, sheets) = rayon::join(
        || data::write(document, data_page),
        || sheets.into_par_iter().with_max_len(1).map(set).collect::<Vec<_>>(),
    );
    // The first error of the sheets' order, whichever came first.
    let mut sheets: Vec<Canvas> = sheets.into_iter().collect::<Result<_, _>>()?;
    // The list of changes stands last.
    sheets.insert(sheets.len().saturating_sub(1), data?);
    // Only what was set is needed from here on.
    drop((plan, marks));
    let properties = Properties {
        title: &document.title(),
        subject: &document.say("rapi.subjek"),
        office: document.office(),
        origin: document.origin,
    };
    bind(workbook, document.paper, &properties, sheets)
}

/// Where the cells of the sheets between the program's own come from: sheet, row and column as they are
/// written, cell of the workbook.
#[must_use]
pub fn sources(book: &Book, renja: &Renja) -> BTreeMap<(String, u32, u32), CellRef> {
    let plan = Plan::new(book, renja);
    let mut sources = BTreeMap::new();
    for planned in &plan.sheets {
        let cells: Vec<(CellRef, (u32, u32))> = match &planned.content {
            Planning::Table(layout) => layout.sources(),
            Planning::AsItWas => {
                let cells = book.sheet(planned.source).into_iter().flat_map(|sheet| sheet.cells.keys());
                let at = |(row, column): &(u32, u32)| CellRef {
                    sheet: planned.source,
                    row: *row,
                    column: *column,
                };
                cells.map(|place| (at(place), *place)).collect()
            }
        };
        for (at, (row, column)) in cells {
            sources.entry((planned.name.clone(), row, column)).or_insert(at);
        }
    }
    sources
}

/// A sheet that is to be written.
enum Part<'p, 'a> {
    /// One of the program's own.
    Own(fn(&Document<'_>, &Plan<'_>) -> Result<Canvas, WriteError>),
    /// One of the input's, and the page for it.
    Planned(&'p Planned<'a>, Box<Page>),
}

impl Document<'_> {
    /// A sentence that names no values.
    fn say(&self, key: &str) -> String {
        messages::sentence(key, &[], self.lang.code())
    }

    /// What a rule looks at, in a few words; its code alone where it has none.
    fn rule_name(&self, rule: &str) -> String {
        self.rules.iter().find(|(code, _)| *code == rule).map_or(rule, |(_, name)| name).replace('-', " ")
    }

    fn office(&self) -> &str {
        self.renja.organisation.as_ref().map_or("", |office| office.value.as_str())
    }

    /// `Renja 2021 – Badan Kepegawaian Daerah`.
    fn title(&self) -> String {
        let year = self.renja.year.map(|year| format!(" {year}")).unwrap_or_default();
        let office = if self.office().is_empty() { String::new() } else { format!(" – {}", self.office()) };
        format!("Renja{year}{office}")
    }

    /// The two lines at the top of each of the program's own sheets; the second one marks it.
    fn banner(&self, canvas: &mut Canvas, title: &str) -> Result<(), WriteError> {
        let look = Look { wrap: false, ..Look::TITLE };
        canvas.put(0, 0, &Content::Text(title), &look)?;
        canvas.height(0, 30.0);
        let mark = format!("{}{}{}{}", own::MARK, canvas.name(), own::SEPARATOR, self.name);
        canvas.text(1, 0, &mark, &Look::SMALL)
    }
}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}
