//! The schema as a client's author meets it: described throughout, guarded throughout, printed
//! as committed, and its faults without a cause.

use std::fs;

use futures_util::StreamExt;
use jobwise::error::{Error, Violation};
use jobwise::graphql::context::Caller;
use jobwise::graphql::error::{ApiError, ErrorCode};
use jobwise::graphql::execute::{finish, refusal};
use jobwise::graphql::schema;
use jobwise::http::EXAMPLES;
use serde_json::{Value, json};

/// The root fields that need no sign-in. Everything else must be guarded.
const OPEN: &[&str] = &[
    "Query.viewer",
    "Query.job",
    "Query.jobs",
    "Query.templates",
    "Query.atsSystems",
    "Query.sharedDocument",
    "Mutation.signUp",
    "Mutation.signIn",
    "Mutation.refreshSession",
    "Mutation.signOut",
];

/// The scalars of the GraphQL specification, which need no words of ours.
const BUILT_IN: &[&str] = &["Int", "Float", "String", "Boolean", "ID"];

const INTROSPECTION: &str = "{ __schema {
    queryType { name } mutationType { name } subscriptionType { name }
    types {
      name kind description isOneOf
      fields(includeDeprecated: true) { name description type { ...T } args { name description type { ...T } } }
      inputFields { name description type { ...T } defaultValue }
      enumValues(includeDeprecated: true) { name description }
    }
  } }
  fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";

async fn introspect() -> Value {
    let response = schema::build().execute(INTROSPECTION).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    response.data.into_json().expect("JSON")["__schema"].take()
}

fn each<'v>(value: &'v Value, list: &str) -> impl Iterator<Item = &'v Value> {
    value[list].as_array().into_iter().flatten()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}

/// Every element of an introspected schema that has no description, by its way from the type.
fn undescribed(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut look = |way: String, element: &Value| {
        if element["description"].as_str().unwrap_or_default().trim().is_empty() {
            found.push(way);
        }
    };
    let is_ours = |kind: &&Value| !name(kind).starts_with("__") && !BUILT_IN.contains(&name(kind));
    for kind in each(schema, "types").filter(is_ours) {
        look(name(kind).to_owned(), kind);
        for list in ["fields", "inputFields", "enumValues"] {
            for member in each(kind, list) {
                let way = format!("{}.{}", name(kind), name(member));
                for argument in each(member, "args") {
                    look(format!("{way}({})", name(argument)), argument);
                }
                look(way, member);
            }
        }
    }
    found
}

#[tokio::test]
async fn every_element_of_the_schema_is_described() {
    let schema = introspect().await;
    assert!(each(&schema, "types").count() > 20, "the schema was not read");
    assert_eq!(undescribed(&schema), Vec::<String>::new());
}

#[test]
fn a_missing_description_is_found() {
    let schema = json!({ "types": [{
        "name": "Job", "description": "A posting.",
        "fields": [
            { "name": "title", "description": "Its title.", "args": [{ "name": "length", "description": "" }] },
            { "name": "place", "description": null, "args": [] },
        ],
        "enumValues": [{ "name": "OPEN" }],
    }] });
    assert_eq!(undescribed(&schema), ["Job.title(length)", "Job.place", "Job.OPEN"]);
}

#[test]
fn the_committed_schema_is_what_the_program_prints() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.graphql");
    let committed = fs::read_to_string(path).expect("schema.graphql");
    assert!(
        committed == schema::print(),
        "schema.graphql is out of date: run `jobwise schema > schema.graphql`"
    );
}

/// A literal of the type that passes validation: the least that is required.
fn literal(schema: &Value, kind: &Value) -> String {
    match kind["kind"].as_str().unwrap_or_default() {
        "NON_NULL" => literal(schema, &kind["ofType"]),
        "LIST" => format!("[{}]", literal(schema, &kind["ofType"])),
        named => {
            let definition = each(schema, "types").find(|found| name(found) == name(kind)).expect("a type");
            match (named, name(kind)) {
                ("ENUM", _) => name(&definition["enumValues"][0]).to_owned(),
                ("INPUT_OBJECT", _) => {
                    let is_one_of = definition["isOneOf"] == true;
                    let fields = each(definition, "inputFields")
                        .enumerate()
                        .filter(|(at, field)| if is_one_of { *at == 0 } else { is_required(field) });
                    let fields: Vec<String> = fields
                        .map(|(_, field)| format!("{}: {}", name(field), literal(schema, &field["type"])))
                        .collect();
                    format!("{{ {} }}", fields.join(", "))
                }
                (_, "Int") => "1".to_owned(),
                (_, "Float") => "0.5".to_owned(),
                (_, "Boolean") => "true".to_owned(),
                (_, "DateTime") => "\"2026-11-20T12:00:00Z\"".to_owned(),
                (_, "PartialDate") => "\"2021-03\"".to_owned(),
                // What the transport writes in the place of a file.
                (_, "Upload") => "\"\\u0001upload:0\"".to_owned(),
                (_, "URL") => "\"https://example.com/\"".to_owned(),
                _ => "\"x\"".to_owned(),
            }
        }
    }
}

fn is_required(field: &Value) -> bool {
    field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null()
}

fn is_leaf(kind: &Value) -> bool {
    match kind["kind"].as_str().unwrap_or_default() {
        "NON_NULL" | "LIST" => is_leaf(&kind["ofType"]),
        named => matches!(named, "SCALAR" | "ENUM"),
    }
}

/// The least valid operation that asks for one root field.
fn operation(schema: &Value, keyword: &str, field: &Value) -> String {
    let arguments: Vec<String> = each(field, "args")
        .filter(|argument| is_required(argument))
        .map(|argument| format!("{}: {}", name(argument), literal(schema, &argument["type"])))
        .collect();
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    let selection = if is_leaf(&field["type"]) { "" } else { " { __typename }" };
    format!("{keyword} {{ {}{arguments}{selection} }}", name(field))
}

/// The root fields that let an anonymous caller pass, as `Query.viewer`.
async fn open_root_fields() -> Vec<String> {
    let introspected = introspect().await;
    let schema = schema::build();
    let mut open = Vec::new();
    for (root, keyword) in
        [("queryType", "query"), ("mutationType", "mutation"), ("subscriptionType", "subscription")]
    {
        let root = name(&introspected[root]);
        let Some(definition) = each(&introspected, "types").find(|kind| name(kind) == root) else { continue };
        for field in each(definition, "fields") {
            let document = operation(&introspected, keyword, field);
            // Without an app nothing can be answered: a guard speaks first, or something else fails.
            let request = async_graphql::Request::new(&document).data(Caller::Anonymous);
            let response = schema.execute_stream(request).next().await.expect("an answer");
            let response = finish(response, "test");
            assert!(
                response.errors.iter().all(|error| !error.path.is_empty()),
                "{document}: {:?}",
                response.errors
            );
            let is_refused = response.errors.iter().any(|error| code(error) == Some("UNAUTHENTICATED"));
            if !is_refused {
                open.push(format!("{root}.{}", name(field)));
            }
        }
    }
    open
}

fn code(error: &async_graphql::ServerError) -> Option<&str> {
    match error.extensions.as_ref()?.get("code")? {
        async_graphql::Value::String(code) => Some(code),
        _ => None,
    }
}

#[tokio::test]
async fn every_root_field_is_guarded_or_on_the_list_of_open_ones() {
    let mut found = open_root_fields().await;
    found.sort();
    let mut listed: Vec<String> = OPEN.iter().map(|&field| field.to_owned()).collect();
    listed.sort();
    assert_eq!(found, listed);
}

/// What of a document does not fit the schema, operation by operation.
async fn misfits(schema: &schema::Schema, document: &str) -> Vec<String> {
    let parsed = match async_graphql::parser::parse_query(document) {
        Ok(parsed) => parsed,
        Err(error) => return vec![error.to_string()],
    };
    let mut found = Vec::new();
    for (name, _) in parsed.operations.iter() {
        let mut request = async_graphql::Request::new(document).data(Caller::Anonymous);
        if let Some(name) = name {
            request = request.operation_name(name.as_str());
        }
        let response = schema.execute_stream(request).next().await.expect("an answer");
        // Without an app a valid document fails in its fields; an invalid one before them.
        let outside = response.errors.into_iter().filter(|error| error.path.is_empty());
        found.extend(outside.map(|error| error.message));
    }
    found
}

#[tokio::test]
async fn every_example_query_fits_the_schema() {
    let schema = schema::build();
    for (file, document) in EXAMPLES {
        assert_eq!(misfits(&schema, document).await, Vec::<String>::new(), "{file}");
    }
}

#[tokio::test]
async fn an_example_query_that_does_not_fit_is_found() {
    let schema = schema::build();
    for document in [
        "query { viewer { shoeSize } }",
        "query { viewer { id }",
        "query Good { viewer { id } } query Bad { nobody }",
        "query Q { node(id: $id) { id } }",
        "mutation { signIn(input: { email: 1, password: \"x\" }) { status } }",
    ] {
        assert_ne!(misfits(&schema, document).await, Vec::<String>::new(), "{document}");
    }
    let good = "query One { viewer { id } } query Two($id: ID!) { node(id: $id) { id } }";
    assert_eq!(misfits(&schema, good).await, Vec::<String>::new());
}

#[test]
fn every_example_query_is_in_a_tab() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/queries");
    let mut files: Vec<String> = fs::read_dir(folder)
        .expect("examples/queries")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut tabs: Vec<String> = EXAMPLES.iter().map(|(name, _)| format!("{name}.graphql")).collect();
    tabs.sort();
    assert_eq!(files, tabs);
}

/// The variables the head of an example gives for its tab, and whether the page can read them.
fn given_variables(document: &str) -> Result<Value, String> {
    let Some(line) = document.lines().find_map(|line| line.strip_prefix("# Variables: ")) else {
        return Ok(json!({}));
    };
    serde_json::from_str(line).map_err(|error| error.to_string())
}

/// The names after `$` in the heads of operations that must be given: those of a type with `!`.
fn needed_variables(document: &str) -> Vec<String> {
    let heads = document.lines().filter(|line| line.starts_with("query") || line.starts_with("mutation"));
    let declared = heads.flat_map(|line| line.split('$').skip(1));
    declared
        .filter_map(|text| text.split_once(": "))
        .filter(|(_, kind)| kind.split([',', ')']).next().is_some_and(|kind| kind.ends_with('!')))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[test]
fn every_tab_gives_the_variables_its_operations_need() {
    let mut count = 0;
    for (file, document) in EXAMPLES {
        let given = given_variables(document).unwrap_or_else(|error| panic!("{file}: {error}"));
        for name in needed_variables(document) {
            assert!(given[&name] != Value::Null, "{file}: ${name} is not given");
            count += 1;
        }
    }
    assert!(count > 10, "no variables were found");
    assert!(given_variables("# Variables: { \"id\": }").is_err());
    assert_eq!(needed_variables("query A($id: ID!, $n: Int = 1) {"), ["id"]);
}

/// No field has the type, so introspection leaves it out; client generators read the file.
#[test]
fn the_printed_schema_documents_every_error_code() {
    let printed = schema::print();
    let (_, rest) = printed.split_once("enum ErrorCode {").expect("the enum");
    let (body, _) = rest.split_once("\n}").expect("its end");
    let words: Vec<&str> = body
        .lines()
        .map(str::trim)
        .filter(|line| line.chars().all(|c| c == '_' || c.is_ascii_uppercase()))
        .collect();
    let carried: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>(), carried);
    assert_eq!(body.matches("\"\"\"").count(), 2 * carried.len(), "each with a description");
}

#[test]
fn an_internal_fault_tells_nothing_of_its_cause() {
    let error = Error::internal("The account could not be read.", "connection to 10.0.0.7 refused");
    let response = finish(refusal(ApiError::from(error)), "request-7");
    let written = serde_json::to_value(&response).expect("JSON");
    let error = &written["errors"][0];
    assert_eq!(error["extensions"], json!({ "code": "INTERNAL", "requestId": "request-7" }));
    for secret in ["10.0.0.7", "account"] {
        assert!(!written.to_string().contains(secret), "{written}");
    }
}

#[test]
fn a_fault_names_the_places_and_the_wait() {
    let wrong =
        Error::violations("Wrong.", vec![Violation::new("basics.email", "email", "write an address")]);
    let written = serde_json::to_value(finish(refusal(wrong.into()), "r")).expect("JSON");
    let fields = &written["errors"][0]["extensions"]["fields"];
    let expected = json!([{ "path": ["basics", "email"], "code": "email", "message": "write an address" }]);
    assert_eq!(*fields, expected);
    let limited = Error::new(jobwise::error::ErrorKind::LimitReached, "Too many.").retry_after_ms(1500);
    let written = serde_json::to_value(finish(refusal(limited.into()), "r")).expect("JSON");
    assert_eq!(written["errors"][0]["extensions"]["retryAfterMs"], 1500);
    assert_eq!(written["errors"][0]["extensions"]["code"], "LIMIT_REACHED");
}
