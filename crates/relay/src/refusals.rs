//! What was not let through, by reason, and how often.

/// Why a datagram or a packet went no further. Each is counted; none ends a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refused {
    /// Bytes that no rule gives a meaning.
    Malformed,
    /// From an address that no device of ours has proved.
    UnknownSender,
    /// Came to an address that isn't configured as ours.
    NotOurAddress,
    /// A device used more addresses than the limit.
    TooManyAddresses,
    /// A payload type that wasn't agreed: video looks like this too.
    WrongPayloadType,
    /// A second sending track, or sending on a line meant for hearing.
    OtherTrack,
    /// A packet marked as video in a phone call.
    Video,
    /// Video of more devices of a side than the limit.
    TooManyVideos,
    /// A payload above the limit of its kind.
    Oversized,
    /// A payload that isn't of the call's one size.
    WrongSize,
    /// Above the call's rate.
    TooFast,
    /// From a device that may listen but not speak.
    MayNotSend,
    /// While the floor was closed.
    FloorClosed,
    /// A second copy, or older than the window.
    Duplicate,
    /// Under a stream number that belongs to our own side.
    ForeignStream,
    /// More streams of the other node than the limit.
    TooManyStreams,
    /// For a call that isn't open here, or isn't linked with that node.
    UnknownCall,
    /// A receiver hears as many voices as it has slots for.
    NoFreeSlot,
    /// From before a receiver began to hear the stream.
    Late,
}

impl Refused {
    pub const ALL: [Self; 19] = [
        Self::Malformed,
        Self::UnknownSender,
        Self::NotOurAddress,
        Self::TooManyAddresses,
        Self::WrongPayloadType,
        Self::OtherTrack,
        Self::Video,
        Self::TooManyVideos,
        Self::Oversized,
        Self::WrongSize,
        Self::TooFast,
        Self::MayNotSend,
        Self::FloorClosed,
        Self::Duplicate,
        Self::ForeignStream,
        Self::TooManyStreams,
        Self::UnknownCall,
        Self::NoFreeSlot,
        Self::Late,
    ];

    /// Stable word for metrics.
    pub fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::UnknownSender => "unknown-sender",
            Self::NotOurAddress => "not-our-address",
            Self::TooManyAddresses => "too-many-addresses",
            Self::WrongPayloadType => "wrong-payload-type",
            Self::OtherTrack => "other-track",
            Self::Video => "video",
            Self::TooManyVideos => "too-many-videos",
            Self::Oversized => "oversized",
            Self::WrongSize => "wrong-size",
            Self::TooFast => "too-fast",
            Self::MayNotSend => "may-not-send",
            Self::FloorClosed => "floor-closed",
            Self::Duplicate => "duplicate",
            Self::ForeignStream => "foreign-stream",
            Self::TooManyStreams => "too-many-streams",
            Self::UnknownCall => "unknown-call",
            Self::NoFreeSlot => "no-free-slot",
            Self::Late => "late",
        }
    }
}

/// One counter for each reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refusals([u64; Refused::ALL.len()]);

impl Refusals {
    pub fn of(&self, why: Refused) -> u64 {
        self.0[why as usize]
    }

    /// Reasons that occurred, in the order of [`Refused::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Refused, u64)> + '_ {
        let all = Refused::ALL.into_iter().zip(self.0);
        all.filter(|(_, count)| *count > 0)
    }

    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// True if this was the first for this reason.
    pub(crate) fn count(&mut self, why: Refused) -> bool {
        let counter = &mut self.0[why as usize];
        *counter = counter.saturating_add(1);
        *counter == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_place_and_its_word() {
        let mut refusals = Refusals::default();
        for (index, why) in Refused::ALL.into_iter().enumerate() {
            assert_eq!(why as usize, index);
            assert!(refusals.count(why));
            assert!(!refusals.count(why));
            assert_eq!(refusals.of(why), 2);
        }
        let codes: std::collections::BTreeSet<_> = Refused::ALL.map(Refused::code).into();
        assert_eq!(codes.len(), Refused::ALL.len());
        assert_eq!(refusals.iter().count(), Refused::ALL.len());
    }
}
