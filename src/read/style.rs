//! How a cell is shown, the same for the four formats of Excel.

use std::sync::Arc;

use crate::model::Format;

/// How a cell is shown, as far as it matters to what the cell means.
#[derive(Clone, Default)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) bold: bool,
    pub(super) indent: u8,
}

impl Style {
    /// The same, with nothing that it shares with this one.
    pub(super) fn apart(&self) -> Self {
        Self { format: Format(self.format.0.as_deref().map(Arc::from)), ..*self }
    }
}

/// The format of this code; the general one says nothing.
pub(super) fn format(code: &str) -> Format {
    let said = !code.is_empty() && !code.eq_ignore_ascii_case("General");
    Format(said.then(|| Arc::from(code)))
}

/// The format of a cell that the file itself calls a date: its own, if it shows one.
pub(super) fn dated(own: Format) -> Format {
    if own.is_date() { own } else { format("dd/mm/yyyy") }
}

/// The formats that every workbook has without stating them.
pub(super) fn builtin(id: u32) -> Format {
    let code = match id {
        1 => "0",
        2 => "0.00",
        3 => "#,##0",
        4 => "#,##0.00",
        5 | 37 => "#,##0 ;(#,##0)",
        6 | 38 => "#,##0 ;[Red](#,##0)",
        7 | 39 => "#,##0.00;(#,##0.00)",
        8 | 40 => "#,##0.00;[Red](#,##0.00)",
        9 => "0%",
        10 => "0.00%",
        11 => "0.00E+00",
        12 => "# ?/?",
        13 => "# ??/??",
        14 => "dd/mm/yyyy",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18 => "h:mm AM/PM",
        19 => "h:mm:ss AM/PM",
        20 => "h:mm",
        21 => "h:mm:ss",
        22 => "dd/mm/yyyy h:mm",
        41 => "_(* #,##0_);_(* (#,##0);_(* \"-\"_);_(@_)",
        42 => "_(\"Rp\"* #,##0_);_(\"Rp\"* (#,##0);_(\"Rp\"* \"-\"_);_(@_)",
        43 => "_(* #,##0.00_);_(* (#,##0.00);_(* \"-\"??_);_(@_)",
        44 => "_(\"Rp\"* #,##0.00_);_(\"Rp\"* (#,##0.00);_(\"Rp\"* \"-\"??_);_(@_)",
        45 => "mm:ss",
        46 => "[h]:mm:ss",
        47 => "mm:ss.0",
        48 => "##0.0E+0",
        49 => "@",
        _ => return Format(None),
    };
    Format(Some(Arc::from(code)))
}
