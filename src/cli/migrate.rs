//! `jobwise migrate`: the tables of the database, brought up to date.

use clap::Args;

use super::setup;
use crate::config::Config;
use crate::error::Result;

/// Bring the tables of the database up to date.
///
/// `serve` and `work` do the same when they start; this is for those who want it done before.
/// Processes that migrate at once wait for each other, and one that is up to date is left as it
/// is.
#[derive(Debug, Args)]
#[command(after_help = setup::settings_help(&["DATABASE_URL", "JOBWISE_DATA"]))]
pub struct Migrate {}

impl Migrate {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings; `Unavailable` when no Postgres answers; `Internal` when a
    /// migration fails.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        setup::block_on(async {
            let (_, ran) = setup::open_and_migrate(&config).await?;
            match ran {
                0 => println!("The database was up to date."),
                1 => println!("The database is up to date: 1 migration ran."),
                ran => println!("The database is up to date: {ran} migrations ran."),
            }
            Ok(())
        })
    }
}
