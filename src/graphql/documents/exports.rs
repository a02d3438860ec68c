//! The mutation that makes files of a document in other formats. Part of the documents of the
//! GraphQL face.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use futures_util::future::BoxFuture;

use super::{Document, File, FileFormat};
use crate::config;
use crate::documents::{look, pdf_standard};
use crate::error::ErrorKind;
use crate::generations::exports::{ExportRequest, Exported};
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::payload::{Refusal, Violation};

/// The mutation that exports.
#[derive(Default)]
pub struct ExportsMutation;

#[Object]
impl ExportsMutation {
    /// Makes files of a document in the formats asked, and keeps them: they are among its `files`
    /// from then on, and asking again answers at once. Each was read back before it is offered.
    #[graphql(guard = "SignedIn")]
    async fn export_document(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, in which formats.")] input: ExportDocumentInput,
    ) -> Result<ExportDocumentPayload> {
        let Some(document_id) = GlobalId::read_as(NodeKind::Document, &input.document_id) else {
            return Ok(ExportDocumentPayload::refused(ExportStatus::NotFound));
        };
        let who = ctx.viewer()?.account_id;
        let request = ExportRequest {
            document_id,
            version: input.version,
            formats: input.formats.into_iter().map(Into::into).collect(),
            engine: input.engine.map(Into::into),
            paper: input.paper.map(Into::into),
            standard: input.pdf_standard.map(Into::into),
        };
        let exporting: BoxFuture<'_, _> = Box::pin(ctx.app()?.exports.export(who, &request));
        match exporting.await {
            Ok(Exported { document, files, is_pending }) => Ok(ExportDocumentPayload {
                status: if is_pending { ExportStatus::Pending } else { ExportStatus::Exported },
                document: Some(Document(document)),
                files: files.into_iter().map(File).collect(),
                message: None,
                violations: Vec::new(),
            }),
            Err(error) => {
                let message = error.message().to_owned();
                let expected =
                    [ErrorKind::NotFound, ErrorKind::Invalid, ErrorKind::DoesNotFit, ErrorKind::Unavailable];
                // A database that is away is a fault like everywhere else.
                let is_away = error.kind() == ErrorKind::Unavailable && error.wait_ms().is_some();
                let refusal = Refusal::of(error, if is_away { &[] } else { &expected })?;
                let status = match refusal.kind {
                    ErrorKind::NotFound => ExportStatus::NotFound,
                    ErrorKind::DoesNotFit => ExportStatus::DoesNotFit,
                    ErrorKind::Unavailable => ExportStatus::EngineUnavailable,
                    _ => ExportStatus::Invalid,
                };
                Ok(ExportDocumentPayload {
                    message: Some(message),
                    violations: refusal.violations,
                    ..ExportDocumentPayload::refused(status)
                })
            }
        }
    }
}

/// Files to make of a document.
#[derive(InputObject)]
pub struct ExportDocumentInput {
    /// The document.
    document_id: ID,
    /// Which version; the current one when left out.
    version: Option<u32>,
    /// The formats, each once.
    formats: Vec<FileFormat>,
    /// What prints a PDF; the server's own choice when left out.
    engine: Option<PdfEngine>,
    /// The paper of formats with pages; that of the person's country when left out.
    paper: Option<Paper>,
    /// The standard a PDF is held to, which the engine `TYPST` alone keeps; its usual one, PDF/UA-1,
    /// when left out.
    pdf_standard: Option<PdfStandard>,
}

/// What prints PDFs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "config::PdfEngine")]
pub enum PdfEngine {
    /// The typesetter within the server; its files are tagged for assistive technology.
    Typst,
    /// The program of that name over the HTML of the document, where the server has it.
    Wkhtmltopdf,
}

/// A standard a PDF is held to. Each is tagged for assistive technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "pdf_standard::PdfStandard")]
pub enum PdfStandard {
    /// PDF/UA-1 (ISO 14289-1), as every PDF of the typesetter is.
    #[graphql(name = "UA_1")]
    Ua1,
    /// PDF/A-2a (ISO 19005-2) and PDF/UA-1 at once, to be kept for decades: a file that says which
    /// colours it means and on which day it was made, a little larger.
    #[graphql(name = "A_2A_UA_1")]
    A2aUa1,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "look::Paper")]
pub enum Paper {
    /// ISO A4, 210 × 297 mm.
    A4,
    /// US Letter, 8.5 × 11 in.
    UsLetter,
}

/// Files of a document, or why there are none.
#[derive(SimpleObject)]
pub struct ExportDocumentPayload {
    /// What came of it.
    status: ExportStatus,
    /// The document; null when nothing was made.
    document: Option<Document>,
    /// The files in the order asked.
    files: Vec<File>,
    /// Why nothing was made, for a person; null when something was.
    message: Option<String>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

/// What came of exporting a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ExportStatus {
    /// All files are there.
    Exported,
    /// The version's own PDF is still being printed in the background; the others are there. Ask
    /// again when `filesStatus` is no longer `PENDING`.
    Pending,
    /// The pages the document was made for cannot hold it. Nothing was made.
    DoesNotFit,
    /// The engine asked for is not installed on this server, or failed. Nothing was made.
    EngineUnavailable,
    /// The document or version does not exist, or belongs to somebody else.
    NotFound,
    /// A value of the input is wrong; see `violations`. Nothing was made.
    Invalid,
}

impl ExportDocumentPayload {
    fn refused(status: ExportStatus) -> Self {
        Self { status, document: None, files: Vec::new(), message: None, violations: Vec::new() }
    }
}
