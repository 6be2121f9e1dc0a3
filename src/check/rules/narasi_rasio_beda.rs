//! Rule NAR101: a sentence states two figures and a percentage that does not follow from them.

use rust_decimal::Decimal;

use super::super::context::Context;
use crate::check::ratio::{Fit, fit, printed_percent};
use crate::check::sentences::{Figure, Mention, folded_between, mentions, sentences};
use crate::model::{Cited, Finding, Message, Severity, Value};

/// Returns an error for each such percentage. Two kinds of sentences are understood: "Rp A … terealisasi Rp B
/// atau P%" and "realisasi P% dari target Q%, sehingga capaian R%".
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.narrative.iter().flat_map(|text| check_text(context, text)).collect()
}

fn check_text(context: &Context, text: &Cited<String>) -> Vec<Finding> {
    let all = mentions(&text.text);
    let mut findings = Vec::new();
    for triple in all.windows(3) {
        let [a, b, share] = triple else { continue };
        let divided = match (a.figure, b.figure, share.figure) {
            (Figure::Rupiah(budget), Figure::Rupiah(spent), Figure::Percent(_))
                if is_about_spending(&text.text, a, b, share) =>
            {
                spent.checked_div(budget)
            }
            (Figure::Percent(_), Figure::Percent(_), Figure::Percent(_)) => capaian(&text.text, a, b, share),
            _ => None,
        };
        if let (Some(divided), Figure::Percent(stated)) = (divided, share.figure)
            && fit(&Value::Percent(stated), divided) == Fit::Mismatch
        {
            findings.push(finding(context, text, (a, b, share), stated, divided));
        }
    }
    findings
}

/// Whether three figures form "…anggaran Rp A. … terealisasi sebesar Rp B atau P%".
fn is_about_spending(text: &str, a: &Mention, b: &Mention, share: &Mention) -> bool {
    let to_spent = folded_between(text, a.after, b.start);
    let to_share = folded_between(text, b.after, share.start);
    let near = to_share.split(' ').count() <= 4;
    (to_spent.contains("realisasi") || to_spent.contains("terserap") || to_spent.contains("penyerapan"))
        && near
        && ["atau", "setara"].iter().any(|word| to_share.split(' ').any(|w| w == *word))
}

/// Returns the achievement that two percentages give in "realisasi P% dari target … Q%, sehingga capaian …
/// R%". `None` if the three figures are not in one sentence of that kind.
fn capaian(text: &str, a: &Mention, b: &Mention, share: &Mention) -> Option<Decimal> {
    let sentence = sentences(text).into_iter().rev().find(|(start, _)| *start <= a.start)?;
    if share.start > sentence.0 + sentence.1.len() {
        return None;
    }
    let before = folded_between(text, sentence.0, a.start);
    let middle = folded_between(text, a.after, b.start);
    let last = folded_between(text, b.after, share.start);
    if !last.contains("capai") {
        return None;
    }
    let nearest = |text: &str, word: &str| text.rfind(word);
    let (first, second) = (a.figure.number(), b.figure.number());
    if nearest(&before, "realisasi") > nearest(&before, "target") && middle.contains("target") {
        first.checked_div(second)
    } else if nearest(&before, "target") > nearest(&before, "realisasi") && middle.contains("realisasi") {
        second.checked_div(first)
    } else {
        None
    }
}

fn finding(
    context: &Context,
    text: &Cited<String>,
    (a, b, share): (&Mention, &Mention, &Mention),
    stated: Decimal,
    divided: Decimal,
) -> Finding {
    let quote = |mention: &Mention| text.text.get(mention.start..mention.end).unwrap_or("").to_owned();
    let computed = printed_percent(divided);
    let mut message = Message::new("check.narasi.ratio")
        .with("place", context.renja.cell_name(text.at))
        .with("stated", Value::Percent(stated))
        .with("first", quote(a))
        .with("second", quote(b));
    if let Some(computed) = &computed {
        message = message.with("computed", computed.clone());
    }
    let difference = match &computed {
        Some(Value::Percent(n)) => stated.checked_sub(*n).map(Value::Percent),
        _ => None,
    };
    Finding {
        stated: Some(Value::Percent(stated)),
        computed,
        difference,
        ..Context::simple_finding("NAR101", Severity::Error, text.at, quote(share), message)
    }
}
