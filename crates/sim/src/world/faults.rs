//! What goes wrong: crashes between any two writes, cuts, partitions, disorder, revocations; and the
//! healing at the end.

use rand::Rng;
use storage::CrashPoint;

use super::{Event, World, nodes::CLOCK_OFF_MS_MAX};
use crate::Adversary;

/// Between two faults, at most.
const FAULT_EVERY_MS_MAX: u64 = 4_000;
/// Share of the rarer faults.
const RARE: f64 = 0.35;
/// Share of the moments at which keys are agreed.
const REVOKED_IN_CALL: f64 = 0.1;
/// A crash comes at one of the next so many writes.
const CRASH_WITHIN_WRITES: u64 = 8;

impl World {
    pub(super) fn fault(&mut self) {
        if !self.storm {
            return;
        }
        if self.now_ms < self.quiet_until_ms {
            return self.at(self.quiet_until_ms + 1, Event::Fault);
        }
        self.soon(FAULT_EVERY_MS_MAX * self.plan.pace(), Event::Fault);
        self.disrupted();
        let node = self.rng.random_range(0..2);
        if self.rng.random_bool(RARE) {
            return self.rare_fault(node);
        }
        match self.rng.random_range(0..100) {
            0..25 => {
                let commit = self.rng.random_range(1..=CRASH_WITHIN_WRITES);
                let point = if self.rng.random_bool(0.5) {
                    CrashPoint::BeforeEffect
                } else {
                    CrashPoint::AfterEffect
                };
                if self.nodes[node].core.is_some() {
                    self.nodes[node].disk.crash_at(commit, point);
                }
            }
            25..32 => self.kill(node),
            32..50 => {
                self.report.cuts += 1;
                let due = self.network.cut_all(self.now_ms, &mut self.rng);
                self.line_due(due);
            }
            50..60 => {
                if self.network.partitioned {
                    self.rejoin();
                    self.undisturbed();
                } else {
                    self.report.partitions += 1;
                    self.part();
                }
            }
            60..70 => self.network.disorder = !self.network.disorder,
            // A second connection beside the one that stands.
            70..78 => {
                let due = self.network.dial(self.now_ms, &mut self.rng);
                self.line_due(due);
            }
            78..86 => {
                let device = self.rng.random_range(0..self.devices.len());
                if self.devices[device].alive && !self.devices[device].revoked {
                    self.crash_device(device);
                }
            }
            86..90 => {
                let device = self.rng.random_range(0..self.devices.len());
                self.disconnect(device);
            }
            90..95 => self.revoke_somebody(),
            _ => self.misbehave(),
        }
        if self.plan.adversary == Some(Adversary::ForgedAccept) && self.rng.random_bool(0.3) {
            self.misbehave();
        }
    }

    /// Nothing passes between the nodes from now on.
    pub(super) fn part(&mut self) {
        self.network.partitioned = true;
        self.disrupted();
        self.parted_since_ms.get_or_insert(self.now_ms);
        let due = self.network.cut_all(self.now_ms, &mut self.rng);
        self.line_due(due);
    }

    pub(super) fn rejoin(&mut self) {
        self.network.partitioned = false;
        if let Some(since_ms) = self.parted_since_ms.take() {
            self.report.minutes_parted += (self.now_ms - since_ms) / 60_000;
        }
    }

    /// Once a world: a device is revoked and replaced.
    pub(super) fn revoke_somebody(&mut self) {
        if self.report.revocations > 0 {
            return;
        }
        let device = self.rng.random_range(0..self.devices.len());
        self.revoke_device(device);
    }

    /// Once a world: who has just agreed on keys with the others is revoked.
    pub(super) fn revoke_in_call(&mut self, device: usize) {
        let wanted = self.storm && self.plan.bug.is_none() && self.report.revocations == 0;
        if wanted && self.rng.random_bool(REVOKED_IN_CALL) {
            self.revoke_device(device);
        }
    }

    fn revoke_device(&mut self, device: usize) {
        let sim = &self.devices[device];
        let (side, principal, id) = (sim.side, sim.principal, sim.id);
        let accredited = self
            .truth
            .chain(self.sides[side].id)
            .standing(id, u64::MAX, self.unix_ms())
            .is_some();
        if !accredited {
            return;
        }
        self.report.revocations += 1;
        self.devices[device].revoked = true;
        let paper = self.sides[side].revoke(id, self.unix_ms());
        self.soon(500, Event::Revoke(side, paper));
        self.enlist(side, principal);
    }

    /// All faults end; everybody comes back.
    pub(super) fn heal(&mut self) {
        if self.now_ms < self.storm_until_ms {
            // A silence of days came between.
            return self.at(self.storm_until_ms, Event::Heal);
        }
        self.storm = false;
        self.disrupted();
        self.network.deaf = [false; 2];
        self.rejoin();
        self.network.disorder = false;
        for node in 0..2 {
            let off_ms = self.rng.random_range(-CLOCK_OFF_MS_MAX..=CLOCK_OFF_MS_MAX);
            self.set_clock(node, off_ms);
            self.nodes[node].disk.repair();
            // A crash that waits for its write would come after the storm.
            if self.nodes[node].core.is_some() {
                self.nodes[node].disk.spare();
            } else {
                self.soon(100, Event::StartNode(node));
            }
        }
        for device in 0..self.devices.len() {
            self.soon(1_000, Event::StartDevice(device));
        }
    }
}
