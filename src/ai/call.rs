//! What is asked of a model and what it answers, the same for every provider.

use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

/// One question to a model. It holds no history: every question stands alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The instructions: the house's own words and nothing else.
    pub system: String,
    /// The task with its data. Text of strangers stands here alone, inside delimited fields.
    pub user: String,
    /// The JSON the answer has to be; none for free text.
    pub wanted: Option<Schema>,
    /// The most tokens the answer may have; the provider itself holds the model to it.
    pub max_output_tokens: u32,
    /// How freely words are drawn, 0 to 1; left out for models that take none.
    pub temperature: Option<f32>,
    /// Whether the answer is asked for piece by piece.
    pub is_streamed: bool,
    /// The call's own name. Whoever repeats a call of which nobody knows how it ended repeats it
    /// under the same one, so that a provider that knows it does the work once.
    pub idempotency_key: Option<Uuid>,
}

/// The JSON an answer has to be, as a JSON Schema in the subset every provider takes:
/// objects are closed, every property is required, and there are no bounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Its name: letters, digits and underscores.
    pub name: &'static str,
    /// The schema.
    pub body: Value,
}

impl Schema {
    /// The schema in words, for models that are not held to it by their provider.
    pub fn instructions(&self) -> String {
        format!(
            "Answer with one JSON object and nothing else: no words around it, no code fence. \
             It must fit this JSON Schema:\n{}",
            self.body
        )
    }
}

/// A whole answer. What was cut, filtered or refused is never one; it is a
/// [`Failure`](super::failure::Failure).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The text, not empty.
    pub text: String,
    /// What the provider says it cost; none when it does not say, or says nonsense.
    pub usage: Option<Usage>,
    /// The model that answered, by its own word, which is the one to be priced.
    pub model: String,
}

/// Tokens of one call, as the provider counted them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Tokens read, those from a provider's cache among them.
    pub input_tokens: u32,
    /// Tokens written, hidden reasoning among them.
    pub output_tokens: u32,
}

impl Usage {
    /// Both together, which is what budgets count.
    pub fn total(self) -> u32 {
        self.input_tokens.saturating_add(self.output_tokens)
    }
}

/// What is told of an answer while it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delta {
    /// More of the text.
    Text(String),
    /// What was told so far counts for nothing: the question was asked again.
    Restarted,
}

/// Where deltas go: a channel, or nowhere. What goes there is for the eye alone; an answer is
/// never put together from it.
#[derive(Debug, Clone, Default)]
pub struct Deltas(Option<UnboundedSender<Delta>>);

impl Deltas {
    /// Sends to whoever holds the other end; a listener that has gone away is no fault.
    pub fn new(sender: UnboundedSender<Delta>) -> Self {
        Self(Some(sender))
    }

    /// Keeps quiet.
    pub fn silent() -> Self {
        Self(None)
    }

    /// Tells one thing.
    pub fn tell(&self, delta: Delta) {
        if let Some(sender) = &self.0 {
            // The call goes on for its answer, not for its audience.
            let _ = sender.send(delta);
        }
    }
}
