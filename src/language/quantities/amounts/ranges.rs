//! Two numbers that are the ends of a range or of a change: "4 to 5", "$60-70k", "from 900 ms to
//! 340 ms". Part of [`super`].

use super::nouns_of;
use super::parts::{self, Part};
use crate::language::quantities::model::{Bound, Quantity, QuantityKind, Role};
use crate::language::quantities::nouns;
use crate::language::quantities::numerals::Form;
use crate::language::quantities::reading::Reading;

/// The other end of a range or change, and whether it is a change.
pub(super) fn second<'t>(reading: &Reading<'t>, first: &Part<'t>, lead: usize) -> Option<(Part<'t>, bool)> {
    let before = |words: &[&str]| lead > 0 && reading.is_any(lead - 1, words);
    // "$45/hr - $60/hr"
    let joint = nouns::per(reading, first.to).map_or(first.to, |(_, to)| to);
    let is_arrow =
        reading.word(joint) == "→" || (reading.word(joint) == "-" && reading.word(joint + 1) == ">");
    let is_dash =
        reading.is_dash(joint) && !is_arrow && reading.is_joined(joint) == reading.is_joined(joint + 1);
    let is_to = reading.is_any(joint, &["to", "through", "bis", "and", "or"]);
    let is_joint = match () {
        () if is_arrow || is_dash => true,
        () if reading.is(joint, "and") => before(&["between"]),
        () if reading.is(joint, "or") => first.unit.is_none() && first.currency.is_none(),
        () => is_to,
    };
    if !is_joint || first.is_factor && first.bound.is_some() {
        return None;
    }
    let mut at = joint + 1 + usize::from(is_arrow && reading.word(joint) == "-");
    at += usize::from(reading.is_dash(joint) && is_dash && reading.is_dash(at));
    if is_to && reading.is_any(at, &["about", "around", "nearly", "almost", "just", "roughly", "~"]) {
        at += 1;
    }
    let floor = at;
    // Over "$" and "US$" to the number.
    while at < floor + 2 && !reading.starts_with_digit(at) && reading.meaning(at).number.is_none() {
        at += 1;
    }
    let second = parts::part(reading, at, floor)?;
    if second.from != floor || second.numeral.form == Form::Vague {
        return None;
    }
    let is_from = before(&["from"])
        && !(lead > 1 && reading.is_any(lead - 2, &["ranging", "ranged", "range", "varying", "anywhere"]));
    let fits = match (first.unit, second.unit) {
        (Some(one), Some(other)) => one.base == other.base,
        (Some(_), None) => {
            second.currency.is_none() && (is_dash || is_arrow || is_from) && first.is_tied == second.is_tied
        }
        (None, Some(_)) => first.currency.is_none(),
        (None, None) => {
            first.currency.is_none() || second.currency.is_none() || first.currency == second.currency
        }
    };
    let is_one_or_two = !reading.is(joint, "or") || second.value - first.value <= 2.0 && second.value <= 20.0;
    // "555-1234" and "1-2-3" are no ranges.
    let is_code = is_dash
        && reading.is_joined(joint)
        && second.unit.is_none()
        && reading.is_dash(second.to)
        && reading.is_joined(second.to)
        && reading.starts_with_digit(second.to + 1);
    if !fits || !is_one_or_two || is_code {
        return None;
    }
    let first_value = inherited(first, &second);
    let falls = first_value > in_unit_of(&second, first);
    if falls && is_dash {
        return None;
    }
    Some((second, is_from || is_arrow || falls))
}

/// The second value in the first one's unit, where both have one.
fn in_unit_of(second: &Part<'_>, first: &Part<'_>) -> f64 {
    match (first.unit, second.unit) {
        (Some(one), Some(other)) => second.value * other.factor / one.factor,
        _ => second.value,
    }
}

/// The first value, with the scale that only the second one says: "$60-70k".
fn inherited(first: &Part<'_>, second: &Part<'_>) -> f64 {
    // "60.000 to 70.000 €": what makes thousands of the second does so of the first.
    let is_thousands = |part: &Part<'_>| part.value > part.numeral.value;
    let are_dotted = [first, second].iter().all(|part| part.numeral.form == Form::ThreeDecimals);
    if are_dotted && is_thousands(second) && !is_thousands(first) {
        return first.value * 1_000.0;
    }
    let scale = if second.scale > 1.0 {
        second.scale
    } else if second.numeral.form == Form::Marked && second.value >= 1_000.0 && is_scaled_by_word(second) {
        word_scale(second)
    } else {
        return first.value;
    };
    let has_own = first.scale > 1.0 || (first.is_led && second.is_led) || first.unit.is_some();
    if !has_own && first.value * scale <= second.value { first.value * scale } else { first.value }
}

fn is_scaled_by_word(part: &Part<'_>) -> bool {
    part.numeral.to > part.numeral.from + 1
}

fn word_scale(part: &Part<'_>) -> f64 {
    [1e12, 1e9, 1e6, 1e3].into_iter().find(|scale| part.value >= *scale).unwrap_or(1.0)
}

/// Puts in a range as one quantity or a change as two.
pub(super) fn pair(
    reading: &Reading<'_>,
    mut first: Part<'_>,
    mut second: Part<'_>,
    is_change: bool,
    hedge: Option<(Bound, usize)>,
    found: &mut Vec<Quantity>,
) -> usize {
    first.value = inherited(&first, &second);
    first.currency = first.currency.or(second.currency);
    second.currency = second.currency.or(first.currency);
    let unit = first.unit;
    first.unit = first.unit.or(second.unit);
    second.unit = second.unit.or(unit);
    let (mut from, _) = super::quantity(reading, &first, hedge);
    let (mut to, mut next) = super::quantity(reading, &second, None);
    let counted_unit;
    (next, counted_unit) = super::finish(reading, &mut to, &second, next);
    if let Some(unit) = counted_unit.filter(|_| from.kind == QuantityKind::Count) {
        nouns_of::take_unit(&mut from, unit);
    }
    if is_change {
        (from.role, from.other_end) = (Some(Role::From), Some(to.low));
        (to.role, to.other_end) = (Some(Role::To), Some(from.low));
        from.per.clone_from(&to.per);
        if from.unit.is_none() {
            from.unit.clone_from(&to.unit);
            from.noun = to.noun;
        }
        found.push(from);
        found.push(to);
        return next;
    }
    let is_between = reading.is(second.from - 1, "and") && first.from > 0;
    let lead = hedge.map_or(first.from, |(_, from)| from);
    let start = lead - usize::from(is_between && lead > 0 && reading.is(lead - 1, "between"));
    to.span.start = reading.start(start);
    to.low = from.low;
    if let Some((bound, _)) = hedge {
        to.bound = bound;
    }
    found.push(to);
    next
}
