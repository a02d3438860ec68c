//! Seasons, quarters, fiscal years and decades. Part of [`super`].

use super::points::{full_year, year_date, year_or_short};
use super::{quantity, second_year};
use crate::language::dates::Period;
use crate::language::quantities::model::{Quantity, QuantityKind};
use crate::language::quantities::reading::Reading;

/// "summer 2022", "winter of 2018-2019", "Q3 2023", "early 2021", "first half of 2022".
pub(super) fn part_of_year(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    const SEASONS: [(&str, &str); 5] = [
        ("spring", "spring"),
        ("summer", "summer"),
        ("fall", "autumn"),
        ("autumn", "autumn"),
        ("winter", "winter"),
    ];
    const TIMES: [&str; 4] = ["early", "mid", "late", "end"];
    const PLACES: [&str; 4] = ["first", "second", "third", "fourth"];
    let word = reading.word(at);
    let season = SEASONS.iter().find(|(name, _)| reading.is(at, name)).map(|(_, name)| (*name).to_owned());
    let (name, mut next) = if let Some(season) = season {
        (season, at + 1)
    } else if let Some(time) = TIMES.iter().find(|time| reading.is(at, time)) {
        ((*time).to_owned(), at + 1)
    } else if matches!(word.as_bytes(), [b'Q' | b'q' | b'H' | b'h', b'1'..=b'4']) {
        (word.to_ascii_lowercase(), at + 1)
    } else if let Some(place) = PLACES.iter().position(|place| reading.is(at, place)) {
        let letter = match () {
            () if reading.is(at + 1, "quarter") => 'q',
            () if reading.is(at + 1, "half") && place < 2 => 'h',
            () => return None,
        };
        (format!("{letter}{}", place + 1), at + 2)
    } else {
        return None;
    };
    if reading.is(next, "of")
        || reading.word(next) == "/"
        || (reading.is_dash(next) && reading.is_joined(next))
    {
        next += 1;
    }
    if reading.is(next, "the") && reading.is(next + 1, "year") {
        next += 2;
    }
    let (year, mut to) = year_or_short(reading, next)?;
    let mut end = year;
    if let Some((second, past)) = second_year(reading, to, year) {
        (end, to) = (second, past);
    }
    let (mut quantity, to) = quantity(reading, at, to, Period::new(year_date(year), year_date(end)));
    quantity.unit = Some(name);
    Some((quantity, to))
}

/// "FY24", "FY 2024", "fiscal year 2024": a year that need not be the calendar's, and so a name.
pub(super) fn fiscal_year(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let word = reading.word(at);
    let is_fy = |word: &str| word.eq_ignore_ascii_case("fy");
    let (year, to) = if word.len() > 2 && word.get(..2).is_some_and(is_fy) {
        (full_year(&word[2..])?, at + 1)
    } else if is_fy(word) {
        year_or_short(reading, at + 1)?
    } else if reading.is_any(at, &["fiscal", "financial"]) {
        let next = at + 1 + usize::from(reading.is(at + 1, "year"));
        year_or_short(reading, next)?
    } else {
        return None;
    };
    let mut quantity = Quantity::new(reading.span(at, to), QuantityKind::Identifier, 0.0);
    quantity.unit = Some(format!("fy {year}"));
    Some((quantity, to))
}

/// "the 1990s", "the '90s".
pub(super) fn decade(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
    let apostrophe = usize::from(matches!(reading.word(at), "'" | "’"));
    let digits = reading.word(at + apostrophe).strip_suffix(['s', 'S'])?;
    let year = match (digits.len(), apostrophe) {
        (4, 0) => digits.parse::<u16>().ok()?,
        (2, 1) => full_year(digits)?,
        _ => return None,
    };
    if year % 10 != 0 || !(1900..2190).contains(&year) {
        return None;
    }
    let to = at + apostrophe + 1;
    let (mut quantity, to) = quantity(reading, at, to, Period::new(year_date(year), year_date(year + 9)));
    quantity.unit = Some("decade".to_owned());
    Some((quantity, to))
}
