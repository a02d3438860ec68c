//! Lines of a résumé in better words, where a model works: the rules have written first, and
//! what they wrote stands unless a line in other words is as true and names as much.
//!
//! What a model returns is data. A line of it is taken only if the fact check passes it, on the
//! very facts the line rested on, if it [says the same](says_the_same) as the line, and if it names
//! every keyword the line named. Who fails, and how, is told with the document; nothing else
//! depends on it. Lines that are printed only where there is room are not asked about.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::marker::PhantomData;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc::unbounded_channel;

use super::Input;
use super::live;
use crate::ai::cache::CacheScope;
use crate::ai::call::{Deltas, Schema};
use crate::ai::prompts::schema_of;
use crate::ai::setup::Ai;
use crate::ai::structured::Structured;
use crate::documents::model::{BlockKind, DocumentKind};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::rewording::says_the_same;
use crate::factcheck::written::judge;
use crate::generations::asking::{About, Asked, ListQuestion, ask};
use crate::generations::model::{CompiledProfile, Draft, Drafts, ScoredFact, StageName, StoppedLine};
use crate::generations::stage::StageContext;
use crate::jobs::model::{JobAnalysis, Keyword};
use crate::language::lexicon::Lexicon;
use crate::language::terms::TextIndex;
use crate::profiles::model::FactId;
use crate::scoring::coverage::CompiledKeywords;
use crate::telemetry::panics;

/// The prompt.
const PROMPT: &str = "improve_claims";
/// The most words of a line.
const MAX_WORDS: usize = 30;
/// Words a line may have more than the one it stands for, which says all there is to say.
const MAX_MORE_WORDS: usize = 4;
/// Tokens a line of the answer takes at most, with its id and the JSON around it.
pub const LINE_TOKENS: u32 = 75;

const ABOUT: About = About {
    document: Some(DocumentKind::Resume),
    attempt_tokens: 3_000,
    task: "improving lines of the résumé",
    else_stands: "The résumé is as the rules wrote it.",
};

/// Puts lines of the résumé in better words.
pub async fn improve(mut drafts: Drafts, input: &Arc<Input>, ctx: &StageContext, ai: &Ai) -> Drafts {
    let Some(at) = drafts.documents.iter().position(|draft| draft.content.kind == DocumentKind::Resume)
    else {
        return drafts;
    };
    let lines = lines(&drafts.documents[at], &input.compiled);
    if lines.is_empty() {
        return drafts;
    }
    let claims: HashSet<String> = lines.iter().map(|(line, _)| line.id.clone()).collect();
    let terms: BTreeSet<&str> =
        input.compiled.supported.iter().map(|support| support.term.as_str()).collect();
    let question = ListQuestion {
        prompts: &ai.prompts,
        prompt: PROMPT,
        pieces: lines,
        piece_tokens: LINE_TOKENS,
        is_streamed: true,
        variables: &|lines: &[&Line]| json!({ "claims": lines, "terms": terms, "max_words": MAX_WORDS }),
        cache: CacheScope::Content,
        value: PhantomData::<fn() -> Improved>,
    };
    let (sender, told) = unbounded_channel();
    let asked = async {
        let deltas = Deltas::new(sender);
        // The channel ends with the answer, and with it the telling.
        ask(&ai.router, &ctx.purses, ABOUT, &question, &deltas).await
    };
    let telling = live::tell(told, claims, StageName::DocumentGenerator, &ctx.progress);
    let (Asked { value, model_use, note, method }, ()) = tokio::join!(asked, telling);
    drafts.model_use = model_use;
    drafts.documents[at].notes.extend(note);
    let Some(Improved { claims }) = value else { return drafts };
    let (written, input) = (drafts.documents[at].clone(), Arc::clone(input));
    let taken = ctx.compute(move |ctx| {
        let base = FactBase::new(&input.run.profile, &input.run.posting, input.run.today, ctx.lexicon);
        Ok(with_lines(written, &claims, &input.analysis, &base, ctx.lexicon))
    });
    match taken.await {
        Ok(Taken { draft, is_changed, stopped }) => {
            drafts.stopped = stopped;
            if is_changed {
                drafts.documents[at] = draft;
                drafts.method = method;
            }
        }
        // What the rules wrote stands whatever becomes of an answer.
        Err(error) => {
            let (fault, place) = panics::fault(&error);
            tracing::error!(fault, place, "an answer of a model could not be looked at: {error}");
        }
    }
    drafts
}

/// What was taken of lines in other words.
#[derive(Debug)]
pub struct Taken {
    /// The draft with those that are as true and name as much as those they stand for.
    pub draft: Draft,
    /// Whether there is any.
    pub is_changed: bool,
    /// Those the fact check stopped.
    pub stopped: Vec<StoppedLine>,
}

/// Holds lines in other words against those they would stand for.
pub fn with_lines(
    mut draft: Draft,
    lines: &[ImprovedLine],
    analysis: &JobAnalysis,
    base: &FactBase<'_>,
    lexicon: &Lexicon,
) -> Taken {
    let keywords = CompiledKeywords::new(&analysis.keywords, lexicon);
    let named = |text: &str| named_terms(text, &keywords, lexicon);
    let mut others: HashMap<&str, &str> = HashMap::new();
    for line in lines {
        // Of two for the same line the first counts.
        others.entry(&line.id).or_insert(line.text.trim());
    }
    let (mut is_changed, mut stopped) = (false, Vec::new());
    for claim in draft.content.claims_mut().filter(|claim| is_open(claim)) {
        let is_other = |text: &&&str| **text != claim.text && can_stand_for(&claim.text, text);
        let Some(text) = others.get(claim.id.as_str()).filter(is_other) else { continue };
        let mut other = Claim { text: (*text).to_owned(), origin: ClaimOrigin::Model, ..claim.clone() };
        let is_as_good = |other: &Claim| {
            says_the_same(&claim.text, &other.text, lexicon)
                && named(&other.text).is_superset(&named(&claim.text))
        };
        match judge(&mut other, base) {
            Verdict::Pass if is_as_good(&other) => {
                *claim = other;
                is_changed = true;
            }
            Verdict::Block => stopped.push(StoppedLine { claim: other.id, text: other.text }),
            Verdict::Pass | Verdict::Warn => {}
        }
    }
    Taken { draft, is_changed, stopped }
}

fn named_terms<'k>(text: &str, keywords: &CompiledKeywords<'k>, lexicon: &Lexicon) -> HashSet<&'k str> {
    let index = TextIndex::new(text, lexicon);
    let named: Vec<(&Keyword, bool)> = keywords.named_in(&index).collect();
    named.into_iter().filter(|(_, is_named)| *is_named).map(|(keyword, _)| keyword.term.as_str()).collect()
}

/// Whether a text can stand for a line: hardly longer, and of letters, digits, visible ASCII and
/// what the line has itself, so that nothing invisible gets in.
pub fn can_stand_for(line: &str, text: &str) -> bool {
    let words = |text: &str| text.split_whitespace().count();
    let is_plain = |c: char| c.is_alphanumeric() || (' '..='~').contains(&c) || line.contains(c);
    !text.is_empty() && words(text) <= words(line) + MAX_MORE_WORDS && text.chars().all(is_plain)
}

/// Whether a claim may be put in other words: a line under an entry, in a fact's own words.
fn is_open(claim: &Claim) -> bool {
    matches!(claim.slot, Slot::Entry(_)) && claim.origin == ClaimOrigin::Verbatim
}

/// The lines that can be said better, each with its worth: those that are to be printed.
fn lines(draft: &Draft, compiled: &CompiledProfile) -> Vec<(Line, f32)> {
    let scores: HashMap<&FactId, &ScoredFact> =
        compiled.facts.iter().map(|fact| (&fact.fact, fact)).collect();
    let spare: HashSet<&str> = draft.spare.iter().map(String::as_str).collect();
    let told = [BlockKind::Experience, BlockKind::Projects, BlockKind::Volunteering];
    let blocks = draft.content.blocks.iter().filter(|block| told.contains(&block.kind));
    let entries = blocks
        .flat_map(|block| &block.entries)
        .filter(|entry| entry.header.as_ref().is_none_or(|header| !spare.contains(header.fact.as_str())));
    let claims = entries.flat_map(|entry| &entry.claims);
    let open = claims.filter(|claim| is_open(claim) && !spare.contains(claim.id.as_str()));
    open.map(|claim| {
        let cited = claim.cites.iter().filter_map(|citation| scores.get(&citation.fact));
        // In a fact's own words the line is the fact.
        let line = Line { id: claim.id.clone(), text: claim.text.clone(), facts: vec![claim.text.clone()] };
        (line, cited.map(|fact| fact.score).fold(0.0, f32::max))
    })
    .collect()
}

/// A line with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Line {
    id: String,
    text: String,
    facts: Vec<String>,
}

/// What is asked for.
#[derive(Debug, Deserialize)]
struct Improved {
    claims: Vec<ImprovedLine>,
}

/// A line in other words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ImprovedLine {
    /// The claim.
    pub id: String,
    /// The words.
    pub text: String,
}

impl Structured for Improved {
    fn schema() -> Schema {
        schema_of(PROMPT)
    }
}
