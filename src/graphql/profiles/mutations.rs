//! The mutations of whole profiles, and those that treat the items of all sections alike. Part of
//! the GraphQL face; what adds and changes an item stands with its section.

use std::collections::HashSet;

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};

use super::facts::fact_id;
use super::import::{ImportProfileInput, in_file};
use super::payload::{ProfilePayload, change_item};
use super::places;
use super::preferences::JobPreferencesInput;
use super::sections::BasicsInput;
use crate::error;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::DeletePayload;
use crate::profiles::model::{FactId, JobPreferences, ProfileContent};
use crate::profiles::standing;

/// The mutations of whole profiles.
#[derive(Default)]
pub struct WholeProfilesMutation;

#[Object]
impl WholeProfilesMutation {
    /// Makes a profile. Its sections are filled by the mutations of each.
    #[graphql(guard = "SignedIn")]
    async fn create_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its title, and what is known already.")] input: CreateProfileInput,
    ) -> Result<ProfilePayload> {
        let mut content = ProfileContent::default();
        write(&mut content, input.basics.as_ref(), &input.preferences)?;
        let who = ctx.viewer()?.account_id;
        let made = Box::pin(ctx.app()?.profiles.create(who, &input.title, content)).await;
        ProfilePayload::made(made)
    }

    /// Makes a profile from a file. Nothing in it is lost: `jsonResume` of the profile gives it
    /// back.
    #[graphql(guard = "SignedIn")]
    async fn import_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file in one of the forms that are read.")] input: ImportProfileInput,
    ) -> Result<ProfilePayload> {
        let who = ctx.viewer()?.account_id;
        let file = match input.read(ctx).await? {
            Ok(file) => file,
            Err(refused) => return ProfilePayload::made(Err(refused)),
        };
        let profiles = &ctx.app()?.profiles;
        let made = Box::pin(profiles.import_json_resume(who, file.title.as_deref(), &file.resume)).await;
        ProfilePayload::made(made.map_err(|error| in_file(&file, error)))
    }

    /// Changes title, basics and preferences of a profile, together, as one version.
    #[graphql(guard = "SignedIn")]
    async fn update_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change; what is left out stays.")] input: UpdateProfileInput,
    ) -> Result<ProfilePayload> {
        let Some(id) = GlobalId::read_as(NodeKind::Profile, &input.profile_id) else {
            return Ok(ProfilePayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        let profiles = &ctx.app()?.profiles;
        let outcome = profiles.update(who, id, input.version, input.title.as_deref(), |content| {
            write(content, input.basics.as_ref(), &input.preferences)
        });
        ProfilePayload::of(Box::pin(outcome).await)
    }

    /// Deletes a profile. Generations and documents made from it stay.
    #[graphql(guard = "SignedIn")]
    async fn delete_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The profile's id.")] id: ID,
    ) -> Result<DeletePayload> {
        let Some(uuid) = GlobalId::read_as(NodeKind::Profile, &id) else {
            return Ok(DeletePayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        DeletePayload::of(id, ctx.app()?.profiles.delete(who, uuid).await)
    }

    /// Makes the facts and preferences of an earlier version the current ones, as a new version;
    /// the title stays.
    #[graphql(guard = "SignedIn")]
    async fn revert_profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which profile, and back to which version.")] input: RevertProfileInput,
    ) -> Result<ProfilePayload> {
        let Some(id) = GlobalId::read_as(NodeKind::Profile, &input.profile_id) else {
            return Ok(ProfilePayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        let profiles = &ctx.app()?.profiles;
        let outcome = profiles.revert(who, id, input.version, input.to_version);
        ProfilePayload::of(Box::pin(outcome).await)
    }

    /// Confirms imported facts, so that documents may rest on them. Their words and versions stay;
    /// inferred facts are not confirmed but stated, by changing or typing them.
    #[graphql(guard = "SignedIn")]
    async fn confirm_facts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which profile, and which of its facts.")] input: ConfirmFactsInput,
    ) -> Result<ProfilePayload> {
        let Some(id) = GlobalId::read_as(NodeKind::Profile, &input.profile_id) else {
            return Ok(ProfilePayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        let chosen = input.fact_ids.as_ref();
        let chosen: Option<HashSet<FactId>> = chosen.map(|ids| ids.iter().map(fact_id).collect());
        let outcome = ctx.app()?.profiles.change(who, id, input.version, |content| {
            standing::accept(content, |fact| chosen.as_ref().is_none_or(|chosen| chosen.contains(fact)));
            Ok(())
        });
        ProfilePayload::of(Box::pin(outcome).await)
    }

    /// Removes an item of any section with everything under it. An experience goes with its last
    /// position. Name, summary and the other basics are taken away by `updateProfile`.
    #[graphql(guard = "SignedIn")]
    async fn remove_profile_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which item.")] input: RemoveProfileItemInput,
    ) -> Result<ProfilePayload> {
        let id = fact_id(&input.item_id);
        change_item(ctx, &input.profile_id, input.version, |content| {
            places::remove(content, &id)?;
            Ok(id.clone())
        })
        .await
    }

    /// Moves an item of any section within its own list.
    #[graphql(guard = "SignedIn")]
    async fn move_profile_item(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which item, and where to.")] input: MoveProfileItemInput,
    ) -> Result<ProfilePayload> {
        let id = fact_id(&input.item_id);
        change_item(ctx, &input.profile_id, input.version, |content| {
            places::move_to(content, &id, input.index as usize)?;
            Ok(id.clone())
        })
        .await
    }
}

/// Writes what was sent of the parts that are no lists.
fn write(
    content: &mut ProfileContent,
    basics: Option<&BasicsInput>,
    preferences: &MaybeUndefined<JobPreferencesInput>,
) -> error::Result<()> {
    if let Some(basics) = basics {
        basics.write(content)?;
    }
    match preferences {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => content.preferences = JobPreferences::default(),
        MaybeUndefined::Value(sent) => sent.write(&mut content.preferences),
    }
    Ok(())
}

/// A new profile.
#[derive(InputObject)]
pub struct CreateProfileInput {
    /// What to call it, such as `Backend`, 1 to 120 characters.
    title: String,
    /// Who the person is.
    basics: Option<BasicsInput>,
    /// What the person looks for.
    preferences: MaybeUndefined<JobPreferencesInput>,
}

/// What to change of a profile. What is left out stays.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// What to call it, 1 to 120 characters.
    title: Option<String>,
    /// Who the person is; only the fields that are given change.
    basics: Option<BasicsInput>,
    /// What the person looks for; only the fields that are given change, and null takes all away.
    preferences: MaybeUndefined<JobPreferencesInput>,
}

/// A version to go back to.
#[derive(InputObject)]
pub struct RevertProfileInput {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// The version to go back to, one of the profile's `history`.
    to_version: u32,
}

/// Facts to confirm.
#[derive(InputObject)]
pub struct ConfirmFactsInput {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// The ids of the imported facts to confirm; all of them when left out. Others are passed over.
    fact_ids: Option<Vec<ID>>,
}

/// An item to remove.
#[derive(InputObject)]
pub struct RemoveProfileItemInput {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// The item, of any section.
    item_id: ID,
}

/// An item to move.
#[derive(InputObject)]
pub struct MoveProfileItemInput {
    /// The profile.
    profile_id: ID,
    /// The profile's version as it was read.
    version: u32,
    /// The item, of any section.
    item_id: ID,
    /// Where in its list it is to stand, from 0, counted as the list will be.
    index: u32,
}
