//! `jobwise db`: the private Postgres of the data folder.

use clap::{Args, Subcommand};

use super::setup;
use crate::config::Config;
use crate::db::local::{self, LocalPostgres};
use crate::error::Result;

/// Start, stop or look at the private Postgres of the data folder.
///
/// Where DATABASE_URL is unset, JobWise runs the installed Postgres in a folder of its own, not
/// reachable by network. Every command starts it when it needs it, and it goes on running so
/// that the next one is quick.
#[derive(Debug, Args)]
#[command(after_help = setup::settings_help(&["JOBWISE_DATA", "DATABASE_URL"]))]
pub struct Db {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// Start it, making it first if there is none, and print its address
    Start,
    /// Stop it, ending open connections; its data stay
    Stop,
    /// Tell whether it runs, and at which address
    Status,
    /// Stop it and remove it with all its data
    Remove {
        /// Say that the data may go
        #[arg(long, required = true)]
        yes: bool,
    },
}

impl Db {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings; `Unavailable` when no Postgres is installed, or it does not
    /// start or stop.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        let data_dir = &config.data_dir;
        setup::block_on(async {
            let told = match self.action {
                Action::Start => {
                    LocalPostgres::open(data_dir)?.start().await?;
                    local::status(data_dir).await?
                }
                Action::Stop => local::stop(data_dir).await?,
                Action::Status => local::status(data_dir).await?,
                Action::Remove { .. } => local::remove(data_dir).await?,
            };
            println!("{told}");
            if config.database_url.is_some() {
                println!("The other commands do not use it, because DATABASE_URL is set.");
            }
            Ok(())
        })
    }
}
