//! One number with what is tied to it: currency, scale, plus and unit. The lowest of
//! [`super`].

use crate::language::quantities::measures::Unit;
use crate::language::quantities::model::Bound;
use crate::language::quantities::numerals::{self, Form, Numeral};
use crate::language::quantities::reading::Reading;
use crate::language::quantities::{currencies, nouns, units};

/// A number with what is tied to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'t> {
    pub(super) numeral: Numeral<'t>,
    pub(super) value: f64,
    /// What a "k" or "M" behind the number multiplied it by.
    pub(super) scale: f64,
    pub(super) currency: Option<&'static str>,
    /// Whether the currency stands before the number.
    pub(super) is_led: bool,
    pub(super) unit: Option<Unit>,
    pub(super) is_tied: bool,
    pub(super) is_factor: bool,
    pub(super) bound: Option<Bound>,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The number at the token with currency, scale, plus and unit.
pub(super) fn part<'t>(reading: &Reading<'t>, at: usize, floor: usize) -> Option<Part<'t>> {
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
