//! `jobwise serve`: the API, and the background tasks with it.

use clap::Args;

use super::setup;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::graphql::admit;
use crate::http;

/// Serve the API over HTTP and WebSocket, and run background tasks.
///
/// GraphQL answers at /graphql (queries and mutations by POST, subscriptions by the WebSocket
/// protocol graphql-transport-ws), GraphiQL at /graphiql, health at /health/live and
/// /health/ready. Without DATABASE_URL a private Postgres is started in the data folder, and
/// goes on running for the next start; `jobwise db stop` ends it. Tables are brought up to date
/// first. One line on standard output tells when the server is ready; logs go to standard
/// error, a JSON object a line. SIGTERM or ctrl-c lets what is under way finish; a second one
/// ends it at once.
#[derive(Debug, Args)]
#[command(after_help = help())]
pub struct Serve {
    /// Serve the API alone and leave background tasks to `jobwise work`
    #[arg(long)]
    no_work: bool,
}

fn help() -> String {
    let settings = setup::settings_help(&[
        "HOST",
        "PORT",
        "PUBLIC_URL",
        "JOBWISE_ENV",
        "JOBWISE_DATA",
        "DATABASE_URL",
        "REDIS_URL",
        "JWT_SECRET",
        "CORS_ORIGINS",
        "TRUSTED_PROXIES",
        "WORKERS",
        "SHUTDOWN_TIMEOUT_SECONDS",
        "METRICS",
        "JOBWISE_LOG",
    ]);
    format!(
        "{settings}\n.env.example lists all of them.\n\nExit codes: 0 stopped as asked, 2 wrong settings, \
         1 anything else, such as no Postgres."
    )
}

impl Serve {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings; `Unavailable` when the address is taken or no Postgres
    /// answers.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        setup::block_on(serve(config, !self.no_work))
    }
}

async fn serve(mut config: Config, is_working: bool) -> Result<()> {
    setup::allow_many_files();
    // Taken first, so that a second server fails before it touches the database.
    let listener = http::bind(&config.host, config.port).await?;
    let address = listener
        .local_addr()
        .map_err(|cause| Error::internal("The address that was bound is not known.", cause))?;
    if config.public_url.port() == Some(0) {
        // Links name the port that PORT=0 has found. Refused only for addresses without a host.
        let _ = config.public_url.set_port(Some(address.port()));
    }
    // Beside the opening of the database, which is mostly waiting.
    tokio::task::spawn_blocking(admit::prepare);
    let app = setup::open_app(config).await?;
    let stop = http::stop_on_signal()?;
    setup::measure(&app, &stop).await?;
    let worker = if is_working { Some(setup::worker(&app)?) } else { None };
    let work = worker.map(|worker| tokio::spawn(worker.run(stop.clone())));
    println!("JobWise is ready at http://{address} (GraphiQL at http://{address}/graphiql)");
    let served = http::serve(app, listener, stop.clone()).await;
    stop.cancel();
    if let Some(work) = work
        && let Err(cause) = work.await
    {
        tracing::error!(%cause, "the worker broke off");
    }
    served
}
