//! Connections of the line: dialled and accepted, frames in and out; media connections go to the relay.

use line::ConnId;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;

use super::core_task::{LineEvent, NodeHandle, line_event};
use super::media_task::MediaTaskCommand;
use super::quic::{LineEndpoint, Link, LinkSender, Purpose};

/// Between two tries to get a media connection while the line is up.
const MEDIA_REDIAL: Duration = Duration::from_millis(250);

pub(super) enum LineCommand {
    Pinned {
        node_key: [u8; 32],
        routes: Vec<String>,
    },
    Dial {
        route: usize,
        attempt: u32,
    },
    Send(ConnId, Vec<u8>),
    Close(ConnId),
}

#[derive(Clone)]
struct Shared {
    endpoint: LineEndpoint,
    node: NodeHandle,
    media: mpsc::UnboundedSender<MediaTaskCommand>,
    senders: Arc<Mutex<HashMap<ConnId, mpsc::UnboundedSender<Vec<u8>>>>>,
    next: Arc<AtomicU64>,
}

/// Runs until the core is gone.
pub(super) async fn run(
    endpoint: LineEndpoint,
    node: NodeHandle,
    media: mpsc::UnboundedSender<MediaTaskCommand>,
    mut commands: mpsc::UnboundedReceiver<LineCommand>,
) {
    let shared = Shared {
        endpoint,
        node,
        media,
        senders: Arc::default(),
        next: Arc::new(AtomicU64::new(1)),
    };
    let accepting = tokio::spawn(accept(shared.clone()));
    let (mut key, mut routes) = (None, Vec::new());
    while let Some(command) = commands.recv().await {
        match command {
            LineCommand::Pinned {
                node_key,
                routes: known,
            } => {
                shared.endpoint.pin(node_key);
                (key, routes) = (Some(node_key), known);
            }
            LineCommand::Dial { route, attempt } => {
                if let (Some(key), Some(route)) = (key, routes.get(route)) {
                    tokio::spawn(dial(shared.clone(), key, route.clone(), attempt));
                }
            }
            LineCommand::Send(conn, bytes) => {
                let senders = shared
                    .senders
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                if let Some(sender) = senders.get(&conn) {
                    // A connection that ended says so by itself.
                    let _ = sender.send(bytes);
                }
            }
            LineCommand::Close(conn) => {
                shared
                    .senders
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .remove(&conn);
            }
        }
    }
    accepting.abort();
    shared.endpoint.close().await;
}

async fn accept(shared: Shared) {
    while let Some(accepted) = shared.endpoint.accept().await {
        match accepted {
            Ok(link) => take(&shared, link),
            Err(error) => tracing::info!(%error, "a connection to the line was refused"),
        }
    }
}

fn take(shared: &Shared, link: Link) {
    match link.purpose {
        Purpose::Control => {
            tokio::spawn(serve(shared.clone(), link));
        }
        Purpose::Media => drop(shared.media.send(MediaTaskCommand::Link(link))),
    }
}

async fn dial(shared: Shared, key: [u8; 32], route: String, attempt: u32) {
    let Some(addr) = resolve(&route).await else {
        tracing::warn!(attempt, "a route of the other node doesn't resolve");
        return;
    };
    match shared.endpoint.dial(key, addr, Purpose::Control).await {
        Ok(link) => {
            let control = link.connection();
            tokio::spawn(serve(shared.clone(), link));
            // Media has a connection of its own, dialled by whoever dialled this one.
            while control.close_reason().is_none() {
                match shared.endpoint.dial(key, addr, Purpose::Media).await {
                    Ok(media) => {
                        let connection = media.connection();
                        drop(shared.media.send(MediaTaskCommand::Link(media)));
                        tokio::select! {
                            _ = connection.closed() => {}
                            _ = control.closed() => return,
                        }
                    }
                    Err(error) => tracing::debug!(%error, "no media connection yet"),
                }
                tokio::time::sleep(MEDIA_REDIAL).await;
            }
        }
        Err(error) => {
            // The line dials again by itself, later each time.
            tracing::debug!(%error, attempt, "the other node isn't reached");
        }
    }
}

async fn resolve(route: &str) -> Option<std::net::SocketAddr> {
    tokio::net::lookup_host(route).await.ok()?.next()
}

/// One control connection, from its first frame to its end.
async fn serve(shared: Shared, link: Link) {
    let conn = ConnId(shared.next.fetch_add(1, Ordering::Relaxed));
    let (sender, mut receiver) = link.split();
    let (give, frames) = mpsc::unbounded_channel();
    shared
        .senders
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(conn, give);
    let writing = tokio::spawn(write(sender, frames));
    let alive = line_event(&shared.node, LineEvent::Connected(conn))
        .await
        .is_ok();
    while alive {
        let frame = match receiver.recv().await {
            Ok(frame) => frame,
            Err(error) => {
                tracing::debug!(%error, "a connection of the line ended");
                break;
            }
        };
        if line_event(&shared.node, LineEvent::Frame(conn, frame))
            .await
            .is_err()
        {
            break;
        }
    }
    shared
        .senders
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .remove(&conn);
    let _ = line_event(&shared.node, LineEvent::Disconnected(conn)).await;
    let _ = writing.await;
}

/// Sends frames until the core closes the connection or it ends.
async fn write(mut sender: LinkSender, mut frames: mpsc::UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if let Err(error) = sender.send(&frame).await {
            tracing::debug!(%error, "not sent on the line");
            return;
        }
    }
    sender.close().await;
}
