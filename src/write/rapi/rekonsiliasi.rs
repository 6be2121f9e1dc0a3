//! Reconciles the pagu over the whole document: one row for each program and kegiatan, one column for each
//! table that states their pagu. All amounts are live references; differences are marked.

use std::collections::BTreeMap;

use rayon::prelude::*;
use rust_decimal::Decimal;
use rust_xlsxwriter::Color;

use super::canvas::{Canvas, Content, Target, a1};
use super::form::TableLayout;
use super::matching::{MATCHED_LEVELS, NamedTable, match_items};
use super::plan::{Measure, Plan};
use super::style::{self, Align, Look};
use super::sums::SumBreakdown;
use super::{Document, WriteError};
use crate::model::own;
use crate::model::{ItemId, Level, TableId};

const HEAD_ROW: u32 = 4;
const AMOUNT_FORMAT: &str = "#,##0";

/// Writes the sheet.
///
/// # Errors
///
/// If a limit of the format is exceeded.
pub fn write(document: &Document<'_>, plan: &Plan<'_>) -> Result<Canvas, WriteError> {
    let grid = Grid::new(plan);
    let mut widths = vec![17.0, 46.0];
    widths.extend(grid.columns().map(|_| 18.5));
    let mut canvas = Canvas::new(own::REKONSILIASI, &widths)?;
    document.write_banner(&mut canvas, &document.say("rapi.rekonsiliasi.judul"))?;
    canvas.put_text(2, 0, &document.say("rapi.rekonsiliasi.petunjuk"), &Look::SMALL.ink(style::INK))?;
    canvas.sheet.set_tab_color(Color::RGB(style::AMBER));
    canvas.sheet.set_screen_gridlines(false);
    if grid.measures.is_empty() {
        let look = Look::PLAIN.ink(style::MUTED).single_line();
        canvas.put_text(HEAD_ROW, 0, &document.say("rapi.rekonsiliasi.tidak_ada"), &look)?;
        return Ok(canvas);
    }
    let sheet = Reconciliation { document, grid };
    sheet.write_head(&mut canvas)?;
    let mut row = HEAD_ROW + 2;
    for line in &sheet.grid.rows {
        sheet.write_row(&mut canvas, row, line)?;
        row += 1;
    }
    sheet.write_sums(&mut canvas, row)?;
    canvas.sheet.set_freeze_panes(HEAD_ROW + 2, 2)?;
    canvas.print.head_rows = Some((HEAD_ROW, HEAD_ROW + 1));
    canvas.print.repeated_columns = 2;
    Ok(canvas)
}

/// The contents of the sheet.
struct Grid<'p, 'a> {
    /// The columns of amounts: the plan's own first, then those of the same year, then the others by year.
    measures: Vec<Measure<'p, 'a>>,
    /// Measures of one year that are neighbours: index of the first, and one past the last.
    groups: Vec<(usize, usize)>,
    rows: Vec<GridRow>,
    columns: Vec<GridColumn>,
}

/// A row: an item of the main table, with its counterpart in the table of each measure.
struct GridRow {
    level: Level,
    kode: String,
    label: String,
    items: Vec<Option<ItemId>>,
}

/// A column to the right of the names.
#[derive(Clone, Copy)]
enum GridColumn {
    /// The amounts of a measure, by its index.
    Amount(usize),
    /// The sums of the parts of a measure's amounts.
    PartsSum(usize),
    /// The differences between a measure's amounts and these sums.
    PartsDifference(usize),
    /// The spread of the measures of a group, by the group's index.
    Spread(usize),
}

impl<'p, 'a> Grid<'p, 'a> {
    fn new(plan: &'p Plan<'a>) -> Self {
        let Some(main) = plan.main_measure() else {
            return Self { measures: Vec::new(), groups: Vec::new(), rows: Vec::new(), columns: Vec::new() };
        };
        let matched = match_tables(&main, plan);
        let mut measures: Vec<Measure<'p, 'a>> =
            plan.measures().filter(|m| matched.contains_key(&m.layout.id)).collect();
        let is_main = |m: &Measure<'_, '_>| m.layout.id == main.layout.id && m.column == main.column;
        let base = main.year();
        // The sort is stable: within a year, measures keep the order of the workbook.
        measures.sort_by_key(|m| {
            (m.year() != base && m.year().is_some(), m.year().filter(|_| m.year() != base), !is_main(m))
        });
        let group = |m: &Measure<'_, '_>| m.year().or(base);
        let mut groups: Vec<(usize, usize)> = Vec::new();
        for (place, measure) in measures.iter().enumerate() {
            match groups.last_mut() {
                Some((first, end)) if measures.get(*first).map(group) == Some(group(measure)) => {
                    *end = place + 1;
                }
                _ => groups.push((place, place + 1)),
            }
        }
        let lines = build_rows(&main, &measures, &matched);
        let mut grid = Self { measures, groups, rows: lines, columns: Vec::new() };
        grid.columns = grid.build_columns();
        grid
    }

    /// Returns the columns to the right of the names, from left to right.
    fn build_columns(&self) -> Vec<GridColumn> {
        let mut places = Vec::new();
        for (number, (first, end)) in self.groups.iter().enumerate() {
            for measure in *first..*end {
                places.push(GridColumn::Amount(measure));
                if self.has_parts(measure) {
                    places.extend([GridColumn::PartsSum(measure), GridColumn::PartsDifference(measure)]);
                }
            }
            if end - first > 1 {
                places.push(GridColumn::Spread(number));
            }
        }
        places
    }

    fn columns(&self) -> impl Iterator<Item = GridColumn> + '_ {
        self.columns.iter().copied()
    }

    /// Whether any amount of a measure has parts in its own table.
    fn has_parts(&self, measure: usize) -> bool {
        self.rows.iter().any(|line| self.parts(line, measure).is_some())
    }

    /// Returns the parts of a line's amount in the measure's own table; `None` if it has none.
    fn parts(&self, line: &GridRow, measure: usize) -> Option<SumBreakdown> {
        let id = line.items.get(measure).copied().flatten()?;
        let measure = self.measures.get(measure)?;
        measure.layout.tree.parts(id, measure.column)
    }

    /// Whether a line's amount is the sum of its parts in the same table. Also true if it has no parts.
    fn is_sum_of_parts(&self, line: &GridRow, measure: usize) -> bool {
        let stated = self.cell(line, measure).map(|(_, amount)| amount);
        self.parts(line, measure).is_none_or(|parts| stated == Some(parts.computed))
    }

    /// Returns the sheet column of a measure.
    fn measure_column(&self, measure: usize) -> Option<u32> {
        let place = self.columns().position(|c| matches!(c, GridColumn::Amount(m) if m == measure))?;
        u32::try_from(place).ok().map(|place| place + 2)
    }

    /// Returns a formula that adds up the parts in the cells of the measure's table. `None` if it would be
    /// too long, or if a part has no cell.
    fn sum_formula(&self, parts: &SumBreakdown, measure: usize) -> Option<String> {
        /// Maximum number of terms; a longer formula would not help a reader.
        const MAX_SUM_TERMS: usize = 40;
        let measure = self.measures.get(measure)?;
        let mut code = String::new();
        for (sign, id) in &parts.items {
            let cell = measure.cell(*id)?;
            code.push(if *sign < 0 { '-' } else { '+' });
            code.push_str(&cell.reference());
        }
        (1..=MAX_SUM_TERMS).contains(&parts.items.len()).then(|| code.trim_start_matches('+').to_owned())
    }

    /// Returns the cell and the amount of a line in a measure.
    fn cell(&self, line: &GridRow, measure: usize) -> Option<(Target<'p>, Decimal)> {
        let id = line.items.get(measure).copied().flatten()?;
        let measure = self.measures.get(measure)?;
        Some((measure.cell(id)?, measure.amount(id)?))
    }
}

/// For each table, the item of the main table by the item of that table.
type MatchedItems = BTreeMap<TableId, BTreeMap<ItemId, ItemId>>;

/// Returns the tables that concern the main table's programs and kegiatan, with the pairs of items. A
/// workbook with the plans of many offices has tables that do not; these cannot be reconciled.
fn match_tables(main: &Measure<'_, '_>, plan: &Plan<'_>) -> MatchedItems {
    let base = main.layout.table;
    let mut layouts: Vec<&TableLayout<'_>> = plan.measures().map(|measure| measure.layout).collect();
    layouts.dedup_by_key(|layout| layout.id);
    let known = if layouts.len() > 1 { Some(NamedTable::new(base)) } else { None };
    let pairs = |layout: &TableLayout<'_>| match &known {
        Some(known) if layout.id != main.layout.id => match_items(known, &NamedTable::new(layout.table)),
        _ => (0..base.items.len()).map(|id| (id, id)).collect(),
    };
    let pairs: Vec<BTreeMap<ItemId, ItemId>> = layouts.par_iter().map(|layout| pairs(layout)).collect();
    let speaks_of_it = |(layout, pairs): &(&TableLayout<'_>, BTreeMap<ItemId, ItemId>)| {
        let plans = layout.table.items.iter().filter(|item| is_plan_level(item.level)).count();
        layout.id == main.layout.id || pairs.len() * 2 >= plans
    };
    let all = layouts.into_iter().zip(pairs).filter(speaks_of_it);
    all.map(|(layout, pairs)| (layout.id, pairs)).collect()
}

fn is_plan_level(level: Level) -> bool {
    MATCHED_LEVELS.contains(&level)
}

/// Returns the rows: the total and the items of the main table, then items that only other tables have.
fn build_rows(main: &Measure<'_, '_>, measures: &[Measure<'_, '_>], matched: &MatchedItems) -> Vec<GridRow> {
    let base = main.layout.table;
    let back: BTreeMap<TableId, BTreeMap<ItemId, ItemId>> = matched
        .iter()
        .map(|(table, pairs)| (*table, pairs.iter().map(|(other, base)| (*base, *other)).collect()))
        .collect();
    let place = |of: ItemId| -> Vec<Option<ItemId>> {
        measures.iter().map(|m| back.get(&m.layout.id)?.get(&of).copied()).collect()
    };
    let mut lines = Vec::new();
    if let Some(total) = main.total_item() {
        let items =
            measures.iter().map(|m| if m.layout.id == main.layout.id { Some(total) } else { m.total_item() });
        lines.push(GridRow {
            level: Level::Opd,
            kode: String::new(),
            label: base.items.get(total).map(|item| base.label(item)).unwrap_or_default(),
            items: items.collect(),
        });
    }
    for (id, item) in base.items.iter().enumerate().filter(|(_, item)| is_plan_level(item.level)) {
        lines.push(GridRow {
            level: item.level,
            kode: base.value(item, "kode").map(|v| v.value.to_string()).unwrap_or_default(),
            label: base.label(item),
            items: place(id),
        });
    }
    // List items that have no counterpart in the main table, rather than drop them.
    let mut seen: Vec<TableId> = Vec::new();
    for measure in measures {
        let layout = measure.layout;
        if seen.contains(&layout.id) {
            continue;
        }
        seen.push(layout.id);
        let pairs = matched.get(&layout.id);
        for (id, item) in layout.table.items.iter().enumerate().filter(|(_, item)| is_plan_level(item.level))
        {
            if pairs.is_some_and(|pairs| pairs.contains_key(&id)) {
                continue;
            }
            let here = |m: &Measure<'_, '_>| (m.layout.id == layout.id).then_some(id);
            lines.push(GridRow {
                level: item.level,
                kode: String::new(),
                label: format!("{} ({})", layout.table.label(item), measure.sheet),
                items: measures.iter().map(here).collect(),
            });
        }
    }
    lines
}

struct Reconciliation<'d, 'p, 'a> {
    document: &'d Document<'d>,
    grid: Grid<'p, 'a>,
}

impl Reconciliation<'_, '_, '_> {
    fn write_head(&self, canvas: &mut Canvas) -> Result<(), WriteError> {
        let two = |column: u32| crate::model::Area {
            first_row: HEAD_ROW,
            first_column: column,
            last_row: HEAD_ROW + 1,
            last_column: column,
        };
        for (column, key) in [(0, "rapi.rekonsiliasi.kode"), (1, "rapi.rekonsiliasi.nama")] {
            canvas.merge(two(column), &Content::Text(&self.document.say(key)), &Look::OWN_HEAD)?;
        }
        let under = Look { ink: style::NAVY, fill: Some(style::SKY), ..Look::OWN_HEAD };
        for (column, place) in (2u32..).zip(self.grid.columns()) {
            match place {
                GridColumn::Amount(measure) => {
                    let Some(measure) = self.grid.measures.get(measure) else { continue };
                    canvas.put_text(HEAD_ROW, column, measure.sheet, &Look::OWN_HEAD)?;
                    canvas.put_text(HEAD_ROW + 1, column, &measure_head(measure), &under)?;
                }
                GridColumn::PartsSum(_) | GridColumn::PartsDifference(_) | GridColumn::Spread(_) => {
                    let text = self.document.say(match place {
                        GridColumn::PartsSum(_) => "rapi.rekonsiliasi.jumlah_rincian",
                        GridColumn::PartsDifference(_) => "rapi.rekonsiliasi.selisih_rincian",
                        _ => "rapi.rekonsiliasi.selisih",
                    });
                    canvas.merge(two(column), &Content::Text(&text), &Look::OWN_HEAD)?;
                }
            }
        }
        Ok(())
    }

    fn write_row(&self, canvas: &mut Canvas, row: u32, line: &GridRow) -> Result<(), WriteError> {
        let look = Look::LIST.for_level(line.level, false, true);
        let indent = match line.level {
            Level::Kegiatan => 1,
            Level::SubKegiatan => 2,
            _ => 0,
        };
        canvas.put_text(row, 0, &line.kode, &look)?;
        canvas.put_text(row, 1, &line.label, &Look { indent, align: Align::Left, ..look })?;
        let look = look.right().single_line();
        for (column, place) in (2u32..).zip(self.grid.columns()) {
            match place {
                GridColumn::Amount(measure) => {
                    let Some((cell, amount)) = self.grid.cell(line, measure) else {
                        canvas.put(row, column, &Content::Blank, &look)?;
                        continue;
                    };
                    let differs = self.reference_amount(line, measure).is_some_and(|r| r != amount);
                    let look = if differs { look.fill(style::AMBER_FILL).ink(style::AMBER) } else { look };
                    canvas.put(
                        row,
                        column,
                        &Content::Formula(cell.reference(), amount, AMOUNT_FORMAT),
                        &look,
                    )?;
                }
                GridColumn::PartsSum(measure) => {
                    let parts = self.grid.parts(line, measure);
                    let content = parts.as_ref().map(|parts| match self.grid.sum_formula(parts, measure) {
                        Some(code) => Content::Formula(code, parts.computed, AMOUNT_FORMAT),
                        None => Content::Number(parts.computed, AMOUNT_FORMAT),
                    });
                    canvas.put(row, column, &content.unwrap_or(Content::Blank), &look)?;
                }
                GridColumn::PartsDifference(measure) => {
                    self.write_parts_difference(canvas, (row, column), line, measure, &look)?;
                }
                GridColumn::Spread(group) => self.write_spread(canvas, (row, column), line, group, &look)?,
            }
        }
        Ok(())
    }

    /// Writes the difference between an amount and the sum of its parts.
    fn write_parts_difference(
        &self,
        canvas: &mut Canvas,
        (row, column): (u32, u32),
        line: &GridRow,
        measure: usize,
        look: &Look,
    ) -> Result<(), WriteError> {
        let stated = self.grid.cell(line, measure).map(|(_, amount)| amount);
        let parts = self.grid.parts(line, measure).map(|parts| parts.computed);
        let gap = stated.zip(parts).and_then(|(stated, parts)| stated.checked_sub(parts));
        let Some(gap) = gap else { return canvas.put(row, column, &Content::Blank, look) };
        let look = if gap.is_zero() { look.ink(style::GREEN) } else { mismatch_look(look) };
        let format = format!("#,##0;-#,##0;\"{}\"", self.document.say("rapi.rekonsiliasi.sama"));
        let code = format!("{}-{}", a1(row, column - 2), a1(row, column - 1));
        canvas.put(row, column, &Content::Formula(code, gap, &format), &look)
    }

    /// Returns the amount of the first measure of the same year that states one; the others are compared with
    /// it.
    fn reference_amount(&self, line: &GridRow, measure: usize) -> Option<Decimal> {
        let (first, end) = self.grid.groups.iter().find(|(first, end)| (*first..*end).contains(&measure))?;
        (*first..*end).find_map(|m| self.grid.cell(line, m)).map(|(_, amount)| amount)
    }

    /// Writes the difference between the largest and the smallest amount of a year.
    fn write_spread(
        &self,
        canvas: &mut Canvas,
        (row, column): (u32, u32),
        line: &GridRow,
        group: usize,
        look: &Look,
    ) -> Result<(), WriteError> {
        let (first, end) = self.grid.groups.get(group).copied().unwrap_or_default();
        let stated: Vec<(u32, Decimal)> = (first..end)
            .filter_map(|m| Some((self.grid.measure_column(m)?, self.grid.cell(line, m)?.1)))
            .collect();
        let least = stated.iter().map(|(_, amount)| *amount).min();
        let most = stated.iter().map(|(_, amount)| *amount).max();
        let difference = most.zip(least).and_then(|(most, least)| most.checked_sub(least));
        let (Some(difference), true) = (difference, stated.len() > 1) else {
            return canvas.put(row, column, &Content::Blank, look);
        };
        let names: Vec<String> = stated.iter().map(|(column, _)| a1(row, *column)).collect();
        let names = names.join(",");
        // A program whose own kegiatan do not add up is not in order, even if all tables state the same
        // amount.
        let follows = (first..end).all(|measure| self.grid.is_sum_of_parts(line, measure));
        let look = match (difference.is_zero(), follows) {
            (true, true) => look.ink(style::GREEN),
            (true, false) => look.ink(style::AMBER),
            (false, _) => mismatch_look(look),
        };
        let format = format!("#,##0;-#,##0;\"{}\"", self.document.say("rapi.rekonsiliasi.sama"));
        let code = format!("MAX({names})-MIN({names})");
        canvas.put(row, column, &Content::Formula(code, difference, &format), &look)
    }

    /// Writes the last two rows: the sum of each table's programs, and the difference between its stated
    /// total and that sum.
    fn write_sums(&self, canvas: &mut Canvas, row: u32) -> Result<(), WriteError> {
        let look = Look::LIST.bold().fill(style::SKY);
        for (row, key) in [(row, "rapi.rekonsiliasi.jumlah"), (row + 1, "rapi.rekonsiliasi.selisih_total")] {
            canvas.merge_row(row, (0, 1), &Content::Text(&self.document.say(key)), &look)?;
        }
        let look = look.right().single_line();
        for (column, place) in (2u32..).zip(self.grid.columns()) {
            canvas.put(row, column, &Content::Blank, &look)?;
            canvas.put(row + 1, column, &Content::Blank, &look)?;
            let GridColumn::Amount(measure) = place else { continue };
            let programs =
                (HEAD_ROW + 2..).zip(&self.grid.rows).filter(|(_, line)| line.level == Level::Program);
            let cells: Vec<(u32, Decimal)> =
                programs.filter_map(|(row, line)| Some((row, self.grid.cell(line, measure)?.1))).collect();
            let sum = cells.iter().try_fold(Decimal::ZERO, |sum, (_, amount)| sum.checked_add(*amount));
            let (Some(sum), 1..=250) = (sum, cells.len()) else { continue };
            let names: Vec<String> = cells.iter().map(|(row, _)| a1(*row, column)).collect();
            let code = format!("SUM({})", names.join(","));
            canvas.put(row, column, &Content::Formula(code, sum, AMOUNT_FORMAT), &look)?;
            let total = self.grid.rows.first().filter(|line| line.level == Level::Opd);
            let Some((_, stated)) = total.and_then(|line| self.grid.cell(line, measure)) else { continue };
            let Some(difference) = stated.checked_sub(sum) else { continue };
            let look = if difference.is_zero() {
                look.ink(style::GREEN)
            } else {
                look.fill(style::RED_FILL).ink(style::RED)
            };
            let format = format!("#,##0;-#,##0;\"{}\"", self.document.say("rapi.rekonsiliasi.sama"));
            let code = format!("{}-{}", a1(HEAD_ROW + 2, column), a1(row, column));
            canvas.put(row + 1, column, &Content::Formula(code, difference, &format), &look)?;
        }
        Ok(())
    }
}

/// Returns the look of a difference that is not zero.
fn mismatch_look(look: &Look) -> Look {
    look.fill(style::RED_FILL).ink(style::RED).bold()
}

/// Returns the header of a measure's column in its table.
fn measure_head(measure: &Measure<'_, '_>) -> String {
    let layout = measure.layout;
    let place = layout.columns.iter().position(|c| *c == measure.column);
    place.and_then(|place| layout.heads.get(place)).map(|head| head.join(" – ")).unwrap_or_default()
}
