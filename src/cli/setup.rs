//! What the commands stand on: the runtime, the logs, the lexicon, the database and the app.

use std::path::Path;
use std::sync::Arc;

use rustix::process::{Resource, getrlimit, setrlimit};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use url::Url;

use super::files;
use crate::app::App;
use crate::clock::Clock;
use crate::config::{self, Config, Environment, Secret};
use crate::db::local::LocalPostgres;
use crate::db::{Db, DbConfig};
use crate::error::{Error, ErrorKind, Result};
use crate::faults;
use crate::http;
use crate::language::lexicon::Lexicon;
use crate::queue::measures;
use crate::queue::{Launcher, Worker, WorkerOptions};
use crate::telemetry::{self, Lines};

/// Stack of each thread. Resolvers nest deep, and code that was only lightly optimised takes
/// several times the room that a release does.
const THREAD_STACK_BYTES: usize = 8 * 1024 * 1024;

/// Runs a command's asynchronous part to its end.
///
/// # Errors
/// Those of the command; `Internal` when the system gives no threads.
pub fn block_on(work: impl Future<Output = Result<()>>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(THREAD_STACK_BYTES)
        .enable_all()
        .build()
        .map_err(|cause| Error::internal("The program could not start its threads; try again.", cause))?;
    runtime.block_on(work)
}

/// Lets the process open as many files as the system allows it to: each socket is one. Refused, it
/// serves as many as it may.
pub fn allow_many_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Writes the logs from here on to standard error, a JSON object a line, and begins to trace and
/// to report faults where the configuration says so.
///
/// # Errors
/// `Invalid` when `JOBWISE_LOG` is no filter; those of [`telemetry::start`].
pub fn log_to_stderr(config: &Config) -> Result<()> {
    log_to(config, std::io::stderr)
}

/// As [`log_to_stderr`], to a file, which is begun anew.
///
/// # Errors
/// Those of [`log_to_stderr`]; `Internal` when the file cannot be written.
pub fn log_to_file(config: &Config, path: &Path) -> Result<()> {
    let folder = path.parent().unwrap_or(path);
    let file = std::fs::create_dir_all(folder).and_then(|()| std::fs::File::create(path));
    let file = file.map_err(|cause| {
        let message = format!("The log {} cannot be written; make its folder writable.", path.display());
        Error::internal(message, cause)
    })?;
    log_to(config, Arc::new(file))
}

fn log_to(config: &Config, writer: impl for<'w> MakeWriter<'w> + Send + Sync + 'static) -> Result<()> {
    let filter = EnvFilter::try_new(&config.log).map_err(|cause| {
        let expected = "a filter such as `info` or `info,jobwise=debug`";
        Error::invalid(format!("The environment variable JOBWISE_LOG must be {expected}.")).caused_by(cause)
    })?;
    let reporter = telemetry::start(&config.telemetry)?;
    let subscriber = tracing_subscriber::fmt().json().flatten_event(true).map_event_format(Lines);
    let subscriber = subscriber.with_env_filter(filter).with_writer(writer);
    // Refused when there is a subscriber already, which then has the logs.
    let _ = match reporter {
        Some(reporter) => subscriber.finish().with(reporter).try_init(),
        None => subscriber.finish().try_init(),
    };
    Ok(())
}

/// The built-in lexicon, or one with the rows of a file more.
///
/// # Errors
/// `Invalid` when the file cannot be read, or a row is not of the format.
pub fn read_lexicon(skills: Option<&Path>) -> Result<&'static Lexicon> {
    let Some(path) = skills else { return Ok(Lexicon::built_in()) };
    let rows = files::read_text(path, files::Noun::Skills)?;
    let lexicon = Lexicon::with_skills(&rows).map_err(|cause| Error::invalid(cause.to_string()))?;
    // Read once and needed until the process ends.
    Ok(Box::leak(Box::new(lexicon)))
}

/// Opens the configured database; without one, the private Postgres of the data folder, which
/// is started when it does not run. Brings its tables up to date.
///
/// # Errors
/// `Unavailable` when no Postgres answers or none is installed, saying what to do; `Invalid`
/// when the address cannot be read; `Internal` when a migration fails.
pub async fn open_database(config: &Config) -> Result<Db> {
    let (db, _) = open_and_migrate(config).await?;
    Ok(db)
}

/// As [`open_database`]; also tells how many migrations ran.
///
/// # Errors
/// As [`open_database`].
pub async fn open_and_migrate(config: &Config) -> Result<(Db, usize)> {
    let url = match &config.database_url {
        Some(url) => url.clone(),
        None => LocalPostgres::open(&config.data_dir)?.start().await?,
    };
    let db = Db::connect(&DbConfig::new(url.clone(), config.db_pool_size)).await;
    let db = db.map_err(|error| match error.kind() {
        ErrorKind::Unavailable => Error::unavailable(nobody_answers(&url), error),
        _ => error,
    })?;
    let ran = db.migrate().await?;
    if ran > 0 {
        tracing::info!(ran, "the database is up to date now: {ran} migrations ran");
    }
    let db = match &config.database_replica_url {
        Some(url) => db.with_replica(&DbConfig::new(url.clone(), config.db_pool_size))?,
        None => db,
    };
    Ok((db, ran))
}

/// What to do when nobody answers; of the address only what is no secret.
fn nobody_answers(url: &Secret) -> String {
    let url = Url::parse(url.expose()).ok();
    let place = url.as_ref().and_then(Url::host_str).map(|host| {
        let port = url.as_ref().and_then(Url::port).unwrap_or(5432);
        format!(" on {host}, port {port}")
    });
    format!(
        "No Postgres answers{}. Start it, correct DATABASE_URL, or unset DATABASE_URL to use a private \
         Postgres of this machine.",
        place.unwrap_or_default()
    )
}

/// Arms the fault a test asks for.
fn arm_fault(environment: Environment, asked: Option<String>) -> Result<()> {
    let Some(asked) = asked else { return Ok(()) };
    if environment == Environment::Production {
        return Err(Error::invalid("JOBWISE_FAULT is for tests; unset it, as JOBWISE_ENV is production."));
    }
    faults::arm(asked.parse()?);
    Ok(())
}

/// Opens the database and builds the services over it.
///
/// # Errors
/// Those of [`open_database`], [`read_lexicon`] and [`App::try_new`].
pub async fn open_app(config: Config) -> Result<App> {
    arm_fault(config.environment, config::fault())?;
    let skills = config.skills.clone();
    // The lexicon is read while the database is waited for.
    let lexicon = tokio::task::spawn_blocking(move || read_lexicon(skills.as_deref()));
    let db = open_database(&config).await;
    let lexicon = lexicon
        .await
        .map_err(|cause| Error::internal("The program could not read its dictionaries.", cause))??;
    App::try_new(config, db?, Clock::System, lexicon)
}

/// The worker that runs the app's tasks, as configured.
///
/// # Errors
/// Those of [`config::own_program`].
pub fn worker(app: &App) -> Result<Worker> {
    let program = config::own_program()?;
    let launcher = Launcher::new(move |task_id, token| {
        let mut command = std::process::Command::new(&program);
        command.arg("work").arg("--task").arg(task_id.to_string()).arg("--token").arg(token.to_string());
        command
    });
    let options = WorkerOptions {
        concurrency: app.config.workers,
        drain_timeout: app.config.shutdown_timeout,
        launcher: Some(launcher),
        ..WorkerOptions::default()
    };
    Ok(Worker::new(app.queue.clone(), app.registry(), options))
}

/// Begins to measure where the configuration says so, until `stop` fires.
///
/// # Errors
/// Those of [`http::serve_metrics`].
pub async fn measure(app: &App, stop: &CancellationToken) -> Result<()> {
    let Some(address) = app.config.metrics else { return Ok(()) };
    http::serve_metrics(address, stop.clone()).await?;
    let kinds = app.registry().kinds().into_iter().map(|(kind, _)| kind).collect();
    tokio::spawn(measures::watch(app.queue.clone(), kinds, stop.clone()));
    app.db.measure_until(stop.clone());
    Ok(())
}

/// The settings a command reads from the environment or `.env`, for its help.
pub fn settings_help(names: &[&str]) -> String {
    let mut text = String::from("Settings, from the environment or a file .env:\n");
    for variable in crate::config::VARIABLES.iter().filter(|variable| names.contains(&variable.name)) {
        let default =
            if variable.default.is_empty() { String::new() } else { format!(" [{}]", variable.default) };
        text.push_str(&format!("  {}{default}\n      {}\n", variable.name, variable.meaning));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_the_place_and_never_the_password() {
        let check = |url: &str, expected: &str| {
            let message = nobody_answers(&Secret::new(url));
            assert!(message.contains(expected), "{message}");
            assert!(!message.contains("hush"), "{message}");
        };
        check("postgres://me:hush@db.example:6543/x", "on db.example, port 6543.");
        check("postgres://me:hush@db.example/x", "on db.example, port 5432.");
        check("postgres:///x?host=/run/pg&password=hush", "No Postgres answers.");
    }

    #[test]
    fn production_takes_no_faults() {
        let asked = || Some("queue.claimed:7".to_owned());
        assert!(arm_fault(Environment::Production, None).is_ok());
        assert!(arm_fault(Environment::Production, asked()).is_err());
        assert!(arm_fault(Environment::Development, Some("nowhere:1".to_owned())).is_err());
        assert!(arm_fault(Environment::Development, asked()).is_ok());
    }

    #[test]
    fn the_help_of_settings_holds_those_asked_for() {
        let help = settings_help(&["PORT"]);
        assert!(help.contains("PORT [8080]") && !help.contains("HOST"), "{help}");
    }
}
