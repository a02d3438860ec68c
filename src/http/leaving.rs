//! Leaving without shutting the door in anybody's face: who stands before it when a stop is asked
//! for is still let in, and who is inside is told to come by another way next time.
//!
//! A socket that is closed throws away the connections it has not taken yet, and a connection that
//! is closed a request that is on its way: to a client both look like a server that broke.

use std::future::ready;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

/// How long connections are still taken after a stop is asked for: long enough to hear of all that
/// had come by then.
const LAST_CALL: Duration = Duration::from_millis(20);

/// How long connections that are open are kept for a last request, whose answer closes them.
const LEAVE: Duration = Duration::from_millis(500);

/// Connections that are taken at most after that: what a backlog holds of them.
const LAST_GUESTS: usize = 128;

/// A listener that refuses everybody some time after a stop is asked for.
pub struct Leaving {
    listener: Option<TcpListener>,
    address: SocketAddr,
    stop: CancellationToken,
    last_call: Option<Instant>,
    last_guests: usize,
}

impl Leaving {
    /// Takes over a listener.
    ///
    /// # Errors
    /// Those of the socket.
    pub fn try_new(listener: TcpListener, stop: CancellationToken) -> io::Result<Self> {
        let address = listener.local_addr()?;
        Ok(Self { listener: Some(listener), address, stop, last_call: None, last_guests: LAST_GUESTS })
    }

    /// The next who is let in; none once nobody is any more.
    async fn next(&mut self) -> Option<(TcpStream, SocketAddr)> {
        let Self { listener, stop, last_call, last_guests, .. } = self;
        let listener = listener.as_mut()?;
        let is_late = async {
            stop.cancelled().await;
            let at = *last_call.get_or_insert_with(|| Instant::now() + LAST_CALL);
            sleep_until(at).await;
        };
        tokio::select! {
            biased;
            () = is_late => {}
            // Named, for the listener's own method of this name hands errors on.
            accepted = Listener::accept(listener) => return Some(accepted),
        }
        // Of those who have come by now, each.
        *last_guests = last_guests.checked_sub(1)?;
        tokio::select! {
            biased;
            accepted = Listener::accept(listener) => Some(accepted),
            () = ready(()) => None,
        }
    }
}

impl Listener for Leaving {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        if let Some(accepted) = self.next().await {
            return accepted;
        }
        // From now on the system refuses.
        self.listener = None;
        std::future::pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Returns when connections that are open may be closed.
pub async fn over(stop: CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(LEAVE).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_stands_at_the_door_is_let_in_and_who_comes_later_is_refused() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let stop = CancellationToken::new();
        let mut leaving = Leaving::try_new(listener, stop.clone()).expect("a listener");
        let address = leaving.local_addr().expect("an address");
        let waiting = TcpStream::connect(address).await.expect("a connection");
        stop.cancel();
        let (_, peer) = leaving.accept().await;
        assert_eq!(peer, waiting.local_addr().expect("an address"));
        // Who comes in the last moment is let in too, and in the end somebody is refused.
        let refused = loop {
            tokio::select! {
                biased;
                _ = leaving.accept() => {}
                came = TcpStream::connect(address) => if let Err(refused) = came { break refused },
            }
        };
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }
}
