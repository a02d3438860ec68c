//! What was backed up as docs/operations.md tells is served again elsewhere.

use std::ffi::OsStr;
use std::process::Command;

use jobwise::files::FileHash;
use serde_json::json;

use super::{Line, Outcome, end_all};
use crate::harness::walkers::Walker;
use crate::harness::world::World;

/// Makes documents, backs everything up while the program runs, restores it into another world, and
/// fetches the documents there.
pub async fn restored() -> Outcome {
    let world = World::new().await;
    let processes = [world.serve().await, world.work().await];
    let walker = Walker::sign_up(&world, &world.client()).await;
    let walk = walker.walk().await;
    let dump = world.folder().join("jobwise.dump");
    run(
        "pg_dump",
        &["--format=custom".as_ref(), "--file".as_ref(), dump.as_ref(), world.url().expose().as_ref()],
    );
    // The tables first: whatever file they name lies in the folder by then.
    let archive = world.folder().join("files.tar");
    let folder = world.folder();
    run("tar", &["-C".as_ref(), folder.as_ref(), "-cf".as_ref(), archive.as_ref(), "files".as_ref()]);
    end_all(processes).await;

    let other = World::new().await;
    let restore = ["--clean", "--if-exists", "--no-owner", "--exit-on-error", "--dbname"];
    let restore = restore.iter().map(OsStr::new);
    run("pg_restore", &restore.chain([other.url().expose().as_ref(), dump.as_ref()]).collect::<Vec<_>>());
    run("tar", &["-C".as_ref(), other.folder().as_ref(), "-xf".as_ref(), archive.as_ref()]);
    let server = other.serve().await;
    let client = other.client();
    client.sign_up(&walker.email).await;
    let documents = "query($id: ID!) { generation(id: $id) { documents { files { sha256 downloadUrl } } } }";
    let found = client.ask(documents, json!({ "id": walk.heard.generation })).await;
    let documents = found["generation"]["documents"].as_array().cloned().unwrap_or_default();
    let mut fetched = 0;
    for file in
        documents.iter().flat_map(|document| document["files"].as_array().cloned().unwrap_or_default())
    {
        let url = file["downloadUrl"].as_str().expect("a link");
        let bytes = reqwest::get(url).await.expect("an answer").bytes().await.expect("a file");
        assert_eq!(FileHash::of(&bytes).to_hex(), file["sha256"].as_str().expect("a hash"));
        fetched += 1;
    }
    end_all([server]).await;
    let line = Line::new("documents fetched from a restored backup", fetched.to_string(), "2");
    let mut outcome = Outcome::of(&other, vec![walk], vec![line]).await;
    outcome.record.calls = world.provider.books();
    outcome
}

/// Runs a program of the backup.
///
/// # Panics
/// When it fails.
fn run(program: &str, arguments: &[&OsStr]) {
    let output = Command::new(program).args(arguments).output().expect("a program that is installed");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}
