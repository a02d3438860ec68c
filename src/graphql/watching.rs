//! How subscriptions run: opened once, and told of each thing that happens by itself. Part of the
//! GraphQL face.
//!
//! The library runs a subscription as one stream that holds its parsed document, twice, and room
//! for the largest answer of any field, for as long as it is open: more than all else a socket
//! costs. Here the operation runs once to *open* it, which leaves the sources of its fields and
//! nothing else, and then anew for each thing they bring, for that alone. While it waits it holds
//! its sources and who asked; its document it shares with all who sent the same.

use std::any::Any;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Pos, Request, Response, Variables};
use futures_util::stream::{self, BoxStream, SelectAll};
use futures_util::{Stream, StreamExt};

use super::context::{Caller, Given, task};
use super::error::Result;
use super::limits::documents::Document;
use super::loaders::LoadersOfOperation;
use super::loaders::driver::Loads;
use super::refresh_cookie::RefreshCookie;
use super::schema::Schema;
use crate::accounts::model::Origin;
use crate::app::App;

/// What a subscription field answers with.
pub type Watched<T> = BoxStream<'static, Result<T>>;

/// Something that happened to what a field watches: the place of that field in the document, and
/// its `Result<T>`.
pub struct Happened(Pos, Box<dyn Any + Send>);

/// What happens to what is watched.
pub type Happenings = BoxStream<'static, Happened>;

/// The sources of the fields that were opened.
#[derive(Clone, Default)]
pub struct Sources(Arc<Mutex<Vec<Happenings>>>);

impl Sources {
    fn add(&self, source: Happenings) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(source);
    }

    /// All of them as one; none where nothing was opened.
    pub fn join(self) -> Option<Happenings> {
        let mut sources = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        match sources.len() {
            0 => None,
            1 => sources.pop(),
            _ => Some(sources.into_iter().collect::<SelectAll<_>>().boxed()),
        }
    }
}

/// What the fields of an operation that watches are to do.
pub enum Task {
    /// To leave their sources.
    Open(Sources),
    /// The field of that place is to tell of it, the others nothing.
    Tell(Mutex<Option<Happened>>),
}

/// What a subscription field answers with, where `open` makes its source.
///
/// # Errors
/// Those of `open`.
pub async fn watch<T: Send + 'static, S>(
    ctx: &Context<'_>,
    open: impl Future<Output = Result<S>>,
) -> Result<Watched<T>>
where
    S: Stream<Item = Result<T>> + Send + 'static,
{
    let at = ctx.item.pos;
    match task(ctx)? {
        Task::Open(sources) => {
            sources.add(open.await?.map(move |item| Happened(at, Box::new(item))).boxed());
            Ok(stream::empty().boxed())
        }
        Task::Tell(told) => {
            let told = told
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .take_if(|Happened(place, _)| *place == at)
                .and_then(|Happened(_, item)| item.downcast::<Result<T>>().ok());
            Ok(stream::iter(told.map(|item| *item)).boxed())
        }
    }
}

/// An open subscription as it was sent, and who sent it.
pub struct Open {
    /// The schema without validation: the operation passed it when it was opened.
    pub schema: Schema,
    /// The services.
    pub app: Arc<App>,
    /// Its document.
    pub document: Arc<Document>,
    /// Which operation of the document.
    pub operation_name: Option<Box<str>>,
    /// The variables.
    pub variables: Variables,
    /// Who asked.
    pub caller: Caller,
    /// From where.
    pub origin: Origin,
}

impl Open {
    /// The answer that tells of what happened; none where no field has anything to say of it.
    pub async fn tell(&self, happened: Happened) -> Option<Response> {
        let viewer = self.caller.find_viewer().ok().flatten().copied();
        let loads = Loads::default();
        let mut request = Request::new("").variables(self.variables.clone()).data(Given {
            app: Arc::clone(&self.app),
            loaders: LoadersOfOperation::new(Arc::clone(&self.app), viewer, loads.clone()),
            caller: self.caller.clone(),
            origin: self.origin,
            refresh_cookie: RefreshCookie::default(),
            task: Some(Task::Tell(Mutex::new(Some(happened)))),
        });
        request.operation_name = self.operation_name.as_deref().map(str::to_owned);
        request.set_parsed_query(self.document.parsed.clone());
        loads.drive(self.schema.execute_stream(request)).next().await
    }
}
