//! Bounds the variables of a request. Part of the limits of the GraphQL face.
//!
//! Their bytes are bounded by the body they came in.

use async_graphql::{Value, Variables};

use super::{Exceeded, Limit, MAX_VARIABLE_DEPTH, MAX_VARIABLE_VALUES};

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
    fn values_nested_too_deep_are_refused() {
        let mut value = serde_json::json!(1);
        for _ in 0..MAX_VARIABLE_DEPTH {
            value = serde_json::json!([value]);
        }
        let deep = variables(serde_json::json!({ "a": value }));
        assert_eq!(check(&deep).unwrap_err().limit, Limit::VariableDepth);
    }
}
