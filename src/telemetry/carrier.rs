//! HTTP to collectors, with bounds: one deadline over the whole, no redirect followed, an answer
//! cut at 64 KB. Part of telemetry.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use reqwest::redirect::Policy;

use crate::error::{Error, Result};

/// How long a request may take in all.
const WITHIN: Duration = Duration::from_secs(5);

/// The most bytes of an answer that are read: none says more than that all is well, or what is not.
const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// A client that keeps its connections. Cheap to clone; clones share them.
#[derive(Debug, Clone)]
pub(super) struct Carrier(reqwest::Client);

impl Carrier {
    /// Makes the client.
    ///
    /// # Errors
    /// `Internal` when the machine's certificates cannot be read.
    pub fn try_new() -> Result<Self> {
        let client = reqwest::Client::builder()
            .redirect(Policy::none())
            // The environment is read in config.rs alone.
            .no_proxy()
            .timeout(WITHIN)
            .user_agent(concat!("jobwise/", env!("CARGO_PKG_VERSION")))
            .build();
        let client = client.map_err(|cause| {
            Error::internal("The client for telemetry cannot be made; are CA certificates installed?", cause)
        })?;
        Ok(Self(client))
    }

    /// Sends a request and reads the answer, up to its bound.
    ///
    /// # Errors
    /// That there is no answer; never with the words of the client.
    pub async fn carry(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        // The words of a client's error may hold the address, which may hold a secret.
        let away = |_: reqwest::Error| HttpError::from("the collector does not answer");
        let request = reqwest::Request::try_from(request).map_err(away)?;
        let mut answer = self.0.execute(request).await.map_err(away)?;
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(away)? {
            if body.len() + piece.len() > MAX_ANSWER_BYTES {
                return Err(HttpError::from("the collector says too much"));
            }
            body.extend_from_slice(&piece);
        }
        let mut carried = Response::new(Bytes::from(body));
        *carried.status_mut() = answer.status();
        *carried.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(carried)
    }
}

/// What a method of an async trait is without its macro.
type Carried<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'a>>;

impl HttpClient for Carrier {
    fn send_bytes<'a, 'b>(&'a self, request: Request<Bytes>) -> Carried<'b>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(self.carry(request))
    }
}
