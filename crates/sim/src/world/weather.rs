//! Rarer faults: silences of days, ways that carry one direction only, clocks, disks, restored backups,
//! and records of a version to come.

use domain::{Header, LogItem, Record, SubjectId};
use rand::Rng;
use storage::Log;

use super::{Event, World};
use crate::Bug;
use crate::sides::bytes;

const DAY_MS: u64 = 24 * 3_600 * 1_000;
const SILENCE_DAYS_MAX: u64 = 3;
/// How far a clock may be wrong; above five minutes nothing new is agreed.
const CLOCK_WRONG_MS_MAX: i64 = 20 * 60 * 1_000;
/// A failing disk fails at one of the next so many writes.
const FAILS_WITHIN_WRITES: u64 = 6;
/// No version knows it yet.
const KIND_TO_COME: u16 = 900;

impl World {
    pub(super) fn rare_fault(&mut self, node: usize) {
        // These two bugs show in what hostile devices do.
        if let Some(Bug::FloodLetThrough | Bug::RevokedHeard) = self.plan.bug {
            self.revoke_somebody();
            return self.device_mischief();
        }
        match self.rng.random_range(0..100) {
            0..18 => self.turn_deaf(),
            18..34 => self.set_clock_wrong(node),
            34..48 => self.fail_disk(node),
            48..58 => self.fill_disk(node),
            58..78 => self.back_up_or_restore(node),
            78..84 => self.write_unknown_kind(node),
            84..88 => self.be_silent_for_days(),
            _ => self.device_mischief(),
        }
    }

    /// One end hears the other, which hears nothing.
    fn turn_deaf(&mut self) {
        let end = self.rng.random_range(0..2);
        let deaf = !self.network.deaf[end];
        self.network.deaf = [false; 2];
        self.network.deaf[end] = deaf;
        self.report.deaf_ways += u64::from(deaf);
    }

    fn set_clock_wrong(&mut self, node: usize) {
        self.report.clock_jumps += 1;
        let off_ms = self
            .rng
            .random_range(-CLOCK_WRONG_MS_MAX..=CLOCK_WRONG_MS_MAX);
        self.set_clock(node, off_ms);
    }

    pub(super) fn set_clock(&mut self, node: usize, off_ms: i64) {
        self.nodes[node].clock_off_ms = off_ms;
        self.clocks_set_ms = self.now_ms;
    }

    fn fail_disk(&mut self, node: usize) {
        let writes = self.rng.random_range(1..=FAILS_WITHIN_WRITES);
        self.nodes[node].disk.fail_at(writes);
    }

    /// Full until somebody frees space.
    fn fill_disk(&mut self, node: usize) {
        self.report.full_disks += 1;
        self.nodes[node].disk.set_full(true);
        self.soon(8_000, Event::FreeDisk(node));
    }

    /// The first time a copy is made; later the node starts again on it, where the other node holds
    /// everything that it wrote: what nobody else ever got, no backup brings back.
    fn back_up_or_restore(&mut self, node: usize) {
        if self.plan.adversary.is_some() || self.plan.bug.is_some() {
            return;
        }
        let own = self.sides[node].id;
        if self.nodes[node].backup.is_none() {
            if self.nodes.iter().all(|node| node.pinned) {
                self.nodes[node].backup = Some(self.nodes[node].disk.backup());
            }
            return;
        }
        let held = self.nodes[1 - node].disk.len(Log::Other(own));
        let safe = held == self.truth.len(own)
            && !self.nodes.iter().any(|node| node.lost.is_some())
            && self.nodes[node].core.is_some();
        if !safe {
            return;
        }
        let Some(copy) = self.nodes[node].backup.take() else {
            return;
        };
        self.report.restores += 1;
        self.kill(node);
        let other = Log::Other(self.sides[1 - node].id);
        let lost = [
            self.nodes[node].disk.len(Log::Own(own)),
            self.nodes[node].disk.len(other),
        ];
        self.nodes[node].lost = Some(lost);
        self.nodes[node].disk.restore(copy);
    }

    /// An upgraded node takes a kind of record that nobody folds yet.
    fn write_unknown_kind(&mut self, node: usize) {
        if self.nodes[node].core.is_none() || self.nodes[node].lost.is_some() {
            return;
        }
        let author = self
            .devices
            .iter()
            .find(|device| device.side == node && !device.revoked);
        let Some(author) = author else { return };
        let (persona, subject) = (author.persona.clone(), SubjectId(bytes(&mut self.rng)));
        let by = (persona.side, persona.person, persona.device());
        let header = Header::new(KIND_TO_COME, subject, by, self.unix_ms());
        let keys = persona.keys();
        let record = Record::sign(&header, Vec::new(), keys.signing()).expect("a short record");
        self.kill(node);
        self.plant(node, &LogItem::Record(record.bytes().to_vec()));
        self.report.unknown_kinds += 1;
    }

    /// Once a world without calls: nothing passes for days; a record signed before arrives after.
    fn be_silent_for_days(&mut self) {
        if self.plan.calls || self.report.long_silences > 0 {
            return;
        }
        self.report.long_silences += 1;
        self.part();
        // Days aren't counted with the minutes.
        self.parted_since_ms = None;
        let silent_ms = self.rng.random_range(1..=SILENCE_DAYS_MAX) * DAY_MS;
        self.quiet_until_ms = self.now_ms + silent_ms;
        self.storm_until_ms += silent_ms;
        self.at(self.quiet_until_ms, Event::EndSilence);
        let device = self.rng.random_range(0..self.devices.len());
        let nonce = domain::SubjectNonce(bytes(&mut self.rng));
        let new = self.new_contact(device);
        let sim = &self.devices[device];
        if let Ok(record) = sim.desk.propose(nonce, &new, self.unix_ms()) {
            self.report.late_records += 1;
            self.devices[device].posts += 1;
            let bytes = record.bytes().to_vec();
            let at_ms = self.quiet_until_ms + 500;
            self.at(at_ms, Event::Post { device, bytes });
        }
    }

    pub(super) fn end_silence(&mut self) {
        self.rejoin();
        self.network.brings_old = true;
    }
}
