//! Of a document that a model had a part in and the same by rules alone the better one: a model
//! makes words better or has no part.

use super::Input;
use crate::documents::model::{DocumentKind, LeftOutReason, ReadBack};
use crate::documents::text::plain_text;
use crate::error::Result;
use crate::generations::document_generator::draft;
use crate::generations::model::{Note, RULES_KEPT, ReviewedDraft};
use crate::generations::pdf_exporter::export;
use crate::generations::profile_compiler::compile;
use crate::generations::stage::StageContext;
use crate::jobs::analysis::analyze;
use crate::jobs::model::Method;
use crate::language::lexicon::Lexicon;
use crate::scoring::coverage::coverage;

/// What stage 4 would read had no model been asked. It follows from the frozen input alone.
pub fn by_rules(input: &Input, lexicon: &Lexicon) -> Input {
    let run = &input.run;
    let (analysis, compiled) = match input.analysis.method {
        Method::Rules => (input.analysis.clone(), input.compiled.clone()),
        Method::Model | Method::Cache => {
            let analysis = analyze(&run.posting, lexicon);
            let compiled = compile(run, &analysis, lexicon);
            (analysis.into(), compiled.into())
        }
    };
    let drafts = draft(run, &analysis, &compiled, lexicon);
    Input { run: run.clone(), analysis, compiled, drafts: drafts.into() }
}

/// The better of two versions of a document; of equals that which a model had a part in. The rules'
/// analysis in `rules` is what keywords are counted by.
///
/// # Errors
/// Those of the rules' version, where it is the one that counts.
pub fn better(
    model: Result<ReviewedDraft>,
    by_rules: Result<ReviewedDraft>,
    rules: &Input,
    ctx: &StageContext,
) -> Result<ReviewedDraft> {
    let (mut model, mut by_rules) = match (model, by_rules) {
        (Ok(model), Ok(by_rules)) => (model, by_rules),
        // What fits or holds only with a model's words stands; what does only without them, too.
        (model, by_rules) => return by_rules.or(model),
    };
    match fault(&model, &by_rules, rules, ctx) {
        None => {
            model.quality.method = Method::Model;
            Ok(model)
        }
        Some(fault) => {
            let kind = match by_rules.content.kind {
                DocumentKind::Resume => "résumé",
                DocumentKind::CoverLetter => "cover letter",
            };
            by_rules.quality.notes.push(Note {
                code: RULES_KEPT.to_owned(),
                message: format!(
                    "The {kind} is as the rules wrote it: with a model's part it would {fault}."
                ),
            });
            Ok(by_rules)
        }
    }
}

/// In what the version that a model had a part in would be worse; none where in nothing.
fn fault(
    model: &ReviewedDraft,
    by_rules: &ReviewedDraft,
    rules: &Input,
    ctx: &StageContext,
) -> Option<&'static str> {
    let supported = rules.compiled.supported.iter().map(|support| support.term.as_str());
    let text = plain_text(&model.content);
    let covered = coverage(&rules.analysis, supported, &text, ctx.lexicon).covered.len();
    if covered < by_rules.quality.coverage.covered.len() {
        return Some("name fewer keywords of the posting");
    }
    let had_to_go = |reviewed: &ReviewedDraft| {
        let left_out = &reviewed.quality.length.left_out;
        left_out.iter().filter(|left_out| left_out.reason == LeftOutReason::Fit).count()
    };
    if had_to_go(model) > had_to_go(by_rules) || model.quality.length.pages > by_rules.quality.length.pages {
        return Some("need more room");
    }
    let Ok((file, _)) = export(model, &rules.run, ctx) else {
        return Some("not be read by machines");
    };
    let is_lost = !file.read_back.is_perfect()
        && export(by_rules, &rules.run, ctx)
            .is_ok_and(|(other, _)| read(&other.read_back) > read(&file.read_back));
    is_lost.then_some("be read less well by machines")
}

/// How much a machine reads of a file.
fn read(read_back: &ReadBack) -> (usize, bool) {
    (read_back.fields.iter().filter(|field| field.is_found).count(), read_back.is_in_order)
}
