//! Jobs at the GraphQL face: postings, their analysis, and the shared catalogue.

mod analysis;
mod asked;
mod changes;
mod choices;

use async_graphql::{ComplexObject, Context, ID, Object, SimpleObject};
use uuid::Uuid;

pub use self::analysis::{JobAnalysis, Keyword, TextSpan};
pub use self::changes::JobsMutation;
pub use self::choices::{EmploymentType, RemotePolicy, Salary, Seniority};

use self::choices::{JobFilter, JobOrder};
use super::connection::{Edge, PageInfo, edges, page_args};
use super::context::Asking;
use super::error::Result;
use super::ids::{GlobalId, NodeKind};
use super::saved_jobs::SavedJob;
use super::scalars::DateTime;
use crate::jobs::record;

/// A posting.
pub struct Job(pub record::Job);

/// A posting: the viewer's own, or one of the shared catalogue.
#[Object]
impl Job {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Job, self.0.id).into()
    }

    /// The job title.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// The employer; empty when it is not known.
    async fn company(&self) -> &str {
        &self.0.company
    }

    /// The place of work as printed.
    async fn location(&self) -> Option<&str> {
        self.0.location.as_deref()
    }

    /// Where the work is done; null when the posting does not say.
    async fn remote(&self) -> Option<RemotePolicy> {
        self.0.remote.map(Into::into)
    }

    /// The form of employment; null when the posting does not say.
    async fn employment_type(&self) -> Option<EmploymentType> {
        self.0.employment_type.map(Into::into)
    }

    /// How senior; null when the posting does not say.
    async fn seniority(&self) -> Option<Seniority> {
        self.0.seniority.map(Into::into)
    }

    /// The salary range; null when the posting names none.
    async fn salary(&self) -> Option<Salary> {
        self.0.salary.clone().map(Salary::from)
    }

    /// Whether it is one of the shared catalogue, which everybody sees; else only its creator does.
    async fn shared(&self) -> bool {
        self.0.account_id.is_none()
    }

    /// The whole posting as plain text. The spans of `analysis` point into it.
    async fn description(&self, ctx: &Context<'_>) -> Result<String> {
        let text = ctx.loaders()?.job_texts.load_one(self.0.id).await?;
        Ok(text.map(|text| text.description).unwrap_or_default())
    }

    /// What the posting asks for, read by rules when it was created. Each item quotes its span.
    async fn analysis(&self, ctx: &Context<'_>) -> Result<Option<JobAnalysis>> {
        let text = ctx.loaders()?.job_texts.load_one(self.0.id).await?;
        Ok(text.map(|text| JobAnalysis::read(&text)))
    }

    /// The viewer's own saved job for it; null when it is not tracked, or nobody is signed in.
    async fn saved(&self, ctx: &Context<'_>) -> Result<Option<SavedJob>> {
        Ok(ctx.loaders()?.saved_by_job.load_one(self.0.id).await?.map(SavedJob))
    }

    /// When it was posted, or created here where that is not known.
    async fn posted_at(&self) -> DateTime {
        self.0.posted_at.into()
    }

    /// When it was created here.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// A page of jobs. Ask for the next with `after: pageInfo.endCursor` while
/// `pageInfo.hasNextPage` is true.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct JobConnection {
    /// What the page holds, in the order of the list.
    edges: Vec<Edge<Job>>,
    /// Where the page lies in the list.
    page_info: PageInfo,
    #[graphql(skip)]
    viewer: Option<Uuid>,
    #[graphql(skip)]
    filter: record::JobFilter,
}

#[ComplexObject]
impl JobConnection {
    /// How many jobs the list holds; counting stops at 1,000.
    async fn total_count(&self, ctx: &Context<'_>) -> Result<i64> {
        Ok(ctx.app()?.jobs.count(self.viewer, self.filter.clone()).await?)
    }
}

/// The root fields about jobs.
#[derive(Default)]
pub struct JobsQuery;

#[Object]
impl JobsQuery {
    /// A job of the viewer's own or of the shared catalogue; null when there is none of that id.
    /// Open to everybody for the catalogue.
    async fn job(&self, ctx: &Context<'_>, #[graphql(desc = "The job's id.")] id: ID) -> Result<Option<Job>> {
        ctx.caller()?.find_viewer()?;
        let Some(id) = GlobalId::read_as(NodeKind::Job, &id) else { return Ok(None) };
        Ok(ctx.loaders()?.jobs.load_one(id).await?.map(Job))
    }

    /// The viewer's own jobs and the shared catalogue; the catalogue alone when nobody is signed
    /// in.
    #[allow(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Words as in a search box: `nurse \"night shift\" -travel`.")] search: Option<
            String,
        >,
        #[graphql(desc = "Which ones.")] filter: Option<JobFilter>,
        #[graphql(desc = "In what order; RELEVANCE with a search and NEWEST without when left out.")]
        order_by: Option<JobOrder>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before, of the same search, filter and order.")]
        after: Option<String>,
    ) -> Result<JobConnection> {
        let viewer = ctx.caller()?.find_viewer()?.map(|viewer| viewer.account_id);
        let order = order_by.map_or_else(
            || if search.is_some() { record::JobOrder::Relevance } else { record::JobOrder::Newest },
            Into::into,
        );
        let filter = filter.unwrap_or_default().read(search);
        let page = ctx.app()?.jobs.list(viewer, filter.clone(), order, &page_args(first, after)).await?;
        let (edges, page_info) = edges(page.map(Job));
        Ok(JobConnection { edges, page_info, viewer, filter })
    }
}
