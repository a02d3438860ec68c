//! `jobwise health`: how the process of this machine is, for containers that have no other
//! program to ask with.

use std::io::{ErrorKind as IoErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

use clap::Args;

use super::setup;
use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};

/// How long each step of asking may take. Whoever takes longer does no work either.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is read of an answer: its status line is in there.
const MAX_ANSWER_BYTES: u64 = 4 * 1024;

/// Ask the process that runs with these settings how it is.
///
/// A server is asked at HOST and PORT whether it can do its work (/health/ready), a worker
/// at METRICS whether it answers. Ends with 0 when all is well and with 1 when it is not, which is
/// what a container's health check reads.
#[derive(Debug, Args)]
#[command(after_help = setup::settings_help(&["HOST", "PORT", "METRICS"]))]
pub struct Health {
    /// Ask a `jobwise work`, which answers at METRICS alone
    #[arg(long)]
    worker: bool,
}

impl Health {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings, or for a worker without METRICS; `Unavailable` when nobody
    /// answers, or the answer is another than 200.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        let (address, path) = match (self.worker, config.metrics) {
            (true, Some(address)) => (address, "/metrics"),
            (true, None) => {
                return Err(Error::invalid("A worker can be asked only where METRICS is set; set it."));
            }
            (false, _) => (address_of(&config.host, config.port)?, "/health/ready"),
        };
        ask(reachable(address), path)?;
        println!("ok");
        Ok(())
    }
}

/// The first address of a host.
fn address_of(host: &str, port: u16) -> Result<SocketAddr> {
    let unknown = || format!("HOST is {host}, which is no address of this machine; correct it.");
    let mut found = (host, port)
        .to_socket_addrs()
        .map_err(|cause| Error::new(ErrorKind::Unavailable, unknown()).caused_by(cause))?;
    found.next().ok_or_else(|| Error::new(ErrorKind::Unavailable, unknown()))
}

/// Who listens on all addresses of a machine is asked on its own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// Asks for a path; well only if the answer is 200.
fn ask(address: SocketAddr, path: &str) -> Result<()> {
    let away = |cause: std::io::Error| {
        let message = match cause.kind() {
            IoErrorKind::WouldBlock | IoErrorKind::TimedOut => {
                format!("The process at {address} does not answer within {} s.", PATIENCE.as_secs())
            }
            _ => format!("Nobody answers at {address}."),
        };
        Error::unavailable(message, cause)
    };
    let answer = exchange(address, path).map_err(away)?;
    // "HTTP/1.1 200 OK"
    let status = answer.split(' ').nth(1).unwrap_or_default();
    if answer.starts_with("HTTP/1.") && status == "200" {
        return Ok(());
    }
    let told = match status {
        "" => "something that is no HTTP".to_owned(),
        status => format!("status {status}"),
    };
    Err(Error::new(ErrorKind::Unavailable, format!("The process at {address} answers {path} with {told}.")))
}

/// The beginning of what is answered.
fn exchange(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    let mut piece = [0; 512];
    // The status line is enough; what follows is of any length.
    while !answer.contains(&b'\n') && (answer.len() as u64) < MAX_ANSWER_BYTES {
        match stream.read(&mut piece)? {
            0 => break,
            count => answer.extend_from_slice(&piece[..count]),
        }
    }
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// Asks somebody who answers with these words.
    fn asked(words: &'static str) -> Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let answering = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a caller");
            let mut request = [0; 512];
            let read = stream.read(&mut request).expect("a request");
            stream.write_all(words.as_bytes()).expect("an open stream");
            String::from_utf8_lossy(&request[..read]).into_owned()
        });
        let outcome = ask(address, "/health/ready");
        assert!(answering.join().expect("a request").starts_with("GET /health/ready HTTP/1.1\r\n"));
        outcome
    }

    #[test]
    fn only_200_is_well() {
        assert!(asked("HTTP/1.1 200 OK\r\n\r\n").is_ok());
        let refused = asked("HTTP/1.1 503 Service Unavailable\r\n\r\n").expect_err("unwell");
        assert_eq!(refused.kind(), ErrorKind::Unavailable);
        assert!(refused.message().ends_with("with status 503."), "{}", refused.message());
        for words in ["", "200", "SSH-2.0 200 x\r\n", "HTTP/1.1\r\n"] {
            assert!(asked(words).is_err(), "{words}");
        }
    }

    #[test]
    fn nobody_there_is_told() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        drop(listener);
        let error = ask(address, "/health/ready").expect_err("nobody");
        assert_eq!(error.message(), format!("Nobody answers at {address}."));
    }

    #[test]
    fn who_listens_everywhere_is_asked_on_this_machine() {
        let check = |bound: &str, asked: &str| {
            let address: SocketAddr = bound.parse().expect("an address");
            assert_eq!(reachable(address).to_string(), asked);
        };
        check("0.0.0.0:8080", "127.0.0.1:8080");
        check("[::]:8080", "[::1]:8080");
        check("10.1.2.3:8080", "10.1.2.3:8080");
    }
}
