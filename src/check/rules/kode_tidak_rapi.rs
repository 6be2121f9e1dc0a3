//! Rule KOD103: codes with stray characters (`'01`, `4.`, `5.03 .02`), or with letters where digits belong.

use super::super::context::Context;
use crate::forms::Kind;
use crate::model::{Arg, Cited, Finding, Message, Related, Severity, Table, Value};
use crate::text::number::is_blank;

/// Maximum number of codes that a finding quotes; the others are only counted.
const MAX_QUOTED_CODES: usize = 5;

/// Returns one note for each table with such codes.
pub(super) fn check(context: &Context) -> Vec<Finding> {
    context.renja.tables.iter().filter_map(|table| check_table(context, table)).collect()
}

fn check_table(context: &Context, table: &Table) -> Option<Finding> {
    let column = table.columns.iter().position(|c| c.kind == Kind::Kode)?;
    let mut untidy: Vec<(&Cited<Value>, Fault)> = Vec::new();
    let cells: Vec<Related> = table
        .items
        .iter()
        .filter_map(|item| {
            let cited = item.values.get(column)?;
            let fault = find_fault(cited, table.form.defines_rows())?;
            untidy.push((cited, fault));
            Some(Related { at: cited.at, label: table.label(item), value: Some(cited.value.clone()) })
        })
        .collect();
    let first = cells.first()?.clone();
    let message = match untidy.as_slice() {
        [(cited, fault)] => {
            let [key, words] = ["check.kode.untidy", "check.kode.untidy_words"];
            fault_message(cited, *fault, key, words).with("place", context.renja.cell_name(cited.at))
        }
        all => {
            let [key, words] = ["check.kode.untidy_one", "check.kode.untidy_one_words"];
            let named = all.iter().take(MAX_QUOTED_CODES);
            let mut list: Vec<Arg> = named
                .map(|(cited, fault)| {
                    fault_message(cited, *fault, key, words).with("cell", cited.at.a1()).into()
                })
                .collect();
            if all.len() > MAX_QUOTED_CODES {
                list.push(Message::new("check.more").with("count", all.len() - MAX_QUOTED_CODES).into());
            }
            Message::new("check.kode.untidy_many")
                .with("sheet", context.renja.sheet_name(table.sheet))
                .with("count", all.len())
                .with("cells", Arg::List(list))
        }
    };
    Some(Finding {
        related: cells,
        ..Context::simple_finding("KOD103", Severity::Note, first.at, first.label, message)
    })
}

/// Why a code is untidy.
#[derive(Clone, Copy)]
enum Fault {
    /// A superfluous character; holds the message key of its name.
    StrayCharacter(&'static str),
    /// Letters or signs where digits belong.
    Letters,
}

/// Returns why a code is untidy; `None` if it is not.
fn find_fault(cited: &Cited<Value>, defines_rows: bool) -> Option<Fault> {
    let text = cited.text.trim();
    match &cited.value {
        Value::Kode(_) => {
            let key = if text.contains(['\'', '’', '‘', '`']) {
                "check.kode.fault_quote"
            } else if text.contains("..") || text.ends_with('.') {
                "check.kode.fault_dot"
            } else if text.contains('.') && text.contains(is_blank) {
                "check.kode.fault_space"
            } else {
                return None;
            };
            Some(Fault::StrayCharacter(key))
        }
        // Tables without a form may have codes of any kind, so their words are not judged.
        Value::Text(text) if defines_rows => {
            (text.chars().any(|c| c.is_ascii_digit()) && !text.contains(' ')).then_some(Fault::Letters)
        }
        _ => None,
    }
}

/// Returns the words for one code: what is wrong with it and how it should read, or that it contains letters.
fn fault_message(
    cited: &Cited<Value>,
    fault: Fault,
    key: &'static str,
    key_of_words: &'static str,
) -> Message {
    let text = cited.text.trim();
    match fault {
        Fault::StrayCharacter(sign) => Message::new(key)
            .with("text", text)
            .with("fault", Message::new(sign))
            .with("meant", cited.value.clone()),
        Fault::Letters => Message::new(key_of_words).with("text", text),
    }
}
