//! `jobwise prompts`: what models are told.

use std::path::PathBuf;

use clap::Args;
use serde_json::Value;

use super::files;
use crate::ai::prompts::{ALL, Prompts};
use crate::error::{Error, Result};

/// List the prompts models are given, or show one as a model gets it.
///
/// Without a name every prompt is listed with its version, the first digits of the hash that is
/// kept with each call, and what it is for. With one it is filled in with example data, or with
/// data of yours, and printed as it goes out. Nothing is sent anywhere.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  jobwise prompts\n  jobwise prompts improve_claims\n  jobwise prompts improve_claims --data claims.json"
)]
pub struct ShowPrompts {
    /// The prompt to show
    name: Option<String>,
    /// Its variables as a JSON object, instead of the example; `-` reads standard input
    #[arg(long, value_name = "FILE", requires = "name")]
    data: Option<PathBuf>,
}

impl ShowPrompts {
    /// Runs the command.
    ///
    /// # Errors
    /// `NotFound` for an unknown prompt; `Invalid` for data it does not take.
    pub fn run(self) -> Result<()> {
        let prompts = Prompts::try_new()?;
        let Some(name) = self.name else {
            for prompt in prompts.list() {
                println!(
                    "{:<20} v{:<3} {}  {}",
                    prompt.name,
                    prompt.version,
                    &prompt.hash[..12],
                    prompt.about
                );
            }
            return Ok(());
        };
        let Some(row) = ALL.iter().find(|row| row.name == name) else {
            let known: Vec<&str> = ALL.iter().map(|row| row.name).collect();
            return Err(Error::invalid(format!("There is no prompt {name}. Known: {}.", known.join(", "))));
        };
        let text = match &self.data {
            Some(path) => files::read_text(path, files::Noun::PromptData)?,
            None => row.sample.to_owned(),
        };
        let variables: Value = serde_json::from_str(&text).map_err(|cause| {
            Error::invalid(format!("The data is not JSON (line {}); correct it.", cause.line()))
                .caused_by(cause)
        })?;
        let rendered = prompts.render(&name, &variables)?;
        println!("== system\n{}\n\n== user\n{}", rendered.system, rendered.user);
        Ok(())
    }
}
