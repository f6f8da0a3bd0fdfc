//! The node's QUIC endpoint: dials and accepts links to nodes whose keys are pinned.
//!
//! `dial` and `Incoming::establish` return a link only after a greeting both ways, so that a link
//! that exists is one that both sides want.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use quinn::crypto::rustls::HandshakeData;
use quinn::{Connection, Endpoint, EndpointConfig, TokioRuntime, TransportConfig, VarInt};
use rustls::pki_types::CertificateDer;
use tokio::sync::watch;

use super::quic_congestion::PurposeControl;
use super::quic_link::{
    CloseOnDrop, HELLO_BYTES_MAX, HELLO_FROM_ACCEPTER, HELLO_FROM_DIALLER, read_frame, write_frame,
};
use super::quic_tls::{self, NodeIdentity, PinSet};

pub use super::quic_congestion::MEDIA_WINDOW_BYTES;
pub use super::quic_errors::{AcceptError, BindError, CloseCode, DialError, LinkError};
pub use super::quic_link::{
    DRAIN_MS_MAX, FRAME_BYTES_MAX, Link, Purpose, RECV_QUEUE_FRAMES_MAX, SEND_QUEUE_FRAMES_MAX,
};
pub use super::quic_tls::TlsSetupError;

/// Streams that the peer may have open at once.
pub const STREAMS_MAX: u32 = 64;
/// Bytes that may be on their way, or unread, on one stream.
pub const STREAM_WINDOW_BYTES: u32 = 256 * 1024;
/// The same over all streams of a connection, each way.
pub const CONNECTION_WINDOW_BYTES: u32 = 4 * 1024 * 1024;
/// A connection that hears nothing for this long is lost.
pub const IDLE_MS: u32 = 30_000;
/// A packet at least this often, both ways.
pub const KEEP_ALIVE_MS: u32 = 5_000;
/// Time for a handshake and greeting, dialling or accepting.
pub const GREETING_MS_MAX: u64 = 10_000;
/// Datagrams that wait for a socket: at the largest call's 2 MB/s, less than a tenth of a second.
pub const DATAGRAM_SEND_QUEUE_BYTES: usize = 128 * 1024;
/// Datagrams that wait for `recv_datagram`; the oldest give way.
pub const DATAGRAM_RECV_QUEUE_BYTES: usize = 256 * 1024;
/// Connections in all, handshakes and closing ones included.
pub const CONNECTIONS_MAX: usize = 1_024;
/// Connections from which on a stranger must first prove that its address is its own.
pub const RETRY_FROM_CONNECTIONS: usize = 64;
/// Connection attempts that wait for `accept`.
pub const INCOMING_MAX: usize = 256;
/// Bytes kept of one attempt, and of all, before it is taken.
pub const INCOMING_BYTES_MAX: u64 = 16 * 1024;
pub const INCOMING_BYTES_TOTAL_MAX: u64 = 2 * 1024 * 1024;
/// Links that one peer's dialling may keep open: several routes, two purposes, and those of its
/// former life that have not timed out.
pub const LINKS_PER_PEER_MAX: usize = 16;

/// Larger packets are never tried: what one datagram holds stays the same through a whole call, and
/// a path that swallows large packets has nothing to swallow.
const PACKET_BYTES: u16 = 1_200;

/// Nobody looks at it: no certificate holds names, and it isn't sent.
const SERVER_NAME: &str = "node.invalid";

const _: () = assert!(3 * KEEP_ALIVE_MS < IDLE_MS);
const _: () = assert!(STREAM_WINDOW_BYTES < CONNECTION_WINDOW_BYTES);
const _: () = assert!(RETRY_FROM_CONNECTIONS < CONNECTIONS_MAX);
const _: () = assert!(INCOMING_MAX < CONNECTIONS_MAX);

/// One UDP socket that speaks the line, with this node's key.
pub struct LineEndpoint {
    endpoint: Endpoint,
    shared: Arc<Shared>,
}

struct Shared {
    identity: NodeIdentity,
    pins: PinSet,
    server: quinn::ServerConfig,
    accepted: AcceptedLinks,
}

impl LineEndpoint {
    /// Listens on `address` (port 0: any) as the holder of the Ed25519 `seed`; only the holders of
    /// the keys in `pins` may dial. Must be called inside a tokio runtime.
    pub fn bind(
        address: SocketAddr,
        seed: &[u8; 32],
        pins: BTreeSet<[u8; 32]>,
    ) -> Result<Self, BindError> {
        let identity = NodeIdentity::from_seed(seed).map_err(quic_tls::TlsSetupError::from)?;
        let pins = PinSet::new(pins);
        let mut server = quic_tls::quic_server(&identity, &pins)?;
        server
            .max_incoming(INCOMING_MAX)
            .incoming_buffer_size(INCOMING_BYTES_MAX)
            .incoming_buffer_size_total(INCOMING_BYTES_TOTAL_MAX);
        let endpoint = UdpSocket::bind(address)
            .and_then(|socket| {
                let runtime = Arc::new(TokioRuntime);
                let config = EndpointConfig::default();
                Endpoint::new(config, Some(server.clone()), socket, runtime)
            })
            .map_err(|source| BindError::Socket { address, source })?;
        let shared = Shared {
            identity,
            pins,
            server,
            accepted: AcceptedLinks::default(),
        };
        Ok(Self {
            endpoint,
            shared: Arc::new(shared),
        })
    }

    /// The address listened on, with the port that was taken.
    pub fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.endpoint.local_addr()
    }

    /// This node's Ed25519 public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.shared.identity.public_key()
    }

    /// Replaces the keys whose holders may dial. Links of a key that is taken out are closed.
    pub fn set_pins(&self, pins: BTreeSet<[u8; 32]>) {
        self.shared.pins.replace(pins);
    }

    /// Opens a link to the holder of `peer_key` at `address`, for one purpose.
    ///
    /// `Ok` means that the peer holds this key, pins ours, and has greeted.
    pub async fn dial(
        &self,
        peer_key: [u8; 32],
        address: SocketAddr,
        purpose: Purpose,
    ) -> Result<Link, DialError> {
        let limit = Duration::from_millis(GREETING_MS_MAX);
        self.dial_within(limit, peer_key, address, purpose).await
    }

    async fn dial_within(
        &self,
        limit: Duration,
        peer_key: [u8; 32],
        address: SocketAddr,
        purpose: Purpose,
    ) -> Result<Link, DialError> {
        let dialled = self.dial_untimed(peer_key, address, purpose);
        match tokio::time::timeout(limit, dialled).await {
            Ok(outcome) => outcome,
            Err(_) => Err(DialError::NoAnswer { address }),
        }
    }

    async fn dial_untimed(
        &self,
        peer_key: [u8; 32],
        address: SocketAddr,
        purpose: Purpose,
    ) -> Result<Link, DialError> {
        let was_pinned = self.shared.pins.contains(&peer_key);
        let mut config = quic_tls::quic_client(&self.shared.identity, peer_key, purpose.alpn())?;
        let control = PurposeControl::new(purpose == Purpose::Media);
        config.transport_config(Arc::new(transport(control)));
        let connecting = self
            .endpoint
            .connect_with(config, address, SERVER_NAME)
            .map_err(|source| match source {
                quinn::ConnectError::EndpointStopping => DialError::Stopped,
                source => DialError::Address { address, source },
            })?;
        let connection = connecting
            .await
            .map_err(|error| DialError::from_connection(address, &error))?;
        let connection = CloseOnDrop(connection);

        let lost = |error: LinkError| match connection.0.close_reason() {
            // The peer's refusal of our key comes here: it looks at it after we are "connected".
            Some(reason) => DialError::from_connection(address, &reason),
            None => DialError::lost(address, error),
        };
        let (mut send, mut recv) = connection
            .0
            .open_bi()
            .await
            .map_err(|error| lost((&error).into()))?;
        if write_frame(&mut send, HELLO_FROM_DIALLER.to_vec())
            .await
            .is_err()
        {
            return Err(lost(LinkError::Finished));
        }
        match read_frame(&mut recv, HELLO_BYTES_MAX).await {
            Ok(hello) if hello == HELLO_FROM_ACCEPTER => {}
            Ok(_) | Err(LinkError::PeerFrameTooBig { .. }) => {
                CloseCode::Unsupported.close(&connection.0);
                return Err(DialError::NoCommonVersion { address });
            }
            Err(error) => return Err(lost(error)),
        }
        tokio::spawn(close_when_unpinned(
            connection.0.clone(),
            peer_key,
            was_pinned,
            self.shared.pins.subscribe(),
            None,
        ));
        Ok(Link::new(peer_key, purpose, connection, (send, recv)))
    }

    /// The next attempt to dial us; `None` once the endpoint is closed. It costs next to nothing
    /// until `establish`, which belongs in a task of its own.
    pub async fn accept(&self) -> Option<Incoming> {
        loop {
            let incoming = self.endpoint.accept().await?;
            let proven = incoming.remote_address_validated();
            match admission(self.endpoint.open_connections(), proven) {
                Admission::Take => {
                    let shared = self.shared.clone();
                    return Some(Incoming { incoming, shared });
                }
                Admission::ProveAddress => {
                    if let Err(error) = incoming.retry() {
                        error.into_incoming().refuse();
                    }
                }
                Admission::Refuse => incoming.refuse(),
            }
        }
    }

    /// Ends all links, tells their peers `code`, and takes no more.
    pub fn close(&self, code: CloseCode) {
        self.endpoint.close(VarInt::from_u32(code.number()), &[]);
    }

    /// After `close`: waits until peers were told, as far as they can be.
    pub async fn wait_idle(&self) {
        self.endpoint.wait_idle().await;
    }
}

/// What to do with an attempt to dial us.
#[derive(Debug, PartialEq, Eq)]
enum Admission {
    Take,
    ProveAddress,
    Refuse,
}

fn admission(open_connections: usize, address_proven: bool) -> Admission {
    if open_connections >= CONNECTIONS_MAX {
        Admission::Refuse
    } else if open_connections >= RETRY_FROM_CONNECTIONS && !address_proven {
        Admission::ProveAddress
    } else {
        Admission::Take
    }
}

/// Somebody dials. Dropping it refuses.
pub struct Incoming {
    incoming: quinn::Incoming,
    shared: Arc<Shared>,
}

impl Incoming {
    pub fn remote_address(&self) -> SocketAddr {
        self.incoming.remote_address()
    }

    /// Handshake, check of the key, greeting: the link, or why there is none.
    pub async fn establish(self) -> Result<Link, AcceptError> {
        self.establish_within(Duration::from_millis(GREETING_MS_MAX))
            .await
    }

    async fn establish_within(self, limit: Duration) -> Result<Link, AcceptError> {
        let address = self.remote_address();
        match tokio::time::timeout(limit, self.establish_untimed(address)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(AcceptError::NoGreeting { address }),
        }
    }

    async fn establish_untimed(self, address: SocketAddr) -> Result<Link, AcceptError> {
        let refused = |error: &quinn::ConnectionError| AcceptError::from_connection(address, error);
        let control = PurposeControl::new(false);
        let mut config = self.shared.server.clone();
        config.transport_config(Arc::new(transport(control.clone())));
        let connecting = self
            .incoming
            .accept_with(Arc::new(config))
            .map_err(|error| refused(&error))?;
        let connection = CloseOnDrop(connecting.await.map_err(|error| refused(&error))?);
        let Some((peer_key, purpose)) = proven(&connection.0) else {
            // TLS let only pinned keys and our two protocols through.
            CloseCode::Unsupported.close(&connection.0);
            return Err(AcceptError::NoCommonVersion { address });
        };
        control.set_media(purpose == Purpose::Media);
        let Some(place) = self.shared.accepted.take_place(peer_key) else {
            CloseCode::Busy.close(&connection.0);
            let max = LINKS_PER_PEER_MAX;
            return Err(AcceptError::TooManyLinks { address, max });
        };

        let lost = |source: LinkError| AcceptError::Lost { address, source };
        let (mut send, mut recv) = connection
            .0
            .accept_bi()
            .await
            .map_err(|error| lost((&error).into()))?;
        match read_frame(&mut recv, HELLO_BYTES_MAX).await {
            Ok(hello) if hello == HELLO_FROM_DIALLER => {}
            Ok(_) | Err(LinkError::PeerFrameTooBig { .. }) => {
                CloseCode::Unsupported.close(&connection.0);
                return Err(AcceptError::NoCommonVersion { address });
            }
            Err(error) => return Err(lost(error)),
        }
        if write_frame(&mut send, HELLO_FROM_ACCEPTER.to_vec())
            .await
            .is_err()
        {
            let reason = connection.0.close_reason();
            return Err(lost(reason.map_or(LinkError::Finished, |r| (&r).into())));
        }
        tokio::spawn(close_when_unpinned(
            connection.0.clone(),
            peer_key,
            true,
            self.shared.pins.subscribe(),
            Some(place),
        ));
        Ok(Link::new(peer_key, purpose, connection, (send, recv)))
    }
}

/// The key that the peer proved in its handshake, and the purpose agreed there.
fn proven(connection: &Connection) -> Option<([u8; 32], Purpose)> {
    let keys = connection
        .peer_identity()?
        .downcast::<Vec<CertificateDer<'static>>>()
        .ok()?;
    let key = quic_tls::key_in_spki(keys.first()?)?;
    let handshake = connection
        .handshake_data()?
        .downcast::<HandshakeData>()
        .ok()?;
    let purpose = Purpose::from_alpn(handshake.protocol.as_deref()?)?;
    Some((key, purpose))
}

/// Lives as long as the connection; ends it when its key, once pinned, is so no longer. A key may
/// be dialled without being pinned: the caller names it.
async fn close_when_unpinned(
    connection: Connection,
    key: [u8; 32],
    mut was_pinned: bool,
    mut pins: watch::Receiver<BTreeSet<[u8; 32]>>,
    _place: Option<LinkPlace>,
) {
    loop {
        let pinned = pins.borrow_and_update().contains(&key);
        if was_pinned && !pinned {
            CloseCode::NotPinned.close(&connection);
            return;
        }
        was_pinned = pinned;
        tokio::select! {
            _ = connection.closed() => return,
            changed = pins.changed() => if changed.is_err() {
                // The endpoint is gone: nothing will change the pins any more.
                connection.closed().await;
                return;
            }
        }
    }
}

/// How many accepted links each peer has.
#[derive(Clone, Default)]
struct AcceptedLinks(Arc<Mutex<BTreeMap<[u8; 32], usize>>>);

/// One accepted link's place in the count, free again when dropped.
struct LinkPlace {
    links: AcceptedLinks,
    key: [u8; 32],
}

impl AcceptedLinks {
    fn take_place(&self, key: [u8; 32]) -> Option<LinkPlace> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(key).or_default();
        if *count >= LINKS_PER_PEER_MAX {
            return None;
        }
        *count += 1;
        let links = self.clone();
        Some(LinkPlace { links, key })
    }
}

impl Drop for LinkPlace {
    fn drop(&mut self) {
        let mut counts = self.links.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

fn transport(control: PurposeControl) -> TransportConfig {
    let mut config = TransportConfig::default();
    config
        .max_concurrent_bidi_streams(VarInt::from_u32(STREAMS_MAX))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .stream_receive_window(VarInt::from_u32(STREAM_WINDOW_BYTES))
        .receive_window(VarInt::from_u32(CONNECTION_WINDOW_BYTES))
        .send_window(u64::from(CONNECTION_WINDOW_BYTES))
        .max_idle_timeout(Some(VarInt::from_u32(IDLE_MS).into()))
        .keep_alive_interval(Some(Duration::from_millis(u64::from(KEEP_ALIVE_MS))))
        .datagram_receive_buffer_size(Some(DATAGRAM_RECV_QUEUE_BYTES))
        .datagram_send_buffer_size(DATAGRAM_SEND_QUEUE_BYTES)
        .initial_mtu(PACKET_BYTES)
        .min_mtu(PACKET_BYTES)
        .mtu_discovery_config(None)
        .congestion_controller_factory(Arc::new(control));
    config
}

#[cfg(test)]
#[path = "quic_tests.rs"]
mod tests;
