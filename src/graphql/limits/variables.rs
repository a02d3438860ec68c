//! Bounds the variables of a request. Part of the limits of the GraphQL face.
//!
//! Their bytes are bounded by the body they came in. As reading JSON makes a value of each two
//! bytes, the text is counted before, which takes no memory.

use async_graphql::{Value, Variables};

use super::{Exceeded, Limit, MAX_VARIABLE_DEPTH, MAX_VARIABLE_VALUES};

/// Values of a request besides its variables: the object itself, the document, the hash.
const MAX_OTHER_VALUES: u64 = 64;

/// Lets the JSON of a request pass that holds no more values than its variables may. It need not
/// be right about what is no JSON; reading it refuses that.
///
/// # Errors
/// The limit of values, when it was passed.
pub fn check_json(text: &[u8]) -> Result<(), Exceeded> {
    // Before each value but the first stands one of these, and in most requests few of them do.
    let is_sign = |byte: &u8| matches!(byte, b',' | b'[' | b'{');
    let at_most = text.iter().filter(|byte| is_sign(byte)).count() as u64;
    if at_most <= MAX_VARIABLE_VALUES + MAX_OTHER_VALUES {
        return Ok(());
    }
    let (mut signs, mut at) = (0, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => at = end_of_string(text, at),
            byte => {
                signs += u64::from(is_sign(byte));
                at += 1;
            }
        }
    }
    Exceeded::check(Limit::VariableValues, signs, MAX_VARIABLE_VALUES + MAX_OTHER_VALUES)
}

/// What follows the string that begins here.
fn end_of_string(text: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = text.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    text.len()
}

/// Lets variables pass that are within the limits of number and depth.
///
/// # Errors
/// The first limit that was passed.
pub fn check(variables: &Variables) -> Result<(), Exceeded> {
    let mut values = 0_u64;
    let mut open: Vec<(&Value, u64)> = variables.values().map(|value| (value, 1)).collect();
    while let Some((value, depth)) = open.pop() {
        values += 1;
        Exceeded::check(Limit::VariableValues, values, MAX_VARIABLE_VALUES)?;
        Exceeded::check(Limit::VariableDepth, depth, MAX_VARIABLE_DEPTH)?;
        match value {
            Value::List(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
            Value::Object(fields) => open.extend(fields.values().map(|field| (field, depth + 1))),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(json: serde_json::Value) -> Variables {
        Variables::from_json(json)
    }

    #[test]
    fn ordinary_variables_pass() {
        check(&variables(serde_json::json!({ "input": { "tags": ["a", "b"], "note": null } }))).unwrap();
    }

    #[test]
    fn too_many_values_are_refused() {
        let many = variables(serde_json::json!({ "ids": vec![0; 50_001] }));
        assert_eq!(check(&many).unwrap_err().limit, Limit::VariableValues);
    }

    #[test]
    fn json_of_too_many_values_is_refused_before_it_is_read() {
        let body = |values: usize| format!("{{\"variables\":{{\"ids\":[{}0]}}}}", "0,".repeat(values));
        assert!(check_json(body(49_000).as_bytes()).is_ok());
        assert_eq!(check_json(body(51_000).as_bytes()).unwrap_err().limit, Limit::VariableValues);
        assert!(check_json("[".repeat(60_000).as_bytes()).is_err());
        // Signs within a text are no values.
        let text = format!("{{\"query\":\"{}\\\",{}\"}}", ",".repeat(60_000), "[".repeat(60_000));
        assert!(check_json(text.as_bytes()).is_ok());
        assert!(check_json(b"\"\\").is_ok());
    }

    #[test]
    fn values_nested_too_deep_are_refused() {
        let mut value = serde_json::json!(1);
        for _ in 0..MAX_VARIABLE_DEPTH {
            value = serde_json::json!([value]);
        }
        let deep = variables(serde_json::json!({ "a": value }));
        assert_eq!(check(&deep).unwrap_err().limit, Limit::VariableDepth);
    }
}
