//! Walks through the tree of a page from front to back, without recursion, because pages may be nested
//! arbitrarily deep.

use std::collections::VecDeque;

use scraper::Html;
use scraper::node::Node;

/// A step of the walk: a node is entered or left.
pub(super) enum Step<'a> {
    Open(&'a Node),
    Close(&'a Node),
}

/// Walks through a page and reports each step.
pub(super) fn walk<'a>(html: &'a Html, mut visit: impl FnMut(Step<'a>)) {
    let mut node = html.tree.root();
    loop {
        visit(Step::Open(node.value()));
        if let Some(child) = node.first_child() {
            node = child;
            continue;
        }
        loop {
            visit(Step::Close(node.value()));
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            match node.parent() {
                Some(parent) => node = parent,
                None => return,
            }
        }
    }
}

/// Returns for each table, in the order of the page, whether it only lays out other tables: it contains a
/// table, and fewer than two of its rows have text in two or more cells.
pub(super) fn find_layout_tables(html: &Html) -> VecDeque<bool> {
    let mut layouts = VecDeque::new();
    let mut open: Vec<TableStats> = Vec::new();
    walk(html, |step| match step {
        Step::Open(Node::Element(e)) if e.name() == "table" => {
            if let Some(outer) = open.last_mut() {
                outer.holds_table = true;
            }
            open.push(TableStats { index: layouts.len(), ..TableStats::default() });
            layouts.push_back(false);
        }
        Step::Open(Node::Element(e)) => {
            if let Some(look) = open.last_mut() {
                match e.name() {
                    "tr" => look.cells = 0,
                    "td" | "th" => look.text = false,
                    _ => {}
                }
            }
        }
        Step::Open(Node::Text(text)) => {
            if let Some(look) = open.last_mut() {
                look.text |= !text.trim().is_empty();
            }
        }
        Step::Close(Node::Element(e)) => match (e.name(), open.last_mut()) {
            ("td" | "th", Some(look)) => {
                look.cells += usize::from(look.text);
                look.rows += usize::from(look.text && look.cells == 2);
            }
            ("table", Some(look)) => {
                if let Some(layout) = layouts.get_mut(look.index) {
                    *layout = look.holds_table && look.rows < 2;
                }
                open.pop();
            }
            _ => {}
        },
        _ => {}
    });
    layouts
}

/// What was seen of an open table.
#[derive(Default)]
struct TableStats {
    /// Place of the table in the order of the page.
    index: usize,
    holds_table: bool,
    /// Whether the current cell has text of its own.
    text: bool,
    /// Number of such cells in the current row.
    cells: usize,
    /// Number of rows with at least two of them.
    rows: usize,
}
