//! `jobwise admin`: what only the operator may do.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};

use super::setup;
use crate::accounts::model::Role;
use crate::config::Config;
use crate::error::Result;

/// Do what only the operator may: whoever reaches the database is trusted.
#[derive(Debug, Args)]
pub struct Admin {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give an account a role
    ///
    /// The account must have signed up. The role is in the access tokens it gets from then on, so
    /// it counts after the next refresh or sign-in, within fifteen minutes.
    #[command(after_help = "Example:\n  jobwise admin grant ada@example.com admin")]
    Grant {
        /// The mail address the account signed up with
        email: String,
        /// The role; each may do everything the one before it may
        #[arg(value_parser = role_parser(), ignore_case = true)]
        role: Role,
    },
}

impl Admin {
    /// Runs the command.
    ///
    /// # Errors
    /// `NotFound` when no account has that address; `Invalid` for wrong settings; `Unavailable`
    /// when no Postgres answers.
    pub fn run(self) -> Result<()> {
        let Action::Grant { email, role } = self.action;
        let config = Config::from_env()?;
        setup::log_to_stderr(&config)?;
        setup::block_on(async {
            let app = setup::open_app(config).await?;
            let account = app.accounts.grant(&email, role).await?;
            println!("{} is {} now.", account.email.as_str(), role.word());
            Ok(())
        })
    }
}

fn role_parser() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::ALL.map(Role::word)).try_map(|word| word.parse::<Role>())
}
