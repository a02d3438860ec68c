//! What every change of a profile answers, and the way of a change from input to answer. Part of
//! the GraphQL face.

use std::sync::OnceLock;

use async_graphql::{Context, Enum, ID, SimpleObject};

use super::{Profile, places};
use crate::error::{self, ErrorKind};
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};
use crate::profiles::model::{FactId, ProfileContent};
use crate::profiles::record::{self, ChangeOutcome};

/// A profile after a change, or why there was none.
#[derive(SimpleObject)]
pub struct ProfilePayload {
    /// What came of it.
    status: ProfileStatus,
    /// The profile as it is now, with the `version` to send with the next change. Also there when
    /// the status is `STALE`; null for every other refusal.
    profile: Option<Profile>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of changing a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProfileStatus {
    /// It is as asked now. A change that changes nothing makes no new version.
    Saved,
    /// The profile has changed since it was read. Nothing was done; `profile` is it as it is now:
    /// decide anew and send its `version`.
    Stale,
    /// The profile, the item or the entry it was to stand under does not exist, or belongs to
    /// somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`. Nothing was done.
    Invalid,
    /// The account holds as many profiles as it can, 50. Delete one first.
    LimitReached,
}

impl ProfilePayload {
    /// The payload of a profile that was made.
    ///
    /// # Errors
    /// What the client cannot expect.
    pub fn made(outcome: error::Result<record::Profile>) -> Result<Self> {
        Self::of(outcome.map(ChangeOutcome::Changed))
    }

    /// The payload of a change.
    ///
    /// # Errors
    /// What the client cannot expect.
    pub fn of(outcome: error::Result<ChangeOutcome>) -> Result<Self> {
        let (status, profile) = match outcome {
            Ok(ChangeOutcome::Changed(profile)) => (ProfileStatus::Saved, profile),
            Ok(ChangeOutcome::Stale(profile)) => (ProfileStatus::Stale, profile),
            Err(error) => return Self::refused(error),
        };
        Ok(Self { status, profile: Some(Profile::new(profile)), violations: Vec::new() })
    }

    /// The payload for an id of another kind, or of nothing.
    pub fn not_found() -> Self {
        Self { status: ProfileStatus::NotFound, profile: None, violations: Vec::new() }
    }

    fn refused(error: error::Error) -> Result<Self> {
        let expected = [ErrorKind::Invalid, ErrorKind::NotFound, ErrorKind::LimitReached];
        let refusal = Refusal::of(places::relate(error, |_| {}), &expected)?;
        let status = match refusal.kind {
            ErrorKind::NotFound => ProfileStatus::NotFound,
            ErrorKind::LimitReached => ProfileStatus::LimitReached,
            _ => ProfileStatus::Invalid,
        };
        Ok(Self { status, profile: None, violations: refusal.violations })
    }
}

/// Changes a profile's content by `edit`, which names the item it has touched; what is wrong
/// with that item is told at its place in the input.
///
/// # Errors
/// What the client cannot expect.
pub async fn change_item<F>(
    ctx: &Context<'_>,
    profile_id: &ID,
    version: u32,
    edit: F,
) -> Result<ProfilePayload>
where
    F: Fn(&mut ProfileContent) -> error::Result<FactId> + Send + Sync,
{
    let Some(id) = GlobalId::read_as(NodeKind::Profile, profile_id) else {
        return Ok(ProfilePayload::not_found());
    };
    let who = ctx.viewer()?.account_id;
    // A second run of the transaction sees the same version, so the place is the same too.
    let place = OnceLock::new();
    let outcome = ctx.app()?.profiles.change(who, id, version, |content| {
        let item = edit(content)?;
        place.get_or_init(|| places::path(content, &item).unwrap_or_default());
        Ok(())
    });
    // Boxed, or every merged root above would hold the transaction on its stack.
    let outcome = Box::pin(outcome).await;
    let place = place.into_inner().unwrap_or_default();
    ProfilePayload::of(outcome.map_err(|error| places::relate(error, |path| places::within(&place, path))))
}
