//! Multiples: "3 times a day", "3 times faster", "doubled". Part of [`super`].

use super::parts::Part;
use crate::language::quantities::model::{Bound, Quantity, QuantityKind};
use crate::language::quantities::reading::Reading;
use crate::language::quantities::{frequencies, hedges};

/// "3 times a day", "3 times faster", "2x per week".
pub(super) fn times(
    reading: &Reading<'_>,
    part: &Part<'_>,
    floor: usize,
    found: &mut Vec<Quantity>,
) -> Option<usize> {
    let is_times =
        reading.is_any(part.to, &["times", "time"]) && part.unit.is_none() && part.currency.is_none();
    if !is_times && !part.is_factor {
        return None;
    }
    let next = part.to + usize::from(is_times);
    let hedge = hedges::before(reading, part.from, floor);
    let lead = hedge.map_or(part.from, |(_, from)| from);
    if let Some((mut frequency, to)) = frequencies::times_per(reading, lead, next, part.value) {
        frequency.bound = hedge.map_or(Bound::Exact, |(bound, _)| bound);
        found.push(frequency);
        return Some(to);
    }
    let compares = reading.is_any(
        next,
        &[
            "more", "faster", "as", "higher", "larger", "greater", "bigger", "better", "quicker", "over",
            "cheaper", "less", "fewer", "smaller", "lower", "longer", "the",
        ],
    );
    if !is_times || !compares {
        return None;
    }
    let mut quantity = Quantity::new(reading.span(lead, next), QuantityKind::Factor, part.value);
    quantity.bound = hedge.map_or(part.bound.unwrap_or(Bound::Exact), |(bound, _)| bound);
    found.push(quantity);
    Some(next)
}

/// Words for a multiple and their place: "doubled", "more than tripled".
pub(super) fn factor(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
    let factor = reading.meaning(at).factor?;
    // "double shifts" and "triple bypass" are no growth; "to double sales" and "triple the output" are.
    let is_plain_form = reading.is_any(at, &["double", "triple", "quadruple", "quintuple"]);
    let is_verb = reading.is_any(at + 1, &["the", "our", "its", "their", "his", "her", "my", "that"])
        || (at > 0
            && reading
                .is_any(at - 1, &["to", "helped", "help", "nearly", "almost", "than", "will", "would"]));
    if is_plain_form && !is_verb {
        return None;
    }
    let hedge = hedges::before(reading, at, floor);
    let lead = hedge.map_or(at, |(_, from)| from);
    let mut quantity = Quantity::new(reading.span(lead, at + 1), QuantityKind::Factor, factor);
    quantity.bound = hedge.map_or(Bound::Exact, |(bound, _)| bound);
    Some((quantity, at + 1))
}
