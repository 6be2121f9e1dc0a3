//! Judges the examples of one fixed seed against the limits that the program must keep.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::grid::Kind;
use crate::judge::{Verdict, judge};
use crate::layout::LAYOUTS;
use crate::{Example, clean, forms, plant, planted};

/// The seed of the suite. Measure a change of the program with another seed; see `measure`.
const SEED: u64 = 17;

// The limits are the results of today and only go down: whoever improves the program lowers them.

/// Maximum number of planted errors that are not found.
const MAX_MISSED: usize = 4;
/// Maximum number of planted errors that are found but whose first proposal is not the right value.
const MAX_WRONG: usize = 0;
/// Maximum number of errors and warnings at cells unrelated to the planted one.
const MAX_BESIDE: usize = 0;

/// Forms and layouts in which a clean example raises false alarms today. Remove an entry once it raises none.
const ALARMS: &[(&str, &[&str])] = &[];

/// Returns one example of each form with each kind of error it can have. The layouts rotate from one kind and
/// form to the next, so that all of them take part.
fn one_of_each_kind() -> Vec<Example> {
    let mut out = Vec::new();
    for (nth, form) in forms().into_iter().enumerate() {
        let layouts: Vec<_> = LAYOUTS.into_iter().filter(|layout| layout.suits(form.traits)).collect();
        let kinds: BTreeSet<Kind> = layouts
            .iter()
            .flat_map(|layout| plant::candidates(&form.example(SEED, *layout)).into_keys())
            .collect();
        for (turn, kind) in kinds.into_iter().enumerate() {
            let rotated = layouts.iter().cycle().skip(nth + turn).take(layouts.len());
            out.extend(rotated.filter_map(|layout| planted(form, *layout, kind, SEED)).take(1));
        }
    }
    out
}

fn judged(examples: &[Example]) -> Vec<(&Example, Verdict)> {
    examples.par_iter().map(|example| (example, judge(example))).collect()
}

/// Returns one line for each example that falls short.
fn lines(judged: &[(&Example, Verdict)]) -> String {
    let short = judged.iter().filter(|(_, verdict)| !verdict.short.is_empty());
    short
        .map(|(example, verdict)| format!("{}: {}", example.file(), verdict.short))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn clean_examples_of_every_form_in_every_layout_are_recognized_and_silent() {
    let mut examples = Vec::new();
    for form in forms() {
        let layouts = LAYOUTS.into_iter().filter(|layout| layout.suits(form.traits));
        examples.extend(layouts.map(|layout| clean(form, layout, SEED)));
    }
    let judged = judged(&examples);
    let known: BTreeSet<(&str, &str)> =
        ALARMS.iter().flat_map(|(form, layouts)| layouts.iter().map(|layout| (*form, *layout))).collect();
    let place = |example: &Example| (example.form.id, example.layout.name);
    let noisy: BTreeSet<(&str, &str)> =
        judged.iter().filter(|(_, verdict)| verdict.alarms > 0).map(|(example, _)| place(example)).collect();
    let unread: Vec<String> =
        judged.iter().filter(|(_, verdict)| verdict.unread).map(|(example, _)| example.file()).collect();
    assert!(unread.is_empty(), "not recognized: {}", unread.join(", "));
    let new: Vec<_> = noisy.difference(&known).collect();
    assert!(new.is_empty(), "false alarms in {new:?}:\n{}", lines(&judged));
    let gone: Vec<_> = known.difference(&noisy).collect();
    assert!(gone.is_empty(), "no false alarms any more, to be removed from ALARMS: {gone:?}");
}

#[test]
fn one_planted_error_of_each_kind_is_found_in_every_form() {
    let examples = one_of_each_kind();
    let judged = judged(&examples);
    let count = |is: fn(&Verdict) -> bool| judged.iter().filter(|(_, verdict)| is(verdict)).count();
    let missed = count(|verdict| !verdict.found);
    let wrong = count(|verdict| verdict.found && !verdict.repaired);
    let beside: usize = judged.iter().map(|(_, verdict)| verdict.beside).sum();
    let limits = [(missed, MAX_MISSED), (wrong, MAX_WRONG), (beside, MAX_BESIDE)];
    let is_within = limits.into_iter().all(|(count, most)| count <= most);
    assert!(
        is_within,
        "of {} errors {missed} missed, {wrong} with a wrong value, {beside} alarms beside:\n{}",
        judged.len(),
        lines(&judged)
    );
}
