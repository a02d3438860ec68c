//! Calls to models, on record. Part of the models of the GraphQL face.

use async_graphql::{Context, ID, Object, SimpleObject};
use uuid::Uuid;

use crate::accounts::model::Role;
use crate::ai::records::{self, CallFilter, outcome_of};
use crate::error::{Error, Violation};
use crate::graphql::connection::{Connection, connection, page_args};
use crate::graphql::context::Asking;
use crate::graphql::error::{ApiError, ErrorCode, Result};
use crate::graphql::guards::SignedIn;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::graphql::scalars::DateTime;

/// The most days whose use is added up.
const MAX_DAYS: u32 = 366;

/// One attempt to have a model answer. No words of prompts or answers are kept with it.
pub struct AiCall(pub records::Call);

/// One attempt to have a model answer, those that were not sent and those answered from an earlier
/// answer among them. No words of prompts or answers are kept with it.
#[Object]
impl AiCall {
    /// The stage it was made in, such as `document_generator`; `section_regeneration` for a section
    /// written anew, `key_test` for the test of a provider key.
    async fn stage(&self) -> &str {
        &self.0.stage
    }

    /// Its place among the attempts of the stage, from 1.
    async fn attempt(&self) -> u32 {
        self.0.attempt
    }

    /// Who was asked, such as `OpenAI`.
    async fn provider(&self) -> &str {
        &self.0.provider
    }

    /// The model that answered, by its own word; where none did, the one that was asked.
    async fn model(&self) -> &str {
        &self.0.model
    }

    /// The prompt by name and version, such as `improve_claims/1`; empty where there is none.
    async fn prompt(&self) -> &str {
        &self.0.prompt
    }

    /// SHA-256 of the prompt's file, which tells of a change that kept its version.
    async fn prompt_hash(&self) -> &str {
        &self.0.prompt_hash
    }

    /// `answered`, `cached` for an earlier answer given again, or the class of failure, such as
    /// `rate_limited`, `timed_out`, `wrong_shape`, `day_used_up`; `lost` for a call whose process
    /// died before the answer had come.
    async fn outcome(&self) -> &str {
        outcome_of(&self.0)
    }

    /// Tokens read; null where the provider did not tell.
    async fn tokens_in(&self) -> Option<u32> {
        self.0.input_tokens
    }

    /// Tokens written; null where the provider did not tell.
    async fn tokens_out(&self) -> Option<u32> {
        self.0.output_tokens
    }

    /// Tokens charged: those told, or the worst case where none were and the call may have been
    /// billed.
    async fn tokens_charged(&self) -> u64 {
        self.0.charged_tokens
    }

    /// What it cost in US dollars, by the prices of the day and the model that answered; null where
    /// no price or no usage is known.
    async fn cost_usd(&self) -> Option<f64> {
        self.0.cost_micros.map(dollars)
    }

    /// Wall time it took, in milliseconds.
    async fn elapsed_ms(&self) -> f64 {
        self.0.elapsed_ms
    }

    /// Whether an earlier answer was given again, which cost nothing.
    async fn cached(&self) -> bool {
        self.0.is_cached
    }

    /// Whether it was asked with the account's own provider key.
    async fn own_key(&self) -> bool {
        self.0.is_own_key
    }

    /// The global id of the generation it was made for; null for the test of a key.
    async fn generation_id(&self) -> Option<ID> {
        self.0.generation_id.map(|id| GlobalId::new(NodeKind::Generation, id).into())
    }

    /// The global id of the account it was made for.
    async fn account_id(&self) -> ID {
        GlobalId::new(NodeKind::Account, self.0.account_id).into()
    }

    /// When it ended.
    async fn at(&self) -> DateTime {
        self.0.created_at.into()
    }
}

/// What an account's calls to models came to.
#[derive(SimpleObject)]
pub struct AiUsage {
    /// The days that were added up, up to now.
    days: u32,
    /// Calls that went out.
    calls: u64,
    /// Questions answered from an earlier answer, at no cost.
    cached: u64,
    /// Tokens read, as far as providers told.
    tokens_in: u64,
    /// Tokens written, as far as providers told.
    tokens_out: u64,
    /// Tokens charged, failed attempts included.
    tokens_charged: u64,
    /// What they cost in US dollars, as far as prices are known.
    cost_usd: f64,
    /// Calls that were charged and have no known price, which `costUsd` leaves out.
    unpriced_calls: u64,
    /// The limit of today.
    today: AiDay,
}

/// What may be spent on models today. Days begin at midnight UTC.
#[derive(SimpleObject)]
pub struct AiDay {
    /// Tokens the account may spend; calls with its own provider keys do not count.
    limit: u64,
    /// Tokens spent.
    spent: u64,
    /// Tokens put aside for calls that are on their way.
    reserved: u64,
}

/// The root fields about calls to models.
#[derive(Default)]
pub struct AiCallsQuery;

#[Object]
impl AiCallsQuery {
    /// Calls to models, newest first: the viewer's own, or with `everybody` those of all accounts,
    /// for which the role ADMIN is needed.
    #[graphql(guard = "SignedIn")]
    async fn ai_calls(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whether to list the calls of all accounts.", default)] everybody: bool,
        #[graphql(desc = "How many, 1 to 100; 20 when left out.")] first: Option<i32>,
        #[graphql(desc = "The `endCursor` of the page before.")] after: Option<String>,
    ) -> Result<Connection<AiCall>> {
        let viewer = ctx.viewer()?;
        if everybody && viewer.role < Role::Admin {
            let message = format!("Only an account with the role {} may do this.", Role::Admin);
            return Err(ApiError::new(ErrorCode::Forbidden, message));
        }
        let account_id = (!everybody).then_some(viewer.account_id);
        let filter = CallFilter { account_id, generation_id: None };
        let page = ctx.app()?.ai_calls.list(filter, &page_args(first, after)).await?;
        Ok(connection(page.map(AiCall)))
    }

    /// What the viewer's calls to models came to, and what may still be spent today.
    #[graphql(guard = "SignedIn")]
    async fn ai_usage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many days up to now to add up, 1 to 366.", default = 30)] days: u32,
    ) -> Result<AiUsage> {
        let (viewer, app) = (ctx.viewer()?, ctx.app()?);
        if !(1..=MAX_DAYS).contains(&days) {
            let message = format!("`days` must be 1 to {MAX_DAYS}.");
            return Err(
                Error::violations(&message, vec![Violation::new("days", "out_of_range", &message)]).into()
            );
        }
        let totals = app.ai_calls.totals(viewer.account_id, days).await?;
        let balance = app.ai_calls.today(viewer.account_id).await?;
        Ok(AiUsage {
            days,
            calls: totals.calls,
            cached: totals.cached,
            tokens_in: totals.input_tokens,
            tokens_out: totals.output_tokens,
            tokens_charged: totals.charged_tokens,
            cost_usd: dollars(totals.cost_micros),
            unpriced_calls: totals.unpriced_calls,
            today: AiDay {
                limit: viewer.role.tokens_per_day(&app.config.ai.tokens_per_day),
                spent: balance.spent,
                reserved: balance.committed.saturating_sub(balance.spent),
            },
        })
    }
}

/// The calls of one of the viewer's generations, newest first.
///
/// # Errors
/// Those of the service.
pub async fn list_of_generation(
    ctx: &Context<'_>,
    account_id: Uuid,
    generation_id: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Connection<AiCall>> {
    let filter = CallFilter { account_id: Some(account_id), generation_id: Some(generation_id) };
    let page = ctx.app()?.ai_calls.list(filter, &page_args(first, after)).await?;
    Ok(connection(page.map(AiCall)))
}

/// Millionths of a dollar as dollars.
pub fn dollars(micros: u64) -> f64 {
    micros as f64 / 1_000_000.0
}
