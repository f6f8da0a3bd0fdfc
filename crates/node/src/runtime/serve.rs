//! Starting and stopping a node: every socket is bound before anything is said to be ready.

use identity::{SecretSeed, SigningKey};
use relay::{AddressesError, OwnAddresses};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use storage::{SqliteStore, StoreError};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{mpsc, oneshot, watch};

use super::addresses::{Bound, MediaAddressError, Told, media_addresses};
use super::core_task::{NodeHandle, Ways, core_task};
use super::door::{Door, DoorLimits, DoorTls};
use super::ice_tcp::FRAMES_IN_MAX;
use super::media_task::{MediaSetup, MediaTask, tell_core};
use super::metrics::{CoreNumbers, Metrics};
use super::push::{self, PUSHES_WAITING_MAX, PushError, PushSender, PushSettings};
use super::quic::{LineEndpoint, QuicError};
use super::tls::{TlsConfig, TlsEnd, TlsError, to_tls};
use super::{Clock, attachment_task, line_task, random};
use crate::app::{NodeCore, StartError};
use crate::http::{Desk, DeskSource, Setting};

/// What a node needs to run.
#[derive(Debug, Clone)]
pub struct NodeConfig {
    pub store: PathBuf,
    /// The API and the press site.
    pub http: SocketAddr,
    /// Media of the own devices, UDP.
    pub media: SocketAddr,
    /// Where devices reach `media`, if that isn't the address it is bound to.
    pub media_address: Option<SocketAddr>,
    /// Where devices reach `http` for media over TCP, if that isn't the address it is bound to.
    pub media_tcp_address: Option<SocketAddr>,
    /// The other node, UDP.
    pub line: SocketAddr,
    /// `/metrics`, apart from everything public.
    pub metrics: Option<SocketAddr>,
    pub clock: Clock,
    /// The web client's files.
    pub desk: DeskSource,
    /// Something in front of `http` speaks TLS to browsers.
    pub over_tls: bool,
    /// HTTPS of the node itself, beside `http`.
    pub tls: Option<TlsConfig>,
    /// Which browsers' push services are asked to call people whose page is closed.
    pub push: PushSettings,
    /// Writes every relayed payload to a file, for a checker; refused outside demonstrations.
    pub danger_tap: Option<PathBuf>,
    /// Gives the keys in this file to everybody; refused outside demonstrations.
    pub danger_given_keys: Option<PathBuf>,
}

/// Why a node doesn't run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Line(#[from] QuicError),
    #[error("{what} {addr} can't be bound: {cause}; is another node running, or the port taken?")]
    Bind {
        what: &'static str,
        addr: SocketAddr,
        cause: std::io::Error,
    },
    #[error(transparent)]
    MediaAddress(#[from] MediaAddressError),
    #[error(transparent)]
    Media(#[from] AddressesError),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Push(#[from] PushError),
    #[error("{0}")]
    Other(String),
}

/// A node that runs.
pub struct Running {
    pub handle: NodeHandle,
    pub http: SocketAddr,
    pub https: Option<SocketAddr>,
    pub media: SocketAddr,
    pub line: SocketAddr,
    pub metrics: Option<SocketAddr>,
    core: JoinHandle<Result<(), StoreError>>,
    stop_http: watch::Sender<()>,
    failed: oneshot::Receiver<()>,
}

/// What the system may hold of a flood before datagrams of a call are lost with it: a moment of full
/// rate, in which the media task may be held up. The system grants less where its own limit is lower.
const MEDIA_RECEIVE_BYTES: usize = 4 * 1024 * 1024;

/// The socket for media of the own devices.
pub(super) fn bind_media(addr: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = std::net::UdpSocket::bind(addr)?;
    socket.set_nonblocking(true)?;
    // A smaller buffer is no reason not to run.
    let _ = socket2::SockRef::from(&socket).set_recv_buffer_size(MEDIA_RECEIVE_BYTES);
    UdpSocket::from_std(socket)
}

/// The port for HTTPS, and what ends TLS there.
struct Https {
    listener: TcpListener,
    address: SocketAddr,
    end: DoorTls,
}

async fn bind_https(config: &TlsConfig) -> Result<Https, RunError> {
    let bind = |cause| RunError::Bind {
        what: "HTTPS address",
        addr: config.address,
        cause,
    };
    let listener = TcpListener::bind(config.address).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let end = DoorTls {
        end: Arc::new(TlsEnd::start(config)?),
        plain: to_tls(&config.public_url),
    };
    Ok(Https {
        listener,
        address,
        end,
    })
}

/// Opens the store, binds every socket and begins.
pub async fn start(
    config: NodeConfig,
    credentials: Vec<u8>,
    node_seed: SecretSeed,
) -> Result<Running, RunError> {
    let store = SqliteStore::open(&config.store)?;
    let node_key = SigningKey::from_seed(&node_seed);
    let seed = u64::from_be_bytes(random()[..8].try_into().unwrap_or([0; 8]));
    let core = NodeCore::start(credentials, node_key, Box::new(store), seed)?;

    let bind = |what, addr| move |cause| RunError::Bind { what, addr, cause };
    let http = TcpListener::bind(config.http)
        .await
        .map_err(bind("HTTP address", config.http))?;
    let http_addr = http
        .local_addr()
        .map_err(bind("HTTP address", config.http))?;
    let https = match &config.tls {
        Some(tls) => Some(bind_https(tls).await?),
        None => None,
    };
    let https_addr = https.as_ref().map(|https| https.address);
    let media = bind_media(config.media).map_err(bind("media address", config.media))?;
    let media_addr = media
        .local_addr()
        .map_err(bind("media address", config.media))?;
    let push = PushSender::new(config.push, &node_seed)?;
    let endpoint = LineEndpoint::bind(config.line, node_seed)?;
    let line_addr = endpoint
        .local_addr()
        .map_err(bind("line address", config.line))?;
    let metrics_listener = match config.metrics {
        Some(addr) => Some(
            TcpListener::bind(addr)
                .await
                .map_err(bind("metrics address", addr))?,
        ),
        None => None,
    };
    let own = media_addresses(
        Bound {
            media: media_addr,
            // Where devices come from outside.
            http: https_addr.unwrap_or(http_addr),
        },
        Told {
            media: config.media_address,
            media_tcp: config.media_tcp_address,
        },
    )?;
    let metrics = Arc::new(Metrics::new().map_err(|error| RunError::Other(error.to_string()))?);

    let (line_give, line_take) = mpsc::unbounded_channel();
    let (media_give, media_take) = mpsc::unbounded_channel();
    let (attachments_give, attachments_take) = mpsc::unbounded_channel();
    let (push_give, push_take) = mpsc::channel(PUSHES_WAITING_MAX);
    let ways = Ways {
        line: line_give,
        media: media_give.clone(),
        attachments: attachments_give.clone(),
        push: push_give,
    };
    let (handle, task) = core_task(core, config.clock, ways);
    let (report, reports) = mpsc::unbounded_channel();
    let setup = MediaSetup {
        addresses: OwnAddresses::new(&[own.udp], own.tcp.as_slice())?,
        socket: media,
        own,
        danger_tap: config.danger_tap,
        metrics: metrics.clone(),
    };
    let (tcp_give, tcp_take) = mpsc::channel(FRAMES_IN_MAX);
    let media_task = MediaTask::new(setup, media_take, tcp_take, report)
        .map_err(|error| RunError::Other(error.to_string()))?;
    tokio::spawn(media_task.run());
    tokio::spawn(tell_core(handle.clone(), reports));
    tokio::spawn(line_task::run(
        endpoint,
        handle.clone(),
        media_give,
        attachments_give,
        line_take,
    ));
    tokio::spawn(attachment_task::run(handle.clone(), attachments_take));
    tokio::spawn(push::run(handle.clone(), push.clone(), push_take));

    let (fail, failed) = oneshot::channel();
    // Timers of its own: the runtime around may end before this thread does.
    let timers = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| RunError::Other(error.to_string()))?;
    let core = std::thread::Builder::new()
        .name("core".into())
        .spawn(move || {
            let ended = timers.block_on(task.run());
            let _ = fail.send(());
            ended
        })
        .map_err(|error| RunError::Other(error.to_string()))?;

    let (stop_http, stopped) = watch::channel(());
    let reports = metrics.policy_reports.clone();
    let setting = Setting {
        desk: Arc::new(Desk::new(config.desk, reports)),
        over_tls: config.over_tls || https.is_some(),
        push,
        danger_given_keys: config.danger_given_keys,
    };
    let router = crate::http::router(handle.clone(), setting);
    let media_over_tcp = own.tcp.map(|_| tcp_give);
    if let Some(Https { listener, end, .. }) = https {
        let door = Door {
            router: router.clone(),
            tls: Some(end),
            media: media_over_tcp.clone(),
            metrics: metrics.clone(),
            limits: DoorLimits::USUAL,
        };
        tokio::spawn(door.open(listener, stopped.clone()));
    }
    let door = Door {
        router,
        tls: None,
        media: media_over_tcp,
        metrics: metrics.clone(),
        limits: DoorLimits::USUAL,
    };
    tokio::spawn(door.open(http, stopped.clone()));
    let metrics_addr = metrics_listener
        .as_ref()
        .and_then(|listener| listener.local_addr().ok());
    if let Some(listener) = metrics_listener {
        let door = Door {
            router: metrics_router(handle.clone(), metrics.clone()),
            tls: None,
            media: None,
            metrics,
            limits: DoorLimits::USUAL,
        };
        tokio::spawn(door.open(listener, stopped));
    }
    Ok(Running {
        handle,
        http: http_addr,
        https: https_addr,
        media: media_addr,
        line: line_addr,
        metrics: metrics_addr,
        core,
        stop_http,
        failed,
    })
}

fn metrics_router(handle: NodeHandle, metrics: Arc<Metrics>) -> axum::Router {
    use axum::routing::get;
    axum::Router::new().route(
        "/metrics",
        get(move || {
            let (handle, metrics) = (handle.clone(), metrics.clone());
            async move {
                let numbers = handle
                    .call(|core, _| (core.counters().clone(), CoreNumbers::of(core)))
                    .await;
                match numbers {
                    Ok((counters, core)) => Ok(metrics.text(&counters, &core)),
                    Err(_) => Err(axum::http::StatusCode::SERVICE_UNAVAILABLE),
                }
            }
        }),
    )
}

impl Running {
    /// Waits until the core ends by itself, which only a failed store makes it do.
    pub async fn failed(&mut self) {
        let _ = (&mut self.failed).await;
    }

    /// The core's thread, which ends by itself when nobody is left who could ask it anything.
    #[cfg(test)]
    pub(super) fn into_core(self) -> JoinHandle<Result<(), StoreError>> {
        self.core
    }

    /// Says goodbye to the other node, answers what was asked, then ends.
    pub async fn stop(self) -> Result<(), RunError> {
        // Nobody listens any more only if the tasks have ended already.
        let _ = self.stop_http.send(());
        self.handle.stop().await;
        let core = self.core;
        let ended = tokio::task::spawn_blocking(move || core.join())
            .await
            .map_err(|error| RunError::Other(error.to_string()))?;
        // A moment for the goodbye to leave the sockets.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        match ended {
            Ok(result) => Ok(result?),
            Err(_) => Err(RunError::Other(
                "the core panicked; please report what its log says".into(),
            )),
        }
    }
}
