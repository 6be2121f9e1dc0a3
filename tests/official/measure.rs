//! Judges the examples of one seed: how many alarms are false, and how many errors are found.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rayon::prelude::*;

use crate::judge::{Verdict, judge};
use crate::{Example, all_examples, seed};

/// Sums over the examples of one form, layout or kind of error.
#[derive(Default)]
struct Sums {
    clean: usize,
    noisy: usize,
    alarms: usize,
    unread: usize,
    planted: usize,
    found: usize,
    repaired: usize,
    beside: usize,
}

impl Sums {
    fn add(&mut self, example: &Example, verdict: &Verdict) {
        if example.planted.is_none() {
            self.clean += 1;
            self.noisy += usize::from(verdict.alarms > 0);
            self.alarms += verdict.alarms;
            self.unread += usize::from(verdict.unread);
        } else {
            self.planted += 1;
            self.found += usize::from(verdict.found);
            self.repaired += usize::from(verdict.repaired);
            self.beside += verdict.beside;
        }
    }

    fn line(&self, name: &str) -> String {
        let share = |n: usize| 100.0 * n as f64 / self.planted.max(1) as f64;
        format!(
            "{name:12} {:>6} {:>6} {:>7} {:>6} | {:>7} {:>6} {:>8} {:>7}   {:5.1}%  {:5.1}%\n",
            self.clean,
            self.noisy,
            self.alarms,
            self.unread,
            self.planted,
            self.found,
            self.repaired,
            self.beside,
            share(self.found),
            share(self.repaired),
        )
    }
}

/// Returns a table of sums by a name of each example, in the order in which the names first occur.
fn table(title: &str, judged: &[(Example, Verdict)], name: impl Fn(&Example) -> &'static str) -> String {
    let mut order = Vec::new();
    let mut sums: BTreeMap<&str, Sums> = BTreeMap::new();
    let mut whole = Sums::default();
    for (example, verdict) in judged {
        let name = name(example);
        if !order.contains(&name) {
            order.push(name);
        }
        sums.entry(name).or_default().add(example, verdict);
        whole.add(example, verdict);
    }
    let mut out = format!(
        "{title:12} {:>6} {:>6} {:>7} {:>6} | {:>7} {:>6} {:>8} {:>7}   found  repaired\n",
        "clean", "noisy", "alarms", "unread", "planted", "found", "repaired", "beside"
    );
    for name in order {
        out += &sums[name].line(name);
    }
    out + &whole.line("TOTAL")
}

/// Prints the table over every form, layout and kind of error, for one seed. Needs `--nocapture`.
#[test]
#[ignore = "takes a minute; for measuring: RENJA_SEED=7 cargo test --release --test official measure -- --ignored --nocapture"]
fn measure() {
    let examples = all_examples(seed());
    let verdicts: Vec<Verdict> = examples.par_iter().map(judge).collect();
    let judged: Vec<(Example, Verdict)> = examples.into_iter().zip(verdicts).collect();
    let mut out = String::new();
    for text in [
        table("form", &judged, |example| example.form.id),
        table("layout", &judged, |example| example.layout.name),
        table("kind", &judged, Example::kind),
    ] {
        let _ = writeln!(out, "{text}");
    }
    for (example, verdict) in judged.iter().filter(|(_, verdict)| !verdict.short.is_empty()) {
        let (form, layout, kind) = (example.form.id, example.layout.name, example.kind());
        let _ = writeln!(out, "{form:12} {layout:10} {kind:10} {}", verdict.short);
    }
    println!("{out}");
}
