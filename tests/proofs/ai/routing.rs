//! Who is asked, how often, and what it may cost: with models that answer by a script, in
//! simulated time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use jobwise::ai::budget::purse::Purse;
use jobwise::ai::call::{Delta, Deltas, Request};
use jobwise::ai::failure::{Deadline, Failure, FailureClass};
use jobwise::ai::providers::Model;
use jobwise::ai::providers::models::Capabilities;
use jobwise::ai::routing::breaker::BreakerRule;
use jobwise::ai::routing::pace::Pace;
use jobwise::ai::routing::{Means, Outcome, Policy, Question, Router};
use jobwise::ai::structured::Mismatch;
use tokio::sync::mpsc::unbounded_channel;

use super::scripted::{Said, Scripted, SimulatedPace, USAGE};

const RULE: BreakerRule = BreakerRule { failures: 3, cool_down: Duration::from_secs(30) };

/// Asks for a word that begins with a capital; needs 40 bytes, and takes what it may have.
struct Capital;

impl Question for Capital {
    type Value = String;

    fn request(&self, _: &Capabilities, max_tokens: u32) -> Option<Request> {
        let room = max_tokens.checked_sub(200)?;
        Some(Request {
            system: "Say a word.".to_owned(),
            user: "x".repeat(room as usize),
            wanted: None,
            max_output_tokens: 100,
            temperature: None,
            is_streamed: true,
            idempotency_key: None,
        })
    }

    fn read(&self, answer: &str) -> Result<String, Mismatch> {
        match answer.starts_with(char::is_uppercase) {
            true => Ok(answer.to_owned()),
            false => Err(Mismatch::new("it begins small")),
        }
    }
}

struct House {
    pace: Arc<SimulatedPace>,
    models: Vec<Arc<Scripted>>,
    router: Router,
}

fn house(scripts: Vec<Box<dyn Fn(usize) -> Said + Send + Sync>>) -> House {
    let pace = Arc::new(SimulatedPace::default());
    let names = ["first", "second", "third"];
    let models: Vec<Arc<Scripted>> = scripts
        .into_iter()
        .zip(names)
        .map(|(script, name)| Scripted::new(name, &pace, move |number, _| script(number)))
        .collect();
    let chain = models.iter().map(|model| Arc::clone(model) as Arc<dyn Model>).collect();
    let router = Router::new(chain, Arc::clone(&pace) as Arc<dyn Pace>, Policy::default(), RULE);
    House { pace, models, router }
}

fn always(said: impl Fn() -> Said + Send + Sync + 'static) -> Box<dyn Fn(usize) -> Said + Send + Sync> {
    Box::new(move |_| said())
}

fn failing(class: FailureClass) -> Box<dyn Fn(usize) -> Said + Send + Sync> {
    always(move || Err(Failure::new(class, "")))
}

fn means(purses: &[&Purse]) -> Means {
    Means { attempt_tokens: 1_500, purses: purses.iter().map(|purse| (*purse).clone()).collect() }
}

async fn ask(house: &House) -> Outcome<String> {
    house.router.ask(&Capital, &means(&[]), &Deltas::silent()).await
}

fn classes(outcome: &Outcome<String>) -> Vec<Option<&'static str>> {
    outcome
        .attempts
        .iter()
        .map(|attempt| attempt.failure.as_ref().map(|failure| failure.class.slug()))
        .collect()
}

#[tokio::test]
async fn the_first_who_answers_is_enough() {
    let house = house(vec![always(|| Ok("Larch")), always(|| Ok("Moss"))]);
    let outcome = ask(&house).await;
    let (value, answer) = outcome.value.expect("an answer");
    assert_eq!((value.as_str(), answer.model.as_str()), ("Larch", "scripted-2026"));
    assert_eq!(house.models[1].count(), 0);
    assert_eq!(outcome.attempts.len(), 1);
    assert_eq!(outcome.attempts[0].charged_tokens, u64::from(USAGE.total()));
}

#[tokio::test]
async fn each_class_is_tried_as_often_as_it_helps() {
    for class in FailureClass::ALL {
        let house = house(vec![failing(class), always(|| Ok("Moss"))]);
        let outcome = ask(&house).await;
        let remedy = class.remedy();
        let expected = match class {
            FailureClass::ContextTooLong => 2,
            _ if remedy.can_retry => 3,
            _ => 1,
        };
        assert_eq!(house.models[0].count(), expected, "{class:?}");
        assert_eq!(outcome.value.is_some(), remedy.can_ask_another, "{class:?}");
    }
}

#[tokio::test]
async fn waits_grow_and_obey_the_provider() {
    let limited = |wait: Option<u64>| {
        Err(Failure::new(FailureClass::RateLimited, "").with_retry_after(wait.map(Duration::from_secs)))
    };
    let waits = async |wait: Option<u64>| {
        let house = house(vec![always(move || limited(wait)), always(|| Ok("Moss"))]);
        let outcome = ask(&house).await;
        assert!(outcome.value.is_some());
        let waits = house.pace.waits.lock().expect("the waits").clone();
        (house.models[0].count(), waits.iter().map(|wait| wait.as_millis() as u64).collect::<Vec<_>>())
    };
    assert_eq!(waits(None).await, (3, vec![500, 1_000]));
    assert_eq!(waits(Some(3)).await, (3, vec![3_250, 3_500]));
    assert_eq!(waits(Some(11)).await, (1, vec![]), "the next one is asked instead");
}

#[tokio::test]
async fn a_question_that_is_too_long_is_shrunk_once() {
    let house = house(vec![Box::new(|number| match number {
        0 => Err(Failure::new(FailureClass::ContextTooLong, "")),
        _ => Ok("Larch"),
    })]);
    assert!(ask(&house).await.value.is_some());
    let asked = house.models[0].asked.lock().expect("the notes");
    let lengths: Vec<usize> = asked.iter().map(|(_, request)| request.user.len()).collect();
    assert_eq!(lengths, [1_300, 550]);
}

#[tokio::test]
async fn an_answer_of_another_form_is_asked_for_once_more_then_somebody_else() {
    let house = house(vec![always(|| Ok("larch")), always(|| Ok("Moss"))]);
    let outcome = ask(&house).await;
    assert_eq!(outcome.value.as_ref().expect("an answer").0, "Moss");
    assert_eq!(classes(&outcome), [Some("wrong_shape"), Some("wrong_shape"), None]);
    assert!(outcome.attempts.iter().all(|attempt| attempt.charged_tokens == u64::from(USAGE.total())));
    let asked = house.models[0].asked.lock().expect("the notes");
    assert!(!asked[0].1.user.contains("it begins small") && asked[1].1.user.contains("it begins small"));
}

#[tokio::test]
async fn what_is_told_of_a_failed_try_is_taken_back() {
    let house = house(vec![always(|| Ok("larch")), always(|| Ok("Moss"))]);
    let (sender, mut told) = unbounded_channel();
    assert!(house.router.ask(&Capital, &means(&[]), &Deltas::new(sender)).await.value.is_some());
    let mut shown = String::new();
    while let Ok(delta) = told.try_recv() {
        match delta {
            Delta::Text(text) => shown.push_str(&text),
            Delta::Restarted => shown.clear(),
        }
    }
    assert_eq!(shown, "Moss");
}

#[tokio::test]
async fn everybody_failing_is_an_outcome_with_a_story() {
    let house = house(vec![failing(FailureClass::QuotaUsedUp), failing(FailureClass::Refused)]);
    let outcome = ask(&house).await;
    assert!(outcome.value.is_none());
    assert_eq!(classes(&outcome), [Some("quota_used_up"), Some("refused")]);
    let told = outcome.attempts[0].failure.as_ref().expect("a failure").told("first", "writing the résumé");
    assert_eq!(
        told,
        "first says that its quota is used up while writing the résumé. Raise the limit or add credit in your \
         account there."
    );
}

#[tokio::test]
async fn patience_ends() {
    let house = house(vec![failing(FailureClass::Overloaded)]);
    let pace = Arc::clone(&house.pace);
    let slow = Scripted::new("slow", &house.pace, move |_, _| {
        pace.advance(Duration::from_secs(60));
        Err(Failure::new(FailureClass::TimedOut(Deadline::Idle), ""))
    });
    let never = Scripted::new("never", &house.pace, |_, _| Ok("Moss"));
    let chain: Vec<Arc<dyn Model>> = vec![Arc::clone(&slow) as _, Arc::clone(&never) as _];
    let router = Router::new(chain, Arc::clone(&house.pace) as Arc<dyn Pace>, Policy::default(), RULE);
    let outcome = router.ask(&Capital, &means(&[]), &Deltas::silent()).await;
    assert!(outcome.value.is_none());
    assert_eq!((slow.count(), never.count()), (2, 0));
}

#[tokio::test]
async fn nothing_is_asked_that_the_purse_cannot_pay() {
    let check = async |left: u64, asked: usize, spent: u64| {
        let purse = Purse::new(left);
        let house = house(vec![failing(FailureClass::CutOff), always(|| Ok("Moss"))]);
        let outcome = house.router.ask(&Capital, &means(&[&purse]), &Deltas::silent()).await;
        let counted: usize = house.models.iter().map(|model| model.count()).sum();
        assert_eq!((counted, purse.spent()), (asked, spent), "{left}");
        let charged: u64 = outcome.attempts.iter().map(|attempt| attempt.charged_tokens).sum();
        assert_eq!(charged, spent, "{left}: the books are the purse");
        assert_eq!(purse.left(), left - spent, "{left}: nothing stays reserved");
    };
    // An attempt reserves 24 + 6 + 650 + 100.
    check(0, 0, 0).await;
    check(779, 0, 0).await;
    // What was cut off and said no usage costs its reservation, and nothing is left.
    check(780, 1, 780).await;
    check(1_559, 1, 780).await;
    check(1_560, 2, 780 + 120).await;
}

/// Asks for more than it may.
struct Greedy;

impl Question for Greedy {
    type Value = String;

    fn request(&self, capabilities: &Capabilities, _: u32) -> Option<Request> {
        Capital.request(capabilities, 9_000)
    }

    fn read(&self, answer: &str) -> Result<String, Mismatch> {
        Ok(answer.to_owned())
    }
}

#[tokio::test]
async fn a_question_over_the_bound_of_an_attempt_is_not_asked_and_costs_nothing() {
    let purse = Purse::new(8_000);
    let house = house(vec![always(|| Ok("Larch"))]);
    let outcome = house.router.ask(&Greedy, &means(&[&purse]), &Deltas::silent()).await;
    assert_eq!(classes(&outcome), [Some("over_budget")]);
    assert_eq!((house.models[0].count(), purse.spent(), purse.left()), (0, 0, 8_000));
}

/// An outage of ten minutes: questions come every second from four tasks at once.
#[tokio::test]
async fn an_outage_costs_one_call_a_cool_down() {
    let house = house(vec![failing(FailureClass::Overloaded), always(|| Ok("Moss"))]);
    let outage = Duration::from_secs(600);
    let mut finished = 0;
    let mut asked = 0;
    while house.pace.now() < outage {
        let outcomes = join_all((0..4).map(|_| ask(&house))).await;
        asked += outcomes.len();
        finished += outcomes.iter().filter(|outcome| outcome.value.is_some()).count();
        house.pace.advance(Duration::from_secs(1));
    }
    assert_eq!(finished, asked, "the second provider answers everybody");
    let mut by_cool_down: BTreeMap<u64, usize> = BTreeMap::new();
    for at in house.models[0].times() {
        *by_cool_down.entry(at.as_secs() / RULE.cool_down.as_secs()).or_default() += 1;
    }
    // It takes three failures to know, and the other tasks have a call on its way each by then.
    let first = by_cool_down.remove(&0).expect("the calls that found out");
    assert!(first <= RULE.failures as usize + 3, "{first}");
    assert!(by_cool_down.values().all(|count| *count <= 1), "{by_cool_down:?}");
    assert!(by_cool_down.len() >= 15, "it is asked whether it is back: {by_cool_down:?}");
}

#[tokio::test]
async fn a_provider_that_is_back_is_used_again() {
    let house = house(vec![
        Box::new(
            |number| if number < 3 { Err(Failure::new(FailureClass::ServerFault, "")) } else { Ok("Larch") },
        ),
        always(|| Ok("Moss")),
    ]);
    let who = async || ask(&house).await.value.expect("an answer").0;
    assert_eq!(who().await, "Moss");
    assert_eq!(who().await, "Moss", "it is left alone");
    house.pace.advance(RULE.cool_down);
    assert_eq!(who().await, "Larch");
    assert_eq!(who().await, "Larch");
}

#[tokio::test]
async fn a_quota_that_is_used_up_costs_one_call() {
    let house = house(vec![failing(FailureClass::QuotaUsedUp), always(|| Ok("Moss"))]);
    for _ in 0..20 {
        assert!(ask(&house).await.value.is_some());
    }
    assert_eq!(house.models[0].count(), 1);
}
