//! The unit behind a number: "ms", "sq ft", "per cent", "-amp", "km/h". Below
//! [`super::amounts`].

use super::measures::{self, Base, Unit};
use super::model::Dimension;
use super::reading::Reading;

/// A unit with the token behind it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub(super) unit: Unit,
    pub(super) to: usize,
    /// Whether a hyphen ties it to the number: "18-month".
    pub(super) is_tied: bool,
}

/// The unit that begins with the token, or behind a hyphen there.
pub(super) fn read(reading: &Reading<'_>, at: usize) -> Option<Found> {
    let is_tied = reading.is_dash(at) && reading.is_joined(at) && reading.is_joined(at + 1);
    let first = at + usize::from(is_tied);
    let (unit, to) = pair(reading, first).or_else(|| single(reading, first, is_tied))?;
    let (unit, to) = speed(reading, unit, to).unwrap_or((unit, to));
    Some(Found { unit, to, is_tied })
}

fn pair(reading: &Reading<'_>, at: usize) -> Option<(Unit, usize)> {
    // "sq. ft", "percentage-point"
    let between = usize::from(matches!(reading.word(at + 1), "." | "-") && reading.is_joined(at + 1));
    let second = at + 1 + between;
    let unit = measures::by_pair(reading.word(at), reading.word(second))?;
    Some((unit, second + 1))
}

fn single(reading: &Reading<'_>, at: usize, is_tied: bool) -> Option<(Unit, usize)> {
    let word = reading.word(at);
    if let Some(unit) = reading.meaning(at).unit {
        // "10 bar stools"
        let is_noun =
            matches!(unit.name, "bar") && reading.is_word(at + 1) && !reading.meaning(at + 1).is_stop;
        // "two year-end counts", "75 year 7 families"
        let goes_on = (reading.is_dash(at + 1)
            && reading.is_joined(at + 1)
            && reading.is_joined(at + 2)
            && reading.is_word(at + 2)
            && !reading.starts_with_digit(at + 2))
            || (unit.is_time()
                && reading.starts_with_digit(at + 1)
                && !reading.word(at).ends_with('s')
                && unit.name == reading.word(at));
        if !is_tied && goes_on {
            return None;
        }
        // "45 quarter units" are of a college.
        let is_credit = unit.name == "quarter"
            && !is_tied
            && reading.is(at, "quarter")
            && !reading.is_any(at.wrapping_sub(1), &["a", "one", "1"]);
        return (!is_noun && !is_credit).then_some((unit, at + 1));
    }
    let is_letter = word.len() == 1;
    let is_spaced = !is_tied && !reading.is_joined(at);
    if word == "in" && is_spaced {
        // "0.005 in. tolerance"
        let is_short = reading.word(at + 1) == "."
            && reading.is_joined(at + 1)
            && reading.is_word(at + 2)
            && !reading.starts_upper(at + 2);
        return if is_short { Some((measures::by_sign(word)?, at + 2)) } else { None };
    }
    if is_letter && is_spaced {
        // "120 V circuits", but not "5 B schools".
        let is_safe = matches!(word, "V" | "W" | "A" | "g" | "h" | "m" | "s" | "L" | "l");
        if !is_safe || reading.starts_upper(at + 1) {
            return None;
        }
    }
    measures::by_sign(word).map(|unit| (unit, at + 1))
}

/// "km/h", "m/s": a length over a time.
fn speed(reading: &Reading<'_>, unit: Unit, at: usize) -> Option<(Unit, usize)> {
    let is_length = unit.base == Base::Measure(Dimension::Length);
    let is_over = reading.word(at) == "/" && reading.is_joined(at) && reading.is_joined(at + 1);
    if !is_length || !is_over {
        return None;
    }
    let seconds = match reading.word(at + 1) {
        "h" | "hr" | "hour" => 3_600.0,
        "s" | "sec" | "second" => 1.0,
        _ => return None,
    };
    let speed = Unit { name: "m/s", base: Base::Measure(Dimension::Speed), factor: unit.factor / seconds };
    Some((speed, at + 2))
}

/// The unit that letters glued to digits stand for: "ms" of "900ms".
pub(super) fn of_suffix(suffix: &str) -> Option<Unit> {
    measures::by_sign(suffix).or_else(|| super::vocabulary::meaning(suffix).unit)
}
