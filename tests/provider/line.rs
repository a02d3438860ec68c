//! The way back to a caller: bytes out, at any pace, until the caller hangs up.

use std::io::Write;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// What is sent at most.
const HUGE_BYTES: usize = 256 * 1024 * 1024;
/// The rhythm of what is slow.
const DRIP: Duration = Duration::from_millis(5);

/// The header of a body without a length.
pub const CHUNKED: &str = "transfer-encoding: chunked\r\n";

/// A page where an answer should be.
pub const PAGE: &str = "<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>";

/// One chunk of such a body.
pub fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// Bytes, compressed.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// Reads a request; none if the caller hangs up first.
pub async fn request(stream: &mut TcpStream) -> Option<(String, Value)> {
    let mut read = Vec::new();
    let head_end = loop {
        if let Some(at) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut read).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8_lossy(&read[..head_end]).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.trim().parse().ok()?;
    let mut body = read.split_off(head_end);
    while body.len() < length {
        if stream.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, serde_json::from_slice(&body).expect("the house sends JSON")))
}

/// The caller has gone away.
pub struct HungUp;

/// The way back to the caller.
pub struct Line {
    pub stream: TcpStream,
    pub sent_bytes: usize,
}

impl Line {
    /// Sends bytes, unless the caller hangs up.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<(), HungUp> {
        let (mut from, mut to) = self.stream.split();
        let mut ignored = [0; 64];
        tokio::select! {
            biased;
            // Nothing more is sent to us but the end.
            _ = from.read(&mut ignored) => return Err(HungUp),
            sent = to.write_all(bytes) => sent.map_err(|_| HungUp)?,
        }
        self.sent_bytes += bytes.len();
        Ok(())
    }

    /// Sends the head of an answer.
    pub async fn head(&mut self, content_type: &str, headers: &str) -> Result<(), HungUp> {
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\n{headers}connection: close\r\n\r\n");
        self.send(head.as_bytes()).await
    }

    /// Sends a whole answer.
    pub async fn whole(
        &mut self,
        status: &str,
        kind: &str,
        headers: &str,
        body: &[u8],
    ) -> Result<(), HungUp> {
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n"
        );
        self.send(head.as_bytes()).await?;
        self.send(body).await
    }

    /// Sends the same for ever.
    pub async fn drip(&mut self, bytes: &[u8]) -> Result<(), HungUp> {
        loop {
            self.send(bytes).await?;
            sleep(DRIP).await;
        }
    }

    /// Sends the same until it is far too much.
    pub async fn flood(&mut self, text: &str) -> Result<(), HungUp> {
        while self.sent_bytes < HUGE_BYTES {
            self.send(text.as_bytes()).await?;
        }
        Ok(())
    }

    /// Says nothing until the caller hangs up.
    pub async fn hang(&mut self) -> Result<(), HungUp> {
        let mut ignored = [0; 64];
        let _ = self.stream.read(&mut ignored).await;
        Err(HungUp)
    }

    /// Breaks the connection.
    pub async fn reset(&mut self) -> Result<(), HungUp> {
        self.stream.set_zero_linger().expect("an open socket");
        Ok(())
    }
}
