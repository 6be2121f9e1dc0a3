//! Finds the official form that names the columns of a table read by its content. The form comes last: what a
//! column holds and how rows hang together rest on the sheet's own evidence, and the form says what the
//! columns are called and what must agree.

use std::sync::Arc;

use crate::forms::{Form, Forms, Kind, RowRelation};
use crate::model::{Cited, Column, Table};
use crate::text::column_formula::{Formula, Numbered};
use crate::text::fold::fold;
use crate::text::heading::{self, years};

use crate::normalize::columns::assign::assign_columns;
use crate::normalize::columns::form_content::Content;
use crate::normalize::columns::header_likeness::{ColumnLikeness, HeaderMatcher};
use crate::normalize::columns::header_tree::HeaderLeaf;
use crate::normalize::columns::number_row::ColumnNumber;
use crate::normalize::evidence::{MAX_TITLE_ROWS, MIN_FORM_COLUMNS_PERCENT, is_at_least_percent};
use crate::normalize::sheet::grid::Grid;
use crate::normalize::value::printed;

/// A form that fits a table, and the index of the form's column for each column of the table.
pub struct NamedForm {
    form: Arc<Form>,
    form_columns: Vec<Option<usize>>,
}

/// Returns the form that is named by the lines above a table or by its sheet, if enough of its columns are
/// there. `floor` is the first row behind the table before. `None` if no form is named or fits.
pub fn find_named_form(grid: &Grid<'_>, table: &Table, floor: u32, forms: &Forms) -> Option<NamedForm> {
    let titles = title_lines(grid, floor, table);
    // Compare whole words: "rabat" in the RAB of a road does not name the form RAB.
    let is_said = |title: &str| {
        let words = format!(" {title} ");
        titles.iter().any(|line| line.contains(&words))
    };
    let forms = forms.column_naming(&is_said);
    if forms.is_empty() {
        return None;
    }
    let heads = HeaderMatcher::from_forms(&forms);
    let leaves: Vec<HeaderLeaf> = table.columns.iter().map(leaf_of_column).collect();
    let numbers: Vec<Option<ColumnNumber>> = table.columns.iter().map(stated_number).collect();
    let numbers: Vec<Option<&ColumnNumber>> = numbers.iter().map(Option::as_ref).collect();
    let body = table.headers.first().map_or(table.area.first_row, |head| head.last_row) + 1;
    let contents: Vec<Content> =
        leaves.iter().map(|leaf| Content::from_columns(grid, (leaf.first, leaf.last), body)).collect();
    let spoken: Vec<Vec<Arc<ColumnLikeness>>> = table
        .columns
        .iter()
        .map(|column| {
            column.header.iter().map(|head| heads.column_likeness(header_cell_words(head))).collect()
        })
        .collect();
    // Below a group header a year may stand alone: then the group's words decide.
    let is_year = |l: usize| {
        let inner = table.columns.get(l).and_then(|column| column.header.last());
        inner.is_some_and(|head| header_cell_words(head).is_empty())
    };
    let mut best: Option<(f64, NamedForm)> = None;
    for (form, of_form) in forms.iter().zip(&heads.words.form_ranges) {
        let score = |f: usize, l: usize| {
            let Some(spoken) = spoken.get(l) else { return 0.0 };
            if is_year(l) {
                HeaderMatcher::group_header_score(of_form.start + f, spoken)
            } else {
                heads.header_score(of_form.start + f, spoken)
            }
        };
        let Some((score, mut of_column)) = assign_columns(form, &score, &leaves, &numbers, &contents) else {
            continue;
        };
        drop_misfits(table, form, &mut of_column);
        let required = form.columns.iter().enumerate().filter(|(_, column)| !column.optional);
        let (all, found) = required.fold((0, 0), |(all, found), (f, _)| {
            (all + 1, found + usize::from(of_column.contains(&Some(f))))
        });
        if is_at_least_percent(found, all, MIN_FORM_COLUMNS_PERCENT)
            && best.as_ref().is_none_or(|(best, _)| score > *best)
        {
            best = Some((score, NamedForm { form: Arc::clone(form), form_columns: of_column }));
        }
    }
    best.map(|(_, named)| named)
}

/// Returns the words of a header cell; a percent sign alone counts as its word.
fn header_cell_words(head: &Cited<String>) -> &str {
    if head.value.is_empty() && head.text.contains('%') { "persen" } else { &head.value }
}

/// Returns the folded lines between the table before and this one, and the name of the sheet, each between
/// blanks.
fn title_lines(grid: &Grid<'_>, floor: u32, table: &Table) -> Vec<String> {
    let first = table.area.first_row;
    let rows = floor.max(first.saturating_sub(MAX_TITLE_ROWS))..first;
    let cells = rows.flat_map(|row| grid.row(row));
    let lines = cells.map(|(_, cell)| fold(&printed(cell))).chain([fold(&grid.sheet.name)]);
    lines.map(|line| format!(" {line} ")).collect()
}

/// Rebuilds the header path of a column.
fn leaf_of_column(column: &Column) -> HeaderLeaf {
    let year = column.header.iter().rev().find_map(|head| match years(&head.text)[..] {
        [year] => Some(year),
        _ => None,
    });
    HeaderLeaf {
        first: column.first_column,
        last: column.last_column,
        path: column.header.iter().map(|head| (head.at.row, head.at.column)).collect(),
        year,
        year_offset: column.header.last().and_then(|head| heading::year_offset(&head.text)),
    }
}

/// Returns the number that the sheet itself gives a column. `None` if it was made up.
fn stated_number(column: &Column) -> Option<ColumnNumber> {
    let number = column.number.as_ref().filter(|number| !number.text.is_empty())?;
    Some((column.first_column, Numbered { number: number.value, formula: None }, number.at))
}

/// Drops pairs that contradict what was read: words for a column of figures, or the form's names for another
/// column than the one that names the rows.
fn drop_misfits(table: &Table, form: &Form, of_column: &mut [Option<usize>]) {
    let is_figure = |kind: Kind| !matches!(kind, Kind::Text | Kind::Kode | Kind::Nomor);
    for (column, of) in table.columns.iter().zip(of_column) {
        let Some(known) = of.and_then(|f| form.columns.get(f)) else { continue };
        let is_empty = column.key.starts_with("kosong");
        let fits = is_empty || is_figure(column.kind) == is_figure(known.kind);
        if !fits || (column.key == NAME_KEY) != (known.key == NAME_KEY) {
            *of = None;
        }
    }
}

/// Key of the column that names the rows, in every form and in tables without one.
const NAME_KEY: &str = "nama";

impl NamedForm {
    /// Returns the relations that the form states for columns of this table, over the table's column numbers.
    /// A relation is left out if one of its columns is missing.
    pub fn relations(&self, table: &Table) -> Vec<(usize, Formula)> {
        let place = |f: usize| self.form_columns.iter().position(|of| *of == Some(f));
        let number = |f: u32| {
            let place = place(usize::try_from(f).ok()?)?;
            table.columns.get(place)?.number.as_ref().map(|number| number.value)
        };
        let relation = |stated: &RowRelation| {
            let f = self.form.columns.iter().position(|column| column.key == stated.column)?;
            Some((place(f)?, self.form.formula(stated)?.map_columns(&number)?))
        };
        self.form.relations.iter().filter_map(relation).collect()
    }

    /// Gives the table this form, and its columns the form's names.
    pub fn apply(self, table: &mut Table) {
        for (place, column) in table.columns.iter_mut().enumerate() {
            match self.form_columns.get(place).copied().flatten().and_then(|f| self.form.columns.get(f)) {
                Some(known) => {
                    column.key.clone_from(&known.key);
                    // A growth rate is a figure that no total adds up.
                    column.adds_up &= known.adds_up;
                }
                // A column that the form does not know must not carry the name of one that it does.
                None if self.form.column(&column.key).is_some() => {
                    column.key = format!("kolom_{}", place + 1);
                }
                None => {}
            }
        }
        table.form = self.form;
    }
}
