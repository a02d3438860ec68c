//! What happens in a generation, told live. Part of the generations of the GraphQL face.

use async_graphql::{Context, ID, Interface, Object, Subscription};
use futures_util::{Stream, StreamExt};
use serde::Deserialize;
use uuid::Uuid;

use super::{Failure, Generation, GenerationStatus, Stage};
use crate::error::Error;
use crate::events::{Event, Live, News};
use crate::generations::model::StageName;
use crate::generations::record;
use crate::generations::stage::LiveText;
use crate::generations::tasks::{EventKind, TEXT_DELTA};
use crate::graphql::context::Asking;
use crate::graphql::documents::SectionRegeneration;
use crate::graphql::error::{ApiError, ErrorCode, Result};
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::scalars::DateTime;
use crate::graphql::watching::{Watched, watch};

/// What every event of a generation tells.
pub struct Told {
    /// None for what is told live only.
    number: Option<i64>,
    at: chrono::DateTime<chrono::Utc>,
    generation_id: Uuid,
}

/// An event type: what every event tells, and fields of its own.
macro_rules! event {
    (
        $(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }
        $(with { $($more:tt)* })?
    ) => {
        $(#[$doc])*
        pub struct $name {
            told: Told,
            $($field: $type,)*
        }

        $(#[$doc])*
        #[Object]
        impl $name {
            /// Its place in the generation's events, from 1 without gaps; null for what is only
            /// told live.
            pub async fn number(&self) -> Option<i64> {
                self.told.number
            }

            /// When it happened.
            pub async fn at(&self) -> DateTime {
                self.told.at.into()
            }

            /// The generation's global id.
            pub async fn generation_id(&self) -> ID {
                GlobalId::new(NodeKind::Generation, self.told.generation_id).into()
            }

            /// The generation as it is when this is sent.
            pub async fn generation(&self, ctx: &Context<'_>) -> Result<Generation> {
                let found = ctx.loaders()?.generations.load_one(self.told.generation_id).await?;
                found.map(Generation).ok_or_else(not_found)
            }

            $(
                $(#[$field_doc])*
                async fn $field(&self) -> $type {
                    self.$field.clone()
                }
            )*

            $($($more)*)?
        }
    };
}

event! {
    /// A stage has begun.
    StageStarted {
        /// Which stage.
        stage: Stage,
    }
}

event! {
    /// A stage has come so far.
    StageProgressed {
        /// Which stage.
        stage: Stage,
        /// Done of this stage, 0 to 1.
        fraction: f64,
    }
}

event! {
    /// Words of a model while it puts a line of a document in other words. They are told live
    /// only, some may be missed, and they are no part of any document: what is kept is decided
    /// when the stage is done.
    TextDelta {
        /// The stage that asked.
        stage: Stage,
        /// The id of the claim whose line it would be, within its document.
        claim_id: String,
        /// The words, to be put behind those told of this claim before.
        text: String,
        /// Whether the line begins with them, so that what was told of it before counts for
        /// nothing.
        begins: bool,
        /// The global id of what was asked for, where a section is written anew; null while the
        /// generation itself is at work.
        regeneration_id: Option<ID>,
    }
}

event! {
    /// A stage is done and its result is saved.
    StageFinished {
        /// Which stage.
        stage: Stage,
        /// Wall time it took, in milliseconds.
        elapsed_ms: f64,
    }
}

event! {
    /// The documents are ready. Nothing follows.
    GenerationFinished {
        /// `SUCCEEDED` or `NEEDS_REVIEW`.
        status: GenerationStatus,
    }
}

event! {
    /// The generation ended without documents. Nothing follows unless it is retried.
    GenerationFailed {
        /// Why, and what to do.
        failure: Failure,
    }
}

event! {
    /// The generation was ended by its owner. Nothing follows unless it is retried.
    GenerationCancelled {}
}

event! {
    /// A section of a document that rests on the generation is being written anew. While a model
    /// writes it, its words come as `TextDelta`.
    SectionRegenerationStarted {
        /// The global id of what was asked for.
        regeneration_id: ID,
    } with {
        /// What was asked for, as it is when this is sent.
        async fn regeneration(&self, ctx: &Context<'_>) -> Result<SectionRegeneration> {
            regeneration(ctx, &self.regeneration_id).await
        }
    }
}

event! {
    /// The writing of a section has ended, well or not. Nothing follows unless another is asked
    /// for.
    SectionRegenerationEnded {
        /// The global id of what was asked for.
        regeneration_id: ID,
    } with {
        /// What came of it.
        async fn regeneration(&self, ctx: &Context<'_>) -> Result<SectionRegeneration> {
            regeneration(ctx, &self.regeneration_id).await
        }
    }
}

async fn regeneration(ctx: &Context<'_>, id: &ID) -> Result<SectionRegeneration> {
    let id = GlobalId::read_as(NodeKind::SectionRegeneration, id).unwrap_or_default();
    SectionRegeneration::find(ctx, id).await?.ok_or_else(not_found)
}

/// Something that happened in a generation.
#[derive(Interface)]
#[graphql(
    field(
        name = "number",
        ty = "Option<i64>",
        desc = "Its place in the generation's events, from 1 without gaps; null for what is only told live."
    ),
    field(name = "at", ty = "DateTime", desc = "When it happened."),
    field(name = "generation_id", ty = "ID", desc = "The generation's global id."),
    field(name = "generation", ty = "Generation", desc = "The generation as it is when this is sent.")
)]
pub enum GenerationEvent {
    StageStarted(StageStarted),
    StageProgressed(StageProgressed),
    TextDelta(TextDelta),
    StageFinished(StageFinished),
    GenerationFinished(GenerationFinished),
    GenerationFailed(GenerationFailed),
    GenerationCancelled(GenerationCancelled),
    SectionRegenerationStarted(SectionRegenerationStarted),
    SectionRegenerationEnded(SectionRegenerationEnded),
}

/// The particulars of an event, as the log keeps them.
#[derive(Deserialize)]
struct Particulars {
    stage: Option<StageName>,
    #[serde(default)]
    fraction: f64,
    #[serde(default)]
    elapsed_ms: f64,
    status: Option<record::GenerationStatus>,
    failure: Option<record::Failure>,
    regeneration: Option<Uuid>,
}

impl GenerationEvent {
    /// The event of the log; none for a kind that a later version wrote.
    ///
    /// # Errors
    /// `INTERNAL` for particulars that are not of its kind.
    fn read(event: &Event) -> Result<Option<(Self, EventKind)>> {
        let Some(kind) = EventKind::from_word(&event.kind) else { return Ok(None) };
        let unreadable =
            || Error::internal("An event of the generation cannot be read.", "particulars are missing");
        let told = Told { number: Some(event.number), at: event.created_at, generation_id: event.stream_id };
        let particulars = Particulars::deserialize(&event.payload)
            .map_err(|cause| Error::internal("An event of the generation cannot be read.", cause))?;
        let Particulars { stage, fraction, elapsed_ms, status, failure, regeneration } = particulars;
        let stage = stage.map(Stage::from);
        let regeneration_id = regeneration.map(section_id);
        let event = match kind {
            EventKind::StageStarted => {
                Self::StageStarted(StageStarted { told, stage: stage.ok_or_else(unreadable)? })
            }
            EventKind::StageProgressed => Self::StageProgressed(StageProgressed {
                told,
                stage: stage.ok_or_else(unreadable)?,
                fraction,
            }),
            EventKind::StageFinished => {
                Self::StageFinished(StageFinished { told, stage: stage.ok_or_else(unreadable)?, elapsed_ms })
            }
            EventKind::GenerationFinished => Self::GenerationFinished(GenerationFinished {
                told,
                status: status.ok_or_else(unreadable)?.into(),
            }),
            EventKind::GenerationFailed => Self::GenerationFailed(GenerationFailed {
                told,
                failure: failure.ok_or_else(unreadable)?.into(),
            }),
            EventKind::GenerationCancelled => Self::GenerationCancelled(GenerationCancelled { told }),
            EventKind::SectionRegenerationStarted => {
                let regeneration_id = regeneration_id.ok_or_else(unreadable)?;
                Self::SectionRegenerationStarted(SectionRegenerationStarted { told, regeneration_id })
            }
            EventKind::SectionRegenerationEnded => {
                let regeneration_id = regeneration_id.ok_or_else(unreadable)?;
                Self::SectionRegenerationEnded(SectionRegenerationEnded { told, regeneration_id })
            }
        };
        Ok(Some((event, kind)))
    }
}

impl TextDelta {
    /// What is told live; none for what a later version tells.
    fn read(live: &Live) -> Option<Self> {
        let LiveText { stage, claim, text, begins, regeneration } =
            (live.kind == TEXT_DELTA).then(|| LiveText::deserialize(&live.payload).ok())??;
        let told = Told { number: None, at: live.at, generation_id: live.stream_id };
        let regeneration_id = regeneration.map(section_id);
        Some(Self { told, stage: stage.into(), claim_id: claim, text, begins, regeneration_id })
    }
}

fn section_id(id: Uuid) -> ID {
    GlobalId::new(NodeKind::SectionRegeneration, id).into()
}

/// What has been told to be done: words of it come too late.
#[derive(Default)]
struct Done {
    stage: Option<Stage>,
    sections: Vec<ID>,
}

impl Done {
    fn note(&mut self, event: &GenerationEvent) {
        match event {
            GenerationEvent::StageFinished(finished) => self.stage = Some(finished.stage),
            // A run that was retried may come to the same stage again.
            GenerationEvent::StageStarted(started) if self.stage == Some(started.stage) => self.stage = None,
            GenerationEvent::SectionRegenerationStarted(started) => {
                self.sections.retain(|id| *id != started.regeneration_id);
            }
            GenerationEvent::SectionRegenerationEnded(ended) => {
                self.sections.push(ended.regeneration_id.clone());
            }
            _ => {}
        }
    }

    fn is_late(&self, delta: &TextDelta) -> bool {
        match &delta.regeneration_id {
            Some(id) => self.sections.contains(id),
            None => self.stage == Some(delta.stage),
        }
    }
}

/// What can be watched of generations.
#[derive(Default)]
pub struct GenerationsSubscription;

#[Subscription]
impl GenerationsSubscription {
    /// What happens in one of the viewer's generations: first the events after the number given,
    /// then each as it happens, without gap or doubles; it completes when the generation has
    /// ended and no section of its documents is being written anew. A client that reconnects gives
    /// the last number it saw. Between them, without a number, comes what is told live only, such
    /// as the words of a model while it writes. Of a run that ended longer ago than the server
    /// keeps events, the last one alone is told: how it ended, or how the writing of a section did.
    #[graphql(guard = "SignedIn")]
    async fn generation_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The generation's id.")] id: ID,
        #[graphql(desc = "The last number seen; 0 or left out for all.")] after: Option<i64>,
    ) -> Result<Watched<GenerationEvent>> {
        watch(ctx, open(ctx, id, after.unwrap_or(0).max(0))).await
    }
}

/// The events of a generation behind a number.
async fn open(
    ctx: &Context<'_>,
    id: ID,
    after: i64,
) -> Result<impl Stream<Item = Result<GenerationEvent>> + use<>> {
    let who = ctx.viewer()?.account_id;
    let id = GlobalId::read_as(NodeKind::Generation, &id).ok_or_else(not_found)?;
    let app = ctx.app()?;
    app.generations.get(who, id).await?;
    let news = app.events.watch(who, id, after);
    let generations = app.generations.clone();
    Ok(async_stream::stream! {
        let mut news = std::pin::pin!(news);
        let mut done = Done::default();
        // A finished run whose last event the client has seen already has nothing to tell. What is
        // asked of the database is boxed: an open subscription holds no room for it.
        match Box::pin(generations.has_told_all(who, id, after)).await {
            Ok(true) => return,
            Ok(false) => {}
            Err(error) => {
                yield Err(error.into());
                return;
            }
        }
        while let Some(news) = news.next().await {
            let event = match news {
                Ok(News::Logged(event)) => event,
                Ok(News::Live(live)) => {
                    if let Some(delta) = TextDelta::read(&live).filter(|delta| !done.is_late(delta)) {
                        yield Ok(GenerationEvent::TextDelta(delta));
                    }
                    continue;
                }
                Err(error) => {
                    yield Err(error.into());
                    return;
                }
            };
            let number = event.number;
            match GenerationEvent::read(&event) {
                Ok(None) => {}
                Ok(Some((event, kind))) => {
                    done.note(&event);
                    yield Ok(event);
                    if !kind.is_last() {
                        continue;
                    }
                    // A run that was retried goes on after its last event. Who cannot be told whether
                    // more will come is told that, and comes back: nothing else would wake them.
                    match Box::pin(generations.has_told_all(who, id, number)).await {
                        Ok(true) => return,
                        Ok(false) => {}
                        Err(error) => {
                            yield Err(error.into());
                            return;
                        }
                    }
                }
                Err(error) => {
                    yield Err(error);
                    return;
                }
            }
        }
    })
}

fn not_found() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "There is no such generation.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told {
        Told { number: None, at: chrono::DateTime::UNIX_EPOCH, generation_id: Uuid::nil() }
    }

    #[test]
    fn words_of_a_section_come_too_late_once_it_has_ended_and_no_other_ones_do() {
        let delta = |regeneration_id: Option<ID>| TextDelta {
            told: told(),
            stage: Stage::DocumentGenerator,
            claim_id: "c1".to_owned(),
            text: "Led".to_owned(),
            begins: true,
            regeneration_id,
        };
        let [one, other] = [1, 2].map(|id| section_id(Uuid::from_u128(id)));
        let mut done = Done::default();
        let ended = SectionRegenerationEnded { told: told(), regeneration_id: one.clone() };
        done.note(&GenerationEvent::SectionRegenerationEnded(ended));
        let is_late = |done: &Done, id: &ID| done.is_late(&delta(Some(id.clone())));
        assert_eq!((is_late(&done, &one), is_late(&done, &other)), (true, false));
        assert!(!done.is_late(&delta(None)));
        let started = SectionRegenerationStarted { told: told(), regeneration_id: one.clone() };
        done.note(&GenerationEvent::SectionRegenerationStarted(started));
        assert!(!is_late(&done, &one), "it was run again");
        let finished = StageFinished { told: told(), stage: Stage::DocumentGenerator, elapsed_ms: 1.0 };
        done.note(&GenerationEvent::StageFinished(finished));
        assert!(done.is_late(&delta(None)) && !is_late(&done, &other));
    }
}
