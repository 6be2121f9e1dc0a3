//! Cells and the expressions that they are computed from. One evaluator gives the value, one printer the
//! formula.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// Row and column, from 0.
pub type At = (u32, u32);

/// The expression that computes a cell from others.
#[derive(Clone, Debug)]
pub enum Expr {
    Number(Decimal),
    Cell(At),
    Sum(Vec<At>),
    Mean(Vec<At>),
    Add(Vec<Expr>),
    Minus(Box<Expr>, Box<Expr>),
    Times(Vec<Expr>),
    Over(Box<Expr>, Box<Expr>),
    /// A ratio as a percentage. If percentages are fractions with a % format, the formula omits the factor
    /// 100.
    Percent(Box<Expr>),
}

/// The kind of cell that an error is planted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A level that is the sum of the rows below it.
    Level,
    /// The last row of a table: the sum of its top level.
    Total,
    /// A cell that adds up other cells of its row.
    Row,
    /// The difference of two cells.
    Difference,
    /// The ratio of two cells as a percentage.
    Ratio,
    /// The mean of yearly growth rates.
    Growth,
    Product,
    /// A balance carried from line to line, or from month to month.
    Balance,
    /// Realisation minus target, in percentage points.
    Deviation,
    /// A percentage of the table's total.
    Share,
    /// The average of a column.
    Mean,
    /// The word that belongs to an average.
    Predikat,
    /// Surplus, netto, SILPA.
    Closing,
    /// A typed cell that two or more sums contain.
    Leaf,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Level => "level",
            Self::Total => "total",
            Self::Row => "row",
            Self::Difference => "difference",
            Self::Ratio => "ratio",
            Self::Growth => "growth",
            Self::Product => "product",
            Self::Balance => "balance",
            Self::Deviation => "deviation",
            Self::Share => "share",
            Self::Mean => "mean",
            Self::Predikat => "predikat",
            Self::Closing => "closing",
            Self::Leaf => "leaf",
        }
    }
}

/// How a cell is displayed.
#[derive(Clone, Debug, PartialEq)]
pub enum Show {
    Text,
    /// A number of a column or row, a year, a count: without a format.
    Number,
    Amount,
    /// Percentage points: 98.73 may be printed as 98,73, as 98,73% or as 0.9873 with a format.
    Percent,
    /// A number with its unit in one cell.
    Quantity(String),
    Date,
    /// A tax rate: 0.11 is displayed as `11%`.
    Rate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Title,
    Plain,
    Head,
    Number,
    Body,
    Signature,
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub show: Show,
    pub text: String,
    pub value: Option<Decimal>,
    pub expr: Option<Expr>,
    pub kind: Option<Kind>,
    pub style: Style,
    pub bold: bool,
    pub indent: u8,
}

/// A relation between cells: the target is computed from the parts.
#[derive(Clone, Debug)]
pub struct Relation {
    pub target: At,
    pub parts: Vec<At>,
    /// Whether each single cell follows exactly from the others. True for sums and differences, false for
    /// rounded ratios.
    pub exact: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub cells: BTreeMap<At, Cell>,
    /// First row, first column, last row, last column.
    pub merges: Vec<(u32, u32, u32, u32)>,
    pub relations: Vec<Relation>,
    pub breaks: Vec<u32>,
    /// Column and its width in characters.
    pub widths: Vec<(u32, f64)>,
}

pub fn column_name(column: u32) -> String {
    let mut name = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        name.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    name
}

pub fn cell_name(at: At) -> String {
    format!("{}{}", column_name(at.1), at.0 + 1)
}

pub fn over(a: Expr, b: Expr) -> Expr {
    Expr::Over(Box::new(a), Box::new(b))
}

pub fn minus(a: Expr, b: Expr) -> Expr {
    Expr::Minus(Box::new(a), Box::new(b))
}

impl Expr {
    /// Returns the cells in the expression, each as often as it is mentioned.
    pub fn parts(&self) -> Vec<At> {
        match self {
            Self::Number(_) => Vec::new(),
            Self::Cell(at) => vec![*at],
            Self::Sum(of) | Self::Mean(of) => of.clone(),
            Self::Add(of) | Self::Times(of) => of.iter().flat_map(Self::parts).collect(),
            Self::Minus(a, b) | Self::Over(a, b) => [a.parts(), b.parts()].concat(),
            Self::Percent(of) => of.parts(),
        }
    }

    /// Whether the expression only adds and subtracts, so that each part follows exactly from the rest.
    pub fn is_exact(&self) -> bool {
        match self {
            Self::Number(_) | Self::Cell(_) | Self::Sum(_) => true,
            Self::Add(of) => of.iter().all(Self::is_exact),
            Self::Minus(a, b) => a.is_exact() && b.is_exact(),
            _ => false,
        }
    }

    /// Returns the value, given the values of cells; `None` on a division by zero.
    pub fn value(&self, of: &impl Fn(At) -> Decimal) -> Option<Decimal> {
        let sum = |cells: &[At]| cells.iter().map(|at| of(*at)).sum::<Decimal>();
        Some(match self {
            Self::Number(n) => *n,
            Self::Cell(at) => of(*at),
            Self::Sum(cells) => sum(cells),
            Self::Mean(cells) => sum(cells) / Decimal::from(cells.len()),
            Self::Add(exprs) => exprs.iter().map(|e| e.value(of)).sum::<Option<Decimal>>()?,
            Self::Minus(a, b) => a.value(of)? - b.value(of)?,
            Self::Times(exprs) => exprs.iter().map(|e| e.value(of)).product::<Option<Decimal>>()?,
            Self::Over(a, b) => {
                let below = b.value(of)?;
                if below.is_zero() {
                    return None;
                }
                a.value(of)? / below
            }
            Self::Percent(e) => e.value(of)? * Decimal::ONE_HUNDRED,
        })
    }

    /// Returns the precedence: 1 for sums, 2 for products, 3 for expressions that need no brackets.
    fn rank(&self, fraction: bool) -> u8 {
        match self {
            Self::Number(_) | Self::Cell(_) | Self::Mean(_) => 3,
            Self::Sum(cells) if cells.len() < 2 || ranges(cells).len() * 3 < cells.len() + 3 => 3,
            Self::Sum(_) | Self::Add(_) | Self::Minus(..) => 1,
            Self::Percent(of) if fraction => of.rank(fraction),
            Self::Times(_) | Self::Over(..) | Self::Percent(_) => 2,
        }
    }

    /// Returns the formula without its equals sign.
    pub fn formula(&self, fraction: bool) -> String {
        let within = |e: &Self, rank: u8| {
            let text = e.formula(fraction);
            if e.rank(fraction) < rank { format!("({text})") } else { text }
        };
        let join = |exprs: &[Self], sign: &str, rank: u8| {
            exprs.iter().map(|e| within(e, rank)).collect::<Vec<_>>().join(sign)
        };
        match self {
            Self::Number(n) => n.normalize().to_string(),
            Self::Cell(at) => cell_name(*at),
            Self::Sum(cells) if self.rank(fraction) == 3 => match cells.as_slice() {
                [only] => cell_name(*only),
                _ => format!("SUM({})", ranges(cells).join(",")),
            },
            Self::Sum(cells) => cells.iter().map(|at| cell_name(*at)).collect::<Vec<_>>().join("+"),
            Self::Mean(cells) => format!("AVERAGE({})", ranges(cells).join(",")),
            Self::Add(exprs) => join(exprs, "+", 1),
            Self::Minus(a, b) => format!("{}-{}", within(a, 1), within(b, 2)),
            Self::Times(exprs) => join(exprs, "*", 2),
            Self::Over(a, b) => format!("{}/{}", within(a, 2), within(b, 3)),
            Self::Percent(of) if fraction => of.formula(fraction),
            Self::Percent(of) => format!("{}*100", within(of, 2)),
        }
    }
}

/// Joins neighbouring cells, down a column or along a row, into ranges.
fn ranges(cells: &[At]) -> Vec<String> {
    let mut out: Vec<(At, At)> = Vec::new();
    for at in cells {
        if let Some((first, last)) = out.last_mut() {
            let down = first.1 == at.1 && last.1 == at.1 && last.0 + 1 == at.0;
            let along = first.0 == at.0 && last.0 == at.0 && last.1 + 1 == at.1;
            if down || along {
                *last = *at;
                continue;
            }
        }
        out.push((*at, *at));
    }
    let name = |(first, last): &(At, At)| {
        if first == last { cell_name(*first) } else { format!("{}:{}", cell_name(*first), cell_name(*last)) }
    };
    out.iter().map(name).collect()
}

impl Grid {
    /// Evaluates all computed cells. If the workbook holds values without formulas (`rounded`), other cells
    /// are computed from a percentage as displayed, with two digits.
    pub fn evaluate(&mut self, rounded: bool) {
        let computed: Vec<At> =
            self.cells.iter().filter(|(_, cell)| cell.expr.is_some()).map(|(at, _)| *at).collect();
        for at in &computed {
            if let Some(cell) = self.cells.get_mut(at) {
                cell.value = None;
            }
        }
        for at in &computed {
            self.evaluate_cell(*at, rounded);
        }
    }

    /// Adds the relations that the computed cells state.
    pub fn relate(&mut self) {
        let computed = self.cells.iter().filter_map(|(at, cell)| Some((*at, cell.expr.as_ref()?)));
        let relation =
            |(target, expr): (At, &Expr)| Relation { target, parts: expr.parts(), exact: expr.is_exact() };
        let found: Vec<Relation> = computed.map(relation).collect();
        self.relations.extend(found);
    }

    fn evaluate_cell(&mut self, at: At, rounded: bool) {
        let Some(cell) = self.cells.get(&at) else { return };
        let Some(expr) = cell.expr.clone().filter(|_| cell.value.is_none()) else { return };
        for part in expr.parts() {
            self.evaluate_cell(part, rounded);
        }
        let of = |at: At| self.cells.get(&at).and_then(|cell| cell.value).unwrap_or_default();
        let value = expr.value(&of).unwrap_or_default();
        let Some(cell) = self.cells.get_mut(&at) else { return };
        let digits = if rounded && cell.show == Show::Percent { 2 } else { 20 };
        cell.value =
            Some(value.round_dp_with_strategy(digits, rust_decimal::RoundingStrategy::MidpointAwayFromZero));
    }

    pub fn value(&self, at: At) -> Option<Decimal> {
        self.cells.get(&at).and_then(|cell| cell.value)
    }

    /// Returns the cells that share a relation with a cell.
    pub fn related(&self, at: At) -> Vec<At> {
        let mut out: Vec<At> = self
            .relations
            .iter()
            .filter(|r| r.target == at || r.parts.contains(&at))
            .flat_map(|r| r.parts.iter().copied().chain([r.target]))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}
