//! Accreditations that end by time: nothing comes that would tell, so the node looks by itself.

use identity::DeviceId;
use std::time::Duration;

use super::{NodeCore, Now, Output};

/// Between two looks at most: somebody may set the clock.
pub const LOOK_EVERY: Duration = Duration::from_secs(60);

impl NodeCore {
    /// Disconnects the devices whose accreditation ended, by a revocation or by time.
    pub(super) fn disconnect_gone(&mut self, now: Now) {
        let gone: Vec<DeviceId> = self
            .connected
            .iter()
            .copied()
            .filter(|device| self.who(*device, now.unix_ms).is_none())
            .collect();
        for device in gone {
            self.connected.remove(&device);
            self.sessions.end_of_device(&mut *self.store, device);
            self.calls.device_gone(now, &self.view, device);
            self.outputs.push_back(Output::Disconnect(device));
        }
    }

    pub(super) fn end_expired(&mut self, now: Now) {
        if self.expiry_at.is_some_and(|at| at <= now.instant) {
            self.disconnect_gone(now);
            self.watch_expiry(now);
        }
    }

    /// Notes when the first of the connected devices ends; officers of the charter don't.
    pub(super) fn watch_expiry(&mut self, now: Now) {
        let people = self.view.people(self.own);
        let ends = self.connected.iter().filter_map(|device| {
            let until_unix_ms = people?.get(*device)?.accreditation.until_unix_ms;
            let left_ms = u64::try_from(until_unix_ms.saturating_sub(now.unix_ms)).ok()?;
            Some(Duration::from_millis(left_ms).min(LOOK_EVERY))
        });
        self.expiry_at = ends.min().map(|left| now.instant + left);
    }
}
