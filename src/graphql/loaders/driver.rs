//! Runs the loads of an operation together with it, on the same task: first the operation, as
//! far as it can go, and only when every field waits, the loads they asked for.
//!
//! So what one level of a selection asks for is always one batch, however busy the machine is;
//! a timer, which is the usual way, cuts batches in two under load. And whoever drops an
//! operation drops its loads.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};

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
        Driven { operation: Box::pin(operation), left: self.clone(), running: FuturesUnordered::new() }
    }

    fn take(&self) -> Vec<Load> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// An operation with its loads.
pub struct Driven<T> {
    operation: Pin<Box<T>>,
    left: Loads,
    running: FuturesUnordered<Load>,
}

impl<T> Driven<T> {
    fn poll_with<R>(
        &mut self,
        cx: &mut Context<'_>,
        mut poll: impl FnMut(Pin<&mut T>, &mut Context<'_>) -> Poll<R>,
    ) -> Poll<R> {
        loop {
            if let Poll::Ready(result) = poll(self.operation.as_mut(), cx) {
                return Poll::Ready(result);
            }
            let left = self.left.take();
            if !left.is_empty() {
                // Fields that were about to go on may ask for more of the same.
                self.running.extend(left);
                continue;
            }
            let mut is_done = false;
            while let Poll::Ready(Some(())) = self.running.poll_next_unpin(cx) {
                is_done = true;
            }
            if !is_done {
                return Poll::Pending;
            }
        }
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
    use std::time::Duration;

    use async_graphql::dataloader::{DataLoader, Loader};
    use futures_util::future::join_all;

    use super::*;

    /// Keeps the size of each batch it is asked for.
    #[derive(Clone, Default)]
    struct Sizes(Arc<Mutex<Vec<usize>>>);

    impl Loader<u32> for Sizes {
        type Value = u32;
        type Error = Infallible;

        async fn load(&self, keys: &[u32]) -> Result<HashMap<u32, u32>, Infallible> {
            self.0.lock().expect("no panic").push(keys.len());
            tokio::task::yield_now().await;
            Ok(keys.iter().map(|key| (*key, key + 100)).collect())
        }
    }

    fn loader(loads: &Loads) -> (DataLoader<Sizes>, Sizes) {
        let (sizes, loads) = (Sizes::default(), loads.clone());
        (DataLoader::new(sizes.clone(), move |load| loads.add(load)).delay(Duration::ZERO), sizes)
    }

    #[tokio::test]
    async fn each_level_of_an_operation_is_one_batch() {
        let loads = Loads::default();
        let (loader, sizes) = loader(&loads);
        let field = async |key: u32| {
            // Fields do not come to their question at once.
            for _ in 0..key % 3 {
                tokio::task::yield_now().await;
            }
            let value = loader.load_one(key).await.expect("infallible").expect("a value");
            loader.load_one(value).await.expect("infallible")
        };
        let all = loads.drive(join_all((0..100).map(field))).await;
        assert!(all.iter().enumerate().all(|(key, value)| *value == Some(key as u32 + 200)));
        let sizes = sizes.0.lock().expect("no panic").clone();
        assert_eq!(sizes.iter().sum::<usize>(), 200);
        assert!(sizes.len() <= 6, "{sizes:?}");
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
}
