//! The only SQL of which documents are copies. Every finder takes the account.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use crate::db::Connection;
use crate::db::schema::document_copies;
use crate::documents::record::Document;
use crate::error::Result;

/// Notes that a document is a copy, and which run it rests on.
pub async fn insert(conn: &mut Connection, document: &Document, ground_id: Uuid) -> Result<()> {
    diesel::insert_into(document_copies::table)
        .values((
            document_copies::document_id.eq(document.id),
            document_copies::account_id.eq(document.account_id),
            document_copies::ground_id.eq(ground_id),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The run a copy of the account's rests on.
pub async fn find_ground(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Option<Uuid>> {
    let ground = document_copies::table
        .filter(document_copies::account_id.eq(account_id))
        .filter(document_copies::document_id.eq(id))
        .select(document_copies::ground_id)
        .first(conn)
        .await
        .optional()?;
    Ok(ground)
}
