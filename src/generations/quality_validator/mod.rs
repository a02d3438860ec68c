//! Stage 4: drafts → checked and mended drafts with their quality.
//!
//! Every claim goes through the fact check. One that is stopped is rewritten once where a model
//! works, else replaced by the fact it cites where that can stand in its place, and otherwise
//! dropped; all are counted. Then the document is fitted to its pages and checked as a whole:
//! a line that rests on nothing ends the run. What is left is measured. Where a model had a part
//! in a document, it is held against the same by rules alone, and the better one is kept.

mod better;
mod document;
mod omissions;
mod readability;
pub mod remeasure;
pub mod repair;
pub(super) mod second_look;

use std::collections::HashSet;
use std::sync::Arc;

use super::document_generator::improve;
use super::model::{
    CompiledProfile, Draft, Factuality, GenerationInput, MODEL_UNAVAILABLE, ModelUse, Note, QualityReport,
    Reviewed, ReviewedDraft, StageName,
};
use super::paper::layout_options;
use super::stage::{Stage, StageContext};
use crate::documents::evidence;
use crate::documents::fit::fit;
use crate::documents::model::{DocumentContent, DocumentKind, PageFit};
use crate::documents::templates::{self, Template};
use crate::documents::text::plain_text;
use crate::documents::whole::printed_document;
use crate::error::{Error, ErrorKind, Result};
use crate::factcheck::model::{Claim, ClaimOrigin, Finding, Verdict};
use crate::factcheck::{FactBase, check_document};
use crate::jobs::model::{JobAnalysis, Method};
use crate::scoring::{ats, coverage};
use omissions::left_out;
use repair::Mended;
use second_look::{Doubt, Help};

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
        let input = Arc::new(input);
        let helps = match &ctx.ai {
            Some(ai) => second_look::take(&input, ctx, ai).await?,
            None => Vec::new(),
        };
        let mut model_use = ModelUse::default();
        helps.iter().for_each(|help| model_use.add(help.model_use.clone()));
        let method = if helps.iter().any(|help| help.is_answered) { Method::Model } else { Method::Rules };
        let documents = ctx
            .compute(move |ctx| {
                let base =
                    FactBase::new(&input.run.profile, &input.run.posting, input.run.today, ctx.lexicon);
                let drafts = &input.drafts.documents;
                let helps = helps.into_iter().map(Some).chain(std::iter::repeat(None));
                let mut rules = None;
                let mut documents = Vec::new();
                for (draft, help) in drafts.iter().zip(helps) {
                    let help = help.unwrap_or_default();
                    let reviewed = review(draft, &input, &base, ctx, &help);
                    documents.push(if has_part(draft, &input, &help) {
                        let rules = rules.get_or_insert_with(|| better::by_rules(&input, ctx.lexicon));
                        let mut same = rules.drafts.documents[documents.len()].clone();
                        same.notes.extend(
                            draft.notes.iter().filter(|note| note.code == MODEL_UNAVAILABLE).cloned(),
                        );
                        let by_rules = review(&same, rules, &base, ctx, &help.doubts_only());
                        better::better(reviewed, by_rules, rules, ctx)?
                    } else {
                        reviewed?
                    });
                    ctx.progressed(Self::NAME, documents.len() as f32 / drafts.len() as f32);
                }
                Ok(documents)
            })
            .await?;
        Ok(Reviewed { documents, method, model_use })
    }
}

/// Whether a model had a part in what the document says.
fn has_part(draft: &Draft, input: &Input, help: &Help) -> bool {
    let is_written = input.drafts.method != Method::Rules
        && draft.content.claims().any(|claim| claim.origin == ClaimOrigin::Model);
    is_written || help.has_words() || input.analysis.method != Method::Rules
}

/// Reviews one draft.
///
/// # Errors
/// `DoesNotFit` when pinned content is longer than the pages asked for, `Unsupported` when the
/// document as a whole would say what no fact carries.
fn review(
    draft: &Draft,
    input: &Input,
    base: &FactBase<'_>,
    ctx: &StageContext,
    help: &Help,
) -> Result<ReviewedDraft> {
    let Input { run, analysis, compiled, .. } = input;
    let template = template_of(run, draft.content.kind)?;
    let draft = &improve::with_lines(draft.clone(), &help.lines, analysis, base, ctx.lexicon).draft;
    let mut content = draft.content.clone();
    let mut notes = draft.notes.clone();
    notes.extend(help.notes.iter().cloned());
    let stopped_headers = document::mend_headers(&mut content, &run.profile);
    let mended = repair::mend_claims(&mut content, &run.profile, base, &help.rewrites);
    let unstopped = content.clone();
    let spare: HashSet<&str> = draft.spare.iter().map(String::as_str).collect();
    let repeated = document::drop_doubles(&mut content, &spare, ctx.lexicon);
    if stopped_headers > 0 {
        notes.push(note(
            "header_mended",
            "Some entry did not print what the profile says of it and was copied again.",
        ));
    }
    if mended.blocked > 0 {
        notes.push(note(
            "claims_blocked",
            "Some sentences could not be supported and were put in other words, replaced or left out.",
        ));
    }
    if repeated > 0 {
        notes.push(note("claims_repeated", "Some sentences said what earlier ones say and were left out."));
    }

    let pages = match content.kind {
        DocumentKind::Resume => run.options.pages,
        DocumentKind::CoverLetter => LETTER_PAGES,
    };
    let single = content;
    let (spare, drop_order) = (standing(&single, &draft.spare), standing(&single, &draft.drop_order));
    let options = layout_options(run, &single.look, 0);
    let (mut content, mut length) =
        fit(&single, &spare, &drop_order, pages, template, &ctx.typesetter, &options)?;
    if content.kind == DocumentKind::Resume {
        length.left_out = left_out(&[&draft.content, &unstopped, &single, &content], compiled, base);
    }
    tell_pages(&mut notes, &length);
    Doubt::note_all(&help.doubts, &mut content);

    notes.extend(doubts(&content));
    notes.extend(check_whole(&content, &draft.content, base)?);

    let supported = compiled.supported.iter().map(|support| support.term.as_str());
    let coverage = coverage::coverage(analysis, supported, &plain_text(&content), ctx.lexicon);
    let evidence = evidence::gather(&content, template, None, judged(content.kind, &coverage));
    let quality = QualityReport {
        factuality: factuality(&content, mended, repeated),
        ats: ats::check(&evidence),
        readability: readability::measure(&content, ctx.lexicon),
        coverage,
        length,
        notes,
        method: Method::Rules,
    };
    Ok(ReviewedDraft { content, template: template.name.to_owned(), quality })
}

/// Of these claims and entries those that stand in a document.
fn standing(content: &DocumentContent, ids: &[String]) -> Vec<String> {
    let entries = content.blocks.iter().flat_map(|block| &block.entries);
    let headers = entries.filter_map(|entry| entry.header.as_ref()).map(|header| header.fact.as_str());
    let standing: HashSet<&str> = content.claims().map(|claim| claim.id.as_str()).chain(headers).collect();
    ids.iter().filter(|id| standing.contains(id.as_str())).cloned().collect()
}

/// Says that fewer pages were printed than asked, or no longer does.
pub fn tell_pages(notes: &mut Vec<Note>, length: &PageFit) {
    const FEWER: &str = "fewer_pages";
    notes.retain(|note| note.code != FEWER);
    if length.pages < length.pages_asked {
        notes.push(note(FEWER, "Everything there is to print fits on fewer pages than asked."));
    }
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

/// Checks the document as a whole; says what a person should look at.
///
/// # Errors
/// `Unsupported` for a line that rests on nothing, an identity that is not the profile's, a
/// section lost or doubled. The message names what was found and none of the words.
fn check_whole(content: &DocumentContent, draft: &DocumentContent, base: &FactBase) -> Result<Vec<Note>> {
    let findings = check_document(&printed_document(content, draft), base);
    let blocks = findings.iter().filter(|finding| finding.severity == Verdict::Block);
    let mut codes: Vec<&str> = blocks.map(|finding| finding.code.as_str()).collect();
    codes.dedup();
    if codes.is_empty() {
        return Ok(notes_of(&findings));
    }
    let kind = match content.kind {
        DocumentKind::Resume => "résumé",
        DocumentKind::CoverLetter => "cover letter",
    };
    let message = format!(
        "The {kind} would say what no fact of the profile carries, so it was not made ({}). Report it.",
        codes.join(", ")
    );
    Err(Error::new(ErrorKind::Unsupported, message))
}

fn factuality(content: &DocumentContent, mended: Mended, repeated: u32) -> Factuality {
    let count = |is_counted: &dyn Fn(&Claim) -> bool| {
        let counted = content.claims().filter(|claim| is_counted(claim)).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    };
    let Mended { blocked, rewritten, replaced, dropped } = mended;
    Factuality {
        claims: count(&|_| true),
        verbatim: count(&|claim| claim.origin == ClaimOrigin::Verbatim),
        joined: count(&|claim| claim.origin != ClaimOrigin::Verbatim),
        warned: count(&|claim| claim.verdict == Verdict::Warn),
        blocked,
        rewritten,
        replaced,
        dropped,
        repeated,
    }
}

/// What the check let pass with a doubt, for a person to look at.
fn doubts(content: &DocumentContent) -> Vec<Note> {
    content.claims().flat_map(|claim| notes_of(&claim.findings)).collect()
}

fn notes_of(findings: &[Finding]) -> Vec<Note> {
    let doubts = findings.iter().filter(|finding| finding.severity == Verdict::Warn);
    doubts
        .map(|finding| {
            let mend = finding.mend.as_deref().unwrap_or_default();
            note(&finding.code, format!("{} {mend}", finding.message).trim())
        })
        .collect()
}

fn note(code: &str, message: &str) -> Note {
    Note { code: code.to_owned(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::model::{BlockKind, Copied, EntryHeader};
    use crate::generations::document_generator;
    use crate::generations::model::GenerationOptions;
    use crate::generations::profile_compiler;
    use crate::jobs::analysis::analyze;
    use crate::jobs::posting;
    use crate::language::lexicon::Lexicon;
    use crate::profiles::json_resume;
    use crate::profiles::model::FactId;
    use chrono::NaiveDate;

    const PROFILE: &[u8] = include_bytes!("../../../examples/data/profile-registered-nurse.json");
    const POSTING: &str = include_str!("../../../examples/data/job-registered-nurse.txt");

    #[test]
    fn a_document_that_says_what_no_fact_carries_is_not_made() {
        let lexicon = Lexicon::built_in();
        let run = GenerationInput::new(
            json_resume::from_slice(PROFILE, &mut json_resume::path_ids()).expect("a profile"),
            posting::read(POSTING).expect("a posting"),
            GenerationOptions::default(),
            NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day"),
        );
        let analysis = analyze(&run.posting, lexicon);
        let compiled = profile_compiler::compile(&run, &analysis, lexicon);
        let base = FactBase::new(&run.profile, &run.posting, run.today, lexicon);
        let drafts = document_generator::draft(&run, &analysis, &compiled, lexicon).documents;
        for draft in &drafts {
            check_whole(&draft.content, &draft.content, &base).expect("a document of facts");
        }
        let check = |change: &dyn Fn(&mut DocumentContent), code: &str| {
            let draft = &drafts[0].content;
            let mut content = draft.clone();
            change(&mut content);
            let error = check_whole(&content, draft, &base).expect_err(code);
            assert_eq!(error.kind(), ErrorKind::Unsupported);
            assert!(error.message().contains(code), "{code}: {}", error.message());
            assert!(!error.message().contains("Larch"), "the words are not told: {}", error.message());
        };
        let experience = |content: &DocumentContent| {
            content.blocks.iter().position(|block| block.kind == BlockKind::Experience).expect("experience")
        };
        let copied = |text: &str| Some(Copied { text: text.to_owned(), fact: FactId::new("$.basics.name") });
        check(&|content| content.identity.name = copied("Ada Larch"), "identity");
        check(&|content| content.identity.email = copied("larch@example.com"), "identity");
        let header = |content: &mut DocumentContent, change: &dyn Fn(&mut EntryHeader)| {
            let at = experience(content);
            change(content.blocks[at].entries[0].header.as_mut().expect("a header"));
        };
        check(&|content| header(content, &|header| header.title = "Chief Larch".to_owned()), "orphan_line");
        check(
            &|content| header(content, &|header| header.organisation = "Larch Clinic".to_owned()),
            "orphan_line",
        );
        check(
            &|content| header(content, &|header| header.period.start = "1999-01".parse().ok()),
            "orphan_line",
        );
        check(&|content| header(content, &|header| header.fact = FactId::new("$.work[77]")), "orphan_line");
        check(
            &|content| {
                let at = experience(content);
                content.blocks[at].entries[0].claims[0].verdict = Verdict::Block;
            },
            "orphan_line",
        );
        check(
            &|content| {
                let at = experience(content);
                content.blocks.remove(at);
            },
            "section_lost",
        );
        check(
            &|content| {
                let at = experience(content);
                content.blocks.push(content.blocks[at].clone());
            },
            "section_doubled",
        );
    }
}
