//! Lines of a résumé in better words, where a model works: the rules have written first, and
//! what they wrote stands unless a line in other words is as true and names as much.
//!
//! What a model returns is data. A line of it is taken only if the fact check passes it, on the
//! very facts the line rested on, and if it names every keyword the line named. Who fails, and
//! how, is told with the document; nothing else depends on it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Input;
use crate::ai::budget::fit::{Piece, fitting};
use crate::ai::budget::purse::Purse;
use crate::ai::budget::tokens::{count, worst_case};
use crate::ai::call::{Deltas, Request, Schema};
use crate::ai::prompts::{Prompts, schema_of};
use crate::ai::providers::models::Capabilities;
use crate::ai::routing::{Attempt, Means, Outcome, Question};
use crate::ai::setup::Ai;
use crate::ai::structured::{Mismatch, Structured, read};
use crate::documents::model::{BlockKind, DocumentContent, DocumentKind};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::judge;
use crate::generations::model::{Draft, Drafts, MODEL_UNAVAILABLE, ModelUse, Note, ScoredFact};
use crate::generations::stage::StageContext;
use crate::jobs::model::{Keyword, Method};
use crate::language::lexicon::Lexicon;
use crate::language::terms::TextIndex;
use crate::profiles::model::FactId;
use crate::scoring::coverage::CompiledKeywords;

/// The prompt.
const PROMPT: &str = "improve_claims";
/// Tokens one attempt of this stage may cost, question and answer.
const ATTEMPT_TOKENS: u32 = 3_000;
/// Tokens one document may cost, failed attempts among them.
const DOCUMENT_TOKENS: u64 = 8_000;
/// The most words of a line.
const MAX_WORDS: usize = 30;
/// Words a line may have more than the one it stands for, which says all there is to say.
const MAX_MORE_WORDS: usize = 4;
/// Tokens a line of the answer takes at most, with its id and the JSON around it.
const LINE_TOKENS: u32 = 75;
/// Tokens of an answer beside its lines.
const ANSWER_TOKENS: u32 = 40;
/// What a model that thinks before it answers may use for that.
const THINKING_TOKENS: u32 = 600;

/// Puts lines of the résumé in better words.
pub async fn improve(mut drafts: Drafts, input: &Arc<Input>, ctx: &StageContext, ai: &Ai) -> Drafts {
    let Some(at) = drafts.documents.iter().position(|draft| draft.content.kind == DocumentKind::Resume)
    else {
        return drafts;
    };
    let question = ImproveClaims::new(&drafts.documents[at].content, input, &ai.prompts);
    if question.lines.is_empty() {
        return drafts;
    }
    let means = Means { attempt_tokens: ATTEMPT_TOKENS, purses: vec![Purse::new(DOCUMENT_TOKENS)] };
    let Outcome { value, attempts } = ai.router.ask(&question, &means, &Deltas::silent()).await;
    drafts.model_use = ModelUse::of(ai.prompts.get(PROMPT).ok(), &attempts);
    let Some((improved, _)) = value else {
        drafts.documents[at].notes.push(told(&attempts));
        return drafts;
    };
    let (written, input) = (drafts.documents[at].clone(), Arc::clone(input));
    match ctx.compute(move |ctx| Ok(with_lines(written, &improved, &input, ctx.lexicon))).await {
        Ok(Some(changed)) => {
            drafts.documents[at] = changed;
            drafts.method = Method::Model;
        }
        Ok(None) => {}
        // What the rules wrote stands whatever becomes of an answer.
        Err(error) => tracing::error!("an answer of a model could not be looked at: {error}"),
    }
    drafts
}

/// What the person is told when nobody answered: why the preferred model did not.
fn told(attempts: &[Attempt]) -> Note {
    let first = attempts.iter().find_map(|attempt| Some((attempt, attempt.failure.as_ref()?)));
    let why =
        first.map(|(attempt, failure)| failure.told(&attempt.provider, "improving lines of the résumé"));
    let message = format!("The résumé is as the rules wrote it. {}", why.unwrap_or_default());
    Note { code: MODEL_UNAVAILABLE.to_owned(), message: message.trim_end().to_owned() }
}

/// The draft with the lines that are as true and name as much as those they stand for; none
/// where no line is.
fn with_lines(mut draft: Draft, improved: &Improved, input: &Input, lexicon: &Lexicon) -> Option<Draft> {
    let base = FactBase::new(&input.run.profile, &input.run.posting, input.run.today, lexicon);
    let keywords = CompiledKeywords::new(&input.analysis.keywords, lexicon);
    let named = |text: &str| named_terms(text, &keywords, lexicon);
    let mut lines: HashMap<&str, &str> = HashMap::new();
    for line in &improved.claims {
        // Of two for the same line the first counts.
        lines.entry(&line.id).or_insert(line.text.trim());
    }
    let mut is_changed = false;
    for claim in draft.content.claims_mut().filter(|claim| is_open(claim)) {
        let is_other = |text: &&&str| **text != claim.text && can_stand_for(&claim.text, text);
        let Some(text) = lines.get(claim.id.as_str()).filter(is_other) else { continue };
        let mut other = Claim { text: (*text).to_owned(), origin: ClaimOrigin::Model, ..claim.clone() };
        if judge(&mut other, &base) == Verdict::Pass && named(&other.text).is_superset(&named(&claim.text)) {
            *claim = other;
            is_changed = true;
        }
    }
    is_changed.then_some(draft)
}

fn named_terms<'k>(text: &str, keywords: &CompiledKeywords<'k>, lexicon: &Lexicon) -> HashSet<&'k str> {
    let index = TextIndex::new(text, lexicon);
    let named: Vec<(&Keyword, bool)> = keywords.named_in(&index).collect();
    named.into_iter().filter(|(_, is_named)| *is_named).map(|(keyword, _)| keyword.term.as_str()).collect()
}

/// Whether a text can stand for a line: hardly longer, and of letters, digits, visible ASCII and
/// what the line has itself, so that nothing invisible gets in.
fn can_stand_for(line: &str, text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let is_plain = |c: char| c.is_alphanumeric() || (' '..='~').contains(&c) || line.contains(c);
    !text.is_empty() && words(text) <= words(line) + MAX_MORE_WORDS && text.chars().all(is_plain)
}

/// Whether a claim may be put in other words: a line under an entry, in a fact's own words.
fn is_open(claim: &Claim) -> bool {
    matches!(claim.slot, Slot::Entry(_)) && claim.origin == ClaimOrigin::Verbatim
}

/// The question: which of these lines can be said better?
struct ImproveClaims<'a> {
    prompts: &'a Prompts,
    lines: Vec<Line>,
    terms: BTreeSet<&'a str>,
}

/// A line with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Line {
    id: String,
    text: String,
    facts: Vec<String>,
    #[serde(skip)]
    worth: f32,
}

/// What is asked for.
#[derive(Debug, Deserialize)]
struct Improved {
    claims: Vec<ImprovedLine>,
}

#[derive(Debug, Deserialize)]
struct ImprovedLine {
    id: String,
    text: String,
}

impl Structured for Improved {
    fn schema() -> Schema {
        schema_of(PROMPT)
    }
}

/// The variables of the prompt.
#[derive(Serialize)]
struct Variables<'a> {
    claims: Vec<&'a Line>,
    terms: &'a BTreeSet<&'a str>,
    max_words: usize,
}

impl<'a> ImproveClaims<'a> {
    fn new(content: &DocumentContent, input: &'a Input, prompts: &'a Prompts) -> Self {
        let scores: HashMap<&FactId, &ScoredFact> =
            input.compiled.facts.iter().map(|fact| (&fact.fact, fact)).collect();
        let told = [BlockKind::Experience, BlockKind::Projects, BlockKind::Volunteering];
        let blocks = content.blocks.iter().filter(|block| told.contains(&block.kind));
        let claims = blocks.flat_map(|block| &block.entries).flat_map(|entry| &entry.claims);
        let lines = claims.filter(|claim| is_open(claim)).map(|claim| {
            let cited = claim.cites.iter().filter_map(|citation| scores.get(&citation.fact));
            Line {
                id: claim.id.clone(),
                text: claim.text.clone(),
                // In a fact's own words the line is the fact.
                facts: vec![claim.text.clone()],
                worth: cited.map(|fact| fact.score).fold(0.0, f32::max),
            }
        });
        let terms = input.compiled.supported.iter().map(|support| support.term.as_str()).collect();
        Self { prompts, lines: lines.collect(), terms }
    }

    fn written(&self, lines: Vec<&Line>, capabilities: &Capabilities) -> Option<Request> {
        let answer = ANSWER_TOKENS + LINE_TOKENS * u32::try_from(lines.len()).ok()?;
        let thinking = if capabilities.takes_temperature { 0 } else { THINKING_TOKENS };
        let variables = Variables { claims: lines, terms: &self.terms, max_words: MAX_WORDS };
        let rendered = self.prompts.render(PROMPT, &variables).ok()?;
        Some(Request {
            system: rendered.system,
            user: rendered.user,
            wanted: Some(Improved::schema()),
            max_output_tokens: answer + thinking,
            temperature: Some(0.2),
            is_streamed: true,
        })
    }
}

impl Question for ImproveClaims<'_> {
    type Value = Improved;

    /// The most relevant lines, as many as fit.
    fn request(&self, capabilities: &Capabilities, max_tokens: u32) -> Option<Request> {
        let tokeniser = capabilities.tokeniser;
        let empty = worst_case(tokeniser, &self.written(Vec::new(), capabilities)?);
        let piece = |line: &Line| {
            let json = serde_json::to_string(line).unwrap_or_default();
            Piece { tokens: count(tokeniser, &json) + LINE_TOKENS, worth: line.worth, is_needed: false }
        };
        let pieces: Vec<Piece> = self.lines.iter().map(piece).collect();
        let mut room = max_tokens.checked_sub(empty)?;
        loop {
            let kept = fitting(&pieces, room)?;
            let lines: Vec<&Line> = kept.into_iter().map(|at| &self.lines[at]).collect();
            if lines.is_empty() {
                return None;
            }
            let request = self.written(lines, capabilities)?;
            // What the data field escapes costs a little more than it was counted for.
            match worst_case(tokeniser, &request).checked_sub(max_tokens) {
                None | Some(0) => return Some(request),
                Some(excess) => room = room.checked_sub(excess)?,
            }
        }
    }

    fn read(&self, answer: &str) -> Result<Improved, Mismatch> {
        read(answer)
    }
}
