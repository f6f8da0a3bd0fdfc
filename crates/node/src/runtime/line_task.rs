//! Connections of the line: dialled and accepted, frames in and out; media connections go to the relay.

use line::{CONNECTION_QUEUE_BYTES_MAX, ConnId, EARLY_MAX, FRAME_BYTES_MAX};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};

use super::attachment_task::AttachmentTaskCommand;
use super::core_task::{LineEvent, NodeHandle, line_event};
use super::frame_pace::FramePace;
use super::media_task::MediaTaskCommand;
use super::quic::{EarlySender, LineEndpoint, Link, LinkReceiver, LinkSender, Purpose};

/// Between two tries to get a connection beside the control connection while that stands.
const BESIDE_REDIAL: Duration = Duration::from_millis(250);
/// A route isn't dialled again while a handshake on it is younger than this.
const DIAL_ALONE: Duration = Duration::from_secs(2);
/// A connection that is given up has so long to take what was sent last.
const GOODBYE_WITHIN: Duration = Duration::from_secs(2);

/// Frames of one connection that the core has and whose entries aren't durable yet: they share commits,
/// and whoever asks the core something waits for no more of them than these.
const FRAMES_UNDER_WAY_MAX: usize = 32;
/// Bytes of them: the longest frame goes alone.
const FRAMES_UNDER_WAY_BYTES_MAX: usize = FRAME_BYTES_MAX;

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
    SendEarly(ConnId, Vec<u8>),
    Close(ConnId),
}

#[derive(Clone)]
struct Shared {
    endpoint: LineEndpoint,
    node: NodeHandle,
    media: mpsc::UnboundedSender<MediaTaskCommand>,
    attachments: mpsc::UnboundedSender<AttachmentTaskCommand>,
    senders: Arc<Mutex<HashMap<ConnId, Outgoing>>>,
    /// Of all connections together: a peer gets no more by opening several.
    pace: Arc<Mutex<FramePace>>,
    next: Arc<AtomicU64>,
}

/// What waits to be sent on one connection; no more than [`CONNECTION_QUEUE_BYTES_MAX`].
struct Outgoing {
    give: mpsc::UnboundedSender<Vec<u8>>,
    /// What overtakes.
    give_early: mpsc::Sender<Vec<u8>>,
    queued: Arc<AtomicUsize>,
    connection: quinn::Connection,
}

impl Outgoing {
    /// Queues a frame; `false` where too much waits already.
    fn queue(&self, frame: Vec<u8>) -> bool {
        // Others only take away from it.
        let queued = self.queued.load(Ordering::Relaxed) + frame.len();
        if queued > CONNECTION_QUEUE_BYTES_MAX {
            return false;
        }
        self.queued.fetch_add(frame.len(), Ordering::Relaxed);
        // A connection that ended says so by itself.
        let _ = self.give.send(frame);
        true
    }
}

impl Shared {
    fn outgoing(&self) -> MutexGuard<'_, HashMap<ConnId, Outgoing>> {
        self.senders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long a frame of so many bytes waits before it is taken.
    fn wait_for(&self, bytes: usize) -> Duration {
        let pace = self.pace.lock();
        let mut pace = pace.unwrap_or_else(PoisonError::into_inner);
        pace.take(Instant::now(), bytes)
    }

    fn send(&self, conn: ConnId, frame: Vec<u8>) {
        let mut senders = self.outgoing();
        let overrun = senders
            .get(&conn)
            .is_some_and(|outgoing| !outgoing.queue(frame));
        if overrun && let Some(outgoing) = senders.remove(&conn) {
            let node = self.node.clone();
            tokio::spawn(async move {
                // Said before the connection's end is, or the end would hide why.
                let _ = line_event(&node, LineEvent::Unread(conn), ()).await;
                outgoing.connection.close(0u32.into(), b"unread");
            });
        }
    }

    /// What finds no room comes in its place in the log.
    fn send_early(&self, conn: ConnId, frame: Vec<u8>) {
        if let Some(outgoing) = self.outgoing().get(&conn) {
            let _ = outgoing.give_early.try_send(frame);
        }
    }

    /// What was sent before is on its way; a peer that takes nothing isn't waited for.
    fn close(&self, conn: ConnId) {
        if let Some(outgoing) = self.outgoing().remove(&conn) {
            let connection = outgoing.connection.clone();
            drop(outgoing);
            tokio::spawn(async move {
                let _ = tokio::time::timeout(GOODBYE_WITHIN, connection.closed()).await;
                connection.close(0u32.into(), b"closed");
            });
        }
    }
}

/// The newest dial of each route.
#[derive(Default)]
struct Dials(HashMap<usize, (Instant, Weak<()>)>);

impl Dials {
    /// What is held until the handshake is over; nothing while another is under way on this route.
    /// On a narrow line dials hold each other up, and those that come late take an open line over.
    fn begin(&mut self, route: usize, now: Instant) -> Option<Arc<()>> {
        let alone = self.0.get(&route).is_none_or(|(since, under_way)| {
            under_way.strong_count() == 0 || now >= *since + DIAL_ALONE
        });
        if !alone {
            return None;
        }
        let under_way = Arc::new(());
        self.0.insert(route, (now, Arc::downgrade(&under_way)));
        Some(under_way)
    }
}

/// Runs until the core is gone.
pub(super) async fn run(
    endpoint: LineEndpoint,
    node: NodeHandle,
    media: mpsc::UnboundedSender<MediaTaskCommand>,
    attachments: mpsc::UnboundedSender<AttachmentTaskCommand>,
    mut commands: mpsc::UnboundedReceiver<LineCommand>,
) {
    let shared = Shared {
        endpoint,
        node,
        media,
        attachments,
        senders: Arc::default(),
        pace: Arc::default(),
        next: Arc::new(AtomicU64::new(1)),
    };
    let taking = shared.clone();
    let listening = shared.endpoint.clone();
    let accepting = tokio::spawn(async move {
        listening
            .accept(move |accepted| match accepted {
                Ok(link) => take(&taking, link),
                // Anybody on the network can cause these: no reason to fill the log.
                Err(error) => tracing::debug!(%error, "a connection to the line was refused"),
            })
            .await;
    });
    let (mut key, mut routes) = (None, Vec::new());
    let mut dials = Dials::default();
    while let Some(command) = commands.recv().await {
        match command {
            LineCommand::Pinned {
                node_key,
                routes: known,
            } => {
                shared.endpoint.pin(node_key);
                (key, routes) = (Some(node_key), known);
                dials = Dials::default();
            }
            LineCommand::Dial {
                route: index,
                attempt,
            } => {
                if let (Some(key), Some(route)) = (key, routes.get(index))
                    && let Some(under_way) = dials.begin(index, Instant::now())
                {
                    let route = route.clone();
                    tokio::spawn(dial(shared.clone(), key, route, attempt, under_way));
                }
            }
            LineCommand::Send(conn, bytes) => shared.send(conn, bytes),
            LineCommand::SendEarly(conn, bytes) => shared.send_early(conn, bytes),
            LineCommand::Close(conn) => shared.close(conn),
        }
    }
    accepting.abort();
    shared.endpoint.close().await;
}

fn take(shared: &Shared, link: Link) {
    match link.purpose {
        Purpose::Control => {
            tokio::spawn(serve(shared.clone(), link));
        }
        Purpose::Media => drop(shared.media.send(MediaTaskCommand::Link(link))),
        Purpose::Attachments => {
            drop(shared.attachments.send(AttachmentTaskCommand::Link(link)));
        }
    }
}

async fn dial(shared: Shared, key: [u8; 32], route: String, attempt: u32, under_way: Arc<()>) {
    let Some(addr) = resolve(&route).await else {
        tracing::warn!(attempt, "a route of the other node doesn't resolve");
        return;
    };
    let dialled = shared.endpoint.dial(key, addr, Purpose::Control).await;
    drop(under_way);
    match dialled {
        Ok(link) => {
            let control = link.connection();
            tokio::spawn(serve(shared.clone(), link));
            // Media and attachments have connections of their own, dialled by whoever dialled this one.
            tokio::join!(
                beside(&shared, key, addr, &control, Purpose::Media),
                beside(&shared, key, addr, &control, Purpose::Attachments),
            );
        }
        Err(error) => {
            // The line dials again by itself, later each time.
            tracing::debug!(%error, attempt, "the other node isn't reached");
        }
    }
}

/// Keeps a connection beside the control connection, as long as that stands.
async fn beside(
    shared: &Shared,
    key: [u8; 32],
    addr: std::net::SocketAddr,
    control: &quinn::Connection,
    purpose: Purpose,
) {
    while control.close_reason().is_none() {
        match shared.endpoint.dial(key, addr, purpose).await {
            Ok(link) => {
                let connection = link.connection();
                take(shared, link);
                tokio::select! {
                    _ = connection.closed() => {}
                    _ = control.closed() => {
                        // Left open, it would be chosen after its way is gone: whoever
                        // accepted a connection doesn't follow the other to a new address.
                        connection.close(0u32.into(), b"another line");
                        return;
                    }
                }
            }
            Err(error) => tracing::debug!(%error, ?purpose, "no such connection yet"),
        }
        tokio::time::sleep(BESIDE_REDIAL).await;
    }
}

async fn resolve(route: &str) -> Option<std::net::SocketAddr> {
    tokio::net::lookup_host(route).await.ok()?.next()
}

/// One control connection, from its first frame to its end.
async fn serve(shared: Shared, link: Link) {
    let conn = ConnId(shared.next.fetch_add(1, Ordering::Relaxed));
    let connection = link.connection();
    let path = connection.clone();
    let (sender, mut receiver) = link.split();
    let (give, frames) = mpsc::unbounded_channel();
    let queued = Arc::new(AtomicUsize::new(0));
    let writing = tokio::spawn(write(sender, frames, queued.clone()));
    let (give_early, early) = mpsc::channel(EARLY_MAX);
    let overtaking = tokio::spawn(write_early(EarlySender::new(path.clone()), early));
    let outgoing = Outgoing {
        give,
        give_early,
        queued,
        connection,
    };
    shared.outgoing().insert(conn, outgoing);
    let alive = line_event(&shared.node, LineEvent::Connected(conn), ())
        .await
        .is_ok();
    if alive {
        let early = tokio::spawn(receive_early(shared.clone(), conn, path.clone()));
        receive(&shared, conn, &mut receiver).await;
        early.abort();
    }
    // Nothing more is read of it: a peer can't go on sending on what was closed.
    drop(receiver);
    shared.outgoing().remove(&conn);
    let _ = line_event(&shared.node, LineEvent::Disconnected(conn), ()).await;
    let _ = writing.await;
    overtaking.abort();
    let (sent, lost) = (path.stats().udp_tx.bytes, path.stats().path.lost_bytes);
    tracing::debug!(?conn, sent, lost, "bytes of a connection of the line");
}

/// Hands frames to the core until it closes the connection, or one of them ends.
async fn receive(shared: &Shared, conn: ConnId, receiver: &mut LinkReceiver) {
    let room = Arc::new(Semaphore::new(FRAMES_UNDER_WAY_BYTES_MAX));
    while shared.outgoing().contains_key(&conn) {
        let frame = match receiver.recv().await {
            Ok(frame) => frame,
            Err(error) => {
                tracing::debug!(%error, "a connection of the line ended");
                return;
            }
        };
        let wait = shared.wait_for(frame.len());
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        // Never closed.
        let Ok(place) = room.clone().acquire_many_owned(place_of(frame.len())).await else {
            return;
        };
        if line_event(&shared.node, LineEvent::Frame(conn, frame), place)
            .await
            .is_err()
        {
            return;
        }
    }
}

/// Hands over what overtakes on this connection.
async fn receive_early(shared: Shared, conn: ConnId, connection: quinn::Connection) {
    match LinkReceiver::early(&connection).await {
        Ok(mut receiver) => receive(&shared, conn, &mut receiver).await,
        Err(error) => tracing::debug!(%error, "nothing overtook on a connection of the line"),
    }
}

/// What a frame takes of [`FRAMES_UNDER_WAY_BYTES_MAX`]; the shortest as much as leaves room for
/// [`FRAMES_UNDER_WAY_MAX`].
fn place_of(length: usize) -> u32 {
    let shortest = FRAMES_UNDER_WAY_BYTES_MAX / FRAMES_UNDER_WAY_MAX;
    let place = length.clamp(shortest, FRAMES_UNDER_WAY_BYTES_MAX);
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Sends frames until the core closes the connection or it ends.
async fn write(
    mut sender: LinkSender,
    mut frames: mpsc::UnboundedReceiver<Vec<u8>>,
    queued: Arc<AtomicUsize>,
) {
    while let Some(frame) = frames.recv().await {
        if let Err(error) = sender.send(&frame).await {
            tracing::debug!(%error, "not sent on the line");
            return;
        }
        queued.fetch_sub(frame.len(), Ordering::Relaxed);
    }
    sender.close().await;
}

/// Sends what overtakes until the connection ends.
async fn write_early(mut sender: EarlySender, mut frames: mpsc::Receiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if let Err(error) = sender.send(&frame).await {
            tracing::debug!(%error, "not sent ahead on the line");
            return;
        }
    }
}

#[cfg(test)]
#[path = "line_task_tests.rs"]
mod tests;
