//! A section of a finished document is written anew, and the worker that does it is killed at a
//! named point; another one goes on. There is one new version all the same, told of once, and no
//! question is asked more often than somebody died.

use std::collections::HashMap;
use std::os::unix::process::ExitStatusExt;
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{Line, end_all};
use crate::harness::PATIENCE;
use crate::harness::provider::{Call, QUICK};
use crate::harness::walkers::{Walk, Walker};
use crate::harness::watch::follow;
use crate::harness::world::World;

/// The pause between two looks at how far it is.
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);

/// What calls for a section are on record as.
const STAGE: &str = "section_regeneration";

/// The signal that cannot be caught.
const SIGKILL: i32 = 9;

const REGENERATE: &str = "mutation($i: RegenerateSectionInput!) { regenerateSection(input: $i) {
    status regeneration { id } } }";

const LOOK: &str = "query($id: ID!) { sectionRegeneration(id: $id) { status madeVersion
    document { version versions(first: 9) { edges { node { version change } } } } } }";

/// Where it is killed in the tests.
pub const FEW: [(&str, u32); 6] = [
    ("ai.reserved", 1),
    ("ai.byte", 2),
    ("ai.settled", 1),
    ("db.commit.before", 3),
    ("db.commit.after", 4),
    ("queue.end.before", 1),
];

/// What became of it.
pub struct Outcome {
    /// What is wrong.
    pub broken: Vec<String>,
    /// What was measured.
    pub line: Line,
}

/// Kills a worker at each of these passings of points, each while it writes a section of a document
/// of its own, in so many worlds side by side.
pub async fn at(places: &[(&str, u32)], lanes: usize) -> Outcome {
    let lanes = join_all((0..lanes).map(|lane| async move {
        let places: Vec<(&str, u32)> = places.iter().copied().skip(lane).step_by(lanes).collect();
        in_a_world(&places).await
    }))
    .await;
    let reached: usize = lanes.iter().map(|lane| lane.reached).sum();
    let calls: usize = lanes.iter().map(|lane| lane.calls).sum();
    let mut broken: Vec<String> = lanes.into_iter().flat_map(|lane| lane.broken).collect();
    if calls == 0 {
        broken.push("no model was asked for a section".to_owned());
    }
    Outcome {
        line: Line::new(
            format!("killed at {} places while a section was written anew", places.len()),
            format!("{reached} reached, {calls} calls of a provider"),
            "one new version, told of once",
        ),
        broken,
    }
}

/// What came of the places of one world.
struct Lane {
    reached: usize,
    calls: usize,
    broken: Vec<String>,
}

async fn in_a_world(places: &[(&str, u32)]) -> Lane {
    let world = World::new().await;
    world.provider.set_pace(QUICK);
    let server = world.serve().await;
    let client = world.client();
    let walker = Walker::sign_up(&world, &client).await;
    let (mut reached, mut broken) = (0, Vec::new());
    for (point, passing) in places {
        let worker = world.work().await;
        let (marker, generation, _) = walker.start_and_keep().await;
        let heard = follow(&walker.client, &generation).await;
        end_all([worker]).await;
        let asked = ask(&walker, &generation).await;
        let mut is_reached = true;
        if let Some(mut doomed) = world.doomed(&["work"], &format!("{point}:{passing}")).await {
            tokio::select! {
                status = doomed.ended() => is_reached = status.signal() == Some(SIGKILL),
                // It was not that often at the point, and has done its work.
                _ = end_of(&walker, &asked) => is_reached = doomed.end().await.signal() == Some(SIGKILL),
            }
        }
        reached += usize::from(is_reached);
        let worker = world.work().await;
        let ended = end_of(&walker, &asked).await;
        end_all([worker]).await;
        let walk = Walk::new(marker, heard);
        let wrong = match ended {
            Some(ended) => Left::read(&world, &walk, &ended).await.wrong(usize::from(is_reached)),
            None => vec!["it has not ended".to_owned()],
        };
        broken.extend(wrong.into_iter().map(|wrong| format!("killed at {point}:{passing}: {wrong}")));
    }
    end_all([server]).await;
    let of_sections = |call: &&Call| call.stage == STAGE;
    Lane { reached, calls: world.provider.books().iter().filter(of_sections).count(), broken }
}

/// Asks for the experience of a generation's résumé to be written shorter; gives the request's id.
async fn ask(walker: &Walker<'_>, generation: &str) -> Value {
    let read = "query($id: ID!) { generation(id: $id) { documents { id kind version } } }";
    let answer = walker.client.ask(read, json!({ "id": generation })).await;
    let documents = answer["generation"]["documents"].as_array().expect("documents");
    let resume = documents.iter().find(|document| document["kind"] == "RESUME").expect("a résumé");
    let input = json!({
        "documentId": resume["id"],
        "version": resume["version"],
        "place": { "section": { "kind": "EXPERIENCE" } },
        "instruction": "shorter",
        "idempotencyKey": generation,
    });
    let answer = walker.client.ask(REGENERATE, json!({ "i": input })).await;
    let id = answer["regenerateSection"]["regeneration"]["id"].clone();
    assert!(id.is_string(), "not accepted: {answer}");
    id
}

/// Waits until the request has ended; none when it does not in time.
async fn end_of(walker: &Walker<'_>, id: &Value) -> Option<Value> {
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let mut answer = walker.client.ask(LOOK, json!({ "id": id })).await;
        let seen = answer["sectionRegeneration"].take();
        if !matches!(seen["status"].as_str(), Some("QUEUED" | "RUNNING")) {
            return Some(seen);
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
    }
    None
}

/// What is left of one request.
#[derive(Clone)]
struct Left {
    status: String,
    made: Option<i64>,
    /// The document's versions, the newest first.
    versions: Vec<i64>,
    /// The events of the generation, in order.
    told: Vec<(String, i64)>,
    /// The keys under which each question was asked.
    asked: HashMap<u64, Vec<Option<String>>>,
    given_up: i64,
}

impl Left {
    /// Reads what is left, once the request has ended.
    async fn read(world: &World, walk: &Walk, ended: &Value) -> Self {
        let versions = ended["document"]["versions"]["edges"].as_array().map_or(&[][..], Vec::as_slice);
        let rows = world.connect().await;
        let query = "SELECT kind, number FROM events WHERE stream_id::text = $1 ORDER BY number";
        let told = rows.query(query, &[&walk.generation]).await.expect("events");
        let dead = rows.query_one("SELECT count(*) FROM tasks WHERE state = 'dead'", &[]).await;
        let mut asked: HashMap<u64, Vec<Option<String>>> = HashMap::new();
        for call in world.provider.books() {
            if call.marker == walk.marker && call.stage == STAGE {
                asked.entry(call.question).or_default().push(call.key);
            }
        }
        Self {
            status: ended["status"].as_str().unwrap_or_default().to_owned(),
            made: ended["madeVersion"].as_i64(),
            versions: versions.iter().filter_map(|edge| edge["node"]["version"].as_i64()).collect(),
            told: told.iter().map(|row| (row.get(0), row.get(1))).collect(),
            asked,
            given_up: dead.expect("tasks").get(0),
        }
    }

    /// What is wrong with it, after so many deaths.
    fn wrong(&self, deaths: usize) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.status != "SAVED" || self.made != Some(2) || self.versions != [2, 1] {
            let Self { status, made, versions, .. } = self;
            wrong.push(format!("{status}, it made version {made:?} and there are {versions:?}"));
        }
        let numbers: Vec<i64> = self.told.iter().map(|(_, number)| *number).collect();
        let expected: Vec<i64> = (1..=self.told.len() as i64).collect();
        let of = |kind: &str| self.told.iter().filter(|(told, _)| told == kind).count();
        let (starts, ends) = (of("section_regeneration_started"), of("section_regeneration_ended"));
        if numbers != expected || (starts, ends) != (1, 1) {
            wrong.push(format!("told of {starts} times and {ends} times: {:?}", self.told));
        }
        for keys in self.asked.values().filter(|keys| keys.len() > 1) {
            if keys.len() > 1 + deaths || keys.iter().any(|key| key.is_none() || *key != keys[0]) {
                wrong.push(format!("a question was asked {} times under {keys:?}", keys.len()));
            }
        }
        if self.given_up > 0 {
            wrong.push(format!("{} tasks were given up", self.given_up));
        }
        wrong
    }
}

#[test]
fn what_is_wrong_is_noticed() {
    let event = |kind: &str, number| (kind.to_owned(), number);
    let key = |key: &str| Some(key.to_owned());
    let good = Left {
        status: "SAVED".to_owned(),
        made: Some(2),
        versions: vec![2, 1],
        told: vec![
            event("generation_finished", 1),
            event("section_regeneration_started", 2),
            event("section_regeneration_ended", 3),
        ],
        asked: HashMap::from([(1, vec![key("a"), key("a")]), (2, vec![None])]),
        given_up: 0,
    };
    assert_eq!(good.wrong(1), Vec::<String>::new());
    let check = |what: &str, deaths, change: &dyn Fn(&mut Left)| {
        let mut left = good.clone();
        change(&mut left);
        assert_eq!(left.wrong(deaths).len(), 1, "{what}: {:?}", left.wrong(deaths));
    };
    check("two versions", 1, &|left| left.versions = vec![3, 2, 1]);
    check("no version", 1, &|left| left.made = None);
    check("failed", 1, &|left| left.status = "FAILED".to_owned());
    check("a gap", 1, &|left| left.told[2].1 = 4);
    check("a second end", 1, &|left| left.told.push(event("section_regeneration_ended", 4)));
    check("a question too often", 0, &|_| {});
    check("another key", 1, &|left| left.asked.get_mut(&1).expect("calls")[1] = key("b"));
    check("given up", 1, &|left| left.given_up = 1);
}
