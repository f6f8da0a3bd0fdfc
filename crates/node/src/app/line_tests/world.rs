//! Two nodes, their sides' keys, disks and clocks; what crosses takes a while.

use domain::{Head, Header, Kind, Medium, NodeFacts, PublicPart, Record, SubjectId, SubjectNonce};
use identity::{
    Accreditation, Charter, Credentials, DeviceId, Officer, PersonId, Revocation, Role, RoleSet,
    Route, SecretSeed, SideId, SigningKey,
};
use line::ConnId;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use storage::{Log, MemoryStore, Store};

use crate::app::{AppError, NodeCore, Now, Output};

pub const START_MS: i64 = 1_640_000_000_000;
pub const DAY_MS: i64 = 24 * 3_600 * 1_000;

pub const NORTH: usize = 0;
pub const SOUTH: usize = 1;

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&SecretSeed([number; 32]))
}

pub struct Side {
    pub id: SideId,
    pub charter: Charter,
    pub credentials: Vec<u8>,
    pub node: SigningKey,
    administrator: SigningKey,
    security_officer: SigningKey,
}

impl Side {
    fn new(side: usize) -> Self {
        let first = 10 + 10 * side as u8;
        let [seal, node, press, security_officer, administrator] =
            std::array::from_fn(|index| key(first + index as u8));
        let officer = |key: &SigningKey| Officer {
            person: PersonId(key.public().0[..16].try_into().unwrap()),
            device_key: key.public(),
            hpke_key: vec![1; 32],
        };
        let charter = Charter {
            version: Charter::VERSION,
            name: ["North", "South"][side].to_owned(),
            seal: seal.public(),
            node_key: node.public(),
            press_key: press.public(),
            press_key_id: vec![1; 8],
            archive_key: vec![9; 32],
            security_officers: vec![officer(&security_officer)],
            administrators: vec![officer(&administrator)],
            issued_unix_ms: START_MS,
        };
        let routes = vec![Route("node.example:7001".to_owned())];
        let signed = charter.sign(&seal).unwrap();
        Self {
            id: charter.side(),
            credentials: Credentials::seal(signed, routes, &seal).unwrap(),
            charter,
            node,
            administrator,
            security_officer,
        }
    }
}

/// A person's device.
#[derive(Clone)]
pub struct Device {
    pub side: usize,
    pub key: SigningKey,
    pub person: PersonId,
}

impl Device {
    pub fn new(side: usize, number: u8) -> Self {
        Self {
            side,
            key: key(number),
            person: PersonId([number; 16]),
        }
    }

    pub fn id(&self) -> DeviceId {
        DeviceId::of_key(&self.key.public())
    }
}

enum Delivery {
    Connected(ConnId),
    Disconnected(ConnId),
    Frame(ConnId, Vec<u8>),
}

pub struct World {
    pub sides: [Side; 2],
    pub cores: [NodeCore; 2],
    pub disks: [MemoryStore; 2],
    pub seen: [Vec<Output>; 2],
    pub reachable: bool,
    pub latency_ms: u64,
    pub now_ms: u64,
    begin: Instant,
    flight: Vec<(u64, u64, usize, Delivery)>,
    order: u64,
    conns: u64,
    open: BTreeSet<ConnId>,
}

pub fn start(side: &Side, store: Box<dyn Store>) -> NodeCore {
    // Two nodes with one seed would keep step when they dial.
    let seed = u64::from(side.id.0[0]);
    NodeCore::start(side.credentials.clone(), side.node.clone(), store, seed).unwrap()
}

impl World {
    /// Two paired nodes, apart until somebody lets them reach each other.
    pub fn new() -> Self {
        let sides = [Side::new(NORTH), Side::new(SOUTH)];
        let disks = [MemoryStore::new(), MemoryStore::new()];
        let cores = [NORTH, SOUTH].map(|side| start(&sides[side], Box::new(disks[side].clone())));
        let mut world = Self {
            sides,
            cores,
            disks,
            seen: [Vec::new(), Vec::new()],
            reachable: false,
            latency_ms: 20,
            now_ms: 0,
            begin: Instant::now(),
            flight: Vec::new(),
            order: 0,
            conns: 0,
            open: BTreeSet::new(),
        };
        for side in [NORTH, SOUTH] {
            let other = world.sides[1 - side].credentials.clone();
            world
                .input(side, |core, now| core.pin_line(now, &other))
                .unwrap();
        }
        world
    }

    pub fn now(&self) -> Now {
        Now {
            instant: self.begin + Duration::from_millis(self.now_ms),
            unix_ms: START_MS + self.now_ms as i64,
        }
    }

    pub fn input<R>(&mut self, side: usize, input: impl FnOnce(&mut NodeCore, Now) -> R) -> R {
        let now = self.now();
        let result = input(&mut self.cores[side], now);
        while let Some(output) = self.cores[side].poll_output() {
            self.carry_out(side, output);
        }
        result
    }

    fn carry_out(&mut self, side: usize, output: Output) {
        match output {
            Output::LineSend { conn, bytes } | Output::LineSendEarly { conn, bytes } => {
                self.fly(1 - side, Delivery::Frame(conn, bytes));
            }
            Output::LineDial { .. } if self.reachable => {
                self.conns += 1;
                let conn = ConnId(self.conns);
                self.open.insert(conn);
                for end in [NORTH, SOUTH] {
                    self.fly(end, Delivery::Connected(conn));
                }
            }
            Output::LineClose { conn } => {
                if self.open.remove(&conn) {
                    self.fly(1 - side, Delivery::Disconnected(conn));
                }
            }
            other => self.seen[side].push(other),
        }
    }

    fn fly(&mut self, to: usize, what: Delivery) {
        self.order += 1;
        let at = self.now_ms + self.latency_ms;
        self.flight.push((at, self.order, to, what));
    }

    /// The process ends and another begins on this disk; all connections break.
    pub fn restart_on(&mut self, side: usize, disk: MemoryStore) {
        self.cores[side] = start(&self.sides[side], Box::new(disk.clone()));
        self.disks[side] = disk;
        self.break_connections();
    }

    pub fn break_connections(&mut self) {
        self.flight.clear();
        for conn in std::mem::take(&mut self.open) {
            for end in [NORTH, SOUTH] {
                self.input(end, |core, now| core.line_disconnected(now, conn));
            }
        }
    }

    pub fn run_ms(&mut self, time_ms: u64) {
        let end = self.now_ms + time_ms;
        while self.now_ms < end {
            self.step(end);
        }
    }

    /// Runs until `done`; gives how long it took.
    pub fn run_until(&mut self, within_ms: u64, what: &str, done: impl Fn(&Self) -> bool) -> u64 {
        let (begin, end) = (self.now_ms, self.now_ms + within_ms);
        while !done(self) {
            assert!(self.now_ms < end, "{what} takes longer than {within_ms} ms");
            self.step(end);
        }
        self.now_ms - begin
    }

    fn step(&mut self, end: u64) {
        let timers = self.cores.iter().filter_map(NodeCore::poll_timeout);
        let timers = timers.map(|at| {
            let since = at.saturating_duration_since(self.begin);
            since.as_micros().div_ceil(1_000) as u64
        });
        let due = timers
            .chain(self.flight.iter().map(|(at, ..)| *at))
            .min()
            .map_or(end, |at| at.clamp(self.now_ms, end));
        // A timer that stays due must not hold the clock.
        self.now_ms = if due == self.now_ms { due + 1 } else { due };
        let now_ms = self.now_ms;
        self.flight.sort_by_key(|(at, order, ..)| (*at, *order));
        let count = self.flight.partition_point(|(at, ..)| *at <= now_ms);
        let rest = self.flight.split_off(count);
        for (_, _, to, what) in std::mem::replace(&mut self.flight, rest) {
            self.input(to, |core, now| match what {
                Delivery::Connected(conn) => core.line_connected(now, conn),
                Delivery::Disconnected(conn) => core.line_disconnected(now, conn),
                Delivery::Frame(conn, bytes) => core.line_frame(now, conn, bytes),
            });
        }
        for side in [NORTH, SOUTH] {
            let now = self.now();
            if self.cores[side]
                .poll_timeout()
                .is_some_and(|at| at <= now.instant)
            {
                self.input(side, |core, now| core.handle_timeout(now));
            }
        }
    }

    /// Both hold each other's logs, and know it.
    pub fn settled(&self) -> bool {
        [NORTH, SOUTH].into_iter().all(|side| {
            let status = self.cores[side].line_status();
            let other = self.cores[1 - side].line_status();
            status.up
                && status.receipted == status.own_entries
                && other.other_entries == status.own_entries
        })
    }

    pub fn meet(&mut self) {
        self.reachable = true;
        self.run_until(60_000, "meeting", Self::settled);
    }

    /// Accredits a device for so long from now.
    pub fn accredit(&mut self, device: &Device, roles: &[Role], for_ms: i64) {
        let side = &self.sides[device.side];
        let unix_ms = self.now().unix_ms;
        let accreditation = Accreditation {
            side: side.id,
            person: device.person,
            device_key: device.key.public(),
            hpke_key: vec![2; 32],
            roles: roles.iter().copied().collect::<RoleSet>(),
            from_unix_ms: unix_ms - DAY_MS,
            until_unix_ms: unix_ms + for_ms,
        };
        let signed = accreditation
            .sign(&side.administrator, &side.security_officer)
            .unwrap()
            .encode();
        self.input(device.side, |core, now| {
            core.post_accreditation(now, &signed)
        })
        .unwrap();
    }

    /// One security officer revokes.
    pub fn revoke(&mut self, device: &Device) -> Result<u64, AppError> {
        let side = &self.sides[device.side];
        let revocation = Revocation {
            side: side.id,
            device: device.id(),
            at_unix_ms: self.now().unix_ms,
        };
        let signed = revocation.sign(&side.security_officer).encode();
        self.input(device.side, |core, now| core.post_revocation(now, &signed))
    }

    fn nonce(number: u32) -> SubjectNonce {
        let mut nonce = [0; 16];
        nonce[..4].copy_from_slice(&number.to_be_bytes());
        SubjectNonce(nonce)
    }

    /// The contact that `side` proposes under this number.
    pub fn subject(&self, side: usize, number: u32) -> SubjectId {
        SubjectId::of_contact(self.sides[side].id, Self::nonce(number))
    }

    /// The connection that stands; of two made at once one was closed.
    pub fn conn_in_use(&self) -> u64 {
        self.open.first().expect("a connection").0
    }

    /// Accepts an offer in the contact that a side proposed under this number.
    pub fn accept(
        &mut self,
        device: &Device,
        contact: (usize, u32),
        offer: domain::RecordId,
    ) -> Result<u64, AppError> {
        let header = Header {
            names: Some(offer),
            ..Header::new(
                Kind::Accept.number(),
                self.subject(contact.0, contact.1),
                (self.sides[device.side].id, device.person, device.id()),
                self.now().unix_ms,
            )
        };
        let record = Record::sign(&header, Vec::new(), &device.key).unwrap();
        let id = device.id();
        self.input(device.side, |core, now| {
            core.post_record(now, id, record.bytes())
        })
    }

    /// A proposal for a contact of its own, which `number` tells from others.
    pub fn proposal(&self, device: &Device, number: u32) -> Vec<u8> {
        let subject = self.subject(device.side, number);
        let header = Header {
            facts: Some(NodeFacts {
                start_unix_ms: START_MS + DAY_MS,
                duration_min: 30,
                medium: Medium::PhoneCall,
                public_part: PublicPart::None,
                voice_depth: 2,
            }),
            open: Self::nonce(number).founding(),
            ..Header::new(
                Kind::Propose.number(),
                subject,
                (self.sides[device.side].id, device.person, device.id()),
                self.now().unix_ms,
            )
        };
        Record::sign(&header, Vec::new(), &device.key)
            .unwrap()
            .bytes()
            .to_vec()
    }

    pub fn propose(&mut self, device: &Device, number: u32) -> Result<u64, AppError> {
        let bytes = self.proposal(device, number);
        let id = device.id();
        self.input(device.side, |core, now| core.post_record(now, id, &bytes))
    }

    /// The own log of a side as its disk holds it.
    pub fn own_log(&self, side: usize) -> Vec<Vec<u8>> {
        let entries = self.disks[side].entries(Log::Own(self.sides[side].id), 1, usize::MAX);
        entries
            .unwrap()
            .into_iter()
            .map(|(_, bytes)| bytes)
            .collect()
    }

    pub fn head(&self, side: usize, of: usize) -> Head {
        self.cores[side].view().head(self.sides[of].id)
    }

    pub fn forks(&self) -> u64 {
        self.cores.iter().map(|core| core.counters().forks).sum()
    }
}
