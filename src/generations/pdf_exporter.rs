//! Stage 5: document → file, and what a machine reads in that very file.

use std::fmt::Write as _;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::model::{GenerationInput, RenderedFile, RenderedFiles, Reviewed, ReviewedDraft, StageName};
use super::paper::layout_options;
use super::quality_validator::judged;
use super::stage::{Stage, StageContext};
use crate::documents::evidence;
use crate::documents::model::{DocumentKind, ReadBack};
use crate::documents::readback::pdf::read_back;
use crate::documents::templates::{self, Template};
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
    let bytes = ctx.typesetter.pdf(&draft.content, template, &options)?;
    let read_back = read_back(&bytes, &draft.content)?;
    check_readable(draft.content.kind, template, &read_back)?;
    let coverage = judged(draft.content.kind, &draft.quality.coverage);
    let ats = ats::check(&evidence::gather(&draft.content, template, Some(&read_back), coverage));
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

/// Refuses a file in which a machine does not read everything, where its template promises that.
/// The message names the kinds of fields that were lost, never their words.
fn check_readable(kind: DocumentKind, template: &Template, read_back: &ReadBack) -> Result<()> {
    if !template.is_ats_safe || read_back.is_perfect() {
        return Ok(());
    }
    let mut lost: Vec<&str> =
        read_back.fields.iter().filter(|field| !field.is_found).map(|field| field.field.as_str()).collect();
    lost.sort_unstable();
    lost.dedup();
    let what = match (lost.is_empty(), read_back.is_in_order) {
        (false, _) => format!("these cannot be read in it: {}", lost.join(", ")),
        (true, false) => "its text is read in the wrong order".to_owned(),
        (true, true) => "some of its characters are not spelt".to_owned(),
    };
    Err(Error::new(
        ErrorKind::Internal,
        format!(
            "The {} was printed, but {what}. The file is not offered. Look for unusual characters in those \
             fields of the profile, or report it.",
            match kind {
                DocumentKind::Resume => "résumé",
                DocumentKind::CoverLetter => "cover letter",
            }
        ),
    ))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::model::ReadBackField;

    fn read_back(is_found: bool, is_in_order: bool, glyph_problems: &[&str]) -> ReadBack {
        ReadBack {
            fields: vec![ReadBackField {
                field: "employer".to_owned(),
                expected: "Harrow Mill".to_owned(),
                is_found,
            }],
            is_in_order,
            glyph_problems: glyph_problems.iter().map(|problem| (*problem).to_owned()).collect(),
            ..ReadBack::default()
        }
    }

    #[test]
    fn a_file_that_is_not_read_back_whole_is_not_offered() {
        let template = templates::find("ats").expect("the template");
        let check = |read: &ReadBack, said: Option<&str>| {
            let outcome = check_readable(DocumentKind::Resume, template, read);
            let message = outcome.err().map(|error| error.to_string());
            match (&message, said) {
                (None, None) => {}
                (Some(message), Some(said)) => {
                    assert!(message.contains(said), "{message}");
                    assert!(!message.contains("Harrow Mill"), "the words of the profile are told");
                }
                _ => panic!("{message:?} instead of {said:?}"),
            }
        };
        check(&read_back(true, true, &[]), None);
        check(&read_back(false, true, &[]), Some("employer"));
        check(&read_back(true, false, &[]), Some("wrong order"));
        check(&read_back(true, true, &["x is shown and not spelt"]), Some("not spelt"));
    }
}
