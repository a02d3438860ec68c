//! The batches of one request. They are made for one viewer, so nothing is ever shared
//! between two people; each collects the ids its fields ask for and fetches them in one
//! statement. Part of the GraphQL face.

mod accounts;

use async_graphql::dataloader::DataLoader;

pub use accounts::AccountById;

use crate::accounts::model::Viewer;
use crate::app::App;

/// Every batch of a request: one line a noun.
pub struct Loaders {
    /// Accounts by id.
    pub accounts: DataLoader<AccountById>,
}

impl Loaders {
    /// Makes the batches for one viewer; an anonymous one finds nothing in them.
    pub fn new(app: &App, viewer: Option<Viewer>) -> Self {
        Self {
            accounts: DataLoader::new(AccountById { accounts: app.accounts.clone(), viewer }, tokio::spawn),
        }
    }
}
