//! Media over TCP (RFC 6544, RFC 4571): one connection to the node, from a port that the offer names
//! before it is made. A task of its own connects, reads and writes; nothing else waits for it.

use crate::endpoint::DATAGRAM_BYTES_MAX;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// How long the node may take to accept the connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// Frames that wait for the network: two seconds of voice. What finds no room is lost.
const FRAMES_OUT_MAX: usize = 100;
/// Frames of the node that wait for the call; a full queue slows the node down.
const FRAMES_IN_MAX: usize = 512;

pub(super) struct TcpWay {
    local: SocketAddr,
    state: State,
}

enum State {
    /// Bound, not connected: who knows whether it is needed.
    Waiting(TcpSocket),
    Running(Running),
    Over,
}

struct Running {
    out: mpsc::Sender<Vec<u8>>,
    frames: mpsc::Receiver<Vec<u8>>,
    task: JoinHandle<()>,
}

impl TcpWay {
    /// Takes a port on this address of the machine.
    pub fn bind(local_ip: IpAddr) -> io::Result<Self> {
        let socket = match local_ip {
            IpAddr::V4(_) => TcpSocket::new_v4()?,
            IpAddr::V6(_) => TcpSocket::new_v6()?,
        };
        socket.bind((local_ip, 0).into())?;
        Ok(Self {
            local: socket.local_addr()?,
            state: State::Waiting(socket),
        })
    }

    /// Where the connection comes from.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// Begins to connect, once.
    pub fn start(&mut self, node: SocketAddr) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Waiting(socket) => {
                let (out, to_send) = mpsc::channel(FRAMES_OUT_MAX);
                let (give, frames) = mpsc::channel(FRAMES_IN_MAX);
                let task = tokio::spawn(serve(socket, node, to_send, give));
                self.state = State::Running(Running { out, frames, task });
            }
            other => self.state = other,
        }
    }

    /// Whether the datagram is on its way, or wasn't expected to be: before the connection is begun
    /// nobody counts on it.
    pub fn send(&self, datagram: Vec<u8>) -> bool {
        match &self.state {
            State::Waiting(_) => true,
            State::Running(running) => running.out.try_send(datagram).is_ok(),
            State::Over => false,
        }
    }

    /// The next datagram; never while there is no connection.
    pub async fn recv(&mut self) -> Vec<u8> {
        if let State::Running(running) = &mut self.state {
            if let Some(datagram) = running.frames.recv().await {
                return datagram;
            }
            tracing::info!("the connection for media over TCP ended");
            self.state = State::Over;
        }
        std::future::pending().await
    }

    pub fn try_recv(&mut self) -> Option<Vec<u8>> {
        match &mut self.state {
            State::Running(running) => running.frames.try_recv().ok(),
            State::Waiting(_) | State::Over => None,
        }
    }

    /// Lets what waits leave, for so long.
    pub async fn finish(self, within: Duration) {
        if let State::Running(Running { out, frames, task }) = self.state {
            drop((out, frames));
            let abort = task.abort_handle();
            if tokio::time::timeout(within, task).await.is_err() {
                abort.abort();
            }
        }
    }
}

async fn serve(
    socket: TcpSocket,
    node: SocketAddr,
    to_send: mpsc::Receiver<Vec<u8>>,
    give: mpsc::Sender<Vec<u8>>,
) {
    let connected = tokio::time::timeout(CONNECT_WITHIN, socket.connect(node)).await;
    let stream = match connected {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return tracing::info!(%error, "no media over TCP"),
        Err(_) => return tracing::info!("no media over TCP: the node doesn't answer"),
    };
    // Voice must not wait for more of it; if this fails the connection has already ended.
    let _ = stream.set_nodelay(true);
    let (reader, writer) = stream.into_split();
    let reading = tokio::spawn(read(reader, give));
    write(writer, to_send).await;
    reading.abort();
}

/// Returns when the connection ends, brings what isn't a frame, or nobody listens any more.
async fn read(mut stream: impl AsyncRead + Unpin, give: mpsc::Sender<Vec<u8>>) {
    while let Ok(length) = stream.read_u16().await {
        let mut datagram = vec![0; usize::from(length)];
        if datagram.is_empty() || datagram.len() > DATAGRAM_BYTES_MAX {
            return;
        }
        if stream.read_exact(&mut datagram).await.is_err() || give.send(datagram).await.is_err() {
            return;
        }
    }
}

/// Returns when everything is sent and nothing more will come, or the connection failed.
async fn write(mut stream: impl AsyncWrite + Unpin, mut to_send: mpsc::Receiver<Vec<u8>>) {
    while let Some(datagram) = to_send.recv().await {
        let Some(frame) = frame(&datagram) else {
            continue;
        };
        if stream.write_all(&frame).await.is_err() {
            return;
        }
    }
    let _ = stream.shutdown().await;
}

/// A datagram with its length before it, if it has one that the node looks at.
fn frame(datagram: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(datagram.len()).ok()?;
    if !(1..=DATAGRAM_BYTES_MAX).contains(&datagram.len()) {
        return None;
    }
    Some([&length.to_be_bytes(), datagram].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a reader gives out of these bytes.
    async fn read_all(bytes: &[u8]) -> Vec<usize> {
        let (give, mut frames) = mpsc::channel(FRAMES_IN_MAX);
        read(bytes, give).await;
        let mut lengths = Vec::new();
        while let Some(datagram) = frames.recv().await {
            lengths.push(datagram.len());
        }
        lengths
    }

    #[tokio::test]
    async fn frames_have_one_to_2000_bytes_both_ways() {
        let max = DATAGRAM_BYTES_MAX;
        for (bytes, fits) in [
            (0, false),
            (1, true),
            (max - 1, true),
            (max, true),
            (max + 1, false),
        ] {
            let datagram = vec![7; bytes];
            assert_eq!(frame(&datagram).is_some(), fits, "{bytes}");
            let on_the_wire = [&(bytes as u16).to_be_bytes(), &datagram[..]].concat();
            let expected: &[usize] = if fits { &[bytes, bytes] } else { &[] };
            assert_eq!(read_all(&on_the_wire.repeat(2)).await, expected);
        }
        assert_eq!(frame(&vec![0; 70_000]), None);
        assert_eq!(read_all(&[0, 3, 1, 2]).await, [0; 0], "cut short");
    }

    #[tokio::test]
    async fn nothing_is_sent_or_expected_before_the_start_and_after_the_end() {
        let mut way = TcpWay::bind([127, 0, 0, 1].into()).unwrap();
        assert_ne!(way.local().port(), 0);
        assert!(way.send(vec![1]));
        assert_eq!(way.try_recv(), None);
        let node = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        way.start(node.local_addr().unwrap());
        let (mut accepted, from) = node.accept().await.unwrap();
        assert_eq!(from, way.local(), "the port that the offer named");
        accepted.write_all(&[0, 2, 8, 9]).await.unwrap();
        assert_eq!(way.recv().await, [8, 9]);
        assert!(way.send(vec![5; 3]));
        let mut got = [0; 5];
        accepted.read_exact(&mut got).await.unwrap();
        assert_eq!(got, [0, 3, 5, 5, 5], "and nothing from before");
        drop((accepted, node));
        let waited = tokio::time::timeout(Duration::from_millis(200), way.recv()).await;
        assert!(waited.is_err(), "the end is no datagram");
        assert!(!way.send(vec![1]));
    }
}
