//! A world: its clock, its queue of what happens next, and the way from storm to rest.

mod adversary;
mod devices;
mod faults;
mod judged;
mod mischief;
mod nodes;
mod papers;
mod procedure;
mod urgent;
mod weather;
mod workload;

use domain::{CallId, SealedEntry};
use identity::DeviceId;
use node::app::Now;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};
use storage::Log;
use wire::{ToDevice, ToNode};

use crate::checks::durability::{self, Acknowledged};
use crate::checks::moments::{Floors, Rings};
use crate::checks::secrecy::{Secrets, WRITTEN};
use crate::checks::{Failure, Promise, Violation, agreement, same_fold, truth::Truth};
use crate::network::{Delivery, Due, Network};
use crate::sides::{Ghost, Persona, Side};
use crate::{Adversary, Plan, Report};
use devices::SimDevice;
use nodes::SimNode;

/// Time for everything to arrive once all faults are mended, in simulated milliseconds. The longest
/// waits of the line are 30 s to dial and 30 s to send again.
const SETTLE_MS_MAX: u64 = 180_000;
const SETTLE_STEP_MS: u64 = 500;
/// Events of one world, above which it is taken to run in circles.
const EVENTS_MAX: u64 = 2_000_000;

/// What happens later.
pub(crate) enum Event {
    Line(Delivery),
    StartNode(usize),
    Pin(usize),
    /// An officer brings a paper.
    Accredit(usize, Vec<u8>),
    Revoke(usize, Vec<u8>),
    Attach(usize),
    StartDevice(usize),
    Sync(usize),
    Post {
        device: usize,
        bytes: Vec<u8>,
    },
    ToNode {
        device: usize,
        link: u64,
        message: ToNode,
    },
    ToDevice {
        device: usize,
        link: u64,
        message: ToDevice,
    },
    Media {
        node: usize,
        process: u64,
        call: CallId,
        device: DeviceId,
        connected: bool,
    },
    Join(usize, domain::SubjectId),
    Act,
    Fault,
    Heal,
    FreeDisk(usize),
    EndSilence,
}

pub(crate) struct World {
    plan: Plan,
    rng: ChaCha8Rng,
    begin: Instant,
    begin_unix_ms: i64,
    now_ms: u64,
    queue: BTreeMap<(u64, u64), Event>,
    queued: u64,
    sides: [Side; 2],
    nodes: [SimNode; 2],
    devices: Vec<SimDevice>,
    network: Network,
    ghost: Option<Ghost>,
    truth: Truth,
    acknowledged: Acknowledged,
    /// Entries of the witness's own log when it first held a fork proof.
    proved_at: Option<u64>,
    storm: bool,
    storm_until_ms: u64,
    /// Nobody does anything until then.
    quiet_until_ms: u64,
    clocks_set_ms: u64,
    /// Frames kept their order since then.
    orderly_since_ms: u64,
    secrets: Secrets,
    floors: Floors,
    rings: Rings,
    kept: procedure::Kept,
    urgent: urgent::Urgent,
    /// Since when nothing passes between the nodes.
    parted_since_ms: Option<u64>,
    handed: papers::Handed,
    broken: Option<Violation>,
    report: Report,
}

/// Plays a plan to its end.
///
/// # Errors
/// The first broken promise, with the seed.
pub fn run(plan: Plan) -> Result<Report, Box<Failure>> {
    let mut world = World::new(plan);
    let played = world.play();
    played.map_err(|violation| {
        Box::new(Failure {
            seed: plan.seed,
            at_ms: world.now_ms,
            promise: violation.promise,
            what: violation.what,
        })
    })?;
    Ok(world.report)
}

impl World {
    fn new(plan: Plan) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(plan.seed);
        let begin_unix_ms = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_millis() as i64);
        let sides = [
            Side::new("North", begin_unix_ms, &mut rng),
            Side::new("South", begin_unix_ms, &mut rng),
        ];
        let ghost = matches!(
            plan.adversary,
            Some(Adversary::Ghost | Adversary::ForgedAccept)
        )
        .then(|| Ghost::new(sides[0].id, begin_unix_ms, &mut rng));
        let truth = Truth::new(sides.iter().map(|side| side.charter.clone()));
        let nodes = std::array::from_fn(|_| SimNode::new(plan.bug, &mut rng));
        let mut world = Self {
            plan,
            begin: Instant::now(),
            begin_unix_ms,
            now_ms: 0,
            queue: BTreeMap::new(),
            queued: 0,
            sides,
            nodes,
            devices: Vec::new(),
            network: Network::default(),
            ghost,
            truth,
            acknowledged: Acknowledged::default(),
            proved_at: None,
            storm: true,
            storm_until_ms: plan.storm_ms,
            quiet_until_ms: 0,
            clocks_set_ms: 0,
            orderly_since_ms: 0,
            secrets: Secrets::default(),
            floors: Floors::default(),
            rings: Rings::default(),
            kept: procedure::Kept::default(),
            urgent: urgent::Urgent::default(),
            parted_since_ms: None,
            handed: papers::Handed::default(),
            broken: None,
            report: Report::default(),
            rng,
        };
        world.found();
        world
    }

    /// Nodes start, pin each other and accredit two devices each, in an order of the seed's choice.
    fn found(&mut self) {
        self.secrets.add(WRITTEN.as_bytes(), "a text");
        self.plant_bug();
        self.plant_ghost();
        for side in 0..2 {
            self.start_node(side);
            let pins_at = self.rng.random_range(1..2_000);
            self.at(pins_at, Event::Pin(side));
            for principal in [false, true] {
                self.enlist(side, principal);
            }
        }
        self.soon(1_000, Event::Act);
        if self.plan.faults {
            self.soon(3_000, Event::Fault);
        }
        self.at(self.plan.storm_ms, Event::Heal);
    }

    /// A new person with a device; officers accredit it within a second.
    fn enlist(&mut self, side: usize, principal: bool) {
        let roles = if principal {
            identity::RoleSet::empty().with(identity::Role::Principal)
        } else if self.plan.papers {
            Persona::staff_roles().with(identity::Role::PressOfficer)
        } else {
            Persona::staff_roles()
        };
        let persona = Persona::new(self.sides[side].id, roles, &mut self.rng);
        let paper = self.sides[side].accredit(&persona, self.unix_ms());
        let desk = self.new_desk(side, &persona);
        for secret in persona.secrets() {
            self.secrets.add(secret, "a device's key");
        }
        let device = self.devices.len();
        self.devices
            .push(SimDevice::new(side, principal, persona, desk));
        self.soon(1_000, Event::Accredit(side, paper));
        self.soon(1_000, Event::Attach(device));
    }

    fn play(&mut self) -> Result<(), Violation> {
        while self.storm {
            self.run_until(self.storm_until_ms + 1)?;
        }
        let healed_ms = self.now_ms;
        while !self.is_settled() {
            if self.now_ms > healed_ms + SETTLE_MS_MAX {
                return Err(Violation::new(Promise::Settling, self.what_is_missing()));
            }
            self.tell_two_stories();
            self.run_until(self.now_ms + SETTLE_STEP_MS)?;
        }
        self.report.settled_after_ms = self.now_ms - healed_ms;
        self.check_end()
    }

    fn run_until(&mut self, until_ms: u64) -> Result<(), Violation> {
        loop {
            if let Some(violation) = self.broken.take() {
                return Err(violation);
            }
            let queued = self.queue.first_key_value().map(|((at, _), _)| *at);
            let due = [queued, self.next_timer()].into_iter().flatten().min();
            let Some(due) = due.filter(|due| *due <= until_ms) else {
                self.now_ms = until_ms;
                return Ok(());
            };
            self.now_ms = self.now_ms.max(due);
            if self.queued > EVENTS_MAX {
                return Err(Violation::new(Promise::Settling, "it runs in circles"));
            }
            if queued == Some(due) {
                if let Some((_, event)) = self.queue.pop_first() {
                    self.take(event);
                }
            } else {
                self.run_timers();
            }
            self.check_lines();
            self.check_reached();
        }
    }

    fn take(&mut self, event: Event) {
        self.tell(&event);
        match event {
            Event::Line(delivery) => self.line_delivery(delivery),
            Event::StartNode(node) => self.start_node(node),
            Event::Pin(node) => self.pin(node),
            Event::Accredit(side, paper) => self.accredit(side, paper),
            Event::Revoke(side, paper) => self.revoke(side, paper),
            Event::Attach(device) => self.attach(device),
            Event::StartDevice(device) => self.start_device(device),
            Event::Sync(device) => self.sync(device),
            Event::Post { device, bytes } => self.post(device, bytes),
            Event::ToNode {
                device,
                link,
                message,
            } => self.message_to_node(device, link, message),
            Event::ToDevice {
                device,
                link,
                message,
            } => self.message_to_device(device, link, message),
            Event::Media {
                node,
                process,
                call,
                device,
                connected,
            } => self.media(node, process, call, device, connected),
            Event::Join(device, contact) => self.join(device, contact),
            Event::Act => self.act(),
            Event::Fault => self.fault(),
            Event::Heal => self.heal(),
            Event::FreeDisk(node) => self.nodes[node].disk.set_full(false),
            Event::EndSilence => self.end_silence(),
        }
    }

    /// Adds to the story: what happens when, to whom.
    fn tell(&mut self, event: &Event) {
        let (kind, whom) = match event {
            Event::Line(Delivery::Up { end, .. }) => (1, *end),
            Event::Line(Delivery::Frame { end, .. }) => (2, *end),
            Event::Line(Delivery::Down { end, .. }) => (3, *end),
            Event::StartNode(node) => (4, *node),
            Event::Pin(node) => (5, *node),
            Event::Accredit(side, _) => (6, *side),
            Event::Revoke(side, _) => (7, *side),
            Event::Attach(device) => (8, *device),
            Event::StartDevice(device) => (9, *device),
            Event::Sync(device) => (10, *device),
            Event::Post { device, .. } => (11, *device),
            Event::ToNode { device, .. } => (12, *device),
            Event::ToDevice { device, .. } => (13, *device),
            Event::Media { node, .. } => (14, *node),
            Event::Join(device, _) => (15, *device),
            Event::Act => (16, 0),
            Event::Fault => (17, 0),
            Event::Heal => (18, 0),
            Event::FreeDisk(node) => (19, *node),
            Event::EndSilence => (20, 0),
        };
        for number in [self.now_ms, kind, whom as u64] {
            self.report.story = (self.report.story ^ number).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn at(&mut self, at_ms: u64, event: Event) {
        self.queued += 1;
        self.queue
            .insert((at_ms.max(self.now_ms), self.queued), event);
    }

    /// Within so many milliseconds.
    fn soon(&mut self, within_ms: u64, event: Event) {
        let at_ms = self.now_ms + self.rng.random_range(1..=within_ms);
        self.at(at_ms, event);
    }

    /// The same of something that was refused for now; in a silence of days people don't ask each second.
    fn again(&mut self, within_ms: u64, event: Event) {
        let at_ms = self.now_ms.max(self.quiet_until_ms);
        let at_ms = at_ms + self.rng.random_range(1..=within_ms);
        self.at(at_ms, event);
    }

    fn line_due(&mut self, due: Vec<Due>) {
        for (at_ms, delivery) in due {
            self.at(at_ms, Event::Line(delivery));
        }
    }

    fn instant(&self) -> Instant {
        self.begin + Duration::from_millis(self.now_ms)
    }

    fn unix_ms(&self) -> i64 {
        self.begin_unix_ms + self.now_ms as i64
    }

    fn now_of(&self, node: usize) -> Now {
        Now {
            instant: self.instant(),
            unix_ms: self.unix_ms() + self.nodes[node].clock_off_ms,
        }
    }

    /// The first millisecond that isn't before `instant`.
    fn ms_of(&self, instant: Instant) -> u64 {
        let since = instant.saturating_duration_since(self.begin);
        since.as_micros().div_ceil(1_000) as u64
    }

    /// Keeps the first violation.
    fn require(&mut self, checked: Result<(), Violation>) {
        if let Err(violation) = checked {
            self.broken.get_or_insert(violation);
        }
    }

    fn next_timer(&self) -> Option<u64> {
        let nodes = self.nodes.iter().filter_map(|node| {
            let at = node.core.as_ref()?.poll_timeout()?;
            Some((self.ms_of(at) + self.lateness_ms()).max(node.not_before_ms))
        });
        let devices = self.devices.iter().filter_map(|device| {
            let session = device.session.as_ref()?;
            let at = session.call.poll_timeout()?;
            Some(self.ms_of(at).max(session.not_before_ms))
        });
        nodes.chain(devices).min()
    }

    fn run_timers(&mut self) {
        for node in 0..2 {
            let due = self.nodes[node].core.as_ref().and_then(|core| {
                let at = core.poll_timeout()?;
                ((self.ms_of(at) + self.lateness_ms()).max(self.nodes[node].not_before_ms)
                    <= self.now_ms)
                    .then_some(())
            });
            if due.is_some() {
                self.nodes[node].not_before_ms = self.now_ms + 1;
                self.with_node(node, |core, now| core.handle_timeout(now));
            }
        }
        for device in 0..self.devices.len() {
            self.device_timer(device);
        }
    }

    /// Takes into the truth what a node wrote.
    fn grow_truth(&mut self, node: usize) {
        let side = self.sides[node].id;
        let new: Vec<SealedEntry> =
            if self.nodes[node].disk.len(Log::Own(side)) > self.truth.len(side) {
                self.nodes[node]
                    .disk
                    .entries(Log::Own(side), self.truth.len(side) + 1)
            } else {
                Vec::new()
            };
        let grown = self.truth.grow(side, &new);
        self.require(grown.map_err(|what| Violation::new(Promise::Durability, what)));
    }

    /// Judges a node's receipts and its fold.
    fn check_node(&mut self, node: usize) {
        self.grow_truth(node);
        if let Some((seq, receipt)) = self.nodes[node].disk.confirmed()
            && seq != self.nodes[node].confirmed_seq
        {
            self.nodes[node].confirmed_seq = seq;
            if self.nodes[1 - node].lost.is_none() {
                let checked = durability::check_receipt(&receipt, &self.nodes[1 - node].disk);
                self.require(checked);
            }
        }
        self.check_restored(node);
        let Some(core) = &self.nodes[node].core else {
            return;
        };
        let heads = self
            .sides
            .each_ref()
            .map(|side| core.view().head(side.id).seq);
        if heads == self.nodes[node].checked_heads {
            return;
        }
        self.nodes[node].checked_heads = heads;
        let whose = format!("node {node}");
        let checked = same_fold::check_heads(&self.truth, core.view(), &whose)
            .and_then(|()| agreement::check_agreed(&self.truth, core.view()));
        if let Ok(agreed) = &checked {
            self.report.agreed = self.report.agreed.max(*agreed as u64);
        }
        self.require(checked.map(drop));
        self.judge_node(node);
        self.judge_alarms(node);
        self.judge_papers_at_node(node);
    }

    fn is_settled(&self) -> bool {
        self.what_is_missing().is_empty()
    }

    fn what_is_missing(&self) -> String {
        let mut missing = Vec::new();
        for (number, node) in self.nodes.iter().enumerate() {
            let Some(core) = &node.core else {
                missing.push(format!("node {number} is down"));
                continue;
            };
            let status = core.line_status();
            let own_entries = self.truth.len(self.sides[number].id);
            let other_entries = self.truth.len(self.sides[1 - number].id);
            if !status.up {
                missing.push(format!("node {number} has no line"));
            }
            // On a backup it may hold fewer than it once wrote, and a receipt for all that it holds.
            if status.own_entries != own_entries {
                missing.push(format!(
                    "node {number} holds {} of {own_entries} entries of its own",
                    status.own_entries
                ));
            }
            if status.receipted != status.own_entries || status.other_entries != other_entries {
                missing.push(format!(
                    "node {number} has receipts for {} of {} entries, and {} of {other_entries} of the other's",
                    status.receipted, status.own_entries, status.other_entries
                ));
            }
        }
        for (number, device) in self.devices.iter().enumerate() {
            if device.revoked {
                continue;
            }
            let behind = self
                .sides
                .iter()
                .any(|side| device.desk.view().head(side.id).seq != self.truth.len(side.id));
            // A planted bug keeps its device behind for good; the comparison of folds is to notice.
            if !device.attached || device.posts > 0 || (behind && !self.is_careless(number)) {
                missing.push(format!("device {number} isn't done"));
            }
        }
        missing.extend(self.calls_apart());
        if self.plan.adversary == Some(Adversary::TwoStories)
            && self.plan.bug.is_none()
            && self.proved_at.is_none()
        {
            missing.push("two stories aren't proved".to_owned());
        }
        missing.join("; ")
    }

    fn check_end(&mut self) -> Result<(), Violation> {
        self.report.simulated_ms = self.now_ms;
        self.report.late_frames = self.network.late_frames;
        self.search_disks();
        if let Some(violation) = self.broken.take() {
            return Err(violation);
        }
        self.report.acknowledged = self.acknowledged.len() as u64;
        for (node, side) in self.sides.iter().enumerate() {
            let [own, other] = [Log::Own(side.id), Log::Other(side.id)];
            self.acknowledged
                .check_kept(side.id, &self.nodes[node].disk, own)?;
            self.acknowledged
                .check_kept(side.id, &self.nodes[1 - node].disk, other)?;
        }
        if self.plan.adversary == Some(Adversary::TwoStories) && self.report.stories_told_twice > 0
        {
            let liar = &self.sides[0];
            durability::check_fork_proof(liar.id, &liar.node.public(), &self.nodes[1].disk)?;
            if let Some(from_seq) = self.proved_at {
                durability::check_nothing_agreed_since(&self.truth, self.sides[1].id, from_seq)?;
            }
            self.report.fork_proofs += 1;
        }
        self.check_no_revoked_leaf()?;
        self.check_procedure()?;
        self.check_papers()?;
        let nodes = self.nodes.iter().enumerate().filter_map(|(number, node)| {
            let core = node.core.as_ref()?;
            Some((format!("node {number}"), core.view()))
        });
        let desks = self
            .devices
            .iter()
            .enumerate()
            .filter(|(_, device)| !device.revoked)
            .map(|(number, device)| (format!("device {number}"), device.desk.view()));
        same_fold::check_equal(nodes.chain(desks))
    }
}
