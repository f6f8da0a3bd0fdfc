//! Two nodes' calls, devices with their sessions, a trunk that can be cut, held and listened to.

use client::call::{CallEvent, CallOutput, CallSession, Warning};
use client::{Desk, DeviceKeys};
use domain::{
    CallId, Head, Header, Kind, LineView, LogItem, Record, RecordId, SealedEntry, SubjectId,
    SubjectNonce,
};
use identity::{Accreditation, DeviceId, PersonId, Revocation, Role, RoleSet, SecretSeed};
use node::app::Now;
use node::app::calls::{CallOutput as NodeOutput, CallRefusal, Calls, MediaCommand, NotAgain};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant, SystemTime};
use wire::{RosterMember, ToDevice, ToNode, TrunkFrame};

pub use crate::sides::{NORTH, SOUTH, contact};
use crate::sides::{Side, facts, numbered_contact};

const HALF_YEAR_MS: i64 = 180 * 24 * 3_600 * 1_000;
/// Steps without an end are a loop.
const STEPS_MAX: usize = 20_000;

pub struct Node {
    pub calls: Calls,
    pub view: LineView,
    /// What a restart finds.
    pub stored: BTreeMap<Vec<u8>, Vec<u8>>,
    pub refused: BTreeMap<CallRefusal, usize>,
    pub forks: usize,
    pub rings_changed: usize,
    pub ordered: usize,
    /// When the floor opens, by this node's clock.
    pub floors: Vec<i64>,
    pub closed: Vec<CallId>,
    /// Waits at the trunk.
    pub arriving: VecDeque<Vec<u8>>,
}

pub struct Device {
    pub side: usize,
    pub id: DeviceId,
    pub person: PersonId,
    pub keys: DeviceKeys,
    pub desk: Desk,
    pub session: Option<CallSession>,
    pub events: Vec<CallEvent>,
    pub rung: usize,
    /// Its program hangs: connected, but deaf and dumb.
    pub hangs: bool,
    pub link: u64,
}

impl Device {
    pub fn warned(&self, warning: Warning) -> usize {
        let of = |event: &&CallEvent| **event == CallEvent::Warning(warning);
        self.events.iter().filter(of).count()
    }

    pub fn has(&self, wanted: impl Fn(&CallEvent) -> bool) -> bool {
        self.events.iter().any(wanted)
    }

    pub fn floor_opened(&self) -> bool {
        self.has(|event| matches!(event, CallEvent::FloorOpens { .. }))
    }

    pub fn ended(&self) -> bool {
        self.has(|event| matches!(event, CallEvent::Ended(_)))
    }

    pub fn sends(&self) -> bool {
        let frames = [[0; 60]; 3];
        self.session
            .as_ref()
            .is_some_and(|session| session.media_keys().protect(&frames).is_some())
    }

    pub fn epoch(&self) -> Option<u64> {
        self.session.as_ref()?.epoch()
    }

    pub fn places(&self) -> BTreeSet<DeviceId> {
        self.session.as_ref().map_or_else(BTreeSet::new, |session| {
            session.places().map(|(_, device)| device).collect()
        })
    }
}

enum Step {
    ToNode(usize, u64, ToNode),
    ToDevice(usize, u64, ToDevice),
    Media(usize, CallId, DeviceId),
}
/// What arrives at a node in place of what was sent to it.
type Tap<T> = Box<dyn FnMut(usize, T) -> Vec<T>>;
/// Whether a message arrives at a device.
type Gate = Box<dyn FnMut(usize, &ToDevice) -> bool>;

pub struct World {
    begin: Instant,
    begin_unix_ms: i64,
    pub now_ms: u64,
    pub sides: [Side; 2],
    heads: [Head; 2],
    pub log: Vec<(usize, SealedEntry)>,
    pub nodes: [Node; 2],
    pub devices: Vec<Device>,
    steps: VecDeque<Step>,
    pub up: bool,
    /// Frames wait at the trunk until it is false again.
    pub held: bool,
    /// Looks at each frame on its way to a node; what it returns arrives.
    pub tap: Tap<TrunkFrame>,
    /// Looks at each message on its way to a node.
    pub device_tap: Tap<ToNode>,
    /// Whether a message arrives at this device.
    pub to_device_tap: Gate,
    pub media_connects: bool,
    pub line_carries_media: bool,
    /// The other side's entries don't reach this node.
    pub behind: Option<usize>,
}

impl World {
    /// An agreed contact that North proposed, and so orders.
    pub fn agreed() -> Self {
        let begin_unix_ms = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_millis() as i64;
        let sides = [0, 1].map(|side| Side::new(side, begin_unix_ms));
        let view = LineView::new(sides.iter().map(|side| side.charter.clone()));
        let nodes = std::array::from_fn(|side| Node {
            calls: Calls::new(sides[side].id, sides[side].node.clone(), &view, []),
            view: view.clone(),
            stored: BTreeMap::new(),
            refused: BTreeMap::new(),
            forks: 0,
            rings_changed: 0,
            ordered: 0,
            floors: Vec::new(),
            closed: Vec::new(),
            arriving: VecDeque::new(),
        });
        let mut world = Self {
            begin: Instant::now(),
            begin_unix_ms,
            now_ms: 0,
            sides,
            heads: [Head::EMPTY; 2],
            log: Vec::new(),
            nodes,
            devices: Vec::new(),
            steps: VecDeque::new(),
            up: false,
            held: false,
            tap: Box::new(|_, frame| vec![frame]),
            device_tap: Box::new(|_, message| vec![message]),
            to_device_tap: Box::new(|_, _| true),
            media_connects: true,
            line_carries_media: true,
            behind: None,
        };
        // Officers and aides in one: device 0 and 1, who never join.
        let staff = RoleSet::empty().with(Role::Sherpa).with(Role::DutyOfficer);
        for side in [NORTH, SOUTH] {
            world.enlist(side, staff);
        }
        world.propose(0);
        world.line_up();
        world
    }

    /// The same, with both duty officers' word.
    pub fn staged() -> Self {
        let mut world = Self::agreed();
        world.stage();
        world
    }

    /// Two principals and as many interpreters a side, in the call, with the floor open; devices
    /// 2 and 3 are the principals, 4 and so on the interpreters.
    pub fn on_the_line(interpreters: usize) -> Self {
        let mut world = Self::staged();
        for role in std::iter::once(Role::Principal)
            .chain(std::iter::repeat_n(Role::Interpreter, interpreters))
        {
            for side in [NORTH, SOUTH] {
                let device = world.enlist(side, RoleSet::empty().with(role));
                world.join(device);
                world.run(100);
            }
        }
        world.run(2_000);
        for device in 2..world.devices.len() {
            assert!(world.devices[device].floor_opened(), "device {device}");
            assert!(world.devices[device].sends(), "device {device}");
        }
        world
    }

    pub fn unix_ms(&self) -> i64 {
        self.begin_unix_ms + self.now_ms as i64
    }

    pub fn instant(&self) -> Instant {
        self.begin + Duration::from_millis(self.now_ms)
    }

    pub fn now(&self) -> Now {
        Now {
            instant: self.instant(),
            unix_ms: self.unix_ms(),
        }
    }

    pub fn enlist(&mut self, side: usize, roles: RoleSet) -> usize {
        self.enlist_until(side, roles, HALF_YEAR_MS)
    }

    /// A person with a device, accredited for so many milliseconds.
    pub fn enlist_until(&mut self, side: usize, roles: RoleSet, for_ms: i64) -> usize {
        let number = self.devices.len() as u8;
        let person = PersonId([number + 100; 16]);
        let keys = DeviceKeys::from_seeds(
            self.sides[side].id,
            person,
            SecretSeed([number + 100; 32]),
            SecretSeed([number + 101; 32]),
        )
        .unwrap();
        let accreditation = Accreditation {
            side: self.sides[side].id,
            person,
            device_key: keys.public(),
            hpke_key: keys.hpke_public(),
            roles,
            from_unix_ms: self.unix_ms() - HALF_YEAR_MS,
            until_unix_ms: self.unix_ms() + for_ms,
        };
        let [own, other] = [side, 1 - side].map(|side| self.sides[side].charter.clone());
        let mut desk = Desk::new(
            DeviceKeys::from_seeds(
                self.sides[side].id,
                person,
                SecretSeed([number + 100; 32]),
                SecretSeed([number + 101; 32]),
            )
            .unwrap(),
            own,
            Some(other),
        );
        for (of, entry) in &self.log {
            desk.take(self.sides[*of].id, entry).unwrap();
        }
        self.devices.push(Device {
            side,
            id: keys.device(),
            person,
            keys,
            desk,
            session: None,
            events: Vec::new(),
            rung: 0,
            hangs: false,
            link: 0,
        });
        let signed = accreditation
            .sign(&self.sides[side].administrator, &self.sides[side].officer)
            .unwrap()
            .encode();
        self.append(side, LogItem::Accreditation(signed));
        self.devices.len() - 1
    }

    pub fn revoke(&mut self, device: usize) {
        let Device { side, id, .. } = self.devices[device];
        let revocation = Revocation {
            side: self.sides[side].id,
            device: id,
            at_unix_ms: self.unix_ms(),
        };
        let signed = revocation.sign(&self.sides[side].officer).encode();
        self.append(side, LogItem::Revocation(signed));
    }

    /// Writes to a side's log; everybody reads it at once who isn't behind.
    pub fn append(&mut self, side: usize, item: LogItem) {
        let other = self.heads[1 - side];
        let entry = SealedEntry::write(
            self.heads[side],
            &item,
            other,
            self.unix_ms(),
            &self.sides[side].node,
        );
        let id = self.sides[side].id;
        for node in (0..2).filter(|node| *node == side || self.behind != Some(*node)) {
            self.nodes[node].view.append(id, &entry).unwrap();
        }
        for device in &mut self.devices {
            device.desk.take(id, &entry).unwrap();
        }
        self.heads[side] = self.nodes[side].view.head(id);
        self.log.push((side, entry));
        let now = self.now();
        for node in 0..2 {
            let node = &mut self.nodes[node];
            node.calls.view_changed(now, &node.view);
        }
        for device in 0..self.devices.len() {
            self.in_session(device, |session, desk, now, unix_ms| {
                session.view_changed(now, unix_ms, desk.view());
            });
        }
        self.settle();
    }

    /// What didn't reach the node that was behind arrives there.
    pub fn catch_up(&mut self) {
        let Some(behind) = self.behind.take() else {
            return;
        };
        let now = self.now();
        let node = &mut self.nodes[behind];
        for (side, entry) in self.log.iter().filter(|(side, _)| *side != behind) {
            // What it has is refused by its number.
            let _ = node.view.append(self.sides[*side].id, entry);
        }
        assert_eq!(
            node.view.head(self.sides[1 - behind].id),
            self.heads[1 - behind]
        );
        node.calls.view_changed(now, &node.view);
        self.settle();
    }

    fn record(
        &mut self,
        device: usize,
        kind: Kind,
        contact: SubjectId,
        names: Option<RecordId>,
    ) -> RecordId {
        self.write(device, kind, contact, |header| header.names = names)
    }

    fn write(
        &mut self,
        device: usize,
        kind: Kind,
        contact: SubjectId,
        more: impl FnOnce(&mut Header),
    ) -> RecordId {
        // Two records of one content at one moment are one record.
        self.now_ms += 1;
        let of = &self.devices[device];
        let author = (self.sides[of.side].id, of.person, of.id);
        let mut header = Header::new(kind.number(), contact, author, self.unix_ms());
        more(&mut header);
        let record = Record::sign(&header, Vec::new(), of.keys.signing()).unwrap();
        let (id, side) = (record.id, of.side);
        self.append(side, LogItem::Record(record.bytes().to_vec()));
        id
    }

    pub fn propose(&mut self, number: u8) -> SubjectId {
        let contact = numbered_contact(number);
        let offer = self.write(0, Kind::Propose, contact, |header| {
            header.facts = Some(facts());
            header.open = SubjectNonce([number; 16]).founding();
        });
        self.record(1, Kind::Accept, contact, Some(offer));
        assert_eq!(self.folded(contact).agreed, Some(offer));
        contact
    }

    pub fn folded(&self, contact: SubjectId) -> domain::Contact {
        self.nodes[NORTH].view.contact(contact).unwrap()
    }

    pub fn confirm(&mut self, side: usize) {
        let agreed = self.folded(contact()).agreed;
        self.record(side, Kind::ConfirmStage, contact(), agreed);
    }

    pub fn stage(&mut self) {
        self.confirm(NORTH);
        self.confirm(SOUTH);
    }

    pub fn abort(&mut self, side: usize) {
        let agreed = self.folded(contact()).agreed;
        self.record(side, Kind::Abort, contact(), agreed);
    }

    pub fn call(&self) -> CallId {
        node::app::calls::call_id(contact(), self.folded(contact()).agreed.unwrap())
    }

    pub fn line_up(&mut self) {
        self.up = true;
        let now = self.now();
        for node in &mut self.nodes {
            node.calls.line_up(now, 0);
            node.calls.view_changed(now, &node.view);
            let carries = self.line_carries_media;
            node.calls.line_carries_media(now, &node.view, carries);
        }
        self.settle();
    }

    /// What was on its way is lost.
    pub fn line_down(&mut self) {
        self.up = false;
        for node in &mut self.nodes {
            node.arriving.clear();
            node.calls.line_down();
        }
        self.settle();
    }

    /// kill -9 and a start at once; its devices' connections end. The line comes up anew.
    pub fn restart(&mut self, node: usize) {
        self.line_down();
        for device in &mut self.devices {
            if device.side == node {
                device.session = None;
                device.link += 1;
            }
        }
        let stored = self.nodes[node].stored.clone();
        let (side, view) = (&self.sides[node], &self.nodes[node].view);
        self.nodes[node].calls = Calls::new(side.id, side.node.clone(), view, stored);
        self.line_up();
    }

    pub fn join(&mut self, device: usize) {
        let (now, unix_ms) = (self.instant(), self.unix_ms());
        let sim = &mut self.devices[device];
        let session = CallSession::join(&sim.desk, contact(), "offer".to_owned(), now, unix_ms);
        sim.session = Some(session.unwrap());
        self.in_session(device, |_, _, _, _| {});
        self.settle();
    }

    /// A duty officer of this side has the own principal rung again.
    pub fn ring_again(&mut self, side: usize) -> Result<(), NotAgain> {
        let now = self.now();
        let Node { calls, view, .. } = &mut self.nodes[side];
        calls.may_ring_again(now, view, contact())?;
        calls.ring_again(now, view, contact());
        self.settle();
        Ok(())
    }

    /// The device's program dies; its node notices.
    pub fn crash(&mut self, device: usize) {
        let sim = &mut self.devices[device];
        sim.session = None;
        sim.link += 1;
        let (side, id) = (sim.side, sim.id);
        let now = self.now();
        let node = &mut self.nodes[side];
        node.calls.device_gone(now, &node.view, id);
        self.settle();
    }

    pub fn in_session(
        &mut self,
        device: usize,
        input: impl FnOnce(&mut CallSession, &Desk, Instant, i64),
    ) {
        let (now, unix_ms) = (self.instant(), self.unix_ms());
        let sim = &mut self.devices[device];
        let Some(session) = &mut sim.session else {
            return;
        };
        if sim.hangs {
            return;
        }
        input(session, &sim.desk, now, unix_ms);
        while let Some(output) = session.poll_output() {
            match output {
                CallOutput::Send(message) => {
                    for message in (self.device_tap)(device, message) {
                        self.steps
                            .push_back(Step::ToNode(device, sim.link, message));
                    }
                }
                CallOutput::Event(event) => sim.events.push(event),
            }
        }
    }

    pub fn send(&mut self, device: usize, message: ToNode) {
        let link = self.devices[device].link;
        self.steps.push_back(Step::ToNode(device, link, message));
        self.settle();
    }

    pub fn tell(&mut self, device: usize, message: ToDevice) {
        self.in_session(device, |session, desk, now, unix_ms| {
            session.handle_input(now, unix_ms, desk.view(), message);
        });
        self.settle();
    }

    /// A frame arrives at a node as if from the other.
    pub fn inject(&mut self, node: usize, frame: &TrunkFrame) {
        self.inject_bytes(node, &frame.encode());
    }

    pub fn inject_bytes(&mut self, node: usize, bytes: &[u8]) {
        let now = self.now();
        let node = &mut self.nodes[node];
        node.calls.from_other_node(now, &node.view, bytes);
        self.settle();
    }

    /// What waits at the trunk arrives, and nothing that follows from it: half a round trip passes.
    pub fn one_way(&mut self) {
        assert!(self.held, "frames arrive at once");
        let waited = self
            .nodes
            .each_mut()
            .map(|node| std::mem::take(&mut node.arriving));
        for (node, frames) in waited.into_iter().enumerate() {
            for bytes in frames {
                self.inject_bytes(node, &bytes);
            }
        }
    }

    fn at_node(&mut self, device: usize, message: ToNode) {
        let Device { side, id, .. } = self.devices[device];
        let now = self.now();
        let Node { calls, view, .. } = &mut self.nodes[side];
        let contact_of = |call| calls.contact_of(call);
        match message {
            ToNode::Await(contact) => calls.await_ring(now, view, contact, id),
            ToNode::RingHeard { contact, heard } => {
                calls.ring_heard(now, view, contact, id, heard);
            }
            ToNode::Join {
                contact,
                envelope,
                offer_sdp,
            } => calls.join(now, view, id, contact, &envelope, offer_sdp),
            ToNode::Commit(envelope) => calls.commit(now, view, id, envelope),
            ToNode::Message { call, group, bytes } => {
                if let Some(contact) = contact_of(call) {
                    calls.message(contact, id, group, bytes);
                }
            }
            ToNode::Ready {
                call,
                group,
                epoch,
                roster,
            } => {
                if let Some(contact) = contact_of(call) {
                    calls.ready(now, view, contact, id, (group, epoch, roster));
                }
            }
            ToNode::Leave(call) => {
                if let Some(contact) = contact_of(call) {
                    calls.leave(now, view, contact, id);
                }
            }
            ToNode::HangUp(call) => {
                if let Some(contact) = contact_of(call) {
                    calls.hang_up(now, view, contact, id);
                }
            }
            ToNode::GroupStuck { call, group, epoch } => {
                if let Some(contact) = contact_of(call) {
                    calls.stuck(now, contact, id, group, epoch);
                }
            }
            ToNode::Rejoin { call, envelope } => {
                if let Some(contact) = contact_of(call) {
                    calls.rejoin(now, view, contact, id, envelope);
                }
            }
            ToNode::Return { call, offer_sdp } => {
                calls.come_back(now, view, id, call, offer_sdp);
            }
        }
    }

    /// Until nothing is left to do at this moment.
    pub fn settle(&mut self) {
        for _ in 0..STEPS_MAX {
            self.drain_nodes();
            if let Some(step) = self.steps.pop_front() {
                self.take(step);
                continue;
            }
            let arrived = (0..2).find(|node| !self.held && !self.nodes[*node].arriving.is_empty());
            let Some(node) = arrived else { return };
            if let Some(bytes) = self.nodes[node].arriving.pop_front() {
                let now = self.now();
                let node = &mut self.nodes[node];
                node.calls.from_other_node(now, &node.view, &bytes);
            }
        }
        panic!("it runs in circles");
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::ToNode(device, link, message) => {
                if self.devices[device].link == link {
                    self.at_node(device, message);
                }
            }
            Step::ToDevice(device, link, message) => {
                if self.devices[device].link != link || !(self.to_device_tap)(device, &message) {
                    return;
                }
                if let ToDevice::Ring(_) = message {
                    self.devices[device].rung += 1;
                }
                self.in_session(device, |session, desk, now, unix_ms| {
                    session.handle_input(now, unix_ms, desk.view(), message);
                });
            }
            Step::Media(node, call, device) => {
                let connects = self.media_connects;
                let now = self.now();
                let node = &mut self.nodes[node];
                node.calls
                    .media_joined(now, call, device, Ok("answer".to_owned()));
                if connects {
                    node.calls.media_connected(now, &node.view, call, device);
                }
            }
        }
    }

    fn drain_nodes(&mut self) {
        for node in 0..2 {
            while let Some(output) = self.nodes[node].calls.poll_output() {
                self.carry_out(node, output);
            }
        }
    }

    fn carry_out(&mut self, node: usize, output: NodeOutput) {
        match output {
            NodeOutput::ToDevice(id, message) => {
                let device = self.devices.iter().position(|device| device.id == id);
                if let Some(device) = device {
                    let link = self.devices[device].link;
                    self.steps.push_back(Step::ToDevice(device, link, message));
                }
            }
            NodeOutput::ToOtherNode(frame) => {
                if self.up {
                    for frame in (self.tap)(1 - node, frame) {
                        self.nodes[1 - node].arriving.push_back(frame.encode());
                    }
                }
            }
            NodeOutput::Media(MediaCommand::Join { call, device, .. }) => {
                self.steps.push_back(Step::Media(node, call, device));
            }
            NodeOutput::Media(MediaCommand::OpenFloor { in_ms, .. }) => {
                let at = self.unix_ms() + i64::from(in_ms);
                self.nodes[node].floors.push(at);
            }
            NodeOutput::Media(MediaCommand::Close { call }) => self.nodes[node].closed.push(call),
            NodeOutput::Media(MediaCommand::Open { .. } | MediaCommand::Leave { .. }) => {}
            NodeOutput::Append(item) => self.append(node, item),
            NodeOutput::StoreOrder { key, order } => {
                self.nodes[node].ordered += 1;
                let value = identity::encode_canonical(&order);
                self.nodes[node].stored.insert(key, value);
            }
            NodeOutput::StoreGroup {
                call,
                group,
                forget,
            } => {
                let value = identity::encode_canonical(&group);
                self.nodes[node].stored.insert(call.0.to_vec(), value);
                for key in forget {
                    self.nodes[node].stored.remove(&key);
                }
            }
            NodeOutput::ForkProof { .. } => self.nodes[node].forks += 1,
            NodeOutput::RingChanged(_) => self.nodes[node].rings_changed += 1,
            NodeOutput::Refused { what } => {
                *self.nodes[node].refused.entry(what).or_default() += 1;
            }
        }
    }

    /// What was said has arrived, unless it is held.
    fn answer_pings(&mut self) {
        let now = self.now().instant;
        for node in self.nodes.iter_mut().filter(|_| self.up && !self.held) {
            node.calls.line_through(now, 0);
        }
    }

    /// Time passes, with everything that it brings.
    pub fn run(&mut self, ms: u64) {
        let until_ms = self.now_ms + ms;
        self.settle();
        for _ in 0..STEPS_MAX {
            self.answer_pings();
            let nodes = self
                .nodes
                .iter()
                .filter_map(|node| node.calls.poll_timeout());
            let awake = self.devices.iter().filter(|device| !device.hangs);
            let sessions = awake.filter_map(|device| device.session.as_ref()?.poll_timeout());
            let next = nodes.chain(sessions).min().map(|at| {
                let since = at.saturating_duration_since(self.begin);
                since.as_micros().div_ceil(1_000) as u64
            });
            let Some(due) = next.filter(|due| *due <= until_ms) else {
                self.now_ms = until_ms;
                return;
            };
            // A timer that is never satisfied would turn here for ever.
            self.now_ms = due.max(self.now_ms + 1).min(until_ms);
            let now = self.now();
            for node in &mut self.nodes {
                if node
                    .calls
                    .poll_timeout()
                    .is_some_and(|at| at <= now.instant)
                {
                    node.calls.handle_timeout(now, &node.view);
                }
            }
            for device in 0..self.devices.len() {
                self.in_session(device, |session, desk, now, unix_ms| {
                    if session.poll_timeout().is_some_and(|at| at <= now) {
                        session.handle_timeout(now, unix_ms, desk.view());
                    }
                });
            }
            self.settle();
            if self.now_ms == until_ms {
                return;
            }
        }
        panic!("timers run in circles");
    }

    /// All these devices are in one epoch of one group, and send.
    #[track_caller]
    pub fn check_together(&self, devices: &[usize]) {
        let ids: BTreeSet<DeviceId> = devices
            .iter()
            .map(|device| self.devices[*device].id)
            .collect();
        let at = |device: usize| {
            let session = self.devices[device].session.as_ref().expect("in the call");
            (session.group(), session.epoch())
        };
        for device in devices {
            let sim = &self.devices[*device];
            assert_eq!(sim.places(), ids, "device {device}, {:?}", sim.events);
            assert_eq!(at(*device), at(devices[0]), "device {device}");
            assert!(sim.sends(), "device {device} is silent: {:?}", sim.events);
        }
    }

    pub fn refusals(&self, node: usize, what: CallRefusal) -> usize {
        self.nodes[node].refused.get(&what).copied().unwrap_or(0)
    }

    /// The newest join of a device, as its node would name it.
    pub fn member(&self, device: usize, join: Vec<u8>) -> RosterMember {
        RosterMember {
            side: self.sides[self.devices[device].side].id,
            device: self.devices[device].id,
            join,
        }
    }
}
