//! The server: answers each call as it is told, byte by byte, and keeps its books.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jobwise::ai::providers::wires::Wire;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::line::{CHUNKED, HungUp, Line, PAGE, chunk, gzip, request};
use super::modes::Mode;
use super::wires::{self, Ending, Said};

/// How long the books are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is asked of the server.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its place among the calls, from 0.
    pub number: usize,
    /// The head of the request, in small letters.
    pub head: String,
    /// The body.
    pub body: Value,
    /// Whether a stream is wanted.
    pub is_streamed: bool,
}

/// How a call is answered.
#[derive(Debug, Clone)]
pub struct Reply {
    /// What goes wrong, if anything.
    pub mode: Mode,
    /// The pieces of the text.
    pub pieces: Vec<String>,
    /// Tokens read and written, which is what is billed.
    pub usage: (u32, u32),
    /// How long the model is at work before it says anything.
    pub delay: Duration,
}

impl Reply {
    /// A reply with this text, in pieces of a few letters.
    pub fn new(mode: Mode, text: &str, usage: (u32, u32)) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let pieces = letters.chunks(7).map(|piece| piece.iter().collect()).collect();
        Self { mode, pieces, usage, delay: Duration::ZERO }
    }

    /// The same from a model that takes its time.
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// One call in the books.
#[derive(Debug, Clone)]
pub struct Call {
    /// What was asked.
    pub asked: Asked,
    /// How it was answered.
    pub mode: Mode,
    /// What was billed, read and written.
    pub billed: Option<(u32, u32)>,
    /// Whether the caller hung up before the answer had ended.
    pub is_given_up: bool,
    /// Bytes of the answer that were sent.
    pub sent_bytes: usize,
}

type Script = dyn Fn(&Asked) -> Reply + Send + Sync;

/// A provider that runs until it is dropped.
pub struct Provider {
    /// Its base URL, without a path.
    pub address: String,
    calls: Arc<Mutex<Vec<Call>>>,
    most_at_once: Arc<AtomicUsize>,
    begun: watch::Receiver<usize>,
    ended: watch::Receiver<usize>,
    task: JoinHandle<()>,
}

impl Provider {
    /// Starts one that answers by a script.
    pub async fn start(wire: Wire, script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let calls = Arc::new(Mutex::new(Vec::new()));
        let (begun_to, begun) = watch::channel(0);
        let (ended_to, ended) = watch::channel(0);
        let most_at_once = Arc::new(AtomicUsize::new(0));
        let desk = Desk {
            wire,
            script: Arc::new(script),
            calls: Arc::clone(&calls),
            most_at_once: Arc::clone(&most_at_once),
            begun: begun_to,
            ended: ended_to,
        };
        let desk = Arc::new(desk);
        let task = tokio::spawn(async move {
            loop {
                if let Ok((stream, _)) = listener.accept().await {
                    let desk = Arc::clone(&desk);
                    tokio::spawn(async move { desk.serve(stream).await });
                }
            }
        });
        Self { address, calls, most_at_once, begun, ended, task }
    }

    /// The books once every call that has begun has ended.
    pub async fn books(&self) -> Vec<Call> {
        let begun = *self.begun.borrow();
        let mut ended = self.ended.clone();
        let settled = timeout(PATIENCE, ended.wait_for(|ended| *ended >= begun)).await;
        settled.expect("every call ends").expect("the server runs");
        self.calls.lock().expect("the books").clone()
    }

    /// How many calls were on their way at the same time, at most.
    pub fn most_at_once(&self) -> usize {
        self.most_at_once.load(Ordering::SeqCst)
    }

    /// Waits until so many calls have begun.
    pub async fn has_begun(&self, count: usize) {
        let mut begun = self.begun.clone();
        let asked = timeout(PATIENCE, begun.wait_for(|begun| *begun >= count)).await;
        asked.expect("calls that are made").expect("the server runs");
    }

    /// How many calls have begun.
    pub fn call_count(&self) -> usize {
        *self.begun.borrow()
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Desk {
    wire: Wire,
    script: Arc<Script>,
    calls: Arc<Mutex<Vec<Call>>>,
    most_at_once: Arc<AtomicUsize>,
    begun: watch::Sender<usize>,
    ended: watch::Sender<usize>,
}

impl Desk {
    async fn serve(&self, mut stream: TcpStream) {
        // A connection that was opened and not used is no call.
        let Some((head, body)) = request(&mut stream).await else { return };
        let is_streamed = body.get("stream").and_then(Value::as_bool).unwrap_or(false);
        let (asked, reply) = {
            let mut calls = self.calls.lock().expect("the books");
            let asked = Asked { number: calls.len(), head, body, is_streamed };
            let reply = (self.script)(&asked);
            let billed = reply.mode.is_billed().then_some(reply.usage);
            calls.push(Call {
                asked: asked.clone(),
                mode: reply.mode,
                billed,
                is_given_up: false,
                sent_bytes: 0,
            });
            (asked, reply)
        };
        self.begun.send_modify(|begun| *begun += 1);
        let under_way = *self.begun.borrow() - *self.ended.borrow();
        self.most_at_once.fetch_max(under_way, Ordering::SeqCst);
        if !reply.delay.is_zero() {
            sleep(reply.delay).await;
        }
        let mut line = Line { stream, sent_bytes: 0 };
        let outcome = self.answer(&asked, &reply, &mut line).await;
        {
            let mut calls = self.calls.lock().expect("the books");
            calls[asked.number].is_given_up = outcome.is_err();
            calls[asked.number].sent_bytes = line.sent_bytes;
        }
        self.ended.send_modify(|ended| *ended += 1);
    }

    async fn answer(&self, asked: &Asked, reply: &Reply, line: &mut Line) -> Result<(), HungUp> {
        let status = |status: &'static str, headers: &'static str| (status, headers);
        let refused = match reply.mode {
            Mode::RateLimitedSeconds => Some(status("429 Too Many Requests", "retry-after: 7\r\n")),
            Mode::RateLimitedDate => {
                Some(status("429 Too Many Requests", "retry-after: Mon, 30 Nov 2026 12:00:20 GMT\r\n"))
            }
            Mode::QuotaUsedUp => Some(status("429 Too Many Requests", "")),
            Mode::Fault500 => Some(status("500 Internal Server Error", "")),
            Mode::Unavailable503 => Some(status("503 Service Unavailable", "")),
            Mode::Overloaded529 => Some(status("529 Overloaded", "")),
            Mode::Timeout408 => Some(status("408 Request Timeout", "")),
            Mode::BadKey401 => Some(status("401 Unauthorized", "")),
            Mode::ContextTooLong400 | Mode::SchemaUnsupported400 => Some(status("400 Bad Request", "")),
            _ => None,
        };
        if let Some((status, headers)) = refused {
            let body = wires::error(self.wire, reply.mode).to_string();
            return line.whole(status, "application/json", headers, body.as_bytes()).await;
        }
        match reply.mode {
            Mode::Reset => line.reset().await,
            Mode::HangBeforeHead => line.hang().await,
            Mode::SlowHead => {
                line.send(b"HTTP/1.1 200 OK\r\nx-slow: ").await?;
                line.drip(b"a").await
            }
            Mode::SlowError => {
                let status = "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\n";
                line.send(format!("{status}{CHUNKED}connection: close\r\n\r\n").as_bytes()).await?;
                line.drip(b"1\r\n \r\n").await
            }
            Mode::Html502 => line.whole("502 Bad Gateway", "text/html", "", PAGE.as_bytes()).await,
            Mode::Html200 => line.whole("200 OK", "text/html", "", PAGE.as_bytes()).await,
            Mode::Empty200 => line.whole("200 OK", self.content_type(asked), "", b"").await,
            Mode::Redirect => {
                line.whole("307 Temporary Redirect", "text/plain", "location: http://10.0.0.1/\r\n", b"")
                    .await
            }
            Mode::BadGzip => {
                let body = b"this was never compressed";
                line.whole("200 OK", self.content_type(asked), "content-encoding: gzip\r\n", body).await
            }
            Mode::GzipBomb => {
                let body = gzip(&vec![b' '; 16 * 1024 * 1024]);
                line.whole("200 OK", self.content_type(asked), "content-encoding: gzip\r\n", &body).await
            }
            _ if asked.is_streamed => self.stream(reply, line).await,
            _ => self.at_once(reply, line).await,
        }
    }

    fn content_type(&self, asked: &Asked) -> &'static str {
        if asked.is_streamed { wires::stream_type(self.wire) } else { "application/json" }
    }

    /// What is said, with what is wrong about it.
    fn said(&self, reply: &Reply) -> Said {
        let (read, written) = (i64::from(reply.usage.0), i64::from(reply.usage.1));
        let usage = match reply.mode {
            Mode::NoUsage => None,
            Mode::NegativeUsage => Some((-read, -written)),
            _ => Some((read, written)),
        };
        let ending = match reply.mode {
            Mode::FinishByLength => Ending::Length,
            Mode::ContentFilter => Ending::Filter,
            Mode::Refusal => Ending::Refusal,
            Mode::NoFinish => Ending::Untold,
            _ => Ending::Done,
        };
        let is_silent = matches!(reply.mode, Mode::NullContent | Mode::ContentFilter | Mode::Refusal);
        let model = if reply.mode == Mode::OtherModel { "larch-2-mini" } else { "larch-1" };
        Said {
            pieces: (!is_silent).then(|| reply.pieces.clone()),
            ending,
            usage,
            model: model.to_owned(),
            is_there: reply.mode != Mode::NoChoices,
        }
    }

    async fn at_once(&self, reply: &Reply, line: &mut Line) -> Result<(), HungUp> {
        let body = wires::whole(self.wire, &self.said(reply)).to_string();
        let half = &body.as_bytes()[..body.len() / 2];
        let length = format!("content-length: {}\r\n", body.len());
        match reply.mode {
            Mode::GoodGzip => {
                let body = gzip(body.as_bytes());
                line.whole("200 OK", "application/json", "content-encoding: gzip\r\n", &body).await
            }
            Mode::SlowBody => {
                line.head("application/json", CHUNKED).await?;
                line.drip(b"1\r\n \r\n").await
            }
            Mode::Stalled | Mode::PingsOnly => {
                line.head("application/json", &length).await?;
                line.send(half).await?;
                line.hang().await
            }
            Mode::Cut | Mode::NoEnd => {
                line.head("application/json", &length).await?;
                line.send(half).await
            }
            Mode::BadJson => line.whole("200 OK", "application/json", "", half).await,
            Mode::ErrorInside => {
                let error = wires::error(self.wire, reply.mode).to_string();
                line.whole("200 OK", "application/json", "", error.as_bytes()).await
            }
            Mode::BadUtf8 => {
                let mut body = body.into_bytes();
                let at = body.iter().rposition(|byte| *byte == b'l').unwrap_or_default();
                body[at] = 0xff;
                line.whole("200 OK", "application/json", "", &body).await
            }
            Mode::Huge => {
                line.head("application/json", CHUNKED).await?;
                line.flood(&format!("10000\r\n{}\r\n", " ".repeat(0x10000))).await
            }
            _ => line.whole("200 OK", "application/json", "", body.as_bytes()).await,
        }
    }

    async fn stream(&self, reply: &Reply, line: &mut Line) -> Result<(), HungUp> {
        let said = self.said(reply);
        let mut stream = wires::stream(self.wire, &said);
        let half = stream.pieces.len() / 2;
        if reply.mode == Mode::GoodGzip {
            let frames = [&stream.begin, &stream.pieces, &stream.end, &stream.mark];
            let body: String = frames.into_iter().flatten().map(String::as_str).collect();
            let body = gzip(body.as_bytes());
            return line
                .whole("200 OK", wires::stream_type(self.wire), "content-encoding: gzip\r\n", &body)
                .await;
        }
        line.head(wires::stream_type(self.wire), CHUNKED).await?;
        match reply.mode {
            Mode::PingsOnly => return line.drip(chunk(&stream.ping).as_bytes()).await,
            Mode::SlowBody => return line.drip(chunk(&stream.pieces[0]).as_bytes()).await,
            Mode::Huge => {
                let letters = "a".repeat(0x4000);
                let large = Said { pieces: Some(vec![letters]), ..said };
                return line.flood(&chunk(&wires::stream(self.wire, &large).pieces[0])).await;
            }
            Mode::DuplicatedPiece => stream.pieces.insert(half, stream.pieces[half].clone()),
            Mode::NoEnd => stream.mark.clear(),
            Mode::Stalled | Mode::Cut => stream.pieces.truncate(half),
            _ => {}
        }
        line.send(chunk(&stream.ping).as_bytes()).await?;
        for frame in stream.begin.iter().chain(&stream.pieces) {
            line.send(chunk(frame).as_bytes()).await?;
        }
        match reply.mode {
            Mode::Stalled => return line.hang().await,
            // Without the last chunk the connection is broken, not ended.
            Mode::Cut => return Ok(()),
            Mode::BadJson => line.send(chunk("data: {\"choices\": [\n\n").as_bytes()).await?,
            Mode::ErrorInside => line.send(chunk(&stream.error).as_bytes()).await?,
            Mode::BadUtf8 => line.send(b"9\r\ndata: \xff\xfe\n\r\n").await?,
            _ => {}
        }
        // The end goes out at once, for a caller who has it may hang up.
        let frames = stream.end.iter().chain(&stream.mark).map(|frame| chunk(frame));
        let end: String = frames.chain(["0\r\n\r\n".to_owned()]).collect();
        line.send(end.as_bytes()).await
    }
}
