//! `renja rule`: explains a rule, or lists all.

use super::args;
use super::console::{Console, refuse};
use crate::check::rules;
use crate::model::Message;
use crate::report;
use crate::text::fold::likeness;

/// How alike a name must be to be what was meant.
const LIKE: f64 = 0.6;

pub fn run(args: &args::Rule, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let Some(asked) = &args.code else {
        let _ = console.data(&report::rule_list(rules(), console.look));
        return console.exit_code(0);
    };
    let asked = asked.trim();
    let found = rules()
        .iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(asked) || rule.name.eq_ignore_ascii_case(asked));
    let Some(rule) = found else {
        return refuse(&console, &unknown(asked));
    };
    let _ = console.data(&report::rule_page(rule, console.look));
    console.exit_code(0)
}

/// There is no such rule; perhaps one that is written much like it.
fn unknown(asked: &str) -> Message {
    let upper = asked.to_uppercase();
    let lower = asked.to_lowercase();
    let near = rules()
        .iter()
        .map(|rule| (likeness(&upper, rule.code).max(likeness(&lower, rule.name)), rule))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match near {
        Some((_, rule)) => Message::new("cli.unknown_rule_near").with("code", asked).with("near", rule.code),
        None => Message::new("cli.unknown_rule").with("code", asked),
    }
}
