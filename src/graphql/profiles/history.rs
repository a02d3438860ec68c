//! The versions a profile has had, and what each changed. Part of the GraphQL face.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Json, Object, SimpleObject};
use serde_json::Value;

use super::facts::{FactKind, FactStanding, item_id};
use crate::db::page::Page;
use crate::error::ErrorKind;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::scalars::DateTime;
use crate::profiles::history::{self, ChangeKind};
use crate::profiles::json_resume;
use crate::profiles::record;

/// A version a profile has had.
pub struct ProfileVersion {
    version: Arc<record::ProfileVersion>,
    /// The version before, where the same page holds it.
    before: Option<Arc<record::ProfileVersion>>,
}

/// The versions of a page, newest first, each with the one before it.
pub fn versions(page: Page<record::ProfileVersion>) -> Page<ProfileVersion> {
    let page = page.map(Arc::new);
    let mut befores = page.items.clone().into_iter().skip(1);
    page.map(|version| ProfileVersion { version, before: befores.next() })
}

/// A version a profile has had. `revertProfile` makes it the current one again.
#[Object]
impl ProfileVersion {
    /// Which version, from 1.
    async fn version(&self) -> u32 {
        self.version.version
    }

    /// The profile's title then.
    async fn title(&self) -> &str {
        &self.version.title
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.version.created_at.into()
    }

    /// What differs from the version before, in print order, what is gone last; empty for the
    /// first version. The title and preferences are not compared.
    async fn changes(&self, ctx: &Context<'_>) -> Result<Vec<FactChange>> {
        let Some(before) = self.find_before(ctx).await? else { return Ok(Vec::new()) };
        let changes = history::changes(&before.content, &self.version.content);
        Ok(changes.into_iter().map(FactChange::from).collect())
    }

    /// The profile as it was then, as JSON Resume v1.
    async fn json_resume(&self) -> Json<Value> {
        Json(json_resume::to_json(&self.version.content))
    }
}

impl ProfileVersion {
    /// Asks the database only for the last version of a page.
    async fn find_before(&self, ctx: &Context<'_>) -> Result<Option<Arc<record::ProfileVersion>>> {
        if self.before.is_some() || self.version.version <= 1 {
            return Ok(self.before.clone());
        }
        let (who, earlier) = (ctx.viewer()?.account_id, self.version.version - 1);
        match ctx.app()?.profiles.get_version(who, self.version.profile_id, earlier).await {
            Ok(before) => Ok(Some(Arc::new(before))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// A difference in one fact between two versions.
#[derive(SimpleObject)]
pub struct FactChange {
    /// The fact's id within the profile.
    fact_id: ID,
    /// What sort of statement it is.
    kind: FactKind,
    /// What happened to it.
    change: FactChangeKind,
    /// Its words before; null if it is new.
    before: Option<String>,
    /// Its words after; null if it is gone.
    after: Option<String>,
    /// Its standing before, when the change is `RESTANDING`.
    standing_before: Option<FactStanding>,
    /// Its standing after, when the change is `RESTANDING`.
    standing_after: Option<FactStanding>,
}

impl From<history::Change> for FactChange {
    fn from(change: history::Change) -> Self {
        let (what, standings) = match change.what {
            ChangeKind::Added => (FactChangeKind::Added, None),
            ChangeKind::Removed => (FactChangeKind::Removed, None),
            ChangeKind::Reworded => (FactChangeKind::Reworded, None),
            ChangeKind::Restanding { from, to } => (FactChangeKind::Restanding, Some((from, to))),
            ChangeKind::Moved => (FactChangeKind::Moved, None),
        };
        Self {
            fact_id: item_id(&change.fact),
            kind: change.kind.into(),
            change: what,
            before: change.before,
            after: change.after,
            standing_before: standings.map(|(from, _)| from.into()),
            standing_after: standings.map(|(_, to)| to.into()),
        }
    }
}

/// What happened to a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum FactChangeKind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Its words changed, or those of its employer.
    Reworded,
    /// Its words are the same, its standing is another.
    Restanding,
    /// It stands elsewhere among the facts that both versions have.
    Moved,
}
