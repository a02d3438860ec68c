//! Everything the faces need, built once: the services and the ground they stand on.

use std::sync::Arc;

use crate::accounts::service::Accounts;
use crate::accounts::tokens::JwtKeys;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::error::Result;
use crate::jobs::service::Jobs;
use crate::language::lexicon::Lexicon;
use crate::profiles::service::Profiles;
use crate::queue::Registry;

/// The services and the ground. Cheap to clone; every clone is the same app.
#[derive(Clone)]
pub struct App {
    /// What was configured.
    pub config: Arc<Config>,
    /// The time of day.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// Who you are.
    pub accounts: Accounts,
    /// Your career as facts.
    pub profiles: Profiles,
    /// Postings.
    pub jobs: Jobs,
}

impl App {
    /// Builds the services over a database that has been migrated.
    ///
    /// # Errors
    /// Those of [`Config::jwt_secrets`].
    pub fn try_new(config: Config, db: Db, clock: Clock, lexicon: &'static Lexicon) -> Result<Self> {
        let keys = JwtKeys::try_new(&config.jwt_secrets()?)?;
        let accounts = Accounts::new(db.clone(), clock.clone(), keys);
        let profiles = Profiles::new(db.clone(), clock.clone());
        let jobs = Jobs::new(db.clone(), clock.clone(), lexicon);
        Ok(Self { config: Arc::new(config), clock, db, accounts, profiles, jobs })
    }

    /// Every kind of background task with what runs it: one line each.
    pub fn registry(&self) -> Registry {
        Registry::new()
    }
}
