//! The files of documents: what they are, what machines make of them, and where they are downloaded.
//! Part of the documents of the GraphQL face.

use async_graphql::{Context, Enum, ID, Object};

use super::exports::{Paper, PdfEngine, PdfStandard};
use super::quality::ReadBack;
use crate::documents::evidence::{self, FileRead};
use crate::documents::model::DocumentContent;
use crate::documents::record;
use crate::documents::templates::{self, Template};
use crate::graphql::ats_systems::AtsCompatibility;
use crate::graphql::context::Asking;
use crate::graphql::error::{ApiError, ErrorCode, Result};
use crate::graphql::scalars::Url;
use crate::scoring::systems;

/// The bytes of a document in one format.
pub struct File(pub record::DocumentFile);

/// The bytes of a document in one format. They stay the same for ever: a changed document has
/// other files.
#[Object]
impl File {
    /// The file's id; not a node.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its format.
    async fn format(&self) -> FileFormat {
        self.0.format.into()
    }

    /// What printed it, where `exportDocument` asked for one.
    async fn engine(&self) -> Option<PdfEngine> {
        self.0.engine.map(Into::into)
    }

    /// The paper it was asked for on; null for that of the person's country and for formats
    /// without pages.
    async fn paper(&self) -> Option<Paper> {
        self.0.paper.map(Into::into)
    }

    /// The standard `exportDocument` was asked to hold a PDF to; null for the usual one of its
    /// engine and for other formats.
    async fn pdf_standard(&self) -> Option<PdfStandard> {
        self.0.standard.map(Into::into)
    }

    /// What a machine reads in it.
    async fn read_back(&self) -> Option<ReadBack> {
        self.0.read_back.as_ref().map(ReadBack::from)
    }

    /// What each named applicant system is likely to make of this very file, by its format, its size
    /// and what a machine reads in it: an estimate from what is publicly known of them, and
    /// `UNKNOWN` where too little is. Null for a file of which nothing was read.
    async fn compatibility(&self, ctx: &Context<'_>) -> Result<Option<Vec<AtsCompatibility>>> {
        let Some(file) = read_of(&self.0) else { return Ok(None) };
        let Some(printed) = ctx.loaders()?.printed.load_one(self.0.id).await? else { return Ok(None) };
        let template = templates::find(&printed.template);
        Ok(template.map(|template| compatibility(&printed.content, template, Some(file))))
    }

    /// A good name to save it under.
    async fn file_name(&self) -> &str {
        &self.0.file_name
    }

    /// Its size.
    async fn size_bytes(&self) -> u64 {
        self.0.size_bytes
    }

    /// SHA-256 of its bytes, 64 hexadecimal digits.
    async fn sha256(&self) -> &str {
        &self.0.sha256
    }

    /// Its pages; null where the format has none or does not tell.
    async fn pages(&self) -> Option<u32> {
        self.0.pages
    }

    /// An address that gives the bytes to whoever has it, without a token, until it ends.
    async fn download_url(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How long the address is good: 1 to 86400.", default = 300)] expires_in_seconds: u32,
    ) -> Result<Url> {
        read_url(&ctx.app()?.documents.download_url(&self.0, expires_in_seconds))
    }
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "record::FileFormat")]
pub enum FileFormat {
    /// Portable Document Format, tagged for assistive technology.
    Pdf,
    /// Office Open XML as Word reads it, with real styles, lists and links.
    Docx,
    /// A web page that loads nothing else and prints well.
    Html,
    /// CommonMark without HTML.
    Markdown,
    /// Plain text, its paragraphs unwrapped.
    Text,
    /// JSON Resume v1 of what a résumé prints. Letters have none.
    JsonResume,
}

/// An address of this server.
///
/// # Errors
/// `INTERNAL` when the base it is configured with makes none.
pub fn read_url(url: &str) -> Result<Url> {
    let message = "PUBLIC_URL of this server makes no address. Tell its operator.";
    url.parse().map(Url).map_err(|_| ApiError::new(ErrorCode::Internal, message))
}

/// What a machine reads in a file, where that is known.
pub fn read_of(file: &record::DocumentFile) -> Option<FileRead<'_>> {
    let read_back = file.read_back.as_ref()?;
    Some(FileRead { format: file.format, read_back })
}

/// What each named applicant system is likely to make of a file of a document.
pub fn compatibility(
    content: &DocumentContent,
    template: &Template,
    file: Option<FileRead<'_>>,
) -> Vec<AtsCompatibility> {
    let evidence = evidence::gather(content, template, file, None);
    systems::estimate(&evidence).into_iter().map(AtsCompatibility::from).collect()
}
