//! Promise 8: nobody rings before both duty officers have confirmed, nor again while they are rung, and the
//! floor opens for both sides at one moment. Promise 9: a silent line is shown as down within seconds.

use domain::{CallId, Kind, SubjectId};
use identity::{DeviceId, Role, SideId};
use std::collections::{BTreeMap, BTreeSet};

use super::{Promise, Violation, truth::Truth};

/// Between the two openings of one floor, where the line stood and nothing shifted the clocks.
const FLOORS_APART_MS_MAX: u64 = 200;
/// After the last frame; the line's own limit is 6 s.
pub(crate) const SILENCE_SHOWN_MS_MAX: u64 = 6_500;

/// Whether a duty officer of each side has confirmed, in what this node holds of both logs.
pub(crate) fn check_staged(
    truth: &Truth,
    contact: SubjectId,
    held: impl Fn(SideId) -> u64,
    what: &str,
) -> Result<(), Violation> {
    for (side, chain) in truth.chains() {
        let confirmed = chain.acts(held(*side)).any(|(_, act)| {
            act.subject == contact
                && act.kind == Kind::ConfirmStage
                && act.roles.contains(Role::DutyOfficer)
        });
        if !confirmed {
            return Err(Violation::new(
                Promise::Ringing,
                format!("{what} although no duty officer of {side} has confirmed"),
            ));
        }
    }
    Ok(())
}

/// A ring that nobody took is over after this.
const RING_MS: u64 = 60_000;
/// Whoever was rung again isn't rung once more for so long.
const RING_AGAIN_EVERY_MS: u64 = 15_000;

/// Where a device's ring belongs: which of its connections, and how many records the contact had.
pub(crate) type RungSince = (u64, usize);

struct LastRing {
    since: RungSince,
    at_ms: u64,
    /// It wasn't the first one there.
    again: bool,
    /// Its person came, or said not now.
    over: bool,
}

/// What principals' devices were told to ring for, by device and contact.
#[derive(Default)]
pub(crate) struct Rings(BTreeMap<(DeviceId, SubjectId), LastRing>);

impl Rings {
    /// A node tells a device to ring.
    pub fn ring(
        &mut self,
        device: DeviceId,
        contact: SubjectId,
        since: RungSince,
        at_ms: u64,
    ) -> Result<(), Violation> {
        let before = self.0.get(&(device, contact));
        let before = before.filter(|before| before.since == since);
        let checked = before.map_or(Ok(()), |before| {
            let passed_ms = at_ms - before.at_ms;
            let too_early = |what| {
                let what = format!("{what}, {passed_ms} ms after the ring before");
                Err(Violation::new(Promise::Ringing, what))
            };
            if !before.over && passed_ms < RING_MS {
                return too_early("a device that rings is rung");
            }
            if before.again && passed_ms < RING_AGAIN_EVERY_MS {
                return too_early("a principal is rung again without a pause");
            }
            Ok(())
        });
        let again = before.is_some();
        let ring = LastRing {
            since,
            at_ms,
            again,
            over: false,
        };
        self.0.insert((device, contact), ring);
        checked
    }

    /// Its person said not now.
    pub fn over(&mut self, device: DeviceId, contact: SubjectId) {
        if let Some(ring) = self.0.get_mut(&(device, contact)) {
            ring.over = true;
        }
    }

    /// One of these devices' persons is in a call.
    pub fn all_over(&mut self, devices: BTreeSet<DeviceId>) {
        let rings = self.0.iter_mut();
        for (_, ring) in rings.filter(|((device, _), _)| devices.contains(device)) {
            ring.over = true;
        }
    }
}

/// When floors opened, by node.
#[derive(Default)]
pub(crate) struct Floors(BTreeMap<CallId, [Option<u64>; 2]>);

impl Floors {
    /// A node opens a floor. `whole_since_ms`: since then the line stood and clocks ran evenly.
    pub fn open(
        &mut self,
        call: CallId,
        node: usize,
        at_ms: u64,
        whole_since_ms: u64,
    ) -> Result<(), Violation> {
        let floors = self.0.entry(call).or_default();
        floors[node] = Some(at_ms);
        let Some(other_ms) = floors[1 - node] else {
            return Ok(());
        };
        let apart_ms = other_ms.abs_diff(at_ms);
        // An opening is decided a little before; that moment has to be a whole one, too.
        let decided_ms = other_ms.min(at_ms).saturating_sub(1_000);
        if apart_ms > FLOORS_APART_MS_MAX && whole_since_ms <= decided_ms {
            return Err(Violation::new(
                Promise::Ringing,
                format!("the two floors of a call open {apart_ms} ms apart"),
            ));
        }
        Ok(())
    }
}

/// Whether a node that heard nothing for `silent_ms` still shows its line as up.
pub(crate) fn check_silence_shown(node: usize, up: bool, silent_ms: u64) -> Result<(), Violation> {
    if up && silent_ms > SILENCE_SHOWN_MS_MAX {
        return Err(Violation::new(
            Promise::LineShown,
            format!("node {node} shows its line as up and heard nothing for {silent_ms} ms"),
        ));
    }
    Ok(())
}
