//! Which operations are run: finds the document, holds it to the limits of whoever asks, and
//! says why when it is refused. Part of the GraphQL face; nothing is validated before this.

use std::sync::{Arc, LazyLock};

use async_graphql::parser::parse_query;
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::{Request, ServerError, Value};

use super::context::Caller;
use super::error::{ApiError, ErrorCode};
use super::limits::documents::{Document, DocumentHash, Documents, hash};
use super::limits::measure::{Measure, measure};
use super::limits::shape::SchemaShape;
use super::limits::{Exceeded, Limit, max_cost, scan, variables};
use super::schema;
use super::trusted::TrustedDocuments;
use crate::accounts::model::Role;

/// The sizes of the schema, read once a process.
static SHAPE: LazyLock<SchemaShape> = LazyLock::new(|| SchemaShape::read(&schema::print()));

/// The most that may be asked about the schema itself: what the most curious client tools ask.
static MAX_INTROSPECTION_COST: LazyLock<u64> = LazyLock::new(|| {
    let document = parse_query(include_str!("limits/introspection.graphql"));
    let asked = document.ok().and_then(|document| measure(&document, None, &<_>::default(), &SHAPE).ok());
    asked.map_or(0, |measure| measure.introspection_cost)
});

/// Reads the schema's sizes now, so that the first operation need not wait for it.
pub fn prepare() {
    LazyLock::force(&SHAPE);
    LazyLock::force(&MAX_INTROSPECTION_COST);
}

/// The operations a transport carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carries {
    /// Queries alone: what a GET request may ask, which others may repeat and keep.
    Queries,
    /// Queries and subscriptions: what a GET request for a stream of events may ask.
    QueriesAndSubscriptions,
    /// Queries and mutations: one answer each.
    QueriesAndMutations,
    /// Subscriptions too: any number of answers.
    Everything,
}

/// An operation that may run.
pub struct Admitted {
    /// The request, with its document parsed.
    pub request: Request,
    /// The document and its hash, to be kept when the operation turns out to be valid.
    pub document: (DocumentHash, Arc<Document>),
    /// What it asks for.
    pub measure: Measure,
    /// Its kind; none when the document has no such operation, which running it explains.
    pub kind: Option<OperationType>,
}

/// Why an operation is not run.
#[derive(Debug, Clone)]
pub enum Refusal {
    /// The transport does not carry operations of its kind.
    WrongTransport(ApiError),
    /// The document is no GraphQL.
    Unreadable(ServerError),
    /// Anything else.
    Refused(ApiError),
}

impl<E: Into<ApiError>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

/// Lets an operation in.
///
/// # Errors
/// Why it is refused: unreadable, too large, not carried by this transport, not trusted.
pub fn admit(
    mut request: Request,
    caller: &Caller,
    carries: Carries,
    documents: &Documents,
    trusted: Option<&TrustedDocuments>,
) -> Result<Admitted, Refusal> {
    let role = caller.find_viewer().ok().flatten().map(|viewer| viewer.role);
    let (hash, document) = find_document(&mut request, role, documents, trusted)?;
    variables::check(&request.variables)?;
    let measure = measure(&document.parsed, request.operation_name.as_deref(), &request.variables, &SHAPE)?;
    Exceeded::check(Limit::Cost, measure.cost, max_cost(role))?;
    Exceeded::check(Limit::IntrospectionCost, measure.introspection_cost, *MAX_INTROSPECTION_COST)?;
    let kind = kind(&document.parsed, request.operation_name.as_deref());
    check_kind(kind, carries)?;
    request.set_parsed_query(document.parsed.clone());
    Ok(Admitted { request, document: (hash, document), measure, kind })
}

/// The document of a request: sent whole, or by the hash of one that is known.
fn find_document(
    request: &mut Request,
    role: Option<Role>,
    documents: &Documents,
    trusted: Option<&TrustedDocuments>,
) -> Result<(DocumentHash, Arc<Document>), Refusal> {
    let by_hash = persisted_hash(request)?;
    if request.query.is_empty() {
        let Some(hash) = by_hash else {
            let message = "Send a document as `query`, or the hash of one that is known.";
            return Err(ApiError::new(ErrorCode::BadRequest, message).into());
        };
        if let Some(document) = trusted.and_then(|trusted| trusted.find(&hash)) {
            return Ok((hash, document));
        }
        return match documents.find(&hash) {
            Some(document) if is_allowed(role, trusted) => Ok((hash, document)),
            // The message is the one that clients of automatic persisted queries look for.
            _ => Err(ApiError::new(ErrorCode::PersistedQueryNotFound, "PersistedQueryNotFound").into()),
        };
    }
    let source = std::mem::take(&mut request.query);
    Exceeded::check(Limit::DocumentBytes, source.len() as u64, super::limits::MAX_DOCUMENT_BYTES)?;
    let found = hash(&source);
    if by_hash.is_some_and(|claimed| claimed != found) {
        let message = "The hash in `extensions.persistedQuery` is not the SHA-256 of the document.";
        return Err(ApiError::new(ErrorCode::BadRequest, message).into());
    }
    if let Some(document) = trusted.and_then(|trusted| trusted.find(&found)) {
        return Ok((found, document));
    }
    if !is_allowed(role, trusted) {
        let message = "This server runs only the documents it was given; ask its operator to add yours.";
        return Err(ApiError::new(ErrorCode::DocumentNotTrusted, message).into());
    }
    if let Some(document) = documents.find(&found) {
        return Ok((found, document));
    }
    scan::check(&source)?;
    let parsed = parse_query(&source).map_err(|error| Refusal::Unreadable(unreadable(error.into())))?;
    Ok((found, Arc::new(Document::new(&source, parsed))))
}

/// An administrator may send any document to a server of trusted ones.
fn is_allowed(role: Option<Role>, trusted: Option<&TrustedDocuments>) -> bool {
    trusted.is_none() || role == Some(Role::Admin)
}

/// The hash of `extensions: { persistedQuery: { version: 1, sha256Hash: "<64 hex digits>" } }`.
/// <https://www.apollographql.com/docs/apollo-server/performance/apq>
fn persisted_hash(request: &Request) -> Result<Option<DocumentHash>, ApiError> {
    let Some(persisted) = request.extensions.get("persistedQuery") else { return Ok(None) };
    let read = || {
        let Value::Object(fields) = persisted else { return None };
        let is_first_version = fields.get("version") == Some(&Value::from(1));
        let Some(Value::String(digits)) = fields.get("sha256Hash").filter(|_| is_first_version) else {
            return None;
        };
        super::trusted::read_hash(digits)
    };
    let message = "Send `extensions.persistedQuery` as { version: 1, sha256Hash: <64 hex digits> }.";
    read().map(Some).ok_or_else(|| ApiError::new(ErrorCode::BadRequest, message))
}

fn kind(document: &ExecutableDocument, name: Option<&str>) -> Option<OperationType> {
    let mut operations = document.operations.iter();
    let asked = operations.find(|(key, _)| name.is_none() || key.map(|key| key.as_str()) == name);
    asked.map(|(_, operation)| operation.node.ty)
}

/// Refuses an operation the transport does not carry.
fn check_kind(kind: Option<OperationType>, carries: Carries) -> Result<(), Refusal> {
    let message = match (kind, carries) {
        (Some(OperationType::Mutation), Carries::Queries | Carries::QueriesAndSubscriptions)
        | (Some(OperationType::Subscription), Carries::Queries) => {
            "Only queries run over GET; send this by POST."
        }
        (Some(OperationType::Subscription), Carries::QueriesAndMutations) => {
            "Subscriptions come over graphql-transport-ws, or as text/event-stream: ask with `Accept: text/event-stream`."
        }
        _ => return Ok(()),
    };
    Err(Refusal::WrongTransport(ApiError::new(ErrorCode::BadRequest, message)))
}

/// The parser's own message prints the document; its place is enough.
fn unreadable(error: ServerError) -> ServerError {
    let message = match error.message.contains('\n') {
        true => "The document is not valid GraphQL; reading stopped at the place in `locations`.".to_owned(),
        false => error.message,
    };
    let locations = error.locations;
    ServerError { locations, ..ApiError::new(ErrorCode::ParseFailed, message).into_server_error() }
}
