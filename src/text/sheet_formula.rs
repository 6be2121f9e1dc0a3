//! Parses the sheets' own formulas, such as `=SUM(J11:J15)*105%`, as far as plans use them: arithmetic,
//! comparisons and the functions of [`Function`]. Any other formula is rejected as a whole.

use rust_decimal::Decimal;

use super::reference::{LAST_COLUMN, LAST_ROW, Reference, Token, tokens};

/// A parsed formula.
#[derive(Debug, Clone, PartialEq)]
pub enum SheetFormula {
    /// A numeric constant.
    Number(Decimal),
    /// A quoted string, without its quotes.
    Text(String),
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// One or more cells.
    Range(Range),
    /// Terms of a sum. `true` marks a term to subtract.
    Sum(Vec<(bool, SheetFormula)>),
    /// Factors of a product. `true` marks a divisor.
    Product(Vec<(bool, SheetFormula)>),
    /// Base and exponent: `2^3`.
    Power(Box<(SheetFormula, SheetFormula)>),
    /// A negated value: `-A1`.
    Negative(Box<SheetFormula>),
    /// A value divided by a hundred: `10%`.
    Percent(Box<SheetFormula>),
    /// A comparison of two values: `A1>=B1`.
    Compare(Box<(SheetFormula, Comparison, SheetFormula)>),
    /// A function with its arguments.
    Call(Function, Vec<SheetFormula>),
}

/// A cell or a rectangle of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The name of the sheet, or `None` for the formula's own sheet.
    pub sheet: Option<String>,
    /// Row and column of the top left cell, counted from 0.
    pub first: (u32, u32),
    /// Row and column of the bottom right cell, inclusive.
    pub last: (u32, u32),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The functions that formulas may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Function {
    Abs,
    And,
    Average,
    Count,
    If,
    IfError,
    Int,
    IsError,
    Max,
    Min,
    Not,
    Or,
    Round,
    RoundDown,
    RoundUp,
    Subtotal,
    Sum,
    SumIf,
}

/// Maximum depth of nested brackets. No plan nests so deep; a hostile cell could overflow the stack.
const MAX_DEPTH: u8 = 32;
/// Maximum length of a formula in bytes. Excel accepts no longer ones.
const MAX_FORMULA_BYTES: usize = 8_192;

/// Parses a formula as Excel writes it, with or without `=`.
///
/// Returns `None` for anything that [`SheetFormula`] cannot represent: an unknown function, a defined name, another
/// workbook, joined texts, a list in braces.
#[must_use]
pub fn read(formula: &str) -> Option<SheetFormula> {
    let text = formula.trim();
    let text = text.strip_prefix('=').unwrap_or(text);
    if text.len() > MAX_FORMULA_BYTES {
        return None;
    }
    let tokens =
        tokens(text).filter(|t| !matches!(t, Token::Other(text) if text.trim().is_empty())).collect();
    let mut parser = Parser { tokens, at: 0 };
    let read = parser.comparison(0)?;
    (parser.at == parser.tokens.len()).then_some(read)
}

impl SheetFormula {
    /// Returns all ranges that the formula reads, in the order of writing.
    #[must_use]
    pub fn ranges(&self) -> Vec<&Range> {
        let parts: Vec<&Self> = match self {
            Self::Range(range) => return vec![range],
            Self::Number(_) | Self::Text(_) | Self::Bool(_) => return Vec::new(),
            Self::Sum(parts) | Self::Product(parts) => parts.iter().map(|(_, part)| part).collect(),
            Self::Power(sides) => vec![&sides.0, &sides.1],
            Self::Compare(sides) => vec![&sides.0, &sides.2],
            Self::Negative(inner) | Self::Percent(inner) => vec![inner],
            Self::Call(_, arguments) => arguments.iter().collect(),
        };
        parts.into_iter().flat_map(Self::ranges).collect()
    }
}

impl Range {
    /// Whether the range contains this cell of the formula's own sheet. Row and column count from 0. Always
    /// false for a range on a named sheet.
    #[must_use]
    pub fn contains(&self, row: u32, column: u32) -> bool {
        self.sheet.is_none()
            && (self.first.0..=self.last.0).contains(&row)
            && (self.first.1..=self.last.1).contains(&column)
    }

    /// Whether the range is a single cell.
    #[must_use]
    pub fn is_cell(&self) -> bool {
        self.first == self.last
    }
}

impl Function {
    /// Returns the function with this name, ignoring case, or `None` if it is not known.
    fn from_name(name: &str) -> Option<Self> {
        const NAMES: [(&str, Function); 18] = [
            ("ABS", Function::Abs),
            ("AND", Function::And),
            ("AVERAGE", Function::Average),
            ("COUNT", Function::Count),
            ("IF", Function::If),
            ("IFERROR", Function::IfError),
            ("INT", Function::Int),
            ("ISERROR", Function::IsError),
            ("MAX", Function::Max),
            ("MIN", Function::Min),
            ("NOT", Function::Not),
            ("OR", Function::Or),
            ("ROUND", Function::Round),
            ("ROUNDDOWN", Function::RoundDown),
            ("ROUNDUP", Function::RoundUp),
            ("SUBTOTAL", Function::Subtotal),
            ("SUM", Function::Sum),
            ("SUMIF", Function::SumIf),
        ];
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, function)| *function)
    }
}

/// Parses a formula by recursive descent, in the order in which Excel ranks its operators.
struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Parser<'a> {
    /// Parses a formula: a sum, or a comparison of two sums.
    fn comparison(&mut self, depth: u8) -> Option<SheetFormula> {
        if depth > MAX_DEPTH {
            return None;
        }
        let left = self.sum(depth)?;
        let sign = match (self.consume("<"), self.consume(">"), self.consume("=")) {
            (false, false, false) => return Some(left),
            (false, false, true) => Comparison::Equal,
            (true, true, false) => Comparison::NotEqual,
            (true, false, false) => Comparison::Less,
            (true, false, true) => Comparison::LessOrEqual,
            (false, true, false) => Comparison::Greater,
            (false, true, true) => Comparison::GreaterOrEqual,
            (true, true, true) => return None,
        };
        let right = self.sum(depth)?;
        Some(SheetFormula::Compare(Box::new((left, sign, right))))
    }

    fn sum(&mut self, depth: u8) -> Option<SheetFormula> {
        let mut parts = vec![(false, self.product(depth)?)];
        loop {
            let minus = self.consume("-");
            if !minus && !self.consume("+") {
                return Some(unwrap_single(parts, SheetFormula::Sum));
            }
            parts.push((minus, self.product(depth)?));
        }
    }

    fn product(&mut self, depth: u8) -> Option<SheetFormula> {
        let mut parts = vec![(false, self.power(depth)?)];
        loop {
            let divide = self.consume("/");
            if !divide && !self.consume("*") {
                return Some(unwrap_single(parts, SheetFormula::Product));
            }
            parts.push((divide, self.power(depth)?));
        }
    }

    /// Parses a power. A sign binds tighter than `^` in a sheet, so `-2^2` is 4.
    fn power(&mut self, depth: u8) -> Option<SheetFormula> {
        let base = self.signed(depth)?;
        if !self.consume("^") {
            return Some(base);
        }
        Some(SheetFormula::Power(Box::new((base, self.signed(depth)?))))
    }

    /// Parses a term with its signs and percent signs.
    fn signed(&mut self, depth: u8) -> Option<SheetFormula> {
        let mut minus = false;
        let mut signs = false;
        loop {
            if self.consume("-") {
                minus = !minus;
            } else if !self.consume("+") {
                break;
            }
            signs = true;
        }
        let mut term = self.term(depth)?;
        while self.consume("%") {
            term = SheetFormula::Percent(Box::new(term));
        }
        // A sign turns its operand into a number even if it does not change the value, so keep a plus as a
        // sum of one.
        Some(match (signs, minus) {
            (true, true) => SheetFormula::Negative(Box::new(term)),
            (true, false) => SheetFormula::Sum(vec![(false, term)]),
            (false, _) => term,
        })
    }

    /// Parses brackets, a range, a function call or a constant.
    fn term(&mut self, depth: u8) -> Option<SheetFormula> {
        if self.consume("(") {
            let inner = self.comparison(depth + 1)?;
            return self.consume(")").then_some(inner);
        }
        let after = match self.tokens.get(self.at + 1) {
            Some(Token::Other(text)) => *text,
            _ => "",
        };
        let Some(word) = self.peek_other() else { return self.range(None).map(SheetFormula::Range) };
        if after == "!" {
            self.at += 2;
            return self.range(Some(word.trim_matches('\'').to_owned())).map(SheetFormula::Range);
        }
        self.at += 1;
        if after == "(" {
            let name = word.strip_prefix("_xlfn.").unwrap_or(word);
            return self.arguments(Function::from_name(name)?, depth);
        }
        if let Some(text) = word.strip_prefix('"') {
            return Some(SheetFormula::Text(text.strip_suffix('"')?.to_owned()));
        }
        match word {
            _ if word.eq_ignore_ascii_case("TRUE") => Some(SheetFormula::Bool(true)),
            _ if word.eq_ignore_ascii_case("FALSE") => Some(SheetFormula::Bool(false)),
            _ if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
                word.parse().ok().map(SheetFormula::Number)
            }
            _ => None,
        }
    }

    /// Parses the arguments of a function, of which there must be at least one.
    fn arguments(&mut self, function: Function, depth: u8) -> Option<SheetFormula> {
        if !self.consume("(") {
            return None;
        }
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.comparison(depth + 1)?);
            if self.consume(")") {
                return Some(SheetFormula::Call(function, arguments));
            }
            if !self.consume(",") {
                return None;
            }
        }
    }

    /// Parses `J11`, `J11:J15` or `J:J`.
    fn range(&mut self, sheet: Option<String>) -> Option<Range> {
        let first = self.reference()?;
        let last = if self.consume(":") { self.reference()? } else { first };
        let (r1, r2) = (first.row.map_or(0, |r| r.index), last.row.map_or(LAST_ROW, |r| r.index));
        let (c1, c2) = (first.column.map_or(0, |c| c.index), last.column.map_or(LAST_COLUMN, |c| c.index));
        // Reject `A1:B2:C3`, a single area with three corners, which nobody writes.
        let more = self.peek_other() == Some(":");
        (!more).then(|| Range { sheet, first: (r1.min(r2), c1.min(c2)), last: (r1.max(r2), c1.max(c2)) })
    }

    fn reference(&mut self) -> Option<Reference> {
        let Some(Token::Reference(reference)) = self.tokens.get(self.at) else { return None };
        self.at += 1;
        Some(*reference)
    }

    /// Returns the next token if it is not a reference.
    fn peek_other(&self) -> Option<&'a str> {
        match self.tokens.get(self.at) {
            Some(Token::Other(text)) => Some(text),
            _ => None,
        }
    }

    /// Consumes the next token if it is this sign.
    fn consume(&mut self, sign: &str) -> bool {
        let taken = self.peek_other() == Some(sign);
        self.at += usize::from(taken);
        taken
    }
}

/// Returns the only part itself, or all parts joined by `of`.
fn unwrap_single(
    mut parts: Vec<(bool, SheetFormula)>,
    of: fn(Vec<(bool, SheetFormula)>) -> SheetFormula,
) -> SheetFormula {
    match (parts.len(), parts.pop()) {
        (1, Some((_, part))) => part,
        (_, Some(last)) => {
            parts.push(last);
            of(parts)
        }
        (_, None) => of(parts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(row: u32, column: u32) -> SheetFormula {
        range((row, column), (row, column))
    }

    fn range(first: (u32, u32), last: (u32, u32)) -> SheetFormula {
        SheetFormula::Range(Range { sheet: None, first, last })
    }

    fn n(n: i64) -> SheetFormula {
        SheetFormula::Number(Decimal::from(n))
    }

    #[test]
    fn formulas_are_read_as_excel_ranks_their_signs() {
        assert_eq!(
            read("SUM(J11:J15)"),
            Some(SheetFormula::Call(Function::Sum, vec![range((10, 9), (14, 9))]))
        );
        assert_eq!(
            read("=$J$11-J16*2/5"),
            Some(SheetFormula::Sum(vec![
                (false, cell(10, 9)),
                (true, SheetFormula::Product(vec![(false, cell(15, 9)), (false, n(2)), (true, n(5))])),
            ]))
        );
        assert_eq!(
            read("-2^2"),
            Some(SheetFormula::Power(Box::new((SheetFormula::Negative(Box::new(n(2))), n(2)))))
        );
        assert_eq!(read(" ( 5 % ) "), Some(SheetFormula::Percent(Box::new(n(5)))));
        assert_eq!(
            read("IF(A1<>0,B1,\"-\")"),
            Some(SheetFormula::Call(
                Function::If,
                vec![
                    SheetFormula::Compare(Box::new((cell(0, 0), Comparison::NotEqual, n(0)))),
                    cell(0, 1),
                    SheetFormula::Text("-".to_owned()),
                ]
            ))
        );
        assert_eq!(
            read("'Tabel 3.2'!I8"),
            Some(SheetFormula::Range(Range {
                sheet: Some("Tabel 3.2".to_owned()),
                first: (7, 8),
                last: (7, 8)
            }))
        );
        assert_eq!(
            read("SUM(J:J)"),
            Some(SheetFormula::Call(Function::Sum, vec![range((0, 9), (LAST_ROW, 9))]))
        );
    }

    #[test]
    fn what_is_not_arithmetic_is_not_read() {
        for text in [
            "",
            "SUM(",
            "SUM()",
            "VLOOKUP(A1,B:C,2)",
            "TODAY()",
            "A1&B1",
            "Pagu*2",
            "[1]Data!A1",
            "Tabel[Pagu]",
            "{1,2}",
            "SUM(A1:A3 B1:B3)",
            "A1 B1",
            "1E5",
            "#REF!+1",
            "\"a\"\"b\"",
            "Jan:Des!A1",
            "A1:B2:C3",
            "1,5",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let deep = format!("{}1{}", "(".repeat(4_000), ")".repeat(4_000));
        assert_eq!(read(&deep), None);
        assert!(read(&"-".repeat(4_000)).is_none());
    }
}
