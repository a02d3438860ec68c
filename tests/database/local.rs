//! The private Postgres: shared, restarted, recovered.

use std::path::PathBuf;

use diesel_async::SimpleAsyncConnection;
use jobwise::db::local::{LocalPostgres, LocalStatus};
use jobwise::db::{Connection, Db, DbConfig};
use jobwise::error::ErrorKind;

/// A data folder of one test; its cluster stops with it.
struct Folder {
    _folder: tempfile::TempDir,
    data: PathBuf,
}

impl Folder {
    /// 0700, as a home is, so that user postgres could not enter it.
    fn new() -> Self {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700))
            .expect("a private folder");
        let data = folder.path().join("it's data");
        Self { _folder: folder, data }
    }

    fn cluster(&self) -> LocalPostgres {
        LocalPostgres::open_throwaway(&self.data).expect("Postgres's programs")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.cluster().remove().expect("a cluster to remove");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parallel_starts_share_one_cluster_and_a_lost_server_comes_back() {
    let folder = Folder::new();
    assert_eq!(folder.cluster().status().await.expect("a status"), LocalStatus::Absent);
    assert!(!folder.cluster().stop().await.expect("nothing to stop"));

    let (first, second, third) = (folder.cluster(), folder.cluster(), folder.cluster());
    let (first, second, third) = tokio::join!(first.start(), second.start(), third.start());
    let url = first.expect("a cluster");
    assert_eq!(second.expect("the same"), url);
    assert_eq!(third.expect("the same"), url);
    let running = LocalStatus::Running { url: url.expose().to_owned() };
    assert_eq!(folder.cluster().status().await.expect("a status"), running);

    let db = Db::connect(&DbConfig::new(url.clone(), 2)).await.expect("the private database");
    let mut conn = db.conn().await.expect("a connection");
    conn.batch_execute("CREATE TABLE kept (id int)").await.expect("a table");

    // The server goes away under an open connection, and a request finds it gone.
    assert!(folder.cluster().stop().await.expect("a stop"));
    let error: jobwise::error::Error = conn.batch_execute("TABLE kept").await.expect_err("no server").into();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error:?}");
    drop(conn);
    let failed =
        db.transaction(async |conn: &mut Connection| Ok(conn.batch_execute("TABLE kept").await?)).await;
    assert_eq!(failed.expect_err("no server").kind(), ErrorKind::Unavailable);

    // It comes back; so does the work, through the same pool.
    assert_eq!(folder.cluster().start().await.expect("a restart"), url);
    db.transaction(async |conn: &mut Connection| Ok(conn.batch_execute("TABLE kept").await?))
        .await
        .expect("the work resumes");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unclean_stop_and_a_foreign_pid_are_recovered() {
    let folder = Folder::new();
    let cluster = LocalPostgres::open(&folder.data).expect("Postgres's programs");
    let url = cluster.start().await.expect("a cluster");
    let db = Db::connect(&DbConfig::new(url, 1)).await.expect("the private database");
    db.conn()
        .await
        .expect("a connection")
        .batch_execute("CREATE TABLE kept (id int)")
        .await
        .expect("a table");

    let pid_file = cluster.cluster_dir().join("postmaster.pid");
    let text = std::fs::read_to_string(&pid_file).expect("a pid file");
    let (id, rest) = text.split_once('\n').expect("a pid");
    let run = |program: &str, argument: &str| {
        let done = std::process::Command::new(program).arg(argument).arg(id).status().expect(program);
        assert!(done.success(), "{program}");
    };
    // SIGQUIT is Postgres's immediate stop: no checkpoint, recovery at the next start.
    let gone =
        std::process::Command::new("tail").arg(format!("--pid={id}")).args(["-f", "/dev/null"]).spawn();
    run("kill", "-QUIT");
    assert!(gone.expect("tail").wait().expect("the end of the postmaster").success());
    std::fs::write(&pid_file, format!("{}\n{rest}", std::process::id()))
        .expect("a pid file of somebody else");
    assert_eq!(cluster.status().await.expect("a status"), LocalStatus::Stopped);
    cluster.start().await.expect("a recovery");
    db.conn().await.expect("a connection").batch_execute("TABLE kept").await.expect("the table is kept");
}
