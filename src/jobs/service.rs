//! The use cases of jobs: keep a posting, read it by rules, find it again.

use uuid::Uuid;

use super::analysis::analyze;
use super::model::{JobAnalysis, Posting};
use super::posting;
use super::record::{Job, JobFilter, JobOrder, JobPatch, JobText, NewJob};
use super::store;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::page::{Page, PageArgs};
use crate::error::{Error, Result, Violation};
use crate::ids;
use crate::language::lexicon::Lexicon;

/// Longest search, in characters.
const MAX_SEARCH_CHARS: usize = 500;
/// Most keywords of an analysis that go into the head a search ranks by.
const HEAD_KEYWORDS: usize = 30;

/// The use cases of jobs. Cheap to clone.
#[derive(Clone)]
pub struct Jobs {
    db: Db,
    clock: Clock,
    lexicon: &'static Lexicon,
}

impl Jobs {
    /// Makes the service.
    pub fn new(db: Db, clock: Clock, lexicon: &'static Lexicon) -> Self {
        Self { db, clock, lexicon }
    }

    /// Keeps a posting as the owner's own, or in the shared catalogue when `owner` is none,
    /// and reads it. Who may write the catalogue is the face's to guard.
    ///
    /// # Errors
    /// `Invalid` with the places for a text that is empty, too long or no posting at all.
    pub async fn create(&self, owner: Option<Uuid>, new: NewJob) -> Result<Job> {
        let now = self.clock.now();
        let (posting, analysis) = self.read(new.text, new.title, new.company, new.location).await?;
        let found = Job {
            id: ids::new_id(),
            account_id: owner,
            title: title_of(&posting),
            company: posting.company.clone(),
            location: posting.location.clone(),
            remote: new.remote.or(analysis.remote.as_ref().map(|found| found.value)),
            employment_type: new
                .employment_type
                .or(analysis.employment_type.as_ref().map(|found| found.value)),
            seniority: new.seniority.or(analysis.seniority.as_ref().map(|found| found.value)),
            salary: new.salary.or_else(|| analysis.salary.as_ref().map(|found| found.value.clone())),
            posted_at: new.posted_at.unwrap_or(now),
            created_at: now,
            updated_at: now,
        };
        let head = head(&analysis);
        let text = JobText { job_id: found.id, description: posting.text, analysis };
        self.db.transaction(async |conn| store::insert(conn, &found, &text, &head).await).await?;
        Ok(found)
    }

    /// Changes a job of the account's own, or of the catalogue when `owner` is none; with a new
    /// text it is read again.
    ///
    /// # Errors
    /// `NotFound` when there is none of that id and owner; `Invalid` as for [`Jobs::create`].
    pub async fn update(&self, owner: Option<Uuid>, id: Uuid, patch: JobPatch) -> Result<Job> {
        let (mut job, old) = {
            let mut conn = self.db.conn().await?;
            let job = store::find_many(&mut conn, owner, &[id]).await?.pop();
            let job = job.filter(|job| job.account_id == owner).ok_or_else(|| Error::not_found("job"))?;
            let text = store::list_texts(&mut conn, owner, &[id]).await?.pop();
            (job, text.ok_or_else(|| Error::not_found("job"))?)
        };
        let is_read_again = patch.text.is_some();
        let title = patch.title.or_else(|| (!is_read_again).then(|| job.title.clone()));
        let company = patch.company.or_else(|| (!is_read_again).then(|| job.company.clone()));
        let location = match patch.location {
            Some(place) => Some(place).filter(|place| !place.trim().is_empty()),
            None if is_read_again => None,
            None => job.location.clone(),
        };
        let (posting, analysis) =
            self.read(patch.text.unwrap_or(old.description), title, company, location.clone()).await?;
        job.title = title_of(&posting);
        job.company = posting.company.clone();
        job.location = if is_read_again { posting.location.clone() } else { location };
        job.remote = patch.remote.or(job.remote);
        job.employment_type = patch.employment_type.or(job.employment_type);
        job.seniority = patch.seniority.or(job.seniority);
        job.salary = patch.salary.or(job.salary);
        job.posted_at = patch.posted_at.unwrap_or(job.posted_at);
        job.updated_at = self.clock.now();
        let head = head(&analysis);
        let text = JobText { job_id: id, description: posting.text, analysis };
        self.db.transaction(async |conn| store::update(conn, &job, &text, &head).await).await?;
        Ok(job)
    }

    /// The job of that id, where the viewer can see it.
    ///
    /// # Errors
    /// `NotFound` when there is none.
    pub async fn get(&self, viewer: Option<Uuid>, id: Uuid) -> Result<Job> {
        self.find_many(viewer, &[id]).await?.pop().ok_or_else(|| Error::not_found("job"))
    }

    /// The job of that id with the posting the stages read.
    ///
    /// # Errors
    /// `NotFound` when there is none the account can see.
    pub async fn get_posting(&self, account_id: Uuid, id: Uuid) -> Result<(Job, Posting)> {
        let mut conn = self.db.conn().await?;
        let job = store::find_many(&mut conn, Some(account_id), &[id]).await?.pop();
        let text = store::list_texts(&mut conn, Some(account_id), &[id]).await?.pop();
        let (job, text) = job.zip(text).ok_or_else(|| Error::not_found("job"))?;
        let posting = Posting {
            title: job.title.clone(),
            company: job.company.clone(),
            location: job.location.clone(),
            text: text.description,
            is_shared: job.account_id.is_none(),
        };
        Ok((job, posting))
    }

    /// The jobs of those ids that the viewer can see, in no order.
    pub async fn find_many(&self, viewer: Option<Uuid>, ids: &[Uuid]) -> Result<Vec<Job>> {
        let mut conn = self.db.conn().await?;
        store::find_many(&mut conn, viewer, ids).await
    }

    /// The texts of the jobs of those ids that the viewer can see, in no order.
    pub async fn list_texts(&self, viewer: Option<Uuid>, ids: &[Uuid]) -> Result<Vec<JobText>> {
        let mut conn = self.db.conn().await?;
        store::list_texts(&mut conn, viewer, ids).await
    }

    /// A page of the jobs the viewer can see.
    ///
    /// # Errors
    /// `Invalid` for a search that is too long or a cursor of another list.
    pub async fn list(
        &self,
        viewer: Option<Uuid>,
        filter: JobFilter,
        order: JobOrder,
        page: &PageArgs,
    ) -> Result<Page<Job>> {
        let filter = tidied(filter)?;
        self.db.read(viewer, async |conn| store::list(conn, viewer, &filter, order, page).await).await
    }

    /// How many jobs a list holds, counted up to [`store::COUNT_LIMIT`].
    ///
    /// # Errors
    /// `Invalid` for a search that is too long.
    pub async fn count(&self, viewer: Option<Uuid>, filter: JobFilter) -> Result<i64> {
        let filter = tidied(filter)?;
        self.db.read(viewer, async |conn| store::count(conn, viewer, &filter).await).await
    }

    /// Hides a job of the account's own, or of the catalogue when `owner` is none; generations
    /// and saved jobs keep what they need of it.
    ///
    /// # Errors
    /// `NotFound` when there is none of that id and owner.
    pub async fn delete(&self, owner: Option<Uuid>, id: Uuid) -> Result<()> {
        let now = self.clock.now();
        let is_deleted = self.db.transaction(async |conn| store::delete(conn, owner, id, now).await).await?;
        if is_deleted { Ok(()) } else { Err(Error::not_found("job")) }
    }

    /// Cleans and reads a posting, off the async threads.
    async fn read(
        &self,
        text: String,
        title: Option<String>,
        company: Option<String>,
        location: Option<String>,
    ) -> Result<(Posting, JobAnalysis)> {
        let lexicon = self.lexicon;
        let given = Posting {
            title: title.unwrap_or_default(),
            company: company.unwrap_or_default(),
            location,
            text,
            is_shared: false,
        };
        tokio::task::spawn_blocking(move || {
            let posting = posting::complete(given)?;
            let analysis = analyze(&posting, lexicon);
            Ok((posting, analysis))
        })
        .await
        .map_err(|cause| Error::internal("Reading the posting was broken off.", cause))?
    }
}

/// The title found, or a plain word where a posting names none.
fn title_of(posting: &Posting) -> String {
    if posting.title.is_empty() { "Untitled job".to_owned() } else { posting.title.clone() }
}

/// The weightiest keywords as the short text a search ranks by.
fn head(analysis: &JobAnalysis) -> String {
    let terms: Vec<&str> =
        analysis.keywords.iter().take(HEAD_KEYWORDS).map(|keyword| keyword.term.as_str()).collect();
    terms.join(", ")
}

/// The filter with blank words taken as none.
fn tidied(mut filter: JobFilter) -> Result<JobFilter> {
    let tidy =
        |words: Option<String>| words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
    filter.search = tidy(filter.search.take());
    filter.location = tidy(filter.location.take());
    for (path, words) in [("search", &filter.search), ("filter.location", &filter.location)] {
        if words.as_ref().is_some_and(|words| words.chars().count() > MAX_SEARCH_CHARS) {
            let message = format!("Keep the words to look for within {MAX_SEARCH_CHARS} characters.");
            return Err(Error::violations(
                "The list was not searched.",
                vec![Violation::new(path, "too_long", message)],
            ));
        }
    }
    Ok(filter)
}
