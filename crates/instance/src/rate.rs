//! Rates per user and per client address, in bounded memory.

use std::{
    hash::{BuildHasher, RandomState},
    net::IpAddr,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::DashMapStateStore,
};

use crate::config::Rate;

type Keyed = RateLimiter<u64, DashMapStateStore<u64>, DefaultClock>;

/// Keys are swept when there are more than this.
const SWEEP_ABOVE: usize = 20_000;

/// With more keys than this, all fold into a fixed number, so that a flood of addresses cannot fill the memory.
const AT_MOST: usize = 200_000;

/// How many keys there are during such a flood.
const SHARED_KEYS: u64 = 65_536;

/// One limit over many keys.
pub(crate) struct Limiter {
    keyed: Keyed,
    clock: DefaultClock,
    hasher: RandomState,
    calls: AtomicU64,
    is_crowded: AtomicBool,
}

impl Limiter {
    pub(crate) fn new(rate: Rate) -> Limiter {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        Limiter {
            keyed: RateLimiter::dashmap(quota),
            clock: DefaultClock::default(),
            hasher: RandomState::new(),
            calls: AtomicU64::new(0),
            is_crowded: AtomicBool::new(false),
        }
    }

    /// Counts one request of an application user.
    pub(crate) fn user(&self, id: &str) -> Result<(), Duration> {
        self.check(self.hasher.hash_one(("user", id)))
    }

    /// Counts one request of a client address; an IPv6 customer owns a whole /64.
    pub(crate) fn address(&self, address: IpAddr) -> Result<(), Duration> {
        let network = match address.to_canonical() {
            IpAddr::V4(address) => u64::from(address.to_bits()),
            IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
        };
        self.check(self.hasher.hash_one(("address", network)))
    }

    fn check(&self, key: u64) -> Result<(), Duration> {
        // Counting the keys locks every shard, so it is done now and then.
        if self.calls.fetch_add(1, Ordering::Relaxed) % 1_024 == 1_023 {
            self.sweep();
        }
        let is_crowded = self.is_crowded.load(Ordering::Relaxed);
        let key = if is_crowded { key % SHARED_KEYS } else { key };
        self.keyed.check_key(&key).map_err(|wait| wait.wait_time_from(self.clock.now()))
    }

    fn sweep(&self) {
        if self.keyed.len() > SWEEP_ABOVE {
            self.keyed.retain_recent();
            self.keyed.shrink_to_fit();
        }
        self.is_crowded.store(self.keyed.len() > AT_MOST, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::Limiter;
    use crate::config::Rate;

    #[test]
    fn a_burst_is_let_through_and_the_next_waits() {
        let limiter = Limiter::new(Rate::new(1, 3));
        for _ in 0..3 {
            assert!(limiter.user("7").is_ok());
        }
        assert!(limiter.user("7").is_err());
        assert!(limiter.user("8").is_ok(), "another user is not limited by it");
    }

    #[test]
    fn one_customer_of_ipv6_is_one_address() -> Result<(), std::net::AddrParseError> {
        let limiter = Limiter::new(Rate::new(1, 1));
        assert!(limiter.address("2001:db8::1".parse()?).is_ok());
        assert!(limiter.address("2001:db8::2".parse()?).is_err());
        assert!(limiter.address("2001:db8:0:1::1".parse()?).is_ok());
        assert!(limiter.address("::ffff:10.0.0.1".parse()?).is_ok());
        assert!(
            limiter.address("10.0.0.1".parse()?).is_err(),
            "a mapped address is the same client"
        );
        Ok(())
    }
}
