//! A provider of models on the loopback interface that keeps the books of chaos: which
//! generation and stage each call was for, when it began and ended, and when its caller hung up.
//!
//! It knows a generation by its *marker*, a number that stands in the profile's lines and in the
//! posting, and a stage by the words of its prompt.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jobwise::ai::providers::wires::Wire;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::loopback::line::{CHUNKED, HungUp, Line, chunk, request};
use super::loopback::wires::{self, Ending, Said};
use super::{PATIENCE, now_ms};

/// What stands before a marker in profiles and postings.
pub const MARK: &str = "project ";

/// The stage that asks with a prompt that begins so.
const STAGES: [(&str, &str); 5] = [
    ("You read statements of a job posting.", "job_analyzer"),
    ("You edit lines of a résumé.", "document_generator"),
    ("You mend sentences", "quality_validator"),
    ("You read sentences", "quality_validator"),
    ("You write a section", "section_regeneration"),
];

/// One call in the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The generation it was for.
    pub marker: u64,
    /// The stage it was for.
    pub stage: &'static str,
    /// A hash of the whole question: the same for the same question asked again.
    pub question: u64,
    /// The key by which a provider knows a repeated call, where one was sent.
    pub key: Option<String>,
    /// When it began, in milliseconds of the machine's clock.
    pub begun_ms: i64,
    /// When the whole answer was sent.
    pub answered_ms: Option<i64>,
    /// When the caller hung up before that.
    pub hung_up_ms: Option<i64>,
}

/// How the provider goes about its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long the model thinks before it begins.
    pub delay: Duration,
    /// How long it takes over each piece of the answer.
    pub piece: Duration,
    /// Whether it begins no answer until this is taken back.
    pub is_held: bool,
}

/// A model that takes a moment.
pub const QUICK: Pace =
    Pace { delay: Duration::from_millis(40), piece: Duration::from_millis(2), is_held: false };

/// A provider that runs until it is dropped.
pub struct Provider {
    /// Its base URL.
    pub url: String,
    books: Arc<Mutex<Vec<Call>>>,
    pace: watch::Sender<Pace>,
    changed: watch::Receiver<u64>,
    task: JoinHandle<()>,
}

impl Provider {
    /// Starts one.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let books = Arc::new(Mutex::new(Vec::new()));
        let (pace, paced) = watch::channel(QUICK);
        let (change, changed) = watch::channel(0);
        let desk = Arc::new(Desk { books: Arc::clone(&books), pace: paced, change });
        let task = tokio::spawn(async move {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    let desk = Arc::clone(&desk);
                    tokio::spawn(async move { desk.serve(stream).await });
                }
            }
        });
        Self { url, books, pace, changed, task }
    }

    /// How it goes about its work from now on.
    pub fn set_pace(&self, pace: Pace) {
        self.pace.send_replace(pace);
    }

    /// The books as they stand.
    pub fn books(&self) -> Vec<Call> {
        held(&self.books).clone()
    }

    /// Waits until the books show something, and gives it.
    ///
    /// # Panics
    /// When they do not in time.
    pub async fn wait_for<T>(&self, what: &str, look: impl Fn(&[Call]) -> Option<T>) -> T {
        let mut changed = self.changed.clone();
        let waited = timeout(PATIENCE, async {
            loop {
                changed.borrow_and_update();
                if let Some(found) = look(&held(&self.books)) {
                    return found;
                }
                changed.changed().await.expect("the provider runs");
            }
        });
        waited.await.unwrap_or_else(|_| panic!("the provider never saw {what}"))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn held(books: &Mutex<Vec<Call>>) -> MutexGuard<'_, Vec<Call>> {
    books.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Desk {
    books: Arc<Mutex<Vec<Call>>>,
    pace: watch::Receiver<Pace>,
    change: watch::Sender<u64>,
}

impl Desk {
    async fn serve(&self, mut stream: TcpStream) {
        // A connection that was opened and not used is no call.
        let Some((head, body)) = request(&mut stream).await else { return };
        let number = self.open(&head, &body);
        let is_streamed = body["stream"] == true;
        let outcome = match self.think(&mut stream).await {
            Ok(piece) => answer(&body, is_streamed, piece, stream).await,
            Err(HungUp) => Err(HungUp),
        };
        let at = Some(now_ms());
        let mut books = held(&self.books);
        match outcome {
            Ok(()) => books[number].answered_ms = at,
            Err(HungUp) => books[number].hung_up_ms = at,
        }
        drop(books);
        self.change.send_modify(|changes| *changes += 1);
    }

    /// Notes that a call has begun; gives its place in the books.
    fn open(&self, head: &str, body: &Value) -> usize {
        let call = read(head, body);
        let number = {
            let mut books = held(&self.books);
            books.push(call);
            books.len() - 1
        };
        self.change.send_modify(|changes| *changes += 1);
        number
    }

    /// Takes its time, unless the caller hangs up; gives how long a piece takes.
    async fn think(&self, stream: &mut TcpStream) -> Result<Duration, HungUp> {
        let mut pace = self.pace.clone();
        let thinking = async {
            let delay = pace.borrow().delay;
            tokio::time::sleep(delay).await;
            // Fails only when the provider ends.
            let now = pace.wait_for(|pace| !pace.is_held).await.map(|pace| pace.piece);
            now.unwrap_or_default()
        };
        let mut nothing = [0; 16];
        tokio::select! {
            piece = thinking => Ok(piece),
            // Nothing more is sent to us but the end.
            _ = stream.read(&mut nothing) => Err(HungUp),
        }
    }
}

/// What a request is for.
fn read(head: &str, body: &Value) -> Call {
    let words = |at: usize| body["messages"][at]["content"].as_str().unwrap_or_default();
    let stage =
        STAGES.iter().find(|(begins, _)| words(0).contains(begins)).map_or("unknown", |(_, stage)| stage);
    let mut hasher = DefaultHasher::new();
    body.to_string().hash(&mut hasher);
    Call {
        marker: marker(words(1)),
        stage,
        question: hasher.finish(),
        key: head
            .lines()
            .find_map(|line| line.strip_prefix("idempotency-key: "))
            .map(|key| key.trim().to_owned()),
        begun_ms: now_ms(),
        answered_ms: None,
        hung_up_ms: None,
    }
}

/// The marker in some words; 0 where there is none.
pub fn marker(words: &str) -> u64 {
    let digits = |rest: &str| -> Option<u64> {
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    words.split(MARK).skip(1).find_map(digits).unwrap_or(0)
}

/// What the model says: it puts lines in other words, one of them in false ones, so that stage 4
/// has something to ask about; of a section to write anew it keeps each part's first line; to
/// anything else it has nothing to say.
fn said(body: &Value) -> String {
    let task = body["messages"][1]["content"].as_str().unwrap_or_default();
    let field = |name: &str| -> Vec<Value> {
        let field =
            task.split(&format!("<data name=\"{name}\">\n")).nth(1).and_then(|rest| rest.lines().next());
        field.and_then(|field| serde_json::from_str(field).ok()).unwrap_or_default()
    };
    let parts = field("section");
    if !parts.is_empty() {
        let facts = field("facts");
        let lines: Vec<Value> = parts
            .iter()
            .filter_map(|part| {
                let line = part["lines"].get(0)?;
                let carries = |fact: &&Value| fact["text"] == line["text"];
                let fact = facts.iter().find(carries).or_else(|| facts.first())?;
                Some(json!({ "id": line["id"], "part": part["part"], "text": line["text"], "facts": [fact["id"]] }))
            })
            .collect();
        return json!({ "lines": lines }).to_string();
    }
    let lines = field("claims");
    let claims: Vec<Value> = lines
        .iter()
        .filter_map(|line| {
            let text = line["text"].as_str()?;
            let better =
                text.replace("Cut yearly", "Reduced yearly").replace("Led a team of 4", "Led a team of 40");
            (better != text).then(|| json!({ "id": line["id"], "text": better }))
        })
        .collect();
    json!({ "claims": claims, "corrections": [] }).to_string()
}

async fn answer(body: &Value, is_streamed: bool, piece: Duration, stream: TcpStream) -> Result<(), HungUp> {
    let letters: Vec<char> = said(body).chars().collect();
    let said = Said {
        pieces: Some(letters.chunks(24).map(|piece| piece.iter().collect()).collect()),
        ending: Ending::Done,
        usage: Some((300, 60)),
        model: "larch-1".to_owned(),
        is_there: true,
    };
    let mut line = Line { stream, sent_bytes: 0 };
    if !is_streamed {
        let body = wires::whole(Wire::OpenAiChat, &said).to_string();
        return line.whole("200 OK", "application/json", "", body.as_bytes()).await;
    }
    let stream = wires::stream(Wire::OpenAiChat, &said);
    line.head(wires::stream_type(Wire::OpenAiChat), CHUNKED).await?;
    for frame in stream.begin.iter().chain(&stream.pieces) {
        line.send(chunk(frame).as_bytes()).await?;
        tokio::time::sleep(piece).await;
    }
    // The end goes out at once, for a caller who has it may hang up.
    let frames = stream.end.iter().chain(&stream.mark).map(|frame| chunk(frame));
    let end: String = frames.chain(["0\r\n\r\n".to_owned()]).collect();
    line.send(end.as_bytes()).await
}

#[test]
fn a_call_is_known_by_its_marker_and_its_prompt() {
    let body = json!({ "messages": [
        { "role": "system", "content": "You edit lines of a résumé. You get lines." },
        { "role": "user", "content": "a project plan, and then for project 10042 it was" },
    ] });
    let call = read("post /v1\r\nidempotency-key: k1\r\n", &body);
    assert_eq!((call.marker, call.stage, call.key.as_deref()), (10042, "document_generator", Some("k1")));
    assert_eq!(read("", &body).question, call.question);
    assert_eq!(read("", &json!({})).stage, "unknown");
}
