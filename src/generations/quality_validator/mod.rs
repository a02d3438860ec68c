//! Stage 4: drafts → checked and mended drafts with their quality.
//!
//! Every claim goes through the fact check. One that is stopped is replaced by the fact it
//! cites where that can stand in its place, and otherwise dropped; both are counted. Then the
//! document is fitted to its pages, and what is left is measured.

mod document;
mod readability;
mod repair;

use std::sync::Arc;

use super::model::{
    CompiledProfile, Draft, Factuality, GenerationInput, Note, QualityReport, Reviewed, ReviewedDraft,
    StageName,
};
use super::paper::layout_options;
use super::stage::{Stage, StageContext};
use crate::documents::evidence;
use crate::documents::fit::fit;
use crate::documents::model::{DocumentContent, DocumentKind};
use crate::documents::templates::{self, Template};
use crate::documents::text::plain_text;
use crate::error::{Error, Result};
use crate::factcheck::FactBase;
use crate::factcheck::model::{ClaimOrigin, Verdict};
use crate::jobs::model::{JobAnalysis, Method};
use crate::scoring::{ats, coverage};

/// Pages of a letter.
const LETTER_PAGES: u8 = 1;

/// Checks, mends, fits and measures the drafts.
pub struct QualityValidator;

/// What stage 4 reads.
pub struct Input {
    /// What the run was asked.
    pub run: Arc<GenerationInput>,
    /// What the posting asks for.
    pub analysis: Arc<JobAnalysis>,
    /// The profile as the posting sees it.
    pub compiled: Arc<CompiledProfile>,
    /// The drafts.
    pub drafts: Arc<super::model::Drafts>,
}

impl Stage for QualityValidator {
    type Input = Input;
    type Output = Reviewed;
    const NAME: StageName = StageName::QualityValidator;

    async fn run(&self, ctx: &StageContext, input: Input) -> Result<Reviewed> {
        let documents = ctx
            .compute(move |ctx| {
                let base =
                    FactBase::new(&input.run.profile, &input.run.posting, input.run.today, ctx.lexicon);
                let drafts = &input.drafts.documents;
                let mut documents = Vec::new();
                for draft in drafts {
                    documents.push(review(draft, &input, &base, ctx)?);
                    ctx.progressed(Self::NAME, documents.len() as f32 / drafts.len() as f32);
                }
                Ok(documents)
            })
            .await?;
        Ok(Reviewed { documents, method: Method::Rules })
    }
}

/// Reviews one draft.
///
/// # Errors
/// `DoesNotFit` when pinned content is longer than the pages asked for.
fn review(draft: &Draft, input: &Input, base: &FactBase<'_>, ctx: &StageContext) -> Result<ReviewedDraft> {
    let Input { run, analysis, compiled, .. } = input;
    let template = template_of(run, draft.content.kind)?;
    let mut content = draft.content.clone();
    let mut notes = draft.notes.clone();
    let stopped_headers = document::mend_headers(&mut content, &run.profile);
    let mut blocked = repair::mend_claims(&mut content, &run.profile, base);
    blocked += document::drop_doubles(&mut content, ctx.lexicon);
    if stopped_headers > 0 {
        notes.push(note(
            "header_mended",
            "Some entry did not print what the profile says of it and was copied again.",
        ));
    }
    if blocked > 0 {
        notes.push(note(
            "claims_blocked",
            "Some sentences could not be supported and were replaced or left out.",
        ));
    }

    notes.extend(doubts(&content));

    let pages = match content.kind {
        DocumentKind::Resume => run.options.pages,
        DocumentKind::CoverLetter => LETTER_PAGES,
    };
    let drop_order: Vec<String> = {
        let entries = content.blocks.iter().flat_map(|block| &block.entries);
        let headers = entries.filter_map(|entry| entry.header.as_ref());
        let standing: std::collections::HashSet<&str> = content
            .claims()
            .map(|claim| claim.id.as_str())
            .chain(headers.map(|header| header.fact.as_str()))
            .collect();
        draft.drop_order.iter().filter(|id| standing.contains(id.as_str())).cloned().collect()
    };
    let (content, length) =
        fit(&content, &drop_order, pages, template, &ctx.typesetter, &layout_options(run, 0))?;

    let supported = compiled.supported.iter().map(|support| support.term.as_str());
    let coverage = coverage::coverage(analysis, supported, &plain_text(&content), ctx.lexicon);
    let evidence = evidence::gather(&content, template, None, judged(content.kind, &coverage));
    let quality = QualityReport {
        factuality: factuality(&content, blocked),
        ats: ats::check(&evidence),
        readability: readability::measure(&content, ctx.lexicon),
        coverage,
        length,
        notes,
    };
    Ok(ReviewedDraft { content, template: template.name.to_owned(), quality })
}

/// The coverage the ATS check may judge: a résumé's. A letter is not meant to list keywords.
pub fn judged(
    kind: DocumentKind,
    coverage: &crate::scoring::model::Coverage,
) -> Option<&crate::scoring::model::Coverage> {
    (kind == DocumentKind::Resume).then_some(coverage)
}

fn template_of(run: &GenerationInput, kind: DocumentKind) -> Result<&'static Template> {
    let name = match kind {
        DocumentKind::Resume => &run.options.resume_template,
        DocumentKind::CoverLetter => &run.options.letter_template,
    };
    templates::find(name).ok_or_else(|| Error::invalid(format!("There is no template \"{name}\".")))
}

fn factuality(content: &DocumentContent, blocked: u32) -> Factuality {
    let claims = content.claims().count();
    let verbatim = content.claims().filter(|claim| claim.origin == ClaimOrigin::Verbatim).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Factuality {
        claims: count(claims),
        verbatim: count(verbatim),
        rewritten: count(claims - verbatim),
        blocked,
    }
}

/// What the check let pass with a doubt, for a person to look at.
fn doubts(content: &DocumentContent) -> Vec<Note> {
    let findings = content.claims().flat_map(|claim| &claim.findings);
    findings
        .filter(|finding| finding.severity == Verdict::Warn)
        .map(|finding| {
            let mend = finding.mend.as_deref().unwrap_or_default();
            note(&finding.code, format!("{} {mend}", finding.message).trim())
        })
        .collect()
}

fn note(code: &str, message: &str) -> Note {
    Note { code: code.to_owned(), message: message.to_owned() }
}
