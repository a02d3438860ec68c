//! One watcher: a socket with one subscription, read frame by frame, so that ten thousand of them
//! cost this process little.

use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::load::frames::{frame, text};
use super::stage::Watched;

/// How long a watcher waits for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// A socket whose subscription runs.
pub struct Watcher {
    stream: TcpStream,
    unread: Vec<u8>,
    /// The last number it saw.
    pub last: i64,
}

impl Watcher {
    /// Subscribes to what comes after a number, and waits until the server has begun.
    pub async fn subscribe(address: &str, watched: &Watched, after: i64) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let handshake = format!(
            "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
        );
        stream.write_all(handshake.as_bytes()).await?;
        let mut unread = Vec::with_capacity(512);
        while !unread.ends_with(b"\r\n\r\n") {
            let byte = timeout(PATIENCE, stream.read_u8()).await??;
            unread.push(byte);
        }
        assert!(unread.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&unread));
        unread.clear();
        let init = format!(
            r#"{{"type":"connection_init","payload":{{"authorization":"Bearer {}"}}}}"#,
            watched.token
        );
        let query = format!(
            r#"subscription {{ generationEvents(id: \"{}\", after: {after}) {{ __typename number at }} }}"#,
            watched.id
        );
        let subscribe = format!(r#"{{"type":"subscribe","id":"1","payload":{{"query":"{query}"}}}}"#);
        stream.write_all(&[text(&init), text(&subscribe)].concat()).await?;
        let mut watcher = Self { stream, unread, last: after };
        let acknowledged = watcher.message().await?;
        assert!(acknowledged.contains("connection_ack"), "{acknowledged}");
        Ok(watcher)
    }

    /// Waits until the server has begun to watch, which nothing but an answer tells: events that
    /// come meanwhile are counted as seen.
    pub async fn settle(&mut self) -> io::Result<()> {
        self.stream.write_all(&text(r#"{"type":"ping"}"#)).await?;
        loop {
            let message = self.message().await?;
            if message.contains("\"pong\"") {
                return Ok(());
            }
            self.see(&message);
        }
    }

    /// Waits for the next event; when it came and what number it has.
    pub async fn next(&mut self) -> io::Result<(Instant, i64)> {
        let message = self.message().await?;
        let now = Instant::now();
        Ok((now, self.see(&message)))
    }

    /// Reads an event, which has to be the one after the last.
    fn see(&mut self, message: &str) -> i64 {
        let (_, rest) = message.split_once("\"number\":").unwrap_or_else(|| panic!("no event: {message}"));
        let digits = rest.split(|digit: char| !digit.is_ascii_digit()).next().unwrap_or_default();
        let number: i64 = digits.parse().expect("a number");
        assert_eq!(number, self.last + 1, "no gap, no double, in order");
        self.last = number;
        number
    }

    /// The next message; pings are answered.
    async fn message(&mut self) -> io::Result<String> {
        loop {
            if let Some((opcode, payload)) = self.take_frame() {
                match opcode {
                    1 => return Ok(String::from_utf8_lossy(&payload).into_owned()),
                    8 => {
                        return Err(io::Error::other(format!(
                            "closed: {}",
                            String::from_utf8_lossy(&payload)
                        )));
                    }
                    9 => self.stream.write_all(&frame(0x8a, &payload, None, true)).await?,
                    _ => {}
                }
                continue;
            }
            let read = timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await??;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// The next whole frame, as servers send them: short and not masked.
    fn take_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let [first, second, ..] = self.unread[..] else { return None };
        let (start, length) = match second {
            0..=125 => (2, usize::from(second)),
            126 => {
                let [_, _, high, low, ..] = self.unread[..] else { return None };
                (4, usize::from(u16::from_be_bytes([high, low])))
            }
            _ => panic!("a longer frame than any event"),
        };
        let end = start + length;
        if self.unread.len() < end {
            return None;
        }
        let payload = self.unread[start..end].to_vec();
        self.unread.drain(..end);
        Some((first & 0x0f, payload))
    }
}
