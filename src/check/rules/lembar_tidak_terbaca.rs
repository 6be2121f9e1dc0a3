//! Rule CAK101: sheets, and tables without rows, whose figures were not read.

use super::super::context::Context;
use super::super::coverage::coverage;
use crate::model::{Arg, CellRef, Finding, Message, Related, Severity};

/// Returns one warning for the workbook, at the first figure of the first such sheet. Returns nothing if no
/// table was recognized at all: the report says so itself.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    let unread = &coverage(context).unread;
    let Some(first) = unread.first().filter(|_| !context.renja.tables.is_empty()) else { return Vec::new() };
    let sheet = |at: CellRef| context.renja.sheet_name(at.sheet);
    let list = unread.iter().map(|unread| {
        let place = match &unread.area {
            Some(area) => format!("{} {area}", sheet(unread.at)),
            None => sheet(unread.at).to_owned(),
        };
        if unread.figures == 0 {
            return Arg::Text(place);
        }
        Arg::from(Message::new("check.coverage.sheet").with("place", place).with("count", unread.figures))
    });
    let mut names: Vec<&str> = unread.iter().map(|unread| sheet(unread.at)).collect();
    names.dedup();
    let message = Message::new("check.coverage.unread").with("sheets", Arg::List(list.collect()));
    let related = unread.iter().map(|u| Related { at: u.at, label: sheet(u.at).to_owned(), value: None });
    vec![Finding {
        related: related.collect(),
        ..Context::simple_finding("CAK101", Severity::Warning, first.at, names.join(", "), message)
    }]
}
