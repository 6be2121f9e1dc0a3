//! Parses the TOML file of a form, whether it is one of the program's own or a user's.
//!
//! A file either extends a known form (`extends = "T-C.33"`) and contains only the additions, or defines a
//! whole form. Words need not be folded.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Belongs, ColumnForm, Form, Kind, RowRelation, Rows};
use crate::text::column_formula;
use crate::text::fold::fold;
use crate::text::roman;
use crate::text::toml_fault::toml_fault;

/// A fault in a user's form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file, counted from 1.
    pub line: usize,
    /// The key of the sentence in `messages/` that describes the fault.
    pub key: &'static str,
    /// The word of the file that is at fault. Empty if there is none.
    pub detail: String,
    /// The key of the sentence about the TOML syntax, if the file is not valid TOML for a form.
    pub toml: Option<&'static str>,
}

/// A form as written in its file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    extends: Option<Spanned<String>>,
    code: Option<Spanned<String>>,
    name: Option<String>,
    source: Option<String>,
    #[serde(default)]
    title: Vec<String>,
    rows: Option<Rows>,
    #[serde(default)]
    column: Vec<RawColumn>,
    #[serde(default)]
    relation: Vec<Spanned<RawRelation>>,
}

/// A relation within a row as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRelation {
    column: String,
    is: String,
    /// How many times the relation is repeated. `{i}` in its texts is the number of the year or quarter.
    each: Option<u32>,
}

/// A column as written: either whole, or additions to a known column.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawColumn {
    key: Spanned<String>,
    number: Option<u32>,
    formula: Option<Spanned<String>>,
    kind: Option<Kind>,
    belongs: Option<Belongs>,
    adds_up: Option<bool>,
    head: Option<Vec<String>>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    under: Vec<String>,
    year: Option<i32>,
    optional: Option<bool>,
    width: Option<f32>,
    /// How many times the column is repeated side by side: five years, four quarters. `{i}` is the number of
    /// the repetition, and numbers in the number row continue.
    each: Option<u32>,
    /// Consecutive columns with the same block are repeated together: K and Rp of the first year, then those
    /// of the second.
    block: Option<String>,
}

/// Minimum number of columns by which a table can be recognized.
const MIN_COLUMNS: usize = 3;

/// Parses a form. `known` contains the forms that it may extend.
///
/// # Errors
///
/// Returns the first [`Fault`]: invalid TOML, an unknown base form, a missing code, an invalid or repeated
/// column key, an incomplete column, an invalid formula or relation, or too few columns.
///
/// # Examples
///
/// ```
/// let form = "code = 'HONOR'\ntitle = 'Honorarium'\n[[column]]\nkey = 'nama'\nhead = 'Nama'\n";
/// // Two more columns are needed before a table can be recognized.
/// assert!(renja::forms::parse_form(form, &[]).is_err());
/// ```
pub fn parse_form(text: &str, known: &[Arc<Form>]) -> Result<Form, Fault> {
    let line = |at: usize| text.get(..at).map_or(1, |before| before.split('\n').count());
    let fault = |at: usize, key: &'static str, detail: &str| Fault {
        line: line(at),
        key,
        detail: detail.to_owned(),
        toml: None,
    };
    let written: RawForm = toml::from_str(text).map_err(|error| {
        let (toml, word) = toml_fault(error.message());
        let at = error.span().map_or(0, |span| span.start);
        Fault { toml: Some(toml), ..fault(at, "forms.unreadable", &word) }
    })?;
    let code = written.code.as_ref().map(|code| code.get_ref().trim().to_owned());
    let mut form = match &written.extends {
        Some(extends) => {
            let named = extends.get_ref().trim();
            let base = known.iter().find(|form| form.code.eq_ignore_ascii_case(named));
            let base = base.ok_or_else(|| fault(extends.span().start, "forms.unknown", named))?;
            let mut form = Form::clone(base);
            if let Some(code) = code.filter(|code| !code.eq_ignore_ascii_case(named)) {
                // A form with its own code over the columns of another has its own titles too.
                form.code = code;
                form.title = Vec::new();
            }
            form
        }
        None => Form {
            code: code.filter(|code| !code.is_empty()).ok_or_else(|| fault(0, "forms.no_code", ""))?,
            name: String::new(),
            source: String::new(),
            title: Vec::new(),
            rows: written.rows.unwrap_or(Rows::Tree),
            columns: Vec::new(),
            relations: Vec::new(),
        },
    };
    if let Some(name) = written.name {
        form.name = name;
    } else if form.name.is_empty() {
        form.name.clone_from(&form.code);
    }
    form.source = written.source.unwrap_or(form.source);
    if form.source.trim().is_empty() {
        form.source.clone_from(&form.name);
    }
    form.rows = written.rows.unwrap_or(form.rows);
    form.title.extend(folded(&written.title));
    let mut seen: Vec<String> = Vec::new();
    for column in expand_repetitions(written.column) {
        let (at, key) = (column.key.span().start, column.key.get_ref().clone());
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || !key.chars().all(is_key) {
            return Err(fault(at, "forms.key", &key));
        }
        if seen.contains(&key) {
            return Err(fault(at, "forms.key_twice", &key));
        }
        if let Some(formula) = &column.formula
            && column_formula::read_numbered(&format!("1={}", formula.get_ref()))
                .is_none_or(|n| n.formula.is_none())
        {
            return Err(fault(formula.span().start, "forms.formula", formula.get_ref()));
        }
        match form.columns.iter_mut().find(|known| known.key == key) {
            Some(known) => column.apply_to(known),
            None => {
                form.columns.push(column.into_column().ok_or_else(|| fault(at, "forms.incomplete", &key))?);
            }
        }
        seen.push(key);
    }
    for relation in written.relation {
        let at = relation.span().start;
        let RawRelation { column, is, each } = relation.into_inner();
        for i in 1..=each.unwrap_or(1).min(MAX_REPETITIONS) {
            let say = |text: &str| text.replace("{i}", &i.to_string());
            let stated = RowRelation { column: say(&column), is: say(&is) };
            if form.column(&stated.column).is_none() {
                return Err(fault(at, "forms.relation", &stated.column));
            }
            if form.formula(&stated).is_none() {
                return Err(fault(at, "forms.relation", &stated.is));
            }
            form.relations.push(stated);
        }
    }
    let holds = |test: &dyn Fn(Kind) -> bool| form.columns.iter().any(|c| test(c.kind));
    let core = holds(&|kind| kind == Kind::Text)
        && holds(&|kind| !matches!(kind, Kind::Text | Kind::Kode | Kind::Nomor));
    if form.columns.len() < MIN_COLUMNS || !core {
        return Err(fault(0, "forms.too_few", &form.code));
    }
    Ok(form)
}

/// Maximum number of repetitions of a column or relation: the months of two years.
const MAX_REPETITIONS: u32 = 24;

/// Expands repeated columns, so that each repetition is a column of its own.
fn expand_repetitions(columns: Vec<RawColumn>) -> Vec<RawColumn> {
    let mut all = Vec::new();
    let mut columns = columns.into_iter().peekable();
    while let Some(column) = columns.next() {
        let Some(times) = column.each.map(|times| times.min(MAX_REPETITIONS)) else {
            all.push(column);
            continue;
        };
        let mut together = vec![column];
        while let Some(next) = columns.next_if(|next| {
            let first = together.first();
            next.block.is_some() && first.is_some_and(|c| (&c.block, c.each) == (&next.block, next.each))
        }) {
            together.push(next);
        }
        // Columns that share a number, such as K and Rp, count once.
        let mut numbers: Vec<u32> = together.iter().filter_map(|column| column.number).collect();
        numbers.dedup();
        let step = u32::try_from(numbers.len()).unwrap_or(1).max(1);
        all.extend(
            (1..=times).flat_map(|i| together.iter().map(move |c| c.repetition(i, step)).collect::<Vec<_>>()),
        );
    }
    all
}

impl RawColumn {
    /// Returns the `i`-th repetition of the column, counted from 1. `step` is how far the numbers of the
    /// number row advance per repetition. `{r}` and `{R}` in texts become the Roman numeral.
    fn repetition(&self, i: u32, step: u32) -> Self {
        let roman = roman::write(i);
        let say = |text: &String| text.replace("{i}", &i.to_string()).replace("{r}", &roman.to_lowercase());
        let head =
            |text: &String| say(&text.replace("{tahun}", &format!("{{tahun {i}}}")).replace("{R}", &roman));
        let key = Spanned::new(self.key.span(), say(self.key.get_ref()));
        Self {
            key,
            number: self.number.map(|number| number.saturating_add((i - 1).saturating_mul(step))),
            formula: self.formula.clone(),
            kind: self.kind,
            belongs: self.belongs,
            adds_up: self.adds_up,
            head: self.head.as_ref().map(|lines| lines.iter().map(head).collect()),
            words: self.words.iter().map(say).collect(),
            under: self.under.iter().map(say).collect(),
            year: self.year,
            optional: self.optional,
            width: self.width,
            each: None,
            block: None,
        }
    }

    /// Applies the written additions to a known column.
    fn apply_to(self, known: &mut ColumnForm) {
        known.words.extend(folded(&self.words));
        known.under.extend(folded(&self.under));
        known.number = self.number.or(known.number);
        known.formula = self.formula.map(Spanned::into_inner).or(known.formula.take());
        known.kind = self.kind.unwrap_or(known.kind);
        known.belongs = self.belongs.unwrap_or(known.belongs);
        known.adds_up = self.adds_up.unwrap_or(known.adds_up);
        known.year = self.year.or(known.year);
        known.optional = self.optional.unwrap_or(known.optional);
        known.width = self.width.unwrap_or(known.width);
        if let Some(head) = self.head.filter(|head| !head.is_empty()) {
            // A new header replaces the old one, but the old words still identify the column.
            let before = known.head.last().map(|word| fold(&word.replace(['{', '}'], " ")));
            known.words.extend(before.filter(|word| !known.words.contains(word)));
            known.head = head;
        }
    }

    /// Converts the column to a whole one. Returns `None` if its kind or header is missing.
    fn into_column(self) -> Option<ColumnForm> {
        let kind = self.kind?;
        let head = self.head.filter(|head| head.iter().any(|word| !word.trim().is_empty()))?;
        Some(ColumnForm {
            key: self.key.into_inner(),
            number: self.number,
            formula: self.formula.map(Spanned::into_inner),
            kind,
            belongs: self.belongs.unwrap_or_default(),
            adds_up: self.adds_up.unwrap_or(false),
            head,
            words: folded(&self.words).collect(),
            under: folded(&self.under).collect(),
            year: self.year,
            optional: self.optional.unwrap_or(false),
            width: self.width.unwrap_or(if kind == Kind::Text { 30.0 } else { 16.0 }),
        })
    }
}

/// Folds words and drops those that are empty afterwards.
fn folded(words: &[String]) -> impl Iterator<Item = String> + '_ {
    words.iter().map(|word| fold(word)).filter(|word| !word.is_empty())
}
