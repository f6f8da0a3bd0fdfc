//! The way in: whose datagram it is, what its transport says to it, and a link's parts of packets.

use crate::demux::{AddressRefusal, Kind, kind};
use crate::ids::{LinkId, PeerId};
use crate::limits::DATAGRAM_BYTES_MAX;
use crate::packet::{MediaPacket, Part};
use crate::refusals::Refused;
use crate::relay::Relay;
use crate::transport::{Datagram, DatagramRefusal, PeerTransport};
use crate::vocabulary::Source;
use std::time::Instant;

impl<T: PeerTransport> Relay<T> {
    pub(crate) fn datagram(&mut self, now: Instant, datagram: Datagram<'_>) {
        let Datagram { proto, from, .. } = datagram;
        let holder = self.demux.at(proto, from);
        let source = holder.map_or(Source::Network, Source::Peer);
        if datagram.bytes.len() > DATAGRAM_BYTES_MAX {
            return self.refuse(source, None, Refused::Malformed);
        }
        if !T::is_own_address(&self.setup, proto, datagram.to) {
            return self.refuse(source, None, Refused::NotOurAddress);
        }
        match kind(datagram.bytes) {
            Kind::Malformed => self.refuse(source, None, Refused::Malformed),
            Kind::Check { ufrag } => match self.demux.named(ufrag) {
                Some(peer) => self.connectivity_check(now, peer, datagram),
                None => self.refuse(source, None, Refused::UnknownSender),
            },
            Kind::Other => match holder {
                Some(peer) => {
                    self.hand_to_transport(now, peer, datagram);
                }
                None => self.refuse(source, None, Refused::UnknownSender),
            },
        }
    }

    fn connectivity_check(&mut self, now: Instant, peer: PeerId, datagram: Datagram<'_>) {
        let Datagram { proto, from, .. } = datagram;
        // Nothing is proved yet, so what is wrong is nobody's but the network's.
        match self.demux.may_prove(now, peer, proto, from) {
            Ok(()) => {}
            Err(AddressRefusal::HeldByAnother) => {
                return self.refuse(Source::Network, None, Refused::UnknownSender);
            }
            Err(AddressRefusal::TooMany) => {
                return self.refuse(Source::Network, None, Refused::TooManyAddresses);
            }
        }
        if self.hand_to_transport(now, peer, datagram) {
            self.demux.proved(now, peer, proto, from);
        }
    }

    fn hand_to_transport(&mut self, now: Instant, peer: PeerId, datagram: Datagram<'_>) -> bool {
        let Some(receiving) = self.peers.get_mut(&peer) else {
            return false;
        };
        let mut opened = std::mem::take(&mut self.opened);
        let taken = receiving
            .transport
            .handle_datagram(now, datagram, &mut opened);
        let is_taken = taken.is_ok();
        match taken {
            Ok(Some(rtp)) => self.peer_sent(now, peer, &rtp),
            Ok(None) => self.drain(now, peer),
            Err(why) => {
                self.drain(now, peer);
                self.refuse_datagram(peer, why);
            }
        }
        self.opened = opened;
        is_taken
    }

    fn refuse_datagram(&mut self, peer: PeerId, why: DatagramRefusal) {
        let call = self.peers.get(&peer).map(|peer| peer.call);
        match why {
            DatagramRefusal::Malformed => {
                self.refuse(Source::Peer(peer), call, Refused::Malformed);
            }
            DatagramRefusal::NotFromPeer => {
                self.refuse(Source::Network, None, Refused::UnknownSender);
            }
            DatagramRefusal::Replayed => {
                self.refuse(Source::Peer(peer), call, Refused::Duplicate);
            }
            DatagramRefusal::WrongPayloadType => {
                self.refuse(Source::Peer(peer), call, Refused::WrongPayloadType);
            }
            DatagramRefusal::OtherTrack => {
                self.refuse(Source::Peer(peer), call, Refused::OtherTrack);
            }
        }
    }

    pub(crate) fn link_datagram(&mut self, now: Instant, link: LinkId, bytes: &[u8]) {
        // Only a link with calls may make us hold halves.
        if !self.calls.values().any(|call| call.link == Some(link)) {
            return self.refuse(Source::OtherNode(link), None, Refused::UnknownCall);
        }
        match MediaPacket::decode(bytes) {
            Ok(Part::KeyFrameAsked(asked)) => self.other_node_lacks_picture(now, link, asked),
            Ok(part) => {
                let reassembly = self.reassembly.entry(link).or_default();
                if let Some(packet) = reassembly.push(now, part) {
                    self.other_node_sent(now, link, packet);
                }
            }
            Err(_) => self.refuse(Source::OtherNode(link), None, Refused::Malformed),
        }
    }
}
