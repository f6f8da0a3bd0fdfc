//! Names of the things a relay handles. All of them are numbers: nothing here names a person.

use std::fmt;
use std::sync::Arc;

/// A call, the same on both nodes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub [u8; 16]);

/// A device of the own side in one call; given by the node, never reused by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(pub u64);

/// The pinned link to one other node, with all its routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u64);

/// One voice in a call, the same on both nodes. The top bit says whose device it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamId(pub u32);

/// Which half of the stream numbers is a node's own: the side that proposed has the low one. So
/// neither node can send under a stream of the other's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamHalf {
    Low,
    High,
}

const TOP_BIT: u32 = 1 << 31;

impl StreamHalf {
    /// The `n`-th number of this half, going round at its end.
    pub fn stream(self, n: u32) -> StreamId {
        let within = n & !TOP_BIT;
        match self {
            Self::Low => StreamId(within),
            Self::High => StreamId(within | TOP_BIT),
        }
    }

    pub fn holds(self, stream: StreamId) -> bool {
        match self {
            Self::Low => stream.0 & TOP_BIT == 0,
            Self::High => stream.0 & TOP_BIT != 0,
        }
    }
}

/// Identification of a media line (RFC 8843), as the device's offer named it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mid(Arc<str>);

impl Mid {
    /// Longest that the WebRTC library keeps whole.
    pub const BYTES_MAX: usize = 16;

    /// `None` unless 1–16 letters, digits or `_`: others would come back changed.
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
        let fits = (1..=Self::BYTES_MAX).contains(&text.len()) && text.bytes().all(allowed);
        fits.then(|| Self(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mid({})", self.0)
    }
}

impl fmt::Display for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CallId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallId({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_half_holds_its_own_numbers_only() {
        for n in [0, 1, TOP_BIT - 1, TOP_BIT, u32::MAX] {
            assert!(StreamHalf::Low.holds(StreamHalf::Low.stream(n)));
            assert!(!StreamHalf::High.holds(StreamHalf::Low.stream(n)));
            assert!(StreamHalf::High.holds(StreamHalf::High.stream(n)));
            assert!(!StreamHalf::Low.holds(StreamHalf::High.stream(n)));
        }
    }

    #[test]
    fn mids_have_one_to_sixteen_plain_characters() {
        for (length, fits) in [(0, false), (1, true), (15, true), (16, true), (17, false)] {
            assert_eq!(Mid::parse(&"a".repeat(length)).is_some(), fits, "{length}");
        }
        for (text, fits) in [("Q_0", true), ("a-b", false), ("ä", false), ("a b", false)] {
            assert_eq!(Mid::parse(text).is_some(), fits, "{text}");
        }
    }
}
