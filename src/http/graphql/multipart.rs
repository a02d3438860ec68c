//! Reads an operation that comes with files: the parts `operations`, `map` and the files, which
//! are streamed to disk as they arrive. Part of GraphQL over HTTP.
//! <https://github.com/jaydenseric/graphql-multipart-request-spec>
//!
//! The files have no name on the disk, so nothing is left of a request that breaks off, whether
//! by its client, by a limit or by the end of the process.

use std::collections::HashMap;
use std::path::Path;

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use multer::{Constraints, Field, Multipart, SizeLimit};
use serde_json::Value;
use tokio::io::AsyncWriteExt;

use super::read::{self, Operations, Unreadable};
use crate::error::Error;
use crate::graphql::error::{ApiError, ErrorCode};
use crate::graphql::limits::{Exceeded, Limit, variables};
use crate::graphql::uploads::{Upload, UploadedFile, Uploads};

/// The most files of a request.
pub const MAX_FILES: u64 = 5;
/// The largest file, in bytes.
pub const MAX_FILE_BYTES: u64 = 10 * 1024 * 1024;
/// The largest request with files, in bytes.
pub const MAX_REQUEST_BYTES: u64 = 20 * 1024 * 1024;
/// The largest `operations`, in bytes: as large as a body without files.
const MAX_OPERATIONS_BYTES: u64 = 1024 * 1024;
/// The largest `map`, in bytes.
const MAX_MAP_BYTES: u64 = 16 * 1024;
/// The longest file name that is kept, in bytes.
const MAX_FILE_NAME_BYTES: usize = 255;

/// Reads the body; files go to disk in `folder`.
///
/// # Errors
/// A status of 400 for what is no such request, 413 for one that is too large, 500 when the disk
/// cannot be written.
pub async fn body(
    headers: &HeaderMap,
    body: Body,
    max_batch: usize,
    folder: &Path,
) -> Result<Operations, Unreadable> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let boundary = content_type
        .and_then(|value| multer::parse_boundary(value).ok())
        .ok_or_else(|| Unreadable::bad("The content type names no boundary between the parts."))?;
    let size = SizeLimit::new()
        .whole_stream(MAX_REQUEST_BYTES)
        .per_field(MAX_FILE_BYTES)
        .for_field("operations", MAX_OPERATIONS_BYTES)
        .for_field("map", MAX_MAP_BYTES);
    let constraints = Constraints::new().size_limit(size);
    let mut parts = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);

    let mut operations = json_part(&mut parts, "operations").await?;
    let map = json_part(&mut parts, "map").await?;
    let mut awaited = mark(&mut operations, map)?;
    let mut files: Vec<Option<UploadedFile>> = awaited.iter().map(|_| None).collect();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        let index = part.name().and_then(|name| awaited.remove(name));
        let Some(index) = index else {
            return Err(Unreadable::bad("A file was sent that `map` does not name, or was sent twice."));
        };
        files[index] = Some(keep(part, folder).await?);
    }
    if !awaited.is_empty() {
        return Err(Unreadable::bad("`map` names a file that was not sent."));
    }
    let uploads = Uploads::new(files.into_iter().flatten().collect());
    read::operations(operations, max_batch).map(|operations| operations.with(&uploads))
}

/// The next part, which has to be the JSON of that name: the files can be placed only then.
async fn json_part(parts: &mut Multipart<'_>, name: &str) -> Result<Value, Unreadable> {
    let part = parts.next_field().await.map_err(broken)?.filter(|part| part.name() == Some(name));
    let Some(part) = part else {
        return Err(Unreadable::bad("Send the parts `operations` and `map` first, then the files."));
    };
    let bytes = part.bytes().await.map_err(broken)?;
    variables::check_json(&bytes).map_err(|exceeded| Unreadable(StatusCode::BAD_REQUEST, exceeded.into()))?;
    serde_json::from_slice(&bytes)
        .map_err(|_| Unreadable::bad(format!("The part `{name}` is no JSON in UTF-8.")))
}

/// Writes a mark in each place that `map` names for a file; returns the index of each file by the
/// name of its part.
fn mark(operations: &mut Value, map: Value) -> Result<HashMap<String, usize>, Unreadable> {
    let shape = || Unreadable::bad("`map` must be an object: for each file the places it stands for.");
    let Value::Object(map) = map else { return Err(shape()) };
    Exceeded::check(Limit::UploadFiles, map.len() as u64, MAX_FILES).map_err(too_large)?;
    let mut awaited = HashMap::with_capacity(map.len());
    for (index, (name, places)) in map.into_iter().enumerate() {
        let Value::Array(places) = places else { return Err(shape()) };
        for place in &places {
            let place = place.as_str().ok_or_else(shape)?;
            let Some(value) = find(operations, place).filter(|value| value.is_null()) else {
                let message = "`map` names a place that is not null in `operations`, such as variables.file.";
                return Err(Unreadable::bad(message));
            };
            *value = Value::String(Upload::mark(index));
        }
        awaited.insert(name, index);
    }
    Ok(awaited)
}

/// The value at a place such as `variables.input.files.0`, or `0.variables.file` of a batch.
fn find<'a>(operations: &'a mut Value, place: &str) -> Option<&'a mut Value> {
    let mut steps = place.split('.');
    let (mut here, mut step) = (operations, steps.next()?);
    if here.is_array() {
        here = here.get_mut(step.parse::<usize>().ok()?)?;
        step = steps.next()?;
    }
    // Only variables may be files, and nothing of a request is one as a whole.
    if step != "variables" {
        return None;
    }
    here = here.get_mut(step)?;
    for step in steps {
        here = match here {
            Value::Object(fields) => fields.get_mut(step)?,
            Value::Array(items) => items.get_mut(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

/// Streams a file to disk.
async fn keep(mut part: Field<'_>, folder: &Path) -> Result<UploadedFile, Unreadable> {
    let unwritable = |cause: std::io::Error| {
        let fault = ApiError::from(Error::internal("An upload cannot be written to disk.", cause));
        Unreadable(StatusCode::INTERNAL_SERVER_ERROR, fault)
    };
    let mut file_name = part.file_name().unwrap_or_default().to_owned();
    file_name.truncate(file_name.floor_char_boundary(MAX_FILE_NAME_BYTES));
    let media_type = part.content_type().map(ToString::to_string);
    tokio::fs::create_dir_all(folder).await.map_err(unwritable)?;
    let folder = folder.to_owned();
    let made = tokio::task::spawn_blocking(move || tempfile::tempfile_in(folder)).await;
    let file = made.map_err(|cause| unwritable(cause.into()))?.map_err(unwritable)?;
    let mut file = tokio::fs::File::from_std(file);
    let mut size_bytes = 0;
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        size_bytes += chunk.len() as u64;
        file.write_all(&chunk).await.map_err(unwritable)?;
    }
    file.flush().await.map_err(unwritable)?;
    Ok(UploadedFile { file_name, media_type, size_bytes, content: file.into_std().await })
}

/// Why a part could not be read. What was found is not known when reading stops at a limit: one
/// byte more than is allowed.
fn broken(error: multer::Error) -> Unreadable {
    let passed = |limit, allowed: u64| too_large(Exceeded { limit, allowed, found: allowed + 1 });
    match error {
        multer::Error::StreamSizeExceeded { limit } => passed(Limit::UploadBytes, limit),
        multer::Error::FieldSizeExceeded { limit, field_name } => match field_name.as_deref() {
            Some("operations" | "map") => {
                let message = "The part `operations` or `map` is too large; send less at a time.";
                Unreadable(StatusCode::PAYLOAD_TOO_LARGE, ApiError::new(ErrorCode::BadRequest, message))
            }
            _ => passed(Limit::UploadFileBytes, limit),
        },
        _ => Unreadable::bad("The parts are not multipart/form-data, or did not arrive whole."),
    }
}

fn too_large(exceeded: Exceeded) -> Unreadable {
    Unreadable(StatusCode::PAYLOAD_TOO_LARGE, exceeded.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A body of parts: name, file name if it is a file, content.
    fn parts(parts: &[(&str, Option<&str>, &str)]) -> String {
        let part = |(name, file, content): &(&str, Option<&str>, &str)| {
            let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
        };
        parts.iter().map(part).collect::<String>() + "--x--\r\n"
    }

    async fn read(text: String) -> Result<Operations, (StatusCode, Value)> {
        let folder = tempfile::tempdir().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=x".parse().unwrap());
        let read = body(&headers, Body::from(text), 2, folder.path()).await;
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "a file has a name on the disk");
        read.map_err(|Unreadable(status, fault)| {
            (status, serde_json::to_value(fault.into_server_error().extensions).unwrap())
        })
    }

    const OPERATIONS: &str =
        r#"{ "query": "mutation($a: Upload) { a }", "variables": { "a": null, "b": [null] } }"#;

    #[tokio::test]
    async fn files_take_the_places_that_the_map_names() {
        let map = r#"{ "0": ["variables.a"], "1": ["variables.b.0"] }"#;
        let text = parts(&[
            ("operations", None, OPERATIONS),
            ("map", None, map),
            ("1", Some("b.txt"), "second"),
            ("0", Some("../a.txt"), "first"),
        ]);
        let Ok(Operations::Single(request)) = read(text).await else { panic!("it is one operation") };
        let variables = serde_json::to_value(&request.variables).unwrap();
        assert_eq!(variables, json!({ "a": Upload::mark(0), "b": [Upload::mark(1)] }));
    }

    #[tokio::test]
    async fn a_batch_names_its_operations_by_index() {
        let operations = format!("[{OPERATIONS}, {OPERATIONS}]");
        let text = parts(&[
            ("operations", None, &operations),
            ("map", None, r#"{ "f": ["1.variables.a"] }"#),
            ("f", Some("a.txt"), "x"),
        ]);
        let Ok(Operations::Batch(requests)) = read(text).await else { panic!("it is a batch") };
        let second = serde_json::to_value(&requests[1].variables).unwrap();
        assert_eq!(second["a"], json!(Upload::mark(0)));
    }

    #[tokio::test]
    async fn what_is_no_such_request_is_refused() {
        let file = ("0", Some("a.txt"), "x");
        let operations = ("operations", None, OPERATIONS);
        let map = ("map", None, r#"{ "0": ["variables.a"] }"#);
        for wrong in [
            parts(&[]),
            parts(&[operations]),
            parts(&[map, operations, file]),
            parts(&[operations, file, map]),
            parts(&[operations, map]),
            parts(&[operations, map, file, file]),
            parts(&[operations, map, file, ("1", Some("b.txt"), "x")]),
            parts(&[operations, ("map", None, "[]"), file]),
            parts(&[operations, ("map", None, r#"{ "0": "variables.a" }"#), file]),
            parts(&[operations, ("map", None, r#"{ "0": ["variables.c"] }"#), file]),
            parts(&[operations, ("map", None, r#"{ "0": ["variables"] }"#), file]),
            parts(&[operations, ("map", None, r#"{ "0": ["query"] }"#), file]),
            parts(&[operations, ("map", None, r#"{ "0": ["variables.a", "variables.a"] }"#), file]),
            parts(&[("operations", None, "{"), map, file]),
            parts(&[operations, map, file]).replace("--x--\r\n", ""),
        ] {
            let (status, extensions) = read(wrong.clone()).await.expect_err(&wrong);
            assert_eq!(
                (status, &extensions["code"]),
                (StatusCode::BAD_REQUEST, &json!("BAD_REQUEST")),
                "{wrong}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_too_large_is_refused_with_its_limit() {
        let check = async |text: String, limit: &str| {
            let (status, extensions) = read(text).await.expect_err(limit);
            assert_eq!((status, &extensions["limit"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!(limit)));
        };
        let operations = ("operations", None, OPERATIONS);
        let of = |bytes: u64| "x".repeat(usize::try_from(bytes).unwrap());
        let map = ("map", None, r#"{ "0": ["variables.a"], "1": ["variables.b.0"] }"#);
        let large = of(MAX_FILE_BYTES + 1);
        check(parts(&[operations, map, ("0", Some("a"), &large)]), "UPLOAD_FILE_BYTES").await;
        let largest = of(MAX_FILE_BYTES);
        let both = parts(&[operations, map, ("0", Some("a"), &largest), ("1", Some("b"), &largest)]);
        check(both, "UPLOAD_BYTES").await;
        let many: Value = (0..=MAX_FILES)
            .map(|index| (index.to_string(), json!([])))
            .collect::<serde_json::Map<_, _>>()
            .into();
        check(parts(&[operations, ("map", None, &many.to_string())]), "UPLOAD_FILES").await;
        let fits =
            parts(&[operations, ("map", None, r#"{ "0": ["variables.a"] }"#), ("0", Some("a"), &largest)]);
        assert!(read(fits).await.is_ok());
    }
}
