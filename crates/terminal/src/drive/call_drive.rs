//! The loop of one call: socket, deadlines and commands on one side, endpoint and media on the other.

use super::tcp_way::TcpWay;
use super::{CallReport, Ears};
use crate::endpoint::{
    AnswerError, DATAGRAM_BYTES_MAX, Endpoint, EndpointError, Output, Transport,
};
use crate::session::{CallMedia, CallMediaError, FrameCrypto, Outgoing, Tick};
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::UdpSocket;
use tokio::sync::mpsc;

/// A call that has been without its node for so long after the answer is over.
pub const WITHOUT_NODE_MAX: Duration = Duration::from_secs(30);
/// Without a single packet of the node for so long it isn't reached just now: it answers a check every
/// three seconds. WebRTC itself takes half a minute to notice.
pub const NODE_SILENT_AFTER: Duration = Duration::from_secs(7);
/// UDP is tried alone for so long before TCP is tried beside it.
pub const UDP_ALONE: Duration = Duration::from_millis(1_500);
/// A voice packet leaves so long after its tick began, by the timer. Encoding takes longer for speech than
/// for silence, and decoding depends on what the others say: a packet that left as soon as it was ready
/// would tell both.
const DEPARTS_AFTER: Duration = Duration::from_millis(3);
/// Datagrams taken in before deadlines are looked at again.
const DATAGRAMS_AT_ONCE_MAX: usize = 256;
/// Errors of the socket in a row that end the call.
const SOCKET_ERRORS_MAX: u32 = 100;
/// How long the goodbye to the node may take.
const GOODBYE_MAX: Duration = Duration::from_millis(500);

/// The call's encryption, shared with whoever speaks to the node about keys.
pub type SharedCrypto = Arc<Mutex<dyn FrameCrypto + Send>>;

/// Over what media goes to the node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MediaOver {
    /// UDP, and TCP where UDP gets nothing through within [`UDP_ALONE`].
    #[default]
    UdpElseTcp,
    Tcp,
}

/// What may be asked of a running call.
#[derive(Debug, Clone)]
pub enum Command {
    /// The node's SDP.
    Answer(String),
    OpenFloor {
        at: Instant,
    },
    Mute(bool),
    Bye,
}

/// What a running call tells. [`Event::Ended`] comes last, always and once.
#[derive(Debug)]
pub enum Event {
    Connected,
    /// The node can't be reached just now; `Connected` or `Ended` follows.
    Disconnected,
    /// The first packet of anybody was opened.
    FirstDecrypted,
    /// What was to be said has been said; silence follows.
    SaidToEnd,
    Ended(Box<Ended>),
}

#[derive(Debug)]
pub struct Ended {
    pub cause: EndCause,
    pub report: CallReport,
}

/// Why a call's media ended.
#[derive(Debug, thiserror::Error)]
pub enum EndCause {
    #[error("ended from here")]
    Bye,
    #[error("the node ended the connection")]
    Closed,
    #[error("the node could not be reached for {} s", WITHOUT_NODE_MAX.as_secs())]
    WithoutNode,
    #[error(transparent)]
    Answer(#[from] AnswerError),
    #[error(
        "the node takes no media over TCP: its administrator names an address with media_tcp_address"
    )]
    NoTcp,
    #[error("the socket failed: {0}")]
    Socket(#[from] io::Error),
    #[error(transparent)]
    Media(#[from] CallMediaError),
}

#[derive(Debug, thiserror::Error)]
pub enum DriveError {
    #[error("no way from here to {towards}: {cause}")]
    NoRoute {
        towards: SocketAddr,
        cause: io::Error,
    },
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
}

/// A call that is ready to be offered to the node.
pub struct CallDrive {
    socket: UdpSocket,
    local: SocketAddr,
    tcp: TcpWay,
    over: MediaOver,
    endpoint: Endpoint,
}

impl CallDrive {
    /// Opens ports on the address from which this machine reaches `towards`, the node; no other
    /// address of the machine is told to anybody.
    pub async fn bind(towards: SocketAddr, over: MediaOver) -> Result<Self, DriveError> {
        let no_route = |cause| DriveError::NoRoute { towards, cause };
        let local_ip = route_to(towards).map_err(no_route)?;
        let socket = UdpSocket::bind((local_ip, 0)).await.map_err(no_route)?;
        let local = socket.local_addr().map_err(no_route)?;
        let tcp = TcpWay::bind(local_ip).map_err(no_route)?;
        let over_tcp = (Transport::Tcp, tcp.local());
        let endpoint = match over {
            MediaOver::UdpElseTcp => {
                Endpoint::new(Instant::now(), &[(Transport::Udp, local), over_tcp])
            }
            MediaOver::Tcp => Endpoint::new(Instant::now(), &[over_tcp]),
        }?;
        Ok(Self {
            socket,
            local,
            tcp,
            over,
            endpoint,
        })
    }

    /// The SDP for the node.
    pub fn offer(&self) -> &str {
        self.endpoint.offer()
    }

    /// Runs the call until somebody ends it; dropping the commands' sender ends it too. Events are
    /// few (each kind at most once, save losing and finding the node), so their channel needs no bound.
    pub async fn run(
        self,
        media: CallMedia,
        ears: Ears,
        crypto: SharedCrypto,
        mut commands: mpsc::Receiver<Command>,
        events: mpsc::UnboundedSender<Event>,
    ) {
        let mut running = Running {
            drive: self,
            media,
            ears,
            crypto,
            events,
            answered: false,
            tcp_at: None,
            over_tcp: 0,
            without_node_since: None,
            heard_node: None,
            node_silent: false,
            first_decrypted_told: false,
            said_to_end_told: false,
            departing: None,
            unsendable: 0,
            socket_errors: 0,
        };
        let cause = match running.run(&mut commands).await {
            Ok(()) => EndCause::Bye,
            Err(cause) => cause,
        };
        // The last word before it; where it can't leave the call ends all the same.
        let _ = running.depart().await;
        running.say_goodbye().await;
        running.end(cause).await;
    }
}

struct Running {
    drive: CallDrive,
    media: CallMedia,
    ears: Ears,
    crypto: SharedCrypto,
    events: mpsc::UnboundedSender<Event>,
    answered: bool,
    /// When TCP is to be tried too.
    tcp_at: Option<Instant>,
    /// Datagrams that came over TCP.
    over_tcp: u64,
    /// Since when an answered call hasn't had its node.
    without_node_since: Option<Instant>,
    /// Its last packet; `None` before the first connection.
    heard_node: Option<Instant>,
    /// Told as lost for its silence.
    node_silent: bool,
    first_decrypted_told: bool,
    said_to_end_told: bool,
    /// A voice packet that is ready, and when it leaves.
    departing: Option<(Instant, Outgoing)>,
    unsendable: u64,
    socket_errors: u32,
}

impl Running {
    /// Returns when asked to end, and with the cause when something else ends the call.
    async fn run(&mut self, commands: &mut mpsc::Receiver<Command>) -> Result<(), EndCause> {
        let mut datagram = vec![0; DATAGRAM_BYTES_MAX + 1];
        self.pump().await?;
        loop {
            let deadline = self.next_deadline();
            tokio::select! {
                received = self.drive.socket.recv_from(&mut datagram) => {
                    self.take_datagram(received, &datagram)?;
                    self.pump().await?;
                    self.take_waiting_datagrams(&mut datagram).await?;
                }
                datagram = self.drive.tcp.recv() => {
                    self.take_tcp(&datagram);
                    self.pump().await?;
                }
                command = commands.recv() => {
                    if self.obey(command)? {
                        return Ok(());
                    }
                    self.pump().await?;
                }
                () = tokio::time::sleep_until(deadline.into()) => {
                    // What came in time must be there before it is played.
                    self.take_waiting_datagrams(&mut datagram).await?;
                }
            }
            self.meet_deadlines().await?;
        }
    }

    /// Whether the call is to end.
    fn obey(&mut self, command: Option<Command>) -> Result<bool, EndCause> {
        match command {
            Some(Command::Answer(sdp)) => {
                self.drive.endpoint.accept_answer(&sdp)?;
                self.answered = true;
                let now = Instant::now();
                self.without_node_since = Some(now);
                self.tcp_at = match (self.drive.over, self.drive.endpoint.node_tcp()) {
                    (MediaOver::Tcp, None) => return Err(EndCause::NoTcp),
                    (MediaOver::UdpElseTcp, None) => None,
                    (MediaOver::Tcp, Some(_)) => Some(now),
                    (MediaOver::UdpElseTcp, Some(_)) => Some(now + UDP_ALONE),
                };
            }
            Some(Command::OpenFloor { at }) => self.media.open_floor(at),
            Some(Command::Mute(muted)) => self.media.set_muted(muted),
            Some(Command::Bye) | None => return Ok(true),
        }
        Ok(false)
    }

    fn next_deadline(&self) -> Instant {
        let without_node = self.without_node_since.map(|at| at + WITHOUT_NODE_MAX);
        let heard = self.heard_node.filter(|_| !self.node_silent);
        [
            self.drive.endpoint.poll_timeout(),
            self.media.poll_timeout(),
            self.departing.as_ref().map(|(at, _)| *at),
            self.tcp_at,
            without_node,
            heard.map(|at| at + NODE_SILENT_AFTER),
        ]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or_else(|| Instant::now() + WITHOUT_NODE_MAX)
    }

    async fn meet_deadlines(&mut self) -> Result<(), EndCause> {
        let now = Instant::now();
        // Before anything whose length depends on what is said.
        if self.departing.as_ref().is_some_and(|(at, _)| *at <= now) {
            self.depart().await?;
        }
        self.notice_silence(now);
        self.try_tcp(now);
        let endpoint = &mut self.drive.endpoint;
        if endpoint.poll_timeout().is_some_and(|at| at <= now) {
            endpoint.handle_timeout(now);
            self.pump().await?;
        }
        loop {
            let due = self.media.poll_timeout().unwrap_or(now);
            let tick = self.media.tick(now, &mut *lock(&self.crypto))?;
            let Some(tick) = tick else { break };
            self.take_tick(due, tick).await?;
        }
        let waited = self.without_node_since.map(|at| now.duration_since(at));
        if waited.is_some_and(|waited| waited >= WITHOUT_NODE_MAX) {
            return Err(EndCause::WithoutNode);
        }
        Ok(())
    }

    fn notice_silence(&mut self, now: Instant) {
        let silent = self
            .heard_node
            .is_some_and(|at| now.saturating_duration_since(at) >= NODE_SILENT_AFTER);
        if silent && !self.node_silent {
            self.node_silent = true;
            if self.without_node_since.is_none() {
                self.lost_node(now);
            }
        }
    }

    fn lost_node(&mut self, now: Instant) {
        self.without_node_since = Some(now);
        // UDP that worked may work no more.
        let else_tcp = self.drive.over == MediaOver::UdpElseTcp;
        self.tcp_at = else_tcp.then_some(now);
        tracing::info!("media lost the own node");
        self.tell(Event::Disconnected);
    }

    /// A packet of the node came.
    fn hear_node(&mut self) {
        if let Some(at) = &mut self.heard_node {
            *at = Instant::now();
            if std::mem::take(&mut self.node_silent) && self.drive.endpoint.is_connected() {
                self.without_node_since = None;
                self.tcp_at = None;
                self.tell(Event::Connected);
            }
        }
    }

    /// Connects over TCP where the time for UDP alone is over.
    fn try_tcp(&mut self, now: Instant) {
        if self.tcp_at.is_some_and(|at| at <= now) {
            self.tcp_at = None;
            if let Some(node) = self.drive.endpoint.node_tcp() {
                tracing::info!("trying media over TCP");
                self.drive.tcp.start(node);
            }
        }
    }

    async fn take_tick(&mut self, due: Instant, tick: Tick) -> Result<(), EndCause> {
        // A few kilobytes into a buffered file: not worth a thread of its own.
        self.ears.hear(&tick.heard);
        if !self.said_to_end_told && self.media.said_to_end() {
            self.said_to_end_told = true;
            self.tell(Event::SaidToEnd);
        }
        // Ticks that come late follow each other at once.
        self.depart().await?;
        self.departing = tick.packet.map(|packet| (due + DEPARTS_AFTER, packet));
        Ok(())
    }

    async fn depart(&mut self) -> Result<(), EndCause> {
        let Some((_, packet)) = self.departing.take() else {
            return Ok(());
        };
        let now = Instant::now();
        let endpoint = &mut self.drive.endpoint;
        if endpoint.send(now, packet.rtp_time, packet.payload).is_err() {
            self.unsendable += 1;
        }
        self.pump().await
    }

    /// Takes in what the socket already holds.
    async fn take_waiting_datagrams(&mut self, datagram: &mut [u8]) -> Result<(), EndCause> {
        for _ in 0..DATAGRAMS_AT_ONCE_MAX {
            let Some(frame) = self.drive.tcp.try_recv() else {
                break;
            };
            self.take_tcp(&frame);
            self.pump().await?;
        }
        for _ in 0..DATAGRAMS_AT_ONCE_MAX {
            let received = self.drive.socket.try_recv_from(datagram);
            if let Err(error) = &received
                && error.kind() == io::ErrorKind::WouldBlock
            {
                return Ok(());
            }
            self.take_datagram(received, datagram)?;
            self.pump().await?;
        }
        Ok(())
    }

    fn take_datagram(
        &mut self,
        received: io::Result<(usize, SocketAddr)>,
        datagram: &[u8],
    ) -> Result<(), EndCause> {
        match received {
            Ok((length, from)) => {
                self.socket_errors = 0;
                if self.drive.endpoint.is_node(Transport::Udp, from) {
                    self.hear_node();
                }
                let bytes = datagram.get(..length).unwrap_or_default();
                let to = self.drive.local;
                let endpoint = &mut self.drive.endpoint;
                endpoint.handle_datagram(Instant::now(), Transport::Udp, from, to, bytes);
                Ok(())
            }
            Err(error) => {
                self.socket_errors += 1;
                if self.socket_errors >= SOCKET_ERRORS_MAX {
                    return Err(EndCause::Socket(error));
                }
                Ok(())
            }
        }
    }

    fn take_tcp(&mut self, frame: &[u8]) {
        self.over_tcp += 1;
        self.hear_node();
        let to = self.drive.tcp.local();
        let endpoint = &mut self.drive.endpoint;
        // The one connection leads there.
        if let Some(from) = endpoint.node_tcp() {
            endpoint.handle_datagram(Instant::now(), Transport::Tcp, from, to, frame);
        }
    }

    /// Does what the endpoint wants done.
    async fn pump(&mut self) -> Result<(), EndCause> {
        while let Some(output) = self.drive.endpoint.poll_output() {
            match output {
                Output::Transmit {
                    transport,
                    to,
                    bytes,
                } => {
                    let sent = match transport {
                        Transport::Udp => self.drive.socket.send_to(&bytes, to).await.is_ok(),
                        Transport::Tcp => self.drive.tcp.send(bytes),
                    };
                    self.unsendable += u64::from(!sent);
                }
                Output::Connected => {
                    self.without_node_since = None;
                    self.heard_node = Some(Instant::now());
                    self.tcp_at = None;
                    tracing::info!("media connected to the own node");
                    self.tell(Event::Connected);
                }
                Output::Disconnected => {
                    // Its silence may have told already.
                    if self.without_node_since.is_none() {
                        self.lost_node(Instant::now());
                    }
                }
                Output::Media(media) => {
                    let now = Instant::now();
                    let crypto = &mut *lock(&self.crypto);
                    let (mid, time) = (&media.mid, media.rtp_time);
                    self.media.receive(now, mid, time, &media.payload, crypto)?;
                }
                Output::Closed => return Err(EndCause::Closed),
            }
        }
        if !self.first_decrypted_told && self.media.first_decrypted_at().is_some() {
            self.first_decrypted_told = true;
            self.tell(Event::FirstDecrypted);
        }
        Ok(())
    }

    /// Lets the node know, as far as the network lets it through.
    async fn say_goodbye(&mut self) {
        if !self.answered {
            return;
        }
        self.drive.endpoint.close();
        let until = Instant::now() + GOODBYE_MAX;
        let mut datagram = vec![0; DATAGRAM_BYTES_MAX + 1];
        while let Ok(()) = self.pump().await {
            let due = self.drive.endpoint.poll_timeout().unwrap_or(until);
            if Instant::now() >= until {
                return;
            }
            let received = self.drive.socket.recv_from(&mut datagram);
            match tokio::time::timeout_at(due.min(until).into(), received).await {
                // The socket's failure ends the goodbye, never the ending.
                Ok(received) => {
                    if self.take_datagram(received, &datagram).is_err() {
                        return;
                    }
                }
                Err(_elapsed) => self.drive.endpoint.handle_timeout(Instant::now()),
            }
        }
    }

    async fn end(self, cause: EndCause) {
        self.drive.tcp.finish(GOODBYE_MAX).await;
        let now_unix = SystemTime::now().duration_since(UNIX_EPOCH);
        let now_unix_ms = now_unix.map_or(0, |since| since.as_millis());
        let now_unix_ms = i64::try_from(now_unix_ms).unwrap_or(i64::MAX);
        let report = CallReport {
            media: self.media.report(Instant::now(), now_unix_ms),
            endpoint: self.drive.endpoint.counters(),
            over_tcp: self.over_tcp,
            unsendable: self.unsendable,
            ears: self.ears.finish(),
        };
        tracing::info!(%cause, "media ended");
        let ended = Box::new(Ended { cause, report });
        // Nobody listening any more is no reason to fail.
        drop(self.events.send(Event::Ended(ended)));
    }

    fn tell(&self, event: Event) {
        // Whoever doesn't listen will ask for nothing either; the call goes on.
        drop(self.events.send(event));
    }
}

/// The encryption stays usable after a panic elsewhere: it seals or it doesn't.
fn lock(crypto: &SharedCrypto) -> MutexGuard<'_, dyn FrameCrypto + Send + 'static> {
    crypto.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The local address from which packets to `towards` leave: the kernel tells it of a connected
/// socket, without a packet being sent.
fn route_to(towards: SocketAddr) -> io::Result<std::net::IpAddr> {
    let any: SocketAddr = match towards {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let probe = std::net::UdpSocket::bind(any)?;
    probe.connect(towards)?;
    Ok(probe.local_addr()?.ip())
}

#[cfg(test)]
#[path = "call_drive_tests.rs"]
mod tests;
