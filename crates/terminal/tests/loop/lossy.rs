//! A way to the node that loses a share of what the device sends, by a seed; the way back is clean.
//! Which voice packets are lost depends on the seed alone, not on what else is sent meanwhile.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use tokio::net::UdpSocket;

/// Of each voice packet so far, whether it was lost.
pub type Losses = Arc<Mutex<Vec<bool>>>;

/// An address that leads to the node, for one device.
pub struct Way {
    pub address: SocketAddr,
    pub losses: Losses,
    closed: Arc<AtomicBool>,
}

impl Way {
    /// From now on nothing gets through, in either direction.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

pub async fn way_to(node: SocketAddr, loss: f64, seed: u64) -> Way {
    let front = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let back = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    back.connect(node).await.unwrap();
    let address = front.local_addr().unwrap();
    let losses = Losses::default();
    let noted = losses.clone();
    let closed = Arc::<AtomicBool>::default();
    let is_closed = closed.clone();
    println!("a way that loses {loss}, seed {seed}");
    tokio::spawn(async move {
        let mut for_voice = ChaCha8Rng::seed_from_u64(seed);
        let mut for_others = ChaCha8Rng::seed_from_u64(!seed);
        let mut device = None;
        let (mut up, mut down) = ([0; 2_000], [0; 2_000]);
        loop {
            tokio::select! {
                received = front.recv_from(&mut up) => {
                    let Ok((length, from)) = received else { return };
                    device = Some(from);
                    let lost = if is_voice(&up[..length]) {
                        let lost = for_voice.random_bool(loss);
                        noted.lock().unwrap().push(lost);
                        lost
                    } else {
                        for_others.random_bool(loss)
                    };
                    if !lost && !is_closed.load(Ordering::Relaxed) {
                        drop(back.send(&up[..length]).await);
                    }
                }
                received = back.recv(&mut down) => {
                    let (Ok(length), Some(device)) = (received, device) else { return };
                    if !is_closed.load(Ordering::Relaxed) {
                        drop(front.send_to(&down[..length], device).await);
                    }
                }
            }
        }
    });
    Way {
        address,
        losses,
        closed,
    }
}

/// RTP and not RTCP (RFC 5761).
fn is_voice(datagram: &[u8]) -> bool {
    matches!(datagram, [128..=191, kind, ..] if !(64..=95).contains(&(kind & 0x7f)))
}

/// Frames that no packet brought: their own and all that repeat them were lost.
pub fn frames_lost(losses: &Losses, frames_in_packet: usize) -> u64 {
    let losses = losses.lock().unwrap();
    let gone = losses
        .windows(frames_in_packet)
        .filter(|w| w.iter().all(|lost| *lost));
    gone.count() as u64
}
