//! Links to share documents by: their owner's side, and what whoever has one sees. Part of the
//! documents of the GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use uuid::Uuid;

use super::content::BlockKind;
use super::{DocumentKind, FileFormat, read_url};
use crate::documents::printed::{Printed, PrintedEntry};
use crate::documents::record;
use crate::documents::sharing::model::{self, NewShare, Secret, Shared};
use crate::error::ErrorKind;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};
use crate::graphql::scalars::{DateTime, Url};

/// A link by which anybody can read a document until it ends.
pub struct DocumentShare(pub model::Share);

/// A link by which anybody can read a document until it ends. The link itself is told once, when it
/// is made: only a hash of its secret is kept.
#[Object]
impl DocumentShare {
    /// The share's id, for `revokeShare`; it opens nothing. Not a node.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The version that is shown; null for the current one, whichever that is.
    async fn version(&self) -> Option<u32> {
        self.0.version
    }

    /// The formats that may be downloaded.
    async fn formats(&self) -> Vec<FileFormat> {
        self.0.formats.iter().map(|format| (*format).into()).collect()
    }

    /// How often it was opened; null where that is not counted, as it is not unless asked for.
    async fn opened_count(&self) -> Option<u64> {
        self.0.is_counted.then_some(self.0.opened_count)
    }

    /// When it ends.
    async fn expires_at(&self) -> DateTime {
        self.0.expires_at.into()
    }

    /// When it was revoked; null if it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(Into::into)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// The root fields about shared documents.
#[derive(Default)]
pub struct SharesQuery;

#[Object]
impl SharesQuery {
    /// The document that a link opens, as whoever has the link may see it: what it prints, and
    /// nothing of the account, its profile or its other documents. Null alike for a link that
    /// was never made, has ended or was revoked. Open to everybody.
    async fn shared_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The secret of the link: the last part of its address.")] token: String,
    ) -> Result<Option<SharedDocument>> {
        let sharing = &ctx.app()?.sharing;
        let secret = Secret::claimed(&token);
        let Some(shared) = sharing.open(&secret).await? else { return Ok(None) };
        let link = |format: record::FileFormat| read_url(&sharing.file_url(&secret, format));
        SharedDocument::of(shared, link).map(Some)
    }
}

/// The mutations of links to share documents by.
#[derive(Default)]
pub struct SharesMutation;

#[Object]
impl SharesMutation {
    /// Makes a link by which anybody can read a document until it ends or is revoked. Nothing is
    /// shared without one, and nobody is told who opens it.
    #[graphql(guard = "SignedIn")]
    async fn share_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, for how long, and what of it.")] input: ShareDocumentInput,
    ) -> Result<ShareDocumentPayload> {
        let Some(document_id) = GlobalId::read_as(NodeKind::Document, &input.document_id) else {
            return Ok(ShareDocumentPayload::refused(ShareStatus::NotFound, Vec::new()));
        };
        let formats = input.formats.map(|formats| formats.into_iter().map(Into::into).collect());
        let wanted = NewShare {
            document_id,
            expires_at: input.expires_at.map(|at| at.0),
            days: input.days,
            version: input.version,
            formats: formats.unwrap_or_else(|| record::FileFormat::ALL.to_vec()),
            is_counted: input.count,
        };
        let who = ctx.viewer()?.account_id;
        let sharing = &ctx.app()?.sharing;
        match sharing.share(who, wanted).await {
            Ok((share, secret)) => Ok(ShareDocumentPayload {
                status: ShareStatus::Saved,
                share: Some(DocumentShare(share)),
                url: Some(read_url(&sharing.url(&secret))?),
                token: Some(secret.expose().to_owned()),
                violations: Vec::new(),
            }),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid, ErrorKind::NotFound])?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => ShareStatus::NotFound,
                    _ => ShareStatus::Invalid,
                };
                Ok(ShareDocumentPayload::refused(status, refusal.violations))
            }
        }
    }

    /// Ends a link at once. One that has ended stays so.
    #[graphql(guard = "SignedIn")]
    async fn revoke_share(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The share's id.")] id: ID,
    ) -> Result<RevokeSharePayload> {
        let none = RevokeSharePayload { status: ShareStatus::NotFound, share: None };
        let Ok(id) = Uuid::parse_str(&id) else { return Ok(none) };
        let who = ctx.viewer()?.account_id;
        match ctx.app()?.sharing.revoke(who, id).await {
            Ok(share) => {
                Ok(RevokeSharePayload { status: ShareStatus::Saved, share: Some(DocumentShare(share)) })
            }
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                Ok(none)
            }
        }
    }
}

/// A link to make.
#[derive(InputObject)]
pub struct ShareDocumentInput {
    /// The document.
    document_id: ID,
    /// When it ends, within 365 days.
    expires_at: Option<DateTime>,
    /// How many days it is good, 1 to 365; 30 when neither is said.
    days: Option<u32>,
    /// The version to show, which later changes leave as it is; the current one, whichever that is
    /// then, when left out.
    version: Option<u32>,
    /// The formats that may be downloaded; all when left out, none when empty.
    formats: Option<Vec<FileFormat>>,
    /// Whether to count how often it is opened. Of whom is never kept.
    #[graphql(default)]
    count: bool,
}

/// A link that was made, or why none was.
#[derive(SimpleObject)]
pub struct ShareDocumentPayload {
    /// What came of it.
    status: ShareStatus,
    /// The share.
    share: Option<DocumentShare>,
    /// The address to give on. It is told this once.
    url: Option<Url>,
    /// The secret in it, for `sharedDocument`. It is told this once.
    token: Option<String>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// A link that was ended, or why none was.
#[derive(SimpleObject)]
pub struct RevokeSharePayload {
    /// What came of it.
    status: ShareStatus,
    /// The share as it is now; null when it was not found.
    share: Option<DocumentShare>,
}

/// What came of making or ending a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ShareStatus {
    /// It is as asked.
    Saved,
    /// The document or share does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`. Nothing was done.
    Invalid,
}

/// A document as whoever has a link to it sees it.
#[derive(SimpleObject)]
pub struct SharedDocument {
    /// What it is.
    kind: DocumentKind,
    /// The name it is signed with.
    name: String,
    /// The headline below it.
    label: String,
    /// The ways to reach the person that it prints.
    contacts: Vec<String>,
    /// Its sections in print order.
    sections: Vec<SharedSection>,
    /// The files that may be downloaded; a changed document has those of the version before until
    /// its own are printed.
    files: Vec<SharedFile>,
    /// When the link ends.
    expires_at: DateTime,
}

/// A section of a shared document.
#[derive(SimpleObject)]
pub struct SharedSection {
    /// What it holds.
    kind: BlockKind,
    /// The heading as printed; empty for a letter's body.
    heading: String,
    /// Its entries in print order.
    entries: Vec<SharedEntry>,
}

/// An entry of a shared document, in printed words; what is not printed is empty.
#[derive(SimpleObject)]
pub struct SharedEntry {
    /// Job title, degree, name of the project, certificate, language or skill group.
    title: String,
    /// Employer, school, issuer, publisher.
    organisation: String,
    /// Place.
    location: String,
    /// When.
    dates: String,
    /// Grade, level or fluency.
    detail: String,
    /// Its bullets, skills or sentences.
    lines: Vec<String>,
}

/// A file of a shared document.
#[derive(SimpleObject)]
pub struct SharedFile {
    /// Its format.
    format: FileFormat,
    /// A good name to save it under.
    file_name: String,
    /// Its size.
    size_bytes: u64,
    /// An address that gives the bytes to whoever has it, until the link ends.
    download_url: Url,
}

impl SharedDocument {
    fn of(shared: Shared, link: impl Fn(record::FileFormat) -> Result<Url>) -> Result<Self> {
        let printed = Printed::new(&shared.content);
        let entry = |entry: PrintedEntry| SharedEntry {
            title: entry.title,
            organisation: entry.organisation,
            location: entry.location,
            dates: entry.dates,
            detail: entry.detail,
            lines: entry.claims,
        };
        let sections = printed.sections.into_iter().map(|section| SharedSection {
            kind: section.kind.into(),
            heading: section.heading,
            entries: section.entries.into_iter().map(entry).collect(),
        });
        let files = shared.files.into_iter().map(|file| {
            Ok(SharedFile {
                format: file.format.into(),
                download_url: link(file.format)?,
                file_name: file.file_name,
                size_bytes: file.size_bytes,
            })
        });
        Ok(Self {
            kind: shared.kind.into(),
            name: printed.name,
            label: printed.label,
            contacts: printed.contacts.into_iter().map(|contact| contact.text).collect(),
            sections: sections.collect(),
            files: files.collect::<Result<_>>()?,
            expires_at: shared.expires_at.into(),
        })
    }
}

impl ShareDocumentPayload {
    fn refused(status: ShareStatus, violations: Vec<Violation>) -> Self {
        Self { status, share: None, url: None, token: None, violations }
    }
}
