//! The SQL of calls on record.

use chrono::{DateTime, Utc};
use diesel::ExpressionMethods;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::db::schema::ai_calls;
use crate::error::Result;
use crate::ids;

/// One attempt to have a model answer, to be kept. No words of prompt or answer are.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCall<'a> {
    /// Whose run it was for.
    pub account_id: Uuid,
    /// The run.
    pub generation_id: Uuid,
    /// Its stage, by name.
    pub stage: &'a str,
    /// Its place among the attempts of the stage, from 1.
    pub attempt: u32,
    /// Who was asked.
    pub provider: &'a str,
    /// The model that answered; where none did, the one asked for.
    pub model: &'a str,
    /// The prompt by name and version, such as `improve_claims/1`.
    pub prompt: String,
    /// The hash of its file.
    pub prompt_hash: &'a str,
    /// The class of failure; none for an answer.
    pub failure: Option<&'a str>,
    /// Tokens read, where the provider told.
    pub input_tokens: Option<u32>,
    /// Tokens written, where the provider told.
    pub output_tokens: Option<u32>,
    /// Tokens charged.
    pub charged_tokens: u64,
    /// Millionths of a US dollar; none where usage or price is unknown.
    pub cost_micros: Option<u64>,
    /// Wall time it took.
    pub elapsed_ms: f64,
    /// When it was kept.
    pub created_at: DateTime<Utc>,
}

/// Keeps calls, in the caller's transaction.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn record(conn: &mut Connection, calls: &[NewCall<'_>]) -> Result<()> {
    if calls.is_empty() {
        return Ok(());
    }
    let small = |number: u32| i32::try_from(number).unwrap_or(i32::MAX);
    let large = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let rows: Vec<_> = calls
        .iter()
        .map(|call| {
            (
                ai_calls::id.eq(ids::new_id()),
                ai_calls::account_id.eq(call.account_id),
                ai_calls::generation_id.eq(call.generation_id),
                ai_calls::stage.eq(call.stage),
                ai_calls::attempt.eq(small(call.attempt)),
                ai_calls::provider.eq(call.provider),
                ai_calls::model.eq(call.model),
                ai_calls::prompt.eq(&call.prompt),
                ai_calls::prompt_hash.eq(call.prompt_hash),
                ai_calls::failure.eq(call.failure),
                ai_calls::input_tokens.eq(call.input_tokens.map(small)),
                ai_calls::output_tokens.eq(call.output_tokens.map(small)),
                ai_calls::charged_tokens.eq(large(call.charged_tokens)),
                ai_calls::cost_micros.eq(call.cost_micros.map(large)),
                ai_calls::elapsed_ms.eq(call.elapsed_ms),
                ai_calls::created_at.eq(call.created_at),
            )
        })
        .collect();
    diesel::insert_into(ai_calls::table).values(rows).execute(conn).await?;
    Ok(())
}
