//! Accounts by id: the viewer's own and nobody else's.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use crate::accounts::model::{Account, Viewer};
use crate::accounts::service::Accounts;
use crate::error::Error;

/// Fetches accounts; a foreign id is answered like a missing one.
pub struct AccountById {
    pub(super) accounts: Accounts,
    pub(super) viewer: Option<Viewer>,
}

impl Loader<Uuid> for AccountById {
    type Value = Account;
    type Error = Arc<Error>;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Account>, Self::Error> {
        let Some(viewer) = self.viewer.filter(|viewer| ids.contains(&viewer.account_id)) else {
            return Ok(HashMap::new());
        };
        let found = self.accounts.find_account(&viewer).await?;
        Ok(found.into_iter().map(|account| (account.id, account)).collect())
    }
}
