//! Offers to the relay: what gets past the relay's own check keeps the contract; the WebRTC library
//! behind it answers or refuses.

use relay::{
    Accepted, CANDIDATES_MAX, CallId, CallParameters, CheckedOffer, Datagram, DatagramRefusal,
    FLOOR_SENDERS_MAX, Medium, OfferRefusal, OwnAddresses, PeerId, PeerTransport, Proto, Relay,
    RtpIn, RtpOut, SDP_BYTES_MAX, Str0mPeer, StreamHalf, Transmit, TransportOutput,
    VIDEO_SLOTS_MAX,
};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

const CALL: CallId = CallId([1; 16]);

/// Stands where the WebRTC library would, and sees only checked offers.
struct Witness(Instant);

impl PeerTransport for Witness {
    type Setup = ();

    fn accept_offer(
        now: Instant,
        (): &(),
        offer: &CheckedOffer,
    ) -> Result<Accepted<Self>, OfferRefusal> {
        let lines: Vec<&str> = offer.sdp.lines().map(str::trim).collect();
        let media = lines.iter().filter(|line| line.starts_with("m="));
        let videos = media.clone().filter(|line| line.starts_with("m=video"));
        let video_lines = usize::from(offer.video.is_some()) + offer.video_slots.len();
        assert_eq!(videos.count(), video_lines);
        let audios = media.filter(|line| line.starts_with("m=audio"));
        assert_eq!(audios.count(), 1 + offer.slots.len());
        assert!(offer.video_slots.len() <= VIDEO_SLOTS_MAX);
        let candidates = |line: &&&str| line.starts_with("a=candidate:");
        assert_eq!(lines.iter().filter(candidates).count(), 0, "none is kept");
        assert!(offer.slots.len() <= FLOOR_SENDERS_MAX);
        let mids: BTreeSet<&str> = offer
            .slots
            .iter()
            .chain([&offer.voice])
            .chain(&offer.video)
            .chain(&offer.video_slots)
            .map(relay::Mid::as_str)
            .collect();
        assert_eq!(mids.len(), 1 + offer.slots.len() + video_lines, "each once");
        Ok(Accepted {
            transport: Self(now + Duration::from_secs(60)),
            answer_sdp: String::new(),
            ufrag: "witness".to_owned(),
            slots: offer.slots.clone(),
            video_slots: offer.video_slots.clone(),
        })
    }

    fn is_own_address((): &(), _: Proto, _: SocketAddr) -> bool {
        true
    }

    fn handle_datagram<'a>(
        &mut self,
        _: Instant,
        _: Datagram<'_>,
        _: &'a mut Vec<u8>,
    ) -> Result<Option<RtpIn<'a>>, DatagramRefusal> {
        Err(DatagramRefusal::Malformed)
    }

    fn handle_timeout(&mut self, _: Instant) {}

    fn poll_output(&mut self) -> TransportOutput {
        TransportOutput::Due(self.0)
    }

    fn write_rtp(&mut self, _: Instant, _: usize, _: RtpOut<'_>) -> Option<Transmit> {
        None
    }

    fn write_video(&mut self, _: Instant, _: usize, _: RtpOut<'_>) -> Option<Transmit> {
        None
    }

    fn ask_key_frame(&mut self) -> Option<Transmit> {
        None
    }

    fn close(&mut self) {}
}

fn open<T: PeerTransport>(setup: T::Setup, medium: Medium) -> Relay<T> {
    let mut relay = Relay::new(setup);
    let parameters = CallParameters {
        medium,
        payload_bytes: 207,
        packets_per_s_max: 60,
        half: StreamHalf::Low,
        first_stream: 0,
    };
    relay
        .open_call(CALL, parameters, None)
        .expect("a new call within the limits");
    relay
}

/// An offer that the contract forbids never reaches the WebRTC library; a refused one leaves nothing.
pub fn sdp_offer(data: &[u8]) -> bool {
    let Ok(offer) = std::str::from_utf8(data) else {
        return false;
    };
    let in_phone_call = is_answered(offer, Medium::PhoneCall);
    let in_conference = is_answered(offer, Medium::Videoconference);
    assert!(
        in_conference || !in_phone_call,
        "a conference takes voice alone"
    );
    in_conference
}

fn is_answered(offer: &str, medium: Medium) -> bool {
    let now = Instant::now();
    let mut witnessed = open::<Witness>((), medium);
    let checked = witnessed.add_peer(now, CALL, PeerId(1), offer);
    if checked.is_ok() {
        assert!(offer.len() <= SDP_BYTES_MAX);
        let candidates = offer.matches("a=candidate:").count();
        assert!(candidates <= CANDIDATES_MAX || offer.lines().count() < candidates);
    } else {
        assert_eq!(witnessed.stream_of(PeerId(1)), None, "nothing is kept");
    }
    let own: SocketAddr = ([192, 0, 2, 1], 5_000).into();
    let addresses = OwnAddresses::new(&[own], &[]).expect("one address");
    let mut real = open::<Str0mPeer>(addresses, medium);
    match real.add_peer(now, CALL, PeerId(1), offer) {
        Ok(answer) => {
            assert!(checked.is_ok(), "only checked offers are answered");
            assert!(answer.contains("a=ice-lite"));
            assert!(medium == Medium::Videoconference || !answer.contains("m=video"));
            assert!(!answer.contains("m=application"));
            while real.poll_output().is_some() {}
            true
        }
        Err(_) => {
            assert_eq!(real.stream_of(PeerId(1)), None, "nothing is kept");
            false
        }
    }
}
