//! Who is asking and what they are asking with, computed once a request. Part of the GraphQL
//! face.

use std::sync::Arc;

use async_graphql::Context;
use chrono::{DateTime, Utc};

use super::error::{ApiError, ErrorCode, Result};
use super::loaders::{Loaders, LoadersOfOperation};
use super::refresh_cookie::RefreshCookie;
use super::watching::Task;
use crate::accounts::model::{Origin, Viewer};
use crate::app::App;

/// What the transport learnt about the caller. An access token that was refused is not the
/// same as none: open fields work for both, but whoever sent one is told why it is no good.
#[derive(Debug, Clone)]
pub enum Caller {
    /// No token was sent.
    Anonymous,
    /// The token sent is good.
    SignedIn(Viewer),
    /// The token sent is no good, and this is why.
    Refused(ApiError),
}

impl Caller {
    /// Reads an `Authorization` value, `Bearer <access token>`, or the bare token.
    pub fn read(app: &App, authorization: Option<&str>) -> Self {
        let Some(authorization) = authorization.map(str::trim).filter(|value| !value.is_empty()) else {
            return Self::Anonymous;
        };
        let token = match authorization.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            Some(_) => return Self::Refused(ApiError::unauthenticated()),
            None => authorization,
        };
        match app.accounts.read_viewer(token) {
            Ok(viewer) => Self::SignedIn(viewer),
            Err(error) => Self::Refused(error.into()),
        }
    }

    /// The same caller at a later moment: a token that has ended meanwhile is refused.
    pub fn at(self, now: DateTime<Utc>) -> Self {
        match self {
            Self::SignedIn(viewer) if viewer.expires_at <= now => Self::Refused(ApiError::new(
                ErrorCode::Unauthenticated,
                "The access token has expired; ask refreshSession for a new one.",
            )),
            other => other,
        }
    }

    /// The viewer, if there is one; none for an anonymous caller.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` when a token was sent and refused.
    pub fn find_viewer(&self) -> Result<Option<&Viewer>> {
        match self {
            Self::Anonymous => Ok(None),
            Self::SignedIn(viewer) => Ok(Some(viewer)),
            Self::Refused(why) => Err(why.clone()),
        }
    }
}

/// The correlation id of a request, in its answer, its log lines and its errors.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestId(pub Arc<str>);

/// All a transport knows about a request besides the operation.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Who called.
    pub caller: Caller,
    /// The correlation id.
    pub request_id: RequestId,
    /// Where the call comes from.
    pub origin: Origin,
    /// The refresh token that came in a cookie.
    pub refresh_cookie: RefreshCookie,
}

/// All that the resolvers of one operation are given, kept as one value: the library boxes each
/// it is handed.
pub struct Given {
    /// The services and the ground.
    pub app: Arc<App>,
    /// The batches of this operation.
    pub loaders: LoadersOfOperation,
    /// Who called.
    pub caller: Caller,
    /// Where the call comes from.
    pub origin: Origin,
    /// The refresh token that came in a cookie.
    pub refresh_cookie: RefreshCookie,
    /// What the fields of a subscription are to do.
    pub task: Option<Task>,
}

/// What resolvers ask of their context.
pub trait Asking<'ctx> {
    /// The services and the ground.
    fn app(&self) -> Result<&'ctx App>;
    /// Who called.
    fn caller(&self) -> Result<&'ctx Caller>;
    /// Who is asking; `UNAUTHENTICATED` when nobody is.
    fn viewer(&self) -> Result<&'ctx Viewer>;
    /// The batches of this request.
    fn loaders(&self) -> Result<&'ctx Loaders>;
    /// Where the call comes from.
    fn origin(&self) -> Origin;
    /// The refresh token that came in a cookie, if one did.
    fn refresh_cookie(&self) -> Option<&'ctx str>;
}

impl<'ctx> Asking<'ctx> for Context<'ctx> {
    fn app(&self) -> Result<&'ctx App> {
        given(self).map(|given| &*given.app)
    }

    fn caller(&self) -> Result<&'ctx Caller> {
        // Where only guards are looked at, the caller is all that is given.
        let alone = || self.data_opt::<Caller>().ok_or_else(missing);
        self.data_opt::<Given>().map_or_else(alone, |given| Ok(&given.caller))
    }

    fn viewer(&self) -> Result<&'ctx Viewer> {
        self.caller()?.find_viewer()?.ok_or_else(ApiError::unauthenticated)
    }

    fn loaders(&self) -> Result<&'ctx Loaders> {
        given(self).map(|given| given.loaders.made())
    }

    fn origin(&self) -> Origin {
        given(self).map_or_else(|_| Origin::default(), |given| given.origin)
    }

    fn refresh_cookie(&self) -> Option<&'ctx str> {
        given(self).ok().and_then(|given| given.refresh_cookie.0.as_deref())
    }
}

/// What the field of a subscription is to do.
pub(super) fn task<'ctx>(ctx: &Context<'ctx>) -> Result<&'ctx Task> {
    given(ctx)?.task.as_ref().ok_or_else(missing)
}

fn given<'ctx>(ctx: &Context<'ctx>) -> Result<&'ctx Given> {
    ctx.data::<Given>().map_err(|_| missing())
}

/// The schema was run without `execute::Graph`, which sets all of this.
fn missing() -> ApiError {
    ApiError::new(ErrorCode::Internal, super::error::INTERNAL_MESSAGE)
}
