//! The event stream of a device: CBOR messages both ways over one WebSocket.

use axum::{
    extract::{
        State,
        ws::{
            CloseFrame, Message, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection,
        },
    },
    response::Response,
};
use domain::Action;
use identity::DeviceId;
use std::time::{Duration, Instant};
use wire::{CLIENT_MESSAGE_BYTES_MAX, ToDevice, ToNode};

use super::{Caller, Problem};
use crate::app::{AppError, NodeCore, Now, SessionToken};
use crate::runtime::NodeHandle;

/// Messages that a device may send in a second; more are waited for, not refused.
const MESSAGES_PER_S_MAX: u32 = 50;
/// A device that answers no ping for so long is gone.
const SILENT_AFTER: Duration = Duration::from_secs(20);
/// And says that it is here. Also how long a stream outlives its session at most.
const PING_EVERY: Duration = Duration::from_secs(5);

/// Why a stream was closed that its device replaced: it, or another program with its key, opened one
/// later. Whoever hears it stays away, or two programs would take turns (RFC 6455 §7.4.2).
const REPLACED: u16 = 4_001;

/// Opens the event stream of this device: a WebSocket of binary CBOR messages, described in
/// docs/protocol.
#[utoipa::path(get, path = "/api/v1/events", responses((status = 101, description = "The stream is open")))]
pub async fn open(
    State(node): State<NodeHandle>,
    caller: Caller,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    caller.may(Action::ReadLogs)?;
    let session = Session {
        node,
        device: caller.who.device,
        token: caller.token,
    };
    Ok(upgrade?
        .max_message_size(CLIENT_MESSAGE_BYTES_MAX)
        .max_frame_size(CLIENT_MESSAGE_BYTES_MAX)
        .on_upgrade(move |socket| serve(session, socket)))
}

/// The session that a stream was opened with.
struct Session {
    node: NodeHandle,
    device: DeviceId,
    token: SessionToken,
}

impl Session {
    /// Runs `job` if the session still stands: not signed out, not expired, not revoked.
    async fn call(&self, job: impl FnOnce(&mut NodeCore, Now) + Send + 'static) -> bool {
        let (device, token) = (self.device, self.token.clone());
        let done = self.node.call(move |core, now| {
            core.session(now, device, &token)?;
            job(core, now);
            Ok::<_, AppError>(())
        });
        matches!(done.await, Ok(Ok(())))
    }
}

async fn serve(session: Session, mut socket: WebSocket) {
    let (node, device) = (&session.node, session.device);
    let Some(mut stream) = node.device_opened(device).await else {
        return;
    };
    let mut ping = tokio::time::interval(PING_EVERY);
    let here = axum::body::Bytes::from(ToDevice::Here.encode());
    let mut heard = Instant::now();
    let mut second = Instant::now();
    let mut messages = 0;
    loop {
        tokio::select! {
            out = stream.next() => {
                let Some(message) = out else {
                    if stream.was_replaced() {
                        let reason = "replaced".into();
                        let frame = CloseFrame { code: REPLACED, reason };
                        // One that isn't reached any more needs no word.
                        let _ = socket.send(Message::Close(Some(frame))).await;
                    }
                    break;
                };
                if socket.send(Message::Binary(message.into())).await.is_err() {
                    break;
                }
            }
            received = socket.recv() => {
                heard = Instant::now();
                let Some(Ok(message)) = received else { break };
                // Pings count too: each costs an answer.
                if second.elapsed() >= Duration::from_secs(1) {
                    (second, messages) = (Instant::now(), 0);
                }
                messages += 1;
                if messages > MESSAGES_PER_S_MAX {
                    tokio::time::sleep(Duration::from_secs(1).saturating_sub(second.elapsed())).await;
                }
                match message {
                    Message::Binary(bytes) => {
                        let Ok(message) = ToNode::decode(&bytes) else { break };
                        if !session.call(move |core, now| core.device_message(now, device, message)).await {
                            break;
                        }
                    }
                    Message::Text(_) | Message::Close(_) => break,
                    Message::Ping(_) | Message::Pong(_) => {}
                }
            }
            _ = ping.tick() => {
                let is_there = heard.elapsed() < SILENT_AFTER
                    && session.call(|_, _| {}).await
                    && socket.send(Message::Ping(Default::default())).await.is_ok()
                    && socket.send(Message::Binary(here.clone())).await.is_ok();
                if !is_there {
                    break;
                }
            }
        }
    }
    node.device_closed(device, stream.id).await;
}
