//! The scalars of the schema. Part of the GraphQL face.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::{SecondsFormat, Utc};

use crate::language::dates;

/// The scalar `DateTime`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime(pub chrono::DateTime<Utc>);

/// A moment as RFC 3339 in UTC with milliseconds, such as `2026-11-20T12:00:00.000Z`. Input may
/// carry another offset; it is converted.
#[Scalar(name = "DateTime", specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        chrono::DateTime::parse_from_rfc3339(text)
            .map(|moment| Self(moment.with_timezone(&Utc)))
            .map_err(|_| InputValueError::custom("write a moment as 2026-11-20T12:00:00Z (RFC 3339)"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl From<chrono::DateTime<Utc>> for DateTime {
    fn from(moment: chrono::DateTime<Utc>) -> Self {
        Self(moment)
    }
}

/// A number of single precision as it was meant: the shortest decimal that reads back as it,
/// so that a share of one in five is `0.2` and not `0.20000000298023224`.
pub fn decimal(number: f32) -> f64 {
    number.to_string().parse().unwrap_or_else(|_| f64::from(number))
}

/// The scalar `PartialDate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartialDate(pub dates::PartialDate);

/// A date known to the year, the month or the day: `2021`, `2021-03` or `2021-03-15`, from 1900
/// to 2199.
#[Scalar(name = "PartialDate")]
impl ScalarType for PartialDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        text.parse()
            .map(Self)
            .map_err(|error: dates::PartialDateError| InputValueError::custom(error.to_string()))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<dates::PartialDate> for PartialDate {
    fn from(date: dates::PartialDate) -> Self {
        Self(date)
    }
}

/// The scalar `URL`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url(pub url::Url);

/// An absolute `http` or `https` address, such as `https://example.com/a?b=c`.
#[Scalar(name = "URL")]
impl ScalarType for Url {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        url::Url::parse(text.trim())
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .map(Self)
            .ok_or_else(|| InputValueError::custom("write an address that begins with https:// or http://"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl From<url::Url> for Url {
    fn from(url: url::Url) -> Self {
        Self(url)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_printed_as_it_was_meant() {
        assert_eq!([decimal(0.2), decimal(1.0), decimal(1.0 / 3.0)], [0.2, 1.0, 0.33333334]);
    }

    /// What the scalar writes after reading `text`; none when it refuses.
    fn read_back<T: ScalarType>(text: &str) -> Option<Value> {
        T::parse(Value::String(text.to_owned())).ok().map(|read| read.to_value())
    }

    #[test]
    fn moments_are_read_with_any_offset_and_written_in_utc() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                read_back::<DateTime>(text),
                expected.map(|text| Value::String(text.to_owned())),
                "{text}"
            );
        };
        check("2026-11-20T12:00:00Z", Some("2026-11-20T12:00:00.000Z"));
        check("2026-11-20T12:00:00.5+01:00", Some("2026-11-20T11:00:00.500Z"));
        check("2026-11-20", None);
        check("2026-02-30T12:00:00Z", None);
    }

    #[test]
    fn partial_dates_keep_their_precision() {
        for text in ["2021", "2021-03", "2021-03-15"] {
            assert_eq!(read_back::<PartialDate>(text), Some(Value::String(text.to_owned())));
        }
        assert_eq!(read_back::<PartialDate>("2021-02-30"), None);
    }

    #[test]
    fn only_web_addresses_are_urls() {
        assert!(read_back::<Url>("https://example.com/a?b=c").is_some());
        for text in ["javascript:alert(1)", "file:///etc/passwd", "example.com", ""] {
            assert_eq!(read_back::<Url>(text), None, "{text}");
        }
    }

    #[test]
    fn other_values_than_strings_are_refused() {
        assert!(DateTime::parse(Value::from(1)).is_err());
        assert!(PartialDate::parse(Value::from(2021)).is_err());
        assert!(Url::parse(Value::Null).is_err());
    }
}
