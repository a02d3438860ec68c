//! `jobwise store`: where files are kept.

use clap::{Args, Subcommand};

use super::setup;
use crate::config::Config;
use crate::error::Result;
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
}

impl Store {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for wrong settings; `Unavailable` when the place cannot be written or read;
    /// `Internal` when it gives back something else.
    pub fn run(self) -> Result<()> {
        let config = Config::from_env()?;
        let Action::Check = self.action;
        let store = FileStore::try_new(&config.files, config.data_dir.join("files"))?;
        setup::block_on(async { store.check().await })?;
        println!("The place of files works: a file was kept there, read again and removed.");
        Ok(())
    }
}
