//! The use cases of notifications: tell, list, mark as read.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::model::{AccountEvent, Change, List, NewNotification, Notification};
use super::store;
use crate::clock::Clock;
use crate::db::page::{Page, PageArgs};
use crate::db::{Connection, Db};
use crate::error::Result;
use crate::events::{self, NewEvent};
use crate::ids;

/// The use cases of notifications. Cheap to clone.
#[derive(Clone)]
pub struct Notifications {
    db: Db,
    clock: Clock,
}

/// Tells an account something, in the caller's transaction. Others who tell it something wait
/// until that ends, so this comes last in it.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn notify(
    conn: &mut Connection,
    account_id: Uuid,
    new: &NewNotification,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = ids::new_id();
    let number = append(conn, account_id, &AccountEvent::Notified(id), now).await?;
    let NewNotification { kind, message, generation_id, document_id } = new.clone();
    let read_at = None;
    let new = Notification {
        id,
        account_id,
        number,
        kind,
        message,
        generation_id,
        document_id,
        created_at: now,
        read_at,
    };
    store::insert(conn, &new).await
}

/// Tells an account that a line of a list has changed, in the caller's transaction. Others who
/// tell it something wait until that ends, so this comes last in it.
///
/// # Errors
/// `Unavailable` when the database is away.
pub async fn tell_change(
    conn: &mut Connection,
    account_id: Uuid,
    list: List,
    change: Change,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<()> {
    append(conn, account_id, &AccountEvent::Changed { list, change, id }, now).await?;
    Ok(())
}

async fn append(
    conn: &mut Connection,
    account_id: Uuid,
    event: &AccountEvent,
    now: DateTime<Utc>,
) -> Result<i64> {
    let (kind, payload) = event.write();
    let kind = kind.to_owned();
    events::append(conn, &NewEvent { stream_id: account_id, account_id, kind, payload, created_at: now })
        .await
}

impl Notifications {
    /// Makes the service.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// A page of the account's notifications, newest first.
    pub async fn list(
        &self,
        account_id: Uuid,
        is_unread_only: bool,
        page: &PageArgs,
    ) -> Result<Page<Notification>> {
        store::list(&mut *self.db.conn().await?, account_id, is_unread_only, page).await
    }

    /// The account's notifications of those ids, in no order.
    pub async fn find_many(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Notification>> {
        store::find_many(&mut *self.db.conn().await?, account_id, ids).await
    }

    /// How many the account has not read.
    pub async fn count_unread(&self, account_id: Uuid) -> Result<i64> {
        store::count_unread(&mut *self.db.conn().await?, account_id).await
    }

    /// Marks the account's notifications up to a number as read. Returns how many that were.
    pub async fn mark_read(&self, account_id: Uuid, up_to: i64) -> Result<usize> {
        store::mark_read(&mut *self.db.conn().await?, account_id, up_to, self.clock.now()).await
    }

    /// The number of the account's last event; 0 before the first.
    pub async fn last_number(&self, account_id: Uuid) -> Result<i64> {
        let mut conn = self.db.conn().await?;
        let last = events::list_last_numbers(&mut conn, account_id, &[account_id]).await?;
        Ok(last.get(&account_id).copied().unwrap_or(0))
    }
}
