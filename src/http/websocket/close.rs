//! Why the server closes a socket. Part of graphql-transport-ws.

use axum::extract::ws::CloseFrame;

/// A reason to close, with the code and words of the protocol.
/// <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>,
/// <https://www.rfc-editor.org/rfc/rfc6455#section-7.4>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Close {
    /// A message that the protocol does not know, or not in this form.
    BadMessage(&'static str),
    /// An operation before the connection was acknowledged.
    Unauthorized,
    /// The access token is no good or has ended. Clients come back by themselves after this code,
    /// with a new token.
    Forbidden(&'static str),
    /// The client does not speak graphql-transport-ws.
    WrongProtocol,
    /// No `connection_init` in time.
    InitialisationTimeout,
    /// An operation with the id of one that is running.
    SubscriberExists,
    /// A second `connection_init`.
    TooManyInitialisations,
    /// A message longer than a client may send.
    TooLong,
    /// Nothing runs here and nothing has been asked for some time.
    Idle,
    /// The client does not answer pings.
    Unresponsive,
    /// The client does not read what it is sent. Clients come back by themselves after this code,
    /// and lose nothing if they tell the last number they saw.
    TooSlow,
    /// The server stops; another takes over. Clients come back by themselves after this code.
    Restart,
}

impl Close {
    /// The frame that says so.
    pub fn frame(self) -> CloseFrame {
        let (code, reason) = match self {
            Self::BadMessage(why) => (4400, why),
            Self::Unauthorized => (4401, "Unauthorized"),
            Self::Forbidden(why) => (4403, why),
            Self::WrongProtocol => (4406, "Subprotocol not acceptable"),
            Self::InitialisationTimeout => (4408, "Connection initialisation timeout"),
            Self::SubscriberExists => (4409, "Subscriber for this id already exists"),
            Self::TooManyInitialisations => (4429, "Too many initialisation requests"),
            Self::TooLong => (1009, "The message is too long"),
            Self::Idle => (1000, "Idle"),
            Self::Unresponsive => (1001, "The client does not respond"),
            Self::TooSlow => (1013, "The client reads too slowly; connect again"),
            Self::Restart => (1012, "The server restarts; connect again"),
        };
        CloseFrame { code, reason: reason.into() }
    }
}
