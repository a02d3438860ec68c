//! HTTP by hand over one connection, so that anything can be sent and little is spent on it.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a stream of events is listened to. Some have no end, and nothing to tell.
const LISTENING: Duration = Duration::from_millis(250);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A client that keeps its connection.
pub struct Client {
    address: String,
    stream: Option<TcpStream>,
    unread: Vec<u8>,
}

impl Client {
    /// A client of a server; it connects when it first asks.
    pub fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None, unread: Vec::new() }
    }

    /// Sends a request and reads its answer. A server that answers before it has read everything
    /// may close, which shows only at the next request: that one is sent again on a connection of
    /// its own.
    ///
    /// # Errors
    /// Those of the connection; `TimedOut` when no answer comes.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
        let is_old = self.stream.is_some();
        let mut answer = self.ask_in_time(request).await;
        let is_gone =
            |error: &io::Error| matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof);
        if is_old && answer.as_ref().is_err_and(is_gone) {
            answer = self.ask_in_time(request).await;
        }
        answer
    }

    async fn ask_in_time(&mut self, request: &[u8]) -> io::Result<Answer> {
        let asked = timeout(PATIENCE, self.ask_once(request)).await;
        let answer = asked.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        if answer.is_err() {
            self.stream = None;
        }
        answer
    }

    async fn ask_once(&mut self, request: &[u8]) -> io::Result<Answer> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.unread.clear();
            self.stream = Some(stream);
        }
        let Some(stream) = &mut self.stream else { return Err(io::ErrorKind::NotConnected.into()) };
        let (mut from, mut to) = stream.split();
        let unread = &mut self.unread;
        // An answer may come while the rest is still being sent.
        let (sent, answer) = tokio::join!(to.write_all(request), read(&mut from, unread));
        let (answer, is_closing) = answer?;
        if sent.is_err() || is_closing {
            self.stream = None;
        }
        Ok(answer)
    }
}

/// A whole answer, and whether the server closes after it.
async fn read(from: &mut (impl AsyncReadExt + Unpin), unread: &mut Vec<u8>) -> io::Result<(Answer, bool)> {
    let head_end = loop {
        if let Some(at) = find(unread, b"\r\n\r\n") {
            break at + 4;
        }
        more(from, unread).await?;
    };
    let head = String::from_utf8_lossy(&unread[..head_end]).to_ascii_lowercase();
    unread.drain(..head_end);
    let status =
        head.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let is_stream = header("content-type:") == Some("text/event-stream");
    let is_closing = header("connection:") == Some("close") || is_stream;
    let body = match header("content-length:").and_then(|text| text.parse::<usize>().ok()) {
        Some(length) => {
            while unread.len() < length {
                more(from, unread).await?;
            }
            unread.drain(..length).collect()
        }
        None if is_stream => {
            let _ = timeout(LISTENING, first_event(from, unread)).await;
            std::mem::take(unread)
        }
        None if header("transfer-encoding:").is_some() => chunks(from, unread).await?,
        None => Vec::new(),
    };
    Ok((Answer { status, body }, is_closing))
}

/// Reads until a whole event has come.
async fn first_event(from: &mut (impl AsyncReadExt + Unpin), unread: &mut Vec<u8>) -> io::Result<()> {
    while find(unread, b"\n\n").is_none() {
        more(from, unread).await?;
    }
    Ok(())
}

async fn chunks(from: &mut (impl AsyncReadExt + Unpin), unread: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line_end = loop {
            if let Some(at) = find(unread, b"\r\n") {
                break at;
            }
            more(from, unread).await?;
        };
        let size = String::from_utf8_lossy(&unread[..line_end]).into_owned();
        let size = usize::from_str_radix(size.trim(), 16).map_err(|_| io::ErrorKind::InvalidData)?;
        let whole = line_end + 2 + size + 2;
        while unread.len() < whole {
            more(from, unread).await?;
        }
        body.extend_from_slice(&unread[line_end + 2..line_end + 2 + size]);
        unread.drain(..whole);
        if size == 0 {
            return Ok(body);
        }
    }
}

async fn more(from: &mut (impl AsyncReadExt + Unpin), unread: &mut Vec<u8>) -> io::Result<()> {
    match from.read_buf(unread).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// A POST to the endpoint with these headers, each a line.
pub fn post(headers: &[String], body: &[u8]) -> Vec<u8> {
    let mut request = String::from("POST /graphql HTTP/1.1\r\nhost: test\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut request = request.into_bytes();
    request.extend_from_slice(body);
    request
}

/// A POST of JSON that wants to be told by status what came of it.
pub fn post_json(token: Option<&str>, body: &[u8]) -> Vec<u8> {
    let mut headers = vec![
        "content-type: application/json".to_owned(),
        "accept: application/graphql-response+json".to_owned(),
    ];
    headers.extend(token.map(|token| format!("authorization: Bearer {token}")));
    post(&headers, body)
}
