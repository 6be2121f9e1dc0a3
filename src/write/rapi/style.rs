//! One palette, one family of letters: how everything in the workbook looks.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::model::{Level, Severity, Value};
use crate::text::date::Date;

/// Text.
pub const INK: u32 = 0x001F_2937;
/// Text that explains.
pub const MUTED: u32 = 0x0066_7085;
/// Titles, and the heads of the program's own sheets.
pub const NAVY: u32 = 0x0017_365D;
/// Bars of the chart, links.
pub const BLUE: u32 = 0x002F_6DB5;
/// Heads of official tables, the office's row.
pub const SKY: u32 = 0x00D6_E4F3;
/// Program rows.
pub const PALE: u32 = 0x00EA_F1F9;
/// Kegiatan rows that have sub kegiatan; every other row of a list.
pub const MIST: u32 = 0x00F6_F9FC;
/// Lines between cells.
pub const LINE: u32 = 0x009F_B0C3;
/// Lines that only guide the eye.
pub const FAINT: u32 = 0x00D5_DDE7;
/// Figures that cannot both be right.
pub const RED: u32 = 0x00B4_2318;
/// Behind them.
pub const RED_FILL: u32 = 0x00FB_DFDC;
/// What is to be looked at.
pub const AMBER: u32 = 0x008A_5A00;
/// Behind it.
pub const AMBER_FILL: u32 = 0x00FF_EFC2;
/// What was corrected, what agrees.
pub const GREEN: u32 = 0x001E_6B3A;
/// Behind it.
pub const GREEN_FILL: u32 = 0x00DA_F1E1;
/// Behind notes.
pub const SLATE_FILL: u32 = 0x00E7_ECF2;
/// Cells that a person fills in.
pub const INPUT_FILL: u32 = 0x00FF_FBDD;
/// Their frame.
pub const INPUT_LINE: u32 = 0x00D9_A400;
const WHITE: u32 = 0x00FF_FFFF;

/// The letters: the office's own default.
pub const FONT: &str = "Calibri";

/// How a cell looks, but for its number format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Each is a switch of its own in the format, not a state.
#[allow(clippy::struct_excessive_bools)]
pub struct Look {
    /// In points.
    pub size: u8,
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    pub ink: u32,
    pub fill: Option<u32>,
    pub align: Align,
    /// In the middle of the row's height instead of at its top.
    pub middle: bool,
    pub wrap: bool,
    pub border: Option<u32>,
    pub indent: u8,
    /// Whether a person may type into it on a protected sheet.
    pub unlocked: bool,
}

/// Where in its cell a content stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Align {
    /// Words left, numbers right.
    Natural,
    Left,
    Center,
    Right,
}

impl Look {
    /// Text without a frame.
    pub const PLAIN: Self = Self {
        size: 10,
        bold: false,
        italic: false,
        underline: false,
        ink: INK,
        fill: None,
        align: Align::Natural,
        middle: false,
        wrap: true,
        border: None,
        indent: 0,
        unlocked: false,
    };
    /// A cell of an official table.
    pub const BODY: Self = Self { border: Some(LINE), ..Self::PLAIN };
    /// A cell of the program's own lists.
    pub const LIST: Self = Self { border: Some(FAINT), ..Self::PLAIN };
    /// A head of an official table.
    pub const HEAD: Self = Self {
        bold: true,
        ink: NAVY,
        fill: Some(SKY),
        align: Align::Center,
        middle: true,
        border: Some(LINE),
        ..Self::PLAIN
    };
    /// A head of the program's own lists.
    pub const OWN_HEAD: Self = Self { ink: WHITE, fill: Some(NAVY), border: Some(NAVY), ..Self::HEAD };
    /// The title of one of the program's own sheets.
    pub const TITLE: Self =
        Self { size: 18, bold: true, ink: NAVY, middle: true, wrap: false, ..Self::PLAIN };
    /// The title of a section.
    pub const SECTION: Self =
        Self { size: 12, bold: true, ink: NAVY, middle: true, wrap: false, ..Self::PLAIN };
    /// Small print.
    pub const SMALL: Self = Self { size: 10, ink: MUTED, wrap: false, ..Self::PLAIN };
    /// A cell that a person fills in.
    pub const INPUT: Self = Self {
        bold: true,
        fill: Some(INPUT_FILL),
        border: Some(INPUT_LINE),
        align: Align::Center,
        unlocked: true,
        ..Self::PLAIN
    };

    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub const fn align(self, align: Align) -> Self {
        Self { align, ..self }
    }

    /// Right, a little off the line: the next cell's words begin at it.
    pub const fn right(self) -> Self {
        Self { align: Align::Right, indent: 1, ..self }
    }

    pub const fn fill(self, fill: u32) -> Self {
        Self { fill: Some(fill), ..self }
    }

    pub const fn ink(self, ink: u32) -> Self {
        Self { ink, ..self }
    }

    pub const fn middle(self) -> Self {
        Self { middle: true, ..self }
    }

    pub const fn single_line(self) -> Self {
        Self { wrap: false, ..self }
    }

    /// A link to another place of the workbook.
    pub const fn link(self) -> Self {
        Self { ink: BLUE, underline: true, ..self }
    }

    /// Whether it shows in a cell without a value.
    pub const fn is_visible(&self) -> bool {
        self.fill.is_some() || self.border.is_some()
    }

    /// The colours of a severity.
    pub const fn severity(self, severity: Severity) -> Self {
        let (ink, fill) = match severity {
            Severity::Error => (RED, RED_FILL),
            Severity::Warning => (AMBER, AMBER_FILL),
            Severity::Note => (MUTED, SLATE_FILL),
        };
        self.ink(ink).fill(fill)
    }

    /// The row of an item: levels above the innermost are told from it by weight and fill.
    pub fn level(self, level: Level, has_sub_kegiatan: bool, has_parts: bool) -> Self {
        match level {
            Level::Jumlah | Level::Opd => self.bold().fill(SKY),
            Level::Urusan | Level::BidangUrusan | Level::UnitKerja | Level::Program => self.bold().fill(PALE),
            Level::Kegiatan if has_sub_kegiatan => self.fill(MIST),
            Level::Rekening(0) if has_parts => self.bold().fill(PALE),
            Level::Rekening(1) if has_parts => self.bold(),
            _ => self,
        }
    }

    /// The format, with a number format where there is one.
    pub fn format(&self, number: Option<&str>) -> Format {
        let mut format = Format::new()
            .set_font_name(FONT)
            .set_font_size(self.size)
            .set_font_color(Color::RGB(self.ink))
            .set_align(if self.middle { FormatAlign::VerticalCenter } else { FormatAlign::Top });
        format = match self.align {
            Align::Natural => format,
            Align::Left => format.set_align(FormatAlign::Left),
            Align::Center => format.set_align(FormatAlign::Center),
            Align::Right => format.set_align(FormatAlign::Right),
        };
        if self.bold {
            format = format.set_bold();
        }
        if self.italic {
            format = format.set_italic();
        }
        if self.underline {
            format = format.set_underline(FormatUnderline::Single);
        }
        if let Some(fill) = self.fill {
            format = format.set_background_color(Color::RGB(fill));
        }
        if self.wrap {
            format = format.set_text_wrap();
        }
        if let Some(line) = self.border {
            format = format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(line));
        }
        if self.indent > 0 {
            format = format.set_indent(self.indent);
        }
        if self.unlocked {
            format = format.set_unlocked();
        }
        if let Some(number) = number {
            format = format.set_num_format(number);
        }
        format
    }
}

/// The decimals of a figure that was printed; what has more was divided, and two of its decimals are shown.
const MOST_PRINTED: u32 = 6;
const SHOWN_OF_A_QUOTIENT: u32 = 2;
/// Decimals of a percentage: it is read again as it is shown, so that all are.
const MOST_OF_PERCENT: u32 = 10;

/// The number format that shows this many decimals, thousands divided.
pub fn decimals(count: u32) -> Cow<'static, str> {
    with_decimals("#,##0", if count > MOST_PRINTED { SHOWN_OF_A_QUOTIENT } else { count })
}

/// The percent format that shows this many decimals.
pub fn percent(count: u32) -> Cow<'static, str> {
    format!("{}%", with_decimals("0", count.min(MOST_OF_PERCENT))).into()
}

/// A number format that shows a unit behind the number: the cell stays a number.
pub fn with_unit(count: u32, unit: &str) -> String {
    let unit: String =
        unit.chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control()).take(60).collect();
    if unit.is_empty() { decimals(count).into_owned() } else { format!("{}\" {unit}\"", decimals(count)) }
}

fn with_decimals(whole: &'static str, count: u32) -> Cow<'static, str> {
    match count {
        0 => whole.into(),
        count => format!("{whole}.{}", "0".repeat(usize::try_from(count).unwrap_or(0))).into(),
    }
}

/// The number format of a value; empty for words.
pub fn number_format(value: &Value) -> Cow<'static, str> {
    match value {
        Value::Rupiah(n) => decimals(n.normalize().scale()),
        Value::Percent(n) => percent(n.scale()),
        Value::Quantity(n, None) => decimals(n.scale()),
        Value::Quantity(n, Some(unit)) => with_unit(n.scale(), unit).into(),
        Value::Date(n) => match Date::of_serial(*n) {
            Some(date) => date.format().into(),
            None => Cow::Borrowed(""),
        },
        _ => Cow::Borrowed(""),
    }
}

/// 92.86 is written 0.9286 in a cell that shows percent.
pub fn hundredth(percent: Decimal) -> Option<Decimal> {
    percent.checked_div(Decimal::ONE_HUNDRED)
}
