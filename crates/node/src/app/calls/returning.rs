//! Devices that lost the way to their node and come back: their place in the call is held for them.

use domain::{Action, CallId, LineView, SubjectId, decide};
use identity::DeviceId;
use wire::{GroupId, ToDevice};

use super::{CallOutput, CallRefusal, Calls, MediaCommand, Now, RETURN_WITHIN};

impl Calls {
    /// A device opened another event stream while the last one seemed to stand, as one does whose
    /// address changed. It is in its calls until it had time to say what it wants.
    pub fn device_reopened(&mut self, now: Now, device: DeviceId) {
        self.forget_waiting(device);
        for room in self.rooms.values_mut() {
            if room.own.contains_key(&device) {
                room.returning.insert(device, now.instant + RETURN_WITHIN);
            }
        }
    }

    /// A device of our side negotiates its media anew. In the call it keeps its place; else it is asked
    /// for a fresh join, or hears that the call is over.
    pub fn come_back(
        &mut self,
        now: Now,
        view: &LineView,
        device: DeviceId,
        call: CallId,
        offer_sdp: String,
    ) {
        let contact = self.contact_of(call);
        let room = contact.and_then(|contact| self.rooms.get_mut(&contact));
        let Some(room) = room else {
            let ended = self.ended.iter().find(|ended| ended.call == call);
            let message = match ended.map(|ended| ended.reason) {
                Some(reason) => ToDevice::Ended { call, reason },
                // Of a process of ours before this one, if any.
                None => ToDevice::Rejoin {
                    call,
                    group: GroupId(1),
                },
            };
            let message = CallOutput::ToDevice(device, message);
            return self.outputs.push_back(message);
        };
        if room.is_kept_out(device) {
            return self.refuse(CallRefusal::NotAllowed);
        }
        if !room.own.contains_key(&device) {
            let group = room.group.max(GroupId(1));
            let message = ToDevice::Rejoin { call, group };
            return self
                .outputs
                .push_back(CallOutput::ToDevice(device, message));
        }
        let may_send = view.contact(room.contact).is_some_and(|folded| {
            let standing = view
                .people(room.own_side)
                .and_then(|people| people.standing(device, now.unix_ms));
            standing.is_some_and(|standing| {
                let roles = standing.accreditation.roles;
                decide(roles, Action::JoinAndSpeak, Some(folded.phase)).is_ok()
            })
        });
        room.media_returns(device);
        self.outputs
            .push_back(CallOutput::Media(MediaCommand::Join {
                call,
                device,
                offer_sdp,
                may_send,
            }));
    }

    /// What a device may have missed while it was away, after the answer to its offer.
    pub(super) fn tell_missed(&mut self, now: Now, contact: SubjectId, device: DeviceId) {
        let Some(room) = self.rooms.get_mut(&contact) else {
            return;
        };
        let Some(own) = room.own.get(&device) else {
            return;
        };
        if !room.came_back.remove(&device) {
            return;
        }
        let (call, group) = (room.call, room.group);
        if own.asked {
            let message = ToDevice::Rejoin { call, group };
            self.outputs
                .push_back(CallOutput::ToDevice(device, message));
        }
        if let Some(last) = &room.last {
            let message = ToDevice::Ordered {
                order: last.order.clone(),
                envelope: last.envelope.clone(),
            };
            self.outputs
                .push_back(CallOutput::ToDevice(device, message));
        }
        if room.line_lost {
            let message = ToDevice::Line { call, up: false };
            self.outputs
                .push_back(CallOutput::ToDevice(device, message));
        }
        room.tell_floor(now, device, &mut self.outputs);
    }

    /// Who opened another stream and didn't come back to the call is in it no more.
    pub(super) fn lose_the_late(&mut self, now: Now, view: &LineView, contact: SubjectId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        let late: Vec<DeviceId> = room
            .returning
            .iter()
            .filter(|(_, until)| **until <= now.instant)
            .map(|(device, _)| *device)
            .collect();
        for device in late {
            self.lose(now, view, contact, device);
        }
    }
}
