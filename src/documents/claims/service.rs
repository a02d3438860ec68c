//! The use case of claims written elsewhere: check them. It changes nothing.

use uuid::Uuid;

use super::{AskedClaim, CheckedClaim, check, check_bounds};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::factcheck::FactBase;
use crate::jobs::model::Posting;
use crate::jobs::service::Jobs;
use crate::language::lexicon::Lexicon;
use crate::profiles::service::Profiles;

/// Checks claims. Cheap to clone.
#[derive(Clone)]
pub struct ClaimChecks {
    profiles: Profiles,
    jobs: Jobs,
    clock: Clock,
    lexicon: &'static Lexicon,
}

impl ClaimChecks {
    /// Makes the service.
    pub fn new(profiles: Profiles, jobs: Jobs, clock: Clock, lexicon: &'static Lexicon) -> Self {
        Self { profiles, jobs, clock, lexicon }
    }

    /// Checks claims against one of the account's profiles; the terms of the job, where one is
    /// given, are no facts. The work is done off the async threads and without a connection.
    ///
    /// # Errors
    /// `Invalid` with the places for claims that are too many or too long; `NotFound` for a
    /// profile or job the account does not have.
    pub async fn check(
        &self,
        account_id: Uuid,
        profile_id: Uuid,
        job_id: Option<Uuid>,
        asked: Vec<AskedClaim>,
    ) -> Result<Vec<CheckedClaim>> {
        check_bounds(&asked)?;
        let profile = self.profiles.get(account_id, profile_id).await?.content;
        let posting = match job_id {
            Some(job_id) => self.jobs.get_posting(account_id, job_id).await?.1,
            None => Posting::default(),
        };
        let (today, lexicon) = (self.clock.today(), self.lexicon);
        tokio::task::spawn_blocking(move || {
            let base = FactBase::new(&profile, &posting, today, lexicon);
            check(&asked, &profile, &base)
        })
        .await
        .map_err(|cause| Error::internal("Checking the claims was broken off.", cause))
    }
}
