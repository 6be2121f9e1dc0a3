//! The look of the workbook: one palette, one font.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::model::{Level, Severity, Value};
use crate::text::date::Date;

/// Text.
pub const INK: u32 = 0x001F_2937;
/// Explanatory text.
pub const MUTED: u32 = 0x0066_7085;
/// Titles, and headers of the program's own sheets.
pub const NAVY: u32 = 0x0017_365D;
/// Bars of charts, and links.
pub const BLUE: u32 = 0x002F_6DB5;
/// Headers of official tables, and the row of the office.
pub const SKY: u32 = 0x00D6_E4F3;
/// Rows of programs.
pub const PALE: u32 = 0x00EA_F1F9;
/// Rows of kegiatan that have sub kegiatan, and every other row of a list.
pub const MIST: u32 = 0x00F6_F9FC;
/// Lines between cells.
pub const LINE: u32 = 0x009F_B0C3;
/// Lines that only guide the eye.
pub const FAINT: u32 = 0x00D5_DDE7;
/// Figures that contradict each other.
pub const RED: u32 = 0x00B4_2318;
/// Fill behind [`RED`].
pub const RED_FILL: u32 = 0x00FB_DFDC;
/// Cells that a person should look at.
pub const AMBER: u32 = 0x008A_5A00;
/// Fill behind [`AMBER`].
pub const AMBER_FILL: u32 = 0x00FF_EFC2;
/// Corrected cells, and figures that agree.
pub const GREEN: u32 = 0x001E_6B3A;
/// Fill behind [`GREEN`].
pub const GREEN_FILL: u32 = 0x00DA_F1E1;
/// Fill behind notes.
pub const SLATE_FILL: u32 = 0x00E7_ECF2;
/// Fill of cells that a person fills in.
pub const INPUT_FILL: u32 = 0x00FF_FBDD;
/// Frame of cells that a person fills in.
pub const INPUT_LINE: u32 = 0x00D9_A400;
const WHITE: u32 = 0x00FF_FFFF;

/// Font of the workbook: Excel's default, which every office has.
pub const FONT: &str = "Calibri";

/// The look of a cell, except for its number format. Colours are RGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
// Each flag is independent of the others in the format; they are not states of one thing.
#[allow(clippy::struct_excessive_bools)]
pub struct Look {
    /// Font size in points.
    pub size: u8,
    pub bold: bool,
    pub italic: bool,
    pub underline: bool,
    /// Colour of the text.
    pub ink: u32,
    /// Colour of the background.
    pub fill: Option<u32>,
    pub align: Align,
    /// Whether the content is centred vertically; otherwise it is at the top.
    pub middle: bool,
    /// Whether a text is wrapped; otherwise it stays on one line.
    pub wrap: bool,
    /// Colour of the frame.
    pub border: Option<u32>,
    /// Indentation in steps of the format, about nine pixels each.
    pub indent: u8,
    /// Whether a person may type into the cell on a protected sheet.
    pub unlocked: bool,
}

/// Horizontal alignment of a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Align {
    /// Texts to the left, numbers to the right.
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
    /// A header of an official table.
    pub const HEAD: Self = Self {
        bold: true,
        ink: NAVY,
        fill: Some(SKY),
        align: Align::Center,
        middle: true,
        border: Some(LINE),
        ..Self::PLAIN
    };
    /// A header of the program's own lists.
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

    /// Aligns to the right with a small indentation, so that a number does not touch the text of the next
    /// cell.
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

    /// Whether the look shows in a cell without a value.
    pub const fn is_visible(&self) -> bool {
        self.fill.is_some() || self.border.is_some()
    }

    /// Sets the colours of a severity.
    pub const fn severity(self, severity: Severity) -> Self {
        let (ink, fill) = match severity {
            Severity::Error => (RED, RED_FILL),
            Severity::Warning => (AMBER, AMBER_FILL),
            Severity::Note => (MUTED, SLATE_FILL),
        };
        self.ink(ink).fill(fill)
    }

    /// Sets the look of an item's row: levels above the innermost stand out by weight and fill.
    pub fn for_level(self, level: Level, has_sub_kegiatan: bool, has_parts: bool) -> Self {
        match level {
            Level::Jumlah | Level::Opd => self.bold().fill(SKY),
            Level::Urusan | Level::BidangUrusan | Level::UnitKerja | Level::Program => self.bold().fill(PALE),
            Level::Kegiatan if has_sub_kegiatan => self.fill(MIST),
            Level::Rekening(0) if has_parts => self.bold().fill(PALE),
            Level::Rekening(1) if has_parts => self.bold(),
            _ => self,
        }
    }

    /// Returns the library's format, with a number format if one is given.
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

/// Maximum number of decimals that a printed figure has. A figure with more results from a division.
const MAX_PRINTED_DECIMALS: u32 = 6;
/// Number of decimals that are shown of a figure with more than [`MAX_PRINTED_DECIMALS`].
const QUOTIENT_DECIMALS: u32 = 2;
/// Maximum number of decimals of a percentage. All are shown, since the next run reads the value as it is
/// shown.
const MAX_PERCENT_DECIMALS: u32 = 10;

/// Returns the number format that shows this number of decimals, with separators of thousands.
pub fn decimal_format(count: u32) -> Cow<'static, str> {
    with_decimals("#,##0", if count > MAX_PRINTED_DECIMALS { QUOTIENT_DECIMALS } else { count })
}

/// Returns the percent format that shows this number of decimals.
pub fn percent_format(count: u32) -> Cow<'static, str> {
    format!("{}%", with_decimals("0", count.min(MAX_PERCENT_DECIMALS))).into()
}

/// Returns a number format that shows a unit after the number, so that the cell remains a number.
pub fn unit_format(count: u32, unit: &str) -> String {
    let unit: String =
        unit.chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control()).take(60).collect();
    if unit.is_empty() {
        decimal_format(count).into_owned()
    } else {
        format!("{}\" {unit}\"", decimal_format(count))
    }
}

fn with_decimals(whole: &'static str, count: u32) -> Cow<'static, str> {
    match count {
        0 => whole.into(),
        count => format!("{whole}.{}", "0".repeat(usize::try_from(count).unwrap_or(0))).into(),
    }
}

/// Returns the number format of a value; empty for words.
pub fn number_format(value: &Value) -> Cow<'static, str> {
    match value {
        Value::Rupiah(n) => decimal_format(n.normalize().scale()),
        Value::Percent(n) => percent_format(n.scale()),
        Value::Quantity(n, None) => decimal_format(n.scale()),
        Value::Quantity(n, Some(unit)) => unit_format(n.scale(), unit).into(),
        Value::Date(n) => match Date::from_serial(*n) {
            Some(date) => date.default_format().into(),
            None => Cow::Borrowed(""),
        },
        _ => Cow::Borrowed(""),
    }
}

/// Converts a percentage for a cell of percent format: 92.86 becomes 0.9286. `None` if it cannot be computed.
pub fn percent_to_share(percent: Decimal) -> Option<Decimal> {
    percent.checked_div(Decimal::ONE_HUNDRED)
}
