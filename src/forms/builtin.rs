//! The forms that come with the program: the TOML files of this folder, in the order in which they are tried.

use std::sync::{Arc, LazyLock, OnceLock};

use super::{Form, parse_form};

/// The files of forms that state how their rows hang together. If several forms fit a table equally well, the
/// first one wins. A form that extends another must come after it.
const ROW_DEFINING_FORMS: &[&str] = &[
    include_str!("t-c.29.toml"),
    include_str!("t-c.30.toml"),
    include_str!("t-c.31.toml"),
    include_str!("tujuan.toml"),
    include_str!("sasaran.toml"),
    include_str!("rekapitulasi.toml"),
    include_str!("t-c.32.toml"),
    include_str!("t-c.33.toml"),
    include_str!("e.81.toml"),
    include_str!("e.58.toml"),
    include_str!("e.60.toml"),
    include_str!("e.79.toml"),
    include_str!("sipd.toml"),
];

/// The files of all other forms, which only name columns. Parsing a form takes longer than checking a small
/// workbook, so each is parsed only when a title asks for it.
const COLUMN_NAMING_FORMS: &[&str] = &[
    include_str!("rka.toml"),
    include_str!("rka-1.toml"),
    include_str!("t-c.23.toml"),
    include_str!("t-c.24.toml"),
    include_str!("t-c.27.toml"),
    include_str!("e.80.toml"),
    include_str!("rka-rincian.toml"),
    include_str!("rka-2.2.toml"),
    include_str!("dpa-2.2.toml"),
    include_str!("dppa.toml"),
    include_str!("rab.toml"),
    include_str!("anggaran-kas.toml"),
    include_str!("apbd.toml"),
    include_str!("apbd-perubahan.toml"),
    include_str!("penjabaran.toml"),
    include_str!("lra.toml"),
    include_str!("rfk.toml"),
    include_str!("spj.toml"),
    include_str!("apbdes.toml"),
    include_str!("realisasi-apbdes.toml"),
    include_str!("bku.toml"),
    include_str!("rkas.toml"),
];

/// Returns all forms that come with the program, those that state how their rows hang together first.
#[must_use]
pub fn builtin_forms() -> &'static [Arc<Form>] {
    static FORMS: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
        row_defining_forms()
            .iter()
            .cloned()
            .chain((0..COLUMN_NAMING_FORMS.len()).map(column_naming_form))
            .collect()
    });
    &FORMS
}

/// Returns the forms that state how their rows hang together.
pub(crate) fn row_defining_forms() -> &'static [Arc<Form>] {
    static FORMS: LazyLock<Vec<Arc<Form>>> = LazyLock::new(|| {
        let mut forms: Vec<Arc<Form>> = Vec::new();
        for &text in ROW_DEFINING_FORMS {
            let form = parse_builtin(text, &forms);
            forms.push(form);
        }
        forms
    });
    &FORMS
}

/// Returns another form by its index in [`COLUMN_NAMING_FORMS`], parsing it if necessary. A form may extend
/// those before it.
pub(super) fn column_naming_form(place: usize) -> Arc<Form> {
    static FORMS: [OnceLock<Arc<Form>>; COLUMN_NAMING_FORMS.len()] =
        [const { OnceLock::new() }; COLUMN_NAMING_FORMS.len()];
    let read = || {
        let text = COLUMN_NAMING_FORMS[place];
        let known: Vec<Arc<Form>> = if text.starts_with("extends") {
            (0..place).map(column_naming_form).collect()
        } else {
            Vec::new()
        };
        parse_builtin(text, &known)
    };
    FORMS[place].get_or_init(read).clone()
}

/// Parses a form of this folder.
fn parse_builtin(text: &str, known: &[Arc<Form>]) -> Arc<Form> {
    Arc::new(parse_form(text, known).expect("the forms in this folder are read by a test"))
}

/// Returns the title words of each form of [`COLUMN_NAMING_FORMS`] without parsing the form. Each file must therefore
/// print its title on one line, already folded.
pub(super) fn column_naming_titles() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    COLUMN_NAMING_FORMS.iter().map(|text| {
        let line = text.lines().find_map(|line| line.strip_prefix("title = [")).unwrap_or_default();
        line.split('"').skip(1).step_by(2)
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    #[test]
    fn titles_are_told_without_reading_a_form() {
        for (place, titles) in super::column_naming_titles().enumerate() {
            let form = super::column_naming_form(place);
            assert!(!form.defines_rows(), "{}: it belongs to the others", form.code);
            assert_eq!(titles.collect::<Vec<_>>(), form.title, "{}: on one line, folded", form.code);
        }
        assert!(super::row_defining_forms().iter().all(|form| form.defines_rows()));
    }

    #[test]
    fn every_form_is_readable_and_names_each_column_once() {
        for form in super::builtin_forms() {
            let keys: HashSet<&str> = form.columns.iter().map(|c| c.key.as_str()).collect();
            assert_eq!(keys.len(), form.columns.len(), "{}: a key stands twice", form.code);
            for column in &form.columns {
                assert!(!column.head.is_empty(), "{} {}: no header", form.code, column.key);
                for words in column.words.iter().chain(&column.under) {
                    assert_eq!(
                        words,
                        &crate::text::fold::fold(words),
                        "{} {}: not folded",
                        form.code,
                        column.key
                    );
                }
            }
        }
    }
}
