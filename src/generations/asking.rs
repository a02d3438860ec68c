//! What the stages have in common when they ask a model: a list of which the least relevant is
//! left out until it fits, what a document may cost, and what is told when nobody answers.
//!
//! Whatever comes of it, the rules' result stands: an answer is only ever a proposal, which the
//! stage holds to its own rules.

use std::marker::PhantomData;

use serde::Serialize;
use serde_json::Value;

use super::model::{MODEL_UNAVAILABLE, ModelUse, Note};
use crate::ai::budget::fit::{Piece, fitting};
use crate::ai::budget::purse::Purse;
use crate::ai::budget::tokens::{count, worst_case};
use crate::ai::cache::CacheScope;
use crate::ai::call::{Deltas, Request};
use crate::ai::prompts::{Prompt, Prompts};
use crate::ai::providers::models::Capabilities;
use crate::ai::routing::{Attempt, Means, Outcome, Question, Router};
use crate::ai::structured::{Mismatch, Structured, read};
use crate::documents::model::DocumentKind;
use crate::jobs::model::Method;

/// Tokens one document may cost, failed attempts and rewrites among them.
const DOCUMENT_TOKENS: u64 = 8_000;
/// Tokens of an answer beside its lines.
const ANSWER_TOKENS: u32 = 40;
/// What a model that thinks before it answers may use for that.
const THINKING_TOKENS: u32 = 600;

/// The purses of a run, one a document. Cheap to clone; clones are the same purses.
#[derive(Debug, Clone, Default)]
pub struct Purses {
    documents: Vec<(DocumentKind, Purse)>,
    apart: Option<Payer>,
}

/// Who pays for a question.
#[derive(Debug, Clone)]
struct Payer {
    purse: Purse,
    /// Its name in the ledger, which tells it from the run's others.
    name: String,
    /// What it held at first.
    tokens: u64,
}

impl Purses {
    /// Purses for these documents, less what was spent on them before.
    pub fn new<'u>(kinds: &[DocumentKind], used: impl IntoIterator<Item = &'u ModelUse>) -> Self {
        let mut left: Vec<(DocumentKind, u64)> = kinds.iter().map(|kind| (*kind, DOCUMENT_TOKENS)).collect();
        for attempt in used.into_iter().flat_map(|used| &used.attempts) {
            let payer = left.iter_mut().find(|(kind, _)| attempt.document.is_none_or(|paid| paid == *kind));
            if let Some((_, left)) = payer {
                *left = left.saturating_sub(attempt.charged_tokens);
            }
        }
        let documents = left.into_iter().map(|(kind, left)| (kind, Purse::new(left))).collect();
        Self { documents, apart: None }
    }

    /// One purse, for what is asked of a finished document; `name` tells it in the ledger from all
    /// others of the run.
    pub fn apart(name: String, tokens: u64) -> Self {
        Self { documents: Vec::new(), apart: Some(Payer { purse: Purse::new(tokens), name, tokens }) }
    }

    /// Who pays for a question about a document. What is for all of them is paid with the first.
    fn payer(&self, document: Option<DocumentKind>) -> Payer {
        if let Some(payer) = &self.apart {
            return payer.clone();
        }
        let found = self.documents.iter().find(|(kind, _)| document.is_none_or(|document| document == *kind));
        // A stage that is run alone has a document's worth to spend.
        let (kind, purse) = found.map_or_else(
            || (document, Purse::new(DOCUMENT_TOKENS)),
            |(kind, purse)| (Some(*kind), purse.clone()),
        );
        let name = kind.map_or("", DocumentKind::word).to_owned();
        Payer { purse, name, tokens: DOCUMENT_TOKENS }
    }
}

/// What a question is about.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// The document it is for; none where it is for all of the run.
    pub document: Option<DocumentKind>,
    /// Tokens one attempt may cost, question and answer.
    pub attempt_tokens: u32,
    /// What is done meanwhile, as in "while improving lines of the résumé".
    pub task: &'static str,
    /// What stands when nobody answers, a sentence.
    pub else_stands: &'static str,
}

/// What came of a question.
#[derive(Debug)]
pub struct Asked<V> {
    /// The answer; none when nobody answered.
    pub value: Option<V>,
    /// What it took.
    pub model_use: ModelUse,
    /// What the person is told when nobody answered.
    pub note: Option<Note>,
    /// How the answer came about: from a model, or from an earlier answer of one.
    pub method: Method,
}

/// Asks a question.
pub async fn ask<P: Serialize + Send + Sync, V: Structured>(
    router: &Router,
    purses: &Purses,
    about: About,
    question: &ListQuestion<'_, P, V>,
    deltas: &Deltas,
) -> Asked<V> {
    let Payer { purse, name, tokens } = purses.payer(about.document);
    // Where there is a ledger, what was spent before a run was broken off stays spent.
    let kept = router.document_purse(&name, tokens);
    let means = Means { attempt_tokens: about.attempt_tokens, purses: vec![purse, kept] };
    let outcome = router.ask(question, &means, deltas).await;
    let method = if outcome.is_cached() { Method::Cache } else { Method::Model };
    let Outcome { value, attempts } = outcome;
    let model_use = ModelUse::of(question.prompts.get(question.prompt).ok(), about.document, &attempts);
    let note = value.is_none().then(|| told(&attempts, about));
    Asked { value: value.map(|(value, _)| value), model_use, note, method }
}

/// What the person is told when nobody answered: why the preferred model did not.
fn told(attempts: &[Attempt], about: About) -> Note {
    let first = attempts.iter().find_map(|attempt| Some((attempt, attempt.failure.as_ref()?)));
    let why = first.map(|(attempt, failure)| failure.told(&attempt.provider, about.task));
    let message = format!("{} {}", about.else_stands, why.unwrap_or_default());
    Note { code: MODEL_UNAVAILABLE.to_owned(), message: message.trim_end().to_owned() }
}

/// A question about a list.
pub struct ListQuestion<'a, P, V> {
    /// The prompts of the house.
    pub prompts: &'a Prompts,
    /// The one it is asked with.
    pub prompt: &'static str,
    /// What it is about, each piece with its worth.
    pub pieces: Vec<(P, f32)>,
    /// Tokens of the answer a piece may take.
    pub piece_tokens: u32,
    /// Whether the answer is told while it comes.
    pub is_streamed: bool,
    /// The variables of the prompt for some of the pieces.
    pub variables: &'a (dyn Fn(&[&P]) -> Value + Send + Sync),
    /// To whom and how long its answer may be given again.
    pub cache: CacheScope,
    /// What is asked for.
    pub value: PhantomData<fn() -> V>,
}

impl<P: Serialize, V: Structured> ListQuestion<'_, P, V> {
    fn written(&self, pieces: &[&P], capabilities: &Capabilities) -> Option<Request> {
        let answer = ANSWER_TOKENS + self.piece_tokens * u32::try_from(pieces.len()).ok()?;
        let thinking = if capabilities.takes_temperature { 0 } else { THINKING_TOKENS };
        let rendered = self.prompts.render(self.prompt, &(self.variables)(pieces)).ok()?;
        Some(Request {
            system: rendered.system,
            user: rendered.user,
            wanted: Some(V::schema()),
            max_output_tokens: answer + thinking,
            temperature: Some(0.2),
            is_streamed: self.is_streamed,
            idempotency_key: None,
        })
    }
}

impl<P: Serialize + Send + Sync, V: Structured> Question for ListQuestion<'_, P, V> {
    type Value = V;

    /// The most relevant pieces, as many as fit.
    fn request(&self, capabilities: &Capabilities, max_tokens: u32) -> Option<Request> {
        let tokeniser = capabilities.tokeniser;
        let empty = worst_case(tokeniser, &self.written(&[], capabilities)?);
        let piece = |(piece, worth): &(P, f32)| {
            let json = serde_json::to_string(piece).unwrap_or_default();
            Piece { tokens: count(tokeniser, &json) + self.piece_tokens, worth: *worth, is_needed: false }
        };
        let pieces: Vec<Piece> = self.pieces.iter().map(piece).collect();
        let mut room = max_tokens.checked_sub(empty)?;
        loop {
            let kept: Vec<&P> = fitting(&pieces, room)?.into_iter().map(|at| &self.pieces[at].0).collect();
            if kept.is_empty() {
                return None;
            }
            let request = self.written(&kept, capabilities)?;
            // What the data field escapes costs a little more than it was counted for.
            match worst_case(tokeniser, &request).checked_sub(max_tokens) {
                None | Some(0) => return Some(request),
                Some(excess) => room = room.checked_sub(excess)?,
            }
        }
    }

    fn read(&self, answer: &str) -> Result<V, Mismatch> {
        read(answer)
    }

    fn prompt(&self) -> Option<&Prompt> {
        self.prompts.get(self.prompt).ok()
    }

    fn cache(&self) -> CacheScope {
        self.cache
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ai::budget::purse::Reservation;
    use crate::generations::model::ModelAttempt;

    fn used(document: Option<DocumentKind>, charged_tokens: u64) -> ModelUse {
        ModelUse { attempts: vec![ModelAttempt { document, charged_tokens, ..ModelAttempt::default() }] }
    }

    #[test]
    fn a_document_has_what_earlier_stages_left() {
        let kinds = [DocumentKind::Resume, DocumentKind::CoverLetter];
        let stages = [used(None, 500), used(Some(DocumentKind::CoverLetter), 7_000)];
        let purses = Purses::new(&kinds, &stages);
        let left = |purses: &Purses, document| purses.payer(document).purse.left();
        assert_eq!(left(&purses, None), 7_500, "what is for all is paid with the first");
        assert_eq!(left(&purses, Some(DocumentKind::Resume)), 7_500);
        assert_eq!(left(&purses, Some(DocumentKind::CoverLetter)), 1_000);
        let shared = purses.clone();
        Reservation::take(&[purses.payer(None).purse], 7_000).expect("room").settle(7_000);
        assert_eq!(left(&shared, Some(DocumentKind::Resume)), 500, "clones are the same purses");
        let overspent = Purses::new(&kinds[..1], &[used(None, 9_000)]);
        assert_eq!(left(&overspent, None), 0);
        assert_eq!(left(&Purses::default(), None), DOCUMENT_TOKENS);
        let apart = Purses::apart("section/7".to_owned(), 4_500);
        assert_eq!(left(&apart, Some(DocumentKind::Resume)), 4_500, "whatever the documents have");
        assert_eq!(apart.payer(None).name, "section/7");
    }
}
