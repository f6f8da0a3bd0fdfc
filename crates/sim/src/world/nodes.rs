//! The nodes of a world: their processes, what they want carried out, and what officers bring.

use domain::{CallId, LogItem};
use identity::DeviceId;
use line::{ConnId, Frame};
use node::app::{AppError, ErrorCode, MediaCommand, NodeCore, Now, Output};
use rand::{Rng, RngCore};
use rand_chacha::ChaCha8Rng;
use storage::{Log, MemoryStore, Table};

use super::{Event, World, devices::SimDevice};
use crate::Bug;
use crate::checks::{Promise, Violation, durability};
use crate::disk::Disk;
use crate::network::Delivery;
use wire::ToDevice;

/// Clocks of the two nodes are at most so far from the world's.
pub(super) const CLOCK_OFF_MS_MAX: i64 = 900;
/// A process that ended starts again within this time.
const RESTART_MS_MAX: u64 = 4_000;

pub(super) struct SimNode {
    pub core: Option<NodeCore>,
    pub disk: Disk,
    /// Counts processes on this disk.
    pub process: u64,
    pub clock_off_ms: i64,
    pub not_before_ms: u64,
    pub pinned: bool,
    pub checked_heads: [u64; 2],
    pub confirmed_seq: u64,
    /// A copy of its disk, to be restored later.
    pub backup: Option<MemoryStore>,
    /// On a backup: entries of both logs that were on the disk before, until they are back.
    pub lost: Option<[u64; 2]>,
    /// When a frame last came, or a connection.
    pub heard_ms: u64,
    /// Since when its line is up.
    pub up_since_ms: Option<u64>,
    disk_failures: u64,
}

impl SimNode {
    pub fn new(bug: Option<Bug>, rng: &mut ChaCha8Rng) -> Self {
        Self {
            core: None,
            disk: Disk::new(bug),
            process: 0,
            clock_off_ms: rng.random_range(-CLOCK_OFF_MS_MAX..=CLOCK_OFF_MS_MAX),
            not_before_ms: 0,
            pinned: false,
            checked_heads: [0; 2],
            confirmed_seq: 0,
            backup: None,
            lost: None,
            heard_ms: 0,
            up_since_ms: None,
            disk_failures: 0,
        }
    }
}

impl World {
    pub(super) fn start_node(&mut self, node: usize) {
        if self.nodes[node].core.is_some() {
            return;
        }
        let side = &self.sides[node];
        if self.plan.bug == Some(Bug::AlarmForgotten) {
            // A disk that is full just then keeps them.
            let _ = self.nodes[node].disk.forget(Table::Alarms);
        }
        let store = self.nodes[node].disk.open();
        let started = NodeCore::start(
            side.credentials.clone(),
            side.node.clone(),
            store,
            self.rng.next_u64(),
        );
        if self.nodes[node].lost.is_none() {
            let kept =
                self.acknowledged
                    .check_kept(side.id, &self.nodes[node].disk, Log::Own(side.id));
            self.require(kept);
        }
        match started {
            Ok(core) => {
                self.nodes[node].core = Some(core);
                self.nodes[node].not_before_ms = self.now_ms;
                // The line begins with the first input.
                self.with_node(node, |core, now| core.handle_timeout(now));
                self.with_node(node, |core, now| core.line_carries_media(now, true));
            }
            Err(error) => self.require(Err(Violation::new(
                Promise::Durability,
                format!("node {node} doesn't start again: {error}"),
            ))),
        }
    }

    /// An input to a node, and everything that follows from it.
    pub(super) fn with_node<R>(
        &mut self,
        node: usize,
        input: impl FnOnce(&mut NodeCore, Now) -> R,
    ) -> Option<R> {
        let now = self.now_of(node);
        let core = self.nodes[node].core.as_mut()?;
        core.begin_group();
        let result = input(core, now);
        // Nobody is answered who asked for what isn't durable.
        let result = core.end_group().is_ok().then_some(result);
        let mut outputs = Vec::new();
        while let Some(output) = core.poll_output() {
            outputs.push(output);
        }
        let crashed = self.nodes[node].disk.crashed();
        let failed = outputs
            .iter()
            .any(|output| matches!(output, Output::Fatal(_)));
        if failed && !crashed {
            // What the process does with a disk that failed or is full: it ends.
            self.nodes[node].core = None;
            let failures = self.nodes[node].disk.failures();
            self.report.disk_errors += failures - self.nodes[node].disk_failures;
            self.nodes[node].disk_failures = failures;
        }
        if crashed {
            self.nodes[node].core = None;
            self.nodes[node].disk.recover();
            self.report.crashes_in_a_write += 1;
            // What was decided before the write that failed left the process, or didn't.
            if self.rng.random_bool(0.5) {
                outputs.clear();
            }
        }
        self.grow_truth(node);
        for output in outputs {
            if matches!(output, Output::Fatal(_)) {
                break;
            }
            self.carry_out(node, output);
        }
        if crashed || failed {
            self.process_ended(node);
        }
        self.check_node(node);
        result
    }

    /// kill -9.
    pub(super) fn kill(&mut self, node: usize) {
        if self.nodes[node].core.take().is_some() {
            // A crash that waited for one of its writes came now.
            self.nodes[node].disk.recover();
            self.process_ended(node);
        }
    }

    fn process_ended(&mut self, node: usize) {
        self.report.node_crashes += 1;
        self.disrupted();
        self.nodes[node].process += 1;
        self.nodes[node].up_since_ms = None;
        let due = self.network.process_ended(self.now_ms, node, &mut self.rng);
        self.line_due(due);
        for device in 0..self.devices.len() {
            if self.devices[device].side == node {
                self.detach(device);
            }
        }
        let within_ms = if self.storm { RESTART_MS_MAX } else { 100 };
        self.soon(within_ms, Event::StartNode(node));
    }

    pub(super) fn carry_out(&mut self, node: usize, output: Output) {
        match output {
            Output::ToDevice(device, message) => {
                if let ToDevice::Ring(contact) = &message {
                    self.report.rings += 1;
                    self.check_staged(node, *contact, "a principal's terminal rings");
                    self.check_ring(node, device, *contact);
                }
                if matches!(message, ToDevice::Alarm { .. })
                    && self.plan.bug == Some(Bug::AlarmUnheard)
                {
                    return;
                }
                let message = self.haunt_device(node, message);
                self.queue_to_device(device, message);
            }
            Output::LineSend { conn, mut bytes } | Output::LineSendEarly { conn, mut bytes } => {
                if let Ok(Frame::Receipt(receipt)) = Frame::from_bytes(&bytes) {
                    let checked = durability::check_receipt(&receipt, &self.nodes[node].disk);
                    self.require(checked);
                }
                self.check_secrecy("a frame between nodes", &bytes);
                self.check_leaving(node, &mut bytes);
                let bytes = self.haunt_line(node, bytes);
                let Some(bytes) = self
                    .twist(node, conn, bytes)
                    .and_then(|bytes| self.spoil(node, bytes))
                else {
                    return;
                };
                let due = self
                    .network
                    .send(self.now_ms, 1 - node, conn, bytes, &mut self.rng);
                self.line_due(due);
            }
            Output::LineDial { .. } => {
                let due = self.network.dial(self.now_ms, &mut self.rng);
                self.line_due(due);
            }
            Output::LineClose { conn } => {
                let due = self.network.close(self.now_ms, node, conn);
                self.line_due(due);
            }
            // The simulator's papers have no attachments.
            Output::LinePinned { .. } | Output::Attachments(_) => {}
            Output::Media(MediaCommand::Join { call, device, .. }) => {
                self.enters_call(device, call);
                let process = self.nodes[node].process;
                let event = Event::Media {
                    node,
                    process,
                    call,
                    device,
                    connected: false,
                };
                self.soon(50, event);
            }
            Output::Media(MediaCommand::OpenFloor { call, in_ms }) => {
                self.floor_opens(node, call, u64::from(in_ms));
            }
            // There is no relay here; what it is told is judged by its own tests.
            Output::Media(MediaCommand::Open { .. }) => {}
            Output::Media(MediaCommand::Leave { call, device }) => {
                let left = |one: &SimDevice| one.id == device && one.in_call == Some(call);
                self.leave_call(left);
            }
            Output::Media(MediaCommand::Close { call }) => {
                self.leave_call(|one| one.side == node && one.in_call == Some(call));
            }
            Output::Disconnect(device) => {
                if let Some(device) = self.device_number(device) {
                    self.detach(device);
                }
            }
            // Besides what an open page hears: its tests are the node's own.
            Output::Push(_) => {}
            Output::Fatal(_) => {}
        }
    }

    pub(super) fn line_delivery(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Up { end, conn } => {
                if self.nodes[end].core.is_none() {
                    // Nobody listens: the connection never stood.
                    let due = self.network.cut(self.now_ms, conn, &mut self.rng);
                    self.network.tell_down(end, conn);
                    self.line_due(due);
                } else if self.network.arrives(end, conn) {
                    self.nodes[end].heard_ms = self.now_ms;
                    self.with_node(end, |core, now| core.line_connected(now, conn));
                }
            }
            Delivery::Frame { end, conn, bytes } => {
                if self.network.arrives(end, conn) {
                    self.nodes[end].heard_ms = self.now_ms;
                    self.with_node(end, |core, now| core.line_frame(now, conn, bytes));
                }
            }
            Delivery::Down { end, conn } => self.line_down(end, conn),
        }
    }

    fn line_down(&mut self, end: usize, conn: ConnId) {
        if self.network.tell_down(end, conn) {
            self.with_node(end, |core, now| core.line_disconnected(now, conn));
        }
    }

    pub(super) fn media(
        &mut self,
        node: usize,
        process: u64,
        call: CallId,
        device: DeviceId,
        connected: bool,
    ) {
        if self.nodes[node].process != process {
            return;
        }
        if connected {
            self.with_node(node, |core, now| core.media_connected(now, call, device));
            return;
        }
        let answer = if self.rng.random_bool(0.03) {
            Err("no session description".to_owned())
        } else {
            Ok("answer".to_owned())
        };
        let joined = answer.is_ok();
        self.with_node(node, |core, now| {
            core.media_joined(now, call, device, answer)
        });
        if joined {
            let event = Event::Media {
                node,
                process,
                call,
                device,
                connected: true,
            };
            self.soon(200, event);
        }
    }

    pub(super) fn pin(&mut self, node: usize) {
        if self.nodes[node].pinned {
            return;
        }
        let other = self.sides[1 - node].credentials.clone();
        match self.with_node(node, |core, now| core.pin_line(now, &other)) {
            Some(Ok(())) => self.nodes[node].pinned = true,
            Some(Err(error)) if !may_succeed_later(&error) => {
                self.require(Err(unexpected("a pin", &error)));
            }
            Some(Err(_)) | None => self.again(500, Event::Pin(node)),
        }
    }

    pub(super) fn accredit(&mut self, side: usize, paper: Vec<u8>) {
        let posted = self.with_node(side, |core, now| core.post_accreditation(now, &paper));
        let item = LogItem::Accreditation(paper.clone());
        if self.retry_office(side, posted, &item) {
            self.again(500, Event::Accredit(side, paper));
        }
    }

    pub(super) fn revoke(&mut self, side: usize, paper: Vec<u8>) {
        let posted = self.with_node(side, |core, now| core.post_revocation(now, &paper));
        let item = LogItem::Revocation(paper.clone());
        if self.retry_office(side, posted, &item) {
            self.again(500, Event::Revoke(side, paper));
        }
    }

    fn retry_office(
        &mut self,
        side: usize,
        posted: Option<Result<u64, AppError>>,
        item: &LogItem,
    ) -> bool {
        match posted {
            Some(Ok(seq)) => {
                let noted = self.acknowledged.note(self.sides[side].id, seq, item);
                self.require(noted);
                false
            }
            Some(Err(error)) if !may_succeed_later(&error) => {
                self.require(Err(unexpected("a paper of officers", &error)));
                false
            }
            Some(Err(_)) | None => true,
        }
    }
}

/// Whether asking again makes sense.
pub(super) fn may_succeed_later(error: &AppError) -> bool {
    matches!(
        error.code,
        ErrorCode::Store | ErrorCode::Restoring | ErrorCode::Outstanding | ErrorCode::TooMany
    )
}

fn unexpected(what: &str, error: &AppError) -> Violation {
    Violation::new(Promise::Settling, format!("{what} was refused: {error}"))
}
