//! Amounts: a number with its hedge, currency, unit, range, whole, noun and rate. The middle of
//! [`super::find_quantities`]: [`parts`] reads one number with what is tied to it, the others what
//! two of them or a word beside them make.

mod articles;
mod multiples;
mod nouns_of;
mod ordinals;
mod parts;
mod ranges;
mod shares;

use super::hedges;
use super::measures::Unit;
use super::model::{Bound, Quantity, QuantityKind};
use super::nouns;
use super::numerals::Form;
use super::reading::Reading;
use parts::Part;

/// What begins with the token and is one quantity whatever follows: "doubled", "a third of",
/// "first".
pub(super) fn single(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
    multiples::factor(reading, at, floor)
        .or_else(|| articles::article_part(reading, at, floor))
        .or_else(|| ordinals::ordinal(reading, at))
}

/// The amounts that begin with the token, put into `found`, and the token behind them. `floor`
/// is the first token that no earlier quantity has taken.
pub(super) fn read(
    reading: &Reading<'_>,
    at: usize,
    floor: usize,
    found: &mut Vec<Quantity>,
) -> Option<usize> {
    if let Some((quantity, to)) = articles::article_duration(reading, at, floor) {
        found.push(quantity);
        return Some(to);
    }
    let part = parts::part(reading, at, floor)?;
    if is_no_number(reading, &part) {
        return None;
    }
    if let Some(to) =
        shares::share(reading, &part, floor, found).or_else(|| shares::ratio(reading, &part, found))
    {
        return Some(to);
    }
    if let Some(to) = multiples::times(reading, &part, floor, found) {
        return Some(to);
    }
    let hedge = hedges::before(reading, part.from, floor);
    let lead = hedge.map_or(part.from, |(_, from)| from);
    if let Some((second, is_change)) = ranges::second(reading, &part, lead) {
        return Some(ranges::pair(reading, part, second, is_change, hedge, found));
    }
    Some(alone(reading, part, hedge, found))
}

/// Words that look like a number and count nothing: "no one", "one another", "one-on-one".
fn is_no_number(reading: &Reading<'_>, part: &Part<'_>) -> bool {
    if !matches!(part.numeral.form, Form::Words | Form::Part) || part.currency.is_some() {
        return false;
    }
    let (from, to) = (part.numeral.from, part.numeral.to);
    let has_noun = part.unit.is_some()
        // "one (1)"
        || part.to > part.numeral.to
        || part.is_factor
        || part.bound.is_some()
        || (reading.is_word(to) && !reading.meaning(to).is_stop)
        || (reading.is_dash(to) && reading.is_joined(to));
    if reading.is(from, "half") && to == from + 1 {
        let is_ordered =
            from > 0 && (reading.meaning(from - 1).ordinal.is_some() || reading.is(from - 1, "other"));
        let is_compound = reading.is_dash(to) && reading.is_joined(to) && part.unit.is_none();
        return is_ordered || is_compound;
    }
    if !reading.is(from, "one") || to != from + 1 {
        return false;
    }
    let is_pronoun = from > 0
        && reading.is_any(
            from - 1,
            &["no", "any", "every", "each", "this", "that", "which", "number", "another", "day", "-"],
        );
    let is_phrase = reading.is_any(to, &["another", "that", "who", "stop"])
        || (reading.is_dash(to)
            && reading.is_joined(to)
            && reading.is_any(to + 1, &["on", "to", "stop", "off", "time", "way", "of"]));
    let is_counted_of = reading.is(to, "of") && reading.is_any(to + 1, &["whom", "which"]);
    let may_share = reading.is_any(to, &["of", "in", "out"]);
    is_pronoun || is_phrase || (!has_noun && !is_counted_of && !may_share && !reading.is(to, "to"))
}

fn alone(
    reading: &Reading<'_>,
    part: Part<'_>,
    hedge: Option<(Bound, usize)>,
    found: &mut Vec<Quantity>,
) -> usize {
    let (mut quantity, next) = quantity(reading, &part, hedge);
    let (next, _) = finish(reading, &mut quantity, &part, next);
    found.push(quantity);
    next
}

/// The part as a quantity, without noun and rate, and the token behind it.
fn quantity(reading: &Reading<'_>, part: &Part<'_>, hedge: Option<(Bound, usize)>) -> (Quantity, usize) {
    let kind = match (part.unit, part.currency) {
        (Some(unit), _) => unit.kind(),
        (None, Some(currency)) => QuantityKind::Money { currency },
        (None, None) if part.is_factor => QuantityKind::Factor,
        (None, None) if part.numeral.form == Form::Part => QuantityKind::Fraction,
        (None, None) => QuantityKind::Count,
    };
    let value = part.unit.map_or(part.value, |unit| unit.to_base(part.value));
    let lead = hedge.map_or(part.from, |(_, from)| from);
    let mut quantity = Quantity::new(reading.span(lead, part.to), kind, value);
    // A word ends where its token ends; glued letters belong to it.
    quantity.span.start = quantity.span.start.min(reading.start(part.from));
    quantity.unit = part.unit.map(|unit| unit.name.to_owned());
    quantity.bound = hedge.map(|(bound, _)| bound).or(part.bound).unwrap_or(Bound::Exact);
    if part.numeral.form == Form::Vague && quantity.bound == Bound::Exact {
        quantity.bound = Bound::AtLeast;
    }
    (quantity, part.to)
}

/// Reads what stands behind the amount: bound, noun and rate. Gives the token behind all that
/// belongs to it alone, and the unit where it was told only by the noun.
fn finish(
    reading: &Reading<'_>,
    quantity: &mut Quantity,
    part: &Part<'_>,
    mut next: usize,
) -> (usize, Option<Unit>) {
    if let Some((bound, to)) = hedges::after(reading, next) {
        quantity.bound = bound;
        quantity.span.end = reading.end_before(to);
        next = to;
    }
    let rate = nouns::per(reading, next);
    // Behind "monthly" a noun follows, behind "a month" none does.
    let is_closed = rate.is_some() && reading.meaning(next).recurrence.is_none();
    if let Some((per, to)) = rate {
        quantity.per = Some(per);
        quantity.span.end = reading.end_before(to);
        next = to;
    }
    let is_count = quantity.kind == QuantityKind::Count;
    let is_tied = reading.is_dash(next) && reading.is_joined(next) && reading.is_joined(next + 1);
    let counted =
        nouns::counted(reading, nouns_of::noun_start(reading, next, part), is_count && part.value != 1.0)
            .filter(|_| !is_closed && !is_tied);
    let behind = match () {
        () if is_closed => None,
        () if is_tied && is_count => nouns_of::tied_noun(reading, quantity, next),
        () => nouns_of::noun(reading, quantity, counted.as_ref()),
    };
    let unit = nouns_of::counted_unit(reading, quantity, counted.as_ref());
    if let Some((unit, counted)) = unit.zip(counted) {
        nouns_of::take_unit(quantity, unit);
        quantity.span.end = counted.words.end;
        next = counted.to;
    }
    nouns_of::group(reading, quantity, part);
    nouns_of::score(reading, quantity, part);
    over_a_time(reading, quantity, part);
    let behind = behind.unwrap_or(next);
    if quantity.bound == Bound::Exact
        && let Some((bound, _)) = hedges::after(reading, behind)
    {
        quantity.bound = bound;
    }
    if quantity.per.is_none() {
        quantity.per = nouns::per_near(reading, behind).map(|(per, _)| per);
    }
    (next, unit)
}

/// "over 9 months" means "during" or "more than"; only words that measure experience tell.
fn over_a_time(reading: &Reading<'_>, quantity: &mut Quantity, part: &Part<'_>) {
    let is_over = part.from > 0 && reading.is(part.from - 1, "over");
    if !is_over || quantity.bound != Bound::MoreThan || !matches!(quantity.kind, QuantityKind::Duration(_)) {
        return;
    }
    let is_led = part.from > 1
        && reading.is_any(
            part.from - 2,
            &["for", "with", "spent", "has", "have", "had", "of", "and", "just", "well"],
        );
    let is_followed = reading.is_any(part.to, &["of", "experience", "ago"])
        || (reading.is(part.to, "as") && !reading.is(part.to + 1, "the"))
        || reading.is(part.to + 1, "experience");
    if !is_led && !is_followed {
        quantity.bound = Bound::AtLeast;
    }
}
