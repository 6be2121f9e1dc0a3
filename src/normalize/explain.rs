//! On what grounds a table was read as it was: what `renja check --explain-layout` shows.
//!
//! The grounds are told again from the table itself, by the measures that recognized it, so that a
//! run that nobody asks costs nothing.

use crate::forms::{ColumnForm, Form, Kind};
use crate::model::{Column, Ground, ItemId, Level, LevelWhy, Message, Table, Value, column_name};
use crate::text::fold::fold;
use crate::text::formula::spell_number;

use crate::normalize::columns::words::{ALIKE, alike, leaf_words};

/// How a table was read.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// How its form was told.
    pub form: Vec<Message>,
    /// Of each of its columns how it was told.
    pub columns: Vec<ColumnGrounds>,
    /// How the levels of its items were told, outermost first.
    pub levels: Vec<LevelGrounds>,
}

/// How a column was told.
#[derive(Debug, Clone)]
pub struct ColumnGrounds {
    /// The signs that spoke for it.
    pub grounds: Vec<Message>,
    /// How well its header fits the form's, of 100; `None` where it was told by what it holds.
    pub score: Option<u32>,
}

/// Items whose level was told in the same way.
#[derive(Debug, Clone)]
pub struct LevelGrounds {
    /// The level.
    pub level: Level,
    /// What told it.
    pub why: LevelWhy,
    /// The items.
    pub items: Vec<ItemId>,
}

/// On what grounds a table was read as it was.
#[must_use]
pub fn explain(table: &Table) -> Explanation {
    let of = if table.form.tells_rows() { by_header } else { by_content };
    let by_itself = || {
        let sums = table.summed.as_ref().filter(|summed| summed.all > 0).map(|summed| {
            Message::new("normalize.why.formulas").with("count", summed.agreeing).with("all", summed.all)
        });
        let itself =
            if table.form.is_official() { "normalize.why.rows_itself" } else { "normalize.why.itself" };
        std::iter::once(Message::new(itself)).chain(sums).collect::<Vec<_>>()
    };
    let mut grounds = Vec::new();
    if table.form.is_official() {
        grounds.extend(form(table));
    }
    if !table.form.tells_rows() {
        grounds.extend(by_itself());
    }
    let column = |place: usize| {
        let mut column = of(table, place);
        column.grounds.extend(computed(table, place));
        column
    };
    Explanation {
        form: grounds,
        columns: (0..table.columns.len()).map(column).collect(),
        levels: levels(table),
    }
}

/// What a column is computed from, over the letters of the columns, and what tells it.
fn computed(table: &Table, place: usize) -> Option<Message> {
    let column = table.columns.get(place)?;
    let formula = column.formula.as_ref()?;
    let letter = |number: u32| {
        let of_number = table.numbered(number, column).and_then(|place| table.columns.get(place));
        of_number.map_or_else(|| spell_number(number), |column| column_name(column.first))
    };
    let ground = match column.ground {
        Ground::Form => "normalize.ground.form",
        Ground::NumberRow => "normalize.ground.number_row",
        Ground::Formula => "normalize.ground.formula",
        Ground::Codes | Ground::Words | Ground::Look => "normalize.ground.words",
        Ground::Figures => "normalize.ground.figures",
    };
    let formula = format!("{} = {}", column_name(column.first), formula.spell(&letter));
    Some(Message::new("normalize.why.computed").with("formula", formula).with("ground", Message::new(ground)))
}

fn form(table: &Table) -> Vec<Message> {
    let official = || table.form.columns.iter().filter(|column| !column.optional);
    let found = official().filter(|column| table.column(&column.key).is_some()).count();
    let mut grounds = vec![
        Message::new("normalize.why.form").with("found", found).with("all", official().count()),
        Message::new(if numbered(table) {
            "normalize.why.number_row"
        } else {
            "normalize.why.no_number_row"
        }),
    ];
    let lines = || table.title.iter().map(|line| fold(&line.text));
    if let Some(words) =
        table.form.title.iter().find(|words| lines().any(|line| line.contains(words.as_str())))
    {
        grounds.push(Message::new("normalize.why.title").with("words", words.as_str()));
    }
    grounds
}

/// Whether the sheet numbers its columns; where it does not, the form's numbers stand in, without
/// a text.
fn numbered(table: &Table) -> bool {
    table.columns.iter().any(|column| column.number.as_ref().is_some_and(|number| !number.text.is_empty()))
}

fn by_header(table: &Table, place: usize) -> ColumnGrounds {
    let Some(column) = table.columns.get(place) else {
        return ColumnGrounds { grounds: Vec::new(), score: None };
    };
    let Some(known) = table.form.column(&column.key) else { return unknown(&table.form, column) };
    let (inner, outer) = heads(column);
    let mut grounds = Vec::new();
    let mut score = 0.0;
    let words = leaf_words(known);
    if let Some((likeness, word)) = most_alike(inner, &words).filter(|(likeness, _)| *likeness >= ALIKE) {
        score = likeness;
        grounds.push(if likeness < 1.0 {
            Message::new("normalize.why.similar")
                .with("words", word)
                .with("percent", percent(likeness).to_string())
        } else if words.first().is_some_and(|official| official == word) {
            Message::new("normalize.why.head")
        } else {
            Message::new("normalize.why.synonym")
        });
    }
    let above =
        outer.iter().filter_map(|head| most_alike(head, &known.under)).max_by(|a, b| a.0.total_cmp(&b.0));
    let by_above = above.filter(|(likeness, _)| *likeness >= ALIKE);
    if let Some((_, words)) = by_above {
        grounds.push(Message::new("normalize.why.above").with("words", words));
    }
    let number = column.number.as_ref().filter(|number| !number.text.is_empty());
    let by_number = number.filter(|number| Some(number.value) == known.number);
    if let Some(number) = by_number {
        grounds.push(Message::new("normalize.why.number").with("number", number.text.trim()));
    }
    let mut by_year = false;
    if let (Some(year), Some(_)) = (column.year, known.year) {
        by_year = true;
        grounds.push(Message::new("normalize.why.year").with("year", year.to_string()));
    }
    // What else has the same words, and nothing to tell it by, was told by the order of the columns.
    let alike = |(other, c): (usize, &Column)| other != place && !inner.is_empty() && heads(c).0 == inner;
    if by_above.is_none() && by_number.is_none() && !by_year && table.columns.iter().enumerate().any(alike) {
        grounds.push(Message::new("normalize.why.order"));
    }
    ColumnGrounds { grounds, score: Some(percent(score)) }
}

/// A column that the form does not know, with what it comes nearest to: a user's form may say so.
fn unknown(form: &Form, column: &Column) -> ColumnGrounds {
    let (inner, _) = heads(column);
    let mut grounds = vec![Message::new("normalize.why.unknown")];
    let nearest = form
        .columns
        .iter()
        .filter_map(|known| Some((most_alike(inner, &leaf_words(known))?.0, known)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((likeness, ColumnForm { key, .. })) = nearest.filter(|(likeness, _)| *likeness >= 0.4) {
        let nearest = Message::new("normalize.why.nearest").with("key", key.as_str());
        grounds.push(nearest.with("percent", percent(likeness).to_string()));
    }
    ColumnGrounds { grounds, score: Some(0) }
}

/// The words of the innermost header cell, and those above.
fn heads(column: &Column) -> (&str, Vec<&str>) {
    let mut all: Vec<&str> = column.header.iter().map(|head| head.value.as_str()).collect();
    (all.pop().unwrap_or_default(), all)
}

fn most_alike<'a>(text: &str, words: &'a [String]) -> Option<(f64, &'a str)> {
    words
        .iter()
        .map(|word| (alike(text, word), word.as_str()))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 0 and 1
fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// In a table of no known form a column is what it holds.
fn by_content(table: &Table, place: usize) -> ColumnGrounds {
    let Some(column) = table.columns.get(place) else {
        return ColumnGrounds { grounds: Vec::new(), score: None };
    };
    let held = |test: &dyn Fn(&Value) -> bool| {
        let values = table.items.iter().filter_map(|item| item.values.get(place));
        values.filter(|cited| test(&cited.value)).count()
    };
    let (key, count) = match column.kind {
        Kind::Kode => ("normalize.why.codes", held(&|v| matches!(v, Value::Kode(_)))),
        Kind::Rupiah => ("normalize.why.amounts", held(&|v| v.number().is_some())),
        Kind::Percent => ("normalize.why.percents", held(&|v| v.number().is_some())),
        Kind::Quantity | Kind::Count => ("normalize.why.figures", held(&|v| v.number().is_some())),
        Kind::Text | Kind::Nomor if column.key.starts_with("nama") => {
            ("normalize.why.names", held(&|_| true))
        }
        Kind::Text | Kind::Nomor => ("normalize.why.other", held(&|_| true)),
    };
    let grounds = vec![Message::new(key).with("count", count).with("rows", table.items.len())];
    ColumnGrounds { grounds, score: None }
}

fn levels(table: &Table) -> Vec<LevelGrounds> {
    let mut all: Vec<LevelGrounds> = Vec::new();
    for (id, item) in table.items.iter().enumerate() {
        let same = |known: &&mut LevelGrounds| known.level == item.level && known.why == item.level_why;
        if let Some(known) = all.iter_mut().find(same) {
            known.items.push(id);
        } else {
            all.push(LevelGrounds { level: item.level, why: item.level_why, items: vec![id] });
        }
    }
    all.sort_by_key(|one| one.level);
    all
}
