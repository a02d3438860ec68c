//! Numbers that leave out what they count: "more than seven years, four of them", "from 41 kg to
//! 26", "6 days where it once took 11". Part of [`super`].

use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::numerals;
use crate::language::quantities::reading::Reading;

/// Gives bare numbers the unit that stands before them in the sentence, where a word beside them
/// points back. What "of them" counts is left open: there may be several before it.
pub(super) fn fill(reading: &Reading<'_>, quantities: &mut [Quantity], starts: &[usize]) {
    // A date may stand between: "6 days; in 2021 it took 11".
    const REACH: usize = 3;
    for index in 1..quantities.len() {
        if !is_bare(&quantities[index]) {
            continue;
        }
        let at = starts[index];
        let behind = reading.token_at_byte(at, quantities[index].span.end);
        let points_back = reading.is(behind, "of")
            && reading.is_any(behind + 1, &["them", "those", "these", "whom", "which"]);
        let is_rest =
            at > 0 && reading.is_any(at - 1, &["last", "first", "past", "other", "remaining", "latter"]);
        let took = at > 0
            && reading.is_any(
                at - 1,
                &[
                    "took", "take", "takes", "taken", "taking", "lasted", "lasting", "needed", "than",
                    "earlier", "previous", "former", "original", "once", "of",
                ],
            )
            && !is_counting(reading, behind);
        // What stands nearer and is counted is meant: "41 reports, 37 of which".
        let last = &quantities[index - 1];
        if points_back && last.kind == QuantityKind::Count && last.noun.is_some() {
            continue;
        }
        let ends = |token: usize| reading.word(token) == "." || points_back && reading.word(token) == ";";
        let is_near = |other: usize| !(starts[other]..at).any(ends);
        let mut before = (index.saturating_sub(REACH)..index).rev();
        let Some(full) = before.find(|other| has_unit(&quantities[*other])).filter(|other| is_near(*other))
        else {
            continue;
        };
        if points_back || is_rest || (took && is_led_apart(reading, at)) {
            give(reading, quantities, starts, (full, index));
        }
    }
}

/// Whether a word goes on behind the number that it may count.
fn is_counting(reading: &Reading<'_>, behind: usize) -> bool {
    reading.is_word(behind) && !reading.meaning(behind).is_stop
}

/// "of 5" may be a team's; it points back only in "instead of" and "out of".
fn is_led_apart(reading: &Reading<'_>, at: usize) -> bool {
    !reading.is(at - 1, "of") || (at > 1 && reading.is(at - 2, "instead"))
}

fn is_bare(quantity: &Quantity) -> bool {
    quantity.kind == QuantityKind::Count && quantity.noun.is_none() && quantity.unit.is_none()
}

fn has_unit(quantity: &Quantity) -> bool {
    matches!(
        quantity.kind,
        QuantityKind::Money { .. }
            | QuantityKind::Percent
            | QuantityKind::Measure(_)
            | QuantityKind::Duration(_)
    )
}

/// "from 41 kg a day to 26": the end without a noun has the unit and rate of the other.
pub(super) fn share_unit(
    reading: &Reading<'_>,
    quantities: &mut [Quantity],
    starts: &[usize],
    (one, other): (usize, usize),
) {
    for (bare, full) in [(one, other), (other, one)] {
        let is_full = has_unit(&quantities[full]) || quantities[full].kind == QuantityKind::Count;
        if is_bare(&quantities[bare]) && !is_bare(&quantities[full]) && is_full {
            give(reading, quantities, starts, (full, bare));
            let per = quantities[full].per.clone();
            quantities[bare].per = quantities[bare].per.take().or(per);
            return;
        }
    }
}

/// Gives the bare number the unit and noun of the full one.
fn give(reading: &Reading<'_>, quantities: &mut [Quantity], starts: &[usize], (full, bare): (usize, usize)) {
    let end = reading.token_at_byte(starts[full], quantities[full].span.end);
    let written = || (starts[full]..end).find_map(|at| numerals::read(reading, at, true));
    let factor = match quantities[full].kind {
        // "$41k to 26" leaves the scale in doubt.
        QuantityKind::Money { .. } | QuantityKind::Count | QuantityKind::Percent => 1.0,
        _ => match written() {
            Some(number) if number.value > 0.0 => quantities[full].low / number.value,
            _ => return,
        },
    };
    let (kind, unit, noun) = (quantities[full].kind, quantities[full].unit.clone(), quantities[full].noun);
    let bare = &mut quantities[bare];
    (bare.kind, bare.unit, bare.noun) = (kind, unit, noun);
    (bare.low, bare.high) = (bare.low * factor, bare.high * factor);
}
