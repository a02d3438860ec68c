//! The SQL of kept answers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::db::schema::ai_answers;
use crate::error::Result;

/// An answer to keep.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = ai_answers)]
pub struct NewAnswer<'a> {
    /// Where it lies.
    pub key: &'a [u8],
    /// Whose it is; none for everybody's.
    pub account_id: Option<Uuid>,
    /// The prompt by name and version.
    pub prompt: &'a str,
    /// The model that answered.
    pub model: &'a str,
    /// The answer.
    pub answer: &'a str,
    /// When it was kept.
    pub created_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

/// The text at that place and the model it is of. Whose it is stands in the key already; it is
/// asked for again, so that a mistake about keys shows nobody another one's answer.
pub async fn find(
    conn: &mut Connection,
    key: &[u8],
    account_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>> {
    let found = ai_answers::table
        .find(key)
        .filter(ai_answers::account_id.is_not_distinct_from(account_id))
        .filter(ai_answers::expires_at.gt(now))
        .select((ai_answers::answer, ai_answers::model))
        .first(conn)
        .await
        .optional()?;
    Ok(found)
}

/// Keeps an answer in place of an older one.
pub async fn keep(conn: &mut Connection, answer: &NewAnswer<'_>) -> Result<()> {
    diesel::insert_into(ai_answers::table)
        .values(answer)
        .on_conflict(ai_answers::key)
        .do_update()
        .set(answer)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes what is no longer good, in the caller's transaction; tells how many.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn sweep(conn: &mut Connection, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::delete(ai_answers::table.filter(ai_answers::expires_at.le(now))).execute(conn).await?)
}
