//! A long way between two nodes: datagrams come through after so much time, in their order.

use std::collections::BTreeMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// Stands before one node's line port; its threads end with the process.
pub struct LineDelay {
    pub address: SocketAddr,
}

impl LineDelay {
    pub fn start(node: SocketAddr, one_way: Duration) -> anyhow::Result<Self> {
        let outside = Arc::new(UdpSocket::bind("127.0.0.1:0")?);
        let address = outside.local_addr()?;
        std::thread::spawn(move || inwards(&outside, node, one_way));
        Ok(Self { address })
    }
}

/// Towards the node, with a socket of its own for each sender, so that answers find back.
fn inwards(outside: &Arc<UdpSocket>, node: SocketAddr, one_way: Duration) {
    let mut inside: BTreeMap<SocketAddr, mpsc::Sender<Late>> = BTreeMap::new();
    let mut buffer = [0; 2_048];
    loop {
        let Ok((length, sender)) = outside.recv_from(&mut buffer) else {
            continue;
        };
        let way = match inside.get(&sender) {
            Some(way) => way,
            None => {
                let Ok(socket) = UdpSocket::bind("127.0.0.1:0").map(Arc::new) else {
                    continue;
                };
                let back = late_to(Arc::clone(outside), sender);
                let from_node = Arc::clone(&socket);
                std::thread::spawn(move || answers(&from_node, &back, one_way));
                inside.entry(sender).or_insert(late_to(socket, node))
            }
        };
        let _ = way.send((Instant::now() + one_way, buffer[..length].to_vec()));
    }
}

fn answers(socket: &UdpSocket, back: &mpsc::Sender<Late>, one_way: Duration) {
    let mut buffer = [0; 2_048];
    loop {
        // An error is about an earlier datagram, which is lost like others.
        let Ok(length) = socket.recv(&mut buffer) else {
            continue;
        };
        let late = (Instant::now() + one_way, buffer[..length].to_vec());
        if back.send(late).is_err() {
            return;
        }
    }
}

/// A datagram and when it is due.
type Late = (Instant, Vec<u8>);

fn late_to(socket: Arc<UdpSocket>, to: SocketAddr) -> mpsc::Sender<Late> {
    let (give, take) = mpsc::channel::<Late>();
    std::thread::spawn(move || {
        for (due, bytes) in take {
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let _ = socket.send_to(&bytes, to);
        }
    });
    give
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn datagrams_come_late_and_in_order_both_ways() {
        let node = UdpSocket::bind("127.0.0.1:0").unwrap();
        let one_way = Duration::from_millis(40);
        let delay = LineDelay::start(node.local_addr().unwrap(), one_way).unwrap();
        let other = UdpSocket::bind("127.0.0.1:0").unwrap();
        let (begun, mut buffer) = (Instant::now(), [0; 8]);
        for word in [b"one", b"two"] {
            other.send_to(word, delay.address).unwrap();
        }
        let (length, from) = node.recv_from(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"one");
        assert!(begun.elapsed() >= one_way);
        node.send_to(b"back", from).unwrap();
        let length = other.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..length], b"back");
        assert!(begun.elapsed() >= 2 * one_way);
    }
}
