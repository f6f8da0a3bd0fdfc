//! Whose datagram it is: connectivity checks by the name they carry, all else by the address that
//! a check proved before. The cost depends on neither the number of devices nor of calls.

use crate::ids::PeerId;
use crate::limits::{ADDRESS_HELD, ADDRESSES_PER_PEER_MAX};
use crate::transport::Proto;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Instant;

const STUN_HEADER_BYTES: usize = 20;
const STUN_COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const STUN_USERNAME: u16 = 0x0006;

/// What the first bytes say a datagram is (RFC 7983 §7).
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind<'a> {
    /// A connectivity check for the holder of this user name fragment.
    Check {
        ufrag: &'a str,
    },
    Other,
    Malformed,
}

pub(crate) fn kind(bytes: &[u8]) -> Kind<'_> {
    match bytes.first() {
        Some(0..=3) => match stun_ufrag(bytes) {
            Some(ufrag) => Kind::Check { ufrag },
            None => Kind::Malformed,
        },
        Some(20..=63 | 128..=191) => Kind::Other,
        _ => Kind::Malformed,
    }
}

/// The part of USERNAME before the colon: the receiver's fragment (RFC 8445 §7.2.2).
fn stun_ufrag(bytes: &[u8]) -> Option<&str> {
    let (header, mut attributes) = bytes.split_at_checked(STUN_HEADER_BYTES)?;
    if header[4..8] != STUN_COOKIE {
        return None;
    }
    loop {
        let (head, rest) = attributes.split_first_chunk::<4>()?;
        let kind = u16::from_be_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let value = rest.get(..length)?;
        if kind == STUN_USERNAME {
            let name = std::str::from_utf8(value).ok()?;
            return Some(name.split_once(':')?.0);
        }
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
}

/// Which device holds which address and which name.
#[derive(Debug, Default)]
pub(crate) struct Demux {
    by_ufrag: BTreeMap<String, PeerId>,
    by_address: BTreeMap<(Proto, SocketAddr), Held>,
    /// How many addresses each device has ever used.
    used: BTreeMap<PeerId, usize>,
}

#[derive(Debug)]
struct Held {
    peer: PeerId,
    proved: Instant,
}

/// Why an address can't become a device's.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum AddressRefusal {
    HeldByAnother,
    TooMany,
}

impl Demux {
    pub fn add(&mut self, ufrag: String, peer: PeerId) {
        self.by_ufrag.insert(ufrag, peer);
    }

    pub fn remove(&mut self, peer: PeerId) {
        self.by_ufrag.retain(|_, holder| *holder != peer);
        self.by_address.retain(|_, held| held.peer != peer);
        self.used.remove(&peer);
    }

    pub fn named(&self, ufrag: &str) -> Option<PeerId> {
        self.by_ufrag.get(ufrag).copied()
    }

    pub fn at(&self, proto: Proto, address: SocketAddr) -> Option<PeerId> {
        self.by_address.get(&(proto, address)).map(|held| held.peer)
    }

    /// Whether a check of `peer` from `address` may be looked at. A device can't take over an
    /// address that another has proved lately, whatever source address it writes.
    pub fn may_prove(
        &self,
        now: Instant,
        peer: PeerId,
        proto: Proto,
        address: SocketAddr,
    ) -> Result<(), AddressRefusal> {
        match self.by_address.get(&(proto, address)) {
            Some(held) if held.peer == peer => Ok(()),
            Some(held) if now.saturating_duration_since(held.proved) < ADDRESS_HELD => {
                Err(AddressRefusal::HeldByAnother)
            }
            _ if self.used.get(&peer).copied().unwrap_or(0) >= ADDRESSES_PER_PEER_MAX => {
                Err(AddressRefusal::TooMany)
            }
            _ => Ok(()),
        }
    }

    pub fn proved(&mut self, now: Instant, peer: PeerId, proto: Proto, address: SocketAddr) {
        let held = Held { peer, proved: now };
        let before = self.by_address.insert((proto, address), held);
        if before.is_none_or(|before| before.peer != peer) {
            *self.used.entry(peer).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn check_for(name: &str) -> Vec<u8> {
        let mut bytes = vec![0, 1, 0, 0];
        bytes.extend_from_slice(&STUN_COOKIE);
        bytes.extend_from_slice(&[9; 12]);
        // An attribute of odd length before, so that padding matters.
        bytes.extend_from_slice(&[0x80, 0x22, 0, 1, 7, 0, 0, 0]);
        bytes.extend_from_slice(&STUN_USERNAME.to_be_bytes());
        bytes.extend_from_slice(&(name.len() as u16).to_be_bytes());
        bytes.extend_from_slice(name.as_bytes());
        bytes
    }

    #[test]
    fn checks_are_read_and_everything_shorter_is_malformed() {
        let bytes = check_for("node:device");
        assert_eq!(kind(&bytes), Kind::Check { ufrag: "node" });
        for length in 0..bytes.len() {
            assert_eq!(kind(&bytes[..length]), Kind::Malformed, "{length}");
        }
        assert_eq!(kind(&check_for("nocolon")), Kind::Malformed);
        let mut turned = bytes.clone();
        turned[4] = 0;
        assert_eq!(kind(&turned), Kind::Malformed);
        for (first, is_other) in [(19, false), (20, true), (63, true), (64, false)] {
            assert_eq!(kind(&[first]) == Kind::Other, is_other, "{first}");
        }
        for (first, is_other) in [(127, false), (128, true), (191, true), (192, false)] {
            assert_eq!(kind(&[first]) == Kind::Other, is_other, "{first}");
        }
    }

    #[test]
    fn a_proved_address_is_held_for_thirty_seconds() {
        let start = Instant::now();
        let (one, two) = (PeerId(1), PeerId(2));
        let address: SocketAddr = "192.0.2.1:9".parse().unwrap();
        let mut demux = Demux::default();
        demux.proved(start, one, Proto::Udp, address);
        assert_eq!(demux.at(Proto::Udp, address), Some(one));
        assert_eq!(demux.at(Proto::Tcp, address), None);
        let may = |after| demux.may_prove(start + after, two, Proto::Udp, address);
        let ms = Duration::from_millis(1);
        assert_eq!(may(ADDRESS_HELD - ms), Err(AddressRefusal::HeldByAnother));
        assert_eq!(may(ADDRESS_HELD), Ok(()));
        demux.remove(one);
        assert_eq!(demux.at(Proto::Udp, address), None);
        assert_eq!(demux.may_prove(start, two, Proto::Udp, address), Ok(()));
    }

    #[test]
    fn a_device_uses_at_most_64_addresses() {
        let now = Instant::now();
        let mut demux = Demux::default();
        for n in 0..ADDRESSES_PER_PEER_MAX + 2 {
            let address = SocketAddr::from(([192, 0, 2, 1], 1_000 + n as u16));
            let may = demux.may_prove(now, PeerId(1), Proto::Udp, address);
            if n < ADDRESSES_PER_PEER_MAX {
                assert_eq!(may, Ok(()), "{n}");
                demux.proved(now, PeerId(1), Proto::Udp, address);
                demux.proved(now, PeerId(1), Proto::Udp, address);
            } else {
                assert_eq!(may, Err(AddressRefusal::TooMany), "{n}");
            }
        }
    }
}
