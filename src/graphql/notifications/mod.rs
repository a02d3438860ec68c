//! Notifications at the GraphQL face: what the viewer was told.

mod changes;

use async_graphql::connection::PageInfo;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::connection::{Edge, edges, page_args};
use super::context::Asking;
use super::documents::Document;
use super::error::Result;
use super::generations::Generation;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::scalars::DateTime;
use crate::notifications::model;

pub use self::changes::NotificationsSubscription;

/// Something the viewer was told.
pub struct Notification(pub model::Notification);

/// Something the viewer was told: what became of what was asked for.
#[Object]
impl Notification {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Notification, self.0.id).into()
    }

    /// Its place in what happens in the viewer's account, which grows from one to the next: for
    /// `after` of a subscription and for `markNotificationsRead`.
    async fn number(&self) -> i64 {
        self.0.number
    }

    /// What it tells of.
    async fn kind(&self) -> NotificationKind {
        self.0.kind.into()
    }

    /// What happened and what to do, for a person.
    async fn message(&self) -> &str {
        &self.0.message
    }

    /// The generation it is about; null when it is about none, or that is gone.
    async fn generation(&self, ctx: &Context<'_>) -> Result<Option<Generation>> {
        let Some(id) = self.0.generation_id else { return Ok(None) };
        Ok(ctx.loaders()?.generations.load_one(id).await?.map(Generation))
    }

    /// The document it is about; null when it is about none, or that is gone.
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Document>> {
        let Some(id) = self.0.document_id else { return Ok(None) };
        Ok(ctx.loaders()?.documents.load_one(id).await?.map(Document))
    }

    /// When it was told.
    async fn at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When the viewer marked it as read; null before.
    async fn read_at(&self) -> Option<DateTime> {
        self.0.read_at.map(DateTime::from)
    }
}

/// What a notification tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::NotificationKind")]
pub enum NotificationKind {
    /// A generation's documents are ready.
    GenerationFinished,
    /// A generation's documents are ready, and something of them needs a look.
    GenerationNeedsReview,
    /// A generation ended without documents.
    GenerationFailed,
    /// The files of a changed document are ready.
    FilesReady,
    /// The files of a changed document could not be made.
    FilesFailed,
    /// A provider turned down a key of the viewer's own, or its account there has nothing left.
    ProviderKeyRefused,
}

/// A page of the viewer's notifications.
pub struct NotificationConnection {
    edges: Vec<Edge<Notification>>,
    page_info: PageInfo,
}

/// A page of the viewer's notifications. Ask for the next with `after: pageInfo.endCursor` while
/// `pageInfo.hasNextPage` is true.
#[Object]
impl NotificationConnection {
    /// What the page holds, newest first.
    async fn edges(&self) -> &[Edge<Notification>] {
        &self.edges
    }

    /// Where the page lies in the list.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many of all the viewer has not read.
    async fn unread_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.app()?.notifications.count_unread(ctx.viewer()?.account_id).await?)
    }
}

/// Which notifications a list holds; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct NotificationFilter {
    /// Those that are not read alone.
    unread: Option<bool>,
}

/// The root fields about notifications.
#[derive(Default)]
pub struct NotificationsQuery;

#[Object]
impl NotificationsQuery {
    /// What the viewer was told, newest first.
    #[graphql(guard = "SignedIn")]
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones; all when left out.")] filter: Option<NotificationFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<NotificationConnection> {
        let is_unread_only = filter.unwrap_or_default().unread.unwrap_or(false);
        let who = ctx.viewer()?.account_id;
        let page = ctx.app()?.notifications.list(who, is_unread_only, &page_args(first, after)).await?;
        let (edges, page_info) = edges(page.map(Notification));
        Ok(NotificationConnection { edges, page_info })
    }
}

/// The mutations of notifications.
#[derive(Default)]
pub struct NotificationsMutation;

#[Object]
impl NotificationsMutation {
    /// Marks the viewer's notifications up to one of them as read.
    #[graphql(guard = "SignedIn")]
    async fn mark_notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to which.")] input: MarkNotificationsReadInput,
    ) -> Result<MarkNotificationsReadPayload> {
        let (app, who) = (ctx.app()?, ctx.viewer()?.account_id);
        let marked = app.notifications.mark_read(who, input.up_to_number).await?;
        let unread_count = app.notifications.count_unread(who).await?;
        let marked_count = i64::try_from(marked).unwrap_or(i64::MAX);
        Ok(MarkNotificationsReadPayload {
            status: MarkNotificationsReadStatus::Marked,
            marked_count,
            unread_count,
        })
    }
}

/// Up to which notification the viewer has read.
#[derive(InputObject)]
pub struct MarkNotificationsReadInput {
    /// The `number` of the last one that was read; it and all before it are marked.
    up_to_number: i64,
}

/// What came of marking notifications as read.
#[derive(SimpleObject)]
pub struct MarkNotificationsReadPayload {
    /// What came of it.
    status: MarkNotificationsReadStatus,
    /// How many were marked that were not before.
    marked_count: i64,
    /// How many the viewer has not read now.
    unread_count: i64,
}

/// What came of marking notifications as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum MarkNotificationsReadStatus {
    /// They are marked; there may have been none.
    Marked,
}
