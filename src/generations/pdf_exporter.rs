//! Stage 5: document → file, and what a machine reads in that very file.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::model::{GenerationInput, RenderedFile, RenderedFiles, Reviewed, ReviewedDraft, StageName};
use super::paper::layout_options;
use super::quality_validator::judged;
use super::stage::{Stage, StageContext};
use crate::documents::evidence::{self, FileRead};
use crate::documents::formats::{self, Engine, Source};
use crate::documents::record::FileFormat;
use crate::documents::templates;
use crate::error::{Error, ErrorKind, Result};
use crate::scoring::ats;

/// Prints the reviewed documents and reads the files back.
pub struct PdfExporter;

/// What stage 5 reads.
pub struct Input {
    /// What the run was asked.
    pub run: Arc<GenerationInput>,
    /// The documents, checked and fitted.
    pub reviewed: Arc<Reviewed>,
}

/// Stage 5's result with the bytes that travel beside it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Rendered {
    /// What is saved as the result.
    pub files: RenderedFiles,
    /// The bytes of each file, in order; they are stored as blobs, not in the result.
    #[serde(skip)]
    pub bytes: Vec<Vec<u8>>,
}

impl Stage for PdfExporter {
    type Input = Input;
    type Output = Rendered;
    const NAME: StageName = StageName::PdfExporter;

    async fn run(&self, ctx: &StageContext, input: Input) -> Result<Rendered> {
        let mut rendered = Rendered::default();
        let input = Arc::new(input);
        let count = input.reviewed.documents.len();
        for index in 0..count {
            let shared = Arc::clone(&input);
            let (file, bytes) =
                ctx.compute(move |ctx| export(&shared.reviewed.documents[index], &shared.run, ctx)).await?;
            rendered.files.files.push(file);
            rendered.bytes.push(bytes);
            ctx.progressed(Self::NAME, (index + 1) as f32 / count as f32);
        }
        Ok(rendered)
    }
}

/// Prints one document.
///
/// # Errors
/// `Internal` when a template that promises to be readable by machines printed a file that
/// is not: such a file is not offered.
pub fn export(
    draft: &ReviewedDraft,
    run: &GenerationInput,
    ctx: &StageContext,
) -> Result<(RenderedFile, Vec<u8>)> {
    let template = templates::find(&draft.template).ok_or_else(|| {
        Error::new(ErrorKind::Invalid, format!("There is no template \"{}\".", draft.template))
    })?;
    let options = layout_options(run, &draft.content.look, draft.quality.length.tightness);
    // A stage that is told to stop ends with the engine's run, which is bounded.
    let engine = ctx.pdf_engine.as_deref().map(|program| Engine { program, is_cancelled: &|| false });
    let source =
        Source { content: &draft.content, template, options: &options, typesetter: &ctx.typesetter, engine };
    let pages = draft.quality.length.pages_asked;
    let (bytes, read_back) = formats::make_on_pages(FileFormat::Pdf, &source, pages)?;
    let coverage = judged(draft.content.kind, &draft.quality.coverage);
    let file = FileRead { format: FileFormat::Pdf, read_back: &read_back };
    let ats = ats::check(&evidence::gather(&draft.content, template, Some(file), coverage));
    let file = RenderedFile {
        kind: draft.content.kind,
        sha256: hexadecimal(&Sha256::digest(&bytes)),
        size_bytes: read_back.size_bytes,
        pages: read_back.pages,
        read_back,
        ats,
    };
    Ok((file, bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
