//! The only SQL of jobs. A finder takes the account that looks: it sees its own jobs and
//! the shared catalogue, and nothing else.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;

use super::model::{EmploymentType, JobAnalysis, RemotePolicy, Salary, SalaryPeriod, Seniority};
use super::record::{Job, JobFilter, JobOrder, JobText, Slug};
use crate::db::Connection;
use crate::db::json::Json;
use crate::db::page::{Cursor, Page, PageArgs};
use crate::db::schema::{job_texts, jobs};
use crate::error::{Error, Result};

/// How many of the newest matches a search ranks.
const RANKED_MATCHES: i64 = 200;
/// Where counting stops.
pub const COUNT_LIMIT: i64 = 1_000;

#[derive(Queryable, Selectable, AsChangeset, Insertable)]
#[diesel(table_name = jobs, check_for_backend(diesel::pg::Pg), treat_none_as_null = true)]
struct JobRow {
    id: Uuid,
    account_id: Option<Uuid>,
    title: String,
    company: String,
    location: Option<String>,
    remote: Option<String>,
    employment_type: Option<String>,
    seniority: Option<String>,
    salary_min: Option<i64>,
    salary_max: Option<i64>,
    salary_currency: Option<String>,
    salary_period: Option<String>,
    posted_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        let salary = row.salary_currency.map(|currency| Salary {
            min: row.salary_min,
            max: row.salary_max,
            currency,
            period: read::<SalaryPeriod>(row.salary_period.as_deref()).unwrap_or(SalaryPeriod::Year),
        });
        Self {
            id: row.id,
            account_id: row.account_id,
            title: row.title,
            company: row.company,
            location: row.location,
            remote: read::<RemotePolicy>(row.remote.as_deref()),
            employment_type: read::<EmploymentType>(row.employment_type.as_deref()),
            seniority: read::<Seniority>(row.seniority.as_deref()),
            salary,
            posted_at: row.posted_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<&Job> for JobRow {
    fn from(job: &Job) -> Self {
        let slug = |slug: &'static str| slug.to_owned();
        Self {
            id: job.id,
            account_id: job.account_id,
            title: job.title.clone(),
            company: job.company.clone(),
            location: job.location.clone(),
            remote: job.remote.map(|remote| slug(remote.slug())),
            employment_type: job.employment_type.map(|kind| slug(kind.slug())),
            seniority: job.seniority.map(|seniority| slug(seniority.slug())),
            salary_min: job.salary.as_ref().and_then(|salary| salary.min),
            salary_max: job.salary.as_ref().and_then(|salary| salary.max),
            salary_currency: job.salary.as_ref().map(|salary| salary.currency.clone()),
            salary_period: job.salary.as_ref().map(|salary| slug(salary.period.slug())),
            posted_at: job.posted_at,
            created_at: job.created_at,
            updated_at: job.updated_at,
        }
    }
}

/// Inserts a job, its text and its row for searching.
pub async fn insert(conn: &mut Connection, job: &Job, text: &JobText, skills: &str) -> Result<()> {
    diesel::insert_into(jobs::table).values(JobRow::from(job)).execute(conn).await?;
    write_text(conn, job, text, skills).await
}

/// Writes a job's changed fields, text and row for searching.
pub async fn update(conn: &mut Connection, job: &Job, text: &JobText, skills: &str) -> Result<()> {
    diesel::update(jobs::table.filter(jobs::id.eq(job.id))).set(JobRow::from(job)).execute(conn).await?;
    write_text(conn, job, text, skills).await
}

async fn write_text(conn: &mut Connection, job: &Job, text: &JobText, skills: &str) -> Result<()> {
    let analysis = serde_json::to_value(&text.analysis)
        .map_err(|cause| Error::internal("The analysis of a job cannot be stored.", cause))?;
    diesel::insert_into(job_texts::table)
        .values((
            job_texts::job_id.eq(text.job_id),
            job_texts::description.eq(&text.description),
            job_texts::analysis.eq(&analysis),
        ))
        .on_conflict(job_texts::job_id)
        .do_update()
        .set((job_texts::description.eq(&text.description), job_texts::analysis.eq(&analysis)))
        .execute(conn)
        .await?;
    let row = JobRow::from(job);
    let a_year =
        |amount: Option<i64>| job.salary.as_ref().zip(amount).map(|(salary, amount)| salary.a_year(amount));
    diesel::sql_query(
        "INSERT INTO job_search (job_id, account_id, title, company, location, remote, employment_type, seniority,
             salary_year_min, salary_year_max, posted_at, head, tsv)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
             setweight(to_tsvector('english', $3), 'A') || setweight(to_tsvector('english', $12), 'B')
                 || setweight(to_tsvector('english', $4), 'C'),
             to_tsvector('english', $3 || ' ' || $4 || ' ' || coalesce($5, '') || ' ' || $13))
         ON CONFLICT (job_id) DO UPDATE SET title = excluded.title, company = excluded.company,
             location = excluded.location, remote = excluded.remote, employment_type = excluded.employment_type,
             seniority = excluded.seniority, salary_year_min = excluded.salary_year_min,
             salary_year_max = excluded.salary_year_max, posted_at = excluded.posted_at,
             head = excluded.head, tsv = excluded.tsv",
    )
    .bind::<SqlUuid, _>(row.id)
    .bind::<Nullable<SqlUuid>, _>(row.account_id)
    .bind::<Text, _>(&row.title)
    .bind::<Text, _>(&row.company)
    .bind::<Nullable<Text>, _>(&row.location)
    .bind::<Nullable<Text>, _>(&row.remote)
    .bind::<Nullable<Text>, _>(&row.employment_type)
    .bind::<Nullable<Text>, _>(&row.seniority)
    .bind::<Nullable<BigInt>, _>(a_year(row.salary_min.or(row.salary_max)))
    .bind::<Nullable<BigInt>, _>(a_year(row.salary_max.or(row.salary_min)))
    .bind::<Timestamptz, _>(row.posted_at)
    .bind::<Text, _>(skills)
    .bind::<Text, _>(&text.description)
    .execute(conn)
    .await?;
    Ok(())
}

/// The jobs of those ids that the account can see, in no order.
pub async fn find_many(conn: &mut Connection, viewer: Option<Uuid>, ids: &[Uuid]) -> Result<Vec<Job>> {
    let rows = jobs::table
        .filter(jobs::id.eq_any(ids))
        .filter(jobs::deleted_at.is_null())
        .filter(jobs::account_id.is_null().or(jobs::account_id.nullable().eq(viewer)))
        .select(JobRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Job::from).collect())
}

/// The texts of the jobs of those ids that the account can see, in no order.
pub async fn list_texts(conn: &mut Connection, viewer: Option<Uuid>, ids: &[Uuid]) -> Result<Vec<JobText>> {
    let rows: Vec<(Uuid, String, Json<JobAnalysis>)> = job_texts::table
        .inner_join(jobs::table)
        .filter(job_texts::job_id.eq_any(ids))
        .filter(jobs::deleted_at.is_null())
        .filter(jobs::account_id.is_null().or(jobs::account_id.nullable().eq(viewer)))
        .select((job_texts::job_id, job_texts::description, job_texts::analysis))
        .load(conn)
        .await?;
    let text = |(job_id, description, Json(analysis))| JobText { job_id, description, analysis };
    Ok(rows.into_iter().map(text).collect())
}

/// What every list narrows by, as one constant condition over nullable values.
const NARROWED: &str = "(account_id IS NULL AND NOT $2 OR account_id = $1)
    AND ($3 IS NULL OR tsv @@ websearch_to_tsquery('english', $3))
    AND ($4 IS NULL OR location ILIKE $4)
    AND (cardinality($5) = 0 OR remote = ANY ($5))
    AND (cardinality($6) = 0 OR employment_type = ANY ($6))
    AND (cardinality($7) = 0 OR seniority = ANY ($7))
    AND ($8 IS NULL OR salary_year_max >= $8)
    AND ($9 IS NULL OR posted_at >= $9)";

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    job_id: Uuid,
    #[diesel(sql_type = Timestamptz)]
    posted_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Binds the values of [`NARROWED`], `$1` to `$9`.
macro_rules! narrowed {
    ($query:expr, $viewer:expr, $filter:expr) => {{
        let slugs = |slugs: Vec<&'static str>| slugs;
        $query
            .bind::<Nullable<SqlUuid>, _>($viewer)
            .bind::<Bool, _>($filter.is_own_only)
            .bind::<Nullable<Text>, _>($filter.search.as_deref())
            .bind::<Nullable<Text>, _>($filter.location.as_deref().map(contains))
            .bind::<Array<Text>, _>(slugs($filter.remote.iter().map(|choice| choice.slug()).collect()))
            .bind::<Array<Text>, _>(slugs(
                $filter.employment_types.iter().map(|choice| choice.slug()).collect(),
            ))
            .bind::<Array<Text>, _>(slugs($filter.seniorities.iter().map(|choice| choice.slug()).collect()))
            .bind::<Nullable<BigInt>, _>($filter.salary_at_least)
            .bind::<Nullable<Timestamptz>, _>($filter.posted_since)
    }};
}

/// A page of the jobs the account can see: ids in order, then [`find_many`] for the rest.
pub async fn list(
    conn: &mut Connection,
    viewer: Option<Uuid>,
    filter: &JobFilter,
    order: JobOrder,
    page: &PageArgs,
) -> Result<Page<Job>> {
    let found = match (order, &filter.search) {
        (JobOrder::Relevance, Some(_)) => list_by_relevance(conn, viewer, filter, page).await?,
        _ => list_by_date(conn, viewer, filter, page).await?,
    };
    let mut jobs: HashMap<Uuid, Job> =
        find_many(conn, viewer, &found.items).await?.into_iter().map(|job| (job.id, job)).collect();
    let Page { items, cursors, has_next, has_previous } = found;
    // A job hidden between the two statements is left out with its cursor.
    let (items, cursors) =
        items.iter().zip(cursors).filter_map(|(id, cursor)| Some((jobs.remove(id)?, cursor))).unzip();
    Ok(Page { items, cursors, has_next, has_previous })
}

async fn list_by_date(
    conn: &mut Connection,
    viewer: Option<Uuid>,
    filter: &JobFilter,
    page: &PageArgs,
) -> Result<Page<Uuid>> {
    let slice = page.slice::<DateTime<Utc>>()?;
    let direction = if slice.is_backward { "ASC" } else { "DESC" };
    let query = diesel::sql_query(format!(
        "SELECT job_id, posted_at FROM job_search
         WHERE {NARROWED}
             AND ($10 IS NULL OR (posted_at, job_id) < ($10, $11))
             AND ($12 IS NULL OR (posted_at, job_id) > ($12, $13))
         ORDER BY posted_at {direction}, job_id {direction} LIMIT $14"
    ));
    let place = |cursor: &Option<Cursor<DateTime<Utc>>>| {
        cursor.as_ref().map(|cursor| (cursor.key, cursor.id)).unzip()
    };
    let (after_time, after_id) = place(&slice.after);
    let (before_time, before_id) = place(&slice.before);
    let found: Vec<Found> = narrowed!(query, viewer, filter)
        .bind::<Nullable<Timestamptz>, _>(after_time)
        .bind::<Nullable<SqlUuid>, _>(after_id)
        .bind::<Nullable<Timestamptz>, _>(before_time)
        .bind::<Nullable<SqlUuid>, _>(before_id)
        .bind::<BigInt, _>(slice.limit())
        .load(conn)
        .await?;
    Ok(slice.page(found, |found| Cursor { key: found.posted_at, id: found.job_id }).map(|found| found.job_id))
}

async fn list_by_relevance(
    conn: &mut Connection,
    viewer: Option<Uuid>,
    filter: &JobFilter,
    page: &PageArgs,
) -> Result<Page<Uuid>> {
    let slice = page.slice::<()>()?;
    let query = diesel::sql_query(format!(
        "WITH newest AS (
             SELECT job_id, posted_at, head FROM job_search
             WHERE {NARROWED} ORDER BY posted_at DESC, job_id DESC LIMIT $10
         )
         SELECT job_id, posted_at FROM newest
         ORDER BY ts_rank(head, websearch_to_tsquery('english', $3)) DESC, posted_at DESC, job_id DESC"
    ));
    let ranked: Vec<Found> =
        narrowed!(query, viewer, filter).bind::<BigInt, _>(RANKED_MATCHES).load(conn).await?;
    // All that is ranked is here, so the page is cut from it; a cursor whose job is no longer
    // among them ends the list.
    let place = |cursor: &Cursor<()>| ranked.iter().position(|found| found.job_id == cursor.id);
    let start = slice.after.as_ref().map_or(0, |after| place(after).map_or(ranked.len(), |place| place + 1));
    let end = slice.before.as_ref().map_or(ranked.len(), |before| place(before).unwrap_or(0));
    let within = ranked.get(start..end).unwrap_or_default().iter().map(|found| found.job_id);
    let limit = usize::try_from(slice.limit()).unwrap_or(usize::MAX);
    let ids: Vec<Uuid> =
        if slice.is_backward { within.rev().take(limit).collect() } else { within.take(limit).collect() };
    Ok(slice.page(ids, |id| Cursor { key: (), id: *id }))
}

/// How many jobs a list holds, counted up to [`COUNT_LIMIT`].
pub async fn count(conn: &mut Connection, viewer: Option<Uuid>, filter: &JobFilter) -> Result<i64> {
    let query = diesel::sql_query(format!(
        "SELECT count(*) FROM (SELECT 1 FROM job_search WHERE {NARROWED} LIMIT $10) AS found"
    ));
    let counted: Counted =
        narrowed!(query, viewer, filter).bind::<BigInt, _>(COUNT_LIMIT).get_result(conn).await?;
    Ok(counted.count)
}

/// Hides a job and takes it out of every list; false when there is none of that id and owner.
/// `owner` is none for the shared catalogue.
pub async fn delete(
    conn: &mut Connection,
    owner: Option<Uuid>,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = diesel::update(
        jobs::table
            .filter(jobs::id.eq(id))
            .filter(jobs::deleted_at.is_null())
            .filter(jobs::account_id.is_not_distinct_from(owner)),
    )
    .set(jobs::deleted_at.eq(now))
    .execute(conn)
    .await?;
    diesel::sql_query("DELETE FROM job_search WHERE job_id = $1 AND EXISTS (SELECT 1 FROM jobs WHERE id = $1 AND deleted_at IS NOT NULL)")
        .bind::<SqlUuid, _>(id)
        .execute(conn)
        .await?;
    Ok(changed == 1)
}

/// A pattern for ILIKE that finds the words anywhere, taken literally.
fn contains(words: &str) -> String {
    let mut pattern = String::with_capacity(words.len() + 2);
    pattern.push('%');
    for c in words.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

fn read<T: Slug>(slug: Option<&str>) -> Option<T> {
    slug.and_then(T::from_slug)
}
