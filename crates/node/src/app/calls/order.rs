//! Commits in their order, frames of the other node, readiness and the floor.

use std::collections::BTreeSet;

use domain::{CallId, CallStarted, ContactPhase, LineView, LogItem, SubjectId};
use identity::{DeviceId, Hash32, Role, SideId};
use wire::{
    CallEnvelope, CommitBody, GroupId, Order, RosterMember, SignedEnvelope, ToDevice, TrunkFrame,
};

use super::{
    CallOutput, CallRefusal, Calls, FLOOR_LEAD_MS, Floor, GROUP_STUCK_AFTER, MediaCommand, Now,
    ROOMS_MAX, admit, join_hash, order_key, role_of, roster_hash, standing,
};

impl Calls {
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
    pub(super) fn verified_commit(
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
    pub(super) fn order(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        envelope: Vec<u8>,
    ) {
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

    pub(super) fn take_frame(
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

    pub(super) fn is_member(&self, contact: SubjectId, side: SideId, device: DeviceId) -> bool {
        self.rooms.get(&contact).is_some_and(|room| {
            room.members
                .iter()
                .any(|member| member.side == side && member.device == device)
        })
    }

    /// The other, ordering node tells the roster. Its own members are checked against its log; of
    /// ours only those count whose very join we sent.
    pub(super) fn take_roster(
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

    pub(super) fn countersign(
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

    pub(super) fn countersigned(
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
    pub(super) fn applied(&mut self, contact: SubjectId, commit: &CommitBody, by: DeviceId) {
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
    pub(super) fn pass_on_ready(&mut self, contact: SubjectId, device: DeviceId) {
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

    /// The relay lost a device of our side: until it is connected again its media can't come through.
    pub fn media_gone(&mut self, call: CallId, device: DeviceId) {
        let room = self
            .contact_of(call)
            .and_then(|contact| self.rooms.get_mut(&contact));
        if let Some(room) = room {
            room.connected.remove(&device);
        }
    }

    /// Whether duty officers, principals and keys allow the floor; `only`: whose readiness we know.
    pub(super) fn may_open(
        &self,
        view: &LineView,
        contact: SubjectId,
        only: Option<SideId>,
    ) -> bool {
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

    pub(super) fn open_floor_if_ready(&mut self, now: Now, view: &LineView, contact: SubjectId) {
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

    pub(super) fn open_floor(&mut self, now: Now, contact: SubjectId, at_unix_ms: i64) {
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
    pub(super) fn group_stuck(&mut self, now: Now, contact: SubjectId, group: GroupId, epoch: u64) {
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
