//! Who is rung, and when: nobody before both duty officers have confirmed. How far each side's principal is
//! called is told to the other node and to the own devices.

use domain::{ContactPhase, LineView, SubjectId};
use identity::{DeviceId, Role};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use wire::{Ring, RingHeard, RingItem, RingState, ToDevice, TrunkFrame};

use super::{CallOutput, CallRefusal, Calls, Now, ROOMS_MAX, role_of, standing};

/// A ring that nobody took for so long is unanswered; it may still be taken.
pub const RING_FOR: Duration = Duration::from_secs(60);

/// A device that was told to ring.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rung {
    at: Instant,
    heard: Option<RingHeard>,
}

impl Rung {
    pub(super) fn is_declined(self) -> bool {
        self.heard == Some(RingHeard::Declined)
    }

    fn state(self, now: Instant) -> RingState {
        match self.heard {
            Some(RingHeard::Declined) => RingState::Declined,
            Some(RingHeard::Rings) | None if now.saturating_duration_since(self.at) >= RING_FOR => {
                RingState::Unanswered
            }
            Some(RingHeard::Rings) => RingState::Ringing,
            None => RingState::Sent,
        }
    }
}

/// A ring as it was told last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    ring: Ring,
    pub(super) since_unix_ms: i64,
}

/// Principals ring: both duty officers have confirmed, and it isn't over.
pub(in crate::app) fn is_staged(phase: ContactPhase) -> bool {
    matches!(phase, ContactPhase::Staged | ContactPhase::OnTheLine)
}

impl Calls {
    /// A principal's terminal waits to be rung; everybody else hears of nothing.
    pub fn await_ring(&mut self, now: Now, view: &LineView, contact: SubjectId, device: DeviceId) {
        let agreed = view
            .contact(contact)
            .is_some_and(|folded| folded.agreed.is_some());
        if !agreed || !role_of(view, self.own_side, device, Role::Principal) {
            return self.refuse(CallRefusal::NotAllowed);
        }
        if self.awaiting.len() >= ROOMS_MAX && !self.awaiting.contains_key(&contact) {
            return self.refuse(CallRefusal::Full);
        }
        self.awaiting.entry(contact).or_default().insert(device);
        self.ring_where_staged(now, view);
    }

    /// What a device's person makes of the ring; of one that was never rung it says nothing.
    pub fn ring_heard(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        device: DeviceId,
        heard: RingHeard,
    ) {
        let Some(rung) = self.rung.get_mut(&(contact, device)) else {
            return self.refuse(CallRefusal::NotAllowed);
        };
        // Whoever said not now isn't taken to ring by a word that was under way.
        if !rung.is_declined() {
            rung.heard = Some(heard);
        }
        if rung.is_declined() {
            self.came.remove(&contact);
        }
        self.tell_rings(now, view);
    }

    /// Whether the device said anything of this ring: its page was there.
    pub(in crate::app) fn has_heard(&self, contact: SubjectId, device: DeviceId) -> bool {
        let rung = self.rung.get(&(contact, device));
        rung.is_some_and(|rung| rung.heard.is_some())
    }

    /// How each side's principals are called, ours before the other's.
    pub fn rings(&self) -> Vec<RingItem> {
        let item = |ours| {
            move |(contact, told): (&SubjectId, &Told)| RingItem {
                contact: *contact,
                ours,
                state: told.ring.state,
                device: told.ring.device,
                since_unix_ms: told.since_unix_ms,
            }
        };
        let theirs = self.their_rings.iter().map(item(false));
        self.own_rings
            .iter()
            .map(item(true))
            .chain(theirs)
            .collect()
    }

    pub(super) fn ring_where_staged(&mut self, now: Now, view: &LineView) {
        let staged = |contact: &SubjectId| {
            let folded = view.contact(*contact);
            folded.is_some_and(|folded| is_staged(folded.phase))
        };
        self.rung_again.retain(|contact, _| staged(contact));
        let own_side = self.own_side;
        let stands = |device| standing(view, own_side, device, now.unix_ms).is_some();
        self.came
            .retain(|contact, device| staged(contact) && stands(*device));
        let in_call: BTreeSet<SubjectId> = self
            .came
            .keys()
            .copied()
            .filter(|contact| self.principal_in_call(view, *contact).is_some())
            .collect();
        let (rung, outputs, came) = (&mut self.rung, &mut self.outputs, &mut self.came);
        // After an abort a principal rings again only once both have confirmed anew.
        rung.retain(|(contact, device), _| {
            let folded = view.contact(*contact);
            folded.is_some_and(|folded| is_staged(folded.phase)) && stands(*device)
        });
        self.awaiting.retain(|contact, devices| {
            let phase = view.contact(*contact).map(|folded| folded.phase);
            let staged = phase.is_some_and(is_staged);
            for device in devices.iter().filter(|_| staged) {
                rung.entry((*contact, *device)).or_insert_with(|| {
                    outputs.push_back(CallOutput::ToDevice(*device, ToDevice::Ring(*contact)));
                    if !in_call.contains(contact) {
                        came.remove(contact);
                    }
                    Rung {
                        at: now.instant,
                        heard: None,
                    }
                });
            }
            // What is over rings no more.
            !matches!(
                phase,
                None | Some(
                    ContactPhase::Declined
                        | ContactPhase::Withdrawn
                        | ContactPhase::Cancelled
                        | ContactPhase::Ended
                        | ContactPhase::ReportedOutside
                        | ContactPhase::HeldOutside
                )
            )
        });
        self.tell_rings(now, view);
    }

    /// Tells what changed of the own side's rings, and forgets the other's of what isn't staged any more.
    pub(super) fn tell_rings(&mut self, now: Now, view: &LineView) {
        let staged = |contact: SubjectId| {
            view.contact(contact)
                .is_some_and(|folded| is_staged(folded.phase))
        };
        let told = self.own_rings.keys();
        let of_devices = self.rung.keys().map(|(contact, _)| contact);
        let mut contacts: Vec<SubjectId> = told
            .chain(of_devices)
            .chain(self.rooms.keys())
            .copied()
            .collect();
        contacts.sort_unstable();
        contacts.dedup();
        for contact in contacts {
            let ring = match staged(contact) {
                true => self.own_ring(now, view, contact),
                false => NOBODY,
            };
            if ring_of(&self.own_rings, contact) == ring {
                continue;
            }
            keep(&mut self.own_rings, now, contact, ring);
            self.outputs
                .push_back(CallOutput::ToOtherNode(TrunkFrame::Ring { contact, ring }));
            self.outputs.push_back(CallOutput::RingChanged(contact));
        }
        self.their_rings.retain(|contact, _| {
            // Their word may be here before the entry that staged it.
            view.contact(*contact)
                .is_some_and(|folded| may_be_rung(&folded))
        });
    }

    /// The own side's principal in this contact's call.
    pub(in crate::app) fn principal_in_call(
        &self,
        view: &LineView,
        contact: SubjectId,
    ) -> Option<DeviceId> {
        let mut devices = self.rooms.get(&contact)?.own.keys().copied();
        devices.find(|device| role_of(view, self.own_side, *device, Role::Principal))
    }

    pub(super) fn own_ring(&self, now: Now, view: &LineView, contact: SubjectId) -> Ring {
        let ring = |(state, device)| Ring {
            state,
            device: Some(device),
        };
        if let Some(device) = self.principal_in_call(view, contact) {
            return ring((RingState::Answered, device));
        }
        // What any device heard of the ring before is over with it.
        if let Some(device) = self.came.get(&contact) {
            return ring((RingState::Left, *device));
        }
        let rung = self
            .rung
            .iter()
            .filter(|((of, _), _)| *of == contact)
            .map(|((_, device), rung)| (rung.state(now.instant), *device));
        // Of several devices the furthest counts.
        rung.max().map_or(NOBODY, ring)
    }

    /// How far the other side's principal is called, as its node says.
    pub(super) fn take_ring(
        &mut self,
        now: Now,
        view: &LineView,
        contact: SubjectId,
        ring: Ring,
    ) -> Result<(), CallRefusal> {
        let other = view
            .other_side(self.own_side)
            .ok_or(CallRefusal::NotAccredited)?;
        // That nobody is rung any more may be said of what is over.
        let agreed = view
            .contact(contact)
            .is_some_and(|folded| ring == NOBODY || may_be_rung(&folded));
        let of_principal = match (ring.state, ring.device) {
            (RingState::NotStaffed, device) => device.is_none(),
            (_, Some(device)) => role_of(view, other, device, Role::Principal),
            (_, None) => false,
        };
        if !agreed || !of_principal {
            return Err(CallRefusal::NotAllowed);
        }
        if self.their_rings.len() >= ROOMS_MAX && !self.their_rings.contains_key(&contact) {
            return Err(CallRefusal::Full);
        }
        if ring_of(&self.their_rings, contact) == ring {
            return Ok(());
        }
        keep(&mut self.their_rings, now, contact, ring);
        self.outputs.push_back(CallOutput::RingChanged(contact));
        Ok(())
    }

    /// The line is there again: all rings of our side, in place of what was lost.
    pub(super) fn tell_all_rings(&mut self) {
        let rings = self
            .own_rings
            .iter()
            .map(|(contact, told)| TrunkFrame::Ring {
                contact: *contact,
                ring: told.ring,
            });
        self.outputs.extend(rings.map(CallOutput::ToOtherNode));
    }

    /// What the other node said isn't known to stand.
    pub(super) fn forget_their_rings(&mut self) {
        for contact in std::mem::take(&mut self.their_rings).into_keys() {
            self.outputs.push_back(CallOutput::RingChanged(contact));
        }
    }

    /// When the next ring has gone unanswered.
    pub(super) fn unanswered_at(&self) -> Option<Instant> {
        let rings = self.rung.iter().filter(|((contact, device), rung)| {
            let told = self.own_rings.get(contact).map(|told| told.ring);
            !rung.is_declined()
                && told.is_some_and(|told| {
                    told.device == Some(*device)
                        && matches!(told.state, RingState::Sent | RingState::Ringing)
                })
        });
        rings.map(|(_, rung)| rung.at + RING_FOR).min()
    }
}

const NOBODY: Ring = Ring {
    state: RingState::NotStaffed,
    device: None,
};

fn ring_of(rings: &std::collections::BTreeMap<SubjectId, Told>, contact: SubjectId) -> Ring {
    rings.get(&contact).map_or(NOBODY, |told| told.ring)
}

fn may_be_rung(contact: &domain::Contact) -> bool {
    contact.agreed.is_some()
        && matches!(
            contact.phase,
            ContactPhase::Agreed
                | ContactPhase::Staging
                | ContactPhase::Staged
                | ContactPhase::OnTheLine
        )
}

fn keep(
    rings: &mut std::collections::BTreeMap<SubjectId, Told>,
    now: Now,
    contact: SubjectId,
    ring: Ring,
) {
    if ring == NOBODY {
        rings.remove(&contact);
        return;
    }
    let since_unix_ms = now.unix_ms;
    rings.insert(
        contact,
        Told {
            ring,
            since_unix_ms,
        },
    );
}
