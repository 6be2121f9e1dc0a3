//! Searches explanations of broken sums by combining moves over the tree until every sum closes.
//!
//! Each broken sum is first explained on its own. Sums are searched together if an explanation of one changes
//! another, or if one change closes both. The search takes the cheapest state first. It keeps every
//! explanation whose cost is within [`COST_MARGIN`] of the best, and says so if it stopped at a bound.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::moves::{Changes, Move, Moves, UNEXPLAINED_COST};

/// Maximum cost above that of the best explanation at which another explanation is still kept.
pub const COST_MARGIN: u32 = 8;
/// Maximum number of states that the search of one group expands; beyond it the group is incomplete.
const MAX_STATES: usize = 3_000;
/// Maximum number of explanations kept for one group; at this number the search stops as incomplete.
const MAX_EXPLANATIONS: usize = 24;
/// Maximum number of changes of other sums among which pairs and triples that close a sum are sought. The
/// effort grows with the third power: with more changes, none is tried.
const MAX_OUTSIDE_CHANGES: usize = 60;
/// Maximum number of sums for which every order of closing them is tried. Larger groups close their innermost
/// open sum first.
const MAX_SUMS_IN_ANY_ORDER: usize = 3;

/// Broken sums with one cause, and their explanations.
#[derive(Debug)]
pub struct SumGroup {
    /// The sums, as indexes into [`Figures::sums`](super::sum_cells::Figures::sums).
    pub sums: Vec<usize>,
    /// The explanations, best first. Never empty.
    pub explanations: Vec<Explanation>,
    /// Whether all explanations within the margin were searched: the search met neither [`MAX_STATES`] nor
    /// [`MAX_EXPLANATIONS`].
    pub complete: bool,
}

/// Changes after which the sums of a group close.
#[derive(Debug, Clone, Default)]
pub struct Explanation {
    /// The changes, by figure.
    pub changes: Changes,
    /// Sums that would close if one of their items had another value, where nothing says which item.
    pub unlocated: BTreeSet<usize>,
    /// Sums for which no change was found.
    pub unexplained: BTreeSet<usize>,
    /// Implausibility cost of all changes together; lower is better.
    pub cost: u32,
}

/// Explains the sums that do not hold and have a finding, grouped by cause.
pub fn explain(moves: &Moves) -> Vec<SumGroup> {
    let broken: Vec<usize> = moves
        .figures
        .sums
        .iter()
        .enumerate()
        .filter(|(_, s)| !s.holds && !s.findings.is_empty())
        .map(|(i, _)| i)
        .collect();
    group_sums(moves, &broken).into_iter().map(|sums| search(moves, sums)).collect()
}

/// Groups the broken sums whose explanations depend on one another: one change closes both sums, changes that
/// close other sums together close this one too, or every explanation of a sum changes another one.
fn group_sums(moves: &Moves, broken: &[usize]) -> Vec<Vec<usize>> {
    let place: BTreeMap<usize, usize> = broken.iter().enumerate().map(|(i, s)| (*s, i)).collect();
    let mut head: Vec<usize> = (0..broken.len()).collect();
    let mut link = |a: usize, b: usize| {
        let (a, b) = (root(&head, a), root(&head, b));
        head[a.max(b)] = a.min(b);
    };
    let single: Vec<Vec<Changes>> = broken.iter().map(|sum| single_cell_repairs(moves, *sum)).collect();
    // Index the changes by the sums that they affect: of ten thousand broken sums, each is affected by a few.
    let mut changing: BTreeMap<usize, Vec<(usize, &Changes)>> = BTreeMap::new();
    for (o, change) in single.iter().enumerate().flat_map(|(o, all)| all.iter().map(move |c| (o, c))) {
        for sum in touched_sums(moves, change) {
            changing.entry(sum).or_default().push((o, change));
        }
    }
    for (i, &sum) in broken.iter().enumerate() {
        let others = changing.get(&sum).into_iter().flatten().filter(|(o, _)| *o != i);
        for together in closed_from_outside(moves, sum, others) {
            for o in together {
                link(i, o);
            }
        }
        let others = |changes: &Changes| -> Vec<usize> {
            touched_sums(moves, changes)
                .iter()
                .filter_map(|s| place.get(s))
                .copied()
                .filter(|o| *o != i)
                .collect()
        };
        for m in moves.closing_moves(sum, &Changes::new()) {
            let changes = changes_of(&m);
            for o in others(&changes) {
                if moves.difference(broken[o], &changes) == 0 {
                    link(i, o);
                }
            }
        }
        let own = search(moves, vec![sum]).explanations;
        if own.iter().all(|e| !others(&e.changes).is_empty()) {
            own.iter().flat_map(|e| others(&e.changes)).for_each(|o| link(i, o));
        }
    }
    let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, &sum) in broken.iter().enumerate() {
        groups.entry(root(&head, i)).or_default().push(sum);
    }
    groups.into_values().collect()
}

/// Returns the moves that close a sum by changing one cell.
fn single_cell_repairs(moves: &Moves, sum: usize) -> Vec<Changes> {
    moves.closing_moves(sum, &Changes::new()).iter().filter(|m| m.steps.len() == 1).map(changes_of).collect()
}

/// Finds other broken sums whose own repairs, two or three together, also close this sum. Two kegiatan whose
/// totals are wrong both upset the total of their program.
///
/// `changes` are the one-cell repairs that affect this sum, each with the place of the sum that it closes.
/// Returns the places of the sums in each combination.
fn closed_from_outside<'c>(
    moves: &Moves,
    sum: usize,
    changes: impl Iterator<Item = &'c (usize, &'c Changes)>,
) -> Vec<Vec<usize>> {
    let before = moves.difference(sum, &Changes::new());
    let effects: Vec<(usize, i128)> =
        changes.map(|(o, change)| (*o, moves.difference(sum, change) - before)).collect();
    let mut found = Vec::new();
    if effects.len() <= MAX_OUTSIDE_CHANGES {
        for (i, (a, x)) in effects.iter().enumerate() {
            for (j, (b, y)) in effects.iter().enumerate().skip(i + 1).filter(|(_, (b, _))| b != a) {
                if before + x + y == 0 {
                    found.push(vec![*a, *b]);
                }
                for (c, z) in effects.iter().skip(j + 1).filter(|(c, _)| c != a && c != b) {
                    if before + x + y + z == 0 {
                        found.push(vec![*a, *b, *c]);
                    }
                }
            }
        }
    }
    found
}

/// Returns the representative of an element in the union-find forest.
fn root(head: &[usize], mut i: usize) -> usize {
    while head[i] != i {
        i = head[i];
    }
    i
}

fn changes_of(m: &Move) -> Changes {
    m.steps.iter().map(|step| (step.figure, step.clone())).collect()
}

/// Returns the sums in which a changed figure takes part.
fn touched_sums(moves: &Moves, changes: &Changes) -> BTreeSet<usize> {
    changes.keys().flat_map(|f| moves.figures.cells[*f].sums.iter().map(|(s, _)| *s)).collect()
}

/// Searches the explanations of a group by best-first search over partial explanations, and keeps those
/// within [`COST_MARGIN`] of the best.
fn search(moves: &Moves, sums: Vec<usize>) -> SumGroup {
    let least: BTreeMap<usize, u32> = sums
        .iter()
        .map(|s| (*s, moves.closing_moves(*s, &Changes::new()).first().map_or(UNEXPLAINED_COST, |m| m.cost)))
        .collect();
    let mut queue = BinaryHeap::new();
    let mut states = vec![Explanation::default()];
    queue.push(Reverse((0u32, 0usize)));
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Explanation> = Vec::new();
    let mut complete = true;
    let mut taken = 0usize;
    while let Some(Reverse((estimate, at))) = queue.pop() {
        if kept.first().is_some_and(|best| estimate > best.cost + COST_MARGIN) {
            break;
        }
        taken += 1;
        if taken > MAX_STATES || kept.len() >= MAX_EXPLANATIONS {
            complete = false;
            break;
        }
        let state = std::mem::take(&mut states[at]);
        let open = open_sums(moves, &sums, &state);
        if open.is_empty() {
            keep(&mut kept, state);
            continue;
        }
        let all_orders = sums.len() <= MAX_SUMS_IN_ANY_ORDER && open.len() <= MAX_SUMS_IN_ANY_ORDER;
        // Close the innermost sum first: sums above it then follow the new value.
        for &sum in if all_orders { &open[..] } else { &open[open.len() - 1..] } {
            for next in successors(moves, sum, &state) {
                let signature: Vec<(usize, i128)> = next
                    .changes
                    .iter()
                    .map(|(f, s)| (*f, s.to))
                    .chain(next.unlocated.iter().map(|s| (*s, -1)))
                    .chain(next.unexplained.iter().map(|s| (*s, -2)))
                    .collect();
                if !seen.insert(signature) {
                    continue;
                }
                // In a large group, the estimate adds the cheapest cost of every sum that is still open.
                let ahead: u32 = if sums.len() <= MAX_SUMS_IN_ANY_ORDER {
                    0
                } else {
                    self::open_sums(moves, &sums, &next).iter().filter_map(|s| least.get(s)).sum()
                };
                queue.push(Reverse((next.cost.saturating_add(ahead), states.len())));
                states.push(next);
            }
        }
    }
    // Drop explanations that change a broken sum outside the group without need: that sum has an explanation
    // of its own, and this change does not close it.
    let moves_others = |e: &Explanation| {
        touched_sums(moves, &e.changes).into_iter().any(|s| {
            let sum = &moves.figures.sums[s];
            !sums.contains(&s) && !sum.holds && !sum.findings.is_empty()
        })
    };
    if kept.iter().any(|e| !moves_others(e)) {
        kept.retain(|e| !moves_others(e));
    }
    kept.sort_by_key(rank);
    if kept.is_empty() {
        complete = false;
        kept.push(greedy_explanation(moves, &sums));
    }
    SumGroup { sums, explanations: kept, complete }
}

/// Orders explanations by cost, then by the number of changes; figures break the tie in a fixed order.
fn rank(explanation: &Explanation) -> (u32, usize, Vec<usize>) {
    (explanation.cost, explanation.changes.len(), explanation.changes.keys().copied().collect())
}

/// Keeps an explanation unless a kept one manages with a subset of its changes.
fn keep(kept: &mut Vec<Explanation>, new: Explanation) {
    let within = |part: &Explanation, whole: &Explanation| {
        part.changes.iter().all(|(f, s)| whole.changes.get(f).is_some_and(|w| w.to == s.to))
            && part.unlocated.is_subset(&whole.unlocated)
            && part.unexplained.is_subset(&whole.unexplained)
    };
    if !kept.iter().any(|k| within(k, &new)) {
        kept.push(new);
    }
}

/// Returns the sums that are not closed yet, outermost first: those of the group, and those that held until a
/// change affected them.
fn open_sums(moves: &Moves, sums: &[usize], state: &Explanation) -> Vec<usize> {
    let mut all: BTreeSet<usize> = sums.iter().copied().collect();
    all.extend(touched_sums(moves, &state.changes).into_iter().filter(|s| moves.figures.sums[*s].holds));
    all.retain(|s| {
        let settled = state.unlocated.contains(s) || state.unexplained.contains(s);
        !settled && (moves.difference(*s, &state.changes) != 0 || is_still_blank(moves, *s, state))
    });
    all.into_iter().collect()
}

/// Whether the result of a sum is still blank although its terms add up to something. Such a sum stays open
/// until the result has a value, even if changes bring the difference to zero.
fn is_still_blank(moves: &Moves, sum: usize, state: &Explanation) -> bool {
    let result = moves.figures.sums[sum].result;
    moves.figures.cells[result].units.is_none()
        && !state.changes.contains_key(&result)
        && !moves.figures.sums[sum].holds
        && moves.figures.sums[sum].difference != 0
}

/// Returns the states that follow from a state by closing one sum, or by leaving that sum unexplained.
fn successors(moves: &Moves, sum: usize, state: &Explanation) -> Vec<Explanation> {
    let mut next = Vec::new();
    for m in moves.closing_moves(sum, &state.changes) {
        let mut new = state.clone();
        new.cost = new.cost.saturating_add(m.cost);
        if m.steps.is_empty() {
            new.unlocated.insert(sum);
        }
        let clash = m.steps.iter().any(|s| new.changes.get(&s.figure).is_some_and(|old| old.to != s.to));
        if !clash {
            new.changes.extend(m.steps.into_iter().map(|s| (s.figure, s)));
            next.push(new);
        }
    }
    let mut left = state.clone();
    left.cost = left.cost.saturating_add(UNEXPLAINED_COST);
    left.unexplained.insert(sum);
    next.push(left);
    next
}

/// Closes one sum after another by its cheapest move. This is the fallback if the search met its bound before
/// it found any explanation.
fn greedy_explanation(moves: &Moves, sums: &[usize]) -> Explanation {
    let mut state = Explanation::default();
    for _ in 0..sums.len() * 4 {
        let Some(sum) = open_sums(moves, sums, &state).first().copied() else { break };
        let Some(next) = successors(moves, sum, &state).into_iter().min_by_key(|e| e.cost) else { break };
        state = next;
    }
    state
}
