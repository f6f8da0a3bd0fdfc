//! Readiness, and the one moment at which the floor opens for both sides.

use domain::{CallId, ContactPhase, LineView, SubjectId};
use identity::{DeviceId, Role, SideId};
use wire::TrunkFrame;

use super::room::{Floor, ReadyFor, roster_hash};
use super::{CallOutput, CallRefusal, Calls, FLOOR_WITHIN_MS_MAX, Now, role_of};

impl Calls {
    /// A device of our side: all others attest the same keys to me.
    pub fn ready(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        device: DeviceId,
        at: ReadyFor,
    ) {
        let Some(room) = self
            .rooms
            .get_mut(&contact)
            .filter(|room| room.is_member(room.own_side, device))
        else {
            return;
        };
        room.ready.insert(device, at);
        room.is_inside(device);
        room.tell_floor(now, device, &mut self.outputs);
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
        if room.connected.contains(&device) && self.carries_media {
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
        let room = self.rooms.get_mut(&contact);
        if let Some(room) = room.filter(|room| room.own.contains_key(&device)) {
            room.connected.insert(device);
        }
        self.pass_on_ready(contact, device);
        self.open_floor_if_ready(now, view, contact);
    }

    /// Whether the relay has a connection to the other node's. A floor that is open stays so without one.
    pub fn line_carries_media(&mut self, now: Now, view: &LineView, carries: bool) {
        let before = std::mem::replace(&mut self.carries_media, carries);
        if before || !carries {
            return;
        }
        let connected = self.rooms.iter().map(|(contact, room)| {
            let devices: Vec<DeviceId> = room.connected.iter().copied().collect();
            (*contact, devices)
        });
        for (contact, devices) in connected.collect::<Vec<_>>() {
            for device in devices {
                self.pass_on_ready(contact, device);
            }
            self.open_floor_if_ready(now, view, contact);
        }
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
        staged
            && media_stands
            && self.carries_media
            && both_principals
            && all_ready
            && room.epoch > 0
    }

    pub(super) fn open_floor_if_ready(&mut self, now: Now, view: &LineView, contact: SubjectId) {
        let Some(room) = self.rooms.get(&contact) else {
            return;
        };
        if room.floor != Floor::Closed {
            return;
        }
        let at_unix_ms = if room.ordering {
            if !self.way.is_up() || !self.may_open(view, contact, None) {
                return;
            }
            let Some(at_unix_ms) = now.unix_ms.checked_add(room.floor_lead_ms()) else {
                return;
            };
            let call = room.call;
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::OpenFloor {
                    contact,
                    call,
                    at_unix_ms,
                }));
            at_unix_ms
        } else {
            match room.floor_due {
                Some(at_unix_ms) if self.may_open(view, contact, Some(self.own_side)) => at_unix_ms,
                Some(_) | None => return,
            }
        };
        if let Some(room) = self.rooms.get_mut(&contact) {
            room.open_floor(now, at_unix_ms, &mut self.outputs);
        }
    }

    /// The ordering node opens the floor now. What our logs or keys don't show yet is waited for.
    pub(super) fn take_open_floor(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        call: CallId,
        at_unix_ms: i64,
    ) -> Result<(), CallRefusal> {
        let ours = self.by_our_clock(at_unix_ms)?;
        let away = ours.checked_sub(now.unix_ms).and_then(i64::checked_abs);
        if away.is_none_or(|away| away > FLOOR_WITHIN_MS_MAX) {
            return Err(CallRefusal::WrongTime);
        }
        self.floor_is_due(now, view, contact, call, ours)
    }

    /// The ordering node says that the floor opened, maybe while the line was down.
    pub(super) fn take_floor_state(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        call: CallId,
        at_unix_ms: i64,
    ) -> Result<(), CallRefusal> {
        let ours = self.by_our_clock(at_unix_ms)?;
        let latest = now.unix_ms.saturating_add(FLOOR_WITHIN_MS_MAX);
        if ours > latest {
            return Err(CallRefusal::WrongTime);
        }
        // Our attestation names a moment that we saw.
        let earliest = now.unix_ms.saturating_sub(FLOOR_WITHIN_MS_MAX);
        let due = if ours < earliest { now.unix_ms } else { ours };
        self.floor_is_due(now, view, contact, call, due)
    }

    fn by_our_clock(&self, at_unix_ms: i64) -> Result<i64, CallRefusal> {
        at_unix_ms
            .checked_sub(self.skew_ms)
            .ok_or(CallRefusal::WrongTime)
    }

    fn floor_is_due(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        call: CallId,
        at_unix_ms: i64,
    ) -> Result<(), CallRefusal> {
        let room = self
            .rooms
            .get_mut(&contact)
            .filter(|room| !room.ordering && room.call == call)
            .ok_or(CallRefusal::WrongPlace)?;
        if room.floor == Floor::Closed {
            room.floor_due = Some(at_unix_ms);
            self.open_floor_if_ready(now, view, contact);
        }
        Ok(())
    }
}
