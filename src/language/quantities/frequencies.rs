//! How often: "daily", "every other Thursday", "twice a month", "24/7". Below
//! [`super::find_quantities`].

use super::calendar::MONTH_NAMES;
use super::model::{Bound, Quantity, QuantityKind};
use super::nouns;
use super::numerals;
use super::reading::Reading;
use super::vocabulary::Recurrence;

/// The frequency that begins with the token, and the token behind it.
pub(super) fn read(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    around_the_clock(reading, at)
        .or_else(|| every(reading, at))
        .or_else(|| adverb(reading, at))
        .or_else(|| once(reading, at))
}

fn quantity(reading: &Reading<'_>, from: usize, to: usize, times: f64, per: &str) -> Quantity {
    let mut quantity = Quantity::new(reading.span(from, to), QuantityKind::Frequency, times);
    quantity.per = Some(per.to_owned());
    quantity
}

/// "24/7", "24x7", "around the clock": all hours of the week.
fn around_the_clock(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let skip = |at: usize| at + usize::from(reading.is(at, "-"));
    let the = skip(at + 1);
    let clock = skip(the + 1);
    let to = match () {
        () if reading.is(at, "24")
            && reading.is(at + 1, "/")
            && reading.is(at + 2, "7")
            && !reading.is(at + 3, "/") =>
        {
            at + 3
        }
        () if reading.is(at, "24x7") => at + 1,
        () if reading.is_any(at, &["around", "round"])
            && reading.is(the, "the")
            && reading.is(clock, "clock") =>
        {
            clock + 1
        }
        () => return None,
    };
    let mut quantity = quantity(reading, at, to, 168.0, "week");
    quantity.unit = Some("hour".to_owned());
    Some((quantity, to))
}

/// "every other Thursday", "each February", "every two weeks". What is no time is left to
/// those who read quantifiers: "every patient".
pub(super) fn every(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    if !reading.is_any(at, &["every", "each"]) {
        return None;
    }
    let (step, next) = match () {
        () if reading.is_any(at + 1, &["other", "second"]) && is_round(reading, at + 2) => (2.0, at + 2),
        () if reading.is(at + 1, "single") => (1.0, at + 2),
        () if is_round(reading, at + 1) => (1.0, at + 1),
        () => match reading.meaning(at + 1).ordinal {
            Some(place) => (f64::from(place), at + 2),
            None => {
                let number = numerals::read(reading, at + 1, false)?;
                (number.value, number.to)
            }
        },
    };
    let name = nouns::round_name(reading, next)?;
    // "every year's budget" speaks of the year.
    let round = match reading.meaning(next).recurrence {
        Some(Recurrence::Round(unit)) => unit,
        _ => "",
    };
    if step <= 0.0 {
        return None;
    }
    let per = if round.is_empty() || MONTH_NAMES.contains(&name.as_str()) { "" } else { round };
    let per = match () {
        () if MONTH_NAMES.contains(&name.as_str()) => "year",
        () if per.is_empty() => name.as_str(),
        () => per,
    };
    let mut quantity = quantity(reading, at, next + 1, 1.0 / step, per);
    quantity.unit = (per != name).then(|| name.clone());
    Some((quantity, next + 1))
}

fn is_round(reading: &Reading<'_>, at: usize) -> bool {
    nouns::round_name(reading, at).is_some()
}

/// "daily", "bi-weekly", "twice-weekly".
fn adverb(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let is_prefix =
        reading.is_any(at, &["bi", "semi"]) && reading.is_dash(at + 1) && reading.is_joined(at + 1);
    let word = at + if is_prefix { 2 } else { 0 };
    let Some(Recurrence::Rate(least, most, unit)) = reading.meaning(word).recurrence else { return None };
    if reading.is(word, "annum") {
        return None;
    }
    let (least, most) = match (is_prefix, reading.is(at, "semi"), unit) {
        (false, ..) => (least, most),
        (true, true, _) | (true, false, "year") => (2.0, 2.0),
        (true, false, _) => (0.5, 2.0),
    };
    let mut quantity = quantity(reading, at, word + 1, least, unit);
    quantity.high = most;
    Some((quantity, word + 1))
}

/// "once a month", "twice weekly", "once every two weeks"; "twice" alone is a count of times.
fn once(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let times = match () {
        () if reading.is(at, "once") => 1.0,
        () if reading.is(at, "twice") => 2.0,
        () if reading.is(at, "thrice") => 3.0,
        () => return None,
    };
    if let Some(found) = times_per(reading, at, at + 1, times) {
        return Some(found);
    }
    if times < 2.0 {
        return None;
    }
    // "twice as fast", "twice the output"
    if reading.is_any(at + 1, &["as", "the"]) {
        return Some((Quantity::new(reading.span(at, at + 1), QuantityKind::Factor, times), at + 1));
    }
    let mut quantity = Quantity::new(reading.span(at, at + 1), QuantityKind::Count, times);
    quantity.unit = Some("time".to_owned());
    Some((quantity, at + 1))
}

/// So many times in what the token `at` names: "a month", "weekly", "every two weeks".
pub(super) fn times_per(
    reading: &Reading<'_>,
    from: usize,
    at: usize,
    times: f64,
) -> Option<(Quantity, usize)> {
    if let Some((mut every, to)) = every(reading, at) {
        every.span = reading.span(from, to);
        every.low *= times;
        every.high *= times;
        return Some((every, to));
    }
    let at = at + usize::from(reading.is_dash(at) && reading.is_joined(at));
    if let Some((per, to)) = nouns::per(reading, at).filter(|(per, _)| per != "each") {
        return Some((quantity(reading, from, to, times, &per), to));
    }
    match reading.meaning(at).recurrence {
        Some(Recurrence::Rate(1.0, 1.0, unit)) => {
            Some((quantity(reading, from, at + 1, times, unit), at + 1))
        }
        _ => None,
    }
}

/// Takes in what binds the frequency: "about twice a month".
pub(super) fn bind(quantity: &mut Quantity, bound: Option<(Bound, usize)>) {
    if let Some((bound, start)) = bound {
        quantity.bound = bound;
        quantity.span.start = start;
    }
}
