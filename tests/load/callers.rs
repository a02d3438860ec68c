//! Those who ask: nobody, and an account of each role with one of everything to ask about.

use std::process::Command;

use serde_json::{Value, json};

use super::http::{Client, post_json};
use super::values::Known;

const PASSWORD: &str = "correct horse battery";

const PROFILE: &str = include_str!("../../examples/data/profile-graduate.json");
const POSTING: &str = include_str!("../../examples/data/job-graduate.txt");

/// Somebody who asks.
pub struct Caller {
    /// `nobody`, or a role.
    pub role: &'static str,
    /// The access token.
    pub token: Option<String>,
    refresh_token: Option<String>,
    /// What operations may name.
    pub known: Known,
    /// The profile whose version is known.
    pub profile: Option<String>,
}

/// Nobody, and an account of each role that has one of everything.
pub async fn everybody(client: &mut Client, environment: &[(&str, &str)]) -> Vec<Caller> {
    let mut callers = vec![Caller::nobody()];
    for role in ["USER", "PREMIUM", "ADMIN"] {
        let mut caller = Caller::sign_up(client, role, environment).await;
        caller.settle(client).await;
        caller.generate(client).await;
        callers.push(caller);
    }
    callers
}

/// Runs an operation and gives its data.
///
/// # Panics
/// When it is answered with errors, or not at all.
pub async fn ask(client: &mut Client, token: Option<&str>, query: &str, variables: Value) -> Value {
    let body = json!({ "query": query, "variables": variables }).to_string();
    let answer = client.ask(&post_json(token, body.as_bytes())).await.expect("an answer");
    let answer: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert!(answer["errors"].is_null(), "{query}: {answer}");
    answer["data"].clone()
}

impl Caller {
    /// Nobody.
    pub fn nobody() -> Self {
        Self { role: "nobody", token: None, refresh_token: None, known: Known::default(), profile: None }
    }

    /// A new account, signed in with a role; the program itself grants it.
    pub async fn sign_up(client: &mut Client, role: &'static str, environment: &[(&str, &str)]) -> Self {
        let email = format!("{role}@example.com").to_lowercase();
        let account = json!({ "i": { "email": email, "password": PASSWORD } });
        let sign_up = "mutation($i: SignUpInput!) { signUp(input: $i) { status } }";
        ask(client, None, sign_up, account.clone()).await;
        if role != "USER" {
            let mut grant = Command::new(super::served::program());
            grant.args(["admin", "grant", &email, role]).envs(environment.iter().copied());
            assert!(grant.output().expect("the program").status.success());
        }
        let mut caller = Self { role, ..Self::nobody() };
        caller.sign_in(client).await;
        caller
    }

    async fn sign_in(&mut self, client: &mut Client) {
        let account =
            json!({ "email": format!("{}@example.com", self.role).to_lowercase(), "password": PASSWORD });
        let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { accessToken refreshToken } }";
        self.take_tokens(&ask(client, None, sign_in, json!({ "i": account })).await["signIn"]);
    }

    fn take_tokens(&mut self, payload: &Value) {
        let token = |name: &str| payload[name].as_str().map(str::to_owned);
        (self.token, self.refresh_token) = (token("accessToken"), token("refreshToken"));
    }

    /// New tokens for the old ones, which do not live for long.
    pub async fn refresh(&mut self, client: &mut Client) {
        let Some(refresh_token) = self.refresh_token.take() else { return };
        let refresh = "mutation($t: String!) { refreshSession(input: { refreshToken: $t }) { accessToken refreshToken } }";
        self.take_tokens(&ask(client, None, refresh, json!({ "t": refresh_token })).await["refreshSession"]);
        if self.token.is_none() {
            // The session was ended meanwhile, by an operation that signed out.
            self.sign_in(client).await;
        }
    }

    /// Makes one of everything that is not there any more, and learns the ids of all.
    pub async fn settle(&mut self, client: &mut Client) {
        let Some(token) = self.token.clone() else { return };
        let token = Some(token.as_str());
        let resume: Value = serde_json::from_str(PROFILE).expect("a profile");
        let import =
            "mutation($r: JSON!) { importProfile(input: { jsonResume: { resume: $r } }) { status } }";
        ask(client, token, import, json!({ "r": resume })).await;
        let create = "mutation($t: String!) { createJob(input: { text: $t }) { job { id } } }";
        let job = ask(client, token, create, json!({ "t": POSTING })).await["createJob"]["job"]["id"].clone();
        let save = "mutation($j: ID!) { saveJob(input: { jobId: $j }) { status } }";
        ask(client, token, save, json!({ "j": job })).await;
        let all = "{ viewer { id } profiles(first: 1) { edges { node { id version facts { id } } } }
            jobs(first: 3) { edges { node { id } } } savedJobs(first: 3) { edges { node { id } } }
            generations(first: 3) { edges { node { id } } } documents(first: 3) { edges { node { id } } } }";
        let all = ask(client, token, all, json!({})).await;
        let profile = &all["profiles"]["edges"][0]["node"];
        self.profile = profile["id"].as_str().map(str::to_owned);
        self.known.version = profile["version"].as_i64().unwrap_or(1);
        self.known.own.clear();
        collect_ids(&all, &mut self.known.own);
        if self.known.own.len() > 40 {
            // The facts of a profile are many; a few of them are enough.
            self.known.own.drain(20..self.known.own.len() - 10);
        }
        // Whoever's profile it is, most of what is asked names it.
        self.known.own.extend(std::iter::repeat_n(self.profile.clone().unwrap_or_default(), 8));
    }

    /// Deletes the oldest profiles, of which an account may have so many and no more.
    pub async fn make_room(&self, client: &mut Client) {
        let Some(token) = self.token.as_deref() else { return };
        let oldest = "{ profiles(last: 40) { edges { node { id } } } }";
        let oldest = ask(client, Some(token), oldest, json!({})).await;
        let oldest = oldest["profiles"]["edges"].as_array().cloned().unwrap_or_default();
        for edge in oldest.iter().skip(5) {
            let delete = "mutation($id: ID!) { deleteProfile(id: $id) { status } }";
            ask(client, Some(token), delete, json!({ "id": edge["node"]["id"] })).await;
        }
    }

    /// Has documents made, so that there are some to ask about.
    pub async fn generate(&self, client: &mut Client) {
        let Some(token) = self.token.as_deref() else { return };
        let ids = "{ profiles(first: 1) { edges { node { id } } } jobs(first: 1) { edges { node { id } } } }";
        let ids = ask(client, Some(token), ids, json!({})).await;
        let of = |list: &str| ids[list]["edges"][0]["node"]["id"].clone();
        let input = json!({ "profileId": of("profiles"), "jobId": of("jobs") });
        let generate = "mutation($i: GenerateInput!) { generate(input: $i) { status } }";
        ask(client, Some(token), generate, json!({ "i": input })).await;
        let made = "{ documents(first: 1) { edges { cursor } } }";
        while ask(client, Some(token), made, json!({})).await["documents"]["edges"] == json!([]) {}
    }

    /// Learns the version the profile has now.
    pub async fn look_again(&mut self, client: &mut Client) {
        let Some(profile) = &self.profile else { return };
        let version = "query($id: ID!) { profile(id: $id) { version } }";
        let found = ask(client, self.token.as_deref(), version, json!({ "id": profile })).await;
        self.known.version = found["profile"]["version"].as_i64().unwrap_or(1);
    }
}

/// Every `id` in an answer.
fn collect_ids(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(id) = fields.get("id").and_then(Value::as_str) {
                found.push(id.to_owned());
            }
            fields.values().for_each(|field| collect_ids(field, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, found)),
        _ => {}
    }
}
