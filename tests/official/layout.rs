//! The ways in which offices lay out the same form.

/// The row of column numbers below a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    None,
    /// 1, 2, 3.
    Digits,
    /// 1, 2, 8=7/6, as the forms print them.
    Formulas,
    /// (1), (2), (8)=(7/6).
    Brackets,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Percent {
    /// 98.73 with the format 0.00.
    Points,
    /// 0.9873 with the format 0.00%.
    Fraction,
    /// `98,73%`.
    Text,
}

#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own
pub struct Layout {
    pub name: &'static str,
    /// Whether computed cells are formulas with their values.
    pub formulas: bool,
    pub numbers: Numbers,
    pub percent: Percent,
    /// Whether amounts are text: `Rp 1.234.500`.
    pub rupiah: bool,
    /// Whether the parts of a code stand in separate columns.
    pub split: bool,
    pub bold: bool,
    pub signature: bool,
    /// Whether the header is repeated on every page.
    pub pages: bool,
    /// Whether the table begins lower and further right, below the lines of a regulation's appendix.
    pub shifted: bool,
    /// Whether a row JUMLAH ends the table, if the form leaves that to the office.
    pub total: bool,
}

const VALUES: Layout = Layout {
    name: "nilai",
    formulas: false,
    numbers: Numbers::Formulas,
    percent: Percent::Points,
    rupiah: false,
    split: false,
    bold: true,
    signature: false,
    pages: false,
    shifted: false,
    total: false,
};

pub const LAYOUTS: [Layout; 12] = [
    VALUES,
    Layout { name: "rumus", formulas: true, numbers: Numbers::Digits, ..VALUES },
    Layout { name: "kurung", numbers: Numbers::Brackets, ..VALUES },
    Layout { name: "tanpanomor", numbers: Numbers::None, percent: Percent::Fraction, ..VALUES },
    Layout { name: "rp", rupiah: true, percent: Percent::Text, numbers: Numbers::Digits, ..VALUES },
    Layout { name: "kode", split: true, ..VALUES },
    Layout { name: "polos", bold: false, numbers: Numbers::Digits, ..VALUES },
    Layout { name: "ttd", signature: true, ..VALUES },
    Layout {
        name: "ttdrumus",
        signature: true,
        formulas: true,
        numbers: Numbers::Brackets,
        percent: Percent::Fraction,
        total: true,
        ..VALUES
    },
    Layout { name: "halaman", pages: true, numbers: Numbers::Digits, ..VALUES },
    Layout { name: "geser", shifted: true, percent: Percent::Fraction, numbers: Numbers::Brackets, ..VALUES },
    Layout { name: "jumlah", total: true, ..VALUES },
];

/// Properties of a form, which decide the layouts that make sense for it.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own
pub struct Traits {
    pub codes: bool,
    pub amounts: bool,
    /// Whether a row JUMLAH at the end of the table is optional.
    pub total: bool,
    pub computed: bool,
}

impl Layout {
    pub fn suits(&self, traits: Traits) -> bool {
        (traits.codes || !self.split)
            && (traits.amounts || !self.rupiah)
            && (traits.computed || !self.formulas)
            && (traits.total || self.name != "jumlah")
    }
}
