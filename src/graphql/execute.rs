//! One operation from request to answer: gives it its own context, runs it, and makes every
//! error fit for the client. Part of the GraphQL face; both transports come through here.

use std::error::Error as StdError;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Data, Executor, Request, Response, ServerError, Value};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};

use super::context::{Asked, Caller};
use super::error::{ApiError, ErrorCode};
use super::loaders::Loaders;
use super::schema::{self, Schema};
use crate::app::App;
use crate::error::Error;

/// The schema with its app: what the transports run operations on. Cheap to clone.
#[derive(Clone)]
pub struct Graph {
    schema: Schema,
    app: App,
}

impl Graph {
    /// Builds the schema over the app.
    pub fn new(app: App) -> Self {
        Self { schema: schema::build(), app }
    }

    /// The app below.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Runs a query or mutation.
    pub async fn execute(&self, request: Request, asked: Asked) -> Response {
        let request_id = asked.request_id.0.clone();
        let response = match self.prepare(request, asked) {
            Ok(request) => self.schema.execute(request).await,
            Err(refused) => *refused,
        };
        finish(response, &request_id)
    }

    /// Runs any operation as a stream of answers. The stream ends with the viewer's access
    /// token, with an error `UNAUTHENTICATED` as its last answer.
    pub fn execute_stream(
        &self,
        request: Request,
        asked: Asked,
    ) -> impl Stream<Item = Response> + Send + 'static {
        let graph = self.clone();
        async_stream::stream! {
            let request_id = asked.request_id.0.clone();
            let token_end = tokio::time::sleep(graph.token_life(&asked.caller));
            tokio::pin!(token_end);
            let request = match graph.prepare(request, asked) {
                Ok(request) => request,
                Err(refused) => {
                    yield finish(*refused, &request_id);
                    return;
                }
            };
            let mut answers = graph.schema.execute_stream(request);
            loop {
                tokio::select! {
                    answer = answers.next() => match answer {
                        Some(answer) => yield finish(answer, &request_id),
                        None => break,
                    },
                    () = &mut token_end => {
                        yield finish(refusal(expired()), &request_id);
                        break;
                    }
                }
            }
        }
    }

    /// Reads the document and gives the operation a context of its own.
    fn prepare(&self, mut request: Request, asked: Asked) -> Result<Request, Box<Response>> {
        request.parsed_query().map_err(|error| Box::new(Response::from_errors(vec![parse_error(error)])))?;
        let caller = asked.caller.at(self.app.clock.now());
        let viewer = caller.find_viewer().ok().flatten().copied();
        Ok(request
            .data(self.app.clone())
            .data(Loaders::new(&self.app, viewer))
            .data(caller)
            .data(asked.request_id)
            .data(asked.origin)
            .data(asked.refresh_cookie))
    }

    /// How long the caller's token is still good; practically for ever without one.
    fn token_life(&self, caller: &Caller) -> Duration {
        match caller {
            Caller::SignedIn(viewer) => {
                (viewer.expires_at - self.app.clock.now()).to_std().unwrap_or(Duration::ZERO)
            }
            Caller::Anonymous | Caller::Refused(_) => Duration::from_secs(365 * 24 * 60 * 60),
        }
    }
}

/// A [`Graph`] for one WebSocket: every operation asks as whoever the connection was opened by.
#[derive(Clone)]
pub struct ConnectionGraph {
    graph: Graph,
    /// What the connection brought with it, until `connection_init` tells more.
    asked: Asked,
    caller: Arc<OnceLock<Caller>>,
}

impl ConnectionGraph {
    /// Makes the executor of a new connection.
    pub fn new(graph: Graph, asked: Asked) -> Self {
        Self { graph, asked, caller: Arc::default() }
    }

    /// Reads the token of `connection_init`; without one the caller of the upgrade request stays.
    pub fn initialise(&self, payload: &serde_json::Value) {
        let authorization =
            ["authorization", "Authorization"].iter().find_map(|name| payload[*name].as_str());
        if authorization.is_some() {
            // A second `connection_init` is refused by the protocol, so the first one stands.
            let _ = self.caller.set(Caller::read(&self.graph.app, authorization));
        }
    }

    fn asked(&self) -> Asked {
        let caller = self.caller.get().unwrap_or(&self.asked.caller).clone();
        Asked { caller, ..self.asked.clone() }
    }
}

impl Executor for ConnectionGraph {
    async fn execute(&self, request: Request) -> Response {
        self.graph.execute(request, self.asked()).await
    }

    fn execute_stream(&self, request: Request, _data: Option<Arc<Data>>) -> BoxStream<'static, Response> {
        self.graph.execute_stream(request, self.asked()).boxed()
    }
}

/// Whether the request asks for more than a query: a mutation, or a subscription. False also for
/// a document that cannot be read or has no such operation, which executing it will explain.
pub fn is_mutation(request: &mut Request) -> bool {
    let name = request.operation_name.clone();
    let Ok(document) = request.parsed_query() else { return false };
    document
        .operations
        .iter()
        .filter(|(key, _)| name.is_none() || key.map(|key| key.as_str()) == name.as_deref())
        .any(|(_, operation)| operation.node.ty != OperationType::Query)
}

/// An answer that is nothing but one fault.
pub fn refusal(fault: ApiError) -> Response {
    Response::from_errors(vec![fault.into_server_error()])
}

/// Makes every error of an answer fit for the client: a code, the request's id, and nothing of
/// the cause, which is logged here and nowhere else.
pub fn finish(mut response: Response, request_id: &str) -> Response {
    for error in &mut response.errors {
        log_cause(error, request_id);
        let code = if error.path.is_empty() { ErrorCode::ValidationFailed } else { ErrorCode::InvalidInput };
        let extensions = error.extensions.get_or_insert_default();
        if extensions.get("code").is_none() {
            extensions.set("code", code.word());
        }
        extensions.set("requestId", Value::from(request_id));
        error.source = None;
    }
    response
}

fn log_cause(error: &ServerError, request_id: &str) {
    let Some(fault) = error.source::<Error>() else { return };
    if !matches!(ErrorCode::from(fault.kind()), ErrorCode::Internal | ErrorCode::Unavailable) {
        return;
    }
    let mut causes = Vec::new();
    let mut cause = StdError::source(fault);
    while let Some(deeper) = cause {
        causes.push(deeper.to_string());
        cause = deeper.source();
    }
    tracing::error!(request_id, causes = causes.join(": "), "request {request_id}: {fault}");
}

/// The parser's own message prints the document; its place is enough.
fn parse_error(error: ServerError) -> ServerError {
    let message = match error.message.contains('\n') {
        true => "The document is not valid GraphQL; reading stopped at the place in `locations`.".to_owned(),
        false => error.message,
    };
    let locations = error.locations;
    ServerError { locations, ..ApiError::new(ErrorCode::ParseFailed, message).into_server_error() }
}

fn expired() -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, "The access token has expired; refresh it and connect again.")
}
