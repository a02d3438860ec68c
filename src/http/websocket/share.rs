//! What one account may run at once over all its sockets. Part of graphql-transport-ws.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// Operations an account, or an address that has not signed in, may run at once on this process.
pub const MAX_OPERATIONS: usize = 1_000;

/// Who runs an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Owner {
    /// A signed-in account.
    Account(Uuid),
    /// Everybody else at one address.
    Address(Option<IpAddr>),
}

/// Counts the operations that run on this process, by owner. Clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct Shares(Arc<Mutex<HashMap<Owner, usize>>>);

/// The leave to run one operation; dropping it gives the leave back.
#[derive(Debug)]
pub struct Share {
    owner: Owner,
    shares: Shares,
}

impl Shares {
    /// Takes leave to run one more operation; none when the owner runs as many as it may.
    pub fn take(&self, owner: Owner) -> Option<Share> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(owner).or_default();
        if *count >= MAX_OPERATIONS {
            return None;
        }
        *count += 1;
        Some(Share { owner, shares: self.clone() })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut counts = self.shares.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.owner) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_runs_as_many_as_it_may_and_others_are_not_moved() {
        let shares = Shares::default();
        let owner = Owner::Account(Uuid::nil());
        let mut taken: Vec<Share> = (0..MAX_OPERATIONS).filter_map(|_| shares.take(owner)).collect();
        assert_eq!(taken.len(), MAX_OPERATIONS);
        assert!(shares.take(owner).is_none());
        assert!(shares.take(Owner::Address(None)).is_some());
        taken.pop();
        assert!(shares.take(owner).is_some());
    }

    #[test]
    fn nothing_is_kept_of_owners_that_are_gone() {
        let shares = Shares::default();
        drop(shares.take(Owner::Address(None)));
        assert!(shares.0.lock().unwrap().is_empty());
    }
}
