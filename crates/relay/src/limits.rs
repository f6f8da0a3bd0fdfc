//! Every number that keeps a call's cost bounded, and the relations between them.

use std::time::Duration;

/// Longest offer that is read.
pub const SDP_BYTES_MAX: usize = 64 * 1024;
/// Most candidates an offer may name, over all its lines.
pub const CANDIDATES_MAX: usize = 32;
/// Voices that a device can be sent at once; each has a media line of its own.
pub const FLOOR_SENDERS_MAX: usize = 8;
/// Longest audio payload inside RTP: one SFrame of audio.
pub const AUDIO_PAYLOAD_BYTES_MAX: usize = 1_000;
/// Highest rate of packets a call's parameters may allow one stream: 20 ms frames and some slack.
pub const PACKETS_PER_S_MAX: u16 = 60;
/// Pictures that a device can be sent at once; each has a media line of its own.
pub const VIDEO_SLOTS_MAX: usize = 4;
/// Devices of one side whose cameras are relayed at once.
pub const VIDEO_SENDERS_MAX: usize = 2;
/// What a camera's line is answered with, and what a device keeps to.
pub const VIDEO_BITS_PER_S_MAX: u32 = 600_000;
/// Longest video payload inside RTP: a part of one sealed frame.
pub const VIDEO_PAYLOAD_BYTES_MAX: usize = 1_200;
/// Packets of one camera that are let through: the agreed rate with room for key frames.
pub const VIDEO_PACKETS_PER_S_MAX: u16 = 200;
/// Bytes of one camera that are let through: twice the agreed rate.
pub const VIDEO_BYTES_PER_S_MAX: u32 = 150_000;
/// Packets of each picture kept for a receiver that lost some.
pub const VIDEO_RESENDABLE_MAX: usize = 128;
/// Packets sent once more to one device.
pub const VIDEO_RESENDS_PER_S_MAX: u16 = 100;
/// Devices of the own side in one call.
pub const DEVICES_PER_CALL_MAX: usize = 64;
/// Streams of the other node that one call remembers at a time.
pub const THEIR_STREAMS_MAX: usize = 64;
/// Calls of one relay.
pub const CALLS_MAX: usize = 256;
/// Addresses of its own that a node may be configured with, of each protocol.
pub const OWN_ADDRESSES_MAX: usize = 8;
/// Remote addresses that one device may use over its time in a call, each proved by its password.
pub const ADDRESSES_PER_PEER_MAX: usize = 64;
/// Longest datagram or ICE-TCP frame that is looked at.
pub const DATAGRAM_BYTES_MAX: usize = 2_000;
/// What a link's datagram holds at first, before its path is measured.
pub const LINK_DATAGRAM_BYTES: usize = 1_162;
/// Sequence numbers per stream among which a second copy is recognised.
pub const DEDUPE_WINDOW: u64 = 1_024;
/// Packets of one link that wait for their second half.
pub const REASSEMBLY_PACKETS_MAX: usize = 64;

/// A half packet is given up after this.
pub const REASSEMBLY_HELD: Duration = Duration::from_secs(2);
/// A device that isn't connected by then is gone.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(30);
/// A remote address stays its device's for so long after the last proof (RFC 7675 §5.1).
pub const ADDRESS_HELD: Duration = Duration::from_secs(30);
/// A slot may be given to another voice when its own has been silent for so long.
pub const SLOT_IDLE: Duration = Duration::from_secs(5);
/// A stream of the other node is forgotten when it has been silent for so long.
pub const STREAM_IDLE: Duration = Duration::from_secs(10);
/// A camera is asked for a whole picture no more often, whoever asks.
pub const KEY_FRAME_EVERY: Duration = Duration::from_millis(500);
/// Shortest wait between two timeouts, so that no transport can make its driver spin.
pub const TIMEOUT_MIN: Duration = Duration::from_millis(1);

/// First sequence number towards a receiver: below 65,536, since a late joiner starts with
/// rollover counter 0, and high enough for packets that overtook the first one.
pub(crate) const SEQ_FIRST: u64 = 1_024;
/// A larger jump is closed up towards the receiver, which would lose count of the rollovers.
pub(crate) const SEQ_JUMP_MAX: u64 = 1_024;

const _: () = assert!(SEQ_FIRST + SEQ_JUMP_MAX < 1 << 15);
const _: () = assert!(SEQ_JUMP_MAX >= DEDUPE_WINDOW);
const _: () = assert!(AUDIO_PAYLOAD_BYTES_MAX + crate::packet::HEADER_BYTES <= LINK_DATAGRAM_BYTES);
const _: () = assert!(AUDIO_PAYLOAD_BYTES_MAX < DATAGRAM_BYTES_MAX);
const _: () = assert!(VIDEO_PAYLOAD_BYTES_MAX < DATAGRAM_BYTES_MAX);
const _: () = assert!(
    VIDEO_PAYLOAD_BYTES_MAX.div_ceil(2) + crate::packet::HEADER_BYTES <= LINK_DATAGRAM_BYTES
);
const _: () = assert!(VIDEO_BYTES_PER_S_MAX == 2 * VIDEO_BITS_PER_S_MAX / 8);
const _: () = assert!(2 * VIDEO_SENDERS_MAX <= VIDEO_SLOTS_MAX);
const _: () = assert!(SLOT_IDLE.as_secs() < STREAM_IDLE.as_secs());
