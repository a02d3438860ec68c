//! The mutation that has files printed once more. Part of the documents of the GraphQL face.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};

use super::Document;
use crate::error::ErrorKind;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::Refusal;

/// The mutation of files.
#[derive(Default)]
pub struct FilesMutation;

#[Object]
impl FilesMutation {
    /// Prints the files of a document's current version once more, where that has failed
    /// (`filesStatus: FAILED`). What does not fit on its pages has to be shortened first.
    #[graphql(guard = "SignedIn")]
    async fn reprint_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The document's id.")] id: ID,
    ) -> Result<ReprintDocumentPayload> {
        let not_found = ReprintDocumentPayload { status: ReprintDocumentStatus::NotFound, document: None };
        let Some(id) = GlobalId::read_as(NodeKind::Document, &id) else { return Ok(not_found) };
        match ctx.app()?.revisions.reprint(ctx.viewer()?.account_id, id).await {
            Ok((document, is_queued)) => {
                let status =
                    if is_queued { ReprintDocumentStatus::Queued } else { ReprintDocumentStatus::NotFailed };
                Ok(ReprintDocumentPayload { status, document: Some(Document(document)) })
            }
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                Ok(not_found)
            }
        }
    }
}

/// A document whose files were to be printed once more.
#[derive(SimpleObject)]
pub struct ReprintDocumentPayload {
    /// What came of it.
    status: ReprintDocumentStatus,
    /// The document as it is now; null when it was not found.
    document: Option<Document>,
}

/// What came of printing a document once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ReprintDocumentStatus {
    /// Its files follow.
    Queued,
    /// Its files are there, or on their way. Nothing was done.
    NotFailed,
    /// The document does not exist, or belongs to somebody else.
    NotFound,
}
