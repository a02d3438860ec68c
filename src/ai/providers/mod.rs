//! Who can be asked: providers as rows of data, and the one trait behind which they stand.
//!
//! Vendors that speak the same wire are rows of [`rows::ALL`], not files. A [`wires::Wire`] writes
//! a question and reads an answer and does no IO; the [`transport`] carries them and alone holds
//! bounds, the same for all. OpenAI and who speaks like it are asked through a client that
//! stands on that transport.

pub mod endpoint;
pub mod models;
mod openai;
pub mod prices;
pub mod rows;
pub mod transport;
pub mod wires;

use futures_util::future::BoxFuture;

use super::call::{Answer, Deltas, Request, Usage};
use super::failure::Failure;
use models::Capabilities;

/// Something that answers questions: one model of one provider.
pub trait Model: Send + Sync {
    /// The provider, as a person calls it.
    fn provider(&self) -> &str;

    /// The model, as it is asked for; who answers says so in the answer.
    fn model(&self) -> &str;

    /// What it can do.
    fn capabilities(&self) -> &Capabilities;

    /// What an answer cost by the prices of today, in millionths of a US dollar; none where no
    /// price is known. `model` is the one that answered.
    fn cost_micros(&self, model: &str, usage: Usage) -> Option<u64>;

    /// Answers one question, once: no retry, no second provider. Dropping the future ends the
    /// call.
    ///
    /// # Errors
    /// Any [`Failure`], within the deadlines of the model.
    fn answer<'a>(
        &'a self,
        request: &'a Request,
        deltas: &'a Deltas,
    ) -> BoxFuture<'a, Result<Answer, Failure>>;
}
