//! One date of any precision. The lowest of [`super`].

use crate::language::dates::PartialDate;
use crate::language::quantities::reading::Reading;

/// A date with the token behind it.
pub(super) struct Point {
    pub(super) date: PartialDate,
    pub(super) to: usize,
}

/// The month named there, with the token behind its name and dot.
pub(super) fn month_name(reading: &Reading<'_>, at: usize) -> Option<(u8, usize)> {
    let month = reading.meaning(at).month?;
    let has_dot = reading.word(at).len() <= 4 && reading.word(at + 1) == "." && reading.is_joined(at + 1);
    let goes_on = reading.starts_with_digit(at + 2) || reading.is_dash(at + 2);
    Some((month, at + 1 + usize::from(has_dot && goes_on)))
}

/// A date of any precision that begins with the token.
pub(super) fn point(reading: &Reading<'_>, at: usize) -> Option<Point> {
    if let Some((month, next)) = month_name(reading, at) {
        return after_month(reading, month, next);
    }
    if !reading.starts_with_digit(at) {
        return None;
    }
    day_first(reading, at).or_else(|| numeric(reading, at))
}

/// "Feb 2021", "February 3, 2021", "Jan '21", "Jan-21", "January of 2021".
fn after_month(reading: &Reading<'_>, month: u8, at: usize) -> Option<Point> {
    let make = |year, day, to| Some(Point { date: PartialDate::try_new(year, Some(month), day).ok()?, to });
    let joint = at + usize::from(reading.is_any(at, &["of", ",", "-", "/"]));
    if let Some((year, to)) = year_or_short(reading, joint) {
        return make(year, None, to);
    }
    if let Some(day) = day_number(reading, at) {
        let next = at + 1 + usize::from(reading.word(at + 1) == ",");
        let (year, to) = full_year_at(reading, next)?;
        return make(year, Some(day), to);
    }
    // "Jan-21"
    let is_hyphen = reading.is_dash(at) && reading.is_joined(at) && reading.is_joined(at + 1);
    let short = reading.word(at + 1);
    if is_hyphen && short.len() == 2 {
        return make(full_year(short)?, None, at + 2);
    }
    None
}

/// "3 Feb 2021", "3rd of February 2021".
fn day_first(reading: &Reading<'_>, at: usize) -> Option<Point> {
    let day = day_number(reading, at)?;
    let next = at + 1 + usize::from(reading.is(at + 1, "of") || reading.word(at + 1) == ".");
    let (month, joint) = month_name(reading, next)?;
    let joint = joint + usize::from(reading.word(joint) == ",");
    let (year, to) = full_year_at(reading, joint)?;
    Some(Point { date: PartialDate::try_new(year, Some(month), Some(day)).ok()?, to })
}

fn day_number(reading: &Reading<'_>, at: usize) -> Option<u8> {
    let word = reading.word(at);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    let is_short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|day| is_short && (1..=31).contains(day))
}

/// "2021", "2021-02", "2021-02-15", "2021/02", "02/2021", "02.2021", "15.02.2021", "3/15/2021".
/// Of "03/04/2021", where day and month cannot be told apart, only the year is read.
fn numeric(reading: &Reading<'_>, at: usize) -> Option<Point> {
    let first = reading.word(at);
    if first.contains('.') {
        return dotted(first, at);
    }
    let number = |at: usize| -> Option<(u16, usize)> {
        let word = reading.word(at);
        let is_digits = !word.is_empty() && word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        word.parse().ok().filter(|_| is_digits).map(|value| (value, word.len()))
    };
    let (one, one_length) = number(at)?;
    let mark = reading.word(at + 1);
    let is_tied = |mark_at: usize| {
        reading.is_joined(mark_at)
            && reading.is_joined(mark_at + 1)
            && matches!(reading.word(mark_at), "-" | "/" | "‑")
    };
    let second = if is_tied(at + 1) { number(at + 2) } else { None };
    let third = if second.is_some() && is_tied(at + 3) && reading.word(at + 3) == mark {
        number(at + 4)
    } else {
        None
    };
    let small = |value: u16| u8::try_from(value).ok();
    let make = |year, month: Option<u16>, day: Option<u16>, to| {
        let date = PartialDate::try_new(year, month.and_then(small), day.and_then(small)).ok()?;
        Some(Point { date, to })
    };
    match (one_length, second, third) {
        (4, Some((month, 2)), Some((day, 2))) => make(one, Some(month), Some(day), at + 5),
        // "2018-19" is two years.
        (4, Some((month, 2)), None) if (1..=12).contains(&month) => make(one, Some(month), None, at + 3),
        (1 | 2, Some((year, 4)), None) if (1..=12).contains(&one) => make(year, Some(one), None, at + 3),
        (1 | 2, Some((two, 1 | 2)), Some((year, 4))) => match (one <= 12, two <= 12) {
            (true, false) => make(year, Some(one), Some(two), at + 5),
            (false, true) => make(year, Some(two), Some(one), at + 5),
            (true, true) if one == two => make(year, Some(one), Some(two), at + 5),
            (true, true) => make(year, None, None, at + 5),
            (false, false) => None,
        },
        (4, _, _) => {
            // "2021-345" is no year.
            let is_code = is_tied(at + 1)
                && second.is_none_or(|(value, length)| length == 3 || (length == 4 && value < one));
            let is_glued = at > 0
                && reading.is_joined(at)
                && !matches!(
                    reading.word(at - 1),
                    "(" | "-" | "–" | "—" | "/" | "\"" | "“" | "," | "[" | "|" | "~" | "'"
                );
            if (is_code && reading.starts_with_digit(at + 2)) || is_glued {
                return None;
            }
            make(one, None, None, at + 1)
        }
        _ => None,
    }
}

fn dotted(word: &str, at: usize) -> Option<Point> {
    let mut parts = word.split('.');
    let (one, two, three) = (parts.next()?, parts.next()?, parts.next());
    let small = |text: &str| text.parse::<u8>().ok().filter(|_| text.len() <= 2);
    let year = |text: &str| text.parse::<u16>().ok().filter(|_| text.len() == 4);
    let date = match (three, parts.next()) {
        (None, None) if one.len() == 2 => PartialDate::try_new(year(two)?, Some(small(one)?), None),
        (Some(three), None) if one.len() == 4 => {
            PartialDate::try_new(year(one)?, Some(small(two)?), Some(small(three)?))
        }
        (Some(three), None) => PartialDate::try_new(year(three)?, Some(small(two)?), Some(small(one)?)),
        _ => return None,
    };
    Some(Point { date: date.ok()?, to: at + 1 })
}

pub(super) fn year_date(year: u16) -> Option<PartialDate> {
    PartialDate::try_new(year, None, None).ok()
}

/// A year of four digits, and of two behind an apostrophe.
pub(super) fn year_or_short(reading: &Reading<'_>, at: usize) -> Option<(u16, usize)> {
    if let Some(found) = full_year_at(reading, at) {
        return Some(found);
    }
    let is_short = matches!(reading.word(at), "'" | "’" | "‘") && reading.is_joined(at + 1);
    if is_short && reading.word(at + 1).len() == 2 {
        return Some((full_year(reading.word(at + 1))?, at + 2));
    }
    None
}

/// "the '19 tour", "class of '22".
pub(super) fn short_year(reading: &Reading<'_>, at: usize) -> Option<Point> {
    let is_led = at > 0
        && reading
            .is_any(at - 1, &["the", "of", "in", "since", "from", "to", "until", "by", "and", "-", "–"]);
    if !is_led || !matches!(reading.word(at), "'" | "’" | "‘") {
        return None;
    }
    let (year, to) = year_or_short(reading, at)?;
    Some(Point { date: year_date(year)?, to })
}

fn full_year_at(reading: &Reading<'_>, at: usize) -> Option<(u16, usize)> {
    let word = reading.word(at);
    if word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    word.parse().ok().filter(|year| (1900..=2199).contains(year)).map(|year| (year, at + 1))
}

/// "24" and "2024": two digits are of this century below 70.
pub(super) fn full_year(digits: &str) -> Option<u16> {
    let year: u16 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    match digits.len() {
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        4 if (1900..=2199).contains(&year) => Some(year),
        _ => None,
    }
}
