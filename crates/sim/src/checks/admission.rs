//! Promise 2: nobody is in a call's keys without an accreditation by its own side.

use domain::LineView;
use identity::DeviceId;

use super::{Promise, Violation, truth::Truth};

fn broken(what: String) -> Violation {
    Violation::new(Promise::Admission, what)
}

/// Whether the device's accreditation stands as far as another device has read the logs.
pub(crate) fn stands(truth: &Truth, view: &LineView, device: DeviceId, unix_ms: i64) -> bool {
    truth.chains().any(|(side, chain)| {
        let read = view.head(*side).seq;
        chain.standing(device, read, unix_ms).is_some()
    })
}

/// Whether a device that is new in an epoch may be there, as far as the device that shows the epoch has
/// read the logs. It may have been revoked while the commit that adds it was on its way: then the next
/// one removes it, and [`check_sending`] holds meanwhile.
pub(crate) fn check_entered(
    truth: &Truth,
    view: &LineView,
    device: DeviceId,
) -> Result<(), Violation> {
    let was_accredited = truth
        .chains()
        .any(|(side, chain)| chain.was_accredited(device, view.head(*side).seq));
    if was_accredited {
        return Ok(());
    }
    Err(broken(format!(
        "{device} entered an epoch without an accreditation of its side"
    )))
}

/// Nobody who was revoked is left in a group once nothing fails any more.
pub(crate) fn check_left(
    truth: &Truth,
    view: &LineView,
    device: DeviceId,
    unix_ms: i64,
) -> Result<(), Violation> {
    if stands(truth, view, device, unix_ms) {
        return Ok(());
    }
    Err(broken(format!(
        "{device} is in a group without a standing accreditation of its side"
    )))
}

/// A device that knows of one without accreditation in its group seals nothing for it.
pub(crate) fn check_sending(by: DeviceId, sends: bool) -> Result<(), Violation> {
    if !sends {
        return Ok(());
    }
    Err(broken(format!(
        "{by} seals for a group with a device whose accreditation doesn't stand"
    )))
}
