//! Turns: the starts of an account come one after the other in a process, so that any number of them
//! at once wait without a connection, and take one of the pool's at most. Between processes the
//! lock in the database decides.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Gate, OwnedMutexGuard};
use uuid::Uuid;

/// The gate of each account that has starts under way.
type Gates = HashMap<Uuid, Arc<Gate<()>>>;

/// Whose turn it is. Cheap to clone; clones are the same turns.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<Mutex<Gates>>);

/// The turn of one start; dropping it gives the next one its turn.
#[derive(Debug)]
pub struct Turn {
    account_id: Uuid,
    turns: Turns,
    held: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits for a turn among the starts of an account, in the order they came.
    pub async fn wait(&self, account_id: Uuid) -> Turn {
        let gate = {
            let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(gates.entry(account_id).or_default())
        };
        // Made before it waits, so that whoever gives up waiting leaves nothing behind.
        let mut turn = Turn { account_id, turns: self.clone(), held: None };
        turn.held = Some(gate.lock_owned().await);
        turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.held = None;
        let mut gates = self.turns.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Whoever waits holds the gate too; what the map alone holds nobody waits for.
        if gates.get(&self.account_id).is_some_and(|gate| Arc::strong_count(gate) == 1) {
            gates.remove(&self.account_id);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use futures_util::poll;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn one_start_of_an_account_has_its_turn_and_nothing_is_kept_of_those_that_are_done() {
        let turns = Turns::default();
        let at_once = Arc::new(AtomicUsize::new(0));
        let starts = (0..200_u128).map(|number| {
            let (turns, at_once) = (turns.clone(), Arc::clone(&at_once));
            tokio::spawn(async move {
                let _turn = turns.wait(Uuid::from_u128(number % 2)).await;
                assert!(at_once.fetch_add(1, Ordering::SeqCst) < 2, "one of each account");
                tokio::task::yield_now().await;
                at_once.fetch_sub(1, Ordering::SeqCst);
            })
        });
        assert!(join_all(starts).await.into_iter().all(|start| start.is_ok()));
        assert!(turns.0.lock().expect("the gates").is_empty());
    }

    #[tokio::test]
    async fn whoever_gives_up_waiting_is_forgotten_and_others_are_not_held_up() {
        let turns = Turns::default();
        let first = turns.wait(Uuid::nil()).await;
        let mut waiting = Box::pin(turns.wait(Uuid::nil()));
        assert!(poll!(&mut waiting).is_pending());
        drop(turns.wait(Uuid::max()).await);
        drop(waiting);
        assert_eq!(turns.0.lock().expect("the gates").len(), 1);
        drop(first);
        assert!(turns.0.lock().expect("the gates").is_empty());
    }
}
