//! What is deprecated says from which day on it may be gone, and what takes its place:
//! `2027-06-01: ask for …`.

use chrono::NaiveDate;
use jobwise::graphql::schema;
use serde_json::{Value, json};

const INTROSPECTION: &str = "{ __schema { types {
    name
    fields(includeDeprecated: true) {
        name isDeprecated deprecationReason
        args(includeDeprecated: true) { name isDeprecated deprecationReason }
    }
    inputFields(includeDeprecated: true) { name isDeprecated deprecationReason }
    enumValues(includeDeprecated: true) { name isDeprecated deprecationReason }
} } }";

fn each<'v>(value: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> {
    value[list].as_array().into_iter().flatten()
}

/// Whether a reason begins with a day of the calendar and goes on in words.
fn is_dated(reason: &str) -> bool {
    reason.split_once(": ").is_some_and(|(day, words)| {
        day.len() == 10 && NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok() && !words.trim().is_empty()
    })
}

/// Every deprecated element of an introspected schema whose reason has no date, by its way.
fn undated(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |way: &str, element: &Value| {
        let is_deprecated = element["isDeprecated"] == true;
        if is_deprecated && !is_dated(element["deprecationReason"].as_str().unwrap_or_default()) {
            found.push(way.to_owned());
        }
    };
    let name = |value: &Value| value["name"].as_str().unwrap_or_default().to_owned();
    for kind in each(schema, "types") {
        for list in ["fields", "inputFields", "enumValues"] {
            for member in each(kind, list) {
                let way = format!("{}.{}", name(kind), name(member));
                look(&way, member);
                for argument in each(member, "args") {
                    look(&format!("{way}({})", name(argument)), argument);
                }
            }
        }
    }
    found
}

#[tokio::test]
async fn every_deprecation_carries_a_date() {
    let response = schema::build().execute(INTROSPECTION).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    let schema = &response.data.into_json().expect("JSON")["__schema"];
    assert!(each(schema, "types").count() > 20, "the schema was not read");
    assert_eq!(undated(schema), Vec::<String>::new());
}

#[test]
fn a_deprecation_without_a_date_is_found() {
    let deprecated =
        |name: &str, reason: &str| json!({ "name": name, "isDeprecated": true, "deprecationReason": reason });
    let mut length = deprecated("length", "No longer supported");
    length["args"] = json!([deprecated("unit", "2027-13-01: ask for `size`.")]);
    let schema = json!({ "types": [{
        "name": "Job",
        "fields": [
            length,
            deprecated("place", "2027-06-01: ask for `location`."),
            { "name": "title", "isDeprecated": false, "deprecationReason": null, "args": [] },
        ],
        "inputFields": [deprecated("text", "2027-06-01: ")],
        "enumValues": [deprecated("OPEN", "soon: use CLOSED"), deprecated("SHUT", "2027-06-01: use CLOSED")],
    }] });
    assert_eq!(undated(&schema), ["Job.length", "Job.length(unit)", "Job.text", "Job.OPEN"]);
}
