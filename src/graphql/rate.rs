//! How many operations somebody may send in a minute: an account by its role, or else everybody
//! who has not signed in at one address. Part of the GraphQL face; both transports pass here.

use std::net::IpAddr;

use async_graphql::Response;

use super::context::{Asked, Caller};
use super::error::ApiError;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::limits::{Key, Refused, Standing};

/// What an operation counts against.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    key: Key,
    /// Whose, in the words of headers.
    policy: &'static str,
    limit: u32,
}

impl Quota {
    /// Whom the operation counts for, and how many that may send; none for any number.
    pub fn of(app: &App, asked: &Asked) -> Option<Self> {
        let some = |limit: u32| (limit > 0).then_some(limit);
        match &asked.caller {
            Caller::SignedIn(viewer) => {
                let limit = some(viewer.role.of(&app.config.requests_per_minute))?;
                let key = Key::new("requests of an account", viewer.account_id.as_bytes());
                Some(Self { key, policy: "account", limit })
            }
            Caller::Anonymous | Caller::Refused(_) => {
                let limit = some(app.config.requests_per_minute_of_address)?;
                let key = |address: &[u8]| Key::new("requests of an address", address);
                let key = match asked.origin.network() {
                    Some(IpAddr::V4(address)) => key(&address.octets()),
                    Some(IpAddr::V6(address)) => key(&address.octets()),
                    None => key(&[]),
                };
                Some(Self { key, policy: "address", limit })
            }
        }
    }

    /// Counts an operation, where that takes no look at what other processes let through; none where
    /// it does, see [`Quota::admit`].
    pub fn admit_here(&self, app: &App) -> Option<Result<(), ApiError>> {
        Some(app.requests.take_here(&self.key, self.limit)?.map_err(too_many))
    }

    /// Counts an operation.
    ///
    /// # Errors
    /// `LIMIT_REACHED` with the time to wait.
    pub async fn admit(&self, app: &App) -> Result<(), ApiError> {
        app.requests.take(&self.key, self.limit).await.map_err(too_many)
    }

    /// Writes into an answer's headers how the quota stands, as far as this process knows.
    /// <https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-10>, read on 2026-11-30
    pub fn tell(&self, app: &App, response: &mut Response) {
        let Self { policy, limit, .. } = self;
        let mut tell = |name: &'static str, value: String| {
            // Words and numbers, which are good in a header.
            if let Ok(value) = value.parse() {
                response.http_headers.insert(name, value);
            }
        };
        tell("ratelimit-policy", format!("\"{policy}\";q={limit};w=60"));
        if let Some(Standing { remaining, left_ms }) = app.requests.standing(&self.key) {
            tell("ratelimit", format!("\"{policy}\";r={remaining};t={}", left_ms.div_ceil(1_000)));
        }
    }
}

fn too_many(Refused { retry_after_ms }: Refused) -> ApiError {
    let message = "Too many operations in a minute; wait for the next one.";
    Error::new(ErrorKind::LimitReached, message).retry_after_ms(retry_after_ms).into()
}
