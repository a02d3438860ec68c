//! A client as careful front-ends write them: it knows several servers, moves on when one refuses,
//! asks again what is safe to ask again, and keeps count of all of that.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::random::Random;
use super::world::Addresses;
use super::{PATIENCE, now_ms};

/// How long one server may take to answer before another is asked.
const ANSWER: Duration = Duration::from_secs(20);
/// The wait when no server was of use.
const PAUSE: Duration = Duration::from_millis(25);

const PASSWORD: &str = "correct horse battery";

/// What became of a client's requests. Clones of a client count together.
#[derive(Debug, Default)]
pub struct Tally {
    /// Requests that were answered with data.
    pub answered: AtomicUsize,
    /// Times nobody listened, and another server was asked.
    pub refused: AtomicUsize,
    /// Times a connection broke before an answer.
    pub cut: AtomicUsize,
    /// Answers that said to come back later.
    pub busy: AtomicUsize,
    /// What went wrong for good.
    pub failed: std::sync::Mutex<Vec<String>>,
    /// How connections broke before an answer.
    pub cuts: std::sync::Mutex<Vec<String>>,
}

impl Tally {
    fn count(&self, of: &AtomicUsize) {
        of.fetch_add(1, Ordering::Relaxed);
    }

    /// What went wrong for good.
    pub fn failures(&self) -> Vec<String> {
        self.failed.lock().expect("the tally").clone()
    }

    fn fail(&self, what: String) {
        self.failed.lock().expect("the tally").push(what);
    }
}

/// One client, of one account once it has signed in. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    addresses: Addresses,
    turn: Arc<AtomicUsize>,
    session: Arc<Mutex<Session>>,
    /// Held by who signs in, so that everybody whose token has ended waits for one to do it.
    signing_in: Arc<Mutex<()>>,
    /// What became of its requests.
    pub tally: Arc<Tally>,
    /// How long each answered request took, with when it began; those of all clones.
    pub times: Arc<std::sync::Mutex<Vec<(i64, Duration)>>>,
}

#[derive(Default)]
struct Session {
    email: String,
    token: Option<String>,
}

/// What came of asking one server once.
enum Came {
    Data(Value),
    Refused,
    Cut,
    Busy(String),
    SignedOut,
    Wrong(String),
}

impl Client {
    /// A client that has not signed in.
    pub fn new(addresses: Addresses) -> Self {
        Self {
            http: reqwest::Client::builder().timeout(ANSWER).build().expect("a client"),
            addresses,
            turn: Arc::default(),
            session: Arc::default(),
            signing_in: Arc::default(),
            tally: Arc::default(),
            times: Arc::default(),
        }
    }

    /// Another client of the same servers, whose requests are counted with this one's.
    pub fn another(&self) -> Self {
        let tally = Arc::clone(&self.tally);
        Self { tally, times: Arc::clone(&self.times), ..Self::new(self.addresses.clone()) }
    }

    /// The next server to ask: any, so that no kind of request always meets the same.
    pub fn next_address(&self) -> Option<String> {
        let addresses = self.addresses.list();
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let at = Random::new(turn as u64).below(addresses.len().max(1));
        addresses.get(at).cloned()
    }

    /// The token it sends.
    pub async fn token(&self) -> Option<String> {
        self.session.lock().await.token.clone()
    }

    /// Runs an operation that may safely be asked again, until some server has answered it.
    ///
    /// # Panics
    /// When none does in time, or one answers with an error that asking again does not help.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        match self.try_ask(query, variables).await {
            Ok(data) => data,
            Err(what) => panic!("{what}"),
        }
    }

    /// As [`Client::ask`], for who goes on without an answer; what went wrong is in the tally.
    pub async fn try_ask(&self, query: &str, variables: Value) -> Result<Value, String> {
        let body = json!({ "query": query, "variables": variables });
        let begun = Instant::now();
        let mut last = "no server is known".to_owned();
        let mut tries = 0;
        while begun.elapsed() < PATIENCE {
            let Some(address) = self.next_address() else {
                tokio::time::sleep(PAUSE).await;
                continue;
            };
            let token = self.token().await;
            let (begun_ms, began) = (now_ms(), Instant::now());
            match self.ask_at(&address, token.as_deref(), &body).await {
                Came::Data(data) => {
                    self.tally.count(&self.tally.answered);
                    self.times.lock().expect("the times").push((begun_ms, began.elapsed()));
                    return Ok(data);
                }
                Came::Refused => {
                    self.tally.count(&self.tally.refused);
                    last = format!("{address} refused");
                }
                Came::Cut => {
                    self.tally.count(&self.tally.cut);
                    last = format!("{address} cut the connection");
                }
                Came::Busy(what) => {
                    self.tally.count(&self.tally.busy);
                    last = what;
                    tokio::time::sleep(PAUSE * 4).await;
                }
                Came::SignedOut => self.sign_in_again(token).await,
                Came::Wrong(what) => {
                    self.tally.fail(what.clone());
                    return Err(what);
                }
            }
            tries += 1;
            // Every server was of no use.
            if tries % self.addresses.list().len().max(1) == 0 {
                tokio::time::sleep(PAUSE).await;
            }
        }
        let what = format!("nobody answered in time; at last {last}");
        self.tally.fail(what.clone());
        Err(what)
    }

    /// Asks one server once.
    async fn ask_at(&self, address: &str, token: Option<&str>, body: &Value) -> Came {
        let mut request = self.http.post(format!("http://{address}/graphql")).json(body);
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let response = match request.send().await {
            Ok(response) => response,
            Err(error) if error.is_connect() => return Came::Refused,
            Err(error) => {
                self.tally.cuts.lock().expect("the tally").push(causes(&error));
                return Came::Cut;
            }
        };
        let status = response.status().as_u16();
        let Ok(answer) = response.json::<Value>().await else { return Came::Cut };
        let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or_default();
        match code {
            "" if status == 200 => Came::Data(answer["data"].clone()),
            "UNAVAILABLE" | "LIMIT_REACHED" | "RATE_LIMITED" => Came::Busy(answer.to_string()),
            "UNAUTHENTICATED" => Came::SignedOut,
            _ => Came::Wrong(format!("{address} answered {status}: {answer}")),
        }
    }

    /// Makes an account and signs in.
    pub async fn sign_up(&self, email: &str) {
        self.session.lock().await.email = email.to_owned();
        let sign_up = "mutation($i: SignUpInput!) { signUp(input: $i) { status } }";
        // An account that is there already was made by a request whose answer was lost.
        self.ask(sign_up, json!({ "i": { "email": email, "password": PASSWORD } })).await;
        self.sign_in_again(None).await;
    }

    /// Signs in, unless the token has been replaced since that one was found to have ended.
    pub async fn sign_in_again(&self, ended: Option<String>) {
        let _turn = self.signing_in.lock().await;
        let (email, token) = {
            let session = self.session.lock().await;
            (session.email.clone(), session.token.clone())
        };
        if token != ended {
            return;
        }
        // A token that has ended would not let this request pass.
        self.session.lock().await.token = None;
        let sign_in = "mutation($i: SignInInput!) { signIn(input: $i) { status accessToken } }";
        let answer =
            Box::pin(self.ask(sign_in, json!({ "i": { "email": email, "password": PASSWORD } }))).await;
        let token = answer["signIn"]["accessToken"].as_str();
        assert!(token.is_some(), "{email} cannot sign in: {answer}");
        self.session.lock().await.token = token.map(str::to_owned);
    }
}

/// Why a request failed, the nearest cause first.
fn causes(error: &reqwest::Error) -> String {
    let mut causes = Vec::new();
    let mut cause = std::error::Error::source(error);
    while let Some(nearer) = cause {
        causes.push(nearer.to_string());
        cause = nearer.source();
    }
    causes.join(": ")
}
