//! What the words of rows say about totals: whether a row calls itself one, how surely, and of what.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::forms::Kind;
use crate::model::{Cited, Item, ItemId, Table, Value};
use crate::text::fold::fold;
use crate::text::words::{is_closing_balance, is_total_word};

use crate::normalize::row_label::{is_total_label, split_number, totalled_name};
use crate::normalize::tree::figures::has_price;
use crate::normalize::vocabulary::{begins_with_any, has_any_folded_word, vocabulary};

/// How surely a label says that its row is a total.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TotalLabel {
    /// It says nothing of the kind.
    NotTotal,
    /// It describes the rows around it: an average, a share, "di antaranya".
    Aside,
    /// It may be a total, if its figures are.
    PossibleTotal,
    /// It is a total.
    Total,
}

/// Returns what a row says about itself. A row with a code is an item, whatever its words.
pub fn row_total_label(table: &Table, item: &Item) -> TotalLabel {
    let has_words = || {
        item.values
            .cited()
            .any(|cited| matches!(cited.value, Value::Text(_) | Value::Unclear(_) | Value::Date(_)))
    };
    if has_code(item) {
        TotalLabel::NotTotal
    } else if has_words() {
        match total_label(&table.label_text(item)) {
            // "Instalasi air bersih" with a volume and a price is work, and no net amount.
            TotalLabel::PossibleTotal if has_price(table, item) => TotalLabel::NotTotal,
            says => says,
        }
    } else {
        // A row of nothing but figures is a total if its figures are.
        TotalLabel::PossibleTotal
    }
}

/// Returns what a label says about its row.
pub fn total_label(label: &str) -> TotalLabel {
    if is_total_label(label) {
        return TotalLabel::Total;
    }
    let folded = fold(label);
    if begins_with_any(&folded, &vocabulary().asides) {
        return TotalLabel::Aside;
    }
    let words = vocabulary();
    // "SiLPA tahun sebelumnya" is an income of this year, and no total.
    let is_of_before =
        begins_with_any(&folded, &words.remainders) && has_any_folded_word(&folded, &words.earlier);
    if folded.split(' ').count() <= 12
        && !is_of_before
        && (begins_with_any(&folded, &words.may_be_totals)
            // What a spreadsheet writes below each group: "Dinas Kesehatan Total".
            || folded.ends_with(" total")
            || is_closing_balance(&folded)
            || is_difference_label(&folded))
    {
        return TotalLabel::PossibleTotal;
    }
    TotalLabel::NotTotal
}

/// Whether a label begins with a word for total, and does not state what is left: "Jumlah …", not "SiLPA" or
/// "Saldo akhir".
pub fn begins_as_total(label: &str) -> bool {
    let first = fold(label);
    first.split(' ').find(|word| *word != "sub").is_some_and(is_total_word)
}

/// Whether a folded label is that of a difference: surplus, netto, selisih.
pub fn is_difference_label(folded: &str) -> bool {
    /// Maximum number of words; "Gerakan Hidup Bersih dan Sehat" in a longer name is no net amount.
    const MAX_WORDS: usize = 7;
    folded.split(' ').count() <= MAX_WORDS && has_any_folded_word(folded, &vocabulary().differences)
}

/// Whether a label says that its row is a total, and not of a balance.
pub fn is_named_total(label: &str) -> bool {
    total_label(label) == TotalLabel::Total && !has_any_folded_word(&fold(label), &vocabulary().balances)
}

/// Whether a row has words or a code.
pub fn has_words_or_code(table: &Table, id: ItemId) -> bool {
    let is_word =
        |value: &Value| matches!(value, Value::Text(_) | Value::Unclear(_) | Value::Date(_) | Value::Kode(_));
    table.items.get(id).is_some_and(|item| item.values.cited().any(|cited| is_word(&cited.value)))
}

/// Whether a row has a code, which makes it an item.
pub fn has_code(item: &Item) -> bool {
    item.values.cited().any(|cited| matches!(cited.value, Value::Kode(_)))
}

/// Whether a row's number continues that of the row before, and is continued by the next: a numbered item, whatever its
/// words ("4 | Total from house 12" in a list of what came in).
pub fn is_in_series(table: &Table, id: ItemId) -> bool {
    let number = |id: ItemId| -> Option<u32> {
        let before = table.columns_of(&table.items.get(id)?.values).take_while(|(c, _)| c.key != "nama");
        before
            .filter(|(c, _)| c.kind == Kind::Nomor)
            .find_map(|(_, v)| v.text.trim().trim_end_matches('.').parse().ok())
    };
    let steps =
        |a: Option<u32>, b: Option<u32>| a.and_then(|a| a.checked_add(1)).is_some_and(|next| b == Some(next));
    id.checked_sub(1).is_some_and(|before| steps(number(before), number(id)))
        && steps(number(id), number(id + 1))
}

/// Whether a folded label contains a word.
pub fn has_word(folded: &str, word: &str) -> bool {
    folded.split(' ').any(|own| own == word)
}

/// Whether a label is that of a total of everything: "JUMLAH", "TOTAL", "JUMLAH SELURUHNYA".
pub fn is_grand_total_label(label: &str) -> bool {
    let folded = fold(label);
    let words: Vec<&str> = folded.split(' ').collect();
    words.len() == 1
        || words
            .iter()
            .any(|word| matches!(*word, "grand" | "seluruh" | "seluruhnya" | "keseluruhan" | "semua"))
}

/// The names and codes of a table's rows, to compare with what its totals are of.
pub struct Names<'t> {
    table: &'t Table,
    labels: &'t [String],
    /// The same, folded. Made on first use: a list of 100,000 rows has one total, which needs no comparison.
    folded: OnceCell<HashSet<String>>,
}

impl<'t> Names<'t> {
    pub fn of(table: &'t Table, labels: &'t [String]) -> Self {
        Self { table, labels, folded: OnceCell::new() }
    }

    fn folded(&self) -> &HashSet<String> {
        self.folded.get_or_init(|| {
            let names = self.labels.iter().flat_map(|label| [fold(label), fold(split_number(label).1)]);
            let is_code = |cited: &&Cited<Value>| matches!(cited.value, Value::Kode(_));
            let codes = self.table.items.iter().flat_map(|item| item.values.cited().filter(is_code));
            names.chain(codes.map(|code| fold(&code.text))).collect()
        })
    }

    /// Whether a label has a word for total before a name of several words that no row has, and no row's code: "Jumlah
    /// Sistem Siber Pertahanan". It may be the total of an unnamed group, and as well an indicator that counts.
    pub fn is_unknown(&self, label: &str) -> bool {
        let Some(name) = totalled_name(label).filter(|_| !is_grand_total_label(label)) else { return false };
        let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
        let has_digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
        let code = name.split(' ').filter(has_digits).collect::<Vec<_>>().join(" ");
        name.split(' ').filter(is_word).count() > 1
            && !self.folded().contains(&name)
            && !self.folded().contains(&code)
    }
}

/// Returns the rows whose label is that of the rows beside them too: it names what all of them measure
/// ("jumlah_penduduk_miskin"), and makes none a total.
pub fn repeated_labels(table: &Table) -> Vec<ItemId> {
    /// Minimum number of rows below one another with one label.
    const MIN_ALIKE: usize = 3;
    let labels: Vec<_> = table.items.iter().map(|item| table.label_text(item)).collect();
    let mut repeated = Vec::new();
    let mut first = 0;
    while let Some(label) = labels.get(first) {
        let alike = labels.iter().skip(first).take_while(|other| *other == label).count();
        let is_phrase = label.contains(char::is_alphabetic) && label.contains([' ', '_']);
        if alike >= MIN_ALIKE && is_phrase {
            repeated.extend(first..first + alike);
        }
        first += alike.max(1);
    }
    repeated
}
