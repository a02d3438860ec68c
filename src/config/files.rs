//! Where files are kept. Part of the configuration: what the addresses stand for is known to
//! `files::objects`.

use url::Url;

use super::secret::Secret;
use super::{Values, web_address, wrong};
use crate::error::Result;

/// What was told of files.
#[derive(Debug, Clone, Default)]
pub struct FilesConfig {
    /// `FILES_URL` with what belongs to it; `None` keeps them in the data folder.
    pub place: Option<ObjectPlace>,
}

/// A place in a store of objects.
#[derive(Debug, Clone)]
pub struct ObjectPlace {
    /// Which store speaks there.
    pub service: ObjectService,
    /// The bucket or container.
    pub bucket: String,
    /// What the names of all files begin with; may be empty.
    pub prefix: String,
    /// Where the store answers, when it is not the service's own address.
    pub endpoint: Option<Url>,
    /// Who is asked for: the access key's id, or the storage account's name.
    pub user: Option<String>,
    /// What proves it.
    pub key: Option<Secret>,
    /// A session's token, beside a short-lived key.
    pub session: Option<Secret>,
    /// The region, where the service has any.
    pub region: String,
}

/// The kinds of store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectService {
    /// S3 and who speaks like it.
    S3,
    /// Azure Blob Storage.
    Azure,
}

impl FilesConfig {
    pub(super) fn read<L: Fn(&str) -> Option<String>>(values: &Values<L>) -> Result<Self> {
        let Some(text) = values.given("FILES_URL") else { return Ok(Self::default()) };
        let expected = "an address such as s3://bucket/folder or azure://container/folder";
        let url = Url::parse(&text).map_err(|_| wrong("FILES_URL", expected))?;
        let bucket = url.host_str().filter(|host| !host.is_empty());
        let bucket = bucket.ok_or_else(|| wrong("FILES_URL", expected))?.to_owned();
        let prefix = url.path().trim_matches('/').to_owned();
        let is_bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
        if !is_bare || prefix.split('/').any(|part| part == ".." || part == ".") {
            return Err(wrong("FILES_URL", expected));
        }
        let endpoint = |name: &str| -> Result<Option<Url>> {
            let web = |text: String| {
                web_address(&text).ok_or_else(|| wrong(name, "an address such as https://s3.example.com"))
            };
            values.given(name).map(web).transpose()
        };
        let secret = |name: &str| values.given(name).map(Secret::new);
        let place = match url.scheme() {
            "s3" => ObjectPlace {
                service: ObjectService::S3,
                bucket,
                prefix,
                endpoint: endpoint("AWS_ENDPOINT_URL")?,
                user: values.given("AWS_ACCESS_KEY_ID"),
                key: secret("AWS_SECRET_ACCESS_KEY"),
                session: secret("AWS_SESSION_TOKEN"),
                region: values.text("AWS_REGION"),
            },
            "azure" => ObjectPlace {
                service: ObjectService::Azure,
                bucket,
                prefix,
                endpoint: endpoint("AZURE_STORAGE_ENDPOINT")?,
                user: Some(given(values, "AZURE_STORAGE_ACCOUNT")?),
                key: secret("AZURE_STORAGE_KEY"),
                session: None,
                region: String::new(),
            },
            _ => return Err(wrong("FILES_URL", expected)),
        };
        if place.user.is_some() != place.key.is_some() && place.service == ObjectService::S3 {
            let both = "set together with AWS_ACCESS_KEY_ID, or both left out for the machine's own role";
            return Err(wrong("AWS_SECRET_ACCESS_KEY", both));
        }
        Ok(Self { place: Some(place) })
    }
}

fn given<L: Fn(&str) -> Option<String>>(values: &Values<L>, name: &str) -> Result<String> {
    values.given(name).ok_or_else(|| wrong(name, "set, as FILES_URL is of Azure"))
}
