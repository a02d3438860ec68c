//! Dates and stretches of the calendar: "Feb 2021", "2021-02", "02/2021", "2019–2022", "since
//! 2019", "summer 2022", "Q3 2023", "the 1990s". Below [`super::find_quantities`].

use super::model::{Quantity, QuantityKind};
use super::numerals::{self, Form};
use super::reading::Reading;
use super::vocabulary::NumberWord;
use crate::language::dates::{PartialDate, Period};
use crate::language::tokens::TokenKind;

/// The months' names, folded.
pub(super) const MONTH_NAMES: [&str; 12] = [
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
    if !may_begin(reading, at) {
        return None;
    }
    open_period(reading, at)
        .or_else(|| part_of_year(reading, at))
        .or_else(|| fiscal_year(reading, at))
        .or_else(|| decade(reading, at))
        .or_else(|| period(reading, at))
        .or_else(|| month_alone(reading, at))
}

fn may_begin(reading: &Reading<'_>, at: usize) -> bool {
    reading.tokens[at].kind == TokenKind::Number
        || reading.starts_with_digit(at)
        || reading.meaning(at).month.is_some()
        || matches!(
            reading.word(at).as_bytes().first(),
            Some(
                b's' | b'S'
                    | b'u'
                    | b'U'
                    | b't'
                    | b'T'
                    | b'q'
                    | b'Q'
                    | b'h'
                    | b'H'
                    | b'f'
                    | b'F'
                    | b'a'
                    | b'A'
                    | b'w'
                    | b'W'
                    | b'e'
                    | b'E'
                    | b'm'
                    | b'M'
                    | b'l'
                    | b'L'
                    | b'b'
                    | b'B'
                    | b'\''
            )
        )
        || reading.word(at) == "’"
}

/// A date with the token behind it.
struct Point {
    date: PartialDate,
    to: usize,
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

/// "summer 2022", "winter of 2018-2019", "Q3 2023", "early 2021", "first half of 2022".
fn part_of_year(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
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
fn fiscal_year(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
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
fn decade(reading: &Reading<'_>, at: usize) -> Option<(Quantity, usize)> {
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
    let first = point(reading, at)?;
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

/// The month named there, with the token behind its name and dot.
fn month_name(reading: &Reading<'_>, at: usize) -> Option<(u8, usize)> {
    let month = reading.meaning(at).month?;
    let has_dot = reading.word(at).len() <= 4 && reading.word(at + 1) == "." && reading.is_joined(at + 1);
    let goes_on = reading.starts_with_digit(at + 2) || reading.is_dash(at + 2);
    Some((month, at + 1 + usize::from(has_dot && goes_on)))
}

/// A date of any precision that begins with the token.
fn point(reading: &Reading<'_>, at: usize) -> Option<Point> {
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

fn year_date(year: u16) -> Option<PartialDate> {
    PartialDate::try_new(year, None, None).ok()
}

/// A year of four digits, and of two behind an apostrophe.
fn year_or_short(reading: &Reading<'_>, at: usize) -> Option<(u16, usize)> {
    if let Some(found) = full_year_at(reading, at) {
        return Some(found);
    }
    let is_short = matches!(reading.word(at), "'" | "’" | "‘") && reading.is_joined(at + 1);
    if is_short && reading.word(at + 1).len() == 2 {
        return Some((full_year(reading.word(at + 1))?, at + 2));
    }
    None
}

fn full_year_at(reading: &Reading<'_>, at: usize) -> Option<(u16, usize)> {
    let word = reading.word(at);
    if word.len() != 4 || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    word.parse().ok().filter(|year| (1900..=2199).contains(year)).map(|year| (year, at + 1))
}

/// "24" and "2024": two digits are of this century below 70.
fn full_year(digits: &str) -> Option<u16> {
    let year: u16 = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    match digits.len() {
        2 if year < 70 => Some(2000 + year),
        2 => Some(1900 + year),
        4 if (1900..=2199).contains(&year) => Some(year),
        _ => None,
    }
}

fn is_bare_year(reading: &Reading<'_>, at: usize, to: usize) -> bool {
    to == at + 1 && reading.word(at).len() == 4 && reading.starts_with_digit(at)
}

/// Whether four digits that could be a year are a count: "2000 units", "over 2000", "2000+",
/// "$2021", "2000 sq ft". A year it stays where a word of time leads it ("in 2021 sales
/// grew") and where a noun in the singular follows ("the 2022 medication update").
fn is_count_of_years_size(reading: &Reading<'_>, at: usize) -> bool {
    const OF_TIME: [&str; 16] = [
        "in", "since", "during", "until", "till", "before", "after", "the", "early", "late", "mid", "year",
        "my", "our", "their", "its",
    ];
    let Some((value, ..)) =
        numerals::scan(reading.text, reading.start(at)).filter(|(.., form)| *form == Form::Plain)
    else {
        return false;
    };
    let before = |steps: usize, words: &[&str]| at >= steps && reading.is_any(at - steps, words);
    let text_before = &reading.text[..reading.start(at)];
    if super::currencies::before(reading.text, reading.start(at)).is_some()
        || text_before.ends_with(['#', '~'])
    {
        return true;
    }
    let next = at + 1;
    if reading.word(next) == "+" && reading.is_joined(next) {
        return true;
    }
    let has_unit = super::units::read(reading, next).is_some_and(|found| !found.unit.is_time())
        || super::currencies::after(reading, next).is_some()
        || reading
            .meaning(next)
            .number
            .is_some_and(|word| matches!(word, NumberWord::Hundred | NumberWord::Scale(_)));
    if has_unit {
        return true;
    }
    let is_bounded = before(
        1,
        &["over", "nearly", "almost", "than", "least", "most", "exceeding", "approximately", "roughly"],
    ) || (before(1, &["to"]) && before(2, &["up"]));
    let is_round = value % 100.0 == 0.0;
    let is_near_now = (1950.0..=2050.0).contains(&value);
    let has_plural = reading.is_plural(next);
    if has_plural && (is_round || !before(1, &OF_TIME)) {
        return true;
    }
    if is_bounded {
        return true;
    }
    !is_near_now
        && !before(1, &OF_TIME)
        && !before(1, &["from", "by", "of", "to", "and", "around", "about", "("])
}
