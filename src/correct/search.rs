//! Explanations of broken sums: moves joined over the tree until everything closes.
//!
//! Sums that do not close are explained one by one first. Where an explanation of one touches
//! another, or one change closes both, they are searched together, the cheapest first, so that
//! all explanations within a margin of the best are found, up to a bound.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::moves::{Changes, Move, Moves, UNEXPLAINED};

/// Explanations so much dearer than the best are still kept.
pub const MARGIN: u32 = 8;
const MOST_STEPS: usize = 3_000;
const MOST_KEPT: usize = 24;
/// So many changes of other sums are tried together.
const MOST_EFFECTS: usize = 60;
/// Up to so many sums every order of closing them is tried.
const FEW: usize = 3;

/// Sums with one cause, and what explains them.
#[derive(Debug)]
pub struct Group {
    /// The sums.
    pub sums: Vec<usize>,
    /// The explanations, best first.
    pub explanations: Vec<Explanation>,
    /// Whether all were searched.
    pub complete: bool,
}

/// Changes after which the sums of a group close.
#[derive(Debug, Clone, Default)]
pub struct Explanation {
    /// The changes.
    pub changes: Changes,
    /// Sums that would close if one of their items were other, not told which.
    pub loose: BTreeSet<usize>,
    /// Sums that nothing explains.
    pub unexplained: BTreeSet<usize>,
    /// What it takes to believe it.
    pub cost: u32,
}

/// Explains the sums that have a finding.
pub fn explain(moves: &Moves) -> Vec<Group> {
    let broken: Vec<usize> = moves
        .figures
        .sums
        .iter()
        .enumerate()
        .filter(|(_, s)| !s.holds && !s.findings.is_empty())
        .map(|(i, _)| i)
        .collect();
    join(moves, &broken).into_iter().map(|sums| search(moves, sums)).collect()
}

/// Groups the broken sums by what one explanation has to do with another: one change closes both,
/// or a sum cannot be explained without moving another.
fn join(moves: &Moves, broken: &[usize]) -> Vec<Vec<usize>> {
    let place: BTreeMap<usize, usize> = broken.iter().enumerate().map(|(i, s)| (*s, i)).collect();
    let mut head: Vec<usize> = (0..broken.len()).collect();
    let mut link = |a: usize, b: usize| {
        let (a, b) = (root(&head, a), root(&head, b));
        head[a.max(b)] = a.min(b);
    };
    let single: Vec<Vec<Changes>> = broken.iter().map(|sum| singles(moves, *sum)).collect();
    // What changes a sum, by that sum: of ten thousand wrong ones each has a few.
    let mut changing: BTreeMap<usize, Vec<(usize, &Changes)>> = BTreeMap::new();
    for (o, change) in single.iter().enumerate().flat_map(|(o, all)| all.iter().map(move |c| (o, c))) {
        for sum in touched(moves, change) {
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
            touched(moves, changes).iter().filter_map(|s| place.get(s)).copied().filter(|o| *o != i).collect()
        };
        for m in moves.closing(sum, &Changes::new()) {
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

/// The ways to close a sum that change one cell.
fn singles(moves: &Moves, sum: usize) -> Vec<Changes> {
    moves.closing(sum, &Changes::new()).iter().filter(|m| m.steps.len() == 1).map(changes_of).collect()
}

/// Other broken sums, each closed by one change, that close this one together: two kegiatan whose
/// totals are wrong upset their program by both.
fn closed_from_outside<'c>(
    moves: &Moves,
    sum: usize,
    changes: impl Iterator<Item = &'c (usize, &'c Changes)>,
) -> Vec<Vec<usize>> {
    let before = moves.difference(sum, &Changes::new());
    let effects: Vec<(usize, i128)> =
        changes.map(|(o, change)| (*o, moves.difference(sum, change) - before)).collect();
    let mut found = Vec::new();
    if effects.len() <= MOST_EFFECTS {
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

fn root(head: &[usize], mut i: usize) -> usize {
    while head[i] != i {
        i = head[i];
    }
    i
}

fn changes_of(m: &Move) -> Changes {
    m.steps.iter().map(|step| (step.figure, step.clone())).collect()
}

fn touched(moves: &Moves, changes: &Changes) -> BTreeSet<usize> {
    changes.keys().flat_map(|f| moves.figures.cells[*f].sums.iter().map(|(s, _)| *s)).collect()
}

/// All explanations of a group within the margin of the best.
fn search(moves: &Moves, sums: Vec<usize>) -> Group {
    let least: BTreeMap<usize, u32> = sums
        .iter()
        .map(|s| (*s, moves.closing(*s, &Changes::new()).first().map_or(UNEXPLAINED, |m| m.cost)))
        .collect();
    let mut queue = BinaryHeap::new();
    let mut states = vec![Explanation::default()];
    queue.push(Reverse((0u32, 0usize)));
    let mut seen = BTreeSet::new();
    let mut kept: Vec<Explanation> = Vec::new();
    let mut complete = true;
    let mut taken = 0usize;
    while let Some(Reverse((estimate, at))) = queue.pop() {
        if kept.first().is_some_and(|best| estimate > best.cost + MARGIN) {
            break;
        }
        taken += 1;
        if taken > MOST_STEPS || kept.len() >= MOST_KEPT {
            complete = false;
            break;
        }
        let state = std::mem::take(&mut states[at]);
        let open = open(moves, &sums, &state);
        if open.is_empty() {
            keep(&mut kept, state);
            continue;
        }
        let all_orders = sums.len() <= FEW && open.len() <= FEW;
        // Innermost first, so that what is above follows.
        for &sum in if all_orders { &open[..] } else { &open[open.len() - 1..] } {
            for next in after(moves, sum, &state) {
                let signature: Vec<(usize, i128)> = next
                    .changes
                    .iter()
                    .map(|(f, s)| (*f, s.to))
                    .chain(next.loose.iter().map(|s| (*s, -1)))
                    .chain(next.unexplained.iter().map(|s| (*s, -2)))
                    .collect();
                if !seen.insert(signature) {
                    continue;
                }
                // Where many sums hang together, what is still open is counted in advance.
                let ahead: u32 = if sums.len() <= FEW {
                    0
                } else {
                    self::open(moves, &sums, &next).iter().filter_map(|s| least.get(s)).sum()
                };
                queue.push(Reverse((next.cost.saturating_add(ahead), states.len())));
                states.push(next);
            }
        }
    }
    // What moves a sum that is explained by itself, and does not close it, explains nothing.
    let moves_others = |e: &Explanation| {
        touched(moves, &e.changes).into_iter().any(|s| {
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
        kept.push(greedy(moves, &sums));
    }
    Group { sums, explanations: kept, complete }
}

/// Few changes first among equally dear ones.
fn rank(explanation: &Explanation) -> (u32, usize, Vec<usize>) {
    (explanation.cost, explanation.changes.len(), explanation.changes.keys().copied().collect())
}

/// Keeps an explanation unless another does with a part of its changes.
fn keep(kept: &mut Vec<Explanation>, new: Explanation) {
    let within = |part: &Explanation, whole: &Explanation| {
        part.changes.iter().all(|(f, s)| whole.changes.get(f).is_some_and(|w| w.to == s.to))
            && part.loose.is_subset(&whole.loose)
            && part.unexplained.is_subset(&whole.unexplained)
    };
    if !kept.iter().any(|k| within(k, &new)) {
        kept.push(new);
    }
}

/// The sums that do not close yet: those of the group, and those that held before the changes.
fn open(moves: &Moves, sums: &[usize], state: &Explanation) -> Vec<usize> {
    let mut all: BTreeSet<usize> = sums.iter().copied().collect();
    all.extend(touched(moves, &state.changes).into_iter().filter(|s| moves.figures.sums[*s].holds));
    all.retain(|s| {
        let settled = state.loose.contains(s) || state.unexplained.contains(s);
        !settled && (moves.difference(*s, &state.changes) != 0 || is_still_blank(moves, *s, state))
    });
    all.into_iter().collect()
}

/// A blank result is not closed by a sum of nothing.
fn is_still_blank(moves: &Moves, sum: usize, state: &Explanation) -> bool {
    let result = moves.figures.sums[sum].result;
    moves.figures.cells[result].units.is_none()
        && !state.changes.contains_key(&result)
        && !moves.figures.sums[sum].holds
        && moves.figures.sums[sum].difference != 0
}

/// The states that follow from closing one sum.
fn after(moves: &Moves, sum: usize, state: &Explanation) -> Vec<Explanation> {
    let mut next = Vec::new();
    for m in moves.closing(sum, &state.changes) {
        let mut new = state.clone();
        new.cost = new.cost.saturating_add(m.cost);
        if m.steps.is_empty() {
            new.loose.insert(sum);
        }
        let clash = m.steps.iter().any(|s| new.changes.get(&s.figure).is_some_and(|old| old.to != s.to));
        if !clash {
            new.changes.extend(m.steps.into_iter().map(|s| (s.figure, s)));
            next.push(new);
        }
    }
    let mut left = state.clone();
    left.cost = left.cost.saturating_add(UNEXPLAINED);
    left.unexplained.insert(sum);
    next.push(left);
    next
}

/// The cheapest move for each sum in turn, where the search met its bound.
fn greedy(moves: &Moves, sums: &[usize]) -> Explanation {
    let mut state = Explanation::default();
    for _ in 0..sums.len() * 4 {
        let Some(sum) = open(moves, sums, &state).first().copied() else { break };
        let Some(next) = after(moves, sum, &state).into_iter().min_by_key(|e| e.cost) else { break };
        state = next;
    }
    state
}
