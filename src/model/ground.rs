//! The evidence for a relation between figures.

/// The evidence that figures must agree, strongest first. A weaker ground never contradicts a stronger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Ground {
    /// An official form.
    Form,
    /// The number row of the sheet: `8=(7/6)`.
    NumberRow,
    /// The formulas of the sheet itself.
    Formula,
    /// Codes.
    Codes,
    /// Words of a header or a row: Sisa, Jumlah, Surplus.
    Words,
    /// The look of rows: numbering, indentation, bold print.
    Appearance,
    /// The figures alone.
    #[default]
    Figures,
}
