//! How often someone may try: a bucket per key that refills steadily, in bounded memory.
//!
//! Algorithm: GCRA, which needs one instant per key. The clock is a parameter, unlike that of the `governor` crate,
//! and a success can be forgiven.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use bailiwick_model::{OrganizationId, Timestamp};

/// Keys remembered by one limit; beyond it, strangers share one bucket.
const REMEMBERED: usize = 50_000;

/// A limit of `burst` tries at once, refilled one by one over a period.
pub(crate) struct Limit<K> {
    /// Microseconds that give back one try.
    interval: i64,
    burst: i64,
    /// When the bucket of a key is full again.
    full_at: Mutex<Buckets<K>>,
}

struct Buckets<K> {
    by_key: HashMap<K, i64>,
    strangers: i64,
}

impl<K: Eq + Hash + Clone> Limit<K> {
    /// A limit of so many tries in so many seconds.
    pub(crate) fn new(burst: u32, seconds: u32) -> Self {
        let buckets = Buckets { by_key: HashMap::new(), strangers: 0 };
        let interval = i64::from(seconds) * 1_000_000 / i64::from(burst.max(1));
        Limit { interval, burst: i64::from(burst), full_at: Mutex::new(buckets) }
    }

    /// Takes one try, or says after how many seconds there is one.
    pub(crate) fn take(&self, key: &K, now: Timestamp) -> Result<(), u64> {
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.by_key.len() >= REMEMBERED && !buckets.by_key.contains_key(key) {
            buckets.by_key.retain(|_, full_at| *full_at > now.0);
        }
        let is_crowded = buckets.by_key.len() >= REMEMBERED && !buckets.by_key.contains_key(key);
        let full_at = if is_crowded {
            &mut buckets.strangers
        } else {
            buckets.by_key.entry(key.clone()).or_insert(0)
        };
        // Later than an empty bucket fills there is nothing but a clock that went back. One try is left then: whoever
        // tried before would be kept out until that time comes again, and nobody else wins more than the one.
        if *full_at > now.0 + self.burst * self.interval {
            *full_at = now.0 + (self.burst - 1) * self.interval;
        }
        let next = (*full_at).max(now.0) + self.interval;
        let wait = next - now.0 - self.burst * self.interval;
        if wait > 0 {
            return Err(u64::try_from(wait).unwrap_or(0).div_ceil(1_000_000));
        }
        *full_at = next;
        Ok(())
    }

    /// Gives one try back: it turned out to be no guess.
    pub(crate) fn forgive(&self, key: &K) {
        let mut buckets = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(full_at) = buckets.by_key.get_mut(key) {
            *full_at -= self.interval;
        }
    }
}

/// The limits of the control plane.
pub(crate) struct Limits {
    /// Sign-in and password tries for one account (by the hash of the address typed, existing or not) from one network
    /// address, in a minute.
    pub(crate) account_minute: Limit<[u8; 32]>,
    /// The same in an hour.
    pub(crate) account_hour: Limit<[u8; 32]>,
    /// Tries for one account from everywhere: so many that a stranger alone cannot keep its owner out.
    pub(crate) account_total: Limit<[u8; 32]>,
    /// Tries from one network address.
    pub(crate) address: Limit<IpAddr>,
    /// Accounts created from one network address.
    pub(crate) sign_up: Limit<IpAddr>,
    /// Unknown tokens from one network address.
    pub(crate) token: Limit<IpAddr>,
    /// Links of invitations that lead nowhere, from one network address.
    pub(crate) link: Limit<IpAddr>,
    /// Invitations that one organization sends.
    pub(crate) invitations: Limit<OrganizationId>,
    /// Sign-ins of programs begun from one network address.
    pub(crate) device_start: Limit<IpAddr>,
    /// Codes of programs tried by one account.
    pub(crate) device_code: Limit<bailiwick_model::Id>,
    /// Tries of the first-run code, for the whole server: the code is one.
    pub(crate) first_run: Limit<()>,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            account_minute: Limit::new(5, 60),
            account_hour: Limit::new(20, 3_600),
            account_total: Limit::new(200, 3_600),
            address: Limit::new(30, 60),
            sign_up: Limit::new(30, 3_600),
            token: Limit::new(60, 60),
            link: Limit::new(30, 60),
            invitations: Limit::new(200, 3_600),
            device_start: Limit::new(20, 60),
            device_code: Limit::new(10, 60),
            first_run: Limit::new(10, 60),
        }
    }
}

/// The address that a limit counts: an IPv4 address, or the /64 that one IPv6 customer owns.
pub(crate) fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_tries_then_one_every_twelve_seconds() {
        let limit = Limit::new(5, 60);
        let now = Timestamp(1_000_000_000);
        for _ in 0..5 {
            assert_eq!(limit.take(&"ana", now), Ok(()));
        }
        assert_eq!(limit.take(&"ana", now), Err(12));
        assert_eq!(limit.take(&"ben", now), Ok(()));
        assert_eq!(limit.take(&"ana", now.plus_seconds(12)), Ok(()));
        assert_eq!(limit.take(&"ana", now.plus_seconds(12)), Err(12));
    }

    #[test]
    fn a_clock_that_goes_back_keeps_nobody_out_for_as_long() {
        let limit = Limit::new(5, 60);
        let now = Timestamp(10_000_000_000);
        assert_eq!(limit.take(&"ana", now), Ok(()));
        let earlier = now.plus_seconds(-3_600);
        assert_eq!(limit.take(&"ana", earlier), Ok(()));
        assert_eq!(limit.take(&"ana", earlier), Err(12));
    }

    #[test]
    fn a_forgiven_try_does_not_count() {
        let limit = Limit::new(1, 60);
        for _ in 0..10 {
            assert_eq!(limit.take(&(), Timestamp(0)), Ok(()));
            limit.forgive(&());
        }
    }

    #[test]
    fn memory_is_bounded_and_strangers_share_a_bucket() {
        let limit = Limit::new(2, 60);
        for key in 0..REMEMBERED {
            assert_eq!(limit.take(&key, Timestamp(0)), Ok(()));
        }
        assert_eq!(limit.take(&REMEMBERED, Timestamp(0)), Ok(()));
        assert_eq!(limit.take(&(REMEMBERED + 1), Timestamp(0)), Ok(()));
        assert!(limit.take(&(REMEMBERED + 2), Timestamp(0)).is_err());
        assert_eq!(limit.take(&(REMEMBERED + 2), Timestamp(61_000_000)), Ok(()));
    }

    #[test]
    fn one_ipv6_customer_is_one_address() {
        let [first, second] =
            ["2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1"].map(|text| text.parse().map(network_of));
        assert_eq!(first, second);
        assert_eq!("::ffff:10.0.0.1".parse().map(network_of), Ok(IpAddr::from([10, 0, 0, 1])));
    }
}
