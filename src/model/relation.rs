//! What must agree: one list, from which the checks report and the search for causes reasons.

use rust_decimal::Decimal;

use super::{CellRef, ItemId, TableId, Value};

/// Figures that must agree: `result` is what `terms` give.
#[derive(Debug, Clone)]
pub struct Relation {
    /// What kind of agreement it is.
    pub kind: RelationKind,
    /// The table.
    pub table: TableId,
    /// The item whose value is the result.
    pub item: ItemId,
    /// The column of the result.
    pub column: usize,
    /// The figure that the others must give.
    pub result: Term,
    /// The figures that give it, each with its sign: the result is their sum.
    pub terms: Vec<Term>,
    /// The sum of the terms that can be read; `None` where none can, or past what can be computed.
    pub computed: Option<Decimal>,
}

/// The kinds of agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RelationKind {
    /// An item is the sum of those directly below it.
    Children,
    /// A total row is the sum of the outermost items.
    Total,
    /// A cell is the sum of others in its row.
    Row,
    /// A figure of the recapitulation is what the plan's table gives.
    Recap,
}

/// A figure in a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Where it stands, also where the cell is blank.
    pub at: CellRef,
    /// The row's label.
    pub label: String,
    /// 1, or -1 for what is subtracted.
    pub sign: i8,
    /// What stands there; `None` for blank.
    pub value: Option<Value>,
}

impl Relation {
    /// What is stated, as a number.
    #[must_use]
    pub fn stated(&self) -> Option<Decimal> {
        self.result.value.as_ref().and_then(Value::number)
    }

    /// Whether the figures agree to the rupiah.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.stated().is_some() && self.stated() == self.computed
    }
}
