//! The SQL of the keys people bring.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::ProviderKey;
use crate::db::Connection;
use crate::db::schema::provider_keys;
use crate::error::Result;

#[derive(Queryable, Selectable)]
#[diesel(table_name = provider_keys, check_for_backend(diesel::pg::Pg))]
struct KeyRow {
    id: Uuid,
    account_id: Uuid,
    provider: String,
    model: String,
    last_four: String,
    created_at: DateTime<Utc>,
    tested_at: DateTime<Utc>,
}

impl From<KeyRow> for ProviderKey {
    fn from(row: KeyRow) -> Self {
        let KeyRow { id, account_id, provider, model, last_four, created_at, tested_at } = row;
        Self { id, account_id, provider, model, last_four, created_at, tested_at }
    }
}

/// A key, sealed.
pub struct SealedKey {
    /// Its id.
    pub id: Uuid,
    /// Whose it is.
    pub account_id: Uuid,
    /// The provider.
    pub provider: String,
    /// The model.
    pub model: String,
    /// The key, sealed.
    pub sealed: Vec<u8>,
}

/// Keeps a key in place of the account's older one for the same provider.
pub async fn save(conn: &mut Connection, key: &ProviderKey, sealed: &[u8]) -> Result<()> {
    let values = (
        provider_keys::id.eq(key.id),
        provider_keys::account_id.eq(key.account_id),
        provider_keys::provider.eq(&key.provider),
        provider_keys::model.eq(&key.model),
        provider_keys::sealed.eq(sealed),
        provider_keys::last_four.eq(&key.last_four),
        provider_keys::created_at.eq(key.created_at),
        provider_keys::tested_at.eq(key.tested_at),
    );
    diesel::insert_into(provider_keys::table)
        .values(values)
        .on_conflict((provider_keys::account_id, provider_keys::provider))
        .do_update()
        .set(values)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes the account's key for a provider; false when there is none.
pub async fn remove(conn: &mut Connection, account_id: Uuid, provider: &str) -> Result<bool> {
    let removed = diesel::delete(provider_keys::table)
        .filter(provider_keys::account_id.eq(account_id))
        .filter(provider_keys::provider.eq(provider))
        .execute(conn)
        .await?;
    Ok(removed == 1)
}

/// The account's keys, the first brought first; one a provider at most.
pub async fn list(conn: &mut Connection, account_id: Uuid) -> Result<Vec<ProviderKey>> {
    let rows: Vec<KeyRow> = provider_keys::table
        .filter(provider_keys::account_id.eq(account_id))
        .order((provider_keys::created_at, provider_keys::id))
        .select(KeyRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(ProviderKey::from).collect())
}

/// The account's keys as they are sealed, the first brought first.
pub async fn list_sealed(conn: &mut Connection, account_id: Uuid) -> Result<Vec<SealedKey>> {
    let query = provider_keys::table
        .filter(provider_keys::account_id.eq(account_id))
        .order((provider_keys::created_at, provider_keys::id))
        .select((
            provider_keys::id,
            provider_keys::account_id,
            provider_keys::provider,
            provider_keys::model,
            provider_keys::sealed,
        ));
    read(query.load(conn).await?)
}

/// So many keys of any account as they are sealed, those after an id, in the order of ids. For the
/// operator who changes the key that seals.
pub async fn list_after(conn: &mut Connection, after: Uuid, limit: i64) -> Result<Vec<SealedKey>> {
    let query = provider_keys::table
        .filter(provider_keys::id.gt(after))
        .order(provider_keys::id)
        .limit(limit)
        .select((
            provider_keys::id,
            provider_keys::account_id,
            provider_keys::provider,
            provider_keys::model,
            provider_keys::sealed,
        ));
    read(query.load(conn).await?)
}

/// Seals a key anew; false when it was replaced or removed meanwhile.
pub async fn reseal(conn: &mut Connection, id: Uuid, old: &[u8], new: &[u8]) -> Result<bool> {
    let changed = diesel::update(provider_keys::table.find(id))
        .filter(provider_keys::sealed.eq(old))
        .set(provider_keys::sealed.eq(new))
        .execute(conn)
        .await?;
    Ok(changed == 1)
}

type Row = (Uuid, Uuid, String, String, Vec<u8>);

fn read(rows: Vec<Row>) -> Result<Vec<SealedKey>> {
    let sealed = |(id, account_id, provider, model, sealed): Row| SealedKey {
        id,
        account_id,
        provider,
        model,
        sealed,
    };
    Ok(rows.into_iter().map(sealed).collect())
}
