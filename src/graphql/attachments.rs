//! Files that were attached to saved jobs, at the GraphQL face.

use async_graphql::{Context, ID, Object};

use super::context::Asking;
use super::documents::{DocumentKind, FileFormat, read_url};
use super::error::Result;
use super::ids::{GlobalId, NodeKind};
use super::scalars::{DateTime, Url};
use crate::saved_jobs::attachments;

/// A file that was attached to a saved job.
pub struct Attachment(pub attachments::Attachment);

/// A file that was attached to a saved job: the bytes of one version of a document, for good.
#[Object]
impl Attachment {
    /// The attachment's id; not a node.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the document is.
    async fn kind(&self) -> DocumentKind {
        self.0.kind.into()
    }

    /// The global id of the document it is of, which may be deleted.
    async fn document_id(&self) -> ID {
        GlobalId::new(NodeKind::Document, self.0.document_id).into()
    }

    /// Which version of the document it prints.
    async fn document_version(&self) -> u32 {
        self.0.version
    }

    /// Its format.
    async fn format(&self) -> FileFormat {
        self.0.format.into()
    }

    /// A good name to save it under.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// SHA-256 of its bytes, 64 hexadecimal digits: whoever has the file can prove that it is this
    /// one.
    async fn sha256(&self) -> String {
        self.0.hash.to_hex()
    }

    /// Its size.
    async fn size_bytes(&self) -> u64 {
        self.0.size_bytes
    }

    /// When it was attached.
    async fn attached_at(&self) -> DateTime {
        self.0.attached_at.into()
    }

    /// When the document was taken off again; null while it is attached.
    async fn detached_at(&self) -> Option<DateTime> {
        self.0.detached_at.map(Into::into)
    }

    /// An address that gives the bytes to whoever has it, without a token, until it ends.
    async fn download_url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How long the address is good: 1 to 86400.", default = 300)] expires_in_seconds: u32,
    ) -> Result<Url> {
        read_url(&ctx.app()?.saved_jobs.download_url(&self.0, expires_in_seconds))
    }
}
