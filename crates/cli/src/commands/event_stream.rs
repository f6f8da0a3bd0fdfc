//! The event stream of a device: a WebSocket to its node. Where it is lost it comes back by itself, over
//! another connection and with the same session, and gives up after half a minute.

use futures_util::{SinkExt, StreamExt};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest, http::StatusCode};
use wire::{ToDevice, ToNode};

use crate::{CliError, Exit, api::Session};

/// A node that isn't reached for so long is given up.
const AWAY_MAX: Duration = Duration::from_secs(30);
/// The node asks every five seconds whether we are there; without a word for so long we ask it.
const QUIET_AFTER: Duration = Duration::from_secs(7);
/// And so long it may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// So long a connection may take; a packet lost on the way to it is sent again after a second.
const CONNECTS_WITHIN: Duration = Duration::from_millis(1_500);
/// The first one may take its time.
const FIRST_CONNECTS_WITHIN: Duration = Duration::from_secs(10);
const CONNECTS_AGAIN_AFTER: Duration = Duration::from_millis(250);
/// The node closes a stream with this code when the device opened another (docs/protocol).
const REPLACED: u16 = 4_001;

type Socket =
    tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>;

/// What happened at the stream.
#[derive(Debug)]
pub enum Came {
    Message(Box<ToDevice>),
    /// The connection is lost; another is looked for.
    Lost,
    /// There is another connection. What was on its way over the last one is lost.
    Back,
    /// The node wants another sign-in: [`EventStream::signed_in`].
    SignIn,
    /// The node isn't reached any more.
    GivenUp,
    /// Another program opened a stream with this device's key.
    Replaced,
}

#[derive(Debug)]
enum Refusal {
    SignIn,
    Unreached(String),
}

pub struct EventStream {
    url: String,
    token: String,
    /// While another is looked for, the last one is kept: its end would tell the node that we left.
    socket: Socket,
    heard: Instant,
    /// When the answer to our question is due.
    answer_by: Option<Instant>,
    away: Option<Away>,
}

struct Away {
    since: Instant,
    connecting: Option<JoinHandle<Result<Socket, Refusal>>>,
    next: Instant,
}

impl EventStream {
    /// Signs in anew: a stream ends with its session, and a fresh one outlasts the call.
    pub async fn open(session: &mut Session<'_>) -> Result<Self, CliError> {
        let token = session.sign_in().await?;
        let url = session.node().url().as_str().replacen("http", "ws", 1);
        let url = format!("{}/api/v1/events", url.trim_end_matches('/'));
        Self::to(url, token).await.map_err(|refusal| {
            let cause = match refusal {
                Refusal::SignIn => "the node refuses a session that it just gave".to_owned(),
                Refusal::Unreached(cause) => cause,
            };
            CliError::new(
                Exit::Unreachable,
                "node-unreachable",
                cause,
                "is the node running? `detente doctor` looks",
            )
        })
    }

    async fn to(url: String, token: String) -> Result<Self, Refusal> {
        let socket = connect(url.clone(), token.clone(), FIRST_CONNECTS_WITHIN).await?;
        Ok(Self {
            url,
            token,
            socket,
            heard: Instant::now(),
            answer_by: None,
            away: None,
        })
    }

    pub fn is_away(&self) -> bool {
        self.away.is_some()
    }

    /// Sends; while another connection is looked for what is said is lost.
    pub async fn send(&mut self, message: &ToNode) {
        if self.away.is_none() {
            let message = Message::Binary(message.encode().into());
            // What ended will be read as ended too.
            let _ = self.socket.send(message).await;
        }
    }

    /// Asks the node whether it is still there: there are signs that it isn't.
    pub async fn ask(&mut self) {
        if self.away.is_none() && self.answer_by.is_none() {
            self.answer_by = Some(Instant::now() + ANSWERS_WITHIN);
            let _ = self.socket.send(Message::Ping(Vec::new().into())).await;
        }
    }

    /// The connection is known to be dead. `true` if that is news.
    pub fn reconnect(&mut self) -> bool {
        let news = self.away.is_none();
        let now = Instant::now();
        self.answer_by = None;
        self.away.get_or_insert(Away {
            since: now,
            connecting: None,
            next: now,
        });
        news
    }

    /// Another session in place of the one that ended.
    pub fn signed_in(&mut self, token: String) {
        self.token = token;
    }

    /// The next thing that happens. May be dropped and asked for again.
    ///
    /// # Errors
    /// The node says what this version doesn't understand.
    pub async fn next(&mut self) -> Result<Came, CliError> {
        loop {
            let came = match &mut self.away {
                Some(_) => self.look_for_another().await,
                None => self.read().await?,
            };
            if let Some(came) = came {
                return Ok(came);
            }
        }
    }

    async fn read(&mut self) -> Result<Option<Came>, CliError> {
        let due = self.answer_by.unwrap_or(self.heard + QUIET_AFTER);
        let read = tokio::time::timeout_at(due.into(), self.socket.next()).await;
        let Ok(read) = read else {
            if self.answer_by.is_none() {
                self.ask().await;
                return Ok(None);
            }
            self.reconnect();
            return Ok(Some(Came::Lost));
        };
        self.heard = Instant::now();
        self.answer_by = None;
        Ok(match read {
            Some(Ok(Message::Binary(bytes))) => {
                let message = ToDevice::decode(&bytes).map_err(|error| {
                    CliError::failed(
                        "odd-answer",
                        error,
                        "node and device are of different versions: upgrade the older",
                    )
                })?;
                Some(Came::Message(Box::new(message)))
            }
            Some(Ok(Message::Close(Some(frame)))) if u16::from(frame.code) == REPLACED => {
                Some(Came::Replaced)
            }
            Some(Ok(Message::Close(_)) | Err(_)) | None => {
                self.reconnect();
                Some(Came::Lost)
            }
            Some(Ok(_)) => None,
        })
    }

    async fn look_for_another(&mut self) -> Option<Came> {
        let away = self.away.as_mut()?;
        if away.since.elapsed() >= AWAY_MAX {
            return Some(Came::GivenUp);
        }
        let Some(task) = &mut away.connecting else {
            tokio::time::sleep_until(away.next.into()).await;
            let connecting = connect(self.url.clone(), self.token.clone(), CONNECTS_WITHIN);
            away.connecting = Some(tokio::spawn(connecting));
            return None;
        };
        let connected = task.await;
        away.connecting = None;
        away.next = Instant::now() + CONNECTS_AGAIN_AFTER;
        match connected {
            Ok(Ok(socket)) => {
                self.socket = socket;
                self.heard = Instant::now();
                self.away = None;
                Some(Came::Back)
            }
            Ok(Err(Refusal::SignIn)) => Some(Came::SignIn),
            Ok(Err(Refusal::Unreached(cause))) => {
                tracing::debug!(%cause, "no event stream");
                None
            }
            Err(_) => None,
        }
    }
}

impl Drop for EventStream {
    fn drop(&mut self) {
        if let Some(task) = self.away.as_ref().and_then(|away| away.connecting.as_ref()) {
            task.abort();
        }
    }
}

async fn connect(url: String, token: String, within: Duration) -> Result<Socket, Refusal> {
    let unreached = |cause: &dyn std::fmt::Display| Refusal::Unreached(cause.to_string());
    let mut request = url
        .into_client_request()
        .map_err(|error| unreached(&error))?;
    let bearer = format!("Bearer {token}").parse();
    let bearer = bearer.map_err(|_| unreached(&"the session's token isn't text"))?;
    request.headers_mut().insert("authorization", bearer);
    // Small messages go one after the other: without this each may wait 40 ms for an acknowledgement.
    let connecting = tokio_tungstenite::connect_async_with_config(request, None, true);
    match tokio::time::timeout(within, connecting).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(Error::Http(answer))) if answer.status() == StatusCode::UNAUTHORIZED => {
            Err(Refusal::SignIn)
        }
        Ok(Err(error)) => Err(unreached(&error)),
        Err(_) => Err(unreached(&"it doesn't answer")),
    }
}

#[cfg(test)]
#[path = "event_stream_tests.rs"]
mod tests;
