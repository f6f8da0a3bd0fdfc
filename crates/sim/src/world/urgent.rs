//! FLASH behind long queues: when the other side has it, as what, and how long it sounds there.

use client::NewMessage;
use domain::{
    ALARM_STEP_MS, Header, InternalKind, InternalRecord, LogItem, MessageFacts, MessageText,
    Precedence, Record, RecordId, SealedEntry, Shift, ShiftList, SubjectId, SubjectNonce,
};
use identity::{Role, decode_canonical};
use rand::Rng;
use std::collections::BTreeMap;
use wire::Bytes64;

use super::World;
use crate::checks::{Promise, Violation, secrecy::WRITTEN};
use crate::sides::bytes;

/// Records that wait before a FLASH: what is taken of them in a second, nearly.
const QUEUE: usize = 1_500;
/// Once the line is whole a FLASH is there within this time: a greeting, and one way more.
const REACHES_WITHIN_MS: u64 = 300;
/// So long after a fault nobody knows what of it still goes on.
const RECOVERS_WITHIN_MS: u64 = 12_000;
/// A device that has been there so long was told what sounds.
const TOLD_WITHIN_MS: u64 = 5_000;
/// A kind that no version knows: its records wait like others, and change nothing.
const KIND_TO_COME: u16 = 9_998;

/// A FLASH that the other side may lack.
struct Flash {
    node: usize,
    record: Record,
    written_ms: u64,
    /// When the other node last didn't know its author: copies that came before that weren't taken.
    unknown_ms: u64,
}

#[derive(Default)]
pub(super) struct Urgent {
    queued: bool,
    flashes: Vec<Flash>,
    /// Since when a message sounds, as its node first said.
    since: BTreeMap<(usize, SubjectId), i64>,
    disrupted_ms: u64,
    before_ms: u64,
    shifts: [usize; 2],
}

impl World {
    /// Something fails now.
    pub(super) fn disrupted(&mut self) {
        self.urgent.before_ms = self.urgent.disrupted_ms;
        self.urgent.disrupted_ms = self.now_ms;
    }

    /// What looked like a fault was the end of one.
    pub(super) fn undisturbed(&mut self) {
        self.urgent.disrupted_ms = self.urgent.before_ms;
    }

    /// Once a world: the nodes are parted, much is written, and a FLASH behind it.
    pub(super) fn queue_up(&mut self, device: usize) {
        let (side, unix_ms) = (self.devices[device].side, self.unix_ms());
        let whole = self.nodes[side].core.is_some() && self.nodes[side].lost.is_none();
        let able = whole && self.devices[device].posts == 0 && !self.devices[device].revoked;
        if !self.plan.queues || self.urgent.queued || !able {
            return;
        }
        let new = NewMessage {
            facts: MessageFacts {
                precedence: Precedence::Flash,
                acknowledge_by_unix_ms: None,
            },
            text: MessageText {
                title: String::new(),
                language: "en".into(),
                text: WRITTEN.to_owned(),
                translation: None,
            },
            reply_to: None,
        };
        let nonce = SubjectNonce(bytes(&mut self.rng));
        let Ok(flash) = self.devices[device].desk.send_message(nonce, &new, unix_ms) else {
            return;
        };
        self.urgent.queued = true;
        self.keep_words(&flash, WRITTEN);
        self.part();
        self.kill(side);
        let persona = self.devices[device].persona.clone();
        let by = (persona.side, persona.person, persona.device());
        let keys = persona.keys();
        for _ in 0..QUEUE {
            let subject = SubjectId(bytes(&mut self.rng));
            let header = Header::new(KIND_TO_COME, subject, by, unix_ms);
            let Ok(record) = Record::sign(&header, Vec::new(), keys.signing()) else {
                return;
            };
            self.plant(side, &LogItem::Record(record.bytes().to_vec()));
        }
        self.queue_post(device, flash.bytes().to_vec());
    }

    /// A node wrote a FLASH.
    pub(super) fn flash_written(&mut self, node: usize, bytes: &[u8]) {
        if let Ok(record) = Record::decode(bytes)
            && record.is_flash()
        {
            let written_ms = self.now_ms;
            self.urgent.flashes.push(Flash {
                node,
                record,
                written_ms,
                unknown_ms: 0,
            });
        }
    }

    /// Whether each FLASH is over there once the line was whole for long enough.
    pub(super) fn check_reached(&mut self) {
        if self.urgent.flashes.is_empty() {
            return;
        }
        let flashes = std::mem::take(&mut self.urgent.flashes);
        for mut flash in flashes {
            if self.has_reached(&flash) {
                continue;
            }
            if !self.knows_author(&flash) {
                flash.unknown_ms = self.now_ms;
            }
            let late = self
                .whole_since(&flash)
                .is_some_and(|since_ms| self.now_ms > since_ms + REACHES_WITHIN_MS);
            if late {
                let what = format!(
                    "a FLASH of node {} isn't over there {REACHES_WITHIN_MS} ms after the line is whole",
                    flash.node
                );
                self.require(Err(Violation::new(Promise::Urgency, what)));
            }
            self.urgent.flashes.push(flash);
        }
    }

    fn has_reached(&self, flash: &Flash) -> bool {
        let other = self.nodes[1 - flash.node].core.as_ref();
        other.is_some_and(|core| {
            core.view().record(flash.record.id).is_some() || core.holds_early(flash.record.id)
        })
    }

    fn knows_author(&self, flash: &Flash) -> bool {
        let other = self.nodes[1 - flash.node].core.as_ref();
        let people = other.and_then(|core| core.view().people(self.sides[flash.node].id));
        let author = flash.record.header.device;
        people.is_some_and(|people| people.standing(author, self.unix_ms()).is_some())
    }

    /// Since when nothing keeps it from the other node; `None` while something does.
    fn whole_since(&self, flash: &Flash) -> Option<u64> {
        let nodes = &self.nodes;
        let [one, other] = [nodes[0].up_since_ms?, nodes[1].up_since_ms?];
        let whole = nodes
            .iter()
            .all(|node| node.lost.is_none() && node.core.is_some());
        let passes = !self.network.partitioned && self.network.deaf == [false; 2];
        let up_ms = one.max(other);
        // What accredits its author may wait before it; copies go out again when the line comes up next.
        if flash.unknown_ms >= up_ms {
            return None;
        }
        let since = up_ms
            .max(flash.written_ms)
            .max(self.orderly_since_ms)
            .max(self.urgent.disrupted_ms + RECOVERS_WITHIN_MS);
        (whole && passes && !self.network.disorder && since >= self.clocks_set_ms).then_some(since)
    }

    /// What a device was given ahead of its place: shown as such, acknowledged as such at times.
    pub(super) fn take_early(&mut self, device: usize, early: &[Bytes64]) {
        let entries: Vec<SealedEntry> = early
            .iter()
            .filter_map(|bytes| {
                decode_canonical("log entry", &bytes.0, storage::VALUE_BYTES_MAX).ok()
            })
            .collect();
        let unix_ms = self.unix_ms();
        let desk = &mut self.devices[device].desk;
        desk.take_early(&entries);
        let ahead = desk.messages_ahead();
        self.report.flashes_ahead += ahead.len() as u64;
        for message in ahead {
            let desk = &self.devices[device].desk;
            // A view takes entries in their places alone; so no bug is planted for this.
            if desk.view().message(message.subject).is_some() {
                let what = format!(
                    "device {device} counts {} before its place",
                    message.subject
                );
                self.require(Err(Violation::new(Promise::Urgency, what)));
            }
            let acts = self.plan.procedure
                && message.acknowledged.is_none()
                && self.devices[device].posts == 0
                && self.rng.random_bool(0.5);
            if acts
                && let Ok(record) = self.devices[device]
                    .desk
                    .acknowledge_message(message.subject, unix_ms)
            {
                self.report.copies_acknowledged += 1;
                self.queue_post(device, record.bytes().to_vec());
            }
        }
    }

    /// Puts the side's duty officers on shift, one after the other.
    pub(super) fn set_shifts(&mut self, device: usize) {
        let (side, unix_ms) = (self.devices[device].side, self.unix_ms());
        let own = self
            .devices
            .iter()
            .filter(|one| one.side == side && !one.revoked);
        let shifts = own.map(|one| Shift {
            person: one.persona.person,
            from_unix_ms: unix_ms - 60_000,
            until_unix_ms: unix_ms + 24 * 3_600_000,
        });
        let list = ShiftList {
            shifts: shifts.collect(),
        };
        let id = self.devices[device].id;
        let stands = self.read_shifts(device);
        let desk = &self.devices[device].desk;
        let Ok(record) = desk.keep_shifts(&list, stands, unix_ms) else {
            return;
        };
        let bytes = record.bytes().to_vec();
        let posted = self.with_node(side, |core, now| core.post_internal(now, id, &bytes));
        if matches!(posted, Some(Ok(_))) {
            self.urgent.shifts[side] = self.urgent.shifts[side].max(list.shifts.len());
        }
    }

    /// The list that stands at the device's node, which the device reads.
    fn read_shifts(&mut self, device: usize) -> Option<RecordId> {
        let side = self.devices[device].side;
        let page = self.with_node(side, |core, _| core.internal_page(0));
        let page = page.and_then(Result::ok).unwrap_or_default();
        let mut records = page.iter().rev();
        let newest = records.find_map(|bytes| {
            let record = InternalRecord::decode(bytes).ok()?;
            (record.kind() == Some(InternalKind::Shifts)).then_some(record)
        })?;
        let id = newest.id();
        let desk = &mut self.devices[device].desk;
        if desk.kept_shifts().is_none_or(|(kept, _)| kept.id() != id) {
            desk.take_internal(newest);
        }
        Some(id)
    }

    /// What sounds at a node: each FLASH that nobody acknowledged, since the same moment, whatever
    /// restarts; and nothing else. Devices were told.
    pub(super) fn judge_alarms(&mut self, node: usize) {
        if !self.plan.procedure {
            return;
        }
        let now = self.now_of(node);
        let Some(core) = &self.nodes[node].core else {
            return;
        };
        let own = self.sides[node].id;
        let alarms: BTreeMap<String, i64> = core
            .alarms(now)
            .into_iter()
            .map(|alarm| (alarm.message, alarm.since_unix_ms))
            .collect();
        let mut broken = None;
        let restored = self.report.restores > 0;
        for message in core.view().messages() {
            let subject = message.subject;
            if message.by == own || message.facts.precedence != Precedence::Flash {
                continue;
            }
            let since = alarms.get(&subject.to_string()).copied();
            let Some(since) = since else {
                if message.acknowledged.is_none() {
                    broken = Some(format!("{subject} waits for somebody and doesn't sound"));
                }
                self.urgent.since.remove(&(node, subject));
                continue;
            };
            if message.acknowledged.is_some() {
                broken = Some(format!("{subject} is acknowledged and sounds"));
            }
            let first = *self.urgent.since.entry((node, subject)).or_insert(since);
            if first != since && !restored {
                broken = Some(format!(
                    "{subject} sounds since {since}, and did since {first}"
                ));
            }
            // By then it has gone along any list.
            let steps = self.urgent.shifts[node] as i64 + 1;
            let told_by_ms = since + steps * ALARM_STEP_MS + 2 * TOLD_WITHIN_MS as i64;
            let unheard = self.devices.iter().any(|device| {
                let staff = device.side == node && !device.principal && !device.revoked;
                let is_duty = device.desk.roles(now.unix_ms);
                let is_duty = is_duty.is_some_and(|roles| roles.contains(Role::DutyOfficer));
                staff
                    && is_duty
                    && device.attached
                    && self.now_ms > device.attached_ms + TOLD_WITHIN_MS
                    && !device.heard.contains(&subject)
            });
            if now.unix_ms > told_by_ms && unheard {
                broken = Some(format!("{subject} sounds, and a duty officer wasn't told"));
            }
        }
        if let Some(what) = broken {
            let what = format!("node {node}: {what}");
            self.require(Err(Violation::new(Promise::Urgency, what)));
        }
    }
}
