//! Dates and stretches of the calendar: "Feb 2021", "2021-02", "02/2021", "2019–2022", "since
//! 2019", "summer 2022", "Q3 2023", "the 1990s". Below [`super::find_quantities`].

mod parts_of_year;
mod points;
mod year_sizes;

use super::model::{Quantity, QuantityKind};
use super::reading::Reading;
use crate::language::dates::{PartialDate, Period};
use points::{month_name, point, year_date};
use year_sizes::{is_bare_year, is_count_of_years_size};

/// The months' names, folded.
pub const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The date or period that begins with the token, and the token behind it.
pub(super) fn read(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    open_period(reading, at)
        .or_else(|| parts_of_year::part_of_year(reading, at))
        .or_else(|| parts_of_year::fiscal_year(reading, at))
        .or_else(|| parts_of_year::decade(reading, at))
        .or_else(|| period(reading, at))
        .or_else(|| month_alone(reading, at))
}

fn quantity(reading: &Reading<'_>, from: usize, to: usize, period: Period) -> (Quantity, usize) {
    (Quantity::of_period(reading.span(from, to), period), to)
}

/// "since 2019", "until March 2020".
fn open_period(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let is_since = reading.is(at, "since");
    if !is_since && !reading.is_any(at, &["until", "till"]) {
        return None;
    }
    let point = point(reading, at + 1)?;
    let period =
        if is_since { Period::new(Some(point.date), None) } else { Period::new(None, Some(point.date)) };
    Some(quantity(reading, at, point.to, period))
}

/// A date, or two with a dash or "to" between them.
fn period(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    // "between January and December 2022", "May to July 2023": the first month borrows the year.
    if let Some((month, joint)) = month_name(reading, at)
        && let Some(next) = joiner(reading, joint, at)
        && let Some(last) = point(reading, next)
        && last.date.month().is_some()
    {
        let start = PartialDate::try_new(last.date.year(), Some(month), None).ok()?;
        if start.compare(&last.date).is_le() {
            return Some(quantity(reading, at, last.to, Period::new(Some(start), Some(last.date))));
        }
    }
    let first = point(reading, at).or_else(|| points::short_year(reading, at))?;
    if let Some(next) = joiner(reading, first.to, at) {
        let is_open = reading.is_any(next, &["present", "now", "current", "today", "date", "ongoing"]);
        if is_open {
            return Some(quantity(reading, at, next + 1, Period::new(Some(first.date), None)));
        }
        if let Some(last) = point(reading, next)
            && first.date.compare(&last.date).is_le()
            && !(is_bare_year(reading, at, first.to) && is_count_of_years_size(reading, next))
        {
            return Some(quantity(reading, at, last.to, Period::new(Some(first.date), Some(last.date))));
        }
    }
    if is_bare_year(reading, at, first.to) {
        if let Some((end, to)) = second_year(reading, first.to, first.date.year()) {
            return Some(quantity(reading, at, to, Period::new(Some(first.date), year_date(end))));
        }
        if is_count_of_years_size(reading, at) {
            return None;
        }
    }
    let onwards = usize::from(reading.is_any(first.to, &["onward", "onwards"]));
    if onwards == 1 {
        return Some(quantity(reading, at, first.to + 1, Period::new(Some(first.date), None)));
    }
    Some((Quantity::of_date(reading.span(at, first.to), first.date), first.to))
}

/// The token behind a dash, "to", "until", or the "and" of "between".
fn joiner(reading: &Reading<'_>, at: usize, first: usize) -> Option<usize> {
    let is_between = || first > 0 && reading.is(first - 1, "between");
    let is_joint = reading.is_dash(at)
        || reading.is_any(at, &["to", "until", "till", "through"])
        || (reading.is(at, "and") && is_between());
    is_joint.then_some(at + 1)
}

/// "-19" and "/19" behind a year.
fn second_year(reading: &Reading<'_>, at: usize, first: u16) -> Option<(u16, usize)> {
    let is_joint = (reading.is_dash(at) || reading.word(at) == "/")
        && reading.is_joined(at)
        && reading.is_joined(at + 1);
    if !is_joint {
        return None;
    }
    let word = reading.word(at + 1);
    let year: u16 = word.parse().ok().filter(|_| word.bytes().all(|byte| byte.is_ascii_digit()))?;
    let year = match word.len() {
        2 => first / 100 * 100 + year,
        4 => year,
        _ => return None,
    };
    ((first..first + 100).contains(&year) && year <= 2199).then_some((year, at + 2))
}

/// A month without a year: "in January", "each February". "May" and "March" are also words, and
/// so need a preposition before them.
fn month_alone(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let (month, to) = month_name(reading, at)?;
    let is_long = reading.word(at).len() > 3;
    let is_told = at > 0
        && reading.is_any(
            at - 1,
            &[
                "in", "of", "from", "to", "until", "by", "since", "during", "every", "each", "early", "late",
                "last", "and", "through",
            ],
        );
    let is_also_word = matches!(month, 3 | 5);
    if !reading.starts_upper(at) || !(is_told || (is_long && !is_also_word)) {
        return None;
    }
    Some((Quantity::new(reading.span(at, to), QuantityKind::Month(month), 0.0), to))
}
