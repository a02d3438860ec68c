//! Documents at the GraphQL face: résumés and letters as content, with their files.

mod changes;
mod check;
mod comparison;
mod content;
mod exports;
mod files;
mod operations;
mod preview;
pub mod quality;
mod regeneration;
mod reprint;
mod shares;
mod shelf;

use async_graphql::{Context, Enum, ID, InputObject, Object};

pub use self::changes::ClaimsMutation;
pub use self::check::ClaimsQuery;
pub use self::comparison::VersionsQuery;
pub use self::content::{Block, BlockKind, Claim, FilesFailure, FilesStatus};
pub use self::exports::{ExportsMutation, Paper};
pub use self::files::{File, FileFormat, read_url};
pub use self::operations::EditsMutation;
pub use self::preview::PreviewsQuery;
pub use self::quality::QualityReport;
pub use self::regeneration::{RegenerationsMutation, RegenerationsQuery, SectionRegeneration};
pub use self::reprint::FilesMutation;
pub use self::shares::{SharesMutation, SharesQuery};
pub use self::shelf::ShelfMutation;

use self::content::blocks;
use self::files::{compatibility, read_of};
use super::ats_systems::AtsCompatibility;
use super::connection::{Connection, connection, page_args};
use super::context::Asking;
use super::error::{ApiError, ErrorCode, Result};
use super::generations::Look;
use super::guards::SignedIn;
use super::ids::{GlobalId, NodeKind};
use super::jobs::Job;
use super::payload::DeletePayload;
use super::profiles::Profile;
use super::scalars::{DateTime, Url};
use crate::documents::previews::PreviewPlace;
use crate::documents::record::{self, DocumentVersion};
use crate::documents::{formats, model, templates};
use crate::factcheck::model as factcheck;

/// A document.
pub struct Document(pub record::Document);

impl Document {
    async fn version_now(&self, ctx: &Context<'_>) -> Result<DocumentVersion> {
        let version = ctx.loaders()?.document_versions.load_one(self.0.id).await?;
        version.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "The document was deleted meanwhile."))
    }
}

/// A résumé or cover letter as content. What it says is in `blocks`; every claim in it cites
/// the facts it rests on.
#[Object]
impl Document {
    /// The global id.
    pub async fn id(&self) -> ID {
        GlobalId::new(NodeKind::Document, self.0.id).into()
    }

    /// What it is.
    async fn kind(&self) -> DocumentKind {
        self.0.kind.into()
    }

    /// A name of the viewer's own; null until it is given one with `renameDocument`.
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// When it was put away with `archiveDocument`; null when it is not.
    async fn archived_at(&self) -> Option<DateTime> {
        self.0.archived_at.map(Into::into)
    }

    /// Ids of the facts of the profile that stay whatever is changed; see `pinFact`.
    async fn pinned_fact_ids(&self, ctx: &Context<'_>) -> Result<Vec<ID>> {
        Ok(self.version_now(ctx).await?.pinned.iter().map(|fact| fact.as_str().into()).collect())
    }

    /// Its current version, from 1.
    async fn version(&self) -> u32 {
        self.0.version
    }

    /// The name of the template it is printed in; see `templates`.
    async fn template(&self) -> &str {
        &self.0.template
    }

    /// How it looks beyond that.
    async fn look(&self, ctx: &Context<'_>) -> Result<Look> {
        Ok(Look::from(&self.version_now(ctx).await?.content.look))
    }

    /// The sections in print order.
    async fn blocks(&self, ctx: &Context<'_>) -> Result<Vec<Block>> {
        Ok(blocks(&self.version_now(ctx).await?))
    }

    /// Every claim in print order, the same ones as in `blocks`.
    async fn claims(&self, ctx: &Context<'_>) -> Result<Vec<Claim>> {
        let version = self.version_now(ctx).await?;
        Ok(version.content.claims().map(|claim| Claim::read(claim, &version)).collect())
    }

    /// How good it is, and why.
    async fn quality(&self, ctx: &Context<'_>) -> Result<QualityReport> {
        let version = self.version_now(ctx).await?;
        let files = ctx.loaders()?.files.load_one(self.0.id).await?.unwrap_or_default();
        QualityReport::read(&version, &files)
    }

    /// Every version it has had, newest first.
    async fn versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<content::DocumentVersion>> {
        let (app, who) = (ctx.app()?, ctx.viewer()?.account_id);
        let page = app.documents.list_versions(who, self.0.id, &page_args(first, after)).await?;
        Ok(connection(page.map(content::DocumentVersion)))
    }

    /// The links by which others can read it, those that are over among them, newest first.
    async fn shares(&self, ctx: &Context<'_>) -> Result<Vec<shares::DocumentShare>> {
        let shares = ctx.loaders()?.shares.load_one(self.0.id).await?;
        Ok(shares.unwrap_or_default().into_iter().map(shares::DocumentShare).collect())
    }

    /// The files of the current version: its PDF first, then what `exportDocument` has made. A
    /// changed document has none until its PDF is printed; those of the version before stay with it
    /// in `versions`.
    async fn files(&self, ctx: &Context<'_>) -> Result<Vec<File>> {
        let files = ctx.loaders()?.files.load_one(self.0.id).await?;
        Ok(files.unwrap_or_default().into_iter().map(File).collect())
    }

    /// An address that shows a picture of a page to whoever has it, without a token, until it ends:
    /// the very layout of the PDF. It is made when it is opened; a page the document does not have
    /// is not found.
    async fn preview_url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The page, from 1.", default = 1)] page: u32,
        #[graphql(desc = "How it is pictured.", default_with = "PreviewFormat::Png")] format: PreviewFormat,
        #[graphql(desc = "The width of a PNG in pixels: 50 to 2400.", default = 800)] width: u32,
        #[graphql(desc = "How long the address is good: 1 to 86400.", default = 300)] expires_in_seconds: u32,
    ) -> Result<Url> {
        let place = PreviewPlace::new(self.0.id, self.0.version, page, format.into(), width);
        read_url(&ctx.app()?.documents.preview_url(&place, expires_in_seconds))
    }

    /// What each named applicant system is likely to make of its PDF: an estimate from what is
    /// publicly known of them. Until there is a file, what its template promises is taken for it.
    async fn compatibility(&self, ctx: &Context<'_>) -> Result<Vec<AtsCompatibility>> {
        let Some(template) = templates::find(&self.0.template) else { return Ok(Vec::new()) };
        let version = self.version_now(ctx).await?;
        let files = ctx.loaders()?.files.load_one(self.0.id).await?.unwrap_or_default();
        let pdf = files.iter().filter(|file| file.format == record::FileFormat::Pdf).find_map(read_of);
        Ok(compatibility(&version.content, template, pdf))
    }

    /// Whether the files of the current version are there.
    async fn files_status(&self, ctx: &Context<'_>) -> Result<FilesStatus> {
        Ok(self.version_now(ctx).await?.files_status.into())
    }

    /// Why they could not be printed; null for every status but `FAILED`. The usual reason after a
    /// change is that the document no longer fits its pages.
    async fn files_failure(&self, ctx: &Context<'_>) -> Result<Option<FilesFailure>> {
        Ok(self.version_now(ctx).await?.files_failure.map(FilesFailure::from))
    }

    /// The profile it was made from; null once that is deleted, while `profileTitle` stays.
    async fn profile(&self, ctx: &Context<'_>) -> Result<Option<Profile>> {
        let Some(id) = self.0.profile_id else { return Ok(None) };
        Profile::find(ctx, id).await
    }

    /// The profile's title when it was made.
    async fn profile_title(&self) -> &str {
        &self.0.profile_title
    }

    /// The job it was made for; null once that is deleted, while `jobTitle` and `company` stay.
    async fn job(&self, ctx: &Context<'_>) -> Result<Option<Job>> {
        let Some(id) = self.0.job_id else { return Ok(None) };
        Ok(ctx.loaders()?.jobs.load_one(id).await?.map(Job))
    }

    /// The job's title when it was made.
    async fn job_title(&self) -> Option<&str> {
        self.0.job_title.as_deref()
    }

    /// The job's employer when it was made.
    async fn company(&self) -> Option<&str> {
        self.0.company.as_deref()
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

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "model::DocumentKind")]
pub enum DocumentKind {
    /// A résumé.
    Resume,
    /// A cover letter.
    CoverLetter,
}

/// What the fact check says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "factcheck::Verdict")]
pub enum Verdict {
    /// Supported by its facts.
    Pass,
    /// Supported, with a doubt a person should look at.
    Warn,
    /// Not supported. Such a claim is in no document.
    Block,
}

/// How a page is pictured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "formats::preview::PreviewFormat")]
pub enum PreviewFormat {
    /// Pixels.
    Png,
    /// Shapes, sharp at any size.
    Svg,
}

/// A look a document can have.
pub struct Template(&'static templates::Template);

/// A look a document can have.
#[Object]
impl Template {
    /// Its name, to be given to `generate`.
    async fn name(&self) -> &str {
        self.0.name
    }

    /// The documents it is for.
    async fn kind(&self) -> DocumentKind {
        self.0.kind.into()
    }

    /// Its name for people.
    async fn title(&self) -> &str {
        self.0.title
    }

    /// What it looks like and whom it suits.
    async fn description(&self) -> &str {
        self.0.description
    }

    /// Whether applicant systems read its files without loss. Such a file is read back before it
    /// is offered.
    async fn ats_safe(&self) -> bool {
        self.0.is_ats_safe
    }

    /// The name of the template for the other kind of document in the same look.
    async fn pair(&self) -> &str {
        self.0.pair
    }

    /// Pages that may be asked for at most.
    async fn max_pages(&self) -> u8 {
        self.0.max_pages
    }
}

/// Which documents a list holds; what is left out does not narrow.
#[derive(InputObject, Default)]
pub struct DocumentFilter {
    /// Of this kind.
    kind: Option<DocumentKind>,
    /// Made from this profile.
    profile_id: Option<ID>,
    /// Made for this job.
    job_id: Option<ID>,
    /// Those that are put away instead of those that are not.
    archived: Option<bool>,
}

/// The root fields about documents.
#[derive(Default)]
pub struct DocumentsQuery;

#[Object]
impl DocumentsQuery {
    /// One of the viewer's documents; null when there is none of that id.
    #[graphql(guard = "SignedIn")]
    async fn document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document's id.")] id: ID,
    ) -> Result<Option<Document>> {
        let Some(id) = GlobalId::read_as(NodeKind::Document, &id) else { return Ok(None) };
        Ok(ctx.loaders()?.documents.load_one(id).await?.map(Document))
    }

    /// The viewer's documents, newest first; those put away only where the filter asks for them.
    #[graphql(guard = "SignedIn")]
    async fn documents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which ones.")] filter: Option<DocumentFilter>,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<Document>> {
        let filter = filter.unwrap_or_default();
        // An id of nothing narrows to nothing, as an unknown one does.
        let read = |kind, id: Option<ID>| id.map(|id| GlobalId::read_as(kind, &id).unwrap_or_default());
        let filter = record::DocumentFilter {
            kind: filter.kind.map(Into::into),
            profile_id: read(NodeKind::Profile, filter.profile_id),
            job_id: read(NodeKind::Job, filter.job_id),
            is_archived: filter.archived.unwrap_or(false),
        };
        let who = ctx.viewer()?.account_id;
        let page = ctx.app()?.documents.list(who, &filter, &page_args(first, after)).await?;
        Ok(connection(page.map(Document)))
    }

    /// The looks documents can have. Open to everybody.
    async fn templates(
        &self,
        #[graphql(desc = "Only those for this kind of document.")] kind: Option<DocumentKind>,
    ) -> Vec<Template> {
        let kind = kind.map(model::DocumentKind::from);
        let all = templates::ALL.iter();
        all.filter(|template| kind.is_none_or(|kind| template.kind == kind)).map(Template).collect()
    }
}

/// The mutations of documents.
#[derive(Default)]
pub struct DocumentsMutation;

#[Object]
impl DocumentsMutation {
    /// Deletes a document; it is taken off saved jobs, and its download links end.
    #[graphql(guard = "SignedIn")]
    async fn delete_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document's id.")] id: ID,
    ) -> Result<DeletePayload> {
        let Some(uuid) = GlobalId::read_as(NodeKind::Document, &id) else {
            return Ok(DeletePayload::not_found());
        };
        let who = ctx.viewer()?.account_id;
        DeletePayload::of(id, ctx.app()?.documents.delete(who, uuid).await)
    }
}
