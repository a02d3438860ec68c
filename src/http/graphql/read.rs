//! Reads the operations of an HTTP request: from the query string or from a JSON body. Part of
//! GraphQL over HTTP.

use async_graphql::{Request, Variables};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use crate::graphql::error::{ApiError, ErrorCode};
use crate::graphql::limits::{Exceeded, Limit, variables};
use crate::graphql::uploads::Uploads;

/// What a request carries.
#[derive(Debug)]
pub enum Operations {
    /// One operation.
    Single(Box<Request>),
    /// Several, answered together and in order.
    Batch(Vec<Request>),
}

impl Operations {
    /// The same with files, which each of them may use.
    pub fn with(self, uploads: &Uploads) -> Self {
        match self {
            Self::Single(request) => Self::Single(Box::new(request.data(uploads.clone()))),
            Self::Batch(requests) => {
                Self::Batch(requests.into_iter().map(|request| request.data(uploads.clone())).collect())
            }
        }
    }
}

/// Why a request could not be read, with the status that says so.
#[derive(Debug)]
pub struct Unreadable(pub StatusCode, pub ApiError);

impl Unreadable {
    /// A status of 400 with what to send instead.
    pub fn bad(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, ApiError::new(ErrorCode::BadRequest, message))
    }
}

/// Reads a JSON body: an object of `query`, `operationName`, `variables` and `extensions`, or a
/// list of at most `max_batch` such objects.
///
/// # Errors
/// A status of 400 with what to send instead.
pub fn body(bytes: &[u8], max_batch: usize) -> Result<Operations, Unreadable> {
    variables::check_json(bytes).map_err(|exceeded| Unreadable(StatusCode::BAD_REQUEST, exceeded.into()))?;
    let json = serde_json::from_slice(bytes)
        .map_err(|_| Unreadable::bad("The body is no JSON in UTF-8; send { \"query\": \"…\" }."))?;
    operations(json, max_batch)
}

/// Reads the operations of a body that is JSON: one, or a list of at most `max_batch`.
///
/// # Errors
/// A status of 400 with what to send instead.
pub fn operations(json: Value, max_batch: usize) -> Result<Operations, Unreadable> {
    match json {
        Value::Object(object) => Ok(Operations::Single(Box::new(operation(object)?))),
        Value::Array(_) if max_batch == 0 => {
            Err(Unreadable::bad("This server takes no batches; send one operation a request."))
        }
        Value::Array(items) if items.is_empty() => Err(Unreadable::bad("The batch is empty.")),
        Value::Array(items) => {
            Exceeded::check(Limit::BatchOperations, items.len() as u64, max_batch as u64)
                .map_err(|exceeded| Unreadable(StatusCode::BAD_REQUEST, exceeded.into()))?;
            let requests = items.into_iter().map(|item| match item {
                Value::Object(object) => operation(object),
                _ => Err(Unreadable::bad("Every item of a batch is an object with `query`.")),
            });
            Ok(Operations::Batch(requests.collect::<Result<_, _>>()?))
        }
        _ => Err(Unreadable::bad("Send a JSON object with `query`.")),
    }
}

/// Reads a query string: `query`, `operationName`, and `variables` and `extensions` as JSON.
///
/// # Errors
/// A status of 400 with what to send instead.
pub fn query_string(text: &str) -> Result<Request, Unreadable> {
    let mut object = Map::new();
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let value = match &*name {
            "query" | "operationName" => Value::String(value.into_owned()),
            "variables" | "extensions" if value.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|_| Unreadable::bad(format!("`{name}` is no JSON; encode it for an address.")))?,
            _ => continue,
        };
        if object.insert(name.clone().into_owned(), value).is_some() {
            return Err(Unreadable::bad(format!("`{name}` stands twice in the address.")));
        }
    }
    operation(object)
}

/// Reads one operation from its parts.
///
/// # Errors
/// A status of 400 with what to send instead.
pub fn operation(mut object: Map<String, Value>) -> Result<Request, Unreadable> {
    let mut request = Request::new(match object.remove("query") {
        Some(Value::String(query)) => query,
        None | Some(Value::Null) => String::new(),
        Some(_) => return Err(Unreadable::bad("`query` must be a string: the document.")),
    });
    request.operation_name = match object.remove("operationName") {
        Some(Value::String(name)) if name.is_empty() => None,
        Some(Value::String(name)) => Some(name),
        None | Some(Value::Null) => None,
        Some(_) => return Err(Unreadable::bad("`operationName` must be a string.")),
    };
    request.variables = match object.remove("variables") {
        Some(variables @ Value::Object(_)) => Variables::from_json(variables),
        None | Some(Value::Null) => Variables::default(),
        Some(_) => return Err(Unreadable::bad("`variables` must be an object of values by name.")),
    };
    request.extensions = match object.remove("extensions") {
        Some(extensions @ Value::Object(_)) => serde_json::from_value(extensions)
            .map_err(|_| Unreadable::bad("`extensions` must be an object of values by name."))?,
        None | Some(Value::Null) => <_>::default(),
        Some(_) => return Err(Unreadable::bad("`extensions` must be an object of values by name.")),
    };
    if request.query.is_empty() && !request.extensions.contains_key("persistedQuery") {
        return Err(Unreadable::bad("Send a document as `query`."));
    }
    Ok(request)
}

/// The media type of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyType {
    /// `application/json` in UTF-8.
    Json,
    /// `multipart/form-data`, for uploads.
    Multipart,
}

/// The media type of the body. Only JSON and multipart are read: a page of another site may send
/// the others without asking the browser first.
///
/// # Errors
/// A status of 415 for any other type or encoding.
pub fn body_type(headers: &HeaderMap) -> Result<BodyType, Unreadable> {
    let refused = |message: &str| {
        Err(Unreadable(StatusCode::UNSUPPORTED_MEDIA_TYPE, ApiError::new(ErrorCode::BadRequest, message)))
    };
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut parts = value.split(';').map(str::trim);
    let kind = parts.next().unwrap_or_default();
    if kind.eq_ignore_ascii_case("multipart/form-data") {
        return Ok(BodyType::Multipart);
    }
    if !kind.eq_ignore_ascii_case("application/json") {
        return refused("Send the request as application/json.");
    }
    let charset =
        parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.eq_ignore_ascii_case("charset"));
    match charset {
        Some((_, name)) if !name.trim_matches('"').eq_ignore_ascii_case("utf-8") => {
            refused("Send the request in UTF-8.")
        }
        _ => Ok(BodyType::Json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn single(json: &str) -> Result<Request, Unreadable> {
        match body(json.as_bytes(), 0)? {
            Operations::Single(request) => Ok(*request),
            Operations::Batch(_) => panic!("one operation was sent"),
        }
    }

    #[test]
    fn a_body_is_read_in_all_its_parts() {
        let request = single(
            r#"{ "query": "{ a }", "operationName": "A", "variables": { "n": 1 }, "extensions": { "cost": true }, "id": 7 }"#,
        )
        .unwrap();
        assert_eq!(request.query, "{ a }");
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.variables["n"], async_graphql::Value::from(1));
        assert!(request.extensions.contains_key("cost"));
    }

    #[test]
    fn parts_of_the_wrong_type_are_refused() {
        for wrong in [
            "",
            "null",
            "7",
            "\"{ a }\"",
            "{}",
            r#"{ "query": 7 }"#,
            r#"{ "query": "{ a }", "operationName": {} }"#,
            r#"{ "query": "{ a }", "variables": [] }"#,
            r#"{ "query": "{ a }", "extensions": "x" }"#,
        ] {
            assert_eq!(single(wrong).unwrap_err().0, StatusCode::BAD_REQUEST, "{wrong}");
        }
        assert!(body(b"{ \"query\": \"\xff\" }", 0).is_err());
    }

    #[test]
    fn parts_that_are_null_count_as_absent() {
        single(r#"{ "query": "{ a }", "operationName": null, "variables": null, "extensions": null }"#)
            .unwrap();
    }

    #[test]
    fn a_batch_is_taken_only_within_its_bound() {
        let batch = br#"[{ "query": "{ a }" }, { "query": "{ b }" }]"#;
        assert!(matches!(body(batch, 2), Ok(Operations::Batch(requests)) if requests.len() == 2));
        assert!(body(batch, 1).is_err());
        assert!(body(batch, 0).is_err());
        assert!(body(b"[]", 2).is_err());
        assert!(body(b"[7]", 2).is_err());
    }

    #[test]
    fn a_query_string_is_read_in_all_its_parts() {
        let request =
            query_string("query=%7B%20a%20%7D&operationName=A&variables=%7B%22n%22%3A1%7D&x=y").unwrap();
        assert_eq!(request.query, "{ a }");
        assert_eq!(request.operation_name.as_deref(), Some("A"));
        assert_eq!(request.variables["n"], async_graphql::Value::from(1));
        for wrong in
            ["", "operationName=A", "query=a&variables=%7B", "query=a&variables=7", "query=a&query=b"]
        {
            assert!(query_string(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_types_that_ask_the_browser_first_are_read() {
        let of = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, value.parse().unwrap());
            body_type(&headers).ok()
        };
        assert_eq!(of("application/json"), Some(BodyType::Json));
        assert_eq!(of("Application/JSON; charset=UTF-8"), Some(BodyType::Json));
        assert_eq!(of("application/json; charset=\"utf-8\""), Some(BodyType::Json));
        assert_eq!(of("multipart/form-data; boundary=x"), Some(BodyType::Multipart));
        for wrong in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=utf-16",
            "application/graphql",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
        assert_eq!(body_type(&HeaderMap::new()).unwrap_err().0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
}
