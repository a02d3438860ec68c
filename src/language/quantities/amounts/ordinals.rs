//! Places in an order: "first", "2nd", "75th". Part of [`super`].

use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::nouns;
use crate::language::quantities::reading::Reading;
use crate::language::span::Span;

/// "first", "2nd", "75th": a place in an order, before the noun it orders.
pub(super) fn ordinal(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    const COMPOUNDS: [&str; 14] = [
        "party",
        "class",
        "hand",
        "aid",
        "rate",
        "line",
        "responder",
        "responders",
        "name",
        "person",
        "generation",
        "degree",
        "party's",
        "parties",
    ];
    let word = reading.word(at);
    let spoken = reading.meaning(at).ordinal.map(f64::from).filter(|_| !word.ends_with("ly"));
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    let written = digits
        .filter(|_| reading.starts_with_digit(at))
        .and_then(|digits| digits.replace(',', "").parse::<f64>().ok());
    let value = written.or(spoken)?;
    // "forty-first" is read with its tens.
    let tied = reading.is_dash(at + 1) && reading.is_joined(at + 1);
    let noun = at + 1 + usize::from(tied);
    let is_ordering =
        reading.is_word(noun) && !reading.meaning(noun).is_stop && !reading.is_any(noun, &COMPOUNDS);
    if written.is_none() && !is_ordering {
        return None;
    }
    let mut quantity =
        Quantity::new(Span::new(reading.start(at), reading.end_before(at + 1)), QuantityKind::Ordinal, value);
    if is_ordering {
        quantity.unit = Some(nouns::singular(reading.word(noun)));
    }
    Some((quantity, at + 1))
}
