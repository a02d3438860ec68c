//! Races: many at once want what one of them can have. Each race is run between several processes'
//! worth of services on one database, and says how many have won. Shared by tests and benches.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::{Duration, TimeZone, Utc};
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use diesel::{ExpressionMethods, QueryableByName};
use diesel_async::RunQueryDsl;
use futures_util::future::{BoxFuture, join_all};
use jobwise::accounts::model::Role;
use jobwise::accounts::tokens::{hash_refresh_token, new_refresh_token};
use jobwise::app::App;
use jobwise::clock::Clock;
use jobwise::config::{Config, Secret};
use jobwise::db::schema::{accounts, refresh_tokens, sessions};
use jobwise::db::{Db, DbConfig};
use jobwise::documents::model::DocumentKind;
use jobwise::generations::model::GenerationOptions;
use jobwise::generations::record::{StartGeneration, StartOutcome};
use jobwise::ids;
use jobwise::jobs::record::NewJob;
use jobwise::language::lexicon::Lexicon;
use jobwise::saved_jobs::model::{ApplicationStatus, MoveOutcome, SavedJobPatch};
use tokio::sync::Barrier;
use uuid::Uuid;

const PROFILE: &str = include_str!("../../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../../examples/data/job-software-engineer.txt");

/// Where races are run.
pub struct Arena {
    processes: Vec<App>,
    clock: Clock,
    account_id: Uuid,
    profile_id: Uuid,
    job_id: Uuid,
}

/// One round of a race with its number, between so many at once; tells how many have won.
type Round = for<'a> fn(&'a Arena, usize, usize) -> BoxFuture<'a, usize>;

/// Every race by name.
pub const ALL: [(&str, Round); 4] = [
    ("quota", |arena, number, parallel| Box::pin(arena.quota(number, parallel))),
    ("idempotency", |arena, number, parallel| Box::pin(arena.idempotency(number, parallel))),
    ("refresh", |arena, _, parallel| Box::pin(arena.refresh(parallel))),
    ("status move", |arena, _, parallel| Box::pin(arena.status_move(parallel))),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl Arena {
    /// Opens so many processes' worth of services on a migrated database, for one person.
    pub async fn open(url: &Secret, data: &Path, processes: usize) -> Self {
        let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single().expect("a moment"));
        let data = data.to_str().expect("a path");
        let config = Config::from_values(|name| {
            let value = match name {
                "JOBWISE_DATA" => data,
                "JWT_SECRET" => "a secret for races that is long enough",
                "GENERATIONS_PER_HOUR" => "1",
                "GENERATIONS_PER_HOUR_ADMIN" => "1000000000",
                _ => return None,
            };
            Some(value.to_owned())
        });
        let config = config.expect("a good configuration");
        let mut apps = Vec::new();
        for _ in 0..processes {
            let db = Db::connect(&DbConfig::new(url.clone(), 8)).await.expect("the database");
            apps.push(App::try_new(config.clone(), db, clock.clone(), Lexicon::built_in()).expect("an app"));
        }
        let (account_id, now) = (ids::new_id(), clock.now());
        diesel::insert_into(accounts::table)
            .values((
                accounts::id.eq(account_id),
                accounts::email.eq(format!("{account_id}@example.com")),
                accounts::password_hash.eq("none"),
                accounts::created_at.eq(now),
                accounts::updated_at.eq(now),
            ))
            .execute(&mut apps[0].db.conn().await.expect("a connection"))
            .await
            .expect("an account");
        let resume = serde_json::from_str(PROFILE).expect("a profile");
        let profile =
            apps[0].profiles.import_json_resume(account_id, None, &resume).await.expect("a profile");
        let posting = NewJob {
            text: POSTING.to_owned(),
            title: None,
            company: None,
            location: None,
            remote: None,
            employment_type: None,
            seniority: None,
            salary: None,
            posted_at: None,
        };
        let job = apps[0].jobs.create(Some(account_id), posting).await.expect("a job");
        Self { processes: apps, clock, account_id, profile_id: profile.id, job_id: job.id }
    }

    /// Has so many do the same at once, each in one of the processes; what came of it, in order.
    async fn at_once<T: Send + 'static>(
        &self,
        parallel: usize,
        act: impl Fn(App, usize) -> BoxFuture<'static, T>,
    ) -> Vec<T> {
        let barrier = Arc::new(Barrier::new(parallel));
        let acting = (0..parallel).map(|number| {
            let (barrier, app) =
                (Arc::clone(&barrier), self.processes[number % self.processes.len()].clone());
            let acting = act(app, number);
            tokio::spawn(async move {
                barrier.wait().await;
                acting.await
            })
        });
        join_all(acting).await.into_iter().map(|done| done.expect("no panic")).collect()
    }

    fn asked(&self, point: String, key: Option<String>) -> StartGeneration {
        let options = GenerationOptions {
            kinds: vec![DocumentKind::CoverLetter],
            key_points: vec![point],
            ..GenerationOptions::default()
        };
        StartGeneration { profile_id: self.profile_id, job_id: self.job_id, options, idempotency_key: key }
    }

    async fn generation_count(&self) -> i64 {
        let conn = &mut *self.processes[0].db.conn().await.expect("a connection");
        let query = diesel::sql_query("SELECT count(*) AS count FROM generations WHERE account_id = $1");
        let count: Count = query.bind::<SqlUuid, _>(self.account_id).get_result(conn).await.expect("a count");
        count.count
    }

    /// One generation an hour is left, and each asks for another one.
    async fn quota(&self, number: usize, parallel: usize) -> usize {
        diesel::sql_query("UPDATE generation_inputs SET accepted_at = accepted_at - interval '2 hours'")
            .execute(&mut self.processes[0].db.conn().await.expect("a connection"))
            .await
            .expect("an hour that has passed");
        let account_id = self.account_id;
        let outcomes = self
            .at_once(parallel, |app, one| {
                let asked = self.asked(format!("quota {number} {one}"), None);
                Box::pin(async move { app.generations.start(account_id, Role::User, asked).await })
            })
            .await;
        let is_accepted = |outcome| match outcome {
            Ok(StartOutcome::Accepted(_)) => true,
            Ok(StartOutcome::QuotaReached { .. }) => false,
            other => panic!("{other:?}"),
        };
        outcomes.into_iter().map(is_accepted).filter(|is_accepted| *is_accepted).count()
    }

    /// The same request under the same key.
    async fn idempotency(&self, number: usize, parallel: usize) -> usize {
        let (account_id, before) = (self.account_id, self.generation_count().await);
        let outcomes = self
            .at_once(parallel, |app, _| {
                let asked = self.asked(format!("key {number}"), Some(format!("key {number}")));
                Box::pin(async move { app.generations.start(account_id, Role::Admin, asked).await })
            })
            .await;
        let ids: BTreeSet<Uuid> = outcomes
            .into_iter()
            .map(|outcome| match outcome {
                Ok(StartOutcome::Accepted(generation)) => generation.id,
                other => panic!("{other:?}"),
            })
            .collect();
        let made = usize::try_from(self.generation_count().await - before).expect("more than before");
        assert_eq!(made, ids.len(), "each that was made was told of");
        made
    }

    /// The same refresh token.
    async fn refresh(&self, parallel: usize) -> usize {
        let (session_id, token, now) = (ids::new_id(), new_refresh_token(), self.clock.now());
        let expires_at = now + Duration::days(1);
        let conn = &mut *self.processes[0].db.conn().await.expect("a connection");
        diesel::insert_into(sessions::table)
            .values((
                sessions::id.eq(session_id),
                sessions::account_id.eq(self.account_id),
                sessions::created_at.eq(now),
                sessions::last_used_at.eq(now),
                sessions::expires_at.eq(expires_at),
            ))
            .execute(conn)
            .await
            .expect("a session");
        diesel::insert_into(refresh_tokens::table)
            .values((
                refresh_tokens::id.eq(ids::new_id()),
                refresh_tokens::token_hash.eq(hash_refresh_token(&token)),
                refresh_tokens::created_at.eq(now),
                refresh_tokens::session_id.eq(session_id),
                refresh_tokens::expires_at.eq(expires_at),
            ))
            .execute(conn)
            .await
            .expect("a token");
        let outcomes = self
            .at_once(parallel, |app, _| {
                let token = token.clone();
                Box::pin(async move { app.accounts.refresh_session(&token).await.expect("the database") })
            })
            .await;
        outcomes.iter().flatten().count()
    }

    /// The same move of the same application.
    async fn status_move(&self, parallel: usize) -> usize {
        let (saved_jobs, account_id) = (&self.processes[0].saved_jobs, self.account_id);
        let saved = saved_jobs.save(account_id, self.job_id, SavedJobPatch::default()).await.expect("saved");
        let outcomes = self
            .at_once(parallel, |app, _| {
                let to = ApplicationStatus::Applied;
                Box::pin(async move { app.saved_jobs.move_to(account_id, saved.id, to, None).await })
            })
            .await;
        let moves = saved_jobs.list_changes(account_id, &[saved.id]).await.expect("the history");
        assert_eq!(moves.len(), 2, "saved, and moved once: {moves:?}");
        saved_jobs.delete(account_id, saved.id).await.expect("deleted");
        let has_moved = |outcome| match outcome {
            Ok(MoveOutcome::Moved(_)) => true,
            Ok(MoveOutcome::Impossible(_)) => false,
            Err(error) => panic!("{error}"),
        };
        outcomes.into_iter().map(has_moved).filter(|has_moved| *has_moved).count()
    }
}
