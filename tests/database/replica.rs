//! Lists from a real replica: read from it while it is fresh, from the database after a write of
//! one's own, and while it is away.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use jobwise::config::Secret;
use jobwise::db::local::LocalPostgres;
use jobwise::db::{Db, DbConfig, ReplicaStanding};
use serde_json::{Value, json};

use crate::generations::prepared;
use crate::harness::TestDatabase;
use crate::harness::app::{TestApp, TestUser};

const PATIENCE: Duration = Duration::from_secs(90);
/// The replica's, beside that of the database in the same folder of sockets.
const PORT: &str = "5433";

/// A cluster of its own and a streaming replica of it; both are gone with this value.
struct Pair {
    primary: LocalPostgres,
    /// The address of the database.
    url: Secret,
    programs: PathBuf,
    replica: PathBuf,
    _folder: tempfile::TempDir,
}

impl Pair {
    async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let primary = LocalPostgres::open_throwaway(folder.path()).expect("Postgres's programs");
        let url = primary.start().await.expect("a private Postgres");
        let cluster = primary.cluster_dir();
        let pid = fs::read_to_string(cluster.join("postmaster.pid")).expect("a postmaster");
        let pid = pid.lines().next().expect("its number").trim();
        let program = fs::read_link(format!("/proc/{pid}/exe")).expect("its program");
        let programs = program.parent().expect("a folder").to_owned();
        let replica = cluster.with_file_name("replica");
        let pair = Self { primary, url, programs, replica, _folder: folder };
        let to = pair.replica.to_str().expect("a path");
        let from = pair.url.expose();
        pair.run(
            "pg_basebackup",
            &["--dbname", from, "--pgdata", to, "--write-recovery-conf", "--checkpoint", "fast"],
        );
        pair.start_replica();
        pair
    }

    fn start_replica(&self) {
        let log = self.replica.with_extension("log");
        let (folder, log) = (self.replica.to_str().expect("a path"), log.to_str().expect("a path"));
        let options = format!("-p {PORT}");
        self.run("pg_ctl", &["start", "--pgdata", folder, "--wait", "--options", &options, "--log", log]);
    }

    /// Ends it as a machine that is unplugged does.
    fn kill_replica(&self) {
        let folder = self.replica.to_str().expect("a path");
        self.run("pg_ctl", &["stop", "--pgdata", folder, "--mode", "immediate"]);
    }

    fn replica_url(&self) -> Secret {
        Secret::new(format!("{}&port={PORT}", self.url.expose()))
    }

    /// Runs a program of Postgres as whoever the cluster belongs to.
    fn run(&self, program: &str, arguments: &[&str]) {
        let status =
            command(&self.programs.join(program), self.primary.cluster_dir()).args(arguments).status();
        assert!(status.expect(program).success(), "{program} {arguments:?}");
    }
}

fn command(program: &Path, cluster: &Path) -> Command {
    let owner = fs::metadata(cluster).expect("a cluster");
    let mut command = Command::new(program);
    command
        .current_dir("/")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if rustix::process::geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command
}

impl Drop for Pair {
    fn drop(&mut self) {
        let folder = self.replica.to_str().expect("a path");
        let mut stop = command(&self.programs.join("pg_ctl"), self.primary.cluster_dir());
        // Refused where the test has ended it.
        let _ = stop.args(["stop", "--pgdata", folder, "--mode", "immediate"]).status();
        self.primary.remove().expect("to be removed");
    }
}

async fn until(what: &str, is_so: impl AsyncFn() -> bool) {
    let waiting = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.expect(what);
}

/// Stops or continues the replay on the replica.
async fn replay(replica: &Db, is_going_on: bool) {
    #[derive(QueryableByName)]
    struct State {
        #[diesel(sql_type = Text)]
        state: String,
    }
    let (order, expected) = if is_going_on {
        ("pg_wal_replay_resume()", "not paused")
    } else {
        ("pg_wal_replay_pause()", "paused")
    };
    let mut conn = replica.conn().await.expect("the replica");
    conn.batch_execute(&format!("SELECT {order}")).await.expect("an order");
    loop {
        let state: State = diesel::sql_query("SELECT pg_get_wal_replay_pause_state() AS state")
            .get_result(&mut conn)
            .await
            .expect("a state");
        if state.state == expected {
            return;
        }
    }
}

async fn notes(user: &TestUser<'_>) -> String {
    let answer = user.query("{ savedJobs(first: 5) { edges { node { notes } } } }").await;
    answer.data("/savedJobs/edges/0/node/notes").as_str().expect("notes").to_owned()
}

async fn health(app: &TestApp) -> (u16, Value) {
    let answer = reqwest::get(app.url("/health/ready")).await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.expect("JSON"))
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_from_a_fresh_replica_and_own_writes_are_always_in_them() {
    let pair = Pair::start().await;
    let mut database = TestDatabase::of(pair.url.clone()).await;
    let elsewhere = database.another_process().await;
    let replica = Db::try_new(&DbConfig::new(pair.replica_url(), 2)).expect("an address");
    database.db =
        database.db.clone().with_replica(&DbConfig::new(pair.replica_url(), 3)).expect("an address");
    let app = TestApp::start_on(database, &[]).await;
    let user = app.signed_up("ada@example.com").await;
    let (_, job) = prepared(&user).await;
    let save = "mutation($input: SaveJobInput!) { saveJob(input: $input) { status } }";
    let saved = user.query_with(save, json!({ "input": { "jobId": job, "notes": "mine 0" } })).await;
    assert_eq!(saved.data("/saveJob/status"), "SAVED", "{}", saved.body);
    assert_eq!(notes(&user).await, "mine 0", "whether the replica has it or not");

    // Where the replica stands still, a list that is read from it does not have what another process
    // writes now. A slow machine needs several tries to ask before the replica is too old.
    let is_used = async || app.database.replica_standing() == Some(ReplicaStanding::Used);
    let mut round = 0;
    let from_replica = async {
        loop {
            round += 1;
            until("the replica to be used", &is_used).await;
            let settled = format!("settled {round}");
            write(&elsewhere, &settled).await;
            until("both to have it", async || {
                notes(&user).await == settled && held_by(&replica).await == settled
            })
            .await;
            until("the replica to be used", &is_used).await;
            replay(&replica, false).await;
            write(&elsewhere, "unheard").await;
            if notes(&user).await == settled {
                return;
            }
            replay(&replica, true).await;
        }
    };
    tokio::time::timeout(PATIENCE, from_replica).await.expect("a list from the replica");
    let saved = user.query_with(save, json!({ "input": { "jobId": job, "notes": "mine 1" } })).await;
    assert_eq!(saved.data("/saveJob/status"), "SAVED", "{}", saved.body);
    for _ in 0..5 {
        assert_eq!(notes(&user).await, "mine 1", "own writes are read from the database");
    }
    assert_ne!(held_by(&replica).await, "mine 1", "the replica still stands");
    until("it to be too old", async || app.database.replica_standing() == Some(ReplicaStanding::Behind))
        .await;
    assert_eq!(
        health(&app).await,
        (200, json!({ "status": "degraded", "database": "ok", "replica": "behind" }))
    );
    replay(&replica, true).await;
    until("it to be used again", &is_used).await;

    pair.kill_replica();
    for _ in 0..20 {
        assert_eq!(notes(&user).await, "mine 1", "nobody notices that it is away");
    }
    until("it to be missed", async || app.database.replica_standing() == Some(ReplicaStanding::Away)).await;
    assert_eq!(
        health(&app).await,
        (200, json!({ "status": "degraded", "database": "ok", "replica": "away" }))
    );
    pair.start_replica();
    until("it to be back", &is_used).await;
    assert_eq!(health(&app).await, (200, json!({ "status": "ok", "database": "ok", "replica": "ok" })));
    assert_eq!(notes(&user).await, "mine 1");
    app.database.close();
    elsewhere.close();
    replica.close();
}

async fn write(db: &Db, notes: &str) {
    let statement = format!("UPDATE saved_jobs SET notes = '{notes}'");
    db.conn().await.expect("a connection").batch_execute(&statement).await.expect("a write");
}

/// What the replica itself has.
async fn held_by(replica: &Db) -> String {
    #[derive(QueryableByName)]
    struct Held {
        #[diesel(sql_type = Text)]
        notes: String,
    }
    let mut conn = replica.conn().await.expect("the replica");
    let held: Vec<Held> =
        diesel::sql_query("SELECT notes FROM saved_jobs").load(&mut conn).await.expect("notes");
    held.into_iter().next().map(|held| held.notes).unwrap_or_default()
}
