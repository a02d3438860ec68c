//! Runs the loads of an operation together with it, on the same task: first the operation, as
//! far as it can go, and only when every field waits, the loads they asked for.
//!
//! So what one level of a selection asks for is always one batch, however busy the machine is;
//! a timer, which is the usual way, cuts batches in two under load. And whoever drops an
//! operation drops its loads.
//!
//! An operation and its loads wake each other all the time. That is seen to here, by going round
//! once more: left to the runtime, each would be another turn of the task, and another thread
//! woken to look whether it can take it.

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;
use futures_util::{Stream, StreamExt};

/// Rounds after which others have their turn.
const MAX_ROUNDS: usize = 128;

type Load = BoxFuture<'static, ()>;

/// Where the loaders of an operation leave their loads.
#[derive(Clone, Default)]
pub struct Loads(Arc<Mutex<Vec<Load>>>);

impl Loads {
    /// Leaves a load.
    pub fn add(&self, load: Load) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(load);
    }

    /// Drives an operation, or a stream of its answers, with its loads.
    pub fn drive<T>(&self, operation: T) -> Driven<T> {
        let bell = Arc::<Bell>::default();
        let waker = Waker::from(Arc::clone(&bell));
        let running = FuturesUnordered::new();
        Driven { operation: Box::pin(operation), left: self.clone(), running, bell, waker }
    }

    fn take(&self) -> Vec<Load> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What an operation and its loads ring when they can go on. Whoever drives them hears it; only
/// while nobody does is the task woken.
#[derive(Default)]
struct Bell {
    has_rung: AtomicBool,
    is_heard: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.has_rung.store(true, Ordering::SeqCst);
        if !self.is_heard.load(Ordering::SeqCst) {
            self.task.wake();
        }
    }
}

/// An operation with its loads.
pub struct Driven<T> {
    operation: Pin<Box<T>>,
    left: Loads,
    running: FuturesUnordered<Load>,
    bell: Arc<Bell>,
    waker: Waker,
}

impl<T> Driven<T> {
    fn poll_with<R>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(Pin<&mut T>, &mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        let bell = Arc::clone(&self.bell);
        let waker = self.waker.clone();
        let mut inner = Context::from_waker(&waker);
        bell.task.register(cx.waker());
        bell.is_heard.store(true, Ordering::SeqCst);
        for _ in 0..MAX_ROUNDS {
            bell.has_rung.store(false, Ordering::SeqCst);
            if let Poll::Ready(result) = poll(self.operation.as_mut(), &mut inner) {
                return Poll::Ready(result);
            }
            let left = self.left.take();
            if !left.is_empty() {
                // Fields that were about to go on may ask for more of the same.
                self.running.extend(left);
                continue;
            }
            let mut is_done = false;
            while let Poll::Ready(Some(())) = self.running.poll_next_unpin(&mut inner) {
                is_done = true;
            }
            if is_done || bell.has_rung.load(Ordering::SeqCst) {
                continue;
            }
            bell.is_heard.store(false, Ordering::SeqCst);
            // Whoever rang before this line saw that it was heard, and woke nobody.
            if !bell.has_rung.load(Ordering::SeqCst) {
                return Poll::Pending;
            }
            bell.is_heard.store(true, Ordering::SeqCst);
        }
        bell.is_heard.store(false, Ordering::SeqCst);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

impl<T> Drop for Driven<T> {
    /// Loads that were left and never begun hold on to where they were left.
    fn drop(&mut self) {
        drop(self.left.take());
    }
}

impl<T: Future> Future for Driven<T> {
    type Output = T::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        self.poll_with(cx, |operation, cx| operation.poll(cx))
    }
}

impl<T: Stream> Stream for Driven<T> {
    type Item = T::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T::Item>> {
        self.poll_with(cx, |operation, cx| operation.poll_next(cx))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::convert::Infallible;
    use std::sync::atomic::AtomicUsize;

    use futures_util::future::join_all;

    use super::super::batch::Batch;
    use super::*;

    /// Keeps the size of each batch it is asked for.
    #[derive(Clone, Default)]
    struct Sizes(Arc<Mutex<Vec<usize>>>);

    impl Sizes {
        async fn fetch(self, keys: Vec<u32>) -> Result<HashMap<u32, u32>, Infallible> {
            self.0.lock().expect("no panic").push(keys.len());
            tokio::task::yield_now().await;
            Ok(keys.into_iter().map(|key| (key, key + 100)).collect())
        }
    }

    #[tokio::test]
    async fn each_level_of_an_operation_is_one_batch() {
        let (loads, batch, sizes) = (Loads::default(), Batch::default(), Sizes::default());
        let load = async |key: u32| {
            let sizes = sizes.clone();
            let found = batch.load_one(key, &loads, |keys| sizes.fetch(keys)).await;
            found.expect("infallible").expect("a value")
        };
        let field = async |key: u32| {
            let value = load(key).await;
            load(value).await
        };
        let all = loads.drive(join_all((0..100).map(field))).await;
        assert!(all.iter().enumerate().all(|(key, value)| *value == key as u32 + 200));
        assert_eq!(*sizes.0.lock().expect("no panic"), [100, 100]);
    }

    #[tokio::test]
    async fn a_dropped_operation_drops_its_loads() {
        let loads = Loads::default();
        let held = Arc::new(());
        let holding = Arc::clone(&held);
        loads.add(Box::pin(async move {
            std::future::pending::<()>().await;
            drop(holding);
        }));
        let mut driven = loads.drive(std::future::pending::<()>());
        assert!(futures_util::poll!(&mut driven).is_pending());
        assert_eq!(Arc::strong_count(&held), 2, "the load has begun");
        drop(driven);
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[test]
    fn a_dropped_operation_drops_loads_that_never_began() {
        let loads = Loads::default();
        let held = Arc::new(loads.clone());
        let holding = Arc::clone(&held);
        let driven = loads.drive(std::future::ready(()));
        loads.add(Box::pin(async move { drop(holding) }));
        drop(driven);
        assert_eq!(Arc::strong_count(&held), 1);
    }

    /// Counts how often a task was woken.
    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn the_task_is_woken_from_without_and_not_from_within() {
        let woken = Arc::<Woken>::default();
        let waker = Waker::from(Arc::clone(&woken));
        let cx = &mut Context::from_waker(&waker);
        let (from_without, hears) = tokio::sync::oneshot::channel::<()>();
        let (loads, batch) = (Loads::default(), Batch::default());
        let operation = async {
            let found = batch.load_one(1, &loads, async |_| Ok::<_, ()>(HashMap::from([(1, 2)]))).await;
            hears.await.expect("a word");
            found
        };
        let mut driven = loads.drive(operation);
        assert!(Pin::new(&mut driven).poll(cx).is_pending());
        assert_eq!(woken.0.load(Ordering::SeqCst), 0, "the load has woken the field and nobody else");
        from_without.send(()).expect("somebody who hears");
        assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        assert_eq!(Pin::new(&mut driven).poll(cx), Poll::Ready(Ok(Some(2))));
    }

    #[test]
    fn an_operation_that_never_waits_gives_others_their_turn() {
        let woken = Arc::<Woken>::default();
        let waker = Waker::from(Arc::clone(&woken));
        let mut driven = Loads::default().drive(std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        }));
        assert!(Pin::new(&mut driven).poll(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(woken.0.load(Ordering::SeqCst), 1, "it is polled again");
    }
}
