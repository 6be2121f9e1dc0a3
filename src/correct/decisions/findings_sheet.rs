//! Reads the lines of an earlier result's findings sheet on which a person wrote something, whichever program
//! saved the sheet.

use std::collections::BTreeMap;

use super::words::{Meaning, meaning};
use crate::messages;
use crate::model::{
    Book, Cell, CellContent, CellRef, Decision, FindingKey, Lang, Message, Refusal, Sheet, display_cell, own,
};

/// The decisions of a workbook, and remarks on the sheet that holds them.
#[derive(Debug, Clone, Default)]
pub(crate) struct FoundDecisions {
    /// The decisions, in the order of the sheet.
    pub decisions: Vec<Decision>,
    /// Messages about what was changed in the sheet: it was renamed, or a column is gone.
    pub remarks: Vec<Message>,
}

/// Reads the decisions of a workbook that the program wrote. A line on which nothing was written gives no
/// decision.
#[must_use]
pub(crate) fn read_decisions(book: &Book) -> FoundDecisions {
    let mut found = FoundDecisions::default();
    let named = |sheet: &&Sheet| sheet.name == own::TEMUAN;
    let with_keys = |sheet: &&Sheet| find_cell(sheet, &[own::TECHNICAL_RULE.to_owned()]).is_some();
    // The sheet is found by its hidden keys. If these were deleted, it is found by its heads or by its name.
    let with_heads = |sheet: &&Sheet| {
        find_cell(sheet, &column_heads("rapi.temuan.kolom.keputusan")).is_some()
            && find_cell(sheet, &column_heads("rapi.temuan.kolom.status")).is_some()
    };
    let sheets = || book.sheets.iter();
    let sheet = sheets()
        .find(|sheet| named(sheet) && with_keys(sheet))
        .or_else(|| sheets().find(with_keys))
        .or_else(|| sheets().find(with_heads))
        .or_else(|| sheets().find(named));
    let Some(sheet) = sheet else {
        found.remarks.push(Message::new("decision.no_sheet"));
        return found;
    };
    if !named(&sheet) {
        found.remarks.push(Message::new("decision.sheet_renamed").with("sheet", sheet.name.as_str()));
    }
    // Another sheet with keys is a copy that the program did not make.
    for other in sheets().filter(|other| with_keys(other) && other.name != sheet.name) {
        found.remarks.push(
            Message::new("decision.sheet_copied")
                .with("other", other.name.as_str())
                .with("sheet", sheet.name.as_str()),
        );
    }
    let head = match SheetHead::find(sheet) {
        Ok(head) => head,
        Err(why) => {
            found.remarks.push(why);
            return found;
        }
    };
    for (key, column) in
        [("rapi.temuan.kolom.keputusan", head.decision), ("rapi.temuan.kolom.nilai_sendiri", head.own_value)]
    {
        if column.is_none() {
            found.remarks.push(missing_column(sheet, key));
        }
    }
    let (decisions, withdrawn) = read_lines(sheet, &head);
    found.decisions = decisions;
    found.remarks.extend(withdrawn);
    found
}

/// The head row and the columns of the findings sheet. Columns are found by their heads, because a person may
/// have moved them. Rows and columns count from 0.
struct SheetHead {
    row: u32,
    decision: Option<u32>,
    own_value: Option<u32>,
    reason: Option<u32>,
    visible: VisibleColumns,
    hidden: Option<HiddenColumns>,
}

/// The parts of a line's key that a person sees.
struct VisibleKey {
    key: FindingKey,
    /// The description. On the line of a proposal it begins with the proposal's letter.
    description: String,
}

/// The visible columns with which a line's key is compared. `None` for a column that is gone.
struct VisibleColumns {
    rule: Option<u32>,
    /// Only in results of earlier versions. Today the column of the cell also names the sheet.
    sheet: Option<u32>,
    cell: Option<u32>,
    description: Option<u32>,
}

/// The hidden columns with the key of each line.
struct HiddenColumns {
    rule: u32,
    item: u32,
    stated: u32,
    place: u32,
    /// What an earlier run noted of the decision: the day, a blank, and the words of the decision.
    decided: Option<u32>,
    /// The letter of the line's proposal. `None` in results of earlier versions.
    proposal: Option<u32>,
}

impl SheetHead {
    /// Finds the head row and the columns.
    ///
    /// # Errors
    /// Returns a message if the sheet has neither a decision column nor one for own values.
    fn find(sheet: &Sheet) -> Result<Self, Message> {
        let head = find_cell(sheet, &column_heads("rapi.temuan.kolom.keputusan"))
            .or_else(|| find_cell(sheet, &column_heads("rapi.temuan.kolom.nilai_sendiri")))
            .or_else(|| find_cell(sheet, &[own::TECHNICAL_RULE.to_owned()]));
        let (row, _) = head.ok_or_else(|| missing_column(sheet, "rapi.temuan.kolom.keputusan"))?;
        let column = |texts: &[String]| {
            let mut of_row = sheet.cells.range((row, 0)..=(row, u32::MAX));
            of_row
                .find(|(_, cell)| texts.iter().any(|text| has_text(cell, text)))
                .map(|((_, column), _)| *column)
        };
        let hidden = |name: &str| column(&[name.to_owned()]);
        let key = || {
            Some(HiddenColumns {
                rule: hidden(own::TECHNICAL_RULE)?,
                item: hidden(own::TECHNICAL_ITEM)?,
                stated: hidden(own::TECHNICAL_STATED)?,
                place: hidden(own::TECHNICAL_PLACE)?,
                decided: hidden(own::TECHNICAL_DECIDED),
                proposal: hidden(own::TECHNICAL_PROPOSAL),
            })
        };
        let decision = column(&column_heads("rapi.temuan.kolom.keputusan"));
        let own_value = column(&column_heads("rapi.temuan.kolom.nilai_sendiri"));
        if decision.is_none() && own_value.is_none() {
            return Err(missing_column(sheet, "rapi.temuan.kolom.keputusan"));
        }
        Ok(Self {
            row,
            decision,
            own_value,
            reason: column(&column_heads("rapi.temuan.kolom.alasan")),
            visible: VisibleColumns {
                rule: column(&column_heads("rapi.temuan.kolom.aturan")),
                sheet: column(&column_heads("rapi.temuan.kolom.lembar")),
                cell: column(&column_heads("rapi.temuan.kolom.sel")),
                description: column(&column_heads("rapi.temuan.kolom.uraian")),
            },
            hidden: key(),
        })
    }
}

/// Returns the head of a column in both languages, by its message key.
pub(super) fn column_heads(key: &str) -> Vec<String> {
    [Lang::Id, Lang::En].map(|lang| messages::sentence(key, &[], lang.code())).to_vec()
}

/// Builds the remark that a column is missing.
fn missing_column(sheet: &Sheet, key: &str) -> Message {
    let head = column_heads(key).into_iter().next().unwrap_or_default();
    Message::new("decision.no_column").with("column", head).with("sheet", sheet.name.as_str())
}

/// Returns the row and column of the first cell with one of the texts.
fn find_cell(sheet: &Sheet, texts: &[String]) -> Option<(u32, u32)> {
    sheet.cells.iter().find(|(_, cell)| texts.iter().any(|text| has_text(cell, text))).map(|(at, _)| *at)
}

/// Whether a cell holds this text, apart from the case of ASCII letters and blanks around it.
fn has_text(cell: &Cell, text: &str) -> bool {
    matches!(&cell.content, CellContent::Text(t) if t.trim().eq_ignore_ascii_case(text))
}

/// Returns the decisions, and remarks on decisions that an earlier run noted and that were deleted since.
fn read_lines(sheet: &Sheet, head: &SheetHead) -> (Vec<Decision>, Vec<Message>) {
    let mut rows: BTreeMap<u32, BTreeMap<u32, &Cell>> = BTreeMap::new();
    for ((row, column), cell) in sheet.cells.range((head.row + 1, 0)..) {
        rows.entry(*row).or_default().insert(*column, cell);
    }
    // A decision in merged cells counts for each of their lines.
    for area in sheet.merges.iter().filter(|area| area.first_row > head.row) {
        let is_decision = [head.decision, head.own_value].contains(&Some(area.first_column));
        let first = sheet.cells.get(&(area.first_row, area.first_column)).filter(|_| is_decision);
        for row in first.into_iter().flat_map(|_| area.first_row + 1..=area.last_row) {
            if let (Some(cells), Some(cell)) = (rows.get_mut(&row), first) {
                cells.insert(area.first_column, cell);
            }
        }
    }
    let mut withdrawn = Vec::new();
    let mut line = |(row, cells): (&u32, &BTreeMap<u32, &Cell>)| {
        let cell = |column: Option<u32>| column.and_then(|column| cells.get(&column));
        let text = |column: Option<u32>| cell(column).map(|cell| plain_text(cell)).unwrap_or_default();
        let word = cell(head.decision).map(|cell| display_cell(cell)).unwrap_or_default();
        let own =
            head.own_value.and_then(|column| cells.get(&column)).filter(|cell| !cell.content.is_blank());
        let reason = text(head.reason);
        let noted = text(head.hidden.as_ref().and_then(|hidden| hidden.decided));
        let seen = read_visible_key(&head.visible, &text);
        if own.is_none() && meaning(&word) == Meaning::Nothing {
            let before = noted.split_once(' ').and_then(|(_, said)| said.rsplit_once('|'));
            if let Some(before) =
                before.map(|(said, _)| said.trim_matches('|')).filter(|said| !said.is_empty())
            {
                let FindingKey { rule, sheet, cell, .. } = &seen.key;
                let place = [rule, sheet, cell].map(String::as_str).join(" ");
                withdrawn.push(
                    Message::new("decision.withdrawn")
                        .with("row", (row + 1).to_string())
                        .with("place", place.trim())
                        .with("said", before),
                );
            }
            if reason.trim().is_empty() {
                return None;
            }
        }
        let letter = text(head.hidden.as_ref().and_then(|hidden| hidden.proposal));
        let (key, trouble) = match head.hidden.as_ref().map(|hidden| read_hidden_key(hidden, &text)) {
            Some(key) if !key.rule.is_empty() => {
                let trouble = refuse_if_moved(&key, letter.trim(), &seen);
                (key, trouble)
            }
            _ => (seen.key, Some(Refusal::MissingKey)),
        };
        let mut decision = Decision {
            row: row + 1,
            key,
            word,
            own_value: own.map(|cell| (*cell).clone()),
            reason,
            day: None,
            proposal: proposal_rank(letter.trim()),
            edit: None,
            refusal: trouble,
        };
        decision.day = noted
            .split_once(' ')
            .filter(|(_, said)| *said == decision.written_text())
            .map(|(day, _)| day.to_owned());
        Some(decision)
    };
    let decisions = rows.iter().filter_map(&mut line).collect();
    (decisions, withdrawn)
}

/// Reads the key of a line from its hidden columns.
fn read_hidden_key(hidden: &HiddenColumns, text: &impl Fn(Option<u32>) -> String) -> FindingKey {
    let place = text(Some(hidden.place));
    let (sheet, cell) = place.rsplit_once('!').unwrap_or(("", &place));
    FindingKey {
        rule: text(Some(hidden.rule)),
        item: text(Some(hidden.item)),
        stated: Some(text(Some(hidden.stated))).filter(|stated| !stated.is_empty()),
        sheet: sheet.to_owned(),
        cell: cell.to_owned(),
    }
}

/// Reads the visible parts of a line's key. Sheet and cell stand in one column; results of earlier versions
/// have two columns.
fn read_visible_key(visible: &VisibleColumns, text: &impl Fn(Option<u32>) -> String) -> VisibleKey {
    let (sheet, cell) = (text(visible.sheet), text(visible.cell));
    let (sheet, cell) = match cell.trim().rsplit_once(' ') {
        Some((of_cell, cell)) if visible.sheet.is_none() => (of_cell.to_owned(), cell.to_owned()),
        _ => (sheet, cell),
    };
    let key = FindingKey { rule: text(visible.rule), sheet, cell, ..FindingKey::default() };
    VisibleKey { key, description: text(visible.description) }
}

/// Returns the place of a proposal in the case's list, from 0, by its letter. `None` if the text is no
/// letter.
fn proposal_rank(letter: &str) -> Option<usize> {
    let (_, column) = CellRef::read_a1(&format!("{letter}1"))?;
    usize::try_from(column).ok()
}

/// Returns the refusal of a line whose hidden key belongs to another finding or proposal than its visible
/// cells: some columns were sorted or moved and the others were not. `None` if the two agree.
fn refuse_if_moved(key: &FindingKey, letter: &str, seen: &VisibleKey) -> Option<Refusal> {
    let visible = &seen.key;
    let differs = |seen: &str, kept: &str| !seen.is_empty() && seen.trim() != kept.trim();
    let parted = differs(&visible.rule, &key.rule)
        || differs(&visible.sheet, &key.sheet)
        || differs(&visible.cell, &key.cell);
    let is_bare = visible.rule.is_empty() && visible.sheet.is_empty() && visible.cell.is_empty();
    let other_proposal = !letter.is_empty() && !belongs_to_proposal(&seen.description, letter);
    let said = |key: &FindingKey, letter: &str| {
        [&key.rule, &key.sheet, &key.cell, letter].join(" ").trim().to_owned()
    };
    (parted || is_bare || other_proposal).then(|| Refusal::Moved {
        key: said(key, letter),
        visible: said(visible, if other_proposal { seen.description.trim() } else { letter }),
    })
}

/// Whether a description belongs to the proposal with this letter. It begins with the letter, or with the
/// word for the only proposal ("Usulan"). An empty description belongs to any.
fn belongs_to_proposal(description: &str, letter: &str) -> bool {
    let description = description.trim();
    let begins = |name: &str| description.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ' ']));
    description.is_empty()
        || begins(letter)
        || letter == "A" && column_heads("rapi.temuan.usulan").iter().any(|name| begins(name))
}

/// Returns the content of a cell that the program wrote as text. Some programs turn texts that look like
/// numbers into numbers.
fn plain_text(cell: &Cell) -> String {
    match &cell.content {
        CellContent::Number(n) => n.normalize().to_string(),
        _ => display_cell(cell),
    }
}
