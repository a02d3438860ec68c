//! What an article or "half" makes a number: "in an hour", "half a day", "a third of". Part of
//! [`super`].

use crate::language::quantities::model::{Bound, Quantity, QuantityKind};
use crate::language::quantities::numerals;
use crate::language::quantities::reading::Reading;
use crate::language::quantities::{hedges, nouns};

/// "in an hour", "within a week", "an hour and a half": one of a unit of time.
pub(super) fn article_duration(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
    if !reading.is_any(at, &["a", "an"]) && !reading.is(at, "half") {
        return None;
    }
    // "half a day", "half an hour", "half-day"
    let is_half = reading.is(at, "half");
    let article = at + usize::from(is_half);
    let name = article + usize::from(reading.is_any(article, &["a", "an", "-"]));
    if is_half && name == article {
        return None;
    }
    let unit = reading.meaning(name).unit.filter(|unit| unit.is_time())?;
    let half = numerals::and_a_half(reading, name + 1);
    let hedge = hedges::before(reading, at, floor);
    let is_noun = reading.is_any(name, &["second", "quarter"]);
    let goes_on = (reading.is_word(name + 1) && !reading.meaning(name + 1).is_stop)
        || (reading.is_dash(name + 1) && reading.is_joined(name + 1));
    // "during a year of leave"
    let leads: &[&str] = &["in", "within", "for", "after", "every", "during", "throughout"];
    let is_told = hedge.is_some() || (at > 0 && reading.is_any(at - 1, leads));
    if !(half.is_some() || is_half || (is_told && !goes_on && !is_noun)) {
        return None;
    }
    let value = match (half.is_some(), is_half) {
        (true, _) => 1.5,
        (false, true) => 0.5,
        (false, false) => 1.0,
    };
    let to = half.unwrap_or(name + 1);
    let mut quantity = Quantity::new(reading.span(at, to), unit.kind(), unit.to_base(value));
    quantity.unit = Some(unit.name.to_owned());
    if let Some((bound, from)) = hedge {
        quantity.bound = bound;
        quantity.span.start = reading.start(from);
    }
    if is_half {
        quantity.per = nouns::per_near(reading, to).map(|(per, _)| per);
    }
    Some((quantity, to))
}

/// "a third of", "a quarter of", "by a fifth": a part of one with an article.
pub(super) fn article_part(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
    if !reading.is_any(at, &["a", "an"]) {
        return None;
    }
    let part = reading.meaning(at + 1).part?;
    let next = at + 2;
    // "a quarter of a million" is a number.
    if numerals::read(reading, at, true).is_some() {
        return None;
    }
    let is_followed = reading.is_any(next, &["of", "less", "more", "fewer", "lower", "higher", "faster"]);
    let is_led = at > 0 && reading.is_any(at - 1, &["by", "nearly", "almost", "than", "about", "over"]);
    let ends = !reading.is_word(next) || reading.meaning(next).is_stop;
    if !(is_followed || (is_led && ends)) {
        return None;
    }
    let hedge = hedges::before(reading, at, floor);
    let lead = hedge.map_or(at, |(_, from)| from);
    let mut quantity = Quantity::new(reading.span(lead, next), QuantityKind::Fraction, part);
    quantity.bound = hedge.map_or(Bound::Exact, |(bound, _)| bound);
    Some((quantity, next))
}
