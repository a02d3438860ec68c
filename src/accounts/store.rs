//! Accounts, sessions and sign-in attempts in Postgres. The only SQL of the accounts room.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Text};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{Account, Email, Role};
use crate::db::Connection;
use crate::db::schema::{accounts, refresh_tokens, sessions, sign_in_attempts};
use crate::error::{Error, Result};
use crate::ids;

#[diesel::declare_sql_function]
extern "SQL" {
    /// Lower case; the unique index on addresses is over it.
    fn lower(text: Text) -> Text;
}

/// A row of `accounts` without the password.
#[derive(Queryable, Selectable)]
#[diesel(table_name = accounts)]
struct AccountRow {
    id: Uuid,
    email: String,
    role: String,
    created_at: DateTime<Utc>,
}

impl AccountRow {
    fn read(self) -> Result<Account> {
        let role: Role = self.role.parse().map_err(|cause| {
            Error::internal("An account could not be read from the database.", Box::new(cause))
        })?;
        Ok(Account { id: self.id, email: Email::from_store(self.email), role, created_at: self.created_at })
    }
}

/// A new row of `accounts`.
#[derive(Insertable)]
#[diesel(table_name = accounts)]
pub struct NewAccount<'a> {
    /// Its identifier.
    pub id: Uuid,
    /// Its address, normalised.
    pub email: &'a str,
    /// The PHC string of its password.
    pub password_hash: String,
    /// When it signed up.
    pub created_at: DateTime<Utc>,
    /// The same moment.
    pub updated_at: DateTime<Utc>,
}

/// How a count of sign-in attempts stands after one more.
#[derive(QueryableByName)]
pub struct Attempts {
    /// Attempts in this window, this one included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// Milliseconds until the window ends.
    #[diesel(sql_type = BigInt)]
    pub wait_ms: i64,
}

/// Inserts an account unless its address is taken. The caller is not told which, because
/// nobody may be.
pub async fn insert_account(conn: &mut Connection, account: NewAccount<'_>) -> Result<()> {
    diesel::insert_into(accounts::table).values(account).on_conflict_do_nothing().execute(conn).await?;
    Ok(())
}

/// The account with this address, and the hash of its password.
pub async fn find_credentials(conn: &mut Connection, email: &Email) -> Result<Option<(Account, String)>> {
    let found: Option<(AccountRow, String)> = accounts::table
        .filter(lower(accounts::email).eq(email.as_str()))
        .select((AccountRow::as_select(), accounts::password_hash))
        .first(conn)
        .await
        .optional()?;
    found.map(|(row, hash)| Ok((row.read()?, hash))).transpose()
}

/// The account with this identifier.
pub async fn find_account(conn: &mut Connection, account_id: Uuid) -> Result<Option<Account>> {
    let found: Option<AccountRow> =
        accounts::table.find(account_id).select(AccountRow::as_select()).first(conn).await.optional()?;
    found.map(AccountRow::read).transpose()
}

/// Gives the account with this address a role; none when there is no such account.
pub async fn update_role(
    conn: &mut Connection,
    email: &Email,
    role: Role,
    now: DateTime<Utc>,
) -> Result<Option<Account>> {
    let changed: Option<AccountRow> =
        diesel::update(accounts::table.filter(lower(accounts::email).eq(email.as_str())))
            .set((accounts::role.eq(role.word().to_lowercase()), accounts::updated_at.eq(now)))
            .returning(AccountRow::as_select())
            .get_result(conn)
            .await
            .optional()?;
    changed.map(AccountRow::read).transpose()
}

/// Opens a session, and sweeps the account's sessions that have run out.
pub async fn insert_session(
    conn: &mut Connection,
    account_id: Uuid,
    session_id: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    diesel::delete(sessions::table)
        .filter(sessions::account_id.eq(account_id))
        .filter(sessions::expires_at.le(now))
        .execute(conn)
        .await?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session_id),
            sessions::account_id.eq(account_id),
            sessions::created_at.eq(now),
            sessions::last_used_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends a session of the account, if it has not ended before.
pub async fn end_session(
    conn: &mut Connection,
    account_id: Uuid,
    session_id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::update(sessions::table.find(session_id))
        .filter(sessions::account_id.eq(account_id))
        .filter(sessions::revoked_at.is_null())
        .set(sessions::revoked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Prolongs a session that has not ended and gives its account; none when it has ended.
pub async fn prolong_session(
    conn: &mut Connection,
    session_id: Uuid,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<Option<Account>> {
    let account_id: Option<Uuid> = diesel::update(sessions::table.find(session_id))
        .filter(sessions::revoked_at.is_null())
        .set((sessions::last_used_at.eq(now), sessions::expires_at.eq(expires_at)))
        .returning(sessions::account_id)
        .get_result(conn)
        .await
        .optional()?;
    match account_id {
        Some(account_id) => find_account(conn, account_id).await,
        None => Ok(None),
    }
}

/// Keeps the hash of a new refresh token of a session, and forgets its expired ones.
pub async fn insert_refresh_token(
    conn: &mut Connection,
    session_id: Uuid,
    token_hash: Vec<u8>,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<()> {
    diesel::delete(refresh_tokens::table)
        .filter(refresh_tokens::session_id.eq(session_id))
        .filter(refresh_tokens::expires_at.le(now))
        .execute(conn)
        .await?;
    diesel::insert_into(refresh_tokens::table)
        .values((
            refresh_tokens::id.eq(ids::new_id()),
            refresh_tokens::token_hash.eq(token_hash),
            refresh_tokens::created_at.eq(now),
            refresh_tokens::session_id.eq(session_id),
            refresh_tokens::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks a fresh refresh token as used and gives its session. Of two calls at the same time
/// the second waits for the first to commit and then finds nothing fresh.
pub async fn use_refresh_token(
    conn: &mut Connection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    Ok(diesel::update(refresh_tokens::table.filter(refresh_tokens::token_hash.eq(token_hash)))
        .filter(refresh_tokens::used_at.is_null())
        .filter(refresh_tokens::expires_at.gt(now))
        .set(refresh_tokens::used_at.eq(now))
        .returning(refresh_tokens::session_id)
        .get_result(conn)
        .await
        .optional()?)
}

/// The account and session of a refresh token, fresh or used.
pub async fn find_refresh_token(
    conn: &mut Connection,
    token_hash: &[u8],
) -> Result<Option<RefreshTokenOwner>> {
    let found: Option<(Uuid, Uuid, Option<DateTime<Utc>>)> = refresh_tokens::table
        .inner_join(sessions::table)
        .filter(refresh_tokens::token_hash.eq(token_hash))
        .select((sessions::account_id, sessions::id, refresh_tokens::used_at))
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(|(account_id, session_id, used_at)| RefreshTokenOwner {
        account_id,
        session_id,
        is_used: used_at.is_some(),
    }))
}

/// Whose refresh token it is, and whether it has had its use.
pub struct RefreshTokenOwner {
    /// The account.
    pub account_id: Uuid,
    /// The session, which is the token's family.
    pub session_id: Uuid,
    /// Whether it has been exchanged before.
    pub is_used: bool,
}

/// Counts one more attempt under a key and tells how it stands; a window that has ended
/// begins anew. One statement, so attempts at the same time are all counted.
pub async fn count_attempt(conn: &mut Connection, key: &[u8], window_seconds: i32) -> Result<Attempts> {
    Ok(diesel::sql_query(
        "INSERT INTO sign_in_attempts AS known (key, attempts, window_ends_at)
         VALUES ($1, 1, now() + make_interval(secs => $2))
         ON CONFLICT (key) DO UPDATE SET
             attempts = CASE WHEN known.window_ends_at <= now() THEN 1 ELSE known.attempts + 1 END,
             window_ends_at = CASE WHEN known.window_ends_at <= now() THEN excluded.window_ends_at
                                   ELSE known.window_ends_at END
         RETURNING attempts, ceil(extract(epoch FROM window_ends_at - now()) * 1000)::bigint AS wait_ms",
    )
    .bind::<Binary, _>(key)
    .bind::<Integer, _>(window_seconds)
    .get_result(conn)
    .await?)
}

/// Whether a window under this key has not ended yet.
pub async fn has_open_window(conn: &mut Connection, key: &[u8]) -> Result<bool> {
    let open =
        sign_in_attempts::table.find(key).filter(sign_in_attempts::window_ends_at.gt(diesel::dsl::now));
    Ok(diesel::select(diesel::dsl::exists(open)).get_result(conn).await?)
}

/// Opens a window without attempts under this key, or prolongs it.
pub async fn open_window(conn: &mut Connection, key: &[u8], window_seconds: i32) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO sign_in_attempts (key, attempts, window_ends_at)
         VALUES ($1, 0, now() + make_interval(secs => $2))
         ON CONFLICT (key) DO UPDATE SET window_ends_at = excluded.window_ends_at",
    )
    .bind::<Binary, _>(key)
    .bind::<Integer, _>(window_seconds)
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes back what a right password has shown to be no guess: the pair's count whole, the others
/// by one; and sweeps windows that have ended.
pub async fn forgive_attempts(conn: &mut Connection, pair: &[u8], others: &[&[u8]]) -> Result<()> {
    let ended = sign_in_attempts::window_ends_at.le(diesel::dsl::now);
    diesel::delete(sign_in_attempts::table)
        .filter(sign_in_attempts::key.eq(pair).or(ended))
        .execute(conn)
        .await?;
    diesel::update(sign_in_attempts::table)
        .filter(sign_in_attempts::key.eq_any(others))
        .filter(sign_in_attempts::attempts.gt(0))
        .set(sign_in_attempts::attempts.eq(sign_in_attempts::attempts - 1))
        .execute(conn)
        .await?;
    Ok(())
}
