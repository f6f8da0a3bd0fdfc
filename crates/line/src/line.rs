//! The line itself: connections, greetings, silence, dialling; hands entries to the two logs' halves.

use domain::{Head, SealedEntry};
use identity::{Charter, SideId};
use std::{
    collections::{BTreeMap, VecDeque},
    time::Instant,
};

use crate::{
    ANSWER_EVERY, CALL_BYTES_MAX, CONNECTIONS_MAX, COUNTED_MAX, CloseCode, Config, ConnId,
    Consequence, DownReason, EARLY_MAX, Frame, Greeting, Hold, Input, InputError, Misbehaviour,
    Output, PING_EVERY, SHUN, SILENCE_MAX, STALE_AFTER, STEADY_AFTER, SkewLevel,
    UNRECORDED_FRAME_BYTES_MAX,
    clock_skew::ClockSkew,
    dialling::{Dialling, SplitMix},
    mine::Mine,
    ports::Act,
    theirs::Theirs,
};

/// The link to one other node.
#[derive(Debug)]
pub struct Line {
    own_side: SideId,
    other: Charter,
    versions: Vec<u16>,
    forked_before: bool,
    mine: Mine,
    theirs: Theirs,
    skew: ClockSkew,
    skew_level: SkewLevel,
    random: SplitMix,
    /// Names this start of the node to the peer.
    process: u64,
    /// The peer's process before the one that the line is up with.
    ended_process: Option<u64>,
    dialling: Dialling,
    left: bool,
    /// Until then a peer that misbehaved is not greeted.
    shunned_until: Instant,
    /// Connections that wait for the peer's greeting.
    waiting: BTreeMap<ConnId, Waiting>,
    active: Option<Active>,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
struct Waiting {
    nonce: u64,
    since: Instant,
    /// As our greeting on it says.
    is_up: bool,
    /// Copies that overtook the peer's greeting; no more than [`EARLY_MAX`].
    early: Vec<SealedEntry>,
}

/// The connection in use: both sides greeted.
#[derive(Debug)]
struct Active {
    conn: ConnId,
    rank: u64,
    greeting: Greeting,
    since: Instant,
    heard_at: Instant,
    ping_at: Instant,
    ponged_at: Option<Instant>,
    counted: u32,
}

impl Active {
    fn is_heard(&self, now: Instant) -> bool {
        now < self.heard_at + STALE_AFTER
    }
}

impl Line {
    pub fn new(now: Instant, config: Config) -> Self {
        let own_key = config.own_node_key.public();
        let other_side = config.other.side();
        let mine = Mine::new(
            config.own_side,
            own_key,
            config.other.node_key,
            config.own_head,
            config.peer_confirmed,
            config.restored,
            config.urgent,
        );
        let theirs = Theirs::new(
            now,
            other_side,
            config.other.node_key,
            config.own_node_key,
            config.other_head,
            config.other_seen,
            config.early,
        );
        let mut random = SplitMix::new(config.seed);
        Self {
            own_side: config.own_side,
            other: config.other,
            versions: config.versions,
            forked_before: config.forked,
            mine,
            theirs,
            skew: ClockSkew::default(),
            skew_level: SkewLevel::Fine,
            process: random.step(),
            ended_process: None,
            random,
            dialling: Dialling::new(config.routes, now),
            left: false,
            shunned_until: now,
            waiting: BTreeMap::new(),
            active: None,
            outputs: VecDeque::new(),
        }
    }

    pub fn is_up(&self) -> bool {
        self.active.is_some()
    }

    /// Their clock minus ours, in milliseconds, as last estimated.
    pub fn skew_ms(&self) -> i64 {
        self.skew.skew_ms()
    }

    pub fn skew_blocks_agreement(&self) -> bool {
        self.skew.level() == SkewLevel::Blocks
    }

    /// A proof of two stories is held about one of the logs.
    pub fn is_forked(&self) -> bool {
        self.forked_before || self.mine.forked() || self.theirs.forked()
    }

    /// Whether anything new may be agreed on this line.
    pub fn may_agree(&self) -> bool {
        !self.is_forked() && !self.skew_blocks_agreement()
    }

    /// Why nothing may be appended.
    pub fn append_hold(&self) -> Option<Hold> {
        self.mine.hold()
    }

    /// Own entries without a durable receipt.
    pub fn outstanding(&self) -> u64 {
        self.mine.outstanding()
    }

    pub fn own_head(&self) -> Head {
        self.mine.head()
    }

    /// The other log as it is durably held.
    pub fn other_head(&self) -> Head {
        self.theirs.durable()
    }

    /// Takes an input; `unix_ms` is the own clock, which is only shown and compared.
    ///
    /// # Errors
    /// A call frame that can't be sent. What a peer does wrong is an output.
    pub fn handle_input(
        &mut self,
        now: Instant,
        unix_ms: i64,
        input: Input,
    ) -> Result<(), InputError> {
        let mut acts = Vec::new();
        match input {
            Input::Connected(conn) => self.connected(now, unix_ms, conn),
            Input::Disconnected(conn) => self.lost(now, conn, DownReason::Disconnected),
            Input::Frame { conn, bytes } => self.frame(now, unix_ms, conn, &bytes),
            Input::Unread(conn) => self.unread(now, conn),
            Input::Forked => self.forked_before = true,
            Input::OwnAppended(head) => {
                self.theirs.own_wrote(now);
                self.mine.appended(now, head, &mut acts);
            }
            Input::OwnUrgent { seq } => self.mine.urgent(seq),
            Input::EarlyRefused { seq, fault } => self.theirs.early_refused(seq, fault, &mut acts),
            Input::OwnEntries(entries) => self.mine.entries(now, entries, &mut acts),
            Input::OtherEntries(entries) => self.theirs.entries(now, entries, &mut acts),
            Input::Stored { head } => self.theirs.stored(now, head, &self.mine, &mut acts),
            Input::ReceiptStored { seq } => self.mine.receipt_stored(seq),
            Input::SendCall(bytes) => return self.send_call(bytes),
            Input::SendUnrecorded(bytes) => return self.send_unrecorded(bytes),
            Input::Leave => self.leave(now),
        }
        self.perform(now, acts);
        Ok(())
    }

    /// Does what is due at `now`.
    pub fn handle_timeout(&mut self, now: Instant, unix_ms: i64) {
        let silent = self
            .waiting
            .iter()
            .find(|(_, waiting)| now >= waiting.since + SILENCE_MAX)
            .map(|(conn, _)| *conn);
        if let Some(conn) = silent {
            self.close(now, conn, CloseCode::Silent, DownReason::Silent);
        }
        if let Some(active) = &mut self.active {
            if now >= active.heard_at + SILENCE_MAX {
                let conn = active.conn;
                self.close(now, conn, CloseCode::Silent, DownReason::Silent);
            } else if now >= active.ping_at {
                active.ping_at = now + PING_EVERY;
                self.skew.pinged(now, unix_ms);
                self.send(&Frame::Ping { sent_ms: unix_ms });
            }
        }
        let mut acts = Vec::new();
        self.mine.timeout(now, &mut acts);
        self.theirs.drain(now, &self.mine, &mut acts);
        self.perform(now, acts);
        if let Some((route_index, attempt)) = self.dialling.due(now, &mut self.random) {
            self.outputs.push_back(Output::Dial {
                route_index,
                attempt,
            });
        }
    }

    /// When [`Self::handle_timeout`] wants to be called next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let waiting = self
            .waiting
            .values()
            .map(|waiting| waiting.since + SILENCE_MAX);
        let active = self.active.as_ref();
        let active = active.map(|active| active.ping_at.min(active.heard_at + SILENCE_MAX));
        waiting
            .chain(active)
            .chain(self.mine.next_timeout())
            .chain(self.theirs.next_timeout())
            .chain(self.dialling.next_at())
            .min()
    }

    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn connected(&mut self, now: Instant, unix_ms: i64, conn: ConnId) {
        let in_use = self
            .active
            .as_ref()
            .is_some_and(|active| active.conn == conn);
        if in_use || self.waiting.contains_key(&conn) {
            return;
        }
        let count = self.waiting.len() + usize::from(self.active.is_some());
        let refused = if self.left {
            Some(CloseCode::Leaving)
        } else if count >= CONNECTIONS_MAX || now < self.shunned_until {
            Some(CloseCode::Crowded)
        } else {
            None
        };
        if let Some(code) = refused {
            self.say_bye(conn, code);
            return;
        }
        self.dialling.rest();
        let nonce = self.random.step();
        let is_up = self
            .active
            .as_ref()
            .is_some_and(|active| active.is_heard(now));
        let waiting = Waiting {
            nonce,
            since: now,
            is_up,
            early: Vec::new(),
        };
        self.waiting.insert(conn, waiting);
        let greeting = Frame::Greeting(Greeting {
            versions: self.versions.clone(),
            side: self.own_side,
            nonce,
            own: self.mine.head(),
            other: self.theirs.held(),
            unix_ms,
            is_up,
            process: self.process,
        });
        let bytes = greeting.to_bytes();
        self.outputs.push_back(Output::Send { conn, bytes });
    }

    fn frame(&mut self, now: Instant, unix_ms: i64, conn: ConnId, bytes: &[u8]) {
        let in_use = self
            .active
            .as_ref()
            .is_some_and(|active| active.conn == conn);
        if !in_use && !self.waiting.contains_key(&conn) {
            // Of a connection that we closed; it may say nothing any more.
            return;
        }
        let frame = match Frame::from_bytes(bytes) {
            Ok(frame) => frame,
            Err(error) => return self.accuse(now, conn, Misbehaviour::Malformed(error)),
        };
        if let Frame::Bye { code } = frame {
            let code_back = CloseCode::Answered;
            self.outputs.push_back(Output::Close {
                conn,
                code: code_back,
            });
            return self.lost(now, conn, DownReason::Bye(code));
        }
        if in_use {
            self.frame_in_use(now, unix_ms, conn, frame);
        } else if let Frame::Greeting(greeting) = frame {
            self.greeted(now, unix_ms, conn, greeting);
        } else if let (Frame::Early(sealed), Some(waiting)) = (&frame, self.waiting.get_mut(&conn))
        {
            // It has a stream of its own, on which it may be faster than the greeting.
            if waiting.early.len() < EARLY_MAX {
                waiting.early.push(sealed.clone());
            }
        } else {
            self.accuse(now, conn, Misbehaviour::GreetingMissing);
        }
    }

    fn unread(&mut self, now: Instant, conn: ConnId) {
        let in_use = self
            .active
            .as_ref()
            .is_some_and(|active| active.conn == conn);
        if in_use || self.waiting.contains_key(&conn) {
            self.accuse(now, conn, Misbehaviour::Unread);
        }
    }

    fn greeted(&mut self, now: Instant, unix_ms: i64, conn: ConnId, greeting: Greeting) {
        let pinned = self.other.side();
        if greeting.side != pinned {
            let got = greeting.side;
            return self.accuse(now, conn, Misbehaviour::WrongSide { got, pinned });
        }
        for head in [greeting.own, greeting.other] {
            if head.seq == 0 && head != Head::EMPTY {
                return self.accuse(now, conn, Misbehaviour::BadHead { seq: 0 });
            }
        }
        let Some(version) = greeting.version_with(&self.versions) else {
            let code = CloseCode::Unsupported {
                ours: self.versions.clone(),
                theirs: greeting.versions,
            };
            return self.close(now, conn, code, DownReason::Disconnected);
        };
        let Some(waiting) = self.waiting.get(&conn) else {
            return;
        };
        let rank = waiting.nonce ^ greeting.nonce;
        // Under loss a connection may come to stand long after another that was dialled at the same
        // time. By then both have the line up, and a change would only cost them what is on its way.
        let is_late = waiting.is_up && greeting.is_up;
        let loser = match &self.active {
            // On its way since before the peer started anew.
            Some(_) if self.ended_process == Some(greeting.process) => Some(conn),
            Some(active) if active.greeting.process != greeting.process => {
                self.ended_process = Some(active.greeting.process);
                Some(active.conn)
            }
            // One that isn't heard any more gives way.
            Some(active) if (is_late || active.rank >= rank) && active.is_heard(now) => Some(conn),
            Some(active) => Some(active.conn),
            None => None,
        };
        if let Some(loser) = loser {
            self.close(now, loser, CloseCode::Superseded, DownReason::Superseded);
            if loser == conn {
                return;
            }
        }
        let early = self.waiting.remove(&conn).map(|waiting| waiting.early);
        self.dialling.rest();
        self.skew.greeted(greeting.unix_ms, unix_ms);
        let (own, other) = (greeting.own, greeting.other);
        self.active = Some(Active {
            conn,
            rank,
            greeting,
            since: now,
            heard_at: now,
            ping_at: now,
            ponged_at: None,
            counted: 0,
        });
        let skew_ms = self.skew.skew_ms();
        self.outputs.push_back(Output::Up { version, skew_ms });
        self.tell_skew();
        let mut acts = Vec::new();
        self.mine.greet(now, other, &mut acts);
        self.theirs.greet(now, own, &mut acts);
        for sealed in early.into_iter().flatten() {
            self.theirs.early(sealed, &mut acts);
        }
        self.perform(now, acts);
    }

    fn frame_in_use(&mut self, now: Instant, unix_ms: i64, conn: ConnId, frame: Frame) {
        let Some(active) = &mut self.active else {
            return;
        };
        active.heard_at = now;
        let mut acts = Vec::new();
        match frame {
            Frame::Greeting(greeting) => {
                if active.greeting != greeting {
                    return self.accuse(now, conn, Misbehaviour::GreetingAgain);
                }
            }
            Frame::Entry(sealed) => self.theirs.entry(now, sealed, &self.mine, &mut acts),
            Frame::Receipt(receipt) => {
                self.mine.receipt(now, receipt, &mut acts);
            }
            Frame::WantYours { from_seq } => self.mine.want(now, from_seq, &mut acts),
            Frame::WantOwnBack { from_seq } => self.theirs.want_back(now, from_seq, &mut acts),
            Frame::OwnBack(sealed) => self.mine.own_back(now, sealed, &mut acts),
            Frame::Ping { sent_ms } => {
                if active.ponged_at.is_some_and(|at| now < at + ANSWER_EVERY) {
                    return self.accuse(now, conn, Misbehaviour::TooOften("pongs"));
                }
                active.ponged_at = Some(now);
                self.send(&Frame::Pong {
                    sent_ms,
                    at_ms: unix_ms,
                });
            }
            Frame::Pong { sent_ms, at_ms } => {
                if let Some(sent_before) = self.skew.answered(now, sent_ms, at_ms) {
                    let skew_ms = self.skew.skew_ms();
                    self.outputs.push_back(Output::Through {
                        sent_before,
                        skew_ms,
                    });
                }
                self.tell_skew();
            }
            Frame::Call(bytes) => self.outputs.push_back(Output::Call(bytes)),
            Frame::Unrecorded(bytes) => self.outputs.push_back(Output::Unrecorded(bytes)),
            Frame::Early(sealed) => self.theirs.early(sealed, &mut acts),
            Frame::Bye { .. } => {}
        }
        self.perform(now, acts);
    }

    fn send_call(&mut self, bytes: Vec<u8>) -> Result<(), InputError> {
        if bytes.len() > CALL_BYTES_MAX {
            return Err(InputError::CallTooLong { got: bytes.len() });
        }
        if self.active.is_none() {
            return Err(InputError::NotUp);
        }
        self.send(&Frame::Call(bytes));
        Ok(())
    }

    fn send_unrecorded(&mut self, bytes: Vec<u8>) -> Result<(), InputError> {
        if bytes.len() > UNRECORDED_FRAME_BYTES_MAX {
            return Err(InputError::UnrecordedTooLong { got: bytes.len() });
        }
        if self.active.is_none() {
            return Err(InputError::NotUp);
        }
        self.send(&Frame::Unrecorded(bytes));
        Ok(())
    }

    fn leave(&mut self, now: Instant) {
        self.left = true;
        let active = self.active.as_ref().map(|active| active.conn);
        let conns: Vec<ConnId> = self.waiting.keys().copied().chain(active).collect();
        for conn in conns {
            self.close(now, conn, CloseCode::Leaving, DownReason::Left);
        }
        self.dialling.rest();
    }

    fn perform(&mut self, now: Instant, acts: Vec<Act>) {
        for act in acts {
            match act {
                Act::Send(frame) => self.send(&frame),
                Act::SendEarly(entry) => {
                    if let Some(active) = &self.active {
                        let (conn, bytes) = (active.conn, Frame::Early(entry).to_bytes());
                        self.outputs.push_back(Output::SendEarly { conn, bytes });
                    }
                }
                Act::Do(output) => self.outputs.push_back(output),
                Act::Accuse(what) => {
                    if let Some(conn) = self.active.as_ref().map(|active| active.conn) {
                        self.accuse(now, conn, what);
                    }
                }
            }
        }
    }

    fn accuse(&mut self, now: Instant, conn: ConnId, what: Misbehaviour) {
        let consequence = what.consequence();
        self.outputs
            .push_back(Output::Misbehaviour { what, consequence });
        match consequence {
            Consequence::Count => {
                let Some(active) = &mut self.active else {
                    return;
                };
                active.counted += 1;
                if active.counted >= COUNTED_MAX {
                    self.accuse(now, conn, Misbehaviour::TooMuch);
                }
            }
            Consequence::Close | Consequence::CloseAndTell => {
                self.shunned_until = now + SHUN;
                self.close(now, conn, CloseCode::Misbehaved, DownReason::Misbehaved);
            }
        }
    }

    fn close(&mut self, now: Instant, conn: ConnId, code: CloseCode, why: DownReason) {
        self.say_bye(conn, code);
        self.lost(now, conn, why);
    }

    fn say_bye(&mut self, conn: ConnId, code: CloseCode) {
        let bye = Frame::Bye {
            code: code.number(),
        };
        let bytes = bye.to_bytes();
        self.outputs.push_back(Output::Send { conn, bytes });
        self.outputs.push_back(Output::Close { conn, code });
    }

    fn lost(&mut self, now: Instant, conn: ConnId, why: DownReason) {
        let waited = self.waiting.remove(&conn).is_some();
        let ended = self.active.take_if(|active| active.conn == conn);
        if !waited && ended.is_none() {
            return;
        }
        let mut steady = false;
        if let Some(ended) = ended {
            self.mine.detach();
            self.theirs.detach();
            steady = now >= ended.since + STEADY_AFTER && why != DownReason::Misbehaved;
            self.outputs.push_back(Output::Down { why });
        }
        if self.active.is_none() && self.waiting.is_empty() && !self.left {
            self.dialling.resume(now, steady, &mut self.random);
        }
    }

    fn send(&mut self, frame: &Frame) {
        if let Some(active) = &self.active {
            let (conn, bytes) = (active.conn, frame.to_bytes());
            self.outputs.push_back(Output::Send { conn, bytes });
        }
    }

    fn tell_skew(&mut self) {
        let level = self.skew.level();
        if level != self.skew_level {
            self.skew_level = level;
            let skew_ms = self.skew.skew_ms();
            self.outputs.push_back(Output::Skew { skew_ms, level });
        }
    }
}
