//! A disk that is full, as a worker process meets it: it may write no file longer than 4 KiB.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jobwise::queue::{Worker, WorkerOptions};
use serde_json::json;

use crate::generations::{GENERATE, input, prepared};
use crate::harness::app::TestApp;
use crate::load::served::program;

const LOOK: &str = "query($id: ID!) { generation(id: $id) { status documents { id filesStatus
    files { sizeBytes } } } }";

/// A worker beside a server, ended when dropped. Its shell ignores the signal that a write past the
/// limit sends, so that the write fails as it does on a full disk.
struct Starved(Child);

impl Starved {
    fn start(app: &TestApp) -> Self {
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" work";
        let mut command = Command::new("sh");
        command.args(["-c", script]).arg(program());
        command.env("DATABASE_URL", app.database.url.expose());
        command.env("JOBWISE_DATA", app.files().parent().expect("a folder"));
        command.env("JWT_SECRET", "a secret for tests that is long enough");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(command.spawn().expect("a shell"))
    }
}

impl Drop for Starved {
    fn drop(&mut self) {
        self.0.kill().expect("to kill it");
        self.0.wait().expect("to see it end");
    }
}

/// The files in a folder and those below it.
fn count_files(folder: &std::path::Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.map(|path| if path.is_dir() { count_files(&path) } else { 1 }).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_finds_no_room_is_not_ready_and_is_made_when_there_is_room() {
    let app = TestApp::start().await;
    let user = app.signed_up("ada@example.com").await;
    let (profile, job) = prepared(&user).await;
    let started = user.query_with(GENERATE, json!({ "input": input(&profile, &job) })).await;
    let id = started.data("/generate/generation/id");
    let queue = &app.app.queue;
    let task = queue.list_tasks(Some("generation.run"), None, 1).await.expect("tasks").remove(0).id;
    let starved = Starved::start(&app);
    let failing = async {
        loop {
            let runs = queue.get_task(task).await.expect("the task").runs;
            if let Some(run) = runs.into_iter().find(|run| run.outcome.as_deref() == Some("failed")) {
                return run.message;
            }
            tokio::task::yield_now().await;
        }
    };
    let message = tokio::time::timeout(Duration::from_secs(60), failing).await.expect("a run that fails");
    assert_eq!(message.as_deref(), Some("The folder of files cannot be used; try again."));
    drop(starved);
    let waiting = user.query_with(LOOK, json!({ "id": id })).await;
    assert_eq!(*waiting.data("/generation"), json!({ "status": "RUNNING", "documents": [] }));
    assert_eq!(count_files(&app.files()), 0, "half a file is none");

    queue.advance_ms(20 * 60 * 1_000);
    let worker = Worker::new(queue.clone(), app.app.registry(), WorkerOptions::default());
    assert!(worker.run_due().await.expect("the queue") >= 1);
    let done = user.query_with(LOOK, json!({ "id": id })).await;
    let documents = done.data("/generation/documents").as_array().expect("documents").clone();
    assert_eq!(documents.len(), 2, "{}", done.body);
    for document in documents {
        assert_eq!(document["filesStatus"], "READY");
        assert!(document["files"][0]["sizeBytes"].as_u64() > Some(4_096), "{document}");
    }
}
