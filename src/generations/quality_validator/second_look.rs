//! What models have to say of drafts before they are reviewed: sentences that the fact check
//! stops, written once more and more strictly, and what a model of another house than the
//! writer's doubts. All of it is a proposal. Words written again go through the same check; an
//! opinion can only warn.
//!
//! The questions do not depend on each other, so they are asked side by side.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;
use std::sync::Arc;

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::repair::Rewrites;
use super::{Input, document};
use crate::ai::cache::CacheScope;
use crate::ai::call::{Deltas, Schema};
use crate::ai::prompts::schema_of;
use crate::ai::providers::models::capabilities_of;
use crate::ai::routing::Router;
use crate::ai::setup::Ai;
use crate::ai::structured::Structured;
use crate::documents::model::{DocumentContent, DocumentKind};
use crate::error::Result;
use crate::factcheck::FactBase;
use crate::factcheck::model::{Check, Claim, ClaimOrigin, Finding, Verdict};
use crate::factcheck::reasons::SECOND_OPINION;
use crate::factcheck::written::judge;
use crate::generations::asking::{About, Asked, ListQuestion, ask};
use crate::generations::document_generator::improve::{ImprovedLine, LINE_TOKENS, can_stand_for};
use crate::generations::model::{Draft, ModelUse, Note, StoppedLine};
use crate::generations::stage::StageContext;
use crate::language::span::Span;

/// The prompts.
const REWRITE: &str = "rewrite_claims";
const OPINION: &str = "second_opinion";
/// Tokens one attempt of this stage may cost, question and answer.
const ATTEMPT_TOKENS: u32 = 1_500;
/// The most words of a sentence.
const MAX_WORDS: usize = 40;
/// Tokens a doubt takes at most, with its quotation and the JSON around it.
const DOUBT_TOKENS: u32 = 40;

/// What models had to say of one draft.
#[derive(Debug, Clone, Default)]
pub struct Help {
    /// Other words for claims that were stopped.
    pub rewrites: Rewrites,
    /// Lines of a model, written again.
    pub lines: Vec<ImprovedLine>,
    /// What is doubted.
    pub doubts: Vec<Doubt>,
    /// Whether anybody answered.
    pub is_answered: bool,
    /// What the person is told when nobody did.
    pub notes: Vec<Note>,
    /// What it took.
    pub model_use: ModelUse,
}

impl Help {
    /// Whether it may change words.
    pub fn has_words(&self) -> bool {
        !self.rewrites.is_empty() || !self.lines.is_empty()
    }

    /// The doubts alone.
    pub fn doubts_only(&self) -> Self {
        Self { doubts: self.doubts.clone(), ..Self::default() }
    }
}

/// Words of a claim that another model doubts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The claim.
    claim: String,
    /// What it said.
    text: String,
    /// The words of it.
    quote: String,
}

impl Doubt {
    /// Notes doubts on the claims they are about, as far as these say what they said. A claim that
    /// passed is warned of; one that did not is no better or worse for it.
    pub fn note_all(doubts: &[Self], content: &mut DocumentContent) {
        for claim in content.claims_mut() {
            let said = doubts.iter().filter(|doubt| doubt.claim == claim.id && doubt.text == claim.text);
            let findings: Vec<Finding> = said.filter_map(|doubt| doubt.finding(claim)).collect();
            if !findings.is_empty() {
                claim.verdict = claim.verdict.max(Verdict::Warn);
                claim.findings.extend(findings);
            }
        }
    }

    fn finding(&self, claim: &Claim) -> Option<Finding> {
        let start = claim.text.find(&self.quote)?;
        Some(Finding {
            check: Check::Support,
            code: SECOND_OPINION.to_owned(),
            severity: Verdict::Warn,
            span: Span::new(start, start + self.quote.len()),
            facts: claim.cites.iter().map(|citation| citation.fact.clone()).collect(),
            message: "Another model doubts that the facts say this.".to_owned(),
            mend: None,
        })
    }
}

/// Asks about all drafts at once.
///
/// # Errors
/// `Internal` when the drafts cannot be looked at.
pub async fn take(input: &Arc<Input>, ctx: &StageContext, ai: &Ai) -> Result<Vec<Help>> {
    let shared = Arc::clone(input);
    let looked_at = ctx.compute(move |ctx| {
        let run = &shared.run;
        let base = FactBase::new(&run.profile, &run.posting, run.today, ctx.lexicon);
        let look = |draft: &Draft| Looked::at(draft, &shared, &base);
        Ok(shared.drafts.documents.iter().map(look).collect::<Vec<_>>())
    });
    let looked_at = looked_at.await?;
    // Who wrote nothing is judged by nobody, and no house judges its own.
    let writer = input.drafts.model_use.writer().map(|model| capabilities_of(model).family);
    let judge = writer.and_then(|family| ai.router.judge_for(family));
    let asked = looked_at.into_iter().map(|looked| help(looked, ctx, ai, judge.as_ref()));
    Ok(join_all(asked).await)
}

/// The sentences of a draft that there is something to ask about.
struct Looked {
    kind: DocumentKind,
    stopped: Vec<Sentence>,
    /// Ids of lines that are not in the draft, of the stopped.
    lines: HashSet<String>,
    open: Vec<Sentence>,
}

/// A sentence with what it rests on.
#[derive(Debug, Clone, Serialize)]
pub struct Sentence {
    id: String,
    text: String,
    facts: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<String>,
}

impl Sentence {
    /// A claim that was judged, with the words of the facts it cites.
    pub fn of(claim: &Claim, base: &FactBase<'_>) -> Self {
        let facts = claim.cites.iter().filter_map(|citation| base.find(&citation.fact));
        let problems = claim.findings.iter().filter(|finding| finding.severity == Verdict::Block);
        Self {
            id: claim.id.clone(),
            text: claim.text.clone(),
            facts: facts.map(|known| known.fact.text.clone()).collect(),
            problems: problems.map(|finding| finding.message.clone()).collect(),
        }
    }
}

impl Looked {
    fn at(draft: &Draft, input: &Input, base: &FactBase<'_>) -> Self {
        let mut content = draft.content.clone();
        document::mend_headers(&mut content, &input.run.profile);
        let spare: HashSet<&str> = draft.spare.iter().map(String::as_str).collect();
        let is_resume = content.kind == DocumentKind::Resume;
        let not_taken: HashMap<&str, &StoppedLine> = input
            .drafts
            .stopped
            .iter()
            .filter(|_| is_resume)
            .map(|line| (line.claim.as_str(), line))
            .collect();
        let mut looked =
            Self { kind: content.kind, stopped: Vec::new(), lines: HashSet::new(), open: Vec::new() };
        for claim in content.claims_mut().filter(|claim| !spare.contains(claim.id.as_str())) {
            if judge(claim, base) == Verdict::Block {
                looked.stopped.push(Sentence::of(claim, base));
            } else if let Some(line) = not_taken.get(claim.id.as_str()) {
                let mut other =
                    Claim { text: line.text.clone(), origin: ClaimOrigin::Model, ..claim.clone() };
                judge(&mut other, base);
                looked.lines.insert(other.id.clone());
                looked.stopped.push(Sentence::of(&other, base));
            } else if claim.origin != ClaimOrigin::Verbatim && !claim.cites.is_empty() {
                looked.open.push(Sentence::of(claim, base));
            }
        }
        looked
    }
}

/// Has stopped sentences written again, and asks what is doubted of the others.
async fn help(looked: Looked, ctx: &StageContext, ai: &Ai, judge: Option<&Router>) -> Help {
    let Looked { kind, stopped, lines, open } = looked;
    let rewritten = async {
        match stopped.is_empty() {
            true => None,
            false => Some(rewrite(kind, &stopped, ctx, ai).await),
        }
    };
    let judged = async {
        match judge {
            Some(judge) if !open.is_empty() => Some(doubt(kind, &open, ctx, ai, judge).await),
            _ => None,
        }
    };
    let (rewritten, judged) = tokio::join!(rewritten, judged);
    let mut help = Help::default();
    if let Some(Asked { value, model_use, note, .. }) = rewritten {
        help.model_use.add(model_use);
        help.notes.extend(note);
        help.is_answered |= value.is_some();
        let written: HashMap<&str, &Sentence> =
            stopped.iter().map(|sentence| (sentence.id.as_str(), sentence)).collect();
        for line in value.into_iter().flat_map(|Rewritten { claims }| claims) {
            let is_plain =
                written.get(line.id.as_str()).is_some_and(|old| can_stand_for(&old.text, line.text.trim()));
            if is_plain && lines.contains(&line.id) {
                help.lines.push(line);
            } else if is_plain {
                help.rewrites.entry(line.id).or_insert(line.text);
            }
        }
    }
    // That nobody gave a second opinion leaves nothing to be told: there is none then.
    if let Some(Asked { value, model_use, .. }) = judged {
        help.model_use.add(model_use);
        help.is_answered |= value.is_some();
        let doubts = value.into_iter().flat_map(|Opinion { doubts }| doubts);
        help.doubts = doubts.filter_map(|doubted| doubted.of(&open)).collect();
    }
    help
}

/// Has sentences that were stopped written once more, and more strictly.
pub async fn rewrite(
    kind: DocumentKind,
    stopped: &[Sentence],
    ctx: &StageContext,
    ai: &Ai,
) -> Asked<Rewritten> {
    let about = About {
        document: Some(kind),
        attempt_tokens: ATTEMPT_TOKENS,
        task: "rewriting sentences that could not be supported",
        else_stands: "Sentences that could not be supported gave way to the facts themselves.",
    };
    let question = ListQuestion {
        prompts: &ai.prompts,
        prompt: REWRITE,
        pieces: stopped.iter().map(|sentence| (sentence, 1.0)).collect(),
        piece_tokens: LINE_TOKENS,
        is_streamed: false,
        variables: &|claims: &[&&Sentence]| json!({ "claims": claims, "max_words": MAX_WORDS }),
        cache: CacheScope::Content,
        value: PhantomData,
    };
    ask(&ai.router, &ctx.purses, about, &question, &Deltas::silent()).await
}

async fn doubt(
    kind: DocumentKind,
    open: &[Sentence],
    ctx: &StageContext,
    ai: &Ai,
    judge: &Router,
) -> Asked<Opinion> {
    let about = About {
        document: Some(kind),
        attempt_tokens: ATTEMPT_TOKENS,
        task: "giving a second opinion",
        else_stands: "",
    };
    let question = ListQuestion {
        prompts: &ai.prompts,
        prompt: OPINION,
        pieces: open.iter().map(|sentence| (sentence, 1.0)).collect(),
        piece_tokens: DOUBT_TOKENS,
        is_streamed: false,
        variables: &|claims: &[&&Sentence]| json!({ "claims": claims }),
        cache: CacheScope::Content,
        value: PhantomData,
    };
    ask(judge, &ctx.purses, about, &question, &Deltas::silent()).await
}

/// What is asked for of stopped sentences.
#[derive(Debug, Deserialize)]
pub struct Rewritten {
    /// Those that were written again.
    pub claims: Vec<ImprovedLine>,
}

impl Structured for Rewritten {
    fn schema() -> Schema {
        schema_of(REWRITE)
    }
}

/// What is asked for of the others.
#[derive(Debug, Deserialize)]
struct Opinion {
    doubts: Vec<Doubted>,
}

#[derive(Debug, Deserialize)]
struct Doubted {
    id: String,
    quote: String,
}

impl Doubted {
    /// The doubt, if it quotes one of the sentences.
    fn of(self, open: &[Sentence]) -> Option<Doubt> {
        let sentence = open.iter().find(|sentence| sentence.id == self.id)?;
        let quote = self.quote.trim();
        (!quote.is_empty() && sentence.text.contains(quote)).then(|| Doubt {
            claim: self.id,
            text: sentence.text.clone(),
            quote: quote.to_owned(),
        })
    }
}

impl Structured for Opinion {
    fn schema() -> Schema {
        schema_of(OPINION)
    }
}
