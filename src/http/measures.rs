//! What is measured of connections that last. Part of the HTTP face.

use metrics::{describe_gauge, gauge};

const SOCKETS: &str = "jobwise_sockets";
const SUBSCRIPTIONS: &str = "jobwise_subscriptions";

/// Says what each measure is, for whoever reads them.
pub fn describe() {
    describe_gauge!(SOCKETS, "WebSockets that are open.");
    describe_gauge!(SUBSCRIPTIONS, "Subscriptions that run, over WebSockets and as server-sent events.");
}

/// Something that is counted for as long as it is held.
#[derive(Debug)]
pub struct Counted(&'static str);

/// Counts a socket.
pub fn socket() -> Counted {
    Counted::new(SOCKETS)
}

/// Counts a subscription.
pub fn subscription() -> Counted {
    Counted::new(SUBSCRIPTIONS)
}

impl Counted {
    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
