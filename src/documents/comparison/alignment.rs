//! The longest order two lists have in common. Part of the comparison of versions.

use std::collections::HashSet;

/// Pairs of places, rising in both lists, at which they hold the same: as many as there can be,
/// and of equally many those that stand earliest. Takes the product of the lengths.
pub fn align<T: PartialEq>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // How many pairs the rests behind two places have.
    let mut rests = vec![0_u32; (old.len() + 1) * width];
    for a in (0..old.len()).rev() {
        for b in (0..new.len()).rev() {
            rests[a * width + b] = if old[a] == new[b] {
                rests[(a + 1) * width + b + 1] + 1
            } else {
                rests[(a + 1) * width + b].max(rests[a * width + b + 1])
            };
        }
    }
    let (mut pairs, mut a, mut b) = (Vec::new(), 0, 0);
    while a < old.len() && b < new.len() {
        if old[a] == new[b] {
            pairs.push((a, b));
            (a, b) = (a + 1, b + 1);
        } else if rests[(a + 1) * width + b] >= rests[a * width + b + 1] {
            a += 1;
        } else {
            b += 1;
        }
    }
    pairs
}

/// Of things whose earlier places these are, in their later order, the later places of those that
/// moved: as few as the change can be told by.
pub fn moved(order: &[usize]) -> HashSet<usize> {
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    let stayed: HashSet<usize> = align(&sorted, order).into_iter().map(|(_, later)| later).collect();
    (0..order.len()).filter(|place| !stayed.contains(place)).collect()
}

/// As [`moved`], of things that stand in groups, each within its own: `groups` are those of the
/// things in their later order, `order` their earlier places where they had one in that group.
pub fn moved_within<K: PartialEq>(groups: &[K], order: &[Option<usize>]) -> HashSet<usize> {
    let mut strays = HashSet::new();
    for (first, group) in groups.iter().enumerate() {
        if groups[..first].contains(group) {
            continue;
        }
        let (places, earlier): (Vec<usize>, Vec<usize>) = groups
            .iter()
            .zip(order)
            .enumerate()
            .filter(|(_, (one, _))| *one == group)
            .filter_map(|(place, (_, earlier))| Some((place, (*earlier)?)))
            .unzip();
        strays.extend(moved(&earlier).into_iter().map(|at| places[at]));
    }
    strays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moved_is_told_by_as_few_as_can_be() {
        let check = |order: &[usize], expected: &[usize]| {
            let mut found: Vec<usize> = moved(order).into_iter().collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{order:?}");
        };
        check(&[], &[]);
        check(&[0, 1, 2, 3], &[]);
        check(&[2, 5, 9], &[]);
        check(&[3, 0, 1, 2], &[0]);
        check(&[1, 2, 3, 0], &[3]);
        check(&[0, 2, 1, 3], &[2]);
    }

    #[test]
    fn a_group_that_moved_as_a_whole_moved_nothing_within_it() {
        let check = |groups: &str, order: &[Option<usize>], expected: &[usize]| {
            let groups: Vec<char> = groups.chars().collect();
            let mut found: Vec<usize> = moved_within(&groups, order).into_iter().collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{groups:?} {order:?}");
        };
        check("bbaa", &[Some(2), Some(3), Some(0), Some(1)], &[]);
        check("bbaaa", &[Some(3), Some(2), Some(0), None, Some(1)], &[1]);
        check("", &[], &[]);
    }
}
