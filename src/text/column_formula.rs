//! Parses the formulas of a number row: `8=(7/6)`, `10=5+7+9`, `15 = 14 / 6 x 100`. Numbers refer to columns,
//! except 100, which is the factor of a percentage.

use rust_decimal::Decimal;

/// A column number, with the formula of the column if one is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbered {
    /// The number of the column. A letter as in `5a` is encoded in it; see [`format_column_number`].
    pub number: u32,
    /// The right side of `8=(7/6)`, or `None` for a bare number.
    pub formula: Option<Formula>,
}

/// Arithmetic over column numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formula {
    /// The value of the column with this number.
    Column(u32),
    /// A constant.
    Constant(Decimal),
    /// An operator with its left and right operand.
    Binary(Box<Formula>, Operator, Box<Formula>),
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// The reason why a formula has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoValue {
    /// A column that the formula reads is blank or not a number.
    Missing,
    /// The formula divides by zero.
    ZeroDivision,
    /// The result is larger than a [`Decimal`] can hold.
    Overflow,
}

/// Offset per letter of a column number: `5a` is stored as 5 + 100,000 and `5b` as 5 + 200,000. No sheet has
/// that many columns, so that plain numbers stay distinct.
const LETTER_OFFSET: u32 = 100_000;

/// Returns a column number as printed: `5`, `5a`.
#[must_use]
pub(crate) fn format_column_number(number: u32) -> String {
    let letter = (number / LETTER_OFFSET).checked_sub(1).and_then(|place| u8::try_from(place).ok());
    match letter.filter(|place| *place < 26) {
        Some(place) => format!("{}{}", number % LETTER_OFFSET, char::from(b'a' + place)),
        None => number.to_string(),
    }
}

/// Returns a column number without its letter.
#[must_use]
pub(crate) fn plain_number(number: u32) -> u32 {
    number % LETTER_OFFSET
}

/// Parses a cell of a number row: `7`, `(7)`, `-7` (Excel's reading of "(7)"), `5a`, `8=(7/6)`,
/// `(7)=(5)+(6)`. The number has at most two digits. Returns `None` if the text is anything else.
#[must_use]
pub fn read_numbered(text: &str) -> Option<Numbered> {
    let text: String = text.chars().filter(|c| !super::number::is_blank(*c)).collect();
    let text = unbracketed(&text);
    let (left, right) = match text.split_once('=') {
        Some((left, right)) => (left, Some(right)),
        None => (text, None),
    };
    let left = left.trim_matches(['(', ')']);
    let left = left.strip_prefix('-').unwrap_or(left);
    let left = left.strip_suffix(".0").unwrap_or(left).trim_end_matches('.');
    let (digits, rest) = split_digits(left);
    if digits.is_empty() || digits.len() > 2 {
        return None;
    }
    let (number, rest) = split_letter(digits, rest)?;
    if !rest.is_empty() || plain_number(number) == 0 {
        return None;
    }
    let formula = match right {
        Some(right) => Some(Parser { rest: right.trim_end_matches('%'), names: None }.parse_all()?),
        None => None,
    };
    Some(Numbered { number, formula })
}

/// Removes brackets that enclose the whole text: "(8=7/6)", but not "(7)=(5)+(6)".
fn unbracketed(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) else { return text };
    let mut open = 0_usize;
    for c in inner.chars() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return text,
            ')' => open -= 1,
            _ => {}
        }
    }
    inner
}

/// Splits a text behind its leading digits.
fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// Returns the column number of these digits and the rest of the text. A letter right behind the digits
/// belongs to the number.
fn split_letter<'a>(digits: &str, rest: &'a str) -> Option<(u32, &'a str)> {
    let number: u32 = digits.parse().ok()?;
    let Some(first) = rest.bytes().next().filter(u8::is_ascii_alphabetic) else {
        return Some((number, rest));
    };
    let after = rest.get(1..)?;
    // `x` is always a multiplication sign, as in "6x7", and a letter within a word is not a suffix.
    let is_letter = !matches!(first, b'x' | b'X') && !after.starts_with(|c: char| c.is_ascii_alphanumeric());
    let place = u32::from(first.to_ascii_lowercase() - b'a') + 1;
    Some(if is_letter { (number.checked_add(place * LETTER_OFFSET)?, after) } else { (number, rest) })
}

impl Formula {
    /// Parses a formula over names: `volume * harga * (1 + ppn / 100)`. `number` maps a name to its column
    /// number; digits are constants. Returns `None` if a name is unknown or the text is not a formula.
    #[must_use]
    pub fn parse_with_names(text: &str, number: &dyn Fn(&str) -> Option<u32>) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Parser { rest: &text, names: Some(number) }.parse_all()
    }

    /// Returns the formula with its column numbers replaced by `number`. Returns `None` if `number` returns
    /// `None` for one of them.
    #[must_use]
    pub fn map_columns(&self, number: &dyn Fn(u32) -> Option<u32>) -> Option<Self> {
        Some(match self {
            Self::Column(known) => Self::Column(number(*known)?),
            Self::Constant(value) => Self::Constant(*value),
            Self::Binary(left, operator, right) => Self::Binary(
                Box::new(left.map_columns(number)?),
                *operator,
                Box::new(right.map_columns(number)?),
            ),
        })
    }

    /// Computes the formula in exact, checked arithmetic. `column` returns the value of a column by its
    /// number.
    ///
    /// # Errors
    ///
    /// Returns a [`NoValue`] if `column` returns `None`, a divisor is zero, or the result does not fit a
    /// [`Decimal`].
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

    /// Returns the column numbers that the formula reads, in the order of writing, with repetitions.
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

    /// Writes the formula with as few brackets as its meaning needs, except that a compound right operand
    /// always has them. `column` returns the name of a column.
    #[must_use]
    pub fn format_with(&self, column: &impl Fn(u32) -> String) -> String {
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
                        format!("({})", side.format_with(column))
                    }
                    _ => side.format_with(column),
                };
                format!("{}{sign}{}", side(left, false), side(right, true))
            }
        }
    }

    /// Whether the formula divides by a column. The result of such a ratio is printed rounded or as a
    /// percentage.
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

    /// Whether the formula contains the constant 100, so that it gives a percentage: `15 = 14 / 6 x 100`.
    #[must_use]
    pub fn contains_hundred(&self) -> bool {
        match self {
            Self::Constant(n) => *n == Decimal::ONE_HUNDRED,
            Self::Column(_) => false,
            Self::Binary(left, _, right) => left.contains_hundred() || right.contains_hundred(),
        }
    }

    /// Whether the formula only adds and subtracts columns. The constant 0 is allowed.
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

/// Formats as `7/6`, `5+7+9`, `14/6*100`, with the usual precedence.
impl std::fmt::Display for Formula {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.format_with(&format_column_number))
    }
}

/// Maps the name of a column to its number.
type Names<'a> = &'a dyn Fn(&str) -> Option<u32>;

/// Parses a formula by recursive descent. `rest` contains no blanks.
struct Parser<'a> {
    rest: &'a str,
    /// The names of columns. With names, digits are constants; without, they are column numbers.
    names: Option<Names<'a>>,
}

impl Parser<'_> {
    /// Parses the whole text as a formula.
    fn parse_all(mut self) -> Option<Formula> {
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

    /// Parses brackets, a column number or 100. A `%` behind any of them is ignored.
    fn atom(&mut self, depth: u8) -> Option<Formula> {
        if depth > 8 {
            return None; // Bounds the recursion: no number row nests so deep, but a hostile cell could.
        }
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            let inner = self.sum(depth + 1)?;
            self.rest = self.rest.strip_prefix(')')?;
            self.rest = self.rest.strip_prefix('%').unwrap_or(self.rest);
            return Some(inner);
        }
        if let Some(names) = self.names {
            return self.name_or_constant(names);
        }
        let (digits, rest) = split_digits(self.rest);
        let (number, rest) = split_letter(digits, rest)?;
        self.rest = rest.strip_prefix('%').unwrap_or(rest);
        Some(if number == 100 { Formula::Constant(Decimal::ONE_HUNDRED) } else { Formula::Column(number) })
    }

    /// Parses a column name or a whole number.
    fn name_or_constant(&mut self, names: &dyn Fn(&str) -> Option<u32>) -> Option<Formula> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(match word.parse::<u32>() {
            Ok(number) => Formula::Constant(number.into()),
            Err(_) => Formula::Column(names(word)?),
        })
    }

    fn operator(&mut self, signs: &[(char, Operator)]) -> Option<Operator> {
        let first = self.rest.chars().next()?;
        let (_, operator) = signs.iter().find(|(sign, _)| *sign == first)?;
        self.rest = &self.rest[first.len_utf8()..];
        Some(*operator)
    }
}

#[cfg(test)]
mod tests {
    use super::read_numbered;

    #[test]
    fn formulas_over_names_have_numbers_too() {
        let number = |name: &str| ["volume", "harga", "x_2"].iter().position(|known| *known == name);
        let read = |text: &str| {
            let formula = super::Formula::parse_with_names(text, &|name| u32::try_from(number(name)?).ok())?;
            Some(formula.format_with(&|number| format!("c{number}")))
        };
        assert_eq!(read("volume * harga * (1 + x_2 / 100)").as_deref(), Some("c0*c1*(1+(c2/100))"));
        assert_eq!(read("volume - harga").as_deref(), Some("c0-c1"));
        for text in ["", "volume *", "jumlah + harga", "volume harga"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_labels_of_columns_are_read_as_they_are_printed() {
        let read = |text: &str| {
            let numbered = read_numbered(text)?;
            let number = super::format_column_number(numbered.number);
            Some(numbered.formula.map_or_else(|| number.clone(), |formula| format!("{number}={formula}")))
        };
        for (text, says) in [
            ("7", "7"),
            ("(7)", "7"),
            ("-7", "7"),
            ("7.", "7"),
            ("5a", "5a"),
            ("(5B)", "5b"),
            ("6 = 5a + 5b", "6=5a+5b"),
            ("(7)=(5)+(6)", "7=5+6"),
            ("(8)=(7/6)", "8=7/6"),
            ("(8=7/6)", "8=7/6"),
            ("(8=(7/6))", "8=7/6"),
            ("(10)=(5+7+9)", "10=5+7+9"),
            ("6 = ( 3 x 5 )", "6=3*5"),
            ("6=3x5", "6=3*5"),
            ("6=(3+4)-5", "6=3+4-5"),
            ("13=9+10+11+12", "13=9+10+11+12"),
            ("12 = 8+9+10+11", "12=8+9+10+11"),
            ("15 = 14 / 6 x 100", "15=14/6*100"),
            ("14 = 13/5x100%", "14=13/5*100"),
        ] {
            assert_eq!(read(text).as_deref(), Some(says), "{text}");
        }
        for text in ["", "0", "K", "Rp", "123", "5ab", "5 orang", "(7)=", "2024", "7=abc"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
