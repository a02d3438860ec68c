//! What an amount is per, where that stands further off. Part of [`super`].

use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::reading::Reading;

/// "Each February, took readings for 120 visitors" says what "120 visitors each February" does:
/// a rate before a comma at the head of a sentence is that of its amounts.
pub(super) fn spread(reading: &Reading<'_>, quantities: &mut [Quantity], starts: &[usize]) {
    compared(reading, quantities, starts);
    let mut rate: Option<String> = None;
    let mut checked = 0;
    for index in 0..quantities.len() {
        let at = starts[index];
        if (checked..at).any(|token| matches!(reading.word(token), "." | ";")) {
            rate = None;
        }
        checked = at;
        let quantity = &quantities[index];
        let behind = reading.token_at_byte(at, quantity.span.end);
        let is_head =
            quantity.kind == QuantityKind::Frequency && quantity.low == 1.0 && reading.is_sentence_start(at);
        if is_head && reading.word(behind) == "," && reading.is_any(at, &["every", "each"]) {
            rate = quantity.unit.clone().or_else(|| quantity.per.clone());
        } else if let Some(name) = led_rate(reading, quantities, starts, index).or(rate.clone())
            && quantities[index].per.is_none()
            && matches!(
                quantities[index].kind,
                QuantityKind::Count | QuantityKind::Money { .. } | QuantityKind::Duration(_)
            )
        {
            quantities[index].per = Some(name);
        }
    }
}

/// "a yearly budget of €3.1M": the frequency before the noun is the rate of its amount.
fn led_rate(
    reading: &Reading<'_>,
    quantities: &[Quantity],
    starts: &[usize],
    index: usize,
) -> Option<String> {
    const REACH: usize = 5;
    let before = index.checked_sub(1)?;
    let (from, at) = (starts[before], starts[index]);
    let frequency = &quantities[before];
    let is_rate = frequency.kind == QuantityKind::Frequency
        && frequency.low == 1.0
        && !frequency.is_range()
        && frequency.unit.is_none();
    let is_near = at - from <= REACH && at > from + 1 && reading.is(at - 1, "of");
    let is_phrase = (from..at).all(|place| reading.is_word(place));
    let is_amount = matches!(quantities[index].kind, QuantityKind::Money { .. } | QuantityKind::Count);
    if is_rate && is_near && is_phrase && is_amount { frequency.per.clone() } else { None }
}

/// "€13,500 instead of €18,000 a year", "€13,500 a year, down from €18,000": amounts that are set
/// side by side are per the same.
fn compared(reading: &Reading<'_>, quantities: &mut [Quantity], starts: &[usize]) {
    const REACH: usize = 4;
    const WORDS: [&str; 11] =
        ["instead", "rather", "versus", "vs", "against", "compared", "from", "to", "than", "down", "up"];
    for index in 1..quantities.len() {
        let end = reading.token_at_byte(starts[index - 1], quantities[index - 1].span.end);
        let is_compared = starts[index].saturating_sub(end) <= REACH
            && (end..starts[index]).any(|at| reading.is_any(at, &WORDS))
            && !(end..starts[index]).any(|at| matches!(reading.word(at), "." | ";"));
        let is_money = |quantity: &Quantity| matches!(quantity.kind, QuantityKind::Money { .. });
        // What each says it is per, each keeps: "€150 per stay from the yearly €22,000".
        let has_one = quantities[index].per.is_none() || quantities[index - 1].per.is_none();
        if is_compared && has_one && is_money(&quantities[index - 1]) && is_money(&quantities[index]) {
            let per = quantities[index].per.clone().or_else(|| quantities[index - 1].per.clone());
            quantities[index].per.clone_from(&per);
            quantities[index - 1].per = per;
        }
    }
}
