//! Every protection profile against the library's own SRTP, both ways, reports included. DTLS agrees
//! on keys as ever; then both ends are given those of one profile.

use super::*;
use crate::call::Medium;
use crate::srtp::{Material, Profile};
use std::time::Duration;
use str0m::change::SdpAnswer;
use str0m::crypto::dtls::{
    DtlsCert, DtlsImplError, DtlsInstance, DtlsOutput, DtlsProvider, KeyingMaterial,
    ProtocolVersion, SrtpProfile,
};
use str0m::crypto::{CryptoError, CryptoProvider, from_feature_flags};
use str0m::media::{Direction, MediaKind};
use str0m::rtp::{RtpPacket, RtpWrite};

const NODE: &str = "192.0.2.1:5000";
const DEVICE: &str = "198.51.100.1:4000";
const PAYLOAD: [u8; 204] = [0x5a; 204];

#[derive(Debug)]
struct Given(SrtpProfile, Profile);

static PROFILES: [Given; 3] = [
    Given(SrtpProfile::AES128_CM_SHA1_80, Profile::Aes128CmSha1_80),
    Given(SrtpProfile::AEAD_AES_128_GCM, Profile::Aes128Gcm),
    Given(SrtpProfile::AEAD_AES_256_GCM, Profile::Aes256Gcm),
];

impl Given {
    fn exported(&self) -> Vec<u8> {
        let bytes = 2 * (self.1.key_bytes() + self.1.salt_bytes());
        (0..bytes).map(|n| (n as u8).wrapping_mul(3)).collect()
    }
}

impl DtlsProvider for Given {
    fn generate_certificate(&self) -> Option<DtlsCert> {
        from_feature_flags().dtls_provider.generate_certificate()
    }

    fn new_dtls(
        &self,
        cert: &DtlsCert,
        now: Instant,
        version: DtlsVersion,
        mtu: Option<usize>,
    ) -> Result<Box<dyn DtlsInstance>, CryptoError> {
        let provider = from_feature_flags().dtls_provider;
        let dtls = provider.new_dtls(cert, now, version, mtu)?;
        let given = KeyingMaterial::new(&self.exported());
        Ok(Box::new(GivenDtls(dtls, self.0, Some(given))))
    }
}

#[derive(Debug)]
struct GivenDtls(Box<dyn DtlsInstance>, SrtpProfile, Option<KeyingMaterial>);

impl DtlsInstance for GivenDtls {
    fn set_active(&mut self, active: bool) {
        self.0.set_active(active);
    }
    fn handle_packet(&mut self, packet: &[u8]) -> Result<(), DtlsImplError> {
        self.0.handle_packet(packet)
    }
    fn poll_output<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        match self.0.poll_output(buffer) {
            DtlsOutput::KeyingMaterial(..) => {
                DtlsOutput::KeyingMaterial(self.2.take().expect("once"), self.1)
            }
            other => other,
        }
    }
    fn handle_timeout(&mut self, now: Instant) -> Result<(), DtlsImplError> {
        self.0.handle_timeout(now)
    }
    fn send_application_data(&mut self, data: &[u8]) -> Result<usize, DtlsImplError> {
        self.0.send_application_data(data)
    }
    fn is_active(&self) -> bool {
        self.0.is_active()
    }
    fn protocol_version(&self) -> Option<ProtocolVersion> {
        self.0.protocol_version()
    }
    fn close(&mut self) -> Result<(), DtlsImplError> {
        self.0.close()
    }
}

/// A node's transport and its device, with nothing between them.
struct Ends {
    now: Instant,
    node: Str0mPeer,
    device: Rtc,
    voice: StrMid,
    is_connected: bool,
    /// What came of the device's voice: number and payload.
    heard_by_node: Vec<(u64, Vec<u8>)>,
    heard_by_device: Vec<RtpPacket>,
    reports_to_device: usize,
}

impl Ends {
    fn new(given: &'static Given) -> Self {
        Self::with_offer(given, |offer| offer)
    }

    /// As if the device had offered something else than its library did.
    fn with_offer(given: &'static Given, altered: impl Fn(String) -> String) -> Self {
        let now = Instant::now();
        let crypto = CryptoProvider {
            dtls_provider: given,
            ..from_feature_flags()
        };
        let mut device = Rtc::builder()
            .set_rtp_mode(true)
            .clear_codecs()
            .enable_opus(true, false)
            .set_crypto_provider(std::sync::Arc::new(crypto))
            .build(now);
        device.add_local_candidate(Candidate::host(DEVICE.parse().unwrap(), "udp").unwrap());
        let mut change = device.sdp_api();
        let mut line = |way| change.add_media(MediaKind::Audio, way, None, None, None);
        let voice = line(Direction::SendOnly);
        line(Direction::RecvOnly);
        let (offer, pending) = change.apply().unwrap();
        let own = OwnAddresses::new(&[NODE.parse().unwrap()], &[]).unwrap();
        let offer = altered(offer.to_sdp_string());
        let checked = CheckedOffer::check(&offer, Medium::PhoneCall).unwrap();
        let accepted = Str0mPeer::accept_offer(now, &own, &checked).unwrap();
        let answer = SdpAnswer::from_sdp_string(&accepted.answer_sdp).unwrap();
        device.sdp_api().accept_answer(pending, answer).unwrap();
        let mut ends = Self {
            now,
            node: accepted.transport,
            device,
            voice,
            is_connected: false,
            heard_by_node: Vec::new(),
            heard_by_device: Vec::new(),
            reports_to_device: 0,
        };
        ends.pass(Duration::from_secs(2));
        assert!(ends.is_connected);
        let material = Material::exported(given.1, &given.exported(), false).unwrap();
        ends.node.media.set_keys(&material).unwrap();
        ends
    }

    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while self.now < until {
            self.now += Duration::from_millis(10);
            self.node.handle_timeout(self.now);
            self.device.handle_input(Input::Timeout(self.now)).unwrap();
            self.settle();
        }
    }

    fn settle(&mut self) {
        loop {
            let to_node = self.poll_device();
            let (is_quiet, mut opened) = (to_node.is_empty(), Vec::new());
            for bytes in to_node {
                let datagram = Datagram {
                    proto: Proto::Udp,
                    from: DEVICE.parse().unwrap(),
                    to: NODE.parse().unwrap(),
                    bytes: &bytes,
                };
                let taken = self.node.handle_datagram(self.now, datagram, &mut opened);
                if let Some(rtp) = taken.unwrap() {
                    self.heard_by_node.push((rtp.seq, rtp.payload.to_vec()));
                }
            }
            let to_device = self.poll_node();
            if is_quiet && to_device.is_empty() {
                return;
            }
            for bytes in to_device {
                self.give_device(&bytes);
            }
        }
    }

    fn give_device(&mut self, bytes: &[u8]) {
        let (from, to) = (NODE.parse().unwrap(), DEVICE.parse().unwrap());
        let received = Receive::new(Protocol::Udp, from, to, bytes).unwrap();
        let input = Input::Receive(self.now, received);
        self.device.handle_input(input).unwrap();
    }

    fn poll_device(&mut self) -> Vec<Vec<u8>> {
        let mut sent = Vec::new();
        loop {
            match self.device.poll_output().unwrap() {
                Output::Timeout(_) => return sent,
                Output::Transmit(transmit) => sent.push(transmit.contents.to_vec()),
                Output::Event(Event::RtpPacket(packet)) => self.heard_by_device.push(packet),
                Output::Event(Event::SenderFeedback(_)) => self.reports_to_device += 1,
                Output::Event(_) => {}
            }
        }
    }

    fn poll_node(&mut self) -> Vec<Vec<u8>> {
        let mut sent = Vec::new();
        loop {
            match self.node.poll_output() {
                TransportOutput::Due(_) => return sent,
                TransportOutput::Transmit(transmit) => sent.push(transmit.bytes),
                TransportOutput::Connected => self.is_connected = true,
                TransportOutput::Gone => panic!("gone"),
                TransportOutput::LacksPicture { .. } => panic!("a picture in a phone call"),
            }
        }
    }

    fn device_says(&mut self, seq: u64) {
        let kind = self.device.codec_config().params()[0].pt();
        let now = self.now;
        let mut direct = self.device.direct_api();
        let stream = direct.stream_tx_by_mid(self.voice, None).unwrap();
        stream.write_rtp(RtpWrite::new(kind, seq.into(), 7, now, &PAYLOAD[..]));
        self.pass(Duration::from_millis(20));
    }

    fn node_says(&mut self, seq: u64) {
        let rtp = RtpOut {
            seq,
            time: 9,
            marker: true,
            payload: &PAYLOAD,
        };
        let transmit = self.node.write_rtp(self.now, 0, rtp).unwrap();
        assert_eq!(transmit.to, DEVICE.parse().unwrap());
        self.give_device(&transmit.bytes);
        self.pass(Duration::from_millis(20));
    }
}

/// The payload type is in clear; the library's device has no RED and would leave such packets.
#[test]
fn packets_on_a_line_with_red_are_under_its_type() {
    let with = |more: &'static str| move |offer: String| offer + more;
    for (more, expected) in [
        ("", 111),
        ("a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n", 63),
        ("a=rtpmap:63 red/48000/2\r\na=fmtp:63 110/110\r\n", 111),
    ] {
        let mut ends = Ends::with_offer(&PROFILES[0], with(more));
        let rtp = RtpOut {
            seq: 1,
            time: 9,
            marker: false,
            payload: &PAYLOAD,
        };
        let transmit = ends.node.write_rtp(ends.now, 0, rtp).unwrap();
        assert_eq!(transmit.bytes[1] & 0x7f, expected, "{more}");
    }
}

#[test]
fn each_profile_is_understood_both_ways() {
    for given in &PROFILES {
        let mut ends = Ends::new(given);
        // Both over a rollover.
        let numbers = 65_530..65_545;
        for seq in numbers.clone() {
            ends.device_says(seq);
            ends.node_says(seq);
        }
        let expected: Vec<_> = numbers.clone().map(|seq| (seq, PAYLOAD.to_vec())).collect();
        assert_eq!(ends.heard_by_node, expected, "{given:?}");
        let heard = ends.heard_by_device.iter();
        let heard: Vec<_> = heard.map(|p| (*p.seq_no, p.payload.to_vec())).collect();
        assert_eq!(heard, expected, "{given:?}");
        let header = &ends.heard_by_device[0].header;
        assert_eq!((header.marker, header.timestamp), (true, 9));
        assert!(header.ext_vals.mid.is_some(), "each packet names its line");

        ends.pass(2 * REPORT_EVERY);
        let reports = ends.node.media.reports();
        assert!(reports.sender > 0, "{given:?}: {reports:?}");
        assert!(ends.reports_to_device > 0, "{given:?}");
        let before = ends.reports_to_device;
        ends.pass(3 * REPORT_EVERY);
        assert_eq!(ends.reports_to_device, before, "nothing was said since");
    }
}
