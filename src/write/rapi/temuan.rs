//! The findings, one a line, with what is proposed and a column for the decision.
//!
//! The sheet is read again by the next run. What it is read by:
//! - the head row is the one that holds the texts of [`COLUMNS`] (`rapi.temuan.kolom.*` in
//!   `messages/`, in either language);
//! - `keputusan` holds [`ACCEPT`], a letter (`A`, `B`, …: the case's proposals in their order),
//!   [`REJECT`] or [`LATER`]; it stands on the first line of a case and holds for the whole case;
//! - `nilai_sendiri` holds a person's own value for the cell that the line names, `alasan` a reason;
//! - the hidden columns [`TECHNICAL`] say which finding it is, whatever the order of the rows:
//!   `renja:aturan` (rule code), `renja:item` (the item with those above it), `renja:tertulis` (the plain
//!   stated value, empty for a blank cell), `renja:sel` (sheet and cell), `renja:keputusan` (the day of the
//!   decision and what it said then). They are within the range of the filter, so that sorting by its arrows
//!   moves them with their line.
//!
//! What a person wrote stands in the next result as it was written, used or not; lines that match no
//! finding any more stand below the others.

use rust_xlsxwriter::{
    Color, ConditionalFormatText, ConditionalFormatTextRule, DataValidation, DataValidationErrorStyle,
};

use super::canvas::{Canvas, Content, Target, a1, narrow};
use super::layout;
use super::plan::Plan;
use super::style::{self, Align, Look, hundredth, number_format};
use super::tabel::is_retyped;
use super::{Document, WriteError};
use crate::model::own::{self, ACCEPT, LATER, REJECT};
use crate::model::{
    Case, Cell, CellContent, CellRef, Class, Decided, DecidedBy, Finding, Key, Message, Outcome, Proposal,
    Refusal, Severity, Value,
};

/// The columns that a person sees, in their order: keys below `rapi.temuan.kolom`.
pub const COLUMNS: [&str; 17] = [
    "nomor",
    "kasus",
    "aturan",
    "sifat",
    "lembar",
    "sel",
    "lihat",
    "uraian",
    "tertulis",
    "seharusnya",
    "selisih",
    "penjelasan",
    "usulan",
    "keputusan",
    "nilai_sendiri",
    "alasan",
    "status",
];
/// The hidden columns behind them, the same in every language.
pub const TECHNICAL: [&str; 5] = [
    own::TECHNICAL_RULE,
    own::TECHNICAL_ITEM,
    own::TECHNICAL_STATED,
    own::TECHNICAL_PLACE,
    own::TECHNICAL_DECIDED,
];

const WIDTHS: [f64; 17] =
    [5.0, 6.5, 9.0, 11.5, 10.5, 7.0, 8.5, 27.0, 15.0, 15.0, 15.0, 42.0, 48.0, 12.5, 16.0, 22.0, 30.0];
/// More changes than this are counted, not listed: Perubahan lists them once applied.
const MOST_CHANGES: usize = 8;
/// The head: below the banner, a line of guidance and an empty one.
const HEAD_ROW: u32 = 3;

/// Writes the sheet.
pub(super) fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let mut widths = widths(document);
    widths.extend(TECHNICAL.map(|_| 12.0));
    let mut canvas = Canvas::new(own::TEMUAN, &widths)?;
    document.banner(&mut canvas, &document.say("rapi.temuan.judul"))?;
    canvas.text(2, 0, &document.say("rapi.temuan.petunjuk"), &Look::SMALL.ink(style::INK))?;
    let hidden = u32::try_from(COLUMNS.len()).unwrap_or(0);
    canvas.text(1, hidden, &own::digest_mark(&document.origin.digest), &Look::SMALL)?;
    canvas.text(1, hidden + 1, &own::version_mark(), &Look::SMALL)?;
    head(&mut canvas, document)?;
    let sheet = Findings { document, plan, cases: cases_of(document) };
    for (place, finding) in document.findings.iter().enumerate() {
        sheet.line(&mut canvas, place, finding)?;
    }
    let first = HEAD_ROW + 1 + u32::try_from(document.findings.len()).unwrap_or(0);
    let lost: Vec<&Decided> = sheet.without_line().collect();
    for (row, decided) in (first..).zip(&lost) {
        sheet.lost(&mut canvas, row, decided)?;
    }
    if document.findings.is_empty() {
        let look = Look::PLAIN.bold().ink(style::GREEN).single_line();
        canvas.text(HEAD_ROW + 1, 0, &document.say("rapi.temuan.tidak_ada"), &look)?;
    }
    window(&mut canvas, document.findings.len() + lost.len())?;
    Ok(canvas)
}

/// The columns' widths: those of figures are as wide as their widest number, which is never wrapped.
fn widths(document: &Document<'_>) -> Vec<f64> {
    let mut widths = WIDTHS.to_vec();
    for finding in document.findings {
        for (key, value) in [
            ("tertulis", &finding.stated),
            ("seharusnya", &finding.computed),
            ("selisih", &finding.difference),
        ] {
            let number = value.as_ref().filter(|value| plain_number(value).is_some());
            let needed =
                number.map_or(0.0, |value| layout::width(&value.to_string(), &Look::LIST.bold().right()));
            if let Some(width) = usize::try_from(column(key)).ok().and_then(|place| widths.get_mut(place)) {
                *width = width.max(needed.min(40.0));
            }
        }
    }
    widths
}

/// The text of a column's head.
fn column_head(document: &Document<'_>, key: &str) -> String {
    document.say(&format!("rapi.temuan.kolom.{key}"))
}

fn head(canvas: &mut Canvas, document: &Document<'_>) -> Result<(), WriteError> {
    for (column, key) in (0u32..).zip(COLUMNS) {
        canvas.text(HEAD_ROW, column, &column_head(document, key), &Look::OWN_HEAD)?;
    }
    let first = u32::try_from(COLUMNS.len()).unwrap_or(0);
    for (column, name) in (first..).zip(TECHNICAL) {
        canvas.text(HEAD_ROW, column, name, &Look::SMALL)?;
        canvas.sheet.set_column_hidden(narrow(column)?)?;
    }
    canvas.height(HEAD_ROW, 32.0);
    Ok(())
}

/// The place of a column by its key.
fn column(key: &str) -> u32 {
    COLUMNS.iter().position(|k| *k == key).and_then(|place| u32::try_from(place).ok()).unwrap_or(0)
}

/// The case of each finding, by its place in the list.
fn cases_of(document: &Document<'_>) -> Vec<Option<usize>> {
    let mut cases = vec![None; document.findings.len()];
    for (number, case) in document.cases.iter().enumerate() {
        for finding in &case.findings {
            if let Some(slot) = cases.get_mut(*finding) {
                *slot = slot.or(Some(number));
            }
        }
    }
    cases
}

struct Findings<'a> {
    document: &'a Document<'a>,
    plan: &'a Plan<'a>,
    cases: Vec<Option<usize>>,
}

impl Findings<'_> {
    fn line(&self, canvas: &mut Canvas, place: usize, finding: &Finding) -> Result<(), WriteError> {
        let row = HEAD_ROW + 1 + u32::try_from(place).map_err(|_| WriteError("rows".to_owned()))?;
        let number = self.cases.get(place).copied().flatten();
        let case = number.and_then(|number| self.document.cases.get(number));
        let first = number.and_then(|number| self.cases.iter().position(|c| *c == Some(number)));
        let leads = first == Some(place);
        let list = Look::LIST;
        let center = list.align(Align::Center);
        let number_text = (place + 1).to_string();
        canvas.text(row, column("nomor"), &number_text, &center.ink(style::MUTED))?;
        let case_text = number.map(|number| (number + 1).to_string()).unwrap_or_default();
        canvas.text(row, column("kasus"), &case_text, &center)?;
        canvas.text(row, column("aturan"), finding.rule, &list.bold())?;
        let severity = self.document.say(severity_key(finding.severity));
        canvas.text(row, column("sifat"), &severity, &center.bold().severity(finding.severity))?;
        canvas.text(row, column("lembar"), self.document.renja.sheet_name(finding.at.sheet), &list)?;
        canvas.text(row, column("sel"), &finding.at.a1(), &center)?;
        self.link(canvas, row, finding.at)?;
        canvas.text(row, column("uraian"), &finding.item, &list)?;
        self.figures(canvas, row, finding)?;
        // The case tells what its findings have in common; without a proposal it has no more to say.
        let explanation = match case {
            Some(case) if leads && !case.proposals.is_empty() => {
                let mut text = case.explanation.say(self.document.lang);
                if !case.complete {
                    text.push('\n');
                    text.push_str(&self.document.say("rapi.temuan.belum_tuntas"));
                }
                text
            }
            _ => finding.message.say(self.document.lang),
        };
        canvas.text(row, column("penjelasan"), &explanation, &Look { size: 9, ..list })?;
        self.decision(canvas, row, place, case, first.filter(|_| !leads))?;
        self.status(canvas, row, place, number, finding)?;
        self.technical(canvas, row, place, finding)
    }

    fn link(&self, canvas: &mut Canvas, row: u32, at: CellRef) -> Result<(), WriteError> {
        let look = Look::LIST.align(Align::Center);
        match self.plan.find(at) {
            Some(target) => {
                let text = format!("{} ›", target.a1());
                canvas.put(row, column("lihat"), &Content::Link(&text, target), &look.link())
            }
            None => canvas.put(row, column("lihat"), &Content::Blank, &look),
        }
    }

    /// Stated, computed, and the difference as a formula over the two.
    fn figures(&self, canvas: &mut Canvas, row: u32, finding: &Finding) -> Result<(), WriteError> {
        let look = Look::LIST.right();
        let blank = self.document.say("rapi.kosong");
        match &finding.stated {
            None if finding.computed.is_some() => {
                canvas.text(
                    row,
                    column("tertulis"),
                    &blank,
                    &Look { italic: true, ..look.ink(style::MUTED) },
                )?;
            }
            stated => figure(canvas, row, column("tertulis"), stated.as_ref(), &look)?,
        }
        figure(canvas, row, column("seharusnya"), finding.computed.as_ref(), &look)?;
        // Where stated and computed are not of one kind ("105.000 lembar" for a percentage) there is
        // no difference; else it shows as many decimals as the finer of the two.
        let difference = match (&finding.stated, &finding.computed, &finding.difference) {
            (Some(stated), Some(computed), Some(_)) => match (plain_number(stated), plain_number(computed)) {
                (Some(a), Some(b)) => {
                    let finer = if b.scale() > a.scale() { computed } else { stated };
                    a.checked_sub(b).map(|difference| (difference, number_format(finer)))
                }
                _ => None,
            },
            _ => None,
        };
        match difference {
            Some((difference, format)) => {
                let code = format!("{}-{}", a1(row, column("tertulis")), a1(row, column("seharusnya")));
                let content = Content::Formula(code, difference, &format);
                canvas.put(row, column("selisih"), &content, &look.bold().single_line())
            }
            None => canvas.put(row, column("selisih"), &Content::Blank, &look),
        }
    }

    /// The decision that stands on a finding's line.
    fn decided(&self, place: usize) -> Option<&Decided> {
        self.document.decided.iter().find(|decided| decided.finding == Some(place))
    }

    /// Decisions that no finding's line shows: they match none, or another one stands there.
    fn without_line(&self) -> impl Iterator<Item = &Decided> {
        let shown = |decided: &Decided| decided.finding.and_then(|place| self.decided(place));
        let lines = self.document.decided.iter().filter(|one| one.decision.edit.is_none());
        lines.filter(move |one| shown(one).is_none_or(|shown| !std::ptr::eq(shown, *one)))
    }

    /// What is proposed, and the cells that a person fills in. A case is decided once, on its
    /// first line.
    fn decision(
        &self,
        canvas: &mut Canvas,
        row: u32,
        place: usize,
        case: Option<&Case>,
        first: Option<usize>,
    ) -> Result<(), WriteError> {
        let look = Look::LIST;
        let faint = Look { italic: true, ..look.ink(style::MUTED).align(Align::Center) };
        let decided = self.decided(place);
        let Some(case) = case else {
            canvas.put(row, column("usulan"), &Content::Blank, &look)?;
            return match decided {
                Some(decided) => written(canvas, row, decided),
                None => blanks(canvas, row, &look),
            };
        };
        if let Some(first) = first {
            let see =
                self.document.say("rapi.temuan.lihat_nomor").replace("%{nomor}", &(first + 1).to_string());
            canvas.text(row, column("usulan"), &see, &Look { italic: true, ..look.ink(style::MUTED) })?;
        } else {
            canvas.text(row, column("usulan"), &self.proposals(case), &Look { size: 9, ..look })?;
        }
        if let Some(decided) = decided {
            written(canvas, row, decided)?;
        } else {
            blanks(canvas, row, &Look::INPUT)?;
            if first.is_some() {
                canvas.text(row, column("keputusan"), "↑", &faint)?;
            }
        }
        if first.is_some() {
            return Ok(());
        }
        let choices = choices(case);
        let validation = DataValidation::new()
            .allow_list_strings(&choices.iter().map(String::as_str).collect::<Vec<_>>())?
            .set_error_title(self.document.say("rapi.temuan.salah_judul"))?
            .set_error_message(self.document.say("rapi.temuan.salah_isi"))?
            // Other words are understood too, or asked about.
            .set_error_style(DataValidationErrorStyle::Warning);
        let at = narrow(column("keputusan"))?;
        canvas.sheet.add_data_validation(row, at, row, at, &validation)?;
        Ok(())
    }

    /// A decision that no finding's line shows, as it stands in the earlier result.
    fn lost(&self, canvas: &mut Canvas, row: u32, decided: &Decided) -> Result<(), WriteError> {
        let list = Look::LIST.ink(style::MUTED);
        for place in 0..u32::try_from(COLUMNS.len()).unwrap_or(0) {
            canvas.put(row, place, &Content::Blank, &list)?;
        }
        let Key { rule, item, stated, sheet, cell } = &decided.decision.key;
        let stated = stated.as_deref().unwrap_or_default();
        for (key, text) in [
            ("aturan", rule.as_str()),
            ("lembar", sheet),
            ("sel", cell),
            ("uraian", item),
            ("tertulis", stated),
        ] {
            canvas.text(row, column(key), text, &list)?;
        }
        written(canvas, row, decided)?;
        self.outcome(canvas, row, decided)?;
        technical(canvas, row, &decided.decision.key, Some(decided))
    }

    /// What became of a decision.
    fn outcome(&self, canvas: &mut Canvas, row: u32, decided: &Decided) -> Result<(), WriteError> {
        let (text, look) = match &decided.outcome {
            // Said by the finding's own status.
            Outcome::Noted => return canvas.put(row, column("status"), &Content::Blank, &Look::LIST),
            Outcome::Applied => {
                ("rapi.status.keputusan", Look::LIST.fill(style::GREEN_FILL).ink(style::GREEN).bold())
            }
            Outcome::Refused => {
                ("rapi.status.ditolak", Look::LIST.fill(style::SLATE_FILL).ink(style::MUTED).bold())
            }
            Outcome::Later => {
                ("rapi.status.ditunda", Look::LIST.fill(style::AMBER_FILL).ink(style::AMBER).bold())
            }
            Outcome::Unused(refusal) => {
                let why = refusal.message();
                let unused = match refusal {
                    Refusal::Word(..) => why,
                    _ => Message::new("rapi.status.tidak_dipakai").with("why", why),
                };
                let look = Look { size: 9, ..Look::LIST.fill(style::RED_FILL).ink(style::RED) };
                return canvas.text(row, column("status"), &unused.say(self.document.lang), &look);
            }
        };
        canvas.text(row, column("status"), &self.document.say(text), &look.align(Align::Center))
    }

    fn proposals(&self, case: &Case) -> String {
        if case.proposals.is_empty() {
            return self.document.say("rapi.temuan.tanpa_usulan");
        }
        let several = case.proposals.len() > 1;
        let text = |(place, proposal): (usize, &Proposal)| {
            let letter = if several { format!("{} · ", letter(place)) } else { String::new() };
            format!("{letter}{}", self.proposal(proposal))
        };
        case.proposals.iter().enumerate().map(text).collect::<Vec<_>>().join("\n")
    }

    fn proposal(&self, proposal: &Proposal) -> String {
        let class = self.document.say(class_key(proposal.class));
        let reason = proposal.reason.say(self.document.lang);
        // A reason that names every change with its place needs no list beside it; nor do texts
        // that become the numbers they say.
        let told = proposal
            .changes
            .iter()
            .all(|c| is_retyped(c) || reason.contains(&c.at.a1()) && reason.contains(&c.to.to_string()));
        if told && !proposal.changes.is_empty() {
            return format!("{class}\n{reason}");
        }
        let mut changes: Vec<String> = proposal
            .changes
            .iter()
            .take(MOST_CHANGES)
            .map(|change| {
                let from =
                    change.from.as_ref().map_or_else(|| self.document.say("rapi.kosong"), Value::to_string);
                let place = self.document.renja.place(change.at);
                let item = change.item.rsplit(" > ").next().unwrap_or("");
                format!("• {place} {item}: {from} → {}", change.to)
            })
            .collect();
        if proposal.changes.len() > MOST_CHANGES {
            let more = proposal.changes.len() - MOST_CHANGES;
            let more = Message::new("rapi.ringkasan.dan_lagi").with("jumlah", more);
            changes.push(more.say(self.document.lang));
        }
        format!("{class}\n{}\n{reason}", changes.join("\n"))
    }

    /// What became of the finding. A decision holds for all lines of its case.
    fn status(
        &self,
        canvas: &mut Canvas,
        row: u32,
        place: usize,
        number: Option<usize>,
        finding: &Finding,
    ) -> Result<(), WriteError> {
        let case = number.and_then(|number| self.document.cases.get(number));
        let of_case = |decided: &&Decided| {
            decided.finding.is_some_and(|finding| case.is_some_and(|case| case.findings.contains(&finding)))
        };
        let of_all = || self.document.decided.iter().filter(of_case).find(|d| d.is_of_case());
        let own = self.decided(place).filter(|decided| decided.outcome != Outcome::Noted);
        if let Some(decided) = own.or_else(of_all) {
            return self.outcome(canvas, row, decided);
        }
        let look = Look::LIST.align(Align::Center);
        let applied = number.and_then(|_| self.document.applied.iter().find(|a| a.case == number));
        let (key, look) = match (applied.map(|a| a.by), case) {
            (Some(DecidedBy::Program), _) => {
                ("rapi.status.otomatis", look.fill(style::GREEN_FILL).ink(style::GREEN).bold())
            }
            (_, Some(case)) if !case.proposals.is_empty() => ("rapi.status.menunggu", look),
            (_, _) if finding.severity == Severity::Note => ("rapi.status.catatan", look.ink(style::MUTED)),
            (_, _) => ("rapi.status.periksa", look),
        };
        canvas.text(row, column("status"), &self.document.say(key), &look)
    }

    fn technical(
        &self,
        canvas: &mut Canvas,
        row: u32,
        place: usize,
        finding: &Finding,
    ) -> Result<(), WriteError> {
        let key = Key {
            rule: finding.rule.to_owned(),
            item: finding.item.clone(),
            stated: finding.stated.as_ref().map(Value::plain),
            sheet: self.document.renja.sheet_name(finding.at.sheet).to_owned(),
            cell: finding.at.a1(),
        };
        technical(canvas, row, &key, self.decided(place))
    }
}

/// The hidden cells of a line.
fn technical(canvas: &mut Canvas, row: u32, key: &Key, decided: Option<&Decided>) -> Result<(), WriteError> {
    let place = format!("{}!{}", key.sheet, key.cell);
    let said = decided.map_or_else(String::new, |one| {
        format!("{} {}", one.decision.day.as_deref().unwrap_or_default(), one.decision.said())
    });
    let first = u32::try_from(COLUMNS.len()).unwrap_or(0);
    let texts = [&key.rule, &key.item, key.stated.as_ref().unwrap_or(&String::new()), &place, &said]
        .map(String::clone);
    for (column, text) in (first..).zip(&texts) {
        canvas.text(row, column, text, &Look::SMALL)?;
    }
    Ok(())
}

/// The cells of a decision as a person wrote them; marked where it is not used.
fn written(canvas: &mut Canvas, row: u32, decided: &Decided) -> Result<(), WriteError> {
    let look = match decided.outcome {
        Outcome::Unused(_) => Look::INPUT.fill(style::RED_FILL),
        _ => Look::INPUT,
    };
    canvas.text(row, column("keputusan"), &decided.decision.word, &look)?;
    canvas.text(row, column("alasan"), &decided.decision.reason, &look)?;
    let at = column("nilai_sendiri");
    match &decided.decision.own {
        Some(Cell { content: CellContent::Number(n), format, .. }) => {
            // Amounts are shown with their thousands; a percentage as it was typed.
            let format = format.0.as_deref().filter(|code| *code != "General").unwrap_or("#,##0.##########");
            canvas.put(row, at, &Content::Number(*n, format), &look.right().single_line())
        }
        Some(cell) => canvas.text(row, at, &crate::model::shown(cell), &look.right()),
        None => canvas.put(row, at, &Content::Blank, &look),
    }
}

/// The cells of a decision that nobody has made.
fn blanks(canvas: &mut Canvas, row: u32, look: &Look) -> Result<(), WriteError> {
    ["keputusan", "nilai_sendiri", "alasan"]
        .into_iter()
        .try_for_each(|key| canvas.put(row, column(key), &Content::Blank, look))
}

/// A figure as a number that shows its unit, or words as they are.
fn figure(
    canvas: &mut Canvas,
    row: u32,
    column: u32,
    value: Option<&Value>,
    look: &Look,
) -> Result<(), WriteError> {
    let Some(value) = value else { return canvas.put(row, column, &Content::Blank, look) };
    let format = number_format(value);
    match plain_number(value) {
        Some(number) => canvas.put(row, column, &Content::Number(number, &format), &look.single_line()),
        None => canvas.text(row, column, &value.to_string(), look),
    }
}

/// The number that the cell holds: a share for a percentage.
fn plain_number(value: &Value) -> Option<rust_decimal::Decimal> {
    match value {
        Value::Percent(percent) => hundredth(*percent),
        other => other.number(),
    }
}

/// What the drop-down offers. A list in a validation takes 255 characters: letters are short.
fn choices(case: &Case) -> Vec<String> {
    let mut choices: Vec<String> = match case.proposals.len() {
        0 => Vec::new(),
        1 => vec![ACCEPT.to_owned()],
        several => (0..several.min(26)).map(letter).collect(),
    };
    choices.extend([REJECT.to_owned(), LATER.to_owned()]);
    choices
}

fn letter(place: usize) -> String {
    crate::model::column_name(u32::try_from(place).unwrap_or(0))
}

/// The message key of a severity's name.
pub(super) fn severity_key(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "rapi.sifat.error",
        Severity::Warning => "rapi.sifat.warning",
        Severity::Note => "rapi.sifat.note",
    }
}

/// The message key of a class's name.
pub(super) fn class_key(class: Class) -> &'static str {
    match class {
        Class::Safe => "rapi.kelas.safe",
        Class::Suggested => "rapi.kelas.suggested",
        Class::Display => "rapi.kelas.display",
    }
}

/// Filter, frozen head, and a colour for what was decided. Nothing is protected: in a protected sheet a
/// spreadsheet sorts no line that holds a locked cell.
fn window(canvas: &mut Canvas, lines: usize) -> Result<(), WriteError> {
    let last_column = narrow(column("status"))?;
    let last_hidden = narrow(column("status") + u32::try_from(TECHNICAL.len()).unwrap_or(0))?;
    let count = u32::try_from(lines).unwrap_or(0);
    let last_row = HEAD_ROW + count.max(1);
    let sheet = &mut canvas.sheet;
    sheet.autofilter(HEAD_ROW, 0, last_row, last_hidden)?;
    sheet.set_freeze_panes(HEAD_ROW + 1, 3)?;
    sheet.set_repeat_rows(HEAD_ROW, HEAD_ROW)?;
    sheet.set_print_area(0, 0, last_row, last_column)?;
    sheet.set_tab_color(Color::RGB(style::RED));
    sheet.set_screen_gridlines(false);
    let decision = narrow(column("keputusan"))?;
    for (word, fill, ink) in
        [(REJECT, style::SLATE_FILL, style::MUTED), (LATER, style::AMBER_FILL, style::AMBER)]
    {
        let look = rust_xlsxwriter::Format::new()
            .set_background_color(Color::RGB(fill))
            .set_font_color(Color::RGB(ink));
        let rule = ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith(word.to_owned()))
            .set_format(look);
        sheet.add_conditional_format(HEAD_ROW + 1, decision, last_row, decision, &rule)?;
    }
    sheet.ignore_error_range(
        HEAD_ROW + 1,
        0,
        last_row,
        last_column,
        rust_xlsxwriter::IgnoreError::NumberStoredAsText,
    )?;
    Ok(())
}

/// Where the list of findings begins, for links from other sheets.
pub(super) fn begin() -> Target<'static> {
    Target { sheet: own::TEMUAN, row: HEAD_ROW, column: 0 }
}
