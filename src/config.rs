//! The configuration: read once from the environment and `.env`, the only place that
//! looks there. `.env.example` is printed from [`VARIABLES`].
#![expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]

mod ai;
mod files;
mod limits;
mod secret;
mod telemetry;
mod variables;

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use self::secret::Kept;
use crate::error::{Error, Result};

pub use self::ai::{AiConfig, AiJudge, AiModel, TokensPerDay};
pub use self::files::{FilesConfig, ObjectPlace, ObjectService};
pub use self::limits::PerRole;
pub use self::secret::{MIN_SECRET_BYTES, Secret};
pub use self::telemetry::{ReportsConfig, TelemetryConfig, TracesConfig};
pub use self::variables::{VARIABLES, Variable, env_example};

/// Where the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Environment {
    /// On somebody's desk: what is missing is made.
    Development,
    /// For others: what is missing is an error.
    Production,
}

impl FromStr for Environment {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "development" => Ok(Self::Development),
            "production" => Ok(Self::Production),
            _ => Err(()),
        }
    }
}

/// Who may ask about the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Introspection {
    /// Everybody.
    Everybody,
    /// Whoever is signed in.
    SignedIn,
    /// Nobody.
    Nobody,
}

impl FromStr for Introspection {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "everybody" => Ok(Self::Everybody),
            "signed-in" => Ok(Self::SignedIn),
            "nobody" => Ok(Self::Nobody),
            _ => Err(()),
        }
    }
}

/// What prints PDFs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PdfEngine {
    /// The typesetter within the program.
    Typst,
    /// The installed program of that name.
    Wkhtmltopdf,
}

impl PdfEngine {
    /// The engine's name in settings and SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Typst => "typst",
            Self::Wkhtmltopdf => "wkhtmltopdf",
        }
    }
}

impl FromStr for PdfEngine {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Typst, Self::Wkhtmltopdf].into_iter().find(|engine| engine.word() == text).ok_or(())
    }
}

/// What the program was told. [`VARIABLES`] holds the defaults.
#[derive(Debug, Clone)]
pub struct Config {
    /// `HOST`: the address to listen on.
    pub host: String,
    /// `PORT`: the port to listen on; 0 takes a free one.
    pub port: u16,
    /// `PUBLIC_URL`: the base of links.
    pub public_url: Url,
    /// `JOBWISE_ENV`: whether what is missing may be made.
    pub environment: Environment,
    /// `JOBWISE_DATA`: the data folder; made when first needed.
    pub data_dir: PathBuf,
    /// Where files are kept, when not in the data folder.
    pub files: FilesConfig,
    /// `PDF_ENGINE`: what prints PDFs where nobody asks for another.
    pub pdf_engine: PdfEngine,
    /// `WKHTMLTOPDF`: where that program lies; none looks for it.
    pub wkhtmltopdf: Option<PathBuf>,
    /// `DATABASE_URL`; `None` asks for the private cluster.
    pub database_url: Option<Secret>,
    /// `REDIS_URL`: Redis, which wake-ups travel by; none for Postgres alone.
    pub redis_url: Option<Secret>,
    /// `DATABASE_REPLICA_URL`: a replica of the database, which lists may be read from.
    pub database_replica_url: Option<Secret>,
    /// `DB_POOL_SIZE`: the most connections, to each of the two.
    pub db_pool_size: usize,
    /// `REFRESH_COOKIE`: whether refresh tokens travel in a cookie.
    pub is_refresh_cookie: bool,
    /// `CORS_ORIGINS`: origins as a browser sends them, without a trailing slash.
    pub cors_origins: Vec<String>,
    /// `TRUSTED_PROXIES`: networks whose word is taken for where a request comes from.
    pub trusted_proxies: Vec<IpNet>,
    /// `INTROSPECTION`: who may ask about the schema.
    pub introspection: Introspection,
    /// `TRUSTED_DOCUMENTS`: the only documents the server runs, when set.
    pub trusted_documents: Option<PathBuf>,
    /// `GRAPHQL_BATCH`: the most operations in one HTTP request; 0 for no batches.
    pub graphql_batch: usize,
    /// `GENERATIONS_PER_HOUR…`: generations an account may start in an hour.
    pub generations_per_hour: PerRole,
    /// `REQUESTS_PER_MINUTE…`: operations an account may send in a minute; 0 for any number.
    pub requests_per_minute: PerRole,
    /// `REQUESTS_PER_MINUTE_ADDRESS`: the same for an address that has not signed in.
    pub requests_per_minute_of_address: u32,
    /// `KEEP_EVENTS_DAYS`: how long events of runs that have ended and notifications are kept;
    /// none for ever.
    pub keep_events: Option<Duration>,
    /// `WORKERS`: background tasks run at once.
    pub workers: usize,
    /// `SHUTDOWN_TIMEOUT_SECONDS`: how long a stop waits.
    pub shutdown_timeout: Duration,
    /// Which models may be asked, where, and for how long.
    pub ai: AiConfig,
    /// `JOBWISE_SKILLS`: a file of further skills.
    pub skills: Option<PathBuf>,
    /// `JOBWISE_LOG`: a tracing filter.
    pub log: String,
    /// `METRICS`: where measurements can be read; none for nowhere.
    pub metrics: Option<SocketAddr>,
    /// Where traces and error reports go.
    pub telemetry: TelemetryConfig,
    /// `JWT_SECRET`; read through [`Config::jwt_secrets`].
    jwt_secrets: Vec<Secret>,
    /// `SEAL_KEYS`; read through [`Config::seal_keys`].
    seal_keys: Vec<Secret>,
}

impl Config {
    /// Reads the environment and, for what it does not set, the file `.env` of the
    /// working folder or one above it.
    ///
    /// # Errors
    /// `Invalid` naming the variable and what is expected.
    pub fn from_env() -> Result<Self> {
        let mut values: HashMap<String, String> = HashMap::new();
        match dotenvy::dotenv_iter() {
            Ok(lines) => {
                for line in lines {
                    let (name, value) = line.map_err(|cause| {
                        Error::invalid(".env has a line that is not NAME=value; correct it.").caused_by(cause)
                    })?;
                    values.insert(name, value);
                }
            }
            Err(cause) if cause.not_found() => {}
            Err(cause) => return Err(Error::invalid(".env cannot be read.").caused_by(cause)),
        }
        // Not std::env::vars(), which panics on a foreign variable that is not UTF-8.
        for variable in VARIABLES {
            if let Some(value) = std::env::var_os(variable.name) {
                let value = value.into_string().map_err(|_| wrong(variable.name, "UTF-8 text"))?;
                values.insert(variable.name.to_owned(), value);
            }
        }
        Self::from_values(|name| values.get(name).cloned())
    }

    /// Reads the variables through `lookup`; an empty value counts as unset.
    ///
    /// # Errors
    /// `Invalid` naming the variable and what is expected.
    pub fn from_values(lookup: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let values = Values { lookup };
        let host = values.text("HOST");
        let port = values.parsed("PORT", "a number from 0 to 65535")?;
        let public_url = match values.given("PUBLIC_URL") {
            Some(text) => web_address(&text)
                .ok_or_else(|| wrong("PUBLIC_URL", "an address such as https://jobs.example.com"))?,
            None => web_address(&format!("http://{}:{port}", bracketed(&host)))
                .ok_or_else(|| wrong("HOST", "an IP address or a host name"))?,
        };
        let environment = values.parsed("JOBWISE_ENV", "`development` or `production`")?;
        let config = Self {
            host,
            port,
            public_url,
            environment,
            data_dir: PathBuf::from(values.text("JOBWISE_DATA")),
            files: FilesConfig::read(&values)?,
            pdf_engine: values.parsed("PDF_ENGINE", "`typst` or `wkhtmltopdf`")?,
            wkhtmltopdf: values.given("WKHTMLTOPDF").map(PathBuf::from),
            database_url: database_url("DATABASE_URL", values.given("DATABASE_URL"))?,
            database_replica_url: database_url("DATABASE_REPLICA_URL", values.given("DATABASE_REPLICA_URL"))?,
            redis_url: redis_url(values.given("REDIS_URL"))?,
            db_pool_size: values.within("DB_POOL_SIZE", 1, 1000)?,
            is_refresh_cookie: values.parsed("REFRESH_COOKIE", "`true` or `false`")?,
            cors_origins: cors_origins(&values.text("CORS_ORIGINS"))?,
            trusted_proxies: networks(&values.text("TRUSTED_PROXIES"))?,
            introspection: values.parsed("INTROSPECTION", "`everybody`, `signed-in` or `nobody`")?,
            trusted_documents: values.given("TRUSTED_DOCUMENTS").map(PathBuf::from),
            graphql_batch: values.within("GRAPHQL_BATCH", 0, 50)?,
            generations_per_hour: PerRole::read(&values, "GENERATIONS_PER_HOUR")?,
            requests_per_minute: PerRole::read(&values, "REQUESTS_PER_MINUTE")?,
            requests_per_minute_of_address: values.parsed("REQUESTS_PER_MINUTE_ADDRESS", "a whole number")?,
            keep_events: Some(values.within("KEEP_EVENTS_DAYS", 0, 36_500)? as u64)
                .filter(|days| *days > 0)
                .map(|days| Duration::from_secs(days * 24 * 60 * 60)),
            workers: values.within("WORKERS", 1, 64)?,
            shutdown_timeout: Duration::from_secs(values.within("SHUTDOWN_TIMEOUT_SECONDS", 0, 3600)? as u64),
            ai: AiConfig::read(&values)?,
            skills: values.given("JOBWISE_SKILLS").map(PathBuf::from),
            log: values.text("JOBWISE_LOG"),
            metrics: metrics_address(values.given("METRICS"))?,
            telemetry: TelemetryConfig::read(&values)?,
            jwt_secrets: secrets("JWT_SECRET", &values.text("JWT_SECRET"))?,
            seal_keys: secrets("SEAL_KEYS", &values.text("SEAL_KEYS"))?,
        };
        config.check_production()?;
        Ok(config)
    }

    fn check_production(&self) -> Result<()> {
        if self.environment == Environment::Development {
            return Ok(());
        }
        if self.jwt_secrets.is_empty() {
            return Err(wrong("JWT_SECRET", "a secret of at least 32 bytes, as JOBWISE_ENV is production"));
        }
        if self.database_url.is_none() {
            return Err(wrong("DATABASE_URL", "a Postgres address, as JOBWISE_ENV is production"));
        }
        Ok(())
    }

    /// The secrets of access tokens: the first signs, all verify. In development, when
    /// `JWT_SECRET` is unset, one is made on first use and kept in the data folder,
    /// readable by its owner alone.
    ///
    /// # Errors
    /// `Internal` when the data folder cannot be written.
    pub fn jwt_secrets(&self) -> Result<Vec<Secret>> {
        if self.jwt_secrets.is_empty() {
            let kept = Kept { file: "jwt-secret", noun: "secret of access tokens", variable: "JWT_SECRET" };
            return Ok(vec![secret::kept_secret(&self.data_dir, &kept)?]);
        }
        Ok(self.jwt_secrets.clone())
    }

    /// The secrets under which keys of other houses are sealed: the first seals, all open. In
    /// development, when `SEAL_KEYS` is unset, one is made on first use and kept in the data
    /// folder, readable by its owner alone; in production there are then none.
    ///
    /// # Errors
    /// `Internal` when the data folder cannot be written.
    pub fn seal_keys(&self) -> Result<Vec<Secret>> {
        if self.seal_keys.is_empty() && self.environment == Environment::Development {
            let kept = Kept { file: "seal-key", noun: "key that seals provider keys", variable: "SEAL_KEYS" };
            return Ok(vec![secret::kept_secret(&self.data_dir, &kept)?]);
        }
        Ok(self.seal_keys.clone())
    }
}

/// What a test wants to happen to this process (`JOBWISE_FAULT`), which nobody else reads of.
pub fn fault() -> Option<String> {
    std::env::var("JOBWISE_FAULT").ok().filter(|fault| !fault.is_empty())
}

/// The folders of `PATH`, for those who look for a program.
pub fn program_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

/// The file this program runs from, for who starts it once more.
///
/// # Errors
/// `Internal` when the system does not tell.
pub fn own_program() -> Result<PathBuf> {
    std::env::current_exe()
        .map_err(|cause| Error::internal("The program does not know where it lies.", cause))
}

/// The folder for short-lived things of the current user, such as sockets.
pub fn runtime_folder() -> PathBuf {
    std::env::var_os("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from)
}

struct Values<L> {
    lookup: L,
}

impl<L: Fn(&str) -> Option<String>> Values<L> {
    fn given(&self, name: &str) -> Option<String> {
        (self.lookup)(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    fn text(&self, name: &str) -> String {
        let default = VARIABLES.iter().find(|variable| variable.name == name).map_or("", |v| v.default);
        self.given(name).unwrap_or_else(|| default.to_owned())
    }

    fn parsed<T: FromStr>(&self, name: &str, expected: &str) -> Result<T> {
        self.text(name).parse().map_err(|_| wrong(name, expected))
    }

    fn within(&self, name: &str, min: usize, max: usize) -> Result<usize> {
        let expected = format!("a number from {min} to {max}");
        let number = self.parsed(name, &expected)?;
        if (min..=max).contains(&number) { Ok(number) } else { Err(wrong(name, &expected)) }
    }
}

/// The value is left out on purpose: it may be a secret in the wrong place.
fn wrong(name: &str, expected: &str) -> Error {
    Error::invalid(format!("The environment variable {name} must be {expected}."))
}

fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn database_url(name: &str, given: Option<String>) -> Result<Option<Secret>> {
    match given {
        Some(text) if !text.starts_with("postgres://") && !text.starts_with("postgresql://") => {
            Err(wrong(name, "an address that begins with postgres://"))
        }
        given => Ok(given.map(Secret::new)),
    }
}

fn redis_url(given: Option<String>) -> Result<Option<Secret>> {
    match given {
        Some(text) if !text.starts_with("redis://") && !text.starts_with("rediss://") => {
            Err(wrong("REDIS_URL", "an address that begins with redis://, or with rediss:// for TLS"))
        }
        given => Ok(given.map(Secret::new)),
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn cors_origins(text: &str) -> Result<Vec<String>> {
    list(text)
        .map(|origin| {
            web_address(origin).map(|url| url.origin().ascii_serialization()).ok_or_else(|| {
                wrong("CORS_ORIGINS", "origins such as https://app.example.com, separated by commas")
            })
        })
        .collect()
}

fn networks(text: &str) -> Result<Vec<IpNet>> {
    let single = |part: &str| part.parse::<IpAddr>().ok().map(IpNet::from);
    list(text)
        .map(|part| {
            part.parse().ok().or_else(|| single(part)).ok_or_else(|| {
                wrong("TRUSTED_PROXIES", "addresses or networks such as 10.0.0.0/8, separated by commas")
            })
        })
        .collect()
}

fn metrics_address(given: Option<String>) -> Result<Option<SocketAddr>> {
    let expected = "an address and port such as 127.0.0.1:9464";
    given.map(|text| text.parse().map_err(|_| wrong("METRICS", expected))).transpose()
}

fn secrets(name: &str, text: &str) -> Result<Vec<Secret>> {
    list(text)
        .map(|secret| {
            if secret.len() < MIN_SECRET_BYTES {
                return Err(wrong(name, "secrets of at least 32 bytes, separated by commas"));
            }
            Ok(Secret::new(secret))
        })
        .collect()
}

#[cfg(test)]
mod tests;
