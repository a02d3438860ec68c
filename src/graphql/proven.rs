//! Which operations need not be validated again: their document ran before, and what was sent
//! beside it cannot make it invalid. Part of the GraphQL face.
//!
//! Validation looks at the document alone, but for the values of variables, which have to be of
//! their types. Whoever sends a document often sends it with ids, numbers and texts; those are
//! looked at here. Whatever else is sent is left to validation.

use async_graphql::parser::types::{BaseType, DocumentOperations, ExecutableDocument, Type};
use async_graphql::{Request, Value};

/// Whether a document that passed validation once would pass it with this request too. Also says
/// no where it cannot tell.
pub fn stays_valid(document: &ExecutableDocument, request: &Request) -> bool {
    let operation = match &document.operations {
        DocumentOperations::Single(operation) => operation,
        DocumentOperations::Multiple(operations) if operations.len() == 1 => {
            let Some(operation) = operations.values().next() else { return false };
            operation
        }
        DocumentOperations::Multiple(_) => return false,
    };
    operation.node.variable_definitions.iter().all(|definition| {
        let definition = &definition.node;
        request
            .variables
            .get(&definition.name.node)
            .is_some_and(|value| is_of(&definition.var_type.node, value))
    })
}

/// Whether a value is of a type, where that is one of the plain ones.
fn is_of(type_: &Type, value: &Value) -> bool {
    let BaseType::Named(name) = &type_.base else { return false };
    match (name.as_str(), value) {
        ("ID" | "String", Value::String(_)) | ("Boolean", Value::Boolean(_)) => true,
        // Some numbers of the schema may not be negative.
        ("Int", Value::Number(number)) => number.as_u64().is_some_and(|number| i32::try_from(number).is_ok()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn check(source: &str, variables: serde_json::Value, expected: bool) {
        let document = parse_query(source).unwrap();
        let request = Request::new("").variables(Variables::from_json(variables.clone()));
        assert_eq!(stays_valid(&document, &request), expected, "{source} {variables}");
    }

    #[test]
    fn plain_values_of_their_types_leave_a_document_valid() {
        check("{ viewer { id } }", json!({}), true);
        check("query Q { viewer { id } }", json!({ "unused": [] }), true);
        check("query($id: ID!) { job(id: $id) { id } }", json!({ "id": "x" }), true);
        check("query($n: Int, $b: Boolean!) { jobs(first: $n) { x } }", json!({ "n": 3, "b": true }), true);
    }

    #[test]
    fn whatever_else_is_left_to_validation() {
        check("query($id: ID!) { job(id: $id) { id } }", json!({}), false);
        check("query($id: ID!) { job(id: $id) { id } }", json!({ "id": null }), false);
        check("query($id: ID!) { job(id: $id) { id } }", json!({ "id": ["x"] }), false);
        check("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": ["x"] }), false);
        check("query($n: Int) { jobs(first: $n) { x } }", json!({ "n": 4_000_000_000_u64 }), false);
        check("query($n: Int) { jobs(first: $n) { x } }", json!({ "n": -1 }), false);
        check("query($n: Int) { jobs(first: $n) { x } }", json!({ "n": 1.5 }), false);
        check("query($s: ApplicationStatus) { x(s: $s) }", json!({ "s": "SAVED" }), false);
        check("mutation($i: SignInInput!) { signIn(input: $i) { x } }", json!({ "i": {} }), false);
        check("query A { a } query B { b }", json!({}), false);
    }
}
