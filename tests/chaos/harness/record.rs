//! What is left when the dust has settled: the rows of the database, the bytes of the files and
//! the books of the provider, as plain values to be judged.

use std::path::Path;

use jobwise::files::FileHash;
use tokio_postgres::{Client, Row};

use super::provider::Call;
use super::walkers::Walk;
use super::world::World;

/// A generation as its row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    pub id: String,
    pub marker: u64,
    pub status: String,
    pub kinds: i64,
}

/// A stage's checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    pub generation: String,
    pub stage: String,
    pub status: String,
    pub has_result: bool,
    /// When it was kept, in milliseconds of the machine's clock.
    pub finished_ms: Option<i64>,
}

/// A document with one of its files; a document without files stands here once, without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: String,
    pub generation: String,
    pub kind: String,
    pub versions: i64,
    pub files: i64,
    /// Whether the bytes of every file are there and are those that were named.
    pub is_whole: bool,
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub generation: String,
    pub number: i64,
    pub kind: String,
    /// The stage it tells of; empty where it tells of none.
    pub stage: String,
}

/// A task with its runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub kind: String,
    /// The generation it runs; empty for any other.
    pub generation: String,
    pub state: String,
    /// Runs that did not come to their end: lost with their process, handed back, failed.
    pub broken: i64,
}

/// Everything.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub generations: Vec<Generation>,
    pub stages: Vec<Stage>,
    pub documents: Vec<Document>,
    pub events: Vec<Event>,
    pub tasks: Vec<Task>,
    pub calls: Vec<Call>,
    /// What was started, and what its watchers heard.
    pub walks: Vec<Walk>,
    /// Generations somebody asked to end.
    pub cancelled: Vec<String>,
}

impl Record {
    /// Reads what is left of a world; what was started there is given.
    pub async fn read(world: &World, walks: Vec<Walk>) -> Self {
        let client = world.connect().await;
        Self {
            generations: generations(&client).await,
            stages: stages(&client).await,
            documents: documents(&client, &world.files()).await,
            events: events(&client).await,
            tasks: tasks(&client).await,
            calls: world.provider.books(),
            walks,
            cancelled: Vec::new(),
        }
    }
}

async fn rows<T>(client: &Client, query: &str, read: impl Fn(&Row) -> T) -> Vec<T> {
    let rows = client.query(query, &[]).await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
    rows.iter().map(read).collect()
}

async fn generations(client: &Client) -> Vec<Generation> {
    let query = "SELECT id::text, coalesce(idempotency_key, '0'), status, cardinality(kinds)::bigint
        FROM generations ORDER BY id";
    rows(client, query, |row| Generation {
        id: row.get(0),
        marker: row.get::<_, String>(1).parse().unwrap_or(0),
        status: row.get(2),
        kinds: row.get(3),
    })
    .await
}

async fn stages(client: &Client) -> Vec<Stage> {
    let query = "SELECT generation_id::text, stage, status, result IS NOT NULL,
        (extract(epoch FROM finished_at) * 1000)::bigint FROM generation_stages ORDER BY 1, 2";
    rows(client, query, |row| Stage {
        generation: row.get(0),
        stage: row.get(1),
        status: row.get(2),
        has_result: row.get(3),
        finished_ms: row.get(4),
    })
    .await
}

async fn documents(client: &Client, folder: &Path) -> Vec<Document> {
    let query = "SELECT d.id::text, d.generation_id::text, d.kind,
            (SELECT count(*) FROM document_versions v WHERE v.document_id = d.id),
            coalesce(array_agg(f.account_id || '/' || f.sha256 || '/' || f.size_bytes)
                FILTER (WHERE f.id IS NOT NULL), '{}')
        FROM documents d LEFT JOIN document_files f ON f.document_id = d.id
        WHERE d.generation_id IS NOT NULL GROUP BY d.id ORDER BY d.id";
    rows(client, query, |row| {
        let files: Vec<String> = row.get(4);
        Document {
            id: row.get(0),
            generation: row.get(1),
            kind: row.get(2),
            versions: row.get(3),
            files: files.len() as i64,
            is_whole: files.iter().all(|file| is_whole(folder, file)),
        }
    })
    .await
}

/// Whether the file `ACCOUNT/SHA-256/BYTES` is there as it was named.
fn is_whole(folder: &Path, file: &str) -> bool {
    let parts: Vec<&str> = file.split('/').collect();
    let [account, hash, size] = parts[..] else { return false };
    let Ok(bytes) = std::fs::read(folder.join(account).join(&hash[..2]).join(hash)) else { return false };
    FileHash::of(&bytes).to_hex() == hash && bytes.len().to_string() == size
}

async fn events(client: &Client) -> Vec<Event> {
    let query = "SELECT e.stream_id::text, e.number, e.kind, coalesce(e.payload ->> 'stage', '')
        FROM events e JOIN generations g ON g.id = e.stream_id ORDER BY 1, 2";
    rows(client, query, |row| Event {
        generation: row.get(0),
        number: row.get(1),
        kind: row.get(2),
        stage: row.get(3),
    })
    .await
}

async fn tasks(client: &Client) -> Vec<Task> {
    let query = "SELECT t.kind, coalesce(t.payload ->> 'generation_id', ''), t.state,
            count(a.task_id) FILTER (WHERE a.outcome IS DISTINCT FROM 'finished')
        FROM tasks t LEFT JOIN task_attempts a ON a.task_id = t.id GROUP BY t.id ORDER BY t.id";
    rows(client, query, |row| Task {
        kind: row.get(0),
        generation: row.get(1),
        state: row.get(2),
        broken: row.get(3),
    })
    .await
}
