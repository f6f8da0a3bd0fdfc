//! Who is in a call, and the group that they make: joins, leavings, new groups.

use domain::{CallId, LineView, SubjectId};
use identity::{DeviceId, Hash32, SideId};
use std::collections::BTreeSet;
use wire::{GroupId, RefusalCode, RosterMember, ToDevice, TrunkFrame};

use super::room::{Own, join_hash};
use super::{CallOutput, CallRefusal, Calls, JOINS_A_GROUP_MAX, MediaCommand, Now, admit};

impl Calls {
    /// A verified join of a device of our side.
    pub(super) fn take_own_join(
        &mut self,
        now: Now,
        contact: SubjectId,
        member: RosterMember,
        group: GroupId,
    ) {
        let out = &mut self.outputs;
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        let device = member.device;
        if room.group != GroupId(0) && group != room.group {
            // Asked already: this join crossed the question.
            if room.own.get(&device).is_none_or(|own| !own.asked) {
                room.ask_anew(device, out);
            }
            return;
        }
        if !room.is_fresh(&member) {
            let full = room.ordering && room.joins.len() >= JOINS_A_GROUP_MAX;
            self.refuse(CallRefusal::TooOften);
            if full {
                self.new_group(now, contact, None);
            }
            return;
        }
        let own = Own {
            join: Some((group, member.clone())),
            said: Some(now.instant),
            asked: false,
        };
        room.own.insert(device, own);
        if room.ordering {
            room.place(member);
            room.announce(now, out);
        } else {
            room.joins.insert(join_hash(&member), device);
            out.push_back(CallOutput::ToOtherNode(TrunkFrame::Join {
                contact,
                member,
            }));
        }
    }

    /// A device of the other side wants in; ordering node only.
    pub(super) fn take_join(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        member: RosterMember,
    ) -> Result<(), CallRefusal> {
        if member.side == self.own_side {
            return Err(CallRefusal::NotAccredited);
        }
        let said_again = self
            .rooms
            .get(&contact)
            .is_some_and(|room| room.ordering && room.members.contains(&member));
        if said_again {
            return Ok(());
        }
        let admitted = admit(view, now, contact, &member).map_err(|(refusal, _)| refusal)?;
        if admitted.proposed_by != self.own_side {
            return Err(CallRefusal::NotAllowed);
        }
        let room = self
            .room(now, contact, &admitted)
            .ok_or(CallRefusal::Full)?;
        if !room.has_place_for(member.device) {
            return Err(CallRefusal::Full);
        }
        if room.is_kept_out(member.device) {
            return Err(CallRefusal::NotAllowed);
        }
        if admitted.group != room.group || room.joins.contains_key(&join_hash(&member)) {
            let frame = TrunkFrame::Rejoin {
                contact,
                device: member.device,
                group: room.group,
                join: join_hash(&member),
            };
            self.outputs.push_back(CallOutput::ToOtherNode(frame));
            return Ok(());
        }
        if room.joins.len() >= JOINS_A_GROUP_MAX {
            self.new_group(now, contact, None);
            return Err(CallRefusal::TooOften);
        }
        if let Some(room) = self.rooms.get_mut(&contact) {
            room.place(member);
            room.announce(now, &mut self.outputs);
        }
        Ok(())
    }

    /// A device is in the call no more.
    pub(super) fn remove(&mut self, now: Now, contact: SubjectId, device: DeviceId) {
        let out = &mut self.outputs;
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        let call = room.call;
        room.ready.remove(&device);
        room.connected.remove(&device);
        room.returning.remove(&device);
        room.came_back.remove(&device);
        if room.own.remove(&device).is_some() {
            out.push_back(CallOutput::Media(MediaCommand::Leave { call, device }));
            if !room.ordering {
                out.push_back(CallOutput::ToOtherNode(TrunkFrame::Left {
                    contact,
                    device,
                }));
            }
        }
        let before = room.members.len();
        room.members.retain(|member| member.device != device);
        if room.ordering && room.members.len() != before {
            room.announce(now, out);
        }
    }

    /// Ordering node: a new group, for which everybody comes with a fresh key package. The device by
    /// which the one before failed comes last; who doesn't answer isn't in it.
    pub(super) fn new_group(&mut self, now: Now, contact: SubjectId, last: Option<DeviceId>) {
        let out = &mut self.outputs;
        let Some(room) = self.rooms.get_mut(&contact).filter(|room| room.ordering) else {
            return;
        };
        let Some(next) = room.group.0.checked_add(1).map(GroupId) else {
            return;
        };
        if !room.may_begin_group(now.instant) {
            room.wait_anew(now);
            return self.refuse(CallRefusal::TooOften);
        }
        room.last_in_line = last.or(room.last_in_line);
        self.orders.use_up(room.call, next, out);
        let kept_out: Vec<DeviceId> = room
            .own
            .keys()
            .copied()
            .filter(|device| room.is_kept_out(*device))
            .collect();
        room.begin_group(next, out);
        out.push_back(CallOutput::ToOtherNode(room.roster_frame()));
        for device in kept_out {
            let message = ToDevice::Refused {
                code: RefusalCode::NotAllowed,
                why: "the call's keys failed by this device too often; use another device"
                    .to_owned(),
            };
            self.outputs
                .push_back(CallOutput::ToDevice(device, message));
            self.remove(now, contact, device);
        }
    }

    /// A device of our side couldn't process an ordered commit.
    pub fn stuck(
        &mut self,
        now: Now,
        contact: SubjectId,
        device: DeviceId,
        group: GroupId,
        epoch: u64,
    ) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        if !room.own.contains_key(&device) {
            return self.refuse(CallRefusal::NotAllowed);
        }
        let ordering = room.ordering;
        if self.note_failure(contact, device, group, epoch) && !ordering {
            let frame = TrunkFrame::GroupStuck {
                contact,
                device,
                group,
                epoch,
            };
            self.outputs.push_back(CallOutput::ToOtherNode(frame));
        }
        self.judge_last_commit(now, contact);
    }

    /// Whether this is news: each device says so once of a commit.
    pub(super) fn note_failure(
        &mut self,
        contact: SubjectId,
        device: DeviceId,
        group: GroupId,
        epoch: u64,
    ) -> bool {
        let last = self
            .rooms
            .get_mut(&contact)
            .and_then(|room| room.last.as_mut())
            .filter(|last| (last.order.group, last.order.epoch) == (group, epoch))
            .filter(|last| last.author != device);
        last.is_some_and(|last| last.failed_at.insert(device))
    }

    /// One device that can't follow comes back with a fresh join. When two, or all but the author,
    /// can't, the commit is bad, and its author is to blame.
    pub(super) fn judge_last_commit(&mut self, now: Now, contact: SubjectId) {
        let Some(room) = self.rooms.get_mut(&contact).filter(|room| room.ordering) else {
            return;
        };
        let Some(last) = &room.last else { return };
        let author = last.author;
        let others: BTreeSet<DeviceId> = room
            .in_group
            .values()
            .copied()
            .filter(|device| *device != author)
            .collect();
        let failed = last.failed_at.len();
        if failed > 0 && (failed >= 2 || failed >= others.len()) {
            room.note_offence(author);
            self.new_group(now, contact, Some(author));
        }
    }

    /// The other, ordering node tells the roster. Its own members are checked against its log; of
    /// ours only those count whose very join we sent.
    pub(super) fn take_roster(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        (call, group): (CallId, GroupId),
        members: Vec<RosterMember>,
    ) -> Result<(), CallRefusal> {
        if members.len() > domain::CALL_DEVICES_MAX {
            return Err(CallRefusal::Full);
        }
        let devices: BTreeSet<DeviceId> = members.iter().map(|member| member.device).collect();
        if devices.len() != members.len() {
            return Err(CallRefusal::Malformed);
        }
        for member in &members {
            self.check_member(now, view, contact, group, member)?;
        }
        let own_side = self.own_side;
        let room = self
            .rooms
            .get_mut(&contact)
            .ok_or(CallRefusal::WrongPlace)?;
        let least = room.group.max(room.group_min).max(GroupId(1));
        if room.call != call || room.ordering || group < least {
            return Err(CallRefusal::WrongPlace);
        }
        self.follow_group(contact, group);
        let room = self
            .rooms
            .get_mut(&contact)
            .ok_or(CallRefusal::WrongPlace)?;
        let foreign: Vec<DeviceId> = members
            .iter()
            .filter(|member| member.side == own_side)
            .filter(|member| !room.joins.contains_key(&join_hash(member)))
            .map(|member| member.device)
            .collect();
        if !foreign.is_empty() {
            // Of a process of ours before this one, or invented: in both cases not in the call.
            let absent = foreign
                .into_iter()
                .filter(|device| !room.own.contains_key(device));
            let left = absent.map(|device| TrunkFrame::Left { contact, device });
            self.outputs.extend(left.map(CallOutput::ToOtherNode));
            return Err(CallRefusal::NotAllowed);
        }
        for member in &members {
            room.joins.insert(join_hash(member), member.device);
        }
        room.members = members;
        room.ready.retain(|device, _| devices.contains(device));
        let message = room.roster_message();
        room.tell_own(&message, &mut self.outputs);
        self.open_floor_if_ready(now, view, contact);
        Ok(())
    }

    /// A member of the other node's roster, which may be the first that we hear of the call.
    fn check_member(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        group: GroupId,
        member: &RosterMember,
    ) -> Result<(), CallRefusal> {
        let known = self.rooms.get(&contact).is_some_and(|room| {
            room.group == group && room.joins.get(&join_hash(member)) == Some(&member.device)
        });
        if known {
            return Ok(());
        }
        let admitted = admit(view, now, contact, member).map_err(|(refusal, _)| refusal)?;
        if admitted.proposed_by == self.own_side {
            return Err(CallRefusal::NotAllowed);
        }
        if admitted.group != group {
            return Err(CallRefusal::WrongPlace);
        }
        self.room(now, contact, &admitted)
            .map(drop)
            .ok_or(CallRefusal::Full)
    }

    /// Other node of the two: the ordering node is in this group now.
    pub(super) fn follow_group(&mut self, contact: SubjectId, group: GroupId) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        if group <= room.group {
            return;
        }
        let before = GroupId(group.0.saturating_sub(1));
        self.orders.use_up(room.call, before, &mut self.outputs);
        room.begin_group(group, &mut self.outputs);
        room.epoch = self.orders.next_epoch(room.call, group);
    }

    /// Other node of the two: a device of ours has to come with a fresh join.
    pub(super) fn take_rejoin(
        &mut self,
        contact: SubjectId,
        device: DeviceId,
        group: GroupId,
        used_up: Hash32,
    ) -> Result<(), CallRefusal> {
        let room = self.rooms.get(&contact).ok_or(CallRefusal::WrongPlace)?;
        if room.ordering || group < room.group.max(room.group_min).max(GroupId(1)) {
            return Err(CallRefusal::WrongPlace);
        }
        self.follow_group(contact, group);
        if let Some(room) = self.rooms.get_mut(&contact) {
            let own = room.own.get(&device).and_then(|own| own.join.as_ref());
            // A fresher one crossed this question.
            if own.is_some_and(|(_, member)| join_hash(member) == used_up) {
                room.ask_anew(device, &mut self.outputs);
            }
        }
        Ok(())
    }

    /// Devices of `side` in a room's roster.
    pub(super) fn members_of(&self, contact: SubjectId, side: SideId) -> Vec<RosterMember> {
        self.rooms.get(&contact).map_or_else(Vec::new, |room| {
            room.members
                .iter()
                .filter(|member| member.side == side)
                .cloned()
                .collect()
        })
    }
}
