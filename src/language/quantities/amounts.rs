//! Amounts: a number with its hedge, currency, unit, range, whole, noun and rate. The middle of
//! [`super::find_quantities`], over the readers of each part.

use super::measures::{Base, Unit};
use super::model::{Bound, Quantity, QuantityKind, Role};
use super::nouns::{self, Counted};
use super::numerals::{self, Form, Numeral};
use super::reading::Reading;
use super::units;
use super::{currencies, frequencies, hedges, identifiers};
use crate::language::span::Span;

/// A number with what is tied to it.
#[derive(Debug, Clone, Copy)]
struct Part<'t> {
    numeral: Numeral<'t>,
    value: f64,
    /// What a "k" or "M" behind the number multiplied it by.
    scale: f64,
    currency: Option<&'static str>,
    /// Whether the currency stands before the number.
    is_led: bool,
    unit: Option<Unit>,
    is_tied: bool,
    is_factor: bool,
    bound: Option<Bound>,
    from: usize,
    to: usize,
}

/// The amounts that begin with the token, put into `found`, and the token behind them. `floor`
/// is the first token that no earlier quantity has taken.
pub(super) fn read(
    reading: &Reading<'_>,
    at: usize,
    floor: usize,
    found: &mut Vec<Quantity>,
) -> Option<usize> {
    if let Some((quantity, to)) = article_duration(reading, at, floor) {
        found.push(quantity);
        return Some(to);
    }
    let part = part(reading, at, floor)?;
    if is_no_number(reading, &part) {
        return None;
    }
    if let Some(to) = share(reading, &part, floor, found).or_else(|| ratio(reading, &part, found)) {
        return Some(to);
    }
    if let Some(to) = times(reading, &part, floor, found) {
        return Some(to);
    }
    let hedge = hedges::before(reading, part.from, floor);
    let lead = hedge.map_or(part.from, |(_, from)| from);
    if let Some((second, is_change)) = second(reading, &part, lead) {
        return Some(pair(reading, part, second, is_change, hedge, found));
    }
    Some(alone(reading, part, hedge, found))
}

/// The number at the token with currency, scale, plus and unit.
fn part<'t>(reading: &Reading<'t>, at: usize, floor: usize) -> Option<Part<'t>> {
    let may_join = at == 0 || !reading.is(at - 1, "between");
    let numeral = numerals::read(reading, at, may_join)?;
    if numeral.form == Form::Dotted {
        return None;
    }
    let mut part = Part {
        numeral,
        value: numeral.value,
        scale: 1.0,
        currency: None,
        is_led: false,
        unit: None,
        is_tied: false,
        is_factor: false,
        bound: None,
        from: at,
        to: numeral.to,
    };
    if let Some((code, start)) = currencies::before(reading.text, reading.start(at)) {
        let from = (floor..at).rev().take(3).find(|token| reading.start(*token) == start);
        if let Some(from) = from {
            (part.currency, part.is_led, part.from) = (Some(code), true, from);
        }
    }
    if !numeral.suffix.is_empty() {
        suffix(reading, &mut part)?;
    } else {
        spaced_scale(reading, &mut part);
    }
    repeated(reading, &mut part);
    if reading.word(part.to) == "×"
        || (reading.is(part.to, "-") && reading.is_joined(part.to) && reading.is(part.to + 1, "fold"))
    {
        part.is_factor = true;
        part.to += if reading.word(part.to) == "×" { 1 } else { 2 };
    }
    plus(reading, &mut part);
    if let Some((code, to)) =
        currencies::after(reading, part.to).filter(|_| part.currency.is_none() && part.unit.is_none())
    {
        (part.currency, part.to) = (Some(code), to);
        plus(reading, &mut part);
    }
    if part.currency.is_none()
        && part.unit.is_none()
        && !part.is_factor
        && let Some(unit) = units::read(reading, part.to)
    {
        (part.unit, part.to, part.is_tied) = (Some(unit.unit), unit.to, unit.is_tied);
        and_more_time(reading, &mut part);
    }
    if numeral.form == Form::ThreeDecimals && part.scale == 1.0 && is_thousands(reading, &part) {
        part.value *= 1_000.0;
    }
    Some(part)
}

/// Of "1.200" money and counted things are thousands; measures are decimals.
fn is_thousands(reading: &Reading<'_>, part: &Part<'_>) -> bool {
    let is_counted =
        || nouns::counted(reading, part.to, true).is_some_and(|counted| reading.is_plural(counted.head));
    part.currency.is_some() || (part.unit.is_none() && !part.is_factor && is_counted())
}

/// The letters glued to the digits: a scale, a factor or a unit. None where they are neither.
fn suffix(reading: &Reading<'_>, part: &mut Part<'_>) -> Option<()> {
    let is_money = part.currency.is_some() || currencies::after(reading, part.to).is_some();
    part.scale = match part.numeral.suffix {
        "k" | "K" => 1e3,
        "M" | "mn" | "Mn" | "mln" | "Mio" | "mio" => 1e6,
        "MM" => 1e6,
        "m" | "mm" if is_money => 1e6,
        "m" if reading.is_plural(part.to) && !reading.is_joined(part.to) => 1e6,
        "bn" | "Bn" | "BN" | "B" => 1e9,
        "b" if is_money => 1e9,
        "T" | "tn" if is_money => 1e12,
        "cr" | "Cr" => 1e7,
        "L" if is_money => 1e5,
        "x" | "X" if !(reading.is_joined(part.to) && reading.starts_with_digit(part.to)) => {
            part.is_factor = true;
            1.0
        }
        other => {
            part.unit = Some(units::of_suffix(other)?);
            return Some(());
        }
    };
    // "4K video"
    let is_resolution = part.numeral.suffix == "K"
        && part.currency.is_none()
        && reading.is_any(
            part.to,
            &["video", "tv", "display", "resolution", "monitor", "footage", "camera", "uhd"],
        );
    if is_resolution {
        return None;
    }
    part.value *= part.scale;
    Some(())
}

/// "$5 M", "60 k".
fn spaced_scale(reading: &Reading<'_>, part: &mut Part<'_>) {
    let is_money = part.currency.is_some() || currencies::after(reading, part.to + 1).is_some();
    let scale = match reading.word(part.to) {
        "k" => 1e3,
        "K" if is_money => 1e3,
        "M" | "m" | "MM" if is_money => 1e6,
        "B" | "b" if is_money => 1e9,
        "cr" | "Cr" => 1e7,
        _ => return,
    };
    part.scale = scale;
    part.value *= scale;
    part.to += 1;
}

/// "two (2)": the same number again in brackets.
fn repeated(reading: &Reading<'_>, part: &mut Part<'_>) {
    if reading.word(part.to) != "(" {
        return;
    }
    let Some(again) = numerals::read(reading, part.to + 1, true) else { return };
    let has_plus = usize::from(reading.word(again.to) == "+");
    if again.value == part.numeral.value
        && again.suffix.is_empty()
        && reading.word(again.to + has_plus) == ")"
    {
        part.to = again.to + has_plus + 1;
        if has_plus == 1 {
            part.bound = Some(Bound::AtLeast);
        }
    }
}

fn plus(reading: &Reading<'_>, part: &mut Part<'_>) {
    if part.bound.is_none()
        && reading.word(part.to) == "+"
        && !(reading.is_joined(part.to + 1) && reading.starts_with_digit(part.to + 1))
    {
        part.bound = Some(Bound::AtLeast);
        part.to += 1;
    }
}

/// "2 years and 6 months", "1 h 30 min", "an hour and a half".
fn and_more_time(reading: &Reading<'_>, part: &mut Part<'_>) {
    let Some(unit) = part.unit.filter(|unit| unit.is_time() && !part.is_tied) else { return };
    if let Some(to) = numerals::and_a_half(reading, part.to) {
        part.value += 0.5;
        part.to = to;
        return;
    }
    let next = part.to + usize::from(reading.is_any(part.to, &["and", ",", "&"]));
    if part.from > 0 && reading.is_any(part.from - 1, &["between", "from"]) {
        return;
    }
    let Some(more) = numerals::read(reading, next, false).filter(|more| more.suffix.is_empty()) else {
        return;
    };
    let Some(found) = units::read(reading, more.to).filter(|found| !found.is_tied) else { return };
    let is_smaller = found.unit.base == unit.base
        && found.unit.factor < unit.factor
        && more.value * found.unit.factor < unit.factor;
    if is_smaller {
        part.value += more.value * found.unit.factor / unit.factor;
        part.to = found.to;
    }
}

/// Words that look like a number and count nothing: "no one", "one another", "one-on-one".
fn is_no_number(reading: &Reading<'_>, part: &Part<'_>) -> bool {
    if !matches!(part.numeral.form, Form::Words | Form::Part) || part.currency.is_some() {
        return false;
    }
    let (from, to) = (part.numeral.from, part.numeral.to);
    let has_noun = part.unit.is_some()
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

/// "in an hour", "within a week", "an hour and a half": one of a unit of time.
fn article_duration(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
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
    let is_told =
        hedge.is_some() || (at > 0 && reading.is_any(at - 1, &["in", "within", "for", "after", "every"]));
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

/// "4 out of 5", "2 of the hospital's 7 inpatient units", "one in six", "one week in six",
/// "4.8/5".
fn share(reading: &Reading<'_>, part: &Part<'_>, floor: usize, found: &mut Vec<Quantity>) -> Option<usize> {
    let is_time = part.unit.is_some_and(|unit| unit.is_time());
    let is_bare = part.currency.is_none() && part.bound.is_none() && !part.is_factor && part.scale == 1.0;
    if !is_bare || !(part.unit.is_none() || is_time) || part.numeral.form == Form::Vague {
        return None;
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
    let to = noun(reading, &mut quantity, counted.as_ref()).unwrap_or(whole.to);
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
fn ratio(reading: &Reading<'_>, part: &Part<'_>, found: &mut Vec<Quantity>) -> Option<usize> {
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

/// "3 times a day", "3 times faster", "2x per week".
fn times(reading: &Reading<'_>, part: &Part<'_>, floor: usize, found: &mut Vec<Quantity>) -> Option<usize> {
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

/// The other end of a range or change, and whether it is a change.
fn second<'t>(reading: &Reading<'t>, first: &Part<'t>, lead: usize) -> Option<(Part<'t>, bool)> {
    let before = |words: &[&str]| lead > 0 && reading.is_any(lead - 1, words);
    let is_arrow =
        reading.word(first.to) == "→" || (reading.word(first.to) == "-" && reading.word(first.to + 1) == ">");
    let is_dash = reading.is_dash(first.to)
        && !is_arrow
        && reading.is_joined(first.to) == reading.is_joined(first.to + 1);
    let is_to = reading.is_any(first.to, &["to", "through", "and", "or"]);
    let is_joint = match () {
        () if is_arrow || is_dash => true,
        () if reading.is(first.to, "and") => before(&["between"]),
        () if reading.is(first.to, "or") => first.unit.is_none() && first.currency.is_none(),
        () => is_to,
    };
    if !is_joint || first.is_factor && first.bound.is_some() {
        return None;
    }
    let mut at = first.to + 1 + usize::from(is_arrow && reading.word(first.to) == "-");
    at += usize::from(reading.is_dash(first.to) && is_dash && reading.is_dash(at));
    if is_to && reading.is_any(at, &["about", "around", "nearly", "almost", "just", "roughly", "~"]) {
        at += 1;
    }
    let floor = at;
    // Over "$" and "US$" to the number.
    while at < floor + 2 && !reading.starts_with_digit(at) && reading.meaning(at).number.is_none() {
        at += 1;
    }
    let second = part(reading, at, floor)?;
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
    let is_one_or_two =
        !reading.is(first.to, "or") || second.value - first.value <= 2.0 && second.value <= 20.0;
    // "555-1234" and "1-2-3" are no ranges.
    let is_code = is_dash
        && reading.is_joined(first.to)
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
fn pair(
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
    let (mut from, _) = quantity(reading, &first, hedge);
    let (mut to, mut next) = quantity(reading, &second, None);
    next = finish(reading, &mut to, &second, next);
    if is_change {
        from.role = Some(Role::From);
        to.role = Some(Role::To);
        from.per.clone_from(&to.per);
        if from.unit.is_none() {
            from.unit.clone_from(&to.unit);
            from.noun = to.noun;
        }
        found.push(from);
        found.push(to);
        return next;
    }
    to.span.start = from.span.start;
    to.low = from.low;
    if from.bound != Bound::Exact && from.bound != Bound::AtLeast {
        to.bound = from.bound;
    }
    found.push(to);
    next
}

fn alone(
    reading: &Reading<'_>,
    part: Part<'_>,
    hedge: Option<(Bound, usize)>,
    found: &mut Vec<Quantity>,
) -> usize {
    let (mut quantity, next) = quantity(reading, &part, hedge);
    let next = finish(reading, &mut quantity, &part, next);
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
/// belongs to it alone.
fn finish(reading: &Reading<'_>, quantity: &mut Quantity, part: &Part<'_>, mut next: usize) -> usize {
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
    let counted = nouns::counted(reading, noun_start(reading, next, part), is_count && part.value != 1.0)
        .filter(|_| !is_closed && !is_tied);
    let behind = match () {
        () if is_closed => None,
        () if is_tied && is_count => tied_noun(reading, quantity, next),
        () => noun(reading, quantity, counted.as_ref()),
    };
    if let Some(unit) = counted_unit(reading, quantity, counted.as_ref()) {
        quantity.kind = unit.kind();
        quantity.unit = Some(unit.name.to_owned());
        (quantity.low, quantity.high) = (unit.to_base(quantity.low), unit.to_base(quantity.high));
    }
    group(reading, quantity, part);
    score(reading, quantity, part);
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
    next
}

/// Over "of" and an article: "hundreds of users", "40% of the patients".
fn noun_start(reading: &Reading<'_>, at: usize, part: &Part<'_>) -> usize {
    let is_part = part.numeral.form == Form::Vague
        || part.numeral.form == Form::Part
        || part.unit.is_some_and(|unit| unit.base == Base::Percent);
    if !reading.is(at, "of") || !is_part {
        return at;
    }
    at + 1 + usize::from(reading.is_any(at + 1, &["the", "our", "its", "their", "all"]))
}

/// Writes down the noun that is counted; gives the token behind it.
fn noun(reading: &Reading<'_>, quantity: &mut Quantity, counted: Option<&Counted>) -> Option<usize> {
    let counted = counted?;
    quantity.noun = Some(counted.words);
    if matches!(quantity.kind, QuantityKind::Count | QuantityKind::Share { .. }) {
        quantity.unit = Some(nouns::singular(reading.word(counted.head)));
    }
    Some(counted.to)
}

/// "28-bed": the noun behind the hyphen.
fn tied_noun(reading: &Reading<'_>, quantity: &mut Quantity, at: usize) -> Option<usize> {
    if !reading.is_word(at + 1) {
        return None;
    }
    quantity.noun = Some(reading.span(at + 1, at + 2));
    quantity.unit = Some(nouns::singular(reading.word(at + 1)));
    Some(at + 2)
}

/// The unit that is counted behind other words: "600 clinical hours".
fn counted_unit(reading: &Reading<'_>, quantity: &Quantity, counted: Option<&Counted>) -> Option<Unit> {
    let head = counted?.head;
    let unit =
        reading.meaning(head).unit.filter(|unit| matches!(unit.base, Base::Time(_) | Base::Measure(_)))?;
    let is_long = reading.word(head).len() > 2;
    (quantity.kind == QuantityKind::Count
        && is_long
        && quantity.noun.is_some_and(|noun| noun.end == reading.end_before(head + 1)))
    .then_some(unit)
}

/// "a team of 5": what is counted are people, when no noun says so.
fn group(reading: &Reading<'_>, quantity: &mut Quantity, part: &Part<'_>) {
    const GROUPS: [&str; 16] = [
        "team",
        "crew",
        "staff",
        "squad",
        "panel",
        "committee",
        "workforce",
        "cohort",
        "group",
        "groups",
        "teams",
        "crews",
        "class",
        "classes",
        "audience",
        "faculty",
    ];
    let mut of = part.from;
    while of > 0 && quantity.span.start <= reading.start(of - 1) {
        of -= 1;
    }
    let is_group = of >= 2 && reading.is(of - 1, "of") && reading.is_any(of - 2, &GROUPS);
    let is_verb = quantity.noun.is_some_and(|noun| {
        noun.of(reading.text)
            .split(' ')
            .next()
            .is_some_and(|word| word.ends_with("ed") || word.ends_with("ing"))
    });
    if quantity.kind == QuantityKind::Count && is_group && (quantity.unit.is_none() || is_verb) {
        quantity.unit = Some("person".to_owned());
        quantity.noun = None;
    }
}

/// "GPA 3.9", "GPA: 3.9/4.0", "a 3.9 GPA".
fn score(reading: &Reading<'_>, quantity: &mut Quantity, part: &Part<'_>) {
    let colon = usize::from(part.from > 0 && matches!(reading.word(part.from - 1), ":" | "of"));
    let name = part.from.wrapping_sub(1 + colon);
    if quantity.kind == QuantityKind::Count
        && quantity.unit.is_none()
        && let Some(score) = identifiers::SCORES.iter().find(|score| reading.word(name) == **score)
    {
        quantity.unit = Some(score.to_ascii_lowercase());
    }
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
    let is_followed =
        reading.is_any(part.to, &["of", "as", "experience", "ago"]) || reading.is(part.to + 1, "experience");
    if !is_led && !is_followed {
        quantity.bound = Bound::AtLeast;
    }
}

/// Words for a multiple and their place: "doubled", "more than tripled".
pub(super) fn factor(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
    let factor = reading.meaning(at).factor?;
    let hedge = hedges::before(reading, at, floor);
    let lead = hedge.map_or(at, |(_, from)| from);
    let mut quantity = Quantity::new(reading.span(lead, at + 1), QuantityKind::Factor, factor);
    quantity.bound = hedge.map_or(Bound::Exact, |(bound, _)| bound);
    Some((quantity, at + 1))
}

/// "a third of", "a quarter of", "by a fifth": a part of one with an article.
pub(super) fn article_part(reading: &Reading<'_>, at: usize, floor: usize) -> Option<(Quantity, usize)> {
    if !reading.is_any(at, &["a", "an"]) {
        return None;
    }
    let part = reading.meaning(at + 1).part?;
    let next = at + 2;
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
