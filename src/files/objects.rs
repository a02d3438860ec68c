//! Files in a store of objects: S3 and who speaks like it, or Azure Blob Storage.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::client::{HttpClient, HttpConnector};
use object_store::path::Path;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt, PutPayload, RetryConfig};
use uuid::Uuid;

use super::{FileHash, MAX_FILE_BYTES, name, proven};
use crate::config::{ObjectPlace, ObjectService};
use crate::error::{Error, Result};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(3);
/// How long a whole request may take: the largest file over a slow line.
const REQUEST: Duration = Duration::from_secs(30);
/// How long an answer that may pass is asked for again. What fails longer is left to the task,
/// which comes back later without holding anything.
const RETRY: Duration = Duration::from_secs(10);

/// A place in a store.
#[derive(Debug, Clone)]
pub(super) struct Objects {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl Objects {
    /// Makes the client; nobody is asked anything yet.
    pub(super) fn try_new(place: &ObjectPlace) -> Result<Self> {
        let prefix = Path::parse(&place.prefix).map_err(|cause| {
            Error::invalid("FILES_URL has a folder that no store of objects takes.").caused_by(cause)
        })?;
        let store = match place.service {
            ObjectService::S3 => s3(place),
            ObjectService::Azure => azure(place),
        };
        let store = store.map_err(|cause| {
            Error::invalid("The store of FILES_URL cannot be used as it is configured.").caused_by(cause)
        })?;
        Ok(Self { store, prefix })
    }

    /// Uploads the bytes. They go there anew if they are there already: it is the same bytes under
    /// the same name, and what was damaged is mended.
    pub(super) async fn put(&self, account_id: Uuid, bytes: Vec<u8>) -> Result<FileHash> {
        let hash = FileHash::of(&bytes);
        let kept = self.store.put(&self.path(account_id, hash), PutPayload::from(bytes)).await;
        kept.map_err(|cause| match cause {
            object_store::Error::NotFound { .. } => Error::unavailable(
                "The bucket or container of FILES_URL does not exist; make it first.",
                cause,
            ),
            cause => away(cause),
        })?;
        Ok(hash)
    }

    pub(super) async fn get(&self, account_id: Uuid, hash: FileHash) -> Result<Vec<u8>> {
        let path = self.path(account_id, hash);
        let found = self.store.get(&path).await.map_err(away)?;
        // Not read into memory first: nothing of ours is so large.
        if found.meta.size > MAX_FILE_BYTES {
            return Err(super::changed(path.to_string()));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(found.meta.size).unwrap_or(0));
        let mut chunks = found.into_stream();
        while let Some(chunk) = chunks.try_next().await.map_err(away)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > MAX_FILE_BYTES {
                return Err(super::changed(path.to_string()));
            }
        }
        proven(bytes, hash, path.as_ref())
    }

    pub(super) async fn remove(&self, account_id: Uuid, hash: FileHash) -> Result<bool> {
        let path = self.path(account_id, hash);
        // Stores do not tell whether there was anything to remove.
        match self.store.head(&path).await {
            Ok(_) => {}
            Err(object_store::Error::NotFound { .. }) => return Ok(false),
            Err(cause) => return Err(away(cause)),
        }
        match self.store.delete(&path).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(true),
            Err(cause) => Err(away(cause)),
        }
    }

    pub(super) async fn remove_account(&self, account_id: Uuid) -> Result<()> {
        let folder = self.prefix.clone().join(account_id.to_string());
        let files = self.store.list(Some(&folder)).map_ok(|file| file.location).boxed();
        let mut removed = self.store.delete_stream(files);
        while let Some(outcome) = removed.next().await {
            match outcome {
                Ok(_) | Err(object_store::Error::NotFound { .. }) => {}
                Err(cause) => return Err(away(cause)),
            }
        }
        Ok(())
    }

    fn path(&self, account_id: Uuid, hash: FileHash) -> Path {
        name(account_id, hash).split('/').fold(self.prefix.clone(), |path, part| path.join(part))
    }
}

fn s3(place: &ObjectPlace) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&place.bucket)
        .with_region(&place.region)
        .with_retry(retries())
        .with_http_connector(Connector);
    if let Some(endpoint) = &place.endpoint {
        let is_plain = endpoint.scheme() == "http";
        builder = builder.with_endpoint(endpoint.as_str().trim_end_matches('/')).with_allow_http(is_plain);
    }
    if let (Some(user), Some(key)) = (&place.user, &place.key) {
        builder = builder.with_access_key_id(user).with_secret_access_key(key.expose());
    }
    if let Some(session) = &place.session {
        builder = builder.with_token(session.expose());
    }
    Ok(Arc::new(builder.build()?))
}

fn azure(place: &ObjectPlace) -> object_store::Result<Arc<dyn ObjectStore>> {
    let mut builder = MicrosoftAzureBuilder::new()
        .with_container_name(&place.bucket)
        .with_account(place.user.as_deref().unwrap_or_default())
        .with_retry(retries())
        .with_http_connector(Connector);
    if let Some(endpoint) = &place.endpoint {
        let is_plain = endpoint.scheme() == "http";
        let endpoint = endpoint.as_str().trim_end_matches('/').to_owned();
        builder = builder.with_endpoint(endpoint).with_allow_http(is_plain);
    }
    if let Some(key) = &place.key {
        builder = builder.with_access_key(key.expose());
    }
    Ok(Arc::new(builder.build()?))
}

fn retries() -> RetryConfig {
    RetryConfig { backoff: BackoffConfig::default(), max_retries: 3, retry_timeout: RETRY }
}

/// Makes the client the way all clients here are made: without proxies of the environment, and
/// following nobody elsewhere.
#[derive(Debug)]
struct Connector;

impl HttpConnector for Connector {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .timeout(REQUEST)
            .user_agent(concat!("jobwise/", env!("CARGO_PKG_VERSION")))
            .build();
        let failed = |cause| object_store::Error::Generic { store: "files", source: Box::new(cause) };
        Ok(HttpClient::new(client.map_err(failed)?))
    }
}

fn away(cause: object_store::Error) -> Error {
    match cause {
        object_store::Error::NotFound { .. } => Error::not_found("file"),
        cause => Error::unavailable("The store of files cannot be used; try again.", cause),
    }
}
