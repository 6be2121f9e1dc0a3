//! The formats of cells, shared by the readers of all formats with styles.

use std::sync::Arc;

use crate::model::Format;

/// How a cell is shown, as far as this affects its meaning: number format, bold and indent.
#[derive(Clone, Default)]
pub(super) struct Style {
    pub(super) format: Format,
    pub(super) bold: bool,
    pub(super) indent: u8,
}

impl Style {
    /// Returns a copy that shares no memory with this style, for use in another thread.
    pub(super) fn clone_unshared(&self) -> Self {
        Self { format: Format(self.format.0.as_deref().map(Arc::from)), ..*self }
    }
}

/// Returns the format of a code. An empty code and `General` give no format.
pub(super) fn format_from_code(code: &str) -> Format {
    let said = !code.is_empty() && !code.eq_ignore_ascii_case("General");
    Format(said.then(|| Arc::from(code)))
}

/// Returns the format of a cell that the file itself marks as a date: its own format if that shows a date,
/// else `dd/mm/yyyy`.
pub(super) fn date_format_or_default(own: Format) -> Format {
    if own.is_date() { own } else { format_from_code("dd/mm/yyyy") }
}

/// Returns the format with this number that every workbook has without defining it. `None` in the format if
/// there is no such number.
pub(super) fn builtin_format(id: u32) -> Format {
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
