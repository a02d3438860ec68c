//! `node` and `nodes`: anything by its global id. Part of the GraphQL face.

use async_graphql::{Context, ID, Interface, Object};

use super::accounts::Account;
use super::context::Asking;
use super::documents::{Document, SectionRegeneration};
use super::error::{ApiError, ErrorCode, Result};
use super::generations::Generation;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::jobs::Job;
use super::notifications::Notification;
use super::profiles::Profile;
use super::saved_jobs::SavedJob;

/// The most ids one `nodes` field takes.
const MAX_IDS: usize = 100;

/// Something with a global id: it can be fetched again with `node(id)`, and cached under its id.
#[derive(Interface)]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "The global id, which carries the type. Opaque: do not take it apart."
))]
pub enum Node {
    Account(Account),
    Profile(Box<Profile>),
    Job(Job),
    SavedJob(SavedJob),
    Generation(Generation),
    Document(Document),
    Notification(Notification),
    SectionRegeneration(SectionRegeneration),
}

/// The root fields for nodes of any type.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything of the viewer's by its global id. Null when it does not exist or belongs to
    /// somebody else.
    #[graphql(guard = "SignedIn")]
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The `id` of the thing, as it was read before.")] id: ID,
    ) -> Result<Option<Node>> {
        find_node(ctx, &id).await
    }

    /// Several things by their global ids, in the order asked for, with null for each that does
    /// not exist or belongs to somebody else.
    #[graphql(guard = "SignedIn")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 100 ids.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>> {
        if ids.len() > MAX_IDS {
            return Err(ApiError::new(
                ErrorCode::InvalidInput,
                format!("Ask for at most {MAX_IDS} ids at a time."),
            ));
        }
        futures_util::future::try_join_all(ids.iter().map(|id| find_node(ctx, id))).await
    }
}

async fn find_node(ctx: &Context<'_>, id: &ID) -> Result<Option<Node>> {
    let Some(GlobalId { kind, id }) = GlobalId::read(id) else { return Ok(None) };
    let loaders = ctx.loaders()?;
    Ok(match kind {
        NodeKind::Account => loaders.accounts.load_one(id).await?.map(|found| Node::Account(Account(found))),
        NodeKind::Profile => Profile::find(ctx, id).await?.map(|found| Node::Profile(Box::new(found))),
        NodeKind::Job => loaders.jobs.load_one(id).await?.map(|found| Node::Job(Job(found))),
        NodeKind::SavedJob => {
            loaders.saved_jobs.load_one(id).await?.map(|found| Node::SavedJob(SavedJob(found)))
        }
        NodeKind::Generation => {
            loaders.generations.load_one(id).await?.map(|found| Node::Generation(Generation(found)))
        }
        NodeKind::Document => {
            loaders.documents.load_one(id).await?.map(|found| Node::Document(Document(found)))
        }
        NodeKind::Notification => {
            loaders.notifications.load_one(id).await?.map(|found| Node::Notification(Notification(found)))
        }
        NodeKind::SectionRegeneration => {
            SectionRegeneration::find(ctx, id).await?.map(Node::SectionRegeneration)
        }
    })
}
