//! What is judged while a world runs, and bugs that are planted on the way.

use domain::{CLOCK_SKEW_MS_MAX, CallId, Kind, Record, SubjectId};
use identity::DeviceId;
use line::Frame;
use node::app::{ErrorCode, Output};
use std::collections::BTreeMap;
use storage::Log;
use wire::{GroupId, ToDevice, ToNode, TrunkFrame};

use super::World;
use crate::Bug;
use crate::checks::{Promise, Violation, moments};

/// What an estimate of the other clock may be wrong by.
const ESTIMATE_MS_MAX: i64 = 5_000;
/// After a greeting, or so long after a clock was set, the estimate is of the clock as it is.
const GREETED_AFTER_MS: u64 = 5_000;
const ESTIMATED_AFTER_MS: u64 = 30_000;
const FAR_APART_MS: i64 = 10 * 60 * 1_000;
/// The entry that [`Bug::EntryWithheld`] keeps back.
const WITHHELD_SEQ: u64 = 4;

impl World {
    pub(super) fn check_secrecy(&mut self, at: &str, bytes: &[u8]) {
        self.report.bytes_searched += bytes.len() as u64;
        let checked = self.secrets.check(at, bytes);
        self.require(checked);
    }

    pub(super) fn search_disks(&mut self) {
        for node in 0..2 {
            let logs = [
                Log::Own(self.sides[node].id),
                Log::Other(self.sides[1 - node].id),
                Log::Internal,
            ];
            for bytes in self.nodes[node].disk.all_bytes(&logs) {
                self.check_secrecy("a node's disk", &bytes);
            }
        }
    }

    pub(super) fn check_staged(&mut self, node: usize, contact: SubjectId, what: &str) {
        let own = self.sides[node].id;
        let disk = &self.nodes[node].disk;
        let held = |side| {
            disk.len(if side == own {
                Log::Own(side)
            } else {
                Log::Other(side)
            })
        };
        let checked = moments::check_staged(&self.truth, contact, held, what);
        self.require(checked);
    }

    /// A ring as it leaves a node: of one device on one connection, while nothing is written of the contact,
    /// none before the last is over.
    pub(super) fn check_ring(&mut self, node: usize, device: DeviceId, contact: SubjectId) {
        let Some(number) = self.device_number(device) else {
            return;
        };
        let own = self.sides[node].id;
        let disk = &self.nodes[node].disk;
        let acts = self.truth.chains().map(|(side, chain)| {
            let log = match *side == own {
                true => Log::Own(*side),
                false => Log::Other(*side),
            };
            let acts = chain.acts(disk.len(log));
            acts.filter(|(_, act)| act.subject == contact).count()
        });
        let since = (self.devices[number].link, acts.sum());
        let checked = self.rings.ring(device, contact, since, self.now_ms);
        self.require(checked);
    }

    /// A principal was rung again: none of theirs is in the call, by what their node told the relay.
    pub(super) fn check_not_in_call(&mut self, side: usize, contact: SubjectId) {
        let core = self.nodes[side].core.as_ref();
        let agreed = core.and_then(|core| core.view().contact(contact)?.agreed);
        let call = agreed.map(|agreed| node::app::calls::call_id(contact, agreed));
        let there = self.devices.iter().any(|device| {
            device.side == side && device.principal && call.is_some() && device.in_call == call
        });
        if there {
            self.require(Err(Violation::new(
                Promise::Ringing,
                "a principal who is in the call is rung again",
            )));
        }
    }

    pub(super) fn floor_opens(&mut self, node: usize, call: CallId, in_ms: u64) {
        let since = self.nodes.each_ref().map(|node| node.up_since_ms);
        let up_since_ms = match since {
            [Some(one), Some(other)] => one.max(other),
            [_, _] => u64::MAX,
        };
        let whole_since_ms = up_since_ms
            .max(self.clocks_set_ms)
            .max(self.orderly_since_ms);
        let at_ms = self.now_ms + in_ms;
        let checked = self.floors.open(call, node, at_ms, whole_since_ms);
        self.require(checked);
    }

    /// Nothing new is agreed while both clocks are known to be far apart.
    pub(super) fn check_clocks(&mut self, side: usize, bytes: &[u8]) {
        let apart_ms = self.nodes[0].clock_off_ms - self.nodes[1].clock_off_ms;
        let far = apart_ms.abs() > CLOCK_SKEW_MS_MAX + ESTIMATE_MS_MAX;
        let known = self.nodes[side].up_since_ms.is_some_and(|since| {
            since > self.clocks_set_ms + GREETED_AFTER_MS
                || self.now_ms > self.clocks_set_ms.max(since) + ESTIMATED_AFTER_MS
        });
        let agrees = Record::decode(bytes).ok().and_then(|record| record.kind());
        if far
            && known
            && matches!(
                agrees,
                Some(Kind::Propose | Kind::CallNow | Kind::Counter | Kind::Accept | Kind::TakeCall)
            )
        {
            self.require(Err(Violation::new(
                Promise::Clocks,
                format!("a {agrees:?} was taken while clocks were {apart_ms} ms apart"),
            )));
        }
    }

    /// Whether each node shows its line as it is.
    pub(super) fn check_lines(&mut self) {
        if self.network.disorder {
            self.orderly_since_ms = self.now_ms;
        }
        for node in 0..2 {
            let Some(core) = &self.nodes[node].core else {
                continue;
            };
            let up = core.line_status().up;
            let was_up = self.nodes[node].up_since_ms.is_some();
            if up != was_up {
                self.report.lines_lost += u64::from(was_up);
                self.nodes[node].up_since_ms = up.then_some(self.now_ms);
            }
            let silent_ms = self.now_ms.saturating_sub(self.nodes[node].heard_ms);
            let checked = moments::check_silence_shown(node, up, silent_ms);
            self.require(checked);
        }
    }

    /// A node on a backup is whole again once it holds what was on the disk before.
    pub(super) fn check_restored(&mut self, node: usize) {
        let Some([own, other]) = self.nodes[node].lost else {
            return;
        };
        let disk = &self.nodes[node].disk;
        let logs = [
            Log::Own(self.sides[node].id),
            Log::Other(self.sides[1 - node].id),
        ];
        let held = logs.map(|log| disk.len(log));
        if held[0] >= own && held[1] >= other {
            self.nodes[node].lost = None;
        }
    }

    /// Devices of one call that are in different epochs, once nothing fails any more. A node that isn't
    /// honest may keep its own devices out for as long as it likes.
    pub(super) fn calls_apart(&self) -> Option<String> {
        if self.plan.adversary.is_some() {
            return None;
        }
        let mut epochs: BTreeMap<SubjectId, Option<u64>> = BTreeMap::new();
        for (number, device) in self.devices.iter().enumerate() {
            let Some((contact, epoch)) = device.epoch_in_call().filter(|_| !device.revoked) else {
                continue;
            };
            let known = *epochs.entry(contact).or_insert(epoch);
            if known != epoch {
                return Some(format!(
                    "device {number} of side {} is in epoch {epoch:?} of a call, another in {known:?}",
                    device.side
                ));
            }
        }
        None
    }

    /// Bugs that stand from the beginning.
    pub(super) fn plant_bug(&mut self) {
        if self.plan.bug == Some(Bug::ClockHidden) {
            self.set_clock(0, FAR_APART_MS);
        }
    }

    /// How late [`Bug::TimersLate`] makes a node's timers.
    pub(super) fn lateness_ms(&self) -> u64 {
        if self.plan.bug == Some(Bug::TimersLate) {
            moments::SILENCE_SHOWN_MS_MAX
        } else {
            0
        }
    }

    /// Bugs of principals' devices and of nodes that ring them.
    pub(super) fn await_badly(&mut self, device: usize, contact: SubjectId) {
        let (side, id) = (self.devices[device].side, self.devices[device].id);
        match self.plan.bug {
            Some(Bug::RungEarly) => {
                self.carry_out(side, Output::ToDevice(id, ToDevice::Ring(contact)));
            }
            Some(Bug::KeySent) => {
                let bytes = self.devices[device].persona.secrets()[0].to_vec();
                let call = node::app::calls::call_id(contact, identity::Hash32([0; 32]));
                let group = GroupId(0);
                self.queue_to_node(device, ToNode::Message { call, group, bytes });
            }
            Some(_) | None => {}
        }
    }

    /// [`Bug::RungOver`] rings although its node refuses, because somebody is rung or was just now.
    pub(super) fn ring_badly(&mut self, side: usize, contact: SubjectId, refused: ErrorCode) {
        let in_it = matches!(refused, ErrorCode::RingsAlready | ErrorCode::TooMany);
        if self.plan.bug != Some(Bug::RungOver) || !in_it {
            return;
        }
        let waiting = self.devices.iter();
        let waiting = waiting.filter(|device| device.side == side && device.awaits(contact));
        let waiting: Vec<DeviceId> = waiting.map(|device| device.id).collect();
        for device in waiting {
            self.carry_out(side, Output::ToDevice(device, ToDevice::Ring(contact)));
        }
    }

    /// What bugs make of a frame between the nodes.
    pub(super) fn spoil(&self, node: usize, bytes: Vec<u8>) -> Option<Vec<u8>> {
        let Some(
            bug @ (Bug::ClockHidden | Bug::FloorShifted | Bug::EntryWithheld | Bug::EarlyLost),
        ) = self.plan.bug
        else {
            return Some(bytes);
        };
        let Ok(frame) = Frame::from_bytes(&bytes) else {
            return Some(bytes);
        };
        let hidden_ms = self.nodes[1 - node].clock_off_ms - self.nodes[node].clock_off_ms;
        let spoilt = match (bug, frame) {
            (Bug::ClockHidden, Frame::Greeting(mut greeting)) => {
                greeting.unix_ms += hidden_ms;
                Frame::Greeting(greeting)
            }
            (Bug::ClockHidden, Frame::Pong { sent_ms, at_ms }) => Frame::Pong {
                sent_ms,
                at_ms: at_ms + hidden_ms,
            },
            (Bug::EntryWithheld, Frame::Entry(entry)) => {
                let key = self.sides[node].node.public();
                let seq = entry.open(&key).map(|entry| entry.seq);
                if node == 0 && seq == Ok(WITHHELD_SEQ) {
                    return None;
                }
                Frame::Entry(entry)
            }
            (Bug::EarlyLost, Frame::Early(_)) => return None,
            (Bug::FloorShifted, Frame::Call(call)) => Frame::Call(shift_floor(call)),
            (_, frame) => frame,
        };
        Some(spoilt.to_bytes())
    }
}

fn shift_floor(call: Vec<u8>) -> Vec<u8> {
    const SHIFT_MS: i64 = 1_000;
    match TrunkFrame::decode(&call) {
        Ok(TrunkFrame::OpenFloor {
            contact,
            call,
            at_unix_ms,
        }) => {
            let at_unix_ms = at_unix_ms + SHIFT_MS;
            TrunkFrame::OpenFloor {
                contact,
                call,
                at_unix_ms,
            }
            .encode()
        }
        Ok(_) | Err(_) => call,
    }
}
