//! What counts as absent in a JSON Resume. Under [`super`].

use serde_json::Value;

/// Whether a value says nothing: null, an empty text, or a list or object of nothing else.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.iter().all(is_blank),
        Value::Object(fields) => fields.values().all(is_blank),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The same value without what [counts as absent](super). Two files that are equal after this say
/// the same.
pub fn without_blanks(value: Value) -> Value {
    match value {
        Value::Array(items) => {
            Value::Array(items.into_iter().filter(|item| !is_blank(item)).map(without_blanks).collect())
        }
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, field)| !is_blank(field))
                .map(|(key, field)| (key, without_blanks(field)))
                .collect(),
        ),
        plain => plain,
    }
}
