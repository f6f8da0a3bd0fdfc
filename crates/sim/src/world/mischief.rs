//! Hostile devices: garbage, what isn't theirs, floods, and records signed after revocation.

use domain::{CallId, LogItem, Record, SubjectId};
use node::app::{ErrorCode, RECORDS_A_SECOND};
use rand::Rng;
use std::time::Duration;
use storage::Log;
use wire::{GroupId, ToNode};

use super::World;
use crate::Bug;
use crate::checks::{Promise, Violation};
use crate::sides::bytes;

const GARBAGE_BYTES_MAX: usize = 600;
/// Beyond what a second allows.
const FLOOD: u32 = RECORDS_A_SECOND + 10;

impl World {
    pub(super) fn device_mischief(&mut self) {
        let device = self.rng.random_range(0..self.devices.len());
        if self.nodes[self.devices[device].side].core.is_none() {
            return;
        }
        match self.rng.random_range(0..4) {
            0 => self.send_garbage(device),
            1 => self.flood(device),
            2 => self.post_what_is_not_its_own(device),
            _ => self.sign_after_revocation(),
        }
    }

    fn garbage(&mut self) -> Vec<u8> {
        let len = self.rng.random_range(0..GARBAGE_BYTES_MAX);
        (0..len).map(|_| self.rng.random()).collect()
    }

    fn send_garbage(&mut self, device: usize) {
        self.report.device_garbage += 1;
        let garbage = self.garbage();
        let contacts = self.devices[device].desk.view().contacts();
        let known = contacts.first().and_then(|contact| {
            let agreed = contact.agreed?;
            Some(node::app::calls::call_id(contact.subject, agreed))
        });
        let call = known.unwrap_or_else(|| {
            node::app::calls::call_id(
                SubjectId(bytes(&mut self.rng)),
                identity::Hash32(bytes(&mut self.rng)),
            )
        });
        let group = GroupId(self.rng.random_range(0..3));
        let message = self.garbage_message(call, group, garbage.clone());
        let (side, id) = (self.devices[device].side, self.devices[device].id);
        self.with_node(side, |core, now| core.device_message(now, id, message));
        let posted = self.with_node(side, |core, now| core.post_record(now, id, &garbage));
        if let Some(Ok(seq)) = posted {
            self.require(Err(Violation::new(
                Promise::Admission,
                format!("garbage was acknowledged as entry {seq}"),
            )));
        }
    }

    fn garbage_message(&mut self, call: CallId, group: GroupId, garbage: Vec<u8>) -> ToNode {
        match self.rng.random_range(0..5) {
            0 => ToNode::Commit(garbage),
            1 => ToNode::Message {
                call,
                group,
                bytes: garbage,
            },
            2 => ToNode::GroupStuck {
                call,
                group,
                epoch: self.rng.random(),
            },
            3 => ToNode::Rejoin {
                call,
                envelope: garbage,
            },
            _ => ToNode::Join {
                contact: SubjectId(bytes(&mut self.rng)),
                envelope: garbage,
                offer_sdp: "offer".to_owned(),
            },
        }
    }

    /// More than a second allows, at one moment.
    fn flood(&mut self, device: usize) {
        self.report.device_floods += 1;
        let (side, id) = (self.devices[device].side, self.devices[device].id);
        let garbage = self.garbage();
        let slow = self.plan.bug == Some(Bug::FloodLetThrough);
        let mut delayed = 0;
        for number in 0..FLOOD {
            let posted = self.with_node(side, |core, mut now| {
                if slow {
                    now.instant += Duration::from_secs(u64::from(number));
                }
                core.post_record(now, id, &garbage)
            });
            let Some(posted) = posted else { return };
            delayed += u32::from(posted.is_err_and(|error| error.code == ErrorCode::TooMany));
        }
        if delayed < FLOOD - RECORDS_A_SECOND {
            self.require(Err(Violation::new(
                Promise::Bounds,
                format!("of {FLOOD} records at one moment only {delayed} had to wait"),
            )));
        }
    }

    /// Another device's record, or another side's paper.
    fn post_what_is_not_its_own(&mut self, device: usize) {
        let (side, id) = (self.devices[device].side, self.devices[device].id);
        let of = self.rng.random_range(0..2);
        let log = if of == side {
            Log::Own(self.sides[of].id)
        } else {
            Log::Other(self.sides[of].id)
        };
        let entries = self.nodes[side].disk.entries(log, 1);
        if entries.is_empty() {
            return;
        }
        let pick = self.rng.random_range(0..entries.len());
        let written = self.truth.len(self.sides[side].id);
        let Ok(item) = entries[pick].item() else {
            return;
        };
        let posted = match &item {
            LogItem::Record(bytes) => {
                self.with_node(side, |core, now| core.post_record(now, id, bytes))
            }
            LogItem::Accreditation(paper) if of != side => {
                self.with_node(side, |core, now| core.post_accreditation(now, paper))
            }
            LogItem::Revocation(paper) if of != side => {
                self.with_node(side, |core, now| core.post_revocation(now, paper))
            }
            LogItem::Accreditation(_)
            | LogItem::Revocation(_)
            | LogItem::CallStarted(_)
            | LogItem::CallEnded(_)
            | LogItem::Fork(_) => return,
        };
        self.report.stale_records += 1;
        if let Some(Ok(seq)) = posted
            && seq > written
        {
            self.require(Err(Violation::new(
                Promise::Admission,
                format!("entry {seq} was written for a device whose it isn't"),
            )));
        }
    }

    /// A device that was revoked signs on, with the desk as it was.
    fn sign_after_revocation(&mut self) {
        let Some(device) = self.devices.iter().position(|device| device.revoked) else {
            return;
        };
        let sim = &self.devices[device];
        let (side, id, persona) = (sim.side, sim.id, sim.persona.clone());
        let nonce = domain::SubjectNonce(bytes(&mut self.rng));
        let new = self.new_contact(device);
        let made = self.devices[device]
            .desk
            .propose(nonce, &new, self.unix_ms());
        let Ok(record) = made else { return };
        self.report.late_signatures += 1;
        if self.plan.bug == Some(Bug::RevokedHeard) {
            return self.write_for_revoked(side, &record, &persona);
        }
        let posted = self.with_node(side, |core, now| core.post_record(now, id, record.bytes()));
        if let Some(Ok(seq)) = posted {
            self.check_heard(side, seq);
        }
    }

    /// The planted bug: a node that writes and acknowledges what a revoked device signed.
    fn write_for_revoked(&mut self, side: usize, record: &Record, persona: &crate::sides::Persona) {
        let revoked = self
            .truth
            .chain(self.sides[side].id)
            .standing(persona.device(), u64::MAX, self.unix_ms())
            .is_none();
        if !revoked {
            return;
        }
        self.kill(side);
        self.plant(side, &LogItem::Record(record.bytes().to_vec()));
        self.check_node(side);
        self.check_heard(side, self.truth.len(self.sides[side].id));
    }

    /// What a node acknowledged was signed by a device that stood.
    pub(super) fn check_heard(&mut self, side: usize, seq: u64) {
        let chain = self.truth.chain(self.sides[side].id);
        if !chain.is_signed(seq) {
            self.require(Err(Violation::new(
                Promise::Admission,
                format!("node {side} acknowledged entry {seq}, whose author doesn't stand there"),
            )));
        }
    }
}
