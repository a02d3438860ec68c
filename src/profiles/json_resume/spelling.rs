//! Values that can be written in more than one way. Under [`super`].
//!
//! The typed field holds the meaning; where the text of the file differs from how the meaning is
//! written here (`2021-03-15T00:00:00Z`, `Present`, `5.0`), that text is kept beside it in `extra`
//! and written again for as long as it still means the same.

use serde_json::{Map, Number, Value};

use crate::language::dates::PartialDate;

/// The largest number of years of use that is read as such.
const MAX_YEARS: f32 = 100.0;

/// Whether a text stands for an end that has not come.
pub fn is_open_end(text: &str) -> bool {
    let text = text.trim();
    ["", "present", "current", "now", "today", "ongoing"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Takes `years` out of an entry's keys when it is a number that a group of skills can hold.
pub fn take_years(rest: &mut Map<String, Value>) -> Option<f32> {
    let kept = rest.remove("years")?;
    let years = read_years(&kept);
    if years.map(write_years).as_ref() != Some(&kept) {
        rest.insert("years".to_owned(), kept);
    }
    years
}

/// Puts a date under its key, in the spelling kept there if that still means the same.
pub fn put_date(fields: &mut Map<String, Value>, key: &str, date: Option<PartialDate>) {
    let kept_means = match fields.get(key) {
        Some(Value::String(text)) if is_open_end(text) => Some(None),
        Some(Value::String(text)) => text.parse().ok().map(Some),
        _ => None,
    };
    if kept_means != Some(date) {
        put(fields, key, date.map(|date| Value::String(date.to_string())));
    }
}

/// Puts years of use under their key, in the spelling kept there if that still means the same.
pub fn put_years(fields: &mut Map<String, Value>, years: Option<f32>) {
    if years.is_none() && fields.get("years").and_then(read_years).is_none() {
        return;
    }
    if fields.get("years").and_then(read_years) != years {
        put(fields, "years", years.map(write_years));
    }
}

/// Sets a key to a value, or takes it away.
pub fn put(fields: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    match value {
        Some(value) => fields.insert(key.to_owned(), value),
        None => fields.remove(key),
    };
}

#[expect(clippy::cast_possible_truncation, reason = "years of use need no more digits than an f32 has")]
fn read_years(value: &Value) -> Option<f32> {
    let years = value.as_f64()? as f32;
    (0.0..=MAX_YEARS).contains(&years).then_some(years)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number within the range that is read"
)]
fn write_years(years: f32) -> Value {
    if years.fract() == 0.0 && (0.0..=MAX_YEARS).contains(&years) {
        return Value::from(years as u64);
    }
    // Through the shortest text, since 0.1 as f32 is not 0.1 as f64.
    years.to_string().parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}
