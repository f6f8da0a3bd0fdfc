//! The sans-IO media relay of a node: calls, the devices of its own side, the other node.
//!
//! Opaque voice and pictures in, opaque voice and pictures out: the relay opens the transport encryption between a device
//! and its node and nothing else. What it carries is SFrame, whose keys never come here; no crate
//! that knows them is reachable from this one.
//!
//! # The contract with a device
//! The device is a full ICE agent and sends the offer; the node is ICE-lite and answers.
//!
//! Offer, at most [`SDP_BYTES_MAX`] bytes and [`CANDIDATES_MAX`] candidates:
//! - one `m=audio`, `a=sendonly`, first: the device's voice, at most one SSRC, no simulcast;
//! - then up to [`FLOOR_SENDERS_MAX`] `m=audio`, `a=recvonly`: a slot for each other voice (a
//!   device should offer all eight; with fewer it hears fewer voices);
//! - in a videoconference, where it has to do with pictures, then one `m=video`, `a=sendonly`: its
//!   camera, and up to [`VIDEO_SLOTS_MAX`] `m=video`, `a=recvonly`;
//! - each with `opus/48000/2` or `VP8/90000` under any payload type, its own `a=mid` of 1–16 letters, digits or
//!   `_`, exactly one direction attribute; everything bundled, `rtcp-mux`;
//! - no `m=video` in a phone call, no `m=application`, nothing else: see [`OfferRefusal`] for each reason;
//! - candidates may be left out: the node learns the address from the first connectivity check
//!   and doesn't use those in the offer. mDNS names are fine for the same reason.
//!
//! Answer: the same lines in the same order with the same mids, mirrored directions, Opus under
//! the device's payload type, `a=ice-lite`, `a=setup:passive` for `actpass`, as candidates only
//! the node's configured addresses (UDP first, then TCP with `tcptype passive`, RFC 6544). The
//! only header extension is `urn:ietf:params:rtp-hdrext:sdes:mid`; the audio level is never
//! negotiated, since it would tell a node who speaks and how loud. No RTX, no transport-wide
//! feedback. The line for speaking asks for Opus at constant bit rate and in frames of 20 ms, and never
//! for RED. A line for hearing on which the device offered `red/48000/2` over that Opus type alone
//! (`fmtp` such as `111/111`) is answered with RED first and Opus after it, and every packet there
//! carries RED's type: the payload is as opaque as ever, and the device's transform makes of it
//! what RED expects (RFC 2198). A browser plays the repeats of a voice frame by that.
//!
//! Transport: ICE and DTLS are str0m's. The keys of media that DTLS agrees on are withheld from it;
//! the relay opens and seals SRTP itself, with any of the profiles `AEAD_AES_256_GCM`,
//! `AEAD_AES_128_GCM` and `AES128_CM_HMAC_SHA1_80`. It sends to the address of the selected candidate
//! pair alone. Of RTCP it sends sender reports, every five seconds for each voice or picture that a
//! device gets, and requests for key frames to cameras; the device's reports are read and counted. What
//! it lacks of a picture is sent again from the last packets, or a key frame is asked for.
//!
//! Media: RTP on the first line of each kind only; every payload of voice has the call's one size
//! ([`CallParameters::payload_bytes`]) and there are at most
//! [`CallParameters::packets_per_s_max`] of them a second. Empty payloads (probes) are passed
//! over. On a slot, payload and RTP time arrive as they were sent; sequence numbers are the
//! node's own, and SSRCs too; every packet names its line, if the device can read that. Which
//! stream is on which mid is told by signalling, from
//! [`Event::SlotBound`] and [`Event::SlotFreed`]; the first packet of a stream on a slot has the
//! marker set, and from there the RTP time is the new stream's. A device is never sent its own
//! voice.
//!
//! # The contract with the driver
//! After each call poll [`Relay::poll_output`] until `None`; call [`Relay::handle_timeout`] at
//! [`Relay::poll_timeout`]. `to` of a datagram is the configured address it came to, never
//! `0.0.0.0`. ICE-TCP: tell it from TLS with [`framing::classify`], take frames with
//! [`framing::FrameReader`], hand each in as [`Input::Tcp`].
//!
//! # The contract with the other node
//! [`MediaPacket::encode`] makes one datagram, or two where the route is narrow;
//! [`Input::FromOtherNodeDatagram`] takes either, over any number of routes: a packet counts
//! once. Both nodes check the same rules, so neither has to trust the other's checks.
#![forbid(unsafe_code)]

mod answer;
mod call;
mod demux;
mod dtls;
mod forward;
pub mod framing;
mod ids;
mod intake;
mod limits;
mod media;
mod offer;
mod packet;
mod rate;
mod reassembly;
mod refusals;
mod relay;
mod rtcp;
mod rtp;
mod slots;
mod srtp;
mod str0m_peer;
mod transport;
mod video;
mod vocabulary;
mod window;

pub use call::{CallError, CallParameters, Medium};
pub use ids::{CallId, LinkId, Mid, PeerId, StreamHalf, StreamId};
pub use limits::*;
pub use offer::{CheckedOffer, OfferRefusal, Red};
pub use packet::{Half, KeyFrameAsked, MediaKind, MediaPacket, PacketError, Part};
pub use reassembly::Reassembly;
pub use refusals::{Refusals, Refused};
pub use relay::Relay;
pub use str0m_peer::{AddressesError, OwnAddresses, Str0mPeer};
pub use transport::{
    Accepted, Datagram, DatagramRefusal, PeerTransport, Proto, RtpIn, RtpOut, Transmit,
    TransportOutput,
};
pub use vocabulary::{Event, GoneWhy, Input, Output, Source};
