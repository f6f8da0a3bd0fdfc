//! Somebody on the network between a device and its node: passes everything on, and notes of each
//! datagram when it came, which way it went and how long it was.

use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// What an observer sees of a datagram. Whether it is voice stands in its first two bytes (RFC 5761).
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    pub at: Instant,
    pub bytes: usize,
    pub is_voice: bool,
}

pub type Notes = Arc<Mutex<Vec<Seen>>>;

/// An address that leads one device to the node.
pub struct Observer {
    pub address: SocketAddr,
    /// From the device, and to it.
    pub up: Notes,
    pub down: Notes,
}

/// A thread wakes so often to see whether the test is over.
const LOOK: Duration = Duration::from_millis(500);

impl Observer {
    /// Watches until both notes are dropped by all others.
    pub fn before(node: SocketAddr) -> Self {
        let bind = || {
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            socket.set_read_timeout(Some(LOOK)).unwrap();
            Arc::new(socket)
        };
        let (front, back) = (bind(), bind());
        let address = front.local_addr().unwrap();
        let (up, down) = (Notes::default(), Notes::default());
        let device = Arc::new(Mutex::new(None));
        let (from, to, noted, who) = (front.clone(), back.clone(), up.clone(), device.clone());
        watch(from, noted, move |source, bytes| {
            *who.lock().unwrap() = Some(source);
            drop(to.send_to(bytes, node));
        });
        watch(back, down.clone(), move |_, bytes| {
            if let Some(device) = *device.lock().unwrap() {
                drop(front.send_to(bytes, device));
            }
        });
        Self { address, up, down }
    }
}

/// A thread for each way, so that one way's bursts don't delay what is noted of the other.
fn watch(from: Arc<UdpSocket>, notes: Notes, pass: impl Fn(SocketAddr, &[u8]) + Send + 'static) {
    std::thread::spawn(move || {
        let mut buffer = [0; 2_000];
        while Arc::strong_count(&notes) > 1 {
            let Ok((bytes, source)) = from.recv_from(&mut buffer) else {
                continue;
            };
            let at = Instant::now();
            pass(source, &buffer[..bytes]);
            let is_voice = matches!(buffer[..bytes], [128..=191, kind, ..] if !(64..=95).contains(&(kind & 0x7f)));
            notes.lock().unwrap().push(Seen {
                at,
                bytes,
                is_voice,
            });
        }
    });
}
