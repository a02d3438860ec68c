//! The mutations of a document as a thing on a shelf: its name, whether it is put away, copies of
//! it. Part of the documents of the GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use futures_util::future::BoxFuture;

use super::Document;
use crate::documents::record;
use crate::error::{self, ErrorKind};
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};

/// The mutations of documents as things on a shelf.
#[derive(Default)]
pub struct ShelfMutation;

#[Object]
impl ShelfMutation {
    /// Gives a document a name of the viewer's own. No version comes of it, for what it says stays.
    #[graphql(guard = "SignedIn")]
    async fn rename_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and its name.")] input: RenameDocumentInput,
    ) -> Result<ShelfPayload> {
        let Some(id) = GlobalId::read_as(NodeKind::Document, &input.id) else {
            return Ok(ShelfPayload::refused(ShelfStatus::NotFound, Vec::new()));
        };
        let who = ctx.viewer()?.account_id;
        ShelfPayload::of(ctx.app()?.documents.rename(who, id, &input.title).await)
    }

    /// Puts a document away, so that lists hold it only where they are asked for such, or takes it
    /// back. It can be read, changed and downloaded as before.
    #[graphql(guard = "SignedIn")]
    async fn archive_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document.")] input: ArchiveDocumentInput,
    ) -> Result<ShelfPayload> {
        let Some(id) = GlobalId::read_as(NodeKind::Document, &input.id) else {
            return Ok(ShelfPayload::refused(ShelfStatus::NotFound, Vec::new()));
        };
        let who = ctx.viewer()?.account_id;
        ShelfPayload::of(ctx.app()?.documents.archive(who, id, input.archived).await)
    }

    /// Copies a document as it stands, with its files, as version 1 of a document of its own. The
    /// versions before, links to share it and saved jobs stay with the original.
    #[graphql(guard = "SignedIn")]
    async fn duplicate_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and the name of the copy.")] input: DuplicateDocumentInput,
    ) -> Result<ShelfPayload> {
        let Some(id) = GlobalId::read_as(NodeKind::Document, &input.id) else {
            return Ok(ShelfPayload::refused(ShelfStatus::NotFound, Vec::new()));
        };
        let who = ctx.viewer()?.account_id;
        let title = input.title.unwrap_or_default();
        let copied: BoxFuture<'_, _> = Box::pin(ctx.app()?.revisions.duplicate(who, id, &title));
        ShelfPayload::of(copied.await)
    }
}

/// A name for a document.
#[derive(InputObject)]
pub struct RenameDocumentInput {
    /// The document.
    id: ID,
    /// The name, at most 200 characters; an empty one takes it away.
    title: String,
}

/// A document to put away or take back.
#[derive(InputObject)]
pub struct ArchiveDocumentInput {
    /// The document.
    id: ID,
    /// Whether it is put away; `false` takes it back.
    #[graphql(default = true)]
    archived: bool,
}

/// A document to copy.
#[derive(InputObject)]
pub struct DuplicateDocumentInput {
    /// The document.
    id: ID,
    /// A name for the copy, at most 200 characters.
    title: Option<String>,
}

/// A document on the shelf, or why nothing was done.
#[derive(SimpleObject)]
pub struct ShelfPayload {
    /// What came of it.
    status: ShelfStatus,
    /// The document as it is now, or the copy; null when it was not found or the input is wrong.
    document: Option<Document>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of naming, putting away or copying a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ShelfStatus {
    /// It is as asked.
    Saved,
    /// The document does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`. Nothing was done.
    Invalid,
}

impl ShelfPayload {
    fn of(outcome: error::Result<record::Document>) -> Result<Self> {
        match outcome {
            Ok(document) => Ok(Self {
                status: ShelfStatus::Saved,
                document: Some(Document(document)),
                violations: Vec::new(),
            }),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => ShelfStatus::NotFound,
                    _ => ShelfStatus::Invalid,
                };
                Ok(Self::refused(status, refusal.violations))
            }
        }
    }

    fn refused(status: ShelfStatus, violations: Vec<Violation>) -> Self {
        Self { status, document: None, violations }
    }
}
