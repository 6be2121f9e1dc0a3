//! Rule RAS102: a quantity stands where a percentage belongs, such as "105.000 lembar" as the rate of
//! realisation.

use super::super::context::Context;
use super::rasio_beda::finding;
use super::ratios::{RatioVerdict, ratios};
use crate::model::{Finding, Severity};
use rust_decimal::Decimal;

/// Returns an error for each such cell, with the percentage if its operands count the same thing.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ratio in context.renja.tables.iter().flat_map(ratios) {
        for (row, verdict) in ratio.judge_rows() {
            let RatioVerdict::NotPercent(share) = verdict else { continue };
            let key =
                if share.is_some() { "check.ratio.not_percent" } else { "check.ratio.not_percent_unlike" };
            let found = finding(context, &ratio, &row, share.unwrap_or(Decimal::ZERO), Severity::Error, key);
            findings.push(Finding {
                rule: "RAS102",
                computed: share.and(found.computed.clone()),
                difference: None,
                ..found
            });
        }
    }
    findings
}
