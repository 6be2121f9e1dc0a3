//! Reads web pages, which many programs write under the name .xls. All tables of a page go onto one sheet,
//! one below the other, with the lines of text between them.

mod grid;
mod text_layout;
mod walk;

use std::collections::VecDeque;
use std::sync::Arc;

use scraper::Html;
use scraper::node::{Element, Node};

use self::grid::Grid;
use self::text_layout::Line;
use self::walk::{Step, walk};
use super::ReadError;
use super::budget::Budget;
use super::raw::{LAST_ROW, RawSheet, sheet_name};
use crate::model::{Cell, CellContent};

/// Approximate number of bytes that one byte of a page takes as a tree.
const TREE_BYTES_PER_BYTE: u64 = 8;

/// Maximum depth of nested elements. Pages that programs write have a few dozen levels.
const MAX_DEPTH: usize = 5_000;

/// Whether a text is a web page with a table.
pub(super) fn is_page(text: &str) -> bool {
    let has = |tag: &str| {
        let tag = tag.as_bytes();
        text.as_bytes().windows(tag.len()).any(|w| w.eq_ignore_ascii_case(tag))
    };
    has("<table") && has("<td")
}

/// Returns the encoding that a page states in its first 4,096 bytes. `None` if it states none.
pub(super) fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = head.split("charset=").nth(1)?.trim_start_matches(['"', '\'']);
    Some(after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect())
}

/// Reads a page into one sheet.
///
/// # Errors
/// Returns an error if elements are nested more than [`MAX_DEPTH`] deep, or if the budget is used up.
pub(super) fn read(text: &str, budget: &Budget) -> Result<RawSheet, ReadError> {
    budget.take_bytes(text.len() as u64 * TREE_BYTES_PER_BYTE)?;
    if nesting_depth(text) > MAX_DEPTH {
        return Err(ReadError::Damaged("HTML".to_owned()));
    }
    let html = Html::parse_document(text);
    let mut page = Page {
        sheet: RawSheet::default(),
        row: 0,
        line: Line::default(),
        title: String::new(),
        layouts: walk::find_layout_tables(&html),
        tables: Vec::new(),
        invisible_depth: 0,
        in_title: false,
        budget,
    };
    let mut result = Ok(());
    walk(&html, |step| {
        if result.is_ok() {
            result = match step {
                Step::Open(node) => page.open(node),
                Step::Close(node) => page.close(node),
            };
        }
    });
    result?;
    page.end_line()?;
    page.sheet.name = sheet_name(&page.title, "HTML");
    Ok(page.sheet)
}

/// Returns how deep elements are nested, counted by their tags alone. The parser searches all open elements
/// at many tags, so that a page of nothing but opening tags takes quadratic time.
fn nesting_depth(text: &str) -> usize {
    /// Elements without an end tag, or with an optional one.
    const ELEMENTS_WITHOUT_END: [&str; 24] = [
        "area", "base", "br", "col", "colgroup", "dd", "dt", "frame", "hr", "img", "input", "li", "link",
        "meta", "option", "p", "param", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
    ];
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in text.split('<').skip(1) {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |rest| (true, rest));
        let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(tag.len());
        let Some(name) = tag.get(..end).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
        else {
            continue;
        };
        if ELEMENTS_WITHOUT_END.iter().any(|endless| name.eq_ignore_ascii_case(endless)) {
            continue;
        }
        if closes {
            depth = depth.saturating_sub(1);
        } else {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// A page that is being read.
struct Page<'b> {
    sheet: RawSheet,
    /// The next free row, from 0.
    row: u32,
    /// The text read so far outside of data tables.
    line: Line,
    /// The text of the page's `title`.
    title: String,
    /// For each table still to come, whether it only lays out other tables.
    layouts: VecDeque<bool>,
    /// The tables that are open, the innermost last.
    tables: Vec<Table>,
    /// Number of open elements from the outermost invisible one on; 0 outside of invisible elements.
    invisible_depth: usize,
    in_title: bool,
    budget: &'b Budget,
}

/// A table that is open.
enum Table {
    /// Lays out other tables: its text becomes lines, its inner tables become tables.
    Layout,
    /// Holds data.
    Data(Grid),
    /// Stands in a cell of a data table, and becomes text of this cell.
    InCell,
}

impl Page<'_> {
    fn open(&mut self, node: &Node) -> Result<(), ReadError> {
        match node {
            Node::Text(text) if self.in_title => self.title.push_str(text),
            Node::Text(_) if self.invisible_depth > 0 => {}
            Node::Text(text) => match self.grid().and_then(|g| g.cell.as_mut()) {
                Some(cell) => cell.push(text),
                None => self.line.push(text),
            },
            Node::Element(_) if self.invisible_depth > 0 => self.invisible_depth += 1,
            Node::Element(element) => return self.open_element(element),
            _ => {}
        }
        Ok(())
    }

    fn open_element(&mut self, element: &Element) -> Result<(), ReadError> {
        let name = element.name();
        if is_invisible(name) || (is_hidden(element) && name != "tr") {
            self.invisible_depth = 1;
            self.in_title = name == "title";
            return Ok(());
        }
        if name == "table" {
            return self.open_table();
        }
        let in_cell = matches!(self.tables.last(), Some(Table::InCell));
        let (row, budget) = (self.row, self.budget);
        let grid = self.tables.iter_mut().rev().find_map(Table::grid);
        match (name, grid) {
            ("tr", Some(grid)) if !in_cell => grid.open_row(row, is_hidden(element), &mut self.sheet),
            ("td" | "th", Some(grid)) if !in_cell => grid.open_cell(element, budget)?,
            ("br", Some(Grid { cell: Some(cell), .. })) => cell.line.break_line(),
            ("b" | "strong", Some(Grid { cell: Some(cell), .. })) => cell.bold_depth += 1,
            ("td" | "th", Some(Grid { cell: Some(cell), .. })) => cell.line.add_space(),
            (name, Some(Grid { cell: Some(cell), .. })) if is_block(name) => cell.line.start_line(),
            ("br", _) => self.end_line()?,
            (name, _) if is_block(name) => self.end_line()?,
            ("td" | "th", None) => self.line.add_space(),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, node: &Node) -> Result<(), ReadError> {
        let Node::Element(element) = node else { return Ok(()) };
        if self.invisible_depth > 0 {
            self.invisible_depth -= 1;
            self.in_title &= self.invisible_depth > 0;
            return Ok(());
        }
        let name = element.name();
        if name == "table" {
            return self.close_table();
        }
        let in_cell = matches!(self.tables.last(), Some(Table::InCell));
        let grid = self.tables.iter_mut().rev().find_map(Table::grid);
        match (name, grid) {
            ("td" | "th", Some(grid)) if !in_cell => grid.close_cell(&mut self.sheet, self.budget)?,
            ("b" | "strong", Some(Grid { cell: Some(cell), .. })) => {
                cell.bold_depth = cell.bold_depth.saturating_sub(1);
            }
            (name, Some(Grid { cell: Some(cell), .. })) if is_block(name) => cell.line.start_line(),
            (name, _) if is_block(name) => self.end_line()?,
            _ => {}
        }
        Ok(())
    }

    fn open_table(&mut self) -> Result<(), ReadError> {
        let layout = self.layouts.pop_front().unwrap_or(false);
        if let Some(cell) = self.grid().and_then(|g| g.cell.as_mut()) {
            cell.line.start_line();
            self.tables.push(Table::InCell);
            return Ok(());
        }
        self.end_line()?;
        if layout {
            self.tables.push(Table::Layout);
        } else {
            // Leave a blank row above the table, so that it is not joined with what precedes it.
            self.row += u32::from(self.row > 0);
            self.tables.push(Table::Data(Grid::default()));
        }
        Ok(())
    }

    fn close_table(&mut self) -> Result<(), ReadError> {
        match self.tables.pop() {
            Some(Table::Data(mut grid)) => {
                grid.close_cell(&mut self.sheet, self.budget)?;
                if let Some(last) = grid.last_row {
                    self.row = last.saturating_add(2).min(LAST_ROW);
                }
            }
            Some(Table::InCell) => {
                if let Some(cell) = self.grid().and_then(|g| g.cell.as_mut()) {
                    cell.line.start_line();
                }
            }
            Some(Table::Layout) => self.end_line()?,
            None => {}
        }
        Ok(())
    }

    /// Writes the text read outside of tables into a row of its own. This is where the title of a table
    /// stands.
    fn end_line(&mut self) -> Result<(), ReadError> {
        let text = self.line.take();
        if text.is_empty() || self.row > LAST_ROW {
            return Ok(());
        }
        self.budget.take_cell()?;
        let content = CellContent::Text(Arc::from(text));
        self.sheet.push((self.row, 0), Cell { content, ..Cell::default() });
        self.row += 1;
        Ok(())
    }

    /// Returns the innermost open data table.
    fn grid(&mut self) -> Option<&mut Grid> {
        self.tables.iter_mut().rev().find_map(Table::grid)
    }
}

impl Table {
    fn grid(&mut self) -> Option<&mut Grid> {
        match self {
            Self::Data(grid) => Some(grid),
            _ => None,
        }
    }
}

/// Whether the content of this element is skipped: scripts, styles, graphics and embedded pages.
fn is_invisible(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "template" | "title" | "noscript" | "svg" | "math" | "iframe" | "object"
    )
}

fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    style.to_ascii_lowercase().replace(' ', "").contains("display:none")
}

/// Whether this element starts and ends a line.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "blockquote"
            | "caption"
            | "center"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "tr"
            | "ul"
    )
}
