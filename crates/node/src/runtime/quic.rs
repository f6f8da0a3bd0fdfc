//! The line's transport: QUIC with raw public keys pinned on both sides (RFC 9000, RFC 7250).
//!
//! TLS 1.3 with X25519MLKEM768 alone. A control connection carries length-prefixed frames on one
//! stream; a media connection carries datagrams under a window that never stalls voice; a connection for
//! attachments has a stream for each part that is asked for, and gives way to both.

use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{
    pinned_tls::{self, Pin},
    window::Window,
};

/// Longest frame on a control connection.
pub const FRAME_BYTES_MAX: usize = line::FRAME_BYTES_MAX;
/// Streams that a peer may open: the one that it uses. What came on others would only fill memory.
const STREAMS_MAX: u32 = 1;
/// One-way streams that a peer may open on a control connection: for what overtakes.
const EARLY_STREAMS_MAX: u32 = 1;
/// Above that of all other streams, which is 0.
const EARLY_PRIORITY: i32 = 1;
/// On a connection for attachments: that one, and one for each part that is under way.
pub(super) const ATTACHMENT_STREAMS_MAX: u32 = 1 + line::PARTS_UNDER_WAY_MAX as u32;
const STREAM_WINDOW_BYTES: u32 = 256 * 1024;
const CONNECTION_WINDOW_BYTES: u32 = 4 * 1024 * 1024;
/// Handshakes under way at once; more are not answered.
const HANDSHAKES_MAX: usize = 64;
/// Datagrams that wait to be sent; what has waited longest makes room for what comes.
pub(super) const DATAGRAM_SEND_BYTES: usize = 512 * 1024;
const IDLE: Duration = Duration::from_secs(30);
const KEEP_ALIVE: Duration = Duration::from_secs(5);
/// The round trip before one was measured. A packet of the handshake that is lost is sent again after three
/// times this (RFC 9002 §6.2.2, where it is 333 ms): the first call over a bad line waits for media
/// connections. On a longer way than that some packets are sent twice.
const ROUND_TRIP_FIRST: Duration = Duration::from_millis(100);
/// Connections of pinned nodes held at once, those that are being closed included; more are refused.
const CONNECTIONS_MAX: usize = 16;
/// A connection that says nothing for so long after its handshake isn't kept.
const HELLO_WITHIN: Duration = Duration::from_secs(5);
const CONTROL: &[u8] = b"detente/1";
const MEDIA: &[u8] = b"detente-media/1";
const ATTACHMENTS: &[u8] = b"detente-attachments/1";
/// What both ends send first on their stream: tells that the pin was accepted.
const HELLO: &[u8] = b"detente";

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Control,
    Media,
    Attachments,
}

/// Why a connection wasn't made or ended.
#[derive(Debug, thiserror::Error)]
pub enum QuicError {
    #[error("{addr} can't be bound: {cause}; is another node running, or the port taken?")]
    Bind {
        addr: SocketAddr,
        cause: std::io::Error,
    },
    #[error("TLS can't be set up: {0}")]
    Tls(#[from] rustls::Error),
    #[error("the other node isn't reached: {0}")]
    Unreached(String),
    #[error("the other node refused us, or isn't the pinned one: {0}")]
    Refused(String),
    #[error("a frame of {got} bytes, at most {FRAME_BYTES_MAX} are taken")]
    FrameTooLong { got: usize },
    #[error("the connection ended: {0}")]
    Ended(String),
}

/// Our socket for lines.
#[derive(Clone)]
pub struct LineEndpoint {
    endpoint: quinn::Endpoint,
    accepting: quinn::ServerConfig,
    seed: Arc<identity::SecretSeed>,
    pin: Pin,
}

/// A connection to the pinned node, with its one stream.
pub struct Link {
    pub purpose: Purpose,
    connection: quinn::Connection,
    send: quinn::SendStream,
    recv: quinn::RecvStream,
    /// Of one that was accepted; those that we dial we count ourselves.
    seat: Option<OwnedSemaphorePermit>,
}

/// The sending half.
pub struct LinkSender(quinn::SendStream, quinn::Connection);
/// What overtakes has a stream of its own to each end, ahead of all others; opened with the first frame.
pub struct EarlySender(quinn::Connection, Option<quinn::SendStream>);
/// The receiving half.
pub struct LinkReceiver {
    recv: quinn::RecvStream,
    _seat: Option<OwnedSemaphorePermit>,
}

impl LineEndpoint {
    /// Binds and accepts nobody until a key is pinned.
    pub fn bind(addr: SocketAddr, seed: identity::SecretSeed) -> Result<Self, QuicError> {
        let pin = Pin::default();
        let seed = Arc::new(seed);
        let mut tls = pinned_tls::server(&seed, pin.clone())?;
        tls.alpn_protocols = vec![CONTROL.to_vec(), MEDIA.to_vec(), ATTACHMENTS.to_vec()];
        let quic = QuicServerConfig::try_from(tls)
            .map_err(|error| QuicError::Unreached(error.to_string()))?;
        let accepting = quinn::ServerConfig::with_crypto(Arc::new(quic));
        let endpoint = quinn::Endpoint::server(accepting.clone(), addr)
            .map_err(|cause| QuicError::Bind { addr, cause })?;
        Ok(Self {
            endpoint,
            accepting,
            seed,
            pin,
        })
    }

    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.endpoint.local_addr()
    }

    /// The only key that is let in from now on.
    pub fn pin(&self, key: [u8; 32]) {
        self.pin.set(key);
    }

    /// Connects to the pinned node and waits until it has accepted us.
    pub async fn dial(
        &self,
        key: [u8; 32],
        addr: SocketAddr,
        purpose: Purpose,
    ) -> Result<Link, QuicError> {
        let connection = self.connect(key, addr, purpose).await?;
        allow_streams(&connection, purpose);
        let hello = async {
            let (mut send, mut recv) = connection
                .open_bi()
                .await
                .map_err(|error| error.to_string())?;
            send.write_all(HELLO)
                .await
                .map_err(|error| error.to_string())?;
            read_hello(&mut recv).await?;
            Ok::<_, String>((send, recv))
        };
        // A wrong pin shows only here: the handshake alone looks like success to a client.
        let (send, recv) = tokio::time::timeout(HELLO_WITHIN, hello)
            .await
            .map_err(|_| QuicError::Refused("no answer".into()))?
            .map_err(QuicError::Refused)?;
        Ok(Link {
            purpose,
            connection,
            send,
            recv,
            seat: None,
        })
    }

    async fn connect(
        &self,
        key: [u8; 32],
        addr: SocketAddr,
        purpose: Purpose,
    ) -> Result<quinn::Connection, QuicError> {
        let mut tls = pinned_tls::client(&self.seed, Pin::of(key))?;
        tls.alpn_protocols = vec![alpn(purpose).to_vec()];
        let quic = QuicClientConfig::try_from(tls)
            .map_err(|error| QuicError::Unreached(error.to_string()))?;
        let mut config = quinn::ClientConfig::new(Arc::new(quic));
        config.transport_config(Arc::new(transport(Window::of(purpose))));
        self.endpoint
            .connect_with(config, addr, "node")
            .map_err(|error| QuicError::Unreached(error.to_string()))?
            .await
            .map_err(|error| QuicError::Unreached(error.to_string()))
    }

    /// Gives each connection of a pinned node to `taken`, until the endpoint is closed. Handshakes run
    /// beside each other: whoever begins one and doesn't go on holds up nobody.
    pub async fn accept(&self, taken: impl Fn(Result<Link, QuicError>) + Clone + Send + 'static) {
        let handshakes = Arc::new(Semaphore::new(HANDSHAKES_MAX));
        let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        while let Some(incoming) = self.endpoint.accept().await {
            let Ok(permit) = handshakes.clone().try_acquire_owned() else {
                incoming.ignore();
                continue;
            };
            let (taken, seats) = (taken.clone(), seats.clone());
            let welcome = welcome(incoming, self.accepting.clone(), seats);
            tokio::spawn(async move {
                let welcomed = tokio::time::timeout(HELLO_WITHIN, welcome).await;
                drop(permit);
                taken(
                    welcomed.unwrap_or_else(|_| Err(QuicError::Refused("it said nothing".into()))),
                );
            });
        }
    }

    /// Ends all connections and waits until the others know.
    pub async fn close(&self) {
        self.endpoint.close(0u32.into(), b"leaving");
        // A peer that is gone needn't be waited for.
        let _ = tokio::time::timeout(Duration::from_secs(1), self.endpoint.wait_idle()).await;
    }
}

impl Link {
    pub fn connection(&self) -> quinn::Connection {
        self.connection.clone()
    }

    /// Sends one frame and keeps the link whole.
    #[cfg(test)]
    pub async fn send_frame(&mut self, frame: &[u8]) {
        let length = u32::try_from(frame.len()).expect("a short frame");
        let bytes = [&length.to_be_bytes()[..], frame].concat();
        self.send.write_all(&bytes).await.expect("an open stream");
    }

    pub fn split(self) -> (LinkSender, LinkReceiver) {
        (
            LinkSender(self.send, self.connection),
            LinkReceiver {
                recv: self.recv,
                _seat: self.seat,
            },
        )
    }
}

async fn send_on(stream: &mut quinn::SendStream, frame: &[u8]) -> Result<(), QuicError> {
    if frame.len() > FRAME_BYTES_MAX {
        return Err(QuicError::FrameTooLong { got: frame.len() });
    }
    let ended = |error: quinn::WriteError| QuicError::Ended(error.to_string());
    let length =
        u32::try_from(frame.len()).map_err(|_| QuicError::FrameTooLong { got: frame.len() })?;
    stream
        .write_all(&length.to_be_bytes())
        .await
        .map_err(ended)?;
    stream.write_all(frame).await.map_err(ended)
}

impl EarlySender {
    pub fn new(connection: quinn::Connection) -> Self {
        Self(connection, None)
    }

    /// Sends one frame ahead of what waits on the link's own stream.
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), QuicError> {
        let stream = match &mut self.1 {
            Some(stream) => stream,
            none @ None => {
                let opened = self.0.open_uni().await;
                let opened = opened.map_err(|error| QuicError::Ended(error.to_string()))?;
                // Only a stream that ended has none.
                let _ = opened.set_priority(EARLY_PRIORITY);
                none.insert(opened)
            }
        };
        send_on(stream, frame).await
    }
}

impl LinkSender {
    /// Sends one frame; waits while the peer takes nothing.
    pub async fn send(&mut self, frame: &[u8]) -> Result<(), QuicError> {
        send_on(&mut self.0, frame).await
    }

    /// Sends nothing more, and leaves the connection to whoever closes it.
    pub async fn keep_until_closed(self) {
        self.1.closed().await;
    }

    /// Ends the connection once what was sent is on its way.
    pub async fn close(mut self) {
        let _ = self.0.finish();
        let _ = tokio::time::timeout(Duration::from_millis(500), self.0.stopped()).await;
        self.1.close(0u32.into(), b"closed");
    }
}

impl LinkReceiver {
    /// The peer's stream of what overtakes, once it opens one; no other is taken.
    pub async fn early(connection: &quinn::Connection) -> Result<Self, QuicError> {
        connection.set_max_concurrent_uni_streams(EARLY_STREAMS_MAX.into());
        let recv = connection.accept_uni().await;
        let recv = recv.map_err(|error| QuicError::Ended(error.to_string()))?;
        Ok(Self { recv, _seat: None })
    }

    /// The next frame.
    pub async fn recv(&mut self) -> Result<Vec<u8>, QuicError> {
        let ended = |error: quinn::ReadExactError| QuicError::Ended(error.to_string());
        let mut length = [0; 4];
        self.recv.read_exact(&mut length).await.map_err(ended)?;
        let got = u32::from_be_bytes(length) as usize;
        if got > FRAME_BYTES_MAX {
            return Err(QuicError::FrameTooLong { got });
        }
        let mut frame = vec![0; got];
        self.recv.read_exact(&mut frame).await.map_err(ended)?;
        Ok(frame)
    }
}

/// The handshake of somebody who dialled us.
async fn welcome(
    incoming: quinn::Incoming,
    mut config: quinn::ServerConfig,
    seats: Arc<Semaphore>,
) -> Result<Link, QuicError> {
    let refused = |error: &dyn std::fmt::Display| QuicError::Refused(error.to_string());
    // What it is for shows in the handshake, when its transport is chosen already.
    let window = Window::default();
    config.transport_config(Arc::new(transport(window.clone())));
    let connection = incoming
        .accept_with(Arc::new(config))
        .map_err(|error| refused(&error))?
        .await
        .map_err(|error| refused(&error))?;
    let purpose = match negotiated(&connection).as_deref() {
        Some(protocol) if protocol == CONTROL => Purpose::Control,
        Some(protocol) if protocol == MEDIA => Purpose::Media,
        Some(protocol) if protocol == ATTACHMENTS => Purpose::Attachments,
        Some(_) | None => return Err(QuicError::Refused("unknown protocol".into())),
    };
    window.decide(purpose);
    allow_streams(&connection, purpose);
    let Ok(seat) = seats.try_acquire_owned() else {
        connection.close(0u32.into(), b"crowded");
        return Err(QuicError::Refused("too many connections of it".into()));
    };
    let (mut send, mut recv) = connection
        .accept_bi()
        .await
        .map_err(|error| refused(&error))?;
    read_hello(&mut recv).await.map_err(QuicError::Refused)?;
    send.write_all(HELLO)
        .await
        .map_err(|error| refused(&error))?;
    Ok(Link {
        purpose,
        connection,
        send,
        recv,
        seat: Some(seat),
    })
}

fn alpn(purpose: Purpose) -> &'static [u8] {
    match purpose {
        Purpose::Control => CONTROL,
        Purpose::Media => MEDIA,
        Purpose::Attachments => ATTACHMENTS,
    }
}

fn allow_streams(connection: &quinn::Connection, purpose: Purpose) {
    match purpose {
        Purpose::Control | Purpose::Media => {}
        Purpose::Attachments => {
            connection.set_max_concurrent_bi_streams(ATTACHMENT_STREAMS_MAX.into());
        }
    }
}

fn negotiated(connection: &quinn::Connection) -> Option<Vec<u8>> {
    connection
        .handshake_data()?
        .downcast::<quinn::crypto::rustls::HandshakeData>()
        .ok()?
        .protocol
}

async fn read_hello(recv: &mut quinn::RecvStream) -> Result<(), String> {
    let mut hello = [0; HELLO.len()];
    recv.read_exact(&mut hello)
        .await
        .map_err(|error| error.to_string())?;
    if hello == HELLO {
        Ok(())
    } else {
        Err("another protocol".into())
    }
}

/// aws-lc-rs with the hybrid key exchange as the only one.
fn transport(window: Window) -> quinn::TransportConfig {
    let mut config = quinn::TransportConfig::default();
    config
        .initial_rtt(ROUND_TRIP_FIRST)
        .max_concurrent_bidi_streams(STREAMS_MAX.into())
        .max_concurrent_uni_streams(0u32.into())
        .stream_receive_window(STREAM_WINDOW_BYTES.into())
        .receive_window(CONNECTION_WINDOW_BYTES.into())
        .keep_alive_interval(Some(KEEP_ALIVE))
        .max_idle_timeout(Some(IDLE.try_into().expect("30 s fit")))
        .datagram_receive_buffer_size(Some(512 * 1024))
        .datagram_send_buffer_size(DATAGRAM_SEND_BYTES)
        .congestion_controller_factory(Arc::new(window));
    config
}

#[cfg(test)]
#[path = "quic_tests.rs"]
mod tests;
