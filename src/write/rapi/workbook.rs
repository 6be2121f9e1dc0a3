//! The sheets bound into a workbook, with its document properties.

use rayon::prelude::*;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

use super::canvas::Canvas;
use super::{Paper, WriteError, style};
use crate::model::own::{self, Origin};

/// How hard the parts are packed: a level more takes half as long again, for a tenth fewer bytes.
const LEVEL: u8 = 2;

/// The document properties of a workbook.
pub(in crate::write) struct Properties<'a> {
    /// The title.
    pub title: &'a str,
    /// What the workbook is about.
    pub subject: &'a str,
    /// The office, also shown in the page header; empty if unknown.
    pub office: &'a str,
    /// The record by which the program recognizes its result and the input of it.
    pub origin: &'a Origin,
}

/// Makes a workbook of sheets. The same sheets give the same bytes.
pub(in crate::write) fn bind(
    paper: Paper,
    properties: &Properties<'_>,
    sheets: Vec<Canvas>,
) -> Result<Vec<u8>, WriteError> {
    let Properties { title, subject, office, origin } = *properties;
    let mut workbook = Workbook::new();
    // The default size decides what a column's width means; it is Excel's own.
    workbook.set_default_format(&Format::new().set_font_name(style::FONT).set_font_size(11), 20, 64)?;
    let properties = DocProperties::new()
        .set_title(title)
        .set_subject(subject)
        .set_author(own::AUTHOR)
        .set_company(office)
        // The format asks for a date; a fixed one keeps the bytes the same.
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    let properties =
        origin.properties().fold(properties, |all, (name, text)| all.set_custom_property(name, text));
    workbook.set_properties(&properties);
    workbook.set_tab_ratio(75);
    workbook.set_zip_compression_level(LEVEL);
    let sheets: Vec<_> = sheets.into_par_iter().map(|sheet| sheet.finish(paper, office)).collect();
    for sheet in sheets {
        workbook.push_worksheet(sheet?);
    }
    Ok(workbook.save_to_buffer()?)
}
