//! `jobwise jobs`: the shared catalogue of postings.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{files, setup};
use crate::config::Config;
use crate::error::Result;
use crate::graphql::ids::{GlobalId, NodeKind};
use crate::jobs::record::NewJob;

/// Keep the shared catalogue of jobs, which everybody sees.
#[derive(Debug, Args)]
pub struct Jobs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Add postings to the catalogue
    ///
    /// Each file is one posting, plain text or HTML in UTF-8, at most 200 KiB. Title, employer and
    /// place are found in it. All files are read before the first is added. Prints the id of each
    /// job, as the API names it.
    #[command(after_help = "Examples:\n  jobwise jobs add posting.txt\n  jobwise jobs add postings/*.txt")]
    Add {
        /// The postings; `-` reads standard input
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

impl Jobs {
    /// Runs the command.
    ///
    /// # Errors
    /// `Invalid` for a file that cannot be read or is no posting, and for wrong settings;
    /// `Unavailable` when no Postgres answers.
    pub fn run(self) -> Result<()> {
        let Action::Add { files: paths } = self.action;
        let texts: Vec<String> =
            paths.iter().map(|path| files::read_text(path, files::Noun::Posting)).collect::<Result<_>>()?;
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        setup::block_on(async {
            let app = setup::open_app(config).await?;
            for text in texts {
                let job = app.jobs.create(None, NewJob { text, ..NewJob::default() }).await?;
                let id = GlobalId::new(NodeKind::Job, job.id).to_string();
                println!("{id}  {}{}", job.title, at(&job.company));
            }
            Ok(())
        })
    }
}

fn at(company: &str) -> String {
    if company.is_empty() { String::new() } else { format!(", {company}") }
}
