//! How long a provider asks to be left alone.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The longest wait that is believed.
const MAX_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// Reads `retry-after-ms`, which OpenAI sends beside the standard header, and `retry-after`, which
/// is seconds or a date (RFC 9110, section 10.2.3). A date that has passed is no wait.
pub(super) fn wait(millis: Option<&str>, standard: Option<&str>, now: DateTime<Utc>) -> Option<Duration> {
    let millis = millis.and_then(|text| number(text, 1.0));
    let wait = millis.or_else(|| {
        let text = standard?.trim();
        number(text, 1000.0).or_else(|| {
            let date = DateTime::parse_from_rfc2822(text).ok()?.to_utc();
            Some((date - now).to_std().unwrap_or_default())
        })
    });
    wait.map(|wait| wait.min(MAX_WAIT))
}

fn number(text: &str, unit_ms: f64) -> Option<Duration> {
    let number: f64 = text.trim().parse().ok()?;
    Duration::try_from_secs_f64(number * unit_ms / 1000.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn seconds_milliseconds_and_dates_are_understood_and_nonsense_is_not() {
        let now = Utc.with_ymd_and_hms(2026, 11, 30, 12, 0, 0).single().expect("a moment");
        let check = |millis: Option<&str>, standard: Option<&str>, expected: Option<u64>| {
            let found = wait(millis, standard, now);
            assert_eq!(found, expected.map(Duration::from_millis), "{millis:?} {standard:?}");
        };
        check(None, Some("7"), Some(7_000));
        check(None, Some(" 1.5 "), Some(1_500));
        check(Some("250"), Some("1"), Some(250));
        check(None, Some("Mon, 30 Nov 2026 12:00:20 GMT"), Some(20_000));
        check(None, Some("Mon, 30 Nov 2026 11:00:00 GMT"), Some(0));
        check(None, Some("99999999999"), Some(MAX_WAIT.as_millis() as u64));
        check(None, Some("-3"), None);
        check(None, Some("soon"), None);
        check(None, Some("NaN"), None);
        check(None, None, None);
    }
}
