//! One link to another node: frames on a stream, or datagrams on a connection of its own.
//!
//! Control: one bidirectional stream, each frame behind its length (u32, big-endian).
//! Media: datagrams, newest first to live; what does not fit the queue is dropped, oldest first.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use quinn::{
    Connection, ReadError, ReadExactError, RecvStream, SendDatagramError, SendStream, WriteError,
};
use tokio::sync::{Mutex, mpsc};

use super::quic_errors::{CloseCode, LinkError};
use super::quic_tls::{ALPN_CONTROL, ALPN_MEDIA};

/// Bytes of one frame at most, its length not counted.
pub const FRAME_BYTES_MAX: usize = 512 * 1024;
/// Frames that wait to be sent; `send` waits for room beyond it.
pub const SEND_QUEUE_FRAMES_MAX: usize = 16;
/// Frames that wait to be taken; beyond it QUIC's flow control holds the peer back.
pub const RECV_QUEUE_FRAMES_MAX: usize = 4;
/// How long `drain_and_close` waits for the peer to have everything.
pub const DRAIN_MS_MAX: u64 = 2_000;

/// The first frame each way, before anything else. A handshake alone proves too little: the dialling
/// side calls itself connected before the accepting side has looked at its key.
pub(super) const HELLO_FROM_DIALLER: &[u8] = b"detente hello";
pub(super) const HELLO_FROM_ACCEPTER: &[u8] = b"detente welcome";
pub(super) const HELLO_BYTES_MAX: usize = 32;

const LENGTH_BYTES: usize = 4;

const _: () = assert!(FRAME_BYTES_MAX <= u32::MAX as usize);
const _: () = assert!(HELLO_FROM_DIALLER.len() <= HELLO_BYTES_MAX);
const _: () = assert!(HELLO_FROM_ACCEPTER.len() <= HELLO_BYTES_MAX);

/// What a connection carries; told by ALPN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Frames, in order, all of them.
    Control,
    /// Datagrams, never held back.
    Media,
}

impl Purpose {
    pub(super) fn alpn(self) -> &'static [u8] {
        match self {
            Self::Control => ALPN_CONTROL,
            Self::Media => ALPN_MEDIA,
        }
    }

    pub(super) fn from_alpn(alpn: &[u8]) -> Option<Self> {
        [Self::Control, Self::Media]
            .into_iter()
            .find(|purpose| purpose.alpn() == alpn)
    }
}

/// A connection that ends when its owner goes: other tasks hold handles of it too.
pub(super) struct CloseOnDrop(pub(super) Connection);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        CloseCode::Normal.close(&self.0);
    }
}

/// An established link. Every method takes `&self`: sending and receiving may run in two tasks.
/// Dropping it closes it at once, with what still waits in its queue; see `drain_and_close`.
pub struct Link {
    peer_key: [u8; 32],
    purpose: Purpose,
    frames: Option<Frames>,
    connection: CloseOnDrop,
}

/// The two ends of a control link's stream, each served by a task: reading a frame must not be
/// interrupted half-way when the caller's `recv` is.
struct Frames {
    outgoing: mpsc::Sender<Vec<u8>>,
    incoming: Mutex<mpsc::Receiver<Vec<u8>>>,
    ended: Arc<OnceLock<LinkError>>,
    writer: tokio::task::JoinHandle<()>,
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("peer_key", &hex::encode(self.peer_key))
            .field("purpose", &self.purpose)
            .finish_non_exhaustive()
    }
}

impl Link {
    /// Takes over a connection whose hello went through on `send` and `recv`.
    pub(super) fn new(
        peer_key: [u8; 32],
        purpose: Purpose,
        connection: CloseOnDrop,
        (send, recv): (SendStream, RecvStream),
    ) -> Self {
        let frames = match purpose {
            Purpose::Control => Some(Frames::start(connection.0.clone(), send, recv)),
            Purpose::Media => None,
        };
        Self {
            peer_key,
            purpose,
            frames,
            connection,
        }
    }

    /// The Ed25519 key that the peer proved to hold.
    pub fn peer_key(&self) -> [u8; 32] {
        self.peer_key
    }

    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    pub fn remote_address(&self) -> SocketAddr {
        self.connection.0.remote_address()
    }

    /// Smoothed round-trip time.
    pub fn rtt(&self) -> Duration {
        self.connection.0.rtt()
    }

    /// Queues a frame, waiting for room in the queue. `Ok` means queued, not delivered.
    ///
    /// Cancel-safe: a cancelled call queued nothing.
    pub async fn send(&self, frame: Vec<u8>) -> Result<(), LinkError> {
        let frames = self.frames()?;
        if frame.len() > FRAME_BYTES_MAX {
            return Err(LinkError::FrameTooBig { got: frame.len() });
        }
        if self.connection.0.close_reason().is_some() {
            return Err(self.end());
        }
        let queued = frames.outgoing.send(frame).await;
        queued.map_err(|_| self.end())
    }

    /// The next frame, or why there is none any more (again on every further call).
    ///
    /// Cancel-safe: a cancelled call took no frame.
    pub async fn recv(&self) -> Result<Vec<u8>, LinkError> {
        let next = self.frames()?.incoming.lock().await.recv().await;
        next.ok_or_else(|| self.end())
    }

    /// Sends a datagram without waiting. Old ones give way when the queue is full: late voice is no
    /// voice.
    pub fn send_datagram(&self, datagram: Bytes) -> Result<(), LinkError> {
        self.media()?;
        let got = datagram.len();
        let Err(error) = self.connection.0.send_datagram(datagram) else {
            return Ok(());
        };
        Err(match error {
            SendDatagramError::TooLarge => LinkError::DatagramTooBig {
                got,
                max: self.max_datagram_size().unwrap_or(0),
            },
            SendDatagramError::UnsupportedByPeer | SendDatagramError::Disabled => {
                LinkError::NoDatagrams
            }
            SendDatagramError::ConnectionLost(error) => (&error).into(),
        })
    }

    /// The next datagram. Cancel-safe.
    pub async fn recv_datagram(&self) -> Result<Bytes, LinkError> {
        self.media()?;
        let next = self.connection.0.read_datagram().await;
        next.map_err(|error| (&error).into())
    }

    /// Bytes that one datagram may have now; `None` on a control link or when the peer takes none.
    pub fn max_datagram_size(&self) -> Option<usize> {
        self.media().ok()?;
        self.connection.0.max_datagram_size()
    }

    /// Waits until the link has ended, and says why.
    pub async fn closed(&self) -> LinkError {
        (&self.connection.0.closed().await).into()
    }

    /// Ends the link at once; queued frames are lost.
    pub fn close(&self, code: CloseCode) {
        code.close(&self.connection.0);
    }

    /// Sends what is queued, lets the peer take it and leave first, then ends the link: after
    /// `DRAIN_MS_MAX` in any case.
    pub async fn drain_and_close(self, code: CloseCode) {
        let Self {
            connection, frames, ..
        } = self;
        if let Some(Frames {
            outgoing,
            writer,
            incoming: _incoming,
            ..
        }) = frames
        {
            drop(outgoing);
            let emptied = async {
                // A writer that failed has met the end of the connection; so does the next line.
                let _ = writer.await;
                connection.0.closed().await
            };
            let limit = Duration::from_millis(DRAIN_MS_MAX);
            let _ = tokio::time::timeout(limit, emptied).await;
        }
        code.close(&connection.0);
    }

    fn frames(&self) -> Result<&Frames, LinkError> {
        let purpose = self.purpose;
        self.frames
            .as_ref()
            .ok_or(LinkError::WrongPurpose { purpose })
    }

    fn media(&self) -> Result<(), LinkError> {
        match self.purpose {
            Purpose::Media => Ok(()),
            Purpose::Control => Err(LinkError::WrongPurpose {
                purpose: Purpose::Control,
            }),
        }
    }

    /// What the reader met first, or how the connection ended.
    fn end(&self) -> LinkError {
        let met = self.frames.as_ref().and_then(|frames| frames.ended.get());
        let closed = self.connection.0.close_reason();
        match (met, closed) {
            (Some(error), _) => error.clone(),
            (None, Some(error)) => (&error).into(),
            (None, None) => LinkError::Finished,
        }
    }

    #[cfg(test)]
    pub(super) fn congestion_window(&self) -> u64 {
        self.connection.0.congestion_state().window()
    }
}

impl Frames {
    fn start(connection: Connection, send: SendStream, recv: RecvStream) -> Self {
        let (outgoing, to_write) = mpsc::channel(SEND_QUEUE_FRAMES_MAX);
        let (read, incoming) = mpsc::channel(RECV_QUEUE_FRAMES_MAX);
        let ended = Arc::new(OnceLock::new());
        let writer = tokio::spawn(write_queued(send, to_write));
        tokio::spawn(read_all(connection, recv, read, ended.clone()));
        Self {
            outgoing,
            incoming: Mutex::new(incoming),
            ended,
            writer,
        }
    }
}

/// Writes until the queue's other end is dropped, then waits until the peer has it all.
async fn write_queued(mut send: SendStream, mut frames: mpsc::Receiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if write_frame(&mut send, frame).await.is_err() {
            // The connection is lost, which `Link` reads from the connection itself.
            return;
        }
    }
    if send.finish().is_ok() {
        let _ = send.stopped().await;
    }
}

async fn read_all(
    connection: Connection,
    mut recv: RecvStream,
    frames: mpsc::Sender<Vec<u8>>,
    ended: Arc<OnceLock<LinkError>>,
) {
    let error = loop {
        match read_frame(&mut recv, FRAME_BYTES_MAX).await {
            Ok(frame) => {
                if frames.send(frame).await.is_err() {
                    return;
                }
            }
            Err(error) => break error,
        }
    };
    match error {
        LinkError::PeerFrameTooBig { .. } => CloseCode::Oversize.close(&connection),
        LinkError::Truncated => CloseCode::Misbehaved.close(&connection),
        _ => {}
    }
    // Set before `frames` is dropped: who finds the queue ended finds the reason.
    let _ = ended.set(error);
}

/// One frame of at most `max` bytes. Nothing is allocated for a longer one.
pub(super) async fn read_frame(recv: &mut RecvStream, max: usize) -> Result<Vec<u8>, LinkError> {
    let mut length = [0_u8; LENGTH_BYTES];
    match recv.read_exact(&mut length).await {
        Ok(()) => {}
        Err(ReadExactError::FinishedEarly(0)) => return Err(LinkError::Finished),
        Err(error) => return Err(read_error(error)),
    }
    let got = u32::from_be_bytes(length) as usize;
    if got > max {
        return Err(LinkError::PeerFrameTooBig { got });
    }
    let mut frame = vec![0_u8; got];
    recv.read_exact(&mut frame).await.map_err(read_error)?;
    Ok(frame)
}

fn read_error(error: ReadExactError) -> LinkError {
    match error {
        ReadExactError::FinishedEarly(_) | ReadExactError::ReadError(ReadError::Reset(_)) => {
            LinkError::Truncated
        }
        ReadExactError::ReadError(ReadError::ConnectionLost(error)) => (&error).into(),
        ReadExactError::ReadError(
            ReadError::ClosedStream | ReadError::IllegalOrderedRead | ReadError::ZeroRttRejected,
        ) => LinkError::ClosedHere,
    }
}

pub(super) async fn write_frame(send: &mut SendStream, frame: Vec<u8>) -> Result<(), WriteError> {
    // The callers keep to FRAME_BYTES_MAX, which fits.
    let length = (frame.len() as u32).to_be_bytes();
    send.write_all(&length).await?;
    send.write_chunk(Bytes::from(frame)).await
}
