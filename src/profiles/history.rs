//! What differs between two versions of a profile. In the profiles room; pure.

use std::collections::HashMap;

use super::facts::list_facts;
use super::model::{Fact, FactId, FactKind, ProfileContent, Standing};

/// A difference in one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The fact.
    pub fact: FactId,
    /// What sort of statement it is.
    pub kind: FactKind,
    /// What happened to it.
    pub what: ChangeKind,
    /// Its words before; none if it is new.
    pub before: Option<String>,
    /// Its words after; none if it is gone.
    pub after: Option<String>,
}

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its words changed, or those of its employer.
    Reworded,
    /// Its words are the same, its standing is another.
    Restanding {
        /// The standing before.
        from: Standing,
        /// The standing after.
        to: Standing,
    },
    /// It stands elsewhere among the facts that both versions have.
    Moved,
}

/// Lists what differs, in print order of the later version, what is gone last. A fact that was
/// both reworded and moved is listed as reworded. Preferences and unknown keys are no facts and
/// are not compared.
pub fn changes(before: &ProfileContent, after: &ProfileContent) -> Vec<Change> {
    let (before, after) = (list_facts(before), list_facts(after));
    let places: HashMap<&FactId, usize> =
        before.iter().enumerate().map(|(place, fact)| (&fact.id, place)).collect();
    let kept: Vec<usize> = after.iter().filter_map(|fact| places.get(&fact.id).copied()).collect();
    let mut stayed = vec![false; before.len()];
    for place in longest_rise(&kept) {
        stayed[place] = true;
    }
    let mut survives = vec![false; before.len()];
    let mut changes = Vec::new();
    for fact in &after {
        let Some(&place) = places.get(&fact.id) else {
            changes.push(change(fact, ChangeKind::Added, None, Some(fact)));
            continue;
        };
        survives[place] = true;
        let earlier = &before[place];
        if let Some(what) = difference(earlier, fact, stayed[place]) {
            changes.push(change(fact, what, Some(earlier), Some(fact)));
        }
    }
    for (fact, _) in before.iter().zip(survives).filter(|(_, survives)| !survives) {
        changes.push(change(fact, ChangeKind::Removed, Some(fact), None));
    }
    changes
}

fn difference(before: &Fact, after: &Fact, stayed: bool) -> Option<ChangeKind> {
    if before.text != after.text {
        return Some(ChangeKind::Reworded);
    }
    if before.standing != after.standing {
        return Some(ChangeKind::Restanding { from: before.standing, to: after.standing });
    }
    (!stayed).then_some(ChangeKind::Moved)
}

fn change(of: &Fact, what: ChangeKind, before: Option<&Fact>, after: Option<&Fact>) -> Change {
    let text = |fact: Option<&Fact>| fact.map(|fact| fact.text.clone());
    Change { fact: of.id.clone(), kind: of.kind, what, before: text(before), after: text(after) }
}

/// The longest rising run of numbers one can keep by leaving others out (patience sorting,
/// n log n): what kept its order. The rest has moved, and that is the least that can have.
fn longest_rise(numbers: &[usize]) -> Vec<usize> {
    let mut ends: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (index, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|&end| numbers[end] < *number);
        previous.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut rise = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        rise.push(numbers[index]);
        next = previous[index];
    }
    rise
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rise_leaves_out_the_fewest() {
        let check = |numbers: &[usize], mut expected: Vec<usize>| {
            expected.reverse();
            assert_eq!(longest_rise(numbers), expected, "{numbers:?}");
        };
        check(&[], vec![]);
        check(&[0, 1, 2], vec![0, 1, 2]);
        check(&[2, 0, 1], vec![0, 1]);
        check(&[0, 3, 1, 2, 4], vec![0, 1, 2, 4]);
    }
}
