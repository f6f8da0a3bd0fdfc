//! The two relays that are compared, each on one thread with the same socket calls: wait for a
//! datagram, work, send what comes of it.

use crate::srtp::{HEADER_BYTES, SrtpKey, TAG_BYTES};
use relay::{Input, Output, Relay};
use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long a relay waits for a datagram before it looks at its clock.
const WAIT: Duration = Duration::from_millis(5);

/// A relay at work; it stops when this is dropped.
pub struct Host {
    pub thread: u32,
    pub delivered: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
    handle: Option<JoinHandle<()>>,
}

impl Host {
    pub fn start(
        work: impl FnOnce(&AtomicBool, &AtomicU64) + Send + 'static,
    ) -> anyhow::Result<Self> {
        let (stop, delivered) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let (tell, told) = std::sync::mpsc::channel();
        let (stops, counts) = (Arc::clone(&stop), Arc::clone(&delivered));
        let handle = std::thread::spawn(move || {
            // Whoever started this waits for it.
            let _ = tell.send(crate::cpu::own_thread());
            work(&stops, &counts);
        });
        Ok(Self {
            thread: told.recv()??,
            delivered,
            stop,
            handle: Some(handle),
        })
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(handle) = self.handle.take() {
            let _ = handle.join();
        }
    }
}

/// RTP rather than a connectivity check, DTLS or RTCP (RFC 7983, RFC 5761).
pub fn is_media(bytes: &[u8]) -> bool {
    matches!(bytes, [128..=191, kind, ..] if !(64..=95).contains(&(kind & 0x7f)))
}

/// The product's relay.
pub fn run_relay(
    mut relay: Relay,
    socket: &UdpSocket,
    to: SocketAddr,
    stop: &AtomicBool,
    delivered: &AtomicU64,
) {
    let _ = socket.set_read_timeout(Some(WAIT));
    let mut buffer = [0; relay::DATAGRAM_BYTES_MAX + 1];
    while !stop.load(Ordering::Relaxed) {
        let received = socket.recv_from(&mut buffer);
        let now = Instant::now();
        if let Ok((length, from)) = received {
            let bytes = &buffer[..length];
            relay.handle_input(now, Input::Udp { from, to, bytes });
        }
        if relay.poll_timeout().is_some_and(|at| at <= now) {
            relay.handle_timeout(now);
        }
        while let Some(output) = relay.poll_output() {
            if let Output::Transmit { to, bytes, .. } = output {
                delivered.fetch_add(u64::from(is_media(&bytes)), Ordering::Relaxed);
                let _ = socket.send_to(&bytes, to);
            }
        }
    }
}

/// Who gets what a sender says, each under its own key.
pub struct BareReceiver {
    pub address: SocketAddr,
    pub key: SrtpKey,
    pub ssrc: u32,
    pub seq: u16,
}

/// A sender's key and its receivers.
pub struct BareSender {
    pub key: SrtpKey,
    pub receivers: Vec<BareReceiver>,
}

/// Opens and seals SRTP and does nothing else.
pub fn run_bare(
    mut senders: BTreeMap<SocketAddr, BareSender>,
    socket: &UdpSocket,
    stop: &AtomicBool,
    delivered: &AtomicU64,
) {
    let _ = socket.set_read_timeout(Some(WAIT));
    let mut buffer = [0; relay::DATAGRAM_BYTES_MAX + 1];
    let mut out = Vec::with_capacity(buffer.len());
    while !stop.load(Ordering::Relaxed) {
        let Ok((length, from)) = socket.recv_from(&mut buffer) else {
            continue;
        };
        let Some(sender) = senders.get_mut(&from) else {
            continue;
        };
        let packet = &mut buffer[..length];
        if sender.key.open(packet).is_none() {
            continue;
        }
        for receiver in &mut sender.receivers {
            out.clear();
            out.extend_from_slice(&packet[..length - TAG_BYTES]);
            out[2..4].copy_from_slice(&receiver.seq.to_be_bytes());
            out[8..12].copy_from_slice(&receiver.ssrc.to_be_bytes());
            debug_assert!(out.len() > HEADER_BYTES);
            receiver.seq = receiver.seq.wrapping_add(1);
            receiver.key.seal(&mut out);
            delivered.fetch_add(1, Ordering::Relaxed);
            let _ = socket.send_to(&out, receiver.address);
        }
    }
}
