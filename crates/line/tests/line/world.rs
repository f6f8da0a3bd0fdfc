//! Two nodes with their disks, and the pipe between them; everything follows from one seed.

use domain::{Head, LogItem, SealedEntry, verify_chain_step};
use identity::{Charter, Hash32, Officer, PersonId, SecretSeed, SigningKey};
use line::{Config, ConnId, Frame, Input, Line, Output, Receipt, SUPPORTED_VERSIONS};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

pub const START_MS: i64 = 1_640_000_000_000;

pub fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

fn officer(number: u8) -> Officer {
    Officer {
        person: PersonId([number; 16]),
        device_key: key(number).public(),
        hpke_key: vec![number; 32],
    }
}

/// The charter of side 0 or 1.
pub fn charter(side: usize) -> Charter {
    let first = 10 + 10 * side as u8;
    Charter {
        version: Charter::VERSION,
        name: ["North", "South"][side].to_owned(),
        seal: key(first).public(),
        node_key: key(first + 1).public(),
        press_key: key(first + 2).public(),
        press_key_id: vec![3; 8],
        archive_key: vec![9; 32],
        security_officers: vec![officer(first + 3)],
        administrators: vec![officer(first + 4)],
        issued_unix_ms: START_MS,
    }
}

pub fn node_key(side: usize) -> SigningKey {
    key(11 + 10 * side as u8)
}

/// Entries of `side`'s log after `head`, each saying `text`.
pub fn write_log(side: usize, head: Head, count: usize, text: &str) -> Vec<SealedEntry> {
    let mut at = head;
    (0..count)
        .map(|_| {
            let item = LogItem::Record(format!("{text} {}", at.seq + 1).into_bytes());
            let entry = SealedEntry::write(at, &item, Head::EMPTY, START_MS, &node_key(side));
            at = head_of(&entry, at.seq + 1);
            entry
        })
        .collect()
}

pub fn head_of(entry: &SealedEntry, seq: u64) -> Head {
    Head {
        generation: 1,
        seq,
        hash: entry.hash(),
    }
}

/// Where a log stands that consists of these entries.
pub fn head(log: &[SealedEntry]) -> Head {
    log.last()
        .map_or(Head::EMPTY, |entry| head_of(entry, log.len() as u64))
}

fn slice(log: &[SealedEntry], from_seq: u64, max: u64) -> Vec<SealedEntry> {
    let from = from_seq.max(1) as usize - 1;
    let rest = log.iter().skip(from);
    rest.take(max as usize).cloned().collect()
}

/// What survives a crash.
#[derive(Clone, Default)]
pub struct Disk {
    pub own: Vec<SealedEntry>,
    pub other: Vec<SealedEntry>,
    pub receipt: u64,
    /// Entries of the other log ahead of their place, by number.
    pub early: BTreeMap<u64, SealedEntry>,
    /// Own entries that overtake.
    pub urgent: Vec<u64>,
}

pub struct Node {
    pub side: usize,
    pub line: Line,
    /// As written, fsynced or not.
    pub disk: Disk,
    /// Entries of the other log that are fsynced.
    pub synced: u64,
    syncing: Vec<(Instant, Head)>,
    pub seen: Vec<Output>,
    pub calls: Vec<Vec<u8>>,
    /// What came ahead of its place, and when since the start.
    pub early: Vec<(Duration, SealedEntry)>,
    pub clock_offset_ms: i64,
    pub config: fn(&mut Config),
    seed: u64,
}

impl Node {
    fn start(&mut self, now: Instant) {
        let mut config = config(self.side, &self.disk);
        config.seed = self.seed;
        (self.config)(&mut config);
        self.seed += 1;
        self.line = Line::new(now, config);
    }
}

/// What a node of this side starts its line with.
pub fn config(side: usize, disk: &Disk) -> Config {
    let key = node_key(1 - side).public();
    let last = disk.other.last();
    Config {
        own_side: charter(side).side(),
        own_node_key: node_key(side),
        other: charter(1 - side),
        own_head: head(&disk.own),
        other_head: head(&disk.other),
        other_seen: last.map_or(Head::EMPTY, |last| last.open(&key).unwrap().other_seen),
        peer_confirmed: disk.receipt,
        restored: false,
        urgent: {
            let waiting = disk.urgent.iter().copied();
            waiting.filter(|seq| *seq > disk.receipt).collect()
        },
        early: disk.early.values().cloned().collect(),
        forked: false,
        routes: 2,
        versions: SUPPORTED_VERSIONS.to_vec(),
        seed: side as u64,
    }
}

struct InFlight {
    at: Instant,
    order: u64,
    to: usize,
    what: Delivery,
}

enum Delivery {
    Connected(ConnId),
    Disconnected(ConnId),
    Frame(ConnId, Vec<u8>),
}

/// How the pipe treats frames, in percent.
#[derive(Clone, Copy, Default)]
pub struct Weather {
    pub lost: u64,
    pub repeated: u64,
    pub late: u64,
    /// Frames of earlier connections that turn up on this one.
    pub stale: u64,
}

pub struct World {
    pub now: Instant,
    pub start: Instant,
    pub nodes: [Node; 2],
    pub weather: Weather,
    pub latency: Duration,
    pub disk_delay: Duration,
    /// Whether dialling works.
    pub reachable: bool,
    /// Frames that never leave.
    pub withheld: fn(&Frame) -> bool,
    /// Copies that the node doesn't take, and whether that is the peer's fault.
    pub refuse_early: fn(&SealedEntry) -> Option<bool>,
    pub sent: Vec<(usize, Frame)>,
    seed: u64,
    random: u64,
    order: u64,
    conns: u64,
    open: BTreeMap<ConnId, ()>,
    flight: Vec<InFlight>,
    old_frames: Vec<(usize, Vec<u8>)>,
}

impl World {
    pub fn new(seed: u64) -> Self {
        Self::with(seed, [Disk::default(), Disk::default()], |_| {})
    }

    pub fn with(seed: u64, disks: [Disk; 2], config: fn(&mut Config)) -> Self {
        let now = Instant::now();
        let mut side = 0;
        let nodes = disks.map(|disk| {
            let mut node = Node {
                side,
                line: Line::new(now, self::config(side, &disk)),
                synced: disk.other.len() as u64,
                disk,
                syncing: Vec::new(),
                seen: Vec::new(),
                calls: Vec::new(),
                early: Vec::new(),
                clock_offset_ms: 0,
                config,
                seed: seed.wrapping_mul(1_000).wrapping_add(500 * side as u64),
            };
            node.start(now);
            side += 1;
            node
        });
        Self {
            now,
            start: now,
            nodes,
            weather: Weather::default(),
            latency: Duration::from_millis(20),
            disk_delay: Duration::from_millis(5),
            reachable: true,
            withheld: |_| false,
            refuse_early: |_| None,
            sent: Vec::new(),
            seed,
            random: seed | 1,
            order: 0,
            conns: 0,
            open: BTreeMap::new(),
            flight: Vec::new(),
            old_frames: Vec::new(),
        }
    }

    pub fn dice(&mut self, sides: u64) -> u64 {
        // xorshift64 (Marsaglia 2003).
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random >> 11) % sides
    }

    pub fn unix_ms(&self, side: usize) -> i64 {
        let passed = (self.now - self.start).as_millis() as i64;
        START_MS + passed + self.nodes[side].clock_offset_ms
    }

    pub fn input(&mut self, side: usize, input: Input) {
        let unix_ms = self.unix_ms(side);
        let node = &mut self.nodes[side];
        node.line.handle_input(self.now, unix_ms, input).unwrap();
        self.collect(side);
    }

    /// The node appends `count` entries to its own log.
    pub fn append(&mut self, side: usize, count: usize, text: &str) {
        for _ in 0..count {
            let node = &mut self.nodes[side];
            let at = head(&node.disk.own);
            let item = LogItem::Record(format!("{text} {}", at.seq + 1).into_bytes());
            let seen = head(&node.disk.other[..node.synced as usize]);
            let entry = SealedEntry::write(at, &item, seen, START_MS, &node_key(side));
            let head = head_of(&entry, at.seq + 1);
            node.disk.own.push(entry);
            self.input(side, Input::OwnAppended(head));
        }
    }

    /// The node appends an entry that overtakes.
    pub fn append_urgent(&mut self, side: usize, text: &str) {
        let seq = self.nodes[side].disk.own.len() as u64 + 1;
        self.nodes[side].disk.urgent.push(seq);
        self.input(side, Input::OwnUrgent { seq });
        self.append(side, 1, text);
    }

    /// The node loses power: what wasn't fsynced is gone.
    pub fn crash(&mut self, side: usize) {
        let node = &mut self.nodes[side];
        node.disk.other.truncate(node.synced as usize);
        node.syncing.clear();
        node.start(self.now);
        self.break_connections();
    }

    /// The node comes back with an older disk.
    pub fn restore(&mut self, side: usize, disk: Disk, config: fn(&mut Config)) {
        let node = &mut self.nodes[side];
        node.synced = disk.other.len() as u64;
        node.disk = disk;
        node.config = config;
        self.crash(side);
    }

    pub fn break_connections(&mut self) {
        let open = std::mem::take(&mut self.open);
        let old = std::mem::take(&mut self.flight);
        for delivery in old {
            if let Delivery::Frame(_, bytes) = delivery.what {
                self.old_frames.push((delivery.to, bytes));
            }
        }
        for conn in open.into_keys() {
            self.input(0, Input::Disconnected(conn));
            self.input(1, Input::Disconnected(conn));
        }
    }

    pub fn connect(&mut self) -> ConnId {
        self.conns += 1;
        let conn = ConnId(self.conns);
        self.open.insert(conn, ());
        for to in [0, 1] {
            self.fly(to, self.latency, Delivery::Connected(conn));
        }
        conn
    }

    fn fly(&mut self, to: usize, after: Duration, what: Delivery) {
        self.order += 1;
        self.flight.push(InFlight {
            at: self.now + after,
            order: self.order,
            to,
            what,
        });
    }

    fn collect(&mut self, side: usize) {
        while let Some(output) = self.nodes[side].line.poll_output() {
            self.perform(side, output);
        }
    }

    fn perform(&mut self, side: usize, output: Output) {
        let node = &mut self.nodes[side];
        match output {
            Output::Send { conn, bytes } | Output::SendEarly { conn, bytes } => {
                self.send(side, conn, bytes);
            }
            Output::StoreEarly(entry, opened) => {
                let refused = (self.refuse_early)(&entry);
                if let Some(fault) = refused {
                    let seq = opened.seq;
                    return self.input(side, Input::EarlyRefused { seq, fault });
                }
                node.disk.early.insert(opened.seq, entry.clone());
                let late = self.now - self.start;
                node.early.push((late, entry));
            }
            Output::LoadOwn { from_seq, max } => {
                let entries = slice(&node.disk.own, from_seq, max);
                self.input(side, Input::OwnEntries(entries));
            }
            Output::LoadOther { from_seq, max } => {
                let entries = slice(&node.disk.other, from_seq, max);
                self.input(side, Input::OtherEntries(entries));
            }
            Output::Store(entry, at, _) => {
                assert_eq!(at.seq, node.disk.other.len() as u64 + 1);
                node.disk.early.remove(&at.seq);
                node.disk.other.push(entry);
                node.syncing.push((self.now + self.disk_delay, at));
            }
            Output::StoreReceipt { seq, bytes } => {
                let receipt = Receipt::from_bytes(&bytes).unwrap();
                let other = charter(1 - side).node_key;
                assert_eq!(receipt.verify(&other), Ok(()));
                assert_eq!(receipt.head, head(&node.disk.own[..seq as usize]));
                node.disk.receipt = node.disk.receipt.max(seq);
                self.input(side, Input::ReceiptStored { seq });
            }
            Output::RestoreOwn(entry) => {
                let at = head(&node.disk.own);
                let key = node_key(side).public();
                // One that is already there is passed over.
                if let Ok((next, _)) = verify_chain_step(at, Head::EMPTY, &entry, &key) {
                    node.disk.own.push(entry);
                    self.input(side, Input::OwnAppended(next));
                }
            }
            Output::Dial { .. } => {
                node.seen.push(output);
                if self.reachable {
                    self.connect();
                }
            }
            Output::Close { conn, .. } => {
                node.seen.push(output);
                if self.open.remove(&conn).is_some() {
                    self.fly(1 - side, self.latency, Delivery::Disconnected(conn));
                }
            }
            Output::Call(bytes) => node.calls.push(bytes),
            Output::OwnRestored(_)
            | Output::Up { .. }
            | Output::Down { .. }
            | Output::Skew { .. }
            | Output::Through { .. }
            | Output::Misbehaviour { .. }
            | Output::ForkProof { .. }
            | Output::StoreDamaged { .. }
            | Output::Unrecorded(_) => node.seen.push(output),
        }
    }

    fn send(&mut self, side: usize, conn: ConnId, bytes: Vec<u8>) {
        let frame = Frame::from_bytes(&bytes).unwrap();
        if let Frame::Receipt(receipt) = &frame {
            let synced = self.nodes[side].synced;
            assert!(receipt.head.seq <= synced, "a receipt before fsync");
        }
        let withheld = (self.withheld)(&frame);
        self.sent.push((side, frame));
        if withheld {
            return;
        }
        let Weather {
            lost,
            repeated,
            late,
            stale,
        } = self.weather;
        if self.dice(100) < lost {
            return;
        }
        let copies = 1 + u64::from(self.dice(100) < repeated);
        for _ in 0..copies {
            let mut after = self.latency;
            if self.dice(100) < late {
                after += Duration::from_millis(self.dice(400));
            }
            self.fly(1 - side, after, Delivery::Frame(conn, bytes.clone()));
        }
        if self.dice(100) < stale && !self.old_frames.is_empty() {
            let index = self.dice(self.old_frames.len() as u64) as usize;
            let (to, bytes) = self.old_frames[index].clone();
            self.fly(to, self.latency, Delivery::Frame(conn, bytes));
        }
    }

    /// Moves on to the next thing that happens, not beyond `end`.
    fn step(&mut self, end: Instant) {
        let flights = self.flight.iter().map(|flight| flight.at);
        let nodes = self.nodes.iter();
        let syncs = nodes.clone().flat_map(|node| node.syncing.first());
        let timeouts = nodes.filter_map(|node| node.line.poll_timeout());
        let next = flights
            .chain(syncs.map(|(at, _)| *at))
            .chain(timeouts)
            .min()
            .map_or(end, |at| at.min(end));
        self.now = self.now.max(next);
        for side in [0, 1] {
            while let Some((at, head)) = self.nodes[side].syncing.first().copied() {
                if at > self.now {
                    break;
                }
                self.nodes[side].syncing.remove(0);
                self.nodes[side].synced = head.seq;
                self.input(side, Input::Stored { head });
            }
            let unix_ms = self.unix_ms(side);
            let node = &mut self.nodes[side];
            if node.line.poll_timeout().is_some_and(|at| at <= self.now) {
                node.line.handle_timeout(self.now, unix_ms);
            }
            self.collect(side);
        }
        let now = self.now;
        self.flight.sort_by_key(|flight| (flight.at, flight.order));
        let due = self.flight.partition_point(|flight| flight.at <= now);
        let rest = self.flight.split_off(due);
        let due = std::mem::replace(&mut self.flight, rest);
        for InFlight { to, what, .. } in due {
            match what {
                Delivery::Connected(conn) => self.input(to, Input::Connected(conn)),
                Delivery::Disconnected(conn) => self.input(to, Input::Disconnected(conn)),
                Delivery::Frame(conn, bytes) => self.input(to, Input::Frame { conn, bytes }),
            }
        }
    }

    pub fn run(&mut self, time: Duration) {
        let end = self.now + time;
        while self.now < end {
            self.step(end);
        }
    }

    /// Runs until `done`, and says the seed when that takes longer than `within`.
    pub fn run_until(&mut self, within: Duration, what: &str, done: impl Fn(&Self) -> bool) {
        let end = self.now + within;
        while !done(self) {
            let seed = self.seed;
            assert!(self.now < end, "seed {seed}: {what} takes too long");
            self.step(end);
        }
    }

    /// Both hold each other's logs, and know it.
    pub fn settled(&self) -> bool {
        [(0, 1), (1, 0)].into_iter().all(|(one, other)| {
            let (one, other) = (&self.nodes[one], &self.nodes[other]);
            let count = one.disk.own.len();
            other.synced == count as u64
                && one.disk.receipt == count as u64
                && one.line.outstanding() == 0
                && other.disk.other == one.disk.own
        })
    }

    pub fn settle(&mut self, within_s: u64) {
        self.run_until(Duration::from_secs(within_s), "settling", Self::settled);
    }

    pub fn up(&mut self) {
        self.run_until(Duration::from_secs(10), "coming up", |world| {
            world.nodes.iter().all(|node| node.line.is_up())
        });
    }

    pub fn count(&self, side: usize, wanted: impl Fn(&Output) -> bool) -> usize {
        let seen = self.nodes[side].seen.iter();
        seen.filter(|output| wanted(output)).count()
    }

    pub fn accusations(&self, side: usize) -> Vec<&'static str> {
        let seen = self.nodes[side].seen.iter();
        seen.filter_map(|output| match output {
            Output::Misbehaviour { what, .. } => Some(what.code()),
            _ => None,
        })
        .collect()
    }
}

/// A hash that no entry has.
pub const NOWHERE: Hash32 = Hash32([0xee; 32]);
