//! `previewDocument`: a change looked at before it is made. Part of the documents of the GraphQL
//! face.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::BoxFuture;

use super::changes::DocumentStatus;
use super::content::{Block, Finding, blocks};
use super::operations::{DocumentOperationInput, OperationOutcome};
use super::{Document, PreviewFormat, QualityReport};
use crate::error::ErrorKind;
use crate::generations::revisions::model::{Change, Operation};
use crate::generations::revisions::preview::{Previewed, Wanted};
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};

/// The root fields about changes that are not made yet.
#[derive(Default)]
pub struct PreviewsQuery;

#[Object]
impl PreviewsQuery {
    /// Shows what `editDocument` would make of a document: a picture of a page, what the check finds
    /// of the words, and scores, keywords and pages as they would be. Nothing is saved, so it may
    /// be asked with every key that is pressed. Without operations it shows the document as it is.
    #[graphql(guard = "SignedIn")]
    async fn preview_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, what to do, and which page to show.")] input: PreviewDocumentInput,
    ) -> Result<PreviewDocumentPayload> {
        let Some(document_id) = GlobalId::read_as(NodeKind::Document, &input.document_id) else {
            return Ok(PreviewDocumentPayload::refused(DocumentStatus::NotFound, Vec::new()));
        };
        let change = Change {
            document_id,
            version: input.version,
            operations: input.operations.into_iter().map(Operation::from).collect(),
            reason: None,
        };
        let wanted = Wanted { page: input.page, format: input.format.into(), width_px: input.width };
        let who = ctx.viewer()?.account_id;
        let previewed: BoxFuture<'_, _> = Box::pin(ctx.app()?.revisions.preview(who, change, wanted));
        match previewed.await {
            Ok(previewed) => PreviewDocumentPayload::of(previewed, wanted),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => DocumentStatus::NotFound,
                    _ => DocumentStatus::Invalid,
                };
                Ok(PreviewDocumentPayload::refused(status, refusal.violations))
            }
        }
    }
}

/// A change to look at.
#[derive(InputObject)]
pub struct PreviewDocumentInput {
    /// The document.
    document_id: ID,
    /// The document's version as it was read.
    version: u32,
    /// What to do, as `editDocument` takes it.
    #[graphql(default)]
    operations: Vec<DocumentOperationInput>,
    /// The page to show, from 1.
    #[graphql(default = 1)]
    page: u32,
    /// How to show it.
    #[graphql(default_with = "PreviewFormat::Svg")]
    format: PreviewFormat,
    /// How wide a `PNG` is, 50 to 2400 pixels.
    #[graphql(default = 900)]
    width: u32,
}

/// A document as it would be, or why it cannot.
#[derive(SimpleObject)]
pub struct PreviewDocumentPayload {
    /// What would come of it.
    status: DocumentStatus,
    /// The document as it is.
    document: Option<Document>,
    /// What would come of each operation, in the order sent.
    outcomes: Vec<OperationOutcome>,
    /// What the check found of the document as a whole that stands against the change.
    findings: Vec<Finding>,
    /// The sections as they would be; empty where the change cannot be made.
    blocks: Vec<Block>,
    /// How good it would be, and why; null where the change cannot be made.
    quality: Option<QualityReport>,
    /// The picture; null where the change cannot be made.
    picture: Option<PagePicture>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// A picture of a page.
#[derive(SimpleObject)]
pub struct PagePicture {
    /// The page, from 1.
    page: u32,
    /// Pages of the document.
    pages: u32,
    /// The address of the picture itself, to be used as the source of an image: `data:`, its media
    /// type, and its bytes in base64.
    data_url: String,
}

impl PreviewDocumentPayload {
    fn of(previewed: Previewed, wanted: Wanted) -> Result<Self> {
        let Previewed { status, document, version, outcomes, findings, picture } = previewed;
        let int = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let is_made = picture.is_some();
        let media_type = wanted.format.media_type();
        let picture = picture.map(|picture| PagePicture {
            page: wanted.page,
            pages: int(picture.pages),
            data_url: format!("data:{media_type};base64,{}", STANDARD.encode(picture.bytes)),
        });
        Ok(Self {
            status: status.into(),
            outcomes: outcomes.into_iter().map(|outcome| OperationOutcome::of(outcome, &version)).collect(),
            findings: findings.iter().map(Finding::from).collect(),
            blocks: if is_made { blocks(&version) } else { Vec::new() },
            quality: if is_made { Some(QualityReport::read(&version, &[])?) } else { None },
            picture,
            document: Some(Document(document)),
            violations: Vec::new(),
        })
    }

    fn refused(status: DocumentStatus, violations: Vec<Violation>) -> Self {
        Self {
            status,
            document: None,
            outcomes: Vec::new(),
            findings: Vec::new(),
            blocks: Vec::new(),
            quality: None,
            picture: None,
            violations,
        }
    }
}
