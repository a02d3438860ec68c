//! Whom a run may ask: its account's chain of models, opened at its books.

use uuid::Uuid;

use crate::accounts::model::Role;
use crate::accounts::service::Accounts;
use crate::ai::desk::{Asker, Desk};
use crate::ai::setup::Ai;
use crate::config::TokensPerDay;
use crate::error::Result;
use crate::profiles::model::Basics;

/// What it takes to ask models for an account. Cheap to clone.
#[derive(Clone)]
pub struct Models {
    /// Where chains are opened.
    pub desk: Desk,
    /// Who says which limits an account has.
    pub accounts: Accounts,
    /// What a day may cost, by role.
    pub tokens_per_day: TokensPerDay,
}

impl Models {
    /// The chain for a run, at its account's books; none where there is nobody to ask.
    pub(super) async fn open(
        &self,
        account_id: Uuid,
        generation_id: Uuid,
        basics: &Basics,
    ) -> Result<Option<Ai>> {
        let role = self.accounts.find_role(account_id).await?.unwrap_or(Role::User);
        let asker = Asker {
            account_id,
            generation_id,
            tokens_per_day: role.tokens_per_day(&self.tokens_per_day),
            told: told(basics),
        };
        self.desk.open(&asker).await
    }
}

/// What of a profile tells who somebody is.
fn told(basics: &Basics) -> Vec<String> {
    let lines = [&basics.name, &basics.email, &basics.phone, &basics.url];
    let lines = lines.into_iter().flatten().map(|line| line.value.text.clone());
    let place = basics.location.iter().flat_map(|place| [&place.value.address, &place.value.postal_code]);
    let networks = basics.profiles.iter().flat_map(|profile| [&profile.value.username, &profile.value.url]);
    lines.chain(place.chain(networks).flatten().cloned()).collect()
}
