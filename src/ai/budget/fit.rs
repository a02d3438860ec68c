//! What goes into a question when not everything fits: the least relevant is left out whole.

/// A part of a question that may be left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece {
    /// What it costs, in tokens.
    pub tokens: u32,
    /// How relevant it is; only the order counts.
    pub worth: f32,
    /// Whether the question makes no sense without it.
    pub is_needed: bool,
}

/// Which pieces fit into so many tokens, by their places in order; none when even what is needed
/// does not fit. Of two that are worth the same the later one goes first.
pub fn fitting(pieces: &[Piece], max_tokens: u32) -> Option<Vec<usize>> {
    let mut sum: u64 = pieces.iter().map(|piece| u64::from(piece.tokens)).sum();
    let mut by_worth: Vec<usize> = (0..pieces.len()).filter(|at| !pieces[*at].is_needed).collect();
    by_worth.sort_by(|a, b| pieces[*b].worth.total_cmp(&pieces[*a].worth));
    let mut is_kept = vec![true; pieces.len()];
    while sum > u64::from(max_tokens) {
        let least = by_worth.pop()?;
        is_kept[least] = false;
        sum -= u64::from(pieces[least].tokens);
    }
    Some((0..pieces.len()).filter(|at| is_kept[*at]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn piece(tokens: u32, worth: f32, is_needed: bool) -> Piece {
        Piece { tokens, worth, is_needed }
    }

    #[test]
    fn the_least_relevant_goes_first_and_whole() {
        let pieces =
            [piece(10, 5.0, false), piece(10, 9.0, false), piece(10, 1.0, true), piece(10, 5.0, false)];
        let check = |max_tokens, expected: Option<&[usize]>| {
            assert_eq!(fitting(&pieces, max_tokens).as_deref(), expected, "{max_tokens}");
        };
        check(40, Some(&[0, 1, 2, 3]));
        check(39, Some(&[0, 1, 2]));
        check(29, Some(&[1, 2]));
        check(19, Some(&[2]));
        check(9, None);
        assert_eq!(fitting(&[], 0), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn what_is_kept_fits_and_is_worth_no_less_than_what_is_not(
            pieces in prop::collection::vec((0_u32..50, 0_u8..9, prop::bool::weighted(0.1)), 0..20),
            max_tokens in 0_u32..400,
        ) {
            let pieces: Vec<Piece> =
                pieces.into_iter().map(|(tokens, worth, needed)| piece(tokens, f32::from(worth), needed)).collect();
            let needed: u32 = pieces.iter().filter(|piece| piece.is_needed).map(|piece| piece.tokens).sum();
            let Some(kept) = fitting(&pieces, max_tokens) else {
                prop_assert!(needed > max_tokens);
                return Ok(());
            };
            prop_assert!(kept.iter().map(|at| pieces[*at].tokens).sum::<u32>() <= max_tokens);
            let left: Vec<usize> = (0..pieces.len()).filter(|at| !kept.contains(at)).collect();
            for at in &left {
                prop_assert!(!pieces[*at].is_needed);
                for other in kept.iter().filter(|other| !pieces[**other].is_needed) {
                    prop_assert!(pieces[*other].worth >= pieces[*at].worth);
                }
            }
        }
    }
}
