//! Profiles at the GraphQL face: the master résumé read, changed item by item, and looked back
//! on. The types of [`sections`] borrow from the profile they are part of; [`item`] is the one
//! way of every change to an item, [`payload`] what each answers.

mod completeness;
pub mod facts;
mod history;
mod import;
mod item;
mod mutations;
mod payload;
mod places;
mod preferences;
mod sections;

use std::collections::HashSet;

use async_graphql::{Context, ID, Json, MergedObject, Object};
use serde_json::Value;

use super::connection::{Connection, connection, page_args};
use super::context::Asking;
use super::documents::Document;
use super::error::Result;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::scalars::DateTime;
use crate::db::page::PageArgs;
use crate::documents::record::DocumentFilter;
use crate::profiles::{self, json_resume, record};
use completeness::Completeness;
use facts::Fact;
use history::ProfileVersion;
use item::each;
use preferences::JobPreferences;
use sections::{
    Award, Basics, Certificate, CustomSection, Education, Experience, Interest, LanguageSkill, Project,
    Publication, Reference, SkillGroup, Volunteering,
};

/// A master résumé.
pub struct Profile(pub record::Profile);

/// A master résumé: everything true about a person, as facts. A person may keep several.
///
/// Every change takes the `version` that was read; when the profile has changed meanwhile, the
/// answer is the status `STALE` with the profile as it is.
#[Object]
impl Profile {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Profile, self.0.id).into()
    }

    /// One more with each change; send it back with the next.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// What its owner calls it, such as `Backend`.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// Who the person is and how to reach them.
    async fn basics(&self) -> Basics<'_> {
        Basics::from(&self.0.content.basics)
    }

    /// Employers, each with one or more positions and their highlights. This and every other list
    /// is in the owner's order.
    async fn experience(&self) -> Vec<Experience<'_>> {
        each(&self.0.content.experience)
    }

    /// Projects.
    async fn projects(&self) -> Vec<Project<'_>> {
        each(&self.0.content.projects)
    }

    /// Degrees and courses of study.
    async fn education(&self) -> Vec<Education<'_>> {
        each(&self.0.content.education)
    }

    /// Skills in groups.
    async fn skills(&self) -> Vec<SkillGroup<'_>> {
        each(&self.0.content.skills)
    }

    /// Certificates and licences.
    async fn certificates(&self) -> Vec<Certificate<'_>> {
        each(&self.0.content.certificates)
    }

    /// Languages with levels.
    async fn languages(&self) -> Vec<LanguageSkill<'_>> {
        each(&self.0.content.languages)
    }

    /// Publications.
    async fn publications(&self) -> Vec<Publication<'_>> {
        each(&self.0.content.publications)
    }

    /// Awards.
    async fn awards(&self) -> Vec<Award<'_>> {
        each(&self.0.content.awards)
    }

    /// Unpaid work.
    async fn volunteering(&self) -> Vec<Volunteering<'_>> {
        each(&self.0.content.volunteering)
    }

    /// Interests.
    async fn interests(&self) -> Vec<Interest<'_>> {
        each(&self.0.content.interests)
    }

    /// References.
    async fn references(&self) -> Vec<Reference<'_>> {
        each(&self.0.content.references)
    }

    /// Sections of the person's own.
    async fn sections(&self) -> Vec<CustomSection<'_>> {
        each(&self.0.content.sections)
    }

    /// What the person looks for.
    async fn preferences(&self) -> JobPreferences<'_> {
        JobPreferences::from(&self.0.content.preferences)
    }

    /// How complete it is, and what would help most.
    async fn completeness(&self) -> Completeness {
        profiles::completeness::completeness(&self.0.content).into()
    }

    /// The same profile as a flat list of facts, in print order. An item without words is no fact.
    async fn facts(
        &self,
        #[graphql(desc = "Only the facts of these ids; others are passed over.")] ids: Option<Vec<ID>>,
    ) -> Vec<Fact> {
        let mut facts = profiles::facts::list_facts(&self.0.content);
        if let Some(ids) = &ids {
            let ids: HashSet<&str> = ids.iter().map(|id| id.as_str()).collect();
            facts.retain(|fact| ids.contains(fact.id.as_str()));
        }
        facts.into_iter().map(Fact).collect()
    }

    /// The profile as JSON Resume v1, ready to be written to a file. What was imported comes back
    /// without loss; sections of the person's own and preferences stand under the key `jobwise`.
    async fn json_resume(&self) -> Json<Value> {
        Json(json_resume::to_json(&self.0.content))
    }

    /// The versions it has had, newest first; the first one is the profile as it is.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100, instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "The `startCursor` of the page after.")] before: Option<String>,
    ) -> Result<Connection<ProfileVersion>> {
        let who = ctx.viewer()?.account_id;
        let args = PageArgs { first, after, last, before };
        let page = ctx.app()?.profiles.list_versions(who, self.0.id, &args).await?;
        Ok(connection(history::versions(page)))
    }

    /// The documents made from it, newest first.
    async fn documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<Document>> {
        let (app, who) = (ctx.app()?, ctx.viewer()?.account_id);
        let filter = DocumentFilter { profile_id: Some(self.0.id), ..DocumentFilter::default() };
        let page = app.documents.list(who, &filter, &page_args(first, after)).await?;
        Ok(connection(page.map(Document)))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// The root fields about profiles.
#[derive(Default)]
pub struct ProfilesQuery;

#[Object]
impl ProfilesQuery {
    /// One of the viewer's profiles; null when there is none of that id.
    #[graphql(guard = "SignedIn")]
    async fn profile(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The profile's id.")] id: ID,
    ) -> Result<Option<Profile>> {
        let Some(id) = GlobalId::read_as(NodeKind::Profile, &id) else { return Ok(None) };
        Ok(ctx.loaders()?.profiles.load_one(id).await?.map(Profile))
    }

    /// The viewer's profiles, newest first.
    #[graphql(guard = "SignedIn")]
    async fn profiles(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 1 to 100, instead of `first`.")] last: Option<i32>,
        #[graphql(desc = "The `startCursor` of the page after.")] before: Option<String>,
    ) -> Result<Connection<Profile>> {
        let who = ctx.viewer()?.account_id;
        let args = PageArgs { first, after, last, before };
        let page = ctx.app()?.profiles.list(who, &args).await?;
        Ok(connection(page.map(Profile)))
    }
}

/// The mutations of profiles.
#[derive(MergedObject, Default)]
pub struct ProfilesMutation(mutations::WholeProfilesMutation, sections::SectionsMutation);
