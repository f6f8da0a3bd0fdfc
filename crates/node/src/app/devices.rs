//! The event streams of our devices, and what they and the relay say of calls.

use identity::DeviceId;
use wire::{ToDevice, ToNode};

use super::{NodeCore, Now, Output};

impl NodeCore {
    /// A signed-in device opened its event stream.
    pub fn device_connected(&mut self, now: Now, device: DeviceId) {
        self.connected.insert(device);
        self.tell_heads(device);
        self.tell_alarms(now, device);
        self.watch_expiry(now);
    }

    /// It opened another event stream before the last one ended: it may be about to come back to a call.
    pub fn device_reconnected(&mut self, now: Now, device: DeviceId) {
        self.connected.insert(device);
        self.calls.device_reopened(now, device);
        self.tell_heads(device);
        self.tell_alarms(now, device);
        self.watch_expiry(now);
    }

    /// Its event stream ended: it is in no call any more.
    pub fn device_disconnected(&mut self, now: Now, device: DeviceId) {
        self.connected.remove(&device);
        // Before the calls forget whether it was heard from.
        self.sounded(|core| core.push_on_lost(now, device));
        self.calls.device_gone(now, &self.view, device);
        self.settle(now);
    }

    /// A message of a signed-in device.
    pub fn device_message(&mut self, now: Now, device: DeviceId, message: ToNode) {
        let view = &self.view;
        let contact_of = |call| self.calls.contact_of(call);
        match message {
            ToNode::Await(contact) => self.calls.await_ring(now, view, contact, device),
            ToNode::RingHeard { contact, heard } => {
                self.calls.ring_heard(now, view, contact, device, heard);
            }
            ToNode::Join {
                contact,
                envelope,
                offer_sdp,
            } => {
                self.calls
                    .join(now, view, device, contact, &envelope, offer_sdp);
            }
            ToNode::Commit(envelope) => self.calls.commit(now, view, device, envelope),
            ToNode::Message { call, group, bytes } => {
                if let Some(contact) = contact_of(call) {
                    self.calls.message(contact, device, group, bytes);
                }
            }
            ToNode::Ready {
                call,
                group,
                epoch,
                roster,
            } => {
                if let Some(contact) = contact_of(call) {
                    self.calls
                        .ready(now, view, contact, device, (group, epoch, roster));
                }
            }
            ToNode::Leave(call) => {
                if let Some(contact) = contact_of(call) {
                    self.calls.leave(now, view, contact, device);
                }
            }
            ToNode::HangUp(call) => {
                if let Some(contact) = contact_of(call) {
                    self.calls.hang_up(now, view, contact, device);
                }
            }
            ToNode::GroupStuck { call, group, epoch } => {
                if let Some(contact) = contact_of(call) {
                    self.calls.stuck(now, contact, device, group, epoch);
                }
            }
            ToNode::Rejoin { call, envelope } => {
                if let Some(contact) = contact_of(call) {
                    self.calls.rejoin(now, view, contact, device, envelope);
                }
            }
            ToNode::Return { call, offer_sdp } => {
                self.calls.come_back(now, view, device, call, offer_sdp);
            }
        }
        self.settle(now);
    }

    /// The relay answered, or refused, a device's session description.
    pub fn media_joined(
        &mut self,
        now: Now,
        call: domain::CallId,
        device: DeviceId,
        answer: Result<String, String>,
    ) {
        self.calls.media_joined(now, call, device, answer);
        self.settle(now);
    }

    /// The relay sees a device's transport connected.
    pub fn media_connected(&mut self, now: Now, call: domain::CallId, device: DeviceId) {
        self.calls.media_connected(now, &self.view, call, device);
        self.settle(now);
    }

    /// Whether the relay has a connection to the other node's.
    pub fn line_carries_media(&mut self, now: Now, carries: bool) {
        self.calls.line_carries_media(now, &self.view, carries);
        self.settle(now);
    }

    /// The relay lost a device's transport; the device may come back with a new offer.
    pub fn media_gone(&mut self, now: Now, call: domain::CallId, device: DeviceId) {
        self.calls.media_gone(call, device);
        self.settle(now);
    }

    pub(super) fn tell_heads(&mut self, device: DeviceId) {
        let message = ToDevice::LogsChanged {
            own: self.view.head(self.own).seq,
            other: self.other_head().seq,
        };
        self.tell(device, message);
    }

    pub(super) fn tell(&mut self, device: DeviceId, message: ToDevice) {
        self.outputs.push_back(Output::ToDevice(device, message));
    }
}
