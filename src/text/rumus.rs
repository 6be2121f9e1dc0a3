//! The sheets' own formulas, `=SUM(J11:J15)*105%`, as far as plans use them: arithmetic, sums,
//! rounding, and the few functions beside these. A formula that says anything else is not read.

use rust_decimal::Decimal;

use super::reference::{LAST_COLUMN, LAST_ROW, Reference, Token, tokens};

/// A formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Rumus {
    /// A constant.
    Number(Decimal),
    /// Words in quotes.
    Text(String),
    /// `TRUE` or `FALSE`.
    Bool(bool),
    /// Cells.
    Range(Range),
    /// What is added, and what is taken off (`true`).
    Sum(Vec<(bool, Rumus)>),
    /// What is multiplied by, and what is divided by (`true`).
    Product(Vec<(bool, Rumus)>),
    /// `2^3`.
    Power(Box<(Rumus, Rumus)>),
    /// `-A1`.
    Negative(Box<Rumus>),
    /// `10%`.
    Percent(Box<Rumus>),
    /// `A1>=B1`.
    Compare(Box<(Rumus, Comparison, Rumus)>),
    /// A function.
    Call(Function, Vec<Rumus>),
}

/// One cell or a rectangle of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    /// The sheet, where the formula names one.
    pub sheet: Option<String>,
    /// The first row and column, from 0.
    pub first: (u32, u32),
    /// The last ones.
    pub last: (u32, u32),
}

/// How two values are compared.
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

/// The functions that are read.
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

/// Brackets within brackets: no plan nests so deep, and a hostile cell would.
const MAX_DEPTH: u8 = 32;
/// Excel takes no longer formula.
const MAX_LENGTH: usize = 8_192;

/// Reads a formula as Excel writes it, with or without `=`. `None` where it says something else than
/// [`Rumus`] can hold: an unknown function, a name, another workbook, joined texts, a list in braces.
#[must_use]
pub fn read(formula: &str) -> Option<Rumus> {
    let text = formula.trim();
    let text = text.strip_prefix('=').unwrap_or(text);
    if text.len() > MAX_LENGTH {
        return None;
    }
    let tokens =
        tokens(text).filter(|t| !matches!(t, Token::Other(text) if text.trim().is_empty())).collect();
    let mut parser = Parser { tokens, at: 0 };
    let read = parser.comparison(0)?;
    (parser.at == parser.tokens.len()).then_some(read)
}

impl Rumus {
    /// Every range that it reads.
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
    /// Whether the cell in this row and column of the formula's own sheet is in it.
    #[must_use]
    pub fn holds(&self, row: u32, column: u32) -> bool {
        self.sheet.is_none()
            && (self.first.0..=self.last.0).contains(&row)
            && (self.first.1..=self.last.1).contains(&column)
    }

    /// Whether it is one cell.
    #[must_use]
    pub fn is_cell(&self) -> bool {
        self.first == self.last
    }
}

impl Function {
    fn named(name: &str) -> Option<Self> {
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

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Parser<'a> {
    fn comparison(&mut self, depth: u8) -> Option<Rumus> {
        if depth > MAX_DEPTH {
            return None;
        }
        let left = self.sum(depth)?;
        let sign = match (self.take("<"), self.take(">"), self.take("=")) {
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
        Some(Rumus::Compare(Box::new((left, sign, right))))
    }

    fn sum(&mut self, depth: u8) -> Option<Rumus> {
        let mut parts = vec![(false, self.product(depth)?)];
        loop {
            let minus = self.take("-");
            if !minus && !self.take("+") {
                return Some(only(parts, Rumus::Sum));
            }
            parts.push((minus, self.product(depth)?));
        }
    }

    fn product(&mut self, depth: u8) -> Option<Rumus> {
        let mut parts = vec![(false, self.power(depth)?)];
        loop {
            let divide = self.take("/");
            if !divide && !self.take("*") {
                return Some(only(parts, Rumus::Product));
            }
            parts.push((divide, self.power(depth)?));
        }
    }

    /// `-2^2` is 4 in a sheet: the sign belongs to the two.
    fn power(&mut self, depth: u8) -> Option<Rumus> {
        let base = self.signed(depth)?;
        if !self.take("^") {
            return Some(base);
        }
        Some(Rumus::Power(Box::new((base, self.signed(depth)?))))
    }

    fn signed(&mut self, depth: u8) -> Option<Rumus> {
        let mut minus = false;
        let mut signs = false;
        loop {
            if self.take("-") {
                minus = !minus;
            } else if !self.take("+") {
                break;
            }
            signs = true;
        }
        let mut term = self.term(depth)?;
        while self.take("%") {
            term = Rumus::Percent(Box::new(term));
        }
        // A sign makes one value of it, also where it changes nothing.
        Some(match (signs, minus) {
            (true, true) => Rumus::Negative(Box::new(term)),
            (true, false) => Rumus::Sum(vec![(false, term)]),
            (false, _) => term,
        })
    }

    fn term(&mut self, depth: u8) -> Option<Rumus> {
        if self.take("(") {
            let inner = self.comparison(depth + 1)?;
            return self.take(")").then_some(inner);
        }
        let after = match self.tokens.get(self.at + 1) {
            Some(Token::Other(text)) => *text,
            _ => "",
        };
        let Some(word) = self.other() else { return self.range(None).map(Rumus::Range) };
        if after == "!" {
            self.at += 2;
            return self.range(Some(word.trim_matches('\'').to_owned())).map(Rumus::Range);
        }
        self.at += 1;
        if after == "(" {
            let name = word.strip_prefix("_xlfn.").unwrap_or(word);
            return self.arguments(Function::named(name)?, depth);
        }
        if let Some(text) = word.strip_prefix('"') {
            return Some(Rumus::Text(text.strip_suffix('"')?.to_owned()));
        }
        match word {
            _ if word.eq_ignore_ascii_case("TRUE") => Some(Rumus::Bool(true)),
            _ if word.eq_ignore_ascii_case("FALSE") => Some(Rumus::Bool(false)),
            _ if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
                word.parse().ok().map(Rumus::Number)
            }
            _ => None,
        }
    }

    fn arguments(&mut self, function: Function, depth: u8) -> Option<Rumus> {
        if !self.take("(") {
            return None;
        }
        let mut arguments = Vec::new();
        loop {
            arguments.push(self.comparison(depth + 1)?);
            if self.take(")") {
                return Some(Rumus::Call(function, arguments));
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    /// `J11`, `J11:J15`, `J:J`.
    fn range(&mut self, sheet: Option<String>) -> Option<Range> {
        let first = self.reference()?;
        let last = if self.take(":") { self.reference()? } else { first };
        let (r1, r2) = (first.row.map_or(0, |r| r.index), last.row.map_or(LAST_ROW, |r| r.index));
        let (c1, c2) = (first.column.map_or(0, |c| c.index), last.column.map_or(LAST_COLUMN, |c| c.index));
        // `A1:B2:C3` is one area of three corners; nobody writes it.
        let more = self.other() == Some(":");
        (!more).then(|| Range { sheet, first: (r1.min(r2), c1.min(c2)), last: (r1.max(r2), c1.max(c2)) })
    }

    fn reference(&mut self) -> Option<Reference> {
        let Some(Token::Reference(reference)) = self.tokens.get(self.at) else { return None };
        self.at += 1;
        Some(*reference)
    }

    fn other(&self) -> Option<&'a str> {
        match self.tokens.get(self.at) {
            Some(Token::Other(text)) => Some(text),
            _ => None,
        }
    }

    fn take(&mut self, sign: &str) -> bool {
        let taken = self.other() == Some(sign);
        self.at += usize::from(taken);
        taken
    }
}

/// The one part that stands alone, else all of them.
fn only(mut parts: Vec<(bool, Rumus)>, of: fn(Vec<(bool, Rumus)>) -> Rumus) -> Rumus {
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

    fn cell(row: u32, column: u32) -> Rumus {
        range((row, column), (row, column))
    }

    fn range(first: (u32, u32), last: (u32, u32)) -> Rumus {
        Rumus::Range(Range { sheet: None, first, last })
    }

    fn n(n: i64) -> Rumus {
        Rumus::Number(Decimal::from(n))
    }

    #[test]
    fn formulas_are_read_as_excel_ranks_their_signs() {
        assert_eq!(read("SUM(J11:J15)"), Some(Rumus::Call(Function::Sum, vec![range((10, 9), (14, 9))])));
        assert_eq!(
            read("=$J$11-J16*2/5"),
            Some(Rumus::Sum(vec![
                (false, cell(10, 9)),
                (true, Rumus::Product(vec![(false, cell(15, 9)), (false, n(2)), (true, n(5))])),
            ]))
        );
        assert_eq!(read("-2^2"), Some(Rumus::Power(Box::new((Rumus::Negative(Box::new(n(2))), n(2))))));
        assert_eq!(read(" ( 5 % ) "), Some(Rumus::Percent(Box::new(n(5)))));
        assert_eq!(
            read("IF(A1<>0,B1,\"-\")"),
            Some(Rumus::Call(
                Function::If,
                vec![
                    Rumus::Compare(Box::new((cell(0, 0), Comparison::NotEqual, n(0)))),
                    cell(0, 1),
                    Rumus::Text("-".to_owned()),
                ]
            ))
        );
        assert_eq!(
            read("'Tabel 3.2'!I8"),
            Some(Rumus::Range(Range { sheet: Some("Tabel 3.2".to_owned()), first: (7, 8), last: (7, 8) }))
        );
        assert_eq!(read("SUM(J:J)"), Some(Rumus::Call(Function::Sum, vec![range((0, 9), (LAST_ROW, 9))])));
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
