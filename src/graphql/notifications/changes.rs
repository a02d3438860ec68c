//! What happens in the viewer's account, told live. Part of the notifications of the GraphQL face.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Enum, ID, SimpleObject, Subscription};
use futures_util::{Stream, StreamExt};
use uuid::Uuid;

use super::Notification;
use crate::events::Event;
use crate::graphql::context::Asking;
use crate::graphql::error::{ApiError, ErrorCode, Result};
use crate::graphql::generations::Generation;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::saved_jobs::SavedJob;
use crate::graphql::scalars::DateTime;
use crate::graphql::watching::{Watched, watch};
use crate::notifications::model::{self, AccountEvent, List};

/// What happened to a line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::Change")]
pub enum ChangeKind {
    /// It is new.
    Created,
    /// It is another than before.
    Updated,
    /// It is gone.
    Deleted,
}

/// One of the viewer's saved jobs is new, another than before, or gone.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct SavedJobChange {
    /// Its place in what happens in the viewer's account, for `after`; numbers grow, and some are
    /// of other things.
    number: i64,
    /// When it happened.
    at: DateTime,
    /// What happened.
    change: ChangeKind,
    /// The saved job's global id.
    saved_job_id: ID,
    #[graphql(skip)]
    id: Uuid,
}

#[ComplexObject]
impl SavedJobChange {
    /// The saved job as it is when this is sent; null when it is gone by then.
    async fn saved_job(&self, ctx: &Context<'_>) -> Result<Option<SavedJob>> {
        Ok(ctx.loaders()?.saved_jobs.load_one(self.id).await?.map(SavedJob))
    }
}

/// One of the viewer's generations is new, has come to another stage, or has ended.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct GenerationChange {
    /// Its place in what happens in the viewer's account, for `after`; numbers grow, and some are
    /// of other things.
    number: i64,
    /// When it happened.
    at: DateTime,
    /// What happened.
    change: ChangeKind,
    /// The generation's global id.
    generation_id: ID,
    #[graphql(skip)]
    id: Uuid,
}

#[ComplexObject]
impl GenerationChange {
    /// The generation as it is when this is sent; null when it is gone by then.
    async fn generation(&self, ctx: &Context<'_>) -> Result<Option<Generation>> {
        Ok(ctx.loaders()?.generations.load_one(self.id).await?.map(Generation))
    }
}

/// What can be watched of an account.
#[derive(Default)]
pub struct NotificationsSubscription;

#[Subscription]
impl NotificationsSubscription {
    /// What the viewer is told: first the notifications after the number given, then each as it
    /// comes, without gap or doubles. A client that reconnects gives the last number it saw. It
    /// does not end by itself.
    #[graphql(guard = "SignedIn")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last number seen; 0 for all, from now on when left out.")] after: Option<i64>,
    ) -> Result<Watched<Notification>> {
        watch(ctx, told(ctx, after)).await
    }

    /// Which of the viewer's saved jobs are new, another than before, or gone: first the changes
    /// after the number given, then each as it happens, without gap or doubles. It does not end by
    /// itself.
    #[graphql(guard = "SignedIn")]
    async fn saved_job_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last number seen; 0 for all, from now on when left out.")] after: Option<i64>,
    ) -> Result<Watched<SavedJobChange>> {
        let changes = changes(ctx, List::SavedJobs, after, |changed| {
            let Changed { number, at, change, id } = changed;
            let saved_job_id = GlobalId::new(NodeKind::SavedJob, id).into();
            SavedJobChange { number, at, change, saved_job_id, id }
        });
        watch(ctx, changes).await
    }

    /// Which of the viewer's generations are new, have come to another stage, or have ended: first
    /// the changes after the number given, then each as it happens, without gap or doubles. For
    /// all that happens in one, see `generationEvents`. It does not end by itself.
    #[graphql(guard = "SignedIn")]
    async fn generation_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The last number seen; 0 for all, from now on when left out.")] after: Option<i64>,
    ) -> Result<Watched<GenerationChange>> {
        let changes = changes(ctx, List::Generations, after, |changed| {
            let Changed { number, at, change, id } = changed;
            let generation_id = GlobalId::new(NodeKind::Generation, id).into();
            GenerationChange { number, at, change, generation_id, id }
        });
        watch(ctx, changes).await
    }
}

struct Changed {
    number: i64,
    at: DateTime,
    change: ChangeKind,
    id: Uuid,
}

/// What happens in the viewer's account.
async fn happened(
    ctx: &Context<'_>,
    after: Option<i64>,
) -> Result<impl Stream<Item = Result<(Arc<Event>, AccountEvent)>> + Send + use<>> {
    let (app, who) = (ctx.app()?, ctx.viewer()?.account_id);
    let after = match after {
        Some(after) if after >= 0 => after,
        Some(_) => {
            return Err(ApiError::new(ErrorCode::InvalidInput, "`after` is a number that was seen, or 0."));
        }
        None => app.notifications.last_number(who).await?,
    };
    let events = app.events.subscribe(who, who, after);
    Ok(events.filter_map(|event| {
        std::future::ready(match event {
            Ok(event) => AccountEvent::read(&event).map(|read| Ok((event, read))),
            Err(error) => Some(Err(error.into())),
        })
    }))
}

/// What the viewer is told.
async fn told(
    ctx: &Context<'_>,
    after: Option<i64>,
) -> Result<impl Stream<Item = Result<Notification>> + use<>> {
    let who = ctx.viewer()?.account_id;
    let told = ctx.app()?.notifications.clone();
    let happened = happened(ctx, after).await?;
    Ok(happened.filter_map(move |event| {
        let told = told.clone();
        // Boxed, as each subscription would else hold room for a look it seldom takes.
        Box::pin(async move {
            let id = match event {
                Ok((_, AccountEvent::Notified(id))) => id,
                Ok(_) => return None,
                Err(error) => return Some(Err(error)),
            };
            match told.find_many(who, &[id]).await {
                Ok(mut found) => found.pop().map(|found| Ok(Notification(found))),
                Err(error) => Some(Err(error.into())),
            }
        })
    }))
}

/// What happens to the lines of one of the viewer's lists.
async fn changes<T: Send + 'static>(
    ctx: &Context<'_>,
    wanted: List,
    after: Option<i64>,
    tell: fn(Changed) -> T,
) -> Result<impl Stream<Item = Result<T>> + Send + use<T>> {
    let happened = happened(ctx, after).await?;
    Ok(happened.filter_map(move |event| {
        std::future::ready(match event {
            Ok((event, AccountEvent::Changed { list, change, id })) if list == wanted => {
                let (number, at) = (event.number, event.created_at.into());
                Some(Ok(tell(Changed { number, at, change: change.into(), id })))
            }
            Ok(_) => None,
            Err(error) => Some(Err(error)),
        })
    }))
}
