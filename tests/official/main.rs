//! Generates consistent examples of the official forms, in the layouts that offices use, and checks what the
//! program reports: nothing if an example is right, and the cell that is wrong if there is one.
#![allow(missing_docs, clippy::cast_possible_truncation, clippy::cast_possible_wrap)]
#![allow(clippy::cast_precision_loss, clippy::cast_sign_loss)]

mod apbd;
mod budget;
mod cash;
mod evaluation;
mod form;
mod grid;
mod judge;
mod layout;
mod measure;
mod names;
mod planning;
mod plant;
mod programs;
mod random;
mod sheet;
mod suite;
mod village;
mod write;
mod written;

use std::fs;
use std::io::Write as _;
use std::path::Path;

use form::Form;
use grid::{Kind, cell_name};
use layout::{LAYOUTS, Layout};
use plant::{Planted, plant};
use random::Random;
use sheet::Sheet;

/// Returns all official forms.
fn forms() -> Vec<Form> {
    [&planning::FORMS[..], &evaluation::FORMS, &budget::FORMS, &apbd::FORMS, &cash::FORMS, &village::FORMS]
        .concat()
}

/// A workbook and the error in it, if there is one.
struct Example {
    form: Form,
    layout: Layout,
    sheet: Sheet,
    planted: Option<Planted>,
}

impl Example {
    fn kind(&self) -> &'static str {
        self.planted.as_ref().map_or("clean", |planted| planted.kind.name())
    }

    fn file(&self) -> String {
        format!("{}-{}-{}.xlsx", self.form.id, self.layout.name, self.kind())
    }

    /// Returns the description of the file for a reader of the folder, as one line of JSON.
    fn expected(&self) -> String {
        let mut line = serde_json::json!({
            "file": self.file(),
            "form": self.form.id,
            "layout": self.layout.name,
            "kind": self.kind(),
            "sheet": self.sheet.name,
        });
        if let Some(planted) = &self.planted {
            let cell = &self.sheet.grid.cells[&planted.at];
            let shown = write::text_of(&self.sheet, cell)
                .unwrap_or_else(|| cell.value.unwrap_or_default().to_string());
            line["cell"] = cell_name(planted.at).into();
            line["right"] = planted.right.map(|right| right.normalize().to_string()).into();
            line["wrong"] = shown.into();
            line["determined"] = planted.determined.into();
            line["may"] = planted.may.iter().map(|at| cell_name(*at)).collect::<Vec<_>>().into();
        }
        line.to_string()
    }
}

/// Returns the clean example of a form in a layout.
fn clean(form: Form, layout: Layout, seed: u64) -> Example {
    Example { form, layout, sheet: form.example(seed, layout), planted: None }
}

/// Returns the same example with an error of a kind; `None` if it has no suitable cell.
fn planted(form: Form, layout: Layout, kind: Kind, seed: u64) -> Option<Example> {
    let mut sheet = form.example(seed, layout);
    let own = u64::from(form.id.len() as u32 * 7 + layout.name.len() as u32);
    let mut random = Random(seed ^ (kind as u64 + 1) << 32 ^ own);
    let planted = plant(&mut sheet, kind, &mut random)?;
    Some(Example { form, layout, sheet, planted: Some(planted) })
}

/// Returns the clean example of a form in a layout, and one example with each kind of error that fits.
fn examples(form: Form, layout: Layout, seed: u64) -> Vec<Example> {
    let clean = clean(form, layout, seed);
    let kinds = plant::candidates(&clean.sheet).into_keys();
    let planted: Vec<Example> = kinds.filter_map(|kind| planted(form, layout, kind, seed)).collect();
    std::iter::once(clean).chain(planted).collect()
}

/// Returns the examples of every form in every layout that suits it.
fn all_examples(seed: u64) -> Vec<Example> {
    let mut out = Vec::new();
    for form in forms() {
        for layout in LAYOUTS.iter().filter(|layout| layout.suits(form.traits)) {
            out.extend(examples(form, *layout, seed));
        }
    }
    out
}

/// Returns the seed in the environment variable RENJA_SEED, or 1.
fn seed() -> u64 {
    std::env::var("RENJA_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1)
}

/// With RENJA_OUT=FOLDER, writes every workbook to the folder, and what is expected of each to
/// `expected.jsonl`.
#[test]
#[ignore = "writes files for measuring from outside"]
fn files() {
    let Ok(folder) = std::env::var("RENJA_OUT") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("the folder can be made");
    let mut list = fs::File::create(folder.join("expected.jsonl")).expect("the list can be written");
    for example in all_examples(seed()) {
        let path = folder.join(example.file());
        fs::write(path, write::workbook(&example.sheet)).expect("the workbook can be written");
        writeln!(list, "{}", example.expected()).expect("the list can be written");
    }
}
