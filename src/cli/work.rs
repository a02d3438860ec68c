//! `jobwise work`: background tasks alone.

use clap::Args;
use uuid::Uuid;

use super::setup;
use crate::config::Config;
use crate::error::Result;
use crate::http;
use crate::queue;

/// Run background tasks, without serving the API.
///
/// Any number of these may share a database with any number of `jobwise serve`; each task runs
/// on one of them, and goes on elsewhere when its process is lost. Tables are brought up to
/// date first. SIGTERM or ctrl-c lets running tasks finish; what takes longer is handed back
/// with the stages it has done.
#[derive(Debug, Args)]
#[command(after_help = setup::settings_help(&["DATABASE_URL", "REDIS_URL", "JOBWISE_DATA", "WORKERS", "SHUTDOWN_TIMEOUT_SECONDS", "METRICS", "JOBWISE_LOG"]))]
pub struct Work {
    /// Run this one task, whose lease another process holds, and end
    #[arg(long, hide = true, requires = "token", value_name = "ID")]
    task: Option<Uuid>,
    /// The token of that lease
    #[arg(long, hide = true, requires = "task")]
    token: Option<i64>,
}

impl Work {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings; `Unavailable` when no Postgres answers.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        setup::block_on(async {
            let app = setup::open_app(config).await?;
            if let (Some(task), Some(token)) = (self.task, self.token) {
                println!("{}", queue::run_alone(&app.queue, &app.registry(), task, token).await?);
                return Ok(());
            }
            let stop = http::stop_on_signal()?;
            setup::measure(&app, &stop).await?;
            let worker = setup::worker(&app)?;
            println!("JobWise is working; ctrl-c ends it");
            worker.run(stop).await;
            Ok(())
        })
    }
}
