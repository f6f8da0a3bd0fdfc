//! Voices whose packets are timed on their way: each names its stream and its number in its payload, and
//! is stamped as it leaves one socket and as it comes from the other.

use crate::devices::Talker;
use crate::host::is_media;
use crate::srtp::{self, HEADER_BYTES, SrtpKey, TAG_BYTES};
use anyhow::Context;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use terminal::endpoint::{Endpoint, Output, Transport};

/// Of a call with the usual depth of repeats.
pub const PAYLOAD_BYTES: usize = domain::voice_packet_bytes(2) as usize;
const SAMPLES_OF_A_FRAME: u32 = 960;
/// How often a listener looks at its clock, until it is connected and then.
const WAIT_CONNECTING: Duration = Duration::from_millis(20);
const WAIT: Duration = Duration::from_millis(500);

/// When the packets of one stream left and came, by their number.
#[derive(Default)]
pub struct Ledger(Mutex<Vec<(Instant, Option<Instant>)>>);

pub type Ledgers = Arc<[Ledger]>;

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Ledger {
    /// Of the next packet.
    fn number(&self) -> usize {
        held(&self.0).len()
    }

    fn left(&self, at: Instant) {
        held(&self.0).push((at, None));
    }

    fn came(&self, number: usize, at: Instant) {
        if let Some((_, came)) = held(&self.0).get_mut(number) {
            came.get_or_insert(at);
        }
    }
}

/// What became of the packets of some moments.
#[derive(Default)]
pub struct Heard {
    pub delays_ms: Vec<f64>,
    pub lost: usize,
}

/// Packets that left since these numbers.
pub fn heard(ledgers: &[Ledger], since: &[usize]) -> Heard {
    let mut heard = Heard::default();
    for (ledger, since) in ledgers.iter().zip(since) {
        for (left, came) in held(&ledger.0).iter().skip(*since) {
            match came {
                Some(came) => {
                    let delay = came.saturating_duration_since(*left);
                    heard.delays_ms.push(delay.as_secs_f64() * 1_000.0);
                }
                None => heard.lost += 1,
            }
        }
    }
    heard
}

pub fn numbers(ledgers: &[Ledger]) -> Vec<usize> {
    ledgers.iter().map(Ledger::number).collect()
}

pub fn ledgers(count: usize) -> Ledgers {
    (0..count).map(|_| Ledger::default()).collect()
}

fn name(stream: usize, number: usize) -> [u8; 8] {
    ((stream as u64) << 32 | number as u64).to_be_bytes()
}

/// Notes a packet that came, if it is one of ours.
fn note(ledgers: &[Ledger], payload: &[u8], at: Instant) {
    let Some(name) = payload.first_chunk::<8>() else {
        return;
    };
    let name = u64::from_be_bytes(*name);
    if let Some(ledger) = ledgers.get((name >> 32) as usize) {
        ledger.came((name & u64::from(u32::MAX)) as usize, at);
    }
}

/// A device's voice in a call of the product: the terminal's endpoint on a socket of its own.
pub struct Voice {
    endpoint: Mutex<Endpoint>,
    socket: UdpSocket,
    address: SocketAddr,
    stream: usize,
    ledgers: Ledgers,
    stop: AtomicBool,
}

/// An endpoint with its offer made.
pub struct Offering {
    pub endpoint: Endpoint,
    socket: UdpSocket,
    address: SocketAddr,
}

impl Offering {
    pub fn new() -> anyhow::Result<Self> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        let address = socket.local_addr()?;
        let locals = [(Transport::Udp, address)];
        Ok(Self {
            endpoint: Endpoint::new(Instant::now(), &locals)?,
            socket,
            address,
        })
    }

    /// Takes the node's answer and begins to listen; until it is dropped.
    pub fn answered(
        mut self,
        answer: &str,
        stream: usize,
        ledgers: &Ledgers,
    ) -> anyhow::Result<Listening<Voice>> {
        self.endpoint.accept_answer(answer)?;
        self.socket.set_read_timeout(Some(WAIT_CONNECTING))?;
        Ok(Listening::begin(Voice {
            endpoint: Mutex::new(self.endpoint),
            socket: self.socket,
            address: self.address,
            stream,
            ledgers: ledgers.clone(),
            stop: AtomicBool::new(false),
        }))
    }
}

impl Voice {
    fn drain(&self, endpoint: &mut Endpoint, at: Instant) {
        while let Some(output) = endpoint.poll_output() {
            match output {
                Output::Transmit { to, bytes, .. } => {
                    if is_media(&bytes) {
                        self.ledgers[self.stream].left(Instant::now());
                    }
                    let _ = self.socket.send_to(&bytes, to);
                }
                Output::Media(media) => note(&self.ledgers, &media.payload, at),
                Output::Connected => {
                    let _ = self.socket.set_read_timeout(Some(WAIT));
                }
                Output::Disconnected | Output::Closed => {}
            }
        }
    }
}

/// Something with a socket of its own that waits for what comes.
pub trait Listener: Send + Sync + 'static {
    fn stop(&self) -> &AtomicBool;
    /// Waits for one datagram, or until it is time to look at the clock.
    fn listen(&self);
    fn say(&self);
}

impl Listener for Voice {
    fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    fn listen(&self) {
        let mut buffer = [0; terminal::endpoint::DATAGRAM_BYTES_MAX + 1];
        let received = self.socket.recv_from(&mut buffer);
        // Before the endpoint is waited for: opening what came isn't what is measured.
        let at = Instant::now();
        let mut endpoint = held(&self.endpoint);
        match received {
            Ok((length, from)) => {
                let bytes = &buffer[..length];
                endpoint.handle_datagram(at, Transport::Udp, from, self.address, bytes);
            }
            Err(_) => endpoint.handle_timeout(at),
        }
        self.drain(&mut endpoint, at);
    }

    fn say(&self) {
        let mut endpoint = held(&self.endpoint);
        let number = self.ledgers[self.stream].number();
        let mut payload = name(self.stream, number).to_vec();
        payload.resize(PAYLOAD_BYTES, 0);
        let now = Instant::now();
        let time = (number as u32).wrapping_mul(SAMPLES_OF_A_FRAME);
        // Who isn't connected leaves a gap, which the ledger doesn't count as sent.
        let _ = endpoint.send(now, time, payload);
        self.drain(&mut endpoint, now);
    }
}

/// A talker of the bare relay: its key is given, nothing is negotiated.
pub struct BareVoice {
    pub socket: UdpSocket,
    to: SocketAddr,
    stream: usize,
    ledgers: Ledgers,
    stop: AtomicBool,
}

/// Keys by which a stream is sealed for the relay, and by the relay for whoever hears it.
pub fn keys(stream: usize, listener: usize) -> (SrtpKey, SrtpKey) {
    (
        SrtpKey::numbered(stream as u32),
        SrtpKey::numbered(1 << 16 | listener as u32),
    )
}

impl BareVoice {
    pub fn begin(
        to: SocketAddr,
        stream: usize,
        ledgers: &Ledgers,
    ) -> anyhow::Result<Listening<Self>> {
        let socket = UdpSocket::bind("127.0.0.1:0")?;
        socket.set_read_timeout(Some(WAIT))?;
        Ok(Listening::begin(Self {
            socket,
            to,
            stream,
            ledgers: ledgers.clone(),
            stop: AtomicBool::new(false),
        }))
    }

    pub fn address(&self) -> anyhow::Result<SocketAddr> {
        self.socket.local_addr().context("a bound socket")
    }
}

impl Listener for BareVoice {
    fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    fn listen(&self) {
        let mut buffer = [0; 2_048];
        let Ok(length) = self.socket.recv(&mut buffer) else {
            return;
        };
        let at = Instant::now();
        let (_, key) = keys(self.stream, self.stream);
        if let Some(payload) = key.open(&mut buffer[..length]) {
            note(&self.ledgers, payload, at);
        }
    }

    fn say(&self) {
        let ledger = &self.ledgers[self.stream];
        let number = ledger.number();
        let mut packet = srtp::packet(self.stream as u32, number as u16, PAYLOAD_BYTES);
        packet[HEADER_BYTES..HEADER_BYTES + 8].copy_from_slice(&name(self.stream, number));
        let (key, _) = keys(self.stream, self.stream);
        key.seal(&mut packet);
        debug_assert_eq!(packet.len(), HEADER_BYTES + PAYLOAD_BYTES + TAG_BYTES);
        ledger.left(Instant::now());
        let _ = self.socket.send_to(&packet, self.to);
    }
}

/// Listens on a thread of its own until it is dropped.
pub struct Listening<L: Listener>(pub Arc<L>);

impl<L: Listener> Listening<L> {
    fn begin(listener: L) -> Self {
        let listener = Arc::new(listener);
        let listens = listener.clone();
        std::thread::spawn(move || {
            while !listens.stop().load(Ordering::Relaxed) {
                listens.listen();
            }
        });
        Self(listener)
    }
}

impl<L: Listener> Talker for Listening<L> {
    fn tick(&mut self, _: Instant) {
        self.0.say();
    }
}

impl<L: Listener> Drop for Listening<L> {
    fn drop(&mut self) {
        self.0.stop().store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_timed_by_stream_and_number() {
        let all = ledgers(2);
        let begin = Instant::now();
        let after = |ms| begin + Duration::from_millis(ms);
        all[1].left(begin);
        let since = numbers(&all);
        assert_eq!(since, [0, 1]);
        for ms in [10, 20, 30] {
            all[1].left(after(ms));
        }
        note(&all, &name(1, 1), after(15));
        // A second copy changes nothing, a number that never left is nobody's.
        note(&all, &name(1, 1), after(19));
        note(&all, &name(1, 9), after(19));
        note(&all, &name(7, 1), after(19));
        note(&all, &[1, 2], after(19));
        note(&all, &name(1, 3), after(31));
        let heard = heard(&all, &since);
        assert_eq!(heard.delays_ms, [5.0, 1.0]);
        assert_eq!(heard.lost, 1);
    }
}
