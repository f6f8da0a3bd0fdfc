//! The way in for everything that comes by TCP: how many may, from where, what they speak and how
//! long they may take. HTTP goes to the router, media over TCP (RFC 6544) to the relay.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use relay::framing::{CLASSIFY_BYTES, Speaks, classify};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

use super::ice_tcp::{self, FromTcp};
use super::metrics::Metrics;
use super::seated_stream::SeatedStream;
use super::seats::{Seat, Seats};
use super::tls::TlsEnd;

/// Connections open at once, WebSockets and media among them; below the usual limit of 1,024 files.
pub const CONNECTIONS_MAX: usize = 768;
/// Of these from one address (IPv6: one /64 network); this machine's own proxy may have all.
pub const CONNECTIONS_PER_SOURCE_MAX: usize = 128;
/// A fresh connection says within this time what it speaks.
const FIRST_BYTES_WITHIN: Duration = Duration::from_secs(10);
/// A request's head arrives within this time; so long may a connection rest between requests too.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// A request is read and answered within this time.
const REQUEST_WITHIN: Duration = Duration::from_secs(30);
/// A peer that reads nothing of what waits for it is gone after this time.
const STALLED_MAX: Duration = Duration::from_secs(20);
/// Pause after the system couldn't accept, for example for want of files.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// A fatal TLS alert, handshake_failure (RFC 8446 §6): the clearest no that a TLS client understands.
const TLS_REFUSAL: [u8; 7] = [0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28];

/// How much a door lets in, and how patient it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct DoorLimits {
    pub connections: usize,
    pub per_source: usize,
    pub first_bytes: Duration,
    pub head: Duration,
    pub request: Duration,
    pub stalled: Duration,
}

impl DoorLimits {
    pub const USUAL: Self = Self {
        connections: CONNECTIONS_MAX,
        per_source: CONNECTIONS_PER_SOURCE_MAX,
        first_bytes: FIRST_BYTES_WITHIN,
        head: HEAD_WITHIN,
        request: REQUEST_WITHIN,
        stalled: STALLED_MAX,
    };
}

/// TLS at a door.
#[derive(Clone)]
pub(super) struct DoorTls {
    pub end: Arc<TlsEnd>,
    /// For whoever comes without.
    pub plain: Router,
}

/// Where connections lead.
pub(super) struct Door {
    pub router: Router,
    /// Where TLS ends at this door; plain HTTP is sent there then.
    pub tls: Option<DoorTls>,
    /// `None` where media over TCP isn't told to anybody, and so isn't taken.
    pub media: Option<mpsc::Sender<FromTcp>>,
    pub metrics: Arc<Metrics>,
    pub limits: DoorLimits,
}

impl Door {
    /// Lets connections in until told to stop; then requests under way are still answered.
    pub async fn open(self, listener: TcpListener, mut stop: watch::Receiver<()>) {
        let Self {
            router,
            tls,
            media,
            metrics,
            limits,
        } = self;
        let seats = Seats::new(limits.connections, limits.per_source);
        let router = router.layer(from_fn(move |request, next| {
            in_time(limits.request, request, next)
        }));
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stop.changed() => return,
            };
            let (stream, from) = match accepted {
                Ok(accepted) => accepted,
                Err(error) if is_of_one_connection(&error) => continue,
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            let Some(seat) = seats.take(from.ip()) else {
                metrics.connections_refused.inc();
                continue;
            };
            let visitor = Visitor {
                from,
                router: router.clone(),
                tls: tls.clone(),
                media: media.clone(),
                limits,
                stop: stop.clone(),
            };
            tokio::spawn(visitor.serve(stream, seat));
        }
    }
}

/// One connection.
struct Visitor {
    from: SocketAddr,
    router: Router,
    tls: Option<DoorTls>,
    media: Option<mpsc::Sender<FromTcp>>,
    limits: DoorLimits,
    stop: watch::Receiver<()>,
}

impl Visitor {
    async fn serve(self, mut stream: TcpStream, seat: Seat) {
        // Voice must not wait for more of it; if this fails the connection has already ended.
        let _ = stream.set_nodelay(true);
        let first = first_bytes(&mut stream);
        let Ok(Ok((speaks, first))) = tokio::time::timeout(self.limits.first_bytes, first).await
        else {
            return;
        };
        let stalled = self.limits.stalled;
        match speaks {
            Speaks::Http => {
                let stream = SeatedStream::new(stream, first, stalled, seat);
                let plain = self.tls.as_ref().map(|tls| tls.plain.clone());
                let router = plain.unwrap_or_else(|| self.router.clone());
                self.serve_http(stream, router).await;
            }
            Speaks::IceTcp => {
                if let Some(media) = &self.media {
                    let stream = SeatedStream::new(stream, first, stalled, seat);
                    ice_tcp::serve(stream, self.from, media).await;
                }
            }
            Speaks::Tls => match &self.tls {
                Some(tls) => {
                    let stream = SeatedStream::new(stream, first, stalled, seat);
                    let accepted = tls.end.accept(stream);
                    let accepted = tokio::time::timeout(self.limits.first_bytes, accepted).await;
                    // Whatever goes wrong is told by TLS itself; a challenge is over with it.
                    if let Ok(Ok(Some(stream))) = accepted {
                        let router = self.router.clone();
                        self.serve_http(stream, router).await;
                    }
                }
                None => {
                    tracing::debug!("TLS refused: it ends elsewhere than at this port");
                    let _ = stream.write_all(&TLS_REFUSAL).await;
                }
            },
            Speaks::NotYetKnown | Speaks::Unknown => {}
        }
    }

    async fn serve_http<S>(mut self, stream: S, router: Router)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let router = router.map_request(|request: hyper::Request<Incoming>| request.map(Body::new));
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.limits.head)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
            .with_upgrades();
        let mut connection = std::pin::pin!(connection);
        tokio::select! {
            // What goes wrong on a connection is its peer's affair.
            _ = connection.as_mut() => return,
            _ = self.stop.changed() => connection.as_mut().graceful_shutdown(),
        }
        let _ = connection.await;
    }
}

/// Reads until it is clear what a connection speaks; gives what was read.
async fn first_bytes(stream: &mut TcpStream) -> std::io::Result<(Speaks, Vec<u8>)> {
    let mut first = Vec::with_capacity(CLASSIFY_BYTES);
    loop {
        let speaks = classify(&first);
        if speaks != Speaks::NotYetKnown {
            return Ok((speaks, first));
        }
        let mut more = [0; CLASSIFY_BYTES];
        let room = CLASSIFY_BYTES.saturating_sub(first.len());
        let length = stream.read(&mut more[..room]).await?;
        if length == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        first.extend_from_slice(&more[..length]);
    }
}

async fn in_time(limit: Duration, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// Errors of `accept` that concern the one connection that is gone already.
fn is_of_one_connection(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;
