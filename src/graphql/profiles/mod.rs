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
use uuid::Uuid;

use super::connection::{Connection, connection, page_args};
use super::context::Asking;
use super::documents::Document;
use super::error::Result;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::scalars::DateTime;
use crate::db::page::PageArgs;
use crate::documents::record::DocumentFilter;
use crate::error::Error;
use crate::profiles::model::ProfileContent;
use crate::profiles::parts::Parts;
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
pub struct Profile {
    record: record::Profile,
    /// The parts of its content that were read.
    parts: Parts,
}

impl Profile {
    /// A profile that was read whole.
    pub fn new(record: record::Profile) -> Self {
        Self { record, parts: Parts::ALL }
    }

    /// The viewer's profile of that id, with the parts of its content that the operation selects.
    ///
    /// # Errors
    /// Those of the loader.
    pub async fn find(ctx: &Context<'_>, id: Uuid) -> Result<Option<Self>> {
        let found = ctx.loaders()?.profiles.load_one(id, selected(ctx)).await?;
        Ok(found.map(|(record, parts)| Self { record, parts }))
    }

    /// The content for a field of that name. An empty part that was not read would be a lie, so it
    /// is a fault.
    fn content(&self, field: &str) -> Result<&ProfileContent> {
        if self.parts.hold(needed(field)) {
            return Ok(&self.record.content);
        }
        Err(Error::internal("A part of the profile was not read.", field).into())
    }
}

/// The parts of a profile that a field needs. A field that is not known to need one part alone
/// needs all.
fn needed(field: &str) -> Parts {
    match field {
        "id" | "version" | "title" | "createdAt" | "updatedAt" | "history" | "documents" | "__typename" => {
            Parts::NONE
        }
        part => Parts::named(part).unwrap_or(Parts::ALL),
    }
}

/// The parts that what is selected of the profile needs.
fn selected(ctx: &Context<'_>) -> Parts {
    ctx.field().selection_set().fold(Parts::NONE, |parts, field| parts.and(needed(field.name())))
}

/// A master résumé: everything true about a person, as facts. A person may keep several.
///
/// Every change takes the `version` that was read; when the profile has changed meanwhile, the
/// answer is the status `STALE` with the profile as it is.
#[Object]
impl Profile {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Profile, self.record.id).into()
    }

    /// One more with each change; send it back with the next.
    async fn version(&self) -> u32 {
        self.record.version
    }

    /// What its owner calls it, such as `Backend`.
    async fn title(&self) -> &str {
        &self.record.title
    }

    /// Who the person is and how to reach them.
    async fn basics(&self) -> Result<Basics<'_>> {
        Ok(Basics::from(&self.content("basics")?.basics))
    }

    /// Employers, each with one or more positions and their highlights. This and every other list
    /// is in the owner's order.
    async fn experience(&self) -> Result<Vec<Experience<'_>>> {
        Ok(each(&self.content("experience")?.experience))
    }

    /// Projects.
    async fn projects(&self) -> Result<Vec<Project<'_>>> {
        Ok(each(&self.content("projects")?.projects))
    }

    /// Degrees and courses of study.
    async fn education(&self) -> Result<Vec<Education<'_>>> {
        Ok(each(&self.content("education")?.education))
    }

    /// Skills in groups.
    async fn skills(&self) -> Result<Vec<SkillGroup<'_>>> {
        Ok(each(&self.content("skills")?.skills))
    }

    /// Certificates and licences.
    async fn certificates(&self) -> Result<Vec<Certificate<'_>>> {
        Ok(each(&self.content("certificates")?.certificates))
    }

    /// Languages with levels.
    async fn languages(&self) -> Result<Vec<LanguageSkill<'_>>> {
        Ok(each(&self.content("languages")?.languages))
    }

    /// Publications.
    async fn publications(&self) -> Result<Vec<Publication<'_>>> {
        Ok(each(&self.content("publications")?.publications))
    }

    /// Awards.
    async fn awards(&self) -> Result<Vec<Award<'_>>> {
        Ok(each(&self.content("awards")?.awards))
    }

    /// Unpaid work.
    async fn volunteering(&self) -> Result<Vec<Volunteering<'_>>> {
        Ok(each(&self.content("volunteering")?.volunteering))
    }

    /// Interests.
    async fn interests(&self) -> Result<Vec<Interest<'_>>> {
        Ok(each(&self.content("interests")?.interests))
    }

    /// References.
    async fn references(&self) -> Result<Vec<Reference<'_>>> {
        Ok(each(&self.content("references")?.references))
    }

    /// Sections of the person's own.
    async fn sections(&self) -> Result<Vec<CustomSection<'_>>> {
        Ok(each(&self.content("sections")?.sections))
    }

    /// What the person looks for.
    async fn preferences(&self) -> Result<JobPreferences<'_>> {
        Ok(JobPreferences::from(&self.content("preferences")?.preferences))
    }

    /// How complete it is, and what would help most.
    async fn completeness(&self) -> Result<Completeness> {
        let content = self.content("completeness")?;
        Ok(profiles::completeness::completeness(content).into())
    }

    /// The same profile as a flat list of facts, in print order. An item without words is no fact.
    async fn facts(
        &self,
        #[graphql(desc = "Only the facts of these ids; others are passed over.")] ids: Option<Vec<ID>>,
    ) -> Result<Vec<Fact>> {
        let mut facts = profiles::facts::list_facts(self.content("facts")?);
        if let Some(ids) = &ids {
            let ids: HashSet<&str> = ids.iter().map(|id| id.as_str()).collect();
            facts.retain(|fact| ids.contains(fact.id.as_str()));
        }
        Ok(facts.into_iter().map(Fact).collect())
    }

    /// The profile as JSON Resume v1, ready to be written to a file. What was imported comes back
    /// without loss; sections of the person's own and preferences stand under the key `jobwise`.
    async fn json_resume(&self) -> Result<Json<Value>> {
        Ok(Json(json_resume::to_json(self.content("jsonResume")?)))
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
        let page = ctx.app()?.profiles.list_versions(who, self.record.id, &args).await?;
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
        let filter = DocumentFilter { profile_id: Some(self.record.id), ..DocumentFilter::default() };
        let page = app.documents.list(who, &filter, &page_args(first, after)).await?;
        Ok(connection(page.map(Document)))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.record.created_at.into()
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        self.record.updated_at.into()
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
        Profile::find(ctx, id).await
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
        Ok(connection(page.map(Profile::new)))
    }
}

/// The mutations of profiles.
#[derive(MergedObject, Default)]
pub struct ProfilesMutation(mutations::WholeProfilesMutation, sections::SectionsMutation);
