//! The devices of a world: their desks, their way to their node, their part in calls.

use client::Desk;
use client::call::{CallEvent, CallOutput, CallSession, Warning};
use domain::{CallId, LogItem, SealedEntry, SubjectId};
use identity::{DeviceId, decode_canonical};
use node::app::ErrorCode;
use rand::Rng;
use std::collections::BTreeSet;
use wire::{RefusalCode, RingHeard, ToDevice, ToNode};

use super::{Event, World, nodes::may_succeed_later};
use crate::Bug;
use crate::checks::{Promise, Violation, admission, agreement, same_fold};
use crate::sides::Persona;

/// Longest way of a message between a device and its node.
const DELAY_MS_MAX: u64 = 40;
/// The device with a planted bug: South's staff, or North's where the ghost haunts.
const CARELESS: usize = 2;

pub(super) struct SimDevice {
    pub side: usize,
    pub principal: bool,
    pub persona: Persona,
    pub id: DeviceId,
    pub desk: Desk,
    pub alive: bool,
    pub revoked: bool,
    pub attached: bool,
    /// Since when.
    pub attached_ms: u64,
    /// What it was told that sounds.
    pub heard: BTreeSet<SubjectId>,
    /// Counts connections to the node: messages of earlier ones are gone.
    pub link: u64,
    /// The call that it is in, by what its node told the relay.
    pub in_call: Option<CallId>,
    last_ms: [u64; 2],
    syncing: bool,
    /// Records on their way to the node.
    pub posts: u32,
    awaited: BTreeSet<SubjectId>,
    pub session: Option<Session>,
}

/// A part in a call.
pub(super) struct Session {
    pub call: CallSession,
    pub not_before_ms: u64,
    contact: SubjectId,
    places: BTreeSet<DeviceId>,
    epoch: Option<u64>,
    /// How far the logs were read when it was looked at who is in the group.
    judged_at: [u64; 2],
    /// Somebody in the group has no standing accreditation.
    is_unfit: bool,
}

impl Session {
    fn sends(&self) -> bool {
        let frame = [0; 60];
        self.call.media_keys().protect(&[frame; 3]).is_some()
    }
}

impl SimDevice {
    pub fn new(side: usize, principal: bool, persona: Persona, desk: Desk) -> Self {
        Self {
            side,
            principal,
            id: persona.device(),
            persona,
            desk,
            alive: true,
            revoked: false,
            attached: false,
            attached_ms: 0,
            heard: BTreeSet::new(),
            link: 0,
            in_call: None,
            last_ms: [0; 2],
            syncing: false,
            posts: 0,
            awaited: BTreeSet::new(),
            session: None,
        }
    }
}

impl SimDevice {
    /// Whether it waits to be rung for this contact.
    pub fn awaits(&self, contact: SubjectId) -> bool {
        self.attached && self.awaited.contains(&contact)
    }

    /// The call that it is in, and how far.
    pub fn epoch_in_call(&self) -> Option<(SubjectId, Option<u64>)> {
        let session = self.session.as_ref()?;
        Some((session.contact, session.epoch))
    }
}

impl World {
    pub(super) fn new_desk(&self, side: usize, persona: &Persona) -> Desk {
        let own = &self.sides[side].charter;
        let other = &self.sides[1 - side].charter;
        let trusts = self.plan.bug.is_some_and(Bug::trusts_ghost);
        let believed = |charter: &identity::Charter| match &self.ghost {
            Some(ghost) if trusts && charter.side() == ghost.persona.side => {
                ghost.believed(charter)
            }
            Some(_) | None => charter.clone(),
        };
        Desk::new(persona.keys(), believed(own), Some(believed(other)))
    }

    pub(super) fn device_number(&self, id: DeviceId) -> Option<usize> {
        self.devices.iter().position(|device| device.id == id)
    }

    /// Whether this device has the planted bug of taking entries carelessly.
    pub(super) fn is_careless(&self, device: usize) -> bool {
        device == CARELESS && matches!(self.plan.bug, Some(Bug::EntryDropped | Bug::EntriesSwapped))
    }

    pub(super) fn attach(&mut self, device: usize) {
        let SimDevice {
            side,
            id,
            alive,
            revoked,
            attached,
            ..
        } = self.devices[device];
        if !alive || revoked || attached {
            return;
        }
        let known = self.with_node(side, |core, now| {
            let known = core.who(id, now.unix_ms).is_some();
            if known {
                core.device_connected(now, id);
            }
            known
        });
        let sim = &mut self.devices[device];
        sim.attached = known == Some(true);
        sim.attached_ms = self.now_ms;
        if !sim.attached {
            self.again(600, Event::Attach(device));
        }
    }

    /// The connection to the node is gone, whoever's fault it was; a call goes with it.
    pub(super) fn detach(&mut self, device: usize) {
        let sim = &mut self.devices[device];
        sim.attached = false;
        sim.link += 1;
        sim.last_ms = [0; 2];
        sim.in_call = None;
        sim.session = None;
        sim.awaited.clear();
        if sim.alive && !sim.revoked {
            self.soon(2_000, Event::Attach(device));
        }
    }

    /// Its program ends; what it knew is gone, its key file stays.
    pub(super) fn crash_device(&mut self, device: usize) {
        self.report.device_crashes += 1;
        self.disconnect(device);
        let persona = self.devices[device].persona.clone();
        let desk = self.new_desk(self.devices[device].side, &persona);
        let sim = &mut self.devices[device];
        sim.alive = false;
        sim.desk = desk;
        self.soon(3_000, Event::StartDevice(device));
    }

    /// The device's connection breaks; its node notices.
    pub(super) fn disconnect(&mut self, device: usize) {
        let SimDevice {
            side, id, attached, ..
        } = self.devices[device];
        self.detach(device);
        if attached {
            self.with_node(side, |core, now| core.device_disconnected(now, id));
        }
    }

    pub(super) fn start_device(&mut self, device: usize) {
        self.devices[device].alive = true;
        self.attach(device);
    }

    fn ordered_ms(&mut self, device: usize, direction: usize) -> u64 {
        let at_ms = self.now_ms + self.rng.random_range(1..DELAY_MS_MAX);
        let last = &mut self.devices[device].last_ms[direction];
        *last = at_ms.max(*last);
        *last
    }

    pub(super) fn queue_to_device(&mut self, id: DeviceId, message: ToDevice) {
        let Some(device) = self.device_number(id) else {
            return;
        };
        let at_ms = self.ordered_ms(device, 0);
        let link = self.devices[device].link;
        let event = Event::ToDevice {
            device,
            link,
            message,
        };
        self.at(at_ms, event);
    }

    pub(super) fn queue_to_node(&mut self, device: usize, message: ToNode) {
        self.check_secrecy("a message to a node", &message.encode());
        let at_ms = self.ordered_ms(device, 1);
        let link = self.devices[device].link;
        let event = Event::ToNode {
            device,
            link,
            message,
        };
        self.at(at_ms, event);
    }

    pub(super) fn message_to_node(&mut self, device: usize, link: u64, message: ToNode) {
        let sim = &self.devices[device];
        if sim.link != link || !sim.attached {
            return;
        }
        let (side, id) = (sim.side, sim.id);
        if let ToNode::RingHeard {
            contact,
            heard: RingHeard::Declined,
        } = message
        {
            self.rings.over(id, contact);
        }
        self.with_node(side, |core, now| core.device_message(now, id, message));
    }

    /// A device is in the call, as its node tells the relay: a principal's ring is over.
    pub(super) fn enters_call(&mut self, id: DeviceId, call: CallId) {
        let Some(device) = self.device_number(id) else {
            return;
        };
        self.devices[device].in_call = Some(call);
        let side = self.devices[device].side;
        let own = self.devices.iter().filter(|one| one.side == side);
        self.rings.all_over(own.map(|one| one.id).collect());
    }

    pub(super) fn leave_call(&mut self, has_left: impl Fn(&SimDevice) -> bool) {
        for device in &mut self.devices {
            if has_left(device) {
                device.in_call = None;
            }
        }
    }

    /// A page rings: its person comes, where calls are held, says not now, or isn't there.
    fn hear_ring(&mut self, device: usize, contact: SubjectId) {
        let dice = match self.plan.eager && self.plan.calls {
            true => 0,
            false => self.rng.random_range(0..10),
        };
        let heard = match dice {
            0..5 => RingHeard::Rings,
            5..8 => RingHeard::Declined,
            _ => return,
        };
        self.queue_to_node(device, ToNode::RingHeard { contact, heard });
        if heard == RingHeard::Declined {
            self.report.rings_declined += 1;
        } else if self.plan.calls {
            self.soon(2_000, Event::Join(device, contact));
        }
    }

    pub(super) fn message_to_device(&mut self, device: usize, link: u64, message: ToDevice) {
        let sim = &mut self.devices[device];
        if sim.link != link || !sim.alive {
            return;
        }
        match &message {
            ToDevice::LogsChanged { .. } => {
                if !std::mem::replace(&mut sim.syncing, true) {
                    self.soon(DELAY_MS_MAX, Event::Sync(device));
                }
                return;
            }
            ToDevice::Ring(contact) => {
                let contact = *contact;
                return self.hear_ring(device, contact);
            }
            ToDevice::Alarm { message, .. } => {
                self.report.alarms_heard += 1;
                sim.heard.insert(*message);
                return;
            }
            ToDevice::Here
            | ToDevice::Joined { .. }
            | ToDevice::Roster { .. }
            | ToDevice::Ordered { .. }
            | ToDevice::Message { .. }
            | ToDevice::FloorOpens { .. }
            | ToDevice::Ended { .. }
            | ToDevice::Line { .. }
            | ToDevice::RingChanged { .. }
            | ToDevice::AlarmOver { .. }
            | ToDevice::Rejoin { .. }
            | ToDevice::Refused { .. } => {}
        }
        self.in_session(device, |session, desk, now, unix_ms| {
            session.handle_input(now, unix_ms, desk.view(), message);
        });
    }

    pub(super) fn device_timer(&mut self, device: usize) {
        let due = self.devices[device].session.as_ref().and_then(|session| {
            let at = session.call.poll_timeout()?;
            (self.ms_of(at).max(session.not_before_ms) <= self.now_ms).then_some(())
        });
        if due.is_none() {
            return;
        }
        let next_ms = self.now_ms + 1;
        if let Some(session) = &mut self.devices[device].session {
            session.not_before_ms = next_ms;
        }
        self.in_session(device, |session, desk, now, unix_ms| {
            session.handle_timeout(now, unix_ms, desk.view());
        });
    }

    pub(super) fn join(&mut self, device: usize, contact: SubjectId) {
        let (now, unix_ms, not_before_ms) = (self.instant(), self.unix_ms(), self.now_ms);
        let sim = &mut self.devices[device];
        if !self.plan.calls || !sim.attached || sim.session.is_some() {
            return;
        }
        // Without agreed terms or accreditation there is nothing to join.
        let Ok(call) = CallSession::join(&sim.desk, contact, "offer".to_owned(), now, unix_ms)
        else {
            return;
        };
        sim.session = Some(Session {
            call,
            not_before_ms,
            contact,
            places: BTreeSet::new(),
            epoch: None,
            judged_at: [0; 2],
            is_unfit: false,
        });
        self.report.joins += 1;
        self.in_session(device, |_, _, _, _| {});
    }

    /// An input to a device's part in a call, and what follows; who is in its group is judged.
    pub(super) fn in_session(
        &mut self,
        device: usize,
        input: impl FnOnce(&mut CallSession, &Desk, std::time::Instant, i64),
    ) {
        let (now, unix_ms) = (self.instant(), self.unix_ms());
        let SimDevice { session, desk, .. } = &mut self.devices[device];
        let Some(session) = session else {
            return;
        };
        input(&mut session.call, desk, now, unix_ms);
        let mut outputs = Vec::new();
        while let Some(output) = session.call.poll_output() {
            outputs.push(output);
        }
        let places: BTreeSet<DeviceId> = session.call.places().map(|(_, device)| device).collect();
        let new: Vec<DeviceId> = places.difference(&session.places).copied().collect();
        let heads = [&self.sides[0], &self.sides[1]].map(|side| desk.view().head(side.id).seq);
        if places != session.places || heads != session.judged_at {
            let stands = |placed| admission::stands(&self.truth, desk.view(), placed, unix_ms);
            let is_unfit = !places.iter().all(|placed| stands(*placed));
            self.report.revoked_in_group += u64::from(is_unfit && !session.is_unfit);
            session.is_unfit = is_unfit;
            session.judged_at = heads;
        }
        session.places = places;
        if session.call.epoch() != session.epoch {
            session.epoch = session.call.epoch();
            self.report.epochs += u64::from(session.epoch.is_some_and(|epoch| epoch > 0));
        }
        let sends = session.is_unfit && session.sends();
        let by = self.devices[device].id;
        self.require(admission::check_sending(by, sends));
        for entered in new {
            let view = self.devices[device].desk.view();
            let checked = admission::check_entered(&self.truth, view, entered);
            self.require(checked);
        }
        for output in outputs {
            match output {
                CallOutput::Send(message) => self.queue_to_node(device, message),
                CallOutput::Event(event) => self.call_event(device, event),
            }
        }
    }

    fn call_event(&mut self, device: usize, event: CallEvent) {
        let over = match event {
            CallEvent::KeysAgreed { .. } => {
                self.report.keys_agreed += 1;
                self.revoke_in_call(device);
                false
            }
            CallEvent::FloorOpens { .. } => {
                self.report.floors_opened += 1;
                false
            }
            CallEvent::Ended(_) => {
                self.report.calls_ended += 1;
                true
            }
            CallEvent::Refused { code, .. } => {
                matches!(
                    code,
                    RefusalCode::NotAllowed
                        | RefusalCode::NotStaged
                        | RefusalCode::NoSuchContact
                        | RefusalCode::Media
                        | RefusalCode::Full
                        | RefusalCode::Malformed
                        | RefusalCode::LineDown
                )
            }
            CallEvent::Warning(Warning::ForeignMember) => {
                self.report.ghosts_refused += u64::from(self.ghost.is_some());
                false
            }
            CallEvent::Warning(Warning::GhostInCommit) => {
                self.require(Err(Violation::new(
                    Promise::Admission,
                    "a group holds a leaf that no roster names",
                )));
                false
            }
            CallEvent::Warning(
                Warning::UnsignedCommit
                | Warning::Unprocessable
                | Warning::OtherKeys
                | Warning::Silent
                | Warning::StrayMessage
                | Warning::Behind,
            )
            | CallEvent::Answer(_)
            | CallEvent::Members(_)
            | CallEvent::Line { .. }
            | CallEvent::Words(_) => false,
        };
        if over {
            self.devices[device].session = None;
        }
    }

    /// Fetches entries and folds them; then does what follows for keys and calls.
    pub(super) fn sync(&mut self, device: usize) {
        self.devices[device].syncing = false;
        let side = self.devices[device].side;
        if !self.devices[device].attached {
            return;
        }
        let heads = [side, 1 - side].map(|side| {
            let view = self.devices[device].desk.view();
            view.head(self.sides[side].id).seq
        });
        let page = self.with_node(side, |core, _| core.logs_page(heads[0], heads[1]));
        let Some(Ok(page)) = page else {
            return;
        };
        let mut order = [(side, page.own), (1 - side, page.other)];
        if self.rng.random_bool(0.5) {
            order.swap(0, 1);
        }
        for (of, entries) in order {
            let entries: Vec<SealedEntry> = entries
                .iter()
                .filter_map(|bytes| {
                    decode_canonical("log entry", &bytes.0, storage::VALUE_BYTES_MAX).ok()
                })
                .collect();
            self.take_entries(device, of, entries);
        }
        if !page.more {
            self.take_early(device, &page.early);
        }
        if page.more {
            self.devices[device].syncing = true;
            self.soon(DELAY_MS_MAX, Event::Sync(device));
        }
        self.logs_taken(device);
    }

    fn take_entries(&mut self, device: usize, of: usize, mut entries: Vec<SealedEntry>) {
        let careless = self.is_careless(device);
        if careless && entries.len() > 1 && self.now_ms > self.plan.storm_ms / 4 {
            match self.plan.bug {
                Some(Bug::EntryDropped) => drop(entries.remove(0)),
                Some(Bug::EntriesSwapped) => entries.swap(0, 1),
                Some(_) | None => {}
            }
        }
        let side = self.sides[of].id;
        for entry in entries {
            let taken = self.devices[device].desk.take(side, &entry);
            if let Err(error) = taken
                && !careless
            {
                self.require(Err(Violation::new(
                    Promise::SameFold,
                    format!("device {device} refuses an entry that its node passed on: {error}"),
                )));
            }
        }
    }

    fn logs_taken(&mut self, device: usize) {
        let view = self.devices[device].desk.view();
        let whose = format!("device {device}");
        let checked = same_fold::check_heads(&self.truth, view, &whose)
            .and_then(|()| agreement::check_agreed(&self.truth, view));
        self.require(checked.map(drop));
        self.judge_device(device);
        self.judge_papers_at_device(device);
        self.in_session(device, |session, desk, now, unix_ms| {
            session.view_changed(now, unix_ms, desk.view());
        });
        let unix_ms = self.unix_ms();
        if self.devices[device].posts == 0 {
            // Without accreditation, or a key that others hold, there is nothing to hand on yet.
            let records = self.devices[device]
                .desk
                .housekeeping(unix_ms)
                .unwrap_or_default();
            for record in records {
                self.queue_post(device, record.bytes().to_vec());
            }
        }
        if self.devices[device].principal {
            self.await_rings(device);
        }
    }

    fn await_rings(&mut self, device: usize) {
        let sim = &mut self.devices[device];
        let contacts: Vec<SubjectId> = sim
            .desk
            .view()
            .contacts()
            .into_iter()
            .filter(|contact| contact.agreed.is_some())
            .map(|contact| contact.subject)
            .filter(|contact| sim.awaited.insert(*contact))
            .collect();
        for contact in contacts {
            self.queue_to_node(device, ToNode::Await(contact));
            self.await_badly(device, contact);
        }
    }

    pub(super) fn queue_post(&mut self, device: usize, bytes: Vec<u8>) {
        self.check_secrecy("a record", &bytes);
        self.devices[device].posts += 1;
        self.soon(DELAY_MS_MAX, Event::Post { device, bytes });
    }

    /// Posts a record until the node answers; an answer that is lost is asked for again.
    pub(super) fn post(&mut self, device: usize, bytes: Vec<u8>) {
        let SimDevice { side, id, .. } = self.devices[device];
        let written = self.truth.len(self.sides[side].id);
        let posted = self.with_node(side, |core, now| core.post_record(now, id, &bytes));
        match posted {
            Some(Ok(seq)) => {
                self.check_heard(side, seq);
                if seq > written {
                    self.check_clocks(side, &bytes);
                    self.flash_written(side, &bytes);
                }
                let item = LogItem::Record(bytes.clone());
                let noted = self.acknowledged.note(self.sides[side].id, seq, &item);
                self.require(noted);
                if self.storm && self.rng.random_bool(0.1) {
                    return self.soon(3_000, Event::Post { device, bytes });
                }
            }
            Some(Err(error)) if !may_succeed_later(&error) => {
                self.report.skew_refusals += u64::from(error.code == ErrorCode::ClockSkew);
            }
            Some(Err(_)) | None => return self.again(1_500, Event::Post { device, bytes }),
        }
        self.devices[device].posts -= 1;
    }

    /// Nobody who was revoked is left in a group of a device that knows it.
    pub(super) fn check_no_revoked_leaf(&self) -> Result<(), Violation> {
        for device in &self.devices {
            let Some(session) = &device.session else {
                continue;
            };
            for (_, placed) in session.call.places() {
                admission::check_left(&self.truth, device.desk.view(), placed, self.unix_ms())?;
            }
        }
        Ok(())
    }

    /// The contact of the call that a device is in.
    pub(super) fn contact_in_call(&self, device: usize) -> Option<SubjectId> {
        let session = self.devices[device].session.as_ref()?;
        Some(session.contact)
    }
}
