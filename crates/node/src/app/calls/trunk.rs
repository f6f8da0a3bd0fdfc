//! What the other node says about calls, and what it is told when the line comes up.

use domain::{LineView, SubjectId};
use identity::{DeviceId, SideId};
use std::collections::BTreeSet;
use std::time::Instant;
use wire::{DeviceReady, GroupId, RosterMember, ToDevice, TrunkFrame};

use super::room::{Floor, Room};
use super::way::Way;
use super::{CallOutput, CallRefusal, Calls, Now, PRINCIPAL_GRACE};

impl Calls {
    /// The other node's clock minus ours, as far as its greeting tells. When the line wasn't up before,
    /// all that may have been lost is said in one snapshot of each call.
    pub fn line_up(&mut self, now: Now, skew_ms: i64) {
        let was_up = self.way.comes_up();
        self.skew_ms = skew_ms;
        if was_up {
            return;
        }
        self.wait_for_begun(Some(now.instant + PRINCIPAL_GRACE));
        self.tell_all_rings();
        for ended in &self.ended {
            let frame = TrunkFrame::State {
                contact: ended.contact,
                call: ended.call,
                group: ended.group,
                members: Vec::new(),
                ready: Vec::new(),
                floor_at_unix_ms: None,
                ended: Some(ended.reason),
            };
            self.outputs.push_back(CallOutput::ToOtherNode(frame));
        }
        for room in self.rooms.values_mut() {
            if std::mem::take(&mut room.line_lost) {
                room.tell_own(
                    &ToDevice::Line {
                        call: room.call,
                        up: true,
                    },
                    &mut self.outputs,
                );
            }
            room.wait_anew(now);
            // A roster first: a node that forgot the call learns of it by that.
            let roster = room.ordering.then(|| room.roster_frame());
            let pending = room.pending.as_ref().map(|pending| TrunkFrame::Ordered {
                contact: room.contact,
                order: pending.order.clone(),
                envelope: pending.envelope.clone(),
            });
            let state = snapshot(room, self.carries_media);
            let frames = roster.into_iter().chain([state]).chain(pending);
            self.outputs.extend(frames.map(CallOutput::ToOtherNode));
        }
    }

    /// What was sent before this moment has arrived; the other node's clock minus ours, from the line's
    /// pings.
    pub fn line_through(&mut self, sent_before: Instant, skew_ms: i64) {
        self.way.through(sent_before);
        self.skew_ms = skew_ms;
    }

    /// Who is in a call hears it: silence of the line isn't silence of the other side.
    pub fn line_down(&mut self) {
        self.way = Way::default();
        self.wait_for_begun(None);
        self.forget_their_rings();
        for room in self.rooms.values_mut() {
            room.line_lost = true;
            room.tell_own(
                &ToDevice::Line {
                    call: room.call,
                    up: false,
                },
                &mut self.outputs,
            );
        }
    }

    /// What the other node says about a call.
    pub fn from_other_node(&mut self, now: Now, view: &LineView, bytes: &[u8]) {
        let taken = TrunkFrame::decode(bytes)
            .map_err(|_| CallRefusal::Malformed)
            .and_then(|frame| self.take_frame(now, view, frame));
        if let Err(what) = taken {
            self.refuse(what);
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
        match frame {
            TrunkFrame::Join { contact, member } => self.take_join(now, view, contact, member),
            TrunkFrame::Left { contact, device } => {
                if self.is_member(contact, other, device) {
                    self.remove(now, contact, device);
                }
                Ok(())
            }
            TrunkFrame::Roster {
                contact,
                call,
                group,
                members,
            } => self.take_roster(now, view, contact, (call, group), members),
            TrunkFrame::Commit { contact, envelope } => {
                self.take_commit(now, view, contact, other, envelope)
            }
            TrunkFrame::Ordered {
                contact,
                order,
                envelope,
            } => self.countersign(now, view, contact, order, envelope),
            TrunkFrame::Countersigned { contact, order } => {
                self.countersigned(now, view, contact, order)
            }
            TrunkFrame::Message {
                contact,
                group,
                from,
                bytes,
            } => self.take_message(contact, other, group, from, bytes),
            TrunkFrame::Ready {
                contact,
                device,
                group,
                epoch,
                roster,
            } => {
                let ready = DeviceReady {
                    device,
                    group,
                    epoch,
                    roster,
                };
                self.take_ready(contact, other, ready)?;
                self.open_floor_if_ready(now, view, contact);
                Ok(())
            }
            TrunkFrame::OpenFloor {
                contact,
                call,
                at_unix_ms,
            } => self.take_open_floor(now, view, contact, call, at_unix_ms),
            TrunkFrame::End {
                contact,
                call,
                reason,
            } => {
                let ours = self.rooms.get(&contact);
                if ours.is_some_and(|room| room.call == call) {
                    self.end(now, contact, reason, false);
                }
                Ok(())
            }
            TrunkFrame::GroupStuck {
                contact,
                device,
                group,
                epoch,
            } => {
                if !self.is_member(contact, other, device) {
                    return Err(CallRefusal::NotAllowed);
                }
                if self.note_failure(contact, device, group, epoch) {
                    self.judge_last_commit(now, contact);
                }
                Ok(())
            }
            state @ TrunkFrame::State { .. } => self.take_state(now, view, other, state),
            TrunkFrame::Rejoin {
                contact,
                device,
                group,
                join,
            } => self.take_rejoin(contact, device, group, join),
            TrunkFrame::Ring { contact, ring } => self.take_ring(now, view, contact, ring),
        }
    }

    fn take_message(
        &mut self,
        contact: SubjectId,
        other: SideId,
        group: GroupId,
        from: DeviceId,
        bytes: Vec<u8>,
    ) -> Result<(), CallRefusal> {
        let room = self
            .rooms
            .get(&contact)
            .filter(|room| room.is_member(other, from))
            .filter(|_| bytes.len() <= wire::GROUP_MESSAGE_BYTES_MAX)
            .ok_or(CallRefusal::NotAllowed)?;
        let message = ToDevice::Message {
            call: room.call,
            group,
            from,
            bytes,
        };
        room.tell_own(&message, &mut self.outputs);
        Ok(())
    }

    fn take_ready(
        &mut self,
        contact: SubjectId,
        other: SideId,
        ready: DeviceReady,
    ) -> Result<(), CallRefusal> {
        let room = self
            .rooms
            .get_mut(&contact)
            .filter(|room| room.is_member(other, ready.device))
            .ok_or(CallRefusal::NotAllowed)?;
        let at = (ready.group, ready.epoch, ready.roster);
        room.ready.insert(ready.device, at);
        Ok(())
    }

    /// The other node's part as it stands now, in place of what was lost.
    fn take_state(
        &mut self,
        now: Now,
        view: &LineView,
        other: SideId,
        state: TrunkFrame,
    ) -> Result<(), CallRefusal> {
        let TrunkFrame::State {
            contact,
            call,
            group,
            members,
            ready,
            floor_at_unix_ms,
            ended,
        } = state
        else {
            return Err(CallRefusal::Malformed);
        };
        if members.len() > domain::CALL_DEVICES_MAX || ready.len() > domain::CALL_DEVICES_MAX {
            return Err(CallRefusal::Full);
        }
        if let Some(reason) = ended {
            let ours = self.rooms.get(&contact);
            // A room of a later group, or one that waits for its first, isn't the one that ended.
            if ours.is_some_and(|room| {
                room.call == call && room.group != GroupId(0) && room.group <= group
            }) {
                self.end(now, contact, reason, false);
            }
            return Ok(());
        }
        if self.rooms.get(&contact).is_none_or(|room| room.ordering) {
            self.replace_members(now, view, contact, other, members)?;
        }
        if self
            .rooms
            .get(&contact)
            .is_none_or(|room| room.call != call)
        {
            return Ok(());
        }
        for one in ready {
            // Of a device that isn't admitted here it says nothing.
            let _ = self.take_ready(contact, other, one);
        }
        if let Some(at_unix_ms) = floor_at_unix_ms {
            self.take_floor_state(now, view, contact, call, at_unix_ms)?;
        }
        self.open_floor_if_ready(now, view, contact);
        Ok(())
    }

    /// Ordering node: the other side's devices are these and no others.
    fn replace_members(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        other: SideId,
        members: Vec<RosterMember>,
    ) -> Result<(), CallRefusal> {
        let named: BTreeSet<DeviceId> = members.iter().map(|member| member.device).collect();
        for gone in self.members_of(contact, other) {
            if !named.contains(&gone.device) {
                self.remove(now, contact, gone.device);
            }
        }
        let mut refused = Ok(());
        for member in members {
            if let Err(refusal) = self.take_join(now, view, contact, member) {
                refused = Err(refusal);
            }
        }
        refused
    }
}

/// A node's own part of a call.
fn snapshot(room: &Room, carries_media: bool) -> TrunkFrame {
    let ready = room
        .ready
        .iter()
        .filter(|(device, _)| carries_media && room.connected.contains(device))
        .map(|(device, (group, epoch, roster))| DeviceReady {
            device: *device,
            group: *group,
            epoch: *epoch,
            roster: *roster,
        });
    let members = room
        .own
        .values()
        .filter_map(|own| own.join.as_ref())
        .map(|(_, member)| member.clone());
    TrunkFrame::State {
        contact: room.contact,
        call: room.call,
        group: room.group,
        members: members.collect(),
        ready: ready.collect(),
        floor_at_unix_ms: match room.floor {
            Floor::Open { at_unix_ms } if room.ordering => Some(at_unix_ms),
            Floor::Open { .. } | Floor::Closed => None,
        },
        ended: None,
    }
}
