//! Calls as a node sees them: who wants in, in which order commits stand, when the floor opens.
//!
//! The node of the side that proposed orders; the other countersigns. Neither can add anybody: both
//! only pass on what devices signed, and devices check it all again. Sans-IO.

use domain::{
    CallEnded, CallId, CallStarted, ContactPhase, EndReason, LineView, LogItem, Medium, NodeFacts,
    SubjectId,
};
use identity::{DeviceId, Hash32, PublicKey, Role, SideId, SigningKey, sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use wire::{
    CallEnvelope, CommitBody, GroupId, JoinBody, Order, RefusalCode, RosterMember, SignedEnvelope,
    ToDevice, TrunkFrame,
};

use super::Now;

/// From the decision to open the floor until it opens, for both sides to hear of it.
pub const FLOOR_LEAD_MS: i64 = 400;
/// A group that stays without the commit that it needs for so long is followed by a new one.
pub const GROUP_STUCK_AFTER: Duration = Duration::from_secs(3);
/// Rooms that a node holds at once.
pub const ROOMS_MAX: usize = 64;

/// What a call wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallOutput {
    ToDevice(DeviceId, ToDevice),
    ToOtherNode(TrunkFrame),
    Media(MediaCommand),
    /// Durable before what follows it in the queue is acted upon.
    Append(LogItem),
    /// Durable before what follows; key is call, group and epoch.
    StoreOrder {
        key: Vec<u8>,
        order: Order,
    },
    /// Two orders under the other node's signature for one place.
    ForkProof {
        key: Vec<u8>,
        first: Hash32,
        second: Order,
    },
    /// Something that the other node or a device did wrong; counted.
    Refused {
        what: CallRefusal,
    },
}

/// To the media relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaCommand {
    Open {
        call: CallId,
        facts: NodeFacts,
        /// This node orders: its streams are numbered in the lower half.
        ordering: bool,
    },
    Join {
        call: CallId,
        device: DeviceId,
        offer_sdp: String,
        may_send: bool,
    },
    OpenFloor {
        call: CallId,
        in_ms: u32,
    },
    Leave {
        call: CallId,
        device: DeviceId,
    },
    Close {
        call: CallId,
    },
}

/// What was refused; a counter each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CallRefusal {
    Malformed,
    NotAccredited,
    NotAllowed,
    NotStaged,
    WrongPlace,
    ForeignOrder,
    Full,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Floor {
    Closed,
    Opening { at_unix_ms: i64 },
}

/// One contact's call.
#[derive(Debug)]
struct Room {
    call: CallId,
    medium: Medium,
    ordering: bool,
    group: GroupId,
    /// In the ordering node's order.
    members: Vec<RosterMember>,
    /// Joins that the last ordered commit left in the group; the creator is in from the first commit.
    in_group: BTreeSet<Hash32>,
    epoch: u64,
    /// Ordered, waiting for the other node's countersignature.
    pending: Option<(Order, Vec<u8>)>,
    ready: BTreeMap<DeviceId, (GroupId, u64, Hash32)>,
    /// Devices of our side whose transport the relay sees connected.
    connected: BTreeSet<DeviceId>,
    floor: Floor,
    waiting_since: Option<std::time::Instant>,
    ended: bool,
}

/// All calls of a node.
#[derive(Debug)]
pub struct Calls {
    own_side: SideId,
    node: SigningKey,
    rooms: BTreeMap<SubjectId, Room>,
    /// Devices that wait for a contact to ring.
    awaiting: BTreeMap<SubjectId, BTreeSet<DeviceId>>,
    rung: BTreeSet<(SubjectId, DeviceId)>,
    orders: BTreeMap<Vec<u8>, Order>,
    outputs: VecDeque<CallOutput>,
    line_up: bool,
    skew_ms: i64,
}

/// The call of an agreed contact: the same name on both nodes without asking.
pub fn call_id(contact: SubjectId, agreed: Hash32) -> CallId {
    let digest = sha256(&[b"detente/v1/call\0", &contact.0[..], &agreed.0[..]].concat());
    let mut id = [0; 16];
    id.copy_from_slice(&digest[..16]);
    CallId(id)
}

fn order_key(call: CallId, group: GroupId, epoch: u64) -> Vec<u8> {
    [&call.0[..], &group.0.to_be_bytes(), &epoch.to_be_bytes()].concat()
}

/// SHA-256 over the joins of a roster in order: what devices are ready for.
pub fn roster_hash(members: &[RosterMember]) -> Hash32 {
    let joins: Vec<u8> = members
        .iter()
        .flat_map(|member| sha256(&member.join))
        .collect();
    Hash32(sha256(&joins))
}

fn join_hash(member: &RosterMember) -> Hash32 {
    Hash32(sha256(&member.join))
}

impl Calls {
    /// `orders` are the stored ones: an order once given stands over a restart.
    pub fn new(own_side: SideId, node: SigningKey, orders: BTreeMap<Vec<u8>, Order>) -> Self {
        Self {
            own_side,
            node,
            rooms: BTreeMap::new(),
            awaiting: BTreeMap::new(),
            rung: BTreeSet::new(),
            orders,
            outputs: VecDeque::new(),
            line_up: false,
            skew_ms: 0,
        }
    }

    pub fn poll_output(&mut self) -> Option<CallOutput> {
        self.outputs.pop_front()
    }

    /// The other node's clock minus ours, from the line's pings.
    pub fn line_up(&mut self, skew_ms: i64) {
        let was_up = std::mem::replace(&mut self.line_up, true);
        self.skew_ms = skew_ms;
        if was_up {
            return;
        }
        let own = self.own_side;
        let again: Vec<TrunkFrame> = self
            .rooms
            .iter()
            .filter(|(_, room)| !room.ended)
            .flat_map(|(contact, room)| {
                let joins = room
                    .members
                    .iter()
                    .filter(move |member| !room.ordering && member.side == own)
                    .map(|member| TrunkFrame::Join {
                        contact: *contact,
                        member: member.clone(),
                    });
                let pending = room
                    .pending
                    .iter()
                    .map(|(order, envelope)| TrunkFrame::Ordered {
                        contact: *contact,
                        order: order.clone(),
                        envelope: envelope.clone(),
                    });
                let roster = room.ordering.then(|| TrunkFrame::Roster {
                    contact: *contact,
                    call: room.call,
                    group: room.group,
                    members: room.members.clone(),
                });
                joins.chain(roster).chain(pending).collect::<Vec<_>>()
            })
            .collect();
        self.outputs
            .extend(again.into_iter().map(CallOutput::ToOtherNode));
    }

    pub fn line_down(&mut self) {
        self.line_up = false;
    }

    /// A principal's terminal waits to be rung; everybody else hears of nothing.
    pub fn await_ring(&mut self, view: &LineView, contact: SubjectId, device: DeviceId) {
        if self.awaiting.len() < ROOMS_MAX || self.awaiting.contains_key(&contact) {
            self.awaiting.entry(contact).or_default().insert(device);
        }
        self.ring_where_staged(view);
    }

    pub fn device_gone(&mut self, now: Now, view: &LineView, device: DeviceId) {
        for waiting in self.awaiting.values_mut() {
            waiting.remove(&device);
        }
        self.rung.retain(|(_, rung)| *rung != device);
        let contacts: Vec<SubjectId> = self.rooms.keys().copied().collect();
        for contact in contacts {
            self.leave(now, view, contact, device);
        }
    }

    /// The logs changed: rings, ends and roster follow the fold.
    pub fn view_changed(&mut self, now: Now, view: &LineView) {
        self.ring_where_staged(view);
        let contacts: Vec<SubjectId> = self.rooms.keys().copied().collect();
        for contact in contacts {
            let folded = view.contact(contact);
            let over = folded.as_ref().is_none_or(|folded| {
                folded.aborted_by.is_some()
                    || matches!(
                        folded.phase,
                        ContactPhase::Cancelled | ContactPhase::Postponed | ContactPhase::Ended
                    )
            });
            if over {
                let aborted = folded.is_some_and(|folded| folded.phase != ContactPhase::Ended);
                let reason = if aborted {
                    EndReason::Aborted
                } else {
                    EndReason::HungUp
                };
                self.end(now, contact, reason, true);
                continue;
            }
            self.drop_unaccredited(now, view, contact);
            self.open_floor_if_ready(now, view, contact);
        }
    }

    fn drop_unaccredited(&mut self, now: Now, view: &LineView, contact: SubjectId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let gone: Vec<DeviceId> = room
            .members
            .iter()
            .filter(|member| standing(view, member.side, member.device, now.unix_ms).is_none())
            .map(|member| member.device)
            .collect();
        for device in gone {
            self.remove(now, view, contact, device);
        }
    }

    fn ring_where_staged(&mut self, view: &LineView) {
        for (contact, devices) in &self.awaiting {
            let staged = view.contact(*contact).is_some_and(|folded| {
                matches!(folded.phase, ContactPhase::Staged | ContactPhase::OnTheLine)
            });
            if !staged {
                // After an abort a principal rings again only once both have confirmed anew.
                self.rung.retain(|(rung, _)| rung != contact);
                continue;
            }
            for device in devices {
                if self.rung.insert((*contact, *device)) {
                    self.outputs
                        .push_back(CallOutput::ToDevice(*device, ToDevice::Ring(*contact)));
                }
            }
        }
    }

    /// A device of our side wants in.
    pub fn join(
        &mut self,
        now: Now,
        view: &LineView,
        device: DeviceId,
        contact: SubjectId,
        envelope: &[u8],
        offer_sdp: String,
    ) {
        match self.try_join(now, view, device, contact, envelope, offer_sdp) {
            Ok(()) => {}
            Err((refusal, code, why)) => {
                self.outputs
                    .push_back(CallOutput::Refused { what: refusal });
                let why = why.to_owned();
                self.outputs.push_back(CallOutput::ToDevice(
                    device,
                    ToDevice::Refused { code, why },
                ));
            }
        }
    }

    fn try_join(
        &mut self,
        now: Now,
        view: &LineView,
        device: DeviceId,
        contact: SubjectId,
        envelope: &[u8],
        offer_sdp: String,
    ) -> Result<(), (CallRefusal, RefusalCode, &'static str)> {
        let member = RosterMember {
            side: self.own_side,
            device,
            join: envelope.to_vec(),
        };
        let admitted = admit(view, now, contact, &member).map_err(|(refusal, why)| {
            let code = match refusal {
                CallRefusal::NotStaged => RefusalCode::NotStaged,
                CallRefusal::Malformed => RefusalCode::Malformed,
                _ => RefusalCode::NotAllowed,
            };
            (refusal, code, why)
        })?;
        if self.rooms.len() >= ROOMS_MAX && !self.rooms.contains_key(&contact) {
            return Err((
                CallRefusal::Full,
                RefusalCode::Full,
                "this node holds no more calls",
            ));
        }
        let own_side = self.own_side;
        let room = self.room(contact, &admitted);
        if room.members.len() >= domain::CALL_DEVICES_MAX
            && room.members.iter().all(|other| other.device != device)
        {
            return Err((
                CallRefusal::Full,
                RefusalCode::Full,
                "the call has as many devices as it may have",
            ));
        }
        let call = room.call;
        let ordering = room.ordering;
        debug_assert_eq!(own_side, member.side);
        let may_send = admitted.speaks;
        if let Some(room) = self.rooms.get_mut(&contact) {
            room.connected.remove(&device);
        }
        self.outputs
            .push_back(CallOutput::Media(MediaCommand::Join {
                call,
                device,
                offer_sdp,
                may_send,
            }));
        if ordering {
            self.enrol(now, contact, member);
        } else {
            // Kept so that it can be said again when the line comes back.
            place(
                &mut self.rooms.get_mut(&contact).expect("made above").members,
                member.clone(),
            );
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Join {
                    contact,
                    member,
                }));
        }
        Ok(())
    }

    /// The relay answered a device's session description.
    pub fn media_joined(&mut self, call: CallId, device: DeviceId, answer: Result<String, String>) {
        let Some((contact, _)) = self.rooms.iter().find(|(_, room)| room.call == call) else {
            return;
        };
        let message = match answer {
            Ok(answer_sdp) => ToDevice::Joined {
                contact: *contact,
                call,
                answer_sdp,
            },
            Err(why) => ToDevice::Refused {
                code: RefusalCode::Media,
                why,
            },
        };
        self.outputs
            .push_back(CallOutput::ToDevice(device, message));
        let roster = self.rooms.get(contact).map(|room| ToDevice::Roster {
            call,
            group: room.group,
            members: room.members.clone(),
        });
        if let Some(roster) = roster {
            self.outputs.push_back(CallOutput::ToDevice(device, roster));
        }
    }

    fn room(&mut self, contact: SubjectId, admitted: &Admitted) -> &mut Room {
        let ordering = admitted.proposed_by == self.own_side;
        let call = call_id(contact, admitted.agreed);
        let fresh = self
            .rooms
            .get(&contact)
            .is_none_or(|room| room.ended || room.call != call);
        if fresh {
            self.outputs
                .push_back(CallOutput::Media(MediaCommand::Open {
                    call,
                    facts: admitted.facts,
                    ordering,
                }));
            let room = Room {
                call,
                medium: admitted.facts.medium,
                ordering,
                // A node that forgot a call by a crash starts the call's next group.
                group: GroupId(self.next_group(call)),
                members: Vec::new(),
                in_group: BTreeSet::new(),
                epoch: 0,
                pending: None,
                ready: BTreeMap::new(),
                connected: BTreeSet::new(),
                floor: Floor::Closed,
                waiting_since: None,
                ended: false,
            };
            self.rooms.insert(contact, room);
        }
        self.rooms.get_mut(&contact).expect("just made")
    }

    fn next_group(&self, call: CallId) -> u32 {
        self.orders
            .values()
            .filter(|order| order.call == call)
            .map(|order| order.group.0)
            .max()
            .map_or(1, |last| last + 1)
    }

    /// Ordering node only: takes a verified member and tells everybody the new roster.
    fn enrol(&mut self, now: Now, contact: SubjectId, member: RosterMember) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        place(&mut room.members, member);
        self.announce_roster(now, contact);
    }

    fn announce_roster(&mut self, now: Now, contact: SubjectId) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        room.waiting_since = Some(now.instant);
        let frame = TrunkFrame::Roster {
            contact,
            call: room.call,
            group: room.group,
            members: room.members.clone(),
        };
        if room.ordering {
            self.outputs.push_back(CallOutput::ToOtherNode(frame));
        }
        self.tell_roster(contact);
    }

    fn tell_roster(&mut self, contact: SubjectId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let message = ToDevice::Roster {
            call: room.call,
            group: room.group,
            members: room.members.clone(),
        };
        self.tell_own(contact, &message);
    }

    /// To each device of our side that is in the call.
    fn tell_own(&mut self, contact: SubjectId, message: &ToDevice) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let own = room
            .members
            .iter()
            .filter(|member| member.side == self.own_side);
        self.outputs
            .extend(own.map(|member| CallOutput::ToDevice(member.device, message.clone())));
    }

    /// A device of our side goes, by its own wish or because its connection did.
    pub fn leave(&mut self, now: Now, view: &LineView, contact: SubjectId, device: DeviceId) {
        self.remove(now, view, contact, device);
    }

    pub fn contact_of(&self, call: CallId) -> Option<SubjectId> {
        self.rooms
            .iter()
            .find(|(_, room)| room.call == call)
            .map(|(contact, _)| *contact)
    }

    fn remove(&mut self, now: Now, view: &LineView, contact: SubjectId, device: DeviceId) {
        let own_side = self.own_side;
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        let Some(at) = room
            .members
            .iter()
            .position(|member| member.device == device)
        else {
            return;
        };
        let member = room.members.remove(at);
        room.ready.remove(&device);
        room.connected.remove(&device);
        let (call, ordering, ended) = (room.call, room.ordering, room.ended);
        if member.side == own_side {
            self.outputs
                .push_back(CallOutput::Media(MediaCommand::Leave { call, device }));
            if !ordering && !ended {
                self.outputs
                    .push_back(CallOutput::ToOtherNode(TrunkFrame::Left {
                        contact,
                        device,
                    }));
            }
        }
        if ordering && !ended {
            self.announce_roster(now, contact);
        }
        let started = view
            .contact(contact)
            .is_some_and(|folded| !folded.started.is_empty());
        let principal_left = role_of(view, member.side, device, Role::Principal);
        if started && principal_left && !ended && member.side == own_side {
            self.end(now, contact, EndReason::HungUp, true);
        }
    }

    /// A principal or its duty officer ends the call.
    pub fn hang_up(&mut self, now: Now, contact: SubjectId, device: DeviceId) {
        let in_call = self
            .rooms
            .get(&contact)
            .is_some_and(|room| room.members.iter().any(|member| member.device == device));
        if in_call {
            self.end(now, contact, EndReason::HungUp, true);
        }
    }

    fn end(&mut self, now: Now, contact: SubjectId, reason: EndReason, tell_other: bool) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        if std::mem::replace(&mut room.ended, true) {
            return;
        }
        let call = room.call;
        let opened = matches!(room.floor, Floor::Opening { .. });
        if opened {
            let ended = CallEnded {
                contact,
                call,
                at_unix_ms: now.unix_ms,
                reason,
            };
            self.outputs
                .push_back(CallOutput::Append(LogItem::CallEnded(ended)));
        }
        if tell_other {
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::End {
                    contact,
                    call,
                    reason,
                }));
        }
        self.tell_own(contact, &ToDevice::Ended { call, reason });
        self.outputs
            .push_back(CallOutput::Media(MediaCommand::Close { call }));
    }

    /// A device of our side commits.
    pub fn commit(&mut self, now: Now, view: &LineView, device: DeviceId, envelope: Vec<u8>) {
        let own_side = self.own_side;
        let Some((contact, _)) = self.verified_commit(now, view, own_side, &envelope, Some(device))
        else {
            return;
        };
        if self.rooms.get(&contact).is_some_and(|room| room.ordering) {
            self.order(now, view, contact, envelope);
        } else {
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Commit {
                    contact,
                    envelope,
                }));
        }
    }

    /// The commit in an envelope, if a device of `side` that is in the call signed it.
    fn verified_commit(
        &mut self,
        now: Now,
        view: &LineView,
        side: SideId,
        envelope: &[u8],
        device: Option<DeviceId>,
    ) -> Option<(SubjectId, CommitBody)> {
        let checked = (|| {
            let signed = SignedEnvelope::decode(envelope).map_err(|_| CallRefusal::Malformed)?;
            if device.is_some_and(|device| device != signed.device) {
                return Err(CallRefusal::NotAllowed);
            }
            let key = standing(view, side, signed.device, now.unix_ms)
                .ok_or(CallRefusal::NotAccredited)?;
            let CallEnvelope::Commit(commit) =
                signed.verify(&key).map_err(|_| CallRefusal::Malformed)?
            else {
                return Err(CallRefusal::Malformed);
            };
            let contact = self
                .contact_of(commit.call)
                .ok_or(CallRefusal::WrongPlace)?;
            let room = &self.rooms[&contact];
            let in_call = room
                .members
                .iter()
                .any(|member| member.device == signed.device && member.side == side);
            if !in_call || room.ended {
                return Err(CallRefusal::NotAllowed);
            }
            Ok((contact, commit))
        })();
        match checked {
            Ok(commit) => Some(commit),
            Err(what) => {
                self.outputs.push_back(CallOutput::Refused { what });
                None
            }
        }
    }

    /// Ordering node: gives the commit its place, unless the place is taken.
    fn order(&mut self, now: Now, view: &LineView, contact: SubjectId, envelope: Vec<u8>) {
        let Ok(signed) = SignedEnvelope::decode(&envelope) else {
            return;
        };
        let side = self.rooms[&contact]
            .members
            .iter()
            .find(|member| member.device == signed.device)
            .map(|member| member.side);
        let Some(commit) = side
            .and_then(|side| standing(view, side, signed.device, now.unix_ms))
            .and_then(|key| signed.verify(&key).ok())
            .and_then(|envelope| match envelope {
                CallEnvelope::Commit(commit) => Some(commit),
                CallEnvelope::Join(_) => None,
            })
        else {
            return;
        };
        let room = self.rooms.get_mut(&contact).expect("found above");
        let key = order_key(commit.call, commit.group, commit.epoch);
        let in_place =
            commit.group == room.group && commit.epoch == room.epoch && room.pending.is_none();
        if !in_place || self.orders.contains_key(&key) {
            self.outputs.push_back(CallOutput::Refused {
                what: CallRefusal::WrongPlace,
            });
            return;
        }
        let order =
            Order::new(commit.call, commit.group, commit.epoch, signed.hash()).order(&self.node);
        self.orders.insert(key.clone(), order.clone());
        room.pending = Some((order.clone(), envelope.clone()));
        self.outputs.push_back(CallOutput::StoreOrder {
            key,
            order: order.clone(),
        });
        self.outputs
            .push_back(CallOutput::ToOtherNode(TrunkFrame::Ordered {
                contact,
                order,
                envelope,
            }));
    }

    /// What the other node says about a call.
    pub fn from_other_node(&mut self, now: Now, view: &LineView, bytes: &[u8]) {
        let Ok(frame) = TrunkFrame::decode(bytes) else {
            self.outputs.push_back(CallOutput::Refused {
                what: CallRefusal::Malformed,
            });
            return;
        };
        if let Err(what) = self.take_frame(now, view, frame) {
            self.outputs.push_back(CallOutput::Refused { what });
        }
    }

    fn take_frame(
        &mut self,
        now: Now,
        view: &LineView,
        frame: TrunkFrame,
    ) -> Result<(), CallRefusal> {
        let other = view
            .other_side(self.own_side)
            .ok_or(CallRefusal::NotAccredited)?;
        let contact = frame.contact();
        match frame {
            TrunkFrame::Join { contact, member } => {
                if member.side != other {
                    return Err(CallRefusal::NotAccredited);
                }
                let admitted =
                    admit(view, now, contact, &member).map_err(|(refusal, _)| refusal)?;
                if self.rooms.len() >= ROOMS_MAX && !self.rooms.contains_key(&contact) {
                    return Err(CallRefusal::Full);
                }
                let room = self.room(contact, &admitted);
                if !room.ordering || room.members.len() >= domain::CALL_DEVICES_MAX {
                    return Err(CallRefusal::NotAllowed);
                }
                self.enrol(now, contact, member);
            }
            TrunkFrame::Left { device, .. } => {
                let theirs = self.is_member(contact, other, device);
                if theirs {
                    self.remove(now, view, contact, device);
                }
            }
            TrunkFrame::Roster {
                call,
                group,
                members,
                ..
            } => self.take_roster(now, view, contact, call, group, members)?,
            TrunkFrame::Commit { envelope, .. } => {
                if let Some((contact, _)) = self.verified_commit(now, view, other, &envelope, None)
                    && self.rooms[&contact].ordering
                {
                    self.order(now, view, contact, envelope);
                }
            }
            TrunkFrame::Ordered {
                order, envelope, ..
            } => self.countersign(now, view, contact, order, envelope)?,
            TrunkFrame::Countersigned { order, .. } => self.countersigned(view, contact, order)?,
            TrunkFrame::Message {
                group, from, bytes, ..
            } => {
                if !self.is_member(contact, other, from)
                    || bytes.len() > wire::GROUP_MESSAGE_BYTES_MAX
                {
                    return Err(CallRefusal::NotAllowed);
                }
                let call = self.rooms[&contact].call;
                self.tell_own(
                    contact,
                    &ToDevice::Message {
                        call,
                        group,
                        from,
                        bytes,
                    },
                );
            }
            TrunkFrame::Ready {
                device,
                group,
                epoch,
                roster,
                ..
            } => {
                if !self.is_member(contact, other, device) {
                    return Err(CallRefusal::NotAllowed);
                }
                let room = self
                    .rooms
                    .get_mut(&contact)
                    .ok_or(CallRefusal::WrongPlace)?;
                room.ready.insert(device, (group, epoch, roster));
                self.open_floor_if_ready(now, view, contact);
            }
            TrunkFrame::OpenFloor {
                call, at_unix_ms, ..
            } => {
                let room = self.rooms.get(&contact).ok_or(CallRefusal::WrongPlace)?;
                if room.ordering || room.call != call {
                    return Err(CallRefusal::WrongPlace);
                }
                if !self.may_open(view, contact, Some(self.own_side)) {
                    return Err(CallRefusal::NotStaged);
                }
                self.open_floor(now, contact, at_unix_ms - self.skew_ms);
            }
            TrunkFrame::End { call, reason, .. } => {
                if self
                    .rooms
                    .get(&contact)
                    .is_some_and(|room| room.call == call)
                {
                    self.end(now, contact, reason, false);
                }
            }
            TrunkFrame::GroupStuck {
                device,
                group,
                epoch,
                ..
            } => {
                if self.is_member(contact, other, device) {
                    self.group_stuck(now, contact, group, epoch);
                }
            }
        }
        Ok(())
    }

    fn is_member(&self, contact: SubjectId, side: SideId, device: DeviceId) -> bool {
        self.rooms.get(&contact).is_some_and(|room| {
            room.members
                .iter()
                .any(|member| member.side == side && member.device == device)
        })
    }

    /// The other, ordering node tells the roster. Its own members are checked against its log; of
    /// ours only those count whose very join we sent.
    fn take_roster(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        call: CallId,
        group: GroupId,
        members: Vec<RosterMember>,
    ) -> Result<(), CallRefusal> {
        if members.len() > domain::CALL_DEVICES_MAX {
            return Err(CallRefusal::Full);
        }
        let mut admitted = None;
        for member in &members {
            admitted = Some(admit(view, now, contact, member).map_err(|(refusal, _)| refusal)?);
        }
        let own_side = self.own_side;
        if let Some(admitted) = &admitted {
            if admitted.proposed_by == own_side {
                return Err(CallRefusal::NotAllowed);
            }
            self.room(contact, admitted);
        }
        let room = self
            .rooms
            .get_mut(&contact)
            .ok_or(CallRefusal::WrongPlace)?;
        if room.call != call || room.ordering || room.ended || group < room.group {
            return Err(CallRefusal::WrongPlace);
        }
        let mine: Vec<RosterMember> = room
            .members
            .iter()
            .filter(|member| member.side == own_side)
            .cloned()
            .collect();
        let foreign = members
            .iter()
            .any(|member| member.side == own_side && !mine.contains(member));
        if foreign {
            return Err(CallRefusal::NotAllowed);
        }
        if group > room.group {
            room.group = group;
            room.epoch = 0;
            room.in_group.clear();
            room.ready.clear();
        }
        room.members = members;
        // Ours that the other node hasn't taken yet are said again, and not forgotten.
        let missing: Vec<RosterMember> = mine
            .into_iter()
            .filter(|member| !room.members.contains(member))
            .collect();
        for member in missing {
            room.members.push(member.clone());
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Join {
                    contact,
                    member,
                }));
        }
        self.tell_roster(contact);
        Ok(())
    }

    fn countersign(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        order: Order,
        envelope: Vec<u8>,
    ) -> Result<(), CallRefusal> {
        let other = view
            .other_side(self.own_side)
            .ok_or(CallRefusal::NotAccredited)?;
        let orderer = view
            .charter(other)
            .ok_or(CallRefusal::NotAccredited)?
            .node_key;
        order
            .verify_ordered(&orderer)
            .map_err(|_| CallRefusal::ForeignOrder)?;
        let signed = SignedEnvelope::decode(&envelope).map_err(|_| CallRefusal::Malformed)?;
        let room = self.rooms.get(&contact).ok_or(CallRefusal::WrongPlace)?;
        let side = room
            .members
            .iter()
            .find(|member| member.device == signed.device)
            .map(|member| member.side)
            .ok_or(CallRefusal::NotAllowed)?;
        let (_, commit) = self
            .verified_commit(now, view, side, &envelope, None)
            .ok_or(CallRefusal::Malformed)?;
        let same_place =
            (order.call, order.group, order.epoch) == (commit.call, commit.group, commit.epoch);
        if !same_place || order.envelope != signed.hash() || self.rooms[&contact].ordering {
            return Err(CallRefusal::ForeignOrder);
        }
        let key = order_key(order.call, order.group, order.epoch);
        if let Some(earlier) = self.orders.get(&key) {
            if earlier.envelope != order.envelope {
                let first = earlier.envelope;
                self.outputs.push_back(CallOutput::ForkProof {
                    key,
                    first,
                    second: order,
                });
                return Err(CallRefusal::ForeignOrder);
            }
            // Said twice: answer twice, apply once.
            let order = earlier.clone();
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Countersigned {
                    contact,
                    order,
                }));
            return Ok(());
        }
        let order = order.countersign(&self.node);
        self.orders.insert(key.clone(), order.clone());
        self.outputs.push_back(CallOutput::StoreOrder {
            key,
            order: order.clone(),
        });
        self.outputs
            .push_back(CallOutput::ToOtherNode(TrunkFrame::Countersigned {
                contact,
                order: order.clone(),
            }));
        self.applied(contact, &commit, signed.device);
        self.tell_own(contact, &ToDevice::Ordered { order, envelope });
        Ok(())
    }

    fn countersigned(
        &mut self,
        view: &LineView,
        contact: SubjectId,
        order: Order,
    ) -> Result<(), CallRefusal> {
        let other = view
            .other_side(self.own_side)
            .ok_or(CallRefusal::NotAccredited)?;
        let other_key = view
            .charter(other)
            .ok_or(CallRefusal::NotAccredited)?
            .node_key;
        order
            .verify_both(&self.node.public(), &other_key)
            .map_err(|_| CallRefusal::ForeignOrder)?;
        let room = self
            .rooms
            .get_mut(&contact)
            .ok_or(CallRefusal::WrongPlace)?;
        let Some((pending, envelope)) = room.pending.take() else {
            return Ok(());
        };
        if pending.envelope != order.envelope
            || pending.epoch != order.epoch
            || pending.group != order.group
        {
            room.pending = Some((pending, envelope));
            return Err(CallRefusal::WrongPlace);
        }
        let key = order_key(order.call, order.group, order.epoch);
        self.orders.insert(key.clone(), order.clone());
        self.outputs.push_back(CallOutput::StoreOrder {
            key,
            order: order.clone(),
        });
        let signed = SignedEnvelope::decode(&envelope).map_err(|_| CallRefusal::Malformed)?;
        let commit = signed.peek_commit().ok_or(CallRefusal::Malformed)?;
        self.applied(contact, &commit, signed.device);
        self.tell_own(contact, &ToDevice::Ordered { order, envelope });
        Ok(())
    }

    /// Both nodes signed: the group is one epoch on.
    fn applied(&mut self, contact: SubjectId, commit: &CommitBody, by: DeviceId) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        room.epoch = commit.epoch + 1;
        room.ready.clear();
        let gone: BTreeSet<Hash32> = room
            .in_group
            .iter()
            .copied()
            .filter(|hash| {
                let of_member = room
                    .members
                    .iter()
                    .find(|member| join_hash(member) == *hash);
                of_member.is_none_or(|member| commit.removes.contains(&member.device))
            })
            .collect();
        room.in_group.retain(|hash| !gone.contains(hash));
        room.in_group.extend(commit.adds.iter().copied());
        let committer = room
            .members
            .iter()
            .find(|member| member.device == by)
            .map(join_hash);
        room.in_group.extend(committer);
        let complete = room
            .members
            .iter()
            .all(|member| room.in_group.contains(&join_hash(member)));
        if complete {
            room.waiting_since = None;
        }
    }

    /// A device of our side sends an MLS message to the others.
    pub fn message(
        &mut self,
        contact: SubjectId,
        device: DeviceId,
        group: GroupId,
        bytes: Vec<u8>,
    ) {
        let own_side = self.own_side;
        if !self.is_member(contact, own_side, device) || bytes.len() > wire::GROUP_MESSAGE_BYTES_MAX
        {
            self.outputs.push_back(CallOutput::Refused {
                what: CallRefusal::NotAllowed,
            });
            return;
        }
        let room = &self.rooms[&contact];
        let message = ToDevice::Message {
            call: room.call,
            group,
            from: device,
            bytes: bytes.clone(),
        };
        let others: Vec<DeviceId> = room
            .members
            .iter()
            .filter(|member| member.side == own_side && member.device != device)
            .map(|member| member.device)
            .collect();
        self.outputs.extend(
            others
                .into_iter()
                .map(|other| CallOutput::ToDevice(other, message.clone())),
        );
        self.outputs
            .push_back(CallOutput::ToOtherNode(TrunkFrame::Message {
                contact,
                group,
                from: device,
                bytes,
            }));
    }

    /// A device of our side: all others attest the same keys to me.
    pub fn ready(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        device: DeviceId,
        at: (GroupId, u64, Hash32),
    ) {
        if !self.is_member(contact, self.own_side, device) {
            return;
        }
        if let Some(room) = self.rooms.get_mut(&contact) {
            room.ready.insert(device, at);
        }
        self.pass_on_ready(contact, device);
        self.open_floor_if_ready(now, view, contact);
    }

    /// The other node hears that a device is ready once its media can come through here too.
    fn pass_on_ready(&mut self, contact: SubjectId, device: DeviceId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let Some((group, epoch, roster)) = room.ready.get(&device).copied() else {
            return;
        };
        if room.connected.contains(&device) {
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Ready {
                    contact,
                    device,
                    group,
                    epoch,
                    roster,
                }));
        }
    }

    /// The relay sees a device of our side connected.
    pub fn media_connected(&mut self, now: Now, view: &LineView, call: CallId, device: DeviceId) {
        let Some(contact) = self.contact_of(call) else {
            return;
        };
        if let Some(room) = self.rooms.get_mut(&contact) {
            room.connected.insert(device);
        }
        self.pass_on_ready(contact, device);
        self.open_floor_if_ready(now, view, contact);
    }

    /// Whether duty officers, principals and keys allow the floor; `only`: whose readiness we know.
    fn may_open(&self, view: &LineView, contact: SubjectId, only: Option<SideId>) -> bool {
        let Some(room) = self.rooms.get(&contact) else {
            return false;
        };
        let staged = view.contact(contact).is_some_and(|folded| {
            matches!(folded.phase, ContactPhase::Staged | ContactPhase::OnTheLine)
        });
        let both_principals = view.sides().all(|side| {
            room.members.iter().any(|member| {
                member.side == side && role_of(view, side, member.device, Role::Principal)
            })
        });
        let wanted = (room.group, room.epoch, roster_hash(&room.members));
        let all_ready = room
            .members
            .iter()
            .filter(|member| only.is_none_or(|side| side == member.side))
            .all(|member| room.ready.get(&member.device) == Some(&wanted));
        let media_stands = room
            .members
            .iter()
            .filter(|member| member.side == self.own_side)
            .all(|member| room.connected.contains(&member.device));
        staged && media_stands && both_principals && all_ready && !room.ended && room.epoch > 0
    }

    fn open_floor_if_ready(&mut self, now: Now, view: &LineView, contact: SubjectId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        if !room.ordering
            || room.floor != Floor::Closed
            || !self.line_up
            || !self.may_open(view, contact, None)
        {
            return;
        }
        let call = room.call;
        let at_unix_ms = now.unix_ms + FLOOR_LEAD_MS;
        self.outputs
            .push_back(CallOutput::ToOtherNode(TrunkFrame::OpenFloor {
                contact,
                call,
                at_unix_ms,
            }));
        self.open_floor(now, contact, at_unix_ms);
    }

    fn open_floor(&mut self, now: Now, contact: SubjectId, at_unix_ms: i64) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        if room.floor != Floor::Closed {
            return;
        }
        room.floor = Floor::Opening { at_unix_ms };
        let (call, medium) = (room.call, room.medium);
        let in_ms = u32::try_from((at_unix_ms - now.unix_ms).max(0)).unwrap_or(0);
        let mut on_line: Vec<DeviceId> = room.members.iter().map(|member| member.device).collect();
        on_line.sort_unstable();
        // People first, paper second: the entry's fsync must not delay the moment that both agreed on.
        self.tell_own(contact, &ToDevice::FloorOpens { call, in_ms });
        self.outputs
            .push_back(CallOutput::Media(MediaCommand::OpenFloor { call, in_ms }));
        let started = CallStarted {
            contact,
            call,
            at_unix_ms,
            medium,
            on_line,
        };
        self.outputs
            .push_back(CallOutput::Append(LogItem::CallStarted(started)));
    }

    /// A device of our side can't go on with the group.
    pub fn stuck(
        &mut self,
        now: Now,
        contact: SubjectId,
        device: DeviceId,
        group: GroupId,
        epoch: u64,
    ) {
        if !self.is_member(contact, self.own_side, device) {
            return;
        }
        if self.rooms[&contact].ordering {
            self.group_stuck(now, contact, group, epoch);
        } else {
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::GroupStuck {
                    contact,
                    device,
                    group,
                    epoch,
                }));
        }
    }

    /// Ordering node: a new group, begun by the next in the roster.
    fn group_stuck(&mut self, now: Now, contact: SubjectId, group: GroupId, epoch: u64) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        if room.group != group || room.epoch != epoch || room.ended || room.members.is_empty() {
            return;
        }
        let committer = room
            .members
            .iter()
            .position(|member| room.in_group.contains(&join_hash(member)))
            .unwrap_or(0);
        let last = room.members.remove(committer);
        room.members.push(last);
        room.group = GroupId(room.group.0 + 1);
        room.epoch = 0;
        room.in_group.clear();
        room.ready.clear();
        room.pending = None;
        self.announce_roster(now, contact);
    }

    pub fn handle_timeout(&mut self, now: Now) {
        if !self.line_up {
            return;
        }
        let stuck: Vec<(SubjectId, GroupId, u64)> = self
            .rooms
            .iter()
            .filter(|(_, room)| room.ordering && !room.ended && room.members.len() > 1)
            .filter(|(_, room)| {
                room.waiting_since.is_some_and(|since| {
                    now.instant.saturating_duration_since(since) >= GROUP_STUCK_AFTER
                })
            })
            .map(|(contact, room)| (*contact, room.group, room.epoch))
            .collect();
        for (contact, group, epoch) in stuck {
            self.group_stuck(now, contact, group, epoch);
        }
    }

    /// When [`Self::handle_timeout`] wants to be called.
    pub fn poll_timeout(&self) -> Option<std::time::Instant> {
        self.rooms
            .values()
            .filter(|room| room.ordering && !room.ended && room.members.len() > 1)
            .filter_map(|room| room.waiting_since)
            .map(|since| since + GROUP_STUCK_AFTER)
            .min()
    }
}

/// What admitting a device told.
struct Admitted {
    proposed_by: SideId,
    agreed: Hash32,
    facts: NodeFacts,
    speaks: bool,
}

/// Whether a device may be in this contact's call: accreditation, role, phase, and its own signature.
fn admit(
    view: &LineView,
    now: Now,
    contact: SubjectId,
    member: &RosterMember,
) -> Result<Admitted, (CallRefusal, &'static str)> {
    use domain::{Action, decide};
    let folded = view
        .contact(contact)
        .ok_or((CallRefusal::NotAllowed, "there is no such contact"))?;
    let (agreed, facts) = folded
        .agreed
        .zip(folded.facts)
        .ok_or((CallRefusal::NotAllowed, "the contact isn't agreed"))?;
    let people = view
        .people(member.side)
        .ok_or((CallRefusal::NotAccredited, "that side isn't on this line"))?;
    let standing = people.standing(member.device, now.unix_ms).ok_or((
        CallRefusal::NotAccredited,
        "this device's accreditation doesn't stand",
    ))?;
    let roles = standing.accreditation.roles;
    let speaks = decide(roles, Action::JoinAndSpeak, Some(folded.phase));
    let listens = decide(roles, Action::JoinAndListen, Some(folded.phase));
    if speaks.is_err() && listens.is_err() {
        return Err((
            CallRefusal::NotAllowed,
            "your role, or the contact's state, doesn't allow you into this call",
        ));
    }
    let staged = matches!(folded.phase, ContactPhase::Staged | ContactPhase::OnTheLine);
    if roles.contains(Role::Principal) && !staged {
        return Err((
            CallRefusal::NotStaged,
            "both duty officers haven't confirmed yet",
        ));
    }
    let malformed = (
        CallRefusal::Malformed,
        "the join isn't signed by the device that it names",
    );
    let signed = SignedEnvelope::decode(&member.join).map_err(|_| malformed)?;
    let Ok(CallEnvelope::Join(JoinBody {
        contact: named,
        side,
        accreditation,
        ..
    })) = signed.verify(&standing.accreditation.device_key)
    else {
        return Err(malformed);
    };
    if named != contact
        || side != member.side
        || signed.device != member.device
        || accreditation != standing.signed
    {
        return Err(malformed);
    }
    Ok(Admitted {
        proposed_by: folded.proposed_by,
        agreed,
        facts,
        speaks: speaks.is_ok(),
    })
}

fn standing(view: &LineView, side: SideId, device: DeviceId, unix_ms: i64) -> Option<PublicKey> {
    view.people(side)?
        .standing(device, unix_ms)
        .map(|member| member.accreditation.device_key)
}

fn role_of(view: &LineView, side: SideId, device: DeviceId, role: Role) -> bool {
    view.people(side)
        .and_then(|people| people.get(device))
        .is_some_and(|member| member.accreditation.roles.contains(role))
}

/// Takes the member's newest join to the end; a device is in a call once.
fn place(members: &mut Vec<RosterMember>, member: RosterMember) {
    if members.contains(&member) {
        return;
    }
    members.retain(|other| other.device != member.device);
    members.push(member);
}
