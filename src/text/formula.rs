//! The formulas of a number row: `8=(7/6)`, `10=5+7+9`, `15 = 14 / 6 x 100`. The numbers name
//! columns; a hundred that multiplies is the hundred of a percentage.

use rust_decimal::Decimal;

/// A column number and, where one is printed, what it is computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The column's number.
    pub number: u32,
    /// The right side of `8=(7/6)`.
    pub formula: Option<Formula>,
}

/// Arithmetic over column numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// The value of the column with this number.
    Column(u32),
    /// A constant.
    Constant(Decimal),
    /// Two sides and what joins them.
    Binary(Box<Formula>, Operator, Box<Formula>),
}

/// The four kinds of arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Why a formula has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// A column that it needs is blank or no number.
    Missing,
    /// It divides by zero.
    ZeroDivision,
    /// The result is larger than a [`Decimal`] holds.
    Overflow,
}

/// Reads a cell of a number row: `7`, `(7)`, `-7` (Excel's reading of "(7)"), `8=(7/6)`.
#[must_use]
pub fn read_numbered(text: &str) -> Option<Numbered> {
    let text: String = text.chars().filter(|c| !super::number::is_blank(*c)).collect();
    // "(8=7/6)": the whole stands in brackets.
    let text = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) if !inner.contains(')') || inner.contains('=') => inner.to_owned(),
        _ => text,
    };
    let (left, right) = match text.split_once('=') {
        Some((left, right)) => (left.to_owned(), Some(right.to_owned())),
        None => (text, None),
    };
    let left = left.trim_matches(['(', ')']);
    let left = left.strip_prefix('-').unwrap_or(left);
    let left = left.strip_suffix(".0").unwrap_or(left).trim_end_matches('.');
    if left.is_empty() || left.len() > 2 {
        return None;
    }
    let number: u32 = left.parse().ok().filter(|n| *n > 0)?;
    let formula = match right {
        Some(right) => Some(Parser { rest: right.trim_end_matches('%') }.whole()?),
        None => None,
    };
    Some(Numbered { number, formula })
}

impl Formula {
    /// Computes the formula; `column` gives the value of a column by its number. Arithmetic is
    /// checked.
    pub fn value(&self, column: &impl Fn(u32) -> Option<Decimal>) -> Result<Decimal, NoValue> {
        match self {
            Self::Column(number) => column(*number).ok_or(NoValue::Missing),
            Self::Constant(value) => Ok(*value),
            Self::Binary(left, operator, right) => {
                let (left, right) = (left.value(column)?, right.value(column)?);
                match operator {
                    Operator::Add => left.checked_add(right),
                    Operator::Subtract => left.checked_sub(right),
                    Operator::Multiply => left.checked_mul(right),
                    Operator::Divide if right.is_zero() => return Err(NoValue::ZeroDivision),
                    Operator::Divide => left.checked_div(right),
                }
                .ok_or(NoValue::Overflow)
            }
        }
    }

    /// The column numbers it reads, in the order of writing.
    #[must_use]
    pub fn columns(&self) -> Vec<u32> {
        match self {
            Self::Column(number) => vec![*number],
            Self::Constant(_) => Vec::new(),
            Self::Binary(left, _, right) => {
                let mut all = left.columns();
                all.extend(right.columns());
                all
            }
        }
    }

    /// The formula as a reader writes it, its columns called so.
    #[must_use]
    pub fn spell(&self, column: &impl Fn(u32) -> String) -> String {
        match self {
            Self::Column(number) => column(*number),
            Self::Constant(value) => value.to_string(),
            Self::Binary(left, operator, right) => {
                let sign = match operator {
                    Operator::Add => "+",
                    Operator::Subtract => "-",
                    Operator::Multiply => "*",
                    Operator::Divide => "/",
                };
                let tight = matches!(operator, Operator::Multiply | Operator::Divide);
                let side = |side: &Self, right: bool| match side {
                    Self::Binary(_, inner, _)
                        if (tight && matches!(inner, Operator::Add | Operator::Subtract)) || right =>
                    {
                        format!("({})", side.spell(column))
                    }
                    _ => side.spell(column),
                };
                format!("{}{sign}{}", side(left, false), side(right, true))
            }
        }
    }

    /// Whether it divides by a column: a ratio, whose result is printed rounded or as a percentage.
    #[must_use]
    pub fn is_ratio(&self) -> bool {
        match self {
            Self::Binary(left, operator, right) => {
                (*operator == Operator::Divide && !right.columns().is_empty())
                    || left.is_ratio()
                    || right.is_ratio()
            }
            _ => false,
        }
    }

    /// Whether it only adds and subtracts columns.
    #[must_use]
    pub fn is_linear(&self) -> bool {
        match self {
            Self::Column(_) => true,
            Self::Constant(n) => n.is_zero(),
            Self::Binary(left, operator, right) => {
                matches!(operator, Operator::Add | Operator::Subtract)
                    && left.is_linear()
                    && right.is_linear()
            }
        }
    }
}

/// `7/6`, `5+7+9`, `14/6*100` with the usual precedence.
impl std::fmt::Display for Formula {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.spell(&|number| number.to_string()))
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn whole(mut self) -> Option<Formula> {
        let formula = self.sum(0)?;
        self.rest.is_empty().then_some(formula)
    }

    fn sum(&mut self, depth: u8) -> Option<Formula> {
        let mut left = self.product(depth)?;
        while let Some(operator) = self.operator(&[('+', Operator::Add), ('-', Operator::Subtract)]) {
            left = Formula::Binary(Box::new(left), operator, Box::new(self.product(depth)?));
        }
        Some(left)
    }

    fn product(&mut self, depth: u8) -> Option<Formula> {
        let signs = [
            ('*', Operator::Multiply),
            ('x', Operator::Multiply),
            ('X', Operator::Multiply),
            ('×', Operator::Multiply),
            ('/', Operator::Divide),
            (':', Operator::Divide),
            ('÷', Operator::Divide),
        ];
        let mut left = self.atom(depth)?;
        while let Some(operator) = self.operator(&signs) {
            left = Formula::Binary(Box::new(left), operator, Box::new(self.atom(depth)?));
        }
        Some(left)
    }

    fn atom(&mut self, depth: u8) -> Option<Formula> {
        if depth > 8 {
            return None; // no number row nests so deep: a hostile cell would
        }
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let inner = self.sum(depth + 1)?;
            self.rest = self.rest.strip_prefix(')')?;
            self.rest = self.rest.strip_prefix('%').unwrap_or(self.rest);
            return Some(inner);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest.strip_prefix('%').unwrap_or(rest);
        let number: u32 = digits.parse().ok()?;
        Some(if number == 100 { Formula::Constant(Decimal::ONE_HUNDRED) } else { Formula::Column(number) })
    }

    fn operator(&mut self, signs: &[(char, Operator)]) -> Option<Operator> {
        let first = self.rest.chars().next()?;
        let (_, operator) = signs.iter().find(|(sign, _)| *sign == first)?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(*operator)
    }
}
