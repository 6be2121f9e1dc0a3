//! Rule NAR102: a sentence about the plan states another total, or another number of programs or kegiatan,
//! than the plan's table.

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::check::sections::Plan;
use crate::check::sentences::{Figure, Mention, folded_between, mentions, sentences};
use crate::check::thousands;
use crate::model::{CellRef, Cited, Finding, Level, Message, Related, Severity, Table, Value};
use crate::text::fold::fold;
use crate::text::heading::YEAR_RANGE;

/// Returns an error for each such figure, in sentences that name the plan's own year and no other. What was
/// budgeted or spent in earlier years is in no table of the plan.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for text in &context.renja.narrative {
        for (start, sentence) in sentences(&text.text) {
            let Some(table) = find_plan(context, sentence).and_then(|plan| context.table(plan.table)) else {
                continue;
            };
            let inside = |m: &Mention| m.start >= start && m.start < start + sentence.len();
            for mention in mentions(&text.text).iter().filter(|m| inside(m)) {
                findings.extend(check_mention(context, text, start, mention, table));
            }
        }
    }
    findings
}

/// Returns the plan that a sentence speaks of. In a workbook with several plans, the sentence must contain
/// the office's name. `None` if no plan fits, or several do.
fn find_plan<'s>(context: &'s Context, sentence: &str) -> Option<&'s Plan> {
    let folded = fold(sentence);
    let several = context.sections.has_several_plans();
    let named =
        |plan: &&Plan| !several || plan.office.as_ref().is_none_or(|office| folded.contains(office.as_str()));
    let mut plans = context
        .sections
        .plans()
        .filter(|p| p.year.is_some_and(|year| is_about_plan(sentence, year)))
        .filter(named);
    let first = plans.next()?;
    plans.next().is_none().then_some(first)
}

/// Whether a sentence is about the plan of this year: it names this year and no other, and says that
/// something is planned and not that something was done.
fn is_about_plan(sentence: &str, year: i32) -> bool {
    let folded = fold(sentence);
    let years: Vec<i32> = folded
        .split(' ')
        .filter(|w| w.len() == 4)
        .filter_map(|w| w.parse().ok())
        .filter(|y| YEAR_RANGE.contains(y))
        .collect();
    let planned = ["rencana kerja", "renja", "merencanakan", "direncanakan", "pagu indikatif"];
    let done = ["realisasi", "terserap", "telah dilaksanakan"];
    years.contains(&year)
        && years.iter().all(|y| *y == year)
        && planned.iter().any(|word| folded.contains(word))
        && !done.iter().any(|word| folded.contains(word))
}

/// Compares one figure of a sentence with the plan's table; `None` if they agree or the figure is not about
/// the plan. Amounts count if one of the four words before is `total`, `jumlah` or `seluruhnya`; numbers
/// count if the name of a level follows.
fn check_mention(
    context: &Context,
    text: &Cited<String>,
    sentence: usize,
    mention: &Mention,
    table: &Table,
) -> Option<Finding> {
    match mention.figure {
        Figure::Rupiah(stated) => {
            let before = folded_between(&text.text, sentence, mention.start);
            let last: Vec<&str> = before.split(' ').rev().take(4).collect();
            if !last.iter().any(|w| matches!(*w, "total" | "jumlah" | "seluruhnya")) {
                return None;
            }
            let (at, computed, unit) = plan_total(table)?;
            (!thousands::amounts_agree((stated, Decimal::ONE), (computed, unit))).then(|| {
                finding(
                    context,
                    text,
                    "check.narasi.total",
                    &Value::Rupiah(stated),
                    &Value::Rupiah(computed),
                    Some(at),
                )
            })
        }
        Figure::Number(stated) => {
            let after = fold(text.text.get(mention.after..)?);
            let mut words = after.split(' ');
            let level = match (words.next()?, words.next().unwrap_or("")) {
                ("sub", "kegiatan") => Level::SubKegiatan,
                ("program", _) => Level::Program,
                ("kegiatan", _) => Level::Kegiatan,
                _ => return None,
            };
            // A row that continues an item is no second one, as in the counts of the recapitulation (JML101).
            let items = table.items.iter().enumerate();
            let rows =
                items.filter(|(id, item)| item.level == level && !table.continues_previous(*id)).count();
            let computed = Decimal::from(rows);
            let key = match level {
                Level::Program => "check.narasi.program",
                Level::Kegiatan => "check.narasi.kegiatan",
                _ => "check.narasi.sub_kegiatan",
            };
            (rows > 0 && stated != computed).then(|| {
                finding(
                    context,
                    text,
                    key,
                    &Value::Quantity(stated, None),
                    &Value::Quantity(computed, None),
                    None,
                )
            })
        }
        Figure::Percent(_) => None,
    }
}

/// Returns the cell and amount of the plan's total, and the unit of that amount in rupiah. `None` if the
/// table states no total.
fn plan_total(table: &Table) -> Option<(CellRef, Decimal, Decimal)> {
    let pagu = table.column("pagu")?;
    let item = table.pagu_row(pagu)?;
    let cited = table.items.get(item)?.values.get(pagu)?;
    Some((cited.at, cited.value.number()?, thousands::unit(table, pagu)))
}

fn finding(
    context: &Context,
    text: &Cited<String>,
    key: &'static str,
    stated: &Value,
    computed: &Value,
    at: Option<CellRef>,
) -> Finding {
    let difference = stated
        .number()
        .zip(computed.number())
        .and_then(|(a, b)| a.checked_sub(b))
        .map(|d| stated.with_number(d));
    let mut message = Message::new(key)
        .with("place", context.renja.cell_name(text.at))
        .with("stated", stated.clone())
        .with("computed", computed.clone());
    if let Some(at) = at {
        message = message.with("table", context.renja.cell_name(at));
    }
    Finding {
        difference,
        related: at
            .map(|at| Related { at, label: String::new(), value: Some(computed.clone()) })
            .into_iter()
            .collect(),
        stated: Some(stated.clone()),
        computed: Some(computed.clone()),
        ..Context::simple_finding("NAR102", Severity::Error, text.at, stated.to_string(), message)
    }
}
