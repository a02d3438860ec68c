//! The viewer's own provider keys. Part of the models of the GraphQL face.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};

use crate::ai::failure::FailureClass;
use crate::ai::keys::{self, NewKey, SaveOutcome};
use crate::ai::providers::rows;
use crate::config::Secret;
use crate::error::ErrorKind;
use crate::graphql::context::Asking;
use crate::graphql::error::Result;
use crate::graphql::guards::SignedIn;
use crate::graphql::payload::{Refusal, Violation};
use crate::graphql::scalars::DateTime;

/// A key of an AI provider that the viewer brought. The key itself is never shown again.
#[derive(SimpleObject)]
pub struct ProviderKey {
    /// The provider, such as `openai`.
    provider: String,
    /// The provider's name for a person, such as `OpenAI`.
    title: String,
    /// The model that is asked with it.
    model: String,
    /// How the key ends, to know it by; empty for a key too short to tell.
    last_four: String,
    /// When it was brought.
    created_at: DateTime,
    /// When a call with it last worked.
    tested_at: DateTime,
}

impl From<keys::ProviderKey> for ProviderKey {
    fn from(key: keys::ProviderKey) -> Self {
        Self {
            title: rows::find(&key.provider).map_or_else(|| key.provider.clone(), |row| row.title.to_owned()),
            provider: key.provider,
            model: key.model,
            last_four: key.last_four,
            created_at: key.created_at.into(),
            tested_at: key.tested_at.into(),
        }
    }
}

/// A provider for which a key can be brought.
#[derive(SimpleObject)]
pub struct AiProvider {
    /// Its name, for `saveProviderKey`.
    name: &'static str,
    /// Its name for a person.
    title: &'static str,
}

/// The root fields about provider keys.
#[derive(Default)]
pub struct ProviderKeysQuery;

#[Object]
impl ProviderKeysQuery {
    /// The viewer's own keys of AI providers, the first brought first; at most one a provider. The
    /// viewer's generations ask with them before the server's own.
    #[graphql(guard = "SignedIn")]
    async fn provider_keys(&self, ctx: &Context<'_>) -> Result<Vec<ProviderKey>> {
        let keys = ctx.app()?.provider_keys.list(ctx.viewer()?.account_id).await?;
        Ok(keys.into_iter().map(ProviderKey::from).collect())
    }

    /// The providers for which `saveProviderKey` takes a key.
    #[graphql(guard = "SignedIn")]
    async fn ai_providers(&self, ctx: &Context<'_>) -> Result<Vec<AiProvider>> {
        let offered = ctx.app()?.provider_keys.offered();
        Ok(offered.into_iter().map(|row| AiProvider { name: row.name, title: row.title }).collect())
    }
}

/// The mutations of provider keys.
#[derive(Default)]
pub struct ProviderKeysMutation;

#[Object]
impl ProviderKeysMutation {
    /// Takes a key of an AI provider in place of the viewer's older one for it, once a cheap call
    /// with it has worked. It is kept sealed and never shown again; what it pays for does not count
    /// for the day's limit.
    #[graphql(guard = "SignedIn")]
    async fn save_provider_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key and what it is for.")] input: SaveProviderKeyInput,
    ) -> Result<SaveProviderKeyPayload> {
        let who = ctx.viewer()?.account_id;
        let SaveProviderKeyInput { provider, key, model } = input;
        let new = NewKey { provider, key: Secret::new(key.trim()), model };
        match ctx.app()?.provider_keys.save(who, new).await {
            Ok(outcome) => Ok(SaveProviderKeyPayload::from(outcome)),
            Err(error) => {
                let refusal = Refusal::of(error, &[ErrorKind::Invalid])?;
                let violations = refusal.violations;
                Ok(SaveProviderKeyPayload {
                    violations,
                    ..SaveProviderKeyPayload::refused(SaveProviderKeyStatus::Invalid)
                })
            }
        }
    }

    /// Removes the viewer's key for a provider. Generations begun from then on ask without it.
    #[graphql(guard = "SignedIn")]
    async fn remove_provider_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key to remove.")] input: RemoveProviderKeyInput,
    ) -> Result<RemoveProviderKeyPayload> {
        let who = ctx.viewer()?.account_id;
        match ctx.app()?.provider_keys.remove(who, &input.provider).await {
            Ok(()) => Ok(RemoveProviderKeyPayload { status: RemoveProviderKeyStatus::Removed }),
            Err(error) => {
                Refusal::of(error, &[ErrorKind::NotFound])?;
                Ok(RemoveProviderKeyPayload { status: RemoveProviderKeyStatus::NotFound })
            }
        }
    }
}

/// A key of an AI provider and what it is for.
#[derive(InputObject)]
pub struct SaveProviderKeyInput {
    /// The provider, one of `aiProviders`, such as `openai`.
    provider: String,
    /// The key.
    key: String,
    /// The model to ask with it, by the provider's name for it; the usual one when left out.
    model: Option<String>,
}

/// What came of bringing a key.
#[derive(SimpleObject)]
pub struct SaveProviderKeyPayload {
    /// What came of it.
    status: SaveProviderKeyStatus,
    /// The key as it is kept; null unless it was saved.
    provider_key: Option<ProviderKey>,
    /// Why the provider turned it down and what to do, for a person; null unless it did.
    message: Option<String>,
    /// What is wrong with the input, when the status is `INVALID`.
    violations: Vec<Violation>,
}

impl SaveProviderKeyPayload {
    fn refused(status: SaveProviderKeyStatus) -> Self {
        Self { status, provider_key: None, message: None, violations: Vec::new() }
    }
}

impl From<SaveOutcome> for SaveProviderKeyPayload {
    fn from(outcome: SaveOutcome) -> Self {
        match outcome {
            SaveOutcome::Saved(key) => {
                Self { provider_key: Some(key.into()), ..Self::refused(SaveProviderKeyStatus::Saved) }
            }
            SaveOutcome::NotOffered => Self::refused(SaveProviderKeyStatus::NotOffered),
            SaveOutcome::TestsUsedUp => Self::refused(SaveProviderKeyStatus::LimitReached),
            SaveOutcome::Refused { class, message } => {
                let status = match class {
                    FailureClass::BadKey => SaveProviderKeyStatus::KeyRefused,
                    FailureClass::QuotaUsedUp => SaveProviderKeyStatus::QuotaUsedUp,
                    FailureClass::UnknownModel => SaveProviderKeyStatus::UnknownModel,
                    _ => SaveProviderKeyStatus::NotTested,
                };
                Self { message: Some(message), ..Self::refused(status) }
            }
        }
    }
}

/// What came of bringing a key. It is kept only when `SAVED`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum SaveProviderKeyStatus {
    /// It works and is kept.
    Saved,
    /// A value of the input is wrong; see `violations`.
    Invalid,
    /// The provider does not take the key.
    KeyRefused,
    /// The provider takes the key, and its account there has nothing left to spend.
    QuotaUsedUp,
    /// The provider takes the key and does not know the model, or not for this key.
    UnknownModel,
    /// The provider could not be asked, or did not answer the test; try again.
    NotTested,
    /// Too many keys were tested today; try again tomorrow.
    LimitReached,
    /// This server takes no keys: its operator has not set what they are sealed with.
    NotOffered,
}

/// The key to remove.
#[derive(InputObject)]
pub struct RemoveProviderKeyInput {
    /// The provider it is for, such as `openai`.
    provider: String,
}

/// What came of removing a key.
#[derive(SimpleObject)]
pub struct RemoveProviderKeyPayload {
    /// What came of it.
    status: RemoveProviderKeyStatus,
}

/// What came of removing a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum RemoveProviderKeyStatus {
    /// It is gone.
    Removed,
    /// The viewer has no key for this provider.
    NotFound,
}
