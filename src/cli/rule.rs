//! `renja rule`: explains one rule, or lists all rules.

use super::args;
use super::console::{Console, refuse};
use crate::check::rules;
use crate::model::Message;
use crate::report;
use crate::text::fold::likeness;

/// Minimum likeness (0 to 1) of a rule's code or name to be suggested for an unknown one.
const MIN_LIKENESS: f64 = 0.6;

/// Runs the command and returns its exit code. A rule is found by its code or its name, in upper or lower
/// case.
pub fn run(args: &args::Rule, common: &args::Common) -> u8 {
    let mut console = Console::new(common.lang, common.quiet);
    let Some(asked) = &args.code else {
        let _ = console.print_data(&report::rule_list(rules(), console.look));
        return console.exit_code(0);
    };
    let asked = asked.trim();
    let found = rules()
        .iter()
        .find(|rule| rule.code.eq_ignore_ascii_case(asked) || rule.name.eq_ignore_ascii_case(asked));
    let Some(rule) = found else {
        return refuse(&console, &unknown_rule_message(asked));
    };
    let _ = console.print_data(&report::rule_page(rule, console.look));
    console.exit_code(0)
}

/// Returns the message for an unknown rule, with the rule of the most similar code or name if there is one.
fn unknown_rule_message(asked: &str) -> Message {
    let upper = asked.to_uppercase();
    let lower = asked.to_lowercase();
    let near = rules()
        .iter()
        .map(|rule| (likeness(&upper, rule.code).max(likeness(&lower, rule.name)), rule))
        .filter(|(likeness, _)| *likeness >= MIN_LIKENESS)
        .max_by(|(a, _), (b, _)| a.total_cmp(b));
    match near {
        Some((_, rule)) => Message::new("cli.unknown_rule_near").with("code", asked).with("near", rule.code),
        None => Message::new("cli.unknown_rule").with("code", asked),
    }
}
