//! How many operations somebody may send in a minute: an account by its role, or else everybody
//! who has not signed in at one address. Part of the GraphQL face; both transports pass here.

use std::net::IpAddr;

use super::context::{Asked, Caller};
use super::error::ApiError;
use crate::app::App;
use crate::error::{Error, ErrorKind};
use crate::limits::{Key, Refused};

/// Counts an operation, where that takes no look at what other processes let through; none where it
/// does, see [`admit`].
pub fn admit_here(app: &App, asked: &Asked) -> Option<Result<(), ApiError>> {
    match limit(app, asked) {
        Some((key, limit)) => Some(app.requests.take_here(&key, limit)?.map_err(too_many)),
        None => Some(Ok(())),
    }
}

/// Counts an operation.
///
/// # Errors
/// `LIMIT_REACHED` with the time to wait.
pub async fn admit(app: &App, asked: &Asked) -> Result<(), ApiError> {
    match limit(app, asked) {
        Some((key, limit)) => app.requests.take(&key, limit).await.map_err(too_many),
        None => Ok(()),
    }
}

/// Whom the operation counts for, and how many that may send; none for any number.
fn limit(app: &App, asked: &Asked) -> Option<(Key, u32)> {
    let some = |limit: u32| (limit > 0).then_some(limit);
    match &asked.caller {
        Caller::SignedIn(viewer) => {
            let limit = some(viewer.role.of(&app.config.requests_per_minute))?;
            Some((Key::new("requests of an account", viewer.account_id.as_bytes()), limit))
        }
        Caller::Anonymous | Caller::Refused(_) => {
            let limit = some(app.config.requests_per_minute_of_address)?;
            let key = |address: &[u8]| Key::new("requests of an address", address);
            let key = match asked.origin.network() {
                Some(IpAddr::V4(address)) => key(&address.octets()),
                Some(IpAddr::V6(address)) => key(&address.octets()),
                None => key(&[]),
            };
            Some((key, limit))
        }
    }
}

fn too_many(Refused { retry_after_ms }: Refused) -> ApiError {
    let message = "Too many operations in a minute; wait for the next one.";
    Error::new(ErrorKind::LimitReached, message).retry_after_ms(retry_after_ms).into()
}
