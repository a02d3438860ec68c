//! Frames made to hurt a socket: lengths that are not so, signs that are reserved, messages that
//! are no such thing. To each the server answers by closing.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::random::Random;

/// How long the server may take to close.
const PATIENCE: Duration = Duration::from_secs(20);

/// A socket opened by hand.
pub struct RawSocket(TcpStream);

impl RawSocket {
    /// Opens a socket of graphql-transport-ws; nothing is said yet.
    ///
    /// # Errors
    /// Those of the connection; `InvalidData` when the server does not open a socket.
    pub async fn open(address: &str) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address).await?;
        let handshake = format!(
            "GET /graphql HTTP/1.1\r\nhost: {address}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
             sec-websocket-protocol: graphql-transport-ws\r\n\r\n"
        );
        stream.write_all(handshake.as_bytes()).await?;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        match head.starts_with(b"HTTP/1.1 101") {
            true => Ok(Self(stream)),
            false => Err(io::ErrorKind::InvalidData.into()),
        }
    }

    /// Sends bytes as they are; the server may have closed already.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.0.write_all(bytes).await;
    }

    /// Whether some words come in time.
    pub async fn hears(&mut self, words: &str) -> bool {
        let mut heard = Vec::new();
        let hearing = async {
            while !String::from_utf8_lossy(&heard).contains(words) {
                if !matches!(self.0.read_buf(&mut heard).await, Ok(1..)) {
                    return false;
                }
            }
            true
        };
        timeout(PATIENCE, hearing).await.unwrap_or(false)
    }

    /// Whether the server closes in time; what it says before does not matter.
    pub async fn closes(mut self) -> bool {
        let mut said = vec![0; 4096];
        let closed = async {
            // A close that throws away what was not read is one too.
            while let Ok(1..) = self.0.read(&mut said).await {}
        };
        timeout(PATIENCE, closed).await.is_ok()
    }
}

/// A frame, masked as clients must, with a length that may be told wrong.
pub fn frame(first: u8, payload: &[u8], told: Option<u64>, is_masked: bool) -> Vec<u8> {
    let length = told.unwrap_or(payload.len() as u64);
    let mask_bit = if is_masked { 0x80 } else { 0 };
    let mut bytes = vec![first];
    match length {
        0..=125 => bytes.push(mask_bit | length as u8),
        126..=65_535 => {
            bytes.push(mask_bit | 126);
            bytes.extend((length as u16).to_be_bytes());
        }
        _ => {
            bytes.push(mask_bit | 127);
            bytes.extend(length.to_be_bytes());
        }
    }
    if is_masked {
        bytes.extend([0; 4]);
    }
    bytes.extend_from_slice(payload);
    bytes
}

/// A text frame as clients send it.
pub fn text(message: &str) -> Vec<u8> {
    frame(0x81, message.as_bytes(), None, true)
}

/// Frames of which the server has to close, and what kind they are.
pub fn hostile(random: &mut Random) -> (&'static str, Vec<u8>) {
    let init = text(r#"{"type":"connection_init"}"#);
    let after_init = |kind, frame: Vec<u8>| (kind, [init.clone(), frame].concat());
    let junk: Vec<u8> = (0..random.between(1, 2_000)).map(|_| random.number() as u8).collect();
    match random.below(13) {
        0 => ("a frame that is not masked", frame(0x81, b"{}", None, false)),
        1 => ("reserved bits", frame(0xf1, b"{}", None, true)),
        2 => ("an unknown opcode", frame(0x83 | (random.below(4) as u8 + 1), b"{}", None, true)),
        3 => ("a control frame that is long", frame(0x89, &[b'x'; 126], None, true)),
        4 => ("a control frame in pieces", frame(0x09, b"x", None, true)),
        5 => ("a length without end", frame(0x81, b"{}", Some(u64::MAX >> random.below(2)), true)),
        6 => (
            "a message that is too long",
            frame(0x81, b"{}", Some(random.between(1_048_577, usize::MAX >> 2) as u64), true),
        ),
        7 => ("text that is no UTF-8", frame(0x81, &[0xff, 0xfe, 0xc0], None, true)),
        8 => ("a piece of nothing", frame(0x80, b"{}", None, true)),
        9 => after_init(
            "a message that is no JSON",
            frame(0x81, "{\"type\":".repeat(random.between(1, 3_000)).as_bytes(), None, true),
        ),
        10 => after_init("JSON that is deep", text(&"[".repeat(random.between(200, 500_000)))),
        11 => after_init("a binary message", frame(0x82, &junk, None, true)),
        // An operation before anybody is there.
        _ => (
            "an operation too early",
            text(&format!(
                r#"{{"type":"subscribe","id":"{}","payload":{{"query":"{{ a }}"}}}}"#,
                random.number()
            )),
        ),
    }
}
