//! How many connections are open, altogether and from one place.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who connections are counted for: an IPv4 address, or the /64 network that one IPv6 host can fill.
type Source = u128;

/// Bits of an IPv6 address that name a host in its network.
const IPV6_HOST_BITS: u32 = 64;

#[derive(Clone)]
pub(super) struct Seats {
    max: usize,
    per_source_max: usize,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by_source: HashMap<Source, usize>,
}

/// A connection's place; given back when it is dropped.
pub(super) struct Seat {
    seats: Seats,
    source: Option<Source>,
}

impl Seats {
    pub fn new(max: usize, per_source_max: usize) -> Self {
        Self {
            max,
            per_source_max,
            taken: Arc::default(),
        }
    }

    /// `None` if there is no room. From this machine itself come a proxy's connections, for any
    /// number of people: only the whole number limits them.
    pub fn take(&self, from: IpAddr) -> Option<Seat> {
        let from = from.to_canonical();
        let source = (!from.is_loopback()).then(|| source(from));
        let mut taken = self.lock();
        if taken.all >= self.max {
            return None;
        }
        if let Some(source) = source {
            let of_source = taken.by_source.entry(source).or_default();
            if *of_source >= self.per_source_max {
                return None;
            }
            *of_source += 1;
        }
        taken.all += 1;
        Some(Seat {
            seats: self.clone(),
            source,
        })
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut taken = self.seats.lock();
        taken.all -= 1;
        if let Some(source) = self.source
            && let Some(of_source) = taken.by_source.get_mut(&source)
        {
            *of_source -= 1;
            if *of_source == 0 {
                taken.by_source.remove(&source);
            }
        }
    }
}

fn source(from: IpAddr) -> Source {
    match from {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits() >> IPV6_HOST_BITS << IPV6_HOST_BITS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn seats_are_limited_altogether_and_by_source_and_given_back() {
        let seats = Seats::new(5, 2);
        let one: Vec<_> = (0..2)
            .map(|_| seats.take(ip("192.0.2.1")).unwrap())
            .collect();
        assert!(seats.take(ip("192.0.2.1")).is_none());
        assert!(
            seats.take(ip("::ffff:192.0.2.1")).is_none(),
            "the same host"
        );
        let network = [seats.take(ip("2001:db8::1")), seats.take(ip("2001:db8::2"))];
        assert!(network.iter().all(Option::is_some));
        assert!(seats.take(ip("2001:db8::3")).is_none(), "the same network");
        let last = seats.take(ip("2001:db8:0:1::1"));
        assert!(last.is_some());
        assert!(seats.take(ip("192.0.2.9")).is_none(), "the sixth");
        drop(one);
        assert!(seats.take(ip("192.0.2.9")).is_some());
        drop((network, last));
        assert_eq!(seats.lock().all, 0);
        assert!(seats.lock().by_source.is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_proxy_on_this_machine_may_have_all() {
        let seats = Seats::new(4, 1);
        let taken: Vec<_> = (0..5).map(|_| seats.take(ip("127.0.0.1"))).collect();
        let given = taken.iter().filter(|seat| seat.is_some()).count();
        assert_eq!(given, 4);
        assert!(seats.take(ip("::1")).is_none());
    }
}
