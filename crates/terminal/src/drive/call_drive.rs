//! The loop of one call: socket, deadlines and commands on one side, endpoint and media on the other.

use super::reach::{Reach, Step, WITHOUT_NODE_MAX};
use super::way::Way;
use super::{CallReport, Ears, RETURNS_MAX, Returned};
use crate::endpoint::{
    AnswerError, DATAGRAM_BYTES_MAX, EndpointCounters, EndpointError, Output, Transport,
};
use crate::session::{CallMedia, CallMediaError, FrameCrypto, Outgoing, Tick};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::sync::mpsc;

/// UDP is tried alone for so long before TCP is tried beside it.
pub const UDP_ALONE: Duration = Duration::from_millis(1_500);
/// The same for a call that comes back: it may have been UDP that died.
pub const UDP_ALONE_BACK: Duration = Duration::from_millis(200);
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
    /// Whoever speaks to the node about the call lost it, and has it again: what the node holds of us
    /// may be gone. Another way is offered.
    Renew,
    Bye,
}

/// What a running call tells. [`Event::Ended`] comes last, always and once.
#[derive(Debug)]
pub enum Event {
    Connected,
    /// The way to the node is lost: offers of others follow, and then `Back` or `Ended`. `moved`: this
    /// machine has another address than before.
    Lost {
        moved: bool,
    },
    /// A description for the node in the place of the last one; what it answers is
    /// [`Command::Answer`].
    Offer(String),
    /// The node is reached again, so long after its last packet.
    Back {
        after: Duration,
    },
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
    towards: SocketAddr,
    over: MediaOver,
    way: Way,
}

impl CallDrive {
    /// Opens ports on the address from which this machine reaches `towards`, the node; no other
    /// address of the machine is told to anybody.
    pub async fn bind(towards: SocketAddr, over: MediaOver) -> Result<Self, DriveError> {
        let way = Way::open(towards, over).await?;
        Ok(Self { towards, over, way })
    }

    /// The SDP for the node.
    pub fn offer(&self) -> &str {
        self.way.endpoint.offer()
    }

    /// Runs the call until somebody ends it; dropping the commands' sender ends it too. Events are
    /// few (each kind at most once, save losing and finding the node, a few in a second at most), so
    /// their channel needs no bound.
    pub async fn run(
        self,
        media: CallMedia,
        ears: Ears,
        crypto: SharedCrypto,
        mut commands: mpsc::Receiver<Command>,
        events: mpsc::UnboundedSender<Event>,
    ) {
        let mut running = Running {
            towards: self.towards,
            over: self.over,
            way: self.way,
            reach: Reach::new(),
            way_is_lost: false,
            returns: Vec::new(),
            counted_before: EndpointCounters::default(),
            media,
            ears,
            crypto,
            events,
            answered: false,
            tcp_at: None,
            over_tcp: 0,
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
    towards: SocketAddr,
    over: MediaOver,
    way: Way,
    reach: Reach,
    /// WebRTC said so, or whoever commands.
    way_is_lost: bool,
    returns: Vec<Returned>,
    /// At ways that were lost.
    counted_before: EndpointCounters,
    media: CallMedia,
    ears: Ears,
    crypto: SharedCrypto,
    events: mpsc::UnboundedSender<Event>,
    answered: bool,
    /// When TCP is to be tried too.
    tcp_at: Option<Instant>,
    /// Datagrams that came over TCP.
    over_tcp: u64,
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
                received = self.way.socket.recv_from(&mut datagram) => {
                    self.take_datagram(received, &datagram)?;
                    self.pump().await?;
                }
                datagram = self.way.tcp.recv() => {
                    self.take_tcp(&datagram);
                    self.pump().await?;
                }
                command = commands.recv() => {
                    if self.obey(command)? {
                        return Ok(());
                    }
                    self.pump().await?;
                }
                () = tokio::time::sleep_until(deadline.into()) => {}
            }
            // What came in time must be there before it is played, or missed.
            self.take_waiting_datagrams(&mut datagram).await?;
            self.meet_deadlines().await?;
        }
    }

    /// Whether the call is to end.
    fn obey(&mut self, command: Option<Command>) -> Result<bool, EndCause> {
        match command {
            Some(Command::Answer(sdp)) => self.take_answer(&sdp)?,
            Some(Command::OpenFloor { at }) => self.media.open_floor(at),
            Some(Command::Renew) => self.way_is_lost = true,
            Some(Command::Mute(muted)) => self.media.set_muted(muted),
            Some(Command::Bye) | None => return Ok(true),
        }
        Ok(false)
    }

    fn take_answer(&mut self, sdp: &str) -> Result<(), EndCause> {
        let now = Instant::now();
        match self.way.endpoint.accept_answer(sdp) {
            Ok(()) => {}
            // To an offer before the last, which serves no more.
            Err(AnswerError::LineNotOffered { .. } | AnswerError::AlreadyAnswered)
                if self.answered =>
            {
                return Ok(());
            }
            Err(error) if self.reach.is_away() => {
                tracing::info!(%error, "an answer of no use");
                self.reach.failed(now);
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        }
        let udp_alone = match self.answered {
            true => UDP_ALONE_BACK,
            false => UDP_ALONE,
        };
        self.answered = true;
        self.reach.answered(now);
        self.tcp_at = match (self.over, self.way.endpoint.node_tcp()) {
            (MediaOver::Tcp, None) => return Err(EndCause::NoTcp),
            (MediaOver::UdpElseTcp, None) => None,
            (MediaOver::Tcp, Some(_)) => Some(now),
            (MediaOver::UdpElseTcp, Some(_)) => Some(now + udp_alone),
        };
        Ok(())
    }

    fn next_deadline(&self) -> Instant {
        [
            self.way.endpoint.poll_timeout(),
            self.media.poll_timeout(),
            self.departing.as_ref().map(|(at, _)| *at),
            self.tcp_at,
            self.reach.poll_timeout(),
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
        let (way, towards) = (&self.way, self.towards);
        if std::mem::take(&mut self.way_is_lost) {
            let step = self.reach.lost(now, || way.has_moved(towards));
            self.take_step(step).await?;
        }
        let (way, towards) = (&self.way, self.towards);
        let step = self.reach.handle_timeout(now, || way.has_moved(towards));
        self.take_step(step).await?;
        self.try_tcp(now);
        let endpoint = &mut self.way.endpoint;
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
        Ok(())
    }

    async fn take_step(&mut self, step: Option<Step>) -> Result<(), EndCause> {
        match step {
            None => return Ok(()),
            Some(Step::GiveUp) => return Err(EndCause::WithoutNode),
            Some(Step::Lost { moved }) => {
                tracing::info!(moved, "media lost the own node");
                self.tell(Event::Lost { moved });
            }
            Some(Step::Again) => tracing::info!("trying another way to the own node"),
        }
        self.tcp_at = None;
        match Way::open(self.towards, self.over).await {
            Ok(way) => {
                let lost = std::mem::replace(&mut self.way, way);
                self.counted_before += lost.endpoint.counters();
                self.tell(Event::Offer(self.way.endpoint.offer().to_owned()));
            }
            Err(error) => {
                tracing::info!(%error, "no way to the own node");
                self.reach.failed(Instant::now());
            }
        }
        Ok(())
    }

    fn connected(&mut self) {
        let now = Instant::now();
        self.tcp_at = None;
        let Some(after) = self.reach.connected(now) else {
            tracing::info!("media connected to the own node");
            return self.tell(Event::Connected);
        };
        let after_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(after_ms, "media connected to the own node again");
        if self.returns.len() < RETURNS_MAX {
            let lost_unix_ms = unix_ms().saturating_sub_unsigned(after_ms);
            self.returns.push(Returned {
                lost_unix_ms,
                after_ms,
            });
        }
        self.tell(Event::Back { after });
    }

    /// Connects over TCP where the time for UDP alone is over.
    fn try_tcp(&mut self, now: Instant) {
        if self.tcp_at.is_some_and(|at| at <= now) {
            self.tcp_at = None;
            if let Some(node) = self.way.endpoint.node_tcp() {
                tracing::info!("trying media over TCP");
                self.way.tcp.start(node);
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
        let endpoint = &mut self.way.endpoint;
        if endpoint.send(now, packet.rtp_time, packet.payload).is_err() {
            self.unsendable += 1;
        }
        self.pump().await
    }

    /// Takes in what the socket already holds.
    async fn take_waiting_datagrams(&mut self, datagram: &mut [u8]) -> Result<(), EndCause> {
        for _ in 0..DATAGRAMS_AT_ONCE_MAX {
            let Some(frame) = self.way.tcp.try_recv() else {
                break;
            };
            self.take_tcp(&frame);
            self.pump().await?;
        }
        for _ in 0..DATAGRAMS_AT_ONCE_MAX {
            let received = self.way.socket.try_recv_from(datagram);
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
                if self.way.endpoint.is_node(Transport::Udp, from) {
                    self.reach.heard(Instant::now());
                }
                let bytes = datagram.get(..length).unwrap_or_default();
                let to = self.way.local;
                let endpoint = &mut self.way.endpoint;
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
        self.reach.heard(Instant::now());
        let to = self.way.tcp.local();
        let endpoint = &mut self.way.endpoint;
        // The one connection leads there.
        if let Some(from) = endpoint.node_tcp() {
            endpoint.handle_datagram(Instant::now(), Transport::Tcp, from, to, frame);
        }
    }

    /// Does what the endpoint wants done.
    async fn pump(&mut self) -> Result<(), EndCause> {
        while let Some(output) = self.way.endpoint.poll_output() {
            match output {
                Output::Transmit {
                    transport,
                    to,
                    bytes,
                } => {
                    let sent = match transport {
                        Transport::Udp => self.way.socket.send_to(&bytes, to).await.is_ok(),
                        Transport::Tcp => self.way.tcp.send(bytes),
                    };
                    self.unsendable += u64::from(!sent);
                }
                Output::Connected => self.connected(),
                // What follows from it waits for the next deadline, which is now.
                Output::Disconnected => self.way_is_lost = true,
                Output::Media(media) => {
                    let now = Instant::now();
                    let crypto = &mut *lock(&self.crypto);
                    let (mid, time) = (&media.mid, media.rtp_time);
                    self.media.receive(now, mid, time, &media.payload, crypto)?;
                }
                // A new way's end says nothing about the call's.
                Output::Closed if self.reach.is_away() => self.reach.failed(Instant::now()),
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
        self.way.endpoint.close();
        let until = Instant::now() + GOODBYE_MAX;
        let mut datagram = vec![0; DATAGRAM_BYTES_MAX + 1];
        while let Ok(()) = self.pump().await {
            let due = self.way.endpoint.poll_timeout().unwrap_or(until);
            if Instant::now() >= until {
                return;
            }
            let received = self.way.socket.recv_from(&mut datagram);
            match tokio::time::timeout_at(due.min(until).into(), received).await {
                // The socket's failure ends the goodbye, never the ending.
                Ok(received) => {
                    if self.take_datagram(received, &datagram).is_err() {
                        return;
                    }
                }
                Err(_elapsed) => self.way.endpoint.handle_timeout(Instant::now()),
            }
        }
    }

    async fn end(self, cause: EndCause) {
        self.way.tcp.finish(GOODBYE_MAX).await;
        let mut endpoint = self.counted_before;
        endpoint += self.way.endpoint.counters();
        let report = CallReport {
            media: self.media.report(Instant::now(), unix_ms()),
            endpoint,
            returns: self.returns,
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

fn unix_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.map_or(0, |since| since.as_millis());
    i64::try_from(ms).unwrap_or(i64::MAX)
}

#[cfg(test)]
#[path = "call_drive_tests.rs"]
mod tests;
