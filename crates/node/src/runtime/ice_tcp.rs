//! Media over TCP (RFC 6544), for devices whose network lets no UDP through: one connection each,
//! frames with a length before each (RFC 4571).

use relay::MediaKind;
use relay::framing::{FrameReader, encode_frame};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, ReadHalf, WriteHalf};
use tokio::sync::mpsc;

use super::seated_stream::SeatedStream;

/// Frames of all devices that wait for the relay; a connection whose frame finds no room waits.
pub(super) const FRAMES_IN_MAX: usize = 1_024;
/// Frames that wait for one device: a second of eight voices. What comes when there is no room is
/// lost, as it would be over UDP.
pub(super) const FRAMES_OUT_MAX: usize = 400;
/// Frames that may wait when video is to join them: voice after it comes soon, and never finds it full.
pub(super) const VIDEO_FRAMES_OUT_MAX: usize = 100;
/// A device proves every few seconds that it is there (RFC 7675); without that its connection is over.
const SILENT_MAX: Duration = Duration::from_secs(30);
const READ_BYTES: usize = 4_096;

/// One connection. The same address may come again, with another number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Way {
    pub from: SocketAddr,
    pub number: u64,
}

/// What the relay's task hears of connections.
#[derive(Debug)]
pub(super) enum FromTcp {
    /// Dropping `give` ends the connection once it has sent what waits.
    Opened {
        way: Way,
        give: mpsc::Sender<Vec<u8>>,
    },
    Frame {
        way: Way,
        bytes: Vec<u8>,
    },
    Closed(Way),
}

/// Serves a connection until either end has had enough of it.
pub(super) async fn serve(stream: SeatedStream, from: SocketAddr, media: &mpsc::Sender<FromTcp>) {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let way = Way { from, number };
    let (give, frames) = mpsc::channel(FRAMES_OUT_MAX);
    if media.send(FromTcp::Opened { way, give }).await.is_err() {
        return;
    }
    let (reader, writer) = tokio::io::split(stream);
    tokio::select! {
        () = read(reader, way, media) => {}
        () = write(writer, frames) => {}
    }
    let _ = media.send(FromTcp::Closed(way)).await;
}

/// Returns when the connection ends, falls silent or brings what isn't a frame.
async fn read(mut stream: ReadHalf<SeatedStream>, way: Way, media: &mpsc::Sender<FromTcp>) {
    let mut frames = FrameReader::default();
    let mut bytes = vec![0; READ_BYTES];
    loop {
        let read = tokio::time::timeout(SILENT_MAX, stream.read(&mut bytes));
        let Ok(Ok(length @ 1..)) = read.await else {
            return;
        };
        frames.push(&bytes[..length]);
        loop {
            let bytes = match frames.next_frame() {
                Ok(Some(frame)) => frame.to_vec(),
                Ok(None) => break,
                Err(_) => return,
            };
            if media.send(FromTcp::Frame { way, bytes }).await.is_err() {
                return;
            }
        }
    }
}

/// Returns when the relay's task gave the connection up and everything is sent, or it failed.
async fn write(mut stream: WriteHalf<SeatedStream>, mut frames: mpsc::Receiver<Vec<u8>>) {
    while let Some(datagram) = frames.recv().await {
        // The relay sends no datagram that doesn't fit a frame.
        let Ok(frame) = encode_frame(&datagram) else {
            continue;
        };
        if stream.write_all(&frame).await.is_err() {
            return;
        }
    }
    let _ = stream.shutdown().await;
}

/// The open connections, as the relay's task knows them.
#[derive(Default)]
pub(super) struct TcpWays(HashMap<SocketAddr, Open>);

struct Open {
    number: u64,
    give: mpsc::Sender<Vec<u8>>,
    has_spoken: bool,
}

impl TcpWays {
    /// A second one from an address that has one is dropped, and so ended.
    pub fn opened(&mut self, way: Way, give: mpsc::Sender<Vec<u8>>) {
        let open = Open {
            number: way.number,
            give,
            has_spoken: false,
        };
        self.0.entry(way.from).or_insert(open);
    }

    /// Whether a frame of this connection counts.
    pub fn spoke(&mut self, way: Way) -> bool {
        match self.0.get_mut(&way.from) {
            Some(open) if open.number == way.number => {
                open.has_spoken = true;
                true
            }
            Some(_) | None => false,
        }
    }

    pub fn closed(&mut self, way: Way) {
        self.0
            .retain(|from, open| *from != way.from || open.number != way.number);
    }

    /// Ends those that have said something and aren't a device's, or not any more.
    pub fn keep(&mut self, is_devices: impl Fn(SocketAddr) -> bool) {
        self.0
            .retain(|from, open| !open.has_spoken || is_devices(*from));
    }

    /// Whether there was room.
    pub fn send(&self, to: SocketAddr, bytes: Vec<u8>, kind: MediaKind) -> bool {
        let Some(open) = self.0.get(&to) else {
            return false;
        };
        let waiting = open.give.max_capacity() - open.give.capacity();
        if kind == MediaKind::Video && waiting >= VIDEO_FRAMES_OUT_MAX {
            return false;
        }
        open.give.try_send(bytes).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(port: u16, number: u64) -> Way {
        let from = SocketAddr::from(([192, 0, 2, 1], port));
        Way { from, number }
    }

    #[tokio::test]
    async fn a_connection_is_its_own_until_it_is_given_up() {
        let mut ways = TcpWays::default();
        let (give, mut taken) = mpsc::channel(2);
        ways.opened(way(1, 1), give);
        assert!(ways.send(way(1, 1).from, vec![1], MediaKind::Audio));
        assert!(
            !ways.send(way(2, 1).from, vec![1], MediaKind::Audio),
            "nobody there"
        );
        let (second, mut refused) = mpsc::channel(1);
        ways.opened(way(1, 2), second);
        assert_eq!(refused.recv().await, None, "the second is dropped");
        assert!(ways.spoke(way(1, 1)) && !ways.spoke(way(1, 2)));
        ways.closed(way(1, 2));
        assert!(ways.send(way(1, 1).from, vec![2], MediaKind::Audio));
        assert!(
            !ways.send(way(1, 1).from, vec![3], MediaKind::Audio),
            "no room: lost"
        );
        ways.keep(|_| false);
        assert!(!ways.spoke(way(1, 1)));
        assert_eq!(taken.recv().await, Some(vec![1]));
        assert_eq!(taken.recv().await, Some(vec![2]), "what waited is sent");
        assert_eq!(taken.recv().await, None);
    }

    #[test]
    fn who_hasnt_spoken_yet_isnt_judged() {
        let mut ways = TcpWays::default();
        let (give, _taken) = mpsc::channel(1);
        ways.opened(way(1, 1), give);
        ways.keep(|_| false);
        assert!(ways.spoke(way(1, 1)));
    }

    #[test]
    fn video_stays_out_in_time_and_voice_still_finds_room() {
        let mut ways = TcpWays::default();
        let (give, _taken) = mpsc::channel(FRAMES_OUT_MAX);
        ways.opened(way(1, 1), give);
        let send = |kind| ways.send(way(1, 1).from, vec![0], kind);
        for n in 0..FRAMES_OUT_MAX {
            let has_room = send(MediaKind::Video);
            assert_eq!(has_room, n < VIDEO_FRAMES_OUT_MAX, "{n}");
        }
        for n in VIDEO_FRAMES_OUT_MAX..=FRAMES_OUT_MAX {
            assert_eq!(send(MediaKind::Audio), n < FRAMES_OUT_MAX, "{n}");
        }
    }

    #[test]
    fn what_waits_for_one_device_is_limited() {
        let mut ways = TcpWays::default();
        let (give, _taken) = mpsc::channel(FRAMES_OUT_MAX);
        ways.opened(way(1, 1), give);
        for n in 0..=FRAMES_OUT_MAX {
            let has_room = ways.send(way(1, 1).from, vec![0], MediaKind::Audio);
            assert_eq!(has_room, n < FRAMES_OUT_MAX, "{n}");
        }
    }
}

#[cfg(test)]
#[path = "ice_tcp_tests.rs"]
mod whole_calls;
