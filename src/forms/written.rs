//! A form as its file writes it, one of the program's own or a user's.
//!
//! A file says what it extends (`extends = "T-C.33"`), and then only what it adds, or it is a whole
//! form. Words need not be folded.

use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Belongs, ColumnForm, Form, Kind, RowRelation, Rows};
use crate::text::fold::fold;
use crate::text::formula;
use crate::text::roman;
use crate::text::toml_fault::toml_fault;

/// What is wrong with a user's form, and on which line of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The key of the sentence that says it.
    pub key: &'static str,
    /// What it is about: a word of the file.
    pub detail: String,
    /// The key of what is wrong with the file as TOML, where the key asks for it.
    pub toml: Option<&'static str>,
}

/// A form as a user writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    extends: Option<Spanned<String>>,
    code: Option<Spanned<String>>,
    name: Option<String>,
    source: Option<String>,
    #[serde(default)]
    title: Vec<String>,
    rows: Option<Rows>,
    #[serde(default)]
    column: Vec<WrittenColumn>,
    #[serde(default)]
    relation: Vec<Spanned<WrittenRelation>>,
}

/// What must agree within a row, as a user writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRelation {
    column: String,
    is: String,
    /// How many times it is stated: `{i}` is the number of the year or quarter.
    each: Option<u32>,
}

/// A column as a user writes it: all of it, or what is added to one that is known.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
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
    /// How many times the column stands side by side: five years, four quarters. `{i}` is its number there, and
    /// numbers in the number row run on.
    each: Option<u32>,
    /// Columns that follow one another with the same block are repeated together: K and Rp of the first year, then
    /// those of the second.
    block: Option<String>,
}

/// The fewest columns by which a table can be told.
const FEWEST_COLUMNS: usize = 3;

/// Reads a user's form; `known` are those that it may extend.
pub fn read_user(text: &str, known: &[Arc<Form>]) -> Result<Form, Fault> {
    let line = |at: usize| text.get(..at).map_or(1, |before| before.split('\n').count());
    let fault = |at: usize, key: &'static str, detail: &str| Fault {
        line: line(at),
        key,
        detail: detail.to_owned(),
        toml: None,
    };
    let written: Written = toml::from_str(text).map_err(|error| {
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
                // Another form over the same columns has titles of its own.
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
    for column in repeated(written.column) {
        let (at, key) = (column.key.span().start, column.key.get_ref().clone());
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if key.is_empty() || !key.chars().all(is_key) {
            return Err(fault(at, "forms.key", &key));
        }
        if seen.contains(&key) {
            return Err(fault(at, "forms.key_twice", &key));
        }
        if let Some(formula) = &column.formula
            && formula::read_numbered(&format!("1={}", formula.get_ref())).is_none_or(|n| n.formula.is_none())
        {
            return Err(fault(formula.span().start, "forms.formula", formula.get_ref()));
        }
        match form.columns.iter_mut().find(|known| known.key == key) {
            Some(known) => column.add_to(known),
            None => form.columns.push(column.whole().ok_or_else(|| fault(at, "forms.incomplete", &key))?),
        }
        seen.push(key);
    }
    for relation in written.relation {
        let at = relation.span().start;
        let WrittenRelation { column, is, each } = relation.into_inner();
        for i in 1..=each.unwrap_or(1).min(MOST_TIMES) {
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
    if form.columns.len() < FEWEST_COLUMNS || !core {
        return Err(fault(0, "forms.too_few", &form.code));
    }
    Ok(form)
}

/// Most times that a column is repeated: the months of two years.
const MOST_TIMES: u32 = 24;

/// The columns with those that stand side by side several times written out.
fn repeated(columns: Vec<WrittenColumn>) -> Vec<WrittenColumn> {
    let mut all = Vec::new();
    let mut columns = columns.into_iter().peekable();
    while let Some(column) = columns.next() {
        let Some(times) = column.each.map(|times| times.min(MOST_TIMES)) else {
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
        // Columns of one number, K and Rp, count once.
        let mut numbers: Vec<u32> = together.iter().filter_map(|column| column.number).collect();
        numbers.dedup();
        let step = u32::try_from(numbers.len()).unwrap_or(1).max(1);
        all.extend((1..=times).flat_map(|i| together.iter().map(move |c| c.at(i, step)).collect::<Vec<_>>()));
    }
    all
}

impl WrittenColumn {
    /// The column at its place among those that it is repeated as.
    fn at(&self, i: u32, step: u32) -> Self {
        let roman = roman::write(i);
        let say = |text: &String| text.replace("{i}", &i.to_string()).replace("{r}", &roman.to_lowercase());
        let head =
            |text: &String| say(&text.replace("{tahun}", &format!("{{tahun {i}}}")).replace("{R}", &roman));
        let key = Spanned::new(self.key.span(), say(self.key.get_ref()));
        Self {
            key,
            number: self.number.map(|number| number + (i - 1) * step),
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

    /// Adds what is written to a column that is known.
    fn add_to(self, known: &mut ColumnForm) {
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
            // The words that it had are words for it still.
            let before = known.head.last().map(|word| fold(&word.replace(['{', '}'], " ")));
            known.words.extend(before.filter(|word| !known.words.contains(word)));
            known.head = head;
        }
    }

    /// The column as it is written; `None` where what it cannot do without is missing.
    fn whole(self) -> Option<ColumnForm> {
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

fn folded(words: &[String]) -> impl Iterator<Item = String> + '_ {
    words.iter().map(|word| fold(word)).filter(|word| !word.is_empty())
}
