//! Random operations against a live server, and what came of them.

use std::collections::BTreeMap;

use super::callers::Caller;
use super::http::{Answer, Client, post};
use super::operations::{Operation, Operations};
use super::random::Random;

/// How many operations until things are made anew.
const UNTIL_RESETTLED: usize = 200;

/// How many operations until the tokens are renewed.
const UNTIL_REFRESHED: usize = 2_000;

/// What came of the operations.
#[derive(Debug, Default)]
pub struct Tally {
    /// By caller.
    pub by_role: BTreeMap<&'static str, usize>,
    /// By root field.
    pub by_root: BTreeMap<String, usize>,
    /// By what came of them: `data`, or the code of the first error.
    pub by_outcome: BTreeMap<String, usize>,
    /// What the server is to blame for.
    pub faults: Vec<String>,
}

/// Callers who ask at random.
pub struct Fuzz {
    operations: Operations,
    random: Random,
    client: Client,
    callers: Vec<Caller>,
    asked: usize,
}

impl Fuzz {
    /// Begins with callers who have signed in.
    pub fn new(sdl: &str, seed: u64, client: Client, callers: Vec<Caller>) -> Self {
        Self { operations: Operations::read(sdl), random: Random::new(seed), client, callers, asked: 0 }
    }

    /// Asks so many random operations.
    pub async fn run(&mut self, count: usize, tally: &mut Tally) {
        for _ in 0..count {
            if self.asked.is_multiple_of(UNTIL_REFRESHED) && self.asked > 0 {
                for caller in &mut self.callers {
                    caller.refresh(&mut self.client).await;
                }
            }
            if self.asked.is_multiple_of(UNTIL_RESETTLED) {
                self.settle().await;
            }
            self.asked += 1;
            let at = self.random.below(self.callers.len());
            let operation = self.operations.operation(&mut self.random, &self.callers[at].known);
            let answer = self.ask(&operation, at).await;
            *tally.by_role.entry(self.callers[at].role).or_default() += 1;
            *tally.by_root.entry(operation.root.clone()).or_default() += 1;
            let told = match &answer {
                Ok(answer) => outcome(answer),
                Err(error) => format!("no answer: {error}"),
            };
            if is_fault(&told) {
                let body = answer.map(|answer| answer.text()).unwrap_or_default();
                tally.faults.push(format!(
                    "{told}, asked by {}: {}\n  {body}",
                    self.callers[at].role,
                    text(&operation)
                ));
            }
            *tally.by_outcome.entry(told).or_default() += 1;
            if operation.keyword == "mutation" {
                self.callers[at].look_again(&mut self.client).await;
            }
        }
    }

    async fn ask(&mut self, operation: &Operation, at: usize) -> std::io::Result<Answer> {
        let accept = match operation.keyword {
            "subscription" => "text/event-stream",
            _ => "application/graphql-response+json",
        };
        let mut headers = vec!["content-type: application/json".to_owned(), format!("accept: {accept}")];
        headers.extend(self.callers[at].token.as_ref().map(|token| format!("authorization: Bearer {token}")));
        self.client.ask(&post(&headers, &operation.body())).await
    }

    /// Makes what has gone anew, and tells each caller of what the next one has.
    async fn settle(&mut self) {
        for caller in &mut self.callers {
            caller.make_room(&mut self.client).await;
            caller.settle(&mut self.client).await;
        }
        let own: Vec<Vec<String>> = self.callers.iter().map(|caller| caller.known.own.clone()).collect();
        for (at, caller) in self.callers.iter_mut().enumerate() {
            caller.known.foreign = own[(at + 1) % own.len()].clone();
            caller.known.foreign.extend(own[(at + 2) % own.len()].clone());
        }
    }
}

/// What came of an operation, in a word.
fn outcome(answer: &Answer) -> String {
    let text = answer.text();
    let code = |text: &str| {
        let (_, rest) = text.split_once("\"code\":\"")?;
        Some(rest.split('"').next().unwrap_or_default().to_owned())
    };
    match answer.status {
        500.. => format!("status {}", answer.status),
        // Of several errors the worst counts.
        _ if text.contains("\"code\":\"INTERNAL\"") => "INTERNAL".to_owned(),
        _ if text.contains("\"code\":\"UNAVAILABLE\"") => "UNAVAILABLE".to_owned(),
        _ => code(text.split("\"data\"").next().unwrap_or_default()).unwrap_or_else(|| "data".to_owned()),
    }
}

fn is_fault(told: &str) -> bool {
    told.starts_with("status 5")
        || told.starts_with("no answer")
        || ["INTERNAL", "UNAVAILABLE"].contains(&told)
}

fn text(operation: &Operation) -> String {
    let mut text =
        format!("{} {}", operation.document, serde_json::to_string(&operation.variables).unwrap_or_default());
    if text.len() > 3_000 {
        text.truncate((0..=3_000).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0));
        text.push('…');
    }
    text
}

#[test]
fn what_a_server_is_to_blame_for_is_seen() {
    let answer = |status, body: &str| Answer { status, body: body.as_bytes().to_vec() };
    for (status, body, is_blamed) in [
        (200, r#"{"data":{"viewer":null}}"#, false),
        (200, r#"{"errors":[{"extensions":{"code":"FORBIDDEN"}}],"data":null}"#, false),
        (400, r#"{"errors":[{"extensions":{"code":"VALIDATION_FAILED"}}]}"#, false),
        (
            200,
            r#"{"errors":[{"extensions":{"code":"NOT_FOUND"}},{"extensions":{"code":"INTERNAL"}}],"data":null}"#,
            true,
        ),
        (500, "", true),
        (503, r#"{"errors":[{"extensions":{"code":"UNAVAILABLE"}}]}"#, true),
    ] {
        assert_eq!(is_fault(&outcome(&answer(status, body))), is_blamed, "{status} {body}");
    }
    assert!(is_fault("no answer: timed out"));
}
