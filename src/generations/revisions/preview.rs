//! What a document would be after a change, as a picture with all that is measured of it; nothing
//! is kept. CPU-bound.

use super::decide::{Asked, Decision, Ground, Resolution, decide, template_of};
use super::model::{Change, Outcome, RevisionStatus, read_report};
use crate::documents::formats::Source;
use crate::documents::formats::preview::{Preview, PreviewFormat, preview as picture_of};
use crate::documents::record::{Document, DocumentVersion};
use crate::error::{Error, ErrorKind, Result, Violation};
use crate::factcheck::model::Finding;
use crate::generations::model::GenerationInput;
use crate::generations::paper::layout_options;
use crate::generations::stage::StageContext;

/// Which picture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// The page, from 1.
    pub page: u32,
    /// How it is pictured.
    pub format: PreviewFormat,
    /// How wide, in pixels.
    pub width_px: u32,
}

/// A document as it would be.
#[derive(Debug, Clone)]
pub struct Previewed {
    /// Whether the change could be made, and if not why.
    pub status: RevisionStatus,
    /// The document as it is.
    pub document: Document,
    /// The version there would be; the current one where the change cannot be made.
    pub version: DocumentVersion,
    /// What was found of each operation, in order.
    pub outcomes: Vec<Outcome>,
    /// What was found of the document as a whole that stands against the change.
    pub findings: Vec<Finding>,
    /// The picture; none where the change cannot be made.
    pub picture: Option<Preview>,
}

/// Makes a change on paper.
///
/// # Errors
/// Those of [`decide`]; `Invalid` with the place for a page the document would not have, and for a
/// width no picture has.
pub fn preview(
    ground: Ground,
    asked: Asked,
    change: &Change,
    wanted: Wanted,
    ctx: &StageContext,
) -> Result<Previewed> {
    let Decision { resolution, outcomes } = decide(&ground, asked, change, ctx)?;
    let version = match resolution {
        Resolution::Unchanged => ground.version.clone(),
        Resolution::Next(next) => next.version,
        Resolution::Refused(status, findings) => {
            let Ground { document, version, .. } = ground;
            return Ok(Previewed { status, document, version, outcomes, findings, picture: None });
        }
    };
    let picture = picture(&ground, &version, wanted, ctx)?;
    Ok(Previewed {
        status: RevisionStatus::Saved,
        document: ground.document,
        version,
        outcomes,
        findings: Vec::new(),
        picture: Some(picture),
    })
}

fn picture(
    ground: &Ground,
    version: &DocumentVersion,
    wanted: Wanted,
    ctx: &StageContext,
) -> Result<Preview> {
    let template = template_of(&ground.document)?;
    let run = GenerationInput { today: version.created_at.date_naive(), ..ground.run.clone() };
    let options =
        layout_options(&run, &version.content.look, read_report(&version.quality)?.length.tightness);
    let Wanted { page, format, width_px } = wanted;
    let source = Source {
        content: &version.content,
        template,
        options: &options,
        typesetter: &ctx.typesetter,
        engine: None,
    };
    picture_of(&source, format, page, width_px).map_err(|error| match error.kind() {
        ErrorKind::Invalid => {
            let place = Violation::new("page", "out_of_range", error.message());
            Error::violations("The page was not pictured; see the fields.", vec![place])
        }
        _ => error,
    })
}
