//! The media of one call without sockets or clocks: speech in, sealed packets out, and back again.
//! Whoever owns it brings the time, the packets and the call's frame encryption.

mod call_media;
mod frame_crypto;
mod gaps;
mod mouth;
mod report;
mod seen;

pub use call_media::{
    CATCH_UP_TICKS_MAX, CallMedia, CallMediaError, CallSettings, HEARD_SENDERS_MAX, Heard,
    Outgoing, Received, Tick,
};
pub use frame_crypto::{FrameCrypto, Opened, Refusal, SenderId};
pub use mouth::{Mouth, Recording};
pub use report::{GAP_MS_MIN, GAPS_MAX, Gap, MediaReport, SenderReport};
