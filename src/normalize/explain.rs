//! The grounds on which a table was read as it was, shown by `renja check --explain-layout`.
//!
//! The grounds are derived again from the finished table, with the same measures that recognized it. A run
//! without that option therefore costs nothing.

use crate::forms::{ColumnForm, Form, Kind};
use crate::model::{Column, Ground, ItemId, Level, LevelEvidence, Message, Table, Value, column_name};
use crate::text::column_formula::format_column_number;
use crate::text::fold::fold;

use crate::normalize::columns::header_likeness::{MIN_LIKENESS, leaf_words, word_likeness};

/// How a table was read, and on which grounds.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The grounds for the table's form, as sentences.
    pub form: Vec<Message>,
    /// The grounds for each column, in the order of the table's columns.
    pub columns: Vec<ColumnGrounds>,
    /// The grounds for the levels of the items, outermost level first.
    pub levels: Vec<LevelGrounds>,
}

/// The grounds for what one column is.
#[derive(Debug, Clone)]
pub struct ColumnGrounds {
    /// The evidence for the column, as sentences.
    pub grounds: Vec<Message>,
    /// Likeness of its header to the form's words, 0 to 100. `None` in a table whose columns were recognized
    /// by content.
    pub score: Option<u32>,
}

/// Items that share a level and the evidence for it.
#[derive(Debug, Clone)]
pub struct LevelGrounds {
    /// The level of the items.
    pub level: Level,
    /// The evidence that decided the level.
    pub why: LevelEvidence,
    /// The items, in the order of their rows.
    pub items: Vec<ItemId>,
}

/// Returns the grounds on which a table was read as it was.
#[must_use]
pub fn explain(table: &Table) -> Explanation {
    let of = if table.form.defines_rows() { grounds_by_header } else { grounds_by_content };
    let by_itself = || {
        let sums = table.sheet_sums.as_ref().filter(|summed| summed.compared_formulas > 0).map(|summed| {
            Message::new("normalize.why.formulas")
                .with("count", summed.agreeing_formulas)
                .with("all", summed.compared_formulas)
        });
        let itself =
            if table.form.is_official() { "normalize.why.rows_itself" } else { "normalize.why.itself" };
        std::iter::once(Message::new(itself)).chain(sums).collect::<Vec<_>>()
    };
    let mut grounds = Vec::new();
    if table.form.is_official() {
        grounds.extend(form_grounds(table));
    }
    if !table.form.defines_rows() {
        grounds.extend(by_itself());
    }
    let column = |place: usize| {
        let mut column = of(table, place);
        column.grounds.extend(formula_grounds(table, place));
        column
    };
    Explanation {
        form: grounds,
        columns: (0..table.columns.len()).map(column).collect(),
        levels: level_grounds(table),
    }
}

/// Returns the formula that a column is computed by, written with column letters, and its ground. `None` if
/// the column is not computed.
fn formula_grounds(table: &Table, place: usize) -> Option<Message> {
    let column = table.columns.get(place)?;
    let formula = column.formula.as_ref()?;
    let letter = |number: u32| {
        let of_number = table.column_with_number(number, column).and_then(|place| table.columns.get(place));
        of_number.map_or_else(|| format_column_number(number), |column| column_name(column.first_column))
    };
    let ground = match column.ground {
        Ground::Form => "normalize.ground.form",
        Ground::NumberRow => "normalize.ground.number_row",
        Ground::Formula => "normalize.ground.formula",
        Ground::Codes | Ground::Words | Ground::Appearance => "normalize.ground.words",
        Ground::Figures => "normalize.ground.figures",
    };
    let formula = format!("{} = {}", column_name(column.first_column), formula.format_with(&letter));
    Some(Message::new("normalize.why.computed").with("formula", formula).with("ground", Message::new(ground)))
}

/// Returns the grounds for an official form: the columns found, the number row, the title.
fn form_grounds(table: &Table) -> Vec<Message> {
    let official = || table.form.columns.iter().filter(|column| !column.optional);
    let found = official().filter(|column| table.column(&column.key).is_some()).count();
    let mut grounds = vec![
        Message::new("normalize.why.form").with("found", found).with("all", official().count()),
        Message::new(if has_own_numbers(table) {
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

/// Whether the sheet itself numbers its columns. If it does not, the form's numbers stand in, with an empty
/// text.
fn has_own_numbers(table: &Table) -> bool {
    table.columns.iter().any(|column| column.number.as_ref().is_some_and(|number| !number.text.is_empty()))
}

/// Returns the evidence by which a column of an official form was recognized: words, header above, number,
/// year.
fn grounds_by_header(table: &Table, place: usize) -> ColumnGrounds {
    let Some(column) = table.columns.get(place) else {
        return ColumnGrounds { grounds: Vec::new(), score: None };
    };
    let Some(known) = table.form.column(&column.key) else {
        return unknown_column_grounds(&table.form, column);
    };
    let (inner, outer) = header_words(column);
    let mut grounds = Vec::new();
    let mut score = 0.0;
    let words = leaf_words(known);
    if let Some((likeness, word)) =
        most_alike(inner, &words).filter(|(likeness, _)| *likeness >= MIN_LIKENESS)
    {
        score = likeness;
        grounds.push(if likeness < 1.0 {
            Message::new("normalize.why.similar")
                .with("words", word)
                .with("percent", to_percent(likeness).to_string())
        } else if words.first().is_some_and(|official| official == word) {
            Message::new("normalize.why.head")
        } else {
            Message::new("normalize.why.synonym")
        });
    }
    let above =
        outer.iter().filter_map(|head| most_alike(head, &known.under)).max_by(|a, b| a.0.total_cmp(&b.0));
    let by_above = above.filter(|(likeness, _)| *likeness >= MIN_LIKENESS);
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
    // Columns with identical header words and no other evidence were assigned by their order.
    let alike =
        |(other, c): (usize, &Column)| other != place && !inner.is_empty() && header_words(c).0 == inner;
    if by_above.is_none() && by_number.is_none() && !by_year && table.columns.iter().enumerate().any(alike) {
        grounds.push(Message::new("normalize.why.order"));
    }
    ColumnGrounds { grounds, score: Some(to_percent(score)) }
}

/// Returns the grounds for a column that the form does not know, with the form's nearest column: a user's
/// form may name the column so.
fn unknown_column_grounds(form: &Form, column: &Column) -> ColumnGrounds {
    let (inner, _) = header_words(column);
    let mut grounds = vec![Message::new("normalize.why.unknown")];
    let nearest = form
        .columns
        .iter()
        .filter_map(|known| Some((most_alike(inner, &leaf_words(known))?.0, known)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    // Below this likeness no column of the form is worth naming.
    if let Some((likeness, ColumnForm { key, .. })) = nearest.filter(|(likeness, _)| *likeness >= 0.4) {
        let nearest = Message::new("normalize.why.nearest").with("key", key.as_str());
        grounds.push(nearest.with("percent", to_percent(likeness).to_string()));
    }
    ColumnGrounds { grounds, score: Some(0) }
}

/// Returns the words of the innermost header cell, and those of the cells above it, outermost first.
fn header_words(column: &Column) -> (&str, Vec<&str>) {
    let mut all: Vec<&str> = column.header.iter().map(|head| head.value.as_str()).collect();
    (all.pop().unwrap_or_default(), all)
}

/// Returns the official words most like a text, with their likeness. `None` if there are none.
fn most_alike<'a>(text: &str, words: &'a [String]) -> Option<(f64, &'a str)> {
    words
        .iter()
        .map(|word| (word_likeness(text, word), word.as_str()))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the share is clamped to 0..=1
fn to_percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// Returns the evidence in a table whose columns were recognized by content: how many cells hold what the
/// column holds.
fn grounds_by_content(table: &Table, place: usize) -> ColumnGrounds {
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

/// Groups the items by level and evidence, outermost level first.
fn level_grounds(table: &Table) -> Vec<LevelGrounds> {
    let mut all: Vec<LevelGrounds> = Vec::new();
    for (id, item) in table.items.iter().enumerate() {
        let same = |known: &&mut LevelGrounds| known.level == item.level && known.why == item.level_evidence;
        if let Some(known) = all.iter_mut().find(same) {
            known.items.push(id);
        } else {
            all.push(LevelGrounds { level: item.level, why: item.level_evidence, items: vec![id] });
        }
    }
    all.sort_by_key(|one| one.level);
    all
}
