//! The use cases of profiles: make, change, look back, delete.

use futures_util::future::BoxFuture;
use serde_json::Value;
use uuid::Uuid;

use super::json_resume;
use super::model::ProfileContent;
use super::parts::Parts;
use super::record::{ChangeOutcome, MAX_PROFILES, MAX_TITLE_CHARS, Profile, ProfileVersion};
use super::store;
use super::validate::validate;
use crate::clock::Clock;
use crate::db::page::{Page, PageArgs};
use crate::db::{Connection, Db};
use crate::error::{Error, ErrorKind, Result, Violation};
use crate::ids;

/// A change of a profile, which may refuse.
type Change<'c> = dyn Fn(&mut Profile) -> Result<()> + Send + Sync + 'c;

/// The use cases of profiles. Cheap to clone.
#[derive(Clone)]
pub struct Profiles {
    db: Db,
    clock: Clock,
}

impl Profiles {
    /// Makes the service.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Makes a profile with the given content.
    ///
    /// # Errors
    /// `Invalid` with the places for content or a title that cannot be; `LimitReached` when the
    /// account has [`MAX_PROFILES`] already.
    pub async fn create(&self, account_id: Uuid, title: &str, content: ProfileContent) -> Result<Profile> {
        let title = read_title(title)?;
        refuse_faults(&content)?;
        let now = self.clock.now();
        let profile = Profile {
            id: ids::new_id(),
            account_id,
            title,
            version: 1,
            content,
            created_at: now,
            updated_at: now,
        };
        self.db
            .transaction(async |conn| {
                if store::count(conn, account_id).await? >= MAX_PROFILES {
                    let message = format!("An account holds {MAX_PROFILES} profiles; delete one first.");
                    return Err(Error::new(ErrorKind::LimitReached, message));
                }
                store::insert(conn, &profile).await
            })
            .await?;
        Ok(profile)
    }

    /// Makes a profile from a JSON Resume v1 document; its title is the one given, else the
    /// résumé's label or name.
    ///
    /// # Errors
    /// As [`Profiles::create`].
    pub async fn import_json_resume(
        &self,
        account_id: Uuid,
        title: Option<&str>,
        resume: &Value,
    ) -> Result<Profile> {
        let content = json_resume::parse(resume, &mut json_resume::new_ids())?;
        let found = [&content.basics.label, &content.basics.name];
        let found = found.into_iter().flatten().map(|line| line.value.text.clone()).next();
        let title = title.map(str::to_owned).or(found).unwrap_or_else(|| "My profile".to_owned());
        let title: String = title.chars().take(MAX_TITLE_CHARS).collect();
        self.create(account_id, &title, content).await
    }

    /// Changes a profile's content if it is still at `version`. The change sees the content as
    /// it is and may refuse.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id; `Invalid` for content that cannot be;
    /// whatever the change refuses with.
    pub async fn change<F>(
        &self,
        account_id: Uuid,
        id: Uuid,
        version: u32,
        change: F,
    ) -> Result<ChangeOutcome>
    where
        F: Fn(&mut ProfileContent) -> Result<()> + Send + Sync,
    {
        self.write(account_id, id, version, |profile| change(&mut profile.content)).await
    }

    /// Gives a profile another title if it is still at `version`.
    ///
    /// # Errors
    /// As [`Profiles::change`].
    pub async fn rename(
        &self,
        account_id: Uuid,
        id: Uuid,
        version: u32,
        title: &str,
    ) -> Result<ChangeOutcome> {
        self.update(account_id, id, version, Some(title), |_| Ok(())).await
    }

    /// Changes a profile's title, where one is given, and its content together, as one version,
    /// if it is still at `version`.
    ///
    /// # Errors
    /// As [`Profiles::change`].
    pub async fn update<F>(
        &self,
        account_id: Uuid,
        id: Uuid,
        version: u32,
        title: Option<&str>,
        change: F,
    ) -> Result<ChangeOutcome>
    where
        F: Fn(&mut ProfileContent) -> Result<()> + Send + Sync,
    {
        let title = title.map(read_title).transpose()?;
        self.write(account_id, id, version, |profile| {
            if let Some(title) = &title {
                profile.title.clone_from(title);
            }
            change(&mut profile.content)
        })
        .await
    }

    /// Makes the content of an earlier version the current one, as a new version.
    ///
    /// # Errors
    /// As [`Profiles::change`]; `NotFound` also for a version it never had.
    pub async fn revert(&self, account_id: Uuid, id: Uuid, version: u32, to: u32) -> Result<ChangeOutcome> {
        let earlier = self.get_version(account_id, id, to).await?;
        self.write(account_id, id, version, |profile| {
            profile.content.clone_from(&earlier.content);
            Ok(())
        })
        .await
    }

    async fn write<F>(&self, account_id: Uuid, id: Uuid, version: u32, change: F) -> Result<ChangeOutcome>
    where
        F: Fn(&mut Profile) -> Result<()> + Send + Sync,
    {
        let change: &Change<'_> = &change;
        // Its type ends here, or every future above would be as deep as all of them together.
        let written: BoxFuture<'_, Result<ChangeOutcome>> = Box::pin(
            self.db.transaction(async |conn| self.write_in(conn, account_id, id, version, change).await),
        );
        written.await
    }

    /// [`Profiles::change`] in the caller's transaction.
    ///
    /// # Errors
    /// Those of [`Profiles::change`].
    pub async fn change_in<F>(
        &self,
        conn: &mut Connection,
        account_id: Uuid,
        id: Uuid,
        version: u32,
        change: F,
    ) -> Result<ChangeOutcome>
    where
        F: Fn(&mut ProfileContent) -> Result<()> + Send + Sync,
    {
        let change = |profile: &mut Profile| change(&mut profile.content);
        let written: BoxFuture<'_, Result<ChangeOutcome>> =
            Box::pin(self.write_in(conn, account_id, id, version, &change));
        written.await
    }

    /// The version one of the account's profiles is at, which stays so until the caller's
    /// transaction ends; none once it is deleted.
    ///
    /// # Errors
    /// `Unavailable` when the database is away.
    pub async fn hold_version(
        &self,
        conn: &mut Connection,
        account_id: Uuid,
        id: Uuid,
    ) -> Result<Option<u32>> {
        store::hold_version(conn, account_id, id).await
    }

    async fn write_in(
        &self,
        conn: &mut Connection,
        account_id: Uuid,
        id: Uuid,
        version: u32,
        change: &Change<'_>,
    ) -> Result<ChangeOutcome> {
        let profile = store::lock(conn, account_id, id).await?;
        let mut profile = profile.ok_or_else(|| Error::not_found("profile"))?;
        if profile.version != version {
            return Ok(ChangeOutcome::Stale(profile));
        }
        let before = profile.clone();
        change(&mut profile)?;
        if profile == before {
            return Ok(ChangeOutcome::Changed(profile));
        }
        refuse_faults(&profile.content)?;
        profile.version += 1;
        profile.updated_at = self.clock.now();
        store::update(conn, &profile).await?;
        Ok(ChangeOutcome::Changed(profile))
    }

    /// The account's profile of that id.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get(&self, account_id: Uuid, id: Uuid) -> Result<Profile> {
        self.find_many(account_id, &[id]).await?.pop().ok_or_else(|| Error::not_found("profile"))
    }

    /// The account's profiles of those ids, in no order.
    pub async fn find_many(&self, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Profile>> {
        let mut conn = self.db.conn().await?;
        store::find_many(&mut conn, account_id, ids).await
    }

    /// As [`Profiles::find_many`], with those parts of their content; the others are empty, so what
    /// is found is for reading alone.
    pub async fn find_parts(&self, account_id: Uuid, ids: &[Uuid], parts: Parts) -> Result<Vec<Profile>> {
        let mut conn = self.db.conn().await?;
        store::find_parts(&mut conn, account_id, ids, parts).await
    }

    /// A page of the account's profiles, newest first.
    pub async fn list(&self, account_id: Uuid, page: &PageArgs) -> Result<Page<Profile>> {
        self.db.read(Some(account_id), async |conn| store::list(conn, account_id, page).await).await
    }

    /// A page of a profile's versions, newest first.
    pub async fn list_versions(
        &self,
        account_id: Uuid,
        id: Uuid,
        page: &PageArgs,
    ) -> Result<Page<ProfileVersion>> {
        let mut conn = self.db.conn().await?;
        store::list_versions(&mut conn, account_id, id, page).await
    }

    /// One version of a profile.
    ///
    /// # Errors
    /// `NotFound` when the account has no such profile, or that had no such version.
    pub async fn get_version(&self, account_id: Uuid, id: Uuid, version: u32) -> Result<ProfileVersion> {
        let mut conn = self.db.conn().await?;
        let found = store::find_version(&mut conn, account_id, id, version).await?;
        found.ok_or_else(|| Error::not_found("profile version"))
    }

    /// Hides a profile; generations and documents made from it stay.
    ///
    /// # Errors
    /// `NotFound` when the account has none of that id.
    pub async fn delete(&self, account_id: Uuid, id: Uuid) -> Result<()> {
        let mut conn = self.db.conn().await?;
        let is_deleted = store::delete(&mut conn, account_id, id, self.clock.now()).await?;
        if is_deleted { Ok(()) } else { Err(Error::not_found("profile")) }
    }
}

fn read_title(title: &str) -> Result<String> {
    let title = title.trim();
    let chars = title.chars().count();
    if chars == 0 || chars > MAX_TITLE_CHARS {
        let message = format!("A title has 1 to {MAX_TITLE_CHARS} characters.");
        return Err(Error::violations(
            "The profile was not saved.",
            vec![Violation::new("title", "length", message)],
        ));
    }
    Ok(title.to_owned())
}

fn refuse_faults(content: &ProfileContent) -> Result<()> {
    let violations = validate(content);
    if violations.is_empty() {
        return Ok(());
    }
    Err(Error::violations("The profile was not saved; see the fields.", violations))
}
