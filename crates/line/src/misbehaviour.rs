//! What a peer can do wrong, and what follows from it.

use domain::ChainError;
use identity::SideId;

use crate::{
    frame::FrameError,
    limits::{CONNECTION_QUEUE_BYTES_MAX, COUNTED_MAX, EARLY_MAX},
};

/// What follows from a peer's misbehaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consequence {
    /// Counted, nothing else; [`COUNTED_MAX`] of them close the connection.
    Count,
    /// The connection is closed and dialled again later.
    Close,
    /// Closed, and people are told: this doesn't happen by accident.
    CloseAndTell,
}

/// What a peer did.
///
/// | What | Consequence | Why |
/// |---|---|---|
/// | `Malformed` | `Close` | a broken program or a broken route |
/// | `GreetingMissing`, `GreetingAgain` | `Close` | the same |
/// | `WrongSide` | `CloseAndTell` | the pinned node speaks for somebody else |
/// | `BadHead` | `Close` | a head that no log can have |
/// | `BadEntry` | `Close` | damaged, or not signed by the log's node |
/// | `BrokenChain`, `SawBackwards`, `OtherGeneration` | `CloseAndTell` | signed and still impossible |
/// | `BadReceipt` | `Close` | damaged, or not signed by the peer's node |
/// | `ReceiptUnwritten` | `CloseAndTell` | signed for an entry that we never wrote |
/// | `UnshownClaim` | `CloseAndTell` | claims to hold another log of ours and doesn't show it |
/// | `SawUnwritten` | `Count` | its entry names a head that we don't know; the entry is kept |
/// | `Unasked`, `TooOften`, `Overrun`, `EarlyTooMany`, `EarlyUnfit` | `Count` | costs us a little, may come from a lost answer |
/// | `Unread` | `Close` | memory is bounded; an honest peer asks again on the next connection |
/// | `TooMuch` | `Close` | [`COUNTED_MAX`] of the counted ones on one connection |
///
/// Two stories about one entry aren't in this table: they give `Output::ForkProof`, calls go on and
/// nothing new is agreed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misbehaviour {
    #[error("no frame: {0}")]
    Malformed(FrameError),
    #[error("its first frame wasn't a greeting")]
    GreetingMissing,
    #[error("it greeted again, and differently")]
    GreetingAgain,
    #[error("it greeted as side {got}, pinned is {pinned}")]
    WrongSide { got: SideId, pinned: SideId },
    #[error("it named a head for entry {seq} that no log can have")]
    BadHead { seq: u64 },
    #[error("an entry is damaged or not signed by its log's node: {0}")]
    BadEntry(ChainError),
    #[error("entry {seq} is signed but doesn't follow the signed one before it")]
    BrokenChain { seq: u64 },
    #[error("entry {seq} is signed but saw less than the one before it")]
    SawBackwards { seq: u64 },
    #[error("entry {seq} has generation {got}, the log {log}")]
    OtherGeneration { seq: u64, got: u32, log: u32 },
    #[error("a receipt for entry {seq} isn't signed by its node, or is for another log")]
    BadReceipt { seq: u64 },
    #[error("it signed a receipt for entry {seq}, which isn't ours")]
    ReceiptUnwritten { seq: u64 },
    #[error("it claims to hold another entry {seq} of our log and doesn't show it")]
    UnshownClaim { seq: u64 },
    #[error("its entry {seq} names a head of our log that we don't know")]
    SawUnwritten { seq: u64 },
    #[error("it showed entries of our log that nobody asked for")]
    Unasked,
    #[error("it asks too often for {0}")]
    TooOften(&'static str),
    #[error("it sent more entries than may be outstanding")]
    Overrun,
    #[error("it sent entry {seq} ahead of its place while {EARLY_MAX} others are held so")]
    EarlyTooMany { seq: u64 },
    #[error("it sent entry {seq} ahead of its place, which has no right to overtake")]
    EarlyUnfit { seq: u64 },
    #[error("it takes nothing of what is sent to it: {CONNECTION_QUEUE_BYTES_MAX} bytes wait")]
    Unread,
    #[error("more than {COUNTED_MAX} small misbehaviours on one connection")]
    TooMuch,
}

impl Misbehaviour {
    pub fn consequence(&self) -> Consequence {
        match self {
            Self::SawUnwritten { .. }
            | Self::Unasked
            | Self::TooOften(_)
            | Self::Overrun
            | Self::EarlyTooMany { .. }
            | Self::EarlyUnfit { .. } => Consequence::Count,
            Self::Malformed(_)
            | Self::GreetingMissing
            | Self::GreetingAgain
            | Self::BadHead { .. }
            | Self::BadEntry(_)
            | Self::BadReceipt { .. }
            | Self::Unread
            | Self::TooMuch => Consequence::Close,
            Self::WrongSide { .. }
            | Self::BrokenChain { .. }
            | Self::SawBackwards { .. }
            | Self::OtherGeneration { .. }
            | Self::ReceiptUnwritten { .. }
            | Self::UnshownClaim { .. } => Consequence::CloseAndTell,
        }
    }

    /// A stable code for logs, metrics and people; never changes its meaning.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "line.malformed",
            Self::GreetingMissing => "line.greeting-missing",
            Self::GreetingAgain => "line.greeting-again",
            Self::WrongSide { .. } => "line.wrong-side",
            Self::BadHead { .. } => "line.bad-head",
            Self::BadEntry(_) => "line.bad-entry",
            Self::BrokenChain { .. } => "line.broken-chain",
            Self::SawBackwards { .. } => "line.saw-backwards",
            Self::OtherGeneration { .. } => "line.other-generation",
            Self::BadReceipt { .. } => "line.bad-receipt",
            Self::ReceiptUnwritten { .. } => "line.receipt-unwritten",
            Self::UnshownClaim { .. } => "line.unshown-claim",
            Self::SawUnwritten { .. } => "line.saw-unwritten",
            Self::Unasked => "line.unasked",
            Self::TooOften(_) => "line.too-often",
            Self::Overrun => "line.overrun",
            Self::EarlyTooMany { .. } => "line.early-too-many",
            Self::EarlyUnfit { .. } => "line.early-unfit",
            Self::Unread => "line.unread",
            Self::TooMuch => "line.too-much",
        }
    }
}

/// What an entry that can't be taken says about who sent it; [`ChainError::Sequence`] and
/// [`ChainError::Previous`] are judged by the caller, who knows what was asked for.
pub(crate) fn of_chain_error(error: ChainError) -> Misbehaviour {
    match error {
        ChainError::Encoding(_) | ChainError::Signature(_) | ChainError::Item { .. } => {
            Misbehaviour::BadEntry(error)
        }
        ChainError::Sequence { got, .. } => Misbehaviour::BrokenChain { seq: got },
        ChainError::Previous { seq } => Misbehaviour::BrokenChain { seq },
        ChainError::Generation { seq, got, log } => Misbehaviour::OtherGeneration { seq, got, log },
        ChainError::SeenBackwards { seq } => Misbehaviour::SawBackwards { seq },
    }
}
