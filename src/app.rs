//! Everything the faces need, built once: the services and the ground they stand on.

use std::sync::Arc;
use std::time::Duration;

use crate::accounts::service::Accounts;
use crate::accounts::tokens::JwtKeys;
use crate::ai::desk::Desk;
use crate::ai::keys::ProviderKeys;
use crate::ai::keys::seal::Sealer;
use crate::ai::records::Calls;
use crate::ai::setup::Maker;
use crate::ai::tasks::Sweeper;
use crate::clock::Clock;
use crate::config::{self, Config, PdfEngine};
use crate::db::Db;
use crate::documents::claims::service::ClaimChecks;
use crate::documents::file_check::apart::Reader;
use crate::documents::file_check::service::FileChecks;
use crate::documents::formats::typst::Typesetter;
use crate::documents::formats::wkhtmltopdf::Wkhtmltopdf;
use crate::documents::links::LinkSigner;
use crate::documents::service::Documents;
use crate::documents::sharing::service::Sharing;
use crate::error::Result;
use crate::events::EventHub;
use crate::files::FileStore;
use crate::generations::asking::Purses;
use crate::generations::chain::Models;
use crate::generations::exports::Exports;
use crate::generations::regenerations::service::Regenerations;
use crate::generations::regenerations::tasks::Regenerator;
use crate::generations::revisions::service::Revisions;
use crate::generations::revisions::tasks::Printer;
use crate::generations::service::Generations;
use crate::generations::stage::{ProgressSink, StageContext};
use crate::generations::sweeping::EventSweeper;
use crate::generations::tasks::Runner;
use crate::jobs::service::Jobs;
use crate::language::lexicon::Lexicon;
use crate::limits::{Limiter, Source};
use crate::notifications::service::Notifications;
use crate::notifications::tasks::NotificationSweeper;
use crate::profiles::service::Profiles;
use crate::queue::sweeping::TaskSweeper;
use crate::queue::{Queue, Registry};
use crate::redis::Redis;
use crate::saved_jobs::service::SavedJobs;

/// The window in which operations are counted.
const MINUTE: Duration = Duration::from_secs(60);

/// The services and the ground. Cheap to clone; every clone is the same app.
#[derive(Clone)]
pub struct App {
    /// What was configured.
    pub config: Arc<Config>,
    /// The time of day.
    pub clock: Clock,
    /// The database.
    pub db: Db,
    /// Redis, where one is configured.
    pub redis: Option<Redis>,
    /// The queue of tasks.
    pub queue: Queue,
    /// Where this process hears of new events.
    pub events: EventHub,
    /// The bytes of files.
    pub files: FileStore,
    /// Who you are.
    pub accounts: Accounts,
    /// What you are told.
    pub notifications: Notifications,
    /// Your career as facts.
    pub profiles: Profiles,
    /// Postings.
    pub jobs: Jobs,
    /// Résumés and letters.
    pub documents: Documents,
    /// Links by which others read them.
    pub sharing: Sharing,
    /// Is what somebody wrote supported by a profile.
    pub claim_checks: ClaimChecks,
    /// What a machine makes of a file somebody sends.
    pub file_checks: FileChecks,
    /// What you track.
    pub saved_jobs: SavedJobs,
    /// The five stages.
    pub generations: Generations,
    /// What you change of a finished document.
    pub revisions: Revisions,
    /// Sections of one that you have written anew.
    pub regenerations: Regenerations,
    /// Documents in other formats.
    pub exports: Exports,
    /// The keys of AI providers that people bring.
    pub provider_keys: ProviderKeys,
    /// Calls to models, on record.
    pub ai_calls: Calls,
    /// How many operations somebody may send in a minute.
    pub requests: Limiter,
    runner: Runner,
    printer: Printer,
    regenerator: Regenerator,
    sweeper: Sweeper,
}

impl App {
    /// Builds the services over a database that has been migrated. Must be called within a
    /// runtime: it begins to listen for events.
    ///
    /// # Errors
    /// Those of [`Config::jwt_secrets`], [`Config::seal_keys`], [`FileStore::try_new`],
    /// [`Redis::open`], [`Wkhtmltopdf::find`] and [`Desk::try_new`].
    pub fn try_new(config: Config, db: Db, clock: Clock, lexicon: &'static Lexicon) -> Result<Self> {
        let secrets = config.jwt_secrets()?;
        let keys = JwtKeys::try_new(&secrets)?;
        let redis = config.redis_url.as_ref().map(Redis::open).transpose()?;
        if let Some(redis) = &redis {
            db.carry_by(redis.clone());
        }
        let signer = LinkSigner::new(&secrets.iter().map(|secret| secret.expose()).collect::<Vec<_>>());
        let public_url = config.public_url.as_str().trim_end_matches('/').to_owned();
        let files = FileStore::try_new(&config.files, config.data_dir.join("files"))?;
        let accounts = Accounts::new(db.clone(), clock.clone(), keys);
        let notifications = Notifications::new(db.clone(), clock.clone());
        let profiles = Profiles::new(db.clone(), clock.clone());
        let jobs = Jobs::new(db.clone(), clock.clone(), lexicon);
        let sharing = Sharing::new(db.clone(), clock.clone(), files.clone(), public_url.clone());
        let documents = Documents::new(db.clone(), clock.clone(), files.clone(), signer, public_url);
        let saved_jobs = SavedJobs::new(db.clone(), clock.clone(), jobs.clone(), documents.clone());
        let per_hour = config.generations_per_hour;
        let generations =
            Generations::new(db.clone(), clock.clone(), profiles.clone(), jobs.clone(), per_hour);
        let outside = StageContext {
            lexicon,
            typesetter: Arc::new(Typesetter::new()),
            pdf_engine: match config.pdf_engine {
                PdfEngine::Typst => None,
                // Asked for by the operator, so that it is missing is told at the start.
                PdfEngine::Wkhtmltopdf => Some(Arc::new(Wkhtmltopdf::find(config.wkhtmltopdf.as_deref())?)),
            },
            clock: clock.clone(),
            progress: ProgressSink::silent(),
            ai: None,
            purses: Purses::default(),
        };
        let claim_checks = ClaimChecks::new(profiles.clone(), jobs.clone(), clock.clone(), lexicon);
        let file_checks = FileChecks::new(jobs.clone(), Reader::new(file_reader), lexicon);
        let revisions =
            Revisions::new(db.clone(), clock.clone(), profiles.clone(), documents.clone(), outside.clone());
        let exports = Exports::new(
            db.clone(),
            clock.clone(),
            files.clone(),
            documents.clone(),
            outside.clone(),
            Wkhtmltopdf::find(config.wkhtmltopdf.as_deref()).ok(),
        );
        let printer =
            Printer::new(db.clone(), clock.clone(), files.clone(), documents.clone(), outside.clone());
        let maker = Arc::new(Maker::new(config.ai.clone(), clock.clone()));
        let sealer = Sealer::new(&config.seal_keys()?);
        let provider_keys = ProviderKeys::new(db.clone(), clock.clone(), Arc::clone(&maker), sealer);
        let models = Models {
            desk: Desk::try_new(&config.ai, db.clone(), clock.clone(), &maker, provider_keys.clone())?,
            accounts: accounts.clone(),
            tokens_per_day: config.ai.tokens_per_day,
        };
        let regenerator = Regenerator::new(
            db.clone(),
            clock.clone(),
            profiles.clone(),
            documents.clone(),
            revisions.clone(),
            outside.clone(),
            models.clone(),
        );
        let runner =
            Runner::new(db.clone(), clock.clone(), files.clone(), documents.clone(), outside, models);
        Ok(Self {
            config: Arc::new(config),
            ai_calls: Calls::new(db.clone(), clock.clone()),
            requests: Limiter::new(Source::new(db.clone()).with_redis(redis.clone()), MINUTE),
            regenerations: Regenerations::new(db.clone(), clock.clone(), documents.clone()),
            sweeper: Sweeper::new(db.clone(), clock.clone()),
            redis,
            queue: Queue::new(db.clone()),
            events: EventHub::start(db.clone()),
            clock,
            db,
            files,
            notifications,
            accounts,
            profiles,
            jobs,
            documents,
            sharing,
            claim_checks,
            file_checks,
            saved_jobs,
            generations,
            revisions,
            exports,
            provider_keys,
            runner,
            printer,
            regenerator,
        })
    }

    /// Every kind of background task with what runs it: one line each.
    pub fn registry(&self) -> Registry {
        Registry::new()
            .with_handler(self.runner.clone())
            .with_handler(self.printer.clone())
            .with_handler(self.regenerator.clone())
            .with_handler(self.sweeper.clone())
            .with_handler(TaskSweeper::new(self.queue.clone()))
            .with_handler(EventSweeper::new(self.db.clone(), self.clock.clone(), self.config.keep_events))
            .with_handler(NotificationSweeper::new(
                self.db.clone(),
                self.clock.clone(),
                self.config.keep_events,
            ))
    }
}

/// This program once more, as the one that reads a stranger's file.
///
/// # Errors
/// Those of [`config::own_program`].
pub fn file_reader() -> Result<std::process::Command> {
    let mut command = std::process::Command::new(config::own_program()?);
    command.args(["check-file", "--read"]);
    Ok(command)
}
