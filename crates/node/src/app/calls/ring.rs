//! Who is rung, and when: nobody before both duty officers have confirmed.

use domain::{ContactPhase, LineView, SubjectId};
use identity::{DeviceId, Role};
use wire::ToDevice;

use super::{CallOutput, CallRefusal, Calls, ROOMS_MAX, role_of};

impl Calls {
    /// A principal's terminal waits to be rung; everybody else hears of nothing.
    pub fn await_ring(&mut self, view: &LineView, contact: SubjectId, device: DeviceId) {
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
        self.ring_where_staged(view);
    }

    pub(super) fn ring_where_staged(&mut self, view: &LineView) {
        let (rung, outputs) = (&mut self.rung, &mut self.outputs);
        self.awaiting.retain(|contact, devices| {
            let phase = view.contact(*contact).map(|folded| folded.phase);
            let staged = matches!(phase, Some(ContactPhase::Staged | ContactPhase::OnTheLine));
            if !staged {
                // After an abort a principal rings again only once both have confirmed anew.
                rung.retain(|(of, _)| of != contact);
            }
            for device in devices.iter().filter(|_| staged) {
                if rung.insert((*contact, *device)) {
                    outputs.push_back(CallOutput::ToDevice(*device, ToDevice::Ring(*contact)));
                }
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
    }
}
