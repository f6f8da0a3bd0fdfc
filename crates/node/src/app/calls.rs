//! Calls as a node sees them: who wants in, in which order commits stand, when the floor opens.
//!
//! The node of the side that proposed orders; the other countersigns. Neither can add anybody: both
//! only pass on what devices signed, and devices check it all again. Sans-IO.

use domain::{
    CallEnded, CallId, ContactPhase, EndReason, LineView, LogItem, Medium, NodeFacts, SubjectId,
};
use identity::{DeviceId, Hash32, PublicKey, Role, SideId, SigningKey, sha256};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;
use wire::{
    CallEnvelope, GroupId, JoinBody, Order, RefusalCode, RosterMember, SignedEnvelope, ToDevice,
    TrunkFrame,
};

use super::Now;

mod order;

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
            let ended = folded
                .as_ref()
                .is_some_and(|folded| folded.phase == ContactPhase::Ended || folded.ended_by_one());
            let over = ended
                || folded.as_ref().is_none_or(|folded| {
                    folded.aborted_by.is_some()
                        || matches!(
                            folded.phase,
                            ContactPhase::Cancelled | ContactPhase::Postponed
                        )
                });
            if over {
                let aborted = folded.is_some() && !ended;
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
