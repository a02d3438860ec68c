//! The SQL of the debug store.

use chrono::{DateTime, Utc};
use diesel::ExpressionMethods;
use diesel::QueryDsl;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::db::schema::ai_words;
use crate::error::Result;
use crate::ids;

/// Words to keep, redacted.
pub struct NewWords<'a> {
    /// Whose run it was for.
    pub account_id: Uuid,
    /// The run.
    pub generation_id: Option<Uuid>,
    /// The stage.
    pub stage: &'a str,
    /// Who was asked.
    pub provider: &'a str,
    /// Which model.
    pub model: &'a str,
    /// The prompt by name and version.
    pub prompt: &'a str,
    /// The question.
    pub asked: String,
    /// The answer.
    pub answered: Option<String>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it is kept.
    pub expires_at: DateTime<Utc>,
}

/// Keeps words.
pub async fn insert(conn: &mut Connection, new: NewWords<'_>) -> Result<()> {
    diesel::insert_into(ai_words::table)
        .values((
            ai_words::id.eq(ids::new_id()),
            ai_words::account_id.eq(new.account_id),
            ai_words::generation_id.eq(new.generation_id),
            ai_words::stage.eq(new.stage),
            ai_words::provider.eq(new.provider),
            ai_words::model.eq(new.model),
            ai_words::prompt.eq(new.prompt),
            ai_words::asked.eq(new.asked),
            ai_words::answered.eq(new.answered),
            ai_words::created_at.eq(new.created_at),
            ai_words::expires_at.eq(new.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what was kept long enough, in the caller's transaction; tells how many.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn sweep(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(ai_words::table.filter(ai_words::expires_at.le(now))).execute(conn).await?)
}
