//! `jobwise store`: where files are kept.

use clap::{Args, Subcommand};

use super::setup;
use crate::config::Config;
use crate::error::{Error, ErrorKind, Result};
use crate::files::FileStore;

/// Look at the place where files are kept.
///
/// It is the folder `files` of JOBWISE_DATA, or the bucket or container that FILES_URL names. All
/// processes that share a database share it.
#[derive(Debug, Args)]
#[command(after_help = setup::settings_help(&["JOBWISE_DATA", "FILES_URL", "AWS_ENDPOINT_URL", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AZURE_STORAGE_ENDPOINT", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY"]))]
pub struct Store {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// Keep a file of a few bytes there, read it again and remove it
    Check,
    /// Read every file that is attached to a saved job and prove it by its hash
    ///
    /// Nothing is changed. Servers may run meanwhile.
    #[command(after_help = setup::settings_help(&["DATABASE_URL"]))]
    Prove,
}

impl Store {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings; `Unavailable` when the place cannot be written or read;
    /// `Internal` when it gives back something else, or an attached file is lost.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        match self.action {
            Action::Check => {
                let store = FileStore::try_new(&config.files, config.data_dir.join("files"))?;
                setup::block_on(async { store.check().await })?;
                println!("The place of files works: a file was kept there, read again and removed.");
                Ok(())
            }
            Action::Prove => prove(config),
        }
    }
}

fn prove(config: Config) -> Result<()> {
    setup::log_to_stderr(&config)?;
    setup::block_on(async {
        let app = setup::open_app(config).await?;
        let proof = app.saved_jobs.prove_attachments().await?;
        println!("{} attached files are what they were.", proof.proved);
        if proof.lost.is_empty() {
            return Ok(());
        }
        let lost: Vec<String> = proof.lost.iter().map(ToString::to_string).collect();
        let message = format!(
            "{} attached files are gone or have changed; restore them from a backup: {}",
            lost.len(),
            lost.join(", ")
        );
        Err(Error::new(ErrorKind::Internal, message))
    })
}
