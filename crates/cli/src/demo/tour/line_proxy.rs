//! A stretch of network between the two nodes, for checks: everything that they send each other comes
//! through it, is dropped at random as often as asked, and is written down.

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::{net::UdpSocket, task::JoinSet};

use crate::CliError;

/// Largest datagram that comes through; QUIC's are below 1,500 bytes.
const DATAGRAM_BYTES_MAX: usize = 2_048;
/// Addresses that may send from outside at once: the other node's connections and those it closed.
const SENDERS_MAX: usize = 64;
/// Bytes that are written down; a tour's line carries a few megabytes.
const WRITTEN_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What came through, both ways.
#[derive(Debug, Default)]
pub struct Passed {
    pub datagrams: AtomicU64,
    pub dropped: AtomicU64,
}

/// Where datagrams are written, each after its length in four bytes.
type Tape = Arc<Mutex<(std::fs::File, u64)>>;

/// Stands before one node's line port; ends when it is dropped.
pub struct LineProxy {
    pub port: u16,
    pub passed: Arc<Passed>,
    _tasks: JoinSet<()>,
}

fn failed(error: std::io::Error) -> CliError {
    CliError::failed("line-proxy", error, "free a UDP port on this machine")
}

impl LineProxy {
    /// Passes datagrams on to `node`, except `loss_percent` of a hundred each way.
    pub async fn start(node: u16, loss_percent: u8, tape: &Path) -> Result<Self, CliError> {
        let outside = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(failed)?;
        let port = outside.local_addr().map_err(failed)?.port();
        let file = std::fs::File::create(tape).map_err(failed)?;
        let passed = Arc::new(Passed::default());
        let way = Way {
            outside: Arc::new(outside),
            node: SocketAddr::from((Ipv4Addr::LOCALHOST, node)),
            loss_percent,
            passed: passed.clone(),
            tape: Arc::new(Mutex::new((file, 0))),
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(way.run());
        Ok(Self {
            port,
            passed,
            _tasks: tasks,
        })
    }
}

#[derive(Clone)]
struct Way {
    outside: Arc<UdpSocket>,
    node: SocketAddr,
    loss_percent: u8,
    passed: Arc<Passed>,
    tape: Tape,
}

impl Way {
    /// Towards the node, with a socket of its own for each sender, so that answers find back.
    async fn run(self) {
        let mut inside: BTreeMap<SocketAddr, Arc<UdpSocket>> = BTreeMap::new();
        let mut back = JoinSet::new();
        let mut buffer = [0; DATAGRAM_BYTES_MAX];
        loop {
            // An error of a datagram socket is about an earlier datagram, which is lost like others.
            let Ok((length, sender)) = self.outside.recv_from(&mut buffer).await else {
                continue;
            };
            let socket = match inside.get(&sender) {
                Some(socket) => socket.clone(),
                None if inside.len() >= SENDERS_MAX => continue,
                None => {
                    let Ok(socket) = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await else {
                        continue;
                    };
                    let socket = Arc::new(socket);
                    inside.insert(sender, socket.clone());
                    back.spawn(self.clone().answers(socket.clone(), sender));
                    socket
                }
            };
            if self.passes(&buffer[..length]) {
                // What can't be sent is lost, as on any network.
                let _ = socket.send_to(&buffer[..length], self.node).await;
            }
        }
    }

    async fn answers(self, socket: Arc<UdpSocket>, sender: SocketAddr) {
        let mut buffer = [0; DATAGRAM_BYTES_MAX];
        loop {
            let Ok((length, from)) = socket.recv_from(&mut buffer).await else {
                continue;
            };
            if from == self.node && self.passes(&buffer[..length]) {
                let _ = self.outside.send_to(&buffer[..length], sender).await;
            }
        }
    }

    fn passes(&self, datagram: &[u8]) -> bool {
        self.write_down(datagram);
        self.passed.datagrams.fetch_add(1, Ordering::Relaxed);
        let dropped = drops(self.loss_percent);
        if dropped {
            self.passed.dropped.fetch_add(1, Ordering::Relaxed);
        }
        !dropped
    }

    fn write_down(&self, datagram: &[u8]) {
        use std::io::Write;
        let mut tape = self.tape.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, written) = &mut *tape;
        if *written > WRITTEN_BYTES_MAX {
            return;
        }
        *written += datagram.len() as u64 + 4;
        let length = u32::try_from(datagram.len()).unwrap_or(u32::MAX);
        // A tape that can't be written shows in the search, which demands datagrams on it.
        let _ = file.write_all(&[&length.to_be_bytes()[..], datagram].concat());
    }
}

/// One throw of a hundred-sided die.
fn drops(percent: u8) -> bool {
    let mut random = [0; 4];
    percent > 0
        && getrandom::fill(&mut random).is_ok()
        && u32::from_be_bytes(random) % 100 < u32::from(percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_dropped_as_asked() {
        let dropped = |percent| (0..10_000).filter(|_| drops(percent)).count();
        assert_eq!(dropped(0), 0);
        assert_eq!(dropped(100), 10_000);
        // Eight standard deviations.
        let fifth = dropped(20);
        assert!((1_680..=2_320).contains(&fifth), "{fifth}");
    }

    #[tokio::test]
    async fn datagrams_go_both_ways_and_are_written_down() {
        let dir = tempfile::tempdir().unwrap();
        let tape = dir.path().join("line.tape");
        let node = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let proxy = LineProxy::start(node.local_addr().unwrap().port(), 0, &tape)
            .await
            .unwrap();
        let other = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut buffer = [0; 16];
        other
            .send_to(b"there", (Ipv4Addr::LOCALHOST, proxy.port))
            .await
            .unwrap();
        let (length, from) = node.recv_from(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..length], b"there");
        node.send_to(b"and back", from).await.unwrap();
        let (length, _) = other.recv_from(&mut buffer).await.unwrap();
        assert_eq!(&buffer[..length], b"and back");
        assert_eq!(proxy.passed.datagrams.load(Ordering::Relaxed), 2);
        assert_eq!(
            std::fs::read(&tape).unwrap(),
            b"\x00\x00\x00\x05there\x00\x00\x00\x08and back"
        );
    }
}
