//! Walkers: people who go the whole way, each with an account, a profile and a posting that name a
//! marker of their own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::Client;
use super::provider::MARK;
use super::watch::{Heard, follow};
use super::world::World;

const PROFILE: &str = include_str!("../../../examples/data/profile-software-engineer.json");
const POSTING: &str = include_str!("../../../examples/data/job-software-engineer.txt");

/// What was started and followed.
#[derive(Debug, Clone)]
pub struct Walk {
    /// The marker, which is the idempotency key too.
    pub marker: u64,
    /// The generation, as its row names it.
    pub generation: String,
    /// What its watcher heard.
    pub heard: Heard,
}

impl Walk {
    /// The walk of a marker, by what its watcher heard.
    pub fn new(marker: u64, heard: Heard) -> Self {
        Self { marker, generation: row_id(&heard.generation), heard }
    }
}

/// The id of a row in the id the API has for it, whose last sixteen bytes it is.
fn row_id(id: &str) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(id.trim_end_matches('=')).unwrap_or_default();
    let last = bytes.last_chunk::<16>().copied().unwrap_or_default();
    Uuid::from_bytes(last).to_string()
}

/// The example's profile, its lines naming the marker.
fn profile(marker: u64) -> Value {
    let mut profile: Value = serde_json::from_str(PROFILE).expect("a profile");
    for line in profile["work"][0]["highlights"].as_array_mut().expect("lines") {
        *line = format!("{}, {MARK}{marker}", line.as_str().expect("a line")).into();
    }
    profile
}

/// The example's posting with a statement that names the marker and has to be asked about.
fn posting(marker: u64) -> String {
    let doubtful =
        format!("- You will bring at least 3 years of experience with Terraform in {MARK}{marker}.");
    POSTING.replace("What you will do\n", &format!("What you will do\n{doubtful}\n"))
}

/// A person with an account of their own.
pub struct Walker<'w> {
    world: &'w World,
    /// Their client.
    pub client: Client,
    /// Their account.
    pub email: String,
}

impl<'w> Walker<'w> {
    /// Signs up as somebody nobody else is; the requests are counted with those of `client`.
    pub async fn sign_up(world: &'w World, client: &Client) -> Self {
        let client = client.another();
        let email = format!("walker-{}@example.com", world.next_marker());
        client.sign_up(&email).await;
        Self { world, client, email }
    }

    /// Starts a generation; gives its marker and id.
    pub async fn start(&self) -> (u64, String) {
        let (marker, generation, profile) = self.start_and_keep().await;
        self.tidy(&profile).await;
        (marker, generation)
    }

    /// As [`Walker::start`], and the profile stays, whose id is the third.
    pub async fn start_and_keep(&self) -> (u64, String, Value) {
        let marker = self.world.next_marker();
        let import =
            "mutation($r: JSON!) { importProfile(input: { jsonResume: { resume: $r } }) { profile { id } } }";
        let imported = self.client.ask(import, json!({ "r": profile(marker) })).await;
        let create = "mutation($t: String!) { createJob(input: { text: $t }) { job { id } } }";
        let created = self.client.ask(create, json!({ "t": posting(marker) })).await;
        let input = json!({
            "profileId": imported["importProfile"]["profile"]["id"],
            "jobId": created["createJob"]["job"]["id"],
            "kinds": ["RESUME", "COVER_LETTER"],
            "idempotencyKey": marker.to_string(),
        });
        let generate = "mutation($i: GenerateInput!) { generate(input: $i) { status generation { id } } }";
        let started = self.client.ask(generate, json!({ "i": input })).await;
        let id = started["generate"]["generation"]["id"].as_str();
        let id = id.unwrap_or_else(|| panic!("not accepted: {started}")).to_owned();
        (marker, id, imported["importProfile"]["profile"]["id"].clone())
    }

    /// Starts a generation and follows it to its end.
    pub async fn walk(&self) -> Walk {
        let (marker, generation) = self.start().await;
        let heard = follow(&self.client, &generation).await;
        Walk::new(marker, heard)
    }

    /// Takes the profile away again: a run has a frozen copy, and an account may have so many.
    async fn tidy(&self, profile: &Value) {
        let delete = "mutation($id: ID!) { deleteProfile(id: $id) { status } }";
        self.client.ask(delete, json!({ "id": profile })).await;
    }

    /// Asks to end a generation.
    pub async fn cancel(&self, generation: &str) {
        let cancel = "mutation($id: ID!) { cancelGeneration(id: $id) { status } }";
        self.client.ask(cancel, json!({ "id": generation })).await;
    }
}

#[test]
fn a_profile_and_a_posting_name_their_marker() {
    use super::provider::marker;
    assert_eq!(marker(&profile(10_042).to_string()), 10_042);
    assert_eq!(marker(&posting(10_043)), 10_043);
}

#[test]
fn a_row_is_known_by_the_id_of_the_api() {
    assert_eq!(row_id("R2VuZXJhdGlvbjoBoi3ZBPRynJH4Q5yPog03"), "01a22dd9-04f4-729c-91f8-439c8fa20d37");
}
