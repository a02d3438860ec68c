//! The only SQL of generations. Every finder of owned rows takes the account.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::model::{GenerationInput, StageName};
use super::pipeline::Step;
use super::record::{Failure, Generation, GenerationStatus, StageRun, StageStatus, Usage};
use crate::db::Connection;
use crate::db::page::{Cursor, Page, PageArgs, newest_first};
use crate::db::schema::{generation_inputs, generation_stages, generations};
use crate::documents::model::DocumentKind;
use crate::error::{Error, Result};
use crate::jobs::model::{JobAnalysis, Method};

#[derive(Queryable, Selectable)]
#[diesel(table_name = generations, check_for_backend(diesel::pg::Pg))]
struct GenerationRow {
    id: Uuid,
    account_id: Uuid,
    profile_id: Uuid,
    profile_version: i32,
    job_id: Uuid,
    profile_title: String,
    job_title: String,
    company: String,
    status: String,
    kinds: Vec<String>,
    failure: Option<Value>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<GenerationRow> for Generation {
    type Error = Error;

    fn try_from(row: GenerationRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            profile_id: row.profile_id,
            profile_version: u32::try_from(row.profile_version).unwrap_or(0),
            job_id: row.job_id,
            profile_title: row.profile_title,
            job_title: row.job_title,
            company: row.company,
            status: GenerationStatus::from_slug(&row.status).ok_or_else(|| unknown("status", &row.status))?,
            kinds: row
                .kinds
                .iter()
                .map(|kind| DocumentKind::from_word(kind).ok_or_else(|| unknown("kind", kind)))
                .collect::<Result<_>>()?,
            failure: row.failure.map(read_json).transpose()?,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = generation_stages, check_for_backend(diesel::pg::Pg))]
struct StageRow {
    generation_id: Uuid,
    stage: String,
    status: String,
    method: String,
    tokens_in: i32,
    tokens_out: i32,
    elapsed_ms: Option<f64>,
    started_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
    charged_tokens: i64,
    cost_micros: Option<i64>,
    model: Option<String>,
}

impl TryFrom<StageRow> for StageRun {
    type Error = Error;

    fn try_from(row: StageRow) -> Result<Self> {
        Ok(Self {
            generation_id: row.generation_id,
            stage: read_stage(&row.stage)?,
            status: StageStatus::from_slug(&row.status).ok_or_else(|| unknown("status", &row.status))?,
            method: match row.method.as_str() {
                "model" => Method::Model,
                "cache" => Method::Cache,
                _ => Method::Rules,
            },
            elapsed_ms: row.elapsed_ms,
            started_at: Some(row.started_at),
            finished_at: row.finished_at,
            usage: Usage {
                tokens_in: u32::try_from(row.tokens_in).unwrap_or(0),
                tokens_out: u32::try_from(row.tokens_out).unwrap_or(0),
                charged_tokens: u64::try_from(row.charged_tokens).unwrap_or(0),
                cost_micros: row.cost_micros.and_then(|cost| u64::try_from(cost).ok()),
            },
            model: row.model,
        })
    }
}

/// A run to insert.
pub struct NewGeneration<'g> {
    /// The run, queued.
    pub generation: &'g Generation,
    /// What it reads, frozen.
    pub input: &'g GenerationInput,
    /// The name of the request.
    pub idempotency_key: Option<&'g str>,
    /// SHA-256 of what was asked, hexadecimal.
    pub request_hash: &'g str,
}

/// Makes every other start of the same account wait until this transaction ends, so that
/// quota and keys are looked at by one request at a time.
pub async fn lock_starts(conn: &mut Connection, account_id: Uuid) -> Result<()> {
    diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended('generations:' || $1::text, 0))")
        .bind::<SqlUuid, _>(account_id)
        .execute(conn)
        .await?;
    Ok(())
}

/// Inserts a queued run.
pub async fn insert(conn: &mut Connection, new: NewGeneration<'_>) -> Result<()> {
    let generation = new.generation;
    diesel::insert_into(generations::table)
        .values((
            generations::id.eq(generation.id),
            generations::account_id.eq(generation.account_id),
            generations::profile_id.eq(generation.profile_id),
            generations::profile_version.eq(i32::try_from(generation.profile_version).unwrap_or(i32::MAX)),
            generations::job_id.eq(generation.job_id),
            generations::profile_title.eq(&generation.profile_title),
            generations::job_title.eq(&generation.job_title),
            generations::company.eq(&generation.company),
            generations::status.eq(generation.status.slug()),
            generations::kinds.eq(generation.kinds.iter().map(|kind| kind.word()).collect::<Vec<_>>()),
            generations::idempotency_key.eq(new.idempotency_key),
            generations::request_hash.eq(new.request_hash),
            generations::created_at.eq(generation.created_at),
        ))
        .execute(conn)
        .await?;
    diesel::insert_into(generation_inputs::table)
        .values((
            generation_inputs::generation_id.eq(generation.id),
            generation_inputs::account_id.eq(generation.account_id),
            generation_inputs::input.eq(write_json(new.input)?),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account's run of that id.
pub async fn find(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<Option<Generation>> {
    Ok(find_many(conn, account_id, &[id]).await?.pop())
}

/// The account's runs of those ids, in no order.
pub async fn find_many(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<Generation>> {
    let rows = generations::table
        .filter(generations::account_id.eq(account_id))
        .filter(generations::id.eq_any(ids))
        .select(GenerationRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(Generation::try_from).collect()
}

/// The account's run under that key, with the hash of what was asked.
pub async fn find_by_key(
    conn: &mut Connection,
    account_id: Uuid,
    key: &str,
) -> Result<Option<(Generation, String)>> {
    let found = generations::table
        .filter(generations::account_id.eq(account_id))
        .filter(generations::idempotency_key.eq(key))
        .select((GenerationRow::as_select(), generations::request_hash))
        .first::<(GenerationRow, String)>(conn)
        .await
        .optional()?;
    found.map(|(row, hash)| Ok((Generation::try_from(row)?, hash))).transpose()
}

/// The account's unfinished run of the same request.
pub async fn find_unfinished(
    conn: &mut Connection,
    account_id: Uuid,
    request_hash: &str,
) -> Result<Option<Generation>> {
    generations::table
        .filter(generations::account_id.eq(account_id))
        .filter(generations::request_hash.eq(request_hash))
        .filter(
            generations::status.eq_any([GenerationStatus::Queued.slug(), GenerationStatus::Running.slug()]),
        )
        .order(generations::id.desc())
        .select(GenerationRow::as_select())
        .first(conn)
        .await
        .optional()?
        .map(Generation::try_from)
        .transpose()
}

/// When one more run may be started, where as many of the last hour count as may be: the moment the
/// latest of those that fill the hour leaves it, with the milliseconds until then. None while there
/// is room. A run that failed has given its unit back. Compared by Postgres's own clock.
pub async fn quota_end(
    conn: &mut Connection,
    account_id: Uuid,
    per_hour: u32,
) -> Result<Option<(DateTime<Utc>, i64)>> {
    #[derive(QueryableByName)]
    struct End {
        #[diesel(sql_type = Timestamptz)]
        at: DateTime<Utc>,
        #[diesel(sql_type = BigInt)]
        wait_ms: i64,
    }
    let end: Option<End> = diesel::sql_query(
        "SELECT at, ceil(extract(epoch FROM at - now()) * 1000)::bigint AS wait_ms FROM (
             SELECT accepted_at + interval '1 hour' AS at FROM (
                 (SELECT accepted_at FROM generation_inputs JOIN generations ON generations.id = generation_id
                  WHERE generation_inputs.account_id = $1 AND status <> $3
                      AND accepted_at > now() - interval '1 hour'
                  ORDER BY accepted_at DESC LIMIT $2)
                 UNION ALL SELECT now() WHERE $2 = 0
             ) AS latest ORDER BY accepted_at DESC OFFSET greatest($2 - 1, 0) LIMIT 1
         ) AS last",
    )
    .bind::<SqlUuid, _>(account_id)
    .bind::<BigInt, _>(i64::from(per_hour))
    .bind::<Text, _>(GenerationStatus::Failed.slug())
    .get_result(conn)
    .await
    .optional()?;
    Ok(end.map(|end| (end.at, end.wait_ms)))
}

/// Takes a unit for a run that gave its own back, as of now by the clock of Postgres.
pub async fn take_unit(conn: &mut Connection, id: Uuid) -> Result<()> {
    diesel::update(generation_inputs::table.find(id))
        .set(generation_inputs::accepted_at.eq(diesel::dsl::now))
        .execute(conn)
        .await?;
    Ok(())
}

/// A page of the account's runs, newest first.
pub async fn list(
    conn: &mut Connection,
    account_id: Uuid,
    status: Option<GenerationStatus>,
    page: &PageArgs,
) -> Result<Page<Generation>> {
    let mut query = generations::table.filter(generations::account_id.eq(account_id)).into_boxed();
    if let Some(status) = status {
        query = query.filter(generations::status.eq(status.slug()));
    }
    let slice = page.slice::<()>()?;
    let rows =
        newest_first!(query, slice, generations::id).select(GenerationRow::as_select()).load(conn).await?;
    let items = rows.into_iter().map(Generation::try_from).collect::<Result<Vec<_>>>()?;
    Ok(slice.page(items, |generation| Cursor { key: (), id: generation.id }))
}

/// What the run reads. Takes no account: only the run's own task asks.
pub async fn load_input(conn: &mut Connection, id: Uuid) -> Result<Option<(Generation, GenerationInput)>> {
    let found = generations::table
        .inner_join(generation_inputs::table)
        .filter(generations::id.eq(id))
        .select((GenerationRow::as_select(), generation_inputs::input))
        .first::<(GenerationRow, Value)>(conn)
        .await
        .optional()?;
    found.map(|(row, input)| Ok((Generation::try_from(row)?, read_json(input)?))).transpose()
}

/// What the account's run was given and how it read the posting.
pub async fn find_ground(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
) -> Result<Option<(Generation, GenerationInput, JobAnalysis)>> {
    let analyzer = generation_stages::stage.eq(StageName::JobAnalyzer.slug());
    let found = generations::table
        .inner_join(generation_inputs::table)
        .inner_join(generation_stages::table)
        .filter(generations::account_id.eq(account_id))
        .filter(generations::id.eq(id))
        .filter(analyzer)
        .filter(generation_stages::result.is_not_null())
        .select((
            GenerationRow::as_select(),
            generation_inputs::input,
            generation_stages::result.assume_not_null(),
        ))
        .first::<(GenerationRow, Value, Value)>(conn)
        .await
        .optional()?;
    found
        .map(|(row, input, analysis)| Ok((row.try_into()?, read_json(input)?, read_json(analysis)?)))
        .transpose()
}

/// Moves an unfinished run on; false when it has ended meanwhile.
pub async fn advance(
    conn: &mut Connection,
    id: Uuid,
    status: GenerationStatus,
    failure: Option<&Failure>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let failure = failure.map(write_json).transpose()?;
    let unfinished = generations::table.filter(generations::id.eq(id)).filter(
        generations::status.eq_any([GenerationStatus::Queued.slug(), GenerationStatus::Running.slug()]),
    );
    let changed = if status.is_finished() {
        diesel::update(unfinished)
            .set((
                generations::status.eq(status.slug()),
                generations::failure.eq(failure),
                generations::finished_at.eq(now),
            ))
            .execute(conn)
            .await?
    } else {
        diesel::update(unfinished)
            .set((
                generations::status.eq(status.slug()),
                generations::started_at.eq(sql::<Nullable<Timestamptz>>("coalesce(started_at, ")
                    .bind::<Timestamptz, _>(now)
                    .sql(")")),
            ))
            .execute(conn)
            .await?
    };
    Ok(changed == 1)
}

/// Queues an ended run again; false when it may not be.
pub async fn requeue(conn: &mut Connection, account_id: Uuid, id: Uuid) -> Result<bool> {
    let changed = diesel::update(
        generations::table
            .filter(generations::account_id.eq(account_id))
            .filter(generations::id.eq(id))
            .filter(
                generations::status
                    .eq_any([GenerationStatus::Failed.slug(), GenerationStatus::Cancelled.slug()]),
            ),
    )
    .set((
        generations::status.eq(GenerationStatus::Queued.slug()),
        generations::failure.eq(None::<Value>),
        generations::finished_at.eq(None::<DateTime<Utc>>),
    ))
    .execute(conn)
    .await?;
    diesel::delete(
        generation_stages::table
            .filter(generation_stages::generation_id.eq(id))
            .filter(generation_stages::status.ne(StageStatus::Succeeded.slug())),
    )
    .execute(conn)
    .await?;
    Ok(changed == 1)
}

/// The stages begun of those runs, in no order.
pub async fn list_stages(conn: &mut Connection, account_id: Uuid, ids: &[Uuid]) -> Result<Vec<StageRun>> {
    let rows = generation_stages::table
        .filter(generation_stages::account_id.eq(account_id))
        .filter(generation_stages::generation_id.eq_any(ids))
        .select(StageRow::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(StageRun::try_from).collect()
}

/// The results saved so far.
pub async fn load_checkpoints(conn: &mut Connection, id: Uuid) -> Result<Vec<(StageName, Value)>> {
    let rows: Vec<(String, Option<Value>)> = generation_stages::table
        .filter(generation_stages::generation_id.eq(id))
        .filter(generation_stages::status.eq(StageStatus::Succeeded.slug()))
        .select((generation_stages::stage, generation_stages::result))
        .load(conn)
        .await?;
    rows.into_iter()
        .filter_map(|(stage, result)| result.map(|result| Ok((read_stage(&stage)?, result))))
        .collect()
}

/// Marks a stage as begun; a stage begun before keeps its first time.
pub async fn begin_stage(
    conn: &mut Connection,
    account_id: Uuid,
    id: Uuid,
    stage: StageName,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(generation_stages::table)
        .values((
            generation_stages::generation_id.eq(id),
            generation_stages::account_id.eq(account_id),
            generation_stages::stage.eq(stage.slug()),
            generation_stages::status.eq(StageStatus::Running.slug()),
            generation_stages::started_at.eq(now),
        ))
        .on_conflict((generation_stages::generation_id, generation_stages::stage))
        .do_update()
        .set((
            generation_stages::status.eq(StageStatus::Running.slug()),
            generation_stages::finished_at.eq(None::<DateTime<Utc>>),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Saves a stage's result, how it was made and the tokens that took.
pub async fn finish_stage(conn: &mut Connection, id: Uuid, step: &Step, now: DateTime<Utc>) -> Result<()> {
    let method = match step.method {
        Method::Rules => "rules",
        Method::Model => "model",
        Method::Cache => "cache",
    };
    let tokens = |tokens: u64| i32::try_from(tokens).unwrap_or(i32::MAX);
    let large = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let (tokens_in, tokens_out) = step.model_use.tokens();
    diesel::update(generation_stages::table.find((id, step.stage.slug())))
        .set((
            generation_stages::status.eq(StageStatus::Succeeded.slug()),
            generation_stages::result.eq(&step.result),
            generation_stages::method.eq(method),
            generation_stages::tokens_in.eq(tokens(tokens_in)),
            generation_stages::tokens_out.eq(tokens(tokens_out)),
            generation_stages::charged_tokens.eq(large(step.model_use.charged_tokens())),
            generation_stages::cost_micros.eq(step.model_use.cost_micros().map(large)),
            generation_stages::model.eq(step.model_use.writer()),
            generation_stages::elapsed_ms.eq(step.elapsed.as_secs_f64() * 1_000.0),
            generation_stages::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks the stage that ended the run.
pub async fn fail_stage(conn: &mut Connection, id: Uuid, stage: StageName, now: DateTime<Utc>) -> Result<()> {
    diesel::update(generation_stages::table.find((id, stage.slug())))
        .set((
            generation_stages::status.eq(StageStatus::Failed.slug()),
            generation_stages::finished_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

fn read_stage(slug: &str) -> Result<StageName> {
    StageName::ALL.into_iter().find(|stage| stage.slug() == slug).ok_or_else(|| unknown("stage", slug))
}

fn read_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value)
        .map_err(|cause| Error::internal("A stored generation cannot be read.", cause))
}

fn write_json<T: serde::Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(|cause| Error::internal("A generation cannot be stored.", cause))
}

fn unknown(column: &str, value: &str) -> Error {
    Error::internal("A stored generation cannot be read.", format!("unknown {column} {value:?}"))
}
