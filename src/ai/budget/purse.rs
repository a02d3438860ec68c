//! Purses of tokens: the worst case of a call is reserved before it and settled after it, so that
//! no number of calls at once spends more than there is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// So many tokens to spend: of a document, of an account's day, of the whole house's day. Cheap to
/// clone; clones are the same purse.
#[derive(Debug, Clone)]
pub struct Purse(Arc<Book>);

#[derive(Debug)]
struct Book {
    /// Its name in the [ledger](super::ledger), for one that outlives the process.
    name: Option<String>,
    limit: u64,
    /// Spent and reserved together; the one number that decides.
    committed: AtomicU64,
    spent: AtomicU64,
}

/// A purse has not enough left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdrawn {
    /// What was wanted.
    pub wanted: u64,
    /// What is left.
    pub left: u64,
}

impl Purse {
    /// A full purse of this process.
    pub fn new(limit: u64) -> Self {
        Self::of(None, limit)
    }

    /// A full purse that is kept in the ledger too, under a name, where a question is asked for an
    /// account: what was spent on it before a restart stays spent.
    pub fn named(name: impl Into<String>, limit: u64) -> Self {
        Self::of(Some(name.into()), limit)
    }

    fn of(name: Option<String>, limit: u64) -> Self {
        Self(Arc::new(Book { name, limit, committed: AtomicU64::new(0), spent: AtomicU64::new(0) }))
    }

    /// Its name in the ledger, and its limit.
    pub fn in_ledger(&self) -> Option<(&str, u64)> {
        Some((self.0.name.as_deref()?, self.0.limit))
    }

    /// What can still be reserved.
    pub fn left(&self) -> u64 {
        self.0.limit.saturating_sub(self.0.committed.load(Ordering::SeqCst))
    }

    /// What was spent.
    pub fn spent(&self) -> u64 {
        self.0.spent.load(Ordering::SeqCst)
    }

    fn commit(&self, tokens: u64) -> Result<(), Overdrawn> {
        let Book { limit, committed, .. } = &*self.0;
        let taken = committed.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |committed| {
            committed.checked_add(tokens).filter(|committed| committed <= limit)
        });
        taken
            .map(|_| ())
            .map_err(|committed| Overdrawn { wanted: tokens, left: limit.saturating_sub(committed) })
    }

    fn release(&self, tokens: u64) {
        self.0.committed.fetch_sub(tokens, Ordering::SeqCst);
    }

    fn spend(&self, reserved: u64, spent: u64) {
        self.0.spent.fetch_add(spent, Ordering::SeqCst);
        if spent <= reserved {
            self.release(reserved - spent);
        } else {
            // A provider that billed more than its own limit allows: the books say so.
            self.0.committed.fetch_add(spent - reserved, Ordering::SeqCst);
        }
    }
}

/// Tokens put aside in one or several purses. One that is dropped unsettled counts as spent: a
/// call that was broken off may have been billed.
#[derive(Debug)]
#[must_use = "a reservation that is dropped counts as spent"]
pub struct Reservation {
    purses: Vec<Purse>,
    tokens: u64,
    is_settled: bool,
}

impl Reservation {
    /// Puts tokens aside in all of the purses, or in none.
    ///
    /// # Errors
    /// [`Overdrawn`] with what is left in the first purse that has not enough.
    pub fn take(purses: &[Purse], tokens: u64) -> Result<Self, Overdrawn> {
        for (at, purse) in purses.iter().enumerate() {
            if let Err(overdrawn) = purse.commit(tokens) {
                purses[..at].iter().for_each(|purse| purse.release(tokens));
                return Err(overdrawn);
            }
        }
        Ok(Self { purses: purses.to_vec(), tokens, is_settled: false })
    }

    /// What was put aside.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// Spends what it cost, and gives the rest back.
    pub fn settle(mut self, spent: u64) {
        self.spend(spent);
    }

    fn spend(&mut self, spent: u64) {
        self.is_settled = true;
        self.purses.iter().for_each(|purse| purse.spend(self.tokens, spent));
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.is_settled {
            self.spend(self.tokens);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Barrier;
    use std::thread;

    #[test]
    fn what_is_reserved_cannot_be_reserved_again_and_what_is_left_comes_back() {
        let purse = Purse::new(100);
        let first = Reservation::take(std::slice::from_ref(&purse), 70).expect("room");
        let refused = Reservation::take(std::slice::from_ref(&purse), 31).expect_err("no room");
        assert_eq!(refused, Overdrawn { wanted: 31, left: 30 });
        first.settle(20);
        assert_eq!((purse.spent(), purse.left()), (20, 80));
        drop(Reservation::take(std::slice::from_ref(&purse), 80).expect("room"));
        assert_eq!((purse.spent(), purse.left()), (100, 0), "what is dropped counts as spent");
    }

    #[test]
    fn all_purses_are_taken_from_or_none() {
        let (document, day) = (Purse::new(8_000), Purse::new(100));
        let both = [document.clone(), day.clone()];
        let refused = Reservation::take(&both, 101).expect_err("the day is over");
        assert_eq!(refused.left, 100);
        assert_eq!((document.left(), day.left()), (8_000, 100));
        Reservation::take(&both, 100).expect("room").settle(1);
        assert_eq!((document.spent(), day.spent()), (1, 1));
    }

    #[test]
    fn a_bill_above_the_reservation_is_told_and_closes_the_purse() {
        let purse = Purse::new(100);
        Reservation::take(std::slice::from_ref(&purse), 50).expect("room").settle(120);
        assert_eq!((purse.spent(), purse.left()), (120, 0));
        assert!(Reservation::take(std::slice::from_ref(&purse), 1).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn runs_side_by_side_never_overspend(
            limit in 0_u64..10_000,
            calls in prop::collection::vec(prop::collection::vec((1_u64..1_500, 0_u64..=100), 1..20), 2..6),
        ) {
            let (document, day) = (Purse::new(limit), Purse::new(limit * 2));
            let begin = Barrier::new(calls.len());
            let spent: u64 = thread::scope(|scope| {
                let run = |calls: &'_ Vec<(u64, u64)>| {
                    begin.wait();
                    let mut spent = 0;
                    for (worst, percent) in calls {
                        let purses = [document.clone(), day.clone()];
                        if let Ok(reservation) = Reservation::take(&purses, *worst) {
                            let cost = worst * percent / 100;
                            reservation.settle(cost);
                            spent += cost;
                        }
                        assert!(document.spent() <= limit, "overspent midway");
                    }
                    spent
                };
                let runs: Vec<_> = calls.iter().map(|calls| scope.spawn(move || run(calls))).collect();
                runs.into_iter().map(|run| run.join().expect("a run")).sum()
            });
            prop_assert_eq!(document.spent(), spent);
            prop_assert_eq!(day.spent(), spent);
            prop_assert!(spent <= limit);
            prop_assert_eq!(document.left(), limit - spent, "nothing stays reserved");
        }
    }
}
