//! Work that takes a core for a while, on one core with a short queue, so that it cannot starve everything else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use crate::error::Error;

/// One core for one kind of work.
#[derive(Clone)]
pub(crate) struct Aside {
    core: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    queue: usize,
    too_many: &'static str,
}

impl Aside {
    /// So many may be at it or wait for it; whoever comes then is told this, and to come back in a second.
    pub(crate) fn new(queue: usize, too_many: &'static str) -> Self {
        Aside { core: Arc::new(Semaphore::new(1)), waiting: Arc::default(), queue, too_many }
    }

    /// Does the work on a thread of its own, in turn. A request that is given up while it waits leaves the queue; work
    /// that has begun is done to its end, and the next begins after it.
    ///
    /// # Errors
    /// 429 when the queue is full.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let _place = Place::take(self)?;
        let permit = self
            .core
            .clone()
            .acquire_owned()
            .await
            .map_err(|error| Error::internal(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(permit);
            result
        });
        done.await.map_err(|error| Error::internal(error.to_string()))
    }
}

/// One place in the queue, given back when dropped.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(aside: &Aside) -> Result<Self, Error> {
        let place = Place(aside.waiting.clone());
        if aside.waiting.fetch_add(1, Ordering::SeqCst) >= aside.queue {
            return Err(Error::too_many(1, aside.too_many));
        }
        Ok(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    /// Work that says when it began and ends when it is told to.
    fn held(began: Sender<u8>, end: Receiver<()>, number: u8) -> impl FnOnce() -> u8 + Send {
        move || {
            let _ = began.send(number);
            let _ = end.recv();
            number
        }
    }

    #[tokio::test]
    async fn one_works_few_wait_and_who_is_gone_is_not_worked_for() {
        let aside = Aside::new(2, "too many at once");
        let (began, beginnings) = channel();
        let (end, ended) = channel();
        let (_never, also_ended) = channel();
        let first = tokio::spawn({
            let (aside, work) = (aside.clone(), held(began.clone(), ended, 1));
            async move { aside.run(work).await }
        });
        let beginnings = tokio::task::spawn_blocking(move || {
            assert_eq!(beginnings.recv(), Ok(1));
            beginnings
        });
        let beginnings = beginnings.await.unwrap();
        let given_up = tokio::spawn({
            let (aside, work) = (aside.clone(), held(began.clone(), also_ended, 2));
            async move { aside.run(work).await }
        });
        while aside.waiting.load(Ordering::SeqCst) < 2 {
            tokio::task::yield_now().await;
        }
        let refused = aside.run(|| 3).await.unwrap_err();
        assert_eq!(
            (refused.code, refused.message.as_str()),
            ("too_many_requests", "too many at once")
        );
        given_up.abort();
        assert!(given_up.await.unwrap_err().is_cancelled());
        end.send(()).unwrap();
        assert_eq!(first.await.unwrap().unwrap(), 1);
        assert_eq!(aside.run(|| 4).await.unwrap(), 4);
        drop(began);
        assert!(beginnings.try_recv().is_err(), "what was given up was begun");
        assert_eq!(aside.waiting.load(Ordering::SeqCst), 0);
    }
}
