//! Dates as résumés write them: a year, a month or a day, periods between them, and
//! the time several periods cover together.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// `2021`, `2021-03` or `2021-03-15`: a date known to the year, the month or the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

/// Why a text is no partial date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialDateError(String);

impl fmt::Display for PartialDateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PartialDateError {}

impl PartialDate {
    /// Makes a date from its parts; years run from 1900 to 2199.
    ///
    /// # Errors
    /// A message that names the part that cannot be: a year out of range, a 13th month, a
    /// 31st of April, a day without a month.
    pub fn try_new(year: u16, month: Option<u8>, day: Option<u8>) -> Result<Self, PartialDateError> {
        if !(1900..=2199).contains(&year) {
            return Err(PartialDateError(format!("the year {year} is outside 1900 to 2199")));
        }
        if let Some(month) = month
            && !(1..=12).contains(&month)
        {
            return Err(PartialDateError(format!("there is no month {month}")));
        }
        if let Some(day) = day {
            let Some(month) = month else {
                return Err(PartialDateError("a day needs a month".to_owned()));
            };
            if NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day)).is_none() {
                return Err(PartialDateError(format!("there is no day {day} in month {month} of {year}")));
            }
        }
        Ok(Self { year, month, day })
    }

    /// The day given, known to the day.
    pub fn from_day(day: NaiveDate) -> Self {
        Self {
            year: u16::try_from(day.year()).unwrap_or(1900),
            month: u8::try_from(day.month()).ok(),
            day: u8::try_from(day.day()).ok(),
        }
    }

    /// The year, 1900 to 2199.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, where it is known.
    pub fn month(&self) -> Option<u8> {
        self.month
    }

    /// The day of the month, where it is known.
    pub fn day(&self) -> Option<u8> {
        self.day
    }

    /// Months since the year 0, an unknown month read as the first of its year.
    pub fn first_month(&self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month.unwrap_or(1)) - 1
    }

    /// Months since the year 0, an unknown month read as the last of its year.
    pub fn last_month(&self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month.unwrap_or(12)) - 1
    }

    /// Orders by the earliest day each could mean, the less precise first.
    pub fn compare(&self, other: &Self) -> Ordering {
        (self.year, self.month, self.day).cmp(&(other.year, other.month, other.day))
    }
}

impl FromStr for PartialDate {
    type Err = PartialDateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PartialDateError("write a date as 2021, 2021-03 or 2021-03-15".to_owned());
        let text = text.trim();
        // A full RFC 3339 time is a date with more said than is kept.
        let date = text.split_once('T').map_or(text, |(date, _)| date);
        let mut parts = date.split('-');
        let mut next = |digits: usize| -> Result<Option<u16>, PartialDateError> {
            match parts.next() {
                None => Ok(None),
                Some(part) if part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()) => {
                    part.parse().map(Some).map_err(|_| wrong())
                }
                Some(_) => Err(wrong()),
            }
        };
        let year = next(4)?.ok_or_else(wrong)?;
        let month = next(2)?;
        let day = next(2)?;
        if parts.next().is_some() {
            return Err(wrong());
        }
        let small = |part: Option<u16>| part.map(|value| u8::try_from(value).unwrap_or(u8::MAX));
        Self::try_new(year, small(month), small(day))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A stretch of time with ends known to the year, month or day. No end means it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Period {
    /// When it began, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<PartialDate>,
    /// When it ended; none means it goes on, or, without a start, that nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PartialDate>,
}

impl Period {
    /// Makes a period.
    pub fn new(start: Option<PartialDate>, end: Option<PartialDate>) -> Self {
        Self { start, end }
    }

    /// Whether it has begun and has no end.
    pub fn is_current(&self) -> bool {
        self.start.is_some() && self.end.is_none()
    }

    /// The months it covers on the given day, both ends included: half-open, in months since
    /// the year 0. None without a start, or when it has not begun yet.
    ///
    /// A bare year is read so that nothing is gained by vagueness: a start in its last month
    /// and an end in its first, unless start and end are the same year.
    pub fn months_on(&self, today: NaiveDate) -> Option<(i32, i32)> {
        let start_date = self.start?;
        let now = PartialDate::from_day(today).first_month();
        let same_year = self.end.is_some_and(|end| end.year() == start_date.year());
        let start = match (start_date.month(), same_year || self.end.is_none()) {
            (None, false) => start_date.last_month(),
            (None, true) | (Some(_), _) => start_date.first_month(),
        };
        let end = match self.end {
            None => now,
            Some(end) if end.month().is_none() && same_year => end.last_month(),
            Some(end) => end.first_month(),
        }
        .min(now);
        (start <= end).then_some((start, end + 1))
    }
}

/// The whole months that the periods cover together on the given day, overlaps counted once.
pub fn months_covered(periods: &[Period], today: NaiveDate) -> u32 {
    let mut covered: Vec<(i32, i32)> = periods.iter().filter_map(|period| period.months_on(today)).collect();
    covered.sort_unstable();
    let mut total = 0;
    let mut reach = i32::MIN;
    for (start, end) in covered {
        total += (end - start.max(reach)).max(0);
        reach = reach.max(end);
    }
    u32::try_from(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().expect(text)
    }

    fn period(start: &str, end: &str) -> Period {
        Period::new(Some(date(start)), (!end.is_empty()).then(|| date(end)))
    }

    #[test]
    fn partial_dates_read_and_write_the_same_text() {
        for text in ["2021", "2021-03", "2021-03-15", "2024-02-29"] {
            assert_eq!(date(text).to_string(), text);
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in
            ["2021-13", "2021-02-30", "2023-02-29", "21", "2021-3", "1066", "2021-03-15-01", "", "soon"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn overlapping_periods_count_once() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let check = |periods: &[Period], months: u32| assert_eq!(months_covered(periods, today), months);
        check(&[period("2020-01", "2020-12")], 12);
        check(&[period("2020-01", "2020-12"), period("2020-06", "2021-05")], 17);
        check(&[period("2025-12", "")], 12);
        check(&[period("2027-01", "")], 0);
        check(&[period("2019", "2019")], 12);
        check(&[], 0);
    }
}
