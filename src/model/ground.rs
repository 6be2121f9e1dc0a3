//! How firmly it is known that figures must agree.

/// What tells that figures must agree, the strongest first. A weaker ground never contradicts a stronger one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Ground {
    /// An official form.
    Form,
    /// The number row of the sheet: `8=(7/6)`.
    NumberRow,
    /// The sheet's own formulas.
    Formula,
    /// Codes.
    Codes,
    /// Words of a header or a row: Sisa, Jumlah, Surplus.
    Words,
    /// How rows are set: numbering, indentation, bold print.
    Look,
    /// Figures alone.
    #[default]
    Figures,
}
