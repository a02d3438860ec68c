//! One operation from request to answer: gives it its own context, runs it, and makes every
//! error fit for the client. Part of the GraphQL face; both transports come through here.

use std::error::Error as StdError;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::{DocumentOperations, OperationType};
use async_graphql::{Request, Response, ServerError, Value};
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt};
use tokio::time::Sleep;
use uuid::Uuid;

use super::admit::{Carries, Refusal, admit};
use super::answer::{Answer, Outcome};
use super::context::{Asked, Caller, Given};
use super::error::{ApiError, ErrorCode};
use super::limits::documents::{Document, DocumentHash, Documents};
use super::limits::max_cost;
use super::loaders::LoadersOfOperation;
use super::loaders::driver::Loads;
use super::proven;
use super::rate::Quota;
use super::schema::{self, Schema};
use super::trusted::TrustedDocuments;
use super::watching::{Happenings, Open, Sources, Task};
use crate::accounts::model::Origin;
use crate::app::App;
use crate::config::{Environment, Introspection};
use crate::error::{Error, Result};
use crate::telemetry::{Span, panics};

/// How long a query or mutation may take. Generations run in the background, so nothing that is
/// answered once has a reason to.
const DEADLINE: Duration = Duration::from_secs(20);

/// The schema with its app: what the transports run operations on. Cheap to clone.
#[derive(Clone)]
pub struct Graph {
    schema: Schema,
    /// For operations that are [`proven`] to be valid, see [`schema::build_for_proven`].
    schema_for_proven: Schema,
    /// Every operation is given it, and cloning its services would cost more than a small one.
    app: Arc<App>,
    documents: Arc<Documents>,
    trusted: Option<Arc<TrustedDocuments>>,
}

impl Graph {
    /// Builds the schema over the app.
    ///
    /// # Errors
    /// `Invalid` when the trusted documents that are configured cannot be read.
    pub fn try_new(app: App) -> Result<Self> {
        let trusted = app.config.trusted_documents.as_deref().map(TrustedDocuments::open).transpose()?;
        let trusted = trusted.map(Arc::new);
        Ok(Self {
            schema: schema::build(),
            schema_for_proven: schema::build_for_proven(),
            app: Arc::new(app),
            documents: Arc::default(),
            trusted,
        })
    }

    /// The app below.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Runs a query or mutation. Dropping the future cancels it.
    pub async fn execute(&self, request: Request, asked: Asked, carries: Carries) -> Answer {
        let request_id = asked.request_id.0.clone();
        let Some(quota) = Quota::of(&self.app, &asked) else {
            return self.execute_admitted(request, asked, carries, &request_id).await;
        };
        let counted = match quota.admit_here(&self.app) {
            Some(counted) => counted,
            // Boxed, as it is for the first operation of many.
            None => Box::pin(quota.admit(&self.app)).await,
        };
        let mut answer = match counted {
            Ok(()) => self.execute_admitted(request, asked, carries, &request_id).await,
            Err(too_many) => Answer::refused(too_many, &request_id),
        };
        quota.tell(&self.app, &mut answer.response);
        answer
    }

    async fn execute_admitted(
        &self,
        request: Request,
        asked: Asked,
        carries: Carries,
        request_id: &str,
    ) -> Answer {
        match self.prepare(request, asked, carries) {
            Ok(prepared) => self.answer_once(prepared, request_id).await,
            Err(refused) => *refused,
        }
    }

    /// Runs any operation as a stream of answers; a query or mutation has one. Dropping the
    /// stream cancels it. A subscription ends with the viewer's access token, with an error
    /// `UNAUTHENTICATED` as its last answer.
    pub fn run(&self, request: Request, asked: Asked, carries: Carries) -> Answers {
        let token_life = self.token_life(&asked.caller);
        self.run_until(request, asked, carries, Some(token_life))
    }

    /// As [`Graph::run`], for a transport that sees to the end of the token by itself, once for all
    /// that it runs.
    pub fn run_without_end(&self, request: Request, asked: Asked, carries: Carries) -> Answers {
        self.run_until(request, asked, carries, None)
    }

    fn run_until(
        &self,
        request: Request,
        asked: Asked,
        carries: Carries,
        token_life: Option<Duration>,
    ) -> Answers {
        let Some(quota) = Quota::of(&self.app, &asked) else {
            return self.run_admitted(request, asked, carries, token_life);
        };
        let refused = |too_many, id: &str| stream::once(ready(Answer::refused(too_many, id))).boxed();
        match quota.admit_here(&self.app) {
            Some(Ok(())) => self.run_admitted(request, asked, carries, token_life),
            Some(Err(too_many)) => {
                Answers { stream: refused(too_many, &asked.request_id.0), is_subscription: false }
            }
            None => {
                let (app, id) = (Arc::clone(&self.app), Arc::clone(&asked.request_id.0));
                // Nothing of it runs before it is asked for.
                let Answers { stream: answers, is_subscription } =
                    self.run_admitted(request, asked, carries, token_life);
                let admitted = Box::pin(async move {
                    match quota.admit(&app).await {
                        Ok(()) => answers,
                        Err(too_many) => refused(too_many, &id),
                    }
                });
                Answers { stream: stream::once(admitted).flatten().boxed(), is_subscription }
            }
        }
    }

    fn run_admitted(
        &self,
        request: Request,
        asked: Asked,
        carries: Carries,
        token_life: Option<Duration>,
    ) -> Answers {
        let request_id = asked.request_id.0.clone();
        let graph = self.clone();
        match self.prepare(request, asked, carries) {
            Err(refused) => Answers { stream: stream::once(ready(*refused)).boxed(), is_subscription: false },
            Ok(prepared) if prepared.kind == Some(OperationType::Subscription) => {
                let stream = graph.watch(prepared, token_life, request_id).boxed();
                Answers { stream, is_subscription: true }
            }
            Ok(prepared) => {
                let answer = async move { graph.answer_once(prepared, &request_id).await };
                Answers { stream: stream::once(answer).boxed(), is_subscription: false }
            }
        }
    }

    /// The answers of a subscription until it ends or the token does. What it holds while it waits
    /// is what an idle socket costs, see [`super::watching`].
    fn watch(
        self,
        prepared: Prepared,
        token_life: Option<Duration>,
        request_id: Arc<str>,
    ) -> impl Stream<Item = Answer> + Send + 'static {
        async_stream::stream! {
            let mut token_end = token_life.map(|life| Box::pin(tokio::time::sleep(life)));
            // Boxed, as each subscription would else hold room for what it does once.
            let (faults, opened, is_suggesting) = Box::pin(self.open(prepared)).await;
            for response in faults {
                yield fit(response, is_suggesting, &request_id);
            }
            if let Some((open, mut sources)) = opened {
                loop {
                    tokio::select! {
                        happened = sources.next() => {
                            let Some(happened) = happened else { break };
                            if let Some(response) = Box::pin(open.tell(happened)).await {
                                yield fit(response, is_suggesting, &request_id);
                            }
                        }
                        () = ended(&mut token_end) => {
                            yield Answer::refused(expired(), &request_id);
                            break;
                        }
                    }
                }
            }
        }
    }

    /// Opens a subscription: what was wrong with it, and what is to be watched. A document that
    /// opened anything has passed validation, and is shared with all who send it from now on.
    async fn open(self, prepared: Prepared) -> (Vec<Response>, Option<(Open, Happenings)>, bool) {
        let Prepared {
            request, loads, document: (hash, document), is_proven, is_suggesting, watcher, ..
        } = prepared;
        let (operation_name, variables) = (request.operation_name.clone(), request.variables.clone());
        let schema = if is_proven { &self.schema_for_proven } else { &self.schema };
        let faults = loads.drive(schema.execute_stream(request)).collect().await;
        let Watcher { sources, caller, origin } = watcher;
        let opened = sources.join().map(|sources| {
            let open = Open {
                schema: self.schema_for_proven,
                app: self.app,
                document: self.documents.keep(hash, document),
                operation_name: operation_name.map(String::into_boxed_str),
                variables,
                caller,
                origin,
            };
            (open, sources)
        });
        (faults, opened, is_suggesting)
    }

    async fn answer_once(&self, prepared: Prepared, request_id: &str) -> Answer {
        let schema = if prepared.is_proven { &self.schema_for_proven } else { &self.schema };
        let span = span(&prepared);
        let _writing = prepared.writer.map(|account_id| self.app.db.writing(account_id));
        let running = prepared.loads.drive(schema.execute(prepared.request));
        let response = match tokio::time::timeout(DEADLINE, span.around(running)).await {
            Ok(response) => response,
            Err(_) => {
                tracing::warn!(request_id, "request {request_id}: took longer than {} s", DEADLINE.as_secs());
                refusal(ApiError::new(ErrorCode::Unavailable, "The operation took too long; ask for less."))
            }
        };
        let mut answer = span.within(|| fit(response, prepared.is_suggesting, request_id));
        let is_faultless = answer.response.errors.is_empty();
        span.end(if is_faultless { "answered" } else { "errors" }, !is_faultless);
        if answer.outcome == Outcome::Executed {
            self.documents.keep(prepared.document.0, prepared.document.1);
        }
        answer.response.extensions.extend(prepared.cost);
        answer
    }

    /// Lets the operation in and gives it a context of its own.
    fn prepare(&self, request: Request, asked: Asked, carries: Carries) -> Result<Prepared, Box<Answer>> {
        let request_id = asked.request_id.0.clone();
        let caller = asked.caller.at(self.app.clock.now());
        let viewer = caller.find_viewer().ok().flatten().copied();
        let wants_cost = request.extensions.get("cost") == Some(&Value::Boolean(true));
        let admitted = admit(request, &caller, carries, &self.documents, self.trusted.as_deref())
            .map_err(|refused| Box::new(refused_answer(refused, &request_id)))?;
        let mut request = admitted.request;
        let is_introspection = match self.app.config.introspection {
            Introspection::Everybody => true,
            Introspection::SignedIn => viewer.is_some(),
            Introspection::Nobody => false,
        };
        if !is_introspection {
            request = request.disable_introspection();
        }
        let is_production = self.app.config.environment == Environment::Production;
        let is_suggesting = is_introspection && (viewer.is_some() || !is_production);
        let cost = wants_cost.then(|| {
            let measure = admitted.measure;
            let value = async_graphql::value!({
                "requested": measure.cost,
                "allowed": max_cost(viewer.map(|viewer| viewer.role)),
                "depth": measure.depth,
                "fields": measure.selections,
            });
            ("cost".to_owned(), value)
        });
        let loads = Loads::default();
        let watcher = Watcher { sources: Sources::default(), caller: caller.clone(), origin: asked.origin };
        let request = request.data(Given {
            app: Arc::clone(&self.app),
            loaders: LoadersOfOperation::new(Arc::clone(&self.app), viewer, loads.clone()),
            caller,
            origin: asked.origin,
            refresh_cookie: asked.refresh_cookie,
            task: Some(Task::Open(watcher.sources.clone())),
        });
        let (_, document) = &admitted.document;
        let is_proven = document.has_run()
            && admitted.measure.introspection_cost == 0
            && proven::stays_valid(&document.parsed, &request);
        Ok(Prepared {
            request,
            loads,
            kind: admitted.kind,
            writer: viewer
                .filter(|_| admitted.kind == Some(OperationType::Mutation))
                .map(|viewer| viewer.account_id),
            document: admitted.document,
            is_proven,
            is_suggesting,
            cost,
            watcher,
        })
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

/// The answers of an operation as they come.
pub struct Answers {
    /// The answers. Dropping them cancels the operation.
    pub stream: BoxStream<'static, Answer>,
    /// Whether there may be any number of them.
    pub is_subscription: bool,
}

/// Waits for the end; for ever where there is none.
async fn ended(end: &mut Option<Pin<Box<Sleep>>>) {
    match end {
        Some(end) => end.await,
        None => std::future::pending().await,
    }
}

/// An operation ready to run.
struct Prepared {
    request: Request,
    /// What its loaders leave, to be run with it.
    loads: Loads,
    /// None for an operation that is not there, which running it explains.
    kind: Option<OperationType>,
    /// Whose mutation it is; none for other operations.
    writer: Option<Uuid>,
    document: (DocumentHash, Arc<Document>),
    /// Whether it cannot but be valid.
    is_proven: bool,
    /// Whether an error may guess what the client meant.
    is_suggesting: bool,
    /// What `extensions.cost` of the answer says, when it was asked for.
    cost: Option<(String, Value)>,
    /// For a subscription.
    watcher: Watcher,
}

/// Who watches, and where what it watches is left.
struct Watcher {
    sources: Sources,
    caller: Caller,
    origin: Origin,
}

/// The part of a trace that an operation is.
fn span(prepared: &Prepared) -> Span {
    let kind = prepared.kind.map(|kind| match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    });
    let named = match &prepared.document.1.parsed.operations {
        DocumentOperations::Multiple(operations) if operations.len() == 1 => operations.keys().next(),
        _ => None,
    };
    let asked = prepared.request.operation_name.as_deref();
    Span::operation(kind, asked.or(named.map(|name| name.as_str())))
}

fn refused_answer(refused: Refusal, request_id: &str) -> Answer {
    match refused {
        Refusal::Refused(fault) => Answer::refused(fault, request_id),
        Refusal::WrongTransport(fault) => {
            Answer { outcome: Outcome::WrongTransport, ..Answer::refused(fault, request_id) }
        }
        Refusal::Unreadable(error) => {
            let response = finish(Response::from_errors(vec![error]), request_id);
            Answer { response, outcome: Outcome::Refused(ErrorCode::ParseFailed) }
        }
    }
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

fn fit(response: Response, is_suggesting: bool, request_id: &str) -> Answer {
    let mut answer = Answer::of(finish(response, request_id));
    if !is_suggesting {
        withhold_suggestions(&mut answer.response);
    }
    answer
}

/// Takes guesses at the schema's names out of the errors: a guess would answer those who may
/// not ask what there is.
fn withhold_suggestions(response: &mut Response) {
    for error in &mut response.errors {
        if let Some(at) = error.message.find(" Did you mean") {
            error.message.truncate(at);
        }
    }
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
    let (kind, place) = panics::fault(fault);
    tracing::error!(
        request_id,
        fault = kind,
        place,
        causes = causes.join(": "),
        "request {request_id}: {fault}"
    );
}

fn expired() -> ApiError {
    ApiError::new(ErrorCode::Unauthenticated, "The access token has expired; refresh it and connect again.")
}
