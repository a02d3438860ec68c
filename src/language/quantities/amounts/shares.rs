//! Two numbers that make a share or a ratio: "4 out of 5", "one week in six", "1:4". Part of
//! [`super`].

use super::nouns_of;
use super::parts::Part;
use crate::language::quantities::model::{Bound, Quantity, QuantityKind};
use crate::language::quantities::numerals::{self, Form};
use crate::language::quantities::reading::Reading;
use crate::language::quantities::{currencies, hedges, nouns, units};

/// "4 out of 5", "2 of the hospital's 7 inpatient units", "one in six", "one week in six",
/// "4.8/5".
pub(super) fn share(
    reading: &Reading<'_>,
    part: &Part<'_>,
    floor: usize,
    found: &mut Vec<Quantity>,
) -> Option<usize> {
    let is_time = part.unit.is_some_and(|unit| unit.is_time());
    let is_bare = part.currency.is_none() && part.bound.is_none() && !part.is_factor && part.scale == 1.0;
    if !is_bare || !(part.unit.is_none() || is_time) || part.numeral.form == Form::Vague {
        return None;
    }
    // "one dock out of nine", "a single office out of five"
    let counted_first =
        if is_time { None } else { nouns::counted(reading, part.to, part.numeral.value != 1.0) };
    let out = counted_first.as_ref().map(|counted| counted.to).filter(|to| {
        reading.is(*to, "out")
            && reading.is(*to + 1, "of")
            && numerals::read(reading, determined(reading, *to + 2), true).is_some()
    });
    if let Some(out) = out
        && part.unit.is_none()
        && let Some(whole) = numerals::read(reading, determined(reading, out + 2), true)
        && whole.suffix.is_empty()
        && whole.value >= part.numeral.value
    {
        let mut quantity = Quantity::new(
            reading.span(part.from, whole.to),
            QuantityKind::Share { of: whole.value },
            part.numeral.value,
        );
        nouns_of::noun(reading, &mut quantity, counted_first.as_ref());
        found.push(quantity);
        return Some(whole.to);
    }
    let is_slash =
        reading.word(part.to) == "/" && reading.is_joined(part.to) && reading.is_joined(part.to + 1);
    let (whole_at, is_in) = match () {
        () if reading.is(part.to, "out") && reading.is(part.to + 1, "of") => {
            (determined(reading, part.to + 2), false)
        }
        () if reading.is(part.to, "of") && !is_time => (determined(reading, part.to + 1), false),
        () if reading.is(part.to, "in")
            && (part.numeral.value == 1.0 || is_time || part.numeral.value < 10.0) =>
        {
            (part.to + 1, true)
        }
        () if is_slash && part.unit.is_none() => (part.to + 1, false),
        () => return None,
    };
    let whole = numerals::read(reading, whole_at, true).filter(|whole| {
        whole.suffix.is_empty() && matches!(whole.form, Form::Plain | Form::Words | Form::Marked)
    })?;
    let may_be_year = whole.is_plain() && (1900.0..2200.0).contains(&whole.value);
    let is_amount =
        units::read(reading, whole.to).is_some() || currencies::after(reading, whole.to).is_some();
    let is_out = reading.is(part.to, "out");
    let follows = |at: usize| reading.is_word(at) && !reading.meaning(at).is_stop;
    let is_refused = whole.value < part.numeral.value
        || whole.value <= 1.0
        || (may_be_year && !is_out)
        || (is_in && is_amount)
        || (is_in && is_time && follows(whole.to))
        || (is_in && part.numeral.value > 1.0 && !matches!(whole.value as u32, 2..=10 | 100 | 1_000))
        || (is_slash && reading.word(whole.to) == "/")
        || (!is_in && !is_slash && !is_out && is_amount);
    if is_refused {
        return None;
    }
    let hedge = hedges::before(reading, part.from, floor);
    let lead = hedge.map_or(part.from, |(_, from)| from);
    let mut quantity = Quantity::new(
        reading.span(lead, whole.to),
        QuantityKind::Share { of: whole.value },
        part.numeral.value,
    );
    quantity.bound = hedge.map_or(Bound::Exact, |(bound, _)| bound);
    if let Some(unit) = part.unit {
        quantity.unit = Some(unit.name.to_owned());
        found.push(quantity);
        return Some(whole.to);
    }
    let counted = nouns::counted(reading, whole.to, true);
    let to = nouns_of::noun(reading, &mut quantity, counted.as_ref()).unwrap_or(whole.to);
    found.push(quantity);
    Some(to)
}

/// Goes over "the", "our" and "the hospital's" before a number.
fn determined(reading: &Reading<'_>, at: usize) -> usize {
    const MOST: usize = 5;
    for next in at..at + MOST {
        if numerals::read(reading, next, true).is_some() {
            return next;
        }
        let word = reading.word(next);
        let is_owner =
            word.ends_with("'s") || word.ends_with("’s") || word.ends_with("s'") || word.ends_with('\'');
        let goes_on = reading.is_any(next, &["the", "our", "its", "their", "his", "her", "my", "all", "a", "these", "those"])
            || is_owner
            // A word before the owner: "the company's" is two, "the Acme Corp's" three.
            || (reading.is_word(next) && (next + 1..at + MOST).any(|at| reading.word(at).ends_with("'s") || reading.word(at).ends_with("’s")));
        if !goes_on {
            return next;
        }
    }
    at
}

/// "1:4".
pub(super) fn ratio(reading: &Reading<'_>, part: &Part<'_>, found: &mut Vec<Quantity>) -> Option<usize> {
    let is_colon = reading.word(part.numeral.to) == ":"
        && reading.is_joined(part.numeral.to)
        && reading.is_joined(part.numeral.to + 1)
        && part.numeral.suffix.is_empty();
    let other = numerals::read(reading, part.numeral.to + 1, false).filter(|_| is_colon)?;
    if !other.suffix.is_empty() || reading.word(other.to) == ":" || part.currency.is_some() {
        return None;
    }
    let span = reading.span(part.from, other.to);
    found.push(Quantity::new(span, QuantityKind::Ratio { to: other.value }, part.numeral.value));
    Some(other.to)
}
