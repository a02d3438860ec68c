//! The only SQL of profiles. Every finder takes the account.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::model::ProfileContent;
use super::parts::Parts;
use super::record::{Profile, ProfileVersion};
use crate::db::Connection;
use crate::db::json::Json;
use crate::db::page::{Cursor, Page, PageArgs, newest_first};
use crate::db::schema::{profile_versions, profiles};
use crate::error::{Error, Result};

#[derive(Queryable, Selectable)]
#[diesel(table_name = profiles, check_for_backend(diesel::pg::Pg))]
struct ProfileRow {
    id: Uuid,
    account_id: Uuid,
    title: String,
    version: i32,
    content: Json<ProfileContent>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// A profile without its content.
#[derive(Queryable, Selectable)]
#[diesel(table_name = profiles, check_for_backend(diesel::pg::Pg))]
struct HeadRow {
    id: Uuid,
    account_id: Uuid,
    title: String,
    version: i32,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<ProfileRow> for Profile {
    fn from(row: ProfileRow) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            title: row.title,
            version: read_version(row.version),
            content: row.content.0,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = profile_versions, check_for_backend(diesel::pg::Pg))]
struct VersionRow {
    profile_id: Uuid,
    version: i32,
    title: String,
    content: Json<ProfileContent>,
    created_at: DateTime<Utc>,
}

impl From<VersionRow> for ProfileVersion {
    fn from(row: VersionRow) -> Self {
        Self {
            profile_id: row.profile_id,
            version: read_version(row.version),
            title: row.title,
            content: row.content.0,
            created_at: row.created_at,
        }
    }
}

/// How many profiles the account has.
pub async fn count(conn: &mut Connection, account_id: Uuid) -> Result<i64> {
    let counted = profiles::table
        .filter(profiles::account_id.eq(account_id))
        .filter(profiles::deleted_at.is_null())
        .count()
        .get_result(conn)
        .await?;
    Ok(counted)
}

/// Inserts a profile and its first version.
pub async fn insert(conn: &mut Connection, profile: &Profile) -> Result<()> {
    diesel::insert_into(profiles::table)
        .values((
            profiles::id.eq(profile.id),
            profiles::account_id.eq(profile.account_id),
            profiles::title.eq(&profile.title),
            profiles::version.eq(write_version(profile.version)),
            profiles::content.eq(write_content(&profile.content)?),
            profiles::created_at.eq(profile.created_at),
            profiles::updated_at.eq(profile.updated_at),
        ))
        .execute(conn)
        .await?;
    insert_version(conn, profile).await
}

/// Writes a changed profile and keeps the new version.
pub async fn update(conn: &mut Connection, profile: &Profile) -> Result<()> {
    diesel::update(
        profiles::table
            .filter(profiles::account_id.eq(profile.account_id))
            .filter(profiles::id.eq(profile.id)),
    )
    .set((
        profiles::title.eq(&profile.title),
        profiles::version.eq(write_version(profile.version)),
        profiles::content.eq(write_content(&profile.content)?),
        profiles::updated_at.eq(profile.updated_at),
    ))
    .execute(conn)
    .await?;
    insert_version(conn, profile).await
}

async fn insert_version(conn: &mut Connection, profile: &Profile) -> Result<()> {
    diesel::insert_into(profile_versions::table)
        .values((
            profile_versions::profile_id.eq(profile.id),
            profile_versions::version.eq(write_version(profile.version)),
            profile_versions::account_id.eq(profile.account_id),
            profile_versions::title.eq(&profile.title),
            profile_versions::content.eq(write_content(&profile.content)?),
            profile_versions::created_at.eq(profile.updated_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account's profile of that id, locked until the transaction ends.
pub async fn lock(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Option<Profile>> {
    let row = profiles::table
        .filter(profiles::account_id.eq(account_id))
        .filter(profiles::deleted_at.is_null())
        .filter(profiles::id.eq(id))
        .select(ProfileRow::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(Profile::from))
}

/// The version of the account's profile of that id, which stays so until the transaction ends.
pub async fn hold_version(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Option<u32>> {
    let version = profiles::table
        .filter(profiles::account_id.eq(account_id))
        .filter(profiles::deleted_at.is_null())
        .filter(profiles::id.eq(id))
        .select(profiles::version)
        .for_share()
        .first(conn)
        .await
        .optional()?;
    Ok(version.map(read_version))
}

/// The account's profiles of those ids, in no order.
pub async fn find_many(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Profile>> {
    let rows = profiles::table
        .filter(profiles::account_id.eq(account_id))
        .filter(profiles::deleted_at.is_null())
        .filter(profiles::id.eq_any(ids))
        .select(ProfileRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Profile::from).collect())
}

/// As [`find_many`], with those parts of their content; the others are empty.
pub async fn find_parts(
    conn: &mut Connection,
    account_id: Uuid,
    ids: &[Uuid],
    parts: Parts,
) -> Result<Vec<Profile>> {
    if parts == Parts::ALL {
        return find_many(conn, account_id, ids).await;
    }
    let query = profiles::table
        .filter(profiles::account_id.eq(account_id))
        .filter(profiles::deleted_at.is_null())
        .filter(profiles::id.eq_any(ids));
    let rows: Vec<(HeadRow, Json<ProfileContent>)> = if parts == Parts::NONE {
        let heads: Vec<HeadRow> = query.select(HeadRow::as_select()).load(conn).await?;
        heads.into_iter().map(|head| (head, Json(ProfileContent::default()))).collect()
    } else {
        query.select((HeadRow::as_select(), profiles::content.remove(parts.missing()))).load(conn).await?
    };
    Ok(rows
        .into_iter()
        .map(|(head, Json(content))| Profile {
            id: head.id,
            account_id: head.account_id,
            title: head.title,
            version: read_version(head.version),
            content,
            created_at: head.created_at,
            updated_at: head.updated_at,
        })
        .collect())
}

/// A page of the account's profiles, newest first.
pub async fn list(conn: &mut Connection, account_id: Uuid, page: &PageArgs) -> Result<Page<Profile>> {
    let query = profiles::table
        .filter(profiles::account_id.eq(account_id))
        .filter(profiles::deleted_at.is_null())
        .into_boxed();
    let slice = page.slice::<()>()?;
    let rows = newest_first!(query, slice, profiles::id).select(ProfileRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(Profile::from).collect();
    Ok(slice.page(items, |profile| Cursor { key: (), id: profile.id }))
}

/// A page of the versions of the account's profile, newest first.
pub async fn list_versions(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    page: &PageArgs,
) -> Result<Page<ProfileVersion>> {
    let slice = page.slice::<i32>()?;
    let mut query = profile_versions::table
        .filter(profile_versions::account_id.eq(account_id))
        .filter(profile_versions::profile_id.eq(id))
        .limit(slice.limit())
        .into_boxed();
    if let Some(after) = &slice.after {
        query = query.filter(profile_versions::version.lt(after.key));
    }
    if let Some(before) = &slice.before {
        query = query.filter(profile_versions::version.gt(before.key));
    }
    query = if slice.is_backward {
        query.order(profile_versions::version.asc())
    } else {
        query.order(profile_versions::version.desc())
    };
    let rows = query.select(VersionRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(ProfileVersion::from).collect();
    Ok(slice.page(items, |item| Cursor { key: write_version(item.version), id }))
}

/// One version of the account's profile.
pub async fn find_version(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    version: u32,
) -> Result<Option<ProfileVersion>> {
    let row = profile_versions::table
        .filter(profile_versions::account_id.eq(account_id))
        .filter(profile_versions::profile_id.eq(id))
        .filter(profile_versions::version.eq(write_version(version)))
        .select(VersionRow::as_select())
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(ProfileVersion::from))
}

/// Hides a profile; false when the account has none of that id.
pub async fn delete(conn: &mut Connection, account_id: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let changed = diesel::update(
        profiles::table
            .filter(profiles::account_id.eq(account_id))
            .filter(profiles::deleted_at.is_null())
            .filter(profiles::id.eq(id)),
    )
    .set(profiles::deleted_at.eq(now))
    .execute(conn)
    .await?;
    Ok(changed == 1)
}

fn read_version(version: i32) -> u32 {
    u32::try_from(version).unwrap_or(1)
}

fn write_version(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}

fn write_content(content: &ProfileContent) -> Result<Value> {
    serde_json::to_value(content).map_err(|cause| Error::internal("A profile cannot be stored.", cause))
}
