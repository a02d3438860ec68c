//! `jobwise keys`: the provider keys people bring, as the operator keeps them.

use clap::{Args, Subcommand};

use super::setup;
use crate::config::Config;
use crate::error::Result;

/// Keep the provider keys people bring sealed.
#[derive(Debug, Args)]
pub struct Keys {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Seal every key with the first of SEAL_KEYS
    ///
    /// To change the key that seals: put a new secret in front of SEAL_KEYS, restart every process,
    /// run this, then take the old secret away. Servers may run meanwhile, and it may run again.
    #[command(after_help = setup::settings_help(&["SEAL_KEYS", "DATABASE_URL", "JOBWISE_DATA"]))]
    Reseal,
}

impl Keys {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings, or when there is nothing to seal with; `Unavailable` when no
    /// Postgres answers.
    pub fn run(self) -> Result<()> {
        let Action::Reseal = self.action;
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        setup::block_on(async {
            let app = setup::open_app(config).await?;
            let done = app.provider_keys.reseal().await?;
            println!("{} keys sealed anew, {} were already.", done.resealed, done.current);
            if done.lost > 0 {
                println!(
                    "{} keys open with none of SEAL_KEYS; put back the secret they were sealed with, or their \
                     owners have to bring them again.",
                    done.lost
                );
            }
            Ok(())
        })
    }
}
