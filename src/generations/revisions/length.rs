//! How a changed document meets its pages: what it takes, and what goes where it is to be made to
//! fit. CPU-bound.

use crate::documents::fit::fit;
use crate::documents::formats::typst::{LayoutOptions, MAX_TIGHTNESS};
use crate::documents::model::{DocumentContent, LeftOut, PageFit};
use crate::documents::templates::Template;
use crate::error::{ErrorKind, Result};
use crate::generations::document_generator::drop_order::{DropOrder, drop_order};
use crate::generations::document_generator::material::Material;
use crate::generations::model::{CompiledProfile, GenerationInput};
use crate::generations::paper::layout_options;
use crate::generations::stage::StageContext;
use crate::jobs::model::JobAnalysis;

/// The pages a document takes as it is, set as tight as it needs to be; more than `pages` where
/// it does not fit, and none where it cannot be set, which its printing tells of.
///
/// # Errors
/// Those of a layout that are no fault of the document.
pub fn measured(
    content: &DocumentContent,
    run: &GenerationInput,
    pages: u8,
    template: &Template,
    ctx: &StageContext,
) -> Result<Option<PageFit>> {
    let options = layout_options(run, &content.look, 0);
    match fit(content, &[], &[], pages, template, &ctx.typesetter, &options) {
        Ok((_, length)) => Ok(Some(length)),
        Err(error) if error.kind() == ErrorKind::DoesNotFit => {
            let options = LayoutOptions { tightness: MAX_TIGHTNESS, ..options };
            let layout = ctx.typesetter.layout(content, template, &options)?;
            let taken = u8::try_from(layout.pages).unwrap_or(u8::MAX);
            Ok(Some(PageFit {
                pages_asked: pages,
                pages: taken,
                tightness: MAX_TIGHTNESS,
                left_out: Vec::new(),
            }))
        }
        Err(error) if matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Unsupported) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The document without what it has to go without so that `pages` hold it, and the facts that
/// went; none where even what has to stay is longer. What is pinned in the options of the run
/// stays.
///
/// # Errors
/// Those of a layout.
pub fn fitted(
    content: &DocumentContent,
    run: &GenerationInput,
    analysis: &JobAnalysis,
    compiled: &CompiledProfile,
    pages: u8,
    template: &Template,
    ctx: &StageContext,
) -> Result<Option<(DocumentContent, Vec<LeftOut>)>> {
    let material = Material::new(run, analysis, compiled, ctx.lexicon);
    let DropOrder { spare, rest } = drop_order(content, &material);
    let order = [spare, rest].concat();
    match fit(content, &[], &order, pages, template, &ctx.typesetter, &layout_options(run, &content.look, 0))
    {
        Ok((content, length)) => Ok(Some((content, length.left_out))),
        Err(error) if error.kind() == ErrorKind::DoesNotFit => Ok(None),
        Err(error) => Err(error),
    }
}
